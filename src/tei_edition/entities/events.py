"""Named events: national days, anniversaries, conferences that have a name. Planned or nameless meetings are none."""

import re

from tei_edition.entities.mention import Category, Certainty
from tei_edition.entities.reading import Draft, Reading

_ORDINAL = re.compile(r"(?:\w+-)?(?:first|second|third|fifth|\w+th|\w+ieth|\d+(?:st|nd|rd|th))$")
_SURE: Certainty = "high"
_NATIONAL_DAY = "National Day"
_CONFERENCE = "conference"
# Words of no table at which these rules look closer.
CUES = frozenset(("national", "anniversary", "conference", "conferences"))


def find_events(reading: Reading) -> list[Draft]:
    """The events named in a document, each anniversary around the event it is of."""
    drafts = _named(reading) + _national_days(reading) + _of_places(reading) + _of_years(reading)
    return drafts + _anniversaries(reading, drafts)


def _named(reading: Reading) -> list[Draft]:
    drafts = []
    for first, name in reading.events.items():
        keys = name.sense.events
        if keys:
            refs = keys if len(keys) == 1 else ()
            cert: Certainty = "high" if refs else "low"
            last = name.last
            evidence = reading.text(first, last)
            drafts.append(
                reading.draft(
                    first, last, Category.EVENT, refs, cert, "event.authority", evidence=evidence, opaque=False
                )
            )
    return drafts


def _national_days(reading: Reading) -> list[Draft]:
    drafts = []
    tokens = reading.tokens
    days = [k for k in reading.where(["national"]) if tokens.capital[k] and tokens.low[k + 1] == "day"]
    owners = {polity.owned: polity for polity in reading.polities.values()} if days else {}
    for k in days:
        if not tokens.near[k + 1]:
            continue
        owner = owners.get(k) if tokens.near[k] else None
        polity, cert = (owner.sense.polity, _SURE) if owner else _whose(reading, k)
        if polity:
            first = owner.first if owner else k
            refs = (_event_of(reading, polity, _NATIONAL_DAY),)
            drafts.append(
                reading.draft(
                    first, k + 2, Category.EVENT, refs, cert, "event.national-day", evidence=polity, opaque=False
                )
            )
    return drafts


def _whose(reading: Reading, index: int) -> tuple[str, Certainty]:
    """Whose national day: the speaker's for "our", else the country the paragraph spoke of."""
    ours = reading.speaker_polity(index)
    before = reading.low[index - 1]
    if before in ("our", "my"):
        return ours, "high"
    polity = reading.polity_before(index, "" if before in ("their", "his", "its") else ours)
    sure: Certainty = "high" if before == "their" else "medium"
    return polity or ours, sure


def _event_of(reading: Reading, polity: str, noun: str) -> str:
    """The event of a country that goes by a noun; made known where the authority has none."""
    for entry in reading.authority.of(Category.EVENT, polity):
        if any(form.text == noun and form.kind == "short" for form in entry.forms):
            return entry.id
    place = reading.entry(polity)
    return reading.define(f"{place.name if place else polity} {noun}", Category.EVENT, polity=polity)


def _of_places(reading: Reading) -> list[Draft]:
    """ "Bucharest conference", "Poland's Party Conference": a place and a noun of events."""
    drafts = []
    low, nouns = reading.low, reading.words.event_heads
    for first, found in reading.names.items():
        places, at = found.sense.places, found.last
        possessive = low[at] == "'s"
        at += possessive
        if low[at] not in nouns.reach or not places or not reading.near[at]:
            continue
        end = reading.longest(at, nouns)
        if not end or reading.phrase(at, end) in ("national day", f"{_CONFERENCE}s"):
            continue  # several conferences are not one event
        # In small letters only a conference is known by its place: "a US agreement" is no event.
        if not reading.capital[at] and (possessive or reading.low[at] != _CONFERENCE):
            continue
        numbered = _is_numbered(reading, first) and reading.capital[at]
        first -= numbered
        name = reading.text(first, end)
        event = reading.define(name[0].upper() + name[1:], Category.EVENT) if numbered else ""
        refs = (event or _event_at(reading, places[0], reading.phrase(at, end), name),)
        known = refs[0] in reading.authority
        drafts.append(
            reading.draft(
                first,
                end,
                Category.EVENT,
                refs,
                "high" if known else "medium",
                "event.place",
                evidence=name,
                opaque=False,
            )
        )
    return drafts


