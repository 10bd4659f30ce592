"""How far witnesses are from one another, and a tree of them: neighbour joining (Saitou and Nei 1987), NEXUS, Newick.

The distance of two witnesses is the share of their places of variation in which they differ, those left out that are a
matter of case or punctuation. It says how alike they are, not which was copied from which.
"""

import re

from tei_edition.collation.collation import Collation
from tei_edition.collation.units import Unit

_SMALL = frozenset(("case", "punctuation"))


def places(collation: Collation) -> list[Unit]:
    """The places of variation that count."""
    return [place for place in collation.units if place.varies and len(place.groups) > 1 and not _is_small(place)]


def _is_small(place: Unit) -> bool:
    return all(reading.kind in _SMALL for reading in place.readings[1:])


def states(collation: Collation) -> list[list[int]]:
    """For each witness the number of its reading in each place that counts, from 0; its spellings are one."""
    rows: list[list[int]] = [[] for _ in collation.witnesses]
    for place in places(collation):
        for number, group in enumerate(place.groups):
            for reading in group:
                for witness in reading.witnesses:
                    rows[witness].append(number)
    return rows


def distances(collation: Collation) -> list[list[float]]:
    """The distance of each witness from each, 0 to 1."""
    rows = states(collation)
    return [[sum(a != b for a, b in zip(x, y, strict=True)) / max(len(x), 1) for y in rows] for x in rows]


def newick(collation: Collation) -> str:
    """The tree of the witnesses in Newick's form, with lengths."""
    return _joined(distances(collation), [_label(siglum) for siglum in collation.sigla]) + ";\n"


def _joined(matrix: list[list[float]], names: list[str]) -> str:
    """Neighbour joining; of pairs equally good the one whose names come first."""
    nodes = list(range(len(names)))
    label = dict(enumerate(names))
    first = dict(enumerate(names))
    distance = {(a, b): matrix[a][b] for a in nodes for b in nodes}
    while len(nodes) > 3:
        total = {a: sum(distance[a, b] for b in nodes) for a in nodes}
        count = len(nodes) - 2
        a, b = min(
            ((a, b) for k, a in enumerate(nodes) for b in nodes[k + 1 :]),
            key=lambda p: (round(count * distance[p] - total[p[0]] - total[p[1]], 9), *sorted(first[n] for n in p)),
        )
        if first[b] < first[a]:
            a, b = b, a
        to_a = distance[a, b] / 2 + (total[a] - total[b]) / (2 * count)
        new = len(label)
        label[new] = f"({label[a]}:{max(to_a, 0):.6f},{label[b]}:{max(distance[a, b] - to_a, 0):.6f})"
        first[new] = min(first[a], first[b])
        nodes = [node for node in nodes if node not in (a, b)]
        for node in nodes:
            distance[new, node] = distance[node, new] = (distance[a, node] + distance[b, node] - distance[a, b]) / 2
        distance[new, new] = 0.0
        nodes.append(new)
    if len(nodes) == 3:
        return f"({','.join(_last(node, nodes, distance, label) for node in sorted(nodes, key=first.__getitem__))})"
    if len(nodes) == 1:
        return f"({label[nodes[0]]})"
    a, b = sorted(nodes, key=lambda node: first[node])
    return f"({label[a]}:{distance[a, b] / 2:.6f},{label[b]}:{distance[a, b] / 2:.6f})"


def _last(node: int, nodes: list[int], distance: dict[tuple[int, int], float], label: dict[int, str]) -> str:
    """One of the three nodes that meet in the middle of the tree, with its length."""
    a, b = (other for other in nodes if other != node)
    length = (distance[node, a] + distance[node, b] - distance[a, b]) / 2
    return f"{label[node]}:{max(length, 0):.6f}"


def _label(siglum: str) -> str:
    return siglum if re.fullmatch(r"\w+", siglum) else "'" + siglum.replace("'", "''") + "'"


_STATES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def nexus(collation: Collation) -> str:
    """Readings as characters, distances and tree, for phylogenetic tools (Maddison, Swofford and Maddison 1997).

    A reading beyond the thirty-sixth of a place is written as unknown.
    """
    rows = states(collation)
    labels = [_label(siglum) for siglum in collation.sigla]
    width = max(map(len, labels))
    count = len(rows[0])
    symbols = _STATES[: max(2, min(len(_STATES), 1 + max((state for row in rows for state in row), default=1)))]
    lines = [
        "#NEXUS",
        "BEGIN TAXA;",
        f"  DIMENSIONS NTAX={len(labels)};",
        f"  TAXLABELS {' '.join(labels)};",
        "END;",
        "BEGIN CHARACTERS;",
        f"  DIMENSIONS NCHAR={count};",
        f'  FORMAT DATATYPE=STANDARD MISSING=? GAP=- SYMBOLS="{symbols}";',
        "  MATRIX",
        *(
            f"    {label:{width}} {''.join(_STATES[s] if s < len(_STATES) else '?' for s in row)}"
            for label, row in zip(labels, rows, strict=True)
        ),
        "  ;",
        "END;",
        "BEGIN DISTANCES;",
        "  FORMAT TRIANGLE=BOTH DIAGONAL LABELS=LEFT;",
        "  MATRIX",
        *(
            f"    {label:{width}} {' '.join(f'{value:.6f}' for value in row)}"
            for label, row in zip(labels, distances(collation), strict=True)
        ),
        "  ;",
        "END;",
        "BEGIN TREES;",
        f"  TREE neighbour_joining = [&U] {newick(collation)}".rstrip("\n"),
        "END;",
    ]
    return "\n".join(lines) + "\n"
