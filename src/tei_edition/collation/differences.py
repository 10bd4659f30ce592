"""Two renderings of one text → where they do not state the same facts, and where they only use other words.

Sentences are aligned first (`alignment`). A fact of one text counts as stated by the other where the same value stands
in the sentence that belongs to it, or near by where translators place things otherwise: figures one sentence away, names
as far as a pronoun reaches. Two different values in one place, between words that both texts share, are a difference
wherever else they stand.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from tei_edition.collation.alignment import Alignment, align
from tei_edition.collation.denials import Polarity, key, polarity, stems
from tei_edition.collation.facts import FIGURES, NAMES, Fact, Stated, name_value

# How many sentences back and ahead a name may stand that a pronoun takes up.
_BACK, _AHEAD = 6, 3
# The same where the other sentence has a pronoun.
_FAR_BACK = 40
# So many sentences without a counterpart are a passage: its facts are not told one by one.
_PASSAGE = 8
# Words of one place: with more than these between two shared words nobody can say what replaces what.
_PLACE = 8
# How much alike two spellings of a name are that no authority knows (0 to 100), and how long they are at least.
_SPELLED, _SPELLED_LENGTH = 75, 4
# The same for two names that stand in one place.
_SPELLED_IN_PLACE = 50
# Which share of the shorter sentence's words has to be shared before denials and modals are compared.
_ALIGNED = 0.3
_CONTEXT = 120


class Side(NamedTuple):
    """What one text has at a place: the fact and where it stands; without a fact, the sentence that belongs to it.

    Attributes:
        line: of the fact, or of the sentence; 0 where the text has nothing there.
        start, end: of the fact, in code points; both at the sentence's beginning where there is none.
        text: the fact's words; value: what it says; both empty where there is none.
        context: the sentence, shortened around the fact.
    """

    line: int
    start: int
    end: int
    text: str
    value: str
    context: str


class Difference(NamedTuple):
    """One difference of fact.

    Attributes:
        kind: one of `facts.KINDS`, or `passage` for sentences that only one text has.
        relation: `other` (both have something, not the same), `only-a` or `only-b`.
        facts: for a passage, what it states that the other text does not.
    """

    kind: str
    relation: str
    a: Side
    b: Side
    facts: tuple[Fact, ...] = ()


class Rendered(NamedTuple):
    """One fact in both texts, in other words: the forms that only A has, and those that only B has."""

    kind: str
    value: str
    a: tuple[str, ...]
    b: tuple[str, ...]
    a_line: int
    b_line: int


class Wording(NamedTuple):
    """One place where the words differ.

    Attributes:
        kind: `words`, `moved`, `only-a` or `only-b`.
        a_lines, b_lines: first and last line; (0, 0) where a text has nothing.
        pieces: (`same`, `a` or `b`; words) in reading order, for sentences both have; their words else.
    """

    kind: str
    a_lines: tuple[int, int]
    b_lines: tuple[int, int]
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Differences:
    """What two texts differ in.

    Attributes:
        sigla: their names.
        facts: differences of fact, in the order of the first text.
        renderings: facts that both have, in other words.
        wording: places where the words differ.
        compared: how many sentences of each there are, and how many rows were compared.
    """

    sigla: tuple[str, str]
    facts: tuple[Difference, ...]
    renderings: tuple[Rendered, ...]
    wording: tuple[Wording, ...]
    compared: tuple[int, int, int]


def differences(a: Stated, b: Stated) -> Differences:
    """Compare two texts; exchanged, they give the same with the sides exchanged.

    Raises:
        EditionError: a text has no words.
    """
    if (a.text, a.siglum) <= (b.text, b.siglum):
        return _Comparison(a, b).result()
    return _exchanged(_Comparison(b, a).result())


def _exchanged(found: Differences) -> Differences:
    turned = {"only-a": "only-b", "only-b": "only-a", "a": "b", "b": "a"}
    facts = [d._replace(relation=turned.get(d.relation, d.relation), a=d.b, b=d.a) for d in found.facts]
    return Differences(
        (found.sigla[1], found.sigla[0]),
        tuple(sorted(facts, key=_place)),
        tuple(
            sorted(
                (r._replace(a=r.b, b=r.a, a_line=r.b_line, b_line=r.a_line) for r in found.renderings),
                key=lambda r: (r.a_line, r.b_line, r),
            )
        ),
        tuple(
            w._replace(
                kind=turned.get(w.kind, w.kind),
                a_lines=w.b_lines,
                b_lines=w.a_lines,
                pieces=_in_order(tuple((turned.get(side, side), words) for side, words in w.pieces)),
            )
            for w in found.wording
        ),
        (found.compared[1], found.compared[0], found.compared[2]),
    )


def _in_order(pieces: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Of two pieces in one place, that of A first."""
    made: list[tuple[str, str]] = []
    for piece in pieces:
        if piece[0] == "a" and made and made[-1][0] == "b":
            made.insert(-1, piece)
        else:
            made.append(piece)
    return tuple(made)


