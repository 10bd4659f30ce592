"""Dates and times in running text: found by a small grammar over tables of words, resolved against the day of speaking.

Values follow ISO 8601 and TEI's att.datable.w3c: exact → when; a span that lasted → from/to; a fuzzy point →
notBefore/notAfter. Early, middle and late mean the days 1–10, 11–20 and 21–end of a month.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick

from tei_edition import resources
from tei_edition.entities.mention import Category, Certainty, DateValue, Mention

Tables = dict[str, Any]


@dataclass(frozen=True)
class Anchor:
    """The day a text is told on.

    Attributes:
        day: None where nobody knows it; relative dates are then left untagged.
        utc_offset: of clock times, such as `+08:00`; empty where unknown.
    """

    day: date | None = None
    utc_offset: str = ""


@dataclass(frozen=True)
class _Found:
    """A reading of one match: its value, how sure, the day it ends on (for what is told after it)."""

    value: DateValue
    cert: Certainty
    rule: str
    day: date | None = None


_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s?(?:(a|p)\.?m\b\.?|hours\b)?,?\s?(?:on\s)?")


def _words(table: dict[str, Any]) -> str:
    longest = sorted(table, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in longest)


class _Grammar(NamedTuple):
    """The pattern of every kind of date, what one can open with, and the tables behind both."""

    pattern: re.Pattern[str]
    openers: AhoCorasick
    tables: Tables


_SPACES = str.maketrans("\n\t\u00a0\u2007\u202f", "     ")


def _openers(tables: Tables) -> AhoCorasick:
    """The beginnings of all dates: the grammar is tried only where one of them stands."""
    units = ("day", "week", "month", "year")
    since = [f"{word} {last}" for word in ("these", "the") for last in ("last", "past")]
    phrases = [*map(str, range(10)), *since, *(f"{word} " for word in ("this", "last", "past", "next"))]
    phrases += [f"{number} {unit}" for number in tables["numbers"] for unit in units]
    for name in ("months", "days", "ordinals", "parts", "deictic", "seasons"):
        phrases += tables[name]
    return AhoCorasick(sorted({phrase.lower() for phrase in phrases}))


@cache
def _grammar(overrides: Path | None) -> _Grammar:
    tables = resources.table("entities", "dates", overrides)
    months, parts = _words(tables["months"]), _words(tables["parts"])
    ordinals, numbers = _words(tables["ordinals"]), _words(tables["numbers"])
    day = rf"(?:[0-3]?\d(?:st|nd|rd|th)?|{ordinals})"
    year = r"(?:1[0-9]|20)\d\d"
    of_year = rf"(?:,?\s{year}|,?\s(?:of\s)?(?:this|last|next)\syear)"
    weekday = rf"(?:(?:{_words(tables['days'])}),?\s)?"
    clock = r"(?:[0-2]?\d(?:[:.][0-5]\d)?\s?(?:a\.?m\b\.?|p\.?m\b\.?)|[0-2]?\d:[0-5]\d(?:\shours)?)"
    full = rf"(?:{weekday}(?:{day}\s(?:of\s)?(?:{months})\b\.?{of_year}?|(?:{months})\b\.?\s{day}\b(?!:){of_year}?))"
    fuzzy = rf"(?:(?:{parts})[\s-](?:{months})\b{of_year}?)"
    joint = r"\s?(?:–|—|-|to|until|till|through)\s?(?:the\s)?"
    rules = [
        ("telegram", rf"[0-2]\d[0-5]\d\s?[A-Z]?\s{day}\s(?:{months})\b\.?\s(?:{year}|'?\d\d)\b"),
        ("timed", rf"{clock},?\s(?:on\s)?{full}|{full}(?:,\s|\s?[—–]\s?){clock}"),
        ("inst", rf"{day}\s(?:inst|ult|prox)\b\.?"),
        ("short", rf"{day}\s(?:{months})\b\.?\s'?\d\d\b"),
        ("days", rf"{day}{joint}{day}\s(?:of\s)?(?:{months})\b{of_year}?|(?:{months})\s{day}{joint}{day}\b{of_year}?"),
        ("span", rf"(?:{fuzzy}|{full}){joint}(?:{fuzzy}|{full})"),
        ("fuzzy", fuzzy),
        ("full", full),
        ("iso", r"\d{4}-[01]\d-[0-3]\d"),
        ("numeric", r"[0-3]?\d[./][0-3]?\d[./](?:1[89]|20)?\d\d"),
        ("day", rf"{day}\s(?:of\s)?this\smonth"),
        ("month", rf"(?:{months})\b\.?{of_year}|(?<=\b[Ii]n\s)(?:{months})\b|(?:last|this|next)\s(?:{months})\b"),
        ("since", rf"(?:(?:these|the)\s)?(?:last|past)\s(?:{numbers}|\d{{1,3}})\s(?:day|week|month|year)s?"),
        ("ago", rf"(?:{numbers}|\d{{1,3}})\s(?:day|week|month|year)s?\sago"),
        ("deictic", _words(tables["deictic"])),
        ("week", rf"(?:this|last|next)\s(?:week|{_words(tables['days'])})"),
        ("season", rf"(?:{_words(tables['seasons'])})(?:\sof)?\s(?:{year}|(?:this|last|next)\syear)"),
        ("period", r"(?:this|last|next)\s(?:year|month)"),
        ("decade", rf"{year[:-4]}\d0s"),
        ("years", rf"{year}\s?[–-]\s?(?:{year}|\d\d)"),
        ("year", year),
    ]
    pattern = "|".join(f"(?P<{name}>{rule})" for name, rule in rules)
    whole = re.compile(rf"(?<![\w.-])(?:{pattern})(?![\w]|[.,:/]\d)", re.IGNORECASE)
    return _Grammar(whole, _openers(tables), tables)


def _matches(grammar: _Grammar, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The matches of the grammar in `text[start:end]`, from the left, none across another."""
    low = text[start:end].translate(_SPACES).lower()
    if len(low) != end - start:  # a letter that becomes two in lower case
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text[start:end].translate(_SPACES))
    at = -1
    for offset in sorted({offset for _, offset, _ in grammar.openers.find_matches_as_indexes(low, overlapping=True)}):
        if offset < at or (offset and (low[offset - 1].isalnum() or low[offset - 1] in "_.-")):
            continue
        match = grammar.pattern.match(text, start + offset, end)
        if match:
            at = match.end() - start
            yield match


