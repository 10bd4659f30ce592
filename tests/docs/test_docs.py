"""The documentation keeps up with the code."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tei_edition import resources
from tei_edition.edition import Comparison, DocumentSettings, Edition, Limits, Print

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_the_reference_is_made_from_the_commands() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "make_reference.py", "--check"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_resolve(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert target.startswith("http") or (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "edition.md").read_text(encoding="utf-8")
    settings = [name for table in (Edition, DocumentSettings, Print, Limits, Comparison) for name in table._fields]
    composed = ("folder", "documents", "print", "limits", "comparisons", "line")
    missing = [name for name in settings if f"`{name.replace('_', '-')}`" not in page and name not in composed]
    assert missing == []


def test_every_rule_on_a_tag_is_described() -> None:
    described = set(resources.table("entities", "rules"))
    used = set()
    for path in (ROOT / "src" / "tei_edition" / "entities").glob("*.py"):
        used |= set(re.findall(r'"((?:name|place|body|role|event|date)\.[a-z-]+)"', path.read_text(encoding="utf-8")))
    assert used == described


def tutorial_blocks() -> list[str]:
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    return [re.sub(r"^ {4}", "", block, flags=re.M) for block in re.findall(r"(?:^ {4}.*\n|^\n(?= {4}))+", text, re.M)]


def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    """Type what the tutorial says, in its order, and see what it promises."""
    blocks = [block.strip("\n") for block in tutorial_blocks()]
    talk = next(block for block in blocks if block.startswith("Record of a Talk"))
    persons = next(block for block in blocks if block.startswith("<TEI"))
    typed = [block for block in blocks if block.startswith("tei-edition")]
    assert len(typed) == 4

    def type_in(line: str, *more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", *line.replace("tei-edition", "tei_edition", 1).split(), *more]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    init, parse, validate, build = typed
    assert type_in(init).returncode == 0
    (tmp_path / "my-edition" / "sources" / "talk.txt").write_text(talk, encoding="utf-8")
    parsed = type_in(parse)
    assert parsed.returncode == 0, parsed.stderr
    assert parsed.stdout.splitlines()[-1].strip() == "nothing lost, nothing added"
    document = (tmp_path / "my-edition" / "documents" / "talk.xml").read_text(encoding="utf-8")
    assert '<date when="1964-05-05"' in document
    assert type_in(validate).returncode in (0, 1)
    assert type_in(build).returncode in (0, 1)
    assert "nothing has changed" in type_in(build).stderr
    (tmp_path / "my-edition" / "authority" / "persons.xml").write_text(persons, encoding="utf-8")
    assert type_in(parse).returncode == 0
    document = (tmp_path / "my-edition" / "documents" / "talk.xml").read_text(encoding="utf-8")
    assert re.search(r'Premier <persName ref="#Kim_Il_Sung"[^>]*>Kim</persName>', document)


def indented(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return [
        re.sub(r"^ {4}", "", b, flags=re.M).strip("\n") for b in re.findall(r"(?:^ {4}.*\n|^\n(?= {4}))+", text, re.M)
    ]


def test_the_example_of_a_new_shape_does_what_it_says(tmp_path: Path) -> None:
    """An archive's page, labels and type, taught by three files and no Python."""
    blocks = indented(ROOT / "docs" / "how-to" / "shapes.md")
    edition = tmp_path / "my-edition"
    for folder in ("sources", "documents", "tables/sites"):
        (edition / folder).mkdir(parents=True)
    (edition / "edition.toml").write_text('[edition]\ntitle = "Papers"\n')
    (edition / "sources" / "paper.txt").write_text(blocks[0] + "\n", encoding="utf-8")
    [typed, promised] = blocks[-2:]
    command = [sys.executable, "-m", *typed.replace("tei-edition", "tei_edition", 1).split()]

    before = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "nobody is seen to speak" in before.stderr
    tables = [block for block in blocks if block.startswith("# tables/")]
    assert len(tables) == 3
    for block in tables:
        (edition / block.splitlines()[0].removeprefix("# ")).write_text(block + "\n", encoding="utf-8")
    after = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert after.returncode == 0, after.stderr
    assert after.stdout.splitlines()[0] == promised
    document = (edition / "documents" / "paper.xml").read_text(encoding="utf-8")
    assert document.count("<sp ") == 3
    assert 'target="#genre.harbour-talk"' in document
    assert '<idno type="shelfmark">114</idno>' in document
    assert "Free for all uses." in document.partition("</teiHeader>")[0]
    assert "Reading Room 3" not in document.partition("<text>")[2]
    assert "the site lorania" in after.stderr


def test_the_decisions_on_a_collation_fit_its_example(tmp_path: Path) -> None:
    blocks = indented(ROOT / "docs" / "how-to" / "collate.md")
    for name, text in zip("ABC", blocks[0].split("\n\n"), strict=True):
        (tmp_path / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
    [decided] = [block for block in blocks if block.startswith("# decisions.toml")]
    (tmp_path / "decisions.toml").write_text(decided + "\n", encoding="utf-8")
    command = [sys.executable, "-m", *blocks[1].replace("tei-edition", "tei_edition", 1).split()]
    done = subprocess.run(
        [*command, "--decisions", "decisions.toml"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "fact,Peking,," in done.stdout.splitlines()


def test_the_example_of_an_alignment_does_what_it_says(tmp_path: Path) -> None:
    first, second, typed, promised, *_ = indented(ROOT / "docs" / "how-to" / "align.md")
    for name, text in (("first.txt", first), ("second.txt", second)):
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    command = [sys.executable, "-m", *typed.replace("tei-edition", "tei_edition", 1).split()]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip("\n") == promised
