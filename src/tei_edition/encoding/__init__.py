"""`Transcript`, `Mention`s → a TEI tree, and the proof that nothing of the source is lost."""

from tei_edition.encoding.coverage import Coverage, coverage
from tei_edition.encoding.document import encode

__all__ = ["Coverage", "coverage", "encode"]
