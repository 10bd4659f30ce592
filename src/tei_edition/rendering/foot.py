"""The foot of each page: which entries stand on it, under which line numbers, how high they are.

Typst sets the text and says where everything came to stand; from that the next round's foot is made, until a round
changes nothing. Every entry reserves room at its own line, as much as it adds to the paragraph of the entries before it
on the page; the first entry on a page draws them all. So a line and its entries always stand on the same page, and the
room is exact (as in reledmac's paragraph footnotes, but without guesses that have to be mended by hand).

Exact room depends on the page, and pages on the room: they come to rest one behind the other, a few with each round.
Where there are many entries, each therefore reserves what it adds to one paragraph of all entries of its layer, which
no page can change. A page's own paragraph begins at the margin, and so is longer than its share of the long one by less
than a line; room for that line stands above every foot. So pages rest in the second round, and numbers in the third.
"""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# A mark of the last round: kind, id or number, page, x and y in points.
Mark = tuple[str, Any, int, float, float]
# An entry as it is drawn: its id, its line or nothing, and what stands before it: `line`, `next`, `same` or nothing.
Row = tuple[tuple[str, str, str], ...]
_KEEPING = 3  # rounds after which an entry that was pushed to the next page stays there
_SETTLING = 4  # rounds after which the first page that never comes to rest keeps what room it had
ROUNDS = 60
_MANY = 1000  # entries from which no room depends on its page
_TOUCHING = 0.7  # points: less than the narrowest space


@dataclass(frozen=True)
class Geometry:
    """Measures of the page, in points.

    Attributes:
        left: where the first column begins; step: from one column to the next; width: of a column.
        bottom: where the text and the foot end; height: of both.
        line: from one line of the text to the next, or more; pitch: from one at the foot to the next.
        gap: between two layers, and between apparatus and notes.
        run_in: False to begin a line with each line number.
    """

    left: float
    step: float
    width: float
    columns: int
    bottom: float
    height: float
    line: float
    pitch: float
    gap: float
    run_in: bool

    def right(self, column: int) -> float:
        """Where a column ends."""
        return self.left + column * self.step + self.width

    def column(self, x: float) -> int:
        """The column that a place stands in, from 0; numbers in the margin belong to the column before it."""
        return max(0, min(self.columns - 1, math.floor((x - self.left + 0.5) / self.step)))


@dataclass(frozen=True)
class Foot:
    """What the template reads as `foot.json`.

    Attributes:
        reserve: points of height by item, `e` or `n` and its id; an item without has the height it needs.
        draw: by the entry that draws them: a row of entries for each layer.
        shift: points down by item.
        long: notes that may go on on the next page.
        rule: how far above the first item of a page its rule stands, in points, where it is not Typst's own.
        words: words that the round is to measure.
    """

    reserve: dict[str, float] = field(default_factory=dict)
    draw: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    shift: dict[str, float] = field(default_factory=dict)
    long: tuple[str, ...] = ()
    rule: dict[str, float] = field(default_factory=dict)
    gap: float = 0.0
    words: tuple[str, ...] = ()


