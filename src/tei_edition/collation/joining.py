"""Sentences of several texts → rows of what belongs together.

Texts join one by one, the two most alike first, each against the rows of those that have joined; which comes next is
decided by likeness and content alone, so that the order in which they are given changes nothing but the columns.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tei_edition.collation.beads import ROUGH, Bead, Scorer, beads
from tei_edition.collation.corridor import Labels, close, corridor
from tei_edition.collation.graph import order
from tei_edition.collation.kinds import facts, name_test
from tei_edition.collation.likeness import NAME, NUMBER, STEM, WORD, Lexicon, Likeness, Sentence, kept, merged
from tei_edition.collation.moved import moves
from tei_edition.collation.normalising import chain, settings
from tei_edition.collation.sentences import Passage
from tei_edition.collation.witness import tokens, witness

# Divisions are used where both sides have so many in common, and such a share of those of the side with fewer.
_COMMON, _SHARE = 2, 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """What belongs together.

    Attributes:
        cells: for each text the numbers of its sentences, from 0; empty where it has none.
        score: what speaks for it, as the natural logarithm of odds; 0 where only one text has something.
        moved: whether a text has it in another place than the others.
    """

    cells: tuple[tuple[int, ...], ...]
    score: float = 0.0
    moved: bool = False


class Joiner:
    """Joins texts to rows.

    Args:
        sigla: the texts' names.
        texts: the texts.
        tables: an edition's folder `tables/`.
    """

    def __init__(self, sigla: Sequence[str], texts: Sequence[str], tables: Path | None = None) -> None:
        self.lexicon = Lexicon()
        self.normalise = chain(settings(tables), accents=True)
        self.facts = facts(tables)
        self.witnesses = [witness(*row, self.normalise) for row in zip(sigla, texts, strict=True)]
        self.is_name = name_test([one.text for one in self.witnesses])
        self.known: dict[str, int] = {}
        # Words are numbered in an order that does not depend on that of the texts.
        ranked = sorted(self.witnesses, key=lambda one: (one.normal, one.text, one.siglum))
        numbers = {one.siglum: [self._number(word.strip()) for word in one.text] for one in ranked}
        self.order = order(self.witnesses, [numbers[one.siglum] for one in self.witnesses])

    def rows(
        self, found: Sequence[Sequence[Passage]], labels: Sequence[Sequence[str | None]], *, strict: bool = False
    ) -> list[Row]:
        """What belongs together.

        Args:
            found: for each text its sentences.
            labels: for each sentence the division it stands in; sentences of divisions that two texts have in common
                belong together only within them.
            strict: whether sentences of divisions that one text has alone belong with no others.
        """
        sentences = [self._sentences(listed) for listed in found]
        first = self.order[0]
        rows = [Row(tuple((n,) if k == first else () for k in range(len(found)))) for n in range(len(found[first]))]
        for position, text in enumerate(self.order[1:], 1):
            rows = _Join(rows, sentences, labels, self.order[:position], text, self.lexicon.kinds, strict).rows()
        return rows

    def _sentences(self, listed: Sequence[Passage]) -> list[Sentence]:
        made = []
        for index, passage in enumerate(listed):
            words = Counter(self._number(token.strip()) for token in tokens(passage.text))
            words.pop(_MARK, None)
            ends = index + 1 == len(listed) or listed[index + 1].paragraph != passage.paragraph
            made.append(Sentence(dict(words), sum(words.values()), len(passage.text), ends))
        return made

    def _number(self, token: str) -> int:
        """The number of a word's stem, of a name, or of what a number, month or day says."""
        number = self.known.get(token)
        if number is None:
            number = self.known[token] = self._numbered(token)
        return number

    def _numbered(self, token: str) -> int:
        folded = self.normalise(token)
        if not any(map(str.isalnum, token)):
            return _MARK
        if any(map(str.isdecimal, token)):
            for ending in ("st", "nd", "rd", "th"):
                folded = folded.removesuffix(ending)
            return self.lexicon.number("numbers " + folded, NUMBER)
        if folded in self.facts.values:
            return self.lexicon.number(self.facts.values[folded].replace("ordinals", "numbers"), NUMBER)
        return self.lexicon.number(folded[:STEM], NAME if self.is_name(token) else WORD)


# Marks between words are no words.
_MARK = -1


