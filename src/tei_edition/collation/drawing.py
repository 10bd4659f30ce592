"""A collation → its variant graph as GraphML, DOT and SVG."""

import json
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any
from unicodedata import east_asian_width
from xml.sax.saxutils import quoteattr

from tei_edition.collation.collation import Collation


@dataclass(frozen=True)
class _Node:
    column: int
    words: str
    normal: str
    witnesses: tuple[int, ...]
    properties: tuple[tuple[str, str], ...] = ()


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
    words = graph.vocabulary.words
    # The readings most witnesses have come first: they make a straight line.
    line = sorted(held, key=lambda v: (place[v], -len(held[v]), words[graph.words[v]], held[v]))
    at = {vertex: index for index, vertex in enumerate(line, 1)}
    everyone = tuple(range(len(collation.witnesses)))
    nodes = [_Node(-1, "", "", everyone)]
    for vertex in line:
        forms = dict.fromkeys(collation.witnesses[n].text[i].strip() for n, i in held[vertex])
        normal = words[graph.words[vertex]]
        own = tuple(_properties(collation, held[vertex]).items())
        nodes.append(_Node(place[vertex], " / ".join(forms), normal, tuple(n for n, _ in held[vertex]), own))
    nodes.append(_Node(collation.width, "", "", everyone))
    edges: dict[tuple[int, int], list[int]] = {}
    for number, path in enumerate(graph.paths):
        steps = [0, *(at[vertex] for vertex in path), len(nodes) - 1]
        for pair in pairwise(steps):
            edges.setdefault(pair, []).append(number)
    moves = [(at[a], at[b]) for move in collation.transpositions for a, b in zip(move.first, move.second, strict=True)]
    return _Drawn(nodes, dict(sorted(edges.items())), moves)


def _properties(collation: Collation, held: list[tuple[int, int]]) -> dict[str, str]:
    """What the tokens of a vertex carry besides: for each property JSON with the value each witness has."""
    found: dict[str, dict[str, Any]] = {}
    for number, index in held:
        witness = collation.witnesses[number]
        for name, value in witness.properties[index].items() if witness.properties else ():
            found.setdefault(name, {})[witness.siglum] = value
    return {name: json.dumps(found[name], ensure_ascii=False) for name in sorted(found)}


def _names(collation: Collation, numbers: tuple[int, ...] | list[int]) -> str:
    return ", ".join(collation.sigla[number] for number in numbers)


def as_graphml(collation: Collation) -> str:
    """GraphML (graphml.graphdrawing.org) with column, words, normal form and witnesses; moved words are linked.

    A property that tokens carry is a key of its name, its value a JSON object: siglum → value.
    """
    drawn = _drawn(collation)
    keys = [
        ("node", "column", "int"),
        ("node", "t", "string"),
        ("node", "n", "string"),
        ("node", "witnesses", "string"),
        ("edge", "type", "string"),
        ("edge", "witnesses", "string"),
    ]
    own = sorted({name for node in drawn.nodes for name, _ in node.properties})
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    for domain, name, kind in keys:
        lines.append(f'  <key id="{domain}-{name}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>')
    for key, name in enumerate(own):
        lines.append(f'  <key id="own-{key}" for="node" attr.name={quoteattr(name)} attr.type="string"/>')
    lines.append('  <graph id="collation" edgedefault="directed">')
    for number, node in enumerate(drawn.nodes):
        data = {
            "column": str(node.column),
            "t": node.words,
            "n": node.normal,
            "witnesses": _names(collation, node.witnesses),
        }
        more = _data("own", {str(own.index(name)): value for name, value in node.properties})
        lines.append(f'    <node id="n{number}">{_data("node", data)}{more}</node>')
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


# Pixels: from row to row, from column to column, a letter, a letter of an edge's sigla.
_ROW, _GAP, _LETTER, _SMALL = 44, 64, 8.5, 5.5
_TOP = 40.0


def as_svg(collation: Collation) -> str:
    """The graph as a picture: one column a rank, readings below one another, moved words by dashed lines.

    An edge that passes columns by goes below the readings there; one that not all witnesses take names those that do.
    """
    drawn = _drawn(collation)
    width: dict[int, float] = {}
    for node in drawn.nodes:
        width[node.column] = max(width.get(node.column, 0), _breadth(node.words))
    left: dict[int, float] = {}
    at = 20.0
    for column in sorted(width):
        left[column] = at
        at += width[column] + _GAP
    rows = dict.fromkeys(width, 0)
    spot: list[tuple[float, float, float]] = []
    for node in drawn.nodes:
        spot.append((left[node.column], _TOP + _ROW * rows[node.column], _breadth(node.words)))
        rows[node.column] += 1
    paths = [_edge(drawn, spot, rows, ends, _names(collation, held)) for ends, held in drawn.edges.items()]
    height = _TOP + _ROW * max(rows.values()) + 10
    title = "Variant graph of " + ", ".join(collation.sigla)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {at:.0f} {height:.0f}" width="{at:.0f}"'
        f' height="{height:.0f}" role="img" aria-label={quoteattr(title)} font-family="serif" font-size="14">',
        f"<title>{escape(title)}</title>",
        *paths,
    ]
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


def _breadth(words: str) -> float:
    """How wide a reading is drawn; signs of Chinese, Japanese and Korean are as wide as they are high."""
    return 14 + sum(15 if east_asian_width(letter) in "WF" else _LETTER for letter in words)


def _edge(
    drawn: _Drawn, spot: list[tuple[float, float, float]], rows: dict[int, int], ends: tuple[int, int], names: str
) -> str:
    """One edge, below the readings it passes by, whose columns it then takes a row of; who takes it, if not all do."""
    (xa, ya, wa), (xb, yb, _) = spot[ends[0]], spot[ends[1]]
    first, last = (drawn.nodes[end].column for end in ends)
    passed = range(first + 1, last)
    start, half = xa + wa, _GAP / 2
    if passed:
        row = max(rows[column] for column in passed)
        rows.update(dict.fromkeys(passed, row + 1))
        y = _TOP + _ROW * row
        x = (start + xb) / 2
        down = f"C{start + half:.1f} {ya:.1f} {start + half:.1f} {y:.1f} {start + _GAP:.1f} {y:.1f}"
        up = f"C{xb - half:.1f} {y:.1f} {xb - half:.1f} {yb:.1f} {xb:.1f} {yb:.1f}"
        way = f"{down} L{xb - _GAP:.1f} {y:.1f} {up}"
    else:
        x, y = (start + xb) / 2, (ya + yb) / 2
        way = f"C{x:.1f} {ya:.1f} {x:.1f} {yb:.1f} {xb:.1f} {yb:.1f}"
    path = f'<path d="M{start:.1f} {ya:.1f} {way}" fill="none" stroke="#555"><title>{escape(names)}</title></path>'
    if len(drawn.edges[ends]) == len(drawn.nodes[0].witnesses):
        return path
    shown = names if _SMALL * len(names) < _GAP else f"{len(drawn.edges[ends])} witnesses"
    return (
        f'{path}<text x="{x:.1f}" y="{y - 4:.1f}" font-size="10" text-anchor="middle" paint-order="stroke"'
        f' stroke="#fff" stroke-width="3">{escape(shown)}</text>'
    )
