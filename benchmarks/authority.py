"""Times look-ups against authorities of many sizes: compiling, opening from the cache, memory, throughput, in one run.

`benchmarks/authority.py [FORMS]...` (default 1,000, 10,000, 100,000 and 1,000,000). Each size is measured in processes
of its own; the text is the sample document over and over, with one form of the list in every twentieth place.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "tei" / "sources" / "memcon-1964-08-03.txt"
SYLLABLES = "ba be bo da de do ga go ka ke ki ko la le lo ma me mo na no ra re ro sa se so ta te to va vo za zo".split()
RUNS = 5


def names(count: int) -> list[str]:
    """So many different names of persons, two words each."""
    chance = random.Random(count)
    found: dict[str, None] = {}
    while len(found) < count:
        words = ("".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).capitalize() for _ in range(2))
        found[" ".join(words)] = None
    return list(found)


def write_list(path: Path, forms: list[str]) -> None:
    """An authority file: one person for every two forms."""
    with path.open("w", encoding="utf-8") as file:
        file.write('<TEI xmlns="http://www.tei-c.org/ns/1.0"><standOff><listPerson>\n')
        for k in range(0, len(forms), 2):
            rows = "".join(f"<persName>{form}</persName>" for form in forms[k : k + 2])
            file.write(f'<person xml:id="p{k}">{rows}</person>\n')
        file.write("</listPerson></standOff></TEI>\n")


def peak() -> float:
    """The most memory this process has had so far, in bytes (Linux; 0 elsewhere)."""
    status = Path("/proc/self/status")
    rows = dict(line.split(":", 1) for line in status.read_text().splitlines()) if status.is_file() else {}
    return 1024.0 * int(rows.get("VmHWM", "0 kB").split()[0])


def measure(path: Path) -> dict[str, float]:
    """One process: open the authority and find its names in a text of about 5 MB."""
    from tei_edition.entities import NameIndex, load_authority
    from tei_edition.entities.view import even

    before = peak()
    start = time.perf_counter()
    index = NameIndex(load_authority([path]))
    opened = time.perf_counter() - start
    index.find(SOURCE.read_text(encoding="utf-8"))
    after = peak()
    forms = json.loads(path.with_suffix(".json").read_text())
    text = SOURCE.read_text(encoding="utf-8")
    words = (text * (1 + 5_000_000 // len(text))).split(" ")
    words[::20] = [forms[k % len(forms)] for k in range(len(words[::20]))]
    view = even(" ".join(words)).text
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        hits, _ = index.find(view)
        seconds.append(time.perf_counter() - start)
    size = len(view.encode()) / 1e6
    return {
        "opened": opened,
        "MB": (after - before) / 1e6,
        "MB/s": size / statistics.median(seconds),
        "hits": len(hits),
    }


def main() -> None:
    """Print one row a size."""
    if len(sys.argv) > 2 and sys.argv[1] == "--one":
        print(json.dumps(measure(Path(sys.argv[2]))))
        return
    print(f"{'forms':>9} {'compile s':>9} {'open s':>7} {'MB':>6} {'MB/s':>6} {'hits':>8}")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": folder}
        for count in [int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000, 1_000_000]:
            path = Path(folder) / f"list{count}.xml"
            forms = names(count)
            write_list(path, forms)
            path.with_suffix(".json").write_text(json.dumps(forms[:5000]))
            command = [sys.executable, __file__, "--one", str(path)]
            first, again = (
                json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
                for _ in range(2)
            )
            figures = f"{again['opened']:7.3f} {again['MB']:6.0f} {again['MB/s']:6.1f} {again['hits']:8}"
            print(f"{count:9} {first['opened']:9.2f} {figures}", flush=True)


if __name__ == "__main__":
    main()
