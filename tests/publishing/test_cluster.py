"""A build by the machines of a Dask cluster: a scheduler and two workers, each a process of its own on this machine."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from publishing.faulty import start
from publishing.making import make_edition
from publishing.test_site import files_of
from tei_edition.edition import Limits, load_edition
from tei_edition.errors import EditionError
from tei_edition.publishing import Result, build
from tei_edition.publishing.executors import Far, Shared, far, maker
from tei_edition.publishing.jobs import Plan, checksums

pytest.importorskip("distributed")
pytestmark = pytest.mark.xdist_group("cluster")

DOCUMENTS = 8
PATIENCE = 120


@dataclass
class Machines:
    """A scheduler, and workers that can be started and killed."""

    folder: Path
    address: str
    workers: list[subprocess.Popen[bytes]]

    def add(self) -> None:
        command = [sys.executable, "-m", "dask", "worker", self.address, "--nthreads", "1", "--no-dashboard"]
        with (self.folder / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                [*command, "--local-directory", self.folder], env=_environment(), stdout=log, stderr=log
            )
        self.workers.append(worker)

    def kill(self, pid: int) -> None:
        """The machine on which that process runs loses its power."""
        nanny = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(nanny, signal.SIGKILL)
        os.kill(pid, signal.SIGKILL)


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", ""))),
        # A document that kills its process is given up after the second one.
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
    }


def _until(what: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < limit
        time.sleep(0.05)


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    folder = tmp_path_factory.mktemp("cluster")
    told = folder / "scheduler.json"
    command = [sys.executable, "-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    with (folder / "scheduler.log").open("wb") as log:
        scheduler = subprocess.Popen([*command, "--scheduler-file", told], env=_environment(), stdout=log, stderr=log)
    _until(lambda: told.is_file() and '"address"' in told.read_text())
    address = told.read_text().split('"address": "')[1].split('"')[0]
    found = Machines(folder, address, [])
    found.add()
    found.add()
    yield found
    for process in [*found.workers, scheduler]:
        process.terminate()
    for process in [*found.workers, scheduler]:
        process.wait()


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files of the site as one process makes them."""
    folder = make_edition(tmp_path_factory.mktemp("alone") / "edition", DOCUMENTS)
    build(load_edition(folder), folder / "build")
    return files_of(folder / "build" / "site")


def run(folder: Path, machines: Machines, retry: bool = False) -> Result:
    executor = Far(machines.address, Limits(0, 0), start, chunk=2)
    return build(load_edition(folder), folder / "build", executor=executor, retry=retry)


def test_a_cluster_gives_the_same_bytes(machines: Machines, wanted: dict[str, str], tmp_path: Path) -> None:
    folder = make_edition(tmp_path / "edition", DOCUMENTS)
    result = run(folder, machines)
    assert (result.documents, result.failures) == (DOCUMENTS, ())
    assert files_of(folder / "build" / "site") == wanted
    assert not list((folder / "build").glob(".*"))
    assert run(folder, machines).made == 0


def test_a_machine_lost_in_the_middle_is_made_up_for(
    machines: Machines, wanted: dict[str, str], tmp_path: Path
) -> None:
    folder = make_edition(tmp_path / "edition", DOCUMENTS)
    faults = folder / "faults"
    faults.mkdir()
    (faults / "talk-003").write_text("wait")
    script = "import sys; from publishing.test_cluster import *; "
    script += "run(Path(sys.argv[1]), Machines(Path(), sys.argv[2], []))"
    building = subprocess.Popen([sys.executable, "-c", script, folder, machines.address], env=_environment())
    _until((faults / "begun").is_file)
    _until(lambda: (faults / "begun").read_text().isdigit())
    machines.kill(int((faults / "begun").read_text()))
    (faults / "go").write_text("")
    assert building.wait(PATIENCE) == 0
    assert files_of(folder / "build" / "site") == wanted
    machines.add()


def test_a_document_that_kills_its_process_is_set_aside(
    machines: Machines, wanted: dict[str, str], tmp_path: Path
) -> None:
    folder = make_edition(tmp_path / "edition", DOCUMENTS)
    (folder / "faults").mkdir()
    (folder / "faults" / "talk-003").write_text("die")
    result = run(folder, machines)
    [failure] = result.failures
    assert "talk-003.xml: its process died" in failure
    assert result.documents == DOCUMENTS - 1
    shutil.rmtree(folder / "faults")
    assert run(folder, machines, retry=True).failures == ()
    assert files_of(folder / "build" / "site") == wanted


def test_no_scheduler_is_one_line(tmp_path: Path) -> None:
    folder = make_edition(tmp_path / "edition", 1)
    with pytest.raises(EditionError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9 .*; start `dask scheduler`"):
        build(load_edition(folder), folder / "build", executor=Far("tcp://127.0.0.1:9", Limits(0, 0)))


def test_a_machine_that_does_not_see_the_folder_says_so(tmp_path: Path) -> None:
    edition = load_edition(make_edition(tmp_path / "edition", 1))
    plan = Plan(edition, tmp_path / "build" / "site", *checksums(edition))
    with pytest.raises(EditionError, match="does not see this folder; share it"):
        far(Shared(plan, str(tmp_path), tmp_path / "build" / ".mark", maker))


def test_a_machine_with_another_toolkit_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    edition = load_edition(make_edition(tmp_path / "edition", 1))
    mark = tmp_path / ".mark"
    mark.touch()
    with pytest.raises(EditionError, match="another make than here"):
        far(Shared(Plan(edition, tmp_path / "site", "0", "0"), str(tmp_path), mark, maker))
