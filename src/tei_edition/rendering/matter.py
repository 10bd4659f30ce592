"""What stands around the text of every printed format: which parts, the indices, the day, the margins."""

import re
from dataclasses import replace
from datetime import date

from tei_edition import tei
from tei_edition.crosswalks.record import IndexSection, index
from tei_edition.edition import PARTS, Print
from tei_edition.tei import Element

_LONG = 20  # paragraphs from which a document gets a table of contents
_EPOCH = date(1970, 1, 1)


def is_volume(root: Element) -> bool:
    """True for a corpus: each of its documents begins on a page of its own."""
    return tei.name(root) == "teiCorpus"


def parts_of(root: Element, settings: Print) -> tuple[str, ...]:
    """What is printed: what the edition asks for, or what suits a document of this length."""
    if settings.parts:
        return settings.parts
    left_out = set() if is_volume(root) else {"half-title"}
    if not is_volume(root) and sum(1 for _ in root.iter(*map(tei.q, ("p", "l", "item")))) < _LONG:
        left_out.add("contents")
    return tuple(part for part in PARTS if part not in left_out)


def margins(width: float, height: float) -> tuple[float, float]:
    """Side and top margin of a page in millimetres: the measure holds about 70 letters on a page of B5."""
    return round(0.17 * width, 2), round(0.104 * height, 2)


def day_of(root: Element) -> tuple[int, int, int]:
    """The day the document was last changed or published, as it says itself: no date is a clock's."""
    path = ".//t:publicationStmt/t:date/@when | .//t:revisionDesc/t:change/@when"
    for value in sorted(map(str, tei.every(root, path)), reverse=True):
        try:
            day = date.fromisoformat(value[:10])
        except ValueError:
            continue
        if day.year >= _EPOCH.year:
            return day.year, day.month, day.day
    return _EPOCH.year, _EPOCH.month, _EPOCH.day


def indices(root: Element, language: str) -> tuple[IndexSection, ...]:
    """The indices of a document, with dates as a reader of a language writes them."""
    return tuple(
        replace(
            section, entries=tuple(replace(entry, name=_in_words(entry.name, language)) for entry in section.entries)
        )
        if section.id == "dates"
        else section
        for section in index(root)
    )


def _in_words(value: str, language: str) -> str:
    """A date of ISO 8601, or two with `to` between, in the words of a language."""
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_date

    try:
        locale = Locale.parse("en_GB" if language == "en" else language)
    except (UnknownLocaleError, ValueError):
        return value
    words = []
    for part in value.split(" to "):
        found = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", part)
        try:
            day = date(int(found[1]), int(found[2] or 1), int(found[3] or 1)) if found else None
        except ValueError:
            day = None
        form = "long" if found and found[3] else "LLLL y" if found and found[2] else "y"
        words.append(str(format_date(day, form, locale=locale)) if day else part)
    return " – ".join(words) if any(" " in part for part in words) else "–".join(words)
