"""Where the lemma of an entry of an apparatus stands, when it does not stand in the entry itself (Guidelines 13.2).

Double end-points are elements of the text; a location names words, or the `n` of an element in which the lemma stands.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tei_edition import tei
from tei_edition.crosswalks.record import words_of
from tei_edition.rendering.marks import insert
from tei_edition.tei import XML_ID, Element

if TYPE_CHECKING:  # the collation is loaded only where an apparatus points to words
    from tei_edition.collation.tei_text import Text

_WORDS = re.compile(r"w\.(\d{1,9})(?:-(\d{1,9}))?(\+)?")


@dataclass(frozen=True)
class Point:
    """A place between two characters or elements: in the run `run` at `offset`, or before or behind an element.

    `order` sorts places as they follow each other in the document.
    """

    order: tuple[int, int, int]
    element: Element
    run: int = -1
    offset: int = 0
    behind: bool = False


class Lemmas:
    """Finds lemmas in a document as it is when this is made."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.by_id = {
            str(element.get(XML_ID)): element
            for element in root.iter()
            if isinstance(element.tag, str) and element.get(XML_ID)
        }
        self._orders = {element: number for number, element in enumerate(root.iter())}

    @cached_property
    def _text(self) -> "Text":
        """The words of the text and where they stand, read once, before anything is changed."""
        from tei_edition.collation.normalising import settings
        from tei_edition.collation.tei_text import read_text

        return read_text(self.root, settings()["tei"])

    def place(self, app: Element) -> tuple[Point, Point] | None:
        """Before and behind the lemma of an entry that points to it; None where that cannot be told."""
        if app.get("from"):
            first = self.by_id.get(str(app.get("from")).rpartition("#")[2])
            last = self.by_id.get((app.get("to") or str(app.get("from"))).rpartition("#")[2])
            if first is None or last is None or self._orders[first] > self._orders[last]:
                return None
            return (
                Point((self._orders[first], 0, 0), first),
                Point((self._inner(last), 2, 0), last, behind=True),
            )
        loc = str(app.get("loc"))
        words = _WORDS.fullmatch(loc)
        if words:
            first_word, last_word = int(words[1]), int(words[2] or words[1])
            if words[3]:
                point = self._behind(first_word - 1) if 1 <= first_word <= len(self._text.spans) else self._before(0)
                return point, point
            if 1 <= first_word <= last_word <= len(self._text.spans):
                return self._before(first_word - 1), self._behind(last_word - 1)
            return None
        return self._searched(app, loc)

    def _searched(self, app: Element, loc: str) -> tuple[Point, Point] | None:
        """The lemma, looked for in the element that a location numbers."""
        from tei_edition.collation.witness import tokens

        lemma = next((child for child in app if tei.name(child) == "lem"), None)
        wanted = [word.strip() for word in tokens(words_of(lemma))]
        scope = next((one for one in self.root.iter() if isinstance(one.tag, str) and one.get("n") == loc), None)
        if not wanted or scope is None or next(scope.iterancestors(tei.q("text")), None) is None:
            return None
        inside = {run.start for run in self._text.runs if self._is_inside(run.element, run.is_tail, scope)}
        spans = [
            number
            for number, (start, stop) in enumerate(self._text.spans)
            if self._text.runs[self._text.pieces(start, stop)[0][0]].start in inside
        ]
        for at in range(len(spans) - len(wanted) + 1):
            if all(self._word(spans[at + k]) == word for k, word in enumerate(wanted)):
                return self._before(spans[at]), self._behind(spans[at + len(wanted) - 1])
        return None

    @staticmethod
    def _is_inside(element: Element, is_tail: bool, scope: Element) -> bool:
        return (element is scope and not is_tail) or any(parent is scope for parent in element.iterancestors())

    def _word(self, number: int) -> str:
        start, stop = self._text.spans[number]
        return self._text.text[start:stop]

    def _before(self, number: int) -> Point:
        run, start, _ = self._text.pieces(*self._text.spans[number])[0]
        return self._point(run, start)

    def _behind(self, number: int) -> Point:
        run, _, stop = self._text.pieces(*self._text.spans[number])[-1]
        return self._point(run, stop)

    def _point(self, run: int, offset: int) -> Point:
        found = self._text.runs[run]
        order = (self._inner(found.element), 3, offset) if found.is_tail else (self._orders[found.element], 1, offset)
        return Point(order, found.element, run, offset, found.is_tail)

    def _inner(self, element: Element) -> int:
        """The number of the last element in an element."""
        last = element
        while len(last):
            last = last[-1]
        return self._orders[last]


def put(mark: Element, point: Point) -> None:
    """Put a mark where a point is."""
    element = point.element
    if point.run < 0:
        if point.behind:
            mark.tail, element.tail = element.tail, None
            element.addnext(mark)
        else:
            element.addprevious(mark)
        return
    insert(mark, element, point.behind, point.offset)
