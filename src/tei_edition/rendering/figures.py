"""Pictures of a document → files that Typst can set.

The formats are those that Typst takes and PDF/A allows. A picture that cannot be printed is told, and the words that
describe it stand in its place.
"""

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tei_edition import tei
from tei_edition.errors import Finding
from tei_edition.rendering.marks import take_away
from tei_edition.rendering.pictures import RefusedError, base_of, inside, read_picture
from tei_edition.tei import Element

PREPARED = ("print-file", "print-width", "print-alt")
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
    base = base_of(path, folder)
    for graphic in root.iter(tei.q("graphic")):
        for attribute in PREPARED:
            graphic.attrib.pop(attribute, None)
    for graphic in [*_graphics(root)]:
        words = _description(graphic)

        def tell(rule: str, message: str, remedy: str, at: Element = graphic) -> None:
            pictures.findings.append(Finding(path, at.sourceline or 0, rule, message, remedy))

        try:
            file = inside(graphic.get("url", ""), base, folder or base)
            if file not in known:
                data, ending = read_picture(file)
                name = f"picture-{len(known)}{ending}"
                known[file] = (name, *_size(data, name))
                pictures.files[name] = data
        except RefusedError as refused:
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
        raise RefusedError("picture-unreadable", "a picture is broken: Typst cannot read it", "save it anew")
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
