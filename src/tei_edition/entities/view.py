"""A source seen for matching: quotes, spaces and translator's brackets evened out, with the way back.

`Token`s are the words of the view, possessive endings apart, so that every rule reads the same words.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, overload

_UNEVEN = re.compile("[’‘ʼ]|\u00ad|[\\s\u00a0\u2007\u202f]+")
# One group, so that `split` gives words and what stands between them in turn.
_TOKEN = re.compile(r"([']s\b|[']|[^\W_]+(?:(?:-|'(?!s\b))[^\W_]+)*)")
_STOPS = frozenset('.!?:;("“”[')


class Token(NamedTuple):
    """A word of the view.

    Attributes:
        start, end: offsets into the view.
        low: in lower case.
        opens: True where a sentence, a bracket or a paragraph begins with it: its capital proves nothing.
        near: True where nothing but a space, or the full stop of an initial or a title, parts it from the word before.
        is_capital: True where it begins with a capital letter.
    """

    text: str
    start: int
    end: int
    low: str
    opens: bool
    near: bool
    is_capital: bool


@dataclass(frozen=True)
class View:
    """The evened text and the way back.

    Attributes:
        text: the evened text.
        marks: offsets of the view at which the distance to the source changes, and the source's offset there.
    """

    text: str
    marks: tuple[tuple[int, int], ...]

    def origin(self, offset: int) -> int:
        """The source's offset of a character of the view."""
        mark, there = self.marks[bisect_right(self.marks, (offset, 1 << 60)) - 1]
        return there + offset - mark

    def at(self, offset: int) -> int:
        """The offset in the view of a character of the source; of the next one kept, where it was left out."""
        k = bisect_right(self.marks, offset, key=lambda mark: mark[1]) - 1
        mark, there = self.marks[k]
        limit = self.marks[k + 1][0] if k + 1 < len(self.marks) else len(self.text)
        return min(mark + offset - there, limit)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source's span of a stretch of the view: from its first to its last character."""
        return self.origin(start), self.origin(end - 1) + 1


def even(text: str, dropped: Iterable[int] = ()) -> View:
    """Make the view of a text.

    Args:
        dropped: offsets of brackets to leave out, so that `[Dong] Biwu` reads as a name.
    """
    skip = sorted(dropped)
    changes = [(m.start(), m.end(), _evened(m[0])) for m in _UNEVEN.finditer(text) if m[0] != " "]
    changes += [(offset, offset + 1, "") for offset in skip]
    pieces, marks = [], [(0, 0)]
    at = size = 0
    for start, end, instead in sorted(changes):
        pieces += [text[at:start], instead]
        size += start - at + len(instead)
        at = end
        if end - start != len(instead):
            marks.append((size, end))
    pieces.append(text[at:])
    return View("".join(pieces), tuple(marks))


def _evened(characters: str) -> str:
    if characters.isspace():
        # A wide gap on one line is layout: what stands on its two sides belongs to different names.
        return "\t" if len(characters) > 3 and "\n" not in characters else " "
    return "'" if characters in "’‘ʼ" else ""


class Tokens(Sequence[Token]):
    """The words of a text. A `Token` is made when somebody asks for it: most are only ever looked at in lower case.

    Attributes:
        starts, ends: offsets into the view; low: the words in lower case.
    """

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.low: list[str] = []
        self._words: list[str] = []
        self._gaps: list[str | None] = []
        self._made: dict[int, Token] = {}

    def add(self, view: View, start: int, end: int, cuts: frozenset[int] = frozenset()) -> int:
        """Add the words of a stretch of the view, the first of which opens a paragraph; says how many there are.

        Args:
            cuts: offsets at which a name begins or ends: a hyphen there joins two words ("Khrushchev-Tito").
        """
        pieces = _TOKEN.split(view.text[start:end])
        words = pieces[1::2]
        if not words:
            return 0
        edges = list(accumulate(map(len, pieces), initial=start))
        starts, ends = edges[1:-1:2], edges[2::2]
        gaps: list[str | None] = [None, *pieces[2:-1:2]]
        if cuts:
            for k in reversed([k for k, word in enumerate(words) if "-" in word]):
                parts = list(_parted(words[k], starts[k], cuts))
                if len(parts) > 1:
                    words[k : k + 1] = [view.text[a:b] for a, b in parts]
                    starts[k : k + 1] = [a for a, _ in parts]
                    ends[k : k + 1] = [b for _, b in parts]
                    gaps[k + 1 : k + 1] = ["-"] * (len(parts) - 1)
        self.starts += starts
        self.ends += ends
        self.low += map(str.lower, words)
        self._words += words
        self._gaps += gaps
        return len(words)

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Token: ...
    @overload
    def __getitem__(self, index: slice) -> list[Token]: ...
    def __getitem__(self, index: int | slice) -> Token | list[Token]:
        if isinstance(index, slice):
            return [self[k] for k in range(*index.indices(len(self)))]
        made = self._made.get(index)
        if made is None:
            made = self._made[index] = self._make(index)
        return made

    def _make(self, index: int) -> Token:
        word, gap = self._words[index], self._gaps[index]
        opens, near = True, False
        if gap is not None:
            short = _is_initial(self._words[index - 1]) or self.low[index - 1] in _ABBREVIATED
            opens = not _STOPS.isdisjoint(gap) and not (short and gap.startswith(".") and len(gap) == 2)
            near = gap in ("", " ") or (short and gap in (". ", "."))
        return Token(word, self.starts[index], self.ends[index], self.low[index], opens, near, word[0].isupper())

    @cached_property
    def capitals(self) -> list[int]:
        """The indexes of the words that begin with a capital letter."""
        return [k for k, word in enumerate(self._words) if word[0].isupper()]

    @cached_property
    def indexes(self) -> dict[str, list[int]]:
        """Where each word stands, in lower case."""
        found: dict[str, list[int]] = {}
        for k, low in enumerate(self.low):
            found.setdefault(low, []).append(k)
        return found


def _parted(word: str, start: int, cuts: frozenset[int]) -> Iterator[tuple[int, int]]:
    """The pieces of a word with hyphens, cut where a name begins or ends."""
    at = start
    for hyphen in (start + k for k in range(1, len(word)) if word[k] == "-"):
        if hyphen in cuts or hyphen + 1 in cuts:
            yield at, hyphen
            at = hyphen + 1
    if at < start + len(word):
        yield at, start + len(word)


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


_ABBREVIATED = frozenset("mr mrs ms dr gen col lt capt maj adm prof sen rep gov st jr hon brig amb".split())
