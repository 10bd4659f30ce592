"""The page on `diff` says what the command does."""

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "diff.md"


def test_the_example_does_what_it_says(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    blocks = [
        re.sub(r"^ {4}", "", block, flags=re.MULTILINE).strip("\n")
        for block in re.findall(r"(?:^ {4}.*\n|^\n(?= {4}))+", text, re.MULTILINE)
    ]
    texts, typed, promised = blocks[:3]
    for name, words in zip(("A.txt", "B.txt"), texts.split("\n\n"), strict=True):
        (tmp_path / name).write_text(words + "\n", encoding="utf-8")
    command = [sys.executable, "-m", *typed.replace("tei-edition", "tei_edition", 1).split()]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.strip("\n") == promised
