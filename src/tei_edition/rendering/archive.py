"""What an archive wants of a PDF beyond what the typesetter writes: rights and identifiers in its metadata, no empty
tags, and the authority entries that the document points to, as a file beside the TEI.

Metadata: XMP (ISO 16684-1) with schemas that PDF/A knows (ISO 19005-3, 6.6.2.3.1): Dublin Core, XMP Rights Management.
"""

import io
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from tei_edition import tei
from tei_edition.crosswalks.record import Record
from tei_edition.tei import XML_ID, E, Element

_END = b"</rdf:RDF>"
# A file as Typst lays it out: objects, a table of where each begins, the number of the catalog.
_TAIL = re.compile(rb"trailer\n<</Size [0-9]+/Root (?P<root>[0-9]+) 0 R[^\n]*\nstartxref\n(?P<table>[0-9]+)\n%%EOF\Z")
_TABLE = re.compile(rb"xref\n0 (?P<count>[0-9]+)\n")
_ROW = 20  # bytes of the table for each object
_CATALOG = re.compile(rb"[0-9]+ 0 obj\n<</Type/Catalog/Pages [0-9]+ 0 R/Metadata ([0-9]+) 0 R[/>]")
_METADATA = re.compile(rb"[0-9]+ 0 obj\n<</Length (?P<length>[0-9]+)/Type/Metadata/Subtype/XML>>\nstream\n")


def finish(data: bytes, record: Record, prune: bool) -> bytes:
    """Put rights and identifiers into a PDF's metadata.

    Args:
        prune: whether there may be notes without content: entries of an apparatus that another entry draws.
    """
    rights = _rights(record).encode()
    # A tenth of the time of a short document goes into reading the whole file and writing it again.
    return (None if prune else inserted(data, rights)) or rewritten(data, rights, prune)


def inserted(data: bytes, rights: bytes) -> bytes | None:
    """The file with a description in its metadata, all else as it was; None where it is not laid out as Typst does it.

    What follows the metadata moves on, and the table of objects says so (ISO 32000-1, 7.5.4).
    """
    tail = _TAIL.search(data, max(0, len(data) - 400))
    if not tail:
        return None
    table = int(tail["table"])
    rows = _TABLE.match(data, table)
    if not rows:
        return None
    first = rows.end()

    def place(number: bytes) -> int:
        at = first + _ROW * int(number)
        return int(data[at : at + 10])

    catalog = _CATALOG.match(data, place(tail["root"]))
    stream = _METADATA.match(data, place(catalog[1])) if catalog else None
    if not stream:
        return None
    end = data.rfind(_END, stream.end(), stream.end() + int(stream["length"]))
    if end < 0:
        return None
    length = b"%d" % (int(stream["length"]) + len(rights))
    grown = len(rights) + len(length) - len(stream["length"])

    def moved(row: bytes) -> bytes:
        at = int(row[:10])
        return b"%010d" % (at + grown * (at > stream.start())) + row[10:]

    entries = b"".join(moved(data[at : at + _ROW]) for at in range(first, first + _ROW * int(rows["count"]), _ROW))
    return b"".join(
        (
            data[: stream.start("length")],
            length,
            data[stream.end("length") : end],
            rights,
            data[end:first],
            entries,
            data[first + len(entries) : tail.start("table")],
            b"%d" % (table + grown),
            data[tail.end("table") :],
        )
    )


