"""What an archive gets: everything the edition is made of, proved whole."""

import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from publishing.making import make_edition
from tei_edition.edition import load_edition
from tei_edition.errors import EditionError, TeiError
from tei_edition.publishing import build
from tei_edition.publishing.deposit import deposit


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    folder = make_edition(tmp_path / "edition", 2)
    (folder / "documents" / ".machine").mkdir()
    (folder / "documents" / ".machine" / "talk-000.xml").write_text("<TEI/>")
    (folder / "sources").mkdir()
    (folder / "sources" / "a visit.txt").write_text("Words")
    return folder


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as bag:
        return bag.namelist()


def unpacked(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as bag:
        bag.extractall(folder)
    [top] = folder.iterdir()
    return top


def test_nothing_of_the_edition_is_left_out(edition: Path, tmp_path: Path) -> None:
    build(load_edition(edition), edition / "build")
    made = deposit(load_edition(edition))
    assert made.path == edition / "build" / "port-1.2.0.zip"
    bag = unpacked(made.path, tmp_path / "bag")
    files = [path for path in edition.rglob("*") if path.is_file() and not path.is_relative_to(edition / "build")]
    assert made.files == len(files) + 2
    for path in files:
        assert (bag / "data" / "edition" / path.relative_to(edition)).read_bytes() == path.read_bytes()
    assert "<title>" in (bag / "data" / "records" / "talk-000.mods.xml").read_text()


def test_the_bag_is_what_the_archives_own_tool_calls_valid(
    edition: Path, tmp_path: Path, bagit: Callable[[Path], int]
) -> None:
    bag = unpacked(deposit(load_edition(edition)).path, tmp_path / "bag")
    assert bagit(bag) == 0
    (bag / "data" / "edition" / "sources" / "a visit.txt").write_text("Other")
    assert bagit(bag) != 0


def test_a_percent_sign_in_a_name_is_told_as_the_rfc_wants_it(edition: Path, tmp_path: Path) -> None:
    (edition / "sources" / "100 %.txt").write_text("Words")
    bag = unpacked(deposit(load_edition(edition)).path, tmp_path / "bag")
    assert (bag / "data" / "edition" / "sources" / "100 %.txt").is_file()
    assert "  data/edition/sources/100 %25.txt\n" in (bag / "manifest-sha256.txt").read_text()


def test_the_same_edition_gives_the_same_bytes_and_no_bag_holds_another(edition: Path, tmp_path: Path) -> None:
    first = deposit(load_edition(edition)).path.read_bytes()
    second = deposit(load_edition(edition), tmp_path / "second.zip").path.read_bytes()
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()
    third = deposit(load_edition(edition), edition / "third.zip").path
    assert third.read_bytes() == first == deposit(load_edition(edition), third).path.read_bytes()


def test_the_site_is_packed_where_it_is_asked_for(edition: Path) -> None:
    with pytest.raises(EditionError, match="there is no built site; run `tei-edition build` first"):
        deposit(load_edition(edition), with_site=True)
    build(load_edition(edition), edition / "build")
    found = names(deposit(load_edition(edition), with_site=True).path)
    assert "port-1.2.0/data/site/documents/talk-000.html" in found
    assert not [name for name in found if "ledger" in name or "/build/" in name]


def test_what_lies_outside_or_is_hidden_stays_there(edition: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (edition / "sources" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (edition / ".git").mkdir()
    (edition / ".git" / "config").write_text("mine")
    (edition / ".env").write_text("mine")
    found = names(deposit(load_edition(edition)).path)
    assert not [name for name in found if "link.txt" in name or ".git" in name or ".env" in name]


def test_what_cannot_be_packed_is_told_and_nothing_is_written(edition: Path, tmp_path: Path) -> None:
    (edition / "documents" / "talk-001.xml").write_text("<TEI")
    with pytest.raises(TeiError, match=r"talk-001\.xml:1"):
        deposit(load_edition(edition), tmp_path / "out" / "bag.zip")
    assert list((tmp_path / "out").iterdir()) == []


def test_on_the_command_line(edition: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tei_edition", "deposit", edition, "-o", tmp_path / "bag.zip"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'bag.zip'}\n")
    assert done.stderr.endswith(" bytes\n")
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "edition.toml").write_text('[edition]\ntitle = "None"\n')
    done = subprocess.run([*command[:4], empty], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, f"{empty}: no documents and no sources; put texts into sources/\n")
