"""Dates → a timeline: one line a year (a decade, a century where there are many), its months from left to right.

A line a year keeps the one date of 1889 from pressing forty of 1964 into a dot, and fits a phone. Documents are
squares, dates that the text names circles, spans bars; what is uncertain is hollow. Marks that would cover each other
stand one above the other. Where a line would hold too many, each of its months is a column, as high as there are dates.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from babel.dates import get_month_names
from lxml import etree

from tei_edition.rendering.drawing import LARGE, WIDTH, Cell, Drawing, Row, S, Words, linked, picture, rect, text
from tei_edition.rendering.drawing import circle as _circle
from tei_edition.rendering.drawing import number as _n

# Most lines before a line stands for ten times as many years; most marks on a line before they are counted by column.
_LINES, _CROWD = 60, 60
_LEFT, _RIGHT, _MARK = 78, WIDTH - 12, 15.0
_ISO = re.compile(r"(-?\d{1,6})(?:-(\d\d))?(?:-(\d\d))?")
_BEFORE = (0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366)


@dataclass(frozen=True)
class Moment:
    """One date to show.

    Attributes:
        first, last: its first and last day, ISO 8601 or a part of it (`1964-08-03`, `1964-08`, `1964`); `last` may be
            empty. Years before 1 are negative.
        label: what stands in the table: a document's title, a date as the index has it.
        href: where the mark leads. document: True for the date of a document, False for one that a text names.
        certain: False for a date that is only about right. count: how often the date is named.
    """

    first: str
    last: str
    label: str
    href: str = ""
    document: bool = False
    certain: bool = True
    count: int = 1


class _Span(NamedTuple):
    start: float
    end: float
    moment: Moment


def draw_timeline(
    moments: Iterable[Moment],
    t: Words,
    language: str = "en",
    in_words: Callable[[str], str] = str,
    most: int | None = None,
) -> Drawing:
    """The timeline of some dates, in any order; those that are no date are left out.

    Args:
        t: the words of the interface.
        language: for the names of months.
        in_words: a date, or two with ` to ` between, in the words of the interface.
        most: how many rows the table has at most.
    """
    spans = sorted(
        _spans(moments), key=lambda span: (span.start, span.end, not span.moment.document, span.moment.label)
    )
    columns = (t("column-date"), t("column-what"))
    rows = tuple(Row(f"moment-{k}", _cells(span.moment, t, in_words)) for k, span in enumerate(spans[:most], start=1))
    beyond = max(0, len(spans) - len(rows))
    if not spans:
        return Drawing("timeline", picture("timeline", 0, t)[:0], columns, ())
    years = _years_a_line(spans)
    parts = [*_header(years, language)]
    y = 34.0
    for first, held in _lines(spans, years):
        drawn, height = _line(first, years, held, language)
        parts.append(S.g({"transform": f"translate(0 {_n(y + height)})"}, *drawn))
        y += height + 16
    return Drawing("timeline", picture("timeline", y, t, *parts), columns, rows, beyond=beyond)


def _cells(moment: Moment, t: Words, in_words: Callable[[str], str]) -> tuple[Cell, Cell]:
    date = in_words(f"{moment.first} to {moment.last}" if moment.last not in ("", moment.first) else moment.first)
    date = date if moment.certain else t("date-about", date=date)
    if moment.document:
        return Cell(date), Cell(moment.label, moment.href)
    times = t("passages-one") if moment.count == 1 else t("passages-many", n=moment.count)
    return Cell(date, moment.href), Cell(times)


def _spans(moments: Iterable[Moment]) -> Iterator[_Span]:
    for moment in moments:
        start, end = _edge(moment.first, False), _edge(moment.last or moment.first, True)
        if start is not None and end is not None and end >= start:
            yield _Span(start, end, moment)


def _edge(iso: str, is_end: bool) -> float | None:
    """A date as years and a part of a year: the start of its first day, or the end of its last."""
    found = _ISO.fullmatch(iso)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2] or (12 if is_end else 1)), int(found[3] or 0)
    if not 1 <= month <= 12 or day > 31:
        return None
    done = _BEFORE[month - 1] + (day or (_BEFORE[month] - _BEFORE[month - 1] if is_end else 1)) - (0 if is_end else 1)
    return year + done / 366


def _years_a_line(spans: list[_Span]) -> int:
    """1, 10, 100 …: the fewest that keep the drawing short."""
    years = 1
    while len({span.start // years for span in spans}) > _LINES:
        years *= 10
    return years


def _lines(spans: list[_Span], years: int) -> Iterator[tuple[int, list[_Span]]]:
    """Each line's first year and what begins on it. What goes on beyond its line ends at the margin."""
    for line, held in groupby(spans, key=lambda span: int(span.start // years)):
        yield line * years, list(held)


def _header(years: int, language: str) -> Iterator[etree._Element]:
    """The names of the columns: months, or the last digits of years."""
    if years > 1:
        names = [f"+{k * years // 10}" for k in range(10)]
    else:
        names = [name[:3].rstrip(".") for _, name in sorted(get_month_names("abbreviated", locale=language).items())]
    step = (_RIGHT - _LEFT) / len(names)
    for k, name in enumerate(names):
        yield text(_LEFT + (k + 0.5) * step, 14, name, "quiet", "middle")


def _line(first: int, years: int, spans: list[_Span], language: str) -> tuple[list[etree._Element], float]:
    """The marks of one line above y = 0, and how high they go."""
    columns = 12 if years == 1 else 10
    step = (_RIGHT - _LEFT) / columns
    ticks = "".join(f"M{_n(_LEFT + k * step)} 4V-4" for k in range(columns + 1))
    parts = [S.path({"d": f"M{_LEFT} 0H{_RIGHT}{ticks}", "class": "axis"})]
    parts.append(text(_LEFT - 10, -6, str(first), "", "end"))
    if len(spans) > _CROWD:
        marks, height = _counted(spans, first, years, columns, step)
    else:
        marks, height = _placed(spans, first, years)
    return [*parts, *marks], max(height, float(LARGE))


def _placed(spans: list[_Span], first: int, years: int) -> tuple[list[etree._Element], float]:
    """A mark for each date, in the lowest free level."""
    free: list[float] = []
    marks = []
    for span in spans:
        left = _LEFT + (span.start - first) / years * (_RIGHT - _LEFT)
        right = _LEFT + min((span.end - first) / years, 1) * (_RIGHT - _LEFT)
        if right - left < _MARK:
            left, right = (left + right - _MARK) / 2, (left + right + _MARK) / 2
        level = next((k for k, end in enumerate(free) if end <= left), len(free))
        free[level : level + 1] = [right + 2]
        y = -(level + 0.5) * (_MARK + 2) - 4
        marks.append(linked(span.moment.href, _told(span.moment), _mark(span, left, right, y), kind="mark"))
    return marks, len(free) * (_MARK + 2) + 6


def _mark(span: _Span, left: float, right: float, y: float) -> etree._Element:
    kind = ("document" if span.moment.document else "mention") + ("" if span.moment.certain else " hollow")
    if right - left > _MARK + 0.1:
        # Only a month or a year is told: a thin bar. From one day to another: a thick one.
        half = 5 if span.moment.last not in ("", span.moment.first) else 2.5
        return rect(left, y - half, right - left, 2 * half, f"{kind} span", 0 if span.moment.document else half)
    if span.moment.document:
        return rect(left, y - _MARK / 2, _MARK, _MARK, kind)
    return _circle((left + right) / 2, y, _MARK / 2, kind)


def _counted(
    spans: list[_Span], first: int, years: int, columns: int, step: float
) -> tuple[list[etree._Element], float]:
    """A column for each month (year, decade) of a line that has too many dates; it leads to the first of them."""
    held: dict[tuple[int, bool], list[_Span]] = {}
    for span in spans:
        held.setdefault((int((span.start - first) / years * columns), not span.moment.document), []).append(span)
    most = max(map(len, held.values()))
    marks = []
    for (k, is_mention), some in sorted(held.items()):
        height = 6 + 74 * len(some) / most
        x = _LEFT + k * step + (step / 2 if is_mention else 3)
        bar = rect(x, -height - 4, step / 2 - 3, height, "mention" if is_mention else "document")
        told = f"{_value(some[0].moment)} – {_value(some[-1].moment)}: {len(some)}"
        marks.append(linked(some[0].moment.href, told, bar, kind="mark"))
    return marks, 86


def _value(moment: Moment) -> str:
    both = moment.last and moment.last != moment.first
    return ("" if moment.certain else "ca. ") + (f"{moment.first} – {moment.last}" if both else moment.first)


def _told(moment: Moment) -> str:
    value = _value(moment)
    named = value if moment.label == value else f"{value}: {moment.label}"
    return f"{named} ({moment.count})" if moment.count > 1 else named
