"""The ledger of a build: what was made from what, and the catalogue of all documents, in one SQLite file.

A row is written after the files it speaks of, in one transaction for each document: whatever moment a build ends at,
the next one goes on from there. Indices are read from here row by row, so that memory does not grow with the edition.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from tei_edition.crosswalks.card import Card, Entry, Mention, from_json, to_json
from tei_edition.errors import EditionError
from tei_edition.publishing.sorting import digest, group_of, sort_key

_SCHEMA = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE document(name TEXT PRIMARY KEY, inputs TEXT NOT NULL, day TEXT NOT NULL, findings TEXT NOT NULL,
  head TEXT NOT NULL);
CREATE TABLE file(path TEXT PRIMARY KEY, owner TEXT NOT NULL, inputs TEXT NOT NULL, sha256 TEXT NOT NULL,
  size INTEGER NOT NULL, mtime INTEGER NOT NULL);
CREATE INDEX file_owner ON file(owner);
CREATE TABLE presence(kind TEXT, key TEXT, day TEXT, document TEXT, digest TEXT NOT NULL,
  passages INTEGER NOT NULL, mentions INTEGER NOT NULL, entry TEXT NOT NULL, rows TEXT NOT NULL,
  PRIMARY KEY (kind, key, day, document)) WITHOUT ROWID;
CREATE TABLE more(document TEXT PRIMARY KEY, terms BLOB NOT NULL, ties TEXT NOT NULL);
CREATE INDEX presence_document ON presence(document);
CREATE TABLE entry(kind TEXT, key TEXT, heading TEXT NOT NULL, sort TEXT NOT NULL, letter TEXT NOT NULL,
  documents INTEGER NOT NULL, passages INTEGER NOT NULL, mentions INTEGER NOT NULL, entry TEXT NOT NULL,
  rows TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE INDEX entry_letter ON entry(kind, letter, sort, key);
CREATE TABLE touched(kind TEXT, key TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID;
"""
# A ledger with other tables is another make: it is begun anew.
FORMAT = zlib.crc32(_SCHEMA.encode()) >> 1


class File(NamedTuple):
    """One file of the site as it was written: its address from the site's root, and how to see that it still stands.

    Attributes:
        owner: the document it was made of; empty for a page of the site.
        inputs: checksum of what a page of the site was made of; empty for a document's.
        mtime: in nanoseconds.
    """

    path: str
    owner: str
    inputs: str
    sha256: str
    size: int
    mtime: int


class Passage(NamedTuple):
    """One paragraph that names an entry: the first mention in it with the words around it, and how many there are."""

    document: str
    title: str
    day: str
    paragraph: str
    n: str
    before: str
    surface: str
    after: str
    times: int


class Indexed(NamedTuple):
    """One entry of an index over all documents: how often it is named, and its first passages."""

    entry: Entry
    letter: str
    documents: int
    passages: int
    mentions: int
    first: tuple[Passage, ...]


class Rows(NamedTuple):
    """What a document enters into the ledger: rows of its tables, made where the document is made."""

    document: tuple[str, str, str, str, str]
    presences: list[tuple[Any, ...]]
    files: tuple[File, ...]
    terms: bytes = b""
    ties: str = "[]"


def rows_of(
    card: Card, inputs: str, findings: list[dict[str, Any]], files: Iterable[File], terms: bytes = b"", ties: str = "[]"
) -> Rows:
    """The rows of a document.

    Args:
        inputs: checksum of what it was made of.
        terms, ties: what the search and the networks have to know of it, as they keep it.
    """
    head = replace(card, entries=(), mentions=(), paragraphs=(), exchanges=())
    told = json.dumps(findings, ensure_ascii=False)
    document = (card.name, inputs, _day(card), told, to_json(head))
    return Rows(document, list(_presences(card)), tuple(files), terms, ties)


