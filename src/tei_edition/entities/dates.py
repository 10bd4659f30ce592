"""Dates and times in running text: found by a small grammar over tables of words, resolved against the day of speaking.

Values follow ISO 8601 and TEI's att.datable.w3c: exact → when; a span that lasted → from/to; a fuzzy point →
notBefore/notAfter. Early, middle and late mean the days 1–10, 11–20 and 21–end of a month.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from tei_edition import resources
from tei_edition.entities.date_values import Anchor, Reader, Tables, days_of
from tei_edition.entities.mention import Category, Mention
from tei_edition.errors import ConfigError

# White space and letters of old print, as the tables have them. A tab parts two cells of a row, and no date spans both.
_SAME = (*((space, " ") for space in "\n\u00a0\u2007\u202f"), ("\t", "|"), ("ſ", "s"), ("ı", "i"))
_HALVES = ("a.m.", "p.m.")


def _words(table: dict[str, Any]) -> str:
    longest = sorted(map(str.lower, table), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in longest)


class Head(Enum):
    """How a stretch may say on which day what follows is told.

    It is a dateline; it is a date and no more; or it may also open with a date, as the entry of a diary does.
    """

    DATELINE = "dateline"
    ALONE = "alone"
    ENTRY = "entry"


NO_HEADS: Mapping[int, Head] = {}
# What parts the date of an entry from its words.
_ENTRY = re.compile(r"\s?[.:–—-]+\s*[^\sa-z]")
# Kinds of dates that name one whole day in words or figures.
_WHOLE_DAYS = ("full", "timed", "telegram", "short", "iso", "numeric")


class _Grammar(NamedTuple):
    """What dates look like, in lower case.

    Attributes:
        pattern: every kind of date; single: the same without two days joined by "and".
        openers: what a date can open with.
    """

    pattern: re.Pattern[str]
    single: re.Pattern[str]
    openers: AhoCorasick
    tables: Tables


def _openers(tables: Tables) -> AhoCorasick:
    """The beginnings of all dates: the grammar is tried only where one of them stands."""
    units = ("day", "week", "month", "year")
    counts = [*map(str, range(10)), *tables["numbers"]]
    phrases = [
        f"{start}{last} {count}" for start in ("", "these ", "the ") for last in ("last", "past") for count in counts
    ]
    phrases += [
        f"{word} {unit}" for word in ("this", "last", "next") for unit in (*units, *tables["days"], *tables["months"])
    ]
    parted = (*tables["months"], "this month", "last month", "next month", "the month")
    phrases += [f"{part}{gap}{month}" for part in tables["parts"] for gap in " -" for month in parted]
    phrases += [f"{number} {unit}" for number in tables["numbers"] for unit in units]
    phrases += map(str, range(10))
    for name in ("months", "days", "ordinals", "deictic", "seasons", "feasts"):
        phrases += tables[name]
    return AhoCorasick(sorted({phrase.lower() for phrase in phrases}), implementation=Implementation.DFA)


# What the numbers of a table can be, by their place in a row.
_RANGES: dict[str, tuple[tuple[int, int], ...]] = {
    "months": ((1, 12),),
    "days": ((1, 7),),
    "numbers": ((0, 1000),),
    "ordinals": ((1, 31),),
    "deictic": ((-366, 366),),
    "parts": ((1, 28), (0, 28)),
    "seasons": ((1, 12), (1, 12)),
    "feasts": ((1, 12), (1, 31)),
}
_LONGEST = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _check_numbers(tables: Tables, path: Path) -> None:
    """See that all months have names, and that every number can be one of a calendar.

    Raises:
        ConfigError: one cannot.
    """
    for table, ranges in _RANGES.items():
        for name, value in tables[table].items():
            row = value if isinstance(value, list) else [value]
            fits = len(row) == len(ranges) and all(low <= k <= high for k, (low, high) in zip(row, ranges, strict=True))
            if not fits or (table == "feasts" and row[1] > _LONGEST[row[0] - 1]):
                allowed = " and ".join(f"a number from {low} to {high}" for low, high in ranges)
                raise ConfigError(f"`{table}.{name}` is {value}", f"give {allowed}", path=path)
    nameless = next((k for k in range(1, 13) if k not in tables["months"].values()), 0)
    if nameless:
        raise ConfigError(f"[months] has no name for the month {nameless}", "add it", path=path)


def check_dates(overrides: Path) -> None:
    """Look at an edition's table of dates before any is read.

    Raises:
        ConfigError: a number in it can be none of a calendar; see also `resources.table`.
    """
    _grammar(overrides)


@cache
def _grammar(overrides: Path | None) -> _Grammar:
    tables = resources.table("entities", "dates", overrides)
    _check_numbers(tables, (overrides or Path()) / "dates.toml")
    months, parts = _words(tables["months"]), _words(tables["parts"])
    ordinals, numbers = _words(tables["ordinals"]), _words(tables["numbers"])
    day = rf"(?:[0-3]?\d(?:st|nd|rd|th)?|{ordinals})"
    year = r"(?:1[0-9]|20)\d\d"
    of_year = rf"(?:,?\s{year}|,{year}|,?\s(?:of\s)?(?:this|last|next)\syear)"
    weekday = rf"(?:(?:{_words(tables['days'])}),?\s)?"
    clock = r"(?:[0-2]?\d(?:[:.][0-5]\d)?\s?(?:a\.?m\b\.?|p\.?m\b\.?)|[0-2]?\d:[0-5]\d(?:\shours)?)"
    hour = r"[0-2]?\d(?:[:.][0-5]\d)?"
    hours = rf"{hour}(?:\s?[ap]\.?m\b\.?)?(?:\s?[–—-]\s?|\s(?:to|until)\s){hour}(?:\s?[ap]\.?m\b\.?|\shours)"
    day_first = rf"{day}\s(?:day\s)?(?:of\s)?(?:{months})\b\.?{of_year}?"
    full = rf"(?:{weekday}(?:{day_first}|(?:{months})\b\.?\s{day}\b(?!:){of_year}?))"
    fuzzy = rf"(?:(?:{parts})[\s-](?:{months})\b{of_year}?)"
    joint = r"\s?(?:–|—|-|to|until|till|through)\s?(?:the\s)?"
    both = r"\sand\s(?:the\s)?"
    said = rf"(?:{months})\b\.?(?:,?\s{year})?"
    rules = [
        ("telegram", rf"[0-2]\d[0-5]\d\s?[a-z]?\s{day}\s(?:{months})\b\.?\s(?:{year}|'?\d\d)\b"),
        ("hours", rf"{hours},?\s(?:on\s)?{full}|{full}(?:,\s|\s?[—–]\s?){hours}"),
        ("timed", rf"{clock},?\s(?:on\s)?{full}|{full}(?:,\s|\s?[—–]\s?){clock}"),
        ("inst", rf"{day}\s(?:inst(?:ant)?|ult(?:imo)?|prox(?:imo)?)\b\.?"),
        ("short", rf"{day}\s(?:{months})\b\.?\s'?\d\d\b"),
        ("days", rf"{day}{joint}{day}\s(?:of\s)?(?:{months})\b{of_year}?|(?:{months})\s{day}{joint}{day}\b{of_year}?"),
        ("both", rf"{day}{both}{day}\s(?:of\s)?(?:{months})\b{of_year}?|(?:{months})\s{day}{both}{day}\b{of_year}?"),
        ("span", rf"(?:{fuzzy}|{full}){joint}(?:{fuzzy}|{full})"),
        ("fuzzy", fuzzy),
        ("full", full),
        ("iso", r"\d{4}-[01]\d-[0-3]\d"),
        ("numeric", r"[0-3]?\d[./][0-3]?\d[./](?:1[89]|20)?\d\d"),
        ("months", rf"{said}{joint}(?:{months})\b\.?,?\s{year}"),
        ("day", rf"{day}\s(?:of\s)?this\smonth"),
        ("nth", r"(?<=\bon\sthe\s)[0-3]?\d(?:st|nd|rd|th)(?=[.,;:)]|\s(?:and|at|in|by|we|he|they|the|to)\s)"),
        ("feast", rf"(?:{_words(tables['feasts'])}){of_year}?"),
        ("month", rf"(?:{months})\b\.?{of_year}|(?<=\bin\s)(?:{months})\b|(?:last|this|next)\s(?:{months})\b"),
        ("since", rf"(?:(?:these|the)\s)?(?:last|past)\s(?:{numbers}|\d{{1,3}})\s(?:day|week|month|year)s?"),
        ("ago", rf"(?:{numbers}|\d{{1,3}})\s(?:day|week|month|year)s?\sago"),
        ("deictic", _words(tables["deictic"])),
        ("week", rf"(?:this|last|next)\s(?:week|{_words(tables['days'])})"),
        (
            "season",
            rf"(?:(?:early|mid|late)[\s-])?(?:{_words(tables['seasons'])})(?:\sof)?[\s-](?:{year}|(?:this|last|next|the)\syear)",
        ),
        ("portion", rf"(?:{parts})[\s-](?:this|last|next|the)\smonth"),
        ("period", r"(?:this|last|next)\s(?:year|month)"),
        ("decade", rf"{year[:-4]}\d0s"),
        ("years", rf"{year}\s?[/–-]\s?(?:{year}|\d\d)"),
        ("year", year),
    ]
    # The number of a footnote may have run into a year: "6 January 19613", "May 9, 1960,2".
    ends = rf"(?:(?<=\s{year})(?=\d{{1,2}}\b)|(?![\w]|[.:/]\d|,\d{{3}}))"
    whole, single = (
        re.compile(rf"(?<![\w.-])(?:{'|'.join(kinds)}){ends}")
        for kinds in (
            [f"(?P<{name}>{rule})" for name, rule in rules],
            [f"(?P<{name}>{rule})" for name, rule in rules if name != "both"],
        )
    )
    return _Grammar(whole, single, _openers(tables), tables)


def _lowered(text: str) -> str:
    """A text of the same length in lower case, its white space and its letters as the grammar has them."""
    low = text.lower()
    if len(low) != len(text):  # a letter that becomes two in lower case
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    for character, instead in _SAME:
        low = low.replace(character, instead)
    return low


def _openings(grammar: _Grammar, low: str) -> list[int]:
    """Where in a text in lower case a date may begin, in order."""
    found = {offset for _, offset, _ in grammar.openers.find_matches_as_indexes(low, overlapping=True)}
    return sorted(k for k in found if not k or not (low[k - 1].isalnum() or low[k - 1] in "_.-"))


def _matches(grammar: _Grammar, low: str, openings: list[int], start: int, end: int) -> Iterator[re.Match[str]]:
    """The matches of the grammar in `low[start:end]`, from the left, none across another."""
    at = start
    for k in range(bisect_left(openings, start), bisect_left(openings, end)):
        if openings[k] >= at:
            match = grammar.pattern.match(low, openings[k], end)
            if match and match.lastgroup == "both" and not _follow(match[0], grammar.tables["ordinals"]):
                match = grammar.single.match(low, openings[k], end)
            if match:
                at = match.end()
                yield match


def _follow(words: str, ordinals: dict[str, int]) -> bool:
    """True for two days of which one follows the other ("4 and 5 May"): they are one stretch."""
    days = days_of(words, ordinals)
    # One in figures and one in words ("4 and fifth May") are two dates.
    return len(days) > 1 and days[1] == days[0] + 1


def find_dates(text: str, start: int, end: int, anchor: Anchor, overrides: Path | None = None) -> list[Mention]:
    """The dates in `text[start:end]`, in order, none inside another.

    Args:
        text: white space in it is single spaces, no-break spaces or line ends.
        anchor: the day the text is told on.
        overrides: an edition's folder `tables`.
    """
    return find_dates_in(text, [(start, end)], anchor, overrides)


def find_dates_in(
    text: str,
    spans: list[tuple[int, int]],
    anchor: Anchor,
    overrides: Path | None,
    heads: Mapping[int, Head] = NO_HEADS,
) -> list[Mention]:
    """The dates in several stretches told one after the other: a day named in one anchors durations in the next.

    Args:
        heads: the stretches that may say on which day what follows is told, by index. From there on relative dates
            count from that day, and the setting's is no longer needed.
    """
    grammar = _grammar(overrides)
    mentions = []
    first = min((start for start, _ in spans), default=0)
    low = text[:first] + _lowered(text[first : max((end for _, end in spans), default=0)])
    reader = Reader(grammar.tables, anchor, low)
    openings = [first + k for k in _openings(grammar, low[first:])]
    for number, (start, end) in enumerate(spans):
        reader.opens_stretch()
        head = heads.get(number)
        for match in _matches(grammar, low, openings, start, end):
            if match.lastgroup == "year" and _is_number(low, match, start, anchor):
                continue
            found = reader.read(match, text)
            if found:
                a, b = _trim(match)
                value = found.value if reader.anchor is anchor else replace(found.value, anchored=False)
                mentions.append(Mention(a, b, Category.DATE, (), found.cert, found.rule, text[a:b], value))
                if head and found.day and _heads(grammar, text, match, (start, end), head):
                    reader.anchor = anchor if found.day == anchor.day else Anchor(found.day, anchor.utc_offset)
                    head = None
    return mentions


def _heads(grammar: _Grammar, text: str, match: re.Match[str], span: tuple[int, int], head: Head) -> bool:
    """True where the day that a match names is the one on which what follows is told."""
    start, end = span
    if head is Head.DATELINE:
        return True
    if match.lastgroup not in _WHOLE_DAYS or match.start() != start:
        return False
    rest = text[start + len(match[0].rstrip(" .")) : end]  # a month may have taken the full stop of an entry's date
    if rest.strip(" .,:;").lower() in {"", *grammar.tables["days"]}:
        return True
    return head is Head.ENTRY and _ENTRY.match(rest) is not None


# What stands before a year of long ago; anything else before such a number is counted or filed by it.
_LEADS = frozenset(("in", "since", "until", "by", "of", "year", "before", "after", "around", "about"))
_LONG_AGO = 450


def _is_number(low: str, match: re.Match[str], start: int, anchor: Anchor) -> bool:
    """True for four figures that are no year: the number of a telegram or a list, a time of day ("at 1405")."""
    if match.start() == start and low[match.end() : match.end() + 1] == ".":
        return True
    before = low[max(match.start() - 12, start) : match.start()].split()[-1:]
    if before == ["at"] and int(match[0][:2]) < 24 and int(match[0][2:]) < 60:
        return True
    is_old = anchor.day is not None and int(match[0]) < anchor.day.year - _LONG_AGO
    return is_old and not set(before) & _LEADS


def _trim(match: re.Match[str]) -> tuple[int, int]:
    """The date without an article before it or the full stop of its sentence."""
    words, (start, end) = match[0], match.span()
    if words.startswith("the ") and words[4:].split()[0] not in ("day",):
        start += 4
    if words.endswith(".") and not words.endswith(_HALVES):
        end -= 1
    return start, end
