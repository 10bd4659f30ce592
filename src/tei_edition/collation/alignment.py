"""Texts that render one another, such as translations of one source → `Alignment`: which sentences belong together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import groupby, pairwise
from pathlib import Path

from tei_edition.collation.joining import Joiner, Row
from tei_edition.collation.sentences import Block, Passage, Places, marks, passages, phrases
from tei_edition.collation.witness import check_sigla
from tei_edition.errors import EditionError

# A text and one of its paragraphs.
_Node = tuple[int, int]

LEVELS = ("passage", "sentence", "phrase")


@dataclass(frozen=True)
class Alignment:
    """Texts and which of their sentences belong together.

    Attributes:
        sigla: the texts' names, in the order given.
        texts: the texts.
        passages: for each text its sentences, in order.
        rows: what belongs together, in reading order; every sentence stands in one row.
        level: what a passage is, one of `LEVELS`.
    """

    sigla: tuple[str, ...]
    texts: tuple[str, ...]
    passages: tuple[tuple[Passage, ...], ...]
    rows: tuple[Row, ...]
    level: str = "sentence"
    tables: Path | None = field(default=None, repr=False, compare=False)

    def at(self, level: str) -> "Alignment":
        """The alignment of larger or smaller passages, taken from this one of sentences.

        Args:
            level: one of `LEVELS`. Paragraphs belong together where a sentence of one belongs with one of the other;
                phrases only within what sentences do.
        """
        if level == self.level:
            return self
        return _paragraphs(self) if level == "passage" else _phrases(self)


@dataclass(frozen=True)
class Reading:
    """One text to be aligned: its name, its characters, and its paragraphs where these are known."""

    siglum: str
    text: str
    blocks: tuple[Block, ...] | None = None


def align(texts: Mapping[str, str], *, divisions: bool = True, tables: Path | None = None) -> Alignment:
    """Align two or more texts by their sentences.

    Args:
        texts: siglum → text.
        divisions: whether numbers of verses, sections and paragraphs that the texts share part them.
        tables: an edition's folder `tables/`.

    Raises:
        EditionError: fewer than two texts, an empty siglum, or a text without words.
    """
    return align_readings([Reading(siglum, text) for siglum, text in texts.items()], divisions=divisions, tables=tables)


def align_readings(readings: Sequence[Reading], *, divisions: bool = True, tables: Path | None = None) -> Alignment:
    """Align texts whose paragraphs may be known; see `align`."""
    if len(readings) < 2:
        raise EditionError("there are not two texts to align", "name two or more files")
    check_sigla((reading.siglum for reading in readings), ("text", "texts"))
    known = marks(tables)
    found = [tuple(passages(r.siglum, r.text, r.blocks, known)) for r in readings]
    for reading, sentences in zip(readings, found, strict=True):
        if not sentences:
            raise EditionError(f"the text {reading.siglum} has no words", "is it the right file?")
    labels = [[p.division if divisions else None for p in listed] for listed in found]
    sigla, texts = tuple(r.siglum for r in readings), tuple(r.text for r in readings)
    return Alignment(sigla, texts, tuple(found), tuple(Joiner(sigla, texts, tables).rows(found, labels)), tables=tables)


def _paragraphs(alignment: Alignment) -> Alignment:
    """The alignment of paragraphs, verses or lines: groups of those that rows of sentences connect."""
    wholes, places = [], []
    for siglum, text, listed in zip(alignment.sigla, alignment.texts, alignment.passages, strict=True):
        at = Places(siglum, text)
        grouped = [list(group) for _, group in groupby(listed, key=lambda passage: passage.paragraph)]
        spans = [((inside[0].start, inside[-1].end), inside[0].division) for inside in grouped]
        wholes.append(tuple(at.passage(span, division, number) for number, (span, division) in enumerate(spans)))
        places.append([number for number, inside in enumerate(grouped) for _ in inside])
    # By siglum, so that the order in which the texts were given changes nothing.
    ranked = sorted(range(len(wholes)), key=alignment.sigla.__getitem__)
    nodes = [[(k, places[k][n]) for k in ranked for n in row.cells[k]] for row in alignment.rows]
    # What moved connects paragraphs only where nothing else does.
    still = {node for row, inside in zip(alignment.rows, nodes, strict=True) if not row.moved for node in inside}
    groups = _Groups()
    for row, inside in zip(alignment.rows, nodes, strict=True):
        connected = [node for node in inside if not row.moved or node not in still]
        for node in connected:
            groups.join(connected[0], node)
    _close(groups, [len(whole) for whole in wholes])
    members: dict[_Node, list[_Node]] = {}
    scores: dict[_Node, float] = {}
    for row, inside in zip(alignment.rows, nodes, strict=True):
        for node in inside:
            members.setdefault(groups.top(node), []).append(node)
        tops = {groups.top(node) for node in inside}
        if len(tops) == 1:
            scores[min(tops)] = scores.get(min(tops), 0.0) + row.score
    orders = [[groups.top((k, n)) for n in range(len(whole)) if (k, n) in still] for k, whole in enumerate(wholes)]
    rows = [
        Row(
            tuple(tuple(sorted({n for k, n in members[top] if k == text})) for text in range(len(wholes))),
            scores.get(top, 0.0),
            moved=still.isdisjoint(members[top]),
        )
        for top in _in_order(list(members), orders)
    ]
    return Alignment(alignment.sigla, alignment.texts, tuple(wholes), tuple(rows), "passage", alignment.tables)


def _in_order(groups: list[_Node], orders: Sequence[Sequence[_Node]]) -> list[_Node]:
    """Groups as they come, but none before one that some text has before it."""
    place = {group: number for number, group in enumerate(groups)}
    behind: dict[_Node, set[_Node]] = {group: set() for group in groups}
    for order in orders:
        for one, other in pairwise(order):
            if one != other:
                behind[one].add(other)
    waiting = Counter(other for others in behind.values() for other in others)
    ready = [place[group] for group in groups if not waiting[group]]
    found = []
    while ready:
        group = groups[heappop(ready)]
        found.append(group)
        for other in behind[group]:
            waiting[other] -= 1
            if not waiting[other]:
                heappush(ready, place[other])
    return found


def _close(groups: "_Groups", counts: Sequence[int]) -> None:
    """Paragraphs between two of one group are of that group too, so that groups stand in order."""
    before = -1
    while before != groups.joined:
        before = groups.joined
        for k, count in enumerate(counts):
            last: dict[_Node, int] = {}
            for number in range(count):
                first = last.get(groups.top((k, number)), number)
                for between in range(first + 1, number):
                    groups.join((k, number), (k, between))
                last[groups.top((k, number))] = number


class _Groups:
    """Which things are one group (Galler and Fischer 1964)."""

    def __init__(self) -> None:
        self.above: dict[_Node, _Node] = {}
        self.joined = 0

    def top(self, node: _Node) -> _Node:
        """What names the group of a thing."""
        while (above := self.above.setdefault(node, node)) != node:
            self.above[node] = self.above[above]
            node = above
        return node

    def join(self, one: _Node, other: _Node) -> None:
        """Make two groups one."""
        top, below = self.top(one), self.top(other)
        self.joined += top != below
        self.above[below] = top


def _phrases(alignment: Alignment) -> Alignment:
    """The alignment of phrases inside what belongs together as sentences."""
    row_of = [
        {n: number for number, row in enumerate(alignment.rows) for n in row.cells[k]}
        for k in range(len(alignment.sigla))
    ]
    found: list[tuple[Passage, ...]] = []
    labels: list[list[str | None]] = []
    for k, listed in enumerate(alignment.passages):
        at = Places(alignment.sigla[k], alignment.texts[k])
        parts = [
            (at.passage(span, sentence.division, sentence.paragraph), str(row_of[k][n]))
            for n, sentence in enumerate(listed)
            for span in phrases(at.text, sentence.start, sentence.end)
        ]
        found.append(tuple(passage for passage, _ in parts))
        labels.append([label for _, label in parts])
    joiner = Joiner(alignment.sigla, alignment.texts, alignment.tables)
    rows = joiner.rows(found, labels, strict=True)
    return Alignment(alignment.sigla, alignment.texts, tuple(found), tuple(rows), "phrase", alignment.tables)
