"""Bytes → text that XML can hold, with a map back to the offsets of the decoded file.

Only what XML forbids or folds anyway is changed: the byte order mark goes, CR LF and CR become LF (XML 1.0, 2.11).
UTF-8 and UTF-16 can be told for certain. Of the eight-bit encodings only a guess is possible: the two in which most
Western texts were typed are judged by where their characters stand, all others by charset-normalizer.
"""

import codecs
import re
from dataclasses import dataclass

from tei_edition.errors import SourceError
from tei_edition.markup import FORBIDDEN

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NAMES = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE"}
# How much of a file is looked at to guess its encoding.
_SAMPLE = 200_000
# Above this share of the letters, accents are no sign of a Western language.
_ACCENTS = 0.12
_SURE = 0.9
_HIGH = re.compile(r"[^\x00-\x7f]")
_OPENING, _CLOSING, _FREE = "“‘„‚«‹¿¡([", "”’»›…", "–—\u00a0·•§©®£€°½¼¾™×"


@dataclass(frozen=True)
class Decoded:
    """Text, the encoding it was read with, and where line ends were folded.

    Attributes:
        folds: offsets into `text` of each LF that stood as CR LF in the file, in rising order.
        shift: code points dropped before the first one of `text` (1 for a byte order mark, else 0).
        why: what the encoding was told from, where it had to be guessed; empty where it is certain.
    """

    text: str
    encoding: str
    folds: tuple[int, ...] = ()
    shift: int = 0
    why: str = ""


def decode(data: bytes, path: str) -> Decoded:
    """Decode a plain text file.

    Raises:
        SourceError: empty, not text, or with characters that XML cannot hold.
    """
    if not data.strip():
        raise SourceError("the file is empty", "give a text", path=path)
    raw, encoding, why = characters(data, path)
    shift = 1 if encoding in ("utf-8-sig", "utf-16", "utf-32") else 0
    text = re.sub("\r\n?", "\n", raw)
    _check(text, path)
    folds = tuple(m.start() - k for k, m in enumerate(re.finditer("\r\n", raw)))
    return Decoded(text, encoding, folds, shift, why)


def characters(data: bytes, path: str) -> tuple[str, str, str]:
    """The characters of a file, the encoding they were read with, and what that was told from if it is a guess.

    Raises:
        SourceError: no encoding fits, or the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, path), encoding, ""
    if b"\x00" in data:
        return _wide(data, path)
    try:
        return data.decode("utf-8"), "utf-8", ""
    except UnicodeDecodeError as error:
        _refuse_broken(data, error, path)
        return _eight_bit(data, error, path)


def _strict(data: bytes, encoding: str, path: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        name = encoding.removesuffix("-sig").upper()
        raise SourceError(f"the file says it is {name} and is not", "save it again as UTF-8", path=path) from None


def _wide(data: bytes, path: str) -> tuple[str, str, str]:
    """UTF-16 without byte order mark: every other byte of Western text is nothing, and the line feeds stand alike."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if len(data) % 2 == 0 and max(even, odd) > 0.02 * len(data) and min(even, odd) <= 0.005 * len(data):
        text = data.decode(encoding, "replace")
        if not FORBIDDEN.search(text) and text.count("\ufffd") == 0:
            return text, encoding, "from its empty bytes; it has no byte order mark"
    line = data[: data.index(b"\x00")].count(b"\n") + 1
    raise SourceError("this is a binary file, not text", "give a plain text file", path=path, line=line)


def _refuse_broken(data: bytes, error: UnicodeDecodeError, path: str) -> None:
    """Refuse UTF-8 that a few bytes break: read as anything else, all of its other characters would come out wrong."""
    sample = data[:_SAMPLE].decode("utf-8", "replace")
    broken = sample.count("\ufffd")
    # Text in another encoding hardly ever has bytes that are by chance one character of UTF-8.
    if len(_HIGH.findall(sample)) - broken >= broken:
        line = data[: error.start].count(b"\n") + 1
        message = f"invalid UTF-8: the byte 0x{data[error.start]:02X}"
        raise SourceError(message, "correct the character there and save the file as UTF-8", path=path, line=line)


def _eight_bit(data: bytes, error: UnicodeDecodeError, path: str) -> tuple[str, str, str]:
    encoding, why = _judge(data[:_SAMPLE])
    try:
        return data.decode(encoding), encoding, why
    except (UnicodeDecodeError, LookupError):
        line = data[: error.start].count(b"\n") + 1
        message = f"the bytes are no text in an encoding we can tell (0x{data[error.start]:02X} is the first odd one)"
        raise SourceError(message, "save it again as UTF-8", path=path, line=line) from None


def _judge(sample: bytes) -> tuple[str, str]:
    """The likeliest eight-bit encoding of a sample, and what it was told from; empty names where none is likely."""
    scores = {encoding: _plausible(sample, encoding) for encoding in ("cp1252", "mac_roman")}
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] >= _SURE:
        return best, "from where its quotation marks and accents stand; another encoding would show other characters"
    from charset_normalizer import from_bytes  # loaded only for what is not UTF-8

    found = from_bytes(sample).best()
    if found is None or found.encoding.startswith("utf"):
        return "", ""
    return found.encoding, "from how often its characters come; a related encoding may be meant"


def _plausible(sample: bytes, encoding: str) -> float:
    """The share of characters above ASCII that stand where such a character can stand, 0 to 1."""
    try:
        text = f" {sample.decode(encoding)}  "
    except UnicodeDecodeError:
        return 0.0
    high = list(_HIGH.finditer(text))
    accents = sum(found[0].isalpha() for found in high)
    if accents > max(12, _ACCENTS * sum(map(str.isalpha, text))):
        return 0.0
    good = sum(_fits(text[m.start() - 1], m[0], text[m.end() : m.end() + 2]) for m in high)
    return good / len(high) if high else 0.0


def _fits(before: str, here: str, after: str) -> bool:
    """True where a character stands in such a place as it does in Western texts; two characters after it are seen."""
    if here in _OPENING:
        return not before.isalnum() and not after[0].isspace()
    if here in _CLOSING:
        return not before.isspace() or here == "’"
    if here in _FREE:
        return not (before.isalpha() and after[0].isalpha()) or here in "–—\u00a0·"
    if not here.isalpha() or here in "ªºƒˆ˜µ":
        return False
    if here.islower():
        return before.isalpha() or after[0].isalpha() or before.isspace()
    # A capital stands at a word's beginning, before small letters, or among capitals.
    begins = before.isspace() or before in _OPENING or before in "'\"-–—"
    return before.isupper() or (begins and not (after[0].isupper() and after[1].islower()))


def _check(text: str, path: str) -> None:
    found = FORBIDDEN.search(text)
    if not found:
        return
    line = text.count("\n", 0, found.start()) + 1
    if len(FORBIDDEN.findall(text[:100_000])) > 10:
        raise SourceError("this is a binary file, not text", "give a plain text file", path=path, line=line)
    name = f"U+{ord(found[0]):04X}"
    raise SourceError(f"the control character {name} cannot stand in XML", "delete it", path=path, line=line)