@dataclass
class Memory:
    """What earlier rounds have found.

    Attributes:
        ends: for each paragraph that was ever drawn, the line of it on which each of its entries ends, from 1.
        widths: of words, in points; heights: of notes.
        groups: the items of each page and column in the last round.
        floors: what the first item of a page has to reserve at least: it came from the page before with others, and
            would go back, and come again, if it needed less room here than there.
        restless: the first page that the last round changed; stuck: for how many rounds none before it was at rest.
        kept: the room of items on pages that went to and fro.
        labels: the longest that the line number of an entry was.
        short: what the entries of a page lacked, by the first of them.
    """

    ends: dict[Row, tuple[int, ...]] = field(default_factory=dict)
    widths: dict[str, float] = field(default_factory=dict)
    heights: dict[str, float] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    floors: dict[str, float] = field(default_factory=dict)
    restless: int = -1
    stuck: int = 0
    kept: dict[str, float] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    short: dict[str, float] = field(default_factory=dict)

    def settle(
        self, groups: Mapping[int, Sequence[str]], reserve: Mapping[str, float], before: Mapping[str, float]
    ) -> None:
        """Keep the room of the first page that changes, where it has done so again and again.

        Pages come to rest one behind the other: those that follow are not to blame for what the first one pushes on.
        """
        changed = (number for number, names in groups.items() if any(reserve.get(n) != before.get(n) for n in names))
        first = next(changed, -1)
        self.stuck = self.stuck + 1 if 0 <= first <= self.restless else 0
        self.restless = first
        if self.stuck >= _SETTLING:
            self.kept |= {n: max(reserve[n], before.get(n, 0.0)) for n in groups[first] if n in reserve}

    def pushed(self, groups: Mapping[int, Sequence[str]], reserve: Mapping[str, float]) -> None:
        """Remember which items have gone on to the next page, and the room they had where they were.

        Only behind the first page that the last round changed: pages further on are moved by those before them.
        """
        for number, names in groups.items():
            if number > self.restless + 1:
                return  # what stands there has not come to rest either
            came = [name for name in names if self.groups.get(name, number) < number]
            if came and came[0] == names[0]:
                room = sum(reserve.get(name, 0.0) for name in came)
                self.floors[names[0]] = max(self.floors.get(names[0], 0.0), room)

    def keep(self, groups: Mapping[int, Sequence[str]]) -> None:
        """Remember where the items stand."""
        self.groups = {name: number for number, names in groups.items() for name in names}


@dataclass(frozen=True)
class Contents:
    """What there is to put at the foot.

    Attributes:
        layers: the layer of each entry; order: the layers in their order.
        series: the series of each note; series_order: the series in their order.
        words: the words of each entry; note_lines: lines of each note, about.
        steady: whether no room is to depend on its page.
    """

    layers: Mapping[str, str]
    order: Sequence[str]
    series: Mapping[str, str]
    series_order: Sequence[str]
    words: Mapping[str, Sequence[str]]
    note_lines: Mapping[str, float]
    steady: bool = False

    @property
    def counts(self) -> Counter[str]:
        """How many entries each layer has."""
        return Counter(self.layers.values())

    def dense(self, geometry: Geometry) -> set[str]:
        """The layers that are set as one long paragraph; each line's entries of the others begin a line."""
        return {layer for layer, count in self.counts.items() if geometry.run_in and 4 * count >= len(self.layers)}

    def spare(self, geometry: Geometry) -> float:
        """Points above every foot: what its entries may take beyond the room of their own."""
        if not self.steady:
            return 0.0
        return geometry.pitch * len(self.dense(geometry)) + geometry.gap * len(self.counts)


def is_steady(layers: Mapping[str, str], note_lines: Mapping[str, float]) -> bool:
    """Whether a document has so many entries that their room is better not exact.

    A note that goes on on the next page would have to bring a rule along.
    """
    return len(layers) >= _MANY and not _long(note_lines)


