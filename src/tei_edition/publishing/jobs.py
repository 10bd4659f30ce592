"""What a build has to do: a `Plan` for all documents, a `Job` for each, and what each is made of, by content.

Nothing here opens a document: a run that finds nothing to do loads no more than this.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tei_edition import __version__, tei
from tei_edition.crosswalks import EXPORTS
from tei_edition.edition import Edition

if TYPE_CHECKING:
    from tei_edition.rendering.site import Site

FOLDER = "documents"
# What may stand beside a page, with the endings of the files. An edition asks for some; the TEI and the annotations of
# its tags stand there always, a manifest wherever there are facsimiles.
FORMS = {
    "tei": ".xml",
    "pdf": ".pdf",
    "epub": ".epub",
    "text": ".txt",
    **EXPORTS,
    "annotations": ".annotations.json",
    "iiif": ".manifest.json",
}
FORMATS = ("html", *(form for form in FORMS if form not in ("tei", "annotations", "iiif")))


class Job(NamedTuple):
    """One document: its TEI where there is one, and the source it came from where that is there.

    Attributes:
        document, source: their paths from the edition's folder; empty where there is none.
        tried: checksum of what it is to be made of, as far as that is known before; a failure is remembered with it.
        ready: checksum of the TEI in the site, where only what is made of it has to be made anew; empty otherwise.
    """

    name: str
    document: str = ""
    source: str = ""
    tried: str = ""
    ready: str = ""


@dataclass(frozen=True)
class Plan:
    """What is the same for every document of a build.

    Attributes:
        site: the folder of the site.
        base: checksum of the toolkit and of the edition's own templates, tables, fonts and settings.
        root: checksum of the part of these that the TEI of a source depends on.
        authority: checksum of the authority's files; empty where no document depends on them.
    """

    edition: Edition
    site: Path
    base: str
    root: str
    authority: str = ""

    @property
    def folder(self) -> Path:
        """The edition's folder."""
        assert self.edition.folder is not None
        return self.edition.folder

    @property
    def ledger(self) -> Path:
        """What the build has made of what."""
        return self.site.parent / "ledger.sqlite"

    @property
    def forms(self) -> list[str]:
        """What is made of each document, its page apart."""
        return ["tei", *(form for form in FORMS if form in self.edition.formats), "annotations"]

    @cached_property
    def frame(self) -> "Site":
        """What stands around every page."""
        from tei_edition.rendering.site import Site

        edition = self.edition
        address = edition.address and edition.address.rstrip("/") + "/"
        title = edition.title or self.folder.resolve().name
        return Site(title, edition.version, edition.publisher, address, comparisons=bool(edition.comparisons))


class Trace(NamedTuple):
    """What a document took from the authority (`entities.asked`).

    Attributes:
        part: `tei` for its TEI, `files` for what is made of that.
        questions: as JSON. answers: their checksums, in that order.
        text: what was searched for names, as UTF-8, compressed (zlib).
    """

    part: str
    questions: list[str]
    answers: bytes
    text: bytes


class Input(NamedTuple):
    """One file that a document was made of.

    Attributes:
        path: from the edition's folder.
        stamp: what the file system said of it; empty where that proves nothing.
        sha256: of the bytes that were read; empty where there was no such file.
    """

    path: str
    stamp: str
    sha256: str


# -- what the file system says -----------------------------------------------------------------------------------------

# Some file systems tell times to two seconds only.
_GRAIN = 2_000_000_000


def stamp_of(state: os.stat_result) -> str:
    """What the file system says of a file: as long as it says the same, the file is the same (see `sighted`)."""
    return f"{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {state.st_ino}"


def stamp_at(path: str) -> str:
    """The stamp of a file; empty where there is none."""
    try:
        return stamp_of(os.stat(path))  # noqa: PTH116  half the time of a Path, and there are very many
    except OSError:
        return ""


def sighted(path: Path, name: str) -> tuple[bytes, Input]:
    """A file's bytes, and what is to be remembered of them. A file that is not there is remembered too, as empty.

    Args:
        name: its path from the edition's folder.

    A stamp that is not older than the reading proves nothing: the file may be written again in the same instant, with
    the same size. It is left out, and the file is read again next time, as git's index does (git: "racy-git"). So it is
    where the clock has been set back.

    Raises:
        EditionError: it cannot be read.
    """
    import time

    try:
        with path.open("rb") as file:
            before, now = os.fstat(file.fileno()), time.time_ns()
            data = file.read()
            after = os.fstat(file.fileno())
    except FileNotFoundError:
        return b"", Input(name, "", "")
    except OSError:
        return tei.read_bytes(path), Input(name, "", "")  # says what is wrong
    is_settled = max(before.st_mtime_ns, before.st_ctime_ns) + _GRAIN < now and stamp_of(before) == stamp_of(after)
    return data, Input(name, stamp_of(before) if is_settled else "", hashlib.sha256(data).hexdigest())


