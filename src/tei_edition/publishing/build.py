"""Builds an edition: a folder of files in which every document, list and index is made anew only where something it is
made of changed.

The site is `site/` in the output folder; beside it lies the ledger (`ledger.sqlite`), which says what was made from
what. Documents are made by an executor, in any order; what they give is entered by name, so that the site is the same
whoever makes it.
"""

import posixpath
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tei_edition import resources, tei
from tei_edition.edition import FILE, Edition
from tei_edition.errors import ConfigError, Finding
from tei_edition.publishing import comparisons
from tei_edition.publishing.executors import Executor, Here, Local
from tei_edition.publishing.jobs import FOLDER, FORMATS, FORMS, Job, Plan, authority_of, checksums, jobs_of, locks_in
from tei_edition.publishing.ledger import Ledger
from tei_edition.publishing.locking import alone
from tei_edition.publishing.planning import Work, sweep, tried, work_of
from tei_edition.publishing.postings import BATCH
from tei_edition.publishing.progress import Event, Listener, Tally, unheard
from tei_edition.publishing.records import Failure, unwritten
from tei_edition.publishing.sorting import digest, href
from tei_edition.sources import sites
from tei_edition.spelling import asked, nearest

if TYPE_CHECKING:
    from tei_edition.publishing.pages import Pages

SITE = "site"
LOCK = "build.lock"
HTML, JSON = "report.html", "report.json"
SUMS = "SHA256SUMS"
# What stands beside a page under two endings (`NAME.mods.xml`), without the last one.
_ENDINGS = {ending.rpartition(".")[0] for ending in FORMS.values()} - {""}
# So many findings are told one by one; the report has them all, by rule.
FINDINGS = 200


@dataclass(frozen=True)
class Result:
    """What a build did.

    Attributes:
        site: the folder of the site; it opens at `index.html`.
        documents, files: how many the site has.
        made: how many files were made now.
        findings: the first 200 about the documents, whether built now or before.
        counts: how many findings there are in all, by severity.
        failures: documents that could not be built, now or before, each as one line.
        report: the page that tells of the whole collection; the same as JSON lies beside it.
    """

    site: Path
    documents: int
    files: int
    made: int
    findings: tuple[Finding, ...]
    counts: dict[str, int]
    failures: tuple[str, ...]
    report: Path


def build(
    edition: Edition,
    output: Path,
    jobs: int = 0,
    *,
    executor: Executor | None = None,
    retry: bool = False,
    listener: Listener = unheard,
) -> Result:
    """Build the site of an edition.

    Args:
        output: the folder for `site/` and the ledger.
        jobs: how many processes make documents, each document within the edition's limits; 0 to make them in this
            process, without limits.
        executor: who makes documents instead.
        retry: True to try again what failed before, though nothing of it has changed.
        listener: is told of every document that is made.

    Raises:
        ConfigError: the edition has no documents and no sources, names an unknown format, rule, severity,
            text or document, or its address is none. Nothing has been touched.
        EditionError: another build is running, or no process can be started.
        OutputError: a file cannot be written. What was made until then stands, and the next build goes on from there.
    """
    plan = _plan(edition, output / SITE)
    chosen = executor or (Local(jobs, edition.limits) if jobs else Here())
    with alone(output / LOCK, "a build of this edition"):
        for folder in (output, plan.folder / "ids"):
            sweep(folder)
        try:
            with Ledger(plan.ledger) as ledger:
                return _Build(plan, ledger, chosen, listener).run(retry)
        except sqlite3.Error as error:
            raise unwritten(error, plan.ledger) from None
        finally:
            if isinstance(chosen, Local):
                chosen.end()


def _plan(edition: Edition, site: Path) -> Plan:
    path = (edition.folder or Path()) / FILE
    stray = sorted(set(edition.formats) - set(FORMATS))
    if stray:
        raise ConfigError(f"unknown format {stray[0]!r}", f"known: {', '.join(FORMATS)}", path=path)
    if edition.address and not edition.address.startswith(("https://", "http://")):
        raise ConfigError("`address` is no address of a site", "write https://…", path=path)
    known = sites(edition.subfolder("tables"))
    if edition.site not in ("", "none", *known):
        told = f"`site` in [edition] is {edition.site!r}, for which there are no rules"
        raise ConfigError(told, f"known sites: {', '.join(known)}, none", path=path)
    if edition.rules:
        # Loaded only where there is something to look at.
        from tei_edition.validation.rules import severities

        severities(edition)
    if tables := edition.subfolder("tables"):
        _check_tables(tables)
    if templates := edition.subfolder("templates"):
        # Loaded only where there are templates.
        from tei_edition.rendering.templates_of import check_templates

        check_templates(templates)
    assert edition.folder is not None
    _check_names(edition, path)
    comparisons.check(edition)
    # Who is named is told by the authority where a source is parsed, and printed from it in a PDF.
    depends = "pdf" in edition.formats or any(not job.document for job in jobs_of(edition))
    return Plan(edition, site, *checksums(edition), authority_of(edition) if depends else "")


