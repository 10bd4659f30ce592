"""The three versions of a document side by side: what the machine wrote, what it writes now, what people made of it.

Says which token of one is which of another, and which words people have tagged, untagged or tagged otherwise.
"""

from tei_edition.encoding.aligning import align
from tei_edition.encoding.changes import delta
from tei_edition.encoding.scan import Node, Scan

# What the machine says about a tag, as against what the tag says.
BOOKKEEPING = frozenset(("resp", "cert", "ana"))
_NAMES = frozenset(("persName", "placeName", "orgName", "name", "rs", "date", "time"))


class Versions:
    """`base`, `mine` and `yours`, read and aligned.

    Attributes:
        delta: what the machine changed from base to mine.
        kept: for each token of base its place in yours, or -1.
        origin: for each token of yours its place in base, or -1: then it is a person's.
        same: for each token of mine its place in yours, or -1.
        mine_to_base: for elements of mine those of base that they were.
        going: elements of yours that the machine no longer has.
        ids: elements of yours by xml:id.
        touched: kinds and tokens of yours that a person has tagged, or tagged otherwise.
        untagged: kinds and tokens of base that a person has untagged.
    """

    def __init__(self, base: Scan, mine: Scan, yours: Scan) -> None:
        self.base, self.mine, self.yours = base, mine, yours
        pairs = align(base, mine, moves=False)
        # From yours to mine as from base to mine: of two paragraphs that changed places the same one has moved.
        self.same = [-1] * len(mine.tokens)
        for k, place in enumerate(align(yours, mine, moves=False)):
            if place >= 0:
                self.same[place] = k
        shared = [(k, self.same[m]) for k, m in enumerate(pairs) if m >= 0 and self.same[m] >= 0]
        self.kept = align(base, yours, moves=True, known=shared)
        self.delta = delta(base, mine, pairs)
        self._forget_what_moved()
        self.origin = [-1] * len(yours.tokens)
        for k, place in enumerate(self.kept):
            if place >= 0:
                self.origin[place] = k
        self.mine_to_base = {
            mine.tokens[pairs[node.open]].node: k for k, node in enumerate(base.nodes) if pairs[node.open] >= 0
        }
        # What the machine takes away itself is no hindrance to what it puts around.
        self.going = {
            yours.tokens[self.kept[node.open]].node
            for node in base.nodes
            if node.open in self.delta.hunk_of_old and self.kept[node.open] >= 0
        }
        self.ids = {node.id: k for k, node in enumerate(yours.nodes) if node.id}
        self._mark_touched()

    def _forget_what_moved(self) -> None:
        """A token that stands where the machine has it now is not the one it had elsewhere before."""
        claimed: set[int] = set()
        for change in self.delta.changes:
            places = {self.same[token] for token in change.new_words}
            if -1 not in places:
                claimed |= places
                claimed |= {self.same[self.mine.nodes[k].open] for k in change.new}
                claimed |= {self.same[self.mine.nodes[k].close] for k in change.new}
        claimed -= {-1}
        for token in self.delta.hunk_of_old:
            if self.kept[token] in claimed:
                self.kept[token] = -1

    def _mark_touched(self) -> None:
        """The words that a person has tagged, untagged or tagged otherwise: by token of yours and of base."""
        self.touched: set[tuple[str, int]] = set()
        self.untagged: set[tuple[str, int]] = set()
        for node in self.yours.nodes:
            origin = self.origin[node.open]
            is_theirs = origin < 0 or self.base_node(origin).attributes != node.attributes
            if is_theirs and not node.is_block:
                self.touched |= {(kind_of(node), t) for t in range(node.open + 1, node.close)}
        for node in self.base.nodes:
            if self.kept[node.open] < 0 and not node.is_block:
                self.untagged |= {(kind_of(node), t) for t in range(node.open + 1, node.close)}
        self.touched_words = {t for _, t in self.touched}
        self.untagged_words = {t for _, t in self.untagged}

    def base_node(self, token: int) -> Node:
        """The element of base that a token belongs to."""
        return self.base.nodes[self.base.tokens[token].node]

    def yours_of(self, node: Node) -> Node | None:
        """The person's element that an element of base has become."""
        place = self.kept[node.open]
        return self.yours.nodes[self.yours.tokens[place].node] if place >= 0 else None

    def written(self, first: int, last: int) -> str:
        """What stands in mine from one token to another."""
        return self.mine.text[self.mine.tokens[first].start : self.mine.tokens[last].end]

    def near(self, token: int) -> int:
        """The token of yours nearest to a token of base."""
        for k in range(min(token, len(self.kept) - 1), -1, -1):
            if self.kept[k] >= 0:
                return self.kept[k] if k == token else min(self.kept[k] + 1, len(self.yours.tokens) - 1)
        return 0

    def around(self, first: int, last: int) -> str:
        """What stands in yours between what was before and after some tokens of base."""
        start, end = first - 1, last + 1
        while start >= 0 and self.kept[start] < 0:
            start -= 1
        while end < len(self.kept) and self.kept[end] < 0:
            end += 1
        left = self.yours.tokens[self.kept[start]].end if start >= 0 else 0
        right = self.yours.tokens[self.kept[end]].start if end < len(self.kept) else len(self.yours.text)
        return self.yours.text[left:right]


def kind_of(node: Node) -> str:
    """What a tag competes with: names and dates with each other, others with their like."""
    return "name" if node.name in _NAMES else node.name


def reading_of(node: Node) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What a tag says, without who says it."""
    return node.name, tuple(sorted((key, value) for key, value in node.attributes.items() if key not in BOOKKEEPING))


def differ(first: Node, second: Node, key: str) -> bool:
    """Whether two elements say otherwise in an attribute."""
    return first.attributes.get(key) != second.attributes.get(key)
