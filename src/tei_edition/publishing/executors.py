"""Who makes documents. An executor takes a plan and jobs and gives what was made, in any order; the build enters it.

A scheduler of many machines is one more of them: `make` of `documents` runs wherever the edition and the site can be
reached, and gives the same bytes there.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from tei_edition.edition import Limits
from tei_edition.publishing.jobs import Job, Made, Plan
from tei_edition.publishing.workers import Workers


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


@dataclass(frozen=True)
class Local:
    """Makes documents by processes of this machine, each document within limits.

    Attributes:
        start: gives what makes the documents, in each process.
    """

    number: int
    limits: Limits
    start: Callable[[Plan], Callable[[Job], Made]] = maker

    def run(self, plan: Plan, jobs: Iterable[Job]) -> Iterator[Made]:
        """Make documents in any order."""
        workers: Workers[Job, Made] = Workers(self.number, self.start, plan, self.limits)
        for outcome in workers.run(jobs):
            made = outcome.answer or Made(outcome.task, failure=outcome.failure, kind=outcome.kind)
            yield Made(made.job, made.rows, made.failure, made.kind, outcome.seconds, outcome.memory)
