"""`Transcript`, `Authority` → `Mention`s: persons, places, bodies, offices, events, dates, each with its reason."""

from tei_edition.entities.asked import Asked
from tei_edition.entities.authority import Entry, Form, Office
from tei_edition.entities.compiled import Authority, load_authority
from tei_edition.entities.date_values import Anchor
from tei_edition.entities.mention import Category, DateValue, Mention
from tei_edition.entities.names import NameIndex
from tei_edition.entities.reading import Voice, identifier
from tei_edition.entities.tagging import Tagging, find_anchor, find_mentions, first_day

__all__ = [
    "Anchor",
    "Asked",
    "Authority",
    "Category",
    "DateValue",
    "Entry",
    "Form",
    "Mention",
    "NameIndex",
    "Office",
    "Tagging",
    "Voice",
    "find_anchor",
    "find_mentions",
    "first_day",
    "identifier",
    "load_authority",
]
