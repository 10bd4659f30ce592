"""The foot of each page: which entries stand on it, under which line numbers, how high they are.

Typst sets the text and says where everything came to stand; from that the next round's foot is made, until a round
changes nothing. Every entry reserves room at its own line, as much as it adds to the paragraph of the entries before it on
the page; the first entry on a page draws them all. So a line and its entries always stand on the same page, and the room
is exact (as in reledmac's paragraph footnotes, but without guesses that have to be mended by hand).
"""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# A mark of the last round: kind, id or number, page, x and y in points.
Mark = tuple[str, Any, int, float, float]
# An entry as it is drawn: its id, its line or nothing, and what stands before it: `line`, `next`, `same` or nothing.
Row = tuple[tuple[str, str, str], ...]
_SETTLING = 6  # rounds after which room once reserved is kept
ROUNDS = 30


@dataclass(frozen=True)
class Geometry:
    """Measures of the page, in points.

    Attributes:
        left: where the first column begins; step: from one column to the next.
        bottom: where the text and the foot end.
        pitch: from one line at the foot to the next; gap: between two layers, and between apparatus and notes.
        run_in: False to begin a line with each line number.
    """

    left: float
    step: float
    columns: int
    bottom: float
    pitch: float
    gap: float
    run_in: bool

    def column(self, x: float) -> int:
        """The column that a place stands in, from 0; numbers in the margin belong to the column before it."""
        return max(0, min(self.columns - 1, math.floor((x - self.left + 0.5) / self.step)))


@dataclass(frozen=True)
class Foot:
    """What the template reads as `foot.json`.

    Attributes:
        reserve: points of height by entry.
        draw: by the entry that draws them: a row of entries for each layer.
        shift: points down by item, `e` or `n` and its id.
        long: notes that may go on on the next page.
    """

    reserve: dict[str, float] = field(default_factory=dict)
    draw: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    shift: dict[str, float] = field(default_factory=dict)
    long: tuple[str, ...] = ()
    gap: float = 0.0


@dataclass(frozen=True)
class Contents:
    """What there is to put at the foot.

    Attributes:
        layers: the layer of each entry; order: the layers in their order.
        series: the series of each note; series_order: the series in their order.
        widths: how long each entry would be in one line, about, in points; note_lines: lines of each note, about.
        width: of a column, in points.
    """

    layers: Mapping[str, str]
    order: Sequence[str]
    series: Mapping[str, str]
    series_order: Sequence[str]
    widths: Mapping[str, float]
    note_lines: Mapping[str, float]
    width: float


def first_foot(contents: Contents, geometry: Geometry) -> Foot:
    """The foot before anything has been set: room is a guess."""
    reserve: dict[str, float] = {}
    filled = dict.fromkeys(contents.order, 0.0)
    for entry, layer in contents.layers.items():
        before = math.floor(filled[layer] / contents.width)
        filled[layer] += contents.widths[entry]
        reserve[entry] = (math.floor(filled[layer] / contents.width) - before) * geometry.pitch
    long = tuple(note for note, lines in contents.note_lines.items() if lines > 12)
    return Foot(reserve, {}, {}, long, geometry.gap)


def next_foot(marks: Sequence[Mark], contents: Contents, geometry: Geometry, before: Foot, number: int) -> Foot:
    """The foot that a round of setting asks for.

    Args:
        marks: what the round says, in the order of the document.
        before: the foot it was set with.
        number: of the round, from 0.
    """
    found = _Found(marks, geometry)
    measured = found.lines_of(before, geometry)
    reserve: dict[str, float] = {}
    draw: dict[str, tuple[Row, ...]] = {}
    shift: dict[str, float] = {}
    for place, items in found.items.items():
        entries = [name[1:] for name, _ in items if name[0] == "e"]
        rows = tuple(
            row
            for layer in contents.order
            if (row := _row([each for each in entries if contents.layers[each] == layer], found, geometry))
        )
        for position, row in enumerate(rows):
            ends = measured.get(row) or _guessed(row, contents, geometry)
            for (entry, _, _), end, last in zip(row, ends, (0, *ends), strict=False):
                reserve[entry] = round((end - last) * geometry.pitch + (geometry.gap if position and not last else 0), 2)
        if entries:
            reserve[entries[0]] = round(reserve[entries[0]] + geometry.gap, 2)
            draw[entries[0]] = rows
        _shift(shift, items, sum(reserve[entry] for entry in entries), contents, geometry, before.long)
        assert place
    if number >= _SETTLING:
        reserve = {entry: max(height, before.reserve.get(entry, 0.0)) for entry, height in reserve.items()}
    return Foot(reserve, draw, shift, before.long, geometry.gap)


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


