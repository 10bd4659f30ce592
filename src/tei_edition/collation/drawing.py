"""A collation → its variant graph as GraphML, DOT and SVG."""

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from xml.sax.saxutils import quoteattr

from tei_edition.collation.collation import Collation


@dataclass(frozen=True)
class _Node:
    column: int
    words: str
    normal: str
    witnesses: tuple[int, ...]


@dataclass(frozen=True)
class _Drawn:
    nodes: list[_Node]
    edges: dict[tuple[int, int], list[int]]
    moves: list[tuple[int, int]]


def _drawn(collation: Collation) -> _Drawn:
    """The vertices by column, the first and the last without words, and who goes from which to which."""
    graph = collation.graph
    held: dict[int, list[tuple[int, int]]] = {}
    for number, path in enumerate(graph.paths):
        for index, vertex in enumerate(path):
            held.setdefault(vertex, []).append((number, index))
    place = {vertex: collation.columns[rows[0][0]][rows[0][1]] for vertex, rows in held.items()}
    line = sorted(held, key=lambda vertex: (place[vertex], graph.vocabulary.words[graph.words[vertex]], held[vertex]))
    at = {vertex: index for index, vertex in enumerate(line, 1)}
    everyone = tuple(range(len(collation.witnesses)))
    nodes = [_Node(-1, "", "", everyone)]
    for vertex in line:
        forms = dict.fromkeys(collation.witnesses[n].text[i].strip() for n, i in held[vertex])
        normal = graph.vocabulary.words[graph.words[vertex]]
        nodes.append(_Node(place[vertex], " / ".join(forms), normal, tuple(n for n, _ in held[vertex])))
    nodes.append(_Node(collation.width, "", "", everyone))
    edges: dict[tuple[int, int], list[int]] = {}
    for number, path in enumerate(graph.paths):
        steps = [0, *(at[vertex] for vertex in path), len(nodes) - 1]
        for pair in pairwise(steps):
            edges.setdefault(pair, []).append(number)
    moves = [(at[a], at[b]) for move in collation.transpositions for a, b in zip(move.first, move.second, strict=True)]
    return _Drawn(nodes, dict(sorted(edges.items())), moves)


def _names(collation: Collation, numbers: tuple[int, ...] | list[int]) -> str:
    return ", ".join(collation.sigla[number] for number in numbers)


def as_graphml(collation: Collation) -> str:
    """GraphML (graphml.graphdrawing.org) with column, words, normal form and witnesses; moved words are linked."""
    drawn = _drawn(collation)
    keys = [
        ("node", "column", "int"),
        ("node", "t", "string"),
        ("node", "n", "string"),
        ("node", "witnesses", "string"),
        ("edge", "type", "string"),
        ("edge", "witnesses", "string"),
    ]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    for domain, name, kind in keys:
        lines.append(f'  <key id="{domain}-{name}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>')
    lines.append('  <graph id="collation" edgedefault="directed">')
    for number, node in enumerate(drawn.nodes):
        data = {
            "column": str(node.column),
            "t": node.words,
            "n": node.normal,
            "witnesses": _names(collation, node.witnesses),
        }
        lines.append(f'    <node id="n{number}">{_data("node", data)}</node>')
    number = 0
    for (a, b), held in drawn.edges.items():
        data = {"type": "path", "witnesses": _names(collation, held)}
        lines.append(f'    <edge id="e{number}" source="n{a}" target="n{b}">{_data("edge", data)}</edge>')
        number += 1
    for a, b in drawn.moves:
        data = {"type": "transposition"}
        lines.append(
            f'    <edge id="e{number}" source="n{a}" target="n{b}" directed="false">{_data("edge", data)}</edge>'
        )
        number += 1
    return "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n"


def _data(domain: str, values: dict[str, str]) -> str:
    return "".join(f'<data key="{domain}-{key}">{escape(value, quote=False)}</data>' for key, value in values.items())


def as_dot(collation: Collation) -> str:
    """DOT, for Graphviz: columns side by side, moved words by dashed lines."""
    drawn = _drawn(collation)
    lines = ["digraph collation {", "  rankdir=LR;", "  node [shape=box];"]
    for number, node in enumerate(drawn.nodes):
        shape = "" if node.words else " shape=point"
        lines.append(f"  n{number} [label={_quoted(node.words)}{shape}];")
    for (a, b), held in drawn.edges.items():
        lines.append(f"  n{a} -> n{b} [label={_quoted(_names(collation, held))}];")
    lines += [f"  n{a} -> n{b} [style=dashed dir=both constraint=false];" for a, b in drawn.moves]
    ranks: dict[int, list[int]] = {}
    for number, node in enumerate(drawn.nodes):
        ranks.setdefault(node.column, []).append(number)
    for numbers in ranks.values():
        if len(numbers) > 1:
            lines.append("  {rank=same; " + "; ".join(f"n{number}" for number in numbers) + "}")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_ROW, _GAP, _LETTER = 44, 46, 8.5


def as_svg(collation: Collation) -> str:
    """The graph as a picture: one column a rank, readings below one another, moved words by dashed lines."""
    drawn = _drawn(collation)
    width: dict[int, float] = {}
    for node in drawn.nodes:
        width[node.column] = max(width.get(node.column, 0), 14 + _LETTER * len(node.words))
    left: dict[int, float] = {}
    at = 20.0
    for column in sorted(width):
        left[column] = at
        at += width[column] + _GAP
    rows: dict[int, int] = {}
    spot: list[tuple[float, float, float]] = []
    for node in drawn.nodes:
        row = rows.get(node.column, 0)
        rows[node.column] = row + 1
        spot.append((left[node.column], 40.0 + _ROW * row, 14 + _LETTER * len(node.words)))
    height = 40 + _ROW * max(rows.values()) + 10
    title = escape("Variant graph of " + ", ".join(collation.sigla))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {at:.0f} {height}" width="{at:.0f}" height="{height}"'
        f' role="img" aria-label={quoteattr("Variant graph of " + ", ".join(collation.sigla))}'
        ' font-family="serif" font-size="14">',
        f"<title>{title}</title>",
    ]
    for (a, b), held in drawn.edges.items():
        (xa, ya, wa), (xb, yb, _) = spot[a], spot[b]
        middle = (xa + wa + xb) / 2
        names = escape(_names(collation, held))
        parts.append(
            f'<path d="M{xa + wa:.1f} {ya:.1f} C{middle:.1f} {ya:.1f} {middle:.1f} {yb:.1f} {xb:.1f} {yb:.1f}"'
            f' fill="none" stroke="#555"><title>{names}</title></path>'
        )
    for a, b in drawn.moves:
        (xa, ya, wa), (xb, yb, wb) = spot[a], spot[b]
        parts.append(
            f'<path d="M{xa + wa / 2:.1f} {ya - 12:.1f} Q{(xa + xb) / 2:.1f} 4 {xb + wb / 2:.1f} {yb - 12:.1f}"'
            ' fill="none" stroke="#a33" stroke-dasharray="4 3"/>'
        )
    for node, (x, y, w) in zip(drawn.nodes, spot, strict=True):
        names = escape(_names(collation, node.witnesses))
        parts.append(
            f'<g><title>{names}</title><rect x="{x:.1f}" y="{y - 12:.1f}" width="{w:.1f}" height="24" rx="4"'
            f' fill="#fff" stroke="#333"/><text x="{x + w / 2:.1f}" y="{y + 5:.1f}" text-anchor="middle">'
            f"{escape(node.words)}</text></g>"
        )
    return "\n".join([*parts, "</svg>"]) + "\n"
