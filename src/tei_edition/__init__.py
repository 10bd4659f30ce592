"""From a source text to a TEI critical edition: parse, tag, validate, render.

The names here are the public Python API. Data flows one way: bytes → `Source` → `Transcript` → `Mention`s → TEI →
pages. Names are loaded when first used, so that `import tei_edition` costs nothing.
"""

from typing import TYPE_CHECKING

from tei_edition.lazy import lazily

__version__ = "0.1.0"

_PUBLIC = {
    "errors": ("EditionError", "Finding"),
    "edition": ("Edition",),
    "sources": ("Source", "read_source"),
    "transcripts": ("Transcript", "transcribe"),
    "entities": ("Authority", "Mention", "find_mentions"),
    "encoding": ("encode", "coverage"),
    "collation": ("Alignment", "Collation", "Witness", "align", "collate"),
    "validation": ("validate",),
    "rendering": ("render_html", "render_pdf"),
}

__all__ = ["__version__", *(name for names in _PUBLIC.values() for name in names)]

if TYPE_CHECKING:
    from tei_edition.edition import Edition as Edition
    from tei_edition.errors import EditionError as EditionError
    from tei_edition.errors import Finding as Finding
else:
    __getattr__ = lazily(__name__, _PUBLIC)
