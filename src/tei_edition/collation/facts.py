"""A text → the facts it states: names, dates, numbers, quantities, money, titles, each with its value.

Names and dates are those that the rules of `entities` find; the other words are a table (`facts.toml`). A value is what
two texts are compared by: "twelve" and "12" have one, so have "Peking" and "Beijing" by the authority files.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from tei_edition.collation.numbers import figures
from tei_edition.collation.words import Tables, Token, phrase, tokens
from tei_edition.entities import Category, DateValue, Mention, Tagging
from tei_edition.entities.view import fold

# Every kind of fact and what it is called where it is told.
KINDS = {
    "date": "date",
    "number": "number",
    "ordinal": "ordinal number",
    "quantity": "quantity",
    "money": "sum of money",
    "person": "person",
    "place": "place",
    "org": "body",
    "name": "name",
    "title": "title",
    "negation": "negation",
    "modal": "modal verb",
}
FIGURES = frozenset(("date", "number", "ordinal", "quantity", "money"))
NAMES = frozenset(("person", "place", "org", "name"))

# Numbers at the head of a line count its paragraphs.
_COUNTER = re.compile(r"^[^\S\n]*(?:\(?\d{1,3}[.)]|\(\d{1,3}\)|\[\d{1,3}\]|\d{1,3}:\d{1,3})(?=\s)", re.MULTILINE)
_PARTS = re.compile(r"[^\W_]+")
_MARKS = dict.fromkeys(map(ord, "'’ʼ"))
# The part in small letters of a name such as "Beth-lehem", "En-lai", "Se-chang".
_TAIL = re.compile(r"-[a-z]+(?![\w'’-])")
_KIND = {Category.PERSON: "person", Category.PLACE: "place", Category.ORG: "org"}
# Rules that infer what is named from what stands around.
_BY_CONTEXT = frozenset(("body.context", "name.ambiguous", "place.ambiguous"))
# Rules that tell a person's name by more than its capital.
_SURE_OF_STRANGERS = frozenset(("name.title", "name.list", "name.apposition", "name.label", "name.alias"))


class Fact(NamedTuple):
    """One thing a text states.

    Attributes:
        start, end: code points of the text, half-open.
        line: the line of the file it stands on, from 1.
        kind: one of `KINDS`.
        value: what it is compared by: an ISO date, a number, the id of an authority's entry, a name in small letters.
        text: its words as they stand.
        hint: True where it may repeat a fact or mean none: it matches, and is no difference by itself.
        of: for a title, the value of the person who bears it; for a name no authority has, a number that the words of
            one name share.
        known: for a name, whether an authority has it.
    """

    start: int
    end: int
    line: int
    kind: str
    value: str
    text: str
    hint: bool = False
    of: str = ""
    known: bool = False


class Stated:
    """One text and the facts in it.

    Attributes:
        siglum: its name in messages.
        text: its characters; what is no part of it (web furniture) is blank.
        tokens: its words.
        facts: what it states, in order, denials and modals aside (they need a sentence).
        forms: for each entry of the authority that is named, its forms in small letters.
    """

    def __init__(
        self, siglum: str, text: str, tagging: Tagging | None, line: Callable[[int], int] | None, tables: Tables
    ) -> None:
        self.siglum = siglum
        self.text = text
        self.tables = tables
        self.tokens = tokens(text)
        self._starts = [token.start for token in self.tokens]
        self._lines = [0, *accumulate(len(row) + 1 for row in text.split("\n"))]
        self.line = line or (lambda offset: bisect_right(self._lines, offset))
        found = list(_named(self, tagging)) if tagging else []
        self._strangers = [fact for fact in found if fact.kind == "person" and not fact.known and not fact.hint]
        named = _subsumed([fact for fact in found if fact.kind != "person" or fact.known])
        self.forms = _forms(tagging) if tagging else {}
        self._keep([*named, *_titles(self, named), *self._figures(named)])

    def _figures(self, named: list[Fact]) -> Iterator[Fact]:
        """Numbers that are no part of a date or person and do not count paragraphs."""
        counters = [self.fact(*m.span(), "number", "") for m in _COUNTER.finditer(self.text)]
        taken = _Taken([*counters, *(f for f in named if f.kind == "date" or (f.kind == "person" and not f.hint))])
        for figure in figures(self.text, self.tokens, self.tables, taken.free):
            yield self.fact(figure.start, figure.end, figure.kind, figure.value, hint=figure.hint)

    def _keep(self, facts: list[Fact]) -> None:
        self.facts = sorted(facts)
        self._fact_starts = [fact.start for fact in self.facts]

    def fact(
        self, start: int, end: int, kind: str, value: str, *, hint: bool = False, of: str = "", known: bool = False
    ) -> Fact:
        """A fact of this text; see `Fact`."""
        words = " ".join(self.text[start:end].split())
        return Fact(start, end, self.line(start), kind, value, words, hint, of, known)

    def between(self, start: int, end: int) -> tuple[int, int]:
        """The numbers of the tokens in a stretch of the text, half-open."""
        return bisect_left(self._starts, start), bisect_left(self._starts, end)

    def facts_in(self, start: int, end: int) -> list[Fact]:
        """The facts that begin in a stretch of the text."""
        return self.facts[bisect_left(self._fact_starts, start) : bisect_left(self._fact_starts, end)]

    def find_names(self, is_name: Callable[[str], bool]) -> None:
        """Add the words that `is_name` takes for names, each by itself, where no authority has the name."""
        taken = _Taken([fact for fact in self.facts if fact.kind in NAMES or fact.kind == "date"])
        strangers = _Taken(self._strangers)
        found: list[Fact] = []
        for k, token in enumerate(self.tokens):
            word = self.word(token)
            if len(word) < 2 or not word[:1].isupper() or word.lower() in self.tables.unnameable:
                continue
            is_stranger = not strangers.free(token.start, token.end)
            if not (is_stranger or is_name(word)) or not taken.free(token.start, token.start + len(word)):
                continue
            if phrase(self.tokens, k, self.tables.titles):
                continue
            tail = _TAIL.match(self.text, token.end)
            word += tail[0] if tail else ""
            # Of a name of several words each stands for the whole.
            near = found and self.text[found[-1].end : token.start] in (" ", "-")
            run = found[-1].of if near else str(token.start)
            kind = "person" if is_stranger else "name"
            found.append(self.fact(token.start, token.start + len(word), kind, name_value(word), of=run))
        self._keep([*self.facts, *found])

    def word(self, token: Token) -> str:
        """A token as it stands, without the ending of a possessive."""
        word = self.text[token.start : token.end]
        return word[:-2] if token.low.endswith("'s") else word


def name_value(text: str) -> str:
    """A name nobody knows as it is compared: small letters, no accents, no marks."""
    return " ".join(_PARTS.findall(fold(text).lower().translate(_MARKS)))


class _Taken:
    """Which stretches of a text are part of a fact."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.spans = sorted((fact.start, fact.end) for fact in facts)
        self.starts = [start for start, _ in self.spans]
        self.reach = list(accumulate((end for _, end in self.spans), max))

    def free(self, start: int, end: int) -> bool:
        k = bisect_left(self.starts, end)
        return not k or self.reach[k - 1] <= start


