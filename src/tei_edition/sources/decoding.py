"""Bytes → text that XML can hold, with a map back to the offsets of the decoded file.

Only what XML forbids or folds anyway is changed: the byte order mark goes, CR LF and CR become LF (XML 1.0, 2.11).
"""

import codecs
import re
from dataclasses import dataclass

from tei_edition.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# XML 1.0, production 2 (Char), the other way round; CR is folded before it is looked for.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SIGNATURES = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or an Office file",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}


@dataclass(frozen=True)
class Decoded:
    """Text, the encoding it was read with, and where line ends were folded.

    Attributes:
        folds: offsets into `text` of each LF that stood as CR LF in the file, in rising order.
        shift: code points dropped before the first one of `text` (1 for a byte order mark, else 0).
    """

    text: str
    encoding: str
    folds: tuple[int, ...]
    shift: int


def decode(data: bytes, path: str) -> Decoded:
    """Decode a plain text file.

    Raises:
        SourceError: empty, not text, or with characters that XML cannot hold.
    """
    if not data.strip():
        raise SourceError("the file is empty", "give a text", path=path)
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise SourceError(f"this is {kind}, not plain text", "save the text as a .txt file", path=path)
    raw, encoding = _characters(data, path)
    shift = 1 if encoding in ("utf-8-sig", "utf-16") else 0
    text = re.sub("\r\n?", "\n", raw)
    _check(text, path)
    folds = tuple(m.start() - k for k, m in enumerate(re.finditer("\r\n", raw)))
    return Decoded(text, encoding, folds, shift)


def _characters(data: bytes, path: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                raise SourceError(f"broken {encoding} text", "save it again as UTF-8", path=path) from None
    if b"\x00" in data:
        line = data[: data.index(b"\x00")].count(b"\n") + 1
        raise SourceError("this is a binary file, not text", "give a plain text file", path=path, line=line)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        remedy = "save it again as UTF-8"
        raise SourceError("neither UTF-8 nor Windows-1252 text", remedy, path=path, line=line) from None


def _check(text: str, path: str) -> None:
    found = _FORBIDDEN.search(text)
    if not found:
        return
    line = text.count("\n", 0, found.start()) + 1
    if len(_FORBIDDEN.findall(text[:100_000])) > 10:
        raise SourceError("this is a binary file, not text", "give a plain text file", path=path, line=line)
    name = f"U+{ord(found[0]):04X}"
    raise SourceError(f"the control character {name} cannot stand in XML", "delete it", path=path, line=line)
