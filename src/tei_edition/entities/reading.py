"""`Reading`: one document while it is being tagged. What every rule asks: its words, the names known, who speaks where.

Offsets here are those of the view; `tagging` carries the result back to the source.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from tei_edition import tei
from tei_edition.entities.authority import Entry, Form, Office
from tei_edition.entities.compiled import Authority
from tei_edition.entities.mention import Category, Certainty, DateValue
from tei_edition.entities.names import Hit, NameIndex, Sense
from tei_edition.entities.tokens import Tokens
from tei_edition.entities.view import View, even
from tei_edition.entities.words import Phrases, Words
from tei_edition.transcripts import Block, Mark, Span, Transcript

_START, _END = itemgetter(0), itemgetter(1)
# Persons of one name that are told apart.
_FAMILY = 50
# Nobody means a country named further back than so many words.
_FAR = 300


class Draft(NamedTuple):
    """A mention in the making, in offsets of the view.

    Attributes:
        opaque: True for a proper name that holds no names of its own ("Moscow University").
    """

    start: int
    end: int
    category: Category
    refs: tuple[str, ...]
    cert: Certainty
    rule: str
    evidence: str = ""
    opaque: bool = True
    value: DateValue | None = None


class Name(NamedTuple):
    """A form of the authority: tokens `first` up to `last`, and what it may mean.

    Attributes:
        start, end: offsets of the view.
        exact: False where the authority spells it with other accents.
        owned: the token after its adjective or its possessive ending ("Korean ambassador", "Korea's Party"); -1, where
            a blank word stands, for a bare name.
    """

    first: int
    last: int
    start: int
    end: int
    sense: Sense
    exact: bool
    owned: int

    @property
    def cert(self) -> Certainty:
        """How sure the tag of a name is that one entry alone has."""
        return "high" if self.exact else "medium"


@dataclass(frozen=True)
class Voice:
    """Whose words a stretch is, in offsets of the view."""

    start: int
    end: int
    who: tuple[str, ...]
    to_whom: tuple[str, ...] = ()


@dataclass
class Reading:
    """One document while it is being tagged.

    Attributes:
        tokens: the words of all blocks, in order; `block_of` has the index of each one's block.
        low, near, opens, capital: what rules ask most of the tokens.
        spans: of the blocks; `firsts` has the index of each one's first token.
        cues: where the words stand that the rules look for, in lower case.
        names: forms of the authority by the index of their first token, in order.
        events: names of events, likewise.
        covered: tokens that are part of a name.
        polities: names of countries, their adjectives and peoples likewise.
        known: entries that the document itself defines, by id.
        bound: offices that the document itself states, with the id of who holds them.
        posts: by office and country, the envoys spoken of so far: (token, place of accreditation), in order.
        day: the document's date in ISO form, or empty.
        host: the id of the country that records the meeting, or empty.
    """

    transcript: Transcript
    authority: Authority
    words: Words
    view: View
    tokens: Tokens
    spans: list[Span]
    day: str = ""
    host: str = ""
    firsts: list[int] = field(default_factory=list)
    block_of: list[int] = field(default_factory=list)
    cues: dict[str, list[int]] = field(default_factory=dict)
    names: dict[int, Name] = field(default_factory=dict)
    events: dict[int, Name] = field(default_factory=dict)
    covered: set[int] = field(default_factory=set)
    polities: dict[int, Name] = field(default_factory=dict)
    known: dict[str, Entry] = field(default_factory=dict)
    bound: list[tuple[Office, str]] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    posts: dict[tuple[str, str], list[tuple[int, str]]] = field(default_factory=dict)
    _levels: tuple[list[Voice], ...] = ()
    _people: dict[str, dict[str, int]] = field(default_factory=dict)
    _ages: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.low = self.tokens.low
        self.near = self.tokens.near
        self.opens = self.tokens.opens
        self.capital = self.tokens.capital

    # -- words ---------------------------------------------------------------------------------------------------------

    def index(self, offset: int) -> int:
        """The index of the first token that begins at or after an offset of the view."""
        return bisect_left(self.tokens.starts, offset)

    def range_of(self, span: Span) -> tuple[int, int]:
        """The indexes of the first token of a span of the source and of the token after it."""
        return self.index(self.view.at(span[0])), self.index(self.view.at(span[1]))

    def longest(self, index: int, table: Phrases) -> int:
        """The index after the longest run of near tokens from `index` that is a phrase of the table; 0 for none."""
        low, near = self.tokens.low, self.tokens.near
        phrase = low[index]
        reach = table.reach.get(phrase, 0)
        found = index + 1 if reach and phrase in table else 0
        for k in range(index + 1, index + reach):
            if not near[k]:
                break
            phrase = f"{phrase} {low[k]}"
            found = k + 1 if phrase in table else found
        return found

    def where(self, words: Iterable[str]) -> list[int]:
        """The indexes of the tokens that are one of some cues, in order."""
        cues = self.cues
        return sorted(k for word in words if word in cues for k in cues[word])

    def phrase(self, first: int, last: int) -> str:
        """Tokens joined by single spaces, in lower case."""
        return " ".join(self.tokens.low[first:last])

    def text(self, first: int, last: int) -> str:
        """The view's text from one token up to another."""
        return self.view.text[self.tokens.starts[first] : self.tokens.end(last - 1)]

    def is_plain_noun(self, index: int) -> bool:
        """True for a word, or the plural of one, that stands in small letters elsewhere in the document: no name.

        The plural of an abbreviation ("FSOs") is none either.
        """
        word, low, written = self.tokens.words[index], self.tokens.low[index], self.tokens.written
        plural = low.endswith("s") and (low[:-1] in written or (len(word) > 2 and word[:-1].isupper()))
        return plural or low in written

    def block(self, index: int) -> Block:
        """The block that a token stands in."""
        return self.transcript.blocks[self.block_of[index]]

    def block_start(self, index: int) -> int:
        """The index of the first token of a token's block."""
        return self.firsts[self.block_of[index]]

    def sentence_start(self, index: int) -> int:
        """The index of the first token of a token's sentence."""
        first = max(0, index - _FAR)
        while index > first and not self.tokens.opens[index]:
            index -= 1
        return index

    def draft(
        self,
        first: int,
        last: int,
        category: Category,
        refs: tuple[str, ...],
        cert: Certainty,
        rule: str,
        *,
        evidence: str = "",
        opaque: bool = True,
    ) -> Draft:
        """A draft over tokens `first` up to `last`."""
        start, end = self.tokens.starts[first], self.tokens.end(last - 1)
        # `_make` takes a third of the time of a call with names, and there are very many drafts.
        return Draft._make((start, end, category, refs, cert, rule, evidence, opaque, None))

    def inside(self, draft: Draft) -> range:
        """The indexes of the tokens of a draft."""
        return range(self.index(draft.start), self.index(draft.end))

    def marked(self, spans: Iterable[Draft | Name]) -> bytearray:
        """A byte for each character of the view, and one for its end: 1 where a draft or a name stands."""
        marked = bytearray(len(self.view.text) + 1)
        for one in spans:
            start, end = one.start, one.end
            marked[start:end] = b"\1" * (end - start)
        return marked

    def taken(self, drafts: Iterable[Draft]) -> bytearray:
        """The characters of the view that a draft or a name of the authority holds, as `marked` has them."""
        return self.marked([*self.names.values(), *drafts])

    # -- who and what is known -----------------------------------------------------------------------------------------

    def entry(self, key: str) -> Entry | None:
        """An entry of the authority or of the document."""
        return self.known.get(key) or self.authority.get(key)

    def define(self, name: str, category: Category, **more: Any) -> str:
        """The id of a document entry with this name, made where there is none."""
        key = identifier(name)
        while (other := self.entry(key)) and other.category is not category:
            key += "_"
        if key not in self.known and key not in self.authority:
            self._learn(Entry(key, category, name, (Form(name, "main"),), **more))
        return key

    def _learn(self, entry: Entry) -> None:
        """Take in a document entry, or what is new about one."""
        age = len(self._ages)
        self.known[entry.id] = entry
        if entry.category is Category.PERSON:
            age = self._ages.setdefault(entry.id, age)
            for name in entry.full_names | entry.ends:
                self._people.setdefault(name, {})[entry.id] = age

    def people_named(self, name: str) -> list[Entry]:
        """The persons this document alone knows by a full name, or whose name begins or ends so, in order of naming.

        Of very many only the last ones, so that a text of one family name takes no longer than another.
        """
        ages = self._people.get(name, {})
        last = list(ages)[-_FAMILY:]
        return [self.known[key] for key in sorted(last, key=ages.__getitem__)]

    def add_form(self, key: str, text: str, kind: str = "variant") -> None:
        """Remember one more form of a document entry's name."""
        entry = self.known.get(key)
        if entry and all(form.text != text for form in entry.forms):
            self._learn(replace(entry, forms=(*entry.forms, Form(text, kind))))

    def holders(self, office: str, polity: str, accreditation: str = "") -> tuple[str, ...]:
        """Who held an office on the document's day: as the document says, else as the authority does."""
        same = sorted({office, *self.words.same_office.get(office, ())})

        def fits(stated: Office) -> bool:
            where = not accreditation or stated.accreditation == accreditation
            return where and stated.office in same and stated.held(self.day)

        own = dict.fromkeys(key for stated, key in self.bound if stated.polity == polity and fits(stated))
        if own:
            return tuple(own)
        known = (pair for name in same for pair in self.authority.holders(name, polity))
        return tuple(sorted({key for stated, key in known if fits(stated)}))

    def polity_of(self, keys: tuple[str, ...]) -> str:
        """The country that people or bodies belong to; empty where they differ or nobody says."""
        found = set()
        for key in keys:
            entry = self.entry(key)
            offices = [stated.polity for stated, who in self.bound if who == key and stated.polity]
            found.add(entry.polity if entry and entry.polity else offices[0] if offices else "")
        return found.pop() if len(found) == 1 else ""

    def voice(self, offset: int) -> Voice | None:
        """The innermost voice at an offset of the view."""
        for voices in self._levels:
            k = bisect_right(voices, offset, key=lambda voice: voice.start) - 1
            if k >= 0 and offset < voices[k].end:
                return voices[k]
        return None

    def hear(self, voices: list[Voice]) -> None:
        """Take in who speaks where: turns, and the speeches inside their brackets, outer before inner."""
        self.voices = voices
        turns: list[Voice] = []
        speeches: list[Voice] = []
        for voice in voices:
            (speeches if turns and voice.end <= turns[-1].end else turns).append(voice)
        self._levels = (sorted(speeches, key=lambda voice: voice.start), turns)

    def speaker_polity(self, index: int) -> str:
        """The country of whoever speaks a token; the host's where nobody is seen to speak."""
        voice = self.voice(self.tokens.starts[index])
        return (self.polity_of(voice.who) if voice else "") or self.host

    def polity_before(self, index: int, unlike: str) -> str:
        """The country meant by "their": the first one named in the sentence, else in the sentences before it."""
        start = max(self.block_start(index), index - _FAR)
        first, last = self.sentence_start(index), index
        while True:
            found = [self.polities[k].sense.polity for k in range(first, last) if k in self.polities]
            others = [key for key in found if key != unlike]
            if others:
                return others[0]
            if first <= start:
                return ""
            first, last = self.sentence_start(first - 1), first


