"""`Mention`: a stretch of text that names somebody, somewhere, something or a time, and why we think so."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

Certainty = Literal["high", "medium", "low"]


class Category(StrEnum):
    """What is named. `ROLE` is an office that denotes a person ("the Korean ambassador")."""

    PERSON = "person"
    ROLE = "role"
    PLACE = "place"
    ORG = "org"
    EVENT = "event"
    DATE = "date"


@dataclass(frozen=True)
class DateValue:
    """A date as TEI writes it (Guidelines 14.4, att.datable.w3c); every end is W3C: `1964`, `1964-07`, `1964-07-28`,
    `1964-08-03T16:30:00+08:00`. Exactly one of the three pairs is set.

    Attributes:
        when: an exact date, at the grain it is given with.
        start, end: a span of time that lasted.
        not_before, not_after: the limits between which a point lies.
        anchored: True where the text names no full date, and the setting's date was needed.
    """

    when: str = ""
    start: str = ""
    end: str = ""
    not_before: str = ""
    not_after: str = ""
    anchored: bool = False


class Mention(NamedTuple):
    """One tag to be.

    Attributes:
        start, end: code points of the normalised source, half-open; the name itself, no article, title or possessive.
        refs: ids of authority or document entries; several where a plural names a closed group; none for a date.
        rule: the id of the rule that found it, a category of the header's taxonomy `rule`.
        evidence: for people: what the rule saw.
        value: for a date.
    """

    start: int
    end: int
    category: Category
    refs: tuple[str, ...] = ()
    cert: Certainty = "high"
    rule: str = ""
    evidence: str = ""
    value: DateValue | None = None