def _place(difference: Difference) -> tuple[object, ...]:
    return (difference.a.line, difference.a.start, difference.b.line, difference.b.start, difference.kind)


@dataclass
class _Half:
    """One text's part in a row: the numbers of its sentences, its runs of tokens, its facts."""

    stated: Stated
    sentences: tuple[int, ...]
    spans: list[tuple[int, int]]
    facts: list[Fact]
    # For each fact the place between shared words it stands in; places are counted alike in both texts.
    places: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)

    @cached_property
    def indexes(self) -> list[int]:
        return [k for first, last in self.spans for k in range(first, last)]


@dataclass
class _Row:
    number: int
    moved: bool
    halves: tuple[_Half, _Half]
    # For each place the numbers of words that say something, and whether a pronoun stands there, in A and in B.
    sizes: tuple[list[int], list[int]] = field(default_factory=lambda: ([], []))
    pronouns: tuple[list[bool], list[bool]] = field(default_factory=lambda: ([], []))
    shared: float = 0.0

    @property
    def is_whole(self) -> bool:
        """True where both texts have something."""
        return bool(self.halves[0].sentences and self.halves[1].sentences)


class _Comparison:
    def __init__(self, a: Stated, b: Stated) -> None:
        self.sides = (a, b)
        self.alignment = self._align(a, b)
        self.same = {**_spellings(a.facts, b.facts), **_roots([*a.facts, *b.facts], a.tables.peoples)}
        self.rows = [self._row(number) for number in range(len(self.alignment.rows))]
        self.found: list[Difference] = []
        self.rendered: dict[tuple[str, str], tuple[Counter[str], Counter[str], list[int]]] = {}

    def _align(self, a: Stated, b: Stated) -> Alignment:
        return align({"A": a.text, "B": b.text})

    def value(self, fact: Fact) -> str:
        """What a fact is compared by: names that are spelled alike have one value."""
        if fact.kind not in NAMES:
            return fact.value
        value = self.same.get(fact.value, fact.value)
        return self.same.get(value, value)

    # -- rows ----------------------------------------------------------------------------------------------------------

    def _row(self, number: int) -> _Row:
        row = self.alignment.rows[number]
        halves = (self._half(0, row.cells[0]), self._half(1, row.cells[1]))
        made = _Row(number, row.moved, halves)
        if made.is_whole:
            self._find_places(made)
        for half in halves:
            half.left = list(range(len(half.facts)))
            half.places = half.places or [0] * len(half.facts)
        return made

    def _half(self, side: int, sentences: tuple[int, ...]) -> _Half:
        stated, passages = self.sides[side], self.alignment.passages[side]
        spans = [stated.between(passages[k].start, passages[k].end) for k in sentences]
        facts = [fact for k in sentences for fact in stated.facts_in(passages[k].start, passages[k].end)]
        return _Half(stated, sentences, spans, facts)

    def _keys(self, half: _Half) -> list[tuple[str, str] | None]:
        """What each token is compared by: the value of the fact that opens there, a stem; None for no anchor."""
        stated = half.stated
        keys: dict[int, tuple[str, str] | None] = {}
        for fact in half.facts:
            first, last = stated.between(fact.start, fact.end)
            if fact.kind == "title" or first in keys:
                continue
            keys.update(dict.fromkeys(range(first, last)))
            family = "figure" if fact.kind in FIGURES else "name"
            keys[first] = None if fact.hint else (family, self.value(fact))
        found = []
        for k in half.indexes:
            low = stated.tokens[k].low
            word = None if low in stated.tables.function else ("word", key(low, stated.tables))
            found.append(keys.get(k, word) if k in keys else word)
        return found

    def _find_places(self, row: _Row) -> None:
        """Count the places between the words that both sentences share in one order."""
        keys = [self._keys(half) for half in row.halves]
        kept = [[k for k, word in enumerate(side) if word] for side in keys]
        numbers: dict[tuple[str, str], int] = {}
        words = [[numbers.setdefault(side[k], len(numbers)) for k in on] for side, on in zip(keys, kept, strict=True)]  # type: ignore[arg-type]
        blocks = Indel.opcodes(words[0], words[1]).as_list() if words[0] and words[1] else []
        anchors: tuple[set[int], set[int]] = (set(), set())
        for tag, a0, a1, b0, b1 in blocks:
            if tag == "equal":
                anchors[0].update(kept[0][a0:a1])
                anchors[1].update(kept[1][b0:b1])
        row.shared = len(anchors[0]) / max(1, min(len(kept[0]), len(kept[1])))
        for side, half in enumerate(row.halves):
            at, place = {}, 0
            row.sizes[side].append(0)
            row.pronouns[side].append(False)
            for k, index in enumerate(half.indexes):
                if k in anchors[side]:
                    place += 1
                    row.sizes[side].append(0)
                    row.pronouns[side].append(False)
                at[index] = place
                if k not in anchors[side]:
                    row.sizes[side][place] += keys[side][k] is not None
                    row.pronouns[side][place] |= half.stated.tokens[index].low in half.stated.tables.pronouns
            half.places = [at.get(half.stated.between(fact.start, fact.end)[0], 0) for fact in half.facts]

    # -- facts ---------------------------------------------------------------------------------------------------------

    def result(self) -> Differences:
        whole = [row for row in self.rows if row.is_whole]
        for row in whole:
            self._match(row)
        self._learn_names(whole)
        for row in whole:
            self._match(row)
        self._match_neighbours()
        for row in whole:
            self._find_others(row)
            self._find_titles(row)
        for row in whole:
            self._find_lacking(row)
            self._find_denials(row)
        self._find_passages()
        return Differences(
            (self.sides[0].siglum, self.sides[1].siglum),
            tuple(sorted(self.found, key=_place)),
            tuple(self._renderings()),
            tuple(self._wording()),
            (len(self.alignment.passages[0]), len(self.alignment.passages[1]), len(whole)),
        )

    def _match(self, row: _Row) -> None:
        """Match facts of one value, those in one place first."""
        a, b = row.halves
        for near in (True, False):
            for i in list(a.left):
                for j in b.left:
                    if (a.places[i] == b.places[j] or not near) and self._is_same(a.facts[i], b.facts[j]):
                        self._keep(a.facts[i], b.facts[j])
                        a.left.remove(i)
                        b.left.remove(j)
                        break

    def _learn_names(self, rows: list[_Row]) -> None:
        """Names that only one text has each, and that stand in one place again and again, are one name.

        Once is enough for two that are spelled somewhat alike ("Pharez", "Perez").
        """
        values = [{self.value(f) for f in side.facts if f.kind in NAMES} for side in self.sides]
        pairs: Counter[tuple[str, str]] = Counter()
        for row in rows:
            for one, other in self._in_one_place(row):
                if not (one.known and other.known) and one.kind in NAMES:
                    pairs[self.value(one), self.value(other)] += 1
        partners = Counter(value for pair in pairs for value in pair)
        for (one, other), times in pairs.items():
            is_only = one not in values[1] and other not in values[0] and partners[one] == partners[other] == 1
            if is_only and (times > 1 or fuzz.ratio(one, other) >= _SPELLED_IN_PLACE):
                self.same[one] = other

    def _in_one_place(self, row: _Row) -> Iterator[tuple[Fact, Fact]]:
        """The facts left over that stand alone in one place."""
        a, b = row.halves
        places = Counter(a.places[i] for i in a.left), Counter(b.places[j] for j in b.left)
        for i in a.left:
            for j in b.left:
                place = a.places[i]
                if place == b.places[j] and places[0][place] == places[1][place] == 1 and self._is_narrow(row, place):
                    if _is_of_one_sort(a.facts[i], b.facts[j]):
                        yield a.facts[i], b.facts[j]

    def _is_same(self, one: Fact, other: Fact) -> bool:
        if one.kind in NAMES or other.kind in NAMES:
            return one.kind in NAMES and other.kind in NAMES and self.value(one) == self.value(other)
        if "title" in (one.kind, other.kind):
            return one.kind == other.kind and one.value == other.value
        return _is_one_figure(one, other)

    def _keep(self, one: Fact, other: Fact) -> None:
        """Remember how both texts render what they share."""
        name = (one.kind if not one.hint else other.kind, self.value(one))
        forms = self.rendered.setdefault(name, (Counter(), Counter(), [one.line, other.line]))
        forms[0][one.text] += 1
        forms[1][other.text] += 1

    def _match_neighbours(self) -> None:
        """A fact that stands in the sentence before or after is no difference."""
        waiting: dict[int, list[tuple[_Half, int]]] = defaultdict(list)
        for row in self.rows:
            for j in row.halves[1].left:
                for sentence in row.halves[1].sentences[:1]:
                    waiting[sentence].append((row.halves[1], j))
        for row in self.rows:
            first, last = self._opposite(row, 0)
            for i in list(row.halves[0].left):
                fact = row.halves[0].facts[i]
                for sentence in range(first - 1, last + 2):
                    match = next(
                        ((h, j) for h, j in waiting[sentence] if j in h.left and self._is_same(fact, h.facts[j])), None
                    )
                    if match:
                        self._keep(fact, match[0].facts[match[1]])
                        match[0].left.remove(match[1])
                        row.halves[0].left.remove(i)
                        break

    def _opposite(self, row: _Row, side: int) -> tuple[int, int]:
        """First and last sentence of the other text that belong to a row, or between which it would stand."""
        other = row.halves[1 - side].sentences
        if other:
            return min(other), max(other)
        return self._bounds[1 - side][row.number]

    @cached_property
    def _bounds(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        made: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
        for side in (0, 1):
            before, befores = -1, []
            for row in self.rows:
                if row.halves[side].sentences and not row.moved:
                    before = max(row.halves[side].sentences)
                befores.append(before)
            made[side].extend((max(0, before), before + 1) for before in befores)
        return made

    def _find_others(self, row: _Row) -> None:
        """Two values of one sort that stand in one place are a difference, whatever stands elsewhere."""
        a, b = row.halves
        for i in list(a.left):
            one = a.facts[i]
            best = None
            for j in b.left:
                other = b.facts[j]
                if a.places[i] == b.places[j] and _is_of_one_sort(one, other) and self._is_narrow(row, a.places[i]):
                    rank = (one.kind != other.kind, one.hint or other.hint)
                    best = min(best, (rank, j)) if best else (rank, j)
            if best and not self._explained(one, b.facts[best[1]], row):
                self._tell(row, one, b.facts[best[1]])
                a.left.remove(i)
                b.left.remove(best[1])

    def _is_narrow(self, row: _Row, place: int) -> bool:
        return max(row.sizes[0][place], row.sizes[1][place]) <= _PLACE

    def _explained(self, one: Fact, other: Fact, row: _Row) -> bool:
        """True where both may be pointers to what the text has told."""
        if one.kind == "title":
            return bool(one.of and other.of and one.of != other.of)
        if one.hint and other.hint:
            return one.kind in NAMES or not (one.value[:1].isdigit() and other.value[:1].isdigit())
        return one.kind in NAMES and (one.hint or other.hint)

    def _find_titles(self, row: _Row) -> None:
        """A person's title that the other text has otherwise, or leaves out where it names the person."""
        for side in (0, 1):
            mine, theirs = row.halves[side], row.halves[1 - side]
            named = {fact.value for fact in theirs.facts if fact.kind == "person" and not fact.hint}
            for i in list(mine.left):
                fact = mine.facts[i]
                if fact.kind != "title" or not fact.of:
                    continue
                mine.left.remove(i)
                rivals = [j for j in theirs.left if theirs.facts[j].kind == "title" and theirs.facts[j].of == fact.of]
                if rivals:
                    other = theirs.facts[rivals[0]]
                    theirs.left.remove(rivals[0])
                    self._tell(row, *((fact, other) if side == 0 else (other, fact)))
                elif fact.of in named and not any(f.kind == "title" and f.value == fact.value for f in theirs.facts):
                    self._tell(row, *((fact, None) if side == 0 else (None, fact)))

    def _find_lacking(self, row: _Row) -> None:
        """Facts that the other text does not state at all; those of one kind in one sentence are set side by side."""
        lacking: tuple[list[Fact], list[Fact]] = ([], [])
        repeated: tuple[list[Fact], list[Fact]] = ([], [])
        pointing: tuple[list[Fact], list[Fact]] = ([], [])
        for side in (0, 1):
            half = row.halves[side]
            for i in half.left:
                fact = half.facts[i]
                if fact.hint and fact.kind == "number" and float(fact.value) > 1:
                    pointing[side].append(fact)
                elif not fact.hint and fact.kind != "title":
                    (repeated if self._is_covered(row, side, i) else lacking)[side].append(fact)
        # "Our three suggestions", "our two": each may be left out, but not both at once for something else.
        if len(pointing[0]) == len(pointing[1]) == 1 and row.shared >= _ALIGNED:
            for side in (0, 1):
                covered = self._stands(1 - side, *self._opposite(row, side), pointing[side][0])
                lacking[side].extend([] if covered else pointing[side])
            if len({f in lacking[k] for k, f in enumerate((pointing[0][0], pointing[1][0]))}) > 1:
                lacking = tuple([f for f in facts if not f.hint] for facts in lacking)  # type: ignore[assignment]
        for one in list(lacking[0]):
            other = next((f for f in lacking[1] if f.kind == one.kind), None)
            if other:
                self._tell(row, one, other)
                lacking[0].remove(one)
                lacking[1].remove(other)
        for side in (0, 1):
            for fact in lacking[side]:
                # A figure that the other text has replaced by one it has told before.
                rival = next((f for f in repeated[1 - side] if f.kind == fact.kind and f.kind in FIGURES), None)
                self._tell(row, *((fact, rival) if side == 0 else (rival, fact)))

    def _is_covered(self, row: _Row, side: int, i: int) -> bool:
        """True where the other text has the value so near that it need not say it again."""
        half = row.halves[side]
        fact = half.facts[i]
        first, last = self._opposite(row, side)
        if fact.kind in FIGURES:
            return self._stands(1 - side, first - 1, last + 1, fact)
        if self._is_formed(row, side, fact) or self._is_spelled_out(row, side, fact):
            return True
        if fact.of and any(f.of == fact.of for k, f in enumerate(half.facts) if k not in half.left):
            return True
        back = _FAR_BACK if self._has_pronoun(row.halves[1 - side]) else _BACK
        if not self._stands(1 - side, first - back, last + _AHEAD, fact):
            return False
        return self._stands(1 - side, first, last, fact) or not self._is_left_out(row, side, i)

    def _is_formed(self, row: _Row, side: int, fact: Fact) -> bool:
        """True where the other sentence has a form of a name that no rule took for one ("anti-Chinese")."""
        theirs = row.halves[1 - side]
        said = f" {' '.join(theirs.stated.tokens[k].low for k in theirs.indexes)} "
        forms = self.sides[0].forms.get(fact.value, frozenset()) | self.sides[1].forms.get(fact.value, frozenset())
        return any(f" {form} " in said for form in forms)

    def _is_spelled_out(self, row: _Row, side: int, fact: Fact) -> bool:
        """True where the other sentence has a name of several words taken apart: "the station at the Iron Gate"."""
        mine, theirs = row.halves[side], row.halves[1 - side]
        first, last = mine.stated.between(fact.start, fact.end)
        known = self._stems(theirs)
        inner = [f for f in mine.facts if fact.start <= f.start and f.end <= fact.end and f.value != fact.value]
        here = {self.value(f) for f in theirs.facts if f.kind in NAMES}
        words = [t for t in mine.stated.tokens[first:last] if t.low not in mine.stated.tables.function]
        told = [
            key(t.low, mine.stated.tables) in known
            or any(f.start <= t.start < f.end and self.value(f) in here for f in inner)
            for t in words
        ]
        if not all(self.value(f) in here for f in inner) or len(told) < 2:
            return False
        return 3 * sum(told) >= 2 * len(told) if fact.known else 2 * sum(told) >= len(told)

    def _stems(self, half: _Half) -> set[str]:
        return stems(half.stated, half.spans)

    def _has_pronoun(self, half: _Half) -> bool:
        return any(half.stated.tokens[k].low in half.stated.tables.pronouns for k in half.indexes)

    def _is_left_out(self, row: _Row, side: int, i: int) -> bool:
        """True where the other text has nothing at all, not even a pronoun, between the shared words around a name."""
        if not row.is_whole:
            return False
        place = row.halves[side].places[i]
        alone = row.sizes[side][place] <= 1 and row.sizes[1 - side][place] == 0
        inside = 0 < place < len(row.sizes[side]) - 1
        return alone and inside and not row.pronouns[1 - side][place] and row.shared >= 0.6

    def _stands(self, side: int, first: int, last: int, fact: Fact) -> bool:
        """True where some sentences of a text state the same."""
        name = (fact.kind in NAMES, self.value(fact))
        return any(name in self._values[side][k] for k in range(max(0, first), min(last + 1, len(self._values[side]))))

    @cached_property
    def _values(self) -> tuple[list[set[tuple[bool, str]]], list[set[tuple[bool, str]]]]:
        """What each sentence of each text states."""
        made: tuple[list[set[tuple[bool, str]]], list[set[tuple[bool, str]]]] = ([], [])
        for side in (0, 1):
            for passage in self.alignment.passages[side]:
                facts = self.sides[side].facts_in(passage.start, passage.end)
                made[side].append({(fact.kind in NAMES, self.value(fact)) for fact in facts})
        return made

    def _find_passages(self) -> None:
        """Sentences that only one text has, run by run, with what they state that the other does not."""
        for side in (0, 1):
            run: list[_Row] = []
            for row in [*self.rows, None]:
                if row and not row.is_whole:
                    if row.halves[side].sentences:
                        run.append(row)
                    continue
                if run:
                    self._tell_passage(side, run)
                run = []

    def _tell_passage(self, side: int, run: list[_Row]) -> None:
        facts = [
            row.halves[side].facts[i]
            for row in run
            for i in row.halves[side].left
            if not row.halves[side].facts[i].hint
            and row.halves[side].facts[i].kind != "title"
            and not self._is_covered(row, side, i)
        ]
        if not facts:
            return
        sentences = [k for row in run for k in row.halves[side].sentences]
        passages = self.alignment.passages[side]
        words = " ".join(passages[k].text for k in sentences[:_PASSAGE])
        first = passages[sentences[0]]
        mine = Side(self.sides[side].line(first.start), first.start, passages[sentences[-1]].end, "", "", _cut(words))
        theirs = self._empty(1 - side, self._opposite(run[0], side)[0])
        sides = (mine, theirs) if side == 0 else (theirs, mine)
        self.found.append(Difference("passage", ("only-a", "only-b")[side], *sides, tuple(facts)))

    # -- denials and modals --------------------------------------------------------------------------------------------

    def _find_denials(self, row: _Row) -> None:
        if row.shared < _ALIGNED or max(len(half.sentences) for half in row.halves) > 2:
            return
        a, b = row.halves
        known = [stems(half.stated, half.spans) for half in row.halves]
        one, other = polarity(a.stated, a.spans, known[1]), polarity(b.stated, b.spans, known[0])
        if not (one.unsure or other.unsure) and one.count != other.count:
            self._tell_denials(row, one, other)
        self._tell_modals(row, one, other)

    def _tell_denials(self, row: _Row, one: Polarity, other: Polarity) -> None:
        for word, times in one.said.items():
            mine, theirs = {time[0] for time in times}, {time[0] for time in other.said.get(word, ())}
            if len(mine) == len(theirs) == 1 and mine != theirs and (one.count > other.count) == mine.pop():
                sides = [self._said(row, side, p.said[word][0]) for side, p in enumerate((one, other))]
                self._tell(row, *sides)
                return

    def _said(self, row: _Row, side: int, time: tuple[bool, int, int]) -> Fact:
        negative, first, last = time
        value = "denied" if negative else "said"
        stated = row.halves[side].stated
        return stated.fact(stated.tokens[first].start, stated.tokens[last - 1].end, "negation", value)

    def _tell_modals(self, row: _Row, one: Polarity, other: Polarity) -> None:
        theirs: dict[str, list[tuple[str, frozenset[str], int, int]]] = defaultdict(list)
        for modal in other.modals:
            theirs[modal[0]].append(modal)
        told: set[str] = set()
        for modal in one.modals:
            mine, rivals = [m for m in one.modals if m[0] == modal[0]], theirs.get(modal[0], [])
            if rivals and modal[0] not in told and not any(m[1] & rival[1] for m in mine for rival in rivals):
                sides = [self._bound(row, side, m) for side, m in enumerate((modal, rivals[0]))]
                self._tell(row, *sides)
                told.add(modal[0])

    def _bound(self, row: _Row, side: int, modal: tuple[str, frozenset[str], int, int]) -> Fact:
        stated = row.halves[side].stated
        start, end = stated.tokens[modal[2]].start, stated.tokens[modal[3] - 1].end
        return stated.fact(start, end, "modal", " or ".join(sorted(modal[1])))

    # -- telling -------------------------------------------------------------------------------------------------------

    def _tell(self, row: _Row, one: Fact | None, other: Fact | None) -> None:
        told = one or other
        assert told is not None
        relation = "other" if one and other else "only-a" if one else "only-b"
        kind = told.kind if not (one and one.hint and other) else other.kind
        self.found.append(Difference(kind, relation, self._side(row, 0, one), self._side(row, 1, other)))

    def _side(self, row: _Row, side: int, fact: Fact | None) -> Side:
        stated, passages = self.sides[side], self.alignment.passages[side]
        sentences = row.halves[side].sentences
        if fact is None:
            return self._empty(side, self._opposite(row, 1 - side)[0], bool(sentences))
        within = next((k for k in sentences if passages[k].start <= fact.start < passages[k].end), -1)
        context = fact.text
        if within >= 0:
            start, end = passages[within].start, passages[within].end
            context = _around(stated.text, start, end, fact)
        return Side(fact.line, fact.start, fact.end, fact.text, fact.value, context)

    def _empty(self, side: int, sentence: int, is_there: bool = False) -> Side:
        passages = self.alignment.passages[side]
        if not passages:
            return Side(0, 0, 0, "", "", "")
        passage = passages[min(max(sentence, 0), len(passages) - 1)]
        context = _cut(passage.text) if is_there else ""
        return Side(self.sides[side].line(passage.start), passage.start, passage.start, "", "", context)

    def _renderings(self) -> Iterator[Rendered]:
        """Values whose forms are not the same in both texts."""
        made = []
        for (kind, value), (one, other, lines) in self.rendered.items():
            a = tuple(sorted({" ".join(text.split()) for text in one} - _folded_out(one, other)))
            b = tuple(sorted({" ".join(text.split()) for text in other} - _folded_out(other, one)))
            if a and b and kind not in ("title",):
                made.append(Rendered(kind, value, a, b, *lines))
        yield from sorted(made, key=lambda r: (r.a_line, r.b_line, r))

    # -- wording -------------------------------------------------------------------------------------------------------

    def _wording(self) -> Iterator[Wording]:
        for row in self.rows:
            a, b = (self._words(row, side) for side in (0, 1))
            lines = tuple(self._lines(row, side) for side in (0, 1))
            if not row.is_whole:
                kind = "only-a" if a else "only-b"
                yield Wording(kind, lines[0], lines[1], (("a" if a else "b", " ".join(a or b)),))
                continue
            pieces = tuple(_pieces(a, b))
            if row.moved or len(pieces) > 1 or pieces[0][0] != "same":
                yield Wording("moved" if row.moved else "words", lines[0], lines[1], pieces)

    def _words(self, row: _Row, side: int) -> list[str]:
        passages = self.alignment.passages[side]
        return [word for k in row.halves[side].sentences for word in passages[k].text.split()]

    def _lines(self, row: _Row, side: int) -> tuple[int, int]:
        sentences, passages = row.halves[side].sentences, self.alignment.passages[side]
        if not sentences:
            return 0, 0
        line = self.sides[side].line
        return line(passages[sentences[0]].start), line(passages[sentences[-1]].end - 1)


def _pieces(a: list[str], b: list[str]) -> Iterator[tuple[str, str]]:
    """Two sentences as stretches that both have, that A has and that B has."""
    numbers: dict[str, int] = {}
    one, other = ([numbers.setdefault(word.casefold(), len(numbers)) for word in words] for words in (a, b))
    for block in _joined(Indel.opcodes(one, other).as_list()):
        tag, a0, a1, b0, b1 = block
        if tag == "equal":
            yield "same", " ".join(a[a0:a1])
            continue
        if a1 > a0:
            yield "a", " ".join(a[a0:a1])
        if b1 > b0:
            yield "b", " ".join(b[b0:b1])


def _joined(blocks: Iterable[tuple[str, int, int, int, int]]) -> Iterator[tuple[str, int, int, int, int]]:
    """Deletions and insertions that touch as one."""
    held: tuple[str, int, int, int, int] | None = None
    for tag, a0, a1, b0, b1 in blocks:
        if tag == "equal":
            if held:
                yield held
            held = None
            yield tag, a0, a1, b0, b1
        elif held:
            held = ("replace", held[1], a1, held[3], b1)
        else:
            held = ("replace", a0, a1, b0, b1)
    if held:
        yield held


def _is_of_one_sort(one: Fact, other: Fact) -> bool:
    return any(one.kind in sort and other.kind in sort for sort in (FIGURES, NAMES, ("title",)))


def _is_one_figure(one: Fact, other: Fact) -> bool:
    """True for figures of one value: a quantity equals its bare number, a day without its year the day of any year."""
    if one.value == other.value:
        return True
    if one.kind == other.kind == "date":
        bare, whole = sorted((one.value, other.value), key=lambda v: not v.startswith("--"))
        return bare.startswith("--") and not whole.startswith("--") and whole[4:] == bare[1:]
    kinds = {one.kind, other.kind}
    if kinds in ({"number", "quantity"}, {"number", "money"}, {"ordinal", "quantity"}):
        return one.value.split(" ")[0] == other.value.split(" ")[0]
    return False


def _spellings(a: Sequence[Fact], b: Sequence[Fact]) -> dict[str, str]:
    """Values of names that only one text has → the value in the other text that is its other spelling.

    An authority's name is never taken for another one of the authority.
    """
    sides = [{f.value: f for f in facts if f.kind in NAMES and not f.hint} for facts in (a, b)]
    only = [[f for value, f in mine.items() if value not in sides[1 - k]] for k, mine in enumerate(sides)]
    found: dict[str, str] = {}
    taken: set[str] = set()
    for one in only[0]:
        alike = [
            (-fuzz.ratio(name_value(one.text), name_value(other.text)), other.value)
            for other in only[1]
            if not (one.known and other.known)
            and other.value not in taken
            and _is_spelled_alike(name_value(one.text), name_value(other.text))
        ]
        if alike:
            found[one.value] = min(alike)[1]
            taken.add(found[one.value])
    return found


def _roots(facts: Iterable[Fact], endings: Sequence[str]) -> dict[str, str]:
    """Names that no authority has → the name they are made of, which stands in one of the texts ("Moabitess", "Moab")."""
    values = {fact.value for fact in facts if fact.kind in NAMES and not fact.known}
    found = {}
    for value in values:
        made = [value.removesuffix(ending) for ending in endings if value.endswith(ending)]
        root = min((root for root in made if len(root) > 2 and root in values), key=len, default="")
        if root and root != value:
            found[value] = root
    return found


def _is_spelled_alike(one: str, other: str) -> bool:
    """True for two spellings of one name: alike in most letters, or the parts of one among those of the other."""
    parts = set(one.split()), set(other.split())
    shorter = min(len(one), len(other))
    if shorter >= _SPELLED_LENGTH and (parts[0] <= parts[1] or parts[1] <= parts[0]):
        return True
    return shorter >= _SPELLED_LENGTH and fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")) >= _SPELLED


def _folded_out(mine: Counter[str], theirs: Counter[str]) -> set[str]:
    """The forms of a fact that the other text has too, capitals apart."""
    known = {" ".join(text.casefold().split()) for text in theirs}
    return {" ".join(text.split()) for text in mine if " ".join(text.casefold().split()) in known}


def _cut(text: str) -> str:
    return text if len(text) <= 2 * _CONTEXT else text[: 2 * _CONTEXT].rsplit(" ", 1)[0] + " …"


def _around(text: str, start: int, end: int, fact: Fact) -> str:
    """A sentence, shortened around a fact."""
    first, last = max(start, fact.start - _CONTEXT), min(end, fact.end + _CONTEXT)
    before = text[first : fact.start]
    after = text[fact.end : last]
    if first > start:
        before = "… " + before.partition(" ")[2]
    if last < end:
        after = after.rpartition(" ")[0] + " …"
    return " ".join(f"{before}{text[fact.start : fact.end]}{after}".split())

