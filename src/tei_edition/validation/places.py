"""Where elements and attributes stand in the file: line, column, offsets in its characters.

A parsed tree knows lines only, and those of libxml2 point to where a tag ends. Takes the bytes of a document that
`tei.parse` has found to be well-formed and reads its tags once, in the order of the tree's elements. Offsets and columns
count code points; lines and columns begin with 1.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from tei_edition.markup import ATTRIBUTE, CDATA, MARKUP, encoding

_TAG = re.compile(MARKUP, re.DOTALL)
_ATTRIBUTE = re.compile(ATTRIBUTE)
_NAME = re.compile(r"[^\s=\"'<>/]+")


class Tags(NamedTuple):
    """One element's tags as they are written. An empty tag is both; its closing tag has no length."""

    start: int
    end: int
    close_start: int
    close_end: int


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
        is_exact: whether the characters give the file's bytes back, so that it may be changed by splices.
    """

    def __init__(self, data: bytes) -> None:
        self._bom, self._codec = encoding(data)
        rest = data[len(self._bom) :]
        try:
            self.text = rest.decode(self._codec)
            self.is_exact = self.text.encode(self._codec) == rest
        except (LookupError, UnicodeError):
            self.text = rest.decode("latin-1")
            self.is_exact = False
        self._lines = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", self.text))]
        self._tags = self._read()
        self._last: tuple[int, dict[str, Written]] = (-1, {})

    def tags(self, element: int) -> Tags:
        """The tags of the element of that number."""
        return Tags(*(row[element] for row in self._tags))

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of a character."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The character at a line and column, or the nearest there is."""
        start = self._lines[min(max(line, 1), len(self._lines)) - 1]
        return min(start + max(column, 1) - 1, len(self.text))

    def line(self, number: int) -> str:
        """A line's characters without its end."""
        start = self._lines[number - 1]
        end = self._lines[number] if number < len(self._lines) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def texts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretches between two offsets that are text, those of CDATA sections among them."""
        at = start
        for match in _TAG.finditer(self.text, start, end):
            yield at, match.start()
            if match[0].startswith(CDATA):
                yield match.start() + len(CDATA), match.end() - len("]]>")
            at = match.end()
        yield at, end

    def name_at(self, tag: int) -> tuple[int, int]:
        """Where the name in the opening tag that begins at an offset stands."""
        match = _NAME.match(self.text, tag + 1)
        assert match is not None
        return match.span()

    def attributes(self, element: int) -> dict[str, Written]:
        """The attributes of the element of that number, by their names as they are written, in that order."""
        if self._last[0] != element:
            tag = self.tags(element)
            start = self.name_at(tag.start)[1]
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

    def _read(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """Where tags begin and end: opening ones, and the closing ones that belong to them."""
        starts: list[int] = []
        ends: list[int] = []
        closes: list[int] = []
        close_ends: list[int] = []
        opened: list[int] = []
        text = self.text
        for match in _TAG.finditer(text):
            start, end = match.span()
            following = text[start + 1]
            if following == "/":
                if opened:
                    index = opened.pop()
                    closes[index], close_ends[index] = start, end
            elif following not in "!?":
                if text[end - 2] != "/":
                    opened.append(len(starts))
                starts.append(start)
                ends.append(end)
                closes.append(end)
                close_ends.append(end)
        return starts, ends, closes, close_ends
