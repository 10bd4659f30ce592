"""The entries of a document's lists: the persons, places, organisations and events of its `standOff` and header.

Takes a TEI document, gives each entry by the pointers that lead to it.
"""

from typing import NamedTuple

from tei_edition import tei
from tei_edition.crosswalks.record import NO_NAMES, parts_of, words_of
from tei_edition.tei import XML_ID, Element

# Kinds of entries; mentions have the last one too.
KINDS = ("persons", "places", "organisations", "events", "dates")

# Which list an entry of `standOff` belongs to, and what its names are.
_LISTS = {
    "person": ("persons", "persName"),
    "personGrp": ("persons", "persName"),
    "place": ("places", "placeName"),
    "org": ("organisations", "orgName"),
    "event": ("events", "label"),
}


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
        local: nobody knows it, neither an authority nor, of a place, the gazetteer: the same name in two documents need
            not be the same person.
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


class Lists:
    """The entries of a document's lists, by the pointers that lead to them."""

    def __init__(self, root: Element) -> None:
        self.entries: dict[str, Entry] = {}
        for element in tei.every(root, ".//t:standOff//*[@xml:id] | .//t:teiHeader//t:particDesc//t:person[@xml:id]"):
            if tei.name(element) in _LISTS:
                self.entries["#" + element.get(XML_ID, "")] = _entry(element)

    def ids(self) -> dict[str, tuple[str, str]]:
        """Kind and key of the entries by their ids in the document."""
        return {pointer[1:]: entry[:2] for pointer, entry in self.entries.items()}

    def key(self, pointer: str) -> str:
        """The key of what a pointer leads to: `#Zhou_Enlai`, `persons:Zhou_Enlai`; empty for addresses elsewhere."""
        if pointer in self.entries:
            return self.entries[pointer].key
        prefix, _, key = pointer.partition(":")
        return key if prefix in KINDS else pointer.removeprefix("#") if pointer.startswith("#") else ""

    def named(self, kind: str, pointers: str | None) -> list[tuple[str, str]]:
        """What several pointers lead to, each once: kind and key; the kind is the entry's own where it is known."""
        found: dict[tuple[str, str], None] = {}
        for pointer in (pointers or "").split():
            entry, key = self.entries.get(pointer), self.key(pointer)
            if key:
                found[entry.kind if entry else kind, key] = None
        return list(found)

    def keys(self, pointers: str | None) -> tuple[str, ...]:
        """The keys of several pointers, each once."""
        return tuple(dict.fromkeys(filter(None, map(self.key, (pointers or "").split()))))


def _entry(element: Element) -> Entry:
    kind, form_name = _LISTS[tei.name(element)]
    parts = parts_of(element)
    forms = [(form, form.get("type"), words_of(form)) for form in parts.get(form_name, ())]
    forms = [row for row in forms if row[1] not in NO_NAMES]
    names = [name for _, _, name in forms]
    key = element.get(XML_ID, "")
    name = next((name for _, type_, name in forms if type_ == "main"), names[0] if names else key)
    # An authority's id stands after the prefix of its list.
    known = (element.get("corresp") or "").rpartition(":")[2]
    notes = {note.get("type", ""): words_of(note) for note in (*parts.get("note", ()), *parts.get("desc", ()))}
    identifiers = tuple((idno.get("type", ""), words_of(idno)) for idno in parts.get("idno", ()))
    # Places that only a document's own words name have no type; those of the gazetteer have.
    gazetteered = kind == "places" and bool(element.get("type"))
    return Entry(
        kind=kind,
        key=known or key,
        name=name,
        heading=_heading(name, forms) if kind == "persons" else name,
        forms=tuple(dict.fromkeys(form for form in names if form != name)),
        details=tuple(_dated(row) for row in parts.get("occupation", ())),
        note=" ".join(words for type_, words in notes.items() if type_ != "unidentified"),
        life=_span_of(element) if kind == "events" else _life(parts),
        type=element.get("type", ""),
        identifiers=identifiers,
        coordinates=_coordinates(element) if "location" in parts else (),
        unidentified="unidentified" in notes,
        local=not (known or identifiers or gazetteered),
    )


def _heading(name: str, forms: list[tuple[Element, str | None, str]]) -> str:
    """Under what an index of persons lists a name: the surname first, where the entry tells which part that is.

    A `surname` tells it, or a short form that ends the name: of “Nikita Khrushchev”, short “Khrushchev”, it is the last
    word; of “Zhou Enlai”, short “Zhou”, the first, and the name stays as it is.
    """
    surnames = [words_of(part) for form, _, _ in forms if len(form) for part in form.iter(tei.q("surname"))]
    shorts = [words for _, type_, words in forms if type_ == "short"]
    for last in (*surnames, *shorts):
        if last and name.endswith(" " + last):
            return f"{last}, {name.removesuffix(last).strip()}"
    return name


def _span(element: Element) -> tuple[str, str]:
    when = element.get("when") or ""
    start, end = (element.get(a) or element.get(b) or when for a, b in (("from", "notBefore"), ("to", "notAfter")))
    return start, end


def _dated(row: Element) -> str:
    start, end = _span(row)
    return words_of(row) + (f" ({start}–{end})" if start or end else "")


def _span_of(event: Element) -> str:
    """The time of an event."""
    start, end = _span(event)
    return start if start == end or not end else f"{start} to {end}" if start else end


def _life(parts: dict[str, list[Element]]) -> str:
    """`1898–1976` of a person."""
    rows = [parts[name][0] if name in parts else None for name in ("birth", "death")]
    years = [_span(row)[0].partition("-")[0] if row is not None else "" for row in rows]
    return "–".join(years) if any(years) else ""


def _coordinates(element: Element) -> tuple[float, ...]:
    """Latitude and longitude of the first `geo` (Guidelines 14.3.4.1); empty where it is none."""
    geo = tei.one(element, "t:location/t:geo")
    try:
        found = tuple(float(part) for part in words_of(geo).replace(",", " ").split())
    except ValueError:
        return ()
    return found if len(found) == 2 and abs(found[0]) <= 90 and abs(found[1]) <= 180 else ()
