"""Two sequences of sentences → the corridor in which they are aligned, so that time and memory grow with the texts.

It lies along words that stand in few sentences of each text, and along divisions that both have; between these it is as
wide as what lies between, or, where that is much, follows the diagonal.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from tei_edition.collation.likeness import Sentence

Point = tuple[int, int]
# For each boundary between sentences of the first text the first and the last boundary of the second that it may meet.
Ways = list[tuple[int, int]]
# For each sentence of two texts the division it stands in, if the other text has that too, or None.
Labels = tuple[Sequence[str | None], Sequence[str | None]]

# Room to either side of the points; of a way already found.
_MARGIN, _CLOSE = 5, 3
# A stretch of so many cells is wholly open; a longer one is so wide to either side of its diagonal.
_CELLS, _WIDE = 3_000, 30
# Words in more sentences than this lead nowhere. What two sentences share weighs more than this where they are a fixed
# point of the way; what a division weighs.
_RARE, _SURE, _KNOWN = 4, 1.0, 10.0
# How often a long stretch is cut at words that stand once in it.
_CUTS = 8


def corridor(given: Sequence[Sentence], made: Sequence[Sentence], labels: Labels, known: Sequence[Point] = ()) -> Ways:
    """The corridor between two texts.

    Args:
        given: the sentences of the first text.
        made: those of the second.
        labels: the divisions both texts have.
        known: boundaries that meet, where divisions tell.
    """
    n, m = len(given), len(made)
    points = [(0, 0), *_points(given, made, labels, (0, n, 0, m), list(known)), (n, m)]
    low, high = [m] * (n + 1), [0] * (n + 1)
    for (i0, j0), (i1, j1) in pairwise(points):
        wide, far = i1 - i0, j1 - j0
        is_open = not wide or _is_small(wide, far)
        for i in range(i0, i1 + 1):
            middle = j0 + (i - i0) * far // max(wide, 1)
            low[i] = min(low[i], j0 if is_open else middle - _WIDE)
            high[i] = max(high[i], j1 if is_open else middle + _WIDE)
    return _rising([(a - _MARGIN, b + _MARGIN) for a, b in zip(low, high, strict=True)], m)


def close(found: Sequence[tuple[int, int, int, int]], n: int, m: int) -> Ways:
    """The corridor close to a way already found, given as groups of sentences."""
    low, high = [m] * (n + 1), [0] * (n + 1)
    for i0, i1, j0, j1 in found:
        for i in range(i0, i1 + 1):
            low[i], high[i] = min(low[i], j0), max(high[i], j1)
    return _rising([(a - _CLOSE, b + _CLOSE) for a, b in zip(low, high, strict=True)], m)


def _rising(ways: Ways, m: int) -> Ways:
    """The corridor inside the texts: neither of its sides goes back, and a step along the first text leads on."""
    lows, highs = [a for a, _ in ways], [b for _, b in ways]
    for i in range(len(ways) - 2, -1, -1):
        lows[i] = min(lows[i], lows[i + 1])
    for i in range(1, len(ways)):
        highs[i] = max(highs[i], highs[i - 1])
        lows[i] = min(lows[i], highs[i - 1])
    return [(max(0, a), min(m, b)) for a, b in zip(lows, highs, strict=True)]


def _is_small(wide: int, far: int) -> bool:
    return (wide + 1) * (far + 1) <= _CELLS


def _points(
    given: Sequence[Sentence],
    made: Sequence[Sentence],
    labels: Labels,
    box: tuple[int, int, int, int],
    known: Sequence[Point] = (),
    depth: int = 0,
) -> list[Point]:
    """Boundaries inside a box that are likely to meet, rising."""
    i0, i1, j0, j1 = box
    if _is_small(i1 - i0, j1 - j0) or depth > _CUTS:
        return []
    alike = {
        (i, j): weight
        for (i, j), weight in _alike(given[i0:i1], made[j0:j1], i0, j0).items()
        if None in (labels[0][i], labels[1][j]) or labels[0][i] == labels[1][j]
    }
    alike |= dict.fromkeys(known, _KNOWN)
    cuts = [point for point in heaviest(alike) if alike[point] > _SURE]
    if not cuts or cuts == [(i0, j0)]:
        return []
    found: list[Point] = []
    at = (i0, j0)
    for i, j in [*cuts, (i1, j1)]:
        found += _points(given, made, labels, (at[0], i, at[1], j), (), depth + 1)
        if (i, j) != (i1, j1):
            found.append((i, j))
        at = (i, j)
    return found


def _alike(given: Sequence[Sentence], made: Sequence[Sentence], i0: int, j0: int) -> dict[Point, float]:
    """Sentences that share words which few sentences of each text have; a word that stands once in each weighs 1."""
    homes = _homes(given), _homes(made)
    weights: dict[Point, float] = {}
    for word, places in homes[0].items():
        others = homes[1].get(word, ())
        if len(places) <= _RARE and 0 < len(others) <= _RARE:
            for i in places:
                for j in others:
                    point = (i0 + i, j0 + j)
                    weights[point] = weights.get(point, 0.0) + 1 / (len(places) * len(others))
    return weights


def _homes(sentences: Sequence[Sentence]) -> dict[int, list[int]]:
    """For each word the sentences it stands in."""
    homes: dict[int, list[int]] = {}
    for number, sentence in enumerate(sentences):
        for word in sentence.words:
            homes.setdefault(word, []).append(number)
    return homes


def heaviest(weights: Mapping[Point, float]) -> list[Point]:
    """The heaviest of some points that rise in both; the heaviest chain so far for each end is kept in a binary indexed
    tree (Fenwick 1994)."""
    size = max((j for _, j in weights), default=0) + 2
    tree: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    points = sorted(weights, key=lambda point: (point[0], -point[1]))
    before: list[int] = []
    best = (0.0, -1)
    for index, (i, j) in enumerate(points):
        top, at = (0.0, -1), j
        while at:
            top = max(top, tree[at])
            at -= at & -at
        before.append(top[1])
        here = (top[0] + weights[i, j], index)
        best = max(best, here)
        at = j + 1
        while at <= size:
            tree[at] = max(tree[at], here)
            at += at & -at
    found: list[Point] = []
    index = best[1]
    while index >= 0:
        found.append(points[index])
        index = before[index]
    return found[::-1]
