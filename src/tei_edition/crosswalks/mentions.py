"""Who, what and when a document names: a row for each tag, as CSV (RFC 4180) or JSON (RFC 8259)."""

import csv
import io
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import orjson

from tei_edition import tei
from tei_edition.crosswalks.record import Places, date_value, words_of
from tei_edition.tei import XML_ID, Element

# A spreadsheet takes a cell that opens like this for a formula and may run it; numbers and years are left as they are.
_FORMULA = re.compile(r"[=+@\t\r-](?![0-9.:-]{0,30}$)")
_LEADS = frozenset("=+@\t\r-")


class Row(NamedTuple):
    """One tag.

    Attributes:
        document, paragraph, id: the document's identifier, the paragraph's number and its identifier.
        element, type: the TEI element and its `@type`.
        text: the words, white space folded.
        ref, name: the entries it points to, without `#`, and their main forms; several are joined by `; ` in `name`.
        value: of a date, in ISO 8601.
        cert, resp, rule: how sure, who answers for it (`machine`, `machine ed`), which rule proposed it.
        speaker: who says it, where it stands in a turn or an interjection.
    """

    document: str
    paragraph: str
    id: str
    element: str
    type: str
    text: str
    ref: str
    name: str
    value: str
    cert: str
    resp: str
    rule: str
    speaker: str


def mentions(root: Element, places: Places | None = None) -> list[Row]:
    """Every tag of the text in reading order.

    Args:
        places: the paragraphs that elements stand in, as far as they were looked for already.
    """
    names = _main_forms(root)
    document = root.get(XML_ID, "")
    places = Places() if places is None else places
    speakers = _Speakers()
    return [_row(tag, document, names, places, speakers) for tag in tei.tags(root)]


def mentions_csv(root: Element, rows: Sequence[Row] = ()) -> str:
    """The rows of a document, or those at hand already, as CSV with a header, lines ended by CR LF.

    A cell that a spreadsheet would run is led by `'`.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(Row._fields)
    for row in rows or mentions(root):
        writer.writerow([f"'{cell}" if cell[:1] in _LEADS and _FORMULA.match(cell) else cell for cell in row])
    return out.getvalue()


def mentions_json(root: Element, rows: Sequence[Row] = ()) -> str:
    """The rows as a JSON array of objects, one a line; empty values are left out."""
    told = (
        {key: value for key, value in zip(Row._fields, row, strict=True) if value} for row in rows or mentions(root)
    )
    return (b"[\n" + b",\n".join(map(orjson.dumps, told)) + b"\n]\n").decode()


def _row(tag: Element, document: str, names: dict[str, str], places: Places, speakers: "_Speakers") -> Row:
    place = places[tag]
    parent = tag.getparent()
    ref = _bare(tag.get("ref", ""))
    return Row(
        document=document,
        paragraph=place.number if place else "",
        id=place.id if place else "",
        element=tei.name(tag),
        type=tag.get("type", ""),
        text=words_of(tag),
        ref=ref,
        name=names.get(ref) or "; ".join(names[one] for one in ref.split() if one in names),
        value=date_value(tag),
        cert=tag.get("cert", ""),
        resp=_bare(tag.get("resp", "")),
        rule=_rules(tag.get("ana", "")),
        speaker=speakers[parent] if parent is not None else "",
    )


# Few pointers are many: most tags of a document share theirs with others.
@lru_cache(4096)
def _bare(pointers: str) -> str:
    """Pointers without their `#`."""
    return " ".join(pointer.removeprefix("#") for pointer in pointers.split())


@lru_cache(4096)
def _rules(pointers: str) -> str:
    """The rules among what pointers lead to."""
    return " ".join(pointer.removeprefix("#rule.") for pointer in pointers.split() if pointer.startswith("#rule."))


class _Speakers(dict[Element, str]):
    """Whose the words in an element are: who says the nearest `said` or `sp`; nobody's in a label or the recorder's
    note."""

    def __missing__(self, element: Element) -> str:
        name, parent, found = tei.name(element), element.getparent(), ""
        if name in ("said", "sp"):
            found = _bare(element.get("who", ""))
        elif name not in ("label", "speaker", "stage") and parent is not None:
            found = self[parent]
        self[element] = found
        return found


def _main_forms(root: Element) -> dict[str, str]:
    forms = tuple(map(tei.q, ("persName", "placeName", "orgName", "label", "name")))
    found = {}
    for entry in tei.every(root, "//t:standOff//*[@xml:id]"):
        own = list(entry.iterchildren(*forms))
        main = next((child for child in own if child.get("type") == "main"), own[0] if own else None)
        if main is not None:
            found[entry.get(XML_ID, "")] = words_of(main)
    return found
