"""Seconds, memory and pages of `render pdf`, each document in a process of its own.

    benchmarks/printing.py                every document
    benchmarks/printing.py PYTHON         the same, and WeasyPrint on the page with notes, in an interpreter that has it

Where LuaLaTeX is installed (see docs/how-to/print.md), `render latex` of the document with notes is compiled too, three
times, as line numbers, references and contents want it; a run before that fills its cache of fonts and is not counted.
Seconds are those of the processor, the smallest of three runs. Python keeps its compiled modules in the folder of the
run, as it keeps them where the toolkit is installed. Texts are made up, of words that mean nothing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tei" / "documents" / "memcon-1964-08-03.xml"
RUNS = 3
SYLLABLES = [consonant + vowel for consonant in "bdfklmnprst" for vowel in "aeiou"]
NAMESPACE = 'xmlns="http://www.tei-c.org/ns/1.0"'
HEADER = "<teiHeader><fileDesc><titleStmt><title>{}</title></titleStmt></fileDesc></teiHeader>"
WEASY = """import sys, weasyprint
weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1")"""


def words(first: int, count: int) -> str:
    """A sentence of words of three syllables, no two alike."""
    numbers = range(first, first + count)
    return " ".join(SYLLABLES[n % 55] + SYLLABLES[n // 55 % 55] + SYLLABLES[n * 7 % 55] for n in numbers) + "."


def document(title: str, body: str, language: str = "en") -> str:
    """A TEI document."""
    return f'<TEI {NAMESPACE} xml:lang="{language}">{HEADER.format(title)}<text><body>{body}</body></text></TEI>'


def notes(count: int) -> str:
    """Paragraphs with so many notes: 35 pages with 200 of them."""
    parts = []
    for k in range(count):
        head = f"<head>Part {k // 40 + 1}</head>" if k % 40 == 0 else ""
        parts.append(
            f"{head}<p n='{k}' xml:id='p{k}'>{words(70 * k, 40)}<note>{words(k, 20)}</note> {words(k, 30)}</p>"
        )
    return document("Notes", "".join(parts))


def apparatus(lines: int) -> str:
    """Two readings of a word on about every line of the text."""
    parts = []
    for k in range(lines):
        app = f"<app><lem wit='#A'>{words(3 * k, 1)}</lem><rdg wit='#B'>{words(5 * k + 1, 1)}</rdg></app>"
        parts.append(("<p>" if k % 9 == 0 else "") + f"{app} {words(9 * k, 9)} " + ("</p>" if k % 9 == 8 else ""))
    return document("Apparatus", "".join(parts) + ("</p>" if lines % 9 else ""))


def volume(documents: int) -> str:
    """A corpus of documents of three pages each."""
    one = [
        f"<head>Letter</head>{''.join(f'<p>{words(90 * k + j, 90)}</p>' for k in range(12))}" for j in range(documents)
    ]
    return f"<teiCorpus {NAMESPACE}>{HEADER.format('Volume')}{''.join(document('A', body) for body in one)}</teiCorpus>"


def indexed(documents: int, places: int) -> str:
    """Such a corpus in which thirteen words of each paragraph name a place, each place as often as any other."""
    named, bodies = 0, []
    for j in range(documents):
        paragraphs = []
        for k in range(12):
            text = words(90 * k + j, 90).split(" ")
            for at in range(2, 80, 6):
                text[at] = f'<placeName ref="#place{named * 7919 % places}">{text[at]}</placeName>'
                named += 1
            paragraphs.append(f'<p n="{k + 1}" xml:id="d{j}p{k}">{" ".join(text)}</p>')
        bodies.append(document("A", f"<head>Letter</head>{''.join(paragraphs)}"))
    known = "".join(
        f'<place xml:id="place{n}"><placeName>Place {words(n, 1)} {n}</placeName></place>' for n in range(places)
    )
    listed = f"<standOff><listPlace>{known}</listPlace></standOff>"
    return f"<teiCorpus {NAMESPACE}>{HEADER.format('Volume')}{listed}{''.join(bodies)}</teiCorpus>"


def run(command: list[str]) -> tuple[float, float]:
    """Seconds of the processor and megabytes at most of one process."""
    child = os.posix_spawn(command[0], command, os.environ)
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{' '.join(command)}: failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def row(title: str, rows: list[tuple[float, float]], pages: int | str = "") -> str:
    """A line of the table."""
    return f"{title:26} {pages:6} {min(seconds for seconds, _ in rows):8.2f} {max(size for _, size in rows):6.0f}"


def main() -> None:
    """Print one line a document."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = name
        texts = {
            "200 notes": notes(200),
            "apparatus on every line": apparatus(900),
            "volume of 100 documents": volume(100),
            "the same, with an index": indexed(100, 1500),
        }
        files = {"sample edition": SAMPLE}
        for title, text in texts.items():
            files[title] = folder / f"{title.replace(' ', '-')}.xml"
            files[title].write_text(text, encoding="utf-8")
        print(f"{'document':26} {'pages':>6} {'seconds':>8} {'MB':>6}")
        for title, path in files.items():
            made = folder / "made.pdf"
            command = [sys.executable, "-m", "tei_edition", "render", "pdf", str(path), "-o", str(made)]
            rows = [run(command) for _ in range(RUNS)]
            with pikepdf.open(made) as pdf:
                pages = len(pdf.pages)
            print(row(title, rows, pages))
        if lualatex := shutil.which("lualatex"):
            source = folder / "notes.tex"
            command = [
                sys.executable,
                "-m",
                "tei_edition",
                "render",
                "latex",
                str(files["200 notes"]),
                "-o",
                str(source),
            ]
            print(row("200 notes, render latex", [run(command) for _ in range(RUNS)]))
            compiling = [lualatex, "-interaction=batchmode", f"-output-directory={folder}", str(source)]
            run(compiling)
            rounds = []
            for _ in range(RUNS):
                for made in folder.glob("notes.*"):
                    if made != source:
                        made.unlink()
                passes = [run(compiling) for _ in range(3)]
                rounds.append((sum(seconds for seconds, _ in passes), max(size for _, size in passes)))
            with pikepdf.open(folder / "notes.pdf") as pdf:
                print(row("200 notes, LuaLaTeX × 3", rounds, len(pdf.pages)))
        if len(sys.argv) > 1:
            page = folder / "page.html"
            html = [sys.executable, "-m", "tei_edition", "render", "html", str(files["200 notes"]), "-o", str(page)]
            subprocess.run(html, check=True, capture_output=True)
            seconds, size = run([sys.argv[1], "-c", WEASY, str(page), str(folder / "weasy.pdf")])
            print(row("200 notes, WeasyPrint", [(seconds, size)]))


if __name__ == "__main__":
    main()
