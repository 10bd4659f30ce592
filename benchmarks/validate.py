"""Times validation: one document as a whole process beside jing on TEI All, then many documents in one process.

    benchmarks/validate.py FOLDER [JING.jar TEI_ALL.rng]

FOLDER holds TEI documents (`tei-edition parse` makes some); they are read in turn until the wanted number is reached.
Medians of several runs, the commands taking turns so that all meet the same noise; processor seconds are what counts
on a machine that does other work. Memory is the most that the process ever held.
"""

import gc
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from tei_edition.validation import validate_all

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tei" / "documents" / "memcon-1964-08-03.xml"
RUNS = 7


def peak() -> float:
    """The most memory this process has had so far, in MB (Linux; 0 elsewhere)."""
    status = Path("/proc/self/status")
    rows = dict(line.split(":", 1) for line in status.read_text().splitlines()) if status.is_file() else {}
    return int(rows.get("VmHWM", "0 kB").split()[0]) / 1024


def whole(jar: str, rng: str) -> None:
    """One document, a process each time."""
    ours = [str(Path(sys.executable).with_name("tei-edition")), "validate"]
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(folder) / SAMPLE.name
        alone.write_bytes(SAMPLE.read_bytes())
        _whole(ours, str(alone), jar, rng)


def _whole(ours: list[str], alone: str, jar: str, rng: str) -> None:
    commands = {
        "validate": [*ours, alone],
        "validate, and its source": [*ours, str(SAMPLE)],
        "jing, TEI All": ["java", "-jar", jar, rng, alone],
        "validate --schema TEI All": [*ours, "--schema", rng, alone],
    }
    clock: dict[str, list[float]] = {name: [] for name in commands}
    processor: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(RUNS + 1):
        for name, command in commands.items():
            start, used = time.perf_counter(), _children()
            subprocess.run(command, capture_output=True, check=False)
            if run:
                clock[name].append(time.perf_counter() - start)
                processor[name].append(_children() - used)
    for kind, seconds in (("clock", clock), ("processor", processor)):
        first = statistics.median(seconds["validate"])
        print(f"{kind}: least, median, most; times the first")
        for name, taken in seconds.items():
            median = statistics.median(taken)
            print(f"{name:28} {min(taken):6.3f} {median:6.3f} {max(taken):6.3f} s   {median / first:5.1f}", flush=True)


def _children() -> float:
    """Processor seconds of the processes that were run so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def many(folder: Path) -> None:
    """Documents a second in one process and in two, and the memory of the first."""
    files = [str(path) for path in sorted(folder.glob("*.xml"))]
    # As the command line sets it.
    gc.set_threshold(100_000)
    size = sum(Path(path).stat().st_size for path in files) / len(files) / 1024
    print(f"{len(files)} files of {size:.0f} KB on average")
    for _ in validate_all(files):
        pass
    for count in (1_000, 2_000, 4_000):
        start, clock = time.perf_counter(), time.process_time()
        for _ in validate_all(islice(cycle(files), count)):
            pass
        taken, used = time.perf_counter() - start, time.process_time() - clock
        print(
            f"{count:6} files  {count / taken:6.0f} a second  {count / used:6.0f} a second of a core  {peak():5.0f} MB"
        )
    start = time.perf_counter()
    for _ in validate_all(islice(cycle(files), 4_000), jobs=2):
        pass
    print(f"{4_000:6} files  {4_000 / (time.perf_counter() - start):6.0f} a second with -j 2", flush=True)


if __name__ == "__main__":
    many(Path(sys.argv[1]))
    if len(sys.argv) > 3:
        whole(sys.argv[2], sys.argv[3])
