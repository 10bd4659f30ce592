"""The archive has the same document as a text, a saved web page, a Word file and a PDF: the edition is the same."""

from pathlib import Path

import pytest

from sources.making import as_docx, as_html, as_pdf
from tei_edition import tei
from tei_edition.edition import load_edition
from tei_edition.encoding import Coverage, coverage, parse
from tei_edition.tei import Element
from tei_edition.validation.schema import own_schema
from validation.libxml2 import compiled

EDITION = Path(__file__).parents[2] / "tei"
MEMCON = EDITION / "sources" / "memcon-1964-08-03.txt"
FORMATS = {"html": as_html, "docx": as_docx, "pdf": as_pdf}


def parsed(kind: str) -> tuple[Element, Coverage]:
    text = MEMCON.read_text(encoding="utf-8")
    data = FORMATS[kind](text) if kind in FORMATS else text.encode()
    root, source, _ = parse(MEMCON.with_suffix(f".{kind}"), data=data, edition=load_edition(EDITION))
    read = tei.parse(tei.serialize(root))
    return read, coverage(source, read)


def solid(element: Element) -> str:
    return "".join(tei.project(element).split())


def turns(root: Element) -> list[tuple[str, str, str]]:
    return [(turn.get("who", ""), turn.get("toWhom", ""), solid(turn)) for turn in tei.every(root, "//t:sp")]


def mentions(root: Element) -> list[tuple[str, str, dict[str, str]]]:
    return [(tei.name(tag), solid(tag), dict(tag.attrib)) for tag in tei.tags(root)]


def paragraphs(root: Element) -> list[tuple[str, str]]:
    return [(element.get("n", ""), solid(element)) for element in tei.every(root, "//t:body//*[@n and @xml:id]")]


@pytest.fixture(scope="module")
def as_text() -> Element:
    return parsed("txt")[0]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_text_turns_and_mentions(kind: str, as_text: Element) -> None:
    root, proof = parsed(kind)
    text, expected = tei.one(root, "t:text"), tei.one(as_text, "t:text")
    assert text is not None
    assert expected is not None
    assert solid(text) == solid(expected)
    assert paragraphs(root) == paragraphs(as_text)
    assert turns(root) == turns(as_text)
    assert mentions(root) == mentions(as_text)
    assert len(mentions(root)) > 500
    assert (proof.is_complete, proof.share) == (True, 1), proof.report()
    assert proof.dropped > 50
    own = compiled(own_schema())
    assert own.validate(root), own.error_log


def test_an_existing_document_is_a_source_too(as_text: Element) -> None:
    root, source, _ = parse(EDITION / "documents" / "memcon-1964-08-03.xml", edition=load_edition(EDITION))
    read = tei.parse(tei.serialize(root))
    assert coverage(source, read).is_complete
    assert paragraphs(read) == paragraphs(as_text)
    assert turns(read) == turns(as_text)
    assert [row[:2] for row in mentions(read)] == [row[:2] for row in mentions(as_text)]


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_italics_come_through(kind: str) -> None:
    root, _ = parsed(kind)
    shown = [solid(element) for element in tei.every(root, "//t:body//t:hi[@rend='italic']")]
    assert shown
    assert set(shown) == {"Gheorghiu"}


def test_the_pages_of_the_pdf_are_counted() -> None:
    root, _ = parsed("pdf")
    numbers = [page.get("n") for page in tei.every(root, "//t:body//t:pb")]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert len(numbers) > 5
    assert all(page.getparent() is not None for page in tei.every(root, "//t:pb"))


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_file_gives_the_same_bytes(kind: str) -> None:
    text = MEMCON.read_text(encoding="utf-8")
    data = FORMATS[kind](text)
    edition = load_edition(EDITION)
    first, second = (tei.serialize(parse(Path(f"a.{kind}"), data=data, edition=edition)[0]) for _ in range(2))
    assert first == second
