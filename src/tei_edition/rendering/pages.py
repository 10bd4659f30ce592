"""Where the pages of the PDF begin in a document, so that a book without pages can say so.

A mark is laid before every word, the document is set as its PDF is set, and the marks with which a page begins stay.
"""

import copy
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tei_edition import tei
from tei_edition.tei import XML_ID, E, Element

# The identifiers of the marks that stay; no element of a document keeps one that begins so.
PREFIX = "print-page-"

# Typst takes time by the letters of a paragraph times its marks. Up to 100,000 letters every word gets one, of a longer
# paragraph every second, third … word.
_MOST = 2_000_000_000
# What is no word of the paragraph around it.
_BLOCKS = tei.CONTAINERS | frozenset(
    """p ab l lg head item label speaker stage cell dateline salute signed byline trailer addrLine argument epigraph
    quote floatingText figure figDesc titlePage titlePart docImprint castItem""".split()
)
# Scripts without spaces: a mark stands behind what ends a clause.
_ENDS = frozenset("。，、；：？！")

# Typst that tells the pages of marks and headings, put behind the source of a PDF.
TOLD = """
#context {
  let told(it, what) = {
    let at = it.location()
    let form = at.page-numbering()
    (what, at.page(), numbering(if type(form) == str { form } else { "1" }, ..counter(page).at(at)))
  }
  [#metadata((
    query(<print-place>).map(it => told(it, it.value)),
    query(heading.where(level: 1)).map(it => told(it, it.body.at("text", default: ""))),
  ))<print-places>]
}
"""


class Printed(NamedTuple):
    """A page of the PDF: which it is, from 1, and the number printed on it."""

    page: int
    label: str


class Places(NamedTuple):
    """On which page each mark stands, by its number, and each part of the book, by the words of its heading."""

    marks: dict[str, Printed]
    parts: dict[str, Printed]


@dataclass(frozen=True)
class Pages:
    """A document that says where its pages begin.

    Attributes:
        root: a copy of it, with an `anchor` where a page begins; its identifier is `PREFIX` and the page's place in the
            document.
        labels: the numbers printed on these pages, by identifier.
        first, last: of the pages of the PDF on which the text stands; 0 where they do not come from one.
        parts: as in `Places`.
        source: what the pages are those of: `pdf`, `pb`, or empty where there are none.
    """

    root: Element
    labels: dict[str, str]
    first: int = 0
    last: int = 0
    parts: Mapping[str, Printed] = field(default_factory=dict)
    source: str = ""


def printed_pages(root: Element, places: Callable[[Element], Places]) -> Pages:
    """A document with the pages of its PDF.

    Args:
        places: sets a document and tells where its marks stand.
    """
    marked = _copy(root)
    _mark(marked, None, lambda number: E.anchor(type="print-place", n=str(number)))
    found = places(marked)
    page = 0
    starts: dict[int, Printed] = {}
    for number in sorted(map(int, found.marks)):
        printed = found.marks[str(number)]
        if printed.page > page:
            starts[number] = printed
            page = printed.page
    ids = {number: f"{PREFIX}{k}" for k, number in enumerate(starts, start=1)}
    whole = _copy(root)
    _mark(whole, starts, lambda number: E.anchor({XML_ID: ids[number]}))
    labels = {ids[number]: printed.label for number, printed in starts.items()}
    first = next(iter(starts.values())).page if starts else 0
    return Pages(whole, labels, first, page, found.parts, "pdf")


def own_pages(root: Element) -> Pages:
    """A document with the pages that it marks itself: each `pb` that has a number (Guidelines 3.11.3)."""
    whole = _copy(root)
    labels: dict[str, str] = {}
    for text in _texts(whole):
        for break_ in text.iter(tei.q("pb")):
            number = " ".join((break_.get("n") or "").split())
            if number and not any(tei.is_editorial(above) for above in break_.iterancestors()):
                id = f"{PREFIX}{len(labels) + 1}"
                labels[id] = number
                break_.insert(0, E.anchor({XML_ID: id}))
    return Pages(whole, labels, source="pb" if labels else "")


def _copy(root: Element) -> Element:
    """A copy of a document without marks of its own that look like ours."""
    whole = copy.deepcopy(root)
    for element in whole.iter():
        if (element.get(XML_ID) or "").startswith(PREFIX):
            del element.attrib[XML_ID]
        if element.get("type") == "print-place":
            del element.attrib["type"]
    return whole


def _texts(root: Element) -> Iterator[Element]:
    return iter(tei.every(root, "//t:text[not(ancestor::t:text)]"))


def _mark(root: Element, chosen: Container[int] | None, make: Callable[[int], Element]) -> None:
    """Lay a mark before words.

    Args:
        chosen: the numbers of the words, counted through the document; None for all.
        make: the mark of a word.
    """
    number = 0
    for block in _blocks(root):
        letters = sum(len(_run(element, is_tail)) for element, is_tail, _ in block)
        step = 1 + letters * sum(len(starts) for *_, starts in block) // _MOST
        for element, is_tail, starts in block:
            numbered = list(enumerate(starts, start=number))
            number += len(starts)
            kept = [(n, start) for n, start in numbered if n % step == 0 and (chosen is None or n in chosen)]
            if kept:
                _lay(element, is_tail, [(start, make(n)) for n, start in kept])


def _run(element: Element, is_tail: bool) -> str:
    return (element.tail if is_tail else element.text) or ""


def _lay(element: Element, is_tail: bool, marks: list[tuple[int, Element]]) -> None:
    """Put marks into the text of an element, or into its tail."""
    text = _run(element, is_tail)
    ends = [start for start, _ in marks[1:]] + [len(text)]
    for (start, mark), end in zip(marks, ends, strict=True):
        mark.tail = text[start:end]
    head = text[: marks[0][0]]
    if is_tail:
        element.tail = None
        for _, mark in reversed(marks):
            element.addnext(mark)
        element.tail = head
    else:
        element.text = head
        element[0:0] = [mark for _, mark in marks]


def _blocks(root: Element) -> list[list[tuple[Element, bool, list[int]]]]:
    """Where words begin, paragraph by paragraph: each run of characters of the source as its element, whether it is its
    tail, and the offsets.
    """
    blocks: list[list[tuple[Element, bool, list[int]]]] = []
    for text in _texts(root):
        todo: list[tuple[Element, bool]] = [(text, False)]
        is_open = True  # nothing stands before the next word that it could belong to
        while todo:
            element, is_tail = todo.pop()
            if not is_tail:
                if element is not text:
                    todo.append((element, True))
                if tei.is_editorial(element):
                    continue
                todo += [(child, False) for child in reversed(element)]
            if tei.name(element) in _BLOCKS:
                blocks.append([])
                is_open = True
            run = _run(element, is_tail)
            starts = []
            for offset, character in enumerate(run):
                if character.isspace() or character in _ENDS:
                    is_open = True
                elif is_open:
                    starts.append(offset)
                    is_open = False
            if starts:
                blocks[-1].append((element, is_tail, starts))
    return blocks
