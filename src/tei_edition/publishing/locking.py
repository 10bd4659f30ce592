"""One build of an edition at a time: a lock that ends with its process, however that ends (flock(2))."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tei_edition.errors import EditionError, OutputError


@contextmanager
def alone(path: Path, what: str) -> Iterator[None]:
    """Hold the lock of a file, which is made where it is missing and never taken away.

    Args:
        what: who else may hold it, for the message.

    Raises:
        EditionError: another process holds it.
        OutputError: the file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise OutputError(f"cannot be written ({error.strerror})", "check the folder", path=path.parent) from None
    try:
        if not _hold(descriptor):
            raise EditionError(f"{what} is running here already", "wait until it has ended", path=path.parent)
        yield
    finally:
        os.close(descriptor)


def _hold(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        with suppress(OSError):
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            return True
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass  # a file system without locks
    return True
