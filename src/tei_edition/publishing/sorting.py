"""How an index is ordered, in which groups its pages are, and how files are named after what they tell of."""

import hashlib
import re
import unicodedata
from urllib.parse import quote

from tei_edition.crosswalks.lists import Entry

OTHER = "~"
# The day of what has none: the last of all.
UNDATED = "~"
# Scripts with thousands of signs, whose indices cannot have a page for each.
_MANY = ("CJK", "HANGUL", "YI", "CUNEIFORM", "EGYPTIAN")
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")
# Names that Windows keeps for devices.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def digest(*parts: str) -> str:
    """A short checksum of some texts."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.encode() + b"\0")
    return whole.hexdigest()[:24]


def plain(words: str) -> str:
    """Words as an index compares them: no accents, no difference of case, signs left out."""
    folded = unicodedata.normalize("NFKD", words.casefold())
    return "".join(c for c in folded if c.isalnum() or c == " ").strip()


def sort_key(entry: Entry) -> str:
    """By what an entry is sorted: its heading; a date by its first day, the year before its months and days."""
    if entry.kind == "dates":
        return f"{entry.life.partition(' ')[0]} {entry.key}"
    return plain(entry.heading) or entry.heading


def group_of(entry: Entry) -> str:
    """The group of an index an entry stands in: its first letter, the month of a date (`1964-08`), or its year where
    it tells no month; `~` for what has no letter."""
    if entry.kind == "dates":
        grain = entry.key[:7] if re.fullmatch(r"\d{4}-\d\d.*", entry.key) else entry.key[:4]
        return grain if entry.life else OTHER
    first = sort_key(entry)[:1].upper()
    known = unicodedata.name(first, "") if first else ""
    return first if first.isalpha() and not known.startswith(_MANY) else OTHER


def file_name(key: str) -> str:
    """A name for a file that every file system can hold, the same for the same key, another for another. Two keys that
    differ only in their case are for the editors to tell apart: not every file system can."""
    if _PLAIN.fullmatch(key) and not _DEVICES.fullmatch(key) and not key.endswith("."):
        return key
    kept = re.sub(r"[^A-Za-z0-9_-]+", "-", key)[:60].strip("-")
    return f"{kept or 'entry'}-{digest(key)[:8]}"


# The folder of an entry's own page, by its kind. Dates have none: their index shows all that names them.
PAGES = {"persons": "person", "places": "place", "organisations": "organisation", "events": "event"}


def entry_page(kind: str, key: str) -> str:
    """The address of an entry's page from the site's root."""
    return f"{PAGES[kind]}/{file_name(key)}.html"


def group_file(letter: str) -> str:
    """The name of the page of a group: the letter in ASCII, else its number in Unicode."""
    if letter == OTHER:
        return "other"
    return letter if letter.isascii() else f"U{ord(letter[0]):04X}"


def href(path: str) -> str:
    """An address in a site, fit for a link."""
    return quote(path, safe="/-._~")