def find_dates(text: str, start: int, end: int, anchor: Anchor, overrides: Path | None = None) -> list[Mention]:
    """The dates in `text[start:end]`, in order, none inside another.

    Args:
        text: white space in it is single spaces, no-break spaces or line ends.
        anchor: the day the text is told on.
        overrides: an edition's folder `tables`.
    """
    return find_dates_in(text, [(start, end)], anchor, overrides)


def find_dates_in(text: str, spans: list[tuple[int, int]], anchor: Anchor, overrides: Path | None) -> list[Mention]:
    """The dates in several stretches told one after the other: a day named in one anchors durations in the next."""
    grammar = _grammar(overrides)
    reader = _Reader(grammar.tables, anchor)
    mentions = []
    for start, end in spans:
        reader.opens_stretch()
        for match in _matches(grammar, text, start, end):
            if match.start() == start and match.lastgroup == "year" and text[match.end() : match.end() + 1] == ".":
                continue  # the number of a telegram or a list
            found = reader.read(match, text)
            if found:
                a, b = _trim(match)
                mentions.append(Mention(a, b, Category.DATE, (), found.cert, found.rule, text[a:b], found.value))
    return mentions


def _trim(match: re.Match[str]) -> tuple[int, int]:
    """The date without an article before it or the full stop of its sentence."""
    words, (start, end) = match[0], match.span()
    if words.lower().startswith("the ") and words.lower()[4:].split()[0] not in ("day",):
        start += 4
    if words.endswith(".") and not re.search(r"[ap]\.m\.$", words, re.IGNORECASE):
        end -= 1
    return start, end


