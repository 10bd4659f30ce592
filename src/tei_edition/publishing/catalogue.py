"""The catalogue of an edition: one `Card` a document, kept in a ledger.

`Card` and its rows are told in `tei_edition.crosswalks.card`, where a room below this one may take them from.
"""

from tei_edition.crosswalks.card import (
    KINDS,
    Card,
    Change,
    Entry,
    Exchange,
    Mention,
    Paragraph,
    Surface,
    from_json,
    read_card,
    to_json,
)

__all__ = [
    "KINDS",
    "Card",
    "Change",
    "Entry",
    "Exchange",
    "Mention",
    "Paragraph",
    "Surface",
    "from_json",
    "read_card",
    "to_json",
]
