"""The pictures of a document that lie in its edition, each looked at before anybody shows it (Guidelines 15.1).

A `graphic` is shown where its `url` leads to a file inside the edition's folder: nothing is fetched, and no path leads
out. Formats: PNG, JPEG, GIF, WebP, and plain SVG.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from tei_edition import tei
from tei_edition.edition import Edition
from tei_edition.errors import EditionError
from tei_edition.tei import Element

FORMATS = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}
# What every reading system shows (EPUB 3.3, 3.2); SVG is left out, for it can hold scripts.
MEDIA = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
_MOST_BYTES = 30_000_000
_MOST_PIXELS = 50_000_000  # four bytes each when they are unpacked
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:|//|\\\\")


class RefusedError(Exception):
    """Why a picture is not shown: id of the rule, what is wrong, what to do."""


@dataclass(frozen=True)
class Picture:
    """A picture: where it lies, its bytes, media type, and name in a book."""

    path: Path
    data: bytes
    type: str
    file: str


def pictures_of(root: Element, edition: Edition, path: object) -> dict[str, Picture]:
    """The pictures that a document's `graphic` elements name and a book can carry, by the address they give.

    Args:
        path: the document, as the user named it.
    """
    made: dict[str, Picture] = {}
    base = base_of(str(path or ""), edition.folder)
    for graphic in root.iter(tei.q("graphic")):
        address = " ".join((graphic.get("url") or "").split())
        if not address or address in made or edition.folder is None:
            continue
        try:
            file = inside(address, base, edition.folder)
            data, ending = read_picture(file)
        except RefusedError:
            continue
        if ending in MEDIA:
            made[address] = Picture(file, data, MEDIA[ending], f"pictures/{len(made) + 1:03}{ending}")
    return made


def picture_files(root: Element, edition: Edition, path: object) -> list[Path]:
    """The files of the edition that a document's `graphic` elements name, whatever they hold."""
    found = []
    base = base_of(str(path or ""), edition.folder)
    for graphic in root.iter(tei.q("graphic")) if edition.folder else ():
        try:
            found.append(inside(" ".join((graphic.get("url") or "").split()), base, edition.folder))
        except RefusedError:
            continue
    return list(dict.fromkeys(found))


def base_of(path: str, folder: Path | None) -> Path | None:
    """The folder that addresses of pictures start from: the document's own; that of the edition's documents where the
    document is not on disk."""
    if path and Path(path).is_file():
        return Path(path).parent
    return folder / "documents" if folder else None


def inside(url: str, base: Path | None, folder: Path | None) -> Path:
    """The file that an address names.

    Args:
        base: the folder that the address starts from. folder: the one that holds all pictures.

    Raises:
        RefusedError: there is none, or it lies elsewhere.
    """
    told = url if len(url) < 100 else f"{url[:99]}…"
    if _SCHEME.match(url):
        message = f"the picture ‹{told}› is not a file of the edition"
        raise RefusedError("picture-foreign", message, "put a copy into the edition's folder: nothing is fetched")
    if base is None or folder is None:
        raise RefusedError(
            "picture-missing", f"the picture ‹{told}› has no folder to lie in", "print the document's file"
        )
    try:
        file = (base / unquote(url)).resolve()
        is_inside = file.is_relative_to(folder.resolve())
        is_there = is_inside and file.is_file()
    except (OSError, ValueError, RuntimeError):  # names too long, with a NUL, or links in a circle
        is_inside, is_there = True, False
    if not is_inside:
        message = f"the picture ‹{told}› lies outside the edition's folder"
        raise RefusedError("picture-outside", message, "put it into the edition's folder")
    if not is_there:
        raise RefusedError("picture-missing", f"there is no picture ‹{told}›", "correct the url of its graphic")
    return file


def read_picture(file: Path) -> tuple[bytes, str]:
    """The bytes of a picture, and the ending that says its format, which its own bytes tell and not its name.

    Raises:
        RefusedError: it is none, is too large, or is a drawing that needs more than itself.
    """
    from PIL import Image, UnidentifiedImageError

    unreadable = RefusedError("picture-unreadable", f"‹{file.name}› is no picture", "give PNG, JPEG, GIF, WebP or SVG")
    large = RefusedError("picture-large", f"the picture ‹{file.name}› is too large to print", "give a smaller copy")
    if file.stat().st_size > _MOST_BYTES:
        raise large
    data = file.read_bytes()
    if file.suffix.lower() == ".svg":
        try:
            drawing = tei.parse(data, file.name)
        except EditionError:
            raise unreadable from None
        if not _is_plain(drawing):
            message = f"the drawing ‹{file.name}› holds scripts, or points to other files"
            raise RefusedError("picture-unreadable", message, "save it as plain SVG")
        return data, ".svg"
    try:
        with Image.open(file, formats=list(FORMATS)) as image:
            width, height = image.size
            ending = FORMATS[str(image.format)]
    except Image.DecompressionBombError:
        raise large from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise unreadable from None
    if width * height > _MOST_PIXELS:
        raise large
    return data, ending


def _is_plain(drawing: Element) -> bool:
    """Whether a drawing is SVG and stands alone."""
    names = {str(element.tag).rpartition("}")[2] for element in drawing.iter() if isinstance(element.tag, str)}
    pointers = (
        value
        for element in drawing.iter()
        for name, value in element.attrib.items()
        if name.rpartition("}")[2] in ("href", "src")
    )
    is_svg = drawing.tag == "{http://www.w3.org/2000/svg}svg"
    return is_svg and not names & {"script", "foreignObject", "image"} and all(p.startswith("#") for p in pointers)
