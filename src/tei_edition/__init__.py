"""From a source text to a TEI critical edition: parse, tag, validate, render.

The names here are the public Python API. Data flows one way: bytes → `Source` → `Transcript` → `Mention`s → TEI →
pages. Names are loaded when first used, so that `import tei_edition` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_PUBLIC = {
    "EditionError": "errors",
    "Finding": "errors",
    "Edition": "edition",
    "Source": "sources",
    "read_source": "sources",
    "Transcript": "transcripts",
    "transcribe": "transcripts",
    "Authority": "entities",
    "Mention": "entities",
    "find_mentions": "entities",
    "encode": "encoding",
    "coverage": "encoding",
    "Alignment": "collation",
    "Collation": "collation",
    "Witness": "collation",
    "align": "collation",
    "collate": "collation",
    "validate": "validation",
    "render_html": "rendering",
    "render_pdf": "rendering",
}

__all__ = ["__version__", *_PUBLIC]

if TYPE_CHECKING:
    from tei_edition.edition import Edition as Edition
    from tei_edition.errors import EditionError as EditionError
    from tei_edition.errors import Finding as Finding


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PUBLIC[name]}"), name)
