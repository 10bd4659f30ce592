"""What the toolkit makes, judged by the validators of each format."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from lxml import etree
from lxml import html as lxml_html

from tei_edition import tei
from tei_edition.collation.alignment import align
from tei_edition.collation.alignment_outputs import as_html
from tei_edition.edition import Edition, Print
from tei_edition.rendering import render_html, render_pdf

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "tests" / "data" / "patterns.xml", *sorted((ROOT / "tei" / "documents").glob("*.xml"))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_pages_pass_the_nu_html_checker(path: Path, tmp_path: Path, vnu: Callable[[Path], list[str]]) -> None:
    page = tmp_path / "page.html"
    page.write_text(render_html(tei.read(path)), encoding="utf-8")
    assert [line for line in vnu(page) if " info " not in line and ": info" not in line] == []


def test_a_page_of_every_element_of_tei_passes_the_nu_html_checker(
    tei_all_schema: Path, tmp_path: Path, vnu: Callable[[Path], list[str]]
) -> None:
    grammar = etree.parse(tei_all_schema)
    names = {str(name) for name in grammar.xpath("//*[local-name() = 'element']/@name")}
    names = sorted(names - {"TEI", "teiHeader", "teiCorpus", "standOff"})
    kinds = ("<p>a <{0}>b</{0}></p>", "<{0}><p>b</p><list><item>c<note>d</note></item></list></{0}>", "<{0}/>")
    body = "".join(kind.format(name) for name in names for kind in kinds)
    page = tmp_path / "page.html"
    root = tei.parse(f'<TEI xmlns="{tei.TEI}"><text><body>{body}</body></text></TEI>'.encode())
    page.write_text(render_html(root), encoding="utf-8")
    assert [line for line in vnu(page) if " info " not in line and ": info" not in line] == []


def test_pages_of_apparatuses_pass_the_nu_html_checker(
    corpus: Path, tmp_path: Path, vnu: Callable[[Path], list[str]]
) -> None:
    for name in ("teiphy_ubs_ephesians", "teiphy_some_dates", "teiphy_no_listwit"):
        root = tei.read(corpus / "dev" / "apparatus" / f"{name}.xml")
        page = tmp_path / "page.html"
        page.write_text(render_html(root), encoding="utf-8")
        assert [line for line in vnu(page) if " info " not in line and ": info" not in line] == []
        shown = "".join(map(str, lxml_html.fromstring(page.read_bytes()).find(".//article").itertext()))
        for reading in tei.every(root, "//t:text//*[not(*)]"):
            assert "".join(map(str, reading.itertext())).strip() in shown


def test_a_page_of_translations_passes_the_nu_html_checker(tmp_path: Path, vnu: Callable[[Path], list[str]]) -> None:
    made = align({"A": "He left. It rained & poured.", 'B "b"': "It rained and poured.\nSo he left.", "C": "He left."})
    page = tmp_path / "page.html"
    page.write_text(as_html(made), encoding="utf-8")
    assert [line for line in vnu(page) if " info " not in line and ": info" not in line] == []


def test_the_nu_html_checker_finds_what_is_wrong(tmp_path: Path, vnu: Callable[[Path], list[str]]) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html><html><body><p><div></p></body></html>", encoding="utf-8")
    assert vnu(page) != []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_the_structure_of_a_pdf_is_sound(path: Path) -> None:
    data = render_pdf(tei.read(path), tei=path.read_bytes(), tei_name=path.name)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert list(pdf.check_pdf_syntax()) == [] if hasattr(pdf, "check_pdf_syntax") else list(pdf.check()) == []
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_pdf_reads_aloud_as_it_should(path: Path, tmp_path: Path, outloud: Callable[[Path], list[str]]) -> None:
    made = tmp_path / "made.pdf"
    made.write_bytes(render_pdf(tei.read(path), tei=path.read_bytes(), tei_name=path.name))
    assert outloud(made) == []


# What a strict reader of PDF/A-3b says of every file Typst writes: forms it does not know, and that this is 3a.
RECORDED = {
    "ISO_19005_3:6.2.11.4.2-2",
    "ISO_19005_3:6.6.2.3.1-1",
    "ISO_19005_3:6.6.2.3.1-2",
    "ISO_19005_3:6.6.4-3",
    "pikepdf:font-program",
    "pikepdf:schema-LinkAnnot",
    "pikepdf:schema-OutlineItem",
    "pikepdf:schema-PageLabelsNode",
}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_reader_of_pdf_a_finds_no_more_than_is_known(path: Path) -> None:
    pytest.importorskip("fontTools")
    from pikepdf import pdfa

    data = render_pdf(tei.read(path), tei=path.read_bytes(), tei_name=path.name)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert {finding.rule for finding in pdfa.check(pdf, "3b").findings} <= RECORDED


@pytest.mark.parametrize("parallel", ["facing", "side-by-side"])
def test_a_translation_and_pictures_keep_to_both_standards(
    tmp_path: Path, outloud: Callable[[Path], list[str]], parallel: str
) -> None:
    pytest.importorskip("fontTools")
    from pikepdf import pdfa
    from PIL import Image

    Image.new("RGB", (300, 200), "steelblue").save(tmp_path / "a.png")
    figure = '<figure><graphic url="a.png"/><head>A house<note>Gone.</note></head><figDesc>A house</figDesc></figure>'
    app = '<app><lem wit="#A">lake</lem><rdg wit="#B">sea</rdg></app>'
    left = f'<div><head xml:id="h">House</head><p xml:id="p">By the {app}<note>Large.</note>.</p>{figure}</div>'
    right = '<head corresp="#h">Maison</head><p corresp="#p">Au bord du lac<note>Il est grand.</note>.</p>'
    texts = f'<text><body>{left}</body></text><text xml:lang="fr"><body>{right}</body></text>'
    head = "<teiHeader><fileDesc><titleStmt><title>House</title></titleStmt></fileDesc></teiHeader>"
    data = f'<TEI xmlns="{tei.TEI}" xml:lang="en">{head}<text><group>{texts}</group></text></TEI>'.encode()
    edition = Edition(folder=tmp_path, print=Print(parallel=parallel))
    made = tmp_path / "made.pdf"
    made.write_bytes(render_pdf(tei.parse(data), tei=data, tei_name="x.xml", edition=edition))
    assert outloud(made) == []
    with pikepdf.open(made) as pdf:
        assert {finding.rule for finding in pdfa.check(pdf, "3b").findings} <= RECORDED
        assert pdf.attachments["x.xml"].get_file().read_bytes() == data


def test_the_checker_of_pdf_finds_what_is_wrong(tmp_path: Path, outloud: Callable[[Path], list[str]]) -> None:
    blank = tmp_path / "blank.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(blank)
    assert {"DOC-001", "DOC-002"} <= set(outloud(blank))


def test_the_schema_of_findings_travels_with_the_toolkit() -> None:
    from tei_edition import resources

    path = resources.folder("validation") / "data" / "findings.schema.json"
    assert json.loads(path.read_text(encoding="utf-8"))["type"] == "array"
