"""A text as received: decoding, furniture, and what cannot be read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_edition.errors import ConfigError, SourceError
from tei_edition.sources import Source, read_source, sites

PAGE = """Skip to content

May 1, 1950

A Talk

This document was made possible with support from A Foundation

A Talk

Zhou: We have come.

Mao: Indeed.




They talked.

Document Information

PRC FMA 1-2-3, 4-5. Translated by A Translator.

Original Uploaded Date

Record ID

112233
"""


def source(text: str, name: str = "talk.txt", site: str = "") -> Source:
    return read_source(Path(name), text.encode(), site=site)


def test_a_page_falls_into_text_header_and_furniture() -> None:
    page = source(PAGE)
    assert page.site == "wilson-center"
    dropped = [page.text[item.start : item.end] for item in page.furniture if not item.keep]
    assert dropped == ["Skip to content", "Document Information", "Original Uploaded Date", "Record ID"]
    assert page.value("shelfmark") == "1-2-3"
    assert page.value("translator") == "A Translator"
    assert page.kept("abstract") == ["They talked."]
    assert page.value("record") == "112233"


def test_a_label_without_value_is_told_and_takes_no_neighbour() -> None:
    page = source(PAGE)
    assert "uploaded" not in page.fields
    [finding] = page.findings
    assert finding.rule == "label-without-value"
    assert page.text.split("\n")[finding.line - 1] == "Original Uploaded Date"


def test_an_unknown_line_after_the_text_stops_the_parse() -> None:
    with pytest.raises(SourceError, match=r"talk.txt:\d+: no rule .*A stray line.*tables/sites") as caught:
        source(PAGE + "\nA stray line\n")
    assert PAGE.count("\n") + 2 == caught.value.line


def test_text_without_a_known_page_has_no_furniture() -> None:
    plain = source("Zhou: We have come.\n\nDocument one.\n")
    assert (plain.site, plain.furniture) == ("", ())


def test_an_unknown_site_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"no rules for a site 'nowhere'; known sites: .*wilson-center"):
        source("x", site="nowhere")


def test_an_edition_brings_its_own_site(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "mine.toml").write_text(
        'name = "Mine"\nlandmark = "end"\n[[line]]\nid = "end"\nwhere = "tail"\ntext = "THE END"\ndrop = true\n'
    )
    page = read_source(Path("a.txt"), b"Zhou: Hello.\n\nTHE END\n", overrides=tmp_path)
    assert page.site == "mine"
    assert [item.rule for item in page.furniture] == ["end"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \n\n\t", "the file is empty"),
        (b"\x00\x01\x02" * 50, "binary file"),
        (b"\x89PNG\r\n\x1a\n123", "a picture, not plain text"),
        (b"%PDF-1.7 ...", "this is a PDF file, not plain text as its name says; rename it to bad.pdf"),
        (b"PK\x03\x04...", "a ZIP archive"),
        (b"PK\x03\x04 word/document.xml", "this is a Word document, not plain text as its name says"),
        (b"<!DOCTYPE html><p>Hello", "this is a web page, not plain text as its name says; rename it to bad.html"),
        (b'<?xml version="1.0"?><TEI/>', "this is an XML file, not plain text as its name says"),
        (b"{\\rtf1 hello}", "this is an RTF file, not plain text; save it as .docx"),
        (b"From: <Saved by Blink>", "a web archive"),
        (b"Skip to content\n\nDocument Information\n", "nothing but web furniture"),
        (b"line one\nbell\x07\n", "U\\+0007 cannot stand in XML"),
        ("Zhou: “Déjà vu”".encode() + b" \xff\n", "bad.txt:1: invalid UTF-8: the byte 0xFF; correct the character"),
        ("A café".encode() + b" \xff\n", "bad.txt:1: invalid UTF-8: the byte 0xFF; correct the character"),
        (b"\xff\xfea\x00\x00\xd8", "the file says it is UTF-16 and is not"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        read_source(Path("bad.txt"), data)
    assert str(caught.value).startswith("bad.txt")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["A file begins with %PDF-1.7.\n", "<p> opens a paragraph.\n", "a <html> b\n"])
def test_a_text_may_speak_of_formats(text: str) -> None:
    source = read_source(Path("a.txt"), text.encode())
    assert (source.format, source.text) == ("text", text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_give_the_same_text(encoding: str) -> None:
    text = "Zhou: “Déjà vu” – he said.\n"
    assert read_source(Path("a.txt"), text.encode(encoding)).text == text


def test_windows_text_is_read_but_told() -> None:
    [finding] = read_source(Path("a.txt"), "Zhou: “well”\n".encode("cp1252")).findings
    assert finding.rule == "encoding-assumed"


# Every character that may stand in a text file; no-break and line-feed characters more often than chance.
texts = st.text(st.one_of(st.sampled_from("\r\n a(“"), st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))


@given(texts)
def test_every_character_maps_back_to_the_file(text: str) -> None:
    if not text.strip() or "\ufffe" in text or "\uffff" in text or text.startswith("\ufeff"):
        return
    found = read_source(Path("a.txt"), text.encode(), site="none")
    for offset, character in enumerate(found.text):
        original = text[found.original(offset)]
        assert original == character or (character == "\n" and original == "\r")


def test_an_older_page_with_other_labels_and_a_plain_reference() -> None:
    tail = """Document Information

Source

State Archive of Lorania, fund 3, file 12. Obtained by A. Scholar.