def _check_tables(tables: Path) -> None:
    """See that an edition's tables can be used: told once, and not by every document.

    Raises:
        ConfigError: one cannot.
    """
    # Loaded only where there are tables.
    from tei_edition.collation.sentences import marks
    from tei_edition.collation.words import load_tables
    from tei_edition.entities.dates import check_dates
    from tei_edition.transcripts.genres import load_genres
    from tei_edition.transcripts.shapes import load_shapes

    resources.check_tables(tables)
    for look in (load_shapes, load_genres, check_dates, marks, load_tables):
        look(tables)


def _check_names(edition: Edition, path: Path) -> None:
    """See that settings of documents are of documents that are there, or were: those have left their numbers behind;
    and that no two documents want the same file.

    Raises:
        ConfigError: a name is of none, a document that moved is nowhere now, or a name is another's with an ending.
    """
    there = {job.name for job in jobs_of(edition)}
    for name in sorted(there):
        stem, point, ending = name.rpartition(".")
        if f"{point}{ending}" in _ENDINGS and stem in there:
            told = f"the documents {stem!r} and {name!r} would write the same files"
            raise ConfigError(told, f"rename one: `{point}{ending}` marks what stands beside a page", path=path.parent)
    if not edition.documents:
        return
    names = there | {Path(lock).stem for lock in locks_in(path.parent)}
    for name, settings in edition.documents.items():
        if name not in names and not settings.moved_to:
            told = f"[documents.{name}] names no document and no source{asked(nearest(name, names))}"
            raise ConfigError(told, "correct the name", path=path)
        if settings.moved_to and name not in there and edition.destination(name) not in there:
            lost = f"`moved-to` of [documents.{name}] leads to no document{asked(nearest(settings.moved_to, there))}"
            raise ConfigError(lost, "correct the name", path=path)


def _seen_from_version(address: str) -> str:
    """An address in the edition as a page of an earlier version names it; one elsewhere, or in the document, stays."""
    if address.startswith("#") or urlsplit(address).scheme:
        return address
    return posixpath.normpath(f"../../{FOLDER}/{address}")


