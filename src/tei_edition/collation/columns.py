"""A variant graph → columns: which readings stand against one another.

Readings of one place are joined first, near matches before substitutions, wherever no witness forbids it; then each
joined place gets its rank, the length of the longest way to it from the beginning.
"""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import chain, combinations

from tei_edition.collation.aligning import Pair
from tei_edition.collation.graph import VariantGraph, edge, ends

# A stretch of the graph between readings that all witnesses share; longer ones are cut at readings fewer share.
_STRETCH = 60
# Two readings join where at least so much speaks for it: 1 for the same neighbour before, 1 for the same behind.
_ENOUGH, _BEFORE, _BEHIND = 1.5, 1.05, 1.0


def columns(
    graph: VariantGraph, together: Sequence[Pair] = (), apart: Set[frozenset[int]] = frozenset()
) -> list[list[int]]:
    """The column of each token of each witness, from 0; columns rise along each witness.

    Args:
        together: vertices that an editor put into one column.
        apart: vertices that an editor parted; they stand in no column together.

    Raises:
        ValueError: what is to stand together would make witnesses cross.
    """
    decided = {vertex for pair in together for vertex in pair}
    place, order = _joined(graph, apart, decided)
    parted: list[Pair] = []
    if together or apart:
        place, order, parted = _decided(graph, place, together, apart)
    # Most places follow one other: only those that follow several need a list. -1 is the beginning.
    before = [-1] * len(graph.words)
    more: dict[int, list[int]] = {}
    for number in (*graph.edges, *(edge(a, b) for a, b in parted)):
        # As `ends` has it, but in place: a long text has tens of thousands.
        first, second = place[number >> 32], place[number & 0xFFFFFFFF]
        if before[second] < 0:
            before[second] = first
        elif before[second] != first:
            more.setdefault(second, []).append(first)
    rank = [-1] * (len(graph.words) + 1)
    for vertex in order:
        highest = rank[before[vertex]]
        if vertex in more:
            highest = max(highest, *[rank[other] for other in more[vertex]])
        rank[vertex] = 1 + highest
    ranks = [rank[joined] for joined in place]
    return [list(map(ranks.__getitem__, path)) for path in graph.paths]


@dataclass(slots=True)
class _Place:
    """Readings joined so far: the witnesses that have it, and in how many each place stands before it and behind it."""

    witnesses: set[int]
    before: dict[int, int]
    behind: dict[int, int]


def _decided(
    graph: VariantGraph, place: list[int], together: Sequence[Pair], apart: Set[frozenset[int]]
) -> tuple[list[int], list[int], list[Pair]]:
    """Places and order with an editor's decisions, and the parted places, of which one has to follow the other."""
    for a, b in together:
        one, other = place[a], place[b]
        place = [one if name == other else name for name in place]
    for path in graph.paths:
        if len({place[vertex] for vertex in path}) < len(path):
            raise ValueError("two words of one witness would stand in one column")
    sorter: TopologicalSorter[int] = TopologicalSorter(dict.fromkeys(place, ()))
    for a, b in ends(sorted(graph.edges)):
        sorter.add(place[b], place[a])
    try:
        order = list(sorter.static_order())
    except CycleError:
        raise ValueError("witnesses would cross") from None
    at = {name: index for index, name in enumerate(order)}
    parted = [sorted((place[a], place[b]), key=at.__getitem__) for a, b in sorted(map(sorted, apart))]
    return place, order, [(first, second) for first, second in parted if first != second]


def _joined(graph: VariantGraph, apart: Set[frozenset[int]], decided: Set[int]) -> tuple[list[int], list[int]]:
    """For each vertex the vertex that names its place; the places in an order in which every witness can be read."""
    place = list(range(len(graph.words)))
    stretches = list(_stretches(graph))
    if not stretches:
        return place, graph.line
    places = {vertex: _Place(set(), {}, {}) for stretch in stretches for vertex in stretch}
    for number, path in enumerate(graph.paths):
        ended = [*path, -2]
        for index in [index for index, vertex in enumerate(path) if vertex in places]:
            here = places[path[index]]
            here.witnesses.add(number)
            before, behind = ended[index - 1] if index else -1, ended[index + 1]
            here.before[before] = here.before.get(before, 0) + 1
            here.behind[behind] = here.behind.get(behind, 0) + 1
    near = {frozenset(pair) for pair in graph.near}
    moved: dict[int, list[int]] = {}
    for stretch in stretches:
        alive = _join_stretch(stretch, places, near, (apart, decided), place)
        if len(alive) < len(stretch):
            moved[stretch[0]] = _in_order(alive, places)
    return place, _relaid(graph.line, stretches, moved)


def _relaid(line: list[int], stretches: list[list[int]], moved: dict[int, list[int]]) -> list[int]:
    """The line with the places of each stretch instead of its readings."""
    order: list[int] = []
    at = 0
    for stretch in stretches:
        if stretch[0] in moved:
            first = line.index(stretch[0], at)
            order += line[at:first] + moved[stretch[0]]
            at = first + len(stretch)
    return order + line[at:]


