"""The ledger of a build: what was made from what, and the catalogue of all documents, in one SQLite file.

A row is written after the files it speaks of, and a document's rows all or none: whatever moment a build ends at, the
next one goes on from there. Indices are read from here row by row, so that memory does not grow with the edition.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from tei_edition.crosswalks.lists import Entry
from tei_edition.publishing import heads, postings
from tei_edition.publishing.heads import Heads
from tei_edition.publishing.postings import Postings
from tei_edition.publishing.records import Records
from tei_edition.publishing.rows import File, Rows, Summary, Written, as_json
from tei_edition.publishing.sorting import UNDATED, digest, group_of, sort_key

_SCHEMA = (
    """
CREATE TABLE document(name TEXT PRIMARY KEY, inputs TEXT NOT NULL, root TEXT NOT NULL, findings TEXT NOT NULL);
CREATE TABLE file(path TEXT PRIMARY KEY, owner TEXT NOT NULL, inputs TEXT NOT NULL, sha256 TEXT NOT NULL,
  stamp TEXT NOT NULL);
CREATE TABLE told(document TEXT PRIMARY KEY, findings TEXT NOT NULL);
CREATE INDEX file_owner ON file(owner);
CREATE TABLE presence(document TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, day TEXT NOT NULL,
  digest TEXT NOT NULL, passages INTEGER NOT NULL, mentions INTEGER NOT NULL, entry TEXT NOT NULL, rows TEXT NOT NULL);
CREATE INDEX presence_document ON presence(document);
CREATE INDEX presence_entry ON presence(kind, key, day, document);
CREATE TABLE span(kind TEXT, key TEXT, month TEXT, documents INTEGER NOT NULL, passages INTEGER NOT NULL,
  mentions INTEGER NOT NULL, mark INTEGER NOT NULL, PRIMARY KEY (kind, key, month)) WITHOUT ROWID;
CREATE TABLE entry(kind TEXT, key TEXT, name TEXT NOT NULL, folded TEXT NOT NULL, sort TEXT NOT NULL,
  letter TEXT NOT NULL, documents INTEGER NOT NULL, passages INTEGER NOT NULL, mentions INTEGER NOT NULL,
  entry TEXT NOT NULL, rows TEXT NOT NULL, PRIMARY KEY (kind, key));
