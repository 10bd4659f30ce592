"""Two aligned texts → the facts that both state, and those that one lacks or has otherwise.

A fact counts as stated by the other text where its value stands in the sentence that belongs to it, or near by where
translators place things otherwise: figures one sentence away, names as far as a pronoun reaches. Two different values
in one place, between words that both sentences share, are a difference wherever else they stand.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tei_edition.collation.denials import Modal, Polarity, Said, key, polarity
from tei_edition.collation.facts import FIGURES, NAMES, Fact, Stated
from tei_edition.collation.pairing import Half, Pairing, Row
from tei_edition.collation.spellings import learned, roots, spellings, worded
from tei_edition.collation.words import Tables

# How many sentences back and ahead a name may stand that the other text does not repeat; back, where it has a pronoun.
_BACK, _AHEAD, _FAR_BACK = 6, 3, 40
# Which share of the shorter sentence's words has to be shared before denials and modals are compared; before a name
# counts as left out that stands near by.
_ALIGNED, _CLOSE = 0.3, 0.6
# What "one" and "half" say, which is often no number.
_NO_NUMBERS = frozenset(("0.5", "1"))


class Unlike(NamedTuple):
    """A fact that the two texts of a row do not both state: what each has, or None."""

    row: Row
    a: Fact | None
    b: Fact | None


class Unmatched(NamedTuple):
    """Sentences in a row that only one text has, and what they state that the other does not."""

    side: int
    rows: list[Row]
    facts: list[Fact]


class Match(NamedTuple):
    """A fact that both texts state."""

    a: Fact
    b: Fact


class Forms(NamedTuple):
    """The forms in which each text has a fact that both state, and the first time they do."""

    a: set[str]
    b: set[str]
    first: Match


class Matching:
    """The facts of two texts, set against each other.

    Attributes:
        unlike: in no order; passages: those of A, then those of B; both: what both state.
    """

    def __init__(self, a: Stated, b: Stated) -> None:
        self.pairing = Pairing(a, b)
        self.unlike: list[Unlike] = []
        self.both: list[Match] = []
        self.whole = [row for row in self.pairing.rows if row.is_whole]
        self._compare(a, b)
        self.passages = list(self._passages())

    def _compare(self, a: Stated, b: Stated) -> None:
        pairing = self.pairing
        pairing.same = {**spellings(a.facts, b.facts), **roots(a, b)}
        self._match_rows()
        known = learned(pairing, self.whole)
        if known:
            pairing.same.update(known)
            self._match_rows()
        self._match_neighbours()
        self.worded = worded(pairing, self.whole)
        for row in self.whole:
            self._find_others(row)
            self._find_titles(row)
            self._find_lacking(row)
            self._find_denials(row)

    # -- what both have ------------------------------------------------------------------------------------------------

    def _match_rows(self) -> None:
        self.both = []
        for row in self.whole:
            for half in row.halves:
                half.left = list(range(len(half.facts)))
            self.pairing.find_places(row)
            self._match(row, self._exactly, placed=True)
            self._match(row, self._exactly, placed=False)
            self._match(row, _loosely, placed=False)

    def _exactly(self, fact: Fact) -> object:
        return ("title" if fact.kind == "title" else fact.kind in NAMES, self.pairing.value(fact))

    def _match(self, row: Row, named: Callable[[Fact], object], placed: bool) -> None:
        """Match what has one name, in reading order; where `placed`, only what stands in one place."""
        a, b = row.halves
        waiting: dict[object, deque[int]] = defaultdict(deque)
        for j in b.left:
            waiting[named(b.facts[j]), b.at[j] if placed else 0].append(j)
        left, gone = [], set()
        for i in a.left:
            name = named(a.facts[i])
            rivals = waiting.get((name, a.at[i] if placed else 0)) if name else None
            if rivals and _is_one(a.facts[i], b.facts[rivals[0]]):
                gone.add(j := rivals.popleft())
                self.both.append(Match(a.facts[i], b.facts[j]))
            else:
                left.append(i)
        a.left, b.left = left, [j for j in b.left if j not in gone]

    def _match_neighbours(self) -> None:
        """A fact that stands in the sentence before or after is no difference."""
        waiting: dict[tuple[int, object], list[tuple[Half, int]]] = defaultdict(list)
        for row in self.pairing.rows:
            half = row.halves[1]
            for j in half.left:
                waiting[half.sentences[0], self._exactly(half.facts[j])].append((half, j))
        for row in self.pairing.rows:
            first, last = self.pairing.opposite(row, 0)
            half = row.halves[0]
            for i in list(half.left):
                near = (waiting.get((k, self._exactly(half.facts[i]))) for k in range(first - 1, last + 2))
                rivals = next(filter(None, near), None)
                if rivals:
                    other, j = rivals.pop(0)
                    other.left.remove(j)
                    half.left.remove(i)
                    self.both.append(Match(half.facts[i], other.facts[j]))

    # -- what stands in one place --------------------------------------------------------------------------------------

    def _find_others(self, row: Row) -> None:
        """Two values of one sort that stand in one place are a difference, whatever stands elsewhere."""
        a, b = row.halves
        there: dict[int, list[int]] = defaultdict(list)
        for j in b.left:
            there[b.at[j]].append(j)
        for i in list(a.left):
            one, rivals = a.facts[i], there[a.at[i]] if row.is_narrow(a.at[i]) else []
            ranked = [
                ((one.kind != b.facts[j].kind, one.hint or b.facts[j].hint), j)
                for j in rivals
                if _is_of_one_sort(one, b.facts[j]) and not _is_vague(one, b.facts[j], a.stated.tables)
            ]
            if ranked:
                j = min(ranked)[1]
                self.unlike.append(Unlike(row, one, b.facts[j]))
                rivals.remove(j)
                a.left.remove(i)
                b.left.remove(j)

    def _find_titles(self, row: Row) -> None:
        """A person's title that the other text has otherwise, or leaves out where it names the person."""
        for side in (0, 1):
            mine, theirs = row.halves[side], row.halves[1 - side]
            titles = [fact for fact in mine.rest() if fact.kind == "title" and fact.of]
            if not titles:
                continue
            mine.left = [k for k in mine.left if mine.facts[k] not in titles]
            named = {fact.value for fact in theirs.facts if fact.kind == "person" and not fact.hint}
            said = {fact.value for fact in theirs.facts if fact.kind == "title"}
            for fact in titles:
                rival = next((k for k in theirs.left if _is_title_of(theirs.facts[k], fact.of)), None)
                if rival is not None:
                    theirs.left.remove(rival)
                    self._tell(row, side, fact, theirs.facts[rival])
                elif fact.of in named and fact.value not in said:
                    self._tell(row, side, fact)

    def _tell(self, row: Row, side: int, mine: Fact, theirs: Fact | None = None) -> None:
        self.unlike.append(Unlike(row, *((mine, theirs) if side == 0 else (theirs, mine))))

    # -- what one lacks ------------------------------------------------------------------------------------------------

    def _find_lacking(self, row: Row) -> None:
        """Facts that the other text does not state at all; those of one kind in one sentence are set side by side."""
        self._find_pointing(row)
        lacking, repeated = zip(*(self._lacking(row, side) for side in (0, 1)), strict=True)
        for one in list(lacking[0]):
            other = next((fact for fact in lacking[1] if fact.kind == one.kind), None)
            if other:
                self._tell(row, 0, one, other)
                lacking[0].remove(one)
                lacking[1].remove(other)
        for side in (0, 1):
            for fact in lacking[side]:
                # A figure in whose stead the other text has one that it has told before.
                rival = next((f for f in repeated[1 - side] if f.kind == fact.kind and f.kind in FIGURES), None)
                self._tell(row, side, fact, rival)

    def _find_pointing(self, row: Row) -> None:
        """ "Our three suggestions", "our two"; "last week", "last month": one may be left out, not both at once."""
        for kind in ("number", "date"):
            mine, theirs = (
                [fact for fact in half.rest() if fact.hint and fact.kind == kind and fact.value not in _NO_NUMBERS]
                for half in row.halves
            )
            if len(mine) == len(theirs) == 1 and row.shared >= _ALIGNED:
                near = (
                    self.pairing.stands(1 - side, *self.pairing.opposite(row, side), fact)
                    for side, fact in enumerate((mine[0], theirs[0]))
                )
                if not any(near):
                    self._tell(row, 0, mine[0], theirs[0])

    def _lacking(self, row: Row, side: int) -> tuple[list[Fact], list[Fact]]:
        """The facts of one text left over: those that the other lacks, and those that it has near by."""
        half = row.halves[side]
        left = set(half.left)
        # The words of one name stand for each other.
        named = {fact.of for k, fact in enumerate(half.facts) if k not in left and fact.kind in NAMES} - {""}
        lacking: list[Fact] = []
        repeated: list[Fact] = []
        for k in half.left:
            fact = half.facts[k]
            if fact.hint or fact.kind == "title" or (side, self.pairing.value(fact)) in self.worded:
                continue
            is_told = fact.of in named or self._is_covered(row, side, k)
            (repeated if is_told else lacking).append(fact)
        return lacking, repeated

    def _is_covered(self, row: Row, side: int, k: int) -> bool:
        """True where the other text has the value so near that it need not say it again."""
        fact, theirs = row.halves[side].facts[k], row.halves[1 - side]
        first, last = self.pairing.opposite(row, side)
        if fact.kind in FIGURES:
            return self.pairing.stands(1 - side, first - 1, last + 1, fact)
        if self._is_formed(theirs, fact) or self._is_taken_apart(row, side, fact):
            return True
        back = _FAR_BACK if theirs.has_pronoun else _BACK
        if not self.pairing.stands(1 - side, first - back, last + _AHEAD, fact):
            return False
        return self.pairing.stands(1 - side, first, last, fact) or not _is_left_out(row, side, k)

    def _is_formed(self, theirs: Half, fact: Fact) -> bool:
        """True where the other sentence has a form of a name that no rule took for one ("anti-Chinese", "Jewish")."""
        sides = self.pairing.sides
        if fact.known:
            if any(_is_seat(fact, f, theirs.stated.tables) for f in theirs.facts):
                return True
            forms = [form for side in sides for form in side.forms.get(fact.value, ())]
            return any(f" {form} " in theirs.said for form in forms)
        made = {fact.value, *(fact.value + ending for ending in theirs.stated.tables.peoples)}
        held = (side.forms.get(f.value, frozenset()) for f in theirs.facts if f.known for side in sides)
        return not made.isdisjoint(theirs.words) or any(fact.value in forms for forms in held)

    def _is_taken_apart(self, row: Row, side: int, fact: Fact) -> bool:
        """True where the other sentence has the words of a longer name: "the station at the Iron Gate"."""
        mine, theirs = row.halves[side], row.halves[1 - side]
        first, last = mine.stated.between(fact.start, fact.end)
        words = [token for token in mine.stated.tokens[first:last] if token.low not in mine.stated.tables.function]
        if len(words) < 2:
            return False
        here = {self.pairing.value(f) for f in theirs.facts if f.kind in NAMES}
        inner = [f for f in mine.stated.facts_in(fact.start, fact.end) if f.end <= fact.end and f.value != fact.value]
        if not all(self.pairing.value(f) in here for f in inner if f.kind in NAMES):
            return False
        told = sum(
            key(token.low, mine.stated.tables) in theirs.stems or any(f.start <= token.start < f.end for f in inner)
            for token in words
        )
        return 3 * told >= 2 * len(words) if fact.known else 2 * told >= len(words)

    # -- sentences that only one has -----------------------------------------------------------------------------------

    def _passages(self) -> Iterator[Unmatched]:
        """Sentences that only one text has, run by run, where they state what the other does not."""
        for side in (0, 1):
            run: list[Row] = []
            for row in [*self.pairing.rows, None]:
                if row and not row.is_whole:
                    run += [row] if row.halves[side].sentences else []
                    continue
                facts = [fact for held in run for fact in self._lacking(held, side)[0]]
                if facts:
                    yield Unmatched(side, run, facts)
                run = []

    # -- denials and modals --------------------------------------------------------------------------------------------

    def _find_denials(self, row: Row) -> None:
        if row.shared < _ALIGNED or max(len(half.sentences) for half in row.halves) > 2:
            return
        a, b = row.halves
        one, other = polarity(a.stated, a.spans, b.stems), polarity(b.stated, b.spans, a.stems)
        if not (one.unsure or other.unsure) and one.count != other.count:
            self._tell_denial(row, one, other)
        self._tell_modals(row, one, other)

    def _tell_denial(self, row: Row, one: Polarity, other: Polarity) -> None:
        """The first word that only the text with more denials denies."""
        for word, times in one.said.items():
            mine = {time.denied for time in times}
            theirs = {time.denied for time in other.said.get(word, ())}
            if len(mine) == len(theirs) == 1 and mine != theirs and (one.count > other.count) in mine:
                facts = [_denial(row, side, told.said[word][0]) for side, told in enumerate((one, other))]
                self.unlike.append(Unlike(row, *facts))
                return

    def _tell_modals(self, row: Row, one: Polarity, other: Polarity) -> None:
        """Modals about one word, or alone in one place, that share no meaning."""
        for named in (_about, _placed):
            sides: tuple[dict[object, list[Modal]], dict[object, list[Modal]]] = ({}, {})
            for side, told in enumerate((one, other)):
                for modal in told.modals:
                    sides[side].setdefault(named(row, side, modal), []).append(modal)
            for name in sorted(sides[0].keys() & sides[1].keys() - {None}, key=str):
                mine, theirs = sides[0][name], sides[1][name]
                if any(m.meanings & t.meanings for m in mine for t in theirs):
                    continue
                self.unlike.append(Unlike(row, _bound(row, 0, mine[0]), _bound(row, 1, theirs[0])))
                one.modals = [modal for modal in one.modals if modal not in mine]
                other.modals = [modal for modal in other.modals if modal not in theirs]


