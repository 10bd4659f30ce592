"""Progress of long work: lines where there is no terminal, a bar where there is one."""

import json
import os
import pty
import subprocess
import sys

import pytest

from tei_edition.cli.progress import shown, told
from tei_edition.publishing.progress import Event


def test_a_line_says_how_far_how_fast_and_how_long() -> None:
    assert told(Event("documents", 50, 200), 10, 0) == "documents: 50 of 200, 5.0 a second, 30 s left"
    assert told(Event("documents", 100, 40_000), 10, 3) == (
        "documents: 100 of 40,000, 10.0 a second, 1 h 06 min left, 3 failed"
    )
    assert told(Event("pages"), 0, 0) == "pages: 0"


def test_json_lines_hold_every_event(capsys: pytest.CaptureFixture[str]) -> None:
    with shown("json") as listen:
        listen(Event("documents", 0, 2))
        listen(Event("documents", 1, 2, "a", 0.12345, "a.xml: torn"))
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (first["stage"], first["done"], first["total"]) == ("documents", 0, 2)
    assert (second["name"], second["seconds"], second["failure"]) == ("a", 0.123, "a.xml: torn")
    assert second["elapsed"] >= first["elapsed"]


def test_short_work_says_nothing_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with shown("text") as listen:
        listen(Event("documents", 1, 1, "a"))
    assert capsys.readouterr().err == ""


_WORK = """
from tei_edition.cli.progress import shown
from tei_edition.publishing.progress import Event
with shown("text") as listen:
    listen(Event("documents", 0, 3))
    listen(Event("documents", 3, 3, "a", 1.0, "torn"))
    import time
    time.sleep(0.3)
"""


def test_a_terminal_sees_a_bar() -> None:
    controller, terminal = pty.openpty()
    subprocess.run([sys.executable, "-c", _WORK], stderr=terminal, check=True, env={**os.environ, "TERM": "xterm"})
    os.close(terminal)
    shown_there = b""
    try:
        while piece := os.read(controller, 4096):
            shown_there += piece
    except OSError:
        pass
    os.close(controller)
    assert b"documents" in shown_there
    assert b"3/3" in shown_there
    assert b"1 failed" in shown_there
