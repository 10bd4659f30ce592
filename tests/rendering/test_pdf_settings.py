"""`[print]` in edition.toml, and what an archive finds in a PDF."""

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from rendering.pdf_words import Word, words_of
from tei_edition import tei
from tei_edition.edition import Edition, Print, load_edition
from tei_edition.errors import ConfigError
from tei_edition.rendering import render_pdf
from tei_edition.rendering.archive import inserted, rewritten

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tei" / "documents" / "memcon-1964-08-03.xml"


def run(document: Path) -> "subprocess.CompletedProcess[str]":
    """Print a document of an edition from the command line, beside the edition's settings."""
    folder = next(folder for folder in document.parents if (folder / "edition.toml").is_file())
    command = [sys.executable, "-m", "tei_edition", "render", "pdf", document, "-o", folder / "x.pdf"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def edition(folder: Path, lines: str) -> Edition:
    (folder / "edition.toml").write_text(f'[edition]\ntitle = "Letters"\n[print]\n{lines}\n')
    return load_edition(folder)


def test_every_setting_is_read(tmp_path: Path) -> None:
    lines = """
        page = "170mm x 240mm"
        type-size = 11
        columns = 2
        fonts = ["Libertinus Serif"]
        languages = ["en"]
        line-numbers = 10
        line-scope = "document"
        apparatus = "lines"
        lemma-words = 5
        positive = true
        parallel = "off"
        parts = ["title", "text"]
    """
    known = edition(tmp_path, lines).print
    assert (known.page, known.type_size, known.columns, known.line_numbers) == ("170mm x 240mm", 11.0, 2, 10)
    assert (known.apparatus, known.positive, known.parts) == ("lines", True, ("title", "text"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('page = "b3"', "`page` in [print] cannot be 'b3'; give one of a4"),
        ('page = "9mm x 9mm"', "`page` in [print] cannot be '9mm x 9mm'"),
        ("type-size = 3", "`type-size` in [print] cannot be 3.0; give a number from 6 to 24"),
        ("type-size = nan", "`type-size` in [print] cannot be nan"),
        ("columns = true", "`columns` in [print] is not a whole number"),
        ("columns = 9", "`columns` in [print] cannot be 9; give a number from 1 to 3"),
        ('parts = ["title", "cover"]', "`parts` in [print] cannot be 'cover'; give one of half-title, title"),
        ("fonts = [1]", "`fonts` in [print] is not a list of texts; correct its value"),
        ('apparatus = "below"', "`apparatus` in [print] cannot be 'below'; give one of run-in, lines, off"),
        ("colour = 1", "unknown key `colour` in [print]"),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        edition(tmp_path, line)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_page_is_as_large_as_the_edition_wants(tmp_path: Path) -> None:
    edition(tmp_path, 'page = "a5"\nparts = ["text"]')
    (tmp_path / "documents").mkdir()
    document = tmp_path / "documents" / "x.xml"
    document.write_text(f'<TEI xmlns="{tei.TEI}"><text><body><p>One.</p></body></text></TEI>')
    assert run(document).returncode == 0
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        width, height = (float(value) for value in pdf.pages[0].mediabox[2:])
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (148, 210)


def test_a_missing_font_and_a_missing_character_are_told(tmp_path: Path) -> None:
    edition(tmp_path, 'fonts = ["No Such Font"]')
    document = tmp_path / "x.xml"
    document.write_text(f'<TEI xmlns="{tei.TEI}"><text><body><p>周</p></body></text></TEI>')
    done = run(document)
    assert done.returncode == 1
    assert "x.xml:1: warning: no font has the character ‹周› (U+5468); name one in [print] fonts" in done.stderr
    told = (
        "warning: [print] names the font ‹No Such Font›, which is not to be found; put its file into the folder fonts/"
    )
    assert f"{tmp_path / 'edition.toml'}: {told}" in done.stderr


def test_a_font_of_the_edition_is_used(tmp_path: Path) -> None:
    found = next(iter(Path("/usr/share/fonts").rglob("DejaVuSans.ttf")), None)
    if found is None:
        pytest.skip("DejaVu Sans is not installed")
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "a.ttf").write_bytes(found.read_bytes())
    known = edition(tmp_path, 'fonts = ["Libertinus Serif", "DejaVu Sans"]')
    arabic = "وصل السفير"
    data = f'<TEI xmlns="{tei.TEI}"><text><body><p xml:lang="ar">{arabic}</p></body></text></TEI>'.encode()
    findings: list[Any] = []
    made = render_pdf(tei.parse(data), tei=data, tei_name="x.xml", edition=known, findings=findings)
    assert findings == []
    assert b"DejaVuSans" in made


@pytest.fixture(scope="module")
def sample() -> bytes:
    data = SAMPLE.read_bytes()
    return render_pdf(tei.parse(data), tei=data, tei_name=SAMPLE.name, edition=load_edition(SAMPLE.parents[1]))


def test_its_metadata_say_who_publishes_it_on_which_terms(sample: bytes) -> None:
    with pikepdf.open(io.BytesIO(sample)) as pdf:
        metadata = pdf.open_metadata()
        assert metadata["dc:identifier"] == "tei-edition-sample/memcon-1964-08-03"
        assert metadata["dc:publisher"] == {"The tei-edition project"}
        assert metadata["xmpRights:WebStatement"] == "https://creativecommons.org/licenses/by/4.0/"
        assert "CC BY 4.0" in str(metadata["dc:rights"])
        assert metadata["pdfaid:part"] == "3"


@pytest.mark.parametrize("rights", [b"<rdf:Description rdf:about=''/>", b" " * 9000])
def test_metadata_come_into_a_file_without_writing_all_of_it_again(sample: bytes, rights: bytes) -> None:
    quick = inserted(sample, rights)
    assert quick is not None
    assert len(quick) < len(sample) + len(rights) + 4
    with pikepdf.open(io.BytesIO(sample)) as old, pikepdf.open(io.BytesIO(quick)) as new:
        head, end, tail = old.Root.Metadata.read_bytes().rpartition(b"</rdf:RDF>")
        assert new.Root.Metadata.read_bytes() == head + rights + end + tail
        assert len(new.objects) == len(old.objects)
        assert [page.Contents.read_bytes() for page in new.pages] == [page.Contents.read_bytes() for page in old.pages]
        assert new.attachments[SAMPLE.name].get_file().read_bytes() == SAMPLE.read_bytes()
        assert not new.get_warnings()


def test_a_file_that_is_laid_out_otherwise_is_written_again(sample: bytes) -> None:
    other = rewritten(sample, b"", False)
    assert inserted(other, b"<!-- -->") is None
    with pikepdf.open(io.BytesIO(rewritten(other, b"<!-- -->", False))) as pdf:
        assert b"<!-- --></rdf:RDF>" in pdf.Root.Metadata.read_bytes()


def test_the_authority_entries_it_uses_are_inside(sample: bytes) -> None:
    with pikepdf.open(io.BytesIO(sample)) as pdf:
        assert sorted(pdf.attachments) == ["authority.xml", SAMPLE.name]
        assert pdf.attachments[SAMPLE.name].get_file().read_bytes() == SAMPLE.read_bytes()
        entries = tei.parse(pdf.attachments["authority.xml"].get_file().read_bytes())
        relations = {str(file.AFRelationship) for file in pdf.Root.AF}
    assert relations == {"/Source", "/Data"}
    ids = {entry.get(tei.XML_ID) for entry in tei.every(entries, "//t:person")}
    document = tei.read(SAMPLE)
    used = {one.get("corresp", "").partition(":")[2] for one in tei.every(document, "//t:standOff//t:person")}
    assert ids == used - {""}


def test_notes_are_tagged_with_their_marks_and_none_is_empty() -> None:
    body = '<p>one<note>A note.</note> <app><lem>two</lem><rdg wit="#A">three</rdg></app> four five</p>'
    body += '<p>six <app><lem>seven</lem><rdg wit="#B">eight</rdg></app></p>'
    data = f'<TEI xmlns="{tei.TEI}"><text><body>{body}</body></text></TEI>'.encode()
    made = render_pdf(tei.parse(data), tei=data, tei_name="x.xml")
    with pikepdf.open(io.BytesIO(made)) as pdf:
        notes = [element for element in elements(pdf.Root.StructTreeRoot) if element.S == "/Note"]
        assert len(notes) == 2
        assert all("/ID" in note and len(note.K) for note in notes)
        assert str(notes[0].K[0].S) == "/Lbl"


def elements(root: Any) -> list[Any]:
    """The elements of a structure tree in reading order."""
    found = []
    kids = root.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += [kid, *elements(kid)]
    return found


def test_headings_tables_and_languages_are_tagged(sample: bytes) -> None:
    with pikepdf.open(io.BytesIO(sample)) as pdf:
        kinds = [str(element.S) for element in elements(pdf.Root.StructTreeRoot)]
    assert {"/Title", "/H1", "/H2", "/P", "/TOC", "/Link"} <= set(kinds)


def test_the_contents_name_the_pages_of_the_sections(sample: bytes) -> None:
    with pikepdf.open(io.BytesIO(sample)) as pdf, pdf.open_outline() as outline:
        names = [row.title for row in outline.root]
    assert names[-1] == "Colophon"
    assert names.index("Text") < names.index("Persons") < names.index("Dates")


def test_the_colophon_has_the_checksum_of_the_document(sample: bytes) -> None:
    import hashlib

    import pypdfium2

    whole = pypdfium2.PdfDocument(sample)
    last = re.sub(r"\s", "", whole[len(whole) - 1].get_textpage().get_text_range())
    assert hashlib.sha256(SAMPLE.read_bytes()).hexdigest() in last


def test_a_volume_holds_its_documents_one_behind_the_other(tmp_path: Path) -> None:
    head = "<teiHeader><fileDesc><titleStmt><title>{0}</title></titleStmt></fileDesc></teiHeader>"
    document = f"<TEI>{head}<text><body><p>{{0}}.</p></body></text></TEI>"
    parts = head.format("All"), document.format("First"), document.format("Second")
    data = f'<teiCorpus xmlns="{tei.TEI}">{"".join(parts)}</teiCorpus>'.encode()
    made = render_pdf(tei.parse(data), tei=data, tei_name="x.xml", edition=Edition(print=Print(parts=("text",))))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) == 2
        with pdf.open_outline() as outline:
            assert [row.title for row in outline.root] == ["First", "Second"]


def test_a_paragraph_written_from_right_to_left_begins_on_the_right(tmp_path: Path) -> None:
    words = " ".join(["\u05d3\u05d1\u05e8\u05d9\u05dd"] * 14 + ["\u05e1\u05d5\u05e3"])
    body = f'<p n="7" xml:lang="he">{words}</p><p n="8">short</p><p n="9">one<note xml:lang="he">{words[:5]}</note></p>'
    data = f'<TEI xmlns="{tei.TEI}" xml:lang="en"><text><body>{body}</body></text></TEI>'.encode()
    path = tmp_path / "x.pdf"
    path.write_bytes(
        render_pdf(tei.parse(data), tei=data, tei_name="x.xml", edition=Edition(print=Print(parts=("text",))))
    )
    places: dict[str, list[Word]] = {}
    for one in words_of(path)[0]:
        places.setdefault(one.text, []).append(one)
    width = 176 * 72 / 25.4
    end = "\u05e1\u05d5\u05e3"
    [last] = places.get(end) or places[end[::-1]]
    assert last.x > width / 2  # the short last line stands on the right
    lines = [one for found in places.values() for one in found if re.fullmatch("[\u05d0-\u05ea]+", one.text)]
    note = max(lines, key=lambda one: one.y)
    assert note.x > width / 2
    # Numbers of paragraphs stand on the left, of whatever side the lines begin.
    assert [places[n][0].x for n in "789"] == pytest.approx([places["8"][0].x] * 3, abs=0.1)
