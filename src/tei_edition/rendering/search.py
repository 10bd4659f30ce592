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

import json
import math
import re
import sys
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from tei_edition.crosswalks.card import Card

FOLDER = "search"
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
_SIGNS = dict.fromkeys(map(ord, "‘’“”„–—…·«»⟨⟩\u00a0"), " ")


def terms(text: str) -> list[str]:
    """The words of a text as the search compares them, in order."""
    # What is plain but for quotes, dashes and dots, which part words as spaces do.
    plain = text.translate(_SIGNS)
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


def document_terms(card: Card, found: Found | None = None) -> bytes:
    """How often each word stands in which field of a document, for `index_files`."""
    count: Counter[str] = Counter()
    words: list[str] = []
    names, paragraphs = found or found_by(card)
    for paragraph in paragraphs:
        words += terms(paragraph[5])
        count.update(f"7{date}" for date in paragraph[4])
    count.update(f"0{word}" for word in words)
    for field, forms in [("title", [card.title]), *((name[0], name[1:]) for name in names)]:
        number = FIELDS.index(field)
        count.update(f"{number}{word}" for word in {word for form in forms for word in terms(form)})
    # A document's own date counts for more than one that it mentions.
    for date in _dates(card.iso_date, card.iso_date):
        count[f"7{date}"] += 5
    heads = [[name[0], name[1]] for name in names if name[0] in ("person", "place", "speaker")]
    data = {"name": card.name, "length": len(words), "terms": count, "heads": heads}
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 1)


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
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"editionSearch.put({json.dumps(name, ensure_ascii=False)},{told});\n".encode()


# All documents


def index_files(documents: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """The files of the index, by name: `index.js` last.

    Args:
        documents: what `document_terms` gave for each, in an order that is always the same. They are read once, and
            only their postings are kept, some three bytes each.
    """
    names: list[str] = []
    lengths: list[int] = []
    offered: dict[str, Counter[str]] = {"person": Counter(), "place": Counter(), "speaker": Counter()}
    postings: dict[str, bytearray] = {}
    last: dict[str, int] = {}
    for number, packed in enumerate(documents):
        data = json.loads(zlib.decompress(packed))
        names.append(data["name"])
        lengths.append(data["length"])
        for field, name in data["heads"]:
            offered[field][name] += 1
        for key, count in data["terms"].items():
            # Numbers of documents as steps from the one before; how often, where that is more than once, below zero.
            step = f"{number - last[key]}" if key in last else f"{number}"
            told = f",{step},{-count}" if count > 1 else f",{step}"
            if key in postings:
                postings[key] += told.encode()
            else:
                postings[sys.intern(key)] = bytearray(told.encode())
            last[key] = number
    del last
    starts, common = [], []
    for number, (first, content, is_common) in enumerate(_shards(postings)):
        starts.append(first)
        common += [first] if is_common else []
        yield f"terms-{number:03}.js", content
    for number in range(0, len(names), NAMES):
        name = f"names-{number // NAMES:03}"
        yield f"{name}.js", _script(name, names[number : number + NAMES])
    data = {
        "count": len(names),
        "lengths": "".join(map(_length, lengths)),
        "average": round(sum(lengths) / max(len(lengths), 1), 2),
        "shards": starts,
        "common": common,
        "chunk": NAMES,
        "offered": {
            field: sorted(sorted(found, key=lambda name: (-found[name], name))[:OFFERED])
            for field, found in offered.items()
        },
    }
    yield "index.js", _script("index", data)


def _shards(postings: dict[str, bytearray]) -> Iterator[tuple[str, bytes, bool]]:
    """The files of words: the first word of each, its content, and whether it is that of one common word."""
    number = 0
    first, size = "", 0
    rows: list[bytes] = []

    def close() -> bytes:
        body = b",".join(rows)
        return b'editionSearch.put("terms-%03d",{%s});\n' % (number, body)

    by_term: dict[str, list[str]] = {}
    for key in postings:
        by_term.setdefault(key[1:], []).append(key)
    for term in sorted(by_term):
        fields = b",".join(b"[%s%s]" % (key[:1].encode(), postings.pop(key)) for key in sorted(by_term[term]))
        row = b"%s:[%s]" % (json.dumps(term, ensure_ascii=False).encode(), fields)
        if rows and size + len(row) > SHARD:
            yield first, close(), False
            number += 1
            first, rows, size = term, [], 0
        if len(row) > SHARD:
            rows = [row]
            yield term, close(), True
            number += 1
            first, rows, size = term + "\0", [], 0
            continue
        rows.append(row)
        size += len(row)
    if rows or not number:
        yield first, close(), False


def _length(words: int) -> str:
    """The length of a document as one sign, on a scale of quarter octaves from `0`."""
    return chr(48 + round(4 * math.log2(words + 1)))