def _guessed(row: Row, contents: Contents, geometry: Geometry) -> tuple[int, ...]:
    """The line of its paragraph on which each entry ends, about."""
    ends, filled = [], 0.0
    for entry, _, gap in row:
        if gap == "line":
            filled = math.ceil(filled / contents.width) * contents.width
        filled += contents.widths[entry]
        ends.append(max(1, math.ceil(filled / contents.width)))
    return tuple(ends)


def _shift(
    shift: dict[str, float],
    items: list[tuple[str, float]],
    apparatus: float,
    contents: Contents,
    geometry: Geometry,
    long: tuple[str, ...],
) -> None:
    """How far items of one page move: the apparatus to the top of the foot, behind it the notes, series by series."""
    top = items[0][1]
    heights = [after - y for (_, y), (_, after) in zip(items, [*items[1:], ("", geometry.bottom)], strict=True)]
    notes = [(name, y, height) for (name, y), height in zip(items, heights, strict=True) if name[0] == "n"]
    if not any(name[1:] in long for name, _, _ in notes):
        notes.sort(key=lambda note: contents.series_order.index(contents.series[note[0][1:]]))
    drawing = next(((name, y) for name, y in items if name[0] == "e"), None)
    if drawing:
        _move(shift, drawing[0], top - drawing[1])
    at = top + apparatus
    for name, y, height in notes:
        _move(shift, name, at - y)
        at += height


def _move(shift: dict[str, float], name: str, by: float) -> None:
    if abs(by) > 0.05:
        shift[name] = round(by, 2)


class _Found:
    """The marks of one round, sorted."""

    def __init__(self, marks: Sequence[Mark], geometry: Geometry) -> None:
        self.lines: dict[tuple[int, int], list[tuple[float, int]]] = {}
        self.items: dict[tuple[int, int], list[tuple[str, float]]] = {}
        self.places: dict[tuple[str, str], tuple[int, int, float]] = {}
        for kind, name, page, x, y in marks:
            place = page, geometry.column(x)
            match kind:
                case "line":
                    self.lines.setdefault(place, []).append((y, name))
                case "item":
                    self.items.setdefault(place, []).append((name, y))
                case _:
                    self.places[kind, name] = (*place, y)
        for rows in self.lines.values():
            rows.sort()

    def line(self, place: tuple[int, int, float]) -> int:
        """The line nearest to a place of its column."""
        rows = self.lines.get(place[:2], [])
        at = bisect_left(rows, (place[2], 0))
        near = rows[max(0, at - 1) : at + 1]
        return min(near, key=lambda row: abs(row[0] - place[2]))[1] if near else 0

    def label(self, entry: str) -> str:
        """The line of an entry's lemma, or its first and last line, with the page where that is another."""
        start, to = self.places["from", entry], self.places.get(("to", entry), self.places["from", entry])
        first, last = self.line(start), self.line(to)
        if to[0] != start[0]:
            return f"{first}–{to[0]}.{last}"
        return str(first) if first == last else f"{first}–{last}"

    def lines_of(self, foot: Foot, geometry: Geometry) -> dict[Row, tuple[int, ...]]:
        """For each paragraph that was drawn: the line of it on which each of its entries ends, from 1."""
        measured = {}
        for rows in foot.draw.values():
            for row in rows:
                start = self.places.get(("start", row[0][0]))
                ends = [self.places.get(("end", entry)) for entry, _, _ in row]
                if start and all(ends):
                    measured[row] = tuple(round((end[2] - start[2]) / geometry.pitch) + 1 for end in ends if end)
        return measured
