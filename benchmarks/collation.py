"""Processor seconds and memory of a collation, by words and witnesses; against CollateX-Python where it is installed.

    benchmarks/collation.py [TEXT]                    every size, each in a process of its own
    benchmarks/collation.py [TEXT] --collatex PYTHON  also 4 witnesses of 1,000 words with the collatex of that Python

TEXT is a plain text (default: the sample document), repeated to the length asked for. In each witness one
word in twenty is replaced, left out, joined by another, or misspelled. Not counted: making the witnesses.
"""

import random
import re
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tei" / "sources" / "memcon-1964-08-03.txt"
SIZES = [(4, 1000), (8, 3000), (8, 10_000), (2, 10_000), (4, 10_000), (8, 20_000), (8, 40_000)]
WORD = re.compile(r"\w+|[^\w\s]+")
COLLATEX = """
import sys, time
from collatex import Collation, collate
texts = sys.stdin.read().split("\\x1e")
made = Collation()
for number, text in enumerate(texts):
    made.add_plain_witness(str(number), text)
start = time.process_time()
collate(made, segmentation=False)
print(time.process_time() - start)
"""


def copies(path: Path, count: int, words: int) -> list[str]:
    """Witnesses of a text: the same ones at every run."""
    read = WORD.findall(path.read_text(encoding="utf-8"))
    text = (read * (words // len(read) + 1))[:words]
    chance = random.Random(1964)
    return [" ".join(_copied(text, chance)) for _ in range(count)]


def _copied(text: list[str], chance: random.Random) -> list[str]:
    out: list[str] = []
    for word in text:
        act = chance.random() * 20
        if act >= 1:
            out.append(word)
        elif act < 0.35:
            out.append(chance.choice(text))
        elif act < 0.6:
            continue
        elif act < 0.8:
            out += [word, chance.choice(text)]
        else:
            out.append(word[:1] + word[2:])
    return out


def ours(texts: list[str]) -> float:
    """Seconds from texts to the columns of every word."""
    from tei_edition.collation import collate
    from tei_edition.collation.normalising import chain, settings
    from tei_edition.collation.witness import witness

    tables = settings()
    start = time.process_time()
    normalise = chain(tables)
    collate([witness(str(number), text, normalise) for number, text in enumerate(texts)])
    return time.process_time() - start


def bare(texts: list[str]) -> float:
    """Seconds for splitting two texts into words and one longest common subsequence of them."""
    from rapidfuzz.distance import Indel

    from tei_edition.collation.witness import tokens

    start = time.process_time()
    numbers: dict[str, int] = {}
    rows = [[numbers.setdefault(token.strip().lower(), len(numbers)) for token in tokens(text)] for text in texts]
    Indel.opcodes(*rows)
    return time.process_time() - start


def unrelated() -> list[str]:
    """Two texts of 10,000 words that share their common words and nothing else."""
    texts = []
    for seed in "ab":
        chance = random.Random(seed)
        common = [f"the{k}" for k in range(60)]
        texts.append(
            " ".join(
                common[int(60 * chance.random() ** 2)] if chance.random() < 0.5 else seed + str(chance.randrange(3000))
                for _ in range(10_000)
            )
        )
    return texts


def one(texts: list[str]) -> None:
    """The median of three runs in this process, its peak memory; for two witnesses the ratio to the bare minimum.

    The two take turns, so that what else runs on the machine slows both down.
    """
    turns = [(ours(texts), bare(texts) if len(texts) == 2 else 0.0) for _ in range(3)]
    run, least = (statistics.median(row) for row in zip(*turns, strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{run:9.3f} {peak:9.0f} {f'{run / least:6.1f}' if least else ''}", flush=True)


def main() -> None:
    """Print the table."""
    arguments = sys.argv[1:]
    python = arguments[arguments.index("--collatex") + 1] if "--collatex" in arguments else ""
    named = [name for name in arguments if name not in ("--collatex", python) and not name.startswith("--one")]
    path = Path(named[0]) if named and not named[0].isdecimal() else SAMPLE
    if arguments[:1] == ["--one"]:
        count, words = map(int, arguments[-2:])
        one(copies(Path(arguments[1]), count, words) if count else unrelated())
        return
    print("witnesses   words   seconds   peak MB  times the bare minimum")
    for count, words in [*SIZES, (0, 0)]:
        label = f"{count:9} {words:7,}" if count else "two unrelated    "
        print(label, end=" ", flush=True)
        subprocess.run([sys.executable, __file__, "--one", str(path), str(count), str(words)], check=True)
    if python:
        texts = copies(path, 4, 1000)
        done = subprocess.run(
            [python, "-c", COLLATEX], input="\x1e".join(texts), capture_output=True, text=True, check=True
        )
        theirs, mine = float(done.stdout), sorted(ours(texts) for _ in range(5))[2]
        print(f"4 x 1,000 words: CollateX-Python {theirs:.1f} s, ours {mine:.4f} s: {theirs / mine:.0f} times faster")


if __name__ == "__main__":
    main()
