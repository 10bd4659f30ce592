"""Documents → the files that the search of a site reads, from a stick as from a server.

From `file:` nothing can be fetched, so every file is a script that hands over data: `editionSearch.put(NAME, DATA)`.

- `documents/NAME.js`: title and paragraphs of one document, with who speaks and what each paragraph names. It is read
  when the document is a result: what is shown was looked up in it, phrase by phrase.
- `terms-000.js` …: which documents have which words, in the order of words, at most `SHARD` bytes a file. A query reads
  the files of its words only.
- `names-000.js` …: the documents' names, by number. `index.js`: how the rest is cut, the length of each document.

Words are compared folded: no accents, no case, no points of Hebrew and Arabic; scripts without spaces by pairs of signs
(bigrams). `search.js` folds what is asked in the same way; a test holds the two together. Results are ranked by
MiniSearch (BM25+).
"""

import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

import orjson

from tei_edition import resources
from tei_edition.crosswalks.card import Card

FOLDER, ENGINE = "search", "minisearch.js"
FIELDS = ("text", "title", "person", "place", "organisation", "event", "speaker", "date")
# A file of words has about so many bytes; a word that takes more alone is common: where a query has rarer words it is
# looked for in the documents that these find.
SHARD = 128_000
NAMES = 2000
# So many names are offered for each of person, place and speaker.
OFFERED = 300

_FIELD_OF = {"persons": "person", "places": "place", "organisations": "organisation", "events": "event"}
# Scripts that write no spaces: Thai, Lao, Burmese, Khmer, kana, Han.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_POINTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ς": "σ"}
)
_PLAIN = re.compile(r"[A-Za-z0-9]+")
_SIGNS = re.compile("[‘’“”„–—…·«»⟨⟩\u00a0]")


def is_there() -> bool:
    """Whether the search engine was fetched when the toolkit was installed."""
    return resources.asset(ENGINE) is not None


def terms(text: str) -> list[str]:
    """The words of a text as the search compares them, in order."""
    # What is plain but for quotes, dashes and dots, which part words as spaces do.
    plain = text if text.isascii() else _SIGNS.sub(" ", text)
    if plain.isascii():
        return _PLAIN.findall(plain.lower())
    found: list[str] = []
    for run in _runs().findall(unicodedata.normalize("NFC", text)):
        if not _unspaced().match(run) or len(run) == 1:
            found.append(fold(run))
        else:
            found += [fold(run[k : k + 2]) for k in range(len(run) - 1)]
    return [term for term in found if term]


@lru_cache(1 << 16)
def fold(word: str) -> str:
    """A word without what readers do not type."""
    bare = _POINTS.sub("", unicodedata.normalize("NFKD", word.lower())).translate(_LETTERS)
    return unicodedata.normalize("NFC", bare)


@cache
def _runs() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code)).startswith("M"))
    return re.compile(f"[{_UNSPACED}]+|(?:(?![{_UNSPACED}])(?:[^\\W_]|[{re.escape(marks)}]))+")


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{_UNSPACED}]")


# One document


class Found(NamedTuple):
    """What a document is found by.

    Attributes:
        names: each as its field and forms.
        paragraphs: id, number, speakers, names (both as places in the list of names), dates, text.
    """

    names: list[list[str]]
    paragraphs: list[list[Any]]


def document_file(card: Card, about: str, found: Found | None = None) -> bytes:
    """The file of one document.

    Args:
        about: a line that tells the document apart, such as its date and place.
        found: what `found_by` gave for it, where that is at hand.
    """
    names, paragraphs = found or found_by(card)
    data = {
        "title": card.title,
        "about": about,
        "language": card.language,
        "date": sorted(_dates(card.iso_date, card.iso_date)),
        "names": names,
        "paragraphs": paragraphs,
    }
    return _script(f"documents/{card.name}", data)


def document_terms(card: Card, found: Found | None = None) -> tuple[int, bytes]:
    """How many words a document has; and, packed, how often each stands in which field, and names to offer."""
    count: Counter[str] = Counter()
    words: list[str] = []
    names, paragraphs = found or found_by(card)
    for paragraph in paragraphs:
        words += terms(paragraph[5])
        count.update(f"7{date}" for date in paragraph[4])
    count.update({f"0{word}": times for word, times in Counter(words).items()})
    for field, forms in [("title", [card.title]), *((name[0], name[1:]) for name in names)]:
        number = FIELDS.index(field)
        count.update(f"{number}{word}" for word in {word for form in forms for word in terms(form)})
    # A document's own date counts for more than one that it mentions.
    for date in _dates(card.iso_date, card.iso_date):
        count[f"7{date}"] += 5
    heads = [[name[0], name[1]] for name in names if name[0] in ("person", "place", "speaker")]
    data = {"terms": count, "heads": heads}
    return len(words), zlib.compress(orjson.dumps(data), 1)


