"""What the machine changed from one of its versions of a document to the next, in the smallest parts that go together.

A part is one element's tags, or the words that changed in one place; parts that make no sense without each other are
one change: the tags of a new turn and the paragraph it holds, an element that moved with its xml:id, words that went
from one paragraph to the next. Entries of the header and the lists are changes of their own.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from tei_edition.encoding.aligning import Pairs
from tei_edition.encoding.scan import Node, Scan


@dataclass(frozen=True, slots=True)
class Hunk:
    """One place: the old tokens [i, j) have become the new tokens [k, m); neither side has a token of the other."""

    i: int
    j: int
    k: int
    m: int
    has_words: bool


@dataclass(slots=True)
class Change:
    """Parts that come in together or not at all.

    Attributes:
        hunks: the places, in reading order.
        gone, new: elements of the old and of the new version.
        gone_words, new_words: word tokens of each.
    """

    hunks: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    gone_words: list[int] = field(default_factory=list)
    new_words: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Delta:
    """Everything the machine changed: places, changes, and the elements (old, new) whose attributes differ.

    `hunk_of_old` and `hunk_of_new` give the place of each token that is not in both versions.
    """

    hunks: list[Hunk]
    changes: list[Change]
    attributes: list[tuple[int, int]]
    hunk_of_old: dict[int, int]
    hunk_of_new: dict[int, int]

    def old_range(self, node: Node) -> tuple[int, int]:
        """The old tokens that a new element has been put around."""
        first, last = self.hunks[self.hunk_of_new[node.open]], self.hunks[self.hunk_of_new[node.close]]
        return first.j, max(first.j, last.i)


def delta(old: Scan, new: Scan, pairs: Pairs) -> Delta:
    """Compare two versions whose tokens have been aligned without moves."""
    known = [(-1, -1), *((k, m) for k, m in enumerate(pairs) if m >= 0), (len(old.tokens), len(new.tokens))]
    hunks = []
    for (i, k), (j, m) in pairwise(known):
        if i + 1 < j or k + 1 < m:
            words = (*old.tokens[i + 1 : j], *new.tokens[k + 1 : m])
            hunks.append(Hunk(i + 1, j, k + 1, m, any(token.kind == "word" for token in words)))
    grouping = _Grouping(old, new, pairs, hunks)
    differ = [
        (k, new.tokens[pairs[node.open]].node)
        for k, node in enumerate(old.nodes)
        if pairs[node.open] >= 0 and node.attributes != new.nodes[new.tokens[pairs[node.open]].node].attributes
    ]
    return Delta(hunks, grouping.changes(), differ, grouping.of_old, grouping.of_new)


Part = tuple[str, int]


class _Grouping:
    def __init__(self, old: Scan, new: Scan, pairs: Pairs, hunks: list[Hunk]) -> None:
        self.old, self.new, self.pairs, self.hunks = old, new, pairs, hunks
        self.of_old = {token: h for h, hunk in enumerate(hunks) for token in range(hunk.i, hunk.j)}
        self.of_new = {token: h for h, hunk in enumerate(hunks) for token in range(hunk.k, hunk.m)}
        self.gone = [k for k, node in enumerate(old.nodes) if node.open in self.of_old]
        self.fresh = [k for k, node in enumerate(new.nodes) if node.open in self.of_new]
        self.leader: dict[Part, Part] = {}

    def changes(self) -> list[Change]:
        """Every part in the change it belongs to, in reading order of the new version."""
        at: dict[int, list[Part]] = {}
        for side, nodes, place, scan in (
            ("gone", self.gone, self.of_old, self.old),
            ("new", self.fresh, self.of_new, self.new),
        ):
            for k in nodes:
                for h in {place[scan.nodes[k].open], place[scan.nodes[k].close]}:
                    at.setdefault(h, []).append((side, k))
        for h, parts in at.items():
            self._join_in(h, parts)
        self._join_ids()
        self._join_moved()
        return self._collect()

    def _join_in(self, h: int, listed: list[Part]) -> None:
        parts = dict.fromkeys(listed)
        if self.hunks[h].has_words:
            for side, k in parts:
                node = self._node((side, k))
                self._join((f"words {node.entry}", h), (side, k))
                if (side, node.parent) in parts:
                    self._join((side, node.parent), (side, k))
            return
        blocks = [part for part in parts if self._node(part).is_block]
        for first, second in pairwise(blocks):
            self._join(first, second)
        for part in parts:
            if part[0] == "gone":
                for other in parts:
                    if other[0] == "new" and self._overlap(part[1], other[1]):
                        self._join(part, other)

    def _overlap(self, gone: int, new: int) -> bool:
        old, node = self.old.nodes[gone], self.new.nodes[new]
        start = self.hunks[self.of_new[node.open]].j
        end = max(start, self.hunks[self.of_new[node.close]].i)
        return start == end or (old.open < end and start <= old.close)

    def _join_ids(self) -> None:
        ids = {self.old.nodes[k].id: k for k in self.gone if self.old.nodes[k].id}
        for k in self.fresh:
            if self.new.nodes[k].id in ids:
                self._join(("gone", ids[self.new.nodes[k].id]), ("new", k))

    def _join_moved(self) -> None:
        """Words that leave one block and come into another beside it are one change: else they could be there twice."""
        worded = [h for h, hunk in enumerate(self.hunks) if hunk.has_words]
        for first, second in pairwise(worded):
            for leaving, coming in ((first, second), (second, first)):
                gone = _by_entry(self.old, range(self.hunks[leaving].i, self.hunks[leaving].j))
                new = _by_entry(self.new, range(self.hunks[coming].k, self.hunks[coming].m))
                for entry in gone.keys() & new.keys():
                    if self._moved(gone[entry], new[entry]):
                        self._join((f"words {entry}", leaving), (f"words {entry}", coming))

    def _moved(self, gone: list[int], new: list[int]) -> bool:
        """Whether most of the fewer words are among the others, and stand in another block."""
        blocks = {self.pairs[self.old.nodes[_block(self.old, token)].open] for token in gone}
        if any(self.new.nodes[_block(self.new, token)].open in blocks for token in new):
            return False
        shared = Counter(_word(self.old, token) for token in gone) & Counter(_word(self.new, token) for token in new)
        return shared.total() * 2 >= min(len(gone), len(new))

    def _node(self, part: Part) -> Node:
        return (self.old if part[0] == "gone" else self.new).nodes[part[1]]

    def _find(self, part: Part) -> Part:
        root = part
        while (up := self.leader.get(root, root)) != root:
            root = up
        while (up := self.leader.get(part, part)) != root:
            self.leader[part], part = root, up
        return root

    def _join(self, first: Part, second: Part) -> None:
        self.leader[self._find(first)] = self._find(second)

    def _collect(self) -> list[Change]:
        found: dict[Part, Change] = {}

        def of(part: Part) -> Change:
            return found.setdefault(self._find(part), Change())

        for h, hunk in enumerate(self.hunks):
            if hunk.has_words:
                for scan, tokens in ((self.old, range(hunk.i, hunk.j)), (self.new, range(hunk.k, hunk.m))):
                    for entry, words in _by_entry(scan, tokens).items():
                        change = of((f"words {entry}", h))
                        (change.new_words if scan is self.new else change.gone_words).extend(words)
                        change.hunks.append(h)
        for k in self.gone:
            node = self.old.nodes[k]
            change = of(("gone", k))
            change.gone.append(k)
            change.hunks += [self.of_old[node.open], self.of_old[node.close]]
        for k in self.fresh:
            node = self.new.nodes[k]
            change = of(("new", k))
            change.new.append(k)
            change.hunks += [self.of_new[node.open], self.of_new[node.close]]
        for change in found.values():
            change.hunks = sorted(set(change.hunks))
        return sorted(found.values(), key=lambda change: change.hunks)


def _by_entry(scan: Scan, tokens: Iterable[int]) -> dict[str, list[int]]:
    """The words among some tokens, by the entry they belong to."""
    found: dict[str, list[int]] = {}
    for k in tokens:
        if scan.tokens[k].kind == "word":
            found.setdefault(scan.nodes[scan.tokens[k].node].entry, []).append(k)
    return found


def _word(scan: Scan, token: int) -> object:
    return scan.tokens[token].key[1]


def _block(scan: Scan, token: int) -> int:
    """The innermost block that holds a token."""
    node = scan.tokens[token].node
    while not scan.nodes[node].is_block:
        node = scan.nodes[node].parent
    return node
