"""Builds an edition: TEI, pages and checksums for each document, made anew only where something it is made of changed.

`manifest.json` in the output folder says what was made from what, by SHA-256; `SHA256SUMS` is for `sha256sum -c`.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tei_edition import __version__, tei
from tei_edition.crosswalks.formats import EXPORTS, export
from tei_edition.edition import FILE, Edition
from tei_edition.encoding import Memory, ids, load_memory, parse, seal, state
from tei_edition.errors import ConfigError, EditionError, Finding
from tei_edition.rendering.design import Design
from tei_edition.rendering.formats import FORMATS, render
from tei_edition.rendering.html import Download, render_page
from tei_edition.sources.formats import SUFFIXES
from tei_edition.validation import validate

# What a build makes of a document besides its TEI, with the ending of its files.
MADE = {**FORMATS, **EXPORTS}
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"


@dataclass(frozen=True)
class Result:
    """What a build did.

    Attributes:
        files: every file of the built edition, whether made now or before.
        made: how many of them were made now.
        findings: about the documents that were built.
        failures: documents that could not be built.
    """

    files: tuple[Path, ...]
    made: int
    findings: tuple[Finding, ...]
    failures: tuple[EditionError, ...]


@dataclass(frozen=True)
class Job:
    """One document: its TEI where there is one, and the source it came from where that is there."""

    name: str
    document: Path | None
    source: Path | None


def build(edition: Edition, output: Path) -> Result:
    """Build every document of an edition into a folder.

    Raises:
        ConfigError: the edition has no documents and no sources, or names an unknown format.
    """
    builder = _Builder(edition, output)
    return builder.build()


def jobs(edition: Edition) -> list[Job]:
    """The documents of an edition, by name: everything in `documents/`, and every source without a document."""
    assert edition.folder is not None
    documents = {path.stem: path for path in sorted((edition.folder / "documents").glob("*.xml"))}
    # Of several sources of one name, such as a transcript beside its PDF, the plainest is read.
    files = sorted((edition.folder / "sources").glob("*"), reverse=True)
    sources = {path.stem: path for ending in reversed(SUFFIXES) for path in files if path.suffix.lower() == ending}
    return [Job(name, documents.get(name), sources.get(name)) for name in sorted({*documents, *sources})]


class _Builder:
    def __init__(self, edition: Edition, output: Path) -> None:
        self.edition = edition
        self.output = output
        self.formats = [form for form in MADE if form in edition.formats]
        stray = sorted(set(edition.formats) - set(MADE))
        if stray:
            path = (edition.folder or Path()) / FILE
            raise ConfigError(f"unknown format {stray[0]!r}", f"known: {', '.join(MADE)}", path=path)
        self.before = self._manifest()
        self.made = 0
        self.findings: list[Finding] = []
        self.failures: list[EditionError] = []

    def build(self) -> Result:
        todo = jobs(self.edition)
        if not todo:
            raise ConfigError("no documents and no sources", "put texts into sources/", path=self.edition.folder or "")
        documents = {}
        for job in todo:
            try:
                documents[job.name] = self._one(job)
            except EditionError as error:
                self.failures.append(error)
        self._finish(documents)
        names = [MANIFEST, SUMS, *sorted(name for row in documents.values() for name in row["files"])]
        files = tuple(self.output / name for name in names)
        return Result(files, self.made, tuple(self.findings), tuple(self.failures))

    def _manifest(self) -> dict[str, Any]:
        """What the last run made of what; empty where there was none or its record is not ours."""
        path = self.output / MANIFEST
        try:
            found = json.loads(path.read_bytes()) if path.is_file() else {}
        except ValueError:
            found = {}
        documents = found.get("documents", {}) if isinstance(found, dict) else {}
        return documents if isinstance(documents, dict) else {}

    def _one(self, job: Job) -> dict[str, Any]:
        """One document's row in the manifest: its files are there when this returns."""
        inputs = self._inputs(job)
        row: dict[str, Any] = self.before.get(job.name, {})
        lock = ids.lock_path(self.edition, job.name)
        assert lock is not None
        if row.get("inputs") == inputs and self._stands(row) and lock.is_file():
            self.findings += [Finding(**finding) for finding in row.get("findings", [])]
            return row
        data, root, findings = self._document(job, lock)
        files = {f"tei/{job.name}.xml": data}
        for form in self.formats:
            content, told = self._made(form, job, root, data)
            files[f"{form}/{job.name}{MADE[form]}"] = content
            findings = findings + told
        for name, content in files.items():
            tei.write(self.output / name, content)
        self.made += len(files)
        self.findings += findings
        sums = {name: _sha256(content) for name, content in files.items()}
        return {"inputs": inputs, "files": sums, "findings": [vars(finding) for finding in findings]}

    def _made(self, form: str, job: Job, root: tei.Element, data: bytes) -> tuple[bytes, list[Finding]]:
        """One document in one format. The page links to the others that are made beside it."""
        if form in EXPORTS:
            return export(form, root), []
        path = f"{job.document or job.name + '.xml'}"
        if form != "html":
            return render(form, root, data, path, Design.of(self.edition))
        others = {"tei": ".xml"} | {name: MADE[name] for name in self.formats if name != "html"}
        downloads = [Download(name, f"../{name}/{quote(job.name + ending)}") for name, ending in others.items()]
        page = render_page(
            root, tei_name=f"{job.name}.xml", path=path, design=Design.of(self.edition), downloads=downloads
        )
        return page.html.encode(), list(page.findings)

    def _stands(self, row: dict[str, Any]) -> bool:
        files = row.get("files", {})
        wanted = {"tei", *self.formats}
        whole = {name.partition("/")[0] for name in files} == wanted
        return whole and all(_sum_of(self.output / name) == digest for name, digest in files.items())

    def _inputs(self, job: Job) -> str:
        """A checksum of everything a document is made of."""
        digest = hashlib.sha256(f"{__version__} {self.formats}".encode())
        for path in self._files(job):
            digest.update(path.name.encode() + b"\0" + tei.read_bytes(path) + b"\0")
        return digest.hexdigest() + _toolkit()[:8]

    def _files(self, job: Job) -> Iterator[Path]:
        folder = self.edition.folder
        assert folder is not None
        yield from filter(None, (job.document, job.source))
        yield folder / FILE
        for name in ("templates", "tables", "authority", "fonts"):
            yield from sorted(path for path in (folder / name).rglob("*") if path.is_file())

    def _document(self, job: Job, lock: Path) -> tuple[bytes, tei.Element, list[Finding]]:
        """The document's bytes as they stand, or as parsed now, its tree, and what is to be said about it."""
        if job.document:
            data = tei.read_bytes(job.document)
            root = tei.parse(data, job.document)
            ids.write_ids(lock, ids.record(ids.read_ids(lock), None, root))
            return data, root, validate(job.document, data, edition=self.edition)
        assert job.source is not None
        tree, _, findings = parse(job.source, edition=self.edition, memory=self._memory())
        known = state.pin_ids(tree, lock, None)
        data = seal.close(tei.serialize(tree))
        root = tei.parse(data, job.source)
        ids.write_ids(lock, ids.record(known, root, root))
        return data, root, findings + validate(Path(f"{job.name}.xml"), data, edition=self.edition)

    def _memory(self) -> Memory:
        folder = self.edition.subfolder("authority")
        return _memory((folder,) if folder else ())

    def _finish(self, documents: dict[str, Any]) -> None:
        """Write the manifest and the checksums; take away what was built of documents that are gone."""
        kept = {name for row in documents.values() for name in row["files"]}
        stale = {name for row in self.before.values() for name in row.get("files", {})} - kept
        for name in sorted(stale):
            path = (self.output / name).resolve()
            if path.is_relative_to(self.output.resolve()):
                path.unlink(missing_ok=True)
        manifest = {"made-by": f"tei-edition {__version__}", "documents": documents}
        text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        sums = sorted((name, digest) for row in documents.values() for name, digest in row["files"].items())
        for name, content in ((MANIFEST, text), (SUMS, "".join(f"{digest}  {name}\n" for name, digest in sums))):
            if _sum_of(self.output / name) != _sha256(content.encode()):
                tei.write(self.output / name, content.encode())
                self.made += 1


@cache
def _memory(paths: tuple[Path, ...]) -> Memory:
    return load_memory(paths)


@cache
def _toolkit() -> str:
    """A checksum of the toolkit's own files: a page made by other code or another template is stale."""
    from tei_edition import resources

    digest = hashlib.sha256()
    for folder in (resources.PACKAGE, resources.folder("xslt"), resources.folder("schema")):
        for path in sorted(path for path in folder.rglob("*") if path.suffix in _PARTS and path.is_file()):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


_PARTS = frozenset((".py", ".toml", ".tsv", ".xsl", ".rng", ".sch", ".j2", ".css", ".js"))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _sum_of(path: Path) -> str:
    return _sha256(path.read_bytes()) if path.is_file() else ""
