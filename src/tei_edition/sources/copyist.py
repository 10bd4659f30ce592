"""What a format carries besides characters, and the `Copyist` who writes a text down with it.

Every reader of a format (HTML, Word, PDF, TEI) dictates to a copyist: words, breaks, spans with a kind, notes, and
what the file shows that is no part of the text. The copy is plain text like any other; what follows is one path.
"""

import re
from dataclasses import dataclass, field, replace

from tei_edition.markup import FORBIDDEN

UNREADABLE = "\ufffd"
_SPACE = re.compile("[ \t\n\r\f]+")
_PARAGRAPH = "\n\n"
# So many line ends are kept of a larger gap.
_BLANK_LINES = 12


@dataclass(frozen=True)
class Feature:
    """A stretch of the text, or a point in it, that the file marks as something.

    Attributes:
        kind: `italic`, `bold`, `underline`, `superscript`, `subscript`, `smallcaps` (words shown so); `heading`,
            `item` (a paragraph of that kind, `value` its level); `table`, `row`, `cell`
            (`value` its column); `page` (a page begins,
            `value` its number), `line` (a line of a table's cell begins), `hyphen` (a word was broken here at a line's
            end); `note` (a note, `value` its mark, `anchor` the place it belongs to).
        start, end: code points of the text, half-open; equal for a point.
    """

    kind: str
    start: int
    end: int
    value: str = ""
    anchor: int = -1


@dataclass(frozen=True)
class Dropped:
    """Words that the file shows and the text does not have.

    Attributes:
        at: where in the text they would stand.
        rule: the rule that dropped them, described in `data/formats.toml`.
    """

    at: int
    words: str
    rule: str


