"""What the commands share: where results go, and how messages are printed."""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO

import click

from tei_edition import tei
from tei_edition.errors import EditionError, Finding

STANDARD = "-"

# How many processes may be asked for: all of them are started, and a slip of the finger is no reason to start 88888.
PROCESSES = click.IntRange(0, 1024)
output_option = click.option(
    "-o", "--output", metavar="FILE|DIR", default="", help="Where the result goes; default: standard output."
)
authority_option = click.option(
    "--authority",
    "authorities",
    metavar="PATH",
    multiple=True,
    help="An authority file, or a folder of them; repeatable.",
)


def read_input(name: str) -> bytes:
    """A file's bytes, or those of standard input for `-`."""
    return sys.stdin.buffer.read() if name == STANDARD else tei.read_bytes(Path(name))


def names_in(name: str) -> Iterator[str]:
    """The names of files in a list, one a line, as they are read; `-` for standard input.

    Raises:
        EditionError: the list cannot be read; or, once it is reached, a line is no name.
    """
    if name == STANDARD:
        return _names(name, nullcontext(sys.stdin.buffer))
    try:
        return _names(name, Path(name).open("rb"))
    except OSError as error:
        raise EditionError(f"the list cannot be read ({error.strerror})", "check its name", path=name) from None


def check_named(given: Collection[str], files_from: str, metavar: str) -> None:
    """See that files are named, and in ways that go together.

    Raises:
        click.UsageError: they are not.
    """
    if not given and not files_from:
        raise click.UsageError(f"Missing argument '{metavar}...'.")
    if STANDARD in given and files_from:
        raise click.UsageError("Standard input and --files-from do not go together.")


def named(given: Iterable[str], files_from: str, lying_in: Callable[[Path], list[str]]) -> Iterator[str]:
    """The files that are named, those in folders and in a list too, one by one.

    Args:
        lying_in: what of a folder is meant.

    Raises:
        EditionError: see `lying_in` and `names_in`.
    """
    listed = names_in(files_from) if files_from else ()
    return chain([path for name in given for path in (lying_in(Path(name)) if Path(name).is_dir() else [name])], listed)


# More bytes than the path of a file has on any system.
_LONGEST = 1 << 15


def _names(name: str, opened: AbstractContextManager[BinaryIO]) -> Iterator[str]:
    with opened as lines:
        for number in count(1):
            line = lines.readline(_LONGEST)
            if not line:
                return
            try:
                told = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError:
                raise EditionError("this is not UTF-8", "write the list as UTF-8", path=name, line=number) from None
            if len(line) == _LONGEST or "\0" in told:
                raise EditionError("this is no name of a file", "write one a line", path=name, line=number)
            if told:
                yield told


def target(output: str, source: str, suffix: str, several: bool) -> Path | None:
    """Where one result goes: None for standard output.

    Raises:
        EditionError: several results, and no folder named for them; or the result would replace what it is made of.
    """
    if not output or output == STANDARD:
        if several:
            raise EditionError("several results cannot share standard output", "name a folder with -o DIR")
        return None
    path = Path(output)
    if several or output.endswith("/") or path.is_dir():
        if path.is_file():
            raise EditionError("this is a file, but several results need a folder", "name a folder", path=path)
        if path.suffix == suffix and not output.endswith("/") and not path.is_dir():
            raise EditionError("this names a file, but several results need a folder", "name a folder", path=path)
        stem = "stdin" if source == STANDARD else Path(source).stem
        path /= f"{stem}{suffix}"
    _keep(path, source)
    return path


def single(output: str, *inputs: str) -> Path | None:
    """Where the one result of some files goes: None for standard output.

    Raises:
        EditionError: this is a folder, or one of the files.
    """
    if output in ("", STANDARD):
        return None
    path = Path(output)
    if path.is_dir():
        raise EditionError("this is a folder, and the result is one file", "name a file in it", path=path)
    for name in inputs:
        _keep(path, name)
    return path


def _keep(path: Path, source: str) -> None:
    """Refuse to write a result over the file that it is made of, by whatever way or link both are named."""
    if source != STANDARD and path.exists() and Path(source).exists() and path.samefile(source):
        raise EditionError("the result would replace the file that it is made of", "name another with -o", path=path)


def emit(path: Path | None, data: bytes) -> None:
    """Write a result whole, to its file or to standard output."""
    if path is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        tei.write(path, data)


def say(message: object) -> None:
    """One line to standard error."""
    click.echo(str(message), err=True)


def say_all(findings: Iterable[Finding]) -> bool:
    """Print findings; True where one of them is more than a note."""
    found = False
    for finding in findings:
        say(finding)
        found = found or finding.severity != "note"
    return found


class Stopped(BaseException):
    """The process was asked to end. Nothing but the command line may catch it, as it is with `KeyboardInterrupt`."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Long work that ends in order when it is asked to, and says so: exit code 130 for Ctrl-C, 143 for SIGTERM."""
    import signal  # not for short work, whose start it would slow down

    def stop(*_: object) -> None:
        raise Stopped

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except (KeyboardInterrupt, Stopped) as error:
        say("stopped; the next run goes on from here")
        raise click.exceptions.Exit(143 if isinstance(error, Stopped) else 130) from None
    finally:
        signal.signal(signal.SIGTERM, before)
