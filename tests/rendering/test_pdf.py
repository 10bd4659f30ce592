"""The PDF: what a reader sees in it, what an archive finds in it."""

import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from tei_edition import tei
from tei_edition.edition import Edition
from tei_edition.errors import Finding, RenderError
from tei_edition.rendering import render_pdf
from tei_edition.rendering.pdf import literal

PATTERNS = Path(__file__).parents[1] / "data" / "patterns.xml"
DATA = PATTERNS.read_bytes()


def make(data: bytes, templates: Path | None = None) -> bytes:
    return render_pdf(tei.parse(data), tei=data, tei_name="patterns.xml", templates=templates)


def small(words: str) -> bytes:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")
    return f'<TEI xmlns="{tei.TEI}" xml:lang="en"><text><body><p>{escaped}</p></body></text></TEI>'.encode()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "patterns.pdf"
    path.write_bytes(make(DATA))
    return path


def pdftotext(path: Path, *options: str) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(["pdftotext", *options, path, "-"], capture_output=True, text=True, check=True)
    return done.stdout


def edges() -> tuple[float, float]:
    """Where the text begins and ends on a page of the default size, in points: numbers stand outside."""
    width = 176 * 72 / 25.4
    return 0.17 * width - 2, 0.83 * width


def squeezed(text: str) -> str:
    """Without white space, hyphens and the ends of lines: what a line break may have changed."""
    return re.sub(r"[\s\u00ad\u200b-]+", "", text)


