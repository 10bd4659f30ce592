"""What a sentence denies and how sure or bound it is: negations and modal verbs, each with the word it is about.

Two renderings say the same thing with and without a negation ("disagreed", "did not agree"), so that a difference is
told only where the same word is denied in the one and not in the other. A word denies its contrary ("fell", "rose")
where the other text has that.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from tei_edition.collation.facts import Stated
from tei_edition.collation.words import Tables, Token, phrase

# How many words may stand between a negation or a modal and the word it is about.
_REACH = 6
_ENDINGS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "eth",
    "est",
    "ied",
    "ies",
    "ed",
    "es",
    "s",
    "ly",
    "e",
    "y",
)
_GOES_ON = frozenset(("nor", "neither"))
# What a modal is not about lies behind one of these.
_CLAUSE = frozenset("to of in on at for with from by that which and but or as when if".split())
_BEFORE_NOUNS = frozenset("his her their my thy your our the a an of all in with this that".split())


@lru_cache(1 << 16)
def stem(word: str) -> str:
    """What words of one family share, roughly: "opposed" and "opposing" are "oppos"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "ls" else word


def key(word: str, tables: Tables) -> str:
    """What a word is compared by: its class of words that say the same, else its stem."""
    return tables.same.get(word) or stem(word.removesuffix("'s"))


class Said(NamedTuple):
    """A word that says something: whether it is denied, its tokens with the negation (half-open)."""

    denied: bool
    first: int
    last: int


class Modal(NamedTuple):
    """A modal verb: the key of the word it is about, what it may mean, its tokens up to that word (half-open)."""

    about: str
    meanings: frozenset[str]
    first: int
    last: int


@dataclass
class Polarity:
    """What a stretch of text says and denies.

    Attributes:
        said: for each word's key, each time it stands there.
        count: how many negations there are, those inside words too.
        unsure: True where words alone do not tell what is denied.
        modals: the modal verbs.
    """

    said: dict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))
    count: int = 0
    unsure: bool = False
    modals: list[Modal] = field(default_factory=list)


def stems(stated: Stated, spans: Iterable[tuple[int, int]]) -> set[str]:
    """The keys of the words in some runs of tokens that say something."""
    tables = stated.tables
    return {
        key(token.low, tables)
        for first, last in spans
        for token in stated.tokens[first:last]
        if token.low not in tables.function
    }


def polarity(stated: Stated, spans: Sequence[tuple[int, int]], others: set[str]) -> Polarity:
    """Read some runs of tokens.

    Args:
        others: the keys of the words that the other text has: "unfair" denies "fair" where that one has it.
    """
    found = Polarity()
    for first, last in spans:
        _read(stated, first, last, others, found)
    return found


def _read(stated: Stated, first: int, last: int, others: set[str], found: Polarity) -> None:
    words, tables = stated.tokens[first:last], stated.tables
    denied: dict[int, int] = {}
    k = 0
    while k < len(words):
        harmless = phrase(words, k, tables.no_negations)
        if harmless:
            k = harmless
            continue
        found.unsure = found.unsure or bool(phrase(words, k, tables.unsure))
        end = k + 1 if words[k].low in tables.negations else phrase(words, k, tables.negators)
        if end:
            # "Neither … nor" and "not … nor" go on with one denial.
            found.count += not (denied and words[k].low in _GOES_ON)
            for head in _heads(stated, words, end):
                denied[head] = k
                denied.update(dict.fromkeys(_alternatives(stated, words, head), k))
            if words[k].low == "not" and k and stated.text[words[k - 1].end : words[k].start] == " ":
                denied.update({k - 1: k - 1} if words[k - 1].low not in tables.function else {})
        k = max(end, k + 1)
    for k, token in enumerate(words):
        if token.low in tables.function:
            continue
        base = _opposite(token.low, others, tables)
        found.count += bool(base)
        negative = (k in denied) != bool(base)
        found.said[key(base or token.low, tables)].append(Said(negative, first + denied.get(k, k), first + k + 1))
    found.modals += _modals(stated, words, first)
    after = stated.text[words[-1].end : words[-1].end + 3] if words else ""
    found.unsure = found.unsure or "?" in after


def _heads(stated: Stated, words: Sequence[Token], k: int) -> Iterator[int]:
    """The next word that says something, unless the clause ends before it."""
    after = k
    for head in range(k, min(k + _REACH, len(words))):
        # "Not going to attend" denies "attend".
        after = max(after, phrase(words, head, stated.tables.modals))
        between = stated.text[words[head - 1].end : words[head].start] if head else ""
        if any(c in ".;:?!" for c in between) or ("," in between and head > k):
            return
        says = words[head].low not in stated.tables.function and not _is_number(words[head].low, stated.tables)
        if says and head >= after:
            yield head
            return


def _alternatives(stated: Stated, words: Sequence[Token], head: int) -> Iterator[int]:
    """The words that "or" sets beside one that is denied: "no man or beast"."""
    while head + 2 < len(words) and words[head + 1].low == "or":
        head = next(_heads(stated, words, head + 2), len(words))
        if head < len(words):
            yield head


def _next_modal(words: Sequence[Token], k: int, tables: Tables) -> tuple[int, int] | None:
    """The modal that follows one at once, or after "be" or "not"."""
    k += k < len(words) and words[k].low in ("be", "not")
    end = phrase(words, k, tables.modals) if k < len(words) else 0
    return (k, end) if end else None


def _is_number(word: str, tables: Tables) -> bool:
    return word[0].isdigit() or word in tables.numbers or word in tables.scales or word in tables.ordinals


def _opposite(word: str, others: set[str], tables: Tables) -> str:
    """The word that a word denies inside itself ("unfair"), or nothing."""
    if word in tables.opposites:
        return tables.opposites[word]
    if key(word, tables) in others:
        return ""
    contrary = tables.contraries.get(word, "")
    if contrary and key(contrary, tables) in others:
        return contrary
    for prefix in tables.prefixes:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) > 3 and key(rest, tables) in others:
            return rest
    return ""


def _modals(stated: Stated, words: Sequence[Token], first: int) -> Iterator[Modal]:
    tables = stated.tables
    k = 0
    while k < len(words):
        end = phrase(words, k, tables.modals)
        # Of "would have to" the last says what is meant.
        while end and (further := _next_modal(words, end, tables)):
            k, end = further
        is_noun = k and words[k - 1].low in _BEFORE_NOUNS
        is_month = stated.text[words[k].start].isupper() and words[k].low == "may" and k
        if not end or is_noun or is_month:
            k += 1
            continue
        said = " ".join(token.low for token in words[k:end])
        for head in _heads(stated, words, end):
            if any(token.low in _CLAUSE for token in words[end:head]):
                break
            yield Modal(key(words[head].low, tables), frozenset(tables.modals[said]), first + k, first + head + 1)
        k = end
