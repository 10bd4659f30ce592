"""The wheel alone builds the sample edition: stylesheets, templates, schema and tables travel in it."""

import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel made from it."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.mark.xdist_group("wheel")
def test_the_wheel_builds_the_sample_edition_elsewhere(built: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "empty", with_pip=True)
    python = tmp_path / "empty" / "bin" / "python"
    [wheel] = built.glob("*.whl")
    done = subprocess.run([python, "-m", "pip", "install", "-q", wheel], capture_output=True, text=True, check=False)
    if "No matching distribution" in done.stderr or "Connection" in done.stderr:
        pytest.skip("pip cannot fetch the dependencies here")
    assert done.returncode == 0, done.stderr
    shutil.copytree(ROOT / "tei", tmp_path / "copy")
    command = [tmp_path / "empty" / "bin" / "tei-edition", "build", "copy", "-o", "out"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode in (0, 1), result.stderr
    documents = tmp_path / "out" / "site" / "documents"
    made = {path.suffix for path in documents.iterdir()}
    assert {".html", ".pdf", ".xml", ".txt", ".json"} <= made
    for form in ("html", "pdf"):
        assert len(next(documents.glob(f"*.{form}")).read_bytes()) > 10_000
    assert (tmp_path / "out" / "site" / "assets" / "site.css").is_file()


@pytest.mark.xdist_group("wheel")
def test_nothing_stray_travels(built: Path) -> None:
    [wheel] = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert all(name.startswith(("tei_edition/", "tei_edition-")) for name in names)
    for made in ("schema/tei-edition.odd", "schema/tei-edition.rng", "schema/tei-edition.sch", "xslt/odd/rng.xsl"):
        assert f"tei_edition/{made}" in names
    [sdist] = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        inside = {Path(name).parts[1] for name in archive.getnames() if len(Path(name).parts) > 1}
    assert {"src", "tei", "xslt", "tests", "docs", "README.md", "LICENSE"} <= inside
    assert ".venv" not in inside