def _in_order(alive: list[int], places: dict[int, _Place]) -> list[int]:
    """The places of a stretch so that none stands before one it follows in a witness."""
    order: list[int] = []
    left = list(alive)
    while len(left) > 1:
        waiting = set(left)
        ready = [v for v in left if waiting.isdisjoint(places[v].before)]
        order += ready
        left = [vertex for vertex in left if vertex not in ready]
    return order + left


def _stretches(graph: VariantGraph) -> list[list[int]]:
    """Runs of readings with more than one, between readings that are in no competition."""
    support = Counter(chain.from_iterable(graph.paths))
    full = sum(1 for path in graph.paths if path)
    found: list[list[int]] = []
    _cut(graph.line, support, full, found)
    return found


def _cut(line: Sequence[int], support: Mapping[int, int], full: int, found: list[list[int]]) -> None:
    weak = [index for index, vertex in enumerate(line) if support[vertex] < full]
    start = 0
    for k, index in enumerate(weak, 1):
        if k < len(weak) and weak[k] == index + 1:
            continue
        piece = list(line[weak[start] : index + 1])
        start = k
        if len(piece) > _STRETCH:
            if full > 2:
                _cut(piece, support, full - 1, found)
        elif len(piece) > 1:
            found.append(piece)


def _join_stretch(
    stretch: list[int],
    places: dict[int, _Place],
    near: set[frozenset[int]],
    editor: tuple[Set[frozenset[int]], Set[int]],
    place: list[int],
) -> list[int]:
    """Join the readings of one stretch, the surest two first, until nothing more speaks for it; what names places."""
    alive = list(stretch)
    apart, decided = editor
    linked, forbidden = _among(stretch, near), _among(stretch, apart)
    refused: set[tuple[int, int]] = set()
    while len(alive) > 1:
        best, chosen = _ENOUGH, None
        for a, b in combinations(alive, 2):
            if (a, b) in refused or not places[a].witnesses.isdisjoint(places[b].witnesses):
                continue
            score = _support(places[a], places[b]) + 10 * (frozenset((a, b)) in linked)
            if score > best:
                best, chosen = score, (a, b)
        if chosen is None:
            break
        a, b = chosen
        if frozenset(chosen) in forbidden or not decided.isdisjoint(chosen) or _crossing(a, b, alive, places):
            refused.add(chosen)
            continue
        _merge(a, b, places, place, stretch)
        for pairs in (linked, forbidden):
            if pairs:
                pairs |= _inherited(pairs, a, b)
        alive.remove(b)
        refused = {pair for pair in refused if a not in pair}
    return alive


def _among(stretch: list[int], pairs: Set[frozenset[int]]) -> set[frozenset[int]]:
    """Those of some pairs whose readings both stand in a stretch."""
    return {pair for pair in map(frozenset, combinations(stretch, 2)) if pair in pairs} if pairs else set()


def _inherited(pairs: Set[frozenset[int]], a: int, b: int) -> set[frozenset[int]]:
    """What holds of b, which has become a part of a, said of a."""
    return {frozenset((a, other)) for pair in pairs if b in pair for other in pair - {b}}


def _support(one: _Place, other: _Place) -> float:
    """How much speaks for two readings standing against one another, as a mean over pairs of their witnesses."""
    before = _shared(one.before, other.before)
    behind = _shared(one.behind, other.behind)
    return (_BEFORE * before + _BEHIND * behind) / (len(one.witnesses) * len(other.witnesses))


def _shared(one: dict[int, int], other: dict[int, int]) -> int:
    """How many pairs of witnesses, one of each reading, have the same neighbour."""
    if len(other) < len(one):
        one, other = other, one
    shared = 0
    for name, count in one.items():
        if name in other:
            shared += count * other[name]
    return shared


def _crossing(a: int, b: int, alive: list[int], places: dict[int, _Place]) -> bool:
    """True where two readings cannot stand in one column, since a witness has one after the other."""
    return _ordered(a, b, alive, places) or _ordered(b, a, alive, places)


def _ordered(a: int, b: int, alive: list[int], places: dict[int, _Place]) -> bool:
    """True where some way through the stretch leads from a to b."""
    stack, seen = [a], {a}
    while stack:
        for vertex in places[stack.pop()].behind:
            if vertex == b:
                return True
            if vertex not in seen and vertex in alive:
                seen.add(vertex)
                stack.append(vertex)
    return False


def _merge(a: int, b: int, places: dict[int, _Place], place: list[int], stretch: list[int]) -> None:
    """Let b become a part of a, for itself and for its neighbours."""
    for vertex in stretch:
        if place[vertex] == b:
            place[vertex] = a
        for counted in (places[vertex].before, places[vertex].behind):
            if b in counted:
                counted[a] = counted.get(a, 0) + counted.pop(b)
    one, other = places[a], places[b]
    one.witnesses |= other.witnesses
    for mine, theirs in ((one.before, other.before), (one.behind, other.behind)):
        for name, count in theirs.items():
            mine[name] = mine.get(name, 0) + count
