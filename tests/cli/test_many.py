"""`parse` over many sources, as a script runs it: again and again, with something broken, something changed, killed."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tei_edition.errors import OutputError
from tei_edition.publishing.converting import Conversion, Told, convert_all

TALK = "Zhou: We have come to {0}.\n\nMao: Indeed.\n\nZhou: Yes.\n\nMao: Yes.\n"
PERSONS = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><standOff><listPerson>
<person xml:id="Zhou_Enlai"><persName type="main">Zhou Enlai</persName><persName type="short">Zhou</persName></person>
{0}</listPerson></standOff></TEI>
"""


def run(*arguments: object, cwd: Path, stdin: str = "") -> tuple[int, list[str]]:
    command = [sys.executable, "-m", "tei_edition", "parse", *map(str, arguments)]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, cwd=cwd, check=False)
    return done.returncode, done.stderr.splitlines()


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.xml"))}


def new(told: list[Told]) -> set[str]:
    return {Path(one.path).stem for one in told if one.is_new and not one.failure}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "edition.toml").write_text('[edition]\ntitle = "Talks"\n')
    for name in ("in", "authority"):
        (tmp_path / name).mkdir()
    (tmp_path / "authority" / "persons.xml").write_text(PERSONS.format(""))
    for name, place in (("a", "London"), ("b", "Warsaw"), ("c", "Ravenscar")):
        (tmp_path / "in" / f"{name}.txt").write_text(TALK.format(place))
    return tmp_path


def test_a_folder_a_list_and_one_by_one_give_the_same_documents(folder: Path) -> None:
    assert run("in", "-o", "out", "-j", 2, cwd=folder) == (0, ["3 sources: 3 made anew"])
    names = "".join(f"in/{name}.txt\n" for name in "abc")
    assert run("--files-from", "-", "-o", "listed", "-j", 1, cwd=folder, stdin=names)[0] == 0
    for name in "abc":
        run(f"in/{name}.txt", "-o", "single/", cwd=folder)
    documents = files_of(folder / "out")
    assert [*documents] == [".machine/a.xml", ".machine/b.xml", ".machine/c.xml", "a.xml", "b.xml", "c.xml"]
    assert documents == files_of(folder / "listed") == files_of(folder / "single")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (None, "list: the list cannot be read (No such file or directory); check its name"),
        (b"in/a.txt\n\xff\xfe\n", "list:2: this is not UTF-8; write the list as UTF-8"),
        (b"in/a.txt\0in/b.txt\0", "list:1: this is no name of a file; write one a line"),
        (b"a" * 40_000, "list:1: this is no name of a file; write one a line"),
    ],
)
def test_a_list_that_is_none_is_told(folder: Path, data: bytes | None, told: str) -> None:
    if data is not None:
        (folder / "list").write_bytes(data)
    assert run("--files-from", "list", "-o", "out", cwd=folder) == (2, [told])
    assert (folder / "out").exists() is (data is not None)


def test_a_second_run_makes_only_what_changed_and_says_the_same_of_the_rest(folder: Path) -> None:
    (folder / "in" / "bad.txt").write_bytes(b"\x00")
    (folder / "in" / "plain.txt").write_text("Minutes of a Meeting\n\nNobody speaks here.\n")
    code, told = run("in", "-o", "out", "-j", 1, cwd=folder)
    assert code == 2
    assert [line.partition(":")[0] for line in told] == ["in/bad.txt", "in/plain.txt", "5 sources"]
    assert run("in", "-o", "out", "-j", 1, cwd=folder) == (
        2,
        [*told[:2], "5 sources: nothing has changed, 1 could not be made"],
    )
    (folder / "in" / "bad.txt").write_text(TALK.format("Gdynia"))
    (folder / "out" / "b.xml").unlink()
    assert run("in", "-o", "out", "-j", 1, cwd=folder) == (1, [told[1], "5 sources: 2 made anew"])