class _Reader:
    """Turns matches into values; remembers the last day told, for durations that end there."""

    def __init__(self, tables: Tables, anchor: Anchor) -> None:
        self.tables = tables
        self.anchor = anchor
        self.told: list[date | None] = [None, None]

    def opens_stretch(self) -> None:
        """A new paragraph: what was told in the one before it still counts, what came earlier no more."""
        self.told = [self.told[-1], None] if self.told[-1] else [None, None]

    def read(self, match: re.Match[str], text: str) -> _Found | None:
        rules: dict[str, Callable[[str, re.Match[str], str], _Found | None]] = {
            "timed": self._timed,
            "telegram": self._telegram,
            "inst": self._inst,
            "short": self._short,
            "week": self._week,
            "season": self._season,
            "days": self._days,
            "span": self._span,
            "fuzzy": self._fuzzy,
            "full": self._full,
            "iso": self._iso,
            "numeric": self._numeric,
            "day": self._day_of_month,
            "month": self._month,
            "since": self._since,
            "ago": self._ago,
            "deictic": self._deictic,
            "period": self._period,
            "decade": self._decade,
            "years": self._years,
            "year": self._year,
        }
        name = match.lastgroup or ""
        try:
            found = rules[name](" ".join(match[0].lower().split()), match, text)
        except ValueError:
            return None  # a day the calendar does not have
        if found and found.day:
            self.told[-1] = found.day
        return found

    # -- parts ---------------------------------------------------------------------------------------------------------

    def _month_of(self, words: str) -> int:
        months: dict[str, int] = self.tables["months"]
        return next(months[word] for word in re.findall(r"[a-z]+", words) if word in months)

    def _days_of(self, words: str) -> list[int]:
        ordinals: dict[str, int] = self.tables["ordinals"]
        found = [int(m[1]) for m in re.finditer(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", words)]
        return found or [ordinals[word] for word in re.findall(r"[a-z]+(?:-[a-z]+)?", words) if word in ordinals]

    def _year_of(self, words: str) -> int | None:
        given = re.search(r"\b(?:1[0-9]|20)\d\d\b", words)
        if given:
            return int(given[0])
        told = re.search(r"\b(this|last|next) year\b", words)
        if told and self.anchor.day:
            return self.anchor.day.year + {"this": 0, "last": -1, "next": 1}[told[1]]
        return None

    def _nearest(self, month: int, day: int = 15) -> int | None:
        """The year that puts a day and month closest to the anchor."""
        anchor = self.anchor.day
        if anchor is None:
            return None
        day = min(day, 28)
        years = (anchor.year - 1, anchor.year, anchor.year + 1)
        return min(years, key=lambda year: abs((date(year, month, day) - anchor).days))

    def _resolve(self, words: str) -> tuple[date, bool] | None:
        """The day that words such as "28 July" name, and whether the anchor gave its year."""
        month, days = self._month_of(words), self._days_of(words)
        given = self._year_of(words)
        year = given or self._nearest(month, days[0])
        return (date(year, month, days[0]), not _has_year(words)) if year and days else None

    def _part(self, words: str) -> tuple[date, date, bool] | None:
        """First and last day of "mid-July"."""
        month, given = self._month_of(words), self._year_of(words)
        year = given or self._nearest(month)
        parts: dict[str, list[int]] = self.tables["parts"]
        flat = words.replace("-", " ")
        name = max((part for part in parts if flat.startswith(part + " ")), key=len, default="")
        if year is None or not name:
            return None
        first, last = parts[name]
        return date(year, month, first), date(year, month, last or monthrange(year, month)[1]), not _has_year(words)

    # -- rules ---------------------------------------------------------------------------------------------------------

    def _full(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        day = self._resolve(words)
        if not day:
            return None
        return _Found(DateValue(when=day[0].isoformat(), anchored=day[1]), "high", "date.full", day[0])

    def _timed(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        clock = _CLOCK.match(words)
        leads = clock is not None and bool(clock[2] or clock[3])
        if not leads:
            clock = next((m for m in _CLOCK.finditer(words) if m[2] or m[3]), None)
        if not clock:
            return None
        day = self._resolve(words[clock.end() :] if leads else words[: clock.start()])
        hour, minute = int(clock[1]), int(clock[2] or 0)
        hour = hour % 12 + (12 if clock[3] == "p" else 0) if clock[3] else hour
        if not day or hour > 23:
            return None
        when = f"{day[0].isoformat()}T{hour:02}:{minute:02}:00{self.anchor.utc_offset}"
        return _Found(DateValue(when=when, anchored=day[1]), "high", "date.time", day[0])

    def _days(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        month, days, given = self._month_of(words), self._days_of(words), self._year_of(words)
        year = given or self._nearest(month)
        if year is None or len(days) < 2:
            return None
        first, last = date(year, month, days[0]), date(year, month, days[1])
        if last < first:
            return None
        value = DateValue(start=first.isoformat(), end=last.isoformat(), anchored=not _has_year(words))
        return _Found(value, "high", "date.span", last)

    def _span(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        halves = re.split(r"\s?(?:–|—|\bto\b|\buntil\b|\btill\b|\bthrough\b)\s?", words, maxsplit=1)
        if len(halves) < 2:
            return None
        ends = [self._ends(half) for half in halves]
        if not ends[0] or not ends[1] or ends[1][1] < ends[0][0]:
            return None
        value = DateValue(start=ends[0][0].isoformat(), end=ends[1][1].isoformat(), anchored=not _has_year(words))
        return _Found(value, "medium", "date.span", ends[1][1])

    def _ends(self, words: str) -> tuple[date, date] | None:
        part = self._part(words)
        day = None if part else self._resolve(words)
        return part[:2] if part else (day[0], day[0]) if day else None

    def _fuzzy(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        part = self._part(words)
        if not part:
            return None
        value = DateValue(not_before=part[0].isoformat(), not_after=part[1].isoformat(), anchored=part[2])
        return _Found(value, "medium", "date.part")

    def _iso(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        day = date.fromisoformat(words)
        return _Found(DateValue(when=day.isoformat()), "high", "date.full", day)

    def _numeric(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        """14.10.50 and 10/14/50: a dot is day first, a slash month first, where the other order is impossible too."""
        first, second, year = (int(part) for part in re.split(r"[./]", words))
        year += 1900 if year < 100 else 0
        readings = set()
        for day, month in ((first, second), (second, first)):
            if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
                readings.add(date(year, month, day))
        if len(readings) == 1:
            only = readings.pop()
            return _Found(DateValue(when=only.isoformat()), "high", "date.full", only)
        if not readings or not 1 <= first <= 31:
            return None
        low, high = min(readings), max(readings)
        return _Found(DateValue(not_before=low.isoformat(), not_after=high.isoformat()), "low", "date.two-readings")

    def _short(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        """12 Sept 64: a year in two figures belongs to the anchor's century, the twentieth without one."""
        century = self.anchor.day.year // 100 * 100 if self.anchor.day else 1900
        year = century + int(words[-2:])
        day = date(year, self._month_of(words), self._days_of(words[:-2])[0])
        return _Found(DateValue(when=day.isoformat()), "high", "date.full", day)

    def _telegram(self, words: str, match: re.Match[str], text: str) -> _Found | None:
        """0930Z 12 Sept 64: the date-time group of a telegram; Z is UTC."""
        group = re.match(r"(\d\d)(\d\d)\s?([a-z])?\s", words)
        rest = words[group.end() :] if group else ""
        found = (self._full if re.search(r"\d{4}$", rest) else self._short)(rest, match, text)
        if not group or not found or int(group[1]) > 23:
            return None
        zone = "Z" if group[3] == "z" else self.anchor.utc_offset if not group[3] else ""
        when = f"{found.value.when}T{group[1]}:{group[2]}:00{zone}"
        return _Found(DateValue(when=when), "high", "date.time", found.day)

    def _inst(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        """3rd inst., ult., prox.: of this month, the last one, the next one."""
        if not self.anchor.day:
            return None
        step = {"inst": 0, "ult": -1, "prox": 1}[re.findall("inst|ult|prox", words)[0]]
        serial = self.anchor.day.year * 12 + self.anchor.day.month - 1 + step
        day = date(serial // 12, serial % 12 + 1, self._days_of(words)[0])
        return _Found(DateValue(when=day.isoformat(), anchored=True), "high", "date.day", day)

    def _week(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        """ "last week": Monday to Sunday; "last Monday": the day."""
        if not self.anchor.day:
            return None
        step = {"this": 0, "last": -7, "next": 7}[words.split()[0]]
        monday = self.anchor.day - timedelta(days=self.anchor.day.weekday()) + timedelta(days=step)
        name = words.split()[1]
        if name == "week":
            low, high = monday.isoformat(), (monday + timedelta(days=6)).isoformat()
            return _Found(DateValue(not_before=low, not_after=high, anchored=True), "medium", "date.deictic")
        day = monday + timedelta(days=self.tables["days"][name] - 1)
        if words.startswith("last") and day < self.anchor.day - timedelta(days=7):
            day += timedelta(days=7)
        return _Found(DateValue(when=day.isoformat(), anchored=True), "medium", "date.deictic", day)

    def _season(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        year = self._year_of(words)
        seasons: dict[str, list[int]] = self.tables["seasons"]
        name = next(season for season in sorted(seasons, key=len, reverse=True) if words.startswith(season))
        if year is None:
            return None
        first, last = seasons[name]
        low, high = date(year, first, 1), date(year, last, monthrange(year, last)[1])
        value = DateValue(not_before=low.isoformat(), not_after=high.isoformat())
        return _Found(value, "medium", "date.part")

    def _day_of_month(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        days = self._days_of(words)
        if not self.anchor.day or not days:
            return None
        day = self.anchor.day.replace(day=days[0])
        return _Found(DateValue(when=day.isoformat(), anchored=True), "high", "date.day", day)

    def _month(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        month, year = self._month_of(words), self._year_of(words)
        if year:
            value = DateValue(when=f"{year:04}-{month:02}", anchored=not _has_year(words))
            return _Found(value, "high", "date.month")
        nearest = self._nearest(month)
        if nearest is None:
            return None
        return _Found(DateValue(when=f"{nearest:04}-{month:02}", anchored=True), "medium", "date.month")

    def _count(self, words: str) -> int:
        numbers: dict[str, int] = self.tables["numbers"]
        return next(int(w) if w.isdecimal() else numbers[w] for w in words.split() if w.isdecimal() or w in numbers)

    def _since(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        """A stretch that ends when it is told: on the last day named just before, else on the day of speaking."""
        end = self.told[-1] or self.told[0] or self.anchor.day
        if end is None:
            return None
        start = _back(end, self._count(words), words)
        value = DateValue(start=start.isoformat(), end=end.isoformat(), anchored=True)
        return _Found(value, "low", "date.duration")

    def _ago(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        if self.anchor.day is None:
            return None
        day = _back(self.anchor.day, self._count(words), words)
        grain = 4 if "year" in words else 7 if "month" in words else 10
        cert: Certainty = "high" if "day" in words else "medium"
        return _Found(DateValue(when=day.isoformat()[:grain], anchored=True), cert, "date.ago")

    def _deictic(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        if self.anchor.day is None:
            return None
        day = self.anchor.day + timedelta(days=self.tables["deictic"][words])
        return _Found(DateValue(when=day.isoformat(), anchored=True), "high", "date.deictic")

    def _period(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        if self.anchor.day is None:
            return None
        step = {"this": 0, "last": -1, "next": 1}[words.split()[0]]
        year, month = self.anchor.day.year, self.anchor.day.month
        if words.endswith("year"):
            return _Found(DateValue(when=f"{year + step:04}", anchored=True), "high", "date.deictic")
        serial = year * 12 + month - 1 + step
        when = f"{serial // 12:04}-{serial % 12 + 1:02}"
        return _Found(DateValue(when=when, anchored=True), "high", "date.deictic")

    def _decade(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        first = int(words[:4])
        return _Found(DateValue(not_before=f"{first:04}", not_after=f"{first + 9:04}"), "medium", "date.decade")

    def _years(self, words: str, _match: re.Match[str], _text: str) -> _Found | None:
        """1963-1966, 1963–66."""
        first, last = re.split(r"\s?[–-]\s?", words)
        last = first[: 4 - len(last)] + last
        return _Found(DateValue(start=first, end=last), "medium", "date.span") if first < last else None

    def _year(self, words: str, match: re.Match[str], text: str) -> _Found | None:
        refused = self.tables["not-years"]
        before = re.findall(r"\w+|\$|#", text[max(0, match.start() - 20) : match.start()].lower())[-1:]
        after = re.findall(r"\w+|%", text[match.end() : match.end() + 20].lower())[:1]
        if text[match.start() - 1 : match.start()] in ("$", "#", "£") or text[match.end() : match.end() + 1] == "%":
            return None
        if set(before) & set(refused["before"]) or set(after) & set(refused["after"]):
            return None
        return _Found(DateValue(when=words), "high", "date.year")


def _has_year(words: str) -> bool:
    """True where a date names its year in figures; otherwise the setting's date was needed."""
    return re.search(r"\b\d{4}\b", words) is not None


def _back(day: date, count: int, words: str) -> date:
    """The day so many days, weeks, months or years before another; the month's last day where it is shorter."""
    if "day" in words or "week" in words:
        return day - timedelta(days=count * (7 if "week" in words else 1))
    serial = day.year * 12 + day.month - 1 - count * (12 if "year" in words else 1)
    year, month = serial // 12, serial % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
