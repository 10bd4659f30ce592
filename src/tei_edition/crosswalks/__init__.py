"""TEI → what others keep of a document: citations, metadata of pages and catalogues, tables of who is named where."""

from tei_edition.crosswalks.citing import cite
from tei_edition.crosswalks.mentions import mentions
from tei_edition.crosswalks.record import Record, index, read_record

__all__ = ["Record", "cite", "index", "mentions", "read_record"]
