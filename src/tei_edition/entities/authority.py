"""The memory of an edition: who, where and what its documents name, with all forms of each name.

Reads TEI `standOff` lists (Guidelines 14.3: persons, places, organisations, events) and the toolkit's gazetteer of
countries, cities and waters, gives `Entry`s; `compiled` makes an `Authority` of them.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from tei_edition import resources, tei
from tei_edition.entities.countries import iso_code, with_current_names
from tei_edition.entities.mention import Category
from tei_edition.errors import ConfigError

KINDS = {"person": Category.PERSON, "place": Category.PLACE, "org": Category.ORG, "event": Category.EVENT}
FILES = ("persons", "places", "organisations", "events")


@dataclass(frozen=True)
class Form:
    """One form of a name; `kind` is main, variant, short, abbreviation, adjective, people or organ."""

    text: str
    kind: str


@dataclass(frozen=True)
class Office:
    """What somebody was, for whom, where, and when; years or fuller dates, empty where open."""

    office: str
    polity: str
    accreditation: str
    start: str
    end: str

    def held(self, day: str) -> bool:
        """True unless the dates say that the office was not held on `day` (ISO, at the grain of each date)."""
        started = not self.start or not day or self.start <= day[: len(self.start)]
        return started and (not self.end or not day or day[: len(self.end)] <= self.end)


@dataclass(frozen=True)
class Entry:
    """One person, place, body or event.

    Attributes:
        id: unique in the authority; the `xml:id` in the file.
        polity: the id of the country it belongs to; parent: of the body above it; empty where none.
        kind: the entry's @type (country, city, party …) and @subtype after a point.
        source: `persons`, `places` … for a file of the edition, `gazetteer`, or `document` for one made while tagging.
        identifiers: (kind, value) of other authorities, such as ("wikidata", "Q36014").
        coordinates: latitude and longitude in degrees, parted by a space (WGS 84); empty where not known.
        xml: the TEI entry as it stands in its file, at `line`; empty for an entry not made by an edition.
    """

    id: str
    category: Category
    name: str
    forms: tuple[Form, ...] = ()
    kind: str = ""
    polity: str = ""
    parent: str = ""
    offices: tuple[Office, ...] = ()
    source: str = "document"
    note: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    coordinates: str = ""
    xml: str = field(default="", compare=False, repr=False)
    line: int = field(default=0, compare=False)

    @cached_property
    def full_forms(self) -> tuple[Form, ...]:
        """The forms of the name that are no short ones."""
        return tuple(form for form in self.forms if form.kind != "short")

    @cached_property
    def full_names(self) -> frozenset[str]:
        """The texts of the full forms."""
        return frozenset(form.text for form in self.full_forms)

    @cached_property
    def ends(self) -> set[str]:
        """First and last word of each form of two words and more, and every other form: a family name is among them."""
        parts = [form.text.split() for form in self.full_forms]
        both = {end for words in parts if len(words) > 1 for end in (words[0], words[-1])}
        return both | {form.text for form in self.forms}


def read_entries(root: tei.Element, path: Path) -> Iterator[Entry]:
    """The entries of one TEI list.

    Raises:
        ConfigError: an entry without `xml:id` or name.
        TeiError: this is no TEI.
    """
    tei.check_root(root, path)
    for element in tei.every(root, "//t:standOff//*[self::t:person or self::t:place or self::t:org or self::t:event]"):
        key = element.get(tei.XML_ID, "")
        parts: dict[str, list[tei.Element]] = {}
        for child in element:
            parts.setdefault(tei.name(child), []).append(child)
        forms = tuple(_forms(parts.get(_OWN_NAME[tei.name(element)], [])))
        if not key or not forms:
            line = element.sourceline or 0
            raise ConfigError("an entry without xml:id or name", "give it both", path=path, line=line)
        if odd := tei.stray_in_id(key):
            told = f"the xml:id {key!r} has {odd!r} in it, or begins with it"
            raise ConfigError(told, "take letters, digits, - and _", path=path, line=element.sourceline or 0)
        subtype = element.get("subtype")
        yield Entry(
            id=key,
            category=KINDS[tei.name(element)],
            name=next((form.text for form in forms if form.kind == "main"), forms[0].text),
            forms=forms,
            kind=element.get("type", "") + (f".{subtype}" if subtype else ""),
            polity=_polity(element, parts),
            parent=_pointed(_typed(parts.get("orgName", []), "parent")),
            offices=tuple(_office(row) for row in parts.get("occupation", [])),
            source=path.stem,
            identifiers=tuple((idno.get("type", ""), (idno.text or "").strip()) for idno in parts.get("idno", [])),
            xml=tei.fragment(element),
            line=element.sourceline or 0,
        )


_OWN_NAME = {"person": "persName", "place": "placeName", "org": "orgName", "event": "label"}


def _forms(names: list[tei.Element]) -> Iterator[Form]:
    for name in names:
        text = _words(name)
        if text and name.get("type") not in ("parent", "polity"):
            yield Form(text, name.get("type", "variant"))


def _words(element: tei.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _typed(elements: list[tei.Element], kind: str) -> tei.Element | None:
    return next((element for element in elements if element.get("type") == kind), None)


def _polity(element: tei.Element, parts: dict[str, list[tei.Element]]) -> str:
    held = _typed(parts.get("placeName", []), "polity")
    stated = (held, *parts.get("nationality", [])[:1], *parts.get("country", [])[:1])
    pointers = (*map(_pointed, stated), _local(element.get("where", "")))
    return next((pointer for pointer in pointers if pointer), "")


def _pointed(element: tei.Element | None) -> str:
    return _local(element.get("ref", "")) if element is not None else ""


def _local(pointer: str) -> str:
    """The id at the end of `#ID`, `places:ID` or `places.xml#ID`."""
    return pointer.replace("#", ":").rpartition(":")[2]


def _office(row: tei.Element) -> Office:
    role = tei.one(row, "t:roleName")
    return Office(
        office=_words(role).lower() if role is not None else "",
        polity=_pointed(tei.one(row, "t:placeName[@type='polity']")),
        accreditation=_pointed(tei.one(row, "t:placeName[@type='accreditation']")),
        start=row.get("from", row.get("notBefore", "")),
        end=row.get("to", row.get("notAfter", "")),
    )


@cache
def gazetteer() -> dict[str, Entry]:
    """The toolkit's own list of places: countries, historical states and regions, cities, waters."""
    path = resources.PACKAGE / "entities" / "data" / "gazetteer.tsv"
    entries: dict[str, Entry] = {}
    if not path.is_file():
        return entries
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(
            (line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE
        )
        for row in with_current_names(list(rows)):
            forms = [Form(row["name"], "main")]
            for column, kind in (("forms", "variant"), ("adjectives", "adjective"), ("people", "people")):
                forms += [Form(text.strip(), kind) for text in row[column].split("|") if text.strip()]
            key = row["id"]
            entries[key] = Entry(
                id=key,
                category=Category.PLACE,
                name=row["name"],
                forms=tuple(forms),
                kind=row["kind"],
                source="gazetteer",
                identifiers=iso_code(row["source"]),
                coordinates=row["at"],
            )
    return entries
