"""Where elements and attributes stand in the file: line, column, offsets in its characters.

A parsed tree knows lines only, and those of libxml2 point to where a tag ends. Takes the bytes of a document that
`tei.parse` has found to be well-formed, and finds its tags in the order of the tree's elements. Offsets and columns
count code points; lines and columns begin with 1. What is asked for is worked out when it is first asked for.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate, islice
from typing import NamedTuple

from tei_edition.markup import ATTRIBUTE, CDATA, MARKUP, encoding

_PIECE = re.compile(f"({MARKUP})", re.DOTALL)
_OPENING = re.compile(r"<(?:[^/!?]|!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>)", re.DOTALL)
_ATTRIBUTE = re.compile(ATTRIBUTE)
_NAME = re.compile(r"[^\s=\"'<>/]+")
_LINE = re.compile(r"\r\n?|\n")


class Span(NamedTuple):
    """A stretch of the file, half-open."""

    start: int
    end: int


class Written(NamedTuple):
    """One attribute as it is written: its name's place, and its value's between the quotes."""

    name: str
    start: int
    end: int
    value_start: int
    value_end: int


class Places:
    """The places of everything in one file.

    Attributes:
        text: the file's characters without byte order mark.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._bom, self._codec = encoding(data)
        self._is_known = True
        rest = data[len(self._bom) :]
        try:
            self.text = rest.decode(self._codec)
        except (LookupError, UnicodeError):
            self.text = rest.decode("latin-1")
            self._is_known = False
        self._last: tuple[int, dict[str, Written]] = (-1, {})
        # Where the opening tags begin, and where lines begin, as far as has been asked for.
        self._openings: list[int] = []
        self._tags = (tag.start() for tag in _OPENING.finditer(self.text) if tag[0][1] not in "!?")
        self._lines, self._lined = [0], 0

    @cached_property
    def is_exact(self) -> bool:
        """Whether the characters give the file's bytes back, so that it may be changed by splices."""
        return self._is_known and self.encode(self.text) == self._data

    def opening(self, element: int) -> Span:
        """The opening tag of the element of that number; an empty tag is one."""
        if element >= len(self._openings):
            self._openings += islice(self._tags, element + 1 - len(self._openings))
        match = _PIECE.match(self.text, self._openings[element])
        assert match is not None
        return Span(*match.span())

    def closing(self, element: int) -> Span:
        """The closing tag of the element of that number; where it is empty, nothing after its tag."""
        return self._closings[element]

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of a character."""
        self._read_lines(offset)
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The character at a line and column, or the nearest there is."""
        self._read_lines(len(self.text))
        start = self._lines[min(max(line, 1), len(self._lines)) - 1]
        return min(start + max(column, 1) - 1, len(self.text))

    def line(self, number: int) -> str:
        """A line's characters without its end."""
        self._read_lines(len(self.text))
        start = self._lines[number - 1]
        end = self._lines[number] if number < len(self._lines) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def texts(self, start: int, end: int) -> Iterator[Span]:
        """The stretches between two offsets that are text, those of CDATA sections among them."""
        at = start
        for match in _PIECE.finditer(self.text, start, end):
            yield Span(at, match.start())
            if match[0].startswith(CDATA):
                yield Span(match.start() + len(CDATA), match.end() - len("]]>"))
            at = match.end()
        yield Span(at, end)

    def name_at(self, tag: int) -> Span:
        """Where the name in the opening tag that begins at an offset stands."""
        match = _NAME.match(self.text, tag + 1)
        assert match is not None
        return Span(*match.span())

    def attributes(self, element: int) -> dict[str, Written]:
        """The attributes of the element of that number, by their names as they are written, in that order."""
        if self._last[0] != element:
            tag = self.opening(element)
            start = self.name_at(tag.start).end
            found = _ATTRIBUTE.finditer(self.text, start, tag.end)
            self._last = (
                element,
                {
                    match[1]: Written(match[1], match.start(1), match.end(1), match.start(2) + 1, match.end(2) - 1)
                    for match in found
                },
            )
        return self._last[1]

    def attribute(self, element: int, name: str) -> Written | None:
        """One attribute, by its name as it is written."""
        return self.attributes(element).get(name)

    def encode(self, text: str) -> bytes:
        """Characters as this file writes them; what its encoding lacks becomes a character reference."""
        return self._bom + text.encode(self._codec, "xmlcharrefreplace")

    def _read_lines(self, offset: int) -> None:
        """Find where lines begin, to the end of the line of that character."""
        if offset < self._lined:
            return
        end = self.text.find("\n", offset) + 1 or len(self.text)
        read = self.text[self._lined : end]
        if "\r" in read:
            self._lines += (self._lined + match.end() for match in _LINE.finditer(read))
        else:
            starts = accumulate((len(line) + 1 for line in read.split("\n")[:-1]), initial=self._lined)
            self._lines += islice(starts, 1, None)
        self._lined = end

    @cached_property
    def _closings(self) -> list[Span]:
        """The closing tags, element by element; of an empty tag the place after it."""
        found: list[Span] = []
        opened: list[int] = []
        for match in _PIECE.finditer(self.text):
            markup = match[0]
            if markup[1] == "/":
                found[opened.pop()] = Span(*match.span())
            elif markup[1] not in "!?":
                if markup[-2] != "/":
                    opened.append(len(found))
                found.append(Span(match.end(), match.end()))
        return found
