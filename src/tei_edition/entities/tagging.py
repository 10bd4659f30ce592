"""`Transcript`, `Authority` → `Mention`s, and who speaks to whom.

The rules run in an order in which each needs only what the ones before it found: names, offices that name their
country, voices, then whatever depends on who speaks. Last, overlapping drafts are settled into nested mentions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from tei_edition.entities import events, offices
from tei_edition.entities.authority import Entry
from tei_edition.entities.bodies import find_bodies
from tei_edition.entities.compiled import Authority
from tei_edition.entities.date_values import Anchor
from tei_edition.entities.dates import Head, find_dates_in
from tei_edition.entities.events import find_events
from tei_edition.entities.mention import Category, DateValue, Mention
from tei_edition.entities.names import NameIndex
from tei_edition.entities.offices import find_labels, find_named_offices, find_possessed_offices, host_polity
from tei_edition.entities.people import find_people
from tei_edition.entities.places import find_places
from tei_edition.entities.reading import Draft, Reading, Voice, start_reading
from tei_edition.entities.strangers import Candidate, find_strangers
from tei_edition.entities.voices import find_voices
from tei_edition.entities.words import load_words
from tei_edition.transcripts import Block, Kind, Span, Transcript, load_shapes
from tei_edition.transcripts.heads import is_dateline

_ORDER = (Category.EVENT, Category.ORG, Category.ROLE, Category.PERSON, Category.PLACE, Category.DATE)
_RANK = {category: rank for rank, category in enumerate(_ORDER)}
# Words that the rules look for and no table holds.
_CUES = offices.CUES | events.CUES
# Types of documents that are told day by day; kinds of paragraphs that open an entry or an enclosure of a document.
_DAY_BY_DAY = frozenset(("diary-entry",))
_RUNNING = frozenset((Kind.PARAGRAPH, Kind.HEADING))
# The head of a document ends here at the latest; kinds of paragraphs that tell of any day.
_EARLY = 12
_PROSE = frozenset((Kind.PARAGRAPH, Kind.TURN, Kind.CONTINUATION, Kind.ASIDE, Kind.SUMMARY, Kind.NOTE, Kind.POSTSCRIPT))
# What may stand inside what.
_HOLDS = {
    Category.EVENT: {Category.EVENT, Category.PLACE, Category.DATE, Category.ORG},
    Category.ORG: {Category.ORG, Category.PLACE, Category.DATE},
    Category.ROLE: {Category.PLACE, Category.ORG},
}


@dataclass(frozen=True)
class Tagging:
    """What is named in a document.

    Attributes:
        mentions: in reading order, outer before inner; they nest, they never cross.
        voices: who says which stretch to whom, in offsets of the source.
        entries: the entries that the mentions point to, by id.
        anchor: the day the document is told on.
        candidates: names that no authority knows, tagged or not, for review.
    """

    mentions: tuple[Mention, ...]
    voices: tuple[Voice, ...]
    entries: dict[str, Entry]
    anchor: Anchor
    candidates: tuple[Candidate, ...] = ()


def find_mentions(
    transcript: Transcript,
    authority: Authority,
    *,
    anchor: Anchor | None = None,
    host: str = "",
    overrides: Path | None = None,
    index: NameIndex | None = None,
    tag_candidates: bool = False,
) -> Tagging:
    """Find the persons, places, bodies, events, offices and dates of a document.

    Args:
        anchor: the day it is told on; None to take the one its head or page states.
        host: the id of the country whose archive it is from; empty to infer it from the heading.
        overrides: an edition's folder `tables`.
        index: the authority's names, where they have been compiled before.
        tag_candidates: tag names that may be a person's too, with low certainty and pointing to nobody.
    """
    day = anchor or find_anchor(transcript, overrides)
    words = load_words(overrides)
    iso = day.day.isoformat() if day.day else ""
    reading = start_reading(transcript, authority, index or NameIndex(authority), words, iso, host, _CUES)
    drafts = find_people(reading)
    reading.host = reading.host or host_polity(reading)
    drafts += find_named_offices(reading)
    drafts += find_labels(reading, drafts)
    reading.hear(find_voices(reading, drafts))
    drafts += find_possessed_offices(reading)
    reading.hear(find_voices(reading, drafts))
    drafts += find_bodies(reading) + find_events(reading) + find_places(reading) + _dates(reading, day, overrides)
    strangers, doubtful = find_strangers(reading, drafts, tag_candidates=tag_candidates)
    drafts += strangers
    mentions = tuple(_mentions(reading, settle(drafts)))
    voices = tuple(_voice(reading, voice) for voice in reading.voices)
    candidates = (*_made_known(reading, mentions), *doubtful)
    return Tagging(mentions, voices, _entries(reading, mentions, voices), day, candidates)


def find_anchor(transcript: Transcript, overrides: Path | None, utc_offset: str = "") -> Anchor:
    """The day a document is told on: its field "Time", else the page it was saved from, else the first full date of its
    head, else a dateline, else the one day that its first paragraph names; a letter tells of other days than its own.
    """
    blocks, shapes = transcript.blocks, load_shapes(overrides)
    named = [block for block in blocks if block.field == "time"]
    page = [span for name, span in transcript.source.fields.items() if name == "page-date"]
    head = [block for block in blocks[:_EARLY] if block.kind not in _PROSE]
    # Looked at only where nothing before them tells the day.
    running = (block for block in blocks if block.kind in _RUNNING | {Kind.DATELINE})
    lines = (span for span in map(_span, running) if is_dateline(transcript.text(span), shapes))
    spans = chain(map(_span, named), page, map(_span, head), lines)
    found = (days[0] for span in spans if (days := _days(transcript, span, overrides)))
    day = next(found, None)
    if day is None and not transcript.of_kind(Kind.SALUTATION):
        first = next((block for block in blocks[:_EARLY] if block.kind is Kind.PARAGRAPH), None)
        told = set(_days(transcript, _span(first), overrides)) if first else set()
        day = told.pop() if len(told) == 1 else None
    return Anchor(date.fromisoformat(day) if day else None, utc_offset)


def first_day(transcript: Transcript, overrides: Path | None) -> date | None:
    """The first full date that one of a document's first paragraphs names: near the day it is told on, if not that day.
    Enough for two texts that are compared with each other, where neither tells its day."""
    early = map(_span, transcript.blocks[:_EARLY])
    days = (days[0] for span in early if (days := _days(transcript, span, overrides)))
    return next(map(date.fromisoformat, days), None)


def _span(block: Block) -> Span:
    return block.start, block.end


def _days(transcript: Transcript, span: Span, overrides: Path | None) -> list[str]:
    """The full dates of a stretch, in order."""
    mentions = find_dates_in(transcript.source.text, [span], Anchor(), overrides)
    return [when for mention in mentions if mention.value and (when := _day_of(mention.value))]


def _day_of(value: DateValue) -> str:
    """The one day of a date, or of a span of hours; empty where there are several."""
    days = {day[:10] for day in (value.when, value.start, value.end) if len(day) >= 10}
    return days.pop() if len(days) == 1 else ""


def _dates(reading: Reading, anchor: Anchor, overrides: Path | None) -> list[Draft]:
    return [
        Draft(m.start, m.end, Category.DATE, (), m.cert, m.rule, m.evidence, value=m.value)
        for m in find_dates_in(reading.view.text, reading.spans, anchor, overrides, _heads(reading, overrides))
    ]


def _heads(reading: Reading, overrides: Path | None) -> dict[int, Head]:
    """The paragraphs of the running text that may say on which day what follows is told.

    The head of a document is its setting's, and a turn that is a date and no more is an answer; a dateline between
    turns opens another day's session.
    """
    genre, shapes = reading.transcript.genre, load_shapes(overrides)
    kind = Head.ENTRY if genre and genre.id in _DAY_BY_DAY else Head.ALONE
    heads: dict[int, Head] = {}
    begun = False
    for number, block in enumerate(reading.transcript.blocks):
        if begun and block.kind in _RUNNING | {Kind.CONTINUATION}:
            if is_dateline(reading.transcript.text(_span(block)), shapes):
                heads[number] = Head.DATELINE
            elif block.kind in _RUNNING:
                heads[number] = kind
        begun = begun or block.kind in (Kind.PARAGRAPH, Kind.TURN)
    return heads


def settle(drafts: list[Draft]) -> list[Draft]:
    """Drafts that nest and never cross: the longer wins, then the higher rank; a proper name holds nothing."""
    order = sorted(drafts, key=lambda d: (d.start, -d.end, _RANK[d.category], not d.refs, d.rule))
    kept: list[Draft] = []
    open_: list[Draft] = []
    for draft in order:
        while open_ and open_[-1].end <= draft.start:
            open_.pop()
        if not open_ or _may_hold(open_[-1], draft):
            kept.append(draft)
            open_.append(draft)
        elif draft.end > open_[-1].end and _yields(open_[-1], draft, kept):
            kept.remove(open_.pop())
            kept.append(draft)
            open_.append(draft)
    return kept


def _may_hold(outer: Draft, inner: Draft) -> bool:
    inside = inner.end <= outer.end and (inner.start, inner.end) != (outer.start, outer.end)
    dated = inner.category is Category.DATE and outer.category in (Category.ORG, Category.EVENT)
    return inside and (dated or (not outer.opaque and inner.category in _HOLDS.get(outer.category, ())))


def _yields(outer: Draft, later: Draft, kept: list[Draft]) -> bool:
    """True where a draft gives way to a longer one that crosses it."""
    return later.end - later.start > outer.end - outer.start and kept[-1] is outer


def _mentions(reading: Reading, drafts: list[Draft]) -> Iterator[Mention]:
    """The drafts in offsets of the source; a bracket that opens before a name and closes inside it is part of it."""
    span, text = reading.view.span, reading.transcript.source.text
    for first, last, category, refs, cert, rule, evidence, _, value in drafts:
        start, end = span(first, last)
        if start and text[start - 1] == "[" and "]" in text[start:end]:
            start -= 1
        yield Mention._make((start, end, category, refs, cert, rule, evidence, value))


def _made_known(reading: Reading, mentions: tuple[Mention, ...]) -> list[Candidate]:
    """The entries that only this document knows, offices nobody is known to hold aside."""
    found = []
    naming: dict[str, list[Mention]] = {}
    for mention in mentions:
        for key in mention.refs:
            naming.setdefault(key, []).append(mention)
    for key, entry in sorted(reading.known.items()):
        named = naming.get(key, [])
        if named and not entry.note:
            offsets = tuple(mention.start for mention in named)
            found.append(Candidate(entry.name, entry.category, key, named[0].rule, named[0].evidence, offsets))
    return found


def _voice(reading: Reading, voice: Voice) -> Voice:
    start, end = reading.view.span(voice.start, voice.end)
    return Voice(start, end, voice.who, voice.to_whom)


def _entries(reading: Reading, mentions: tuple[Mention, ...], voices: tuple[Voice, ...]) -> dict[str, Entry]:
    keys = {key for mention in mentions for key in mention.refs}
    keys |= {key for voice in voices for key in (*voice.who, *voice.to_whom)}
    found = {key: reading.entry(key) for key in sorted(keys)}
    return {key: entry for key, entry in found.items() if entry}
