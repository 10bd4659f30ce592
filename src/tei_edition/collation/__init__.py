"""Witnesses of one text → where they differ, how, and an apparatus; renderings of one text → what belongs together, and
where they do not state the same."""

from typing import TYPE_CHECKING

from tei_edition.lazy import lazily

if TYPE_CHECKING:
    from tei_edition.collation.alignment import Alignment, align
    from tei_edition.collation.collation import Collation, collate
    from tei_edition.collation.differences import Differences, diff
    from tei_edition.collation.tables import table
    from tei_edition.collation.witness import Witness
else:
    homes = {
        "alignment": ("Alignment", "align"),
        "collation": ("Collation", "collate"),
        "differences": ("Differences", "diff"),
        "tables": ("table",),
        "witness": ("Witness",),
    }
    __getattr__ = lazily(__name__, homes)

__all__ = ["Alignment", "Collation", "Differences", "Witness", "align", "collate", "diff", "table"]
