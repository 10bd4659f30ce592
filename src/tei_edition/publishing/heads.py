"""The list of all documents in the ledger: what lists show of each, its header, its words and ties.

Lists, sums and facets are asked of SQLite, and whole headers are read one after the other, never all at once.
What of a document has not been carried into the tables of all documents yet is owed; see `postings.py`.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import orjson

from tei_edition.crosswalks.card import Card, from_json, to_json
from tei_edition.publishing.sorting import UNDATED, file_name, href

SCHEMA = """
CREATE TABLE head(id INTEGER PRIMARY KEY, document TEXT NOT NULL UNIQUE, day TEXT NOT NULL, genre TEXT NOT NULL,
  title TEXT NOT NULL, size INTEGER NOT NULL, words INTEGER NOT NULL, tags INTEGER NOT NULL,
  unreviewed INTEGER NOT NULL, length INTEGER NOT NULL, listed TEXT NOT NULL);
CREATE INDEX head_day ON head(day, document);
CREATE INDEX head_genre ON head(genre, day, document);
CREATE TABLE more(id INTEGER PRIMARY KEY, head TEXT NOT NULL, terms BLOB NOT NULL, ties TEXT NOT NULL);
CREATE TABLE owed(document TEXT PRIMARY KEY, id INTEGER NOT NULL, terms BLOB NOT NULL, ties TEXT NOT NULL);
"""
# What pages are made of besides entries, and is marked where a document changes it.
LISTS, HEADERS, TIES = "lists", "headers", "ties"
# So many persons of one paragraph are joined to each other.
_TOGETHER = 20
_EVERY = frozenset((LISTS, HEADERS, TIES))


class Listed(NamedTuple):
    """A document in a list."""

    file: str
    href: str
    title: str
    iso_date: str
    date: str
    genre: str
    place: str
    language: str
    paragraphs: int
    share: int


class Head(NamedTuple):
    """What a document enters into the list of all: made where the document is made.

    Attributes:
        length: how many words the search counts. listed: a `Listed` as JSON. head: the card without what is counted.
        terms, ties: what the search and the networks have to know of it, as they keep it.
    """

    document: str
    day: str
    genre: str
    title: str
    size: int
    words: int
    tags: int
    unreviewed: int
    length: int
    listed: str
    head: str
    terms: bytes
    ties: str


class Sums(NamedTuple):
    """Numbers of all documents together."""

    documents: int
    paragraphs: int
    words: int
    tags: int
    unreviewed: int


def head_of(card: Card, length: int, terms: bytes, ties: str) -> Head:
    """The head of a document."""
    listed = Listed(
        file_name(card.name),
        href(card.name),
        card.title,
        card.iso_date[:10],
        card.date,
        card.genre,
        card.place,
        card.language,
        card.size,
        card.share,
    )
    bare = replace(card, entries=(), mentions=(), paragraphs=(), exchanges=(), words=0, size=0, tags=0, unreviewed=0)
    counts = (card.size, card.words, card.tags, card.unreviewed, length)
    told = json.dumps(listed, ensure_ascii=False)
    return Head(card.name, day_of(card), card.genre, card.title, *counts, told, to_json(bare), terms, ties)


def ties_of(card: Card) -> str:
    """Who speaks to whom, and who is named with whom, in one document: rows of persons, how often, where first."""
    speech = [[row.speaker, row.addressee, row.turns, ""] for row in card.exchanges if row.addressee]
    together: dict[str, dict[str, None]] = defaultdict(dict)
    for mention in card.mentions:
        if mention.kind == "persons" and mention.key:
            together[mention.paragraph][mention.key] = None
    count: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], str] = {}
    for paragraph, keys in together.items():
        for pair in combinations(sorted(list(keys)[:_TOGETHER]), 2):
            count[pair] += 1
            first.setdefault(pair, paragraph)
    company = [[*pair, times, first[pair]] for pair, times in sorted(count.items())]
    return orjson.dumps({"speech": speech, "company": company}).decode()


def day_of(card: Card) -> str:
    """By what a document is sorted: its date, and last of all what has none."""
    return card.iso_date[:10] or UNDATED


class Heads:
    """The list of all documents in an open ledger. Transactions are the ledger's."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self.base = base

    def record(self, row: Head) -> frozenset[str]:
        """Enter a document, or what it is now; gives what that changes of `LISTS`, `HEADERS` and `TIES`."""
        query = "SELECT id, listed, head, terms, ties FROM head JOIN more USING (id) WHERE document = ?"
        old = self.base.execute(query, (row.document,)).fetchone()
        counted = (*row[:10],)
        if old is None:
            self._owe(row.document, 0, b"", "")
            marks = "?, " * 9 + "?"
            self.base.execute(f"INSERT INTO head VALUES (NULL, {marks})", counted)
            self.base.execute("INSERT INTO more VALUES (last_insert_rowid(), ?, ?, ?)", row[10:])
            return _EVERY
        key, listed, head, terms, ties = old
        if (terms, ties) != (row.terms, row.ties):
            self._owe(row.document, key, terms, ties)
        marks = "?, " * 10 + "?"
        self.base.execute(f"INSERT OR REPLACE INTO head VALUES ({marks})", (key, *counted))
        self.base.execute("INSERT OR REPLACE INTO more VALUES (?, ?, ?, ?)", (key, *row[10:]))
        changed = {LISTS: listed != row.listed, HEADERS: head != row.head, TIES: ties != row.ties}
        return frozenset(name for name, is_other in changed.items() if is_other)

    def forget(self, document: str) -> frozenset[str]:
        """Strike a document out."""
        query = "SELECT id, terms, ties FROM head JOIN more USING (id) WHERE document = ?"
        old = self.base.execute(query, (document,)).fetchone()
        if old is None:
            return frozenset()
        self._owe(document, *old)
        self.base.execute("DELETE FROM head WHERE id = ?", old[:1])
        self.base.execute("DELETE FROM more WHERE id = ?", old[:1])
        return _EVERY

    def _owe(self, document: str, key: int, terms: bytes, ties: str) -> None:
        """Keep what the tables of all documents hold of one, unless that is kept from an earlier change."""
        self.base.execute("INSERT OR IGNORE INTO owed VALUES (?, ?, ?, ?)", (document, key, terms, ties))

    def sums(self) -> Sums:
        """Numbers of all documents together."""
        query = "SELECT count(*), total(size), total(words), total(tags), total(unreviewed) FROM head"
        return Sums(*map(int, self.base.execute(query).fetchone()))

    def years(self) -> list[tuple[str, int]]:
        """How many documents each year has, undated ones last under an empty name."""
        rows = self.base.execute("SELECT substr(day, 1, 4), count(*) FROM head GROUP BY 1 ORDER BY 1").fetchall()
        return [("" if year == UNDATED else year, number) for year, number in rows]

    def genres(self) -> list[tuple[str, int]]:
        """How many documents each type has, the most first."""
        query = "SELECT genre, count(*) FROM head WHERE genre != '' GROUP BY genre ORDER BY count(*) DESC, genre"
        return self.base.execute(query).fetchall()

    def span(self) -> tuple[str, str]:
        """The first and the last day of which there are documents; empty where none is dated."""
        row = self.base.execute("SELECT min(day), max(day) FROM head WHERE day != ?", (UNDATED,)).fetchone()
        return (row[0], row[1]) if row[0] else ("", "")

    def listed(self, *, year: str | None = None, genre: str | None = None, most: int = -1) -> Iterator[Listed]:
        """The documents in the order of their dates: all, or those of a year or of a type."""
        where, values = "", []
        if year is not None:
            year = year or UNDATED
            where, values = "WHERE day >= ? AND day <= ? AND substr(day, 1, 4) = ?", [year, f"{year}~", year]
        elif genre is not None:
            where, values = "WHERE genre = ?", [genre]
        query = f"SELECT listed FROM head {where} ORDER BY day, document LIMIT ?"
        for (text,) in self.base.execute(query, (*values, most)):
            yield Listed(*json.loads(text))

    def names(self) -> Iterator[str]:
        """The names of the documents in the order of their dates."""
        return (name for (name,) in self.base.execute("SELECT document FROM head ORDER BY day, document"))

    def cards(self) -> Iterator[Card]:
        """The headers in the order of the documents' dates: cards without anything that is counted or tagged."""
        for (text,) in self.base.execute("SELECT head FROM head JOIN more USING (id) ORDER BY day, document"):
            yield from_json(text)

    def title(self, document: str) -> str | None:
        """A document's title; None where there is no such document."""
        row = self.base.execute("SELECT title FROM head WHERE document = ?", (document,)).fetchone()
        return row[0] if row else None
