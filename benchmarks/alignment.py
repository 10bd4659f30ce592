"""Seconds and memory of an alignment, by number of sentences and of texts.

    benchmarks/alignment.py     every size, each in a process of its own

The texts are made: sentences of words that are as frequent as in a language, and renderings of them that keep half of
the words, join and part sentences, leave some out and move some. Not counted: making the texts. Printed too: how many
of the links the alignment finds, and how many of those it finds are right (F1), for two texts.
"""

import random
import resource
import subprocess
import sys
import time

SIZES = [(2, 1250), (2, 2500), (2, 5000), (2, 10_000), (2, 20_000), (4, 1250), (4, 2500), (4, 5000)]
WORDS = 20_000
# Of a hundred sentences so many are joined with the next, parted, left out, moved.
JOINED, PARTED, LEFT_OUT, MOVED = 8, 8, 3, 1


def vocabulary() -> tuple[list[str], list[float]]:
    """Words, and how often each stands, added up: the nth one as often as 1/n (Zipf)."""
    words, sums, total = [], [], 0.0
    for rank in range(1, WORDS + 1):
        total += 1 / rank
        words.append("".join("bdfgklmnprstvz"[rank // 14**k % 14] + "aeiou"[rank // 5**k % 5] for k in range(4)))
        sums.append(total)
    return words, sums


def texts(count: int, size: int) -> tuple[list[str], set[tuple[int, int]]]:
    """Renderings of one text, a sentence a line, and which lines of the first two belong together."""
    chance = random.Random(1964)
    words, sums = vocabulary()
    source = [chance.choices(words, cum_weights=sums, k=chance.randint(6, 30)) for _ in range(size)]
    made = [_rendered(source, words, sums, random.Random(seed)) for seed in range(count)]
    of = [_lines_of(lines) for lines in made[:2]]
    links = {(a, b) for s in range(size) for a in of[0].get(s, ()) for b in of[1].get(s, ())}
    return ["\n".join(" ".join(line).capitalize() + "." for line, _ in lines) for lines in made], links


def _lines_of(lines: list[tuple[list[str], list[int]]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for number, (_, sources) in enumerate(lines, 1):
        for source in sources:
            found.setdefault(source, []).append(number)
    return found


def _rendered(
    source: list[list[str]], words: list[str], sums: list[float], chance: random.Random
) -> list[tuple[list[str], list[int]]]:
    lines: list[tuple[list[str], list[int]]] = []
    for number, sentence in enumerate(source):
        kept = [
            word if chance.random() < 0.7 else chance.choices(words, cum_weights=sums)[0]
            for word in sentence
            if chance.random() < 0.95
        ]
        act = chance.random() * 100
        if act < LEFT_OUT:
            continue
        if act < LEFT_OUT + JOINED and lines:
            lines[-1] = (lines[-1][0] + kept, [*lines[-1][1], number])
        elif act < LEFT_OUT + JOINED + PARTED:
            cut = len(kept) // 2
            lines += [(kept[:cut] or ["a"], [number]), (kept[cut:] or ["a"], [number])]
        else:
            lines.append((kept or ["a"], [number]))
    for _ in range(len(lines) * MOVED // 100):
        lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
    return lines


def one(count: int, size: int) -> None:
    """Align in this process and print a row of the table."""
    from tei_edition.collation.alignment import align

    made, links = texts(count, size)
    start = time.process_time()
    done = align({str(number): text for number, text in enumerate(made)})
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = [[p.first_line for p in listed] for listed in done.passages[:2]]
    found = {(lines[0][a], lines[1][b]) for row in done.rows for a in row.cells[0] for b in row.cells[1]}
    f1 = 2 * len(found & links) / (len(found) + len(links))
    # In rows of more texts, what one of them joins is joined for all: links of two of them say nothing there.
    told = f"{f1:7.3f}" if count == 2 else "      -"
    print(f"{count:5} {size:9,} {seconds:9.2f} {peak:8.0f} {told}", flush=True)


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]), int(sys.argv[3]))
        return
    print("texts sentences   seconds  peak MB      F1")
    for count, size in SIZES:
        subprocess.run([sys.executable, __file__, "--one", str(count), str(size)], check=True)


if __name__ == "__main__":
    main()
