"""A build in which documents do what they are told: loop, eat memory, kill their process. For a process of its own:

python -m publishing.faulty EDITION PROCESSES [SECONDS [MEGABYTES]]

What a document does stands in the file `faults/NAME` of the edition.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tei_edition.cli.files import stoppable
from tei_edition.edition import Limits, load_edition
from tei_edition.errors import EditionError
from tei_edition.publishing import Result, build
from tei_edition.publishing.executors import Local, maker
from tei_edition.publishing.jobs import Job, Plan
from tei_edition.publishing.rows import Made


def start(plan: Plan) -> Callable[[Job], Made]:
    make = maker(plan)

    def faulty(job: Job) -> Made:
        order = plan.folder / "faults" / job.name
        if order.is_file():
            FAULTS[order.read_text()](order)
        return make(job)

    return faulty


def loop(_: Path) -> None:
    while True:
        pass


def eat(_: Path) -> None:
    eaten = []
    while True:
        eaten.append(b"x" * (1 << 24))


def die(_: Path) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def slip(_: Path) -> None:
    raise ZeroDivisionError("of no rule")


def wait(order: Path) -> None:
    """Say who has begun, and go on when told."""
    (order.parent / "begun").write_text(str(os.getpid()))
    while not (order.parent / "go").exists():
        time.sleep(0.01)


FAULTS = {"loop": loop, "eat": eat, "die": die, "slip": slip, "wait": wait}


def run(folder: Path, number: int, seconds: float = 0, memory: int = 0, retry: bool = False) -> Result:
    edition = load_edition(folder)._replace(limits=Limits(seconds, memory))
    executor = Local(number, edition.limits, start) if number else None
    return build(edition, folder / "build", executor=executor, retry=retry)


def main() -> None:
    folder, number, *limits = sys.argv[1:]
    try:
        with stoppable():
            result = run(Path(folder), int(number), *map(int, limits))
    except EditionError as error:
        sys.exit(str(error))
    except BaseException as error:
        sys.exit(getattr(error, "exit_code", 99))
    print(result.made, *result.failures, sep="\n")


if __name__ == "__main__":
    main()
