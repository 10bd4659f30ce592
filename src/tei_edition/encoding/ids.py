"""Paragraph numbers and xml:ids that are given once and kept for ever, so that a citation never leads elsewhere.

A lock file in the edition, `ids/NAME.tsv`, has one line for each paragraph that was ever published: its id, its number,
where it leads now if it is gone, a checksum of its text, and its first words. A new parse finds its paragraphs there by
what they say, wherever they stand now; new ones get numbers between the old (`5a`), and no number is given twice.
"""

import hashlib
import re
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tei_edition import tei
from tei_edition.edition import Edition
from tei_edition.errors import ConfigError
from tei_edition.tei import XML_ID, Element

FOLDER = "ids"
_HEADER = "id\tn\tnow\tchecksum\twords"
_NOTICE = "# Paragraphs once published keep their numbers: written by `parse` and `build`. Delete no line."
_WORDS = 120
# How alike the first words of a changed paragraph are to what they were (0 to 100), and how far it is looked for.
_ALIKE, _REACH = 60, 20
# What is shorter may begin many a paragraph.
_SHORT = 12
# So many first characters are taken to be one paragraph's alone.
_OPENING = 40
_NUMBER = re.compile(r"(\d+)(.*)", re.DOTALL)
_POINTER = re.compile(r"(?<!\S)#(\S+)")


@dataclass(frozen=True)
class Row:
    """One paragraph that was published.

    Attributes:
        id, n: its xml:id and its number.
        now: the id that a citation leads to where the paragraph is gone; empty while it is there.
        checksum: of its text without white space, in its last state.
        words: the first 120 characters of it.
    """

    id: str
    n: str
    now: str
    checksum: str
    words: str

    def order(self) -> tuple[int, str]:
        """Numbers by value, letters after them."""
        match = _NUMBER.fullmatch(self.n)
        return (int(match[1]), match[2]) if match else (0, self.n)


Rows = tuple[Row, ...]


def lock_path(edition: Edition, name: str) -> Path | None:
    """The lock file of a document; None for one outside any edition."""
    return edition.folder / FOLDER / f"{name}.tsv" if edition.folder else None


def lock_of(edition: Edition, where: Path | None, source: Path) -> tuple[Path | None, bool]:
    """The list of ids for a document, and whether it is one of the edition's own: only those are published."""
    if not edition.folder:
        return None, False
    is_own = where is not None and where.resolve().parent == (edition.folder / "documents").resolve()
    name = where.stem if where and is_own else source.stem
    return lock_path(edition, name), is_own


def read_ids(path: Path | None) -> Rows:
    """The paragraphs in a lock file, none where it is not there.

    Raises:
        ConfigError: a line is not as `write_ids` writes it.
    """
    if path is None or not path.is_file():
        return ()
    rows: dict[str, Row] = {}
    try:
        text = tei.read_bytes(path).decode()
    except UnicodeDecodeError:
        raise ConfigError("this is not UTF-8", "restore the file from version control", path=path) from None
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line == _HEADER or line.startswith("#"):
            continue
        cells = line.rstrip("\r").split("\t")
        if len(cells) != 5 or not cells[0] or cells[0] in rows:
            raise ConfigError("not a line of ids", "restore it from version control", path=path, line=number)
        rows[cells[0]] = Row(*cells)
    return tuple(rows.values())


def write_ids(path: Path, rows: Rows) -> None:
    """Write a lock file, sorted by number; a file that says the same already is left alone."""
    lines = ["\t".join((row.id, row.n, row.now, row.checksum, row.words)) for row in rows]
    data = "\n".join([_NOTICE, _HEADER, *lines, ""]).encode()
    if not path.is_file() or path.read_bytes() != data:
        tei.write(path, data)


def rows_of(root: Element) -> Rows:
    """The paragraphs of a document, in reading order."""
    return tuple(_row(unit) for unit in _units(root))


def pin(root: Element, known: Rows, taken: Iterable[str] = ()) -> None:
    """Give the paragraphs of a new parse the ids and numbers they had, in place.

    Args:
        known: what was published, from the lock file.
        taken: ids that stand in the document people have corrected, and must not be given to something else.
    """
    if not known:
        return
    units = _units(root)
    fresh = [_row(unit) for unit in units]
    found = _matched(fresh, known)
    used = {row.id for row in known} | set(taken)
    numbers = _Numbers({row.n for row in known} | {key[1:] for key in used})
    renamed = {}
    last = max((k for k, row in enumerate(found) if row), default=-1)
    before = "0"
    for k, unit in enumerate(units):
        row = found[k]
        if row is None:
            n = numbers.after(before) if k < last else numbers.last()
            row = replace(fresh[k], id=f"p{n}", n=n)
        renamed[fresh[k].id] = row.id
        unit.set("n", row.n)
        unit.set(XML_ID, row.id)
        before = row.n
    _repoint(root, {old: new for old, new in renamed.items() if old != new})


