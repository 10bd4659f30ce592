"""`authority` and `tag`, as an archivist uses them."""

import csv
import subprocess
import sys
from pathlib import Path

from tei_edition import tei

TALK = """Comrade Li Xiannian Receives Guests

Time: 3 August 1964

Zhou: Comrade Li Xiannian is here.

Zhou: I told Zorgonov so. We asked Zorgonov.
"""


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tei_edition", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def edition(tmp_path: Path) -> Path:
    run("init", "mine", cwd=tmp_path)
    folder = tmp_path / "mine"
    (folder / "sources" / "talk.txt").write_text(TALK)
    return folder


def test_from_candidates_to_an_authority_and_back(tmp_path: Path) -> None:
    folder = edition(tmp_path)
    assert run("parse", "sources/talk.txt", "-o", "documents/talk.xml", cwd=folder).returncode == 0
    assert run("tag", "documents/talk.xml", "--candidates", "names.csv", cwd=folder).returncode == 0
    rows = {row["name"]: row for row in csv.DictReader((folder / "names.csv").open())}
    assert {"Li Xiannian", "Zorgonov"} <= set(rows)
    assert rows["Zorgonov"]["count"] == "2"
    assert run("authority", "import", "names.csv", "-o", "authority/persons.xml", cwd=folder).returncode == 0
    listed = run("authority", "list", cwd=folder).stdout
    assert "Zorgonov\tperson\tZorgonov" in listed
    run("parse", "sources/talk.txt", "-o", "documents/talk.xml", cwd=folder)
    document = (folder / "documents" / "talk.xml").read_text()
    assert 'ref="#Zorgonov" resp="#machine" cert="high" ana="#rule.name.authority"' in document
    assert 'corresp="persons:Zorgonov"' in document


def test_merging_leads_every_pointer_to_the_entry_that_is_kept(tmp_path: Path) -> None:
    folder = edition(tmp_path)
    (folder / "names.csv").write_text("id,name,forms\nLi,Li Xiannian,\nLi_2,Li Hsien-nien,Li Hsien-nien|Zorgonov\n")
    run("authority", "import", "names.csv", "-o", "authority/persons.xml", cwd=folder)
    run("parse", "sources/talk.txt", "-o", "documents/talk.xml", cwd=folder)
    before = tei.project(tei.read(folder / "documents" / "talk.xml"))
    done = run("authority", "merge", "Li", "Li_2", cwd=folder)
    assert sorted(done.stdout.split()) == [
        "authority/persons.xml",
        "documents/.machine/talk.xml",
        "documents/talk.xml",
    ]
    root = tei.read(folder / "documents" / "talk.xml")
    assert tei.project(root) == before
    assert "Li_2" not in (folder / "documents" / "talk.xml").read_text()
    names = [tei.project(name) for name in tei.every(root, "//t:body//t:persName[@ref='#Li']")]
    assert "Zorgonov" in names
    lines = (folder / "authority" / "persons.xml").read_text().splitlines()
    forms = [line for line in lines if "<persName" in line]
    assert any("Li Hsien-nien" in line for line in forms)
    assert len({line[: line.index("<")] for line in forms}) == 1
    assert run("authority", "check", cwd=folder).returncode == 0


def test_merging_what_is_not_there_changes_nothing(tmp_path: Path) -> None:
    folder = edition(tmp_path)
    (folder / "names.csv").write_text("id,name\nLi,Li Xiannian\n")
    run("authority", "import", "names.csv", "-o", "authority/persons.xml", cwd=folder)
    before = (folder / "authority" / "persons.xml").read_bytes()
    done = run("authority", "merge", "Li", "Nobody", cwd=folder)
    assert done.returncode == 2
    assert "there is no entry `Nobody`" in done.stderr
    assert (folder / "authority" / "persons.xml").read_bytes() == before


