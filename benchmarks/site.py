"""A big site: copies of one document, each with its own name, number, date and people, built by several processes.

    python benchmarks/site.py [--copies 1000] [-j 2] [--formats html,text,json,csv,bibtex,ris] [--folder DIR]

Prints the time of the whole build, of a build with nothing to do, and of one after a change in one document; the memory
of the parent and of its largest worker; how many files and bytes. PDF is left out unless `--formats` names it: setting
a thousand PDFs takes Typst alone a minute and more.
"""

import argparse
import random
import re
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tei_edition.edition import load_edition
from tei_edition.publishing import build

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


def make_edition(folder: Path, number: int, formats: str) -> None:
    for name in ("documents", "ids"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    shutil.copytree(SAMPLE / "authority", folder / "authority", dirs_exist_ok=True)
    listed = ", ".join(f'"{form}"' for form in formats.split(","))
    settings = f'[edition]\ntitle = "A thousand conversations"\nidentifier = "thousand"\nformats = [{listed}]\n'
    (folder / "edition.toml").write_text(settings, encoding="utf-8")
    for name, text in copies(number):
        (folder / "documents" / f"{name}.xml").write_text(text, encoding="utf-8")


def timed(folder: Path, processes: int) -> tuple[float, int, int]:
    start = time.perf_counter()
    result = build(load_edition(folder), folder / "build", processes)
    assert not result.failures, result.failures[:3]
    return time.perf_counter() - start, result.made, result.files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--copies", type=int, default=1000)
    parser.add_argument("-j", type=int, default=2, dest="processes")
    parser.add_argument("--formats", default="html,text,json,csv,bibtex,ris")
    parser.add_argument("--folder", default="")
    given = parser.parse_args()
    folder = Path(given.folder or tempfile.mkdtemp(prefix="site-"))
    make_edition(folder, given.copies, given.formats)
    before = resource.getrusage(resource.RUSAGE_SELF)
    whole, _, files = timed(folder, given.processes)
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    user = own.ru_utime + own.ru_stime - before.ru_utime - before.ru_stime + children.ru_utime + children.ru_stime
    size = sum(path.stat().st_size for path in (folder / "build" / "site").rglob("*") if path.is_file())
    print(f"{given.copies} documents, -j {given.processes}: {whole:.1f} s, {user:.1f} s of processor, {files} files")
    print(f"memory: {own.ru_maxrss / 1024:.0f} MB, largest worker {children.ru_maxrss / 1024:.0f} MB")
    print(f"site: {size / 1e6:.0f} MB, ledger: {(folder / 'build' / 'ledger.sqlite').stat().st_size / 1e6:.0f} MB")
    print(f"nothing changed: {timed(folder, given.processes)[0]:.2f} s")
    changed = folder / "documents" / f"memcon-{given.copies // 2:05}.xml"
    text = changed.read_text(encoding="utf-8")
    changed.write_text(
        text.replace("There is much work to be done", "There is a great deal of work to be done"), encoding="utf-8"
    )
    again, made, _ = timed(folder, given.processes)
    print(f"one document changed: {again:.2f} s, {made} files")
    if not given.folder:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
