"""A collation, an alignment or differences of fact → what a page shows of them: texts in step, and where they differ.

The three are told in one form, so that one template shows them: steps, in each of which every text has a cell, and
places where the texts differ, which point into the steps. Differences of fact are listed before all others.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tei_edition.collation.alignment import Alignment
from tei_edition.collation.collation import Collation
from tei_edition.collation.differences import Difference, Differences, Rendered, Side
from tei_edition.collation.facts import Fact
from tei_edition.collation.kinds import KINDS
from tei_edition.collation.sentences import Passage
from tei_edition.collation.units import Unit

_SPACES = re.compile(r"\s+")
_PARAGRAPH = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"[.!?][\"'”’»)\]]*\s*$|[。！？]")
# A step of a collation is a paragraph, or ends with the sentence where it has grown to so many columns.
_FULL = 90
# So many words on each side of a place are shown in the list of differences of fact.
_AROUND = 8


class Piece(NamedTuple):
    """Some words of a cell.

    Attributes:
        text: with white space folded; empty where the text omits something.
        number: of the place of variation or the difference it belongs to; 0 for none.
        kind: of its variant; `lemma` for what the others are compared with.
    """

    text: str
    number: int = 0
    kind: str = ""


class Cell(NamedTuple):
    """What one text has in a step: its line, verse or section there, and its words."""

    where: str
    pieces: tuple[Piece, ...]


class Reading(NamedTuple):
    """What some texts have at a place.

    Attributes:
        sigla: whose it is.
        text: the words; before, after: those around them.
        value: what they say, where the words do not show it.
        kind: against the first reading.
    """

    sigla: str
    text: str
    before: str = ""
    after: str = ""
    value: str = ""
    kind: str = ""


class Place(NamedTuple):
    """Where texts differ.

    Attributes:
        number: from 1.
        step: the number of its step.
        kinds: of variants, or the one kind of fact; see `kinds.KINDS`, `facts.KINDS`.
        only: the siglum of the only text that has something; empty else.
        facts: what sentences state that only one text has: kind and words.
    """

    number: int
    step: int
    kinds: tuple[str, ...]
    readings: tuple[Reading, ...]
    only: str = ""
    facts: tuple[tuple[str, str], ...] = ()


class Step(NamedTuple):
    """Texts that stand beside one another.

    Attributes:
        number: from 1.
        marks: `fact`, `differs`, `moved`, `alone`: what is to be seen in it.
        cells: one for each text; None where a text has nothing.
        places: its apparatus.
    """

    number: int
    marks: tuple[str, ...]
    cells: tuple[Cell | None, ...]
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Compared:
    """What a page shows.

    Attributes:
        sigla: of the texts, in the order of the columns.
        steps: in reading order.
        facts: differences of fact.
        rendered: facts that are the same in other words.
        kinds: how many variants of each kind there are, the gravest first.
    """

    sigla: tuple[str, ...]
    steps: tuple[Step, ...]
    facts: tuple[Place, ...] = ()
    rendered: tuple[Rendered, ...] = ()
    kinds: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many texts, steps, places of variation, differences of fact, and steps of each mark there are."""
        marks = Counter(mark for step in self.steps for mark in step.marks)
        whole = {"texts": len(self.sigla), "steps": len(self.steps), "facts": len(self.facts)}
        whole["places"] = sum(len(step.places) for step in self.steps)
        return whole | {mark: marks[mark] for mark in ("fact", "differs", "moved", "alone")}


# -- collations --------------------------------------------------------------------------------------------------------


def of_collation(collation: Collation) -> Compared:
    """Witnesses paragraph by paragraph, each with the apparatus of its places of variation."""
    steps: list[Step] = []
    number = 0
    for parts in _paragraphs(collation):
        places, cells = [], [list[Piece]() for _ in collation.witnesses]
        for part in parts:
            number += part.varies
            for witness, pieces in enumerate(cells):
                pieces += _words(collation, part, witness, number if part.varies else 0)
            if part.varies:
                places.append(_variant(collation, part, number, len(steps) + 1))
        is_grave = any("fact" in place.kinds for place in places)
        marks = (*(["fact"] if is_grave else []), *(["differs"] if places else []))
        filled = tuple(Cell("", tuple(pieces)) if any(piece.text for piece in pieces) else None for pieces in cells)
        steps.append(Step(len(steps) + 1, marks, filled, tuple(places)))
    every = [place for step in steps for place in step.places]
    count = Counter(reading.kind for place in every for reading in place.readings[1:])
    kinds = {kind: count[kind] for kind in reversed(KINDS) if count[kind]}
    facts = tuple(place for place in every if "fact" in place.kinds)
    return Compared(tuple(collation.sigla), tuple(steps), facts, kinds=kinds)


