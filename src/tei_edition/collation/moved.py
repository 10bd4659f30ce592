"""Sentences that found nothing in their place → those of them that stand elsewhere in the other text.

What is left over is aligned once more, stretch by stretch, where words that few sentences have lead from one to the
other. It has moved where more speaks for it than for the best of as many pairs made by chance.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from tei_edition.collation.beads import Bead, Scorer, beads

# What has to speak for a stretch, beyond the logarithm of the number of pairs that could be made, and for each group in
# it; for a group inside one division.
_ENOUGH, _EACH, _DIVISION = 5.0, 2.0, -5.0
# A word in more sentences than this leads to none of them; so many pairs of stretches are looked at for each stretch.
_COMMON, _LOOKED = 20, 4
# So many sentences to either side of the likeliest pair are looked at.
_AROUND = 15


def moves(scorer: Scorer, found: Sequence[Bead]) -> tuple[list[Bead], list[Bead]]:
    """Find what moved.

    Args:
        scorer: what speaks for groups.
        found: groups in order, as `beads.beads` gives them.

    Returns:
        The groups, two that crossed taken apart; and groups found later, whose rows and sentences stand in groups of
        their own in the first list: what moved, and what one division holds.
    """
    crossed: list[Bead] = []
    moved: list[Bead] = []
    for bead in found:
        crossed += _uncrossed(scorer, bead, moved)
    # Groups for which little speaks stand only until one of their sentences is found elsewhere.
    weak = {bead for bead in crossed if _is_weak(scorer, bead)}
    alone = [bead for bead in crossed if bead in weak or bead[0] == bead[1] or bead[2] == bead[3]]
    rows = {n for i, to_i, _, _ in alone for n in range(i, to_i)} - {bead[0] for bead in moved}
    sentences = {n for _, _, j, to_j in alone for n in range(j, to_j)} - {bead[2] for bead in moved}
    free = frozenset(rows), frozenset(sentences)
    _take(scorer, rows, sentences, moved)
    moved += _divisions(scorer, rows, sentences)
    parted: list[Bead] = []
    for bead in crossed:
        i, to_i, j, to_j = bead
        if bead in weak and (set(range(i, to_i)) & free[0] - rows or set(range(j, to_j)) & free[1] - sentences):
            parted += [(n, n + 1, j, j) for n in range(i, to_i)] + [(to_i, to_i, n, n + 1) for n in range(j, to_j)]
        else:
            parted.append(bead)
    return parted, moved


def _divisions(scorer: Scorer, rows: set[int], sentences: set[int]) -> list[Bead]:
    """Divisions that both sides have and of which nothing was found to belong together: they do, as a whole."""
    homes: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
    for side, labels in zip(homes, scorer.labels, strict=True):
        for number, label in enumerate(labels):
            if label is not None:
                side.setdefault(label, []).append(number)
    found = []
    for label, own in homes[0].items():
        others = homes[1].get(label, [])
        if not others or not rows.issuperset(own) or not sentences.issuperset(others):
            continue
        bead = own[0], own[-1] + 1, others[0], others[-1] + 1
        is_whole = own[-1] - own[0] < len(own) and others[-1] - others[0] < len(others)
        if is_whole and scorer.score(*bead) > -math.inf:
            found.append(bead)
            rows.difference_update(own)
            sentences.difference_update(others)
    return found


def _is_weak(scorer: Scorer, bead: Bead) -> bool:
    i, to_i, j, to_j = bead
    return i < to_i and j < to_j and scorer.score(*bead) < 0


def _take(scorer: Scorer, rows: set[int], sentences: set[int], moved: list[Bead]) -> None:
    """Find stretches that moved, until there are no more; rows and sentences in them are taken out of those given."""
    needed = _ENOUGH + math.log(max(len(rows) * len(sentences), 1))
    while rows and sentences:
        taken = len(moved)
        for _, groups in sorted(_stretches(scorer, rows, sentences, needed), key=lambda one: (-one[0], one[1])):
            if all(rows.issuperset(range(i, a)) and sentences.issuperset(range(j, b)) for i, a, j, b in groups):
                moved += groups
                rows.difference_update(n for i, to_i, _, _ in groups for n in range(i, to_i))
                sentences.difference_update(n for _, _, j, to_j in groups for n in range(j, to_j))
        if taken == len(moved):
            break


def _uncrossed(scorer: Scorer, bead: Bead, moved: list[Bead]) -> list[Bead]:
    """Two and two sentences that belong together crosswise as groups of their own; the shorter two have moved."""
    i, to_i, j, to_j = bead
    if to_i - i != 2 or to_j - j != 2:
        return [bead]
    crossed = scorer.score(i, i + 1, j + 1, to_j), scorer.score(i + 1, to_i, j, j + 1)
    if min(crossed) < _EACH or sum(crossed) <= scorer.score(*bead):
        return [bead]
    if scorer.made[j].length < scorer.made[j + 1].length:
        moved.append((i + 1, to_i, j, j + 1))
        return [(i, i, j, j + 1), (i, i + 1, j + 1, to_j), (i + 1, to_i, to_j, to_j)]
    moved.append((i, i + 1, j + 1, to_j))
    return [(i, i + 1, j, j), (i + 1, to_i, j, j + 1), (to_i, to_i, j + 1, to_j)]


def _stretches(
    scorer: Scorer, rows: set[int], sentences: set[int], needed: float
) -> Iterable[tuple[float, list[Bead]]]:
    """Stretches that may have moved: what speaks for each, and its groups."""
    for i, j in _leads(scorer, rows, sentences):
        box = _around(i, rows), _around(j, sentences)
        ways = [(0, len(box[1]))] * (len(box[0]) + 1)
        groups = []
        said = 0.0
        for a, to_a, b, to_b in beads(scorer, ways, start=(box[0][0], box[1][0])):
            if a < to_a and b < to_b:
                score = scorer.score(a, to_a, b, to_b)
                if score > (_DIVISION if _same(scorer, a, b) else _EACH):
                    groups.append((a, to_a, b, to_b))
                    said += score + (needed if _same(scorer, a, b) else 0.0)
        if groups and said > needed:
            yield said, groups


def _around(at: int, numbers: set[int]) -> range:
    """The numbers before and after one without a gap."""
    first = last = at
    while first - 1 in numbers and at - first < _AROUND:
        first -= 1
    while last + 1 in numbers and last - at < _AROUND:
        last += 1
    return range(first, last + 1)


def _leads(scorer: Scorer, rows: set[int], sentences: set[int]) -> list[tuple[int, int]]:
    """Pairs of a row and a sentence that share words which few others have, the best of those beside one another."""
    homes: defaultdict[int, list[int]] = defaultdict(list)
    for j in sorted(sentences):
        for word in scorer.made[j].words:
            homes[word].append(j)
    found = []
    for i in sorted(rows):
        votes: defaultdict[int, float] = defaultdict(float)
        for word in scorer.words(i):
            if len(homes.get(word, ())) <= _COMMON:
                for j in homes.get(word, ()):
                    votes[j] += 1 / len(homes[word])
        likely = sorted(votes, key=lambda j: (-votes[j], j))[:_LOOKED]
        found += [(votes[j], i, j) for j in likely]
    seen: set[tuple[int, int]] = set()
    leads = []
    for _, i, j in sorted(found, key=lambda one: (-one[0], one[1], one[2])):
        if (i, j) not in seen:
            leads.append((i, j))
            seen |= {(a, b) for a in _around(i, rows) for b in _around(j, sentences)}
    return leads


def _same(scorer: Scorer, i: int, j: int) -> bool:
    """Whether a row and a sentence stand in one division."""
    label = scorer.labels[0][i]
    return label is not None and label == scorer.labels[1][j]
