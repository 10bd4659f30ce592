"""A build after every save."""

import importlib.util
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from publishing import making
from publishing.making import make_edition
from tei_edition.publishing.watching import is_part


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("documents/a.xml", True),
        ("sources/a.txt", True),
        ("edition.toml", True),
        ("authority/persons.xml", True),
        ("templates/html/base.html.j2", True),
        ("build/site/index.html", False),
        ("ids/a.tsv", False),
        ("documents/.machine/a.xml", False),
        ("documents/.#a.xml", False),
        ("documents/a.xml~", False),
        ("../other/documents/a.xml", False),
        ("documents", False),
    ],
)
def test_a_build_hears_of_what_it_is_made_of(tmp_path: Path, path: str, part: bool) -> None:
    assert is_part(tmp_path, str(tmp_path / path)) is part


def _until(what: Callable[[], bool]) -> None:
    limit = time.monotonic() + 120
    while not what():
        assert time.monotonic() < limit
        time.sleep(0.05)


@pytest.mark.skipif(importlib.util.find_spec("watchfiles") is None, reason="watchfiles is not installed")
def test_a_save_is_in_the_site_at_once_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    folder = make_edition(tmp_path / "edition", 2)
    document, page = folder / "documents" / "talk-001.xml", folder / "build" / "site" / "documents" / "talk-001.html"
    settings, log = folder / "edition.toml", tmp_path / "log"
    command = [sys.executable, "-m", "tei_edition", "build", folder, "--watch"]
    with log.open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told)
    try:
        _until(lambda: "index.html" in log.read_text("utf-8"))
        document.write_text(making.document(1).replace("The ships lay", "The barges lay"), "utf-8")
        _until(lambda: "The barges lay" in page.read_text("utf-8"))

        # A slip is told, and the next save mends it.
        document.write_text("<TEI", encoding="utf-8")
        _until(lambda: "talk-001.xml:1" in log.read_text("utf-8"))
        document.write_text(making.document(1), encoding="utf-8")
        _until(lambda: page.is_file() and "The ships lay" in page.read_text("utf-8"))

        # What all documents share is read anew.
        settings.write_text(settings.read_text("utf-8").replace("a port", "a haven"), "utf-8")
        _until(lambda: "a haven" in page.read_text("utf-8"))

        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    finally:
        process.kill()
        process.wait()
    assert "Traceback" not in log.read_text("utf-8")
