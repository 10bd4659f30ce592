"""Two sequences of sentences → groups of both that render one another, in order: the best way through a corridor.

The corridor lies along words that stand once in each text, and is as wide as it has to be between them, so that time and
memory grow with the texts and not with their product. In it dynamic programming finds the groups for which most speaks:
one sentence and one, one and several, several and one, two and two, and sentences that the other text has not.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from tei_edition.collation.likeness import Likeness, Sentence, merged

# A group: first sentence and the one behind the last, on either side.
Bead = tuple[int, int, int, int]

# For each sentence of two texts the division it stands in, if the other text has that too, or None.
Labels = tuple[Sequence[str | None], Sequence[str | None]]

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
# What it says that a group ends where a paragraph ends on both sides, and where one ends on one side only.
_BOTH, _ONE = 0.7, -0.7
# The corridor goes so many sentences to either side; at most so many cells of a gap are all looked at.
_MARGIN, _CELLS = 6, 4_000


def corridor(
    given: Sequence[Sentence], made: Sequence[Sentence], labels: Labels, known: Sequence[tuple[int, int]] = ()
) -> list[tuple[int, int]]:
    """For each boundary between sentences of the first text, from 0, the boundaries of the second that it may meet.

    Args:
        given: the sentences of the first text.
        made: those of the second.
        labels: the divisions both texts have, for each sentence its own or None.
        known: boundaries that meet, where divisions tell.

    Returns:
        The first and the last such boundary (inclusive).
    """
    n, m = len(given), len(made)
    shared = [
        (i, j)
        for i, j in _shared_once(given, made)
        if None in (labels[0][i], labels[1][j]) or labels[0][i] == labels[1][j]
    ]
    points = [(0, 0), *_chain([*known, *shared]), (n, m)]
    low, high = [m] * (n + 1), [0] * (n + 1)
    for (i0, j0), (i1, j1) in pairwise(points):
        wide, far = i1 - i0, j1 - j0
        open_ = (wide + 1) * (far + 1) <= _CELLS
        room = _MARGIN if open_ else _MARGIN + _CELLS // (2 * (min(wide, far) + 1)) // 2
        for i in range(i0, i1 + 1):
            if open_:
                bottom, top = j0, j1
            else:
                bottom = top = j0 + (i - i0) * far // max(wide, 1)
                if not wide:
                    bottom, top = j0, j1
            low[i], high[i] = min(low[i], bottom - room), max(high[i], top + room)
    low, high = _widened(low, high)
    return [(max(0, a), min(m, b)) for a, b in zip(low, high, strict=True)]


def _widened(low: list[int], high: list[int]) -> tuple[list[int], list[int]]:
    """The corridor with room to either side along the first text too, and rising."""
    count = len(low)
    lows = [min(low[i : i + _MARGIN + 1]) for i in range(count)]
    highs = [max(high[max(0, i - _MARGIN) : i + 1]) for i in range(count)]
    for i in range(count - 2, -1, -1):
        lows[i] = min(lows[i], lows[i + 1])
    for i in range(1, count):
        highs[i] = max(highs[i], highs[i - 1])
    return lows, highs


def _shared_once(given: Sequence[Sentence], made: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Sentences that share at least two words which stand in one sentence only of each text."""
    homes = _homes(given), _homes(made)
    votes: dict[tuple[int, int], int] = {}
    for word, i in homes[0].items():
        j = homes[1].get(word, -1)
        if i >= 0 and j >= 0:
            votes[i, j] = votes.get((i, j), 0) + 1
    strong = sorted(pair for pair, count in votes.items() if count > 1)
    return strong if len(strong) >= 0.05 * min(len(given), len(made)) else sorted(votes)


def _homes(sentences: Sequence[Sentence]) -> dict[int, int]:
    """For each word the sentence it stands in, -1 where that is more than one."""
    homes: dict[int, int] = {}
    for number, sentence in enumerate(sentences):
        for word in sentence.words:
            homes[word] = -1 if word in homes else number
    return homes


