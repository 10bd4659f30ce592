"""A source seen for matching: quotes, spaces, letters and translator's brackets evened out, with the way back.

Letters are composed (Unicode NFC), words broken at a line's end are whole again. `Tokens` are the words of the
view, possessive endings apart, so that every rule reads the same words.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import itemgetter

# What changes and keeps its length.
_SAME = (("’", "'"), ("‘", "'"), ("ʼ", "'"), ("\u2010", "-"), ("\u2011", "-"))
# What does not: runs of space, soft hyphens, a word broken at a line's end, a footnote's number at a word's.
_UNEVEN = (
    re.compile(r"\s\s+"),
    re.compile("\u00ad"),
    re.compile(r"-(?<=[^\W\d_]-)[^\S\n]*\n\s*(?=[a-zà-öø-ÿ])"),
    # The number of a footnote that has run into a word: no name ends in a figure ("Ulbricht6"), but "MiG21" may.
    re.compile(r"\d(?<=[a-zà-öø-ÿ]{3}\d)\d?(?![^\W_])"),
)
_SPACE = re.compile(r"[^\S ]")
# Stands for a wide gap while other white space is made even; XML cannot hold it, so no source does.
_WIDE = "\ufffe"
_ACCENTED = re.compile("\\w[\u0300-\u036f]+")
# Letters that Unicode does not take apart into a base and an accent.
_WHOLE = str.maketrans("đĐøØłŁħĦıŧŦ", "dDoOlLhHitT")
# One group, so that `split` gives words and what stands between them in turn.
_TOKEN = re.compile(r"([']s\b|[']|[^\W_]+(?:(?:-|'(?!s\b))[^\W_]+)*)")
_FIRST = itemgetter(0)
_NEAR = frozenset(("", " "))
_STOPS = frozenset('.!?:;("“”[')


@dataclass(frozen=True)
class View:
    """The evened text and the way back.

    Attributes:
        text: the evened text.
        marks: offsets of the view at which the distance to the source changes; origins: the source's offsets there.
    """

    text: str
    marks: tuple[int, ...]
    origins: tuple[int, ...]

    def origin(self, offset: int) -> int:
        """The source's offset of a character of the view."""
        k = bisect_right(self.marks, offset) - 1
        return self.origins[k] + offset - self.marks[k]

    def at(self, offset: int) -> int:
        """The offset in the view of a character of the source; of the next one kept, where it was left out."""
        k = bisect_right(self.origins, offset) - 1
        limit = self.marks[k + 1] if k + 1 < len(self.marks) else len(self.text)
        return min(self.marks[k] + offset - self.origins[k], limit)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source's span of a stretch of the view: from its first to its last character."""
        return self.origin(start), self.origin(end - 1) + 1


def even(text: str, dropped: Iterable[int] = ()) -> View:
    """Make the view of a text.

    Args:
        dropped: offsets of brackets to leave out, so that `[Dong] Biwu` reads as a name.
    """
    for character, instead in _SAME:
        text = text.replace(character, instead)
    changes = [(m.start(), m.end(), _evened(m[0])) for pattern in _UNEVEN for m in pattern.finditer(text)]
    if not unicodedata.is_normalized("NFC", text):
        changes += [(m.start(), m.end(), unicodedata.normalize("NFC", m[0])) for m in _ACCENTED.finditer(text)]
    changes += [(offset, offset + 1, "") for offset in sorted(dropped)]
    pieces, marks, origins = [], [0], [0]
    at = size = 0
    for start, end, instead in sorted(changes):
        if start < at:  # the space after a hyphen that has gone with it
            continue
        pieces += [text[at:start], instead]
        size += start - at + len(instead)
        at = end
        if end - start != len(instead):
            marks.append(size)
            origins.append(end)
    pieces.append(text[at:])
    return View(_SPACE.sub(" ", "".join(pieces)).replace(_WIDE, "\t"), tuple(marks), tuple(origins))


def _evened(characters: str) -> str:
    if not characters.isspace():
        return ""
    # A wide gap on one line is layout: what stands on its two sides belongs to different names.
    return _WIDE if len(characters) > 3 and "\n" not in characters else " "


def fold(text: str) -> str:
    """A text of the same length with the accents of its letters left out: "Ceaușescu" is "Ceausescu"."""
    if text.isascii():
        return text
    for letter in set(text):
        if not letter.isascii():
            bare = unicodedata.normalize("NFD", letter.translate(_WHOLE))[0]
            if bare != letter and bare.isascii():
                text = text.replace(letter, bare)
    return text


