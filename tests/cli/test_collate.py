"""`collate`, run as a user runs it."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from tei_edition import tei

A = "On 28 July Zhou went to Peking, and he sat."
B = "On the 29th of July Zhou did not go to Beijing and she sat to day."
C = "On the 29th of July Zhou went to Beijing and he sate today."


def run(*arguments: object, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "tei_edition", "collate", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("A", A), ("B", B), ("C", C)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_json_is_collatexs_and_the_siglum_is_the_files_stem(folder: Path) -> None:
    done = run("A.txt", "B.txt", "--format", "json", "--tokens", cwd=folder)
    made = json.loads(done.stdout)
    assert (done.returncode, done.stderr, made["witnesses"]) == (0, b"", ["A", "B"])
    assert all(cell is None or len(cell) == 1 for row in made["table"] for cell in row)
    joined = json.loads(run("A.txt", "B.txt", "--format", "json", cwd=folder).stdout)
    assert len(joined["table"][0]) < len(made["table"][0])
    assert "".join(t["t"] for cell in joined["table"][0] for t in cell or ()) == A


def test_the_apparatus_is_tei_with_lemmas_and_gives_the_witnesses_back(folder: Path) -> None:
    assert run("A.txt", "B.txt", "x=C.txt", "-o", "app.xml", cwd=folder).returncode == 0
    root = tei.read(folder / "app.xml")
    assert all(tei.name(app[0]) == "lem" for app in root.iter(tei.q("app")))
    done = run("app.xml", "--witness", "x", cwd=folder)
    assert (done.returncode, done.stdout.decode().split()) == (0, C.split())
    again = run("app.xml", "--format", "csv", cwd=folder)
    assert again.stdout == run("A.txt", "B.txt", "x=C.txt", "--format", "csv", cwd=folder).stdout


def test_tokens_keep_their_properties_and_empty_ones_are_none(folder: Path) -> None:
    tokens = [{"t": "On ", "page": 3}, {"t": " "}, {"t": "July", "n": "august"}, {"t": ""}]
    (folder / "j.json").write_text(json.dumps({"witnesses": [{"id": "J", "tokens": tokens}]}), encoding="utf-8")
    made = json.loads(run("A.txt", "j.json", "--format", "json", "--tokens", cwd=folder).stdout)
    assert [cell[0] for cell in made["table"][1] if cell] == [
        {"t": "On  ", "n": "on", "page": 3},
        {"t": "July", "n": "august"},
    ]
    assert run("A.txt", "j.json", "--base", "J", cwd=folder).returncode == 0


def test_the_same_witnesses_in_another_order_have_the_same_variants(folder: Path) -> None:
    def variants(*names: str) -> list[tuple[str, ...]]:
        done = run(*names, "--format", "csv", cwd=folder)
        rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
        return [tuple(row[key] for key in ("kind", "A", "B", "C")) for row in rows]

    assert variants("A.txt", "B.txt", "C.txt") == variants("C.txt", "A.txt", "B.txt")


def test_facts_are_told_apart_from_spellings(folder: Path) -> None:
    done = run("A.txt", "C.txt", "--base", "A", "--format", "csv", cwd=folder)
    kinds = {(row[1], row[2]): row[0] for row in csv.reader(io.StringIO(done.stdout.decode()))}
    assert kinds["28", "29th"] == "fact"
    assert kinds["Peking", "Beijing"] == "fact"
    assert kinds["sat", "sate"] == "orthographic"
    assert kinds["", "today"] == "addition"


def test_counts_and_filters(folder: Path) -> None:
    counted = list(csv.DictReader(io.StringIO(run("A.txt", "C.txt", "--counts", cwd=folder).stdout.decode())))
    assert [(row["fact"], row["addition"]) for row in counted] == [("2", "3")]
    done = run("A.txt", "C.txt", "--only", "fact", cwd=folder)
    assert [app.get("type") for app in tei.parse(done.stdout).iter(tei.q("app"))] == ["fact", "fact"]


@pytest.mark.parametrize("form", ["graphml", "svg"])
def test_graphs_are_xml(form: str, folder: Path) -> None:
    done = run("A.txt", "B.txt", "--format", form, cwd=folder)
    assert done.returncode == 0
    assert etree.fromstring(done.stdout).xpath("string(.)").count("Zhou") >= 1


def test_every_way_through_a_picture_names_its_witnesses_and_passes_below_the_readings_it_leaves_out(
    folder: Path,
) -> None:
    (folder / "X.txt").write_text("the white cat sat", encoding="utf-8")
    (folder / "Y.txt").write_text("the cat sat", encoding="utf-8")
    picture = etree.fromstring(run("X.txt", "Y.txt", "--format", "svg", cwd=folder).stdout)
    ways = {path.findtext("{*}title"): path.get("d").split()[1::2] for path in picture.iter("{*}path") if path.get("d")}
    assert {text.text for text in picture.iter("{*}text") if text.get("font-size")} == {"X", "Y"}
    lowest = max(float(rect.get("y")) + float(rect.get("height")) for rect in picture.iter("{*}rect"))
    assert any(float(y.strip("LC")) > lowest for y in ways["Y"])
    assert all(float(y.strip("LC")) < lowest for y in ways["X"])


def test_properties_of_tokens_go_into_graphml(folder: Path) -> None:
    tokens = [{"t": "white", "page": 1}, {"t": "cat", "page": 2}]
    rows = [{"id": "A", "tokens": tokens}, {"id": "B", "tokens": tokens[1:]}]
    (folder / "two.json").write_text(json.dumps({"witnesses": rows}), encoding="utf-8")
    root = etree.fromstring(run("two.json", "--format", "graphml", cwd=folder).stdout)
    [key] = [key.get("id") for key in root.iter("{*}key") if key.get("attr.name") == "page"]
    values = [data.text for data in root.iter("{*}data") if data.get("key") == key]
    assert [json.loads(value) for value in values] == [{"A": 1}, {"A": 2, "B": 2}]


def test_a_tree_of_the_witnesses(folder: Path) -> None:
    assert run("A.txt", "B.txt", "C.txt", "--format", "newick", cwd=folder).stdout.endswith(b";\n")
    done = run("A.txt", "B.txt", "C.txt", "--format", "nexus", cwd=folder).stdout.decode()
    assert done.startswith("#NEXUS\n")
    assert "TREE neighbour_joining" in done


def test_a_page_stands_alone_and_escapes_its_words(folder: Path) -> None:
    (folder / "D.txt").write_text("On <script>alert(1)</script> July", encoding="utf-8")
    page = run("A.txt", "D.txt", "--format", "html", cwd=folder).stdout.decode()
    assert "<script" not in page
    assert "://" not in page


def test_a_page_has_the_text_with_its_apparatus_at_the_foot(folder: Path) -> None:
    page = run("A.txt", "B.txt", "C.txt", "--base", "A", "--format", "html", cwd=folder).stdout.decode()
    text, _, foot = page.partition("<ol>")
    words = re.sub(r"<sup>\d+</sup>|<[^>]+>", "", text.partition("<p>")[2])
    assert "".join((folder / "A.txt").read_text(encoding="utf-8").split()) == "".join(words.replace("‸", "").split())
    notes = re.findall(r'<li id="note-(\d+)"><a href="#lemma-\1">', foot)
    assert notes == re.findall(r'id="lemma-(\d+)" href="#note-\1"', text) != []
    assert re.search(r">Peking</a>\] Beijing <b>B C</b> \(fact\)", foot)


def test_tei_outside_an_edition_says_that_nobody_knows_its_language(folder: Path) -> None:
    assert b'xml:lang="und"' in run("A.txt", "B.txt", cwd=folder).stdout


DECISIONS = """# what the editor decided
[[align]]
A = "2 28"
C = "2 the"

