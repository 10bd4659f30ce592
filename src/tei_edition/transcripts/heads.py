"""The head of a document: fields, datelines, addresses, salutations, and the heading among them.

Takes one paragraph after another and remembers what stood before; the vocabulary is that of `opener` (Guidelines 4.2).
"""

import re
from itertools import pairwise

from tei_edition.transcripts.shapes import Shapes
from tei_edition.transcripts.transcript import Kind, Span

LISTS = frozenset(("attending", "absent", "interpreters", "recorder"))
# Fields that a talk may have below a first paragraph of prose.
_LATE = LISTS | {"time", "place"}
# Fields that may stand above the heading.
_ABOVE = frozenset(("source", "number", "received", "drafted", "distribution"))
NUMBERED = re.compile(r"\d{1,2}[.)](?=\s)")
# A sentence's end, the number of a note perhaps behind it.
_SENTENCE = re.compile(r"[.!?][”’\"')\]]*\d{0,2}$")
NUMBER = re.compile(r"(?:no|nr|ref|№)[.:]? ?[\w/-]*\d[\w/.-]*$")
_FIGURES = re.compile(r"\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)|\d{4}-\d\d-\d\d")
_TOKEN = re.compile(r"[^\W\d_]+(?:[.’'-][^\W\d_]+)*|\d+")
_LONGEST = 160


def is_sentence(words: str) -> bool:
    """True where the words end as a sentence does."""
    return _SENTENCE.search(words[-8:]) is not None


def has_year(low: str) -> bool:
    """True where a year of the last five centuries, or a date in figures, stands in the words."""
    return re.search(r"\b(?:1[5-9]|20)\d\d\b", low) is not None or _FIGURES.search(low) is not None


def is_dateline(words: str, shapes: Shapes) -> bool:
    """True for a place and a date, or a date alone: "Moscow, January 21, 1961, 4 p.m."."""
    undated = words.lower().rstrip(".").endswith("undated")
    if len(words) > 90 or not (has_year(words) or undated):
        return False
    tokens = _TOKEN.findall(words)
    low = [token.lower() for token in tokens]
    dated = undated or any(token in shapes.months for token in low) or _FIGURES.search(words) is not None
    names = [t for t, k in zip(tokens, low, strict=True) if not t.isdecimal() and k not in shapes.months | shapes.clock]
    return dated and len(names) <= 4 and not shapes.undatable.intersection(low) and all(t[0].isupper() for t in names)


def is_salutation(words: str, shapes: Shapes) -> bool:
    """True for a greeting on a line of its own: "Dear Comrade Stalin:"."""
    low = words.lower()
    fits = [phrase for phrase in shapes.salutations if low.startswith(phrase)]
    opening = max(fits, key=len, default=None)
    if opening is None or low[len(opening) : len(opening) + 1].isalpha() or len(words) > 90:
        return False
    single = not re.search(r"[!?]\s+\w|\w{5,}\.\s+\w", words)
    return single and words[-1] in ",:!."