def _is_numbered(reading: Reading, index: int) -> bool:
    """True after an ordinal: the "Second Cairo Conference" is another one than the first."""
    return reading.near[index] and bool(_ORDINAL.fullmatch(reading.low[index - 1]))


def _event_at(reading: Reading, place: str, noun: str, name: str) -> str:
    """The authority's only event at a place whose names hold the noun; else one of the document's own."""
    found = [
        entry.id
        for entry in reading.authority.of(Category.EVENT, place)
        if any(form.text.lower().endswith(noun) for form in entry.forms)
    ]
    return found[0] if len(found) == 1 else reading.define(name, Category.EVENT)


def _of_years(reading: Reading) -> list[Draft]:
    """ "1957 and 1960 conferences": one event a year."""
    drafts = []
    for k in reading.where(["conference", "conferences"]):
        if not _is_year(reading.low[k - 1]):
            continue
        first, years = k - 1, [reading.low[k - 1]]
        if reading.low[k - 2] == "and" and _is_year(reading.low[k - 3]):
            first, years = k - 3, [reading.low[k - 3], *years]
        refs = tuple(_conference(reading, year) for year in years)
        evidence = reading.text(first, k + 1)
        drafts.append(
            reading.draft(first, k + 1, Category.EVENT, refs, "medium", "event.year", evidence=evidence, opaque=False)
        )
    return drafts


def _is_year(low: str) -> bool:
    return len(low) == 4 and low.isdecimal() and low[0] in "12"


def _conference(reading: Reading, year: str) -> str:
    for form in (f"{year} {_CONFERENCE}", f"{_CONFERENCE} of {year}"):
        for spelt in (form, form.replace(_CONFERENCE, _CONFERENCE.capitalize())):
            for meaning in reading.authority.meant(spelt):
                if reading.authority[meaning.id].category is Category.EVENT:
                    return meaning.id
    return reading.define(f"{year} conference", Category.EVENT)


def _anniversaries(reading: Reading, events: list[Draft]) -> list[Draft]:
    """ "twentieth anniversary of Romania's National Day": an ordinal, and what it is the anniversary of."""
    drafts = []
    at = {draft.start: draft for draft in events}
    for k in reading.where(["anniversary"]):
        if not _ORDINAL.fullmatch(reading.low[k - 1]) or reading.low[k + 1] != "of":
            continue
        noun = k + 2 + (reading.low[k + 2] in ("the", "our", "their", "your"))
        if noun >= reading.tokens.count:
            continue
        of = at.get(reading.tokens.starts[noun])
        last = reading.index(of.end) if of else _possessed(reading, noun)
        if last:
            name = reading.text(k - 1, last)
            refs = (_anniversary(reading, name, of, reading.low[k - 1]),)
            cert: Certainty = "high" if refs[0] in reading.authority else "medium"
            drafts.append(
                reading.draft(k - 1, last, Category.EVENT, refs, cert, "event.anniversary", evidence=name, opaque=False)
            )
    return drafts


def _possessed(reading: Reading, index: int) -> int:
    """The index after "Romania's liberation"; 0 where no country possesses anything here."""
    polity = reading.polities.get(index)
    after = polity.last + 1 if polity and reading.low[polity.last] == "'s" else 0
    return after + 1 if after and reading.near[after] else 0


def _anniversary(reading: Reading, name: str, of: Draft | None, ordinal: str) -> str:
    """The authority's anniversary of this ordinal in the same country, else one of the document's own."""
    polity = reading.polity_of(of.refs) if of else ""
    polity = polity or next(
        (
            p.sense.polity
            for k, p in reading.polities.items()
            if name.startswith(reading.text(k, p.last), name.find(" of ") + 4)
        ),
        "",
    )
    for entry in reading.authority.of(Category.EVENT, polity):
        if any(form.text.lower().startswith(f"{ordinal} anniversary") for form in entry.forms):
            return entry.id
    return reading.define(name, Category.EVENT, polity=polity)
