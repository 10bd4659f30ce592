"""What can go wrong, as values and as exceptions: the ground floor, imported by every room.

Every message names the file, the line where there is one, what is wrong and what to do about it. The library raises
and returns these; only `cli` prints them.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


def _located(path: str, line: int, message: str, remedy: str) -> str:
    """`FILE:LINE: what is wrong; what to do`, without the parts that are empty."""
    place = f"{path}:{line}: " if path and line else f"{path}: " if path else ""
    return f"{place}{message}; {remedy}" if remedy else f"{place}{message}"


class EditionError(Exception):
    """Something could not be done. `str()` is the one line that a user reads.

    Args:
        message: what is wrong.
        remedy: what to do about it.
        path: the file in question, as the user named it; empty where there is none.
        line: its line, from 1; 0 where no line is meant.
    """

    def __init__(self, message: str, remedy: str = "", *, path: object = "", line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.path = str(path)
        self.line = line

    def __str__(self) -> str:
        return _located(self.path, self.line, self.message, self.remedy)


class SourceError(EditionError):
    """A source cannot be read, or holds something no rule knows."""


class TeiError(EditionError):
    """A TEI file is not well-formed, not TEI, or unsafe to open."""


class ConfigError(EditionError):
    """An edition's own files (edition.toml, tables, authority) are wrong."""


class RenderError(EditionError):
    """A page cannot be made."""


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to tell the user about a file that could be read.

    Attributes:
        path: the file, as the user named it.
        line: its line, from 1; 0 for the whole file.
        rule: the id of the rule that found it, such as `pointer-unresolved`.
        message: what is wrong.
        remedy: what to do about it.
        severity: `error` makes a document invalid; `warning` asks for a look; `note` only informs.
    """

    path: str
    line: int
    rule: str
    message: str
    remedy: str = ""
    severity: Severity = "warning"

    def __str__(self) -> str:
        return _located(self.path, self.line, f"{self.severity}: {self.message}", self.remedy) + f" [{self.rule}]"
