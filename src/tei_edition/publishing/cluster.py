"""Tasks made on many machines: an existing Dask cluster runs what `workers` runs on one.

Dask (distributed) sends chunks of tasks to its workers, gives a lost worker's chunk to another, and runs it again from
its beginning: tasks must be idempotent, as writing the same bytes to the same file is. What a chunk writes goes to a
folder that all machines share; only what the ledger has to know comes back. Scheduler and workers are started by
whoever owns the machines; nothing here does.
"""

import os
import pickle
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any, Generic, TypeVar
from uuid import uuid4

from tei_edition.edition import Limits
from tei_edition.errors import EditionError
from tei_edition.publishing.workers import Outcome, Start, held_by, made

Task = TypeVar("Task")
Answer = TypeVar("Answer")

# Chunks a worker has before it asks for more; seconds that a scheduler may take to answer.
_AHEAD, _PATIENCE = 2, 15
_LOOK = 0.2
UNLIMITED = Limits(0, 0)
_MEGABYTE = 1 << 20


class Cluster(Generic[Task, Answer]):
    """Makes tasks on the machines of a cluster."""

    def __init__(
        self, address: str, start: Start[Task, Answer], given: Any, limits: Limits = UNLIMITED, chunk: int = 1
    ) -> None:
        """Nothing is asked of the cluster yet.

        Args:
            address: of the scheduler, such as `tcp://10.0.0.1:8786`.
            start: run once in each process of the cluster, with `given`; both must be picklable, and the toolkit
                installed there.
            limits: for each task; who runs over one ends its process, which the cluster starts anew.
            chunk: how many tasks are sent together, in one message: best some seconds of work.
        """
        self.address = address
        self.packed = pickle.dumps((start, given, limits))
        self.chunk = chunk

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome[Task, Answer]]:
        """Make tasks, in any order.

        Raises:
            EditionError: the extra `cluster` is not installed, no scheduler answers, it has no workers; what a process
                raised while it started; `OutputError` at any time.
        """
        try:
            from distributed import Client, as_completed
        except ImportError:
            remedy = "install it with pip install 'tei-edition[cluster]'"
            raise EditionError("--scheduler needs Dask", remedy) from None
        try:
            client = Client(self.address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
        except Exception as error:
            # What something else answers at that address is taken for Dask's own: anything may come of it.
            words = str(error).split("\n")[0] or type(error).__name__
            raise EditionError(f"no scheduler answers at {self.address} ({words})", "start `dask scheduler`") from None
        with client:
            coming = as_completed(loop=client.loop, raise_errors=False)  # type: ignore[no-untyped-call]
            yield from _Run(self, client, coming).go(iter(tasks))


class _Run(Generic[Task, Answer]):
    """One run: what is sent and not yet come back."""

    def __init__(self, cluster: Cluster[Task, Answer], client: Any, coming: Any) -> None:
        self.cluster = cluster
        self.client = client
        self.coming = coming
        self.sent: dict[str, list[Task]] = {}
        # Tasks that were on a process when it died, which may be innocent: tried alone when all others are done.
        self.suspects: list[Task] = []
        self.is_alone = False
        # Keys of one run are no other's: a cluster may remember what it made before.
        self.token = uuid4().hex
        self.count = 0

    def go(self, rest: Iterator[Task]) -> Iterator[Outcome[Task, Answer]]:
        try:
            self._fill(rest)
            while self.sent or self.suspects:
                if not self.sent:
                    self.is_alone = True
                    self._send([self.suspects.pop()])
                future = next(self.coming)
                yield from self._heard(future)
                self._fill(rest)
        finally:
            self.client.cancel(list(self.sent), force=True)

    def _fill(self, rest: Iterator[Task]) -> None:
        while len(self.sent) < _AHEAD * self._machines():
            tasks = list(islice(rest, self.cluster.chunk))
            if not tasks:
                return
            self._send(tasks)

    def _machines(self) -> int:
        """How many workers there are now; waits for the first one.

        Raises:
            EditionError: there is none.
        """
        number = len(self.client.scheduler_info(n_workers=-1)["workers"])
        if not number and not self.sent:
            try:
                self.client.wait_for_workers(1, timeout=_PATIENCE)
            except TimeoutError:
                told = f"the scheduler at {self.cluster.address} has no workers"
                raise EditionError(told, f"start `dask worker {self.cluster.address} --nthreads 1`") from None
        return max(number, 1)

    def _send(self, tasks: list[Task]) -> None:
        key = f"tei-edition-{self.token}-{self.count}"
        self.count += 1
        self.sent[key] = tasks
        self.coming.add(self.client.submit(run_chunk, self.cluster.packed, tasks, key=key, pure=False))

    def _heard(self, future: Any) -> Iterator[Outcome[Task, Answer]]:
        tasks = self.sent.pop(future.key)
        if future.status == "finished":
            told = future.result()
            if isinstance(told, EditionError):
                raise told
            for task, (answer, failure, seconds, memory) in zip(tasks, told, strict=True):
                yield Outcome(task, answer, failure, "crash" if failure else "", seconds, memory)
        elif len(tasks) > 1:
            # Several processes died while they had this chunk: one task of it may be to blame.
            for task in tasks:
                self._send([task])
        elif not self.is_alone:
            self.suspects += tasks
        else:
            error = future.exception()
            yield Outcome(tasks[0], None, f"its process died again and again ({type(error).__name__})", "crash")
        future.release()


# -- on a machine of the cluster ---------------------------------------------------------------------------------------

# A process makes one document at a time, however many threads it has: memory is reckoned so.
_ALONE = threading.Lock()


def run_chunk(packed: bytes, tasks: list[Any]) -> list[tuple[Any, str, float, int]] | EditionError:
    """Make some tasks where this is called. Gives what each gave, its failure, seconds and bytes of memory."""
    try:
        with _ALONE:
            make, limits = _warm(packed)
            found = []
            for task in tasks:
                with _held_to(limits):
                    found.append(made(make, task))
            return found
    except EditionError as error:
        return error


@lru_cache(1)
def _warm(packed: bytes) -> tuple[Any, Limits]:
    start, given, limits = pickle.loads(packed)
    return start(given), limits


@contextmanager
def _held_to(limits: Limits) -> Iterator[None]:
    """Ends this process where the work inside takes too much: the only way to stop a thread that does not listen."""
    if not (limits.seconds or limits.memory):
        yield
        return
    is_over = threading.Event()

    def watch() -> None:
        began = time.monotonic()
        while not is_over.wait(_LOOK):
            late = limits.seconds and time.monotonic() - began > limits.seconds
            if late or (limits.memory and held_by("self") > limits.memory * _MEGABYTE):
                os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        is_over.set()