def _about(row: Row, side: int, modal: Modal) -> object:
    return modal.about


def _placed(row: Row, side: int, modal: Modal) -> object:
    place = row.halves[side].place_of.get(modal.first)
    # A denial may stand elsewhere in the other sentence ("no man may", "cannot").
    is_plain = modal.meanings.isdisjoint(row.halves[side].stated.tables.denied_modals)
    return place if place is not None and is_plain and row.is_narrow(place) else None


def _denial(row: Row, side: int, said: Said) -> Fact:
    stated = row.halves[side].stated
    value = "denied" if said.denied else "said"
    return stated.fact(stated.tokens[said.first].start, stated.tokens[said.last - 1].end, "negation", value)


def _bound(row: Row, side: int, modal: Modal) -> Fact:
    stated = row.halves[side].stated
    value = " or ".join(sorted(modal.meanings))
    return stated.fact(stated.tokens[modal.first].start, stated.tokens[modal.last - 1].end, "modal", value)


def _is_left_out(row: Row, side: int, k: int) -> bool:
    """True where the other text has nothing at all, not even a pronoun, between the shared words around a name."""
    if row.shared < _CLOSE:
        return False
    at = row.halves[side].at[k]
    mine, theirs = row.halves[side].places, row.halves[1 - side].places[at]
    is_inside = 0 < at < len(mine) - 1
    return is_inside and len(mine[at].words) <= 1 and not theirs.words and not theirs.has_pronoun


