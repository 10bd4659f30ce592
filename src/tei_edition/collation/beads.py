"""Two sequences of sentences → groups of both that render one another, in order: the best way through a corridor.

Dynamic programming finds the groups for which most speaks: one sentence and one, one and several, several and one, two
and two, and sentences that the other text has not. It is done twice: roughly in a wide corridor, then with every shape
of group close to the way found.
"""

import math
from collections.abc import Collection, Sequence

from tei_edition.collation.corridor import Labels, Ways
from tei_edition.collation.likeness import Likeness, Sentence, merged

# A group: first sentence and the one behind the last, on either side.
Bead = tuple[int, int, int, int]

# How likely groups are (after Gale and Church 1993, Table 5, with room for freer renderings).
_PRIOR = {
    shape: math.log(share)
    for shape, share in {
        (1, 1): 0.87,
        (1, 0): 0.03,
        (0, 1): 0.03,
        (1, 2): 0.04,
        (2, 1): 0.04,
        (2, 2): 0.006,
        (1, 3): 0.006,
        (3, 1): 0.006,
        (1, 4): 0.001,
        (4, 1): 0.001,
    }.items()
}
MOST = 4
# Shapes that a rough look tells apart.
ROUGH = frozenset([(1, 1), (1, 0), (0, 1), (1, 2), (2, 1)])
ALL = frozenset(_PRIOR)
# What it says that a group ends where a paragraph ends on both sides, and where one ends on one side only.
_BOTH, _ONE = 0.7, -0.7


class Scorer:
    """What speaks for groups of rows of some aligned texts and sentences of one more.

    Args:
        likenesses: of each aligned text with the new one.
        rows: for each row the sentences of each aligned text.
        made: the sentences of the new text.
        labels: the divisions that rows and sentences share.
        moved: rows that stand out of order in a text, and so belong with no other row.
    """

    def __init__(
        self,
        likenesses: Sequence[Likeness],
        rows: Sequence[Sequence[Sequence[int]]],
        made: Sequence[Sentence],
        labels: Labels,
        moved: frozenset[int] = frozenset(),
    ) -> None:
        self.likenesses, self.rows, self.made, self.labels, self.moved = likenesses, rows, made, labels, moved
        self.parted = any(label is not None for label in labels[0])
        self._given: dict[tuple[int, int], list[_Group | None]] = {}
        self._made: dict[tuple[int, int], _Group] = {}

    def score(self, i: int, to_i: int, j: int, to_j: int) -> float:
        """What speaks for rows i to to_i and sentences j to to_j (half-open) belonging together."""
        prior = _PRIOR.get((to_i - i, to_j - j), _PRIOR[MOST, 1])
        if i == to_i or j == to_j:
            return prior
        if self.parted and self._are_parted(i, to_i, j, to_j):
            return -math.inf
        if self.moved and to_i - i > 1 and not self.moved.isdisjoint(range(i, to_i)):
            return -math.inf
        given = self._given.get((i, to_i)) or self._rows(i, to_i)
        made = self._made.get((j, to_j)) or self._sentences(j, to_j)
        said = 0.0
        count = 0
        for text, group in enumerate(given):
            if group is not None:
                said += self._pair(text, group, made)
                count += 1
        return prior + said / (count or 1)

    def _are_parted(self, i: int, to_i: int, j: int, to_j: int) -> bool:
        divisions = set(self.labels[0][i:to_i]) - {None}, set(self.labels[1][j:to_j]) - {None}
        return max(map(len, divisions)) > 1 or (divisions[0] != divisions[1] and all(divisions))

    def _pair(self, text: int, given: "_Group", made: "_Group") -> float:
        likeness = self.likenesses[text]
        words = 0.0
        known = given.said[0]
        for number in made.numbers:
            if number not in known:
                known[number] = likeness.rendered(1, number, given.words, given.size)
            words += known[number]
        known = made.said[text]
        for number in given.numbers:
            if number not in known:
                known[number] = likeness.rendered(0, number, made.words, made.size)
            words += known[number]
        said = words / 2 + likeness.lengths(given.length, made.length)
        if len(given.numbers) == len(made.numbers) == 1:
            said += likeness.same(given.numbers[0], made.numbers[0])
        if given.ends or made.ends:
            said += _BOTH if given.ends and made.ends else _ONE
        return said

    def _rows(self, i: int, to_i: int) -> list["_Group | None"]:
        made: list[_Group | None] = []
        for text, likeness in enumerate(self.likenesses):
            numbers = [number for row in self.rows[i:to_i] for number in row[text]]
            made.append(_Group(numbers, likeness.given, 1) if numbers else None)
        self._given[i, to_i] = made
        return made

    def _sentences(self, j: int, to_j: int) -> "_Group":
        made = self._made[j, to_j] = _Group(list(range(j, to_j)), self.made, len(self.likenesses))
        return made

    def words(self, i: int) -> set[int]:
        """The words of one row."""
        return {
            word
            for likeness, numbers in zip(self.likenesses, self.rows[i], strict=True)
            for number in numbers
            for word in likeness.given[number].words
        }

    def forget(self, i: int, j: int) -> None:
        """Groups that end before row i or sentence j are not asked for again."""
        for known, least in ((self._given, i), (self._made, j)):
            for key in [key for key in known if key[1] < least]:
                del known[key]


