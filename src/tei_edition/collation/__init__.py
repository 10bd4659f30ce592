"""Witnesses of one text → where they differ, how, and an apparatus."""

from tei_edition.collation.collation import Collation, collate, table
from tei_edition.collation.witness import Witness

__all__ = ["Collation", "Witness", "collate", "table"]
