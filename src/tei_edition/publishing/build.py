"""Builds an edition: a folder of files in which every document, list and index is made anew only where something it is
made of changed.

The site is `site/` in the output folder; beside it lies the ledger (`ledger.sqlite`), which says what was made from
what. Documents are made by several processes; what they give is entered in the order of their names, so that the site
is the same whatever their number.
"""

import multiprocessing
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from tei_edition import tei
from tei_edition.edition import FILE, Edition
from tei_edition.errors import ConfigError, EditionError, Finding
from tei_edition.publishing.documents import FORMATS, Job, Made, Plan, base_of, inputs_of, jobs_of, make
from tei_edition.publishing.headers import old_versions
from tei_edition.publishing.ledger import Ledger
from tei_edition.publishing.pages import Pages, stands
from tei_edition.publishing.sorting import digest, href
from tei_edition.rendering.site import Site
from tei_edition.sources.formats import SUFFIXES

SITE = "site"
LEDGER = "ledger.sqlite"
SUMS = "SHA256SUMS"
# So many documents a process has waiting: enough to be busy, few enough to keep memory flat.
_WAITING = 4


@dataclass(frozen=True)
class Result:
    """What a build did.

    Attributes:
        site: the folder of the site; it opens at `index.html`.
        documents, files: how many the site has.
        made: how many files were made now.
        findings: about the documents, whether built now or before.
        failures: documents that could not be built, each as one line.
    """

    site: Path
    documents: int
    files: int
    made: int
    findings: tuple[Finding, ...]
    failures: tuple[str, ...]


def build(edition: Edition, output: Path, jobs: int = 1) -> Result:
    """Build the site of an edition.

    Args:
        output: the folder for `site/` and the ledger.
        jobs: how many processes make documents.

    Raises:
        ConfigError: the edition has no documents and no sources, names an unknown format, or its address is none.
        EditionError: a file cannot be written.
    """
    plan = _plan(edition, output / SITE)
    with Ledger(output / LEDGER) as ledger:
        return _Build(plan, ledger, jobs).run()


def _plan(edition: Edition, site: Path) -> Plan:
    path = (edition.folder or Path()) / FILE
    stray = sorted(set(edition.formats) - set(FORMATS))
    if stray:
        raise ConfigError(f"unknown format {stray[0]!r}", f"known: {', '.join(FORMATS)}", path=path)
    address = edition.address and edition.address.rstrip("/") + "/"
    if address and not address.startswith(("https://", "http://")):
        raise ConfigError("`address` is no address of a site", "write https://…", path=path)
    assert edition.folder is not None
    title = edition.title or edition.folder.resolve().name
    frame = Site(title, edition.version, edition.publisher, address)
    return Plan(edition, site, base_of(edition), frame)


