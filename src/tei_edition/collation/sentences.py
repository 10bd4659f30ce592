"""A text → its passages (paragraphs, verses, lines) and their sentences, each with its place and its division's number.

Sentences are told by marks and by a table of abbreviations, never inside brackets; a line break ends one where lines
are units of their own, and not where they are only as long as the page was wide. A verse or paragraph number at the
beginning of a passage is its division and no part of its sentences.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from tei_edition import resources
from tei_edition.errors import ConfigError

Span = tuple[int, int]

# Brackets that hold more than this were not closed where they should be.
_BRACKETED = 300
_BRACKETS = {")": "(", "]": "[", "}": "{", "）": "（", "】": "【"}
# So many characters to either side of a full stop tell what it is.
_SEEN = 60
# Lines are wrapped where, of those that another one of the paragraph follows, at least this share was full.
_WRAPPED = 0.9
# Ways to number passages, from the surest; a way holds where so many passages, and such a share of them, have a number.
_NUMBERS = (
    re.compile(r"(\d{1,3}[:.,]\d{1,3})(?:\.|\))?[ \t]+(?=\S)"),
    re.compile(r"(§{1,2} ?\d{1,4}[a-z]?)\.?[ \t]+(?=\S)"),
    re.compile(r"(\[\d{1,4}\]|\(\d{1,4}\))[ \t]+(?=\S)"),
    re.compile(r"(\d{1,3}|\d{4}(?=[.)]))(?:\.|\))?[ \t]+(?=\S)"),
)
_NUMBERED, _SHARE = 3, 0.3
_WORD = re.compile(r"\S+")
# Where a phrase ends; it has so many words.
_PHRASE_END = re.compile(r"[,;:—–，；：、،؛][\"'”’»)\]]*(?=\s)|[，；：、]|\s[-–—]+(?=\s)")
_SHORT = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a text.

    Attributes:
        siglum: the text's name.
        start: the offset of its first character in the text (code points).
        end: the offset behind its last (half-open).
        first_line: the line it begins in, from 1.
        last_line: the line it ends in.
        text: its characters, white space folded.
        division: the number of the verse, section or paragraph it stands in; None where that has none.
        paragraph: which paragraph, verse or line of the text it stands in, from 0.
    """

    siglum: str
    start: int
    end: int
    first_line: int
    last_line: int
    text: str
    division: str | None
    paragraph: int


@dataclass(frozen=True)
class Block:
    """A paragraph, verse or line: its span (half-open), its division's number or None."""

    start: int
    end: int
    division: str | None = None


@dataclass(frozen=True)
class Marks:
    """How sentences end; see `sentences.toml`."""

    end: re.Pattern[str]
    open: str
    abbreviations: frozenset[str]
    either: frozenset[str]
    openers: frozenset[str]
    ordinals: frozenset[str]


@cache
def marks(tables: Path | None = None) -> Marks:
    """The table `sentences`, an edition's own parts instead of the toolkit's.

    Raises:
        ConfigError: nothing ends a sentence; see also `resources.table`.
    """
    table = resources.table("collation", "sentences", tables)
    if not table["marks"]["end"]:
        path = (tables or Path()) / "sentences.toml"
        raise ConfigError("`marks.end` is empty", "give the characters that end a sentence", path=path)
    end, close = re.escape(table["marks"]["end"]), re.escape(table["marks"]["close"])
    words = [word for listed in table["abbreviations"].values() for word in listed]
    return Marks(
        re.compile(f"[{end}]+[{close}]*" if close else f"[{end}]+"),
        table["marks"]["open"],
        frozenset(words),
        *(frozenset(table[name]["words"]) for name in ("either", "openers", "ordinals")),
    )


def passages(siglum: str, text: str, blocks: Sequence[Block] | None = None, of: Marks | None = None) -> list[Passage]:
    """The sentences of a text, in order.

    Args:
        siglum: the text's name.
        text: the text, its lines parted by LF.
        blocks: its paragraphs, rising, where these are known; default: they are told from the lines.
        of: how sentences end; default: the toolkit's table.
    """
    known = of or marks()
    at = Places(siglum, text)
    listed = blocks if blocks is not None else numbered(text, list(paragraphs(text)))
    return [
        at.passage(span, block.division, number)
        for number, block in enumerate(listed)
        for span in sentences(text, block.start, block.end, known)
    ]


class Places:
    """Makes passages of spans of one text; it knows the lines."""

    def __init__(self, siglum: str, text: str) -> None:
        self.siglum, self.text = siglum, text
        self.breaks = [match.start() for match in re.finditer("\n", text)]

    def passage(self, span: Span, division: str | None, paragraph: int) -> Passage:
        """The passage at a span (half-open)."""
        start, end = span
        lines = bisect_left(self.breaks, start) + 1, bisect_left(self.breaks, end) + 1
        words = " ".join(self.text[start:end].split())
        return Passage(self.siglum, start, end, *lines, words, division, paragraph)


