"""TEI → plain text that reads well: the source's words and brackets, one paragraph a block."""

from tei_edition import tei
from tei_edition.crosswalks.record import words_of
from tei_edition.tei import Element

_BLOCKS = frozenset("p head item dateline seg note stage speaker ab l row trailer label byline salute signed".split())


def render_text(root: Element) -> str:
    """The text projection of a document: a blank line between paragraphs, a newline at the end."""
    blocks = [" ".join(block.split()) for text in tei.every(root, "t:text") for block in _paragraphs(text)]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _paragraphs(element: Element) -> list[str]:
    """The paragraphs under an element: what holds words of its own is one, what only holds paragraphs is several."""
    if tei.is_editorial(element):
        return []
    if tei.name(element) == "sp":
        parts = [part for child in element for part in _paragraphs(child)]
        labelled = len(element) and tei.name(element[0]) == "speaker" and len(parts) > 1
        return [f"{parts[0]} {parts[1]}", *parts[2:]] if labelled else parts
    if tei.name(element) == "list" and element.get("n"):
        return [" ".join(tei.project(child) for child in element)]
    if (tei.name(element) in _BLOCKS and words_of(element)) or _has_own_words(element):
        return [tei.project(element)]
    return [part for child in element for part in _paragraphs(child)]


def _has_own_words(element: Element) -> bool:
    """True where words stand in the element itself, not in its children: an `addrLine`, a closer of one sentence."""
    return bool((element.text or "").strip() or any((child.tail or "").strip() for child in element))
