"""One document → its files in the site: TEI, page, PDF, text, tables, reference, annotations, and its card.

Runs in any process: takes a `Plan` and a `Job`, writes the files, gives what the ledger has to know.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from tei_edition import tei
from tei_edition.crosswalks.annotations import annotations, manifest
from tei_edition.crosswalks.card import Card, read_card
from tei_edition.crosswalks.facsimiles import is_image
from tei_edition.crosswalks.formats import reference
from tei_edition.crosswalks.lists import Lists
from tei_edition.crosswalks.mentions import mentions, mentions_csv, mentions_json
from tei_edition.crosswalks.record import IndexSection, Places, Record, index, read_record
from tei_edition.encoding import Memory, NotingMemory, ids, load_memory, parse, seal, state
from tei_edition.entities import Asked
from tei_edition.errors import EditionError, Finding, OutputError
from tei_edition.publishing.heads import head_of, ties_of
from tei_edition.publishing.jobs import (
    FOLDER,
    FORMS,
    Input,
    Job,
    Plan,
    Trace,
    authority_of,
    inputs_of,
    lock_of,
    sighted,
)
from tei_edition.publishing.rows import Made, rows_of
from tei_edition.publishing.sorting import entry_page, href
from tei_edition.publishing.traces import trace_of
from tei_edition.publishing.writing import write
from tei_edition.rendering import search
from tei_edition.rendering.archive import pointers
from tei_edition.rendering.design import Design, Messages
from tei_edition.rendering.formats import render
from tei_edition.rendering.html import Download, render_page
from tei_edition.rendering.pictures import picture_files
from tei_edition.rendering.search import Found
from tei_edition.rendering.site import date_in_words, look_of
from tei_edition.validation import validate


def make(plan: Plan, job: Job) -> Made:
    """Write the files of one document. Errors of the document are told, not raised.

    Raises:
        OutputError: a file cannot be written.
    """
    try:
        return _made(plan, job)
    except OutputError:
        raise
    except EditionError as error:
        return Made(job, failure=str(error), kind="document")


def _made(plan: Plan, job: Job) -> Made:
    sources = [sighted(plan.folder / path, path) for path in (job.document, job.source) if path]
    lock = plan.folder / lock_of(job.name)
    data = _ready(plan, job, sources[0][0])
    told: list[Finding] | None = None
    traces: list[Trace] = []
    if data:
        root = tei.parse(data, job.document or job.source)
    else:
        memory = None if job.document else NotingMemory.of(load(plan))
        data, root, told = _document(plan, job, lock, sources[0][0], memory)
        traces += [trace_of("tei", memory.asked, memory.texts)] if memory else []
    seen = [row for _, row in sources] + [sighted(lock, lock_of(job.name))[1]]
    record, lists = read_record(root), Lists(root)
    card = read_card(root, job.name, record, lists)
    words = search.found_by(card)
    contents, found, images = _contents(plan, data, root, _Read(record, lists.ids(), card, words))
    files = tuple(write(plan.site, path, content, job.name) for path, content in contents)
    settings = plan.edition.documents.get(job.name)
    sums = inputs_of(plan.base, settings, [*seen, *images]), inputs_of(plan.root, settings, seen)
    if "pdf" in plan.forms and plan.authority:
        traces.append(_attached(plan, root))
    head = head_of(card, *search.document_terms(card, words), ties_of(card))
    rows = rows_of(card, head, sums, (*seen, *images), told, found, files)
    return Made(job, rows._replace(traces=tuple(traces)))


_LOADED: dict[str, Memory] = {}


def load(plan: Plan) -> Memory:
    """The authority of a plan, loaded once in a process.

    Raises:
        OutputError: its files are others than when the build began.
        EditionError: one of them is wrong.
    """
    if plan.authority not in _LOADED:
        folder = plan.edition.subfolder("authority")
        memory = load_memory((folder,) if folder else ())
        if authority_of(plan.edition) != plan.authority:
            # Not the fault of a document: no other can be made either.
            raise OutputError("the authority was changed while the build ran", "build again", path=folder or "")
        _LOADED.clear()
        _LOADED[plan.authority] = memory
    return _LOADED[plan.authority]


def _attached(plan: Plan, root: tei.Element) -> Trace:
    """The entries that a PDF carries along."""
    asked = Asked(load(plan).authority)
    for _, key in pointers(root):
        asked.get(key)
    return trace_of("files", asked, [])


def _ready(plan: Plan, job: Job, source: bytes) -> bytes:
    """The TEI that was made before, where only what is made of it has to be made anew; else empty."""
    if not job.ready:
        return b""
    try:
        data = source if job.document else tei.read_bytes(plan.site / FOLDER / f"{job.name}.xml")
    except EditionError:
        return b""
    return data if hashlib.sha256(data).hexdigest() == job.ready else b""


def _document(
    plan: Plan, job: Job, lock: Path, given: bytes, memory: Memory | None
) -> tuple[bytes, tei.Element, list[Finding]]:
    """The document's bytes as they stand, or as parsed now, its tree, and what is to be said about it.

    Args:
        given: the bytes of the document, or of its source where there is none.
    """
    known = ids.read_ids(lock)
    if job.document:
        path = plan.folder / job.document
        root = tei.parse(given, path)
        ids.write_ids(lock, ids.record(known, None, root))
        return given, root, validate(path, given, root=root, edition=plan.edition)
    path = plan.folder / job.source
    tree, _, findings = parse(path, data=given, edition=plan.edition, memory=memory)
    known = state.pin_ids(tree, lock, None)
    data = seal.close(tei.serialize(tree))
    root = tei.parse(data, path)
    ids.write_ids(lock, ids.record(known, root, root))
    return data, root, findings + validate(Path(f"{job.name}.xml"), data, root=root, edition=plan.edition)


class _Read(NamedTuple):
    """What is read of a document once, and goes into several of its files."""

    record: Record
    ids: dict[str, tuple[str, str]]
    card: Card
    found: Found


def _contents(
    plan: Plan, data: bytes, root: tei.Element, read: _Read
) -> tuple[list[tuple[str, bytes]], list[Finding], list[Input]]:
    """Each file of a document: its address in the site and its bytes; what was found while making them; and the images
    that it brings along."""
    card, name = read.card, read.card.name
    design = Design.of(plan.edition)
    found: list[Finding] = []
    files: list[tuple[str, bytes]] = []
    forms = [*plan.forms, *(["iiif"] if card.surfaces and plan.frame.address else [])]
    address = plan.frame.address and f"{plan.frame.address}{FOLDER}/"
    places = Places()
    rows, indices = mentions(root, places), index(root, places)
    for form in forms:
        if form in _TABLES:
            content = _TABLES[form](root, rows).encode()
        elif form in _PRINTED:
            content, told = render(form, root, data, f"{name}.xml", design)
            found += told
        else:
            content = _form(form, data, read, indices, address)
        files.append((f"{FOLDER}/{name}{FORMS[form]}", content))
    named = {mention[:2] for mention in card.mentions}
    images = list(_images(plan, card))
    _lead_on(root, ids.read_ids(plan.folder / lock_of(name)))
    page = render_page(
        root,
        tei_name=f"{name}.xml",
        path=f"{name}.xml",
        design=design,
        look=look_of(1),
        downloads=[Download(form, href(name + FORMS[form])) for form in forms],
        address=address and f"{address}{href(name)}.html",
        site=replace(plan.frame, root="../", here="documents"),
        entry_pages={id: f"../{href(entry_page(*entry))}" for id, entry in read.ids.items() if entry in named},
        images=[address for address, content, _ in images if content],
        record=read.record,
        indices=indices,
    )
    found += page.findings
    files += {seen.path: content for _, content, seen in images if content}.items()
    files.append((f"{FOLDER}/{name}.html", page.html.encode()))
    if search.is_there():
        files.append(
            (f"{search.FOLDER}/documents/{name}.js", search.document_file(card, _about_line(card, design), read.found))
        )
    seen = {one.path: one for _, _, one in images}
    if {"epub", "pdf"} & {*forms}:
        top = plan.folder.resolve()
        paths = (path.relative_to(top).as_posix() for path in picture_files(root, plan.edition, ""))
        seen |= {path: sighted(top / path, path)[1] for path in paths if path not in seen}
    # The page and the book say the same of an element.
    return files, list(dict.fromkeys(found)), list(seen.values())


_TABLES = {"csv": mentions_csv, "json": mentions_json}
_PRINTED = frozenset(("pdf", "epub", "text"))


def _images(plan: Plan, card: Card) -> Iterator[tuple[str, bytes, Input]]:
    """The facsimiles that lie in the edition, each where it lies there: how the document names it, its bytes (none
    where it is missing), and what is to be remembered of it."""
    root = plan.folder.resolve()
    for surface in card.surfaces:
        path = (root / FOLDER / unquote(surface.image)).resolve()
        if path.is_relative_to(root) and is_image(path.name) and not path.is_dir():
            yield surface.image, *sighted(path, path.relative_to(root).as_posix())


def _form(form: str, data: bytes, read: _Read, indices: tuple[IndexSection, ...], address: str) -> bytes:
    card, name = read.card, read.card.name
    up = address.removesuffix(f"{FOLDER}/") if address else "../"
    if form == "tei":
        return data
    if form == "annotations":
        return annotations(card, f"{address}{href(name)}.html", lambda kind, key: f"{up}{entry_page(kind, key)}")
    if form == "iiif":
        return manifest(card, f"{address}{href(name)}.html")
    return reference(form, read.record, indices, address and f"{address}{href(name)}.html")


def _about_line(card: Card, design: Design) -> str:
    """What tells a document apart in a list of results: date, type, place."""
    t = Messages(design.language, design.tables)
    date = date_in_words(card.iso_date[:10], t) if card.iso_date else card.date
    return " · ".join(filter(None, (date, card.genre, card.place)))


def _lead_on(root: tei.Element, rows: Iterable[ids.Row]) -> None:
    """Lay an anchor for each paragraph that is gone where a citation of it leads now, in place."""
    places = {unit.get(tei.XML_ID, ""): unit for unit in tei.every(root, "//t:text//*[@n and @xml:id]")}
    for row in rows:
        target = places.get(row.now)
        if target is not None and row.id not in places:
            anchor = tei.E.anchor({tei.XML_ID: row.id})
            anchor.tail, target.text = target.text, None
            target.insert(0, anchor)
