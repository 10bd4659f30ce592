"""A document's card: everything a catalogue of many documents has to know of one without opening its TEI again.

Takes a TEI document, gives a `Card`: what the header says, each entry of its lists that the text names, each mention
with the words around it, each paragraph as plain text, who speaks to whom. Cards are plain data: `to_json`,
`from_json`.

Kinds of entries are `persons`, `places`, `organisations`, `events`; mentions have a fifth, `dates`.
"""

import json
import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, NamedTuple

from tei_edition import tei
from tei_edition.crosswalks.facsimiles import Surface, surfaces
from tei_edition.crosswalks.lists import Entry, Lists
from tei_edition.crosswalks.permalinks import permalinks
from tei_edition.crosswalks.record import Record, date_value, read_record, words_of
from tei_edition.tei import XML_ID, Element

# So many characters of the text stand on each side of a mention.
_AROUND = 40


class Mention(NamedTuple):
    """One tag; one that points to several entries is a mention of each.

    Attributes:
        kind: one of `lists.KINDS`.
        key: of the entry; for a date its value (`1964-07-28`, `1964-07-11 to 1964-07-20`); empty where there is none.
        surface: the words of the tag. before, after: about 40 characters on each side of it, white space folded.
        paragraph, n: id and number of the paragraph; empty where the text numbers none.
        first, last: of a date: its first and last day (`1964-07-01`), empty otherwise.
        speaker: key of who says it; empty outside speech.
        reviewed: False where only the machine answers for it.
        certain: False where its certainty is stated as less than high, or a date only as not before or not after.
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
    certain: bool = True


class Paragraph(NamedTuple):
    """One numbered paragraph as plain text, without the label of the turn it opens.

    Attributes:
        speakers: keys of who says it, then of who speaks in between.
        label: the speaker's label, for the first paragraph of a turn.
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
        words, size: how many words and how many paragraphs the text has.
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
    size: int = 0
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


def to_json(card: Card) -> str:
    """The card as one line of JSON; the same card gives the same text."""
    return json.dumps({key: value for key, value in vars(card).items() if value}, ensure_ascii=False)


def from_json(text: str) -> Card:
    """The card that `to_json` wrote."""
    data: dict[str, Any] = json.loads(text)
    for key, row in _ROWS.items():
        data[key] = tuple(row(*_tuples(cells)) for cells in data.get(key, ()))
    plain: dict[str, Any] = {key: _tuples(cell) if isinstance(cell, list) else cell for key, cell in data.items()}
    return Card(**plain)


_ROWS: dict[str, Any] = {
    "entries": Entry,
    "mentions": Mention,
    "paragraphs": Paragraph,
    "exchanges": Exchange,
    "surfaces": Surface,
    "changes": Change,
}


def _tuples(cells: Any) -> tuple[Any, ...]:
    return tuple(_tuples(cell) if type(cell) is list else cell for cell in cells)


def read_card(root: Element, name: str, record: Record | None = None, lists: "Lists | None" = None) -> Card:
    """Read a document's card.

    Args:
        root: the TEI document.
        name: its file's name without ending.
        record, lists: its header and its lists, where they are read already.
    """
    record = record or read_record(root)
    lists = lists or Lists(root)
    reading = _Reading(lists, permalinks(root))
    for text in tei.every(root, "//t:text[not(ancestor::t:text)]"):
        reading.read(text)
    named = {(mention.kind, mention.key) for mention in reading.mentions}
    named |= {("persons", key) for exchange in reading.turns for key in exchange if key}
    told: dict[str, Any] = {
        field.name: getattr(record, field.name)
        for field in fields(Card)
        if field.name != "abstract" and hasattr(record, field.name)
    }
    return Card(
        name=name,
        **told,
        abstract=" ".join(record.abstract),
        changes=tuple(
            Change(row.get("when", ""), row.get("who", "").replace("#", ""), words_of(row))
            for row in tei.every(root, "t:teiHeader/t:revisionDesc//t:change")
        ),
        surfaces=surfaces(root),
        words=sum(len(paragraph.text.split()) for paragraph in reading.paragraphs),
        size=len(reading.paragraphs),
        entries=tuple(sorted({entry for entry in lists.entries.values() if entry[:2] in named})),
        mentions=tuple(reading.mentions),
        paragraphs=tuple(reading.paragraphs),
        exchanges=tuple(Exchange(*pair, turns) for pair, turns in sorted(reading.turns.items())),
    )


_TAGS = {
    "persName": "persons",
    "placeName": "places",
    "orgName": "organisations",
    "date": "dates",
    "time": "dates",
}
_KIND_OF_RS = {"person": "persons", "place": "places", "org": "organisations", "event": "events"}


class _Unit:
    """A paragraph while it is read: its text so far, white space folded, and the tags in it."""

    def __init__(self, id: str = "", n: str = "", speakers: tuple[str, ...] = (), label: "_Unit | None" = None) -> None:
        self.id, self.n, self.speakers = id, n, speakers
        self.label = label.text.strip() if label else ""
        self.tags: list[tuple[int, int, Element, str]] = list(label.tags) if label else []
        self.size = 0
        self._parts: list[str] = []
        self._is_open = False
        if label:
            self.add(self.label + " ")

    @property
    def text(self) -> str:
        """All of it so far."""
        return "".join(self._parts)

    def add(self, words: str | None) -> None:
        """More text; spaces at the seam become one."""
        if not words:
            return
        folded = " ".join(words.split())
        if folded and words[-1].isspace():
            folded += " "
        if self._is_open and words[0].isspace():
            folded = " " + folded
        if folded:
            self._parts.append(folded)
            self.size += len(folded)
            self._is_open = folded[-1] != " "


