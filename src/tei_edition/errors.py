"""What can go wrong, as values and as exceptions: the ground floor, imported by every room.

Every message names the file, the line where there is one, what is wrong and what to do about it. The library raises
and returns these; only `cli` prints them.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

Severity = Literal["error", "warning", "note"]


def _located(path: str, line: int, column: int, message: str, remedy: str) -> str:
    """`FILE:LINE:COLUMN: what is wrong; what to do`, without the parts that are empty."""
    place = ":".join([path, *(str(number) for number in (line, column) if number)]) + ": " if path else ""
    told = f"{place}{message}; {remedy}" if remedy else f"{place}{message}"
    # Names of files and values are quoted in it: none of them may end the line, or steer a terminal.
    return _CONTROL.sub(lambda found: repr(found[0])[1:-1], told)


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class EditionError(Exception):
    """Something could not be done. `str()` is the one line that a user reads.

    Args:
        message: what is wrong.
        remedy: what to do about it.
        path: the file in question, as the user named it; empty where there is none.
        line: its line, from 1; 0 where no line is meant.
        column: the character in that line, from 1; 0 where none is meant.
    """

    def __init__(self, message: str, remedy: str = "", *, path: object = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.path = str(path)
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return _located(self.path, self.line, self.column, self.message, self.remedy)


class SourceError(EditionError):
    """A source cannot be read, or holds something no rule knows."""


class TeiError(EditionError):
    """A TEI file is not well-formed, not TEI, or unsafe to open."""


class ConfigError(EditionError):
    """An edition's own files (edition.toml, tables, authority) are wrong."""


class OutputError(EditionError):
    """A file cannot be written: whoever writes many can stop, for the next will not be written either."""


class RenderError(EditionError):
    """A page cannot be made."""


def unforeseen(error: Exception) -> str:
    """What no rule foresaw, with the line of code it arose in: nobody but the toolkit's makers can mend it."""
    import traceback  # loaded only where something is wrong
    from pathlib import Path

    last = traceback.extract_tb(error.__traceback__)[-1]
    words = " ".join(f"{type(error).__name__}: {error}".split())
    return f"an error of the toolkit ({words[:200]}, {Path(last.filename).name}:{last.lineno})"


class Splice(NamedTuple):
    """A change to a file: its characters from `start` to `end` (code points, half-open) become `text`."""

    start: int
    end: int
    text: str


class Finding(NamedTuple):
    """One thing to tell the user about a file that could be read.

    Attributes:
        path: the file, as the user named it.
        line: its line, from 1; 0 for the whole file.
        rule: the id of the rule that found it, such as `pointer-unresolved`.
        message: what is wrong.
        remedy: what to do about it.
        severity: `error` makes a document invalid; `warning` asks for a look; `note` only informs.
        column: the character in the line, from 1; 0 where none is meant.
        where: the element in question as a path of names, such as `TEI/text/body/p[3]`.
        expected: what may stand at this place: names of elements, of attributes with `@`, `text`, or values.
        guidelines: the address of the page of the TEI Guidelines that tells more.
        fix: how the file is mended, where that is safe to do unasked; `validate --fix` does it.
    """

    path: str
    line: int
    rule: str
    message: str
    remedy: str = ""
    severity: Severity = "warning"
    column: int = 0
    where: str = ""
    expected: tuple[str, ...] = ()
    guidelines: str = ""
    fix: tuple[Splice, ...] = ()

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "Finding":
        """A finding that was written as JSON, which has no tuples: the same as before."""
        told = cls(**row)
        return told._replace(expected=tuple(told.expected), fix=tuple(Splice(*splice) for splice in told.fix))

    def __str__(self) -> str:
        told = _located(self.path, self.line, self.column, f"{self.severity}: {self.message}", self.remedy)
        return f"{told} [{self.rule}]"