# -- names and dates ---------------------------------------------------------------------------------------------------


def _named(stated: Stated, tagging: Tagging) -> Iterator[Fact]:
    for mention in tagging.mentions:
        if mention.category is Category.DATE:
            yield from _date(stated, mention)
        elif mention.category in _KIND:
            yield _name(stated, mention, tagging)
        elif mention.category is Category.ROLE and len(mention.refs) == 1 and not _is_unheld(mention, tagging):
            # An office stands for its holder where the other text has the name.
            yield stated.fact(mention.start, mention.end, "person", mention.refs[0], hint=True, known=True)


def _subsumed(named: list[Fact]) -> list[Fact]:
    """Names inside a name that is known are told by that one."""
    made: list[Fact] = []
    end = -1
    for fact in named:
        inside = fact.start < end and fact.kind in NAMES
        made.append(fact._replace(hint=True) if inside else fact)
        if fact.known and fact.kind in NAMES and not fact.hint:
            end = max(end, fact.end)
    return made


def _forms(tagging: Tagging) -> dict[str, frozenset[str]]:
    return {
        key: frozenset(" ".join(token.low for token in tokens(form.text)) for form in entry.forms) - {""}
        for key, entry in tagging.entries.items()
        if entry.source != "document"
    }


def _is_unheld(mention: Mention, tagging: Tagging) -> bool:
    entry = tagging.entries.get(mention.refs[0])
    return entry is None or bool(entry.note)


def _name(stated: Stated, mention: Mention, tagging: Tagging) -> Fact:
    entries = [tagging.entries.get(key) for key in mention.refs]
    known = len(entries) == 1 and entries[0] is not None and entries[0].source != "document"
    words = stated.text[mention.start : mention.end]
    value = mention.refs[0] if known else name_value(words)
    hint = len(entries) > 1 or (not known and mention.category is Category.ORG) or mention.rule in _BY_CONTEXT
    if mention.category is Category.PERSON and not known and mention.rule not in _SURE_OF_STRANGERS:
        hint = True
    return stated.fact(mention.start, mention.end, _KIND[mention.category], value, hint=hint, known=known)


def _date(stated: Stated, mention: Mention) -> Iterator[Fact]:
    # A length of time is a quantity, whenever it is thought to end.
    if mention.value and mention.rule != "date.duration":
        hint = mention.rule in ("date.deictic", "date.two-readings")
        yield stated.fact(mention.start, mention.end, "date", date_value(mention.value), hint=hint)


def date_value(value: DateValue) -> str:
    """A date as it is told: ISO 8601, a span with a slash, the limits of a guess with `~` before them."""
    if value.when:
        return value.when
    return f"{value.start}/{value.end}" if value.start or value.end else f"~{value.not_before}/{value.not_after}"


# -- titles ------------------------------------------------------------------------------------------------------------


def _titles(stated: Stated, named: list[Fact]) -> Iterator[Fact]:
    words, table = stated.tokens, stated.tables.titles
    bearers = {fact.start: fact.value for fact in named if fact.kind == "person" and not fact.hint}
    k = 0
    while k < len(words):
        end = phrase(words, k, table)
        if not end:
            k += 1
            continue
        title = table[" ".join(token.low for token in words[k:end])]
        start, stop = words[k].start, words[end - 1].end
        follows = words[end].start if end < len(words) and not stated.text[stop : words[end].start].strip() else -1
        of = bearers.get(follows, "")
        if title and not (title in stated.tables.before_names and not of):
            yield stated.fact(start, stop, "title", title, hint=not of, of=of)
        k = end
