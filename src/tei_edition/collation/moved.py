"""Sentences that found nothing in their place → those of them that stand elsewhere in the other text.

A sentence and another one belong together in spite of their places where far more speaks for them than for the best of
all pairs that could be made by chance; beside a pair that moved less is needed, since what moves moves in one piece.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tei_edition.collation.beads import Bead, Scorer

# What has to speak for a pair beyond the logarithm of the number of pairs; beside another; inside the same division.
_ENOUGH, _BESIDE, _DIVISION = 5.0, 3.0, -5.0
# A word in more sentences than this leads to none of them; so many sentences are looked at for each.
_COMMON, _LOOKED = 20, 40


def moves(scorer: Scorer, found: Sequence[Bead]) -> tuple[list[Bead], Mapping[int, int]]:
    """Find what moved.

    Args:
        scorer: what speaks for groups.
        found: groups in order, as `beads.beads` gives them.

    Returns:
        The groups, two that crossed taken apart; and for each row that moved the sentence that belongs to it. Both stand
        in groups of their own.
    """
    parted: list[Bead] = []
    pairs: dict[int, int] = {}
    for bead in found:
        parted += _uncrossed(scorer, bead, pairs)
    alone = _Alone(scorer, parted, pairs)
    return parted, alone.pairs()


def _uncrossed(scorer: Scorer, bead: Bead, pairs: dict[int, int]) -> list[Bead]:
    """Two and two sentences that belong together crosswise as groups of their own; the shorter two have moved."""
    i, to_i, j, to_j = bead
    if to_i - i != 2 or to_j - j != 2:
        return [bead]
    crossed = scorer.score(i, i + 1, j + 1, to_j), scorer.score(i + 1, to_i, j, j + 1)
    if min(crossed) < _BESIDE or sum(crossed) <= scorer.score(*bead):
        return [bead]
    if scorer.made[j].length < scorer.made[j + 1].length:
        pairs[i + 1] = j
        return [(i, i, j, j + 1), (i, i + 1, j + 1, to_j), (i + 1, to_i, to_j, to_j)]
    pairs[i] = j + 1
    return [(i, i + 1, j, j), (i + 1, to_i, j, j + 1), (to_i, to_i, j + 1, to_j)]


@dataclass
class _Alone:
    """Rows and sentences that found nothing in their place."""

    scorer: Scorer
    found: Sequence[Bead]
    crossed: dict[int, int]
    rows: list[int] = field(init=False)
    sentences: list[int] = field(init=False)

    def __post_init__(self) -> None:
        done = set(self.crossed.values())
        self.rows = [i for i, to_i, j, to_j in self.found if j == to_j and i not in self.crossed]
        self.sentences = [j for i, to_i, j, to_j in self.found if i == to_i and j not in done]

    def pairs(self) -> dict[int, int]:
        """For each row that moved its sentence: the surest first, then what stands beside it."""
        pairs = dict(self.crossed)
        rows, sentences = set(self.rows), set(self.sentences)
        needed = _ENOUGH + math.log(max(len(rows) * len(sentences), 1))
        for said, i, j in sorted(self._candidates(), key=lambda row: (-row[0], row[1], row[2])):
            if i in rows and j in sentences and said > (needed if not self._same(i, j) else _DIVISION):
                pairs[i] = j
                rows.discard(i)
                sentences.discard(j)
                self._beside(i, j, pairs, rows, sentences)
        return pairs

    def _beside(self, i: int, j: int, pairs: dict[int, int], rows: set[int], sentences: set[int]) -> None:
        for step in (1, -1):
            near, other = i + step, j + step
            while near in rows and other in sentences and self._said(near, other) > _BESIDE:
                pairs[near] = other
                rows.discard(near)
                sentences.discard(other)
                near, other = near + step, other + step

    def _candidates(self) -> list[tuple[float, int, int]]:
        """Pairs that share words which few other sentences have."""
        homes: defaultdict[int, list[int]] = defaultdict(list)
        for j in self.sentences:
            for word in self.scorer.made[j].words:
                homes[word].append(j)
        found = []
        for i in self.rows:
            votes: defaultdict[int, float] = defaultdict(float)
            for word in self.scorer.words(i):
                if len(homes.get(word, ())) <= _COMMON:
                    for j in homes.get(word, ()):
                        votes[j] += 1 / len(homes[word])
            likely = sorted(votes, key=lambda j: (-votes[j], j))[:_LOOKED]
            found += [(self._said(i, j), i, j) for j in likely]
        return found

    def _said(self, i: int, j: int) -> float:
        return self.scorer.score(i, i + 1, j, j + 1)

    def _same(self, i: int, j: int) -> bool:
        label = self.scorer.labels[0][i]
        return label is not None and label == self.scorer.labels[1][j]