CREATE INDEX entry_letter ON entry(kind, letter, sort, key, passages);
CREATE INDEX entry_named ON entry(kind, documents DESC, passages DESC, sort, key);
CREATE TABLE touched(kind TEXT, key TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID;
"""
    + heads.SCHEMA
    + postings.SCHEMA
)


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


class Ledger(Records):
    """An open ledger. Close it, or use it as a context manager.

    Raises:
        EditionError: the file cannot be opened or made.
    """

    own = (*Records.own, ("told", "document"))

    def __init__(self, path: Path) -> None:
        super().__init__(path, _SCHEMA)
        # The addresses of the pages that belong to the site that is being built.
        self.base.execute("CREATE TEMP TABLE kept(path TEXT PRIMARY KEY) WITHOUT ROWID")
        self.heads = Heads(self.base)
        self.postings = Postings(self.base)
        self._pending = 0
        self._committed = -inf

    # Documents

    def known(self) -> dict[str, str]:
        """The checksum of what each document was made of, by name."""
        return dict(self.base.execute("SELECT name, inputs FROM document"))

    def findings(self) -> Iterator[dict[str, Any]]:
        """What was found in the documents, in the order of their names."""
        for (text,) in self.base.execute("SELECT findings FROM document ORDER BY name"):
            yield from orjson.loads(text)

    def findings_by_document(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Each document's name, with what was found in it."""
        for name, text in self.base.execute("SELECT name, findings FROM document ORDER BY name"):
            yield name, orjson.loads(text)

    def documents(self) -> int:
        """How many documents there are."""
        return int(self.base.execute("SELECT count(*) FROM document").fetchone()[0])

    def record(self, rows: Rows) -> int:
        """Enter a document whose files are written. What its mentions change in the indices is marked as touched.

        It stays with the next `commit`, or with a document that is entered a second later.

        Returns:
            How many of its files are new or other than before.
        """
        name = rows.document[0]
        sums = dict(self.base.execute("SELECT path, sha256 FROM file WHERE owner = ?", (name,)))
        with self._whole():
            told = self._told(name) if rows.told is None else rows.told
            traces = [*(self.traces(name, "tei") if rows.told is None else ()), *rows.traces]
            self._clear(name)
            findings = told[:-1] + ", " * (told != "[]" != rows.found) + rows.found[1:]
            self.base.execute("INSERT INTO document VALUES (?, ?, ?, ?)", (*rows.document, findings))
            self.base.execute("INSERT INTO told VALUES (?, ?)", (name, told))
            self._touch(("pages", part) for part in self.heads.record(rows.head))
            self._presences(name, rows.presences)
            self.take_in(name, rows.inputs, traces)
            self.base.executemany("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)", rows.files)
        # One transaction for several documents: many touch the same pages of the file.
        if time.monotonic() - self._committed > _SECONDS:
            self.commit()
        return sum(sums.get(file.path) != file.sha256 for file in rows.files)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """All that is entered meanwhile, or nothing of it, inside a transaction that stays open."""
        if not self.base.in_transaction:
            self.base.execute("BEGIN")
        self.base.execute("SAVEPOINT whole")
        try:
            yield
        except BaseException:
            # Where the disk is full, SQLite has taken all of it back already.
            if self.base.in_transaction:
                self.base.execute("ROLLBACK TO whole")
            raise
        self.base.execute("RELEASE whole")

    def _told(self, name: str) -> str:
        """What was found in the TEI of a document, as JSON."""
        row = self.base.execute("SELECT findings FROM told WHERE document = ?", (name,)).fetchone()
        return str(row[0]) if row else "[]"

    def forget(self, name: str) -> None:
        """Strike a document out. Its files stay in the ledger without an owner, to be taken away."""
        with self.base:
            self.clear(name)

    def clear(self, name: str) -> None:
        """Delete what is known of a document, inside a transaction."""
        self._clear(name)
        self._touch(("pages", part) for part in self.heads.forget(name))
        self._presences(name, [])

    def _clear(self, name: str) -> None:
        """Delete the rows that say what it was made of; its files have no owner any more."""
        super().clear(name)
        self.base.execute("UPDATE file SET owner = '', inputs = 'stale' WHERE owner = ?", (name,))

    def _presences(self, name: str, rows: list[tuple[Any, ...]]) -> None:
        """Where a document names what, in place of what it named before. Only what is other is written."""
        query = "SELECT kind, key, day, digest, passages, mentions, rowid FROM presence WHERE document = ?"
        old = {row[:2]: row for row in self.base.execute(query, (name,))}
        new = {row[1:3]: row for row in rows}
        gone = [row for pair, row in old.items() if pair not in new or new[pair][4] != row[3]]
        come = [row for pair, row in new.items() if pair not in old or old[pair][3] != row[4]]
        self.base.executemany("DELETE FROM presence WHERE rowid = ?", [row[-1:] for row in gone])
        self.base.executemany("INSERT INTO presence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", come)
        # Checksums are added up, so that one document more or less is one sum.
        steps = [(*row[:2], row[2][:7], -1, -row[4], -row[5], _MARK - _mark(row[3])) for row in gone]
        steps += [(*row[1:3], row[3][:7], 1, row[5], row[6], _mark(row[4])) for row in come]
        self.base.executemany(_STEP, steps)
        self._touch({*(row[:2] for row in gone), *(row[1:3] for row in come)})
        if any(kind in ("persons", "places") for kind, _ in old.keys() ^ new.keys()):
            self._touch([("pages", MEMBERS)])

    def _touch(self, rows: Iterable[tuple[str, str]]) -> None:
        self.base.executemany("INSERT OR IGNORE INTO touched VALUES (?, ?)", rows)

    # Indices

    def touch_all(self) -> None:
        """Every page of the site has to be looked at again."""
        with self.base:
            self._touch([("pages", EVERYTHING)])
            self.base.execute("INSERT OR IGNORE INTO touched SELECT DISTINCT kind, key FROM presence")
            self.base.execute("INSERT OR IGNORE INTO touched SELECT kind, key FROM entry")

    def touched(self) -> list[tuple[str, str]]:
        """Kind and key of the entries whose pages may have changed; and as `pages` what else pages are made of."""
        return self.base.execute("SELECT kind, key FROM touched ORDER BY kind, key").fetchall()

    def commit(self) -> None:
        """What is entered so far stays, and is seen by other processes."""
        self.base.commit()
        self._committed, self._pending = time.monotonic(), 0

    def settle(self) -> None:
        """The pages of every touched entry are written."""
        with self.base:
            self.base.execute("DELETE FROM touched")

    def summary(self, kind: str, key: str, shown: int) -> tuple[Indexed | None, Summary]:
        """One entry of an index as the documents are now: as it is shown, and the row that says so, to be entered.

        Touched by it are the group of the index that it stood or stands in, and who or what it is where that changed.

        Args:
            shown: how many passages the index shows.

        Returns:
            None where nothing names it any more.
        """
        count = self.base.execute(
            "SELECT sum(documents), sum(passages), sum(mentions) FROM span WHERE kind = ? AND key = ?", (kind, key)
        ).fetchone()
        old = self.base.execute("SELECT letter, entry FROM entry WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        touched = [("pages", kind), *([(f"group of {kind}", old[0])] if old else [])]
        if not count[0]:
            return None, Summary(kind, key, None, [*touched, ("pages", f"names of {kind}")])
        told = self.base.execute(f"SELECT entry FROM presence {_OF} LIMIT 1", (kind, key)).fetchone()[0]
        entry = Entry(*_cells(told))
        rows = list(islice(self.passages(kind, key), shown))
        letter = group_of(entry)
        touched.append((f"group of {kind}", letter))
        if not old or old[1] != told:
            touched.append(("pages", f"names of {kind}"))
        cells = (entry.name, entry.heading.casefold(), sort_key(entry), letter, *count, told, as_json(rows))
        return Indexed(entry, letter, count[0], count[1], count[2], tuple(rows)), Summary(kind, key, cells, touched)

    def _summarise(self, row: Summary) -> None:
        """Bring one entry of an index up to date."""
        of = (row.kind, row.key)
        self.base.execute("DELETE FROM span WHERE kind = ? AND key = ? AND documents = 0", of)
        if row.cells:
            marks = "?, " * 10 + "?"
            self.base.execute(f"INSERT OR REPLACE INTO entry VALUES ({marks})", (*of, *row.cells))
        else:
            self.base.execute("DELETE FROM entry WHERE kind = ? AND key = ?", of)
        self._touch(row.touched)

    def letters(self, kind: str) -> list[tuple[str, int, int]]:
        """The groups of an index, each with its number of entries and of passages."""
        query = "SELECT letter, count(*), sum(passages) FROM entry WHERE kind = ? GROUP BY letter ORDER BY letter"
        return self.base.execute(query, (kind,)).fetchall()

    def index(self, kind: str, letter: str | None = None) -> Iterator[Indexed]:
        """The entries of an index in its order, or those of one group."""
        query = "SELECT entry, letter, documents, passages, mentions, rows FROM entry WHERE kind = ?"
        where, values = (" AND letter = ?", (kind, letter)) if letter is not None else ("", (kind,))
        for text, group, a, b, c, rows in self.base.execute(query + where + " ORDER BY letter, sort, key", values):
            yield Indexed(Entry(*_cells(text)), group, a, b, c, tuple(Passage(*row) for row in orjson.loads(rows)))

    def state_of(self, kind: str, letters: Iterable[str]) -> str:
        """A checksum of some groups of an index, without reading what they say."""
        query = "SELECT documents, passages, entry, rows FROM entry WHERE kind = ? AND letter = ? ORDER BY sort, key"
        rows = (row for letter in letters for row in self.base.execute(query, (kind, letter)))
        return digest(*(str(cell) for row in rows for cell in row))

    def entries(self, kind: str) -> Iterator[Indexed]:
        """The entries of an index in its order, without their passages."""
        query = (
            "SELECT entry, letter, documents, passages, mentions FROM entry WHERE kind = ? ORDER BY letter, sort, key"
        )
        for text, letter, a, b, c in self.base.execute(query, (kind,)):
            yield Indexed(Entry(*_cells(text)), letter, a, b, c, ())

    def indexed(self, kind: str, key: str) -> Entry | None:
        """One entry of an index."""
        row = self.base.execute("SELECT entry FROM entry WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return Entry(*_cells(row[0])) if row else None

    def most_named(self, kind: str, most: int) -> list[Indexed]:
        """The entries named in the most documents, then the most often."""
        query = """SELECT entry, letter, documents, passages, mentions FROM entry WHERE kind = ?
            ORDER BY documents DESC, passages DESC, sort, key LIMIT ?"""
        rows = self.base.execute(query, (kind, most))
        return [Indexed(Entry(*_cells(text)), letter, a, b, c, ()) for text, letter, a, b, c in rows]

    def unidentified(self, kind: str, most: int) -> list[Indexed]:
        """The entries that no authority knows, those named in the most documents first, then the most often."""
        query = f"""SELECT entry, letter, documents, passages, mentions FROM entry {_LOCAL}
            ORDER BY documents DESC, mentions DESC, sort, key LIMIT ?"""
        rows = self.base.execute(query, (kind, most))
        return [Indexed(Entry(*_cells(text)), letter, a, b, c, ()) for text, letter, a, b, c in rows]

    def unidentified_in_all(self, kind: str) -> int:
        """How many entries no authority knows."""
        return int(self.base.execute(f"SELECT count(*) FROM entry {_LOCAL}", (kind,)).fetchone()[0])

    def spread(self, kind: str, key: str) -> list[tuple[str, int, int]]:
        """The months whose documents name an entry: (month, passages, checksum), in their order."""
        query = "SELECT month, passages, mark FROM span WHERE kind = ? AND key = ? AND documents > 0 ORDER BY month"
        return self.base.execute(query, (kind, key)).fetchall()

    def passages(self, kind: str, key: str, first: str = "", last: str = "~") -> Iterator[Passage]:
        """The passages of an entry, in the order of the documents' dates.

        Args:
            first, last: the first and the last month of the documents that are asked for.
        """
        where = "WHERE kind = ? AND key = ? AND day >= ? AND day < ? AND substr(day, 1, 7) <= ?"
        query = f"SELECT document, day, rows FROM presence {where} ORDER BY day, document"
        for document, day, text in self.base.execute(query, (kind, key, first, f"{last}~", last)):
            title, rows = orjson.loads(text)
            told = "" if day == UNDATED else day
            yield from (Passage(document, title, told, *row) for row in rows)

    def members(self, kind: str) -> Iterator[tuple[str, list[str]]]:
        """The entries of an index by heading, each with the names of the documents that name it."""
        query = "SELECT key, entry FROM entry WHERE kind = ? ORDER BY folded, key"
        named = "SELECT document FROM presence WHERE kind = ? AND key = ?"
        for key, text in self.base.execute(query, (kind,)):
            yield Entry(*_cells(text)).heading, sorted(name for (name,) in self.base.execute(named, (kind, key)))

    # Files

    def stamps(self) -> Iterator[tuple[str, str]]:
        """The address and the stamp of every file of the site, by address."""
        return self.base.execute("SELECT path, stamp FROM file ORDER BY path")

    def sums(self, besides: str) -> Iterator[bytes]:
        """The checksum and the address of every file but one, as lines, many at a time."""
        rows = self.base.execute("SELECT sha256 || '  ' || path FROM file WHERE path != ? ORDER BY path", (besides,))
        while lines := rows.fetchmany(_PAGES):
            yield ("\n".join(line for (line,) in lines) + "\n").encode()

    def keep(self, *paths: str) -> None:
        """These pages belong to the site that is being built; `*` at the end stands for all that begin so."""
        for path in paths:
            if path.endswith("*"):
                query = "INSERT OR IGNORE INTO kept SELECT path FROM file WHERE owner = '' AND path >= ? AND path < ?"
                self.base.execute(query, (path[:-1], f"{path[:-1]}\U0010ffff"))
            else:
                self.base.execute("INSERT OR IGNORE INTO kept VALUES (?)", (path,))

    def stale(self) -> list[str]:
        """The addresses of the files that belong to no document and are not kept."""
        query = "SELECT path FROM file WHERE owner = '' AND path NOT IN (SELECT path FROM kept) ORDER BY path"
        return [path for (path,) in self.base.execute(query)]

    def html(self) -> Iterator[str]:
        """The addresses of all pages, earlier versions and what stands where no page is apart."""
        query = """SELECT path FROM file WHERE path GLOB '*.html' AND NOT path GLOB 'versions/*' AND path != '404.html'
            AND (owner != '' OR path IN (SELECT path FROM kept)) ORDER BY path"""
        return (path for (path,) in self.base.execute(query))

    def size(self) -> int:
        """How many files the site has."""
        return int(self.base.execute("SELECT count(*) FROM file").fetchone()[0])

    def file(self, path: str) -> File | None:
        """One file of the site."""
        row = self.base.execute("SELECT * FROM file WHERE path = ?", (path,)).fetchone()
        return File(*row) if row else None

    def receive(self, written: Written) -> None:
        """Pages of the site are written: enter all of that, or nothing. It stays with the next `settle`, or after some
        hundred pages."""
        with self._whole():
            for row in written.summaries:
                self._summarise(row)
            self.enter(*written.files)
            self.keep(*written.kept)
            for stem, number in written.left:
                while self._drop(f"{stem}~{number}.html" if number > 1 else f"{stem}.html"):
                    number += 1
            self.base.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", written.remarks.items())
        self._pending += len(written.files)
        if self._pending > _PAGES:
            self.commit()

    def _drop(self, path: str) -> bool:
        """A page is no longer kept; False where it was not."""
        return self.base.execute("DELETE FROM kept WHERE path = ?", (path,)).rowcount > 0

    def enter(self, *files: File) -> None:
        """Files of the site are as this says, inside a transaction."""
        self.base.executemany("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)", files)

    def strike(self, path: str) -> None:
        """A file is gone."""
        with self.base:
            self.base.execute("DELETE FROM file WHERE path = ?", (path,))


# Named, and not only by office: `Entry.unidentified`, `Entry.local`, the last two cells.
_LOCAL = "WHERE kind = ? AND substr(entry, -11) = 'false,true]'"
# What pages are made of besides entries: which documents name which; and all of it.
MEMBERS, EVERYTHING = "members", "everything"
_MARK = 1 << 60
_STEP = f"""INSERT INTO span VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, key, month) DO UPDATE SET
    documents = documents + excluded.documents, passages = passages + excluded.passages,
    mentions = mentions + excluded.mentions, mark = (mark + excluded.mark) % {_MARK}"""
# A document that is entered so long after the last commit brings the next one.
_SECONDS = 1.0
# So many pages are entered in one transaction; those of a build that is stopped in between are looked at again.
_PAGES = 200
_OF = "WHERE kind = ? AND key = ? ORDER BY day, document"


def _cells(text: str) -> list[Any]:
    return [_frozen(cell) for cell in orjson.loads(text)]


def _frozen(cell: Any) -> Any:
    return tuple(map(_frozen, cell)) if isinstance(cell, list) else cell


def _mark(checksum: str) -> int:
    return int(checksum[:15], 16)
