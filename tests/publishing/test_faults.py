"""What goes wrong in a long run: a process dies, a disk is full, a document loops. After each, the next run gives byte
for byte what a build that nothing disturbed gives."""

import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publishing.faulty import run
from publishing.making import document, make_edition
from tei_edition.edition import load_edition
from tei_edition.publishing import build

TESTS = Path(__file__).parents[1]
TALK = "Zhou: We have come to {0}.\n\nMao: Indeed, to {0}.\n\nZhou: Yes.\n\nMao: Yes.\n"


def files_of(folder: Path) -> dict[str, str]:
    site = folder / "build" / "site"
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def make(folder: Path) -> Path:
    """Three documents and a source that has none."""
    make_edition(folder, 3)
    settings = (folder / "edition.toml").read_text().replace('"json", "csv", "bibtex", "ris"', "")
    (folder / "edition.toml").write_text(settings)
    (folder / "sources").mkdir()
    (folder / "sources" / "visit.txt").write_text(TALK.format("London"))
    return folder


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The site as a build gives it that nothing disturbs."""
    folder = make(tmp_path_factory.mktemp("undisturbed") / "edition")
    assert build(load_edition(folder), folder / "build").failures == ()
    return files_of(folder)


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    return make(tmp_path / "edition")


def order(edition: Path, name: str, fault: str) -> None:
    (edition / "faults").mkdir(exist_ok=True)
    (edition / "faults" / name).write_text(fault)


def started(edition: Path, number: int = 1, *, limit: int = 0) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "publishing.faulty", str(edition), str(number)]

    def limited() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(TESTS)}, stdout=-1, stderr=-1, text=True, preexec_fn=limited
    )


def until(held: Callable[[], object]) -> None:
    """Wait for something that comes; a test hangs where it does not."""
    while not held():
        time.sleep(0.02)


def begun(edition: Path) -> int:
    """The process that has begun a document which waits."""
    path = edition / "faults" / "begun"
    until(lambda: path.is_file() and path.read_text())
    return int(path.read_text())


def is_gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def left_over(edition: Path) -> list[Path]:
    return [path for path in edition.rglob(".*") if path.name.endswith(".partial")]


def test_two_processes_give_the_same_bytes_as_none(edition: Path, undisturbed: dict[str, str]) -> None:
    assert run(edition, 2).failures == ()
    assert files_of(edition) == undisturbed


@pytest.mark.parametrize(
    ("fault", "limits", "told"),
    [
        ("die", (0, 0), "its process died twice (SIGSEGV)"),
        ("loop", (1, 0), "not made within 1 seconds"),
        ("eat", (0, 400), "takes more than 400 megabytes of memory"),
        ("slip", (0, 0), "an error of the toolkit (ZeroDivisionError: of no rule, faulty.py:"),
    ],
)
def test_what_cannot_be_made_is_told_and_the_rest_stands(
    edition: Path, undisturbed: dict[str, str], fault: str, limits: tuple[int, int], told: str
) -> None:
    path = edition / "documents" / "talk-001.xml"
    build(load_edition(edition), edition / "build")
    path.write_text(document(1, more="Changed."))
    order(edition, "talk-001", fault)
    result = run(edition, 1, *limits)
    [failure] = result.failures
    assert failure.startswith(f"{path}: {told}")
    assert result.documents == 3
    # It is not withdrawn, it is not there.
    assert not (edition / "build" / "site" / "documents" / "talk-001.html").exists()
    # It is not tried again while nothing of it has changed: it would fail again.
    order(edition, "talk-001", "wait")
    again = run(edition, 1)
    assert (again.failures, again.made) == ((failure,), 0)
    shutil.rmtree(edition / "faults")
    assert run(edition, 1, retry=True).failures == ()
    path.write_text(document(1))
    run(edition, 0)
    assert files_of(edition) == undisturbed


def test_what_failed_is_tried_again_when_it_has_changed(edition: Path, undisturbed: dict[str, str]) -> None:
    path = edition / "documents" / "talk-001.xml"
    path.write_text("<TEI")
    [failure] = build(load_edition(edition), edition / "build").failures
    assert "talk-001.xml:1" in failure
    path.write_text(document(1))
    assert build(load_edition(edition), edition / "build").failures == ()
    assert files_of(edition) == undisturbed


def test_the_work_of_a_killed_process_is_done_by_another(edition: Path, undisturbed: dict[str, str]) -> None:
    order(edition, "talk-000", "wait")
    process = started(edition)
    os.kill(begun(edition), signal.SIGKILL)
    (edition / "faults" / "go").touch()
    told, _ = process.communicate()
    assert process.returncode == 0
    assert told.splitlines()[1:] == []
    assert files_of(edition) == undisturbed


@pytest.mark.skipif(sys.platform != "linux", reason="ask /proc who is still there")
@pytest.mark.parametrize("name", ["talk-000", "visit"])
def test_a_killed_build_ends_its_processes_and_the_next_goes_on(
    edition: Path, undisturbed: dict[str, str], name: str
) -> None:
    order(edition, name, "wait")
    process = started(edition)
    worker = begun(edition)
    process.kill()
    process.communicate()
    until(lambda: is_gone(worker))
    assert files_of(edition).keys() <= undisturbed.keys()
    (edition / "build" / "site" / "documents").mkdir(parents=True, exist_ok=True)
    (edition / "build" / "site" / "documents" / ".talk-000.html.x1y2.partial").write_text("half")
    shutil.rmtree(edition / "faults")
    assert run(edition, 1).failures == ()
    assert files_of(edition) == undisturbed
    assert left_over(edition) == []


@pytest.mark.parametrize(("told", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_build_that_is_stopped_says_so_and_the_next_goes_on(
    edition: Path, undisturbed: dict[str, str], told: signal.Signals, code: int
) -> None:
    order(edition, "talk-002", "wait")
    process = started(edition)
    worker = begun(edition)
    process.send_signal(told)
    out, errors = process.communicate()
    assert (process.returncode, out, errors) == (code, "", "stopped; the next run goes on from here\n")
    assert is_gone(worker)
    shutil.rmtree(edition / "faults")
    before = (edition / "build" / "site" / "documents" / "talk-000.html").stat().st_mtime_ns
    assert run(edition, 1).failures == ()
    assert (edition / "build" / "site" / "documents" / "talk-000.html").stat().st_mtime_ns == before
    assert files_of(edition) == undisturbed


def test_a_second_build_of_the_same_edition_refuses(edition: Path, undisturbed: dict[str, str]) -> None:
    order(edition, "talk-000", "wait")
    process = started(edition)
    begun(edition)
    second = started(edition)
    out, errors = second.communicate()
    assert (second.returncode, out) == (1, "")
    assert errors == f"{edition / 'build'}: a build of this edition is running here already; wait until it has ended\n"
    (edition / "faults" / "go").touch()
    process.communicate()
    assert files_of(edition) == undisturbed


@pytest.mark.parametrize("limit", [30_000, 150_000])
def test_a_file_that_cannot_grow_ends_the_build_in_order(
    edition: Path, undisturbed: dict[str, str], limit: int
) -> None:
    process = started(edition, limit=limit)
    out, errors = process.communicate()
    assert (process.returncode, out, errors.count("\n")) == (1, "", 1)
    assert "cannot be " in errors
    assert left_over(edition) == []
    assert files_of(edition).items() <= undisturbed.items()
    assert run(edition, 1).failures == ()
    assert files_of(edition) == undisturbed


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """A small disk at `build/` of the edition: called with the options it is mounted with, again to change them."""
    place = tmp_path / "edition" / "build"
    mounted: list[str] = []

    def mount(options: str) -> None:
        place.mkdir(parents=True, exist_ok=True)
        if mounted:
            options += ",remount"
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("only root can mount a small disk")
        mounted.append(options)

    yield mount
    if mounted:
        subprocess.run(["umount", place], check=True)


@pytest.mark.skipif(not shutil.which("mount") or sys.platform != "linux", reason="there is no tmpfs")
@pytest.mark.parametrize("small", ["size=40k", "size=200k", "ro"])
def test_a_full_disk_and_one_that_is_read_only_are_told_in_one_line(
    edition: Path, undisturbed: dict[str, str], disk: Callable[[str], None], small: str
) -> None:
    disk(small)
    process = started(edition)
    out, errors = process.communicate()
    assert (process.returncode, out, errors.count("\n")) == (1, "", 1)
    assert "cannot be " in errors
    assert left_over(edition) == []
    assert files_of(edition).items() <= undisturbed.items()
    disk("rw,size=50m")
    assert run(edition, 1).failures == ()
    assert files_of(edition) == undisturbed
