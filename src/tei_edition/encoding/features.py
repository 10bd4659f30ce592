"""What the file marks besides its words (`Source.features`) → `hi`, `pb`, `lb`, `note`; headings, lists and tables.

Guidelines 3.3 (highlighting), 3.9 (notes), 3.11 (page breaks), 15.1 (tables). Points are given out once, in reading
order; a note's words stand after the text and come to where the note belongs.
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from tei_edition.encoding.inline import Content, Markup
from tei_edition.sources import Feature, Source
from tei_edition.sources.copyist import STYLES
from tei_edition.transcripts import Block, Span

_POINTS = frozenset(("page", "line", "hyphen"))


class Features:
    """The features of one source. Stretches are asked for in reading order."""

    def __init__(self, source: Source) -> None:
        self.text = source.text
        kinds: dict[str, list[Feature]] = {}
        for feature in source.features:
            kinds.setdefault(feature.kind, []).append(feature)
        self._kinds = {kind: _Stretches(features) for kind, features in kinds.items()}
        self._items = {feature.start: feature for feature in kinds.get("item", ())}
        notes = kinds.get("note", [])
        end = min((note.start for note in notes), default=len(self.text) + 1)
        points = [feature for kind in _POINTS for feature in kinds.get(kind, ())]
        self._noted = _Stretches([point for point in points if point.start >= end])
        places = [(point.start, 0, point) for point in points if point.start < end]
        places += [(note.anchor, 1, note) for note in notes]
        self._queue = sorted(places, key=lambda place: (place[0], place[1], place[2].start))
        self._next = 0

    def of(self, kind: str, block: Block) -> Feature | None:
        """The heading or the row of a table that a paragraph is, or the table it stands in."""
        return next((f for f in self._in(kind, (block.start, block.end)) if f.end >= block.end), None)

    def item(self, block: Block) -> bool:
        """True where an item of a list begins with the paragraph."""
        return block.start in self._items

    def cells(self, row: Feature) -> list[Span]:
        """The cells of a row, one a column; an empty one is empty."""
        found = {int(cell.value): (cell.start, cell.end) for cell in self._in("cell", (row.start, row.end))}
        return [found.get(column, (row.start, row.start)) for column in range(1, max(found, default=1) + 1)]

    def marks(self, span: Span, others: list[Markup]) -> list[Markup]:
        """The marks of a stretch: highlighted words, cut where they would cross `others`, and points."""
        return [*self._highlighted(span, others), *self._points(span)]

    def rest(self) -> list[Markup]:
        """The points behind all paragraphs, such as empty pages."""
        found = [self._point(place, feature) for place, _, feature in self._queue[self._next :]]
        self._next = len(self._queue)
        return found

    def _in(self, kind: str, span: Span) -> list[Feature]:
        return self._kinds[kind].within(span) if kind in self._kinds else []

    def _highlighted(self, span: Span, others: list[Markup]) -> list[Markup]:
        found: list[Markup] = []
        for kind in sorted(STYLES):
            for feature in self._in(kind, span):
                found += _cut(self.text, feature, span, [*others, *found])
        return found

    def _points(self, span: Span) -> Iterator[Markup]:
        while self._next < len(self._queue):
            place, is_note, feature = self._queue[self._next]
            # What begins where the stretch ends belongs to the next one, but a note to the words before it.
            if place > span[1] or (place == span[1] and not is_note):
                return
            self._next += 1
            yield self._point(max(place, span[0]), feature)

    def _point(self, at: int, feature: Feature) -> Markup:
        match feature.kind:
            case "page":
                return Markup(at, at, "pb", {"n": feature.value} if feature.value else {})
            case "hyphen":
                return Markup(at, at, "lb", {"break": "no"})
            case "line":
                return Markup(at, at, "lb")
        number = {"n": feature.value} if feature.value else {}
        return Markup(at, at, "note", {"type": "footnote", **number}, contents=tuple(self._paragraphs(feature)))

    def _paragraphs(self, note: Feature) -> Iterator[Content]:
        at = note.start
        for words in self.text[note.start : note.end].split("\n"):
            span = (at, at + len(words))
            if words.strip():
                points = [self._point(point.start, point) for point in self._noted.within(span)]
                yield (*span, (*self._highlighted(span, points), *points))
            at += len(words) + 1


def _cut(text: str, feature: Feature, span: Span, others: list[Markup]) -> Iterator[Markup]:
    """The pieces of a highlighted stretch that nest with the other marks; white space at their ends is left out."""
    start, end = max(feature.start, span[0]), min(feature.end, span[1])
    crossing = [mark for mark in others if mark.start < end and mark.end > start and not _nests(mark, start, end)]
    edges = {edge for mark in crossing for edge in (*_inner(mark), mark.start, mark.end)}
    cuts = sorted({start, end, *(edge for edge in edges if start < edge < end)})
    for a, b in pairwise(cuts):
        words = text[a:b]
        left, right = a + len(words) - len(words.lstrip()), a + len(words.rstrip())
        if left < right and not any(m.start <= a < _inner(m)[0] or _inner(m)[1] < b <= m.end for m in crossing):
            yield Markup(left, right, "hi", {"rend": feature.kind}, rank=-3)


def _inner(mark: Markup) -> Span:
    return mark.start + mark.trim, mark.end - mark.trim


def _nests(mark: Markup, start: int, end: int) -> bool:
    """True where a stretch lies among a mark's words, or around all of it."""
    first, last = _inner(mark)
    return (start <= mark.start and mark.end <= end) or (first <= start and end <= last)


class _Stretches:
    """Features of one kind by where they begin; none reaches into the next."""

    def __init__(self, features: list[Feature]) -> None:
        self.features = sorted(features, key=lambda feature: feature.start)
        self.starts = [feature.start for feature in self.features]

    def within(self, span: Span) -> list[Feature]:
        """Those that share a character with a span, or are a point in it."""
        first = max(bisect_right(self.starts, span[0]) - 1, 0)
        found = []
        for feature in self.features[first : bisect_right(self.starts, span[1] - 1)]:
            if feature.end > span[0] or feature.start == feature.end == span[0]:
                found.append(feature)
        return found
