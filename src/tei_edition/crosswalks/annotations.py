"""A document's card → Web Annotations of its tags, and a IIIF manifest of its facsimiles.

Sources: Web Annotation Data Model and Vocabulary (W3C, 2017), whose selectors say where in the page a tag stands: the
paragraph by its identifier, in it the words by themselves and those around them; IIIF Presentation API 3.0.
"""

import json
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urljoin

import orjson

from tei_edition.crosswalks.card import Card, Mention
from tei_edition.crosswalks.facsimiles import Surface
from tei_edition.crosswalks.lists import Entry
from tei_edition.crosswalks.metadata import AUTHORITIES

_NOTHING: dict[str, Any] = {}


def annotations(card: Card, page: str, entry_page: Callable[[str, str], str]) -> bytes:
    """An `AnnotationPage` with an annotation for each tag, as JSON-LD.

    Args:
        page: the address of the document's page; relative to this file where the site has no address.
        entry_page: the address of the page of an entry, by kind and key.
    """
    entries = {entry[:2]: entry for entry in card.entries}
    body = cache(lambda kind, key: _body(kind, key, entries.get((kind, key)), entry_page))
    items = [
        {
            "type": "Annotation",
            "id": f"#tag-{number}",
            "motivation": "identifying" if mention.key else "tagging",
            **({} if mention.reviewed else {"creator": {"type": "Software", "name": "tei-edition"}}),
            "body": body(mention.kind, mention.key),
            "target": {"source": page, "selector": _selector(mention)},
        }
        for number, mention in enumerate(card.mentions, 1)
    ]
    whole = {"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationPage", "id": "", "items": items}
    return orjson.dumps(whole) + b"\n"


def _body(kind: str, key: str, entry: Entry | None, entry_page: Callable[[str, str], str]) -> list[dict[str, str]]:
    tag = {"type": "TextualBody", "purpose": "tagging", "value": kind}
    if kind == "dates":
        return [tag, {"type": "TextualBody", "purpose": "identifying", "value": key}] if key else [tag]
    if not key:
        return [tag]
    known = entry.identifiers if entry else ()
    sources = [entry_page(kind, key)]
    sources += [AUTHORITIES[which] + value for which, value in known if which in AUTHORITIES]
    return [tag, *({"type": "SpecificResource", "purpose": "identifying", "source": source} for source in sources)]


def _selector(mention: Mention) -> dict[str, Any]:
    quote = {
        "type": "TextQuoteSelector",
        "exact": mention.surface,
        "prefix": mention.before.removeprefix("…"),
        "suffix": mention.after.removesuffix("…"),
    }
    if not mention.paragraph:
        return quote
    return {"type": "FragmentSelector", "value": mention.paragraph, "refinedBy": quote}


def manifest(card: Card, page: str) -> bytes:
    """A IIIF manifest of a document with facsimiles.

    Args:
        page: the absolute address of the document's page, from which those of images are told.
    """
    stem = page.removesuffix(".html")
    label = {card.language or "none": [card.title]}
    facts = [("Date", card.date), ("Repository", card.repository), ("Shelfmark", card.shelfmark)]
    whole = {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": f"{stem}.manifest.json",
        "type": "Manifest",
        "label": label,
        "metadata": [{"label": {"en": [name]}, "value": {"none": [value]}} for name, value in facts if value],
        "homepage": [{"id": page, "type": "Text", "format": "text/html", "label": label}],
        "seeAlso": [{"id": f"{stem}.xml", "type": "Dataset", "format": "application/tei+xml"}],
        "items": [_canvas(surface, stem, page) for surface in card.surfaces],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _canvas(surface: Surface, stem: str, page: str) -> dict[str, Any]:
    """One page; a surface that tells no size is taken to be 1,000 by 1,414 pixels, the shape of A4."""
    canvas = f"{stem}.manifest.json/canvas/{surface.id}"
    size = {"width": surface.width or 1000, "height": surface.height or 1414}
    image = {"id": urljoin(page, surface.image), "type": "Image"} | (
        size if surface.width and surface.height else _NOTHING
    )
    painting = {
        "id": f"{canvas}/image",
        "type": "Annotation",
        "motivation": "painting",
        "body": image,
        "target": canvas,
    }
    return {
        "id": canvas,
        "type": "Canvas",
        "label": {"none": [surface.n]},
        **size,
        "items": [{"id": f"{canvas}/page", "type": "AnnotationPage", "items": [painting]}],
    }
