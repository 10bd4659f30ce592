"""A text → the facts it states: names, dates, numbers, quantities, money, titles, denials, modals, each with its value.

Names and dates are those that the rules of `entities` find; the other words are a table (`facts.toml`). A value is what
two texts are compared by: "twelve" and "12" have one, so have "Peking" and "Beijing" by the authority files.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from tei_edition import resources
from tei_edition.entities import Category, DateValue, Mention, Tagging
from tei_edition.entities.reading import load_words
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

# Figures with their separators and a sign of money before them, words with hyphens and apostrophes, the per cent sign.
_TOKEN = re.compile(r"(?:US)?[$£€¥]|\d+(?:[.,]\d+)*(?:st|nd|rd|th)?(?![^\W\d_])|\d+|%|[^\W\d_]+(?:['’][^\W\d_]+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
# Numbers at the head of a line count its paragraphs.
_COUNTER = re.compile(r"^[^\S\n]*(?:\(?\d{1,3}[.)]|\(\d{1,3}\)|\[\d{1,3}\]|\d{1,3}:\d{1,3})(?=\s)", re.MULTILINE)
_PARTS = re.compile(r"[^\W_]+")
_PHRASE = 5


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


class Token(NamedTuple):
    """A word or figure: its span, and its small letters without accents."""

    start: int
    end: int
    low: str


def tokens(text: str) -> list[Token]:
    """The words, figures and signs of money of a text."""
    flat = fold(text).replace("’", "'")
    return [Token(m.start(), m.end(), m[0].lower()) for m in _TOKEN.finditer(flat)]


@dataclass(frozen=True)
class Tables:
    """The table `facts`, ready for look-up."""

    numbers: dict[str, float]
    scales: dict[str, float]
    hints: dict[str, float]
    pointing: frozenset[str]
    ordinals: dict[str, float]
    fractions: dict[str, int]
    units: dict[str, str]
    smaller: dict[str, tuple[str, float]]
    money: dict[str, str]
    titles: dict[str, str]
    negations: frozenset[str]
    negators: frozenset[str]
    no_negations: frozenset[str]
    unsure: frozenset[str]
    opposites: dict[str, str]
    prefixes: tuple[str, ...]
    same: dict[str, str]
    modals: dict[str, tuple[str, ...]]
    function: frozenset[str]
    pronouns: frozenset[str]
    peoples: tuple[str, ...]
    unnameable: frozenset[str] = field(repr=False)


@cache
def load_tables(overrides: Path | None = None) -> Tables:
    """The toolkit's table `facts`, with an edition's own `tables/facts.toml` laid over it."""
    data = resources.table("collation", "facts", overrides)
    return Tables(
        numbers=data["numbers"],
        scales=data["scales"],
        hints=data["hints"],
        pointing=frozenset(data["pointing"]["words"]),
        ordinals=data["ordinals"],
        fractions=data["fractions"],
        units=data["units"],
        smaller={unit: (row[0], row[1]) for unit, row in data["smaller"].items()},
        money={key.lower(): value for key, value in data["money"].items()},
        titles={fold(key): value for key, value in data["titles"].items()},
        negations=frozenset(data["negations"]["words"]),
        negators=frozenset(data["negations"]["verbs"]),
        no_negations=frozenset(data["negations"]["none"]),
        unsure=frozenset(data["negations"]["unsure"]),
        opposites=data["opposites"],
        prefixes=tuple(data["prefixes"]["words"]),
        same={word: key for key, words in data["same"].items() for word in words},
        modals={key: tuple(value) for key, value in data["modals"].items()},
        function=frozenset(data["function"]["words"]),
        pronouns=frozenset(data["pronouns"]["words"]),
        peoples=tuple(data["peoples"]["endings"]),
        unnameable=load_words(overrides).unnameable,
    )


def phrase(words: Sequence[Token], index: int, table: object) -> int:
    """The index after the longest phrase of a table (a set or dictionary) that opens at a token; 0 for none."""
    found, said = 0, ""
    for k in range(index, min(index + _PHRASE, len(words))):
        said = f"{said} {words[k].low}" if said else words[k].low
        if said in table:  # type: ignore[operator]
            found = k + 1
    return found


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
        self._keep([*named, *_titles(self, named), *_figures(self, named)])

    def _keep(self, facts: list[Fact]) -> None:
        self.facts = sorted(facts)
        self._fact_starts = [fact.start for fact in self.facts]

    def fact(self, start: int, end: int, kind: str, value: str, **more: object) -> Fact:
        """A fact of this text."""
        return Fact(start, end, self.line(start), kind, value, " ".join(self.text[start:end].split()), **more)  # type: ignore[arg-type]

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
            if not word[:1].isupper() or word.lower() in self.tables.unnameable:
                continue
            is_stranger = not strangers.free(token.start, token.end)
            if not (is_stranger or is_name(word)) or not taken.free(token.start, token.start + len(word)):
                continue
            if phrase(self.tokens, k, self.tables.titles):
                continue
            # Of a name of several words each stands for the whole.
            near = found and self.text[found[-1].end : token.start] in (" ", "-")
            run = found[-1].of if near else str(token.start)
            kind = "person" if is_stranger else "name"
            found.append(self.fact(token.start, token.start + len(word), kind, name_value(word), of=run))
        self._keep([*self.facts, *found])

    def word(self, token: Token) -> str:
        """A token as it stands, without the ending of a possessive."""
        return self.text[token.start : token.end].removesuffix("'s").removesuffix("’s")


def name_value(text: str) -> str:
    """A name nobody knows as it is compared: small letters, no accents, no marks."""
    return " ".join(_PARTS.findall(fold(text).lower().replace("'", "").replace("’", "")))


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

_KIND = {Category.PERSON: "person", Category.PLACE: "place", Category.ORG: "org"}


# Rules that infer what is named from what stands around.
_BY_CONTEXT = frozenset(("body.context", "name.ambiguous", "place.ambiguous"))


# Rules that tell a person's name by more than its capital.
_SURE_OF_STRANGERS = frozenset(("name.title", "name.list", "name.apposition", "name.label", "name.alias"))


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
        if title and not (title in _ALSO_WORDS and not of):
            yield stated.fact(start, stop, "title", title, hint=not of, of=of)
        k = end


# Words that say many things and are titles only before a name.
_ALSO_WORDS = frozenset(("general", "major", "captain", "judge", "doctor", "secretary", "minister", "chairman"))


# -- numbers -----------------------------------------------------------------------------------------------------------


def _figures(stated: Stated, named: list[Fact]) -> Iterator[Fact]:
    counters = _Taken([stated.fact(*m.span(), "number", "") for m in _COUNTER.finditer(stated.text)])
    taken = _Taken([fact for fact in named if fact.kind == "date" or (fact.kind == "person" and not fact.hint)])
    words, k = stated.tokens, 0
    while k < len(words):
        if not taken.free(words[k].start, words[k].end) or not counters.free(words[k].start, words[k].end):
            k += 1
            continue
        read = _read_number(stated, k)
        if read is None:
            k += 1
            continue
        k, fact = read
        if taken.free(fact.start, fact.end):
            yield fact


class _Number(NamedTuple):
    """A number that opens at a token: the token behind it, its value, whether it says which one."""

    end: int
    value: float
    ordinal: bool = False


def _read_number(stated: Stated, k: int) -> tuple[int, Fact] | None:
    words, tables = stated.tokens, stated.tables
    sign = words[k].low in tables.money and not words[k].low[-1].isalnum()
    at = k + sign
    number = _number(stated, at) if at < len(words) else None
    if number is None:
        hint = tables.hints.get(words[k].low)
        if hint is None:
            return None
        return k + 1, stated.fact(words[k].start, words[k].end, "number", _told(hint), hint=True)
    end, value = number.end, number.value
    half = words[end : end + 3]
    if [token.low for token in half] == ["and", "a", "half"] and _close(stated, end):
        end, value = end + 3, value + 0.5
    start, stop = words[k].start, words[end - 1].end
    unit_end = phrase(words, end, tables.units) if _close(stated, end) else 0
    money_end = phrase(words, end, tables.money) if _close(stated, end) else 0
    if number.ordinal:
        hint = value <= 2 and words[k].low in tables.hints
        return end, stated.fact(start, stop, "ordinal", _told(value), hint=hint)
    if sign or money_end:
        unit = tables.money[words[k].low if sign else " ".join(t.low for t in words[end:money_end])]
        end = end if sign else money_end
        return end, stated.fact(start, words[end - 1].end, "money", f"{_told(value)} {unit}")
    if unit_end:
        unit = tables.units[" ".join(t.low for t in words[end:unit_end])]
        hint = end == k + 1 and words[k].low in tables.hints
        unit_end, value = _with_smaller(stated, unit_end, value, unit)
        return unit_end, stated.fact(start, words[unit_end - 1].end, "quantity", f"{_told(value)} {unit}", hint=hint)
    return end, stated.fact(start, stop, "number", _told(value), hint=_points(stated, k, end, value))


def _with_smaller(stated: Stated, k: int, value: float, unit: str) -> tuple[int, float]:
    """Of "three years and six months" the whole, in the greater unit: the token behind it, its value."""
    words, tables = stated.tokens, stated.tables
    at = k + (k < len(words) and words[k].low == "and")
    number = _number(stated, at) if at < len(words) and _close(stated, k) else None
    if number is None or number.ordinal or number.end >= len(words):
        return k, value
    smaller, many = tables.units.get(words[number.end].low, ""), tables.smaller.get(unit, ("", 1))
    return (number.end + 1, value + number.value / many[1]) if smaller and smaller == many[0] else (k, value)


def _points(stated: Stated, k: int, end: int, value: float) -> bool:
    """True for a number that may stand for what was told before: "one", "the two", "we three"."""
    words, tables = stated.tokens, stated.tables
    if end == k + 1 and words[k].low in tables.hints:
        return True
    before = words[k - 1].low if k else ""
    return value <= 10 and not words[k].low[0].isdigit() and before in tables.pointing


def _close(stated: Stated, k: int) -> bool:
    """True where only a space or a hyphen stands before a token."""
    words = stated.tokens
    return 0 < k < len(words) and stated.text[words[k - 1].end : words[k].start] in ("", " ", "-", "\u00a0", "\n")


def _told(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.6g}"


def _number(stated: Stated, k: int) -> _Number | None:
    """The number that opens at a token: figures, or words as "three hundred and twenty-five thousand"."""
    words, tables = stated.tokens, stated.tables
    low = words[k].low
    if low[0].isdigit():
        return _scaled(stated, k)
    total = part = 0.0
    end, limit = k, 0.0
    while end < len(words):
        if end > k and not _close(stated, end):
            break
        word = words[end].low
        joined = end > k and words[end - 1].low == "and"
        if word in tables.numbers and _fits(tables.numbers[word], part, limit, joined):
            part, limit, end = part + tables.numbers[word], max(limit if joined else 0, tables.numbers[word]), end + 1
        elif word in tables.scales and (part or end == k):
            part, total, limit = _raised(part or 1.0, total, tables.scales[word])
            end += 1
        elif word == "and" and end > k and _goes_on(stated, end + 1, limit):
            end += 1
        elif word in tables.ordinals and (end == k or _fits(tables.ordinals[word], part, limit, joined)):
            return _fraction(stated, k, end) or _Number(end + 1, total + part + tables.ordinals[word], True)
        else:
            break
    if end == k:
        return None
    return _fraction(stated, k, end) or _Number(end, total + part)


def _fits(value: float, part: float, limit: float, after_and: bool) -> bool:
    """True where a number goes on with a smaller one: "twenty" with "five", "hundred" with "ten"."""
    if not part or (20 <= limit < 100 and value < 10) or (limit >= 100 and value < limit):
        return True
    return limit < 10 and 20 <= value < 100 and after_and


def _raised(part: float, total: float, scale: float) -> tuple[float, float, float]:
    if scale == 100:
        return part * scale, total, scale
    return 0.0, total + (part or 1) * scale, scale


def _goes_on(stated: Stated, k: int, limit: float) -> bool:
    """True for the "and" in "three hundred and five", "twenty and five", "five and twenty"."""
    words, tables = stated.tokens, stated.tables
    if k >= len(words) or not _close(stated, k):
        return False
    value = tables.numbers.get(words[k].low, tables.ordinals.get(words[k].low, 0))
    return 0 < value and (value < 10 and 20 <= limit < 100 or value < 100 <= limit or limit < 10 and 20 <= value < 100)


def _scaled(stated: Stated, k: int) -> _Number | None:
    words, tables = stated.tokens, stated.tables
    low = words[k].low
    digits = low.rstrip("sthndr")
    if len(digits) < len(low):
        return _Number(k + 1, float(digits.replace(",", "")), True) if digits.replace(",", "").isdecimal() else None
    digits = digits.replace(",", "") if _THOUSANDS.fullmatch(digits) else digits.replace(",", ".")
    if len(digits) > 18 or digits.count(".") > 1 or not digits.replace(".", "").isascii():
        return None
    value, end = float(digits), k + 1
    while end < len(words) and words[end].low in tables.scales and _close(stated, end):
        value *= tables.scales[words[end].low]
        end += 1
    return _Number(end, value)


def _fraction(stated: Stated, k: int, end: int) -> _Number | None:
    """ "two thirds", "one-third of": its upper part is the number before."""
    words, tables = stated.tokens, stated.tables
    if end != k + 1 or end >= len(words) or not _close(stated, end):
        return None
    below = tables.fractions.get(words[end].low)
    above = tables.numbers.get(words[k].low)
    if not below or not above or below == 2 or above > 9:
        return None
    singular = above == 1 and not (end + 1 < len(words) and words[end + 1].low == "of")
    return None if singular else _Number(end + 1, above / below)
