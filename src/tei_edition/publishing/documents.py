"""One document → its files in the site: TEI, page, PDF, text, tables, reference, annotations, and its card.

Runs in any process: takes a `Plan` and a `Job`, writes the files, gives what the ledger has to know.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from tei_edition import __version__, tei
from tei_edition.crosswalks.annotations import annotations, manifest
from tei_edition.crosswalks.card import Card, Lists, read_card
from tei_edition.crosswalks.formats import EXPORTS, reference
from tei_edition.crosswalks.mentions import mentions, mentions_csv, mentions_json
from tei_edition.crosswalks.record import Record, read_record
from tei_edition.edition import FILE, Edition
from tei_edition.encoding import Memory, ids, load_memory, parse, seal, state
from tei_edition.errors import EditionError, Finding
from tei_edition.publishing.heads import head_of
from tei_edition.publishing.ledger import File, Rows, rows_of
from tei_edition.publishing.overviews import about_line, can_search, ties_of
from tei_edition.publishing.sorting import entry_page, href
from tei_edition.rendering.design import Design
from tei_edition.rendering.formats import render
from tei_edition.rendering.html import Download, render_page
from tei_edition.rendering.search import FOLDER as SEARCH
from tei_edition.rendering.search import Found, document_file, document_terms, found_by
from tei_edition.rendering.site import Site, look_of
from tei_edition.validation import validate

FOLDER = "documents"
# What may stand beside a page, with the endings of the files. An edition asks for some; the TEI and the annotations of
# its tags stand there always, a manifest wherever there are facsimiles.
FORMS = {
    "tei": ".xml",
    "pdf": ".pdf",
    "text": ".txt",
    **{form: EXPORTS[form] for form in ("json", "csv", "bibtex", "ris")},
    "annotations": ".annotations.json",
    "iiif": ".manifest.json",
}
FORMATS = ("html", *(form for form in FORMS if form not in ("tei", "annotations", "iiif")))


@dataclass(frozen=True)
class Job:
    """One document: its TEI where there is one, and the source it came from where that is there."""

    name: str
    document: Path | None
    source: Path | None


@dataclass(frozen=True)
class Plan:
    """What is the same for every document of a build.

    Attributes:
        site: the folder of the site.
        base: checksum of the toolkit and of the edition's own templates, tables, authority and settings.
        frame: what stands around every page.
    """

    edition: Edition
    site: Path
    base: str
    frame: Site

    @property
    def forms(self) -> list[str]:
        """What is made of each document, its page apart."""
        return ["tei", *(form for form in FORMS if form in self.edition.formats), "annotations"]


@dataclass(frozen=True)
class Made:
    """A document whose files are written, or why it could not be."""

    name: str
    rows: Rows | None = None
    failure: str = ""


def base_of(edition: Edition) -> str:
    """A checksum of what every document of an edition is made of, its own text apart."""
    whole = hashlib.sha256(f"{__version__} {_toolkit()}".encode())
    settings = {field.name: getattr(edition, field.name) for field in fields(edition)}
    del settings["folder"], settings["documents"], settings["output"]
    whole.update(json.dumps(settings, sort_keys=True, default=asdict).encode())
    assert edition.folder is not None
    for name in ("templates", "tables", "authority", "fonts"):
        folder = edition.folder / name
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            whole.update(f"{name}/{path.relative_to(folder).as_posix()}\0".encode() + tei.read_bytes(path) + b"\0")
    return whole.hexdigest()


def inputs_of(plan: Plan, job: Job) -> str:
    """A checksum of everything one document is made of; empty where something cannot be read."""
    try:
        return _inputs(plan, job, *(tei.read_bytes(path) if path else b"" for path in (job.document, job.source)))
    except EditionError:
        return ""


# Lines of a lock whose paragraph leads on to another: the third cell is filled.
_GONE = re.compile(rb"^([^\t\n#]+)\t[^\t\n]*\t([^\t\n]+)\t", re.MULTILINE)


def _inputs(plan: Plan, job: Job, document: bytes, source: bytes) -> str:
    settings = repr(plan.edition.documents.get(job.name))
    lock = _lock(plan, job.name)
    gone = _GONE.findall(tei.read_bytes(lock)) if lock.is_file() else ["none"]
    whole = hashlib.sha256(f"{plan.base} {settings} {gone} {bool(job.document)}\0".encode())
    for part in (document, source):
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()


def make(plan: Plan, job: Job) -> Made:
    """Write the files of one document. Errors of the document are told, not raised."""
    try:
        source = tei.read_bytes(job.source) if job.source else b""
        data, root, findings = _document(plan, job)
        inputs = _inputs(plan, job, data if job.document else b"", source)
        record, lists = read_record(root), Lists(root)
        card = read_card(root, job.name, record, lists)
        found = found_by(card)
        contents, more = _contents(plan, data, root, _Read(record, lists.ids(), card, found))
        files = tuple(write(plan.site, path, content, job.name) for path, content in contents)
        told = [vars(finding) for finding in [*findings, *more]]
        head = head_of(card, *document_terms(card, found), ties_of(card))
        return Made(job.name, rows_of(card, head, inputs, told, files))
    except EditionError as error:
        return Made(job.name, failure=str(error))


def write(site: Path, path: str, content: bytes | Iterable[bytes], owner: str, inputs: str = "") -> File:
    """Write one file of the site whole; one that holds these bytes already is left alone.

    Args:
        content: its bytes; or its parts one after the other, which are written in any case.

    Raises:
        EditionError: it cannot be written.
    """
    target = site / path
    if not isinstance(content, bytes):
        whole = hashlib.sha256()
        tei.write(target, _summed(content, whole))
        checksum = whole.hexdigest()
    else:
        if not (target.is_file() and target.stat().st_size == len(content) and target.read_bytes() == content):
            tei.write(target, content)
        checksum = hashlib.sha256(content).hexdigest()
    state = target.stat()
    return File(path, owner, inputs, checksum, state.st_size, state.st_mtime_ns)


def _summed(parts: Iterable[bytes], whole: "hashlib._Hash") -> Iterator[bytes]:
    for part in parts:
        whole.update(part)
        yield part


def _lock(plan: Plan, name: str) -> Path:
    lock = ids.lock_path(plan.edition, name)
    assert lock is not None
    return lock


def _document(plan: Plan, job: Job) -> tuple[bytes, tei.Element, list[Finding]]:
    """The document's bytes as they stand, or as parsed now, its tree, and what is to be said about it."""
    lock = _lock(plan, job.name)
    if job.document:
        data = tei.read_bytes(job.document)
        root = tei.parse(data, job.document)
        ids.write_ids(lock, ids.record(ids.read_ids(lock), None, root))
        return data, root, validate(job.document, data, edition=plan.edition)
    assert job.source is not None
    folder = plan.edition.subfolder("authority")
    tree, _, findings = parse(job.source, edition=plan.edition, memory=_memory((folder,) if folder else ()))
    known = state.pin_ids(tree, lock, None)
    data = seal.close(tei.serialize(tree))
    root = tei.parse(data, job.source)
    ids.write_ids(lock, ids.record(known, root, root))
    return data, root, findings + validate(Path(f"{job.name}.xml"), data, edition=plan.edition)


