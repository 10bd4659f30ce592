"""Documents a second over a folder of texts, and time and memory for one text made longer and longer.

    benchmarks/throughput.py FOLDER          every *.txt below FOLDER, one core, in one warm process
    benchmarks/throughput.py --long [MB]...  the sample document's text repeated to so many megabytes (5, 10, 20)

Each long text is parsed in a process of its own, whose peak memory is the figure given.
"""

import resource
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

from tei_edition import tei
from tei_edition.edition import Edition
from tei_edition.encoding import coverage, load_memory, parse
from tei_edition.sources import read_source
from tei_edition.transcripts import transcribe

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tei" / "sources" / "memcon-1964-08-03.txt"
# The first and the last line of the sample that are the talk itself.
TALK = (38, 262)


def folder(path: Path) -> None:
    """Time the steps over every text of a folder; the first pass is not counted."""
    texts = [(file, file.read_bytes()) for file in sorted(path.rglob("*.txt"))]
    memory, edition = load_memory(()), Edition()

    def shapes() -> None:
        for file, data in texts:
            transcribe(read_source(file, data))

    def tagged() -> None:
        for file, data in texts:
            parse(file, data=data, edition=edition, memory=memory)

    def whole() -> None:
        for file, data in texts:
            root, source, _ = parse(file, data=data, edition=edition, memory=memory)
            coverage(source, tei.parse(tei.serialize(root)))

    size = sum(len(data) for _, data in texts)
    print(f"{len(texts)} documents, {size / 1e6:.2f} MB")
    for name, step in (("to transcripts", shapes), ("to TEI", tagged), ("to TEI in bytes, coverage proved", whole)):
        step()
        times = []
        for _ in range(5):
            start = time.process_time()
            step()
            times.append(time.process_time() - start)
        seconds = sorted(times)[2]
        print(f"{name:34} {len(texts) / seconds:7.1f} documents a second  {size / 1e6 / seconds:6.2f} MB a second")


def repeated(megabytes: float) -> bytes:
    """The talk of the sample, again and again, up to a size."""
    lines = SAMPLE.read_text(encoding="utf-8").split("\n")
    head, talk = "\n".join(lines[: TALK[0]]), "\n".join(lines[TALK[0] : TALK[1]]) + "\n\n"
    times = int(megabytes * 1_000_000 / len(talk.encode()))
    return (head + "\n" + talk * times).encode()


def long(megabytes: float) -> None:
    """One text in this process: processor seconds of each step, peak memory in megabytes."""
    data = repeated(megabytes)
    path, memory = Path("long.txt"), load_memory(())
    marks = [time.process_time()]
    transcribe(read_source(path, data, site="none"))
    marks.append(time.process_time())
    root, source, _ = parse(path, data=data, edition=Edition(), memory=memory, site="none")
    marks.append(time.process_time())
    written = tei.serialize(root)
    del root
    marks.append(time.process_time())
    proof = coverage(source, tei.parse(written))
    marks.append(time.process_time())
    steps = " ".join(f"{b - a:8.1f}" for a, b in pairwise(marks))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(data) / 1e6:6.1f} {steps} {peak:8.0f}  {'whole' if proof.is_complete else 'NOT WHOLE'}")


def main() -> None:
    """Print the tables asked for."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--one"]:
        long(float(arguments[1]))
    elif arguments[:1] == ["--long"]:
        print("    MB    shapes  all to TEI    write coverage  peak MB")
        for size in arguments[1:] or ["5", "10", "20"]:
            subprocess.run([sys.executable, __file__, "--one", size], check=True)
    else:
        for name in arguments or [__doc__]:
            folder(Path(name)) if arguments else print(name)


if __name__ == "__main__":
    main()
