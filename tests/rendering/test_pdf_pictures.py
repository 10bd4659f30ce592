"""Pictures in a PDF: what is printed of them, what those hear who cannot see them, and what is told of the others."""

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from rendering.pdf_words import words_of
from tei_edition import tei
from tei_edition.edition import Edition, Print
from tei_edition.errors import Finding
from tei_edition.rendering import render_pdf

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0L40 20" stroke="black"/>{}</svg>'
MEASURE = 0.66 * 176 * 72 / 25.4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An edition with pictures in every format, and a file beside it that is none of its own."""
    home = tmp_path / "edition"
    (home / "documents").mkdir(parents=True)
    (home / "pictures").mkdir()
    picture = Image.new("RGB", (600, 300), "steelblue")
    for ending in ("png", "jpg", "gif", "webp"):
        picture.save(home / "pictures" / f"a.{ending}")
        picture.save(tmp_path / f"outside.{ending}")
    (home / "pictures" / "a.svg").write_text(SVG.format(""))
    return home


def run(folder: Path, body: str) -> tuple[bytes, list[Finding]]:
    path = folder / "documents" / "x.xml"
    data = f'<TEI xmlns="{tei.TEI}" xml:lang="en"><text><body>{body}</body></text></TEI>'.encode()
    path.write_bytes(data)
    findings: list[Finding] = []
    edition = Edition(folder=folder, print=Print(parts=("text",)))
    made = render_pdf(tei.parse(data), tei=data, tei_name="x.xml", path=path, edition=edition, findings=findings)
    return made, findings


def figure(url: str, *parts: str, more: str = "") -> str:
    return f'<figure><graphic url="{url}"{more}/>{"".join(parts)}</figure>'


def elements(above: Any) -> Iterator[Any]:
    kids = above.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def png_of(side: int) -> bytes:
    """The head of a PNG that says how large it is, and no more."""
    head = b"IHDR" + struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"")
    chunks = (struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in (head, data))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def heard(made: bytes) -> list[str]:
    """What a screen reader says of each picture, in order."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        return [str(one.Alt) for one in elements(pdf.Root.StructTreeRoot) if one.S == "/Figure"]


def sizes(made: bytes) -> list[tuple[float, float]]:
    """Width and height of each bitmap on its page, in points."""
    found = []
    with pikepdf.open(io.BytesIO(made)) as pdf:
        for page in pdf.pages:
            todo: list[tuple[float, float]] = [(1.0, 1.0)]
            for operands, operator in pikepdf.parse_content_stream(page):
                match str(operator):
                    case "q":
                        todo.append(todo[-1])
                    case "Q":
                        todo.pop()
                    case "cm":
                        todo[-1] = (todo[-1][0] * float(operands[0]), todo[-1][1] * float(operands[3]))
                    case "Do" if (
                        "/XObject" in page.Resources and page.Resources.XObject[operands[0]].Subtype == "/Image"
                    ):
                        found.append((abs(todo[-1][0]), abs(todo[-1][1])))
    return found


@pytest.mark.parametrize("ending", ["png", "jpg", "gif", "webp", "svg"])
def test_a_picture_is_printed_and_described(folder: Path, tmp_path: Path, ending: str) -> None:
    body = figure(f"../pictures/a.{ending}", "<head>The house</head>", "<figDesc>A house by a lake</figDesc>")
    made, findings = run(folder, f"<p>before</p>{body}<p>after</p>")
    assert findings == []
    assert heard(made) == ["A house by a lake"]
    (tmp_path / "x.pdf").write_bytes(made)
    places = {one.text: one.y for one in words_of(tmp_path / "x.pdf")[0]}
    assert places["before"] < places["house"] < places["after"]
    assert "lake" not in places


def test_a_picture_is_no_wider_than_the_measure_and_no_higher_than_the_page(folder: Path) -> None:
    Image.new("RGB", (200, 3000)).save(folder / "pictures" / "high.png")
    body = figure("../pictures/a.png", "<head>a</head>") + figure("../pictures/high.png", "<head>b</head>")
    body += figure("../pictures/a.png", "<head>c</head>", more=' width="3cm"')
    made, _ = run(folder, body)
    wide, high, small = sizes(made)
    assert wide == pytest.approx((MEASURE, MEASURE / 2), abs=0.5)
    assert high[1] < 250 * 72 / 25.4 * 0.7
    assert small == pytest.approx((3 * 72 / 2.54, 1.5 * 72 / 2.54), abs=0.5)


