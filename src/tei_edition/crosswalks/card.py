"""A document's card: everything a catalogue of many documents has to know of one without opening its TEI again.

Takes a TEI document, gives a `Card`: what the header says, each entry of its lists that the text names, each mention with
the words around it, each paragraph as plain text, who speaks to whom. Cards are plain data: `to_json`, `from_json`.

Kinds of entries are `persons`, `places`, `organisations`, `events`; mentions have a fifth, `dates`.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from tei_edition import tei
from tei_edition.tei import XML_ID, Element

KINDS = ("persons", "places", "organisations", "events", "dates")

# So many characters of the text stand on each side of a mention.
_AROUND = 40


class Entry(NamedTuple):
    """One person, place, organisation or event that a document names.

    Attributes:
        kind, key: the key is the authority's id where the entry is an authority's, else the document's own id.
        name, heading: as written, and as an index heads it: `Nikita Khrushchev`, `Khrushchev, Nikita`.
        forms: its other forms. details: offices, what it is. note: remarks of the authority.
        life: `1898–1976`, `1960-11 to 1960-12` for an event; empty where not known.
        type: the entry's own `@type`, such as `city`.
        identifiers: (kind, value) of other authorities.
        coordinates: latitude and longitude in degrees (WGS 84), empty where not known.
        unidentified: named only by office.
        local: no authority knows it: the same name in two documents need not be the same person.
    """

    kind: str
    key: str
    name: str
    heading: str
    forms: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    note: str = ""
    life: str = ""
    type: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    coordinates: tuple[float, ...] = ()
    unidentified: bool = False
    local: bool = False


class Mention(NamedTuple):
    """One tag; one that points to several entries is a mention of each.

    Attributes:
        kind: one of `KINDS`.
        key: of the entry; the value for a date (`1964-07-28`, `1964-07-11 to 1964-07-20`); empty where it points nowhere.
        surface: the words of the tag. before, after: about 40 characters on each side of it, white space folded.
        paragraph, n: id and number of the paragraph; empty where the text numbers none.
        first, last: of a date: its first and last day (`1964-07-01`), empty otherwise.
        speaker: key of who says it; empty outside speech.
        reviewed: False where only the machine answers for it.
    """

    kind: str
    key: str
    surface: str
    before: str
    after: str
    paragraph: str
    n: str
    first: str = ""
    last: str = ""
    speaker: str = ""
    reviewed: bool = False


class Paragraph(NamedTuple):
    """One numbered paragraph as plain text, without the label of the turn it opens.

    Attributes:
        speakers: keys of who says it. label: the speaker's label, for the first paragraph of a turn.
    """

    id: str
    n: str
    speakers: tuple[str, ...]
    label: str
    text: str


class Exchange(NamedTuple):
    """How often somebody speaks to somebody: keys of persons; the addressee is empty where nobody is named."""

    speaker: str
    addressee: str
    turns: int


class Surface(NamedTuple):
    """One page of a facsimile (Guidelines 12.1): address of the image, size in pixels (0 where not given)."""

    id: str
    n: str
    image: str
    width: int
    height: int


class Change(NamedTuple):
    """One entry of `revisionDesc`."""

    when: str
    who: str
    words: str


@dataclass(frozen=True)
class Card:
    """What the site knows of one document. Every part is empty where the document does not say it.

    Attributes:
        name: the file's name without ending; its page is `documents/NAME.html`.
        iso_date: `1964-08-03`, or the part of it that is known. date: in words.
        words: how many the text has.
        tags, unreviewed: how many tags there are, and how many only the machine answers for.
    """

    name: str
    title: str
    subtitle: str = ""
    iso_date: str = ""
    date: str = ""
    genre: str = ""
    place: str = ""
    language: str = "en"
    original: str = ""
    classification: str = ""
    abstract: str = ""
    authors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    credits: tuple[tuple[str, str], ...] = ()
    funding: str = ""
    repository: str = ""
    shelfmark: str = ""
    pages: str = ""
    publisher: str = ""
    identifier: str = ""
    version: str = ""
    licence: str = ""
    licence_url: str = ""
    rights: tuple[str, ...] = ()
    principles: tuple[tuple[str, str], ...] = ()
    status: str = ""
    changes: tuple[Change, ...] = ()
    surfaces: tuple[Surface, ...] = ()
    words: int = 0
    tags: int = 0
    unreviewed: int = 0
    entries: tuple[Entry, ...] = ()
    mentions: tuple[Mention, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    exchanges: tuple[Exchange, ...] = ()

    @property
    def share(self) -> int:
        """Per cent of the tags that nobody has reviewed, rounded up so that 0 means none."""
        return -(-100 * self.unreviewed // self.tags) if self.tags else 0
