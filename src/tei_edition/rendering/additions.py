"""What a page has and the document does not say: addresses of paragraphs without identifiers, images of page breaks,
entries of an apparatus where they belong.

They are laid into a copy of the document, in the namespace of the design, for html.xsl to show.
"""

from collections.abc import Collection
from contextlib import suppress
from pathlib import PurePosixPath

from lxml import etree

from tei_edition import tei
from tei_edition.crosswalks.facsimiles import SHOWN, Surface, pages, surfaces
from tei_edition.crosswalks.permalinks import permalinks
from tei_edition.errors import TeiError
from tei_edition.rendering.apparatus import put_in_place
from tei_edition.tei import Element

DESIGN = "urn:tei-edition:design"


def lay_links(root: Element) -> None:
    """Give each paragraph without an identifier `d:id`, the one it has on the page."""
    for paragraph, address in permalinks(root).items():
        paragraph.set(f"{{{DESIGN}}}id", address)


def lay_images(root: Element, shown: Collection[str]) -> None:
    """Put a `d:facs` into each page break that has an image; images no page break has go into one `d:gallery`.

    Args:
        shown: addresses of images that may stand in the page.
    """
    placed = set()
    for page, surface in pages(root).items():
        page.append(_image(surface, page.get("n", surface.n), shown))
        placed.add(surface.image)
    rest = [surface for surface in surfaces(root) if surface.image not in placed]
    if rest:
        gallery = etree.SubElement(root, f"{{{DESIGN}}}gallery")
        gallery.extend(_image(surface, surface.n, shown) for surface in rest)


def lay_apparatus(root: Element) -> None:
    """Put the entries of an apparatus that point into the text to their places, marked `d:placed`; and let the words of
    a lemma that stands in the text end where it ends."""
    if next(root.iter(tei.q("app")), None) is None:
        return
    with suppress(TeiError):
        for app in put_in_place(root):
            app.set(f"{{{DESIGN}}}placed", "yes")
    for app in root.iter(tei.q("app")):
        lemma = next(app.iter(tei.q("lem"), tei.q("rdg")), None)
        if lemma is None:
            continue
        last = lemma[-1] if len(lemma) else None
        words = (last.tail if last is not None else lemma.text) or ""
        if words.rstrip() != words and (words.strip() or last is None):
            if last is not None:
                last.tail = words.rstrip()
            else:
                lemma.text = words.rstrip()
            app.tail = f" {app.tail or ''}"


def _image(surface: Surface, n: str, shown: Collection[str]) -> Element:
    told = {"url": surface.image, "n": n, "words": surface.words}
    if surface.image in shown and PurePosixPath(surface.image).suffix.lower() in SHOWN:
        told["shown"] = "yes"
    if surface.width and surface.height:
        told |= {"width": str(surface.width), "height": str(surface.height)}
    return etree.Element(f"{{{DESIGN}}}facs", told)
