"""The command line, run as a user runs it: a process of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from tei_edition import cli

ROOT = Path(__file__).parents[2]
MEMCON = ROOT / "tei" / "sources" / "memcon-1964-08-03.txt"
TALK = "Zhou: We have come.\n\nMao: Indeed.\n\nZhou: Yes.\n\nMao: Yes.\n"


def run(*arguments: object, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "tei_edition", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd or ROOT, check=False)


def lines(stream: bytes) -> list[str]:
    return stream.decode().splitlines()


def test_parse_writes_tei_to_standard_output(tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text(TALK)
    done = run("parse", "talk.txt", cwd=tmp_path)
    assert done.stdout.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<TEI')
    assert (done.returncode, done.stderr) == (0, b"")


def test_parse_reads_standard_input(tmp_path: Path) -> None:
    done = run("parse", "-", stdin=TALK.encode(), cwd=tmp_path)
    assert (done.returncode, done.stdout.count(b"<sp ")) == (0, 4)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["bild"], "tei-edition: No such command 'bild' — did you mean `build`? See tei-edition --help"),
        (["x"], "tei-edition: No such command 'x'; see tei-edition --help"),
        (
            ["build", "--joobs", "2"],
            "tei-edition build: No such option '--joobs'. Did you mean '--jobs'? See tei-edition build --help",
        ),
        (
            ["validate", "-j", "99999", "x.xml"],
            "tei-edition validate: Invalid value for '-j' / '--jobs': 99999 is not in the range 0<=x<=1024; "
            "see tei-edition validate --help",
        ),
        (["parse"], "tei-edition parse: Missing argument 'SOURCE...'; see tei-edition parse --help"),
        (
            ["parse", "-", "--files-from", "-"],
            "tei-edition parse: Standard input and --files-from do not go together; see tei-edition parse --help",
        ),
    ],
)
def test_a_slip_in_the_command_line_is_one_line(arguments: list[str], told: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, lines(done.stderr)) == (2, b"", [told])


def test_what_no_rule_foresaw_is_one_line(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(cli.commands, "main", lambda **_: {}["words"])
    assert cli._run(["cite", "a.xml"]) == 2
    told = capfd.readouterr().err
    assert re.fullmatch(
        r"an error of the toolkit \(KeyError: 'words', test_commands.py:\d+\); "
        r"please report it, with what `tei-edition --debug` shows\n",
        told,
    )
    with pytest.raises(KeyError):
        cli._run(["--debug", "cite", "a.xml"])


def test_parse_says_what_is_odd_and_exits_1(tmp_path: Path) -> None:
    (tmp_path / "minutes.txt").write_text("Minutes of a Meeting\n\nNobody speaks here.\n")
    done = run("parse", "minutes.txt", "-o", "out.xml", cwd=tmp_path)
    assert done.returncode == 1
    assert lines(done.stderr) == [
        "minutes.txt: warning: nobody is seen to speak here; check the labels, or leave it as running text [no-turns]"
    ]
    assert (tmp_path / "out.xml").is_file()


def test_coverage_is_proved_line_by_line() -> None:
    done = run("parse", MEMCON, "--coverage", "-o", "-")
    report = done.stderr.decode()
    assert "100.00% of" in report
    assert "nothing lost, nothing added" in report
    assert "line 279: 132 characters header (abstract), rule abstract" in report


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.txt", b"", "empty.txt: the file is empty; give a text"),
        ("binary.txt", bytes(range(256)), "binary.txt:1: this is a binary file, not text; give a plain text file"),
        (
            "page.txt",
            b"Skip to content\n\nDocument Information\n",
            "page.txt: there is nothing but web furniture here; ",
        ),
        ("missing.txt", None, "missing.txt: there is no such file; check the name"),
    ],
)
def test_bad_input_gives_one_line_and_exit_2(tmp_path: Path, name: str, data: bytes | None, message: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    before = sorted(tmp_path.rglob("*"))
    done = run("parse", name, "-o", "out.xml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    [line] = lines(done.stderr)
    assert line.startswith(message)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "command",
    [
        "export csv",
        "export ris",
        "tag",
        "tag --explain",
        "cite",
        "render html",
        "parse",
        "collate good.txt",
        "align good.txt",
        "diff good.txt",
        "authority list",
        "authority check",
        "authority import",
        "schema -o made",
    ],
)
def test_xml_that_is_no_tei_is_refused_by_every_command(tmp_path: Path, command: str) -> None:
    (tmp_path / "good.txt").write_text(TALK)
    for name, root, remedy in (
        ("list.xml", "list", "give a TEI document"),
        ("bare.xml", "TEI", 'write xmlns="http://www.tei-c.org/ns/1.0" into its tag'),
    ):
        (tmp_path / name).write_text(f"\n<{root}><p>Mao Zedong spoke.</p></{root}>")
        done = run(*command.split(), name, cwd=tmp_path)
        told = f"{name}:2: this is no TEI: its root <{root}> is not in the TEI namespace; {remedy}"
        assert (done.returncode, done.stdout, lines(done.stderr)) == (2, b"", [told])
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("talk.xml", bytes(range(256)), "talk.xml: this is a binary file, not an XML file; give the right file"),
        (
            "talk.xml",
            b"A talk.",
            "talk.xml: this is plain text, not an XML file as its name says; rename it to talk.txt, ",
        ),
        (
            "talk.xml",
            b"<!DOCTYPE TEI><TEI/>",
            "talk.xml:1:1: the file has a DOCTYPE, which could pull in other files; ",
        ),
    ],
)
def test_what_is_no_xml_is_told_as_what_it_is(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(data)
    done = run("parse", name, cwd=tmp_path)
    [line] = lines(done.stderr)
    assert (done.returncode, line[: len(told)]) == (2, told)


def test_a_document_that_defines_no_schema_makes_none(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text('<TEI xmlns="http://www.tei-c.org/ns/1.0"/>')
    done = run("schema", "a.xml", cwd=tmp_path)
    told = "a.xml: this TEI defines no schema: there is no <schemaSpec> in it; give an ODD"
    assert (done.returncode, lines(done.stderr)) == (2, [told])
    assert [path.name for path in tmp_path.iterdir()] == ["a.xml"]


def test_a_text_too_deep_for_print_is_told(tmp_path: Path) -> None:
    deep = f"{'<hi>' * 240}x{'</hi>' * 240}"
    tei = f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>{deep}</p></body></text></TEI>'
    (tmp_path / "a.xml").write_text(tei)
    done = run("render", "pdf", "a.xml", "-o", "a.pdf", cwd=tmp_path)
    told = "a.xml: elements stand too deep in each other to be printed; look for empty levels"
    assert (done.returncode, lines(done.stderr)) == (2, [told])


def test_the_sources_of_a_folder_need_a_folder_for_their_documents(tmp_path: Path) -> None:
    done = run("parse", ".", cwd=tmp_path)
    told = "several results cannot share standard output; name a folder with -o DIR"
    assert (done.returncode, lines(done.stderr)) == (2, [told])


def test_one_bad_source_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TALK)
    (tmp_path / "bad.txt").write_bytes(b"\x00")
    done = run("parse", "bad.txt", "good.txt", "-o", "out", cwd=tmp_path)
    assert done.returncode == 2
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [".machine", "good.xml"]


def test_what_an_editor_has_changed_stays_without_any_edition(tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text(TALK)
    assert run("parse", "talk.txt", "-o", "talk.xml", cwd=tmp_path).returncode == 0
    assert run("parse", "talk.txt", "-o", "talk.xml", cwd=tmp_path).returncode == 0
    document = tmp_path / "talk.xml"
    written = document.read_text()
    edited = written.replace("Indeed", "Indeed!")
    document.write_text(edited)
    assert run("parse", "talk.txt", "-o", "talk.xml", cwd=tmp_path).returncode == 0
    assert document.read_text() == edited
    assert run("parse", "talk.txt", "-o", "talk.xml", "--force", cwd=tmp_path).returncode == 0
    assert document.read_text() == written


def test_several_results_need_a_folder(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TALK)
    done = run("parse", "a.txt", "b.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert b"name a folder with -o DIR" in done.stderr


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["parse"], ["parse", "--nonsense", "x"], ["render", "docx", "x.xml"]]
)
def test_bad_usage_exits_2(arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr


def test_a_new_edition_builds(tmp_path: Path) -> None:
    assert run("init", "mine", cwd=tmp_path).returncode == 0
    (tmp_path / "mine" / "sources" / "talk.txt").write_text(TALK)
    done = run("build", "mine", cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr.decode()
    assert lines(done.stdout) == ["mine/build/site/index.html"]
    made = {path.name for path in (tmp_path / "mine" / "build" / "site" / "documents").iterdir()}
    assert {"talk.html", "talk.xml", "talk.pdf", "talk.txt", "talk.json", "talk.csv"} <= made
    again = run("build", "mine", cwd=tmp_path)
    assert b"nothing has changed" in again.stderr
    assert again.stdout == done.stdout


def test_build_makes_only_what_changed(tmp_path: Path) -> None:
    run("init", "mine", cwd=tmp_path)
    for name in ("one", "two"):
        (tmp_path / "mine" / "sources" / f"{name}.txt").write_text(TALK)
    run("build", "mine", cwd=tmp_path)
    built = tmp_path / "mine" / "build" / "site" / "documents"
    stamps = {path: path.stat().st_mtime_ns for path in built.rglob("*.html")}
    (tmp_path / "mine" / "sources" / "two.txt").write_text(TALK + "\nZhou: Goodbye.\n")
    run("build", "mine", cwd=tmp_path)
    changed = [path.stem for path, stamp in stamps.items() if path.stat().st_mtime_ns != stamp]
    assert changed == ["two"]
    (tmp_path / "mine" / "sources" / "one.txt").unlink()
    run("build", "mine", cwd=tmp_path)
    assert [path.name for path in built.glob("one.*")] == ["one.html"]
    assert "no longer part of the edition" in (built / "one.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[edition]\ntitel = 'x'\n", "unknown key `titel` in [edition]"),
        ("[edition]\ndocument = 'x'\n", "unknown key `document` in [edition]"),
        ("[edition]\ntitle = 3\n", "`title` in [edition] is not a text"),
        ("[edition\n", "this is not TOML"),
        ("[stuff]\n", "unknown table [stuff]"),
        ("[documents.x]\ncorrections = [{ sic = 'a' }]\n", "a correction in [documents.x] is not complete"),
        ("[edition]\nformats = ['docx']\n", "unknown format 'docx'"),
        ("[edition]\nlanguage = 'englisch'\n", "`language` in [edition] is 'englisch', which is no language tag"),
        ("[documents.a]\noriginal-language = 'z'\n", "`original-language` in [documents.a] is 'z'"),
        ("\n[edition]\neditors = [1]\n", "edition.toml:3: `editors` in [edition] is not a list of texts; "),
        ("[edition]\nformats = [[]]\n", "edition.toml:2: `formats` in [edition] is not a list of texts; "),
        ("[edition]\nsite = 'x'\n", "edition.toml: `site` in [edition] is 'x', for which there are no rules; "),
        ("[edition]\ntitle = x\n", "edition.toml:2:9: this is not TOML (Invalid value); correct the file"),
        ('[edition]\ntitle = "a\\u0000b"\n', "the text 'a\\x00b' has the character U+0000, which no XML can hold; "),
        (f"a = {'[' * 5000}", "a number in it is too long, or its tables stand too deep in each other; "),
        (f"[edition]\ntitle = {'9' * 5000}", "a number in it is too long, or its tables stand too deep in "),
        (
            "[documents.talk]\ncorrections = [{ sic = 1, corr = 'x' }]",
            "edition.toml:2: a correction in [documents.talk]",
        ),
        ("[documents.talk]\ndate = '1964-13-01'", "edition.toml:2: `date` in [documents.talk] is '1964-13-01'; write "),
        ("[documents.talk]\nutc-offset = 'east'", "edition.toml:2: `utc-offset` in [documents.talk] is 'east'; write "),
        ("[build]\nseconds = nan", "edition.toml:2: `seconds` in [build] cannot be nan; give a number, or 0 for no "),
        (f"[build]\nmemory = {10**30}", "edition.toml:2: `memory` in [build] is too large a number; "),
        ('[print]\npage = "a\\nb"', "edition.toml:2: `page` in [print] cannot be 'a\\nb'; give one of a4, "),
        (
            "[[comparison]]\nname = 'c'\nwitnesses = { A = 'talk', B = 'talk' }\nlanguages = { A = '!!' }",
            "edition.toml:1: comparison c: '!!' is no language tag; write one such as `en` or `zh-Hant` (BCP 47)",
        ),
        ("[edition]\ninterface = 'english'\n", "edition.toml:2: `interface` in [edition] is 'english', which is no "),
        (
            "[documents.old]\nmoved-to = 'tallk'\n",
            "`moved-to` of [documents.old] leads to no document — did you mean `talk`?; correct the name",
        ),
        ("[documents.tallk]\n", "[documents.tallk] names no document and no source — did you mean `talk`?"),
    ],
)
def test_a_wrong_edition_file_is_told(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "talk.txt").write_text(TALK)
    (tmp_path / "edition.toml").write_text(text)
    done = run("build", tmp_path)
    assert done.returncode == 2
    [line] = lines(done.stderr)
    assert message in line


def test_a_wrong_table_is_told_once_and_not_by_every_document(tmp_path: Path) -> None:
    for name in ("sources", "tables"):
        (tmp_path / name).mkdir()
    for name in ("a", "b"):
        (tmp_path / "sources" / f"{name}.txt").write_text(TALK)
    (tmp_path / "edition.toml").write_text("")
    (tmp_path / "tables" / "dates.toml").write_text("[days]\nmontag = 8\n")
    done = run("build", ".", cwd=tmp_path)
    told = "tables/dates.toml: `days.montag` is 8; give a number from 1 to 7"
    assert (done.returncode, lines(done.stderr)) == (2, [told])


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        (
            "document.html.j2",
            b"x\n{% if %}",
            ":2: the template is wrong: Expected an expression, got 'end of statement ",
        ),
        (
            "pdf/document.typ.j2",
            b"{{ x",
            ":1: the template is wrong: unexpected end of template, expected 'end of print ",
        ),
        ("frame.html.j2", b"\xff", ": this is not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_wrong_template_is_told_once_and_not_by_every_document(
    tmp_path: Path, name: str, data: bytes, told: str
) -> None:
    (tmp_path / "sources").mkdir()
    for source in ("a", "b"):
        (tmp_path / "sources" / f"{source}.txt").write_text(TALK)
    (tmp_path / "edition.toml").write_text("")
    (tmp_path / "templates" / name).parent.mkdir(parents=True)
    (tmp_path / "templates" / name).write_bytes(data)
    done = run("build", ".", cwd=tmp_path)
    [line] = lines(done.stderr)
    assert (done.returncode, line.startswith(f"templates/{name}{told}")) == (2, True), line


@pytest.mark.parametrize("name", ["sources", "documents"])
def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path, name: str) -> None:
    run("init", "mine", cwd=tmp_path)
    (tmp_path / "mine" / name).rmdir()
    (tmp_path / "mine" / name).touch()
    done = run("build", "mine", cwd=tmp_path)
    told = f"mine/{name}: this is no folder; move it away, and make a folder of this name"
    assert (done.returncode, lines(done.stderr)) == (2, [told])


def test_a_damaged_ledger_is_told(tmp_path: Path) -> None:
    run("init", "mine", cwd=tmp_path)
    (tmp_path / "mine" / "sources" / "talk.txt").write_text(TALK)
    run("build", "mine", cwd=tmp_path)
    ledger = tmp_path / "mine" / "build" / "ledger.sqlite"
    data = ledger.read_bytes()
    ledger.write_bytes(data[:20_000] + b"\xff" * 60_000 + data[80_000:])
    (tmp_path / "mine" / "sources" / "talk.txt").write_text(TALK + "\nZhou: Goodbye.\n")
    done = run("build", "mine", cwd=tmp_path)
    told = "the ledger is damaged (database disk image is malformed); delete it: the next run makes everything anew"
    assert (done.returncode, lines(done.stderr)) == (2, [f"mine/build/ledger.sqlite: {told}"])
    ledger.unlink()
    assert b"made anew" in run("build", "mine", cwd=tmp_path).stderr


@pytest.mark.parametrize("command", ["parse talk.txt", "export csv talk.xml"])
def test_a_pipe_is_written_into_and_not_replaced(tmp_path: Path, command: str) -> None:
    (tmp_path / "talk.txt").write_text(TALK)
    run("parse", "talk.txt", "-o", "talk.xml", cwd=tmp_path)
    before = sorted(tmp_path.rglob("*"))
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    done = run(*command.split(), "-o", "pipe", cwd=tmp_path)
    written = os.read(reader, 1 << 16)
    os.close(reader)
    assert (done.returncode, bool(written), (tmp_path / "pipe").is_fifo()) == (0, True, True)
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "pipe"])


def test_a_correction_of_words_that_are_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text(TALK)
    (tmp_path / "edition.toml").write_text(
        "[documents.talk]\ncorrections = [{ sic = 'Yess', corr = 'Yes' }, { sic = 'Indeed', corr = 'In deed' }]\n"
    )
    done = run("parse", "talk.txt", cwd=tmp_path)
    assert (done.returncode, done.stdout.count(b"<corr ")) == (1, 1)
    assert lines(done.stderr) == [
        "talk.txt: warning: 'Yess', which edition.toml corrects, is in no paragraph; "
        "write `sic` as the source has it [correction-unused]"
    ]


def test_a_folder_without_edition_is_told(tmp_path: Path) -> None:
    done = run("build", cwd=tmp_path)
    assert done.returncode == 2
    assert b"there is no edition here; `tei-edition init .` starts one" in done.stderr


def test_a_built_page_links_to_what_was_built_beside_it(tmp_path: Path) -> None:
    run("init", "mine", cwd=tmp_path)
    (tmp_path / "mine" / "sources" / "talk of 5 May.txt").write_text(TALK)
    run("build", "mine", cwd=tmp_path)
    page = tmp_path / "mine" / "build" / "site" / "documents" / "talk of 5 May.html"
    links = re.findall(r'rel="alternate" type="[^"]*" href="([^"]*)"', page.read_text(encoding="utf-8"))
    assert len(links) == 8
    for link in links:
        assert (page.parent / unquote(link)).is_file(), link


def test_export_and_cite_say_what_a_document_holds(tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text(TALK)
    run("parse", "talk.txt", "-o", "talk.xml", cwd=tmp_path)
    table = run("export", "csv", "talk.xml", cwd=tmp_path)
    assert table.returncode == 0
    assert table.stdout.decode().startswith("document,paragraph,id,element,type,text,ref,")
    reference = run("export", "ris", "talk.xml", "-o", "out/", cwd=tmp_path)
    assert reference.returncode == 0
    assert (tmp_path / "out" / "talk.ris").read_bytes().endswith(b"ER  - \r\n")
    cited = run("cite", "talk.xml", "p3", cwd=tmp_path)
    assert cited.returncode == 0
    assert "par. 3." in cited.stdout.decode()
    lost = run("cite", "talk.xml", "p999", cwd=tmp_path)
    assert lost.returncode == 2
    assert "talk.xml: no numbered paragraph has the id 'p999'" in lost.stderr.decode()


def test_a_published_document_is_cited_with_its_address(tmp_path: Path) -> None:
    run("init", "mine", cwd=tmp_path)
    settings = tmp_path / "mine" / "edition.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('address = ""', 'address = "https://example.org/mine"'), encoding="utf-8")
    (tmp_path / "mine" / "sources" / "talk of 5 May.txt").write_text(TALK)
    run("parse", "sources/talk of 5 May.txt", "-o", "documents/talk of 5 May.xml", cwd=tmp_path / "mine")
    run("build", "mine", cwd=tmp_path)
    address = "https://example.org/mine/documents/talk%20of%205%20May.html"
    cited = run("cite", "mine/documents/talk of 5 May.xml", "p3", cwd=tmp_path)
    assert f"{address}#p3." in cited.stdout.decode()
    told = tmp_path / "mine" / "build" / "site" / "documents" / "talk of 5 May.bib"
    assert address in told.read_text(encoding="utf-8")


def test_render_lists_elements_that_it_has_no_treatment_for(tmp_path: Path) -> None:
    body = "<p>A\n<zzz>b</zzz> <zzz>c</zzz></p>"
    (tmp_path / "there.xml").write_text(
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>{body}</body></text></TEI>'
    )
    done = run("render", "html", "there.xml", "-o", "page.html", cwd=tmp_path)
    assert done.returncode == 0
    assert lines(done.stderr)[0].startswith("there.xml:2: note: no treatment for <zzz> (2 times); shown as text;")
    assert run("render", "html", "there.xml", "--language", "de", cwd=tmp_path).stdout.startswith(
        b'<!DOCTYPE html>\n<html lang="de"'
    )


@pytest.mark.parametrize(
    "command",
    [
        "render html a.xml -o a.xml",
        "render text a.xml -o ./link.xml",
        "render text a.xml -o ../here/a.xml",
        "export json a.xml -o a.xml",
        "tag a.xml -o a.xml",
        "tag a.xml --candidates a.xml",
        "parse a.xml -o a.xml",
        "parse a.xml b.txt -o .",
        "diff a.xml b.txt -o a.xml",
        "diff a.xml b.txt -o b.txt",
        "collate a.xml b.txt -o hard.xml",
        "collate A=a.xml B=b.txt -o b.txt",
        "align a.xml B=b.txt -o b.txt",
        "authority import b.txt -o b.txt",
    ],
)
def test_no_result_replaces_what_it_is_made_of(tmp_path: Path, command: str) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "a.xml").write_bytes((ROOT / "tei" / "documents" / "memcon-1964-08-03.xml").read_bytes())
    (folder / "b.txt").write_text(TALK)
    (folder / "link.xml").symlink_to("a.xml")
    (folder / "hard.xml").hardlink_to(folder / "a.xml")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = run(*command.split(), cwd=folder)
    assert done.returncode == 2
    told = lines(done.stderr)
    assert [line for line in told if "would replace the file that it is made of; name another" in line]
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("command", ["diff a.txt b.txt", "collate a.txt b.txt", "align a.txt b.txt"])
def test_one_result_is_no_folder(tmp_path: Path, command: str) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TALK)
    done = run(*command.split(), "-o", ".", cwd=tmp_path)
    assert (done.returncode, lines(done.stderr)) == (
        2,
        [".: this is a folder, and the result is one file; name a file in it"],
    )


def test_what_a_folder_holds_besides_sources_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.rtf", "b.RTF", "README"):
        (folder / name).write_text("x")
    done = run("parse", "in", "-o", "out", cwd=tmp_path)
    assert done.returncode == 2
    [line] = lines(done.stderr)
    assert line.startswith("in: there is no source in this folder (1 without ending, 2 .rtf); known are .txt")
    (folder / "talk.txt").write_text(TALK)
    done = run("parse", "in", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0
    assert lines(done.stderr)[0] == "in: note: 3 files of no known kind left out (1 without ending, 2 .rtf)"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("render pdf a.xml a.xml -o one.pdf", "one.pdf: this names a file, but several results need a folder; "),
        ("render html a.xml a.xml", "several results cannot share standard output; "),
        ("parse a.txt b.txt -o one.xml", "one.xml: this names a file, but several results need a folder; "),
        ("render html a.xml --templates nope", "nope: there is no such folder; check the name of --templates"),
        ("render html bare.xml", "bare.xml:1: this is no TEI: its root <TEI> is not in the TEI namespace; "),
        ("render pdf bare.xml -o x.pdf", "bare.xml:1: this is no TEI: "),
        (
            "tag a.txt",
            "a.txt:1:1: not well-formed XML: this does not begin with a tag; give a TEI document: `tei-edition parse` ",
        ),
        ("parse a.txt -o b.txt", "b.txt:1:1: not well-formed XML: this does not begin with a tag; "),
        ("build edition.toml", "edition.toml: this is a file, not the folder of an edition; give the folder "),
    ],
)
def test_slips_of_the_command_line_are_told_in_one_line(tmp_path: Path, command: str, told: str) -> None:
    for name, text in (("a.txt", TALK), ("b.txt", TALK), ("bare.xml", "<TEI/>"), ("edition.toml", "")):
        (tmp_path / name).write_text(text)
    (tmp_path / "a.xml").write_bytes((ROOT / "tei" / "documents" / "memcon-1964-08-03.xml").read_bytes())
    before = sorted(tmp_path.rglob("*"))
    done = run(*command.split(), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    [line] = lines(done.stderr)
    assert line.startswith(told)
    assert sorted(tmp_path.rglob("*")) == before
