"""Two texts as sentences → how much speaks for some sentences of one being a rendering of some of the other.

Everything is a logarithm of odds: how much likelier the words are if they render those sentences than if they were
written for themselves (after Moore 2002, with equal words and stems instead of a dictionary). A rare word that both
have says more than a common one; a name or number that only one has speaks against. How often a word is kept is counted
in the texts themselves. To this comes what lengths say (Gale and Church 1993).
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

# A word is compared by so many of its first letters, so that its endings do not count.
STEM = 5
# How often a rendering keeps a word, a name, a number, before the texts have been counted.
WORD, NAME, NUMBER = 0, 1, 2
_KEPT = (0.4, 0.6, 0.6)
# Variance of the difference of lengths for each character (Gale and Church 1993), and what is added to the variance of
# the logarithm of the ratio; the variance of that between sentences that have nothing to do with one another.
_VARIANCE, _LEAST, _APART = 6.8, 0.02, 0.5
# The most that lengths may speak against.
_WORST = -8.0
# What two sentences of the same words, in the same numbers, gain.
_SAME = 6.0


@dataclass(frozen=True)
class Sentence:
    """What of a sentence is compared.

    Attributes:
        words: how often each word stands in it, words as numbers.
        size: how many words it has.
        length: how many characters.
        ends: whether it is the last of its paragraph.
    """

    words: Mapping[int, int]
    size: int
    length: int
    ends: bool


@dataclass
class Lexicon:
    """The words of all texts as numbers, and the kind of each: `WORD`, `NAME` or `NUMBER`."""

    numbers: dict[str, int] = field(default_factory=dict)
    kinds: list[int] = field(default_factory=list)

    def number(self, word: str, kind: int) -> int:
        """The number of a word; it has the kind with which it came first."""
        known = self.numbers.setdefault(word, len(self.kinds))
        if known == len(self.kinds):
            self.kinds.append(kind)
        return known


class Likeness:
    """How sentences of one text speak for being a rendering of sentences of another.

    Args:
        given: the sentences of one text.
        made: the sentences of the other.
        kinds: the kind of each word.
        kept: how often a rendering keeps a word of each kind.
    """

    def __init__(
        self,
        given: Sequence[Sentence],
        made: Sequence[Sentence],
        kinds: Sequence[int],
        kept: Sequence[float] = _KEPT,
    ) -> None:
        self.given, self.made, self.kinds = given, made, kinds
        count = (_counted(given), _counted(made))
        total = sum(count[0].values()) + sum(count[1].values())
        shared = count[0].keys() & count[1].keys()
        # Of a word that both texts have: what its absence says, and what its share, twice that of chance, is times.
        self.absent = {word: math.log1p(-kept[kinds[word]]) for word in shared}
        self.present = {
            word: kept[kinds[word]] / (1 - kept[kinds[word]]) * total / (count[0][word] + count[1][word])
            for word in shared
        }
        self.stretch = math.log((sum(s.length for s in made) + 1) / (sum(s.length for s in given) + 1))
        self.bare = [self._bare(sentence) for sentence in given], [self._bare(sentence) for sentence in made]

    def _bare(self, sentence: Sentence) -> float:
        """What the words of a sentence say if none of them stands on the other side."""
        absent = self.absent
        return sum([times * absent[word] for word, times in sentence.words.items() if word in absent])

    def rendered(self, side: int, number: int, words: Mapping[int, int], size: int) -> float:
        """What the words of one sentence say for being made from the words of others.

        Args:
            side: 0 for a sentence of the first text, 1 for one of the second.
            number: which sentence.
            words: the words on the other side.
            size: how many these are.
        """
        own = (self.given, self.made)[side][number].words
        said = self.bare[side][number]
        present = self.present
        for word in own.keys() & words.keys():
            said += own[word] * math.log1p(present[word] * words[word] / size)
        return said

    def lengths(self, first: int, second: int) -> float:
        """What two lengths in characters say."""
        if not first or not second:
            return 0.0
        variance = 2 * _VARIANCE / (first + second) + _LEAST
        difference = math.log(second / first) - self.stretch
        said = 0.5 * (math.log(_APART / variance) - difference**2 * (1 / variance - 1 / _APART))
        return max(said, _WORST)

    def same(self, i: int, j: int) -> float:
        """What it says that two sentences have the same words."""
        one, other = self.given[i], self.made[j]
        return _SAME if one.size == other.size and one.length == other.length and one.words == other.words else 0.0

    def pair(self, i: int, j: int) -> float:
        """What speaks for sentence j rendering sentence i, all in all."""
        one, other = self.given[i], self.made[j]
        words = self.rendered(0, i, other.words, other.size or 1) + self.rendered(1, j, one.words, one.size or 1)
        return words / 2 + self.lengths(one.length, other.length) + self.same(i, j)


def _counted(sentences: Iterable[Sentence]) -> Counter[int]:
    count: Counter[int] = Counter()
    for sentence in sentences:
        count.update(sentence.words)
    return count


def kept(pairs: Iterable[tuple[Mapping[int, int], Mapping[int, int]]], kinds: Sequence[int]) -> tuple[float, ...]:
    """How often words of each kind were kept in an alignment, counted on both sides.

    Args:
        pairs: the words of what was aligned, one side and the other.
        kinds: the kind of each word.
    """
    # As if each kind had been seen so often before, kept as usual.
    seen = [50.0] * 3
    found = [share * 50 for share in _KEPT]
    for one, other in pairs:
        for word, times in (*one.items(), *other.items()):
            seen[kinds[word]] += times
        for word in one.keys() & other.keys():
            found[kinds[word]] += 2 * min(one[word], other[word])
    return tuple(min(max(a / b, 0.05), 0.95) for a, b in zip(found, seen, strict=True))


def merged(bags: Sequence[Mapping[int, int]]) -> Mapping[int, int]:
    """The words of several sentences together."""
    if len(bags) == 1:
        return bags[0]
    words = dict(bags[0])
    for bag in bags[1:]:
        for word, times in bag.items():
            words[word] = words.get(word, 0) + times
    return words
