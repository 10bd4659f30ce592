"""Citations, as a scholar pastes them."""

import re
from pathlib import Path

import pytest

from tei_edition import tei
from tei_edition.crosswalks import Record, cite, read_record
from tei_edition.crosswalks.citing import STYLES, paragraph_number
from tei_edition.errors import TeiError

ROOT = tei.read(Path(__file__).parents[1] / "data" / "patterns.xml")
RECORD = read_record(ROOT)


def test_the_note_says_what_a_reader_needs() -> None:
    words = cite(RECORD, paragraph="12", address="https://example.org/a.html#p12")
    assert words == (
        "“Comrade Zhou Enlai Receives the Ambassadors,” 3 August 1964, translated by Stephen Mercado, par. 12. "
        "PRC FMA, 109-03909-08, 47-64. "
        "The sample edition, version 0.1.0, patterns, https://example.org/a.html#p12."
    )


def test_mla_goes_from_the_author_to_the_archive() -> None:
    words = cite(RECORD, "mla", paragraph="12")
    assert words == (
        "Foreign Ministry. “Comrade Zhou Enlai Receives the Ambassadors.” "
        "3 August 1964. Translated by Stephen Mercado, version 0.1.0, The sample edition, par. 12. "
        "PRC FMA, 109-03909-08, 47-64."
    )


def test_bibtex_is_escaped() -> None:
    record = Record(id="a b", title="50 % of {A} & B_1 \\ C", iso_date="1964-08-03", authors=("X & Y",))
    assert cite(record, "bibtex") == (
        "@misc{a-b,\n"
        "  title = {{50 \\% of \\{A\\} \\& B\\_1 \\textbackslash{} C}},\n"
        "  author = {{X \\& Y}},\n  date = {1964-08-03},\n  year = {1964}\n}\n"
    )


def test_ris_has_a_tag_a_line() -> None:
    rows = cite(RECORD, "ris", paragraph="12").splitlines()
    assert rows[0] == "TY  - MANSCPT"
    assert rows[-1] == "ER  - "
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", row) for row in rows)
    assert {"A4  - Stephen Mercado", "DA  - 1964/08/03", "SP  - par. 12"} <= set(rows)


@pytest.mark.parametrize("style", STYLES)
def test_a_bare_document_can_be_cited(style: str) -> None:
    assert "Untitled" in cite(Record(title="Untitled"), style)


def test_a_translator_who_is_not_named_is_not_cited() -> None:
    given = tei.serialize(ROOT).decode().replace("Stephen Mercado", tei.NO_TRANSLATOR)
    record = read_record(tei.parse(given.encode()))
    for style in STYLES:
        assert "ranslat" not in cite(record, style)


def test_a_paragraph_is_found_by_its_id() -> None:
    assert paragraph_number(ROOT, "p12") == "12"
    with pytest.raises(TeiError, match="no numbered paragraph has the id 'p99'; known: p1 to p17"):
        paragraph_number(ROOT, "p99")
