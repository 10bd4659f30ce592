"""Tasks made by several processes of this machine, each held to a time and a memory.

The parent keeps who has which task (a lease): a process that dies gives back what it had. They are kept in memory, not
in a file, because only the parent gives tasks out: when it dies its processes end with it, and what is not in the
ledger is simply not made yet. A process that dies may have been killed by anybody, so its task is given out once more;
a task that kills a second one, or runs over a limit, is told as a failure, and the rest goes on.

Memory is what a process holds in fact (RSS), read from `/proc`: where there is none, it is not limited.

Python's own pools give up as a whole when one process dies (`BrokenProcessPool`), hence a loop of our own over pipes.
"""

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

from tei_edition.edition import Limits
from tei_edition.errors import EditionError, unforeseen

Task = TypeVar("Task")
Answer = TypeVar("Answer")

# A process has one task in hand and three waiting: never idle while their words are entered, and little to give back.
AHEAD = 4
# How often time and memory are looked at, in seconds; how long a process may take to end.
_LOOK, _PATIENCE = 0.1, 3.0
# So many processes in a row may die before they have begun.
_STARTS = 3
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Outcome(Generic[Task, Answer]):
    """What became of a task.

    Attributes:
        answer: None where there is a failure.
        failure: what happened, to be told after the name of what was made; empty where nothing did.
        kind: of a failure: `crash`, `time` or `memory`.
        seconds: by the clock. memory: the most its process held, in bytes; 0 where that is not known.
    """

    task: Task
    answer: Answer | None = None
    failure: str = ""
    kind: str = ""
    seconds: float = 0
    memory: int = 0


_NONE = Limits(0, 0)
# What a process does: it is started with something for all its tasks, and gives the function that makes one.
Start = Callable[[Any], Callable[[Task], Answer]]


@dataclass(eq=False)
class _Worker(Generic[Task]):
    process: Any
    pipe: Connection
    tasks: deque[Task] = field(default_factory=deque)
    began: float = 0
    is_ready: bool = False