class Ledger:
    """An open ledger. Close it, or use it as a context manager.

    Raises:
        EditionError: the file cannot be opened or made.
    """

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.base = _opened(path)
            self.pending = 0
        except (OSError, sqlite3.Error) as error:
            raise EditionError(f"the ledger cannot be opened ({error})", "check the folder", path=path) from None

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_: object) -> None:
        self.base.close()

    def get(self, name: str) -> str:
        """A remark on the whole build, such as a checksum; empty where there is none."""
        row = self.base.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def set(self, name: str, value: str) -> None:
        """Keep a remark on the whole build."""
        with self.base:
            self.base.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    # Documents

    def known(self) -> dict[str, str]:
        """The checksum of what each document was made of, by name."""
        return dict(self.base.execute("SELECT name, inputs FROM document"))

    def findings(self) -> Iterator[dict[str, Any]]:
        """What was found in the documents, in the order of their names."""
        for (text,) in self.base.execute("SELECT findings FROM document ORDER BY name"):
            yield from json.loads(text)

    def record(self, rows: Rows) -> int:
        """Enter a document whose files are written. What its mentions change in the indices is marked as touched.

        Returns:
            How many of its files are new or other than before.
        """
        name = rows.document[0]
        sums = dict(self.base.execute("SELECT path, sha256 FROM file WHERE owner = ?", (name,)))
        with self.base:
            old = dict(_pairs(self.base, name))
            new = {(row[0], row[1]): row[4] for row in rows.presences}
            changed = {pair for pair in old.keys() | new.keys() if old.get(pair) != new.get(pair)}
            self._forget(name)
            self.base.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?)", rows.document)
            self.base.execute("INSERT INTO more VALUES (?, ?, ?)", (name, rows.terms, rows.ties))
            self.base.executemany("INSERT INTO presence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.presences)
            self.base.executemany("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)", rows.files)
            self.base.executemany("INSERT OR IGNORE INTO touched VALUES (?, ?)", changed)
        return sum(sums.get(file.path) != file.sha256 for file in rows.files)

    def forget(self, name: str) -> None:
        """Strike a document out. Its files stay in the ledger without an owner, to be taken away."""
        with self.base:
            self.base.executemany(
                "INSERT OR IGNORE INTO touched VALUES (?, ?)", [p for p, _ in _pairs(self.base, name)]
            )
            self._forget(name)

    def _forget(self, name: str) -> None:
        self.base.execute("DELETE FROM document WHERE name = ?", (name,))
        self.base.execute("DELETE FROM more WHERE document = ?", (name,))
        self.base.execute("DELETE FROM presence WHERE document = ?", (name,))
        self.base.execute("UPDATE file SET owner = '', inputs = 'stale' WHERE owner = ?", (name,))

    def heads(self) -> Iterator[Card]:
        """The cards in the order of their dates, without mentions, entries, paragraphs and exchanges."""
        for (text,) in self.base.execute("SELECT head FROM document ORDER BY day, name"):
            yield from_json(text)

    def terms(self) -> Iterator[bytes]:
        """What the search has to know of each document, by name."""
        for (packed,) in self.base.execute("SELECT terms FROM more ORDER BY document"):
            yield packed

    def ties(self) -> Iterator[tuple[str, str]]:
        """What the networks have to know of each document, by name."""
        yield from self.base.execute("SELECT document, ties FROM more ORDER BY document")

    # Indices

    def touch_all(self) -> None:
        """Every entry of every index has to be looked at again."""
        with self.base:
            self.base.execute("INSERT OR IGNORE INTO touched SELECT DISTINCT kind, key FROM presence")
            self.base.execute("INSERT OR IGNORE INTO touched SELECT kind, key FROM entry")

    def touched(self) -> list[tuple[str, str]]:
        """Kind and key of the entries whose pages may have changed."""
        return self.base.execute("SELECT kind, key FROM touched ORDER BY kind, key").fetchall()

    def settle(self) -> None:
        """The pages of every touched entry are written."""
        with self.base:
            self.base.execute("DELETE FROM touched")

    def summarise(self, kind: str, key: str, shown: int) -> Indexed | None:
        """Bring one entry of an index up to date; None where nothing names it any more. Kept as pages are.

        Args:
            shown: how many passages the index shows.
        """
        count = self.base.execute(
            "SELECT count(*), sum(passages), sum(mentions) FROM presence WHERE kind = ? AND key = ?", (kind, key)
        ).fetchone()
        self.base.execute("DELETE FROM entry WHERE kind = ? AND key = ?", (kind, key))
        if not count[0]:
            return None
        first = self.base.execute(f"SELECT entry FROM presence {_OF} LIMIT 1", (kind, key)).fetchone()
        entry = Entry(*_cells(first[0]))
        rows = list(islice(self.passages(kind, key), shown))
        letter = group_of(entry)
        cells = (entry.heading, sort_key(entry), letter, *count, first[0], json.dumps(rows))
        self.base.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (kind, key, *cells))
        return Indexed(entry, letter, count[0], count[1], count[2], tuple(rows))

    def letters(self, kind: str) -> list[tuple[str, int, int]]:
        """The groups of an index, each with its number of entries and of passages."""
        query = "SELECT letter, count(*), sum(passages) FROM entry WHERE kind = ? GROUP BY letter ORDER BY letter"
        return self.base.execute(query, (kind,)).fetchall()

    def index(self, kind: str, letter: str | None = None) -> Iterator[Indexed]:
        """The entries of an index in its order, or those of one group."""
        query = "SELECT entry, letter, documents, passages, mentions, rows FROM entry WHERE kind = ?"
        where, values = (" AND letter = ?", (kind, letter)) if letter is not None else ("", (kind,))
        for text, group, a, b, c, rows in self.base.execute(query + where + " ORDER BY letter, sort, key", values):
            yield Indexed(Entry(*_cells(text)), group, a, b, c, tuple(Passage(*row) for row in json.loads(rows)))

    def state_of(self, kind: str, letters: Iterable[str]) -> str:
        """A checksum of some groups of an index, without reading what they say."""
        query = "SELECT documents, passages, entry, rows FROM entry WHERE kind = ? AND letter = ? ORDER BY sort, key"
        rows = (row for letter in letters for row in self.base.execute(query, (kind, letter)))
        return digest(*(str(cell) for row in rows for cell in row))

    def keys(self, kind: str) -> Iterator[str]:
        """The keys of an index."""
        return (key for (key,) in self.base.execute("SELECT key FROM entry WHERE kind = ?", (kind,)))

    def most_named(self, kind: str, most: int) -> list[Indexed]:
        """The entries named in the most documents, then the most often."""
        query = """SELECT entry, letter, documents, passages, mentions FROM entry WHERE kind = ?
            ORDER BY documents DESC, passages DESC, sort, key LIMIT ?"""
        rows = self.base.execute(query, (kind, most))
        return [Indexed(Entry(*_cells(text)), letter, a, b, c, ()) for text, letter, a, b, c in rows]

    def spread(self, kind: str, key: str) -> list[tuple[str, str, str, int]]:
        """The documents that name an entry: (day, name, checksum, passages), in the order of their dates."""
        return self.base.execute(f"SELECT day, document, digest, passages FROM presence {_OF}", (kind, key)).fetchall()

    def passages(
        self, kind: str, key: str, first: tuple[str, str] = ("", ""), last: tuple[str, str] = ("~~", "")
    ) -> Iterator[Passage]:
        """The passages of an entry, in the order of the documents' dates.

        Args:
            first, last: day and name of the first and the last document that is asked for.
        """
        where = "WHERE kind = ? AND key = ? AND (day, document) >= (?, ?) AND (day, document) <= (?, ?)"
        query = f"SELECT document, day, rows FROM presence {where} ORDER BY day, document"
        for document, day, text in self.base.execute(query, (kind, key, *first, *last)):
            title, rows = json.loads(text)
            told = "" if day == UNDATED else day
            yield from (Passage(document, title, told, *row) for row in rows)

    def named_in(self, kind: str, most: int = 1 << 30) -> Iterator[tuple[str, str]]:
        """Which document names which entry: (document, key), of the entries named in the most documents."""
        query = """SELECT document, key FROM presence WHERE kind = ? AND key IN (SELECT key FROM entry WHERE kind = ?
            ORDER BY documents DESC, passages DESC, sort, key LIMIT ?) ORDER BY document, key"""
        yield from self.base.execute(query, (kind, kind, most))

    # Files

    def files(self) -> Iterator[File]:
        """Every file of the site, by address."""
        yield from map(File._make, self.base.execute("SELECT * FROM file ORDER BY path"))

    def pages(self) -> Iterator[str]:
        """The addresses of the files that no document owns."""
        return (path for (path,) in self.base.execute("SELECT path FROM file WHERE owner = '' ORDER BY path"))

    def size(self) -> int:
        """How many files the site has."""
        return int(self.base.execute("SELECT count(*) FROM file").fetchone()[0])

    def file(self, path: str) -> File | None:
        """One file of the site."""
        row = self.base.execute("SELECT * FROM file WHERE path = ?", (path,)).fetchone()
        return File(*row) if row else None

    def enter(self, file: File) -> None:
        """A page of the site is written. Kept with the next `settle`, or after some hundred pages."""
        self.base.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)", file)
        self.pending += 1
        if self.pending % _PAGES == 0:
            self.base.commit()

    def strike(self, path: str) -> None:
        """A file is gone."""
        with self.base:
            self.base.execute("DELETE FROM file WHERE path = ?", (path,))