def _long(note_lines: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(note for note, lines in note_lines.items() if lines > 12)


def first_foot(contents: Contents, geometry: Geometry) -> Foot:
    """The foot before anything has been set: room is a guess."""
    reserve: dict[str, float] = {}
    filled = dict.fromkeys(contents.order, 0.0)
    letter = 0.38 * geometry.pitch
    for entry, layer in contents.layers.items():
        before = math.floor(filled[layer] / geometry.width)
        filled[layer] += (sum(map(len, contents.words[entry])) + len(contents.words[entry]) + 4) * letter
        reserve[f"e{entry}"] = (math.floor(filled[layer] / geometry.width) - before) * geometry.pitch
    words = {*"0123456789–.\u2002\u00a0‖", " "}.union(*contents.words.values())
    return Foot(reserve, long=_long(contents.note_lines), gap=geometry.gap, words=tuple(sorted(words)))


def next_foot(
    marks: Sequence[Mark],
    contents: Contents,
    geometry: Geometry,
    before: Foot,
    memory: Memory,
    number: int,
) -> Foot:
    """The foot that a round of setting asks for.

    Args:
        marks: what the round says, in the order of the document.
        before: the foot it was set with.
        memory: what earlier rounds have found; this one adds to it.
        number: of the round, from 0.
    """
    found = _Found(marks, geometry)
    memory.widths |= found.widths
    memory.heights |= found.heights
    memory.ends |= found.lines_of(before, geometry)
    pages = found.pages()
    groups = {number: [name for name, _ in items] for number, items in pages.items()}
    own = _own(found, pages, contents, geometry, memory) if contents.steady else {}
    if number >= _KEEPING and not contents.steady:
        memory.pushed(groups, before.reserve)
    memory.keep(groups)
    reserve: dict[str, float] = {}
    draw: dict[str, tuple[Row, ...]] = {}
    shift: dict[str, float] = {}
    rule: dict[str, float] = {}
    for items in pages.values():
        entries = [name[1:] for name, _ in items if name[0] == "e"]
        room = {name: memory.heights[name[1:]] for name, _ in items if name[0] == "n" and name[1:] not in before.long}
        rows = tuple(
            row
            for layer in contents.order
            if (row := _row([each for each in entries if contents.layers[each] == layer], found, geometry))
        )
        for position, row in enumerate(rows):
            ends = memory.ends.get(row) or _guessed(row, contents, memory.widths, geometry)
            for (entry, _, _), end, last in zip(row, ends, (0, *ends), strict=False):
                room[f"e{entry}"] = (end - last) * geometry.pitch + (geometry.gap if position and not last else 0)
        if entries:
            room[f"e{entries[0]}"] += geometry.gap
            draw[entries[0]] = rows
        apparatus = sum(room[f"e{entry}"] for entry in entries)
        rise = 0.0
        if contents.steady and entries:
            room |= {f"e{entry}": own[entry] for entry in entries}
            rise = apparatus - sum(own[entry] for entry in entries)
            lacking = rise - contents.spare(geometry)
            if lacking > _TOUCHING:  # words were wider than they were measured
                memory.short[entries[0]] = memory.short.get(entries[0], 0.0) + lacking
            apparatus -= rise
        lead = items[0][0]
        together = found.together([name for name, _ in items], room)
        if lead in together:
            together[lead] = max(together[lead], memory.floors.get(lead, 0.0))
        reserve |= {name: round(height, 2) for name, height in together.items()}
        if contents.steady:
            # What is kept free beyond need stands above the rule.
            free = sum(max(0.0, memory.kept.get(name, 0.0) - height) for name, height in together.items())
            rise, apparatus = rise - free, apparatus + free
            rule[lead] = round(rise, 2)
        _shift(shift, items, room, (rise, apparatus), contents, before.long)
    reserve = {name: max(height, memory.kept.get(name, 0.0)) for name, height in reserve.items()}
    if not contents.steady:
        memory.settle(groups, reserve, before.reserve)
        reserve = {name: max(height, memory.kept.get(name, 0.0)) for name, height in reserve.items()}
    if reserve == before.reserve:
        for name in found.stranded():
            memory.kept[name] = reserve[name] = reserve[name] + geometry.line
    return Foot(reserve, draw, shift, before.long, rule, geometry.gap)


def _own(
    found: "_Found",
    pages: Mapping[int, Sequence[tuple[str, float]]],
    contents: Contents,
    geometry: Geometry,
    memory: Memory,
) -> dict[str, float]:
    """The room of each entry, whatever page it stands on: what it adds to the paragraph of all entries of its layer.

    Line numbers are taken as long as they ever were, and of two digits at least. A paragraph that begins nearer to the
    margin, or whose words are shorter, never ends further on: so no page's own is longer by a whole line.
    """
    entries = [name[1:] for items in pages.values() for name, _ in items if name[0] == "e"]
    for entry in entries:
        label = re.sub("[0-9]+", lambda digits: digits[0].rjust(2, "0"), found.label(entry))
        memory.labels[entry] = max(memory.labels.get(entry, ""), label, key=len)
    dense = contents.dense(geometry)
    own: dict[str, float] = {}
    for layer in contents.counts:
        row: list[tuple[str, str, str]] = []
        last: object = None
        for entry in entries:
            if contents.layers[entry] == layer:
                place = found.first(entry)
                line = (place.page, place.column, found.label(entry))
                gap = "" if not row else "same" if line == last else "next" if layer in dense else "line"
                row.append((entry, "" if line == last else memory.labels[entry], gap))
                last = line
        ends = _guessed(tuple(row), contents, memory.widths, geometry)
        for (entry, label, _), end, before in zip(row, ends, (int(layer in dense), *ends), strict=False):
            gap_above = geometry.gap if label and layer not in dense else 0.0
            own[entry] = (end - before) * geometry.pitch + gap_above + memory.short.get(entry, 0.0)
    return own


def _row(entries: list[str], found: "_Found", geometry: Geometry) -> Row:
    """Entries of one layer on one page with their lines; a line's number is printed once."""
    row: list[tuple[str, str, str]] = []
    last = ""
    for entry in entries:
        line = found.label(entry)
        gap = "" if not row else "same" if line == last else "next" if geometry.run_in else "line"
        row.append((entry, "" if line == last else line, gap))
        last = line
    return tuple(row)


def _guessed(row: Row, contents: Contents, widths: Mapping[str, float], geometry: Geometry) -> tuple[int, ...]:
    """The line of its paragraph on which each entry ends: as many words on each line as fit, as Typst will set them."""
    ends: list[int] = []
    number, filled, space = 1, 0.0, 0.0
    for (entry, line, gap), (*_, following) in zip(row, [*row[1:], ("", "", "")], strict=True):
        if gap == "line":
            number, filled, space = number + 1, 0.0, 0.0
        words = list(contents.words[entry])
        lengths = [widths[word] for word in words]
        if line:
            lengths[0] += sum(1.08 * widths[digit] for digit in line) + widths["\u00a0"]
        if following == "same":
            lengths[-1] += widths["\u00a0"] + widths["‖"]
        for word, length in zip(words, lengths, strict=True):
            if filled and filled + space + length > geometry.width:
                number, filled, space = number + 1, 0.0, 0.0
            filled += space + length
            space = 0.0 if word[-1:] in "-–—/" else widths[" "]
        if following == "next":
            space += widths["\u2002"]
        ends.append(number)
    return tuple(ends)


def _shift(
    shift: dict[str, float],
    items: list[tuple[str, float]],
    room: Mapping[str, float],
    apparatus: tuple[float, float],
    contents: Contents,
    long: tuple[str, ...],
) -> None:
    """How far items of one page move: the apparatus to the top of the foot, behind it the notes, series by series.

    Args:
        apparatus: how far it stands above the top, and how far down it reaches from there.
    """
    top = items[0][1]
    places = dict(items)
    notes = [name for name, _ in items if name[0] == "n"]
    if not any(name[1:] in long for name in notes):
        notes.sort(key=lambda name: contents.series_order.index(contents.series[name[1:]]))
    drawing = next((name for name, _ in items if name[0] == "e"), None)
    if drawing:
        _move(shift, drawing, top - apparatus[0] - places[drawing])
    at = top + apparatus[1]
    for name in notes:
        if name not in room:
            break
        _move(shift, name, at - places[name])
        at += room[name]


def _move(shift: dict[str, float], name: str, by: float) -> None:
    if abs(by) > 0.05:
        shift[name] = round(by, 2)


class _Place(NamedTuple):
    page: int
    column: int
    x: float
    y: float


class _Found:
    """The marks of one round, sorted."""

    def __init__(self, marks: Sequence[Mark], geometry: Geometry) -> None:
        self.lines: dict[tuple[int, int], list[tuple[float, int]]] = {}
        self.items: dict[str, tuple[int, float]] = {}
        self.heights: dict[str, float] = {}
        self.places: dict[tuple[str, str], _Place] = {}
        self.widths: dict[str, float] = {}
        self.geometry = geometry
        for kind, name, page, x, y in marks:
            place = page, geometry.column(x)
            match kind:
                case "line":
                    self.lines.setdefault(place, []).append((y, name))
                case "width":
                    self.widths[name] = x
                case "height":
                    self.heights[name] = x
                case "item":
                    self.items[name] = page * geometry.columns + place[1], y
                case _:
                    self.places[kind, name] = _Place(*place, x, y)
        for rows in self.lines.values():
            rows.sort()
        # The first item that each line calls for, by item.
        self.leads: dict[str, str] = {}
        firsts: dict[tuple[int, int, float], str] = {}
        for name in self.items:
            at = self.places["call", name]
            self.leads[name] = firsts.setdefault((at.page, at.column, self.line(at) or at.y), name)

    def line(self, at: _Place) -> int:
        """The line nearest to a place of its column; 0 where it has none."""
        rows = self.lines.get((at.page, at.column), [])
        index = bisect_left(rows, (at.y, 0))
        near = rows[max(0, index - 1) : index + 1]
        return min(near, key=lambda row: abs(row[0] - at.y))[1] if near else 0

    def first(self, entry: str) -> _Place:
        """Where the lemma of an entry begins.

        A mark before a word stays behind when the line is broken there. It then stands where the word before ends, and
        no space parts them.
        """
        start, word = self.places["from", entry], self.places["word", entry]
        if (start.page, start.column, self.line(start)) == (word.page, word.column, self.line(word)):
            return start
        before = self.places.get(("before", entry))
        behind = before is not None and abs(before.x - start.x) < _TOUCHING and abs(before.y - start.y) < _TOUCHING
        at_edge = before is None and start.x > self.geometry.right(start.column) - _TOUCHING
        return word if behind or at_edge or start.page != word.page else start

    def label(self, entry: str) -> str:
        """The line of an entry's lemma, or its first and last line, with the page where that is another."""
        start, to = self.first(entry), self.places["to", entry]
        first, last = self.line(start), self.line(to)
        if to.page != start.page:
            return f"{first}–{to.page}.{last}"
        return f"{first}–{last}" if last > first else str(first)

    def together(self, names: list[str], room: Mapping[str, float]) -> dict[str, float]:
        """The room of items, all that one line calls for at the first of them.

        Typst moves a line to the next page where its first note has no room on this one, and asks for no other.
        """
        reserve: dict[str, float] = {}
        for name in names:
            lead = self.leads[name]
            if name in room and lead in room:
                reserve[name] = 0.0
                reserve[lead] = reserve.get(lead, 0.0) + room[name]
            elif name in room:
                reserve[name] = room[name]
        return reserve

    def stranded(self) -> list[str]:
        """The items of lines that stand on a later page than what they call for.

        Typst finds that a line has room together with its note, and then that the next one, which has to stay with it,
        has not. With more room for the note, it moves them all.
        """
        found: list[str] = []
        for name, lead in self.leads.items():
            at = self.places["call", name]
            if name == lead and at.page * self.geometry.columns + at.column > self.items[name][0]:
                found.append(name)
        return found

    def pages(self) -> dict[int, list[tuple[str, float]]]:
        """The items of each page and column with their heights: all that one line calls for on the page of the first.

        Others of the line may have come to stand on the next page for want of room; they belong to their line.
        """
        found: dict[int, list[tuple[str, float]]] = {}
        for name, (number, y) in self.items.items():
            lead = self.leads[name]
            place, at = self.items[lead]
            found.setdefault(place, []).append((name, y if number == place else at))
        return dict(sorted(found.items()))

    def lines_of(self, foot: Foot, geometry: Geometry) -> dict[Row, tuple[int, ...]]:
        """For each paragraph that was drawn: the line of it on which each of its entries ends, from 1."""
        measured = {}
        for rows in foot.draw.values():
            for row in rows:
                start = self.places.get(("start", row[0][0]))
                ends = [self.places.get(("end", entry)) for entry, _, _ in row]
                if start and all(ends):
                    measured[row] = tuple(round((end.y - start.y) / geometry.pitch) + 1 for end in ends if end)
        return measured
