"""Two readings of one place → what kind of variant the second is of the first.

From what matters least to what matters most; the first that is true is the kind. *fact* means that a number, a date, a
name or a negation differs: the two witnesses do not say the same thing.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from tei_edition import resources
from tei_edition.collation.aligning import LONGEST
from tei_edition.collation.normalising import settings
from tei_edition.collation.units import Reading

# Every kind, the gravest last, and what it says.
KINDS = {
    "case": "capitals and small letters",
    "punctuation": "marks between words",
    "word-division": "the same letters parted into words otherwise",
    "orthographic": "the same word spelled otherwise",
    "grammatical": "the same word with another ending",
    "word-order": "the same words in another order",
    "transposition": "words that stand elsewhere in another witness",
    "addition": "words the lemma has not",
    "omission": "words only the lemma has",
    "substitution": "other words",
    "fact": "another number, date or name, or a negation",
}

_SPELLED = 0.34


@dataclass(frozen=True)
class Facts:
    """Words that state a fact: figures by themselves, months, days and numbers by a table, names by `is_name`."""

    values: Mapping[str, str]
    endings: frozenset[str]
    negations: frozenset[str]


@cache
def facts(tables: Path | None = None) -> Facts:
    """The words of dates and numbers from the table `dates`, the endings from `collation`."""
    dates = resources.table("entities", "dates", tables)
    grammar = settings(tables)["grammar"]
    values = {
        word: f"{kind} {value}"
        for kind in ("months", "days", "numbers", "ordinals")
        for word, value in dates.get(kind, {}).items()
        if word not in ("a", "an", "may", "march")
    }
    return Facts(values, frozenset(["", *grammar["endings"]]), frozenset(grammar["negations"]))


def kind(
    lemma: Reading, reading: Reading, is_name: Callable[[str], bool] | None = None, of: Facts | None = None
) -> str:
    """The kind of variant that `reading` is of `lemma`; one of `KINDS`.

    Args:
        is_name: whether a word as it stands is a name; default: none is.
        of: words that state facts; default: the toolkit's.
    """
    known = of or facts()
    one, other = _words(lemma.text), _words(reading.text)
    if one == other:
        return "punctuation"
    if (lemma.moved or not one) and (reading.moved or not other) and lemma.normal != reading.normal:
        return "transposition"
    stated = _facts(one, is_name, known)
    if stated != _facts(other, is_name, known):
        return "fact"
    if _folded(one) == _folded(other):
        return "case"
    if lemma.normal == reading.normal or len(stated) == len(one) == len(other):
        return "orthographic"
    if not one or not other:
        return _against_nothing(lemma, reading)
    if "".join(_folded(one)) == "".join(_folded(other)):
        return "word-division"
    if sorted(_folded(one)) == sorted(_folded(other)):
        return "word-order"
    if reading.moved:
        return "transposition"
    one, other = ([word for word in r.normal if any(map(str.isalnum, word))] for r in (lemma, reading))
    if len(one) != len(other):
        return "substitution"
    pairs = [(a, b) for a, b in zip(_folded(one), _folded(other), strict=True) if a != b]
    if all(_same_stem(a, b, known) for a, b in pairs):
        return "grammatical"
    return "orthographic" if all(_spelled_alike(a, b) for a, b in pairs) else "substitution"


def _against_nothing(lemma: Reading, reading: Reading) -> str:
    words = lemma.text or reading.text
    if not any(map(str.isalnum, words)):
        return "punctuation"
    return "addition" if reading.text and any(map(str.isalnum, reading.text)) else "omission"


def _words(text: str) -> list[str]:
    """The letters and figures of each word, marks between words left out."""
    kept = "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in text)
    return kept.split()


def _folded(words: list[str]) -> list[str]:
    return [word.casefold() for word in words]


def _facts(words: list[str], is_name: Callable[[str], bool] | None, known: Facts) -> list[str]:
    """What the words state: figures, numbers and days in words by their value, names by their letters."""
    found = []
    for word in words:
        folded = word.casefold()
        if any(map(str.isdecimal, word)):
            found.append(
                "numbers " + folded.removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th")
            )
        elif folded in known.values:
            found.append(known.values[folded])
        elif folded in known.negations:
            found.append("not")
        elif is_name and is_name(word):
            found.append("name " + _bare(folded))
    return found


def _bare(word: str) -> str:
    """The word without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def _same_stem(a: str, b: str, known: Facts) -> bool:
    stem = 0
    while stem < min(len(a), len(b)) and a[stem] == b[stem]:
        stem += 1
    return any(a[cut:] in known.endings and b[cut:] in known.endings for cut in range(stem, max(2, stem - 2), -1))


def _spelled_alike(a: str, b: str) -> bool:
    longest = max(len(a), len(b))
    return _bare(a) == _bare(b) or (3 < longest <= LONGEST and Levenshtein.distance(a, b) <= _SPELLED * longest)


def gravest(names: list[str]) -> str:
    """The kind that matters most."""
    order = list(KINDS)
    return max(names, key=order.index)


def name_test(texts: list[tuple[str, ...]]) -> Callable[[str], bool]:
    """Whether a word is a name: it has a capital, its small form stands nowhere, and it does not only open sentences.

    Args:
        texts: the tokens of each witness.
    """
    small: set[str] = set()
    inside: set[str] = set()
    for tokens in texts:
        opens = True
        for token in tokens:
            word = token.strip()
            if word[:1].isupper():
                if not opens:
                    inside.add(word)
            elif word[:1].isalpha():
                small.add(word)
            opens = word[-1:] in ".!?:" or '"' in word or "“" in word or "\n" in token
    return lambda word: word in inside and word.lower() not in small


def chosen(names: str) -> tuple[str, ...]:
    """A comma-separated list of kinds as a user types it.

    Raises:
        ValueError: an unknown kind.
    """
    wanted = tuple(name.strip() for name in names.split(",") if name.strip())
    for name in wanted:
        if name not in KINDS:
            raise ValueError(name)
    return wanted
