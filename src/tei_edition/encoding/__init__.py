"""`Transcript`, `Mention`s → a TEI tree, and the proof that nothing of the source is lost."""

from tei_edition.encoding.coverage import Coverage, coverage
from tei_edition.encoding.document import Memory, encode, load_memory, parse

__all__ = ["Coverage", "Memory", "coverage", "encode", "load_memory", "parse"]
