"""A big site: copies of one document, each with its own name, number, date and people, built by several processes.

    python benchmarks/site.py [--copies 1000] [-j 2] [--formats html,text,json,csv,bibtex,ris] [--folder DIR]
    python benchmarks/site.py --copies 10000 --texts FOLDER     nine of ten are short texts, varied by a seed
    python benchmarks/site.py --copies 5000 --twice ...         the same for 5,000 and for 10,000 documents
    python benchmarks/site.py --scaling                         one process against several, three times in turn

Prints processor seconds a document by stage, over the first documents and in one process; then the time of the whole
build, its processor seconds and the peak memory of all its processes together; how many files and bytes; a build with
nothing to do, and one after a change in one document. PDF is left out unless `--formats` names it: setting a thousand
PDFs takes Typst alone a minute and more.
"""

import argparse
import multiprocessing
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median

from tei_edition import tei
from tei_edition.edition import load_edition
from tei_edition.encoding import load_memory, parse
from tei_edition.publishing import build
from tei_edition.publishing.jobs import jobs_of
from tei_edition.validation import validate

SAMPLE = Path(__file__).parents[1] / "tei"
DOCUMENT = SAMPLE / "documents" / "memcon-1964-08-03.xml"
# A day of the year in the markup, so that dates move with their document.
_DATED = re.compile(r'((?:when|from|to|notBefore|notAfter)=")1964(?=[-"])')


