"""The pictures of a document that lie in its edition, read so that a book can carry them.

Only pictures that every reading system shows (EPUB 3.3, 3.2), known by their first bytes and never by their name alone;
SVG is not among them, for it can hold scripts. No path leads out of the edition.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from tei_edition import tei
from tei_edition.edition import Edition
from tei_edition.tei import Element

_SIGNATURES = (
    (b"\xff\xd8\xff", 0, "image/jpeg", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", ".png"),
    (b"GIF87a", 0, "image/gif", ".gif"),
    (b"GIF89a", 0, "image/gif", ".gif"),
    (b"WEBP", 8, "image/webp", ".webp"),
)


@dataclass(frozen=True)
class Picture:
    """A picture: where it lies, its bytes, media type, and name in the book."""

    path: Path
    data: bytes
    type: str
    file: str


def pictures_of(root: Element, edition: Edition, path: object) -> dict[str, Picture]:
    """The pictures that a document's `graphic` elements name, by the address they give.

    Args:
        path: the document; addresses are seen from its folder, or from the edition's `documents/`.
    """
    made: dict[str, Picture] = {}
    for graphic in root.iter(tei.q("graphic")):
        address = " ".join((graphic.get("url") or "").split())
        if address and address not in made and (found := _read(address, edition, path)):
            file, data, media, ending = found
            made[address] = Picture(file, data, media, f"pictures/{len(made) + 1:03}{ending}")
    return made


def _read(address: str, edition: Edition, path: object) -> tuple[Path, bytes, str, str] | None:
    """The path, bytes, media type and ending of a picture; None where there is none that may be read."""
    if edition.folder is None or ":" in address:
        return None
    root = edition.folder.resolve()
    for folder in _folders(root, path):
        try:
            file = (folder / unquote(address)).resolve()
            data = file.read_bytes() if file.is_relative_to(root) and file.is_file() else b""
        except (OSError, ValueError):
            continue
        for signature, at, media, ending in _SIGNATURES:
            if data[at : at + len(signature)] == signature:
                return file, data, media, ending
    return None


def _folders(root: Path, path: object) -> Iterator[Path]:
    if path and Path(str(path)).is_file():
        yield Path(str(path)).resolve().parent
    yield root / "documents"
