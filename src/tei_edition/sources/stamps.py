"""What a browser prints around a page it saves: day and hour, address, number of the page. Rules: `data/stamps.toml`.

Taken out before anything else is read: the day on which somebody printed a page is not the document's.
"""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tei_edition import resources
from tei_edition.sources.furniture import Furniture, visible_lines
from tei_edition.sources.lines import Pattern, compile_pattern, match

# No line of a browser's is longer.
_LONGEST = 300


class _Rule(NamedTuple):
    rule: str
    patterns: tuple[Pattern, ...]
    edge: bool


@cache
def _rules(overrides: Path | None) -> tuple[_Rule, ...]:
    table = resources.table("sources", "stamps", overrides)
    found = []
    for row in table.get("line", ()):
        texts = [row["text"]] if isinstance(row["text"], str) else row["text"]
        found.append(_Rule(row["rule"], tuple(map(compile_pattern, texts)), row.get("edge", False)))
    return tuple(found)


def stamp(words: str, *, edge: bool, overrides: Path | None = None) -> str:
    """The rule that knows a line as a browser's; empty where none does.

    Args:
        words: the line, trimmed.
        edge: whether it stands where a browser prints.
    """
    if len(words) > _LONGEST:
        return ""
    known = (row for row in _rules(overrides) if edge or not row.edge)
    return next((row.rule for row in known if any(match(one, words) is not None for one in row.patterns)), "")


def find_stamps(text: str, overrides: Path | None = None) -> tuple[Furniture, ...]:
    """The lines of a text that a browser printed, each with its rule; they are dropped."""
    lines = list(visible_lines(text))
    counts = Counter(line.words for line in lines)
    found = []
    first = True
    for line in lines:
        rule = stamp(line.words, edge=first or counts[line.words] > 1, overrides=overrides)
        if rule:
            found.append(Furniture(line.start, line.end, rule, ""))
        first = first and bool(rule)
    return tuple(found)


def without(text: str, stamps: tuple[Furniture, ...]) -> str:
    """The text with blanks for what was found, every other character in its place."""
    parts, at = [], 0
    for item in stamps:
        parts += [text[at : item.start], " " * (item.end - item.start)]
        at = item.end
    return "".join([*parts, text[at:]])