class _Group:
    """Some sentences of one text together."""

    __slots__ = ("ends", "length", "numbers", "said", "size", "words")

    def __init__(self, numbers: list[int], sentences: Sequence[Sentence], texts: int) -> None:
        self.numbers = numbers
        self.words = merged([sentences[number].words for number in numbers])
        self.size = sum(sentences[number].size for number in numbers) or 1
        self.length = sum(sentences[number].length for number in numbers)
        self.ends = sentences[numbers[-1]].ends
        # What each sentence of each text of the other side says for going with these.
        self.said: list[dict[int, float]] = [{} for _ in range(texts)]


def beads(
    scorer: Scorer, ways: Ways, shapes: Collection[tuple[int, int]] = ALL, start: tuple[int, int] = (0, 0)
) -> list[Bead]:
    """The best way through a corridor, as groups in order.

    Args:
        scorer: what speaks for groups.
        ways: the corridor.
        shapes: the shapes that groups may have.
        start: the row and the sentence at which the corridor begins.
    """
    row, first = start
    best: list[list[float]] = []
    came: list[list[tuple[int, int]]] = []
    allowed = [(shape, prior) for shape, prior in _PRIOR.items() if shape in shapes]
    for i, (low, high) in enumerate(ways):
        scores = [-math.inf] * (high - low + 1)
        last = [(0, 0)] * (high - low + 1)
        best.append(scores)
        came.append(last)
        for j in range(low, high + 1):
            top, chosen = (0.0, (0, 0)) if i == j == 0 else (-math.inf, (0, 0))
            for shape, prior in allowed:
                from_i, from_j = i - shape[0], j - shape[1]
                if from_i < 0 or not ways[from_i][0] <= from_j <= ways[from_i][1]:
                    continue
                before = best[from_i][from_j - ways[from_i][0]]
                total = before + (
                    scorer.score(row + from_i, row + i, first + from_j, first + j) if all(shape) else prior
                )
                if total > top:
                    top, chosen = total, shape
            scores[j - low], last[j - low] = top, chosen
        scorer.forget(row + i - MOST, first + low - MOST)
    return [(row + i, row + to_i, first + j, first + to_j) for i, to_i, j, to_j in _traced(came, ways)]


def _traced(came: list[list[tuple[int, int]]], ways: Ways) -> list[Bead]:
    found: list[Bead] = []
    i, j = len(ways) - 1, ways[-1][1]
    while i or j:
        k, m = came[i][j - ways[i][0]]
        found.append((i - k, i, j - m, j))
        i, j = i - k, j - m
    return found[::-1]