def copies(number: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Copies of the sample document: (name, TEI). Some people become others, the years go from 1950 to 1979."""
    chance = random.Random(seed)
    text = DOCUMENT.read_text(encoding="utf-8")
    people = re.findall(r'<person xml:id="([^"]+)" corresp', text)
    for k in range(number):
        year = str(1950 + k % 30)
        month, day = 1 + k // 30 % 12, 1 + k * 7 % 28
        copy = text.replace('xml:id="memcon-1964-08-03"', f'xml:id="memcon-{k:05}"')
        copy = _DATED.sub(rf"\g<1>{year}", copy).replace(f'"{year}-08-03"', f'"{year}-{month:02}-{day:02}"')
        copy = copy.replace(
            "Comrade Zhou Enlai, Comrade Peng Zhen Receive", f"{k + 1}. Zhou Enlai and Peng Zhen receive", 1
        )
        for person in chance.sample(people, 12):
            # A name of this document's own: no authority knows it.
            which = chance.randrange(number // 4 + 2)
            other = f"{person}_{which}"
            copy = copy.replace(f'xml:id="{person}" corresp="persons:{person}"', f'xml:id="{other}"')
            head = f'xml:id="{other}">\n        <persName type="main">'
            copy = copy.replace(head, f"{head}{chr(65 + which % 26)}. ")
            copy = re.sub(rf"#{re.escape(person)}(?=[\s\"])", f"#{other}", copy)
        yield f"memcon-{k:05}", copy


def texts(folder: Path, number: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Short sources: (name, text). Each is a text of a folder with a number of its own, with the years from 1950 to
    1979, without some of its paragraphs, so that no two are the same."""
    chance = random.Random(seed)
    known = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    for k in range(number):
        title, _, rest = chance.choice(known).partition("\n")
        paragraphs = [part for part in rest.split("\n\n")[:24] if chance.random() < 0.8]
        text = f"{k + 1}. {title.lstrip('0123456789. ')}\n" + "\n\n".join(paragraphs)
        yield f"text-{k:05}", re.sub(r"\b19[56]\d\b", str(1950 + k % 30), text) + "\n"


def make_edition(folder: Path, number: int, formats: str, short: str = "") -> None:
    for name in ("documents", "ids", "sources"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    shutil.copytree(SAMPLE / "authority", folder / "authority", dirs_exist_ok=True)
    listed = ", ".join(f'"{form}"' for form in formats.split(","))
    settings = f'[edition]\ntitle = "A thousand conversations"\nidentifier = "thousand"\nformats = [{listed}]\n'
    (folder / "edition.toml").write_text(settings, encoding="utf-8")
    long = -(-number // 10) if short else number
    for name, text in copies(long):
        (folder / "documents" / f"{name}.xml").write_text(text, encoding="utf-8")
    for name, text in texts(Path(short), number - long) if short else ():
        (folder / "sources" / f"{name}.txt").write_text(text, encoding="utf-8")


def stages(folder: Path, number: int = 20) -> Iterator[tuple[str, float]]:
    """Processor seconds a document by stage, in this process, warm: of documents as they stand, and of sources."""
    edition = load_edition(folder)
    rows = list(jobs_of(edition))
    some = [folder / job.document for job in rows if job.document][:number]
    sources = [folder / job.source for job in rows if job.source and not job.document][:number]
    memory = load_memory((folder / "authority",))

    def read() -> None:
        for path in some:
            tei.read(path)

    def check() -> None:
        for path in some:
            validate(path, tei.read_bytes(path), edition=edition)

    def tag() -> None:
        for path in sources:
            parse(path, edition=edition, memory=memory)

    def whole() -> None:
        with tempfile.TemporaryDirectory() as made:
            small = Path(made) / "edition"
            shutil.copytree(folder, small, ignore=shutil.ignore_patterns("build", "documents", "sources", "ids"))
            for path in some:
                (small / "documents").mkdir(exist_ok=True)
                shutil.copy(path, small / "documents")
            build(load_edition(small), small / "build")

    for name, step, size in (
        ("reading", read, len(some)),
        ("validation", check, len(some)),
        ("all of a document and its share of the pages", whole, len(some)),
        ("a source to TEI", tag, len(sources)),
    ):
        if size:
            step()
            start = time.process_time()
            step()
            yield name, (time.process_time() - start) / size


class Peak(threading.Thread):
    """The most memory that this process and those it started hold together, looked at ten times a second (Linux)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self.over = 0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.1):
            self.most = max(self.most, _held("self"))


def _held(process: str) -> int:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        own = os.getpid() if process == "self" else process
        children = Path(f"/proc/{process}/task/{own}/children").read_text().split()
    except OSError:
        return 0
    return pages * resource.getpagesize() + sum(map(_held, children))


def timed(folder: Path, processes: int) -> tuple[float, int, int]:
    start = time.perf_counter()
    result = build(load_edition(folder), folder / "build", processes)
    assert not result.failures, result.failures[:3]
    return time.perf_counter() - start, result.made, result.files


def capacity(folder: Path, processes: int) -> float:
    """How much several processes of this machine do in the time of one, where none waits for another: what no build by
    as many can be better than."""
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(_rounds, [folder] * processes, [1.0] * processes))
        [alone] = pool.map(_rounds, [folder], [5.0])
        return sum(pool.map(_rounds, [folder] * processes, [5.0] * processes)) / alone


def _rounds(folder: Path, seconds: float) -> int:
    """How often some documents are read and validated in a time."""
    edition = load_edition(folder)
    some = sorted((folder / "documents").glob("*.xml"))[:5]
    number, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        for path in some:
            validate(path, tei.read_bytes(path), edition=edition)
        number += 1
    return number


def used() -> float:
    """Processor seconds of this process and of those it started and that are over."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def scaling(folder: Path, processes: int, times: int = 3) -> None:
    """The same build by one process and by several in turn, beside what the machine gives."""
    ratios = []
    for _ in range(times):
        clock = {}
        for number in (1, processes):
            shutil.rmtree(folder / "build", ignore_errors=True)
            clock[number], _, _ = timed(folder, number)
        ratios.append(clock[1] / clock[processes])
        machine = capacity(folder, processes)
        both = f"-j 1: {clock[1]:.1f} s, -j {processes}: {clock[processes]:.1f} s"
        print(f"{both}, {ratios[-1]:.2f} times as fast; the machine: {machine:.2f}")
    print(f"{processes} processes build {median(ratios):.2f} times as fast as one, median of {times}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--copies", type=int, default=1000)
    parser.add_argument("-j", type=int, default=2, dest="processes")
    parser.add_argument("--formats", default="html,text,json,csv,bibtex,ris")
    parser.add_argument("--folder", default="")
    parser.add_argument("--texts", default="")
    parser.add_argument("--twice", action="store_true")
    parser.add_argument("--scaling", action="store_true")
    given = parser.parse_args()
    if given.texts and not any(Path(given.texts).glob("*.txt")):
        parser.error(f"{given.texts}: no texts there; name a folder of .txt files")
    if given.twice:
        # Each in a process of its own, so that one leaves no memory to the other.
        rest = [argument for argument in sys.argv[1:] if argument != "--twice"]
        for number in (given.copies, 2 * given.copies):
            subprocess.run([sys.executable, __file__, *rest, "--copies", str(number)], check=True)
        return
    folder = Path(given.folder or tempfile.mkdtemp(prefix="site-"))
    make_edition(folder, given.copies, given.formats, given.texts)
    for name, seconds in stages(folder):
        print(f"{name}: {1000 * seconds:.0f} ms of processor a document")
    if given.scaling:
        scaling(folder, given.processes)
        return
    peak = Peak()
    peak.start()
    before = used()
    whole, _, files = timed(folder, given.processes)
    peak.over.set()
    size = sum(path.stat().st_size for path in (folder / "build" / "site").rglob("*") if path.is_file())
    spent = used() - before
    print(f"{given.copies} documents, -j {given.processes}: {whole:.1f} s, {spent:.1f} s of processor, {files} files")
    print(f"memory of all processes together: {peak.most / 1e6:.0f} MB at most")
    print(f"site: {size / 1e6:.0f} MB, ledger: {(folder / 'build' / 'ledger.sqlite').stat().st_size / 1e6:.0f} MB")
    for name in ("nothing changed, first", "nothing changed"):
        before = used()
        print(f"{name}: {timed(folder, given.processes)[0]:.2f} s, {used() - before:.2f} s of processor")
    changed = min((folder / "documents").glob("*.xml"))
    text = changed.read_text(encoding="utf-8")
    changed.write_text(
        text.replace("There is much work to be done", "There is a great deal of work to be done"), encoding="utf-8"
    )
    before = used()
    again, made, _ = timed(folder, given.processes)
    print(f"one document changed: {again:.2f} s, {used() - before:.2f} s of processor, {made} files")
    if not given.folder:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
