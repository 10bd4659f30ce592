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
    "collation": ("Alignment", "Collation", "Differences", "Witness", "align", "collate", "diff"),
    "validation": ("validate",),
    "rendering": ("render_html", "render_pdf"),
}

__all__ = ["__version__", *(name for names in _PUBLIC.values() for name in names)]

if TYPE_CHECKING:
    from tei_edition.collation import Alignment as Alignment
    from tei_edition.collation import Collation as Collation
    from tei_edition.collation import Differences as Differences
    from tei_edition.collation import Witness as Witness
    from tei_edition.collation import align as align
    from tei_edition.collation import collate as collate
    from tei_edition.collation import diff as diff
    from tei_edition.edition import Edition as Edition
    from tei_edition.encoding import encode as encode
    from tei_edition.encoding.covering import coverage as coverage
    from tei_edition.entities import Authority as Authority
    from tei_edition.entities import Mention as Mention
    from tei_edition.entities import find_mentions as find_mentions
    from tei_edition.errors import EditionError as EditionError
    from tei_edition.errors import Finding as Finding
    from tei_edition.rendering import render_html as render_html
    from tei_edition.rendering import render_pdf as render_pdf
    from tei_edition.sources import Source as Source
    from tei_edition.sources import read_source as read_source
    from tei_edition.transcripts import Transcript as Transcript
    from tei_edition.transcripts import transcribe as transcribe
    from tei_edition.validation import validate as validate
else:
    __getattr__ = lazily(__name__, _PUBLIC)