class _Build:
    def __init__(self, plan: Plan, ledger: Ledger, jobs: int) -> None:
        self.plan = plan
        self.ledger = ledger
        self.jobs = jobs
        self.made = 0
        self.failures: list[str] = []

    def run(self) -> Result:
        todo = list(jobs_of(self.plan.edition, SUFFIXES))
        if not todo:
            folder = self.plan.edition.folder or Path()
            raise ConfigError("no documents and no sources", "put texts into sources/", path=folder)
        broken = {file.owner or file.path for file in self.ledger.files() if not stands(self.plan, file)}
        known = self.ledger.known()
        stale = [job for job in todo if job.name in broken or known.get(job.name, "-") != inputs_of(self.plan, job)]
        gone = known.keys() - {job.name for job in todo}
        state = digest(self.plan.base, str(self.plan.edition.documents), *self._outside())
        if stale or gone or broken or self.ledger.get("site") != state or self.ledger.touched():
            self._documents(stale)
            for name in sorted(gone):
                self.ledger.forget(name)
            # With one document only, the indices leave its title out.
            base = digest(self.plan.base, str(len(self.ledger.known()) > 1))
            if broken or self.ledger.get("base") != base:
                self.ledger.touch_all()
            self._pages()
            self.ledger.set("base", base)
            # Last of all: a build that was stopped before goes on from where it was.
            self.ledger.set("site", "" if self.failures else state)
        findings = tuple(Finding(**finding) for finding in self.ledger.findings())
        return Result(
            self.plan.site, len(self.ledger.known()), self.ledger.size(), self.made, findings, tuple(self.failures)
        )

    def _outside(self) -> Iterator[str]:
        """What pages are made of besides the documents: earlier versions, and locks of documents that are gone."""
        folder = self.plan.edition.folder
        assert folder is not None
        for path in chain(sorted((folder / "versions").rglob("*.xml")), sorted((folder / "ids").glob("*.tsv"))):
            yield path.relative_to(folder).as_posix()
            if path.suffix == ".xml":
                yield digest(tei.read_bytes(path).decode("utf-8", "replace"))

    def _documents(self, stale: list[Job]) -> None:
        for made in _make_all(self.plan, stale, self.jobs):
            if made.rows is None:
                self.failures.append(made.failure)
                self.ledger.forget(made.name)
            else:
                self.made += self.ledger.record(made.rows)

    def _pages(self) -> None:
        pages = Pages(self.plan, self.ledger)
        pages.write()
        self._versions(pages)
        self.ledger.keep(SUMS)
        self._take_away()
        pages.offer(SUMS, digest(*self._sums()), lambda: (line.encode() for line in self._sums()))
        self.ledger.settle()
        self.made += pages.made

    def _versions(self, pages: Pages) -> None:
        """Earlier versions of documents stay where they were published: `versions/0.1.0/NAME.html` and `.xml`."""
        folder = self.plan.edition.subfolder("versions")
        current = self.ledger.known()
        for version, names in old_versions(self.plan.edition).items():
            for name in names:
                data = tei.read_bytes((folder or Path()) / version / f"{name}.xml")
                told = digest(data.decode("utf-8", "replace"), str(name in current))
                stem = f"versions/{version}/{name}"
                pages.offer(f"{stem}.xml", told, lambda data=data: data)  # type: ignore[misc]
                link = f"../../documents/{href(name)}.html" if name in current else ""
                pages.offer(f"{stem}.html", told, lambda d=data, v=version, n=name, to=link: self._old(d, v, n, to))  # type: ignore[misc]

    def _old(self, data: bytes, version: str, name: str, current: str) -> bytes:
        from tei_edition.rendering.design import Design
        from tei_edition.rendering.html import Download, render_page
        from tei_edition.rendering.site import look_of

        page = render_page(
            tei.parse(data, f"versions/{version}/{name}.xml"),
            tei_name=f"{name}.xml",
            design=Design.of(self.plan.edition),
            look=look_of(2),
            downloads=[Download("tei", f"{href(name)}.xml")],
            site=replace(self.plan.frame, root="../../", old=version, current=current),
        )
        return page.html.encode()

    def _sums(self) -> Iterator[str]:
        return (f"{file.sha256}  {file.path}\n" for file in self.ledger.files() if file.path != SUMS)

    def _take_away(self) -> None:
        """Files that were built and are no more."""
        root = self.plan.site.resolve()
        for stale in self.ledger.stale():
            path = (root / stale).resolve()
            if path.is_relative_to(root):
                path.unlink(missing_ok=True)
                if path.parent != root and not any(path.parent.iterdir()):
                    path.parent.rmdir()
            self.ledger.strike(stale)


def _make_all(plan: Plan, todo: list[Job], jobs: int) -> Iterator[Made]:
    """Make documents, in order.

    Raises:
        EditionError: a process died.
    """
    if jobs <= 1 or len(todo) < 2:
        yield from (make(plan, job) for job in todo)
        return
    # Loaded only for several processes: a single document is over sooner.
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    waiting: deque[Future[Made]] = deque()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_start, initargs=(plan,)) as pool:
        try:
            rest = iter(todo)
            for job in rest:
                waiting.append(pool.submit(_make, job))
                if len(waiting) >= jobs * _WAITING:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException as error:
            pool.shutdown(wait=False, cancel_futures=True)
            if isinstance(error, BrokenProcessPool):
                raise EditionError("a process that was building has died", "build again; give fewer with -j") from None
            raise


_WORKER: list[Plan] = []


def _start(plan: Plan) -> None:
    _WORKER.append(plan)


def _make(job: Job) -> Made:
    return make(_WORKER[0], job)


def jobs(edition: Edition) -> list[Job]:
    """The documents of an edition, by name."""
    return list(jobs_of(edition, SUFFIXES))
