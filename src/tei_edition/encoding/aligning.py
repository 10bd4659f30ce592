"""Which tokens of one version of a document are those of another: longest common subsequence, between known ids.

Elements with an xml:id are found first and in order; what lies between two of them is compared by itself, so that the
time grows with the text and not with its square. An element is the same or it is not: both its tags or none.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from rapidfuzz.distance import LCSseq

from tei_edition.encoding.scan import Node, Scan, Token

# The largest product of lengths that is compared exactly: a second of time and 12 MB at most.
_EXACT = 100_000_000
# How far a tag may be from what is known.
_REACH = 200

Pairs = list[int]


def align(first: Scan, second: Scan, *, moves: bool, known: Iterable[tuple[int, int]] = ()) -> Pairs:
    """For each token of `first` its place in `second`, or -1.

    Args:
        moves: find elements with an xml:id again where they have moved; without it, places only rise.
        known: pairs to build on, so that three versions are aligned alike.
    """
    ids: dict[Hashable, int] = {}
    a = [ids.setdefault(token.key, len(ids)) for token in first.tokens]
    b = [ids.setdefault(token.key, len(ids)) for token in second.tokens]
    loose_a, loose_b = _loose(first, ids), _loose(second, ids)
    pairs = [-1] * len(a)
    _between(a, b, _anchors(first, second, known), pairs)
    _between(loose_a, loose_b, _rising(pairs), pairs)
    _mend(first, second, pairs)
    _keep_whole(first, second, pairs)
    if moves:
        _follow(first, second, (a, b), (loose_a, loose_b), pairs)
        _keep_whole(first, second, pairs)
    else:
        _part_turns(first, second, pairs)
    return pairs


def longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, given in order of their first, whose second rises too."""
    ends: list[int] = []
    last: list[int] = []
    before = [-1] * len(pairs)
    for k, (_, place) in enumerate(pairs):
        at = bisect_left(ends, place)
        before[k] = last[at - 1] if at else -1
        ends[at : at + 1] = [place]
        last[at : at + 1] = [k]
    found = []
    k = last[-1] if last else -1
    while k >= 0:
        found.append(pairs[k])
        k = before[k]
    return found[::-1]


def _loose(scan: Scan, ids: dict[Hashable, int]) -> list[int]:
    """Words as they are, tags by their name and id alone."""
    keys: list[int] = []
    for token in scan.tokens:
        node = scan.nodes[token.node]
        key = token.key if token.kind == "word" else ("loose", token.kind, node.name, node.id, node.entry)
        keys.append(ids.setdefault(key, len(ids)))
    return keys


def _by_id(scan: Scan) -> dict[tuple[str, str], int]:
    """The elements whose xml:id, or what serves an entry as one, stands once: by name and id."""
    named = [(node.name, node.id or _own_entry(scan, node)) for node in scan.nodes]
    once = Counter(named)
    return {key: k for k, key in enumerate(named) if key[1] and once[key] == 1}


def _own_entry(scan: Scan, node: Node) -> str:
    """The key of an entry without xml:id, on the element that has it."""
    held = scan.nodes[node.parent].entry if node.parent >= 0 else ""
    return f"entry {node.entry}" if node.entry not in ("", "*", held) else ""


