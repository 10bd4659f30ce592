"""Witnesses → a variant graph: a vertex for each reading, an edge where a witness goes from one to the next.

Witnesses join the graph one by one, each against the whole graph (Schmidt and Colomb 2009; Lee, Grasso and Sharlow
2002). Which comes next is decided by likeness and content alone, so that the order in which they are given changes
nothing. Readings of one place, near matches and substitutions, stay vertices of their own; `columns.py` finds later
which of them stand against one another.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from tei_edition.collation.aligning import Pair, Run, Vocabulary, align
from tei_edition.collation.witness import Witness


def edge(a: int, b: int) -> int:
    """Two vertices as one number: a graph has many pairs of them."""
    return a << 32 | b


def ends(edges: Iterable[int]) -> Iterator[Pair]:
    """The pairs of vertices that `edge` made numbers of."""
    return ((number >> 32, number & 0xFFFFFFFF) for number in edges)


@dataclass
class VariantGraph:
    """A variant graph.

    Attributes:
        vocabulary: the words as numbers.
        words: the word of each vertex.
        line: the vertices in an order in which every witness can be read.
        paths: for each witness, in the order given, the vertex of each of its tokens.
        near: pairs of vertices that were aligned as near matches.
        edges: vertices that follow one another in a witness, as `edge` makes one number of them.
    """

    vocabulary: Vocabulary
    words: list[int] = field(default_factory=list)
    line: list[int] = field(default_factory=list)
    paths: list[list[int]] = field(default_factory=list)
    near: list[Pair] = field(default_factory=list)
    edges: set[int] = field(default_factory=set)

    def add(self, number: int, text: Sequence[int]) -> None:
        """Let witness `number` join with its words."""
        line, edges = self.line, self.edges
        spelled = [self.words[vertex] for vertex in line]
        runs = align(spelled, text, self.vocabulary, lambda i, j: (line[i] << 32 | line[j]) in edges)
        path = [-1] * len(text)
        partner: dict[int, int] = {}
        for i, j, length in runs:
            if spelled[i] == text[j]:
                path[j : j + length] = line[i : i + length]
            else:
                partner[j] = line[i]
        self._weave(path, text, runs)
        self.near += [(vertex, path[j]) for j, vertex in partner.items()]
        self.paths[number] = path
        edges.update([a << 32 | b for a, b in pairwise(path)])

    def _weave(self, path: list[int], text: Sequence[int], runs: Sequence[Run]) -> None:
        """Give unmatched tokens vertices and lay them into the line, each beside what it stands against."""
        line: list[int] = []
        old = self.line
        i = j = 0
        for to_i, to_j, length in [*runs, (len(old), len(text), 0)]:
            if to_i > i or to_j > j:
                skipped, new = old[i:to_i], self._vertices(path, text, j, to_j)
                shared = min(len(skipped), len(new))
                if shared:
                    line += chain.from_iterable(zip(skipped, new, strict=False))
                line += skipped[shared:] or new[shared:]
            line += old[to_i : to_i + length]
            if length and path[to_j] < 0:
                line += self._vertices(path, text, to_j, to_j + 1)
            i, j = to_i + length, to_j + length
        self.line = line

    def _vertices(self, path: list[int], text: Sequence[int], start: int, stop: int) -> list[int]:
        """New vertices for some words of a text (half-open)."""
        new = list(range(len(self.words), len(self.words) + stop - start))
        self.words += text[start:stop]
        path[start:stop] = new
        return new


def build(witnesses: Sequence[Witness], near: bool = True) -> VariantGraph:
    """Collate witnesses into a variant graph.

    Args:
        witnesses: in any order; a witness may be empty.
        near: whether words that differ in a few letters may be aligned.
    """
    vocabulary = Vocabulary(near)
    texts = [vocabulary.number(witness.normal) for witness in witnesses]
    vocabulary.weigh(texts)
    graph = VariantGraph(vocabulary, paths=[[] for _ in witnesses])
    alike: dict[tuple[int, ...], int] = {}
    for number in order(witnesses, texts):
        key = tuple(texts[number])
        if key in alike:
            graph.paths[number] = list(graph.paths[alike[key]])
        else:
            alike[key] = number
            graph.add(number, texts[number])
    return graph


def order(witnesses: Sequence[Witness], texts: Sequence[Sequence[int]]) -> list[int]:
    """The order in which witnesses join: the two most alike first, then always the one most like one of those joined.

    What is equally alike is told apart by its normal forms, then by its characters, then by its siglum.
    """
    rank = sorted(range(len(witnesses)), key=lambda k: (witnesses[k].normal, witnesses[k].text, witnesses[k].siglum))
    if len(rank) < 3:
        return rank
    words = [frozenset(texts[k]) for k in rank]
    pairs = [frozenset(pairwise(texts[k])) for k in rank]
    count = len(rank)
    likeness = [[(_dice(words[a], words[b]), _dice(pairs[a], pairs[b])) for b in range(count)] for a in range(count)]
    first = max(
        ((a, b) for a in range(count) for b in range(a + 1, count)), key=lambda pair: likeness[pair[0]][pair[1]]
    )
    joined = list(first)
    closest = [max(likeness[a][b] for b in joined) for a in range(count)]
    left = [a for a in range(count) if a not in joined]
    while left:
        chosen = max(left, key=lambda a: closest[a])
        left.remove(chosen)
        joined.append(chosen)
        for a in left:
            closest[a] = max(closest[a], likeness[a][chosen])
    return [rank[a] for a in joined]


def _dice(a: frozenset[object], b: frozenset[object]) -> float:
    """Likeness of two sets, 0 to 1 (Dice 1945)."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0