def _paragraphs(collation: Collation) -> Iterable[list[Unit]]:
    """The units, cut where the first witness, or the base, ends a paragraph, or a sentence of a long one."""
    leading = max(collation.base, 0)
    held: list[Unit] = []
    size, is_over = 0, False
    for unit in collation.units:
        # What only others have belongs to the paragraph before where their paragraph ends with it.
        if is_over and unit.varies and not _last(collation, unit, leading) and _ends(collation, unit):
            held.append(unit)
            continue
        if is_over:
            yield held
            held, size = [], 0
        start, is_over = unit.start, False
        ends = [unit.stop] if unit.varies else range(unit.start + 1, unit.stop + 1)
        for end in ends:
            size += 1 if not unit.varies else unit.stop - unit.start
            index = collation.grid[end - 1][leading]
            word = collation.witnesses[leading].text[index] if index >= 0 else ""
            if _PARAGRAPH.search(word) or (size >= _FULL and _SENTENCE.search(word)):
                held.append(replace(unit, start=start, stop=end))
                start, is_over = end, end == unit.stop
                if not is_over:
                    yield held
                    held, size = [], 0
        if start < unit.stop:
            held.append(replace(unit, start=start))
    if held:
        yield held


def _last(collation: Collation, unit: Unit, witness: int) -> str:
    """The last word a witness has in a unit, with the white space behind it; empty for none."""
    indexes = [collation.grid[column][witness] for column in range(unit.start, unit.stop)]
    index = max(indexes, default=-1)
    return collation.witnesses[witness].text[index] if index >= 0 else ""


def _ends(collation: Collation, unit: Unit) -> bool:
    return any(_PARAGRAPH.search(_last(collation, unit, witness)) for witness in range(len(collation.witnesses)))


def _words(collation: Collation, part: Unit, witness: int, number: int) -> Iterable[Piece]:
    """What a witness has in a part; the white space behind it stands outside of what is marked."""
    indexes = (collation.grid[column][witness] for column in range(part.start, part.stop))
    words = _SPACES.sub(" ", "".join(collation.witnesses[witness].text[index] for index in indexes if index >= 0))
    if not number:
        yield Piece(words)
        return
    reading = next(reading for reading in part.readings if witness in reading.witnesses)
    is_grave = any(other.kind == "fact" for other in part.readings)
    kind = reading.kind or ("fact" if is_grave else "lemma")
    yield Piece(words.strip(), number, kind)
    yield Piece(" " if words.endswith(" ") or not words else "")


def _variant(collation: Collation, unit: Unit, number: int, step: int) -> Place:
    readings = tuple(
        Reading(
            " ".join(collation.sigla[witness] for witness in reading.witnesses),
            " ".join(reading.text.split()),
            *_around(collation, unit, reading.witnesses[0]),
            kind=reading.kind,
        )
        for reading in unit.readings
    )
    kinds = sorted({reading.kind for reading in unit.readings[1:]}, key=list(KINDS).index, reverse=True)
    return Place(number, step, tuple(kinds), readings)


def _around(collation: Collation, unit: Unit, witness: int) -> tuple[str, str]:
    """The words of a witness on both sides of a place."""
    text, columns = collation.witnesses[witness].text, collation.columns[witness]
    start, stop = bisect_left(columns, unit.start), bisect_left(columns, unit.stop)
    first, last = max(0, start - _AROUND), min(len(text), stop + _AROUND)
    before, after = (_SPACES.sub(" ", "".join(words)) for words in (text[first:start], text[stop:last]))
    if first:
        before = "… " + before.lstrip(" .,;:!?")
    if last < len(text):
        after = after.rstrip(" .,;:!?") + " …"
    behind = text[stop - 1][-1:].isspace() if stop > start else True
    return before, (" " if behind else "") + after.rstrip()