class _Join:
    """One text joins those that have joined."""

    def __init__(
        self,
        rows: Sequence[Row],
        sentences: Sequence[Sequence[Sentence]],
        labels: Sequence[Sequence[str | None]],
        joined: Sequence[int],
        text: int,
        kinds: Sequence[int],
        strict: bool,
    ) -> None:
        self.given, self.sentences, self.joined, self.text, self.kinds = rows, sentences, joined, text, kinds
        self.made = sentences[text]
        self.cells = [[row.cells[one] for one in joined] for row in rows]
        together = [_together([sentences[one][n] for one in joined for n in row.cells[one]]) for row in rows]
        named = [
            next((label for one in joined for n in row.cells[one] if (label := labels[one][n])), None) for row in rows
        ]
        self.labels, anchors = _common(named, labels[text], strict)
        self.ways = corridor(together, self.made, self.labels, anchors)

    def rows(self) -> list[Row]:
        """The rows with the new text: once as a rendering usually is, then again as the first time showed it to be."""
        moved = frozenset(number for number, row in enumerate(self.given) if row.moved)
        likenesses = [Likeness(self.sentences[one], self.made, self.kinds) for one in self.joined]
        found = beads(Scorer(likenesses, self.cells, self.made, self.labels, moved), self.ways, ROUGH)
        likenesses = [
            Likeness(self.sentences[one], self.made, self.kinds, kept(self._pairs(found, one), self.kinds))
            for one in self.joined
        ]
        scorer = Scorer(likenesses, self.cells, self.made, self.labels, moved)
        return self._placed(scorer, *moves(scorer, beads(scorer, close(found, len(self.given), len(self.made)))))

    def _pairs(self, found: Sequence[Bead], one: int) -> Iterable[tuple[Mapping[int, int], Mapping[int, int]]]:
        """The words of one joined text and of the new one that were found to belong together."""
        own = self.sentences[one]
        for i, to_i, j, to_j in found:
            numbers = [n for row in self.given[i:to_i] for n in row.cells[one]]
            if numbers and j < to_j:
                yield merged([own[n].words for n in numbers]), merged([s.words for s in self.made[j:to_j]])

    def _placed(self, scorer: Scorer, found: Sequence[Bead], more: Sequence[Bead]) -> list[Row]:
        """Rows of groups, and of groups found later among what stood alone, in an order in which all texts but the new
        one, and that where nothing moved, can be read."""
        later = {bead[0]: bead for bead in more}
        gone = {n for *_, j, to_j in more for n in range(j, to_j)}
        kept_back = {n for i, to_i, *_ in more for n in range(i + 1, to_i)}
        rows: list[Row] = []
        for alone, group in groupby(found, key=lambda bead: bead[0] == bead[1] or bead[2] == bead[3]):
            if not alone:
                rows += [self._row(scorer, bead, False) for bead in group]
                continue
            gap = list(group)
            new = [j for i, to_i, j, _ in gap if i == to_i]
            at = 0
            for i in [i for i, _, j, to_j in gap if j == to_j and i not in kept_back]:
                bead = later.get(i, (i, i + 1, 0, 0))
                is_here = bead[2] in new[at:]
                if is_here:
                    upto = new.index(bead[2])
                    rows += [self._row(scorer, (i, i, j, j + 1), False) for j in new[at:upto] if j not in gone]
                    at = upto
                rows.append(self._row(scorer, bead, i in later and not is_here))
            rows += [self._row(scorer, (0, 0, j, j + 1), False) for j in new[at:] if j not in gone]
        return rows

    def _row(self, scorer: Scorer, bead: Bead, is_moved: bool) -> Row:
        i, to_i, j, to_j = bead
        cells = [tuple(n for row in self.given[i:to_i] for n in row.cells[k]) for k in range(len(self.sentences))]
        cells[self.text] = tuple(range(j, to_j))
        score = sum((row.score for row in self.given[i:to_i]), 0.0)
        if i < to_i and j < to_j:
            score += scorer.score(*bead)
        return Row(tuple(cells), score, is_moved or any(row.moved for row in self.given[i:to_i]))


def _together(sentences: Sequence[Sentence]) -> Sentence:
    return Sentence(
        merged([s.words for s in sentences]),
        sum(s.size for s in sentences),
        sum(s.length for s in sentences),
        sentences[-1].ends,
    )


def _common(
    given: Sequence[str | None], made: Sequence[str | None], strict: bool
) -> tuple[Labels, list[tuple[int, int]]]:
    """The divisions by which sentences are kept apart, for each row and sentence; and where these begin and end.

    A division counts that stands on both sides in one run each.
    """
    runs = _runs(given), _runs(made)
    common: set[str] = runs[0].keys() & runs[1].keys()
    if not strict and len(common) < max(_COMMON, _SHARE * min(len(runs[0]), len(runs[1]))):
        common = set()
    spans = sorted((*runs[0][label], *runs[1][label]) for label in common)
    ends = [point for i, to_i, j, to_j in spans for point in ((i, j), (to_i, to_j))]
    own = [[label if strict or label in common else None for label in side] for side in (given, made)]
    return (own[0], own[1]), ends


def _runs(labels: Sequence[str | None]) -> dict[str, tuple[int, int]]:
    """The span of each division that stands in one piece."""
    found: dict[str, tuple[int, int]] = {}
    broken: set[str] = set()
    at = 0
    for label, group in groupby(labels):
        size = len(list(group))
        if label is not None:
            broken |= {label} & found.keys()
            found[label] = (at, at + size)
        at += size
    return {label: span for label, span in found.items() if label not in broken}
