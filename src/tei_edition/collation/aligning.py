"""Two sequences of words → which word of one is which of the other.

The first sequence is a variant graph laid out in a line (readings that exclude one another stand side by side), the
second a witness. Long runs of an exact longest common subsequence are anchors; what lies between them is solved by
dynamic programming: a rare word weighs more than a common one, that more than a near match, that more than
punctuation, and neighbours that stay neighbours count extra. Time and memory are bounded for any two texts: a gap too
large for the programming is cut at its rare words first, and what cannot be cut keeps the common subsequence.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, pairwise

from rapidfuzz.distance import Indel, Levenshtein

Pair = tuple[int, int]
# A place in the line, a place in the text, and how many words stand there in both.
Run = tuple[int, int, int]
Box = tuple[int, int, int, int]

# Cells of one dynamic programming; cells up to which the common subsequence is found in one piece.
_CELLS, _WHOLE = 40_000, 200_000_000
# How often a gap is cut inside what was cut before.
_CUTS = 40
# A run of this many words is an anchor; so many words at each of its ends stay open.
_RUN, _OPEN = 4, 1
# Weights are whole numbers, so that equal ones are equal. What it adds that neighbours stay neighbours, and that a
# word stands against another word.
_NEXT, _AGAINST = 300, 50
_PUNCTUATION, _COMMON, _RARE = 350, 1000, 500
# How many places back in the line the reading may stand that another one follows.
_BACK = 24
# Words whose edit distance is at most this share of the longer one's length are near; what a near match weighs.
_NEAR, _NEAR_WEIGHT = 0.4, 900
# Longer words are no words: comparing them letter by letter would take for ever.
LONGEST = 100
# What a number weighs that stands against another number.
_FIGURES = 500


@dataclass
class Vocabulary:
    """The words of all witnesses as numbers, how much each weighs, and which are near to which.

    Attributes:
        near: whether words that differ in a few letters may be near.
        words: the word of each number.
        numbers: the number of each word.
        weights: what each word weighs.
        sizes: how many letters each word has; 0 for what is near to nothing: marks, and what is too long.
        figures: whether it has a figure.
        known: for each word that was compared those it was compared with, and what `nearness` gave.
    """

    near: bool = True
    words: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    weights: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    figures: list[bool] = field(default_factory=list)
    known: dict[int, dict[int, int]] = field(default_factory=dict)

    def number(self, words: Sequence[str]) -> list[int]:
        """The words as numbers; equal words have equal ones."""
        numbers = self.numbers
        for word in dict.fromkeys(words):
            if word not in numbers:
                numbers[word] = len(self.words)
                self.words.append(word)
        return list(map(numbers.__getitem__, words))

    def weigh(self, texts: Sequence[Sequence[int]]) -> None:
        """Set the weight of each word by how often it stands in a text: 1000 for a common one, up to 1500."""
        self.figures = [not word.isalpha() and any(map(str.isdecimal, word)) for word in self.words]
        count: Counter[int] = Counter()
        for text in texts:
            count.update(text)
        shared = max(len(texts), 1)
        self.weights = [
            _COMMON + round(_RARE / max(1.0, count[number] / shared))
            if word.isalnum() or any(map(str.isalnum, word))
            else _PUNCTUATION
            for number, word in enumerate(self.words)
        ]
        self.sizes = [
            len(word) if weight >= _COMMON and len(word) <= LONGEST else 0
            for word, weight in zip(self.words, self.weights, strict=True)
        ]

    def nearness(self, a: int, b: int) -> int:
        """0 where two different words are not near; else what the match weighs, less than an equal word does."""
        of_a = self.known.setdefault(a, {})
        found = of_a.get(b)
        if found is None:
            found = of_a[b] = self.known.setdefault(b, {})[a] = self._compare(a, b)
        return found

    def reach(self, word: int) -> tuple[int, int]:
        """The least and the greatest size that a word near to this one has."""
        if not self.near:
            return 1, 0
        return (0, LONGEST) if self.figures[word] else _reach(self.sizes[word])

    def _compare(self, a: int, b: int) -> int:
        if self.figures[a] and self.figures[b]:
            return _FIGURES
        shorter, longer = self.sizes[a], self.sizes[b]
        if shorter > longer:
            shorter, longer = longer, shorter
        # At the least, the distance is the difference of the lengths.
        limit = int(_NEAR * longer)
        if not shorter or longer < 3 or longer - shorter > limit:
            return 0
        distance = Levenshtein.distance(self.words[a], self.words[b], score_cutoff=limit)
        return round(_NEAR_WEIGHT * (1 - distance / longer)) if distance <= limit else 0


@cache
def _reach(size: int) -> tuple[int, int]:
    """The sizes at which the difference alone is no larger than a near word's distance may be."""
    longer = size
    while longer + 1 - size <= int(_NEAR * (longer + 1)):
        longer += 1
    return (size - int(_NEAR * size) if size >= 3 else 3, longer) if size else (1, 0)


