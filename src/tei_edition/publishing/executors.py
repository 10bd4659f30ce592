"""Who makes documents. An executor takes a plan and jobs and gives what was made, in any order; the build enters it.

A scheduler of many machines is one more of them: `make` of `documents` runs wherever the edition and the site can be
reached, and gives the same bytes there.
"""

import os
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from tei_edition import tei
from tei_edition.edition import Limits
from tei_edition.errors import EditionError
from tei_edition.publishing.jobs import Job, Plan, checksums
from tei_edition.publishing.rows import Made
from tei_edition.publishing.workers import Outcome, Workers

if TYPE_CHECKING:
    from tei_edition.publishing.rows import Written
    from tei_edition.publishing.site import Task


class Executor(Protocol):
    """Makes documents."""

    def run(self, plan: Plan, jobs: Iterable[Job]) -> Iterator[Made]:
        """Make documents, in any order; each is told once, as made or as a failure.

        Args:
            jobs: taken one by one, when there is somebody to make them.

        Raises:
            EditionError: no more can be made: files cannot be written, or whoever makes them is gone.
        """
        ...


class Here:
    """Makes documents in this process, one after the other, without limits: the quickest way for a few."""

    def run(self, plan: Plan, jobs: Iterable[Job]) -> Iterator[Made]:
        """Make documents in order."""
        make = maker(plan)
        yield from map(make, jobs)


def maker(plan: Plan) -> Callable[[Job], Made]:
    """What makes the documents of a plan in a process; what all need is loaded with the first."""
    # Loaded only where something is made.
    from tei_edition.publishing.documents import make

    return lambda job: make(plan, job)


@dataclass
class Local:
    """Makes documents by processes of this machine, each document within limits; then pages of many documents.

    Attributes:
        start: gives what makes the documents, in each process.
    """

    number: int
    limits: Limits
    start: Callable[[Plan], Callable[[Job], Made]] = maker
    _workers: Workers[Any, Any] | None = None

    def workers(self, plan: Plan) -> Workers[Any, Any]:
        """The processes: they take a `Job` and give what was made, or a task of `site` and give what was written."""
        if self._workers is None:
            self._workers = Workers(self.number, _both, (plan, self.start), self.limits)
        return self._workers

    def run(self, plan: Plan, jobs: Iterable[Job]) -> Iterator[Made]:
        """Make documents in any order."""
        yield from map(_told, self.workers(plan).run(jobs))

    def end(self) -> None:
        """Let the processes end."""
        if self._workers:
            self._workers.end()
            self._workers = None


def _both(given: tuple[Plan, Callable[[Plan], Callable[[Job], Made]]]) -> Callable[[Any], Any]:
    """What makes documents in a process, and pages from the ledger as soon as one is asked for."""
    plan, start = given
    make = start(plan)

    @cache
    def pages() -> Callable[["Task"], "Written"]:
        from tei_edition.publishing import site

        return site.maker(plan)

    return lambda task: make(task) if isinstance(task, Job) else pages()(task)


def _told(outcome: Outcome[Job, Made]) -> Made:
    made = outcome.answer or Made(outcome.task, failure=outcome.failure, kind=outcome.kind)
    return Made(made.job, made.rows, made.failure, made.kind, outcome.seconds, outcome.memory)


@dataclass(frozen=True)
class Far:
    """Makes documents on the machines of a Dask cluster, each document within limits.

    All machines have to see the edition and the site's folder under the same path, and have this toolkit installed.

    Attributes:
        address: of the scheduler, such as `tcp://10.0.0.1:8786`.
        start: gives what makes the documents, in each process.
        chunk: how many documents are sent together.
    """

    address: str
    limits: Limits
    start: Callable[[Plan], Callable[[Job], Made]] = maker
    chunk: int = 100

    def run(self, plan: Plan, jobs: Iterable[Job]) -> Iterator[Made]:
        """Make documents in any order."""
        from tei_edition.publishing.cluster import Cluster

        # What only a folder shared with this machine has.
        mark = plan.site.parent / f".{uuid4().hex}{tei.PARTIAL}"
        tei.write(mark, b"")
        try:
            given = Shared(plan, str(Path.cwd()), mark, self.start)
            cluster: Cluster[Job, Made] = Cluster(self.address, far, given, self.limits, self.chunk)
            yield from map(_told, cluster.run(jobs))
        finally:
            mark.unlink(missing_ok=True)


@dataclass(frozen=True)
class Shared:
    """What a process on another machine is given.

    Attributes:
        cwd: the folder that relative paths are meant from.
        mark: a file that is there as long as the build runs.
    """

    plan: Plan
    cwd: str
    mark: Path
    start: Callable[[Plan], Callable[[Job], Made]]


def far(given: Shared) -> Callable[[Job], Made]:
    """What makes the documents of a plan on another machine.

    Raises:
        EditionError: that machine does not see the folders, or another make of the toolkit is installed there.
    """
    here = socket.gethostname()
    try:
        # The paths in messages are those that the user named.
        os.chdir(given.cwd)
        is_shared = given.mark.exists()
    except OSError:
        is_shared = False
    if not is_shared:
        folder = given.mark.parent
        remedy = "share it with all machines of the cluster, under the same path"
        raise EditionError(f"the machine {here} does not see this folder", remedy, path=folder)
    if checksums(given.plan.edition) != (given.plan.base, given.plan.root):
        remedy = "install the same version of tei-edition and of what it needs on all machines"
        raise EditionError(f"the toolkit on the machine {here} is another make than here", remedy)
    return given.start(given.plan)