def _is_title_of(fact: Fact, bearer: str) -> bool:
    return fact.kind == "title" and fact.of == bearer


def _is_of_one_sort(one: Fact, other: Fact) -> bool:
    return any(one.kind in sort and other.kind in sort for sort in (FIGURES, NAMES, ("title",)))


def _is_seat(one: Fact, other: Fact, tables: Tables) -> bool:
    """True for a city and the country whose government sits there."""
    return one.value in tables.seats.get(other.value, ()) or other.value in tables.seats.get(one.value, ())


def _is_vague(one: Fact, other: Fact, tables: Tables) -> bool:
    """True where one may be a pointer to what the text has told."""
    if one.kind == "title":
        return bool(one.of and other.of and one.of != other.of)
    if one.kind in NAMES:
        return one.hint or other.hint or _is_seat(one, other, tables)
    return one.hint and other.hint and not (one.value[:1].isdecimal() and other.value[:1].isdecimal())


def _loosely(fact: Fact) -> object:
    """What figures of one value share that are not told alike (see `_is_one`); nothing for what is no figure."""
    if fact.kind == "date":
        return "day", fact.value[4:] if not fact.value.startswith("--") else fact.value[1:]
    if fact.kind in FIGURES:
        return "number", fact.value.split(" ")[0]
    return None


def _is_one(one: Fact, other: Fact) -> bool:
    """True for facts of one value: a quantity equals its bare number, a day without its year the day of any year."""
    if one.kind not in FIGURES or one.value == other.value:
        return one.kind == other.kind or one.kind in NAMES or one.kind in FIGURES
    kinds = {one.kind, other.kind}
    if kinds == {"date"}:
        return one.value.startswith("--") != other.value.startswith("--")
    return kinds in ({"number", "quantity"}, {"number", "money"}, {"ordinal", "quantity"})


def renderings(matches: list[Match], pairing: Pairing) -> dict[tuple[str, str], Forms]:
    """The forms in which both texts have each value, by kind and value."""
    found: dict[tuple[str, str], Forms] = {}
    for match in sorted(matches, key=lambda match: (match.a.start, match.b.start)):
        kind = match.b.kind if match.a.hint else match.a.kind
        forms = found.setdefault((kind, pairing.value(match.a)), Forms(set(), set(), match))
        forms.a.add(match.a.text)
        forms.b.add(match.b.text)
    return found
