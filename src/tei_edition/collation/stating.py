"""Files in any format `parse` reads → `Stated`: two texts that are to be compared, told on the same day.

What a web page has around its text is no part of it. The lines of TEI are those of its file, the lines of other formats
those of the text that is read from them.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from tei_edition import tei
from tei_edition.collation.facts import Stated
from tei_edition.collation.words import load_tables
from tei_edition.edition import Edition, find_edition
from tei_edition.encoding.document import Memory, load_memory
from tei_edition.encoding.retag import Piece, read_tei_text
from tei_edition.entities import Anchor, DateValue, Tagging, find_anchor, first_day
from tei_edition.errors import EditionError, SourceError
from tei_edition.sources import Source, read_source
from tei_edition.transcripts import Transcript, transcribe

# Where neither text says its day, months and days are told in this year, which is then left out.
_NO_YEAR = 1900
# How many characters of a TEI file may be no part of its text before the next word that is.
_DRIFT = 2000


@dataclass(frozen=True)
class _Read:
    """One file as read: its source, the edition it belongs to, its transcript, the line of each offset."""

    siglum: str
    source: Source
    edition: Edition
    transcript: Transcript
    line: Callable[[int], int]


def state_files(
    files: tuple[tuple[str, Path, bytes], tuple[str, Path, bytes]], authorities: tuple[Path, ...] = ()
) -> tuple[Stated, Stated]:
    """Read two files and find what each states.

    Args:
        files: for each its name in messages, its path, its bytes.
        authorities: authority files or folders; default: those of the edition of the first file that is in one.

    Raises:
        EditionError: a file cannot be read or has no words, or an authority is wrong.
    """
    first, second = (_read(*file) for file in files)
    return _stated(first, second, authorities)


def state_texts(a: str, b: str, authorities: tuple[Path, ...] = ()) -> tuple[Stated, Stated]:
    """The same for two plain texts at hand.

    Raises:
        EditionError: a text has no words, or an authority is wrong.
    """
    return state_files((("A", Path("A"), a.encode()), ("B", Path("B"), b.encode())), authorities)


def _read(siglum: str, path: Path, data: bytes) -> _Read:
    edition = find_edition(path)
    tables = edition.subfolder("tables")
    source = read_source(path, data, overrides=tables)
    line: Callable[[int], int] = source.line
    if source.format == "tei":
        line = _lines(source.text, *read_tei_text(tei.parse(data, path), path.name))
    if not any(map(str.isalnum, _body(source))):
        raise SourceError("there are no words here", "give a text", path=path)
    return _Read(siglum, source, edition, transcribe(source, tables), line)


def _lines(text: str, plain: Source, pieces: list[Piece]) -> Callable[[int], int]:
    """The line of the TEI file that a character of its text stands on.

    Args:
        text: the text as it is compared, with the brackets and spaces that elements stand for.
        plain: the characters of the file alone, and the pieces these stand in.
    """
    offsets = [k for k, c in enumerate(plain.text) if not c.isspace()]
    letters = "".join(plain.text[k] for k in offsets)
    starts = [piece.start for piece in pieces]
    marks, lines, at = [0], [1], 0
    for match in re.finditer(r"\S+", text):
        word = match[0].replace("[", "").replace("]", "")
        if not letters.startswith(word, at):
            found = letters.find(word, at, at + _DRIFT) if len(word) > 3 else -1
            if found < 0:
                continue
            at = found
        if at < len(offsets):
            marks.append(match.start())
            lines.append(_line(pieces[max(0, bisect_right(starts, offsets[at]) - 1)], offsets[at]))
        at += len(word)
    return lambda offset: lines[bisect_right(marks, offset) - 1]


def _line(piece: Piece, offset: int) -> int:
    element = piece.element
    words = (element.tail if piece.is_tail else element.text) or ""
    inside = "".join(map(str, element.itertext())).count("\n") if piece.is_tail else 0
    return (element.sourceline or 0) + inside + words[: offset - piece.start].count("\n")


def _body(source: Source) -> str:
    """The text, as long as it is, with blanks for what is no part of it."""
    text = source.text
    for part in source.furniture:
        blank = "".join(c if c == "\n" else " " for c in text[part.start : part.end])
        text = text[: part.start] + blank + text[part.end :]
    return text


def _stated(first: _Read, second: _Read, authorities: tuple[Path, ...]) -> tuple[Stated, Stated]:
    edition = first.edition if first.edition.folder else second.edition
    folder = edition.subfolder("authority")
    memory = load_memory(authorities or ((folder,) if folder else ()))
    anchor, is_known = _anchor(first, second)
    tables = load_tables(edition.subfolder("tables"))
    a, b = (_one(read, memory, anchor, is_known) for read in (first, second))
    made = tuple(
        Stated(read.siglum, _body(read.source), tagging, read.line, tables)
        for read, tagging in ((first, a), (second, b))
    )
    is_name = name_test(made)
    for one in made:
        one.find_names(is_name)
    return made[0], made[1]


def name_test(texts: Sequence[Stated]) -> Callable[[str], bool]:
    """Whether a word is a name: it has a capital after a small word somewhere, and its small form stands nowhere."""
    small: set[str] = set()
    inside: set[str] = set()
    for text in texts:
        before, end = "", 0
        for token in text.tokens:
            word = text.word(token)
            if word[:1].islower():
                small.add(word)
            elif before[:1].islower() and text.text[end : token.start] == " ":
                inside.add(word)
            before, end = word, token.end
    return lambda word: word in inside and len(word) > 1 and word.lower() not in small


def _one(read: _Read, memory: Memory, anchor: Anchor, is_known: bool) -> Tagging:
    settings = read.edition.document(Path(read.source.name).stem)
    tagging = memory.tag(read.transcript, anchor, read.edition, settings)
    if is_known:
        return tagging
    return replace(tagging, mentions=tuple(m._replace(value=_bare(m.value)) for m in tagging.mentions))


def _anchor(first: _Read, second: _Read) -> tuple[Anchor, bool]:
    """The day that both are told on, and whether one of them says it."""
    found = []
    for read in (first, second):
        settings = read.edition.document(Path(read.source.name).stem)
        if settings.date:
            try:
                found.append(Anchor(date.fromisoformat(settings.date), settings.utc_offset))
            except ValueError:
                raise EditionError(f"`date` is {settings.date!r}", "write it as 1964-08-03") from None
        else:
            found.append(find_anchor(read.transcript, read.edition.subfolder("tables"), settings.utc_offset))
    days = [anchor.day for anchor in found if anchor.day]
    if not days:
        early = (first_day(read.transcript, read.edition.subfolder("tables")) for read in (first, second))
        days = [day for day in early if day]
    offset = next((anchor.utc_offset for anchor in found if anchor.utc_offset), "")
    return Anchor(min(days, default=date(_NO_YEAR, 7, 1)), offset), bool(days)


def _bare(value: DateValue | None) -> DateValue | None:
    """A date whose year nobody told, without it."""
    if value is None or not value.anchored:
        return value
    told = (value.when, value.start, value.end, value.not_before, value.not_after)
    when, start, end, not_before, not_after = (f"-{end[4:]}" if end else "" for end in told)
    return DateValue(when, start, end, not_before, not_after, anchored=True)
