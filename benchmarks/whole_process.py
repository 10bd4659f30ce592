"""Times the commands on the sample document as whole processes: minimum, median and maximum seconds of several runs."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "tei" / "sources" / "memcon-1964-08-03.txt"
RUNS = 7


def timed(*arguments: str) -> list[float]:
    """Seconds of each run of one command, the first one not counted."""
    seconds = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "tei_edition", *arguments], capture_output=True, check=False)
        seconds.append(time.perf_counter() - start)
    return seconds[1:]


def main() -> None:
    """Print one line a command."""
    with tempfile.TemporaryDirectory() as folder:
        document = str(Path(folder) / "memcon.xml")
        subprocess.run(
            [sys.executable, "-m", "tei_edition", "parse", str(SOURCE), "-o", document],
            capture_output=True,
            check=False,
        )
        rows = {
            "--version": ["--version"],
            "parse": ["parse", str(SOURCE), "-o", "-"],
            "validate": ["validate", document],
            "render html": ["render", "html", document, "-o", str(Path(folder) / "out.html")],
            "render text": ["render", "text", document, "-o", str(Path(folder) / "out.txt")],
            "render pdf": ["render", "pdf", document, "-o", str(Path(folder) / "out.pdf")],
        }
        print(f"{'command':12} {'min':>7} {'median':>7} {'max':>7}  seconds, {RUNS} runs")
        for name, arguments in rows.items():
            seconds = timed(*arguments)
            print(f"{name:12} {min(seconds):7.3f} {statistics.median(seconds):7.3f} {max(seconds):7.3f}")


if __name__ == "__main__":
    main()