# -- checksums ---------------------------------------------------------------------------------------------------------


def checksums(edition: Edition) -> tuple[str, str]:
    """What every document of an edition is made of besides its own files and the authority: (for its pages, for TEI).

    A change of templates or fonts makes pages anew; what a source says does not depend on them.
    """
    settings: dict[str, Any] = edition._asdict()
    for name in ("folder", "documents", "output", "limits"):
        settings.pop(name, None)
    # What is compared is no part of a document; whether anything is stands in its menu.
    settings["comparisons"] = bool(edition.comparisons)
    root = hashlib.sha256(f"{__version__} {_toolkit()} {_beneath()}".encode())
    root.update(json.dumps(settings, sort_keys=True).encode())
    folder = edition.folder
    if folder:
        _take_in(root, folder / "tables")
    base = root.copy()
    for name in ("templates", "fonts") if folder else ():
        _take_in(base, (folder or Path()) / name)
    return base.hexdigest(), root.hexdigest()


def authority_of(edition: Edition) -> str:
    """A checksum of the authority's files."""
    return files_sum([edition.folder / "authority"] if edition.folder else [])


def files_sum(paths: Iterable[Path]) -> str:
    """A checksum of some files, and of those in some folders."""
    whole = hashlib.sha256()
    for path in paths:
        _take_in(whole, path)
    return whole.hexdigest()


def _take_in(whole: Any, path: Path) -> None:
    """Add a file, or all that lie in a folder, to a checksum."""
    for file in [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file()):
        whole.update(f"{path.name}/{file.relative_to(path).as_posix()}\0".encode() + tei.read_bytes(file) + b"\0")


def inputs_of(checksum: str, settings: object, inputs: Iterable[Input]) -> str:
    """A checksum of everything one document is made of.

    Args:
        checksum: the plan's `base` or `root`. settings: the edition's for this document.
    """
    rows = sorted((row.path, row.sha256) for row in inputs)
    return hashlib.sha256(repr((checksum, settings, rows)).encode()).hexdigest()


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


@cache
def _beneath() -> str:
    """The versions of the libraries the toolkit stands on: another typesetter gives other bytes."""
    versions = []
    try:
        wanted = metadata.requires("tei-edition") or []
    except metadata.PackageNotFoundError:
        wanted = []
    for line in wanted:
        name, _, condition = line.partition(";")
        if "test" in condition:
            continue
        name = name.split(">")[0].split("=")[0].split("[")[0].strip()
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            versions.append(name)
    return ", ".join(sorted(set(versions)))


# -- documents ---------------------------------------------------------------------------------------------------------


def jobs_of(edition: Edition) -> Iterator[Job]:
    """The documents of an edition, by name: everything in `documents/`, and every source without a document.

    Of several sources of one name the plainest is read.
    """
    assert edition.folder is not None
    documents = {stem: name for stem, ending, name in _files(edition.folder / FOLDER) if ending == ".xml"}
    sources = sources_in(edition.folder / "sources")
    for stem in sorted({*documents, *sources}):
        document, source = documents.get(stem), sources.get(stem)
        yield Job(stem, f"{FOLDER}/{document}" if document else "", f"sources/{source}" if source else "")


def sources_in(folder: Path) -> dict[str, str]:
    """The sources that lie in a folder: the name of the file by the name of its document."""
    from tei_edition.sources.formats import SUFFIXES

    rank = {suffix: k for k, suffix in enumerate(SUFFIXES)}
    found = ((rank.get(ending.lower(), -1), name, stem) for stem, ending, name in _files(folder))
    # The last one stays.
    return {stem: name for order, name, stem in sorted(found, reverse=True) if order >= 0}


def _files(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Stem, ending and name of what lies in a folder; what begins with a point is nobody's text."""
    try:
        with os.scandir(folder) as rows:
            for row in rows:
                stem, ending = os.path.splitext(row.name)  # noqa: PTH122
                if not row.name.startswith("."):
                    yield stem, ending, row.name
    except FileNotFoundError:
        return


def lock_of(name: str) -> str:
    """The file that keeps a document's paragraph numbers, from the edition's folder."""
    return f"ids/{name}.tsv"


def locks_in(folder: Path) -> list[str]:
    """The files of paragraph numbers that lie in an edition, also of documents that are gone."""
    return sorted(f"ids/{name}" for _, ending, name in _files(folder / "ids") if ending == ".tsv")


def expected(job: Job) -> list[str]:
    """The files that a document is made of whatever it says."""
    return [*filter(None, (job.document, job.source)), lock_of(job.name)]


__all__ = [
    "FOLDER",
    "FORMATS",
    "FORMS",
    "Input",
    "Job",
    "Plan",
    "Trace",
    "authority_of",
    "checksums",
    "expected",
    "files_sum",
    "inputs_of",
    "jobs_of",
    "lock_of",
    "locks_in",
    "sighted",
    "sources_in",
    "stamp_at",
    "stamp_of",
]