class Workers(Generic[Task, Answer]):
    """Makes tasks by several processes, which wait for more when all are made; `with`, or `end`, lets them end."""

    def __init__(self, number: int, start: Start[Task, Answer], given: Any, limits: Limits = _NONE) -> None:
        """Nothing is started yet.

        Args:
            number: of processes.
            start: run once in each process, with `given`; both must be picklable.
            limits: for each task.
        """
        self.number = number
        self.start = start
        self.given = given
        self.limits = limits
        self._workers: list[_Worker[Task]] = []
        self._again: deque[Task] = deque()
        self._blamed: list[Task] = []
        self._deaths = 0
        self._looked = 0.0

    def run(
        self, tasks: Iterable[Task], ahead: int = AHEAD, limits: Limits | None = None
    ) -> Iterator[Outcome[Task, Answer]]:
        """Make tasks, in any order. Processes end when the generator is closed before all is done.

        Args:
            ahead: how many tasks a process has, with the one in hand: one where a short one would wait for a long one.
            limits: for each of these tasks, instead of those for all.

        Raises:
            EditionError: what a process raised while it started, `OutputError` at any time; or none can be started.
        """
        rest = iter(tasks)
        try:
            while self._give(rest, ahead):
                yield from self._look(limits or self.limits)
        except BaseException:
            self._stop()
            raise

    @property
    def are_running(self) -> bool:
        """Whether processes wait for tasks: then these cost no start."""
        return bool(self._workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Let the processes end; a task that one has in hand is left."""
        self._dismiss()
        self._stop()

    def _give(self, rest: Iterator[Task], ahead: int) -> bool:
        """Hand out tasks, first those given back; False where all is done."""
        while True:
            idle = min(self._workers, key=lambda worker: len(worker.tasks), default=None)
            may_start = len(self._workers) < self.number and (idle is None or idle.tasks)
            if not may_start and (idle is None or len(idle.tasks) >= ahead):
                return True
            task = self._again.popleft() if self._again else next(rest, None)
            if task is None:
                return any(worker.tasks for worker in self._workers)
            worker = self._started() if may_start or idle is None else idle
            if not worker.tasks:
                worker.began = time.monotonic()
            worker.tasks.append(task)
            with suppress(OSError):  # it has died: seen when it is looked at
                worker.pipe.send(task)

    def _started(self) -> _Worker[Task]:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self.start, self.given, self.limits.memory), daemon=True)
        with _uninterrupted():
            process.start()
        theirs.close()
        worker: _Worker[Task] = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _look(self, limits: Limits) -> Iterator[Outcome[Task, Answer]]:
        """Take what has come, and see who is over a limit."""
        pipes = {worker.pipe: worker for worker in self._workers}
        for pipe in wait(list(pipes), _LOOK):
            worker = pipes[pipe]  # type: ignore[index]
            try:
                told = worker.pipe.recv()
            except (EOFError, OSError):
                yield from self._bury(worker)
                continue
            yield from self._heard(worker, told)
        now = time.monotonic()
        if now - self._looked < _LOOK:
            return
        self._looked = now
        for worker in list(self._workers):
            if worker.tasks and worker.is_ready:
                yield from self._held(worker, now, limits)

    def _heard(self, worker: _Worker[Task], told: Any) -> Iterator[Outcome[Task, Answer]]:
        if isinstance(told, EditionError):
            raise told
        self._deaths = 0
        if told is None:
            worker.is_ready, worker.began = True, time.monotonic()
            return
        answer, failure, seconds, memory = told
        task = worker.tasks.popleft()
        worker.began = time.monotonic()
        yield Outcome(task, answer, failure, "crash" if failure else "", seconds, memory)

    def _held(self, worker: _Worker[Task], now: float, limits: Limits) -> Iterator[Outcome[Task, Answer]]:
        seconds, memory = now - worker.began, held_by(worker.process.pid)
        if limits.seconds and seconds > limits.seconds:
            failure, kind = f"not made within {limits.seconds:g} seconds", "time"
        elif limits.memory and memory > limits.memory * _MEGABYTE:
            failure, kind = f"takes more than {limits.memory} megabytes of memory", "memory"
        else:
            return
        if worker.pipe.poll():  # it was done just now
            return
        task = worker.tasks.popleft()
        self._remove(worker)
        yield Outcome(task, None, failure, kind, seconds, memory)

    def _bury(self, worker: _Worker[Task]) -> Iterator[Outcome[Task, Answer]]:
        """A process is gone: by its own will, or dead with a task in hand."""
        worker.process.join(_PATIENCE)
        code = worker.process.exitcode
        if not worker.is_ready:
            self._deaths += 1
            if self._deaths >= _STARTS:
                raise EditionError(f"a process cannot be started ({_ended(code)})", "give fewer with -j")
        elif code and worker.tasks:
            task = worker.tasks.popleft()
            if any(task is blamed for blamed in self._blamed):
                self._remove(worker)
                yield Outcome(task, None, f"its process died twice ({_ended(code)})", "crash")
                return
            self._blamed.append(task)
            worker.tasks.appendleft(task)
        self._remove(worker)

    def _remove(self, worker: _Worker[Task]) -> None:
        """End a process; what it had waiting is given to another."""
        self._workers.remove(worker)
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        self._again.extendleft(reversed(worker.tasks))

    def _dismiss(self) -> None:
        idle = [worker for worker in self._workers if not worker.tasks]
        for worker in idle:
            with suppress(OSError):
                worker.pipe.send(None)
        for worker in idle:
            worker.process.join(_PATIENCE)

    def _stop(self) -> None:
        """Asked to end, a process takes away what it has half written; one that does not is killed."""
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(_PATIENCE)
            worker.process.kill()
            worker.process.join()
            worker.pipe.close()
        self._workers.clear()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal: one that is just starting would show where it was."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ended(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def held_by(pid: int | str | None) -> int:
    """The memory that a process holds, in bytes; 0 where there is no `/proc`."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


# -- in a process of its own -------------------------------------------------------------------------------------------


def _work(pipe: Connection, start: Start[Any, Any], given: Any, memory: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    _end_with_parent()
    # Trees are freed by counting; the search for cycles takes a tenth of the time and finds none.
    gc.set_threshold(100_000)
    try:
        make = start(given)
        pipe.send(None)
        while (task := pipe.recv()) is not None:
            pipe.send(made(make, task))
            # What earlier tasks have left is no fault of the next one: a fresh process takes it.
            if memory and held_by("self") > memory * _MEGABYTE // 2:
                break
    except EditionError as error:
        pipe.send(error)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # the parent is gone
    # All that it held is the system's to free: Python would take a third of a second to let go of it piece by piece.
    sys.stderr.flush()
    os._exit(0)


def made(make: Callable[[Any], Any], task: Any) -> tuple[Any, str, float, int]:
    """What a task gives; what no rule foresaw is told with the line of code it arose in."""
    _forget_peak()
    began = time.monotonic()
    answer, failure = None, ""
    try:
        answer = make(task)
    except EditionError:
        raise
    except Exception as error:
        failure = unforeseen(error)
    return answer, failure, time.monotonic() - began, _peak()


def _forget_peak() -> None:
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    """The most memory that this process held since `_forget_peak`, in bytes (Linux, proc(5): VmHWM)."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


def _end_with_parent() -> None:
    """A process whose parent is killed ends, whatever it is busy with."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        import ctypes

        # prctl(2): PR_SET_PDEATHSIG is 1.
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
