"""An edition → a bag: one file that an archive takes in, proves whole and can open in thirty years.

A bag is a folder with a checksum for each file in it (RFC 8493, "The BagIt File Packaging Format", 1.0), here packed as
a ZIP. It holds the edition as it lies in its folder, and a catalogue record of each document; with the built site where
that is asked for. It names no day: the same edition gives the same bytes.
"""

import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tei_edition import tei
from tei_edition.crosswalks import EXPORTS
from tei_edition.crosswalks.formats import export
from tei_edition.edition import Edition
from tei_edition.errors import EditionError
from tei_edition.publishing.build import SITE
from tei_edition.publishing.jobs import FOLDER
from tei_edition.publishing.sorting import file_name
from tei_edition.zipped import entry

# The machine's copies of documents, which a later parse is merged by, lie in a folder that begins with a point.
_HIDDEN = frozenset((".machine",))
_BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_BLOCK = 1 << 20


class _Part(NamedTuple):
    """A file of the bag: its name there, and what gives its bytes, block by block."""

    name: str
    blocks: Callable[[], Iterator[bytes]]


@dataclass(frozen=True)
class Bag:
    """A bag that was packed.

    Attributes:
        files, size: how many files it holds besides its own lists, and their bytes.
    """

    path: Path
    files: int
    size: int


def deposit(edition: Edition, target: Path | None = None, *, with_site: bool = False) -> Bag:
    """Pack an edition.

    Args:
        target: the file to be written; else `IDENTIFIER-VERSION.zip` in the edition's output folder.
        with_site: True to pack the built site too.

    Raises:
        EditionError: a document is no TEI, a file cannot be read, there is nothing to pack, or no site. Nothing is
            written.
        OutputError: the bag cannot be written.
    """
    folder = edition.folder
    assert folder is not None
    name = file_name("-".join(filter(None, (edition.identifier or folder.resolve().name, edition.version))))
    output = folder / edition.output
    target = target or output / f"{name}.zip"
    site = output / SITE if with_site else None
    if site and not (site / "index.html").is_file():
        raise EditionError("there is no built site", "run `tei-edition build` first, or leave out --site", path=site)
    built = {output.resolve(), (output / SITE).resolve(), target.resolve()}
    parts = [*_files("edition", folder, built), *_records(folder)]
    if not any(part.name.startswith(f"edition/{kind}/") for part in parts for kind in (FOLDER, "sources")):
        raise EditionError("no documents and no sources", "put texts into sources/", path=folder)
    if site:
        parts += _files("site", site)
    packed = _Packing(name, edition, sorted(parts, key=lambda part: part.name))
    tei.write(target, packed)
    return Bag(target, len(parts), packed.size)


def _files(under: str, folder: Path, left_out: Collection[Path] = ()) -> Iterator[_Part]:
    """Every file in a folder; links that lead out of it, and what begins with a point, are left."""
    top = folder.resolve()
    for where, folders, names in os.walk(top):
        folders[:] = sorted(
            one for one in folders if (one in _HIDDEN or one[0] != ".") and Path(where, one) not in left_out
        )
        for name in sorted(names):
            path = Path(where, name)
            real = path.resolve()
            if name[0] != "." and path not in left_out and real.is_file() and real.is_relative_to(top):
                yield _Part(f"{under}/{path.relative_to(top).as_posix()}", partial(_blocks, path))


def _records(folder: Path) -> Iterator[_Part]:
    """A catalogue record for each document."""
    for path in sorted((folder / FOLDER).glob("*.xml")):
        yield _Part(f"records/{path.stem}{EXPORTS['mods']}", partial(_record, path))


def _record(path: Path) -> Iterator[bytes]:
    yield export("mods", tei.parse_tei(tei.read_bytes(path), path))


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
    except OSError as error:
        raise EditionError(f"cannot be read ({error.strerror})", "check the file", path=path) from None


class _Packing:
    """The bytes of a bag, one after the other as they are packed: a bag may be larger than the memory.

    Attributes:
        size: how many bytes its files have.
    """

    def __init__(self, name: str, edition: Edition, parts: list[_Part]) -> None:
        self.name = name
        self.edition = edition
        self.parts = parts
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        flow = _Flow()
        sums: list[str] = []
        with zipfile.ZipFile(flow, "w") as archive:
            for part in self.parts:
                whole = hashlib.sha256()
                with archive.open(entry(f"{self.name}/data/{part.name}"), "w", force_zip64=True) as packed:
                    for block in part.blocks():
                        whole.update(block)
                        self.size += packed.write(block)
                        yield flow.taken()
                sums.append(f"{whole.hexdigest()}  data/{_escaped(part.name)}\n")
            for name, data in self._tags("".join(sums)).items():
                archive.writestr(entry(f"{self.name}/{name}"), data)
        yield flow.taken()

    def _tags(self, sums: str) -> dict[str, bytes]:
        """What a bag tells of itself."""
        about = {
            "Source-Organization": self.edition.publisher,
            "External-Identifier": " ".join(filter(None, (self.edition.identifier, self.edition.version))),
            "External-Description": self.edition.title,
            "Payload-Oxum": f"{self.size}.{len(self.parts)}",
        }
        told = "".join(f"{key}: {' '.join(value.split())}\n" for key, value in about.items() if value)
        tags = {"bag-info.txt": told.encode(), "bagit.txt": _BAGIT, "manifest-sha256.txt": sums.encode()}
        listed = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in tags.items())
        return {**tags, "tagmanifest-sha256.txt": listed.encode()}


class _Flow(io.RawIOBase):
    """Where a ZIP is written to and taken from, without going back."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        """What was written since it was last asked."""
        data = bytes(self._held)
        self._held.clear()
        return data


def _escaped(name: str) -> str:
    """A path as a manifest tells it (RFC 8493, 2.1.3): the ends of lines, and the sign that stands for them."""
    return name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")
