"""What has to be made anew: each document's inputs and outputs as they are, against what the ledger says of them.

Whether a file is the same is asked of the file system first, and of its bytes only where that says otherwise: a time
alone, right or wrong, never makes anything anew.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tei_edition.errors import EditionError
from tei_edition.publishing.jobs import (
    FOLDER,
    Input,
    Job,
    Plan,
    expected,
    inputs_of,
    jobs_of,
    lock_of,
    sighted,
    stamp_at,
)
from tei_edition.publishing.ledger import Ledger
from tei_edition.publishing.records import Known, remark
from tei_edition.tei import PARTIAL


@dataclass
class Work:
    """What a build finds to do.

    Attributes:
        stale: documents that have to be made, by name.
        gone: documents of the ledger that are no more.
        is_damaged: True where a file of the site is not as it was written.
        documents: how many the edition has.
    """

    stale: list[Job] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    is_damaged: bool = False
    documents: int = 0


def work_of(plan: Plan, ledger: Ledger, again: bool = False) -> Work:
    """Look at every document and every file of the site.

    Args:
        again: True to try again what failed before, though nothing of it has changed.
    """
    work = Work()
    if plan.authority and ledger.get(remark()) != plan.authority:
        # Loaded only where something is to be compared.
        from tei_edition.entities import load_authority
        from tei_edition.publishing.traces import compare

        folder = plan.edition.subfolder("authority")
        compare(ledger, load_authority((folder,) if folder else ()), plan.authority)
    owners = _lost(plan, ledger, work)
    failures = {failure.name: failure for failure in ledger.failures()}
    seen: list[tuple[str, Input]] = []
    for job, known in _matched(jobs_of(plan.edition), ledger.entered()):
        if job is None:
            assert known is not None
            work.gone.append(known.name)
            continue
        work.documents += 1
        failure = failures.pop(job.name, None)
        stale = _stale(plan, ledger, job, known, seen)
        if stale is None and known and known.name in owners:
            stale = job
        if stale and not (failure and not again and failure.tried == tried(plan, stale)):
            work.stale.append(stale)
    work.gone += failures
    ledger.restamp(seen)
    return work


def tried(plan: Plan, job: Job) -> str:
    """What a failure is remembered with. The numbers of paragraphs are among it as they are now: a document may have
    got them before it failed."""
    try:
        lock = sighted(plan.folder / lock_of(job.name), "")[1].sha256
    except EditionError:
        lock = "?"
    return hashlib.sha256(f"{job.tried} {lock} {plan.authority}".encode()).hexdigest()


def _matched(jobs: Iterator[Job], entered: Iterator[Known]) -> Iterator[tuple[Job | None, Known | None]]:
    """Jobs and what is known of them, both by name, side by side."""
    job, known = next(jobs, None), next(entered, None)
    while job or known:
        if known is None or (job and job.name < known.name):
            yield job, None
            job = next(jobs, None)
        elif job is None or known.name < job.name:
            yield None, known
            known = next(entered, None)
        else:
            yield job, known
            job, known = next(jobs, None), next(entered, None)


def _stale(plan: Plan, ledger: Ledger, job: Job, known: Known | None, seen: list[tuple[str, Input]]) -> Job | None:
    """The job where the document has to be made, with what of it need not be; None where it stands."""
    settings = plan.edition.documents.get(job.name)
    core = expected(job)
    before = known.files if known else {}
    now = []
    try:
        for path in [*core, *(path for path in before if path not in core)]:
            row = _now(plan, path, before.get(path))
            if row is not before.get(path) and path in before and row.sha256 == before[path].sha256 and row.stamp:
                seen.append((job.name, row))
            now.append(row)
    except EditionError:
        # What cannot be read is told when it is made, each time.
        return job
    if known and inputs_of(plan.base, settings, now) == known.inputs:
        return None
    own = now[: len(core)]
    is_ready = known and inputs_of(plan.root, settings, own) == known.root
    return job._replace(
        tried=inputs_of(plan.base, settings, own[:-1]), ready=_tei(ledger, job, own) if is_ready else ""
    )


def _now(plan: Plan, path: str, before: Input | None) -> Input:
    """A file as it is now; read only where the file system says that it is not what it was."""
    if before and before.stamp and before.stamp == stamp_at(f"{plan.folder}/{path}"):
        return before
    return sighted(plan.folder / path, path)[1]


def _tei(ledger: Ledger, job: Job, own: list[Input]) -> str:
    """The checksum of a document's TEI: its own where it has one, else of that in the site."""
    if job.document:
        return own[0].sha256
    file = ledger.file(f"{FOLDER}/{job.name}.xml")
    return file.sha256 if file else ""


def _lost(plan: Plan, ledger: Ledger, work: Work) -> set[str]:
    """The documents that own files which are not as they were written."""
    owners = set()
    moved = []
    site = str(plan.site)
    for path, known in ledger.stamps():
        stamp = stamp_at(f"{site}/{path}")
        if stamp == known:
            continue
        file = ledger.file(path)
        assert file is not None
        if stamp and _holds(plan.site / file.path, file.sha256):
            moved.append(file._replace(stamp=stamp))
        else:
            work.is_damaged = True
            owners.add(file.owner)
    ledger.enter(*moved)
    return owners - {""}


def _holds(path: Path, sha256: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def sweep(folder: Path, *, deep: bool = True) -> None:
    """Take away what a killed process has left half written in a folder. Nobody else may be writing there.

    Args:
        deep: True to look into the folders in it too.
    """
    for path, _, names in os.walk(folder):
        for name in names:
            if name.startswith(".") and name.endswith(PARTIAL):
                with suppress(OSError):
                    (Path(path) / name).unlink()
        if not deep:
            return


__all__ = ["Work", "sweep", "tried", "work_of"]
