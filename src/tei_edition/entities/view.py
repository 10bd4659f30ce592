"""A source seen for matching: quotes, spaces, letters and translator's brackets evened out, with the way back.

Letters are composed (Unicode NFC), words broken at a line's end are whole again.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

# What changes and keeps its length.
_SAME = (("’", "'"), ("‘", "'"), ("ʼ", "'"), ("\u2010", "-"), ("\u2011", "-"))
# What does not: runs of space, soft hyphens, a word broken at a line's end, a footnote's number at a word's.
_UNEVEN = (
    re.compile(r"\s\s+"),
    re.compile("\u00ad"),
    re.compile(r"-(?<=[^\W\d_]-)[^\S\n]*\n\s*(?=[a-zà-öø-ÿ])"),
    # The number of a footnote that has run into a word: no name ends in a figure ("Ulbricht6"), but "MiG21" may.
    re.compile(r"[0-9](?<=[a-zà-öø-ÿ]{3}[0-9])[0-9]?(?![^\W_])"),
)
_SPACE = re.compile(r"[^\S \t]")
# Stands for a tab or a wide gap while other white space is made even; XML cannot hold it, so no source does.
_WIDE = "\ufffe"
_FOREIGN = re.compile("[^\x00-\x7f]")
_ACCENTED = re.compile("\\w[\u0300-\u036f]+")
# Letters that Unicode does not take apart into a base and an accent.
_WHOLE = str.maketrans("đĐøØłŁħĦıŧŦ", "dDoOlLhHitT")


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
        k = bisect_right(self.origins, offset)
        limit = self.marks[k] if k < len(self.marks) else len(self.text)
        there = self.marks[k - 1] + offset - self.origins[k - 1]
        return there if there < limit else limit

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source's span of a stretch of the view: from its first to its last character."""
        k = bisect_right(self.marks, start)
        first = self.origins[k - 1] + start - self.marks[k - 1]
        near = k == len(self.marks) or end <= self.marks[k]
        return first, first + end - start if near else self.origin(end - 1) + 1


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
    # A tab parts the cells of a row, a wide gap on one line is layout: what stands on its two sides belongs to
    # different names.
    return _WIDE if (len(characters) > 3 or "\t" in characters) and "\n" not in characters else " "


def fold(text: str) -> str:
    """A text of the same length with the accents of its letters left out: "Ceaușescu" is "Ceausescu"."""
    for letter in set(_FOREIGN.findall(text)):
        bare = unicodedata.normalize("NFD", letter.translate(_WHOLE))[0]
        if bare != letter and bare.isascii():
            text = text.replace(letter, bare)
    return text
