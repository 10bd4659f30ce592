"""Five typical mistakes of a newcomer in the sample document, and what they read: enough to mend each."""

import re
from pathlib import Path

import pytest

from tei_edition.validation import check, report

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "tei" / "documents" / "memcon-1964-08-03.xml").read_text(encoding="utf-8")
SNAPSHOT = Path(__file__).parent / "newcomer.txt"
MISTAKES = {
    "an ampersand": ("relations and plans", "relations & plans"),
    "a name of an element in small letters": (
        "<persName>Zeng Yongquan</persName>",
        "<persname>Zeng Yongquan</persname>",
    ),
    "a tag that is not closed": ("</speaker>", ""),
    "a date in words": ('<date when="1964-08-03">3 August', '<date when="3 August 1964">3 August'),
    "a list where only phrases may stand": ("</opener>", "<list><item>Zhou Enlai</item></list></opener>"),
}


def messages() -> str:
    """What is printed for each mistake."""
    parts = []
    for name, (right, wrong) in MISTAKES.items():
        assert right in TEXT
        checked = check(Path("memcon.xml"), TEXT.replace(right, wrong, 1).encode())
        told = checked.failure + "\n" if checked.failure else "".join(report("text", [checked]))
        parts.append(f"# {name}\n{told}")
    # The sample and the schema may grow: lines are tested below, and the first of what is expected is enough.
    short = re.sub(r"(expected here: (?:\S+ ){6}).*", r"\1…", "\n".join(parts))
    return re.sub(r"(?<=memcon\.xml:)\d+|(?<=line )\d+|\b\d+ of \d+", "N", short)


def test_the_messages_are_those_that_were_read_and_found_enough() -> None:
    assert messages() == SNAPSHOT.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MISTAKES)
def test_a_message_leads_to_the_line_of_the_mistake(name: str) -> None:
    right, wrong = MISTAKES[name]
    at = TEXT.index(right) if wrong else TEXT.index("</sp>", TEXT.index(right))
    lines = {row.line for row in check(Path("m.xml"), TEXT.replace(right, wrong, 1).encode()).findings if row.line}
    assert lines <= {TEXT.count("\n", 0, at) + 1 + k for k in (0, 1)}