def test_it_claims_pdf_a_and_pdf_ua(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        xmp = pdf.Root.Metadata.read_bytes().decode()
        assert re.search(r"pdfaid:part>3<", xmp)
        assert re.search(r"pdfaid:conformance>A<", xmp)
        assert re.search(r"pdfuaid:part>1<", xmp)


def test_it_is_tagged_with_language_and_title(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.docinfo["/Title"]) == "Comrade Zhou Enlai Receives the Ambassadors"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert "/Outlines" in pdf.Root


def test_the_tei_is_inside_byte_for_byte(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        assert pdf.attachments["patterns.xml"].get_file().read_bytes() == DATA
        assert str(pdf.Root.AF[0].AFRelationship) == "/Source"


def test_it_holds_every_paragraph_in_order(made: Path) -> None:
    left, right = edges()
    text = squeezed(pdftotext(made, *f"-x {left:.0f} -y 0 -W {right - left + 8:.0f} -H 800".split()))
    at = 0
    for element in tei.every(tei.read(PATTERNS), "//t:text//*[@n and @xml:id]"):
        for run in re.split(r"revisionists does|⟨", squeezed_paragraph(element)):
            found = text.find(run, at)
            assert found >= 0, f"paragraph {element.get('n')}: {run[:60]}"
            at = found


@pytest.mark.parametrize(
    "inner",
    [
        "<list><item>inner words</item></list>",
        "<table><row><cell>inner</cell><cell>words</cell></row></table>",
        "<quote><p>inner words</p></quote>",
        "<lg><l>inner</l><l>words</l></lg>",
    ],
)
def test_what_stands_in_a_paragraph_is_printed(tmp_path: Path, inner: str) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(make(small("first words SPLIT last words").replace(b"SPLIT", inner.encode())))
    found = [squeezed(pdftotext(path)).find(words) for words in ("firstwords", "innerwords", "lastwords")]
    assert -1 not in found
    assert found == sorted(found)


def squeezed_paragraph(element: tei.Element) -> str:
    """A paragraph's words up to its first note or gap: what follows stands after the note's number."""
    whole = tei.project(element)
    return squeezed(re.split(r"revisionists does|not recognize this point\.|It is hard to say", whole)[0])


def test_every_page_of_the_index_is_right(made: Path) -> None:
    """Each page an index names holds a mention, and each page of the text that holds one is named."""
    root = tei.parse(DATA)
    index = pdftotext(made).partition("Persons\n")[2]
    with pikepdf.open(made) as pdf:
        pages = {k: squeezed(pdftotext(made, "-f", str(k), "-l", str(k))) for k in range(1, len(pdf.pages) + 1)}
    checked = 0
    for identifier, name in (("Peng_Zhen", "Peng Zhen"), ("Zhou_Enlai", "Zhou Enlai"), ("Romania", "Romania")):
        mentions = {
            squeezed("".join(map(str, one.itertext())))
            for one in tei.tags(root)
            if f"#{identifier}" in one.get("ref", "").split()
        }
        [row] = re.findall(rf"^{name}, ([\d,\s–]+)$", index, re.M)
        for number in numbers_in(row):
            assert any(mention in pages[number] for mention in mentions), (name, number)
            checked += 1
    assert checked >= 3


def test_forgetting_what_the_index_was_made_from_changes_nothing(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tei_edition.rendering.pdf._MANY", 0)
    assert make(DATA) == made.read_bytes()


def numbers_in(row: str) -> list[int]:
    """The numbers of a row of locators, runs written out: `12, 14–16`."""
    found: list[int] = []
    for first, last in re.findall(r"(\d+)(?:–(\d+))?", row):
        found += range(int(first), int(last or first) + 1)
    return found


@pytest.mark.parametrize(
    "hostile",
    [
        '#eval("1+1")',
        '#read("/etc/passwd")',
        '"); read("/etc/passwd"); ("',
        '\\" } #panic() {',
        "]]] $$$ ### ``` /* // @ref <label> \\u{41}",
        "= heading\n- list\n*bold* _emph_",
        "((((([[[[{{{{",
    ],
)
def test_source_text_is_printed_and_never_run(tmp_path: Path, hostile: str) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(make(small(hostile)))
    assert squeezed(hostile) in squeezed(pdftotext(path))
    assert "root:" not in pdftotext(path)


def test_hostile_attributes_are_text_too() -> None:
    data = DATA.replace(b"#Peng_Zhen", b"#Peng_Zhen&quot;) panic(&quot;x")
    assert make(data).startswith(b"%PDF")


def test_empty_headings_and_rows_and_odd_anchors_are_no_hindrance() -> None:
    """A type of anchor that begins as ours do is no name in the code."""
    body = (
        '<head/><table><row/></table><p>x<anchor type="print-x) #panic("/><anchor type="print-place" n="&quot;)"/></p>'
    )
    data = f'<TEI xmlns="{tei.TEI}" xml:lang="en"><text><body>{body}</body></text></TEI>'.encode()
    assert make(data).startswith(b"%PDF")


def test_a_long_paragraph_is_set() -> None:
    assert make(small("word " * 200_000)).startswith(b"%PDF")


@pytest.mark.parametrize("character", ["周", "\U0001f600", "\ue000"])
def test_a_character_without_glyph_is_printed_as_its_number(tmp_path: Path, character: str) -> None:
    path = tmp_path / "x.pdf"
    data = small(f"before {character} after")
    findings: list[Finding] = []
    path.write_bytes(render_pdf(tei.parse(data), tei=data, tei_name="x.xml", findings=findings))
    assert f"[U+{ord(character):04X}]" in pdftotext(path)
    [finding] = findings
    number = f"U+{ord(character):04X}"
    assert f"x.xml:1: warning: no font has the character ‹{character}› ({number}); name one in [print] fonts" in str(
        finding
    )


def test_the_same_document_gives_the_same_bytes(made: Path) -> None:
    assert make(DATA) == made.read_bytes()


def test_an_edition_replaces_the_template(tmp_path: Path) -> None:
    (tmp_path / "document.typ.j2").write_text(
        "#set document(title: {{ record.title | literal }}, date: datetime(year: 1970, month: 1, day: 1))\n"
        '#set text(lang: "en")\n#{ "Mine" }'
    )
    path = tmp_path / "x.pdf"
    path.write_bytes(make(DATA, tmp_path))
    assert pdftotext(path).strip() == "Mine"


@pytest.mark.parametrize("wrong", ["#nonsense()", "{{ record.nothing }}", "{% for %}"])
def test_a_wrong_template_is_told_in_one_line(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "document.typ.j2").write_text(wrong)
    with pytest.raises(RenderError) as caught:
        make(DATA, tmp_path)
    assert "template" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('#import "@preview/example:0.1.0": add', "loads a package of Typst"),
        ('#include("@preview/example:0.1.0")', "loads a package of Typst"),
        ('#read("/etc/passwd")', "file not found"),
        ('#read("../../../../../../etc/passwd")', "Typst cannot set this"),
        ('#image("/etc/passwd")', "file not found"),
    ],
)
def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "document.typ.j2").write_text(line)
    with pytest.raises(RenderError) as caught:
        make(DATA, tmp_path)
    assert message in str(caught.value)
    assert "root:" not in str(caught.value)


def test_a_file_that_is_no_collection_of_fonts_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "odd.ttc").write_bytes(b"ttcf" + b"\xff" * 100)
    with pytest.raises(RenderError, match=r"odd\.ttc: this is no collection of fonts; take it out"):
        render_pdf(tei.parse(small("x")), tei=small("x"), tei_name="x.xml", edition=Edition(folder=tmp_path))


def test_words_like_those_that_load_a_package_are_printed(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    words = 'import "@preview/example:0.1.0"'
    path.write_bytes(make(small(words)))
    assert squeezed(words) in squeezed(pdftotext(path))


def test_a_literal_cannot_be_left() -> None:
    for words in ('"', "\\", '\\"', "\n", "\u2028", "\x00", "\u202e"):
        inside = literal(words)[1:-1]
        assert '"' not in inside
        assert not re.search(r"\\(?!u\{[0-9a-f]+\})", inside)


def test_rendering_leaves_the_document_as_it_was() -> None:
    root = tei.read(PATTERNS)
    before = tei.serialize(root)
    tei.transform(root, "typst")
    tei.transform(root, "html")
    assert tei.serialize(root) == before
