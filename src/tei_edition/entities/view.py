"""A source seen for matching: quotes, spaces and translator's brackets evened out, with the way back.

`Token`s are the words of the view, possessive endings apart, so that every rule reads the same words.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

_UNEVEN = re.compile("[’‘ʼ]|\u00ad|[\\s\u00a0\u2007\u202f]+")
_TOKEN = re.compile(r"['](?:s\b)?|[^\W_]+(?:(?:-|'(?!s\b))[^\W_]+)*")
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


def tokens(view: View, start: int, end: int, cuts: frozenset[int] = frozenset()) -> list[Token]:
    """The words of a stretch of the view.

    Args:
        cuts: offsets at which a name begins or ends: a hyphen there joins two words ("Khrushchev-Tito").
    """
    found: list[Token] = []
    last = start
    for a, b in _pieces(view.text, start, end, cuts):
        gap = view.text[last:a]
        short = bool(found) and (_is_initial(found[-1].text) or found[-1].low in _ABBREVIATED)
        opens = not found or (bool(_STOPS & set(gap)) and not (short and gap.startswith(".") and len(gap) == 2))
        near = bool(found) and (gap in ("", " ") or (short and gap in (". ", ".")))
        word = view.text[a:b]
        found.append(Token(word, a, b, word.lower(), opens, near, word[0].isupper()))
        last = b
    return found


def _pieces(text: str, start: int, end: int, cuts: frozenset[int]) -> Iterator[tuple[int, int]]:
    for match in _TOKEN.finditer(text, start, end):
        at = match.start()
        if "-" in match[0]:
            for hyphen in (k for k in range(at + 1, match.end()) if text[k] == "-"):
                if hyphen in cuts or hyphen + 1 in cuts:
                    yield at, hyphen
                    at = hyphen + 1
        if at < match.end():
            yield at, match.end()


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


_ABBREVIATED = frozenset("mr mrs ms dr gen col lt capt maj adm prof sen rep gov st jr hon brig amb".split())