def identifier(name: str) -> str:
    """An xml:id made of a name: its letters and digits, joined by underscores."""
    return tei.as_id(re.sub(r"[^\w-]+", "_", name.strip()).strip("_"))


def start_reading(
    transcript: Transcript,
    authority: Authority,
    index: NameIndex,
    words: Words,
    day: str = "",
    host: str = "",
    cues: Iterable[str] = (),
) -> Reading:
    """Cut a transcript into words and find every name of the authority in it.

    Args:
        cues: words of no table that the rules look for too.
    """
    square = [b for block in transcript.blocks for b in block.brackets if b.mark is Mark.SUPPLIED]
    view = even(transcript.source.text, [k for b in square for k in (b.start, b.end - 1)])
    names, events = index.find(view.text)
    spans = [(view.at(block.start), view.at(block.end)) for block in transcript.blocks]
    cuts = {*map(_START, names), *map(_END, names)}
    tokens = Tokens(view.text, _stretches(view.text, spans), cuts, [start for start, _ in spans])
    reading = Reading(
        transcript, authority, words, view, tokens, spans, day, host, cues=tokens.where(words.cues.union(cues))
    )
    reading.firsts = [reading.index(start) for start, _ in spans]
    for number, (first, last) in enumerate(pairwise([*reading.firsts, tokens.count])):
        reading.block_of += [number] * (last - first)
    reading.names = _on_tokens(tokens, names)
    reading.events = _on_tokens(tokens, events)
    reading.covered = {k for name in reading.names.values() for k in range(name.first, name.last)}
    reading.polities = {first: name for first, name in reading.names.items() if name.sense.polity}
    return reading


def _stretches(text: str, spans: list[Span]) -> list[Span]:
    """The stretches of blocks that have nothing but white space between them."""
    found: list[Span] = []
    for start, end in spans:
        if found and text[found[-1][1] : start].isspace():
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _on_tokens(tokens: Tokens, hits: list[Hit]) -> dict[int, Name]:
    """The names that begin with a token, by its index."""
    starts, low, found, first = tokens.starts, tokens.low, {}, 0
    for start, end, sense, exact in hits:
        first = bisect_left(starts, start, first)
        if starts[first] == start:
            last = first + 1
            while starts[last] < end:
                last += 1
            owned = last + 1 if low[last] == "'s" else last if sense.adjective else -1
            found[first] = Name._make((first, last, start, end, sense, exact, owned))
    return found
