"""`Source` → `Transcript`: header fields, turns, brackets and what each is."""

from tei_edition.transcripts.blocks import transcribe
from tei_edition.transcripts.shapes import Shapes, load_shapes
from tei_edition.transcripts.transcript import Block, Bracket, Genre, Kind, Mark, Span, Speech, Transcript

__all__ = [
    "Block",
    "Bracket",
    "Genre",
    "Kind",
    "Mark",
    "Shapes",
    "Span",
    "Speech",
    "Transcript",
    "load_shapes",
    "transcribe",
]