class Head:
    """Tells what the paragraphs before the first turn, or before the text, are."""

    def __init__(self, text: str, spans: tuple[Span, ...], shapes: Shapes, *, dialogue: bool) -> None:
        self.text = text
        self.shapes = shapes
        self.dialogue = dialogue
        self.seen: set[Kind] = set()
        self.fields: set[str] = set()
        self.open_list = ""
        self.adjacent = False
        self.empty = False
        self.stop = 0
        self.greeting = self._greeting(spans)
        self.dated = self._dated(spans)

    def _greeting(self, spans: tuple[Span, ...]) -> int:
        """Where the salutation stands, if it stands near the beginning; else -1."""
        early = spans[:20]
        found = (start for start, end in early if is_salutation(self.text[start:end], self.shapes))
        alone = (
            a
            for (a, b), (c, d) in pairwise(early)
            if self.text[b - 1] == ":" and b - a < 60 and d - c > 120 and self._titled(a, b)
        )
        return next(found, -1 if self.dialogue else next(alone, -1))

    def _titled(self, start: int, end: int) -> bool:
        words = self.text[start:end].rstrip(":").lower().split()
        return len(words) in (2, 3, 4) and words[0].rstrip(".") in self.shapes.titles - {"the"}

    def _dated(self, spans: tuple[Span, ...]) -> int:
        early = (start for start, end in spans[:20] if is_dateline(self.text[start:end], self.shapes))
        return next(early, -1)

    def opening(self, start: int, end: int) -> str:
        """The words before a colon near the paragraph's beginning, in lower case; empty where there is none."""
        colon = self.text.find(":", start, min(end, start + 60))
        return " ".join(self.text[start:colon].split()).lower() if colon > 0 else ""

    def kind(self, span: Span) -> tuple[Kind, str]:
        """What the next paragraph is, and which field."""
        self.adjacent = "\n\n" not in "".join(self.text[self.stop : span[0]].split(" "))
        kind, field = self._judge(span)
        self.stop = span[1]
        self.seen.add(kind)
        self.fields.add(field)
        if kind is not Kind.FIELD:
            self.open_list = ""
        return kind, field

    def _judge(self, span: Span) -> tuple[Kind, str]:
        start, end = span
        words = self.text[start:end]
        field = self._field(words, self.opening(start, end))
        if field:
            self.empty = words.rstrip(" :").lower() in self.shapes.fields
            self.open_list = field if self.empty or field in LISTS else ""
            return Kind.FIELD, field
        if self.open_list and (self.empty or self.adjacent) and (self._is_item(words) or self.open_list == "subject"):
            listed, self.open_list = self.open_list, self.open_list if self.open_list in LISTS else ""
            return Kind.FIELD, listed
        numbered = NUMBERED.match(words) is not None
        if numbered and (is_sentence(words) or Kind.HEADING in self.seen or len(words) > _LONGEST):
            return (Kind.SUMMARY if self.dialogue else Kind.PARAGRAPH), ""
        if {Kind.SUMMARY, Kind.PARAGRAPH} & self.seen:
            return Kind.PARAGRAPH, ""
        return self._above(start, words)

    def _above(self, start: int, words: str) -> tuple[Kind, str]:
        """A paragraph before any prose."""
        low = words.lower()
        if start == self.greeting:
            return Kind.SALUTATION, ""
        if words.startswith("(") and words.endswith(")") and len(words) < 200:
            return Kind.STATUS, ""
        if len(words) < _LONGEST and has_year(low) and low.startswith(tuple(k for k, _ in self.shapes.production)):
            return Kind.FIELD, "received"
        if is_dateline(words, self.shapes):
            return Kind.DATELINE, "time"
        if len(words) < 80 and _mentions(low, self.shapes.classification):
            return Kind.CLASSIFICATION, ""
        if field := self._unlabelled(low):
            return Kind.FIELD, field
        if 0 <= start < self.greeting and self._is_letterhead(start, words):
            return (Kind.ADDRESS if 0 <= self.dated < start else Kind.LETTERHEAD), ""
        if start < min(self.greeting, self.dated) and self._is_street(words):
            return Kind.LETTERHEAD, ""
        plain = Kind.HEADING not in self.seen and not (self.fields - {""} - _ABOVE - {"time"})
        capitals = words.isupper() and not self.dialogue
        heading = len(words) < (400 if plain else _LONGEST) and (capitals or not is_sentence(words))
        if not plain:
            heading = heading and (
                capitals or (words[0].isupper() and not self.fields & LISTS and words[-1] not in ",;:")
            )
        return (Kind.HEADING if heading else Kind.PARAGRAPH), ""

    def _unlabelled(self, low: str) -> str:
        """The field of a line without a colon: "Telegram No. 245", "No. 114/s", "To Comrade Stalin", "Copy No. 2"."""
        named = low.split()[1:2]
        titled = bool(named) and named[0].strip(".") in self.shapes.titles - {"the"}
        if low.startswith("to ") and len(low.split()) < 7 and self.greeting < 0 and (titled or self.seen):
            return "to"
        if len(low) > 80 or is_sentence(low):
            return ""
        headed = Kind.HEADING in self.seen
        numbered = headed and low.startswith(tuple(k for k, name in self.shapes.fields.items() if name == "number"))
        if NUMBER.match(low) or (numbered and any(map(str.isdecimal, low))):
            return "number"
        if low.startswith(self.shapes.circulation):
            return "distribution"
        return ""

    def _field(self, words: str, opening: str) -> str:
        low = " ".join(words.lower().split())
        field = self.shapes.fields.get(opening, "")
        if not field and len(words) < 40:
            field = self.shapes.fields.get(low, "")
            field = field if field in LISTS or words.isupper() else ""
        if not field and opening in self.shapes.distribution and not {Kind.PARAGRAPH, Kind.SUMMARY} & self.seen:
            field = "distribution"
        begun = {Kind.PARAGRAPH, Kind.SALUTATION} & self.seen
        late = field in _LATE and (self.dialogue or len(words) < _LONGEST) and Kind.SALUTATION not in self.seen
        return field if not begun or late else ""

    def _is_item(self, words: str) -> bool:
        """True for a line of a list of people: short, and no sentence."""
        short = len(words) < _LONGEST and (not is_sentence(words) or len(words.split()) < 5)
        return short and not is_dateline(words, self.shapes)

    def _is_letterhead(self, start: int, words: str) -> bool:
        """True for a line of a letterhead or of an address: short, no sentence, no title such as "Letter from"."""
        low = {word.strip(".,").lower() for word in words.split()}
        first = 0 <= start < self.dated or self.dated < 0
        known = bool(low & self.shapes.bodies) or words.isupper()
        named = bool(low & (self.shapes.titles | self.shapes.roles)) and not first
        short = len(words) < 100 and not is_sentence(words.removesuffix("."))
        return short and (known or named or (not first and len(words) < 60)) and "from" not in low

    def _is_street(self, words: str) -> bool:
        """True for a line of an address above the date of a letter: it opens with the number of a house, or follows one
        that does.
        """
        numbered = words[0].isdecimal() and NUMBERED.match(words) is None
        return len(words) < 60 and (numbered or (Kind.LETTERHEAD in self.seen and len(words.split()) < 7))


def _mentions(low: str, phrases: tuple[str, ...]) -> bool:
    return any(re.search(rf"\b{re.escape(phrase)}\b", low) for phrase in phrases)