def test_a_picture_in_a_paragraph_stands_behind_it_and_no_word_is_lost(folder: Path, tmp_path: Path) -> None:
    inside = figure("../pictures/a.png", "<head>caption</head>", more=' width="2cm"')
    made, _ = run(
        folder, f"<p>one {inside} two</p><p>three<note>four {inside} five</note></p><lg><l>six {inside}</l></lg>"
    )
    (tmp_path / "x.pdf").write_bytes(made)
    words = words_of(tmp_path / "x.pdf")[0]
    places = {one.text: one.y for one in words}
    assert {"one", "two", "four", "five", "six"} <= set(places)
    assert places["one"] == places["two"] < min(one.y for one in words if one.text == "caption")
    assert heard(made) == ["caption"] * 3


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://example.org/a.png", "the picture ‹https://example.org/a.png› is not a file of the edition"),
        ("//example.org/a.png", "is not a file of the edition"),
        ("file:///etc/passwd", "is not a file of the edition"),
        ("../../outside.png", "lies outside the edition's folder"),
        ("..%2F..%2Foutside.png", "lies outside the edition's folder"),
        ("/etc/passwd", "lies outside the edition's folder"),
        ("link.png", "lies outside the edition's folder"),
        ("none.png", "there is no picture ‹none.png›; correct the url of its graphic"),
        ("%00", "there is no picture"),
        ("x" * 5000, "there is no picture"),
        ("", "there is no picture"),
        ("x.xml", "‹x.xml› is no picture; give PNG, JPEG, GIF, WebP or SVG"),
        ("broken.png", "a picture is broken"),
        ("huge.png", "the picture ‹huge.png› is too large to print"),
        ("script.svg", "holds scripts, or points to other files"),
        ("points.svg", "holds scripts, or points to other files"),
        ("doctype.svg", "is no picture"),
    ],
)
def test_a_picture_that_cannot_be_printed_is_told_and_its_words_stand_for_it(
    folder: Path, tmp_path: Path, url: str, message: str
) -> None:
    documents = folder / "documents"
    (documents / "link.png").symlink_to(folder.parent / "outside.png")
    (documents / "broken.png").write_bytes((folder / "pictures" / "a.png").read_bytes()[:100])
    (documents / "huge.png").write_bytes(png_of(20_000))
    (documents / "script.svg").write_text(SVG.format("<script/>"))
    (documents / "points.svg").write_text(SVG.format('<use href="/etc/passwd#x"/>'))
    (documents / "doctype.svg").write_text('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"))
    made, [finding] = run(folder, f"<p>text</p>{figure(url, '<figDesc>Described</figDesc>')}")
    assert message in str(finding)
    assert str(finding).startswith(f"{documents / 'x.xml'}:1: warning: ")
    assert "\n" not in str(finding)
    assert heard(made) == []
    (tmp_path / "x.pdf").write_bytes(made)
    assert "Described" in {one.text for one in words_of(tmp_path / "x.pdf")[0]}


def test_a_picture_that_nothing_describes_is_told(folder: Path) -> None:
    made, [finding] = run(folder, figure("../pictures/a.png"))
    assert "nothing says what a picture shows; write a figDesc beside its graphic" in str(finding)
    assert heard(made) == ["Picture"]


@pytest.mark.parametrize("attribute", ["print-file", "print-width", "print-alt"])
def test_what_a_document_says_in_our_attributes_is_not_run(folder: Path, attribute: str) -> None:
    hostile = f"""<figure><graphic url="none.png" {attribute}='1), panic("x"), ("'/><head>x</head></figure>"""
    made, [finding] = run(folder, hostile)
    assert "there is no picture" in str(finding)
    assert heard(made) == []


def test_a_document_from_nowhere_has_no_pictures() -> None:
    data = f'<TEI xmlns="{tei.TEI}"><text><body>{figure("a.png", "<head>x</head>")}</body></text></TEI>'.encode()
    findings: list[Finding] = []
    render_pdf(tei.parse(data), tei=data, tei_name="document.xml", path="-", findings=findings)
    assert "has no folder to lie in" in str(findings[0])


def test_the_same_pictures_give_the_same_bytes(folder: Path) -> None:
    body = "".join(figure(f"../pictures/a.{end}", "<head>x</head>") for end in ("png", "jpg", "svg"))
    assert run(folder, body)[0] == run(folder, body)[0]
