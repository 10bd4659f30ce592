"""The words of a text and the tables that tell what they state, shared by all that reads facts."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tei_edition import resources
from tei_edition.entities.view import fold
from tei_edition.entities.words import load_words
from tei_edition.errors import ConfigError

# Figures with their separators and a sign of money before them, words with their apostrophes, the per cent sign.
# A figure that has run into a word is the number of a footnote.
_TOKEN = re.compile(
    r"(?:US)?[$£€¥]|(?<![^\W_])\d+(?:[.,]\d+)*(?:(?:st|nd|rd|th)(?![^\W_])|(?!\d))|%|[^\W\d_]+(?:'[^\W\d_]+)*"
)
_APOSTROPHES = str.maketrans("’ʼ", "''")
_PHRASE = 5


class Token(NamedTuple):
    """A word or figure: its span, and its small letters without accents."""

    start: int
    end: int
    low: str


def tokens(text: str) -> list[Token]:
    """The words, figures and signs of money of a text."""
    flat = fold(text).translate(_APOSTROPHES)
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
    before_names: frozenset[str]
    negations: frozenset[str]
    negators: frozenset[str]
    no_negations: frozenset[str]
    unsure: frozenset[str]
    opposites: dict[str, str]
    contraries: dict[str, str]
    prefixes: tuple[str, ...]
    same: dict[str, str]
    modals: dict[str, tuple[str, ...]]
    denied_modals: frozenset[str]
    function: frozenset[str]
    pronouns: frozenset[str]
    peoples: tuple[str, ...]
    seats: dict[str, list[str]]
    unnameable: frozenset[str] = field(repr=False)


@cache
def load_tables(overrides: Path | None = None) -> Tables:
    """The toolkit's table `facts`, with an edition's own `tables/facts.toml` laid over it.

    Raises:
        ConfigError: a unit that is not made of smaller ones; see also `resources.table`.
    """
    data = resources.table("collation", "facts", overrides)
    for unit, row in data["smaller"].items():
        if [type(part) for part in row] not in ([str, int], [str, float]):
            path = (overrides or Path()) / "facts.toml"
            raise ConfigError(f"`smaller.{unit}` is {row}", 'write ["month", 12]: what it has, how many', path=path)
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
        before_names=frozenset(data["before-names"]["titles"]),
        negations=frozenset(data["negations"]["words"]),
        negators=frozenset(data["negations"]["verbs"]),
        no_negations=frozenset(data["negations"]["none"]),
        unsure=frozenset(data["negations"]["unsure"]),
        opposites=data["opposites"],
        contraries={word: key for key, words in data["contraries"].items() for word in words},
        prefixes=tuple(data["prefixes"]["words"]),
        same={word: key for key, words in data["same"].items() for word in words},
        modals={key: tuple(value) for key, value in data["modals"].items()},
        denied_modals=frozenset(data["denied-modals"]["meanings"]),
        function=frozenset(data["function"]["words"]),
        pronouns=frozenset(data["pronouns"]["words"]),
        seats=data["seats"],
        peoples=tuple(data["peoples"]["endings"]),
        unnameable=load_words(overrides).unnameable,
    )


def phrase(words: Sequence[Token], index: int, table: Container[str]) -> int:
    """The index after the longest phrase of a table (a set or dictionary) that opens at a token; 0 for none."""
    found, said = 0, ""
    for k in range(index, min(index + _PHRASE, len(words))):
        said = f"{said} {words[k].low}" if said else words[k].low
        if said in table:
            found = k + 1
    return found