def rewritten(data: bytes, rights: bytes, prune: bool) -> bytes:
    """The same of any file, by way of its objects."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        old = pdf.Root.Metadata.read_bytes()
        head, end, tail = old.rpartition(_END)
        pdf.Root.Metadata.write(head + rights + end + tail)
        if prune:
            _prune(pdf)
        made = io.BytesIO()
        pdf.save(
            made,
            deterministic_id=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.preserve,
        )
    return made.getvalue()


def _rights(record: Record) -> str:
    """A description in RDF of who publishes the document, under which terms and names."""
    terms = " ".join(filter(None, (record.licence, *record.rights)))
    parts = [
        _list("dc:identifier", "", (record.identifier,)),
        _list("dc:publisher", "Bag", (record.publisher,)),
        _list("dc:contributor", "Bag", (*record.translators, *record.editors)),
        _list("dc:type", "Bag", (record.genre,)),
        _list("dc:source", "", (record.reference,)),
        _list("dc:rights", "Alt", (terms,)),
        _list("xmpRights:UsageTerms", "Alt", (terms,)),
        _list("xmpRights:WebStatement", "", (record.licence_url,)),
        _list("xmpRights:Marked", "", ("True" if terms else "",)),
    ]
    return (
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">{"".join(parts)}</rdf:Description>'
    )


def _list(name: str, kind: str, values: tuple[str, ...]) -> str:
    """One property; nothing where it has no value."""
    found = [escape(value) for value in values if value]
    if not found:
        return ""
    if not kind:
        return f"<{name}>{found[0]}</{name}>"
    language = ' xml:lang="x-default"' if kind == "Alt" else ""
    rows = "".join(f"<rdf:li{language}>{value}</rdf:li>" for value in found)
    return f"<{name}><rdf:{kind}>{rows}</rdf:{kind}></{name}>"


def _prune(pdf: Any) -> None:
    """Take notes without content out of the structure tree: a screen reader would announce them."""
    import pikepdf

    root = pdf.Root.StructTreeRoot
    gone: set[tuple[int, int]] = set()
    todo = [root]
    while todo:
        element = todo.pop()
        kids = element.get("/K")
        rows = list(kids) if isinstance(kids, pikepdf.Array) else [kids] if kids is not None else []
        inner = [kid for kid in rows if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        empty = {kid.objgen for kid in inner if kid.S == "/Note" and not _has_content(kid)}
        if empty and isinstance(kids, pikepdf.Array):
            gone |= empty
            kept = [kid for kid in rows if not (isinstance(kid, pikepdf.Dictionary) and kid.objgen in empty)]
            element.K = pikepdf.Array(kept)
        todo += [kid for kid in inner if kid.objgen not in empty]
    if gone and "/IDTree" in root:
        _forget(root.IDTree, gone)


def _has_content(element: Any) -> bool:
    """Whether anything is printed inside an element of the structure tree."""
    import pikepdf

    kids = element.get("/K")
    rows = list(kids) if isinstance(kids, pikepdf.Array) else [kids] if kids is not None else []
    return any(not (isinstance(kid, pikepdf.Dictionary) and "/S" in kid) or _has_content(kid) for kid in rows)


def _forget(tree: Any, gone: set[tuple[int, int]]) -> None:
    """Take elements out of the tree of identifiers."""
    import pikepdf

    if "/Names" in tree:
        rows = list(tree.Names)
        kept = [
            part
            for key, value in zip(rows[::2], rows[1::2], strict=True)
            if value.objgen not in gone
            for part in (key, value)
        ]
        tree.Names = pikepdf.Array(kept)
    for kid in tree.get("/Kids", ()):
        _forget(kid, gone)


def authority_entries(root: Element, folder: Path | None) -> bytes:
    """The entries of an edition's authority that a document uses, as one TEI document; empty where there are none.

    Args:
        folder: the edition's `authority/`.
    """
    used = set(pointers(root))
    if folder is None or not used:
        return b""
    lists = []
    for path in sorted(folder.glob("*.xml")):
        # By their ids: how a list is ordered, or parted, says nothing about who is in it.
        found: dict[str, list[Element]] = {}
        for listed in tei.every(tei.read(path), ".//t:standOff/*"):
            found.setdefault(tei.name(listed), []).extend(
                entry for entry in listed if isinstance(entry.tag, str) and (path.stem, entry.get(XML_ID)) in used
            )
        lists += [
            E(name, *sorted(entries, key=lambda entry: entry.get(XML_ID, "")), source=path.name)
            for name, entries in sorted(found.items())
            if entries
        ]
    if not lists:
        return b""
    title = "Entries of the edition's authority that the document uses"
    made = E.TEI(
        E.teiHeader(
            E.fileDesc(
                E.titleStmt(E.title(title)),
                E.publicationStmt(E.p("Attached to the document.")),
                E.sourceDesc(E.p("The authority files of the edition.")),
            )
        ),
        E.standOff(*lists),
    )
    tei.indent(made)
    return tei.serialize(made)


def pointers(root: Element) -> Iterator[tuple[str, str]]:
    """Files, without ending, and identifiers that a document points to: `persons:X` and `…/persons.xml#X`."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name in ("corresp", "ref", "who", "toWhom", "sameAs"):
            for pointer in element.get(name, "").split():
                found = re.fullmatch(r"(?:[^\s#]*/)?([\w.-]+?)(?:\.xml#|:)([^\s#:]+)", pointer)
                if found:
                    yield found[1], found[2]
