"""Two texts and their aligned sentences → rows, and in each row the places between the words that both sentences share.

A place is what stands between two shared words. Two facts in one place say the same thing or contradict each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz.distance import Indel

from tei_edition.collation.alignment import align
from tei_edition.collation.denials import key, stems
from tei_edition.collation.facts import FIGURES, NAMES, Fact, Stated
from tei_edition.collation.sentences import Passage

# With more words than this between two shared words nobody can say what replaces what.
_NARROW = 8
# Two sentences of more words than this (multiplied) are not compared word by word: memory is bounded.
MOST = 50_000_000

Word = tuple[str, str]


@dataclass
class Place:
    """What one text has between two shared words.

    Attributes:
        words: what its words are compared by, those that say something.
        has_pronoun: whether a word stands there that may take up a name.
    """

    words: list[Word] = field(default_factory=list)
    has_pronoun: bool = False


@dataclass
class Half:
    """One text's part in a row.

    Attributes:
        sentences: their numbers in the text, from 0.
        spans: their runs of tokens.
        facts: what they state; left: the numbers of those that have found no counterpart.
        at: for each fact the number of its place, place_of: for each token; places are counted alike in both texts.
    """

    stated: Stated
    sentences: tuple[int, ...]
    spans: list[tuple[int, int]]
    facts: list[Fact]
    at: list[int]
    left: list[int]
    places: list[Place] = field(default_factory=lambda: [Place()])
    place_of: dict[int, int] = field(default_factory=dict)

    @cached_property
    def indexes(self) -> list[int]:
        """The numbers of its tokens."""
        return [k for first, last in self.spans for k in range(first, last)]

    @cached_property
    def stems(self) -> set[str]:
        """What its words are compared by, those that say something."""
        return stems(self.stated, self.spans)

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words in small letters."""
        return frozenset(self.stated.tokens[k].low for k in self.indexes)

    @cached_property
    def said(self) -> str:
        """Its words in small letters, in one line between spaces."""
        return f" {' '.join(self.stated.tokens[k].low for k in self.indexes)} "

    @property
    def has_pronoun(self) -> bool:
        """True where a word may take up a name."""
        return not self.words.isdisjoint(self.stated.tables.pronouns)

    def rest(self) -> list[Fact]:
        """The facts that have found no counterpart."""
        return [self.facts[k] for k in self.left]


@dataclass
class Row:
    """Sentences that belong together; `shared` is the share of the shorter one's words that both have in one order."""

    number: int
    moved: bool
    halves: tuple[Half, Half]
    shared: float = 0.0

    @property
    def is_whole(self) -> bool:
        """True where both texts have something."""
        return bool(self.halves[0].sentences and self.halves[1].sentences)

    def is_narrow(self, place: int) -> bool:
        """True where so few words stand in a place that they replace one another."""
        return all(len(half.places[place].words) <= _NARROW for half in self.halves)


