"""Files → texts to align: plain text in any encoding, TEI, CollateX's JSON, an apparatus made elsewhere.

Of TEI the divisions are what the document says they are: `n` of the elements that hold a passage, joined with a full
stop, or of the last `milestone`; where there is none, the `xml:id` of the passage.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from tei_edition import tei
from tei_edition.collation.alignment import Reading
from tei_edition.collation.files import named, read
from tei_edition.collation.sentences import Block
from tei_edition.collation.tei_text import BLOCKS, Run, Text
from tei_edition.errors import Finding
from tei_edition.tei import Element

_PARTS = BLOCKS | {"seg", "s"}


def read_renderings(
    arguments: Sequence[str], load: Callable[[str], bytes], tables: Mapping[str, Any], element: str = ""
) -> tuple[list[Reading], list[Finding]]:
    """Read the texts that some files hold.

    Args:
        arguments: `FILE` or `SIGLUM=FILE` each.
        load: a file's bytes by its name.
        tables: as `normalising.settings` gives them.
        element: of TEI only the elements of this name, or the one with this xml:id.

    Raises:
        EditionError: a file is none of the forms, or holds no text.
    """
    readings: list[Reading] = []
    findings: list[Finding] = []
    for argument in arguments:
        siglum, path = named(argument)
        file = read(load(path), siglum, path, str, tables, element)
        findings += file.findings
        if file.text is not None:
            readings.append(_of_tei(siglum, file.text))
        else:
            readings += [Reading(one.siglum, one.whole) for one in file.witnesses]
    return readings, findings


def _of_tei(siglum: str, text: Text) -> Reading:
    """A TEI document's text, a line for each paragraph, verse, heading …"""
    pieces: list[str] = []
    at = 0
    for run in text.runs:
        pieces += [text.text[at : run.start], run.text.translate(_ONE_LINE)]
        at = run.start + len(run.text)
    pieces.append(text.text[at:])
    blocks = []
    for (_, division), group in groupby(_divided(text.runs), key=lambda row: (row[1], row[2])):
        runs = [run for run, _, _ in group]
        start, end = runs[0].start, runs[-1].start + len(runs[-1].text)
        if text.text[start:end].strip():
            blocks.append(Block(start, end, division))
    return Reading(siglum, "".join(pieces), tuple(blocks))


_ONE_LINE = str.maketrans("\n\r", "  ")


def _divided(runs: Sequence[Run]) -> list[tuple[Run, Element | None, str | None]]:
    """Each run with the element that holds its passage, and with its division."""
    found = []
    milestone = ""
    for run in runs:
        if run.is_tail and tei.name(run.element) == "milestone" and run.element.get("n"):
            milestone = str(run.element.get("n"))
        above = [run.element] if not run.is_tail else []
        above += list(run.element.iterancestors())
        holder = next((one for one in above if tei.name(one) in _PARTS and _holds(one)), None)
        numbers = [n for one in reversed(above) if tei.name(one) in _PARTS and (n := one.get("n"))]
        key = holder.get(tei.XML_ID) if holder is not None else None
        found.append((run, holder, milestone or ".".join(numbers) or key))
    return found


def _holds(element: Element) -> bool:
    """Whether an element is a passage: a block, or a segment that is numbered."""
    return tei.name(element) in BLOCKS or bool(element.get("n") or element.get(tei.XML_ID))
