"""Which format a file has, told from its bytes, and the reader for it.

A name that says otherwise is an error: a file in an archive is what its name says it is, or it has been damaged,
mislabelled or swapped.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from tei_edition import resources
from tei_edition.errors import Finding, SourceError
from tei_edition.sources.copyist import Copy
from tei_edition.sources.decoding import NAMES, Decoded, decode

# Format → what it is called, and the endings its files have.
FORMATS: dict[str, tuple[str, tuple[str, ...]]] = {
    "text": ("plain text", (".txt", ".text")),
    "html": ("a web page", (".html", ".htm", ".xhtml")),
    "docx": ("a Word document", (".docx",)),
    "pdf": ("a PDF file", (".pdf",)),
    "tei": ("an XML file", (".xml", ".tei")),
}
SUFFIXES = tuple(suffix for _, suffixes in FORMATS.values() for suffix in suffixes)
# What no reader takes: first bytes → what it is, and what to do.
_OTHERS = {
    b"\xd0\xcf\x11\xe0": ("an old Office file", "save it as .docx"),
    b"{\\rtf": ("an RTF file", "save it as .docx"),
    b"\x89PNG": ("a picture", "give its text"),
    b"\xff\xd8\xff": ("a picture", "give its text"),
    b"GIF8": ("a picture", "give its text"),
    b"II*\x00": ("a picture", "give its text"),
    b"MM\x00*": ("a picture", "give its text"),
    b"From: <Saved by": ("a web archive (MHTML)", "save the page as HTML"),
    b"MIME-Version:": ("a web archive (MHTML) or a mail", "save its text as HTML"),
    b"\x1f\x8b": ("a compressed file", "unpack it"),
    b"bplist00": ("a web archive of Safari", "save the page as HTML"),
}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_HTML_TAG = re.compile(rb"<(?:html|head|body|p|div|span|br|h[1-6]|table|title|meta|pre|article|main)\b", re.IGNORECASE)
_XML = re.compile(rb"\s*<(?:\?xml\b|(?:[\w.-]{1,20}:)?TEI(?:\.2|Corpus)?[\s>])")


@dataclass(frozen=True)
class Reading:
    """A file as read: its text, how it was decoded, and what is to be said about that."""

    format: str
    copy: Copy
    decoded: Decoded
    findings: tuple[Finding, ...]


def tell_format(data: bytes, path: Path) -> str:
    """The format of a file's bytes, a key of `FORMATS`.

    Raises:
        SourceError: a format that no reader takes, or another than the file's name says.
    """
    if not data.strip():
        raise SourceError("the file is empty", "give a text", path=path)
    for signature, (kind, remedy) in _OTHERS.items():
        if data.startswith(signature):
            if _ENCRYPTED in data[:1_000_000]:
                kind, remedy = "an encrypted Office file", "save it without a password"
            raise SourceError(f"this is {kind}, not plain text", remedy, path=path)
    found = _told(data, path)
    suffix = path.suffix.lower()
    expected = next((key for key, (_, suffixes) in FORMATS.items() if suffix in suffixes), found)
    if found == "text" and expected != found:
        # What is no text either is not to be renamed to one.
        start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
        if b"\0" in start:
            raise SourceError(f"this is a binary file, not {FORMATS[expected][0]}", "give the right file", path=path)
        if expected == "tei" and start.startswith(b"<"):
            return expected  # whoever reads it says what is wrong with it
    if expected != found:
        name, endings = FORMATS[found]
        message = f"this is {name}, not {FORMATS[expected][0]} as its name says"
        raise SourceError(message, f"rename it to {path.stem}{endings[0]}, or give the right file", path=path)
    return found


def _told(data: bytes, path: Path) -> str:
    start = data.lstrip(b"\xef\xbb\xbf")[:4096]
    # Readers of PDF allow some bytes before the header (ISO 32000-1, annex H); a text may speak of it.
    if data.startswith(b"%PDF-") or (path.suffix.lower() == ".pdf" and b"%PDF-" in data[:1024]):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data, path)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.replace(b"\x00", b"")[2:]
    if _HTML.match(start):
        return "html"
    if _XML.match(start):
        return "html" if re.search(rb"<html\b", start, re.IGNORECASE) else "tei"
    if path.suffix.lower() in FORMATS["html"][1] and _HTML_TAG.search(start):
        return "html"
    return "text"


def _zipped(data: bytes, path: Path) -> str:
    if b"opendocument" in data[:200]:
        raise SourceError("this is an OpenDocument file, not plain text", "save it as .docx", path=path)
    if b"word/" in data:
        return "docx"
    raise SourceError("this is a ZIP archive, not plain text", "unpack it and give the file in it", path=path)


def read_format(data: bytes, path: Path, overrides: Path | None, form: str = "") -> Reading:
    """Read a file of any known format, of `form` where that is given.

    Raises:
        SourceError: the file is of no known format, is not what its name says, or cannot be read.
    """
    form = form or tell_format(data, path)
    name = str(path)
    if form == "text":
        decoded = decode(data, name)
        return Reading(form, Copy(decoded.text, len(decoded.text)), decoded, _assumed(name, decoded))
    copy, encoding, why, extra = _READERS[form](data, name, overrides)
    _refuse_empty(copy, form, name)
    decoded = Decoded(copy.text, encoding, why=why)
    findings = (*_assumed(name, decoded), *extra, *_unreadable(name, copy))
    return Reading(form, copy, decoded, findings)


_Read = tuple[Copy, str, str, tuple[Finding, ...]]


def _html(data: bytes, name: str, overrides: Path | None) -> _Read:
    from tei_edition.sources.html import read_html

    return (*read_html(data, name, overrides), ())


def _docx(data: bytes, name: str, overrides: Path | None) -> _Read:
    from tei_edition.sources.docx import read_docx

    return read_docx(data, name), "docx", "", ()


def _pdf(data: bytes, name: str, overrides: Path | None) -> _Read:
    from tei_edition.sources.pdf import read_pdf

    copy, empty = read_pdf(data, name)
    if not empty:
        return copy, "pdf", "", ()
    listed = ", ".join(map(str, empty[:20])) + (" …" if len(empty) > 20 else "")
    message = f"{len(empty)} of the pages have no text layer: {listed}"
    remedy = "look whether they hold pictures of text"
    return copy, "pdf", "", (Finding(name, 0, "page-without-text", message, remedy),)


def _tei(data: bytes, name: str, overrides: Path | None) -> _Read:
    from tei_edition.sources.tei_text import read_tei

    return read_tei(data, name), "tei", "", ()


_READERS = {"html": _html, "docx": _docx, "pdf": _pdf, "tei": _tei}


def _refuse_empty(copy: Copy, form: str, path: str) -> None:
    if not copy.text.strip():
        raise SourceError(f"this is {FORMATS[form][0]} without text", "save it with its text", path=path)


def _assumed(path: str, decoded: Decoded) -> tuple[Finding, ...]:
    if not decoded.why:
        return ()
    name = NAMES.get(decoded.encoding, decoded.encoding)
    message = f"the file does not say its encoding: read as {name}, told {decoded.why}"
    return (Finding(path, 1, "encoding-assumed", message, "compare its accents and quotation marks, save it as UTF-8"),)


def _unreadable(path: str, copy: Copy) -> tuple[Finding, ...]:
    if not copy.unreadable:
        return ()
    first = copy.text.count("\n", 0, copy.unreadable[0]) + 1
    message = f"{len(copy.unreadable)} characters cannot be told from the file; they stand as U+FFFD"
    return (Finding(path, first, "unreadable-character", message, "look them up in the file and correct the text"),)


def rules() -> dict[str, str]:
    """The rules by which readers leave something out, each with what it means."""
    found: dict[str, str] = resources.table("sources", "formats")["rules"]
    return found