class _Build:
    def __init__(self, plan: Plan, ledger: Ledger, executor: Executor, listener: Listener) -> None:
        self.plan = plan
        self.ledger = ledger
        self.executor = executor
        self.tally = Tally(listener)
        self.made = 0

    def run(self, retry: bool) -> Result:
        self.tally(Event("looking"))
        work = work_of(self.plan, self.ledger, retry)
        if not work.documents:
            raise ConfigError("no documents and no sources", "put texts into sources/", path=self.plan.folder)
        state = digest(self.plan.base, str(self.plan.edition.documents), *self._outside())
        if work.stale or work.gone or work.is_damaged or self.ledger.get("site") != state or self.ledger.touched():
            self._documents(work)
            # With one document only, the indices leave its title out.
            base = digest(self.plan.base, str(self.ledger.documents() > 1))
            if work.is_damaged or self.ledger.get("base") != base:
                self.ledger.touch_all()
            self._pages()
            self.ledger.set("base", base)
            # Last of all: a build that was stopped before goes on from where it was.
            self.ledger.set("site", state)
            self._report()
        findings, counts = self._findings()
        return Result(
            self.plan.site,
            self.ledger.documents(),
            self.ledger.size(),
            self.made,
            findings,
            counts,
            (*(failure.message for failure in self.ledger.failures()), *comparisons.failures(self.ledger)),
            self.plan.site.parent / HTML,
        )

    def _findings(self) -> tuple[tuple[Finding, ...], dict[str, int]]:
        """Those that are told, in the order of documents, and how many there are in all: of too many the worst."""
        shown: dict[str, list[tuple[int, Finding]]] = {severity: [] for severity in ("error", "warning", "note")}
        counts: Counter[str] = Counter()
        # Every run reads them all: only those that are told become findings.
        for number, row in enumerate(self.ledger.findings()):
            counts[row["severity"]] += 1
            if len(shown[row["severity"]]) < FINDINGS:
                shown[row["severity"]].append((number, Finding.read(row)))
        for number, finding in enumerate(comparisons.findings(self.ledger), counts.total()):
            counts[finding.severity] += 1
            shown[finding.severity].append((number, finding))
        worst = [*chain.from_iterable(shown.values())][:FINDINGS]
        return tuple(finding for _, finding in sorted(worst, key=itemgetter(0))), dict(counts)

    def _report(self) -> None:
        """Lay the report beside the site. It tells of this run, so it is no part of the edition."""
        # Loaded only where something was made.
        from tei_edition.publishing.report import as_html, as_json, report_of
        from tei_edition.rendering.design import Design

        failed = [(failure.name, failure.message) for failure in self.ledger.failures()]
        failures = (*failed, *((message.partition(":")[0], message) for message in comparisons.failures(self.ledger)))
        report = report_of(self.ledger, self.tally.made, failures, tuple(self.tally.slowest))
        folder = self.plan.site.parent
        tei.write(folder / JSON, as_json(report).encode())
        tei.write(folder / HTML, as_html(report, self.plan.frame.title, Design.of(self.plan.edition)).encode())

    def _outside(self) -> Iterator[str]:
        """What pages are made of besides the documents: earlier versions, locks of documents that are gone, texts that
        are compared."""
        folder = self.plan.folder
        for path in sorted((folder / "versions").rglob("*.xml")):
            yield path.relative_to(folder).as_posix()
            yield digest(tei.read_bytes(path).decode("utf-8", "replace"))
        yield from locks_in(folder)
        yield from comparisons.state(self.plan.edition)

    def _documents(self, work: Work) -> None:
        # Until the pages are made of them: a build that stops here has pages to make.
        self.ledger.set("site", "")
        total = len(work.stale)
        self.tally(Event("documents", 0, total))
        try:
            for done, made in enumerate(self.executor.run(self.plan, work.stale), 1):
                self.tally(Event("documents", done, total, made.job.name, made.seconds, made.failure))
                if made.rows is None:
                    self._failed(made.job, made.failure, made.kind)
                else:
                    self.made += self.ledger.record(made.rows)
                # With the words of all together at the end, the processes would wait.
                if done % BATCH == 0:
                    self.ledger.postings.carry()
        finally:
            self.ledger.commit()
        for name in work.gone:
            self.ledger.forget(name)

    def _failed(self, job: Job, message: str, kind: str) -> None:
        if kind != "document":
            path = self.plan.folder / (job.document or job.source)
            message = f"{path}: {message}; the rest was built; --retry tries it again"
        self.ledger.fail(Failure(job.name, tried(self.plan, job), kind, message))

    def _pages(self) -> None:
        # Loaded only where something is made.
        from tei_edition.publishing import site
        from tei_edition.publishing.pages import Pages

        self.tally(Event("pages"))
        workers = self.executor.workers(self.plan) if isinstance(self.executor, Local) else None
        pages = Pages(self.plan, self.ledger)
        site.write(pages, workers)
        self._versions(pages)
        self.ledger.keep(SUMS)
        self._take_away()
        pages.list_all(SUMS)
        pages.enter()
        self.ledger.settle()
        self.made += pages.made

    def _versions(self, pages: "Pages") -> None:
        """Earlier versions of documents stay where they were published: `versions/0.1.0/NAME.html` and `.xml`."""
        from tei_edition.publishing.headers import old_versions

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
            pages.enter()

    def _old(self, data: bytes, version: str, name: str, current: str) -> bytes:
        from tei_edition.rendering.design import Design
        from tei_edition.rendering.html import Download, render_page
        from tei_edition.rendering.site import look_of

        root = tei.parse(data, f"versions/{version}/{name}.xml")
        # Images are named as they lie seen from documents/.
        images = (("url", "//t:graphic[@url]"), ("facs", "//*[@facs]"))
        for name_of, elements in ((name_of, tei.every(root, path)) for name_of, path in images):
            for element in elements:
                element.set(name_of, " ".join(map(_seen_from_version, element.get(name_of, "").split())))
        page = render_page(
            root,
            tei_name=f"{name}.xml",
            design=Design.of(self.plan.edition),
            look=look_of(2),
            downloads=[Download("tei", f"{href(name)}.xml")],
            site=replace(self.plan.frame, root="../../", old=version, current=current),
        )
        return page.html.encode()

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
