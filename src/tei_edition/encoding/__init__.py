"""`Transcript`, `Mention`s → a TEI tree, and the proof that nothing of the source is lost."""

from typing import TYPE_CHECKING

from tei_edition.lazy import lazily

if TYPE_CHECKING:
    from tei_edition.encoding.covering import Coverage, coverage
    from tei_edition.encoding.document import Memory, NotingMemory, encode, load_memory, parse
else:
    # Proving coverage needs no rules of names and dates, and the numbers of paragraphs need neither.
    homes = {
        "covering": ("Coverage", "coverage"),
        "document": ("Memory", "NotingMemory", "encode", "load_memory", "parse"),
    }
    __getattr__ = lazily(__name__, homes)

__all__ = ["Coverage", "Memory", "NotingMemory", "coverage", "encode", "load_memory", "parse"]
