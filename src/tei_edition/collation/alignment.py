"""Texts that render one another, such as translations of one source → `Alignment`: which sentences belong together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tei_edition.collation.joining import Joiner, Row
from tei_edition.collation.sentences import Block, Passage, marks, passages
from tei_edition.collation.witness import check_sigla
from tei_edition.errors import EditionError


@dataclass(frozen=True)
class Alignment:
    """Texts and which of their sentences belong together.

    Attributes:
        sigla: the texts' names, in the order given.
        texts: the texts.
        passages: for each text its sentences, in order.
        rows: what belongs together, in reading order; every sentence stands in one row.
    """

    sigla: tuple[str, ...]
    texts: tuple[str, ...]
    passages: tuple[tuple[Passage, ...], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Reading:
    """One text to be aligned: its name, its characters, and its paragraphs where these are known."""

    siglum: str
    text: str
    blocks: tuple[Block, ...] | None = None


def align(texts: Mapping[str, str], *, divisions: bool = True, tables: Path | None = None) -> Alignment:
    """Align two or more texts by their sentences.

    Args:
        texts: siglum → text.
        divisions: whether numbers of verses, sections and paragraphs that the texts share part them.
        tables: an edition's folder `tables/`.

    Raises:
        EditionError: fewer than two texts, an empty siglum, or a text without words.
    """
    return align_readings([Reading(siglum, text) for siglum, text in texts.items()], divisions=divisions, tables=tables)


def align_readings(readings: Sequence[Reading], *, divisions: bool = True, tables: Path | None = None) -> Alignment:
    """Align texts whose paragraphs may be known; see `align`."""
    if len(readings) < 2:
        raise EditionError("there are not two texts to align", "name two or more files")
    check_sigla(reading.siglum for reading in readings)
    known = marks(tables)
    found = [tuple(passages(r.siglum, r.text, r.blocks, known)) for r in readings]
    for reading, sentences in zip(readings, found, strict=True):
        if not sentences:
            raise EditionError(f"the text {reading.siglum} has no words", "is it the right file?")
    labels = [[p.division if divisions else None for p in listed] for listed in found]
    sigla, texts = tuple(r.siglum for r in readings), tuple(r.text for r in readings)
    return Alignment(sigla, texts, tuple(found), tuple(Joiner(sigla, texts, tables).rows(found, labels)))