def align(
    line: Sequence[int], text: Sequence[int], vocabulary: Vocabulary, follows: Callable[[int, int], bool]
) -> list[Run]:
    """Align a witness with a graph laid out in a line.

    Args:
        line: the words of the graph's readings, in an order in which every witness can be read.
        text: the words of the witness.
        vocabulary: what the words weigh.
        follows: whether the reading at the second place of the line stands right after that at the first in a witness.

    Returns:
        Runs, rising in the line and in the text; the words of a run of one are equal or near, of a longer one equal.
    """
    runs: list[Run] = []
    at = (0, 0)
    for i, j, length in [*_anchors(line, text), (len(line), len(text), 0)]:
        runs += [(a, b, 1) for a, b in _between(line, text, (at[0], i, at[1], j), vocabulary, follows)]
        if length:
            runs.append((i, j, length))
        at = (i + length, j + length)
    return runs


def _anchors(line: Sequence[int], text: Sequence[int]) -> list[Run]:
    """Runs of equal words that are certain: the inside of long runs of a longest common subsequence."""
    found: list[Run] = []
    for i0, i1, j0, j1 in _pieces(line, text):
        for i, j, length in _common_runs(line, text, (i0, i1, j0, j1)):
            first = 0 if i == j == 0 else _OPEN
            last = 0 if i + length == len(line) and j + length == len(text) else _OPEN
            if length >= _RUN:
                found.append((i + first, j + first, length - first - last))
    return found


def _common_runs(line: Sequence[int], text: Sequence[int], box: Box) -> list[Run]:
    """An exact longest common subsequence inside a box, as runs (place in the line, in the text, length)."""
    i0, i1, j0, j1 = box
    return [
        (i0 + code.src_start, j0 + code.dest_start, code.src_end - code.src_start)
        for code in Indel.opcodes(line[i0:i1], text[j0:j1])
        if code.tag == "equal"
    ]


def _pieces(line: Sequence[int], text: Sequence[int]) -> list[Box]:
    """Cut two long sequences at runs of four words that stand once in each, so that the cost stays near linear."""
    if len(line) * len(text) <= _WHOLE:
        return [(0, len(line), 0, len(text))]
    unique = _chain(_once(_shingles(line), _shingles(text)))
    cuts: list[Pair] = [(0, 0)]
    for i, j in unique:
        if (i - cuts[-1][0]) > 5000 and j > cuts[-1][1]:
            cuts.append((i, j))
    cuts.append((len(line), len(text)))
    boxes: list[Box] = []
    for (i0, j0), (i1, j1) in pairwise(cuts):
        boxes += _bounded((i0, i1, j0, j1))
    return boxes


def _bounded(box: Box, limit: int = 2 * _WHOLE) -> list[Box]:
    """A box as it is, or cut along its diagonal where its common subsequence would take too much memory."""
    i0, i1, j0, j1 = box
    if (i1 - i0) * (j1 - j0) <= limit:
        return [box]
    i, j = (i0 + i1) // 2, (j0 + j1) // 2
    return [*_bounded((i0, i, j0, j), limit), *_bounded((i, i1, j, j1), limit)]


def _shingles(words: Sequence[int]) -> list[tuple[int, ...]]:
    return list(zip(words, words[1:], words[2:], words[3:], strict=False))


def _once(a: Sequence[object], b: Sequence[object]) -> list[Pair]:
    """Where the things stand that stand exactly once in each sequence, by their place in the first."""
    count_a, count_b = Counter(a), Counter(b)
    place = {thing: j for j, thing in enumerate(b) if count_b[thing] == 1}
    return [(i, place[thing]) for i, thing in enumerate(a) if count_a[thing] == 1 and thing in place]