class _Read(NamedTuple):
    """What is read of a document once, and goes into several of its files."""

    record: Record
    ids: dict[str, tuple[str, str]]
    card: Card
    found: Found


def _contents(plan: Plan, data: bytes, root: tei.Element, read: _Read) -> tuple[list[tuple[str, bytes]], list[Finding]]:
    """Each file of a document: its address in the site and its bytes; and what was found while making them."""
    card, name = read.card, read.card.name
    design = Design.of(plan.edition)
    found: list[Finding] = []
    files: list[tuple[str, bytes]] = []
    forms = [*plan.forms, *(["iiif"] if card.surfaces and plan.frame.address else [])]
    address = plan.frame.address and f"{plan.frame.address}{FOLDER}/"
    rows = mentions(root)
    for form in forms:
        if form in _TABLES:
            content = _TABLES[form](root, rows).encode()
        elif form in _PRINTED:
            content, told = render(form, root, data, f"{name}.xml", design)
            found += told
        else:
            content = _form(form, data, read, address)
        files.append((f"{FOLDER}/{name}{FORMS[form]}", content))
    named = {mention[:2] for mention in card.mentions}
    _lead_on(root, ids.read_ids(_lock(plan, name)))
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
        record=read.record,
    )
    found += page.findings
    files += _images(plan, card)
    files.append((f"{FOLDER}/{name}.html", page.html.encode()))
    if can_search():
        files.append((f"{SEARCH}/documents/{name}.js", document_file(card, about_line(card, design), read.found)))
    return files, found