# What is a paragraph of its own where nothing is numbered.
_BLOCKS = frozenset("p ab head item l row dateline closer trailer salute signed opener argument".split())


class _Reading:
    """Walks through a text once: mentions, paragraphs and turns in reading order."""

    def __init__(self, lists: Lists, links: Mapping[Element, str]) -> None:
        self.lists = lists
        self.links = links
        self.named = cache(lists.named)
        self.mentions: list[Mention] = []
        self.paragraphs: list[Paragraph] = []
        self.turns: Counter[tuple[str, str]] = Counter()
        self.label: _Unit | None = None

    def read(self, text: Element) -> None:
        rest = _Unit()
        self._content(text, "text", rest, ())
        self._close(rest)

    def _walk(self, element: Element, unit: _Unit, speakers: tuple[str, ...]) -> None:
        name = tei.name(element)
        if tei.is_editorial(element):
            return
        if name in ("sp", "said"):
            speakers = self._turn(element)
            if unit.id:
                unit.speakers = tuple(dict.fromkeys((*unit.speakers, *speakers)))
        elif name in ("label", "speaker", "stage"):
            speakers = ()
        if name == "speaker":
            self.label = _Unit()
            self._content(element, name, self.label, ())
            return
        numbered = bool(element.get("n") and element.get(XML_ID)) and name not in ("div", "pb")
        if not numbered and (unit.id or name not in _BLOCKS):
            self._content(element, name, unit, speakers)
            return
        inner = _Unit(self.links.get(element, element.get(XML_ID, "")), element.get("n", ""), speakers, self.label)
        self.label = None
        self._content(element, name, inner, speakers)
        self._close(inner)

    def _content(self, element: Element, name: str, unit: _Unit, speakers: tuple[str, ...]) -> None:
        brackets = name in ("supplied", "note") and element.get("rend") == "brackets"
        start = unit.size
        unit.add("[" if brackets else " " if name == "space" else "")
        unit.add(element.text)
        for child in element:
            self._walk(child, unit, speakers)
            unit.add(child.tail)
        unit.add("]" if brackets else "")
        if name in _TAGS or name == "rs":
            unit.tags.append((start, unit.size, element, speakers[0] if len(speakers) == 1 else ""))

    def _turn(self, element: Element) -> tuple[str, ...]:
        """Count who speaks to whom; gives who speaks."""
        speakers = self.lists.keys(element.get("who"))
        for speaker in speakers:
            for addressee in self.lists.keys(element.get("toWhom")) or ("",):
                self.turns[speaker, addressee] += 1
        return speakers

    def _close(self, unit: _Unit) -> None:
        text = unit.text
        for start, end, tag, speaker in sorted(unit.tags, key=lambda row: (row[0], -row[1])):
            self.mentions += self._mentions(unit, text, start, end, tag, speaker)
        if text := text.strip():
            words = text.removeprefix(unit.label).strip()
            self.paragraphs.append(Paragraph(unit.id, unit.n, unit.speakers, unit.label, words))

    def _mentions(self, unit: _Unit, text: str, start: int, end: int, tag: Element, speaker: str) -> Iterator[Mention]:
        kind = _TAGS.get(tei.name(tag)) or _KIND_OF_RS.get(tag.get("type", ""))
        if kind is None:
            return
        value = date_value(tag).partition("T")[0] if kind == "dates" else ""
        ends = (_day(value.partition(" to ")[0], False), _day(value.rpartition(" to ")[2], True)) if value else ("", "")
        found = [(kind, value)] if kind == "dates" else self.named(kind, tag.get("ref")) or [(kind, "")]
        for meant, key in found:
            yield Mention(
                kind=meant,
                key=key,
                surface=text[start:end].strip(),
                before=_last_words(text[max(0, start - _AROUND - 1) : start]),
                after=_first_words(text[end : end + _AROUND + 2]),
                paragraph=unit.id,
                n=unit.n,
                first=ends[0],
                last=ends[1],
                speaker=speaker,
                reviewed=tag.get("resp", "#machine") != "#machine",
                certain=tag.get("cert", "high") == "high" and not (tag.get("notBefore") or tag.get("notAfter")),
            )


def _last_words(text: str) -> str:
    """The end of a text, from the beginning of a word on."""
    if len(text) <= _AROUND:
        return text
    cut = text[-_AROUND - 1 :]
    return "…" + (cut.partition(" ")[2] if " " in cut[: _AROUND // 2] else cut)


def _first_words(text: str) -> str:
    """The beginning of a text, up to the end of a word."""
    if len(text.rstrip()) <= _AROUND:
        return text.rstrip()
    cut = text[: _AROUND + 1]
    return (cut.rpartition(" ")[0] if " " in cut[_AROUND // 2 :] else cut) + "…"


_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def _day(value: str, last: bool) -> str:
    """The first or the last day of a year, a month or a day in ISO 8601; empty for what is none."""
    match = _DATE.fullmatch(value)
    if not match or match[1] == "0000":
        return ""
    month = int(match[2] or (12 if last else 1))
    if not 1 <= month <= 12:
        return ""
    day = int(match[3] or (monthrange(int(match[1]), month)[1] if last else 1))
    return f"{match[1]}-{month:02}-{day:02}" if 1 <= day <= 31 else ""
