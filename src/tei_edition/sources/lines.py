"""Patterns for single lines, written as the line is seen: `PRC FMA {shelfmark}, {from:number}-{to:number}.`

No regular expressions: a scholar can read and write these, and matching never backtracks. Each `{name}` takes the
characters up to the next piece of fixed text, found from the left; the last one takes the rest.
"""

import re
from dataclasses import dataclass

from tei_edition import resources
from tei_edition.errors import ConfigError

_FIELD = re.compile(r"\{([a-z0-9-]+)(?::([a-z]+))?\}")
# What a browser prints: the years are those in which browsers do.
_PRINTED = {
    "day": re.compile(r"\d{1,2}([/.-])\d{1,2}\1(?:199[5-9]|20\d\d|[0-4]\d|9[5-9])|20\d\d-\d\d-\d\d"),
    "clock": re.compile(r"[0-2]?\d:[0-5]\d(?::[0-5]\d)?(?:\s?[AaPp]\.?[Mm]\.?)?"),
    "address": re.compile(r"(?:https?|file)://\S+"),
    "leaf": re.compile(r"\d{1,5}/\d{1,5}"),
}
KINDS = ("", "date", "number", "again", *_PRINTED)


@dataclass(frozen=True)
class Pattern:
    """Fixed text around named fields: `fixed[0] {fields[0]} fixed[1] {fields[1]} … fixed[-1]`."""

    fixed: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]

    @property
    def is_repeated(self) -> bool:
        """True where a field wants words that stand once more in the source."""
        return any(kind == "again" for _, kind in self.fields)


def compile_pattern(text: str, path: object = "") -> Pattern:
    """Read a pattern.

    Raises:
        ConfigError: a field of an unknown kind, or two fields with nothing between them.
    """
    pieces = _FIELD.split(text)
    fixed = tuple(pieces[0::3])
    fields = tuple(zip(pieces[1::3], (kind or "" for kind in pieces[2::3]), strict=True))
    for name, kind in fields:
        if kind not in KINDS:
            raise ConfigError(f"unknown kind {kind!r} of {{{name}}}", f"known: {', '.join(KINDS[1:])}", path=path)
    if any(not between for between in fixed[1:-1]):
        raise ConfigError(f"two fields touch in {text!r}", "put text between them", path=path)
    return Pattern(fixed, fields)


def match(pattern: Pattern, line: str) -> dict[str, tuple[int, int]] | None:
    """Where each field of the pattern lies in `line` (half-open, trimmed), or None where the line is another."""
    if not line.startswith(pattern.fixed[0]):
        return None
    spans: dict[str, tuple[int, int]] = {}
    at = len(pattern.fixed[0])
    last = len(pattern.fields) - 1
    for k, (name, kind) in enumerate(pattern.fields):
        after = pattern.fixed[k + 1]
        end = len(line) - len(after) if k == last else line.find(after, at)
        if end < at or not line.startswith(after, end):
            return None
        start, stop = _trim(line, at, end)
        if start == stop or not _is_kind(line[start:stop], kind):
            return None
        spans[name] = (start, stop)
        at = end + len(after)
    return spans if at == len(line) else None


def _trim(line: str, start: int, end: int) -> tuple[int, int]:
    while start < end and line[start].isspace():
        start += 1
    while end > start and line[end - 1].isspace():
        end -= 1
    return start, end


def _is_kind(value: str, kind: str) -> bool:
    if kind == "number":
        return value.replace(",", "").isdecimal()
    if kind in _PRINTED:
        return _PRINTED[kind].fullmatch(value) is not None
    return kind != "date" or is_date(value)


def is_date(value: str) -> bool:
    """True for a whole date in words or figures: "August 3, 1964", "3 August 1964", "1964-08-03"."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return True
    words = re.findall(r"\w+", value)
    months = resources.table("entities", "dates")["months"]
    numbers = [int(word) for word in words if word.isdecimal()]
    named = [word for word in words if word.lower() in months]
    return len(words) == 3 and len(named) == 1 and len(numbers) == 2 and max(numbers) > 31 >= min(numbers)
