"""`tei-edition validate`, run as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATTERNS = ROOT / "tests" / "data" / "patterns.xml"
TEXT = PATTERNS.read_text(encoding="utf-8")


def run(*arguments: object, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "tei_edition", "validate", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound file, one with slips, one that is no XML."""
    (tmp_path / "sound.xml").write_text(TEXT, encoding="utf-8")
    slips = TEXT.replace('ref="#Romania"', 'ref="Romania"', 1).replace('when="1964-08-05"', 'when="1964-8-5"')
    (tmp_path / "slips.xml").write_text(slips, encoding="utf-8")
    (tmp_path / "broken.xml").write_text("<TEI>\n<p>\n</TEI>\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("names", "code"), [(["sound.xml"], 0), (["slips.xml"], 1), (["broken.xml", "sound.xml"], 2)])
def test_the_exit_code_says_how_it_went(folder: Path, names: list[str], code: int) -> None:
    assert run(*names, cwd=folder).returncode == code


def test_a_folder_and_a_list_are_the_files_in_them(folder: Path) -> None:
    (folder / "note.txt").write_text("No TEI.\n")
    named = run("broken.xml", "slips.xml", "sound.xml", cwd=folder)
    assert (named.returncode, named.stderr.splitlines()[-1]) == (2, b"2 of 3 files checked, 2 findings")
    for given, stdin in ((["."], b""), (["--files-from", "-"], b"broken.xml\r\n\nslips.xml\nsound.xml")):
        done = run(*given, cwd=folder, stdin=stdin)
        assert (done.returncode, done.stdout, done.stderr) == (2, named.stdout, named.stderr)


def test_a_folder_without_tei_is_told_before_anything_is_printed(folder: Path) -> None:
    (folder / "empty").mkdir()
    done = run("slips.xml", "empty", "--format", "json", cwd=folder)
    told = b"empty: there is no TEI in this folder; name one with .xml files in it\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", told)


def test_a_finding_names_line_and_column(folder: Path) -> None:
    done = run("slips.xml", cwd=folder)
    [line] = [row for row in done.stdout.decode().splitlines() if "[pointer-bare]" in row]
    number = TEXT[: TEXT.index('ref="#Romania"')].count("\n") + 1
    column = TEXT.splitlines()[number - 1].index('ref="#Romania"') + 1
    assert line.startswith(f"slips.xml:{number}:{column}: error: `placeName/@ref` is `Romania` without a #; write ")
    assert done.stderr.decode() == "1 of 1 file checked, 2 findings\n"


def test_what_is_no_xml_is_told_on_standard_error(folder: Path) -> None:
    done = run("broken.xml", cwd=folder)
    assert done.stdout == b""
    assert done.stderr.decode().splitlines()[0].startswith("broken.xml:3:7: not well-formed XML: `</TEI>` stands where")


def test_machines_are_told_of_what_is_no_xml_too(folder: Path) -> None:
    rows = json.loads(run("broken.xml", "--format", "json", cwd=folder).stdout)
    assert [(row["rule"], row["line"], row["column"]) for row in rows] == [("not-well-formed", 3, 7)]
    done = run("broken.xml", "--format", "github", cwd=folder)
    assert done.stdout.startswith(b"::error file=broken.xml,line=3,col=7,title=not-well-formed::")


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "junit"])
def test_several_processes_say_the_same_in_the_same_order(folder: Path, form: str) -> None:
    names = ["slips.xml", "broken.xml", "sound.xml", "missing.xml"] * 20
    one, two = (run(*names, "--format", form, "-j", jobs, cwd=folder) for jobs in (1, 2))
    assert (one.stdout, one.stderr, one.returncode) == (two.stdout, two.stderr, two.returncode)
    assert one.returncode == 2


