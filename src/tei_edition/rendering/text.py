"""TEI → plain text that reads well: the source's words and brackets, one paragraph a block."""

from copy import deepcopy

from tei_edition import tei
from tei_edition.crosswalks.record import words_of
from tei_edition.tei import E, Element

_BLOCKS = frozenset("p head item dateline seg note stage speaker ab l row trailer label byline salute signed".split())

# Those of the source: nobody else answers for them.
_FOOTNOTES = ".//t:text//t:note[@type = 'footnote'][not(@resp)]"


def render_text(root: Element) -> str:
    """The text projection of a document or `teiCorpus`: a blank line between paragraphs, a newline at the end.

    Footnotes of the source stand behind the text, each with the mark that stands in its place: `[1]`.
    """
    root, notes = _with_marks(root)
    texts = [block for text in tei.every(root, ".//t:text[not(ancestor::t:text)]") for block in _paragraphs(text)]
    blocks = [" ".join(block.split()) for block in (*texts, *notes)]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _with_marks(root: Element) -> tuple[Element, list[str]]:
    """A document with marks in place of the source's footnotes, and these: they are its words too. Where it has some,
    a copy."""
    if not tei.every(root, _FOOTNOTES):
        return root, []
    root = deepcopy(root)
    notes = tei.every(root, _FOOTNOTES)
    marks = [note.get("n", "") for note in notes]
    if "" in marks or len(set(marks)) < len(marks):
        marks = [str(number) for number in range(1, len(notes) + 1)]
    found = []
    for note, mark in zip(notes, marks, strict=True):
        sign = E("ref", f"[{mark}]")
        sign.tail, note.tail = note.tail, None
        parent = note.getparent()
        if parent is not None:
            parent.replace(note, sign)
        note.tag = tei.q("div")
        found.append(f"[{mark}] {' '.join(_paragraphs(note))}")
    return root, found


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