def paragraphs(text: str) -> Iterator[Span]:
    """The spans of a plain text's paragraphs, trimmed: lines between empty lines, or single lines that are no wraps."""
    group: list[Span] = []
    for start, end in [*_lines(text), (len(text), len(text))]:
        if start < end:
            group.append((start, end))
        elif group:
            if _is_wrapped(text, group):
                yield group[0][0], group[-1][1]
            else:
                yield from group
            group = []


def _lines(text: str) -> Iterator[Span]:
    """The span of each line, trimmed; equal ends for an empty one."""
    at = 0
    for line in text.split("\n"):
        first = at + len(line) - len(line.lstrip())
        yield (first, at + len(line.rstrip())) if line.strip() else (at, at)
        at += len(line) + 1


def _is_wrapped(text: str, lines: Sequence[Span]) -> bool:
    """True where lines end because they were full: the next line's first word would have made them too long."""
    width = max(end - start for start, end in lines)
    full = [(end - start) + 1 + len(_word(text, below)) > width for (start, end), (below, _) in pairwise(lines)]
    return bool(full) and width >= 20 and sum(full) >= _WRAPPED * len(full)


def _word(text: str, at: int) -> str:
    """The word that begins at an offset."""
    found = _WORD.match(text, at)
    return found[0] if found else ""


def numbered(text: str, spans: Sequence[Span]) -> list[Block]:
    """The paragraphs without the numbers they begin with, which become their divisions.

    A number counts where enough paragraphs begin with one of its form and none stands twice.

    Args:
        text: the text.
        spans: its paragraphs.
    """
    for pattern in _NUMBERS:
        found = [pattern.match(text, start, end) for start, end in spans]
        numbers = [match[1] for match in found if match]
        if len(numbers) >= max(_NUMBERED, _SHARE * len(spans)) and len(set(numbers)) == len(numbers):
            return [
                Block(match.end(), end, " ".join(match[1].strip("[]()").split())) if match else Block(start, end)
                for match, (start, end) in zip(found, spans, strict=True)
            ]
    return [Block(start, end) for start, end in spans]


def sentences(text: str, start: int, end: int, known: Marks) -> Iterator[Span]:
    """The spans of the sentences of one paragraph, trimmed; together they hold all of its words."""
    closed = _bracketed(text, start, end)
    at = start
    index = 0
    for match in known.end.finditer(text, start, end):
        while index < len(closed) and closed[index][1] < match.end():
            index += 1
        inside = index < len(closed) and closed[index][0] < match.start() and match.end() < closed[index][1]
        if not inside and match.end() < end and _ends(text, at, match, end, known):
            yield _trimmed(text, at, match.end())
            at = match.end()
    if text[at:end].strip():
        yield _trimmed(text, at, end)


def phrases(text: str, start: int, end: int) -> Iterator[Span]:
    """The spans of the phrases of a sentence, trimmed: words up to a comma or a mark like it, at least three."""
    at = start
    for match in _PHRASE_END.finditer(text, start, end):
        is_long = len(text[at : match.end()].split(None, _SHORT)) >= _SHORT
        if is_long and len(text[match.end() : end].split(None, _SHORT)) >= _SHORT:
            yield _trimmed(text, at, match.end())
            at = match.end()
    yield _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _bracketed(text: str, start: int, end: int) -> list[Span]:
    """The outermost brackets that are closed soon, rising; sentences do not end in them."""
    opened: list[int] = []
    found: list[Span] = []
    for match in re.finditer(r"[()\[\]{}（）【】]", text[start:end]):
        if match[0] not in _BRACKETS:
            opened.append(start + match.start())
        elif opened and text[opened[-1]] == _BRACKETS[match[0]]:
            span = opened.pop(), start + match.end()
            if span[1] - span[0] <= _BRACKETED:
                while found and found[-1][0] > span[0]:
                    found.pop()
                found.append(span)
    return found


def _ends(text: str, at: int, match: re.Match[str], end: int, known: Marks) -> bool:
    """Whether a sentence that began at `at` ends with these marks."""
    behind = text[match.end() : min(end, match.end() + _SEEN)]
    if not behind[:1].isspace() and match[0][0] in ".!?…":
        return False
    follower = behind.lstrip().lstrip(known.open).lstrip()
    if not follower:
        return not behind.strip()
    if follower[0].islower():
        return False
    if match[0] != ".":
        return True
    before = text[max(at, match.start() - _SEEN) : match.start()]
    words = before.split()
    word = words[-1].lstrip(known.open) if words and not before[-1].isspace() else ""
    folded = word.casefold()
    following = re.split(r"\W", follower, maxsplit=1)[0].casefold()
    if word.isdecimal():
        is_first = before.lstrip(known.open + " ") == word and match.start() - at <= _SEEN
        return not is_first and not (len(word) < 3 and following in known.ordinals)
    if folded in known.either or (len(word) > 1 and "." in word):
        return following in known.openers and folded not in known.abbreviations
    return folded not in known.abbreviations and not (len(word) == 1 and word.isupper() and word != "I")