# -- alignments --------------------------------------------------------------------------------------------------------


def of_alignment(alignment: Alignment) -> Compared:
    """Texts sentence by sentence, or as larger or smaller passages."""
    steps = []
    for number, row in enumerate(alignment.rows, 1):
        held = [[alignment.passages[k][n] for n in cell] for k, cell in enumerate(row.cells)]
        cells = tuple(_cell(passages) for passages in held)
        marks = (*(["moved"] if row.moved else []), *(["alone"] if None in cells else []))
        steps.append(Step(number, marks, cells))
    return Compared(alignment.sigla, tuple(steps))


def _cell(passages: Sequence[Passage]) -> Cell | None:
    if not passages:
        return None
    return Cell(_where(passages), (Piece(" ".join(passage.text for passage in passages)),))


def _where(passages: Sequence[Passage]) -> str:
    """The division that passages stand in, or their lines."""
    if passages[0].division:
        return "–".join(dict.fromkeys((passages[0].division, passages[-1].division or "")))
    return "–".join(dict.fromkeys((str(passages[0].first_line), str(passages[-1].last_line))))


# -- differences of fact -----------------------------------------------------------------------------------------------


def of_differences(found: Differences, texts: tuple[str, str]) -> Compared:
    """Two texts sentence by sentence, what they state otherwise marked in them.

    Args:
        texts: the characters that the offsets of the differences count.
    """
    marks: tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]] = ([], [])
    where: list[int] = []
    for number, difference in enumerate(found.facts, 1):
        where.append(_step_of(found, difference))
        for side, has in zip(marks, (difference.a, difference.b), strict=True):
            if has.text:
                side.append((has.start, has.end, number))
    grave = set(where)
    steps = []
    for number, step in enumerate(found.steps, 1):
        cells = tuple(
            Cell(_where(sentences), tuple(_marked(text, sentences, sorted(side)))) if sentences else None
            for sentences, text, side in zip((step.a, step.b), texts, marks, strict=True)
        )
        numbers = {piece.number for cell in cells if cell for piece in cell.pieces} - {0}
        told = {"fact": numbers or number in grave, "moved": step.moved, "alone": None in cells}
        steps.append(Step(number, tuple(mark for mark, is_so in told.items() if is_so), cells))
    facts = tuple(_fact(found, *row) for row in zip(found.facts, range(1, len(where) + 1), where, strict=True))
    return Compared(found.sigla, tuple(steps), facts, found.renderings)


def _step_of(found: Differences, difference: Difference) -> int:
    """The step a difference stands in, by the text that has something; 0 for none."""
    first = difference.a if difference.relation != "only-b" else difference.b
    for number, step in enumerate(found.steps, 1):
        sentences = step.a if first is difference.a else step.b
        if any(passage.start <= first.start < passage.end for passage in sentences):
            return number
    return 0


def _marked(text: str, sentences: Iterable[Passage], marks: Sequence[tuple[int, int, int]]) -> Iterable[Piece]:
    for sentence in sentences:
        at = sentence.start
        for start, end, number in marks:
            if at <= start and end <= sentence.end:
                yield Piece(_SPACES.sub(" ", text[at:start]))
                yield Piece(_SPACES.sub(" ", text[start:end]), number, "fact")
                at = end
        yield Piece(_SPACES.sub(" ", text[at : sentence.end]) + " ")


def _fact(found: Differences, difference: Difference, number: int, step: int) -> Place:
    readings = tuple(
        Reading(siglum, side.text, side.before, side.after, _value(side))
        for siglum, side in zip(found.sigla, (difference.a, difference.b), strict=True)
    )
    only = {"only-a": found.sigla[0], "only-b": found.sigla[1]}.get(difference.relation, "")
    return Place(number, step, (difference.kind,), readings, only, tuple(map(_stated, difference.facts)))


def _stated(fact: Fact) -> tuple[str, str]:
    return fact.kind, fact.text


def _value(side: Side) -> str:
    shown = side.value.replace("_", " ")
    return shown if shown.casefold() != side.text.casefold() else ""
