"""Builds an edition again whenever one of its files is saved.

The builds run in one process of their own, which stays warm: the next save costs only what it changes. Where a table,
a template, the authority or the settings changed, that process gives way to a fresh one, since it has read the old.
"""

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeVar

from tei_edition.edition import FILE
from tei_edition.errors import EditionError

Outcome = TypeVar("Outcome")

# Folders whose files a build reads anew each time; what it read of all others it remembers.
_TEXTS = frozenset(("documents", "sources", "versions", "witnesses"))
_SHARED = frozenset(("authority", "fonts", "tables", "templates"))
# Milliseconds: so long nothing more must be saved before a build begins, and so often a first look is taken.
_STEP, _LOOK = 50, 250


def watch(folder: Path, build: Callable[[], Outcome]) -> Iterator[Outcome | EditionError]:
    """Build once, then after every save, until interrupted.

    Args:
        folder: of the edition.
        build: what makes it, fit to be sent to another process.

    Yields:
        What each build gave, or why it could not be made; the next save is another try.

    Raises:
        EditionError: the extra `watch` is not installed.
    """
    try:
        from watchfiles import watch as saves
    except ImportError:
        remedy = "install it with pip install 'tei-edition[watch]'"
        raise EditionError("--watch needs the package watchfiles", remedy) from None

    pool: ProcessPoolExecutor | None = None
    heard = saves(
        folder,
        watch_filter=lambda _, path: is_part(folder, path),
        step=_STEP,
        rust_timeout=_LOOK,
        yield_on_timeout=True,
    )
    try:
        is_first = True
        for changes in heard:
            # The first look finds the watch set up: what is saved while the first build runs is heard afterwards.
            if not changes and not is_first:
                continue
            is_first = False
            if pool and any(_is_shared(folder, path) for _, path in changes):
                pool.shutdown()
                pool = None
            pool = pool or ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _uninterrupted)
            try:
                yield pool.submit(build).result()
            except EditionError as error:
                yield error
            except BrokenProcessPool:
                pool.shutdown()
                pool = None
                yield EditionError("the process that was building has died", "save again to build again")
    finally:
        if pool:
            pool.shutdown(cancel_futures=True)


def _uninterrupted() -> None:
    """Ctrl-C reaches every process of a terminal: a build that runs is finished, and ends with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def is_part(folder: Path, path: str) -> bool:
    """True for a file that an edition is built from: not what a build writes, nor an editor's copies of it."""
    try:
        parts = Path(path).resolve().relative_to(folder.resolve()).parts
    except ValueError:
        return False
    hidden = any(part.startswith((".", "#")) for part in parts) or path.endswith(("~", ".tmp", ".swp"))
    return not hidden and (parts == (FILE,) or (len(parts) > 1 and parts[0] in _TEXTS | _SHARED))


def _is_shared(folder: Path, path: str) -> bool:
    parts = Path(path).resolve().relative_to(folder.resolve()).parts
    return parts[0] not in _TEXTS