# The day of what has none: the last of all.
UNDATED = "~"
# So many pages are entered in one transaction; those of a build that is stopped in between are looked at again.
_PAGES = 200
_OF = "WHERE kind = ? AND key = ? ORDER BY day, document"


def _opened(path: Path) -> sqlite3.Connection:
    """The ledger; a new one where it is missing, damaged or of another make."""
    for _ in range(2):
        base = sqlite3.connect(path)
        try:
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = NORMAL")
            version = base.execute("PRAGMA user_version").fetchone()[0]
            if version == FORMAT:
                return base
            if version == 0 and not base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                base.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {FORMAT}; COMMIT;")
                return base
        except sqlite3.DatabaseError:
            pass
        base.close()
        for ending in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(f"{path}{ending}").unlink()
    raise sqlite3.DatabaseError("not a ledger")


def _cells(text: str) -> list[Any]:
    return [_frozen(cell) for cell in json.loads(text)]


def _frozen(cell: Any) -> Any:
    return tuple(map(_frozen, cell)) if isinstance(cell, list) else cell


def _day(card: Card) -> str:
    return card.iso_date[:10] or UNDATED


def _pairs(base: sqlite3.Connection, name: str) -> Iterator[tuple[tuple[str, str], str]]:
    for kind, key, mark in base.execute("SELECT kind, key, digest FROM presence WHERE document = ?", (name,)):
        yield (kind, key), mark


