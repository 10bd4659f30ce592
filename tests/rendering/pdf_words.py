"""Where words stand in a PDF, as another program reads it: pdftotext's boxes, sorted into lines and the foot."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree


@dataclass(frozen=True)
class Word:
    """A word and its box, in points from the top left corner of the page."""

    text: str
    x: float
    y: float
    height: float


@dataclass(frozen=True)
class Page:
    """A page: lines of the text from the top, words of the foot in reading order, numbers beside lines."""

    lines: tuple[tuple[str, ...], ...]
    foot: str
    numbers: dict[int, int]


def words_of(path: Path) -> list[list[Word]]:
    """The words of each page but those below its text."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True)
    # Characters that XML has no place for never come out of a TEI document.
    root = etree.fromstring(done.stdout, etree.XMLParser(recover=True))
    pages = []
    for page in root.iter("{*}page"):
        found = []
        # Page numbers stand below the text.
        end = 0.897 * float(page.get("height", 0))
        for word in page.iter("{*}word"):
            top, bottom = float(word.get("yMin", 0)), float(word.get("yMax", 0))
            if bottom < end:
                found.append(Word(word.text or "", float(word.get("xMin", 0)), bottom, bottom - top))
        pages.append(found)
    return pages


def pages_of(path: Path, size: float = 10.5, left: float = 0.0, right: float = 0.0) -> list[Page]:
    """The pages of a PDF whose text is set in `size` points, `left` and `right` being the edges of its column.

    The text is told from the foot by the size of its words, from the numbers in the margin by where these stand.
    """
    pages = []
    for words in words_of(path):
        inside = [word for word in words if not right or left - 3 <= word.x < right]
        body = [word for word in inside if _is_near(word.height, _height(size))]
        foot = [word for word in inside if _is_near(word.height, _height(0.8 * size)) and word.y > 60]
        lines: list[list[Word]] = []
        for word in sorted(body, key=lambda word: (word.y, word.x)):
            if lines and abs(lines[-1][0].y - word.y) < 3:
                lines[-1].append(word)
            else:
                lines.append([word])
        numbers = {}
        for word in words:
            if right and word.x >= right and re.fullmatch(r"\d+", word.text):
                near = min(range(len(lines)), key=lambda k: abs(lines[k][0].y - word.y)) if lines else -1
                numbers[int(word.text)] = near + 1
        text = " ".join(word.text for word in foot)
        ordered = tuple(tuple(word.text for word in sorted(line, key=lambda word: word.x)) for line in lines)
        pages.append(Page(ordered, text, numbers))
    return pages


def _height(size: float) -> float:
    """The height of a word's box in the toolkit's own font: its ascent and descent."""
    return size * 1.14


def _is_near(one: float, other: float) -> bool:
    return abs(one - other) < 0.8
