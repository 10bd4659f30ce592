"""What was made of what: one SQLite file for a run over many documents, whatever is made of them.

A row is written after the files it speaks of, and a document's rows all or none: whatever moment a run ends at, the
next one goes on from there.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, Self

from tei_edition.errors import OutputError
from tei_edition.publishing.jobs import Input, Trace

# Who keeps records adds a table `document` with at least the columns `name`, `inputs` and `root`.
_SCHEMA = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE input(document TEXT, path TEXT, stamp TEXT NOT NULL, sha256 TEXT NOT NULL,
  PRIMARY KEY (document, path)) WITHOUT ROWID;
CREATE TABLE trace(document TEXT, part TEXT, context TEXT NOT NULL, answers BLOB NOT NULL, text BLOB NOT NULL,
  PRIMARY KEY (document, part));
CREATE TABLE question(question TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE form(context TEXT, form TEXT, PRIMARY KEY (context, form)) WITHOUT ROWID;
CREATE TABLE failure(name TEXT PRIMARY KEY, tried TEXT NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL);
"""
# These alone say that there is nothing to be had from the file.
_DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
_AT_ONCE = 500
_ENTERED = """SELECT d.name, d.inputs, d.root, i.path, i.stamp, i.sha256
    FROM (SELECT name, inputs, root FROM document WHERE name > ? ORDER BY name LIMIT ?) d
    LEFT JOIN input i ON i.document = d.name ORDER BY d.name"""


class Failure(NamedTuple):
    """A document that could not be made.

    Attributes:
        tried: checksum of what it was to be made of: it is tried again when that has changed.
        kind: `document` where it is the document's own fault, else `crash`, `time` or `memory`.
        message: one line.
    """

    name: str
    tried: str
    kind: str
    message: str


class Known(NamedTuple):
    """What a document was made of.

    Attributes:
        inputs: checksum of everything. root: of what its TEI was made of.
        files: each file with its stamp.
    """

    name: str
    inputs: str
    root: str
    files: dict[str, Input]


