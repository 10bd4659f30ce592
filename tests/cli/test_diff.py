"""`tei-edition diff` as a person types it."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

from tei_edition import resources
from tei_edition.collation.difference_reports import as_terminal
from tei_edition.collation.differences import differences
from tei_edition.collation.stating import state_files

ROOT = Path(__file__).parents[2]
A, B = "romania-talks.first.txt", "romania-talks.second.xml"
WITNESSES = ROOT / "tei" / "witnesses"


def run(*arguments: str | Path, cwd: Path = WITNESSES, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "tei_edition", "diff", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, input=given, capture_output=True, check=False)


def test_facts_that_differ_give_exit_code_1_and_stand_first() -> None:
    done = run(A, B)
    assert done.returncode == 1
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("12 differences of fact")
    assert lines.index("Only the rendering differs:") < lines.index("Wording:")
    assert "\x1b" not in done.stdout.decode()


def test_wording_alone_gives_exit_code_0(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The talks in Peking were long.\n")
    (tmp_path / "b.txt").write_text("In Beijing the talks were lengthy.\n")
    done = run("a.txt", "b.txt", cwd=tmp_path)
    assert done.returncode == 0
    assert "“Peking” | “Beijing”" in done.stdout.decode()
    assert run("a.txt", "a.txt", cwd=tmp_path).stdout.decode() == "no difference\n"


def test_one_text_may_come_from_standard_input() -> None:
    done = run("-", B, given=(WITNESSES / A).read_bytes())
    assert done.returncode == 1
    assert "stdin:" in done.stdout.decode()


def test_only_the_facts() -> None:
    assert b"Wording:" not in run(A, B, "--facts").stdout


def test_json_is_of_the_form_the_schema_describes() -> None:
    done = run(A, B, "--format", "json")
    schema = json.loads((resources.PACKAGE / "collation" / "data" / "differences.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    made = json.loads(done.stdout)
    Draft202012Validator(schema).validate(made)
    assert len(made["facts"]) == 12
    text = (WITNESSES / A).read_text(encoding="utf-8")
    for found in made["facts"]:
        assert text[found["a"]["start"] : found["a"]["end"]] == found["a"]["text"]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_the_page_needs_nothing_else_and_runs_nothing(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script> Zhou met 12 men in <b>Hanoi</b>.\n"
    (tmp_path / "a&b.txt").write_text(evil)
    (tmp_path / "c.txt").write_text(evil.replace("12", "13"))
    done = run("a&b.txt", "c.txt", "--format", "html", cwd=tmp_path)
    assert done.returncode == 1
    page = done.stdout.decode()
    tags = Tags()
    tags.feed(page)
    names = [name for name, _ in tags.seen]
    assert "script" not in names and "link" not in names and "img" not in names
    assert not any(key in ("src", "href", "style") or key.startswith("on") for _, held in tags.seen for key in held)
    assert "default-src 'none'; style-src 'sha256-" in page
    assert names.count("mark") == 2
    assert page.index("Differences of fact") < page.index("Wording")


def test_the_page_is_valid_html(tmp_path: Path, vnu: Callable[[Path], list[str]]) -> None:
    page = tmp_path / "page.html"
    assert run(A, B, "--format", "html", "-o", page).returncode == 1
    assert [line for line in vnu(page) if " info " not in line and ": info" not in line] == []


def test_the_same_texts_give_the_same_bytes() -> None:
    for form in ("text", "json", "html"):
        assert run(A, B, "--format", form).stdout == run(A, B, "--format", form).stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("missing.txt", B), "missing.txt"),
        (("-", "-"), "standard input can be only one"),
        (("empty.txt", "a.txt"), "empty.txt"),
        (("blank.txt", "a.txt"), "blank.txt"),
        (("bad.xml", "a.txt"), "bad.xml:1"),
        (("a.txt", "a.txt", "--authority", "bad.xml"), "bad.xml:1"),
        (("picture.txt", "a.txt"), "picture.txt: this is a picture"),
    ],
)
def test_bad_input_gives_one_clear_line(arguments: tuple[str, ...], told: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Some words.\n")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_text("---\n")
    (tmp_path / "bad.xml").write_text("<TEI xmlns='http://www.tei-c.org/ns/1.0'><text>")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n")
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    [line] = done.stderr.decode().splitlines()
    assert told in line
    assert done.stdout == b""


def test_a_terminal_shows_two_columns_where_it_is_wide() -> None:
    files = tuple((name, WITNESSES / name, (WITNESSES / name).read_bytes()) for name in (A, B))
    found = differences(*state_files((files[0], files[1])))
    for width, wide in ((140, True), (60, False)):
        console = Console(width=width, record=True, force_terminal=True, file=io.StringIO())
        console.print(as_terminal(found, width))
        shown = console.export_text()
        assert max(map(len, shown.splitlines())) <= width
        assert bool(re.search(r"│.*│.*│", shown)) is wide
        assert "Leningrad" in shown and "Moscow" in shown