def found_by(card: Card) -> Found:
    """The names and paragraphs of a document, as the search needs them."""
    entries = {entry[:2]: entry for entry in card.entries}
    names: list[list[str]] = []
    number: dict[tuple[str, str], int] = {}

    def place(field: str, kind: str, key: str) -> int:
        if (field, key) not in number:
            entry = entries.get((kind, key))
            number[field, key] = len(names)
            names.append([field, entry.name, *entry.forms] if entry else [field, key])
        return number[field, key]

    held: dict[str, tuple[dict[int, None], set[str]]] = {}
    for mention in card.mentions:
        here, dates = held.setdefault(mention.paragraph, ({}, set()))
        if mention.kind == "dates":
            dates |= _dates(mention.first, mention.last)
        elif mention.key:
            here[place(_FIELD_OF[mention.kind], mention.kind, mention.key)] = None
    rows: list[list[Any]] = []
    for paragraph in card.paragraphs:
        here, dates = held.get(paragraph.id, ({}, set()))
        speakers = [place("speaker", "persons", key) for key in paragraph.speakers]
        if not speakers and paragraph.label:
            speakers = [place("speaker", "", paragraph.label.strip(" :"))]
        text = unicodedata.normalize("NFC", paragraph.text)
        rows.append([paragraph.id, paragraph.n, speakers, list(here), sorted(dates), text])
    return Found(names, rows)


@lru_cache(4096)
def _dates(first: str, last: str) -> frozenset[str]:
    """By what a date is found: its years, its months, and its day where it is one."""
    days = [day for day in (first, last) if day]
    spans = {day[:length] for day in days for length in (4, 7) if len(day) >= length}
    return frozenset(spans | set(days[:1] if first == last else []))


def _script(name: str, data: object) -> bytes:
    return b"editionSearch.put(%s,%s);\n" % (orjson.dumps(name), orjson.dumps(data))


# All documents

# The documents that have a word, by field: (number, how often).
Fields = dict[int, list[tuple[int, int]]]


class Shard(NamedTuple):
    """One file of words.

    Attributes:
        first, last: its words, both included. common: it holds one word only, which very many documents have.
        mark: a checksum of what is in it.
    """

    first: str
    last: str
    common: bool
    mark: int


def cut(terms: Iterable[tuple[str, int, int]]) -> Iterator[Shard]:
    """Cut an index into files.

    Where it is cut depends on the words near the cut alone, so that a word more leaves nearly all files as they were: a
    file that is three quarters full ends before the next word whose checksum divides by sixteen (U. Manber, "Finding
    Similar Files in a Large File System", 1994).

    Args:
        terms: the words in order, each with the number of its documents and a checksum.
    """
    first, last, size, mark, is_only = "", "", 0, 0, True
    for term, documents, its in terms:
        weight = len(term) + 8 + 3 * documents
        is_place = size > SHARD // 4 * 3 and zlib.crc32(term.encode()) % 16 == 0
        if size and (is_place or size + weight > SHARD):
            yield Shard(first, last, False, mark)
            first, size, mark, is_only = term, 0, 0, False
        if weight > SHARD:
            yield Shard(term, term, True, its)
            first, is_only = term + "\0", False
            continue
        last, size, mark = term, size + weight, mark + its
    if size or is_only:
        yield Shard(first, last, False, mark)


def shard_file(number: int, rows: Iterable[tuple[str, Fields]]) -> Iterator[bytes]:
    """One file of words, piece by piece: words in order."""
    yield b'editionSearch.put("terms-%03d",{' % number
    comma = b""
    for term, fields in rows:
        told = orjson.dumps([_steps(field, found) for field, found in sorted(fields.items())])
        yield b"%s%s:%s" % (comma, orjson.dumps(term), told)
        comma = b","
    yield b"});\n"


def _steps(field: int, found: list[tuple[int, int]]) -> list[int]:
    """A field, then the numbers of documents as steps from the one before; how often, where more than once, below
    zero."""
    last, told = 0, [field]
    for number, count in sorted(found):
        told.append(number - last)
        if count > 1:
            told.append(-count)
        last = number
    return told


def names_file(number: int, names: list[str]) -> bytes:
    """The names of the documents from `NAMES` times `number` on."""
    return _script(f"names-{number:03}", names)


def index_file(lengths: Iterable[int], shards: Iterable[Shard], offered: dict[str, list[str]]) -> bytes:
    """How the index is cut, how long each document is, which names are offered.

    Args:
        lengths: how many words each document has, by number.
    """
    held, words = [], 0
    for length in lengths:
        held.append(_length(length))
        words += length
    cuts = list(shards)
    data = {
        "count": len(held),
        "lengths": "".join(held),
        "average": round(words / max(len(held), 1), 2),
        "shards": [shard.first for shard in cuts],
        "common": [shard.first for shard in cuts if shard.common],
        "chunk": NAMES,
        "offered": offered,
    }
    return _script("index", data)


def _length(words: int) -> str:
    """The length of a document as one sign, on a scale of quarter octaves from `0`."""
    return chr(48 + round(4 * math.log2(words + 1)))
