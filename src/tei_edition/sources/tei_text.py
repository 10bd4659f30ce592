"""Existing TEI → `Copy`: its text projection, paragraph by paragraph, with its italics, pages, tables and notes.

Tags of names and dates are not taken over: `tag` adds to a document what it lacks, `parse` makes a new one.
"""

from tei_edition import tei
from tei_edition.errors import SourceError
from tei_edition.sources.copyist import STYLES, Copy, Copyist
from tei_edition.tei import Element

_BLOCKS = frozenset(
    """p head item dateline opener closer list l lg ab note sp div trailer seg salute signed byline stage label quote
    front body back group text docTitle titlePart docImprint epigraph castList castItem figDesc postscript""".split()
)
# Of the blocks, those that are phrases where they stand in a paragraph.
_BLOCKS_AMONG_BLOCKS = frozenset(("seg", "stage", "label", "quote", "note"))
_CONTAINERS = frozenset("div body front back sp opener closer list text group postscript epigraph".split())


def read_tei(data: bytes, path: str) -> Copy:
    """Read the text of a TEI document.

    Raises:
        TeiError: not well-formed, or with a document type declaration.
        SourceError: not TEI, or without text.
    """
    root = tei.parse(data, path)
    texts = [text for text in tei.every(root, "//t:text") if not _has_ancestor(text)]
    if not texts:
        tei.check_root(root, path)
        raise SourceError("this XML has no TEI text in it", "give a TEI document with a text", path=path)
    reader = _Reader()
    for header in tei.every(root, "//t:teiHeader | //t:standOff"):
        reader.copyist.drop(" ".join(map(str, header.itertext())), "tei-header")
    for text in texts:
        reader.walk(text)
    return reader.copyist.copy()


def _has_ancestor(text: Element) -> bool:
    return next(text.iterancestors(tei.q("text")), None) is not None


class _Reader:
    def __init__(self) -> None:
        self.copyist = Copyist()

    def walk(self, element: Element) -> None:
        name = tei.name(element)
        if not name:
            return
        if name == "note" and tei.is_editorial(element):
            self._note(element)
        elif tei.is_editorial(element):
            self.copyist.drop(" ".join(map(str, element.itertext())), "editorial")
        elif name == "table":
            self._table(element)
        elif name == "pb":
            self.copyist.point("page", element.get("n", ""))
        elif name == "lb":
            self._line(element)
        elif name == "space":
            self.copyist.write("\u00a0" * _count(element))
        else:
            self._element(element, name)

    def _element(self, element: Element, name: str) -> None:
        is_block = _is_block(element, name)
        opened = []
        if is_block:
            self.copyist.block()
            if name == "head":
                opened.append(self.copyist.begin("heading", str(_depth(element, "div") or 1)))
            elif name == "item":
                opened.append(self.copyist.begin("item", str(_depth(element, "list"))))
        if name in ("hi", "emph", "foreign", "title"):
            shown = (element.get("rend") or "italic").replace("-", "").lower().split()
            opened += [self.copyist.begin(kind) for kind in sorted(STYLES.intersection(shown))]
        brackets = element.get("rend") == "brackets" and name in ("supplied", "note")
        self.copyist.write("[" if brackets else "")
        self._content(element)
        self.copyist.write("]" if brackets else "")
        for feature in reversed(opened):
            self.copyist.end(feature)
        if name == "speaker" or _is_part_of_paragraph(element):
            self.copyist.fold(" ")
        elif is_block:
            self.copyist.block()

    def _content(self, element: Element) -> None:
        self.copyist.fold(element.text or "")
        for child in element:
            self.walk(child)
            self.copyist.fold(child.tail or "")

    def _line(self, element: Element) -> None:
        if element.get("break") == "no":
            self.copyist.point("hyphen")
        else:
            self.copyist.fold(" ")

    def _note(self, element: Element) -> None:
        text, self.copyist = self.copyist, self.copyist.note(element.get("n", ""))
        self._content(element)
        self.copyist = text

    def _table(self, table: Element) -> None:
        if self.copyist.in_cell:
            self._content(table)
            return
        self.copyist.block()
        opened = self.copyist.begin("table")
        for child in table:
            if tei.name(child) != "row":
                self.walk(child)
                continue
            row = self.copyist.begin("row")
            for column, cell in enumerate(child.iterchildren(tei.q("cell")), 1):
                self.copyist.cell(begins=True)
                inside = self.copyist.begin("cell", str(column))
                self._content(cell)
                self.copyist.end(inside)
                self.copyist.cell(begins=False)
            self.copyist.end(row)
            self.copyist.row()
        self.copyist.end(opened)


def _is_block(element: Element, name: str) -> bool:
    """True where an element is a paragraph: the first one of a turn goes on with its speaker's label."""
    before, parent = element.getprevious(), element.getparent()
    if name == "speaker":
        return True
    if _is_part_of_paragraph(element):
        return False
    if before is not None and tei.name(before) == "speaker":
        return False
    if name in _BLOCKS_AMONG_BLOCKS:
        return parent is not None and tei.name(parent) in _CONTAINERS and not (parent.text or "").strip()
    return name in _BLOCKS


def _is_part_of_paragraph(element: Element) -> bool:
    """True for the parts of a list that is one paragraph of its source, such as a line of recipients."""
    parent = element.getparent()
    if parent is None or tei.name(parent) != "list" or element.get("n"):
        return False
    return parent.get("n") is not None and parent.get(tei.XML_ID) is not None


def _depth(element: Element, name: str) -> int:
    """How many elements of a name an element stands in."""
    return sum(1 for _ in element.iterancestors(tei.q(name)))


def _count(space: Element) -> int:
    quantity = space.get("quantity", "1")
    return min(int(quantity), 200) if quantity.isdecimal() else 1
