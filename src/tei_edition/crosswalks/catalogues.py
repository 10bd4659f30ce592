"""What library catalogues, harvesters and reference managers take in: MODS, Dublin Core, CSL-JSON, JSON-LD.

Sources: MODS 3.4 of the Library of Congress, which later versions include, and the MARC relator terms; simple Dublin
Core (DCMES 1.1, ISO 15836) in the XML of OAI-PMH 2.0; the JSON of the Citation Style Language 1.0.2; schema.org 28.
Names are given as the header has them: which part of one is the family's is not guessed.
"""

import json
import re
from collections.abc import Callable, Iterator

from lxml import etree
from lxml.builder import ElementMaker

from tei_edition import tei
from tei_edition.crosswalks.metadata import json_ld, known_elsewhere
from tei_edition.crosswalks.record import IndexSection, Record
from tei_edition.tei import XML_LANG, Element

MODS, XLINK = "http://www.loc.gov/mods/v3", "http://www.w3.org/1999/xlink"
DC, OAI_DC = "http://purl.org/dc/elements/1.1/", "http://www.openarchives.org/OAI/2.0/oai_dc/"
_MODS = ElementMaker(namespace=MODS, nsmap={None: MODS, "xlink": XLINK})
_DC = ElementMaker(namespace=DC, nsmap={"oai_dc": OAI_DC, "dc": DC})
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")

Indices = tuple[IndexSection, ...]


def mods(record: Record, indices: Indices, address: str = "") -> bytes:
    """A catalogue record in MODS: this publication, and the original it stands on as a related item.

    Subjects are those whom another authority knows, by the address of their entry there.
    """
    return _xml(_MODS.mods(*_described(record, indices, address), version="3.4"))


def _described(record: Record, indices: Indices, address: str) -> Iterator[Element]:
    yield _some("titleInfo", title=record.title, subTitle=record.subtitle)
    parts = (("author", record.authors), ("translator", record.translators), ("editor", record.editors))
    for role, name in ((role, name) for role, names in parts for name in names):
        told = _MODS.role(_MODS.roleTerm(role, type="text", authority="marcrelator"))
        kind = "corporate" if name in record.bodies else "personal" if name in record.people else ""
        yield _MODS.name(_MODS.namePart(name), told, **({"type": kind} if kind else {}))
    yield _MODS.typeOfResource("text")
    yield from _each("genre", record.genre)
    origin = [*_each("publisher", record.publisher)]
    if record.iso_date:
        origin.append(_MODS.dateCreated(record.iso_date[:10], encoding="w3cdtf", keyDate="yes"))
    origin += _each("edition", record.version and f"version {record.version}")
    if origin:
        yield _MODS.originInfo(*origin)
    yield _MODS.language(_MODS.languageTerm(record.language, type="code", authority="rfc4646"))
    yield from _each("abstract", *record.abstract)
    yield from _each("note", record.funding, type="funding")
    for kind, entry, same in known_elsewhere(indices):
        yield _subject(kind, entry.name, same)
    if original := [*_original(record)]:
        yield _MODS.relatedItem(*original, type="original")
    yield from _each("identifier", record.identifier, type="local")
    if address:
        yield _MODS.location(_MODS.url(address, usage="primary"))
    if record.licence:
        link = {f"{{{XLINK}}}href": record.licence_url} if record.licence_url else {}
        yield _MODS.accessCondition(record.licence, {"type": "use and reproduction", **link})
    yield from _each("accessCondition", *record.rights, type="use and reproduction")


def _original(record: Record) -> Iterator[Element]:
    place = [*_each("physicalLocation", record.repository), *_each("shelfLocator", record.shelfmark)]
    if place:
        yield _MODS.location(*place)
    yield from _each("note", record.original, type="language")
    if record.pages:
        yield _MODS.part(_MODS.extent(_MODS.list(record.pages), unit="pages"))


def _subject(kind: str, name: str, same: str) -> Element:
    if kind in ("persons", "organisations"):
        named = _MODS.name(_MODS.namePart(name), type="personal" if kind == "persons" else "corporate", valueURI=same)
    else:
        named = (_MODS.geographic if kind == "places" else _MODS.topic)(name, valueURI=same)
    return _MODS.subject(named)


def _some(tag: str, **parts: str) -> Element:
    return _MODS(tag, *(_MODS(name, words) for name, words in parts.items() if words))


def _each(tag: str, *words: str, **attributes: str) -> Iterator[Element]:
    for part in filter(None, words):
        yield _MODS(tag, part, **attributes)


def dublin_core(record: Record, indices: Indices, address: str = "") -> bytes:
    """The fifteen elements as OAI-PMH carries them; subjects as in `mods`."""
    rows = [
        ("title", record.title),
        *(("creator", name) for name in record.authors),
        *(("contributor", name) for name in (*record.translators, *record.editors)),
        ("publisher", record.publisher),
        ("date", record.iso_date[:10]),
        ("type", "Text"),
        ("type", record.genre),
        ("language", record.language),
        ("identifier", address),
        ("identifier", record.identifier),
        ("source", record.held),
        ("coverage", record.place),
        *(("subject", entry.name) for _, entry, _ in known_elsewhere(indices)),
        *(("description", words) for words in record.abstract),
        ("rights", record.licence_url or record.licence),
        *(("rights", words) for words in record.rights),
    ]
    root = _DC(f"{{{OAI_DC}}}dc")
    for name, words in rows:
        if words:
            part = _DC(name, words)
            if name in ("title", "description"):
                part.set(XML_LANG, record.language)
            root.append(part)
    return _xml(root)


def csl(record: Record, _: Indices, address: str = "") -> bytes:
    """A reference that Zotero, pandoc and citeproc read: a list of one item, of type `manuscript`."""
    item: dict[str, object] = {
        "id": record.identifier or record.id or "document",
        "type": "manuscript",
        "title": record.title,
        "author": _people(record.authors),
        "translator": _people(record.translators),
        "editor": _people(record.editors),
        "issued": _issued(record),
        "genre": record.genre,
        "abstract": " ".join(record.abstract),
        "archive": record.repository,
        "archive_location": ", ".join(filter(None, (record.shelfmark, record.pages))),
        "publisher": record.publisher,
        "version": record.version,
        "language": record.language,
        "URL": address,
    }
    told = {name: value for name, value in item.items() if value}
    return (json.dumps([told], ensure_ascii=False, indent=2) + "\n").encode()


def _people(names: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"literal": name} for name in names]


def _issued(record: Record) -> dict[str, object]:
    """The date as numbers where it is a day, a month or a year; else as the header words it."""
    day = record.iso_date[:10]
    if _DATE.fullmatch(day):
        return {"date-parts": [[int(part) for part in day.split("-")]]}
    return {"literal": record.date or day} if record.date or day else {}


def _linked(record: Record, indices: Indices, address: str = "") -> bytes:
    return f"{json_ld(record, indices, address)}\n".encode()


def _xml(root: Element) -> bytes:
    etree.indent(root)
    return tei.serialize(root)


CATALOGUES: dict[str, Callable[[Record, Indices, str], bytes]] = {
    "csl": csl,
    "mods": mods,
    "dc": dublin_core,
    "jsonld": _linked,
}