_TABLES = {"csv": mentions_csv, "json": mentions_json}
_PRINTED = frozenset(("pdf", "text"))


# What a document may bring into the site besides itself: images of its edition, nothing else.
_IMAGES = frozenset((".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".tif", ".tiff", ".jp2"))


def _images(plan: Plan, card: Card) -> Iterator[tuple[str, bytes]]:
    """The facsimiles that lie in the edition, each where it lies there."""
    assert plan.edition.folder is not None
    root = plan.edition.folder.resolve()
    for surface in card.surfaces:
        path = (root / FOLDER / unquote(surface.image)).resolve()
        if path.is_relative_to(root) and path.suffix.lower() in _IMAGES and path.is_file():
            yield path.relative_to(root).as_posix(), tei.read_bytes(path)


def _form(form: str, data: bytes, read: _Read, address: str) -> bytes:
    card, name = read.card, read.card.name
    up = address.removesuffix(f"{FOLDER}/") if address else "../"
    if form == "tei":
        return data
    if form == "annotations":
        return annotations(card, f"{address}{href(name)}.html", lambda kind, key: f"{up}{entry_page(kind, key)}")
    if form == "iiif":
        return manifest(card, f"{address}{href(name)}.html")
    return reference(form, read.record)


def _lead_on(root: tei.Element, rows: Iterable[ids.Row]) -> None:
    """Lay an anchor for each paragraph that is gone where a citation of it leads now, in place."""
    places = {unit.get(tei.XML_ID, ""): unit for unit in tei.every(root, "//t:text//*[@n and @xml:id]")}
    for row in rows:
        target = places.get(row.now)
        if target is not None and row.id not in places:
            anchor = tei.E.anchor({tei.XML_ID: row.id})
            anchor.tail, target.text = target.text, None
            target.insert(0, anchor)


@cache
def _memory(paths: tuple[Path, ...]) -> Memory:
    return load_memory(paths)


@cache
def _toolkit() -> str:
    """A checksum of the toolkit's own files: a page made by other code or another template is stale."""
    from tei_edition import resources

    whole = hashlib.sha256()
    for folder in (resources.PACKAGE, resources.folder("xslt"), resources.folder("schema")):
        for path in sorted(path for path in folder.rglob("*") if path.suffix in _PARTS and path.is_file()):
            whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()


_PARTS = frozenset((".py", ".toml", ".tsv", ".xsl", ".rng", ".sch", ".j2", ".css", ".js", ".json"))


def jobs_of(edition: Edition, suffixes: Iterable[str]) -> Iterator[Job]:
    """The documents of an edition, by name: everything in `documents/`, and every source without a document.

    Args:
        suffixes: endings of sources, the plainest first: of several sources of one name that one is read.
    """
    assert edition.folder is not None
    documents = {path.stem: path for path in sorted((edition.folder / "documents").glob("*.xml"))}
    files = sorted((edition.folder / "sources").glob("*"), reverse=True)
    order = reversed(list(suffixes))
    sources = {path.stem: path for ending in order for path in files if path.suffix.lower() == ending}
    for name in sorted({*documents, *sources}):
        yield Job(name, documents.get(name), sources.get(name))


__all__ = ["FILE", "FORMATS", "Job", "Made", "Plan", "base_of", "inputs_of", "jobs_of", "make", "write"]
