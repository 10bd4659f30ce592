"""The wheel alone builds the sample edition: stylesheets, templates, schema, tables and fetched assets travel in it."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
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
    site = tmp_path / "out" / "site"
    made = {path.suffix for path in site.rglob("*")}
    assert {".html", ".pdf", ".xml", ".txt", ".json"} <= made
    for ending in ("html", "pdf"):
        mine = next((site / "documents").glob(f"*.{ending}")).read_bytes()
        assert len(mine) > 10_000
    with zipfile.ZipFile(wheel) as archive:
        has_engine = "tei_edition/assets/minisearch.js" in archive.namelist()
    assert (site / "assets" / "minisearch.js").is_file() == has_engine
    assert (site / "assets" / "site.css").is_file()


@pytest.mark.xdist_group("wheel")
def test_nothing_stray_travels(built: Path) -> None:
    [wheel] = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert all(name.startswith(("tei_edition/", "tei_edition-")) for name in names)
    for made in ("schema/tei-edition.odd", "schema/tei-edition.rng", "schema/tei-edition.sch", "xslt/odd/rng.xsl"):
        assert f"tei_edition/{made}" in names
    [sdist] = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        assert not [name for name in archive.getnames() if "/assets/" in name]
        inside = {Path(name).parts[1] for name in archive.getnames() if len(Path(name).parts) > 1}
    assert {"src", "tei", "xslt", "tests", "docs", "README.md", "LICENSE"} <= inside
    assert ".venv" not in inside


def _wheel_of_the_checkout(folder: Path, **environment: str) -> Path:
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder / "out", folder / "tree"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})
    assert done.returncode == 0, done.stdout + done.stderr
    [wheel] = (folder / "out").glob("*.whl")
    return wheel


def _checkout(folder: Path) -> Path:
    """A copy of what a wheel is made of, without the assets that lie in ours."""
    for name in ("src", "xslt", "tei"):
        shutil.copytree(ROOT / name, folder / "tree" / name, ignore=shutil.ignore_patterns("assets", "__pycache__"))
    for name in ("pyproject.toml", "hatch_build.py", "assets.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "tree" / name)
    return folder


@pytest.mark.xdist_group("wheel")
def test_the_assets_and_their_licences_are_in_the_wheel_and_are_what_is_pinned(built: Path) -> None:
    [wheel] = built.glob("*.whl")
    packages = tomllib.loads((ROOT / "assets.toml").read_text(encoding="utf-8"))
    with zipfile.ZipFile(wheel) as archive:
        held = {Path(name).name: archive.read(name) for name in archive.namelist() if "/assets/" in name}
    if not held:
        pytest.skip("npm cannot be reached here: the wheel was made without the assets")
    pinned = {file["name"]: file["sha256"] for row in packages.values() for file in row["files"].values()}
    assert {name: hashlib.sha256(data).hexdigest() for name, data in held.items()} == pinned
    assert b"Luca Ongaro" in held["minisearch.LICENSE.txt"]
    assert b"Michael Bostock" in held["world-atlas.LICENSE.txt"]


@pytest.mark.xdist_group("wheel")
def test_a_wheel_made_again_is_the_same(built: Path, tmp_path: Path) -> None:
    """Ours was made from the sdist, in another folder."""
    [first] = built.glob("*.whl")
    again = _wheel_of_the_checkout(_checkout(tmp_path))
    assert again.read_bytes() == first.read_bytes()


@pytest.mark.xdist_group("wheel")
def test_without_a_network_the_wheel_is_made_without_the_assets(tmp_path: Path) -> None:
    empty = str(tmp_path / "cache")
    wheel = _wheel_of_the_checkout(_checkout(tmp_path), npm_config_offline="true", npm_config_cache=empty)
    names = zipfile.ZipFile(wheel).namelist()
    assert "tei_edition/rendering/html.py" in names
    assert not [name for name in names if "/assets/" in name]


@pytest.mark.xdist_group("wheel")
def test_a_package_that_is_not_the_pinned_one_stops_the_build(tmp_path: Path) -> None:
    tree = _checkout(tmp_path) / "tree"
    pins = (tree / "assets.toml").read_text(encoding="utf-8")
    (tree / "assets.toml").write_text(pins.replace("sha512-dqT2", "sha512-AAAA"), encoding="utf-8")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path / "out", tree]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "left out" in done.stdout + done.stderr:
        pytest.skip("npm cannot be reached here")
    assert done.returncode
    assert "minisearch is not the package that assets.toml names" in done.stdout + done.stderr
    assert not list((tmp_path / "out").glob("*.whl"))
