"""Two renderings of one text → where they do not state the same facts, and where they only use other words.

Sentences are aligned (`alignment`), their facts set against each other (`matching`); what is left is told here, each
difference with both sentences and their lines.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tei_edition.collation.facts import Fact, Stated
from tei_edition.collation.matching import Matching, Unlike, Unmatched, renderings
from tei_edition.collation.pairing import Pairing, Row
from tei_edition.collation.sentences import Passage
from tei_edition.collation.stating import state_texts
from tei_edition.collation.wording import Wording, exchanged, wording

# So many sentences of a passage are shown, and so many characters on each side of a fact.
_SHOWN, _CONTEXT = 8, 120
_SPACES = re.compile(r"\s+")


class Side(NamedTuple):
    """What one text has at a place: the fact and where it stands; without a fact, the sentence that belongs to it.

    Attributes:
        line: of the fact, or of the sentence; 0 where the text has nothing there.
        start, end: of the fact, in code points; both at the sentence's beginning where there is none.
        text: the fact's words; value: what it says; both empty where there is none.
        before, after: the sentence around the fact, shortened; all of it is in `before` where there is none.
    """

    line: int = 0
    start: int = 0
    end: int = 0
    text: str = ""
    value: str = ""
    before: str = ""
    after: str = ""

    @property
    def context(self) -> str:
        """The sentence."""
        return f"{self.before}{self.text}{self.after}"


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


class Step(NamedTuple):
    """Sentences of both texts that belong together; none on the side of a text that lacks them."""

    a: tuple[Passage, ...]
    b: tuple[Passage, ...]
    moved: bool


@dataclass(frozen=True)
class Differences:
    """What two texts differ in.

    Attributes:
        sigla: their names.
        facts: differences of fact, in the order of the first text.
        renderings: facts that both have, in other words.
        wording: places where the words differ.
        compared: how many sentences of each there are, and how many rows were compared.
        steps: both texts, step by step, in reading order.
    """

    sigla: tuple[str, str]
    facts: tuple[Difference, ...]
    renderings: tuple[Rendered, ...]
    wording: tuple[Wording, ...]
    compared: tuple[int, int, int]
    steps: tuple[Step, ...] = field(default=(), repr=False)


def diff(a: str, b: str, *, authorities: Sequence[Path] = ()) -> Differences:
    """Find where two renderings of one text, such as translations, do not state the same, and where only words differ.

    Args:
        a: the one text, whose siglum is `A`.
        b: the other, `B`; exchanged, they give the same with the sides exchanged.
        authorities: authority files, or folders of them, by which names are known; default: those of the edition in
            whose folder the program runs, if it runs in one.

    Returns:
        Differences of fact (dates, numbers, names, titles, negations, modal verbs), facts that are only rendered
        otherwise, and wording. Offsets count code points of the texts; lines count from 1.

    Raises:
        EditionError: a text has no words, or an authority cannot be read.
    """
    return differences(*state_texts(a, b, tuple(authorities)))


def differences(a: Stated, b: Stated) -> Differences:
    """Compare what two texts state; exchanged, they give the same with the sides exchanged.

    Raises:
        EditionError: a text has no words.
    """
    if (a.text, a.siglum) <= (b.text, b.siglum):
        return _told(Matching(a, b))
    return _exchanged(_told(Matching(b, a)))


def _told(matching: Matching) -> Differences:
    pairing = matching.pairing
    told = [_difference(matching, unlike) for unlike in matching.unlike]
    told += [_passage(matching, passage) for passage in matching.passages]
    return Differences(
        (pairing.sides[0].siglum, pairing.sides[1].siglum),
        tuple(sorted(told, key=_order)),
        tuple(sorted(_rendered(matching), key=_lines)),
        tuple(wording(pairing)),
        (len(pairing.passages[0]), len(pairing.passages[1]), len(matching.whole)),
        tuple(_step(pairing, row) for row in pairing.rows),
    )


def _step(pairing: Pairing, row: Row) -> Step:
    a, b = (tuple(pairing.passages[side][k] for k in row.halves[side].sentences) for side in (0, 1))
    return Step(a, b, row.moved)


def _exchanged(found: Differences) -> Differences:
    turned = {"only-a": "only-b", "only-b": "only-a"}
    facts = [d._replace(relation=turned.get(d.relation, d.relation), a=d.b, b=d.a) for d in found.facts]
    forms = [r._replace(a=r.b, b=r.a, a_line=r.b_line, b_line=r.a_line) for r in found.renderings]
    return Differences(
        (found.sigla[1], found.sigla[0]),
        tuple(sorted(facts, key=_order)),
        tuple(sorted(forms, key=_lines)),
        tuple(map(exchanged, found.wording)),
        (found.compared[1], found.compared[0], found.compared[2]),
        tuple(Step(step.b, step.a, step.moved) for step in found.steps),
    )


def _order(difference: Difference) -> tuple[object, ...]:
    """By place in the first text; a difference is where it has something, else where it would."""
    return (difference.a.line, difference.a.start, difference.b.line, difference.b.start, difference.kind)


def _lines(row: Rendered) -> tuple[object, ...]:
    return (row.a_line, row.b_line, row.kind, row.value)


# -- one difference ----------------------------------------------------------------------------------------------------


def _difference(matching: Matching, unlike: Unlike) -> Difference:
    row, a, b = unlike
    told = b if b and (a is None or a.hint) else a
    assert told is not None
    relation = "other" if a and b else "only-a" if a else "only-b"
    return Difference(told.kind, relation, _side(matching, row, 0, a), _side(matching, row, 1, b))


def _side(matching: Matching, row: Row, side: int, fact: Fact | None) -> Side:
    if fact is None:
        return _empty(matching, row, side)
    passages = matching.pairing.passages[side]
    held = (passages[k] for k in row.halves[side].sentences)
    sentence = next((passage for passage in held if passage.start <= fact.start < passage.end), None)
    text = matching.pairing.sides[side].text
    around = _around(text, sentence.start, sentence.end, fact) if sentence else ("", "")
    return Side(fact.line, fact.start, fact.end, fact.text, fact.value, *around)


def _empty(matching: Matching, row: Row, side: int) -> Side:
    """Where a text has nothing: its sentence that belongs to the row, or the place between two."""
    passages = matching.pairing.passages[side]
    first, _ = matching.pairing.opposite(row, 1 - side)
    passage = passages[min(max(first, 0), len(passages) - 1)]
    sentences = row.halves[side].sentences
    context = _cut(" ".join(passages[k].text for k in sentences))
    return Side(matching.pairing.sides[side].line(passage.start), passage.start, passage.start, before=context)


def _passage(matching: Matching, unmatched: Unmatched) -> Difference:
    side, rows, facts = unmatched
    sentences = [k for row in rows for k in row.halves[side].sentences]
    passages = matching.pairing.passages[side]
    first, last = passages[sentences[0]], passages[sentences[-1]]
    words = _cut(" ".join(passages[k].text for k in sentences[:_SHOWN]))
    mine = Side(matching.pairing.sides[side].line(first.start), first.start, last.end, before=words)
    theirs = _empty(matching, rows[0], 1 - side)
    sides = (mine, theirs) if side == 0 else (theirs, mine)
    return Difference("passage", ("only-a", "only-b")[side], *sides, tuple(facts))


def _rendered(matching: Matching) -> Iterator[Rendered]:
    """Values whose forms are not the same in both texts."""
    for (kind, value), (one, other, first) in renderings(matching.both, matching.pairing).items():
        a, b = _only(one, other), _only(other, one)
        if a and b and kind != "title":
            yield Rendered(kind, value, a, b, first.a.line, first.b.line)


def _only(mine: set[str], theirs: set[str]) -> tuple[str, ...]:
    """The forms that only one text has, capitals apart."""
    known = {form.casefold() for form in theirs}
    return tuple(sorted(form for form in mine if form.casefold() not in known))


def _cut(text: str) -> str:
    """A sentence, shortened at its end."""
    return text if len(text) <= 2 * _CONTEXT else text[: 2 * _CONTEXT].rsplit(" ", 1)[0] + " …"


def _around(text: str, start: int, end: int, fact: Fact) -> tuple[str, str]:
    """What stands in a sentence before and after a fact, shortened."""
    first, last = max(start, fact.start - _CONTEXT), min(end, fact.end + _CONTEXT)
    before, after = (_SPACES.sub(" ", part) for part in (text[first : fact.start], text[fact.end : last]))
    if first > start:
        before = "… " + before.partition(" ")[2]
    if last < end:
        after = after.rpartition(" ")[0] + " …"
    return before, after