def test_diff_shows_and_fix_mends(folder: Path) -> None:
    before = (folder / "slips.xml").read_bytes()
    shown = run("--diff", "slips.xml", cwd=folder)
    assert (folder / "slips.xml").read_bytes() == before
    assert shown.returncode == 1
    assert shown.stdout.startswith(b"--- slips.xml\n+++ slips.xml\n@@ ")
    mended = run("--fix", "slips.xml", cwd=folder)
    assert mended.stdout.startswith(b"--- slips.xml")
    assert (mended.returncode, (folder / "slips.xml").read_text(encoding="utf-8")) == (0, TEXT)
    assert "slips.xml: 2 slips mended" in mended.stderr.decode()
    assert run("--fix", "slips.xml", cwd=folder).stdout.decode().startswith("slips.xml: note: 28 of 28")


def test_standard_input_is_read_and_never_mended(folder: Path) -> None:
    assert run("-", cwd=folder, stdin=TEXT.encode()).returncode == 0
    done = run("-", "--fix", cwd=folder, stdin=TEXT.encode())
    assert (done.returncode, done.stderr) == (2, b"standard input cannot be mended; name a file\n")


def test_the_limit_of_size_can_be_raised(folder: Path) -> None:
    (folder / "large.xml").write_text(TEXT.replace("</body>", f"<!--{'x' * 2_000_000}--></body>"), encoding="utf-8")
    done = run("large.xml", "--max-size", 1, cwd=folder)
    assert (done.returncode, b"larger than 1 MB; raise the limit with --max-size" in done.stderr) == (2, True)
    assert run("large.xml", "--max-size", 3, cwd=folder).returncode == 0


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("none.rng", None, "none.rng: there is no such schema; check the name"),
        ("a.rng", b"<a/>", "a.rng: this is no RELAX NG schema; give a .rng file in XML syntax"),
        ("b.rng", b"nonsense", "b.rng:1: this is no RELAX NG schema (not well-formed XML"),
    ],
)
def test_a_schema_that_cannot_be_used_is_one_line(folder: Path, name: str, data: bytes | None, message: str) -> None:
    if data is not None:
        (folder / name).write_bytes(data)
    for jobs in (1, 2):
        done = run("sound.xml", "--schema", name, "-j", jobs, cwd=folder)
        assert (done.returncode, done.stdout) == (2, b"")
        [line] = done.stderr.decode().splitlines()
        assert line.startswith(message)


def test_an_edition_sets_severities(folder: Path) -> None:
    (folder / "edition.toml").write_text('[rules]\ntags-unreviewed = "error"\nsource-missing = "off"\n')
    done = run("sound.xml", cwd=folder)
    assert (done.returncode, done.stdout.decode().startswith("sound.xml: error: 28 of 28")) == (1, True)


def test_a_sound_document_loads_little(folder: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "tei_edition", "validate", "sound.xml"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "tei_edition.validation.checking" in loaded
    heavy = {
        "jinja2",
        "babel",
        "pycountry",
        "typst",
        "ahocorasick_rs",
        "rapidfuzz",
        "rich",
        "json",
        "difflib",
        "tempfile",
    }
    rooms = {f"tei_edition.{name}" for name in ("sources", "transcripts", "entities", "encoding", "rendering")}
    assert loaded & (heavy | rooms | {"tei_edition.validation.faults", "tei_edition.validation.fixing"}) == set()


def test_a_pipe_that_closes_early_is_no_error(folder: Path) -> None:
    command = f"{sys.executable} -m tei_edition validate slips.xml --format sarif | head -c 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, cwd=folder, check=False)
    assert (done.returncode in (0, 1), done.stdout) == (True, b"{")
    assert b"rror" not in done.stderr.replace(b"errors", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is not there")
def test_output_that_cannot_be_written_is_told(folder: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "tei_edition", "validate", "slips.xml"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, cwd=folder, check=False)
    assert done.returncode == 2
    assert b"cannot be written" in done.stderr
    assert b"Traceback" not in done.stderr
