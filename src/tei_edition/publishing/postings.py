"""What all documents together give to the search and the networks: which has which words, how often two persons meet.

The tables are brought up to date by what changed: `owed` in the ledger says what they still hold of a document, `more`
what they should. Words are kept as an inverted index in parts of 256 documents (I. H. Witten, A. Moffat, T. C. Bell,
"Managing Gigabytes", 1999, chapter 5), so that one document costs as many small rows as it has words that changed.
"""

import hashlib
import sqlite3
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

import orjson

from tei_edition.rendering import search

SCHEMA = """
CREATE TABLE posting(term TEXT, field INTEGER, part INTEGER, number INTEGER NOT NULL, mark INTEGER NOT NULL,
  documents BLOB NOT NULL, PRIMARY KEY (term, field, part));
CREATE TABLE tally(kind TEXT, one TEXT, other TEXT, times INTEGER NOT NULL, document TEXT NOT NULL,
  paragraph TEXT NOT NULL, PRIMARY KEY (kind, one, other)) WITHOUT ROWID;
CREATE INDEX tally_times ON tally(kind, times DESC);
"""
# So many documents are carried over at once: what they change is held in memory.
BATCH = 128
_PART = 8
_MOST = (1 << 16) - 1

_Key = tuple[str, str, str]


class Tied(NamedTuple):
    """Two persons who have to do with each other: how often, and the document and paragraph where they do first."""

    one: str
    other: str
    times: int
    document: str
    paragraph: str


