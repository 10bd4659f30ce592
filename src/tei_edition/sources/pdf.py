"""PDF files with a text layer → `Copy`, with pypdfium2, an extra.

Takes words with their places from PDFium, page by page; `layout.py` puts them into lines and columns, `composing.py`
into paragraphs. Files are never written, scripts and links never followed.
"""

import ctypes
from collections.abc import Iterator
from typing import Any

from tei_edition.errors import SourceError
from tei_edition.sources.composing import compose
from tei_edition.sources.copyist import Copy
from tei_edition.sources.layout import Page, Piece

PAGES_LIMIT = 20_000
CHARACTERS_LIMIT = 32 * 1024 * 1024
# The hyphen that PDFium sees at a line's end, and presentation forms of ligatures: one glyph for two or three letters.
_HYPHENS = {0x02: "-", 0xFFFE: "-"}
_LIGATURES = dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
_SPACES = frozenset((0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x2002, 0x2003, 0x2009, 0x200B, 0x3000))
# What calls a note, raised.
_MARKS = frozenset(map(ord, "0123456789*†‡§"))
_PASSWORD, _SECURITY = 4, 5
_ITALIC = 1 << 6


def read_pdf(data: bytes, path: str) -> tuple[Copy, tuple[int, ...]]:
    """Read a PDF file.

    Returns:
        The copy, and the pages, from 1, on which no text stands.

    Raises:
        SourceError: pypdfium2 is not installed; the file is broken, encrypted, too large, or has no text layer.
    """
    try:
        import pypdfium2
    except ImportError:
        remedy = "install it with: pip install 'tei-edition[pdf]'"
        raise SourceError("reading PDF files needs pypdfium2", remedy, path=path) from None
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", 0) in (_PASSWORD, _SECURITY):
            raise SourceError("the PDF is encrypted", "save it without a password", path=path) from None
        raise _broken(path) from None
    try:
        pages = _pages(document, path)
    except pypdfium2.PdfiumError:
        raise _broken(path) from None
    finally:
        document.close()
    if not any(page.pieces for page in pages):
        remedy = "let a program for text recognition (OCR) add one, and try again"
        raise SourceError("the PDF has no text layer: it holds pictures of pages only", remedy, path=path)
    empty = tuple(page.number for page in pages if not page.pieces)
    return compose(pages), empty


def _broken(path: str) -> SourceError:
    return SourceError("the PDF is broken", "open it in another program and save it again", path=path)


def _pages(document: Any, path: str) -> list[Page]:
    if not len(document):
        raise _broken(path)
    if len(document) > PAGES_LIMIT:
        raise SourceError(f"more than {PAGES_LIMIT} pages", "split it into documents", path=path)
    pages = []
    left = CHARACTERS_LIMIT
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        left -= text.count_chars()
        if left < 0:
            raise SourceError("more text than any document holds", "split it into documents", path=path)
        width, height = map(float, page.get_size())
        pages.append(Page(number + 1, width, height, list(_read_pieces(text))))
        text.close()
        page.close()
    return pages


def _read_pieces(text: Any) -> Iterator[Piece]:
    """The words of a page in the file's order; a word set in two sizes or fonts is two pieces without a space."""
    import pypdfium2.raw as raw

    page, count = text.raw, text.count_chars()
    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    letters: list[str] = []
    first = last = (0.0, 0.0, 0.0)
    size, style, apart = 0.0, frozenset[str](), True
    for k in range(count):
        code = raw.FPDFText_GetUnicode(page, k)
        if code in _SPACES:
            if letters:
                yield Piece("".join(letters), first[0], last[1], first[2], size, style, apart)
                letters = []
            apart = True
            continue
        raw.FPDFText_GetCharOrigin(page, k, x, y)
        raw.FPDFText_GetLooseCharBox(page, k, box)
        here = _finite(min(x.value, box.left), box.right, y.value)
        height = raw.FPDFText_GetFontSize(page, k) or 1.0
        height = max(box.top - box.bottom, 0.1) if height <= 1.5 else height
        if code in _MARKS and (lifted := _lifted(raw, page, k, here[2], height)):
            here, height = (here[0], here[1], lifted), 0.6 * height
        if letters and (abs(here[2] - last[2]) > 0.1 * height or abs(height - size) > 0.1 * size):
            yield Piece("".join(letters), first[0], last[1], first[2], size, style, apart)
            letters, apart = [], False
        if not letters:
            first, size, style = here, height, _style(raw, page, k)
        last = here
        letters.append(_HYPHENS.get(code) or _LIGATURES.get(code) or _character(code))
    if letters:
        yield Piece("".join(letters), first[0], last[1], first[2], size, style, apart)


def _lifted(raw: Any, page: Any, k: int, base: float, height: float) -> float:
    """The foot of a figure that its font draws raised, as marks of notes are; 0 for one that stands on the line."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(page, k, left, right, bottom, top)
    return bottom.value if bottom.value - base > 0.2 * height and top.value > bottom.value else 0.0


def _finite(left: float, right: float, base: float) -> tuple[float, float, float]:
    """A place that can be reckoned with, whatever the file says."""
    ok = all(-1e6 < number < 1e6 for number in (left, right, base))
    return (left, right, base) if ok else (0.0, 0.0, 0.0)


def _character(code: int) -> str:
    return chr(code) if 0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def _style(raw: Any, page: Any, k: int) -> frozenset[str]:
    """How a character is shown, from its font's flags and name."""
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(page, k, name, 128, flags)
    low = name.value.decode("latin-1").lower()
    found = set()
    if flags.value & _ITALIC or "italic" in low or "oblique" in low:
        found.add("italic")
    if "bold" in low or "black" in low or raw.FPDFText_GetFontWeight(page, k) >= 600:
        found.add("bold")
    return frozenset(found)
