"""The scheduler alone, over a million documents that are nothing: what it costs, and whether it keeps what it promises.

    python benchmarks/scale.py [--documents 1000000] [-j 2] [--failing 1000] [--killing 100000]

Every document is a stub that takes no time. One in `--failing` raises an error that no rule foresaw; one in `--killing`
kills the process that makes it, each time. Prints documents a second, the processor time of the parent a document, its
memory after each tenth (it must not grow), and checks that every document is told exactly once, as made or as failed.
"""

import argparse
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tei_edition.edition import Edition, Limits
from tei_edition.publishing.executors import Local
from tei_edition.publishing.jobs import Job, Plan
from tei_edition.publishing.rows import Made
from tei_edition.publishing.workers import held_by

_MEGABYTE = 1 << 20


def start(plan: Plan) -> Callable[[Job], Made]:
    failing, killing = map(int, plan.base.split())

    def stub(job: Job) -> Made:
        number = int(job.name)
        if killing and number % killing == killing // 2:
            os.kill(os.getpid(), signal.SIGKILL)
        if failing and number % failing == failing - 1:
            raise ZeroDivisionError("a stub that fails")
        return Made(job)

    return stub


def jobs(number: int) -> Iterator[Job]:
    for k in range(number):
        yield Job(f"{k:09}", f"documents/{k:09}.xml")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("-j", type=int, default=2, dest="processes")
    parser.add_argument("--failing", type=int, default=1000)
    parser.add_argument("--killing", type=int, default=100_000)
    given = parser.parse_args()
    number = given.documents
    plan = Plan(Edition(), Path("site"), f"{given.failing} {given.killing}", "")
    executor = Local(given.processes, Limits(600, 2048), start)
    told = bytearray(number)
    failed = killed = 0
    begun, spent = time.perf_counter(), time.process_time()
    for done, made in enumerate(executor.run(plan, jobs(number)), 1):
        told[int(made.job.name)] += 1
        failed += bool(made.failure) and "died" not in made.failure
        killed += "died" in made.failure
        if done % (number // 10 or 1) == 0:
            print(f"{done:>12,}  {held_by('self') / _MEGABYTE:6.1f} MB", flush=True)
    executor.end()
    seconds, ours = time.perf_counter() - begun, time.process_time() - spent
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{number / seconds:,.0f} documents a second with {given.processes} processes")
    print(f"parent: {ours / number * 1e6:.0f} µs of processor time a document")
    print(f"workers: {(theirs.ru_utime + theirs.ru_stime) / number * 1e6:.0f} µs of processor time a document")
    print(f"{failed:,} failed, {killed:,} killed their process and were set aside")
    assert all(times == 1 for times in told), "a document was told more than once, or never"
    assert failed == (number // given.failing if given.failing else 0)
    assert killed == (number // given.killing if given.killing else 0)


if __name__ == "__main__":
    main()