def _chain(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest part of pairs, sorted by their first, whose second rises too (Schensted 1961)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [j]
        ends[at : at + 1] = [index]
    found: list[Pair] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def _between(
    line: Sequence[int],
    text: Sequence[int],
    box: Box,
    vocabulary: Vocabulary,
    follows: Callable[[int, int], bool],
    depth: int = 0,
) -> list[Pair]:
    """Align what lies between two anchors, or between two rare words of a gap that was cut `depth` times."""
    i0, i1, j0, j1 = box
    if i0 == i1 or j0 == j1:
        return []
    plain = _plain(line, text, box, vocabulary)
    if plain:
        return plain
    if (i1 - i0) * (j1 - j0) <= _CELLS:
        return _programmed(line, text, box, vocabulary, follows)
    rare = _chain(_once(line[i0:i1], text[j0:j1])) if depth < _CUTS else []
    if not rare:
        runs = chain.from_iterable(_common_runs(line, text, part) for part in _bounded(box))
        return [(i + k, j + k) for i, j, length in runs for k in range(length)]
    pairs: list[Pair] = []
    at = (i0, j0)
    for i, j in [(i0 + i, j0 + j) for i, j in rare] + [(i1, j1)]:
        pairs += _between(line, text, (at[0], i, at[1], j), vocabulary, follows, depth + 1)
        if i < i1:
            pairs.append((i, j))
        at = (i + 1, j + 1)
    return pairs


def _plain(line: Sequence[int], text: Sequence[int], box: Box, vocabulary: Vocabulary) -> list[Pair]:
    """The alignment of the commonest gap: equal words at its ends, and one word, or none, inside it on either side."""
    i0, i1, j0, j1 = box
    wide, high = i1 - i0 - 2, j1 - j0 - 2
    if not 0 <= wide <= 1 or not 0 <= high <= 1:
        return []
    first, last = line[i0], line[i1 - 1]
    inside = (*line[i0 + 1 : i1 - 1], *text[j0 + 1 : j1 - 1])
    if first != text[j0] or last != text[j1 - 1] or first == last or first in inside or last in inside:
        return []
    ends = (i0, j0), (i1 - 1, j1 - 1)
    if len(inside) == 2 and (inside[0] == inside[1] or (vocabulary.near and vocabulary.nearness(*inside))):
        return [ends[0], (i0 + 1, j0 + 1), ends[1]]
    return [*ends]


def _programmed(
    line: Sequence[int], text: Sequence[int], box: Box, vocabulary: Vocabulary, follows: Callable[[int, int], bool]
) -> list[Pair]:
    """The heaviest alignment inside a box; of equal ones that whose pairs stand furthest to the right.

    `best[i][j]` is the weight of the first i readings against the first j words, `met[i][j]` of those alignments that
    end with a pair of reading i and word j. A pair gains where reading and word follow those of the pair before.
    """
    i0, i1, j0, j1 = box
    words = text[j0:j1]
    above = [0] * (len(words) + 1)
    best = [above]
    met: list[dict[int, int]] = [{}]
    came: dict[Pair, int] = {}
    weights, sizes, nearness, known = vocabulary.weights, vocabulary.sizes, vocabulary.nearness, vocabulary.known
    for i, reading in enumerate(line[i0:i1], 1):
        row, here = [0], {}
        left = 0
        before: list[int] | None = None
        compared, (least, greatest) = known.get(reading, {}), vocabulary.reach(reading)
        for j, word in enumerate(words, 1):
            if word == reading:
                weight = weights[word]
            elif not least <= sizes[word] <= greatest:
                weight = 0
            elif (weight := compared.get(word, -1)) < 0:
                weight = nearness(reading, word)
            diagonal = above[j - 1]
            score = diagonal + _AGAINST
            if weight:
                if before is None:
                    before = _followed(i, i0, follows)
                reached, by = _reached(met, before, j - 1)
                if reached and reached >= diagonal:
                    came[i, j] = by
                    diagonal = reached
                here[j] = matched = weight + diagonal
                if matched > score:
                    score = matched
            # Comparisons, since this is where two long texts spend their time.
            if score > left:
                left = score
            if above[j] > left:
                left = above[j]
            row.append(left)
        best.append(row)
        met.append(here)
        above = row
    return _traced(best, met, came, (i0, j0))


def _followed(i: int, i0: int, follows: Callable[[int, int], bool]) -> list[int]:
    """The readings shortly before reading i which it follows in some witness."""
    return [k for k in range(i - 1, max(0, i - _BACK), -1) if follows(i0 + k - 1, i0 + i - 1)]


def _reached(met: list[dict[int, int]], before: list[int], j: int) -> tuple[int, int]:
    """The heaviest pair of word j with one of some readings, and which that is, with what nearness adds."""
    heaviest, by = 0, 0
    for k in before:
        weight = met[k].get(j)
        if weight is not None and weight + _NEXT > heaviest:
            heaviest, by = weight + _NEXT, k
    return heaviest, by


def _traced(best: list[list[int]], met: list[dict[int, int]], came: dict[Pair, int], start: Pair) -> list[Pair]:
    pairs: list[Pair] = []
    i, j = len(best) - 1, len(best[0]) - 1
    while i and j:
        if met[i].get(j) == best[i][j]:
            while True:
                pairs.append((start[0] + i - 1, start[1] + j - 1))
                by = came.get((i, j))
                if by is None:
                    break
                i, j = by, j - 1
            i, j = i - 1, j - 1
        elif best[i - 1][j] == best[i][j]:
            i -= 1
        elif best[i][j - 1] == best[i][j]:
            j -= 1
        else:
            i, j = i - 1, j - 1
    return pairs[::-1]
