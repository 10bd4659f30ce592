"""The words of a view, possessive endings apart, so that every rule reads the same words."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Container, Iterable
from functools import cached_property
from itertools import accumulate, compress
from operator import add
from typing import TypeVar

_T = TypeVar("_T")

# A plain word, which is the quickest to see; one with hyphens and apostrophes; a possessive ending; an apostrophe.
# One group, so that `split` gives words and what stands between them in turn.
_TOKEN = re.compile(r"([a-zA-Z0-9]++(?![-'\x80-\U0010ffff])|[^\W_]++(?:(?:-|'(?!s\b))[^\W_]++)*+|'s\b|')")
_HYPHEN = re.compile("-")
# Between two words that belong together; characters that end a sentence or open a bracket.
_NEAR = frozenset(("", " "))
_STOPS = frozenset('.!?:;("“”[')
# Words whose full stop ends no sentence, as that of an initial does not.
_ABBREVIATED = frozenset("mr messrs mrs ms dr gen col lt capt maj adm prof sen rep gov st jr hon brig amb".split())
# So many blank words close each list of words.
_BLANKS = 3


class Tokens:
    """The words of a text, as lists side by side: a rule asks for one property of very many words.

    Three blank words close each list, so that a rule may look up to three words past either end of the text.

    Attributes:
        starts: where they begin, in offsets of the view.
        words: as they are written; low: in lower case.
        opens: True where a sentence, a bracket or a paragraph begins with the word: its capital proves nothing.
        near: True where nothing but a space, or the full stop of an initial or a title, parts it from the word before.
        capital: True where it begins with a capital letter.
        count: the number of words, without the blank ones.
        capitals: the indexes of those that do.
        written: every word as it is written: one in small letters is no mere name.
    """

    def __init__(
        self, text: str, stretches: Iterable[tuple[int, int]], cuts: Container[int], paragraphs: Iterable[int]
    ) -> None:
        """Cut stretches of a view's text into words.

        Args:
            stretches: each with nothing but white space between its paragraphs.
            cuts: offsets at which a name begins or ends: a hyphen there joins two words ("Khrushchev-Tito"), as does
                one between two capitalised words that both stand alone elsewhere in the stretch.
            paragraphs: offsets at which a paragraph begins.
        """
        starts: list[int] = []
        words: list[str] = []
        gaps: list[str] = []
        for start, end in stretches:
            found, between, offsets = _cut(text, start, end, cuts)
            words += found
            gaps += between
            starts += offsets
        # What is true of a word is asked once of each different one.
        self.written = frozenset(words)
        lower = {word: word.lower() for word in self.written}
        upper = {word for word in self.written if word[0].isupper()}
        self.count = len(words)
        self.starts = starts + [len(text)] * _BLANKS
        self.words = words + [""] * _BLANKS
        self.low = [*map(lower.__getitem__, words), *[""] * _BLANKS]
        self.opens = [False] * (self.count + _BLANKS)
        self.near = [*map(_NEAR.__contains__, gaps), *[False] * _BLANKS]
        self.capital = [*map(upper.__contains__, words), *[False] * _BLANKS]
        self.capitals = [*compress(range(self.count), self.capital)]
        stops = {gap for gap in set(gaps) if not _STOPS.isdisjoint(gap)}
        for k in compress(range(self.count), map(stops.__contains__, gaps)):
            self.opens[k] = True
            if gaps[k][0] == ".":
                self._after_dot(k, gaps[k])
        for offset in paragraphs:
            k = bisect_left(starts, offset)
            if k < self.count:
                self.opens[k], self.near[k] = True, False

    def _after_dot(self, index: int, gap: str) -> None:
        """The full stop of an initial or a title ends no sentence."""
        before = self.words[index - 1]
        if (len(before) == 1 and before.isalpha()) or self.low[index - 1] in _ABBREVIATED:
            self.opens[index] = self.opens[index] and len(gap) != 2
            self.near[index] = self.near[index] or gap in (". ", ".")

    def end(self, index: int) -> int:
        """The offset at which a word ends."""
        return self.starts[index] + len(self.words[index])

    @cached_property
    def named(self) -> Counter[str]:
        """How often each word stands there with a capital letter; the word in lower case."""
        return Counter(map(self.low.__getitem__, self.capitals))

    def where(self, words: Collection[str]) -> dict[str, list[int]]:
        """The indexes of some words in lower case, in order."""
        found: dict[str, list[int]] = {}
        for k in compress(range(self.count), map(words.__contains__, self.low)):
            found.setdefault(self.low[k], []).append(k)
        return found


def _cut(text: str, start: int, end: int, cuts: Container[int]) -> tuple[list[str], list[str], list[int]]:
    """The words of a stretch, what stands before each, and where each begins."""
    pieces = _TOKEN.split(text[start:end])
    words, gaps = pieces[1::2], pieces[:-1:2]
    sizes = map(add, map(len, words), map(len, pieces[2::2]))
    starts = [*accumulate(sizes, initial=start + len(pieces[0]))][:-1]
    different = set(words)
    hyphened = {word for word in different if "-" in word}
    found = compress(range(len(words)), map(hyphened.__contains__, words)) if hyphened else ()
    parted = {k: parts for k in found if len(parts := _parted(words[k], starts[k], different, cuts)) > 1}
    if parted:
        offsets = {
            k: [*accumulate([starts[k], *(len(part) + 1 for part in parts[:-1])])] for k, parts in parted.items()
        }
        starts = _spliced(starts, offsets)
        gaps = _spliced(gaps, {k: [gaps[k], *["-"] * (len(parts) - 1)] for k, parts in parted.items()})
        words = _spliced(words, parted)
    return words, gaps, starts


def _parted(word: str, start: int, others: Container[str], cuts: Container[int]) -> list[str]:
    """The words that hyphens join, where a name begins or ends at a hyphen; else the one word."""
    left, _, right = word.partition("-")
    if left in others and right in others and left[0].isupper() and right[0].isupper():
        return [left, right]
    parts: list[str] = []
    at = 0
    for k in (m.start() for m in _HYPHEN.finditer(word)):
        if start + k in cuts or start + k + 1 in cuts:
            parts.append(word[at:k])
            at = k + 1
    return [*parts, word[at:]]


def _spliced(items: list[_T], parted: dict[int, list[_T]]) -> list[_T]:
    """A list in which several items stand in the place of one, by its index, in order."""
    found: list[_T] = []
    at = 0
    for k, parts in parted.items():
        found += items[at:k]
        found += parts
        at = k + 1
    return found + items[at:]
