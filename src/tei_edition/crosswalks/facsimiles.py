"""The pages of a facsimile (Guidelines 12.1), and which of them a page break points to (`pb/@facs`)."""

from pathlib import PurePosixPath
from typing import NamedTuple

from tei_edition import tei
from tei_edition.tei import XML_ID, Element

# Images of these kinds are shown by every browser; others can be downloaded.
SHOWN = frozenset((".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"))
IMAGES = SHOWN | {".tif", ".tiff", ".jp2"}


class Surface(NamedTuple):
    """One page of a facsimile: address of the image, size in pixels (0 where not given), what is to be seen on it."""

    id: str
    n: str
    image: str
    width: int
    height: int
    words: str = ""


def surfaces(root: Element) -> tuple[Surface, ...]:
    """The images of a facsimile, each with its own `n` or its place in the row; then those only page breaks name."""
    found = [surface for surface, _ in _facsimile(root)]
    known = {surface.image for surface in found}
    for number, (page, pointer) in enumerate(_breaks(root), 1):
        if not pointer.startswith("#") and is_image(pointer) and pointer not in known:
            known.add(pointer)
            found.append(Surface(page.get(XML_ID, f"page-{number}"), page.get("n", str(number)), pointer, 0, 0))
    return tuple(found)


def pages(root: Element) -> dict[Element, Surface]:
    """The image of each page break that has one: by `@facs`, which points to a surface, to a part of one or to the
    image itself, or by the surface's `@start`."""
    named: dict[str, Surface] = {}
    for surface, element in _facsimile(root):
        for part in element.iter():
            if part.get(XML_ID):
                named[f"#{part.get(XML_ID)}"] = surface
    starts = {element.get("start", ""): surface for surface, element in _facsimile(root)}
    images = {surface.image: surface for surface in surfaces(root)}
    found = {}
    for page, pointer in _breaks(root, every=True):
        image = named.get(pointer) or images.get(pointer) or starts.get(f"#{page.get(XML_ID)}")
        if image:
            found[page] = image
    return found


def is_image(address: str) -> bool:
    """Whether an address is that of an image, by its ending."""
    return PurePosixPath(address).suffix.lower() in IMAGES


def _facsimile(root: Element) -> list[tuple[Surface, Element]]:
    found = []
    for number, element in enumerate(tei.every(root, "t:facsimile//t:surface"), 1):
        graphic = tei.one(element, "t:graphic")
        if graphic is not None and graphic.get("url"):
            width, height = (_pixels(graphic.get(side, "")) for side in ("width", "height"))
            told = [tei.one(holder, "t:desc") for holder in (graphic, element)]
            words = next(
                (" ".join("".join(map(str, desc.itertext())).split()) for desc in told if desc is not None), ""
            )
            key, n = element.get(XML_ID, f"surface-{number}"), element.get("n", str(number))
            found.append((Surface(key, n, graphic.get("url", ""), width, height, words), element))
    return found


def _breaks(root: Element, every: bool = False) -> list[tuple[Element, str]]:
    """The page breaks of the text, each with the first pointer of its `@facs`."""
    rows = [(page, (page.get("facs") or "").split()) for page in tei.every(root, "//t:text//t:pb")]
    return [(page, (pointers or [""])[0]) for page, pointers in rows if pointers or every]


def _pixels(words: str) -> int:
    number = words.removesuffix("px")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 8 else 0