class Tokens:
    """The words of a text, as lists side by side: a rule asks for one property of very many words.

    Attributes:
        starts, ends: offsets into the view.
        words: as they are written; low: in lower case.
        opens: True where a sentence, a bracket or a paragraph begins with the word: its capital proves nothing.
        near: True where nothing but a space, or the full stop of an initial or a title, parts it from the word before.
        capital: True where it begins with a capital letter.
    """

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[str] = []
        self.low: list[str] = []
        self.opens: list[bool] = []
        self.near: list[bool] = []
        self.capital: list[bool] = []

    def add(self, view: View, start: int, end: int, cuts: frozenset[int], paragraphs: Iterable[int]) -> None:
        """Add the words of a stretch of the view.

        Args:
            cuts: offsets at which a name begins or ends: a hyphen there joins two words ("Khrushchev-Tito"), as does
                one between two capitalised words that both stand alone elsewhere.
            paragraphs: offsets at which a paragraph begins.
        """
        pieces = _TOKEN.split(view.text[start:end])
        words = pieces[1::2]
        if not words:
            return
        edges = list(accumulate(map(len, pieces), initial=start))
        starts, ends = edges[1:-1:2], edges[2::2]
        gaps = pieces[:-1:2]
        alone = set(words)
        for k in reversed([k for k, word in enumerate(words) if "-" in word]):
            left, _, right = words[k].partition("-")
            joined = left in alone and right in alone and left[:1].isupper() and right[:1].isupper()
            parts = list(_parted(words[k], starts[k], {starts[k] + len(left)} if joined else cuts))
            if len(parts) > 1:
                words[k : k + 1] = [view.text[a:b] for a, b in parts]
                starts[k : k + 1] = [a for a, _ in parts]
                ends[k : k + 1] = [b for _, b in parts]
                gaps[k + 1 : k + 1] = ["-"] * (len(parts) - 1)
        first = len(self.words)
        self.starts += starts
        self.ends += ends
        self.words += words
        self.low += map(str.lower, words)
        self.capital += map(str.isupper, map(_FIRST, words))
        self.opens += map(_OPENS.__getitem__, gaps)
        self.near += map(_NEAR.__contains__, gaps)
        for k in [k for k, gap in enumerate(gaps) if gap[:1] == "." and k]:
            self._after_dot(first + k, gaps[k])
        for offset in paragraphs:
            k = bisect_left(self.starts, offset)
            if k < len(self.starts):
                self.opens[k], self.near[k] = True, False

    def _after_dot(self, index: int, gap: str) -> None:
        """The full stop of an initial or a title ends no sentence."""
        before = self.words[index - 1]
        if (len(before) == 1 and before.isalpha()) or self.low[index - 1] in _ABBREVIATED:
            self.opens[index] = self.opens[index] and len(gap) != 2
            self.near[index] = self.near[index] or gap in (". ", ".")

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def capitals(self) -> list[int]:
        """The indexes of the words that begin with a capital letter."""
        return [k for k, is_capital in enumerate(self.capital) if is_capital]

    @cached_property
    def written(self) -> frozenset[str]:
        """Every word as it is written: one in small letters is no mere name."""
        return frozenset(self.words)

    @cached_property
    def indexes(self) -> dict[str, list[int]]:
        """Where each word stands, in lower case."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for k, low in enumerate(self.low):
            found[low].append(k)
        return dict(found)


class _Gaps(dict[str, bool]):
    """True for what stands between two sentences; each gap judged once."""

    def __missing__(self, gap: str) -> bool:
        opens = not _STOPS.isdisjoint(gap)
        if len(gap) < 8:
            self[gap] = opens
        return opens


_OPENS = _Gaps()


def _parted(word: str, start: int, cuts: Container[int]) -> Iterator[tuple[int, int]]:
    """The pieces of a word with hyphens, cut where a name begins or ends."""
    at = start
    for hyphen in (start + k for k in range(1, len(word)) if word[k] == "-"):
        if hyphen in cuts or hyphen + 1 in cuts:
            yield at, hyphen
            at = hyphen + 1
    if at < start + len(word):
        yield at, start + len(word)


_ABBREVIATED = frozenset("mr messrs mrs ms dr gen col lt capt maj adm prof sen rep gov st jr hon brig amb".split())
