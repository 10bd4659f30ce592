"""A collation → its places of variation: for each the readings, who has them, and what kind of variant each is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tei_edition.collation.witness import Witness

# For each column the index of each witness's token there, -1 where it has none.
Grid = Sequence[Sequence[int]]
# First column, column after, which witnesses agree.
Span = tuple[int, int, tuple[int, ...]]
# At most so many columns are one place because a word is written in two.
_DIVIDED = 4


@dataclass(frozen=True)
class Reading:
    """What some witnesses have in one place.

    Attributes:
        text: the words as they stand in the first of these witnesses, without white space around them; empty for an
            omission.
        normal: their normal forms.
        witnesses: numbers of the witnesses, rising.
        kind: against the lemma; empty for the lemma itself. See `kinds.py`.
        moved: the number of the transposition it belongs to, from 1; 0 for none.
    """

    text: str
    normal: tuple[str, ...]
    witnesses: tuple[int, ...]
    kind: str = ""
    moved: int = 0


@dataclass(frozen=True)
class Unit:
    """A place of variation, or a stretch where all witnesses agree.

    Attributes:
        start: its first column.
        stop: the column after its last.
        readings: the lemma first, then those of more witnesses before those of fewer; one only where all agree.
    """

    start: int
    stop: int
    readings: tuple[Reading, ...]

    @property
    def varies(self) -> bool:
        """True where the witnesses differ."""
        return len(self.readings) > 1

    @property
    def lemma(self) -> Reading:
        """The reading the others are compared with."""
        return self.readings[0]

    @cached_property
    def groups(self) -> tuple[tuple[Reading, ...], ...]:
        """The readings by their normal form: those of one group differ in spelling, case or punctuation only."""
        found: dict[tuple[str, ...], list[Reading]] = {}
        for reading in self.readings:
            found.setdefault(reading.normal, []).append(reading)
        return tuple(map(tuple, found.values()))


def grid_of(columns: Sequence[Sequence[int]], width: int) -> list[list[int]]:
    """The grid of a collation.

    Args:
        columns: for each witness the column of each of its tokens.
        width: how many columns there are.
    """
    grid = [[-1] * len(columns) for _ in range(width)]
    for number, places in enumerate(columns):
        for index, column in enumerate(places):
            grid[column][number] = index
    return grid


def signature(row: Sequence[int], forms: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Which witnesses agree in a column: equal numbers for equal forms, -1 for none."""
    seen: dict[str, int] = {}
    return tuple(
        -1 if index < 0 else seen.setdefault(forms[number][index], len(seen)) for number, index in enumerate(row)
    )


def segments(witnesses: Sequence[Witness], grid: Grid, by_text: bool) -> list[Span]:
    """Runs of columns in which the same witnesses agree with the same ones: first column, column after, signature.

    Args:
        by_text: whether witnesses have to agree letter by letter, or in the normal form only.
    """
    forms = [tuple(map(str.strip, witness.text)) if by_text else witness.normal for witness in witnesses]
    found: list[Span] = []
    for column, row in enumerate(grid):
        sign = signature(row, forms)
        if found and found[-1][2] == sign:
            found[-1] = (found[-1][0], column + 1, sign)
        else:
            found.append((column, column + 1, sign))
    return found


def read_units(witnesses: Sequence[Witness], grid: Grid) -> list[Unit]:
    """The places of variation and the stretches between them, without kinds; the commonest reading is the lemma."""
    spans = segments(witnesses, grid, by_text=True)
    places: list[Unit] = []
    index = 0
    while index < len(spans):
        after = _one_place(witnesses, grid, spans, index)
        places.append(unit(witnesses, grid, spans[index][0], spans[after - 1][1]))
        index = after
    return places


def _one_place(witnesses: Sequence[Witness], grid: Grid, spans: list[Span], index: int) -> int:
    """The number of the run after the place that begins with a run: one run, or more where a word is written in two."""
    start = spans[index][0]
    for after in range(index + 1, min(index + _DIVIDED, len(spans)) + 1):
        if not _varies(spans[after - 1][2]) or spans[after - 1][1] - start > _DIVIDED:
            break
        if after > index + 1 and _divided(witnesses, grid, start, spans[after - 1][1]):
            return after
    return index + 1


def _varies(sign: tuple[int, ...]) -> bool:
    """True where not all witnesses agree."""
    return max(sign) > 0 or -1 in sign


def _divided(witnesses: Sequence[Witness], grid: Grid, start: int, stop: int) -> bool:
    """True where two witnesses have the same letters from column to column, parted into words otherwise."""
    seen: dict[str, set[tuple[str, ...]]] = {}
    for number, witness in enumerate(witnesses):
        words = tuple(
            word for row in grid[start:stop] if row[number] >= 0 and (word := witness.normal[row[number]]).isalnum()
        )
        others = seen.setdefault("".join(words), set())
        if words and any(words[0] != other[0] and words[-1] != other[-1] for other in others):
            return True
        others.add(words or ("",))
    return False


def unit(witnesses: Sequence[Witness], grid: Grid, start: int, stop: int) -> Unit:
    """The readings between two columns."""
    found: dict[tuple[str, ...], list[int]] = {}
    normal: dict[tuple[str, ...], tuple[str, ...]] = {}
    shown: dict[tuple[str, ...], str] = {}
    rows = grid[start:stop]
    for number, witness in enumerate(witnesses):
        indices = [row[number] for row in rows if row[number] >= 0]
        key = tuple([witness.text[index].strip() for index in indices])
        if key not in found:
            found[key] = []
            shown[key] = "".join([witness.text[index] for index in indices]).strip()
            normal[key] = tuple([witness.normal[index] for index in indices])
        found[key].append(number)
    readings = [Reading(shown[key], normal[key], tuple(held)) for key, held in found.items()]
    return ordered(Unit(start, stop, tuple(readings)))


def ordered(place: Unit, lemma: Reading | None = None) -> Unit:
    """The same place with a lemma, and the readings of more witnesses before those of fewer.

    Args:
        lemma: default: the reading with the most witnesses; of equal ones the normal form with the most, then by text.
    """
    if len(place.readings) == 1:
        return place
    normals: Counter[tuple[str, ...]] = Counter()
    for reading in place.readings:
        normals[reading.normal] += len(reading.witnesses)
    rest = sorted(place.readings, key=lambda r: (-len(r.witnesses), -normals[r.normal], not r.text, r.text))
    chosen = lemma or rest[0]
    return replace(place, readings=(chosen, *(reading for reading in rest if reading is not chosen)))