class Postings:
    """The tables of words and ties in an open ledger."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self.base = base

    def carry(self) -> None:
        """Bring the tables up to date, some documents a transaction."""
        query = """SELECT o.document, o.id, o.terms, o.ties, h.id, m.terms, m.ties FROM owed o
            LEFT JOIN head h USING (document) LEFT JOIN more m ON m.id = h.id ORDER BY o.document LIMIT ?"""
        while rows := self.base.execute(query, (BATCH,)).fetchall():
            with self.base:
                words: _Changes = defaultdict(lambda: defaultdict(dict))
                ties = _Ties()
                for document, old, old_terms, old_ties, new, terms, tied in rows:
                    before, after = _words(old_terms), _words(terms)
                    if old != new:
                        _change(words, old, dict.fromkeys(before.terms, 0))
                        _change(words, new, after.terms)
                    else:
                        gone = dict.fromkeys(before.terms.keys() - after.terms.keys(), 0)
                        _change(words, new, gone | dict(after.terms.items() - before.terms.items()))
                    ties.take(document, old_ties, before.heads)
                    ties.give(document, tied, after.heads)
                self._words(words)
                self._ties(ties)
                self.base.executemany("DELETE FROM owed WHERE document = ?", [row[:1] for row in rows])

    def _words(self, changes: "_Changes") -> None:
        where = "term = ? AND field = ? AND part = ?"
        rows = {
            (term[1:], int(term[0]), part): counts for part, terms in changes.items() for term, counts in terms.items()
        }
        # In the order of the table: its pages are read and written one after the other.
        for key in sorted(rows):
            row = self.base.execute(f"SELECT documents FROM posting WHERE {where}", key).fetchone()
            packed = _merged(row[0] if row else b"", rows[key])
            if not packed:
                self.base.execute(f"DELETE FROM posting WHERE {where}", key)
                continue
            # With the word itself: another one may stand in the same documents.
            mark = int.from_bytes(hashlib.sha256(str(key).encode() + packed).digest()[:5], "big")
            values = (*key, len(packed) // 4, mark, packed)
            self.base.execute("INSERT OR REPLACE INTO posting VALUES (?, ?, ?, ?, ?, ?)", values)

    def _ties(self, ties: "_Ties") -> None:
        where = "kind = ? AND one = ? AND other = ?"
        for key in ties.times.keys() | ties.first.keys() | ties.left.keys():
            row = self.base.execute(f"SELECT times, document, paragraph FROM tally WHERE {where}", key).fetchone()
            times, document, paragraph = row or (0, None, "")
            times += ties.times[key]
            if document in ties.left.get(key, ()):
                document = ""
            first = ties.first.get(key)
            # An empty name: the first document has left, and `find_first` looks for the next.
            if first and (document is None or first[0] <= document):
                document, paragraph = first
            if times > 0:
                self.base.execute(
                    "INSERT OR REPLACE INTO tally VALUES (?, ?, ?, ?, ?, ?)", (*key, times, document, paragraph)
                )
            else:
                self.base.execute(f"DELETE FROM tally WHERE {where}", key)

    # Ties

    def ties(self, kind: str, most: int) -> list[Tied]:
        """The strongest ties of persons that the index of persons knows, ordered by their names where they are even."""
        query = f"""SELECT one, other, times, t.document, paragraph FROM {_TIED} AND times >= coalesce((
            SELECT times FROM tally WHERE kind = ? AND one != other ORDER BY times DESC LIMIT 1 OFFSET ?), 0)
            ORDER BY times DESC, a.name, b.name, one, other LIMIT ?"""
        return [Tied(*row) for row in self.base.execute(query, (kind, kind, most, most))]

    def number(self, kind: str) -> int:
        """How many such ties there are."""
        return int(self.base.execute(f"SELECT count(*) FROM {_TIED}", (kind,)).fetchone()[0])

    def find_first(self, kind: str, most: int) -> None:
        """Find the first places of the strongest ties again, where the documents that had them have left."""
        open_ = {tie[:2] for tie in self.ties(kind, most) if not tie.document}
        first = []
        rows = self.base.execute("SELECT document, ties FROM head JOIN more USING (id) ORDER BY document")
        while open_ and (row := rows.fetchone()):
            for one, other, _, paragraph in orjson.loads(row[1])[kind]:
                if (one, other) in open_:
                    open_.remove((one, other))
                    first.append((row[0], paragraph, kind, one, other))
        query = "UPDATE tally SET document = ?, paragraph = ? WHERE kind = ? AND one = ? AND other = ?"
        self.base.executemany(query, first)

    # The search

    def shards(self) -> Iterator[search.Shard]:
        """How the words are cut into files; their checksums tell nothing of how the documents are numbered."""
        rows = self.base.execute("SELECT term, sum(number), sum(mark) FROM posting GROUP BY term ORDER BY term")
        return search.cut(rows)

    def rows(self, shard: search.Shard, numbers: "array[int]") -> Iterator[tuple[str, search.Fields]]:
        """The words of a file, each with its documents by field.

        Args:
            numbers: `numbers()`.
        """
        query = (
            "SELECT term, field, part, documents FROM posting WHERE term >= ? AND term <= ? ORDER BY term, field, part"
        )
        term, fields = "", search.Fields()
        for word, field, part, packed in self.base.execute(query, (shard.first, shard.last)):
            if word != term:
                if fields:
                    yield term, fields
                term, fields = word, search.Fields()
            base = part << _PART
            cells = array("H", packed)
            fields.setdefault(field, []).extend(zip((numbers[base + k] for k in cells[::2]), cells[1::2], strict=True))
        if fields:
            yield term, fields

    def numbers(self) -> "array[int]":
        """The number of each document, by its key in the ledger: its place among the names."""
        keys = [key for (key,) in self.base.execute("SELECT id FROM head ORDER BY document")]
        found = array("I", bytes(4 * (max(keys, default=0) + 1)))
        for number, key in enumerate(keys):
            found[key] = number
        return found

    def names(self) -> Iterator[str]:
        """The names of the documents, by number."""
        return (name for (name,) in self.base.execute("SELECT document FROM head ORDER BY document"))

    def lengths(self) -> Iterator[int]:
        """How many words the documents have, by number."""
        return (length for (length,) in self.base.execute("SELECT length FROM head ORDER BY document"))

    def offered(self) -> dict[str, list[str]]:
        """The names that the search offers for a field: those of the most documents."""
        query = "SELECT one FROM tally WHERE kind = ? ORDER BY times DESC, one LIMIT ?"
        return {
            field: sorted(name for (name,) in self.base.execute(query, (field, search.OFFERED)))
            for field in ("person", "place", "speaker")
        }


# Ties of two persons of whom the index knows both.
_TIED = """tally t JOIN entry a ON a.kind = 'persons' AND a.key = one
    JOIN entry b ON b.kind = 'persons' AND b.key = other WHERE t.kind = ? AND one != other"""


class _Ties:
    """What some documents change of the ties: how often, where first, and which documents are no longer meant."""

    def __init__(self) -> None:
        self.times: Counter[_Key] = Counter()
        self.first: dict[_Key, tuple[str, str]] = {}
        self.left: dict[_Key, set[str]] = defaultdict(set)

    def take(self, document: str, ties: str, heads: list[list[str]]) -> None:
        for key, times, _ in _tied(ties, heads):
            self.times[key] -= times
            self.left[key].add(document)

    def give(self, document: str, ties: str | None, heads: list[list[str]]) -> None:
        for key, times, paragraph in _tied(ties, heads):
            self.times[key] += times
            if document in self.left.get(key, ()):
                self.left[key].remove(document)
            # Documents come in the order of their names.
            self.first.setdefault(key, (document, paragraph))


def _tied(ties: str | None, heads: list[list[str]]) -> Iterator[tuple[_Key, int, str]]:
    for kind, rows in orjson.loads(ties).items() if ties else ():
        for one, other, times, paragraph in rows:
            yield (kind, one, other), times, paragraph
    for (field, name), times in Counter(map(tuple, heads)).items():
        yield (field, name, ""), times, ""


class _Words(NamedTuple):
    """What `search.document_terms` packed: how often each word stands in which field, and names to offer."""

    terms: dict[str, int]
    heads: list[list[str]]


def _words(packed: bytes | None) -> _Words:
    return _Words(**orjson.loads(zlib.decompress(packed))) if packed else _Words({}, [])


# How often words stand in documents now: by part, word (its field before it), and place of the document in the part.
_Changes = dict[int, dict[str, dict[int, int]]]


def _change(words: _Changes, key: int | None, counts: dict[str, int]) -> None:
    if key is not None:
        part, place = words[key >> _PART], key & (1 << _PART) - 1
        for term, count in counts.items():
            part[term][place] = count


def _merged(packed: bytes, counts: dict[int, int]) -> bytes:
    """The documents of a word with those that changed; those with none are gone."""
    # Documents that were entered later, as most are, need no look at those before.
    are_later = bool(packed) and array("H", packed[-4:])[0] < min(counts)
    held = counts if are_later else _pairs(packed) | counts
    if 0 in held.values() or max(held.values()) > _MOST:
        held = {k: min(times, _MOST) for k, times in held.items() if times}
    cells = array("H", chain.from_iterable(sorted(held.items())))
    return (packed if are_later else b"") + cells.tobytes()


def _pairs(packed: bytes) -> dict[int, int]:
    cells = array("H")
    cells.frombytes(packed)
    return dict(zip(cells[::2], cells[1::2], strict=True))
