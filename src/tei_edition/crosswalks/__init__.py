"""TEI → what others keep of a document: citations, metadata of pages and catalogues, tables of who is named where."""

from typing import TYPE_CHECKING

from tei_edition.lazy import lazily

if TYPE_CHECKING:
    from tei_edition.crosswalks.citing import cite
    from tei_edition.crosswalks.record import Record, index, read_record
else:
    __getattr__ = lazily(__name__, {"citing": ("cite",), "record": ("Record", "index", "read_record")})

# The formats a document is exported in, each with the ending of its files.
EXPORTS = {
    "json": ".json",
    "csv": ".csv",
    "bibtex": ".bib",
    "ris": ".ris",
    "csl": ".csl.json",
    "mods": ".mods.xml",
    "dc": ".dc.xml",
    "jsonld": ".jsonld",
}

__all__ = ["EXPORTS", "Record", "cite", "index", "read_record"]