def record(known: Rows, mine: Element | None, document: Element) -> Rows:
    """The lock file after a parse or a build.

    Args:
        known: what it said before.
        mine: what the machine wrote, by whose text paragraphs are found again; None where nothing was parsed.
        document: what is published.
    """
    rows = {row.id: row for row in known}
    for row in rows_of(mine) if mine is not None else ():
        rows[row.id] = replace(row, n=rows[row.id].n if row.id in rows else row.n)
    here = {row.id: row for row in rows_of(document)}
    rows = {**here, **rows}
    ordered = sorted(rows.values(), key=Row.order)
    # Where each text stands is looked up only where a paragraph is gone.
    held = _Held(
        {} if rows.keys() == here.keys() else {unit.get(XML_ID, ""): _squeezed(unit) for unit in _units(document)}
    )
    found, before = [], ""
    for row in ordered:
        now = "" if row.id in here else held.place(row, before)
        before = row.id if row.id in here else before
        found.append(row if row.now == now else replace(row, now=now))
    return tuple(found)


class _Held:
    """Where the text of a paragraph that is gone stands now."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts
        self.whole = "\n".join(texts.values())
        self.ends: list[tuple[int, str]] = []
        size = 0
        for key, text in texts.items():
            size += len(text) + 1
            self.ends.append((size, key))

    def place(self, row: Row, before: str) -> str:
        """The paragraph that holds its first words; else where it led before; else the one before it, or the first."""
        opening = "".join(row.words.split())[:_OPENING]
        at = self.whole.find(opening) if opening else -1
        if at >= 0:
            return next(key for end, key in self.ends if at < end)
        if row.now in self.texts:
            return row.now
        return before or next(iter(self.texts), "")


def _units(root: Element) -> list[Element]:
    """What can be cited: everything in the text with a number and an id, divisions and pages apart."""
    return tei.every(root, "//t:text//*[@n and @xml:id and not(self::t:div or self::t:pb)]")


def _squeezed(unit: Element) -> str:
    return "".join(tei.project(unit).split())


def _row(unit: Element) -> Row:
    text = tei.project(unit)
    checksum = hashlib.sha256("".join(text.split()).encode()).hexdigest()[:16]
    return Row(unit.get(XML_ID, ""), unit.get("n", ""), "", checksum, " ".join(text.split())[:_WORDS])


def _checksum(row: Row) -> str:
    return row.checksum


def _opening(row: Row) -> str:
    return row.words[:_OPENING]


def _matched(fresh: list[Row], known: Rows) -> list[Row | None]:
    """For each new paragraph the published one that it is: the same text in the same order, the same text elsewhere,
    the same opening, a text much like it between the same neighbours. Those that are gone come last."""
    # Loaded only where paragraphs are compared, not where numbers are looked up.
    from tei_edition.encoding.aligning import common

    found: list[Row | None] = [None] * len(fresh)
    free = {row.id: row for row in known}

    def take(k: int, row: Row) -> None:
        found[k] = free.pop(row.id)

    live = [row for row in known if not row.now]
    sums: dict[str, int] = {}
    a, b = ([sums.setdefault(row.checksum, len(sums)) for row in rows] for rows in (fresh, live))
    for k, n in common(a, b, (0, len(a), 0, len(b))):
        take(k, live[n])
    for key in (_checksum, _opening):
        places: dict[str, deque[Row]] = defaultdict(deque)
        for row in sorted(free.values(), key=lambda row: bool(row.now)):
            places[key(row)].append(row)
        for k, row in enumerate(fresh):
            if found[k] is None and places[key(row)]:
                take(k, places[key(row)].popleft())
    _match_alike(fresh, known, free, found)
    return found


def _match_alike(fresh: list[Row], known: Rows, free: dict[str, Row], found: list[Row | None]) -> None:
    """Changed paragraphs: the likest of those that stood after the paragraph before."""
    places = {row.id: k for k, row in enumerate(known)}
    at = 0
    for k, row in enumerate(fresh):
        match = found[k]
        if match is None:
            near = [known[i] for i in range(at, min(at + _REACH, len(known))) if known[i].id in free]
            scored = [(_likeness(row.words, other.words), -n, other) for n, other in enumerate(near)]
            best = max(scored, key=lambda score: score[:2], default=None)
            if best is None or best[0] < _ALIKE:
                continue
            match = found[k] = free.pop(best[2].id)
        at = places[match.id] + 1


def _likeness(words: str, before: str) -> float:
    """0 to 100; 100 where a text goes on after the words it had."""
    from rapidfuzz.fuzz import ratio

    return 100.0 if words.startswith(before) and len(before) > _SHORT else ratio(words, before)


class _Numbers:
    """Numbers that were never given."""

    def __init__(self, given: set[str]) -> None:
        self.given = given
        self.highest = max((int(match[1]) for n in given if (match := _NUMBER.match(n))), default=0)
        self.letters: dict[str, int] = {}

    def last(self) -> str:
        """The next at the end."""
        self.highest += 1
        return str(self.highest)

    def after(self, before: str) -> str:
        """One between two old ones: 5a to 5y, then 5z1, 5z2 …"""
        match = _NUMBER.match(before)
        stem = match[1] if match else "0"
        while True:
            k = self.letters[stem] = self.letters.get(stem, -1) + 1
            n = stem + (chr(ord("a") + k) if k < 25 else f"z{k - 24}")
            if n not in self.given:
                return n


def _repoint(root: Element, renamed: dict[str, str]) -> None:
    """Pointers inside the document follow."""
    if not renamed:
        return
    for element in root.iter():
        for name, value in element.attrib.items() if isinstance(element.tag, str) else ():
            if "#" in value:
                element.set(name, _POINTER.sub(lambda match: "#" + renamed.get(match[1], match[1]), value))
