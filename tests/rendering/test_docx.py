"""The Word document: what a colleague finds in it, and that `parse` gives the text back."""

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tei_edition import tei
from tei_edition.edition import Edition, Print
from tei_edition.errors import Finding
from tei_edition.rendering import render_docx
from tei_edition.sources.docx import read_docx

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tei" / "documents" / "memcon-1964-08-03.xml"
PATTERNS = ROOT / "tests" / "data" / "patterns.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADER = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader><fileDesc><titleStmt>
<title>A letter</title><author>A. Writer</author>
<editor role="translator" xml:id="tr">A. Translator</editor></titleStmt><publicationStmt><p/></publicationStmt>
<sourceDesc><listWit><witness xml:id="w1" n="A">The fair copy</witness><witness xml:id="w2" n="B">A draft</witness>
</listWit></sourceDesc></fileDesc><revisionDesc><change when="2019-05-06"/></revisionDesc></teiHeader><text>"""


def make(body: str, findings: list[Finding] | None = None, **print_settings: Any) -> bytes:
    text = body if "<group>" in body else f"<body>{body}</body>"
    root = tei.parse(f"{HEADER}{text}</text></TEI>".encode())
    return render_docx(root, path="x.xml", edition=Edition(print=Print(**print_settings)), findings=findings)


def part(data: bytes, name: str) -> tei.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def styles(data: bytes) -> list[tuple[str, str]]:
    return [(paragraph.style.name, paragraph.text) for paragraph in opened(data).paragraphs]


def footnotes(data: bytes) -> list[str]:
    notes = part(data, "word/footnotes.xml").findall(f"{W}footnote")
    words = ["".join(text.text or "" for text in note.iter(f"{W}t")).strip() for note in notes]
    return [one for one in words if one]


def squeezed(text: str) -> str:
    return "".join(text.split())


def projected(root: tei.Element) -> str:
    return squeezed("".join(map(tei.project, tei.every(root, "//t:text[not(ancestor::t:text)]"))))


@pytest.mark.parametrize("path", [SAMPLE, PATTERNS], ids=["sample", "patterns"])
def test_parse_gives_the_same_text_back(path: Path, tmp_path: Path) -> None:
    for command in (["render", "docx", path, "-o", "x.docx"], ["parse", "x.docx", "-o", "x.xml"]):
        subprocess.run([sys.executable, "-m", "tei_edition", *command], cwd=tmp_path, capture_output=True, check=False)
    assert projected(tei.read(tmp_path / "x.xml")) == projected(tei.read(path))


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc",), exclude_characters="\ufffe\uffff\x85")))
def test_any_text_is_there_character_by_character(words: str) -> None:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    body = f"<p>{escaped}<note>{escaped}</note></p><table><row><cell>{escaped}</cell></row></table>"
    copy = read_docx(make(body), "x.docx")
    assert squeezed(copy.text[: copy.body]) == squeezed(words) * 2
    assert squeezed(copy.text[copy.body :]).endswith(squeezed(words))


def test_python_docx_opens_it_and_finds_who_and_when() -> None:
    properties = opened(make("<p>x</p>")).core_properties
    assert (properties.title, properties.author) == ("A letter", "A. Writer")
    assert str(properties.modified) == str(properties.created) == "2019-05-06 00:00:00+00:00"


def test_blocks_have_styles_of_their_own() -> None:
    body = """<div><head>One</head><div><head>Two</head><sp><speaker>Zhou:</speaker><p>Yes.</p><p>More.</p>
      <stage>(He leaves.)</stage></sp><lg><l>a</l><l>b</l></lg><list><item>first</item></list></div></div>"""
    assert styles(make(body)) == [
        ("Heading 1", "One"),
        ("Heading 2", "Two"),
        ("Turn", "Zhou: Yes."),
        ("Turn Continued", "More."),
        ("Stage Direction Paragraph", "(He leaves.)"),
        ("Verse", "a\nb"),
        ("List Item", "first"),
    ]


def test_phrases_look_as_they_should() -> None:
    body = """<p><emph>i</emph><hi rend="bold">b</hi><hi rend="smallcaps">s</hi><hi rend="sup">u</hi>
      <persName ref="#x">n</persName></p>"""
    runs = {run.text: run for run in opened(make(body)).paragraphs[0].runs if run.text.strip()}
    assert runs["i"].italic and runs["b"].bold and runs["s"].font.small_caps and runs["u"].font.superscript
    assert runs["n"].style.name == "Person"
    assert not runs["n"].italic


def test_footnotes_say_what_they_are() -> None:
    body = """<p>alpha<note>By the editor.</note> beta<note resp="#tr">By the translator.</note>
      gamma<note type="footnote" n="1">Of the source.</note>
      <app><lem wit="#w1">one</lem><rdg wit="#w2">two</rdg></app> <choice><sic>teh</sic><corr>the</corr></choice>
      <gap><desc>a line lost</desc></gap></p>"""
    made = make(body)
    assert sorted(footnotes(made)) == [
        "Editor: By the editor.",
        "Editor: […] a line lost",
        "Editor: sic; read: the",
        "Of the source.",
        "Readings: one] two B",
        "Translator: By the translator.",
    ]
    references = [one.get(f"{W}id") for one in part(made, "word/document.xml").iter(f"{W}footnoteReference")]
    assert references == ["2", "3", "4", "5", "6", "7"]
    assert styles(made) == [("Body Text", "alpha beta gamma one teh ")]


def test_what_an_editor_supplied_adds_no_character() -> None:
    paragraph = opened(make('<p>a <supplied>b</supplied> <supplied rend="brackets">c</supplied></p>')).paragraphs[0]
    assert paragraph.text == "a b [c]"
    assert [run.text for run in paragraph.runs if run.style.name == "Supplied by the Editor"] == ["b", "c"]


def test_each_paragraph_has_a_bookmark_with_its_number() -> None:
    body = '<p n="1" xml:id="a">one</p><p n="2b" xml:id="b">two <ref target="#a">one</ref></p>'
    document = part(make(body), "word/document.xml")
    assert [one.get(f"{W}name") for one in document.iter(f"{W}bookmarkStart")] == ["par_1", "to_a", "par_2b"]
    [link] = document.iter(f"{W}hyperlink")
    assert link.get(f"{W}anchor") == "to_a"


def test_doubtful_tags_are_comments() -> None:
    def name(sure: str, who: str) -> str:
        return f'<persName ref="#x" resp="{who}" cert="{sure}" ana="#rule.name">Zhou</persName> '

    made = make(f"<p>{name('low', '#machine')}{name('high', '#machine')}{name('low', '#machine #ed')}</p>")
    [comment] = part(made, "word/comments.xml")
    assert "#rule.name" in "".join(map(str, comment.itertext()))
    document = part(made, "word/document.xml")
    for kind in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert [one.get(f"{W}id") for one in document.iter(f"{W}{kind}")] == ["0"]


def test_languages_are_told_to_the_speller() -> None:
    three = "ثلاثة"
    body = f"""<p>a <foreign xml:lang="fra">deux</foreign> <foreign xml:lang="ar">{three}</foreign></p>
      <p xml:lang="ar">{three}</p>"""
    document = part(make(body), "word/document.xml")
    languages = [dict(one.attrib) for one in document.iter(f"{W}lang")]
    assert languages == [{f"{W}val": "fr"}, {f"{W}bidi": "ar"}, {f"{W}bidi": "ar"}]
    first, second = document.iter(f"{W}p")
    assert first.find(f"{W}pPr/{W}bidi") is None
    assert second.find(f"{W}pPr/{W}bidi") is not None


def test_tables_and_pages() -> None:
    body = """<pb n="1"/><p>one <pb n="2"/>two</p><pb n="3"/><table><row role="label"><cell>A</cell><cell>B</cell></row>
      <row><cell>1<note>why</note></cell></row></table><p>end</p>"""
    made = make(body)
    [table] = opened(made).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["A", "B"], ["1", ""]]
    assert footnotes(made) == ["Editor: why"]
    document = part(made, "word/document.xml")
    assert [one.get(f"{W}type") for one in document.iter(f"{W}br")] == ["page"]
    assert len(list(document.iter(f"{W}pageBreakBefore"))) == 1


def test_a_translation_is_a_table_beside_its_text() -> None:
    left = "".join(f'<p xml:id="e{k}">one{k}</p>' for k in range(3))
    right = "".join(f'<p corresp="#e{k}">un{k}</p>' for k in range(3))
    [table] = opened(make(f"<group><text><body>{left}</body></text><text><body>{right}</body></text></group>")).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [[f"one{k}", f"un{k}"] for k in range(3)]


def test_a_link_cannot_leave_its_field() -> None:
    url = "https://x.org/&quot; \\h INCLUDETEXT &quot;/etc/passwd&quot;"
    [field] = part(make(f'<p><ref target="{url}">there</ref></p>'), "word/document.xml").iter(f"{W}fldSimple")
    assert re.fullmatch(r'HYPERLINK "https://x\.org/[^" \\]*"', field.get(f"{W}instr", ""))


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc/passwd", "#nowhere"])
def test_other_links_are_words(target: str) -> None:
    document = part(make(f'<p><ref target="{target}">there</ref></p>'), "word/document.xml")
    assert not [*document.iter(f"{W}fldSimple", f"{W}hyperlink")]


def test_page_and_lines_are_those_of_the_edition() -> None:
    [section] = part(make("<p>x</p>", page="a4", line_numbers=3), "word/document.xml").iter(f"{W}sectPr")
    assert section.find(f"{W}pgSz").attrib == {f"{W}w": "11906", f"{W}h": "16838"}
    assert section.find(f"{W}lnNumType").get(f"{W}countBy") == "3"


def test_documents_of_a_corpus_begin_on_pages_of_their_own() -> None:
    one = f"{HEADER}<body><p>x</p></body></text></TEI>"
    root = tei.parse(f'<teiCorpus xmlns="{tei.TEI}"><teiHeader/>{one}{one.replace("tr", "tt")}</teiCorpus>'.encode())
    made = render_docx(root)
    assert [style for style, _ in styles(made)] == ["Title", "Body Text"] * 2
    assert len(list(part(made, "word/document.xml").iter(f"{W}pageBreakBefore"))) == 1


def test_an_entry_without_a_place_is_told() -> None:
    findings: list[Finding] = []
    make('<p>one</p><div><listApp><app from="#no"><lem>x</lem></app></listApp></div>', findings)
    assert "has no place in the text: #no" in str(findings[0])


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        command = [sys.executable, "-m", "tei_edition", "render", "docx", SAMPLE, "-o", tmp_path / name]
        subprocess.run(command, check=True, capture_output=True)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        assert package.namelist()[0] == "[Content_Types].xml"
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_edition_replaces_a_template_and_what_it_prints_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "header.xml.j2").write_text(
        '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:p><w:r><w:t>{{ record.title }}</w:t></w:r></w:p></w:hdr>"
    )
    root = tei.parse(f"{HEADER}<body><p/></body></text></TEI>".replace("A letter", "a &lt;b&gt; &amp; c").encode())
    header = part(render_docx(root, templates=tmp_path), "word/header1.xml")
    assert "".join(map(str, header.itertext())) == "a <b> & c"


def test_every_part_is_declared_and_there() -> None:
    made = make("<p>x</p>")
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        names = set(package.namelist())
    declared = {one.get("PartName", "").lstrip("/") for one in part(made, "[Content_Types].xml") if one.get("PartName")}
    related = {f"word/{one.get('Target')}" for one in part(made, "word/_rels/document.xml.rels")}
    assert declared == {name for name in names if name.endswith(".xml")} - {"[Content_Types].xml"}
    assert related <= declared


def test_used_styles_are_defined() -> None:
    made = render_docx(tei.read(SAMPLE))
    defined = {one.get(f"{W}styleId") for one in part(made, "word/styles.xml").iter(f"{W}style")}
    for name in ("document", "footnotes", "comments", "header1", "footer1"):
        used = part(made, f"word/{name}.xml").iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")
        assert {one.get(f"{W}val") for one in used} <= defined