@dataclass(frozen=True)
class Copy:
    """A text copied from a file.

    Attributes:
        text: the text, then its notes, each a paragraph or more.
        body: where the text ends and the notes begin.
        unreadable: places of characters that the file does not tell (U+FFFD in the text).
        language: the tag of the text's language (BCP 47), where the file says it; else empty.
    """

    text: str
    body: int
    features: tuple[Feature, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    unreadable: tuple[int, ...] = ()
    language: str = ""


@dataclass
class _Open:
    """A feature whose first word, or last, is still to come."""

    kind: str
    value: str
    start: int = -1


@dataclass
class Copyist:
    """Writes down what a reader dictates."""

    parts: list[str] = field(default_factory=list)
    size: int = 0
    features: list[Feature] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    notes: "list[tuple[str, int, Copyist]]" = field(default_factory=list)
    _gap: str = ""
    _waiting: list[_Open] = field(default_factory=list)
    _points: list[_Open] = field(default_factory=list)
    _hanging: "list[tuple[str, Copyist]]" = field(default_factory=list)
    _cell: int = -1

    def write(self, words: str) -> None:
        """Append words as they stand, a carriage return as the line end that XML would make of it."""
        if not words:
            return
        self._flush()
        words = words.replace("\r\n", "\n").replace("\r", "\n")
        if FORBIDDEN.search(words):
            words = FORBIDDEN.sub(UNREADABLE, words)
        self.unreadable += [self.size + found.start() for found in re.finditer(UNREADABLE, words)]
        self.parts.append(words)
        self.size += len(words)

    def fold(self, words: str) -> None:
        """Append words whose white space is layout of the markup: a run of it is one space."""
        for k, piece in enumerate(_SPACE.split(words)):
            if k:
                self._gap = self._gap or " "
            self.write(piece)

    def block(self) -> None:
        """End the paragraph; inside a table's cell, the line."""
        if not self.in_cell:
            self._gap = max(self._gap, _PARAGRAPH, key=_newlines)
        elif self.size > self._cell:
            self._gap = " "
            self._point_once("line")

    def line(self) -> None:
        """End the line; twice is a paragraph, more are blank lines."""
        if self.in_cell:
            self.block()
        elif _newlines(self._gap) < _BLANK_LINES:
            self._gap = self._gap.strip(" \t") + "\n"

    def begin(self, kind: str, value: str = "") -> _Open:
        """Begin a feature with the next word."""
        opened = _Open(kind, value)
        self._waiting.append(opened)
        return opened

    def end(self, opened: _Open) -> None:
        """End a feature with the last word written; one without words is forgotten."""
        if opened.start < 0:
            self._waiting = [other for other in self._waiting if other is not opened]
        elif opened.start < self.size:
            self.features.append(Feature(opened.kind, opened.start, self.size, opened.value))

    def cell(self, begins: bool) -> None:
        """Begin or end a cell of a table's row: a row is one paragraph, its cells set apart by tabs."""
        self._points = [point for point in self._points if point.kind != "line"]
        if begins:
            self._gap = "\t" if self.in_cell and "\n" not in self._gap else self._gap
            self._cell = self.size

    @property
    def in_cell(self) -> bool:
        """True inside a row of a table."""
        return self._cell >= 0

    def row(self) -> None:
        """End a row."""
        self._cell = -1
        self.block()

    def point(self, kind: str, value: str = "") -> None:
        """Mark the place before the next word."""
        self._points.append(_Open(kind, value))

    def _point_once(self, kind: str) -> None:
        if not any(point.kind == kind for point in self._points):
            self.point(kind)

    def hyphen(self, sign: str) -> None:
        """Join a word that was broken at a line's end: the place is marked, its hyphen left out."""
        self.point("hyphen", sign)
        self.drop(sign, "line-end-hyphen")

    def drop(self, words: str, rule: str) -> None:
        """Leave out words that the file shows."""
        if words.strip():
            self.dropped.append(Dropped(self.size, FORBIDDEN.sub(UNREADABLE, " ".join(words.split())), rule))

    def note(self, mark: str) -> "Copyist":
        """Begin a note that belongs to the last word; dictate its words to the copyist that comes back."""
        copyist = Copyist()
        if "\n" in self._gap or not self.size:
            self._hanging.append((mark, copyist))
        else:
            self.notes.append((mark, self.size, copyist))
        return copyist

    def _flush(self) -> None:
        if self.size:
            self.parts.append(self._gap)
            self.size += len(self._gap)
        self._gap = ""
        for opened in self._waiting:
            opened.start = self.size
        self._waiting = []
        self._place()

    def _place(self) -> None:
        self.features += [Feature(point.kind, self.size, self.size, point.value) for point in self._points]
        self.notes += [(mark, self.size, copyist) for mark, copyist in self._hanging]
        self._points, self._hanging = [], []

    def copy(self) -> Copy:
        """The copy, its notes after it."""
        self._place()
        body = "".join(self.parts) + "\n"
        whole = [body]
        size = len(body)
        features, dropped, unreadable = list(self.features), list(self.dropped), list(self.unreadable)
        for mark, anchor, copyist in self.notes:
            inner = copyist.copy()
            words = inner.text.rstrip("\n")
            if words.strip():
                start = size + 1
                whole.append(f"\n{words}\n")
                features += [_moved(feature, start) for feature in inner.features]
                features.append(Feature("note", start, start + len(words), mark, anchor))
                unreadable += [start + at for at in inner.unreadable]
                size += len(words) + 2
            dropped += [Dropped(anchor, item.words, item.rule) for item in inner.dropped]
        joined = "".join(whole)
        order = sorted(_merged(joined, features), key=lambda item: (item.start, -item.end, item.kind))
        return Copy(joined, len(body), tuple(order), tuple(dropped), tuple(unreadable))


def _moved(feature: Feature, by: int) -> Feature:
    anchor = feature.anchor + by if feature.anchor >= 0 else -1
    return replace(feature, start=feature.start + by, end=feature.end + by, anchor=anchor)


def _newlines(gap: str) -> int:
    return gap.count("\n")


STYLES = frozenset(("italic", "bold", "underline", "superscript", "subscript", "smallcaps"))


def _merged(text: str, features: list[Feature]) -> list[Feature]:
    """The features, neighbours of one style made one: programs cut a phrase into runs as they please."""
    found = [feature for feature in features if feature.kind not in STYLES]
    for kind in sorted(STYLES):
        last: Feature | None = None
        for feature in sorted((f for f in features if f.kind == kind), key=lambda item: (item.start, item.end)):
            if last and (feature.start <= last.end or text[last.end : feature.start].strip(" \t") == ""):
                last = replace(last, end=max(last.end, feature.end))
                found[-1] = last
            else:
                last = feature
                found.append(feature)
    return found