def _anchors(first: Scan, second: Scan, known: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    places = _by_id(second)
    found = {(first.nodes[k].open, second.nodes[places[key]].open) for key, k in _by_id(first).items() if key in places}
    return longest_rise(sorted(found.union(known), key=lambda pair: (pair[0], -pair[1])))


def _rising(pairs: Pairs) -> list[tuple[int, int]]:
    return [(k, place) for k, place in enumerate(pairs) if place >= 0]


def _between(a: Sequence[int], b: Sequence[int], anchors: list[tuple[int, int]], pairs: Pairs) -> None:
    """Pair the tokens between anchors, and the anchors."""
    i = k = 0
    for j, m in [*anchors, (len(a), len(b))]:
        for x, y in common(a, b, (i, j, k, m)):
            pairs[x] = y
        if j < len(a):
            pairs[j] = m
        i, k = j + 1, m + 1


def common(a: Sequence[int], b: Sequence[int], span: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """The places that the longest common subsequence of a[i:j] and b[k:m] pairs.

    Where that is too much work, it is found for the parts between what stands once in both.
    """
    found: list[tuple[int, int]] = []
    todo = [span]
    while todo:
        i, j, k, m = todo.pop()
        while i < j and k < m and a[i] == b[k]:
            found.append((i, k))
            i, k = i + 1, k + 1
        while i < j and k < m and a[j - 1] == b[m - 1]:
            j, m = j - 1, m - 1
            found.append((j, m))
        if i >= j or k >= m:
            continue
        if (j - i) * (m - k) <= _EXACT:
            for block in LCSseq.opcodes(a[i:j], b[k:m]).as_matching_blocks():
                found += [(i + block.a + n, k + block.b + n) for n in range(block.size)]
            continue
        places = {key: k + n for n, key in enumerate(b[k:m])}
        once_a, once_b = Counter(a[i:j]), Counter(b[k:m])
        alone = [(x, places[a[x]]) for x in range(i, j) if once_a[a[x]] == 1 and once_b[a[x]] == 1]
        for x, y in longest_rise(alone) if alone else ():
            found.append((x, y))
            todo.append((i, x, k, y))
            i, k = x + 1, y + 1
        if alone:
            todo.append((i, j, k, m))
    return found


def _mend(first: Scan, second: Scan, pairs: Pairs) -> None:
    """Where one tag of an element is paired with one of another, pair the second with its fellow, if order allows."""
    taken = {place: k for k, place in enumerate(pairs) if place >= 0}
    for node in first.nodes:
        for known, loose in ((node.open, node.close), (node.close, node.open)):
            if pairs[known] < 0:
                continue
            other = second.nodes[second.tokens[pairs[known]].node]
            wanted = other.close if loose == node.close else other.open
            if pairs[loose] == wanted:
                break
            if wanted not in taken and _neighbour(pairs, loose, -1) < wanted < _neighbour(pairs, loose, 1):
                taken.pop(pairs[loose], None)
                pairs[loose] = wanted
                taken[wanted] = loose
                break


def _neighbour(pairs: Pairs, k: int, step: int) -> int:
    """The place of the nearest paired token on one side; impossible where there is none near."""
    for n in range(k + step, k + step * _REACH, step):
        if not 0 <= n < len(pairs):
            return -1 if step < 0 else len(pairs) + (1 << 40)
        if pairs[n] >= 0:
            return pairs[n]
    return (1 << 40) if step < 0 else -1


def _keep_whole(first: Scan, second: Scan, pairs: Pairs) -> None:
    for node in first.nodes:
        start, end = pairs[node.open], pairs[node.close]
        if start < 0 or end < 0 or second.tokens[start].node != second.tokens[end].node:
            pairs[node.open] = pairs[node.close] = -1


def _part_turns(first: Scan, second: Scan, pairs: Pairs) -> None:
    """A turn with wholly another label is another turn, not the same one with other words in its label."""
    for label in first.nodes:
        place = pairs[label.open]
        if place < 0 or label.name.rpartition(":")[2] != "speaker":
            continue
        other = second.nodes[second.tokens[place].node]
        if _words(first, label) & _words(second, other) or not _words(first, label):
            continue
        turn = first.nodes[label.parent]
        for k in (*range(label.open, label.close + 1), turn.open, turn.close):
            pairs[k] = -1


def _words(scan: Scan, node: Node) -> set[object]:
    return {token.key[1] for token in scan.tokens[node.open : node.close] if _is_word(token)}


def _is_word(token: Token) -> bool:
    return token.kind == "word" and str(token.key[1])[0].isalnum()


def _follow(
    first: Scan, second: Scan, strict: tuple[list[int], list[int]], loose: tuple[list[int], list[int]], pairs: Pairs
) -> None:
    """Pair what stands inside elements of the same id that are not paired yet."""
    taken = set(pairs)
    places = _by_id(second)
    for key, k in sorted(_by_id(first).items(), key=lambda row: row[1]):
        node = first.nodes[k]
        if key not in places or pairs[node.open] >= 0:
            continue
        other = second.nodes[places[key]]
        if other.open in taken:
            continue
        for a, b in (strict, loose):
            left = [n for n in range(node.open, node.close + 1) if pairs[n] < 0]
            right = [n for n in range(other.open, other.close + 1) if n not in taken]
            span = (0, len(left), 0, len(right))
            for x, y in common([a[n] for n in left], [b[n] for n in right], span):
                pairs[left[x]] = right[y]
                taken.add(right[y])
        for n, m in ((node.open, other.open), (node.close, other.close)):
            if pairs[n] < 0 and m not in taken:
                pairs[n] = m
                taken.add(m)