def test_a_note_that_many_sources_have_is_told_once(folder: Path) -> None:
    for name in "abc":
        path = folder / "in" / f"{name}.txt"
        head, tail = "12. Memorandum of ConversationSource\n\nWashington, May 4, 1961.", "* * *\n\n* Source: A file."
        path.write_text(f"{head}\n\n{path.read_text()}\n{tail}\n")
    code, told = run("in", "-o", "out", "-j", 1, cwd=folder)
    assert (code, told[1:]) == (0, ["3 sources: 3 made anew"])
    assert told[0].startswith("in/a.txt and 2 more: note: read by the furniture rules of the site frus")


def test_what_people_corrected_stays_until_it_is_to_be_thrown_away(folder: Path) -> None:
    run("in", "-o", "out", "-j", 1, cwd=folder)
    path = folder / "out" / "a.xml"
    machine = path.read_text()
    path.write_text(machine.replace("Indeed", "Indeed so"))
    (folder / "in" / "a.txt").write_text(TALK.format("London") + "\nZhou: Good.\n")
    assert run("in", "-o", "out", "-j", 1, cwd=folder)[1][-1] == "3 sources: 1 made anew"
    assert "Indeed so" in path.read_text() and "Good." in path.read_text()
    assert run("in", "-o", "out", "-j", 1, "--force", cwd=folder)[1][-1] == "3 sources: 3 made anew"
    assert "Indeed so" not in path.read_text() and "Good." in path.read_text()


def test_two_sources_of_one_name_do_not_overwrite_each_other(folder: Path) -> None:
    (folder / "more").mkdir()
    (folder / "more" / "a.txt").write_text(TALK.format("Paris"))
    code, told = run("in/a.txt", "more/a.txt", "in/none.txt", "-o", "out", "-j", 1, cwd=folder)
    assert code == 2
    assert told[0].startswith("more/a.txt: another source has this name")
    assert told[1] == "in/none.txt: there is no such file; check the name"
    assert "London" in (folder / "out" / "a.xml").read_text()


def test_a_name_new_to_the_authority_makes_the_documents_it_stands_in_and_no_others(folder: Path) -> None:
    def convert() -> set[str]:
        sources = [str(folder / "in" / f"{name}.txt") for name in "abc"]
        return new(list(convert_all(Conversion(folder / "out"), sources, 1)))

    assert convert() == {"a", "b", "c"}
    assert convert() == set()
    row = '<person xml:id="R"><persName type="main">Ravenscar</persName></person>'
    (folder / "authority" / "persons.xml").write_text(PERSONS.format(row))
    assert convert() == {"c"}
    told = files_of(folder / "out")
    shutil.rmtree(folder / "out")
    assert convert() == {"a", "b", "c"}
    assert files_of(folder / "out") == told


def test_a_run_that_is_stopped_or_killed_goes_on_from_there(folder: Path) -> None:
    for k in range(20):
        (folder / "in" / f"talk-{k:02}.txt").write_text(TALK.format(f"Paris {k}"))
    run("in", "-o", "whole", "-j", 1, cwd=folder)
    command = [sys.executable, "-m", "tei_edition", "parse", "in", "-o", "out", "-j", "1"]
    for told, code in ((signal.SIGINT, 130), (signal.SIGKILL, -9)):
        before = len([*(folder / "out").glob("*.xml")])
        process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
        while process.poll() is None and len([*(folder / "out").glob("*.xml")]) <= before:
            time.sleep(0.01)
        process.send_signal(told)
        _, errors = process.communicate()
        assert process.returncode == code
        assert ("stopped; the next run goes on from here" in errors) == (code == 130)
    (folder / "out" / ".a.xml.x1.partial").write_text("half")
    stamp = (folder / "out" / "a.xml").stat().st_mtime_ns
    assert run("in", "-o", "out", "-j", 1, cwd=folder)[0] == 0
    assert (folder / "out" / "a.xml").stat().st_mtime_ns == stamp
    assert files_of(folder / "out") == files_of(folder / "whole")
    assert not [*(folder / "out").rglob(".*.partial")]


def test_a_folder_that_cannot_be_written_to_is_told_in_one_line(folder: Path) -> None:
    (folder / "out").write_text("a file")
    code, told = run("in", "-o", "out", cwd=folder)
    assert (code, len(told)) == (2, 1)
    with pytest.raises(OutputError):
        list(convert_all(Conversion(folder / "out"), [str(folder / "in" / "a.txt")], 1))