Rights

All rights are with the archive.

Original Uploaded Date

2011-11-20

Type

Telegram

Language

Russian

People Mentioned

Alder, A.

Birch, B.

Record ID

112233

First Foundation
"""
    head = PAGE.partition("Document Information")[0].replace(
        "from A Foundation", "from First Foundation and Second Trust"
    )
    page = source(head + tail)
    assert page.site == "wilson-center"
    assert (page.value("record"), page.value("genre"), page.value("language")) == ("112233", "Telegram", "Russian")
    assert page.value("uploaded") == "2011-11-20"
    assert "Alder, A." in "\n".join(page.kept("reference"))
    assert page.kept("rights") == ["All rights are with the archive."]
    assert page.findings == ()


def test_a_plain_reference_stands_above_the_rights_statement() -> None:
    stated = "The History and Public Policy Program welcomes reuse of its materials."
    page = source(PAGE.replace("PRC FMA 1-2-3, 4-5. Translated by A Translator.", f"Fund 3, file 12.\n\n{stated}"))
    assert page.value("holding") == "Fund 3, file 12."


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ('landmark = "end"\n', "the landmark 'end' is the id of no"),
        ('colour = "red"\n', "unknown key `colour`"),
        ('unknown = "drop"\n', "`unknown` is 'drop'"),
        ('[[line]]\nid = "a"\ntext = "b"\nwhere = "foot"\n', "`where` is 'foot'"),
        ('[[line]]\nid = "a"\ntest = "b"\n', r"unknown key `test` in the \[\[line\]\] 'a'"),
    ],
)
def test_a_wrong_rules_file_is_told_in_one_line(tmp_path: Path, rules: str, message: str) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "mine.toml").write_text(rules)
    with pytest.raises(ConfigError, match=message) as caught:
        read_source(Path("a.txt"), b"Zhou: Hello.\n", overrides=tmp_path)
    assert "mine.toml" in str(caught.value)


def test_unknown_lines_are_kept_where_the_site_says_so(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    rules = 'landmark = "end"\nunknown = "keep"\n[[line]]\nid = "end"\nwhere = "tail"\ntext = "THE END"\ndrop = true\n'
    (tmp_path / "sites" / "mine.toml").write_text(rules)
    page = read_source(Path("a.txt"), b"Zhou: Hello.\n\nTHE END\n\nA stray line\n", overrides=tmp_path)
    assert page.kept("unknown") == ["A stray line"]
    assert [(finding.rule, finding.line) for finding in page.findings] == [("furniture-unknown", 5)]


STAMP = "11/29/26, 12:07 PM"


@pytest.mark.parametrize(
    "stamp", [STAMP, "11/29/26, 12:07\u202fPM", "29.11.2026, 12:07", f"{STAMP} A Talk", "1 of 3 11/29/2026, 12:07"]
)
def test_what_a_browser_prints_on_a_page_is_no_text(stamp: str) -> None:
    address = "https://example.org/papers?id=7"
    page = source(f"{stamp}\n{PAGE.rstrip()}\n{address} 1/2\n{stamp}\n{address} 2/2\n")
    assert page.site == "wilson-center"
    found = [(item.rule, page.text[item.start : item.end]) for item in page.furniture if item.rule.startswith("print")]
    assert found == [
        ("print-stamp", stamp),
        ("print-address", f"{address} 1/2"),
        ("print-stamp", stamp),
        ("print-address", f"{address} 2/2"),
    ]
    assert (page.value("page-date"), page.value("record")) == ("May 1, 1950", "112233")


@pytest.mark.parametrize(
    "line", ["8/3/64, 4:30 PM", "Time: 11/29/26, 12:07 PM", f"We met on {STAMP}", "See https://a.b"]
)
def test_a_date_or_an_address_of_the_text_stays(line: str) -> None:
    assert source(f"{line}\n\nZhou: We have come.\n").furniture == ()


def test_a_line_that_only_begins_like_a_stamp_stays_inside_the_text() -> None:
    [first] = source(f"{STAMP} A Talk\n\nZhou: We have come.\n\n{STAMP} we left.\n").furniture
    assert (first.start, first.rule) == (0, "print-stamp")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("landmark = 5", "`landmark` is a number; it has to be text or a list"),
        ("line = 5", "`line` is a number; it has to be a list"),
        ("line = [1]", "an entry of `line` is a number; it has to be a table"),
        ("[[line]]\ntext = 5", "`line[].text` is a number; it has to be text or a list"),
        ("[[line]]\ntext = [5]", "an entry of `line[].text` is a number; it has to be text"),
        ('[[line]]\none-of = "Menu"', "`line[].one-of` is text; it has to be a list"),
        ("[[line]]\nkeep = 5", "`line[].keep` is a number; it has to be text"),
        ("abstract = 5", "`abstract` is a number; it has to be a table"),
        ("[abstract]\nlines = 5", "unknown key `lines` in [abstract]; known: before-landmark, blank-lines"),
        ('recognise = "2"', "`recognise` is text; it has to be a number"),
        ("recognise = 0", "`recognise` is 0; write how many landmarks tell the site"),
        ("refuse = true", "`refuse` is true or false; it has to be text"),
    ],
)
def test_a_wrong_value_in_the_rules_of_a_site_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "sites").mkdir()
    path = tmp_path / "sites" / "mine.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        sites(tmp_path)
    assert str(caught.value) == f"{path}: {told}"
