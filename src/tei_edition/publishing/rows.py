"""What is entered into the ledger: rows of its tables, made where a document, or pages of many, are made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from tei_edition.crosswalks.card import Card, Mention
from tei_edition.crosswalks.lists import Entry
from tei_edition.errors import Finding
from tei_edition.publishing.heads import Head, day_of
from tei_edition.publishing.jobs import Input, Job, Trace
from tei_edition.publishing.sorting import digest


class File(NamedTuple):
    """One file of the site as it was written: its address from the site's root, and how to see that it still stands.

    Attributes:
        owner: the document it was made of; empty for a page of the site.
        inputs: checksum of what a page of the site was made of; empty for a document's.
        stamp: what the file system said of it (`jobs.stamp_of`).
    """

    path: str
    owner: str
    inputs: str
    sha256: str
    stamp: str


class Rows(NamedTuple):
    """What a document enters into the ledger: rows of its tables, made where the document is made.

    Attributes:
        told: what was found in its TEI, as JSON; None where that is in the ledger already.
        found: what was found while its files were made, as JSON.
    """

    document: tuple[str, str, str]
    head: Head
    presences: list[tuple[Any, ...]]
    files: tuple[File, ...]
    inputs: tuple[Input, ...]
    told: str | None
    found: str
    traces: tuple[Trace, ...] = ()


class Summary(NamedTuple):
    """What an index says of one entry: a row of the ledger.

    Attributes:
        cells: None where nothing names it any more.
        touched: what pages that are made of it say otherwise now.
    """

    kind: str
    key: str
    cells: tuple[Any, ...] | None
    touched: list[tuple[str, str]]


@dataclass
class Written:
    """What pages of many documents enter, once they are written: all of it together.

    Attributes:
        kept: addresses of pages that belong to the site; `*` at the end stands for all that begin so.
        left: entries' pages that do not: (address without ending, number of the first that is none).
        remarks: what groups of pages were made of, by name.
        made: how many files are new or other than before.
    """

    files: list[File] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left: list[tuple[str, int]] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)
    summaries: list[Summary] = field(default_factory=list)
    made: int = 0


@dataclass(frozen=True)
class Made:
    """A document whose files are written, or why it could not be.

    Attributes:
        failure: one line; empty where it was made.
        kind: of the failure: `document` where it is the document's, else `crash`, `time` or `memory`.
        seconds, memory: what it took, by the clock and in bytes; 0 where that is not known.
    """

    job: Job
    rows: Rows | None = None
    failure: str = ""
    kind: str = ""
    seconds: float = 0
    memory: int = 0


def rows_of(
    card: Card,
    head: Head,
    sums: tuple[str, str],
    inputs: tuple[Input, ...],
    told: list[Finding] | None,
    found: list[Finding],
    files: Iterable[File],
) -> Rows:
    """The rows of a document.

    Args:
        sums: checksums of what it and its TEI were made of.
        inputs: the files among these.
        told, found: as in `Rows`.
    """
    listed = None if told is None else _listed(told)
    document = (card.name, *sums)
    return Rows(document, head, list(_presences(card)), tuple(files), inputs, listed, _listed(found))


def _listed(findings: list[Finding]) -> str:
    return as_json([finding._asdict() for finding in findings])


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
        told, text = map(as_json, (entry, (card.title, rows)))
        day = day_of(card)
        mark = digest(day, card.name, told, text)
        yield card.name, kind, key, day, mark, len(rows), sum(row[-1] for row in rows), told, text


def _plain(kind: str, key: str, mention: Mention) -> Entry:
    """The entry of a date, or of a pointer that leads to no entry of the document."""
    if kind == "dates":
        grain = "" if mention.certain else "about"
        return Entry(kind, key, key, key, life=f"{mention.first} {mention.last}".strip(), type=grain)
    return Entry(kind, key, key.replace("_", " "), key.replace("_", " "), local=True)


def as_json(cells: object) -> str:
    """As JSON; what is no plain list is one of the named tuples."""
    return orjson.dumps(cells, default=tuple).decode()