def _presences(card: Card) -> Iterator[tuple[Any, ...]]:
    """For each entry that the document names, a row: what it is, and each paragraph that names it."""
    entries = {entry[:2]: entry for entry in card.entries}
    found: dict[tuple[str, str], dict[str, list[Mention]]] = {}
    for mention in card.mentions:
        if mention.key:
            found.setdefault(mention[:2], {}).setdefault(mention.paragraph, []).append(mention)
    for (kind, key), paragraphs in found.items():
        entry = entries.get((kind, key)) or _plain(kind, key, next(iter(paragraphs.values()))[0])
        rows = [
            (place, first.n, first.before, first.surface, first.after, len(mentions))
            for place, mentions in paragraphs.items()
            for first in mentions[:1]
        ]
        told, text = map(_TOLD, (entry, (card.title, rows)))
        day = _day(card)
        mark = digest(day, told, text)
        yield kind, key, day, card.name, mark, len(rows), sum(row[-1] for row in rows), told, text


_TOLD = json.JSONEncoder(ensure_ascii=False).encode


def _plain(kind: str, key: str, mention: Mention) -> Entry:
    """The entry of a date, or of a pointer that leads to no entry of the document."""
    if kind == "dates":
        grain = "" if mention.certain else "about"
        return Entry(kind, key, key, key, life=f"{mention.first} {mention.last}".strip(), type=grain)
    return Entry(kind, key, key.replace("_", " "), key.replace("_", " "), local=True)
