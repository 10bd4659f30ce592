"""Pictures of a document → files that Typst can set, each looked at before (Guidelines 15.1).

A `graphic` is printed where its `url` leads to a file inside the edition's folder: nothing is fetched. Formats are
those that Typst takes and PDF/A allows: PNG, JPEG, GIF, WebP, SVG. A picture that cannot be printed is told, and the
words that describe it stand in its place.
"""

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from tei_edition import tei
from tei_edition.errors import EditionError, Finding
from tei_edition.rendering.apparatus import take_away
from tei_edition.tei import Element

FORMATS = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}
PREPARED = ("print-file", "print-width", "print-alt")
_MOST_BYTES = 30_000_000
_MOST_PIXELS = 50_000_000  # four bytes each when they are unpacked
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:|//|\\\\")
_LENGTH = re.compile(r"(\d{1,4}(?:\.\d{1,3})?) ?(mm|cm|in|pt|pc)")
_POINTS = {"mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0, "pt": 1.0, "pc": 12.0}
# A picture stands behind the paragraph that holds it.
_PARAGRAPHS = frozenset(
    "p ab head item label speaker stage opener closer dateline trailer salute signed byline".split()
)
_NARROW = frozenset(("note", "cell", "l"))


@dataclass(frozen=True)
class Pictures:
    """What is printed of a document's pictures.

    Attributes:
        files: the bytes of each by its name in the folder that Typst reads.
        findings: pictures that are not printed, or that nobody describes.
    """

    files: dict[str, bytes]
    findings: list[Finding]


class _RefusedError(Exception):
    """Why a picture is not printed: id of the rule, what is wrong, what to do."""


def take_in(root: Element, path: str, folder: Path | None, measure: tuple[float, float], word: str) -> Pictures:
    """Find the pictures of a document.

    Each `graphic` that can be printed gets `print-file`, `print-width` in points, and `print-alt`, the words for those
    who cannot see it. Pictures in paragraphs are moved behind them.

    Args:
        root: a copy of the document, which is changed.
        path: the document's file, as the user named it; addresses of pictures start from its folder.
        folder: the edition's, which holds all its pictures; None for a document outside any, which has a folder too.
        measure: width and height that a picture may have, in points.
        word: what stands for a description where there is none.
    """
    pictures = Pictures({}, [])
    known: dict[Path, tuple[str, float, float]] = {}
    base = Path(path).parent if Path(path).is_file() else folder
    for graphic in root.iter(tei.q("graphic")):
        for attribute in PREPARED:
            graphic.attrib.pop(attribute, None)
    for graphic in [*_graphics(root)]:
        words = _description(graphic)

        def tell(rule: str, message: str, remedy: str, at: Element = graphic) -> None:
            pictures.findings.append(Finding(path, at.sourceline or 0, rule, message, remedy))

        try:
            file = _inside(graphic.get("url", ""), base, folder or base)
            if file not in known:
                data, ending = _read(file)
                name = f"picture-{len(known)}{ending}"
                known[file] = (name, *_size(data, name))
                pictures.files[name] = data
        except _RefusedError as refused:
            tell(*refused.args)
            continue
        if not words:
            tell("picture-undescribed", "nothing says what a picture shows", "write a figDesc beside its graphic")
        name, width, height = known[file]
        wanted = _LENGTH.fullmatch(graphic.get("width", "").strip())
        shown = float(wanted[1]) * _POINTS[wanted[2]] if wanted else width
        shown = min(shown, measure[0], measure[1] * width / height)
        graphic.set("print-file", name)
        graphic.set("print-width", f"{max(shown, 1.0):.2f}")
        graphic.set("print-alt", words or word)
    _lift(root)
    return pictures


def _graphics(root: Element) -> Iterator[Element]:
    for graphic in root.iter(tei.q("graphic")):
        if any(tei.name(above) == "text" for above in graphic.iterancestors()):
            yield graphic


def _description(graphic: Element) -> str:
    """What a picture shows: its own description, its figure's, or the caption."""
    figure = next((above for above in graphic.iterancestors() if tei.name(above) == "figure"), None)
    for path, element in (("t:desc", graphic), ("t:figDesc", figure), ("t:head", figure), ("t:p", figure)):
        found = tei.one(element, path) if element is not None else None
        words = " ".join("".join(map(str, found.itertext())).split()) if found is not None else ""
        if words:
            return words
    return ""


def _inside(url: str, base: Path | None, folder: Path | None) -> Path:
    """The file that an address names."""
    told = url if len(url) < 100 else f"{url[:99]}…"
    if _SCHEME.match(url):
        message = f"the picture ‹{told}› is not a file of the edition"
        raise _RefusedError("picture-foreign", message, "put a copy into the edition's folder: nothing is fetched")
    if base is None or folder is None:
        raise _RefusedError(
            "picture-missing", f"the picture ‹{told}› has no folder to lie in", "print the document's file"
        )
    try:
        file = (base / unquote(url)).resolve()
        is_inside = file.is_relative_to(folder.resolve())
        is_there = is_inside and file.is_file()
    except (OSError, ValueError, RuntimeError):  # names too long, with a NUL, or links in a circle
        is_inside, is_there = True, False
    if not is_inside:
        message = f"the picture ‹{told}› lies outside the edition's folder"
        raise _RefusedError("picture-outside", message, "put it into the edition's folder")
    if not is_there:
        raise _RefusedError("picture-missing", f"there is no picture ‹{told}›", "correct the url of its graphic")
    return file


def _read(file: Path) -> tuple[bytes, str]:
    """The bytes of a picture, and the ending that says its format."""
    from PIL import Image, UnidentifiedImageError

    unreadable = _RefusedError("picture-unreadable", f"‹{file.name}› is no picture", "give PNG, JPEG, GIF, WebP or SVG")
    large = _RefusedError("picture-large", f"the picture ‹{file.name}› is too large to print", "give a smaller copy")
    if file.stat().st_size > _MOST_BYTES:
        raise large
    data = file.read_bytes()
    if file.suffix.lower() == ".svg":
        try:
            drawing = tei.parse(data, file.name)
        except EditionError:
            raise unreadable from None
        if not _is_plain(drawing):
            message = f"the drawing ‹{file.name}› holds scripts, or points to other files"
            raise _RefusedError("picture-unreadable", message, "save it as plain SVG")
        return data, ".svg"
    try:
        with Image.open(file, formats=list(FORMATS)) as image:
            width, height = image.size
            ending = FORMATS[str(image.format)]
    except Image.DecompressionBombError:
        raise large from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise unreadable from None
    if width * height > _MOST_PIXELS:
        raise large
    return data, ending


def _is_plain(drawing: Element) -> bool:
    """Whether a drawing is SVG and stands alone."""
    names = {str(element.tag).rpartition("}")[2] for element in drawing.iter() if isinstance(element.tag, str)}
    pointers = (
        value
        for element in drawing.iter()
        for name, value in element.attrib.items()
        if name.rpartition("}")[2] in ("href", "src")
    )
    is_svg = drawing.tag == "{http://www.w3.org/2000/svg}svg"
    return is_svg and not names & {"script", "foreignObject", "image"} and all(p.startswith("#") for p in pointers)


def _size(data: bytes, name: str) -> tuple[float, float]:
    """Width and height of a picture in points, as Typst takes it: what Typst cannot read is found here."""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(data)
        probe = Path(folder, "probe.typ")
        probe.write_text(
            f'#context {{ let m = measure(image("{name}")); [#metadata((m.width.pt(), m.height.pt()))<size>] }}'
        )
        try:
            compiler = typst.Compiler(str(probe), root=folder, ignore_system_fonts=True)
            width, height = json.loads(compiler.query("<size>", field="value", one=True))
        except RuntimeError:
            width = height = 0.0
    if width <= 0 or height <= 0:
        raise _RefusedError("picture-unreadable", "a picture is broken: Typst cannot read it", "save it anew")
    return width, height


def _lift(root: Element) -> None:
    """Move each picture behind the paragraph that holds it; in notes, cells and lines of verse it stays."""
    last: dict[Element, Element] = {}
    for element in [*root.iter(tei.q("figure"), tei.q("graphic"))]:
        above = [*element.iterancestors()]
        names = [tei.name(one) for one in above]
        if "text" not in names or "figure" in names or _NARROW & {*names}:
            continue
        holder = next((one for one in reversed(above) if tei.name(one) in _PARAGRAPHS), None)
        if holder is None:
            continue
        take_away(element)
        last.get(holder, holder).addnext(element)
        last[holder] = element
