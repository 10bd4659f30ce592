"""Two hundred slips, each in a sound document: the right rule fires on the right line."""

from pathlib import Path

import pytest

from tei_edition.errors import Finding
from tei_edition.validation import check
from validation.mutants import KINDS, Mutant, mutants
from validation.test_schematron import TEXT

ROOT = Path(__file__).parents[2]
SOUND = [ROOT / "tests" / "data" / "patterns.xml", ROOT / "tei" / "documents" / "memcon-1964-08-03.xml"]
SHARE = 0.99


def told(text: str) -> list[Finding]:
    return [row for row in check(Path("mutant.xml"), text.encode()).findings if row.rule != "tags-unreviewed"]


def is_right(mutant: Mutant) -> bool:
    return any(row.rule in mutant.rules and row.line in mutant.lines for row in told(mutant.text))


@pytest.mark.parametrize("path", [*SOUND, *sorted((ROOT / "tei" / "authority").glob("*.xml"))], ids=lambda p: p.name)
def test_nothing_is_said_of_a_sound_document(path: Path) -> None:
    assert [str(row) for row in told(path.read_text(encoding="utf-8"))] == []


def test_nothing_is_said_of_a_document_with_images() -> None:
    assert [str(row) for row in told(TEXT)] == []


def test_the_right_rule_fires_on_the_right_line() -> None:
    broken = mutants([TEXT, *(path.read_text(encoding="utf-8") for path in SOUND[1:])], 200)
    assert len({mutant.kind for mutant in broken}) == len(KINDS)
    missed = [f"{m.kind}: {sorted(m.rules)} on {sorted(m.lines)}" for m in broken if not is_right(m)]
    assert len(missed) <= (1 - SHARE) * len(broken), missed


def test_the_same_seed_breaks_the_same_things() -> None:
    texts = [SOUND[0].read_text(encoding="utf-8")]
    assert mutants(texts, 30) == mutants(texts, 30)
    assert mutants(texts, 30) != mutants(texts, 30, seed=7)