[[lemma]]
A = "7 Peking"
"""


def test_an_editors_decisions_are_kept_and_told_when_they_no_longer_fit(folder: Path) -> None:
    (folder / "d.toml").write_text(DECISIONS, encoding="utf-8")
    done = run("A.txt", "C.txt", "--decisions", "d.toml", "--format", "csv", cwd=folder)
    rows = list(csv.reader(io.StringIO(done.stdout.decode())))
    assert done.returncode == 0, done.stderr
    assert ["fact", "28", "the"] in [row[:3] for row in rows]
    (folder / "A.txt").write_text("In " + A, encoding="utf-8")
    done = run("A.txt", "C.txt", "--decisions", "d.toml", "--format", "csv", cwd=folder)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        "d.toml:2: warning: [[align]] word 2 of A is “On”, not “28”; decide again [decision-unfit]",
        "d.toml:6: warning: [[lemma]] word 7 of A is “to”, not “Peking”; decide again [decision-unfit]",
    ]


def test_an_editor_parts_and_joins(folder: Path) -> None:
    def places(decisions: str) -> list[list[str]]:
        (folder / "d.toml").write_text(decisions, encoding="utf-8")
        done = run("A.txt", "C.txt", "--decisions", "d.toml", "--format", "csv", cwd=folder)
        assert done.returncode == 0, done.stderr
        return [row[1:] for row in csv.reader(io.StringIO(done.stdout.decode()))]

    parted = places('[[part]]\nA = "7 Peking"\nC = "9 Beijing"\n')
    assert ["Peking", ""] in parted or ["Peking ,", ""] in parted or ["Peking,", ""] in parted
    assert ["went to Peking", "went to Beijing"] in places('[[join]]\nA = ["5 went", "7 Peking"]\n')


def test_an_edition_sets_how_words_are_compared(folder: Path) -> None:
    (folder / "edition.toml").write_text("[edition]\n", encoding="utf-8")
    (folder / "tables").mkdir()
    (folder / "tables" / "collation.toml").write_text('[spellings]\nsate = "sat"\n', encoding="utf-8")
    made = json.loads(run("A.txt", "C.txt", "--format", "json", cwd=folder).stdout)
    assert "sate" not in {t["n"] for row in made["table"] for cell in row for t in cell or ()}
    (folder / "tables" / "collation.toml").write_text('[normal]\ncase = "yes"\n', encoding="utf-8")
    done = run("A.txt", "C.txt", cwd=folder)
    assert done.returncode == 2
    assert b"`case` in [normal] is not a true or false; correct its value" in done.stderr


def test_an_edition_has_patterns_of_its_own_that_never_take_long(folder: Path) -> None:
    pytest.importorskip("re2", reason="google-re2 is not installed")
    (folder / "edition.toml").write_text("[edition]\n", encoding="utf-8")
    (folder / "tables").mkdir()
    table = folder / "tables" / "collation.toml"
    table.write_text("[patterns]\n'^(\\w+)te$' = '\\1t'\n'^(a+)+$' = 'a'\n", encoding="utf-8")
    (folder / "A.txt").write_text("the cat sat " + "a" * 3000 + "!", encoding="utf-8")
    (folder / "C.txt").write_text("the cat sate " + "a" * 5000 + "!", encoding="utf-8")
    made = json.loads(run("A.txt", "C.txt", "--format", "json", cwd=folder).stdout)
    normal = [[t["n"] for cell in row for t in cell or ()] for row in made["table"]]
    assert normal[0] == normal[1]
    assert "sat" in normal[0] and "a" in normal[0]


@pytest.mark.parametrize(
    "line", ["'(' = 'x'", "'(a)\\1' = 'x'", "'(?=a)' = 'x'", "'(a)' = '\\9'", "'(a)' = '\\g<b>'", "'a' = 1"]
)
def test_a_wrong_pattern_is_one_clear_line(folder: Path, line: str) -> None:
    pytest.importorskip("re2", reason="google-re2 is not installed")
    (folder / "edition.toml").write_text("[edition]\n", encoding="utf-8")
    (folder / "tables").mkdir()
    (folder / "tables" / "collation.toml").write_text(f"[patterns]\n{line}\n", encoding="utf-8")
    done = run("A.txt", "C.txt", cwd=folder)
    assert done.returncode == 2
    [told] = done.stderr.decode().splitlines()
    assert "tables/collation.toml: " in told and "pattern" in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["A.txt"], "A.txt: one witness, A, has nothing to be compared with; name two or more"),
        (["A.txt", "A=B.txt"], "two witnesses have the siglum A; give each one its own: SIGLUM=FILE"),
        (["A.txt", "none.txt"], "none.txt: there is no such file; check the name"),
        (["empty.txt", "E=empty.txt"], "empty.txt: no witness has words; name files with text"),
        (["A.txt", "head.xml"], "head.xml: there is no text in it; give a TEI document with a text"),
        (["A.txt", "B.txt", "--base", "X"], "there is no witness X to be the base; the witnesses are A, B"),
        (["A.txt", "bad.json"], "bad.json: this JSON has no list `witnesses`; give CollateX's input"),
        (["A.txt", "nul.json"], "nul.json: token 1 of witness J has a control character; delete it"),
        (["A.txt", "dtd.xml"], "dtd.xml:1:1: the file has a DOCTYPE"),
        (["A.txt", "B.txt", "--decisions", "wrong.toml"], "unknown decision [[alin]]"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(folder: Path, arguments: list[str], message: str) -> None:
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "head.xml").write_text(f'<TEI xmlns="{tei.TEI}"><teiHeader/></TEI>', encoding="utf-8")
    (folder / "bad.json").write_text('{"a": 1}', encoding="utf-8")
    (folder / "nul.json").write_text('{"witnesses": [{"id": "J", "tokens": [{"t": "a\\u0000"}]}]}', encoding="utf-8")
    (folder / "dtd.xml").write_text('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', encoding="utf-8")
    (folder / "wrong.toml").write_text('[[alin]]\nA = "1 On"\n', encoding="utf-8")
    done = run(*arguments, "-o", "out.xml", cwd=folder)
    assert done.returncode == 2
    [line] = done.stderr.decode().splitlines()
    assert message in line
    assert not (folder / "out.xml").exists()


@pytest.mark.parametrize("encoding", ["parallel-segmentation", "location-referenced", "double-end-point"])
@pytest.mark.parametrize("base", ["A", "empty"])
def test_a_witness_that_lacks_the_whole_passage_is_told_and_comes_back(folder: Path, encoding: str, base: str) -> None:
    (folder / "empty.txt").write_text("\n", encoding="utf-8")
    done = run("A.txt", "empty.txt", "--encoding", encoding, "--base", base, "-o", "out.xml", cwd=folder)
    assert (done.returncode, b"the witness empty has no words" in done.stderr) == (1, True)
    for siglum, text in (("A", (folder / "A.txt").read_text(encoding="utf-8")), ("empty", "")):
        back = run("out.xml", "--witness", siglum, cwd=folder)
        assert (back.returncode, back.stdout.decode().split()) == (0, text.split())


def test_no_witness_is_a_wrong_use(folder: Path) -> None:
    done = run(cwd=folder)
    assert (done.returncode, b"Missing argument" in done.stderr) == (2, True)


def test_several_scripts_are_a_finding_and_nothing_is_lost(folder: Path) -> None:
    (folder / "G.txt").write_text("εν αρχη ην ο λογος", encoding="utf-8")
    done = run("A.txt", "G.txt", "--format", "json", cwd=folder)
    assert done.returncode == 1
    assert b"several scripts (A Latin, G Greek)" in done.stderr
    assert "λογος" in done.stdout.decode()


def test_a_malformed_apparatus_is_refused(folder: Path, corpus: Path) -> None:
    done = run(corpus / "dev" / "apparatus" / "teiphy_malformed.xml", cwd=folder)
    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == 1


def test_an_apparatus_made_elsewhere_is_collated_again(folder: Path, corpus: Path) -> None:
    path = corpus / "dev" / "apparatus" / "teiphy_ubs_ephesians.xml"
    done = run(path, "--format", "newick", cwd=folder)
    assert done.stdout.decode().count(",") > 70
    text = run(path, "--witness", "P46", cwd=folder)
    assert "εν τω ηγαπημενω" in text.stdout.decode()
