"""Witnesses of one text → where they differ, how, and an apparatus; renderings of one text → what belongs together."""

from tei_edition.collation.alignment import Alignment, align
from tei_edition.collation.collation import Collation, collate, table
from tei_edition.collation.witness import Witness

__all__ = ["Alignment", "Collation", "Witness", "align", "collate", "table"]