FOREIGN = (
    f'<?xml version="1.0"?>\n<!-- kept --><TEI xmlns="{tei.TEI}"><teiHeader><fileDesc>'
    "<titleStmt><title>x</title></titleStmt>"
    "<publicationStmt><p>x</p></publicationStmt><sourceDesc><p>x</p></sourceDesc></fileDesc></teiHeader>"
    '<text><body>\n<p rend="odd">On <hi>5 May 1950</hi> we left <placeName ref="#mine">Romania</placeName> '
    "for Poland.</p>\n"
    "</body></text></TEI>"
)


def test_tagging_touches_only_what_is_untagged(tmp_path: Path) -> None:
    (tmp_path / "foreign.xml").write_text(FOREIGN)
    done = run("tag", "foreign.xml", "-o", "tagged.xml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    tagged = (tmp_path / "tagged.xml").read_text()
    assert '<placeName ref="#mine">Romania</placeName>' in tagged
    assert '<placeName ref="#Poland" resp="#machine"' in tagged
    assert '<hi><date when="1950-05-05"' in tagged
    assert "<!-- kept -->" in tagged
    texts = [tei.every(tei.parse(data.encode()), "//t:text")[0] for data in (FOREIGN, tagged)]
    assert tei.project(texts[0]) == tei.project(texts[1])
    again = run("tag", "tagged.xml", "-o", "again.xml", cwd=tmp_path)
    assert again.returncode == 0
    assert (tmp_path / "again.xml").read_bytes() == (tmp_path / "tagged.xml").read_bytes()


def test_every_tag_can_be_explained(tmp_path: Path) -> None:
    (tmp_path / "foreign.xml").write_text(FOREIGN)
    done = run("tag", "foreign.xml", "--explain", cwd=tmp_path)
    lines = done.stdout.splitlines()
    assert "foreign.xml:3: date '5 May 1950' → 1950-05-05 (high): a day with its month; 5 May 1950" in lines
    assert any(line.startswith("foreign.xml:3: place 'Poland' → Poland (high)") for line in lines)


def test_an_empty_list_and_a_missing_one_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("name\n")
    for name, message in (("empty.csv", "no names in this list"), ("none.csv", "no such file")):
        done = run("authority", "import", name, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr


def test_an_import_replaces_no_file_that_says_something_else(tmp_path: Path) -> None:
    folder = edition(tmp_path)
    (folder / "names.csv").write_text("id,name\nLi,Li Xiannian\n")
    command = ("authority", "import", "names.csv", "-o", "authority/persons.xml")
    assert [run(*command, cwd=folder).returncode for _ in range(2)] == [0, 0]
    path = folder / "authority" / "persons.xml"
    path.write_text(path.read_text().replace("</person>", "<note>by hand</note></person>"))
    done = run(*command, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "authority/persons.xml: there is such a file already, and it says something else; "
        "name another with -o, or take this one away\n"
    )
    assert "by hand" in path.read_text()


def test_a_list_under_review_stays_where_no_document_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("name\nreviewed\n")
    done = run("tag", "none.xml", "--candidates", "names.csv", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "none.xml: there is no such file; check the name\n")
    assert (tmp_path / "names.csv").read_text() == "name\nreviewed\n"


def test_a_pointer_to_the_gazetteer_is_no_pointer_that_leads_nowhere(tmp_path: Path) -> None:
    folder = edition(tmp_path)
    rows = "Geng Biao,China,ambassador,Burma\nA B,Chyna,premier,\n"
    (folder / "names.csv").write_text("name,polity,office,place\n" + rows)
    run("authority", "import", "names.csv", "-o", "authority/persons.xml", cwd=folder)
    done = run("authority", "check", cwd=folder)
    assert done.returncode == 1
    assert {line.partition("`places:")[2].partition("`")[0] for line in done.stderr.splitlines()} == {"Chyna"}
    assert "which is in none of these files, nor in the gazetteer; add the entry" in done.stderr
