"""Dates that the calendar has, spans that do not run backwards, weekdays that agree, people within their lives.

Values are those of TEI P5, chapter 14.4 (`att.datable.w3c`): ISO 8601 as profiled by XML Schema.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache

from tei_edition import resources, tei
from tei_edition.errors import Finding, Splice
from tei_edition.tei import XML_LANG, Element
from tei_edition.validation.document import Document, words
from tei_edition.validation.rules import RULES

_DATED = frozenset(
    """date time birth death occupation event state placeName orgName persName setting change creation residence
    affiliation education floruit origDate person place org""".split()
)
_VALUES = ("when", "notBefore", "notAfter", "from", "to")
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?|24:00:00"
_DATE = re.compile(rf"-?(\d{{4,6}})(?:-(\d\d)(?:-(\d\d))?)?(?:T(?:{_CLOCK}))?(?:Z|[+-]\d\d:\d\d)?")
# Seldom asked, and so compiled when they are.
_RECURRING = r"--\d\d(?:-\d\d)?|---\d\d"
_SLIP = r"(\d{3,4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?"
_WORD = re.compile(r"[^\W\d_]+")
_FULL = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def check_dates(document: Document) -> Iterator[Finding]:
    """Dates the calendar has, spans that do not run backwards, weekdays, years far from the document's."""
    year = document.date[:4]
    dated: dict[Element, dict[str, str]] = {}
    for name in _VALUES:
        for element, value in document.having(name).items():
            dated.setdefault(element, {})[name] = value
    for element, values in dated.items():
        if tei.name(element) not in _DATED:
            continue
        for name, value in values.items():
            if not exists(value):
                yield _impossible(document, element, name, value)
        for first, last in (("notBefore", "notAfter"), ("from", "to")):
            low, high = values.get(first, ""), values.get(last, "")
            if low and high and exists(low) and exists(high) and _is_after(low, high):
                message = f"`@{first}` {low} is later than `@{last}` {high}"
                yield document.finding("dates-reversed", element, message, attribute=first)
        if tei.name(element) in ("date", "time"):
            yield from _check_weekday(document, element, values.get("when", ""))
            if year.isdecimal():
                yield from _check_plausible(document, element, values, int(year))


@lru_cache(4096)
def exists(value: str) -> bool:
    """Whether a value is a date, a time of day, or both, that the calendar and the clock have."""
    match = _DATE.fullmatch(value)
    if not match:
        return re.fullmatch(_CLOCK, value) is not None or re.fullmatch(_RECURRING, value) is not None
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    try:
        date(2000 + year % 400, month, day)
    except ValueError:
        return False
    return year > 0


def _is_after(low: str, high: str) -> bool:
    if low[0] == "-" or high[0] == "-" or ":" in (low[2:3], high[2:3]):
        return False
    size = min(len(low), len(high), 10)
    return low[:size] > high[:size]


def _impossible(document: Document, element: Element, name: str, value: str) -> Finding:
    """A value that is none; one that only lacks zeros or has other strokes can be mended."""
    slip = re.fullmatch(_SLIP, value.strip())
    place = document.attribute(element, name)
    meant = ""
    if slip:
        meant = "-".join([slip[1].zfill(4), *(part.zfill(2) for part in slip.group(3, 4) if part)])
    fix = (Splice(place.value_start, place.value_end, meant),) if place and meant and exists(meant) else ()
    told = f" — did you mean {meant!r}?" if fix else ""
    message = f"`{tei.name(element)}/@{name}` is {value!r}{told}"
    is_form = _DATE.fullmatch(value) or re.fullmatch(r"[\d:]+", value)
    remedy = RULES["date-impossible"].remedy if is_form else "write it as YYYY-MM-DD, YYYY-MM or YYYY (ISO 8601)"
    return document.finding(
        "date-impossible", element, message, attribute=name, remedy=remedy, page=tei.name(element), fix=fix
    )


def _check_plausible(document: Document, element: Element, values: dict[str, str], year: int) -> Iterator[Finding]:
    if element not in document.in_text:
        return
    settings = RULES["date-implausible"].settings
    for name, value in values.items():
        match = _DATE.fullmatch(value)
        if match and not year - settings["years-before"] <= int(match[1]) <= year + settings["years-after"]:
            message = f"`{tei.name(element)}/@{name}` is {value}, and the document is of {year}"
            yield document.finding("date-implausible", element, message, attribute=name)
            return


def _check_weekday(document: Document, element: Element, value: str) -> Iterator[Finding]:
    match = _FULL.match(value)
    if not match or not exists(value):
        return
    said = _words_of(words(element))
    if _names_of_days().isdisjoint(said):
        return
    days = _weekdays(_language(element))
    named = [days[word] for word in said if word in days]
    day = date(int(match[1]), int(match[2]), int(match[3]))
    if named and day.weekday() not in named:
        name = next(word for word in said if word in days)
        right = next(word for word, number in days.items() if number == day.weekday())
        message = f"the text says {name.capitalize()}, and {match[0]} was a {right.capitalize()}"
        yield document.finding("weekday-wrong", element, message, attribute="when")


@lru_cache(4096)
def _words_of(text: str) -> tuple[str, ...]:
    """The words of a date, folded."""
    return tuple(_WORD.findall(text.casefold()))


def _language(element: Element) -> str:
    return next((row.get(XML_LANG, "") for row in (element, *element.iterancestors()) if row.get(XML_LANG)), "en")


@cache
def _names_of_days() -> frozenset[str]:
    """The days of the week in every language."""
    return frozenset(name for names in resources.table("validation", "weekdays").values() for name in names)


@cache
def _weekdays(language: str) -> dict[str, int]:
    """The days of the week in a language, Monday 0."""
    names = resources.table("validation", "weekdays")
    return {name: number for number, name in enumerate(names.get(language.split("-")[0].lower(), names["en"]))}


def check_lives(document: Document) -> Iterator[Finding]:
    """Participants who were not born yet, or were dead, on the document's day."""
    day = document.date[:10]
    if not _DATE.fullmatch(day) or day[0] == "-":
        return
    for particular in document.named("particDesc"):
        for person in particular.iter(tei.q("person")):
            entry = person
            for pointer in tei.tokens(person.get("corresp") or person.get("sameAs") or ""):
                entry = document.ids.get(pointer.removeprefix("#"), entry)
            yield from _check_life(document, person, entry, day)


def _check_life(document: Document, person: Element, entry: Element, day: str) -> Iterator[Finding]:
    name = " ".join("".join(map(str, row.itertext())) for row in entry.iter(tei.q("persName")))[:60].strip()
    for kind, names, early in (("birth", ("when", "notBefore"), True), ("death", ("when", "notAfter"), False)):
        for event in entry.findall(tei.q(kind)):
            value = next((event.get(key, "") for key in names if event.get(key)), "")
            if value and exists(value) and (_is_after(value, day) if early else _is_after(day, value)):
                when = "before being born" if early else "after death"
                message = f"{name or 'a person'} takes part on {day}, {when} ({value})"
                yield document.finding("person-out-of-time", person, message)
