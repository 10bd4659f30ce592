"""`align`, run as a user runs it."""

import csv
import io
import json
import random
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tei_edition import resources, tei

A = """The ferry left at dawn. It carried salt to Lorath.
The captain, Tomas Weir, slept.
Nobody woke him until noon.
"""
B = """At dawn the ferry left.
It was carrying salt to Lorath. Its captain Tomas Weir was asleep.
It rained.
Until noon no one woke him.
"""
HEADER = (
    "<teiHeader><fileDesc><titleStmt><title>T</title></titleStmt><publicationStmt><p>P</p></publicationStmt>"
    "<sourceDesc><p>S</p></sourceDesc></fileDesc></teiHeader>"
)


def run(*arguments: object, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "tei_edition", "align", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, check=False)


def document(body: str) -> str:
    return f'<TEI xmlns="{tei.TEI}">{HEADER}<text><body>{body}</body></text></TEI>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("A", A), ("B", B)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_tsv_has_the_lines_that_belong_together(folder: Path) -> None:
    done = run("A.txt", "B.txt", "--format", "tsv", cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == "a_lines\tb_lines\n1\t1\n1\t2\n2\t2\n\t3\n3\t4\n"


def test_empty_lines_are_not_counted(folder: Path) -> None:
    (folder / "C.txt").write_text("\n\n" + A.replace("\n", "\n\n"), encoding="utf-8")
    done = run("C.txt", "B.txt", "--format", "tsv", cwd=folder)
    assert done.stdout == run("A.txt", "B.txt", "--format", "tsv", cwd=folder).stdout


def test_json_keeps_to_its_schema(folder: Path) -> None:
    schema = json.loads((resources.folder("collation") / "data" / "alignment.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for level in ("passage", "sentence", "phrase"):
        made = json.loads(run("A.txt", "x=B.txt", "--format", "json", "--level", level, cwd=folder).stdout)
        jsonschema.validate(made, schema)
        assert (made["level"], [text["siglum"] for text in made["texts"]]) == (level, ["A", "x"])
        for text, source in zip(made["texts"], (A, B), strict=True):
            assert all(" ".join(source[p["start"] : p["end"]].split()) == p["text"] for p in text["passages"])


def test_the_tei_gives_each_text_back(folder: Path) -> None:
    assert run("A.txt", "B.txt", "-o", "out.xml", cwd=folder).returncode == 0
    command = [sys.executable, "-m", "tei_edition"]
    again = subprocess.run(
        [*command, "collate", "out.xml", "--witness", "B"], cwd=folder, capture_output=True, check=True
    )
    assert again.stdout.decode().split() == B.split()
    checked = subprocess.run([*command, "validate", "out.xml"], cwd=folder, capture_output=True, check=False)
    assert b"error" not in checked.stderr + checked.stdout


def test_what_was_aligned_can_be_aligned_again(folder: Path) -> None:
    run("A.txt", "B.txt", "-o", "out.xml", cwd=folder)
    made = json.loads(run("out.xml", "--format", "json", cwd=folder).stdout)
    first = json.loads(run("A.txt", "B.txt", "--format", "json", cwd=folder).stdout)
    words = [[[passage["text"] for passage in text["passages"]] for text in one["texts"]] for one in (made, first)]
    assert words[0] == words[1]


def test_a_page_stands_alone_and_escapes_its_words(folder: Path) -> None:
    (folder / "C.txt").write_text("The <script>alert(1)</script> ferry left at dawn.", encoding="utf-8")
    page = run("A.txt", 'a"b=C.txt', "--format", "html", cwd=folder).stdout.decode()
    assert "<script" not in page
    assert "http:" not in page and "https:" not in page
    assert 'data-siglum="a&quot;b"' in page
    assert "default-src 'none'" in page


def test_divisions_of_tei_are_used_unless_they_are_to_be_ignored(folder: Path) -> None:
    one = "".join(f'<div n="1"><ab n="{n}">{words}</ab></div>' for n, words in enumerate(["Red.", "Blue sky.", "So."]))
    other = '<div n="1"><p><milestone unit="verse" n="1.0"/>Crimson. <milestone unit="verse" n="1.2"/>Thus.</p></div>'
    (folder / "one.xml").write_text(document(one), encoding="utf-8")
    (folder / "other.xml").write_text(document(other), encoding="utf-8")
    made = json.loads(run("one.xml", "other.xml", "--format", "json", cwd=folder).stdout)
    assert [p["division"] for p in made["texts"][0]["passages"]] == ["1.0", "1.1", "1.2"]
    assert [row["passages"] for row in made["rows"]] == [[[0], [0]], [[1], []], [[2], [1]]]
    done = run("one.xml", "other.xml", "--ignore-divisions", "--format", "json", cwd=folder)
    assert json.loads(done.stdout)["texts"] == made["texts"]


def test_lines_of_a_tei_file_are_no_lines_of_its_text(folder: Path) -> None:
    (folder / "A.xml").write_text(document(f"<p>{A.splitlines()[0]}</p>\n<p>The captain,\n Tomas\n Weir, slept.</p>"))
    made = json.loads(run("t=A.xml", "B.txt", "--format", "json", cwd=folder).stdout)
    assert [p["text"] for p in made["texts"][0]["passages"]][-1] == "The captain, Tomas Weir, slept."
    assert [p["first_line"] for p in made["texts"][0]["passages"]] == [1, 1, 2]


def test_three_texts_and_standard_input(folder: Path) -> None:
    done = run(
        "A.txt", "B.txt", "C=-", "--format", "tsv", cwd=folder, stdin=b"The ferry left at dawn. Nobody woke him."
    )
    rows = list(csv.reader(io.StringIO(done.stdout.decode()), delimiter="\t"))
    assert rows[0] == ["a_lines", "b_lines", "c_lines"]
    assert ["1", "1", "1"] in rows


def test_texts_with_nothing_in_common_are_a_finding(folder: Path) -> None:
    (folder / "C.txt").write_text("ωωω " * 40 + "χχχχ.", encoding="utf-8")
    done = run("A.txt", "C.txt", "--format", "tsv", cwd=folder)
    assert done.returncode == 1
    assert b"little speaks for what A was aligned with" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["A.txt"], "A.txt: one text, A, has nothing to be aligned with; name two or more"),
        (["A.txt", "A=B.txt"], "two texts have the siglum A; give each one its own: SIGLUM=FILE"),
        (["A.txt", "none.txt"], "none.txt: there is no such file; check the name"),
        (["A.txt", "empty.txt"], "empty.txt: the file is empty; give a text"),
        (["A.txt", "head.xml"], "head.xml: there is no text in it; give a TEI document with a text"),
        (["A.txt", "binary.bin"], "binary.bin:1: this is a binary file, not text"),
        (["A.txt", "dtd.xml"], "dtd.xml:1:1: the file has a DOCTYPE"),
        (["-", "b=-"], "standard input can be only one text; name a file for the others"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(folder: Path, arguments: list[str], message: str) -> None:
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "head.xml").write_text(f'<TEI xmlns="{tei.TEI}"><teiHeader/></TEI>', encoding="utf-8")
    (folder / "binary.bin").write_bytes(random.Random(1).randbytes(4000))
    (folder / "dtd.xml").write_text('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', encoding="utf-8")
    done = run(*arguments, "-o", "out.xml", cwd=folder)
    assert done.returncode == 2
    [line] = done.stderr.decode().splitlines()
    assert message in line
    assert not (folder / "out.xml").exists()


def test_no_text_is_a_wrong_use(folder: Path) -> None:
    done = run(cwd=folder)
    assert (done.returncode, b"Missing argument" in done.stderr) == (2, True)


BOOKS = [
    ("Ruth", "KJV", "BSB"),
    ("Jonah", "KJV", "BSB"),
    ("James", "KJV", "BSB"),
    ("Esther", "KJV", "BSB"),
    ("Ruth", "JPS1917", "BSB"),
    ("Esther", "BSB", "JPS1917"),
]


@pytest.mark.parametrize(("book", "first", "second"), BOOKS)
def test_verses_of_two_translations(book: str, first: str, second: str, corpus: Path, tmp_path: Path) -> None:
    """Verses as lines without numbers, some of them left out: nearly every link is found, nearly none is wrong."""
    path = corpus / "dev" / "translations" / f"{book}.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    chance = random.Random(book)
    sides: tuple[list[str], list[str]] = ([], [])
    truth = set()
    for row in table:
        texts = [(row[name] or "").strip() for name in (first, second)]
        gone = chance.choice([0, 1]) if chance.random() < 0.06 else -1
        here = [bool(text) and k != gone for k, text in enumerate(texts)]
        for k in (0, 1):
            if here[k]:
                sides[k].append(texts[k])
        if all(here):
            truth.add((len(sides[0]), len(sides[1])))
    for name, lines in zip("ab", sides, strict=True):
        (tmp_path / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run("a.txt", "b.txt", "--format", "tsv", cwd=tmp_path)
    found = {
        (int(a), int(b))
        for row in csv.DictReader(io.StringIO(done.stdout.decode()), delimiter="\t")
        for a in row["a_lines"].split()
        for b in row["b_lines"].split()
    }
    assert 2 * len(found & truth) / (len(found) + len(truth)) >= 0.97