def _chain(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of sorted pairs in which both rise (Schensted 1961)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    ordered = sorted(set(pairs), key=lambda pair: (pair[0], -pair[1]))
    for index, (_, j) in enumerate(ordered):
        at = bisect_left(tails, j)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [j]
        ends[at : at + 1] = [index]
    found: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        found.append(ordered[index])
        index = before[index]
    return found[::-1]


class Scorer:
    """What speaks for groups of rows of some aligned texts and sentences of one more.

    Args:
        likenesses: of each aligned text with the new one.
        rows: for each row the sentences of each aligned text.
        made: the sentences of the new text.
        labels: the divisions that rows and sentences share.
    """

    def __init__(
        self,
        likenesses: Sequence[Likeness],
        rows: Sequence[Sequence[Sequence[int]]],
        made: Sequence[Sentence],
        labels: Labels,
    ) -> None:
        self.likenesses, self.rows, self.made, self.labels = likenesses, rows, made, labels
        self._given: dict[tuple[int, int], list[_Group | None]] = {}
        self._made: dict[tuple[int, int], _Group] = {}

    def score(self, i: int, to_i: int, j: int, to_j: int) -> float:
        """What speaks for rows i to to_i and sentences j to to_j (half-open) belonging together."""
        prior = _PRIOR[to_i - i, to_j - j]
        if i == to_i or j == to_j:
            return prior
        divisions = set(self.labels[0][i:to_i]) - {None}, set(self.labels[1][j:to_j]) - {None}
        if divisions[0] != divisions[1] and all(divisions):
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

    def _pair(self, text: int, given: "_Group", made: "_Group") -> float:
        likeness = self.likenesses[text]
        words = 0.0
        known = given.rendered
        for number in made.numbers:
            said = known.get(number)
            if said is None:
                said = known[number] = likeness.rendered(1, number, given.words, given.size)
            words += said
        known = made.rendered if not text else made.others.setdefault(text, {})
        for number in given.numbers:
            said = known.get(number)
            if said is None:
                said = known[number] = likeness.rendered(0, number, made.words, made.size)
            words += said
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
            made.append(_Group(numbers, likeness.given) if numbers else None)
        self._given[i, to_i] = made
        return made

    def _sentences(self, j: int, to_j: int) -> "_Group":
        made = self._made[j, to_j] = _Group(list(range(j, to_j)), self.made)
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

    __slots__ = ("ends", "length", "numbers", "others", "rendered", "size", "words")

    def __init__(self, numbers: list[int], sentences: Sequence[Sentence]) -> None:
        self.numbers = numbers
        self.words = merged([sentences[number].words for number in numbers])
        self.size = sum(sentences[number].size for number in numbers) or 1
        self.length = sum(sentences[number].length for number in numbers)
        self.ends = sentences[numbers[-1]].ends
        # What each sentence of the other side says for rendering these.
        self.rendered: dict[int, float] = {}
        self.others: dict[int, dict[int, float]] = {}


def beads(scorer: Scorer, ways: Sequence[tuple[int, int]]) -> list[Bead]:
    """The best way through a corridor, as groups in order."""
    best: list[list[float]] = []
    came: list[list[tuple[int, int]]] = []
    for i, (low, high) in enumerate(ways):
        scores = [-math.inf] * (high - low + 1)
        shapes = [(0, 0)] * (high - low + 1)
        best.append(scores)
        came.append(shapes)
        for j in range(low, high + 1):
            top, shape = (0.0, (0, 0)) if i == j == 0 else (-math.inf, (0, 0))
            for (k, m), prior in _PRIOR.items():
                from_i, from_j = i - k, j - m
                if from_i < 0:
                    continue
                start, stop = ways[from_i]
                if not start <= from_j <= stop:
                    continue
                before = best[from_i][from_j - start]
                if before == -math.inf:
                    continue
                total = before + (prior if not k or not m else scorer.score(from_i, i, from_j, j))
                if total > top:
                    top, shape = total, (k, m)
            scores[j - low], shapes[j - low] = top, shape
        scorer.forget(i - MOST, low - MOST)
    return _traced(came, ways)


def _traced(came: list[list[tuple[int, int]]], ways: Sequence[tuple[int, int]]) -> list[Bead]:
    found: list[Bead] = []
    i, j = len(ways) - 1, ways[-1][1]
    while i or j:
        k, m = came[i][j - ways[i][0]]
        found.append((i - k, i, j - m, j))
        i, j = i - k, j - m
    return found[::-1]
