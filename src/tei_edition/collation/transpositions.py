"""Words that stand in one place in some witnesses and in another in others.

A pass of its own over what stayed unaligned: the longest runs of equal words in two places that exclude each other. A
single common word proves nothing; a run may have moved the further, the longer it is.
"""

from collections import defaultdict
from dataclasses import dataclass

from tei_edition.collation.graph import VariantGraph, ends

# A word that stands in more unaligned places than this opens no transposition.
_PLACES = 12
# How many columns a run may have moved for each of its words.
_REACH = 8


@dataclass(frozen=True)
class Transposition:
    """One run of words in two places.

    Attributes:
        first, second: the vertices of the run in each place; the first stands before the second.
    """

    first: tuple[int, ...]
    second: tuple[int, ...]


def transpositions(graph: VariantGraph, columns: list[list[int]]) -> list[Transposition]:
    """The transpositions of a collation, the longest first chosen, in the order of their places.

    Args:
        columns: the column of each token, as `columns.columns` gives them.
    """
    holders: list[set[int]] = [set() for _ in graph.words]
    place = [0] * len(graph.words)
    after: list[set[int]] = [set() for _ in graph.words]
    for a, b in ends(graph.edges):
        after[a].add(b)
    for number, (path, row) in enumerate(zip(graph.paths, columns, strict=True)):
        for vertex, column in zip(path, row, strict=True):
            holders[vertex].add(number)
            place[vertex] = column
    full = len(graph.paths)
    places: defaultdict[int, list[int]] = defaultdict(list)
    for vertex in graph.line:
        if len(holders[vertex]) < full and graph.vocabulary.weights[graph.words[vertex]] >= 1000:
            places[graph.words[vertex]].append(vertex)
    runs: list[tuple[int, tuple[int, ...], tuple[int, ...]]] = []
    opened: set[tuple[int, int]] = set()
    for vertices in places.values():
        if len(vertices) > _PLACES:
            continue
        for k, one in enumerate(vertices):
            for other in vertices[k + 1 :]:
                if (
                    (one, other) not in opened
                    and place[one] != place[other]
                    and holders[one].isdisjoint(holders[other])
                ):
                    run = _grown(graph, one, other, after, holders, opened)
                    runs.append((len(run[0]), *run))
    return _best(runs, place)


def _grown(
    graph: VariantGraph,
    one: int,
    other: int,
    after: list[set[int]],
    holders: list[set[int]],
    opened: set[tuple[int, int]],
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The run of equal words that opens with two vertices."""
    first, second = [one], [other]
    while True:
        opened.add((first[-1], second[-1]))
        following = sorted(
            (a, b)
            for a in after[first[-1]]
            for b in after[second[-1]]
            if graph.words[a] == graph.words[b] and a != b and holders[a].isdisjoint(holders[b])
        )
        if not following:
            return tuple(first), tuple(second)
        first.append(following[0][0])
        second.append(following[0][1])


def _best(runs: list[tuple[int, tuple[int, ...], tuple[int, ...]]], place: list[int]) -> list[Transposition]:
    taken: set[int] = set()
    found: list[Transposition] = []
    far = [abs(place[first[0]] - place[second[0]]) for _, first, second in runs]
    for _, (_, first, second) in sorted(
        zip(far, runs, strict=True), key=lambda row: (-row[1][0], row[0], place[row[1][1][0]], place[row[1][2][0]])
    ):
        if taken.intersection(first + second):
            continue
        if abs(place[first[0]] - place[second[0]]) > _REACH * len(first):
            continue
        taken.update(first + second)
        found.append(Transposition(*sorted((first, second), key=lambda run: place[run[0]])))
    return sorted(found, key=lambda move: (place[move.first[0]], place[move.second[0]]))