class Records:
    """An open file of records. Close it, or use it as a context manager.

    Attributes:
        own: the tables that hold what is known of a document, and where its name stands in them.

    Raises:
        OutputError: the file cannot be opened or made.
    """

    own: tuple[tuple[str, str], ...] = (
        ("document", "name"),
        ("failure", "name"),
        ("input", "document"),
        ("trace", "document"),
    )

    def __init__(self, path: Path, schema: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.path = path
            self.base = _opened(path, schema)
        except (OSError, sqlite3.Error) as error:
            raise OutputError(f"the ledger cannot be opened ({error})", "check the folder", path=path) from None
        self._asked: set[int] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.base.close()

    def get(self, name: str) -> str:
        """A remark on the whole, such as a checksum; empty where there is none."""
        row = self.base.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def set(self, name: str, value: str) -> None:
        """Keep a remark on the whole."""
        with self.base:
            self.base.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def entered(self) -> Iterator[Known]:
        """What each document was made of, by name."""
        # Page by page: what is open for reading keeps the log from being taken in, and it grows.
        last = ""
        while page := self.base.execute(_ENTERED, (last, _AT_ONCE)).fetchall():
            for (name, inputs, root), group in groupby(page, key=lambda row: row[:3]):
                yield Known(name, inputs, root, {row[3]: Input(*row[3:]) for row in group if row[3]})
                last = name

    def entry(self, name: str) -> Known | None:
        """What one document was made of."""
        row = self.base.execute("SELECT inputs, root FROM document WHERE name = ?", (name,)).fetchone()
        files = self.base.execute("SELECT path, stamp, sha256 FROM input WHERE document = ?", (name,)).fetchall()
        return Known(name, row[0], row[1], {file[0]: Input(*file) for file in files}) if row else None

    def restamp(self, seen: Iterable[tuple[str, Input]]) -> None:
        """Files that hold what they held, though the file system says otherwise of them now: (document, file)."""
        with self.base:
            self.base.executemany(
                "UPDATE input SET stamp = ? WHERE document = ? AND path = ?",
                ((row.stamp, name, row.path) for name, row in seen),
            )

    def take_in(self, name: str, inputs: Iterable[Input], traces: Iterable[Trace], context: str = "") -> None:
        """Enter the files that a document was made of, and what it took from the authority.

        Args:
            context: which authority, where there are several.
        """
        for trace in traces:
            self._note(trace.questions)
            self.base.execute(
                "INSERT INTO trace VALUES (?, ?, ?, ?, ?)", (name, trace.part, context, trace.answers, trace.text)
            )
        self.base.executemany("INSERT INTO input VALUES (?, ?, ?, ?)", ((name, *row) for row in inputs))

    def traces(self, name: str, part: str) -> list[Trace]:
        """What a part of a document took from the authority; its questions are known."""
        asked = "SELECT answers, text FROM trace WHERE document = ? AND part = ?"
        return [Trace(part, [], *row) for row in self.base.execute(asked, (name, part))]

    def _note(self, questions: Iterable[str]) -> None:
        """Keep every question once. Most have been asked of another document before."""
        new = {question for question in questions if hash(question) not in self._asked}
        self._asked.update(map(hash, new))
        self.base.executemany("INSERT OR IGNORE INTO question VALUES (?)", ((question,) for question in new))

    def forget(self, name: str) -> None:
        """Strike a document out."""
        with self.base:
            self.clear(name)

    def clear(self, name: str) -> None:
        """Delete the rows of a document, inside a transaction."""
        for table, column in self.own:
            self.base.execute(f"DELETE FROM {table} WHERE {column} = ?", (name,))

    def fail(self, failure: Failure) -> None:
        """Enter why a document could not be made, in the place of what it was."""
        self.forget(failure.name)
        with self.base:
            self.base.execute("INSERT INTO failure VALUES (?, ?, ?, ?)", failure)

    def failures(self) -> Iterator[Failure]:
        """What could not be made, by name."""
        yield from map(Failure._make, self.base.execute("SELECT * FROM failure ORDER BY name").fetchall())

    def failure(self, name: str) -> Failure | None:
        """Why one document could not be made."""
        row = self.base.execute("SELECT * FROM failure WHERE name = ?", (name,)).fetchone()
        return Failure(*row) if row else None


def is_damaged(error: sqlite3.Error) -> bool:
    """Whether SQLite says that a file is none of its own, or broken; else it is the disk's fault, or another's."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def unwritten(error: sqlite3.Error, path: Path) -> OutputError:
    """Why a run over an open ledger ended."""
    if is_damaged(error):
        return OutputError(
            f"the ledger is damaged ({error})", "delete it: the next run makes everything anew", path=path
        )
    return OutputError(f"cannot be written ({error})", "check the disk", path=path)


def remark(context: str = "") -> str:
    """Under which name the state of an authority is remembered."""
    return f"authority {context}"


def _opened(path: Path, schema: str) -> sqlite3.Connection:
    """The file; a new one where it is missing, damaged or of another make."""
    # With other tables it is of another make.
    form = zlib.crc32((_SCHEMA + schema).encode()) >> 1
    for _ in range(2):
        base = sqlite3.connect(path)
        try:
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = NORMAL")
            base.execute("PRAGMA cache_size = -8000")
            # The log is taken in, and the disk waited for, after 32 megabytes.
            base.execute("PRAGMA wal_autocheckpoint = 8000")
            version = base.execute("PRAGMA user_version").fetchone()[0]
            if version == form:
                return base
            if version == 0 and not base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                base.executescript(f"BEGIN; {_SCHEMA}{schema} PRAGMA user_version = {form}; COMMIT;")
                return base
        except sqlite3.DatabaseError as error:
            # Locked, or on a disk that is full or cannot be read now: it may hold all there is to know.
            if not is_damaged(error):
                base.close()
                raise
        base.close()
        for ending in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(f"{path}{ending}").unlink()
    raise sqlite3.DatabaseError("not what it was made as")
