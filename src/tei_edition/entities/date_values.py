"""What a date in words means: one match of the grammar → `DateValue`, told from the day of speaking."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from tei_edition.entities.mention import Certainty, DateValue

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
class Told:
    """What one match means: its value, how sure, by which rule, the day it ends on (for what is told after it)."""

    value: DateValue
    cert: Certainty
    rule: str
    day: date | None = None


_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s?(?:(a|p)\.?m\b\.?|hours\b)?,?\s?(?:on\s)?")
_HOURS = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:[:.](\d\d))?(?:\s?([ap])\.?m\b\.?)?\s?(?:[–—-]|to|until)\s?"
    r"(\d{1,2})(?:[:.](\d\d))?\s?(?:([ap])\.?m\b\.?|hours\b)(?:,?\s(?:on\s)?)?"
)
_WORD = re.compile(r"[a-z]+")
_ORDINAL = re.compile(r"[a-z]+(?:-[a-z]+)?")
_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\b")
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_TOLD_YEAR = re.compile(r"\b(this|last|next|the) year\b")
_FIGURES = re.compile(r"\b\d{4}\b")
# Minutes of half a day.
_HALF = 12 * 60
# Before a season or a quarter: the first, the second, the third of its months.
_THIRDS = ("early", "mid", "late")


def _minutes(hour: str, minute: str | None, half: str | None) -> int:
    """The minutes since midnight of a clock time; half: "a" or "p", None on a clock of 24 hours."""
    told = int(hour) % 12 + (12 if half == "p" else 0) if half else int(hour)
    return told * 60 + int(minute or 0)


def days_of(words: str, ordinals: dict[str, int]) -> list[int]:
    """The days of the month in some words, in figures or else in ordinals."""
    found = [int(m[1]) for m in _DAY.finditer(words)]
    return found or [ordinals[word] for word in _ORDINAL.findall(words) if word in ordinals]


class Reader:
    """Turns matches into values; remembers the last day told, for durations that end there, and the last year named.

    Args:
        text: all that is told, in which a year may stand that a day of its own does not say.
    """

    def __init__(self, tables: Tables, anchor: Anchor, text: str = "") -> None:
        self.tables = tables
        self.anchor = anchor
        self.text = text
        self.told: list[date | None] = [None, None]
        self.year: int | None = None

    def opens_stretch(self) -> None:
        """A new paragraph: what was told in the one before it still counts, what came earlier no more."""
        self.told = [self.told[-1], None] if self.told[-1] else [None, None]
        self.year = None

    def read(self, match: re.Match[str], text: str) -> Told | None:
        """What a match in a text in lower case means; None for nothing.

        Args:
            text: as it is written.
        """
        rule = getattr(self, f"_{match.lastgroup}")
        try:
            found: Told | None = rule(" ".join(match[0].split()), match, text)
        except ValueError:
            return None  # a day the calendar does not have
        if found and found.day:
            self.told[-1] = found.day
        if found and (named := _YEAR.findall(match[0])):
            self.year = int(named[-1])
        return found

    # -- parts ---------------------------------------------------------------------------------------------------------

    def _month_of(self, words: str) -> int:
        months: dict[str, int] = self.tables["months"]
        return next(months[word] for word in _WORD.findall(words) if word in months)

    def _days_of(self, words: str) -> list[int]:
        return days_of(words, self.tables["ordinals"])

    def _year_of(self, words: str) -> int | None:
        given = _YEAR.search(words)
        if given:
            return int(given[0])
        told = _TOLD_YEAR.search(words)
        if told and self.anchor.day:
            return self.anchor.day.year + {"this": 0, "the": 0, "last": -1, "next": 1}[told[1]]
        return None

    def _nearest(self, month: int, day: int = 15) -> int | None:
        """The year that puts a day and month closest to the anchor."""
        anchor = self.anchor.day
        if anchor is None:
            return None
        day = min(day, 28)
        years = (anchor.year - 1, anchor.year, anchor.year + 1)
        return min(years, key=lambda year: abs((date(year, month, day) - anchor).days))

    @cached_property
    def _years_told(self) -> frozenset[str]:
        return frozenset(_YEAR.findall(self.text))

    def _cert(self, words: str, day: date) -> Certainty:
        """High where a date says its year, or its year is the anchor's or stands elsewhere; else it is a guess.

        It is a guess too where another year was named last in the paragraph: "In 1948 I was there. On 17 September …".
        """
        if self._year_of(words) is None and self.year not in (None, day.year):
            return "medium"
        said = self._year_of(words) is not None or (self.anchor.day is not None and day.year == self.anchor.day.year)
        return "high" if said or str(day.year) in self._years_told else "medium"

    def _resolve(self, words: str) -> tuple[date, bool] | None:
        """The day that words such as "28 July" name, and whether the anchor gave its year."""
        month, days = self._month_of(words), self._days_of(words)
        if not days:
            return None
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

    def _full(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        day = self._resolve(words)
        if not day:
            return None
        return Told(DateValue(when=day[0].isoformat(), anchored=day[1]), self._cert(words, day[0]), "date.full", day[0])

    def _timed(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
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
        return Told(DateValue(when=when, anchored=day[1]), self._cert(words, day[0]), "date.time", day[0])

    def _hours(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        """4:30–5:10 p.m.: a half of the day told once is that of both ends, unless the first would come last."""
        clocks = _HOURS.search(words)
        if not clocks:
            return None
        day = self._resolve(words[: clocks.start()] or words[clocks.end() :])
        if not day:
            return None
        last = _minutes(clocks[4], clocks[5], clocks[6])
        first = _minutes(clocks[1], clocks[2], clocks[3] or clocks[6])
        if first > last and not clocks[3]:
            first -= _HALF
        if not 0 <= first < last < 2 * _HALF:
            return None
        start, end = (
            f"{day[0].isoformat()}T{m // 60:02}:{m % 60:02}:00{self.anchor.utc_offset}" for m in (first, last)
        )
        return Told(DateValue(start=start, end=end, anchored=day[1]), self._cert(words, day[0]), "date.time", day[0])

    def _days(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        month, days, given = self._month_of(words), self._days_of(words), self._year_of(words)
        year = given or self._nearest(month)
        if year is None or len(days) < 2:
            return None
        first, last = date(year, month, days[0]), date(year, month, days[1])
        if last < first:
            return None
        value = DateValue(start=first.isoformat(), end=last.isoformat(), anchored=not _has_year(words))
        return Told(value, self._cert(words, last), "date.span", last)

    _both = _days

    def _span(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        halves = re.split(r"\s?(?:–|—|\bto\b|\buntil\b|\btill\b|\bthrough\b)\s?", words, maxsplit=1)
        if len(halves) < 2:
            return None
        ends = [self._ends(half) for half in halves]
        if not ends[0] or not ends[1] or ends[1][1] < ends[0][0]:
            return None
        value = DateValue(start=ends[0][0].isoformat(), end=ends[1][1].isoformat(), anchored=not _has_year(words))
        return Told(value, "medium", "date.span", ends[1][1])

    def _ends(self, words: str) -> tuple[date, date] | None:
        part = self._part(words)
        day = None if part else self._resolve(words)
        return part[:2] if part else (day[0], day[0]) if day else None

    def _fuzzy(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        part = self._part(words)
        if not part:
            return None
        value = DateValue(not_before=part[0].isoformat(), not_after=part[1].isoformat(), anchored=part[2])
        return Told(value, "medium", "date.part")

    def _iso(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        day = date.fromisoformat(words)
        return Told(DateValue(when=day.isoformat()), "high", "date.full", day)

    def _numeric(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        """14.10.50 and 10/14/50: a dot is day first, a slash month first, where the other order is impossible too."""
        first, second, year = (int(part) for part in re.split(r"[./]", words))
        year += 1900 if year < 100 else 0
        readings = set()
        for day, month in ((first, second), (second, first)):
            if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
                readings.add(date(year, month, day))
        if len(readings) == 1:
            only = readings.pop()
            return Told(DateValue(when=only.isoformat()), "high", "date.full", only)
        if not readings or not 1 <= first <= 31:
            return None
        low, high = min(readings), max(readings)
        return Told(DateValue(not_before=low.isoformat(), not_after=high.isoformat()), "low", "date.two-readings")

    def _short(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        """12 Sept 64: a year in two figures belongs to the anchor's century, the twentieth without one."""
        century = self.anchor.day.year // 100 * 100 if self.anchor.day else 1900
        year = century + int(words[-2:])
        day = date(year, self._month_of(words), self._days_of(words[:-2])[0])
        return Told(DateValue(when=day.isoformat()), "high", "date.full", day)

    def _telegram(self, words: str, match: re.Match[str], text: str) -> Told | None:
        """0930Z 12 Sept 64: the date-time group of a telegram; Z is UTC."""
        group = re.match(r"(\d\d)(\d\d)\s?([a-z])?\s", words)
        rest = words[group.end() :] if group else ""
        found = (self._full if re.search(r"\d{4}$", rest) else self._short)(rest, match, text)
        if not group or not found or int(group[1]) > 23:
            return None
        zone = "Z" if group[3] == "z" else self.anchor.utc_offset if not group[3] else ""
        when = f"{found.value.when}T{group[1]}:{group[2]}:00{zone}"
        return Told(DateValue(when=when), "high", "date.time", found.day)

    def _inst(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        """3rd inst., ult., prox.: of this month, the last one, the next one."""
        if not self.anchor.day:
            return None
        step = {"inst": 0, "ult": -1, "prox": 1}[re.findall("inst|ult|prox", words)[0]]
        serial = self.anchor.day.year * 12 + self.anchor.day.month - 1 + step
        day = date(serial // 12, serial % 12 + 1, self._days_of(words)[0])
        return Told(DateValue(when=day.isoformat(), anchored=True), "high", "date.day", day)

    def _week(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        """ "last week": Monday to Sunday; "last Monday": the day."""
        if not self.anchor.day:
            return None
        step = {"this": 0, "last": -7, "next": 7}[words.split()[0]]
        monday = self.anchor.day - timedelta(days=self.anchor.day.weekday()) + timedelta(days=step)
        name = words.split()[1]
        if name == "week":
            low, high = monday.isoformat(), (monday + timedelta(days=6)).isoformat()
            return Told(DateValue(not_before=low, not_after=high, anchored=True), "medium", "date.deictic")
        day = monday + timedelta(days=self.tables["days"][name] - 1)
        if words.startswith("last") and day < self.anchor.day - timedelta(days=7):
            day += timedelta(days=7)
        return Told(DateValue(when=day.isoformat(), anchored=True), "medium", "date.deictic", day)

    def _months(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        """March to May 1950: from the first day of the one to the last of the other."""
        halves = re.split(r"\s?(?:–|—|-|\bto\b|\buntil\b|\btill\b|\bthrough\b)\s?", words, maxsplit=1)
        last = self._year_of(halves[-1])
        first = self._year_of(halves[0]) or last
        if len(halves) < 2 or not first or not last:
            return None
        start, end = f"{first:04}-{self._month_of(halves[0]):02}", f"{last:04}-{self._month_of(halves[1]):02}"
        return Told(DateValue(start=start, end=end), "high", "date.span") if start < end else None

    def _nth(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        """ "on the 28th": of the month last told of, else the last such day before the day of speaking."""
        known = self.told[-1] or self.told[0]
        anchor = known or self.anchor.day
        number = self._days_of(words)[0]
        if anchor is None:
            return None
        if not known and number > anchor.day:
            anchor = anchor.replace(day=1) - timedelta(days=1)
        day = anchor.replace(day=number)
        return Told(DateValue(when=day.isoformat(), anchored=True), "medium", "date.day", day)

    def _feast(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        """A day that has a name: "May Day", "Christmas 1961"."""
        feasts: dict[str, list[int]] = self.tables["feasts"]
        name = next(feast for feast in sorted(feasts, key=len, reverse=True) if words.startswith(feast))
        month, number = feasts[name]
        year = self._year_of(words) or self._nearest(month, number)
        if year is None:
            return None
        day = date(year, month, number)
        cert: Certainty = "high" if _has_year(words) else "medium"
        return Told(DateValue(when=day.isoformat(), anchored=not _has_year(words)), cert, "date.feast", day)

    def _portion(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        """ "early next month", "the end of the month"."""
        if self.anchor.day is None:
            return None
        step = {"this": 0, "the": 0, "last": -1, "next": 1}[words.split()[-2]]
        serial = self.anchor.day.year * 12 + self.anchor.day.month - 1 + step
        named = [name for name, number in self.tables["months"].items() if number == serial % 12 + 1]
        part = self._part(f"{' '.join(words.split()[:-2])} {named[0]} {serial // 12}")
        if not part:
            return None
        value = DateValue(not_before=part[0].isoformat(), not_after=part[1].isoformat(), anchored=True)
        return Told(value, "medium", "date.part")

    def _season(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        year = self._year_of(words)
        seasons: dict[str, list[int]] = self.tables["seasons"]
        part, _, rest = words.replace("-", " ").partition(" ")
        inside = part in _THIRDS and any(rest.startswith(season) for season in seasons)
        words_of_season = rest if inside else words
        name = max((season for season in seasons if words_of_season.startswith(season)), key=len)
        if year is None:
            return None
        first, last = seasons[name]
        if inside and last - first == 2:
            first = last = first + _THIRDS.index(part)
        low, high = date(year, first, 1), date(year, last, monthrange(year, last)[1])
        anchored = not _has_year(words)
        value = DateValue(not_before=low.isoformat(), not_after=high.isoformat(), anchored=anchored)
        return Told(value, "medium", "date.part")

    def _day(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        days = self._days_of(words)
        if not self.anchor.day or not days:
            return None
        day = self.anchor.day.replace(day=days[0])
        return Told(DateValue(when=day.isoformat(), anchored=True), "high", "date.day", day)

    def _month(self, words: str, match: re.Match[str], text: str) -> Told | None:
        month, year = self._month_of(words), self._year_of(words)
        if "may" in text[match.start() : match.end()].split():
            return None  # the verb
        if year:
            value = DateValue(when=f"{year:04}-{month:02}", anchored=not _has_year(words))
            return Told(value, "high", "date.month")
        near = self._beside(words.split()[0], month)
        if near is None:
            return None
        return Told(DateValue(when=f"{near:04}-{month:02}", anchored=True), "medium", "date.month")

    def _beside(self, word: str, month: int) -> int | None:
        """The year of "next March", the first one to come; of "last March", the last one past; else the nearest."""
        if not self.anchor.day or word not in ("last", "next"):
            return self._nearest(month)
        now = self.anchor.day
        return now.year + (month <= now.month) if word == "next" else now.year - (month >= now.month)

    def _count(self, words: str) -> int:
        numbers: dict[str, int] = self.tables["numbers"]
        return next(int(w) if w.isdecimal() else numbers[w] for w in words.split() if w.isdecimal() or w in numbers)

    def _since(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        """A stretch that ends when it is told: on the last day named just before, else on the day of speaking."""
        end = self.told[-1] or self.told[0] or self.anchor.day
        if end is None:
            return None
        start = _back(end, self._count(words), words)
        value = DateValue(start=start.isoformat(), end=end.isoformat(), anchored=True)
        return Told(value, "low", "date.duration")

    def _ago(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        if self.anchor.day is None:
            return None
        day = _back(self.anchor.day, self._count(words), words)
        grain = 4 if "year" in words else 7 if "month" in words else 10
        cert: Certainty = "high" if "day" in words else "medium"
        return Told(DateValue(when=day.isoformat()[:grain], anchored=True), cert, "date.ago")

    def _deictic(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        if self.anchor.day is None:
            return None
        day = self.anchor.day + timedelta(days=self.tables["deictic"][words])
        return Told(DateValue(when=day.isoformat(), anchored=True), "high", "date.deictic")

    def _period(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        if self.anchor.day is None:
            return None
        step = {"this": 0, "last": -1, "next": 1}[words.split()[0]]
        year, month = self.anchor.day.year, self.anchor.day.month
        if words.endswith("year"):
            return Told(DateValue(when=f"{year + step:04}", anchored=True), "high", "date.deictic")
        serial = year * 12 + month - 1 + step
        when = f"{serial // 12:04}-{serial % 12 + 1:02}"
        return Told(DateValue(when=when, anchored=True), "high", "date.deictic")

    def _decade(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        first = int(words[:4])
        return Told(DateValue(not_before=f"{first:04}", not_after=f"{first + 9:04}"), "medium", "date.decade")

    def _years(self, words: str, _match: re.Match[str], _text: str) -> Told | None:
        """1963-1966, 1963–66, 1963/64."""
        first, last = re.split(r"\s?[/–-]\s?", words)
        last = first[: 4 - len(last)] + last
        return Told(DateValue(start=first, end=last), "medium", "date.span") if first < last else None

    def _year(self, words: str, match: re.Match[str], text: str) -> Told | None:
        refused = self.tables["not-years"]
        before = re.findall(r"\w+|\$|#", text[max(0, match.start() - 20) : match.start()].lower())[-1:]
        after = re.findall(r"\w+|%", text[match.end() : match.end() + 20].lower())[:1]
        if text[match.start() - 1 : match.start()] in ("$", "#", "£") or text[match.end() : match.end() + 1] == "%":
            return None
        if text[match.end() : match.end() + 1].isdigit():
            return None  # a longer number
        if set(before) & set(refused["before"]) or set(after) & set(refused["after"]):
            return None
        return Told(DateValue(when=words), "high", "date.year")


def _has_year(words: str) -> bool:
    """True where a date names its year in figures; otherwise the setting's date was needed."""
    return _FIGURES.search(words) is not None


def _back(day: date, count: int, words: str) -> date:
    """The day so many days, weeks, months or years before another; the month's last day where it is shorter."""
    if "day" in words or "week" in words:
        return day - timedelta(days=count * (7 if "week" in words else 1))
    serial = day.year * 12 + day.month - 1 - count * (12 if "year" in words else 1)
    year, month = serial // 12, serial % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