class Pairing:
    """Two texts, aligned.

    Attributes:
        sides: the two texts.
        passages: their sentences.
        rows: in reading order; every sentence stands in one.
        same: values of names → the value of the same name in the other text.
    """

    def __init__(self, a: Stated, b: Stated) -> None:
        self.sides = (a, b)
        alignment = align({"A": a.text, "B": b.text})
        self.passages: tuple[Sequence[Passage], Sequence[Passage]] = (alignment.passages[0], alignment.passages[1])
        self.same: dict[str, str] = {}
        self.rows = [
            Row(number, row.moved, (self._half(0, row.cells[0]), self._half(1, row.cells[1])))
            for number, row in enumerate(alignment.rows)
        ]

    def value(self, fact: Fact) -> str:
        """What a fact is compared by: a name that is spelled otherwise has the value of the other spelling."""
        if fact.kind not in NAMES:
            return fact.value
        value = self.same.get(fact.value, fact.value)
        return self.same.get(value, value)

    def name(self, fact: Fact) -> tuple[bool, str]:
        """What a fact is found by: a name is none of a number's."""
        return fact.kind in NAMES, self.value(fact)

    def _half(self, side: int, sentences: tuple[int, ...]) -> Half:
        stated, passages = self.sides[side], self.passages[side]
        spans = [stated.between(passages[k].start, passages[k].end) for k in sentences]
        facts = [fact for k in sentences for fact in stated.facts_in(passages[k].start, passages[k].end)]
        return Half(stated, sentences, spans, facts, [0] * len(facts), list(range(len(facts))))

    # -- places --------------------------------------------------------------------------------------------------------

    def find_places(self, row: Row) -> None:
        """Count the places between the words that both sentences share in one order."""
        keys = [self._keys(half) for half in row.halves]
        on = [[k for k, word in enumerate(side) if word] for side in keys]
        numbers: dict[Word | None, int] = {}
        words = [[numbers.setdefault(side[k], len(numbers)) for k in kept] for side, kept in zip(keys, on, strict=True)]
        anchors: tuple[set[int], set[int]] = (set(), set())
        if 0 < len(words[0]) * len(words[1]) <= MOST:
            for block in Indel.opcodes(words[0], words[1]):
                if block.tag == "equal":
                    anchors[0].update(on[0][block.src_start : block.src_end])
                    anchors[1].update(on[1][block.dest_start : block.dest_end])
        row.shared = len(anchors[0]) / max(1, min(len(on[0]), len(on[1])))
        for half, side, shared in zip(row.halves, keys, anchors, strict=True):
            self._fill_places(half, side, shared)

    def _fill_places(self, half: Half, keys: list[Word | None], anchors: set[int]) -> None:
        half.places = [Place()]
        half.place_of = {}
        for k, index in enumerate(half.indexes):
            if k in anchors:
                half.places.append(Place())
            half.place_of[index] = len(half.places) - 1
            word = keys[k]
            if k not in anchors and word:
                half.places[-1].words.append(word)
            half.places[-1].has_pronoun |= half.stated.tokens[index].low in half.stated.tables.pronouns
        half.at = [half.place_of.get(half.stated.between(fact.start, fact.end)[0], 0) for fact in half.facts]

    def _keys(self, half: Half) -> list[Word | None]:
        """What each token is compared by: the value of the fact that opens there, a stem; None for no anchor."""
        stated = half.stated
        keys: dict[int, Word | None] = {}
        for fact in half.facts:
            first, last = stated.between(fact.start, fact.end)
            if fact.kind == "title" or first in keys:
                continue
            keys.update(dict.fromkeys(range(first, last)))
            if not fact.hint:
                keys[first] = ("figure" if fact.kind in FIGURES else "name", self.value(fact))
        found = []
        for k in half.indexes:
            low = stated.tokens[k].low
            word = None if low in stated.tables.function else ("word", key(low, stated.tables))
            found.append(keys.get(k, word))
        return found

    # -- where things stand --------------------------------------------------------------------------------------------

    def opposite(self, row: Row, side: int) -> tuple[int, int]:
        """First and last sentence of the other text that belong to a row, or between which it would stand."""
        other = row.halves[1 - side].sentences
        return (min(other), max(other)) if other else self._bounds[1 - side][row.number]

    @cached_property
    def _bounds(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        made: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
        for side in (0, 1):
            before = -1
            for row in self.rows:
                if row.halves[side].sentences and not row.moved:
                    before = max(row.halves[side].sentences)
                made[side].append((max(0, before), before + 1))
        return made

    def stands(self, side: int, first: int, last: int, fact: Fact) -> bool:
        """True where some sentences of a text state the same."""
        stated = self._stated[side]
        return any(self.name(fact) in stated[k] for k in range(max(0, first), min(last + 1, len(stated))))

    @cached_property
    def _stated(self) -> tuple[list[set[tuple[bool, str]]], list[set[tuple[bool, str]]]]:
        """What each sentence of each text states. Asked for once all names are known."""
        made: tuple[list[set[tuple[bool, str]]], list[set[tuple[bool, str]]]] = ([], [])
        for side in (0, 1):
            for passage in self.passages[side]:
                made[side].append({self.name(fact) for fact in self.sides[side].facts_in(passage.start, passage.end)})
        return made
