"""What a page tells machines of its document: schema.org, Highwire, Dublin Core, OpenURL.

Sources: schema.org 28; the tags that Google Scholar's inclusion guidelines name; DCMES 1.1 (ISO 15836) in HTML as DCMI
recommends; OpenURL 1.0 (ANSI/NISO Z39.88-2004) in a span, as COinS 1.0 lays down.
"""

import json
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from tei_edition.crosswalks.record import IndexEntry, IndexSection, Record

# Where the identifiers of other authorities lead.
AUTHORITIES = {
    "wikidata": "https://www.wikidata.org/entity/",
    "viaf": "https://viaf.org/viaf/",
    "gnd": "https://d-nb.info/gnd/",
    "geonames": "https://www.geonames.org/",
}
_TYPES = {"persons": "Person", "places": "Place", "organisations": "Organization", "events": "Event"}


def json_ld(record: Record, indices: tuple[IndexSection, ...], address: str = "") -> str:
    """The document as a schema.org `Manuscript` or, translated, a work that translates one. Fit to stand in a `script`.

    Those whom another authority knows are listed under `mentions`, by the address of their entry there.
    """
    original = {"@type": "ArchiveComponent", "identifier": record.shelfmark, "holdingArchive": _org(record.repository)}
    node = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": record.title,
        "alternateName": record.subtitle,
        "genre": record.genre,
        "dateCreated": record.iso_date[:10],
        "inLanguage": record.language,
        "abstract": " ".join(record.abstract),
        "author": [_agent(name, record) for name in record.authors],
        "translator": [{"@type": "Person", "name": name} for name in record.translators],
        "publisher": _org(record.publisher),
        "version": record.version,
        "identifier": record.identifier,
        "license": record.licence_url,
        "isBasedOn": _filled(original) if record.shelfmark or record.repository else {},
        "url": address,
        "mentions": [
            {"@type": _TYPES[kind], "name": entry.name, "sameAs": same}
            for kind, entry, same in known_elsewhere(indices)
            if kind in _TYPES
        ],
    }
    text = json.dumps(_filled(node), ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def known_elsewhere(indices: tuple[IndexSection, ...]) -> Iterator[tuple[str, IndexEntry, str]]:
    """The entries that another authority knows: kind, entry, its address in the first of them."""
    for section in indices:
        for entry in section.entries:
            same = [AUTHORITIES[kind] + value for kind, value in entry.identifiers if kind in AUTHORITIES]
            if same:
                yield section.id, entry, same[0]


def _agent(name: str, record: Record) -> dict[str, str]:
    """An author; what a header does not mark is neither a person nor a body."""
    kind = "Organization" if name in record.bodies else "Person" if name in record.people else ""
    return {"@type": kind, "name": name} if kind else {"name": name}


def _org(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name} if name else {}


def _filled(node: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in node.items() if value}


def meta_tags(record: Record, address: str = "") -> list[tuple[str, str]]:
    """Names and contents of the head's `meta` elements: Highwire, then Dublin Core."""
    rows = [
        ("citation_title", record.title),
        *(("citation_author", name) for name in record.authors),
        ("citation_publication_date", record.iso_date[:10].replace("-", "/")),
        ("citation_publisher", record.publisher),
        ("citation_language", record.language),
        ("citation_public_url", address),
        ("DC.title", record.title),
        *(("DC.creator", name) for name in record.authors),
        *(("DC.contributor", name) for name in record.translators),
        ("DC.date", record.iso_date[:10]),
        ("DC.type", "Text"),
        ("DC.language", record.language),
        ("DC.publisher", record.publisher),
        ("DC.identifier", record.identifier),
        ("DC.source", record.held),
        ("DC.rights", record.licence_url or record.licence),
    ]
    return [(name, content) for name, content in rows if content]


def coins(record: Record, address: str = "") -> str:
    """The `title` of a COinS span: an OpenURL context object in Dublin Core."""
    rows = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", "document"),
        ("rft.title", record.title),
        *(("rft.creator", name) for name in record.authors),
        ("rft.date", record.iso_date[:10]),
        ("rft.publisher", record.publisher),
        ("rft.identifier", address or record.identifier),
        ("rft.language", record.language),
    ]
    return urlencode([(name, value) for name, value in rows if value])
