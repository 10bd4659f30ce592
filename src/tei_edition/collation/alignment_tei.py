"""An alignment → TEI: an apparatus in parallel segmentation (Guidelines 13.2.3), and links (16.5).

Each row is an `app` with a reading for each text, in which each sentence is a `seg` with an identifier, so that every
text can be read in its own order. What moved stands where each text has it. The `link`s in `standOff` name the
sentences that belong together, wherever they stand.
"""

import re

from tei_edition import tei
from tei_edition.collation.alignment import Alignment
from tei_edition.collation.apparatus import published
from tei_edition.edition import Edition
from tei_edition.tei import E, Element

_NAME = re.compile(r"[^\W\d][\w.-]*")
# The cells of one `app`, a tuple of numbers for each text, and the number of its row.
Place = tuple[list[tuple[int, ...]], int]


def write(alignment: Alignment, edition: Edition | None = None) -> bytes:
    """The alignment as a TEI document.

    Args:
        alignment: the alignment.
        edition: whose publisher and licence the document names.
    """
    ids = _ids(alignment.sigla)
    links = E.linkGrp(type="alignment")
    for row in alignment.rows:
        targets = [f"#{ids[k]}.{n + 1}" for k, cell in enumerate(row.cells) for n in cell]
        if sum(map(bool, row.cells)) > 1:
            link = E.link(target=" ".join(targets))
            if row.moved:
                link.set("type", "moved")
            links.append(link)
    root = E.TEI(_header(alignment, ids, edition or Edition()))
    if len(links):
        root.append(E.standOff(links))
    root.append(E.text(E.body(*_paragraphs(alignment, ids))))
    tei.indent(root)
    return tei.serialize(root)


def _ids(sigla: tuple[str, ...]) -> list[str]:
    """An identifier for each text: its siglum where that can be one."""
    ids: list[str] = []
    for siglum in sigla:
        wanted = siglum if _NAME.fullmatch(siglum) else "w." + re.sub(r"[^\w.-]", "_", siglum)
        name, number = wanted, 2
        while name in ids:
            name, number = f"{wanted}_{number}", number + 1
        ids.append(name)
    return ids


def _header(alignment: Alignment, ids: list[str], edition: Edition) -> Element:
    witnesses = E.listWit()
    for key, siglum in zip(ids, alignment.sigla, strict=True):
        witness = E.witness(siglum, n=siglum)
        witness.set(tei.XML_ID, key)
        witnesses.append(witness)
    title = E.title("Alignment of " + ", ".join(alignment.sigla))
    return E.teiHeader(
        E.fileDesc(E.titleStmt(title), published(edition), E.sourceDesc(witnesses)),
        E.encodingDesc(E.variantEncoding(method="parallel-segmentation", location="internal")),
    )


def _paragraphs(alignment: Alignment, ids: list[str]) -> list[Element]:
    """The rows in paragraphs, which begin where one of the first text does."""
    paragraphs: list[Element] = []
    last = -1
    seen: list[str | None] = [None] * len(ids)
    for cells, number in places(alignment):
        first = alignment.passages[0][cells[0][0]].paragraph if cells[0] else last
        if not paragraphs or first != last:
            paragraphs.append(E.p())
        last = first
        app = E.app(type="moved") if alignment.rows[number].moved else E.app()
        for k, cell in enumerate(cells):
            app.append(_reading(alignment, ids[k], k, cell, seen))
        app.tail = "\n"
        paragraphs[-1].append(app)
    return paragraphs


def _reading(alignment: Alignment, key: str, text: int, cell: tuple[int, ...], seen: list[str | None]) -> Element:
    reading = E.rdg(wit=f"#{key}")
    for n in cell:
        passage = alignment.passages[text][n]
        if passage.division and passage.division != seen[text]:
            reading.append(E.milestone(unit="division", n=passage.division))
        seen[text] = passage.division
        segment = E.seg(passage.text, type=alignment.level)
        segment.set(tei.XML_ID, f"{key}.{n + 1}")
        segment.tail = " "
        reading.append(segment)
    return reading


def places(alignment: Alignment) -> list[Place]:
    """The rows so that every text stands in its own order: what a text has elsewhere is a place of its own there."""
    count = len(alignment.sigla)
    last = [-1] * count
    least = _least(alignment)
    found: list[Place] = []
    apart: list[tuple[int, tuple[int, ...], int]] = []
    for number, row in enumerate(alignment.rows):
        cells = list(row.cells)
        for k, cell in enumerate(row.cells):
            if row.moved and cell and not last[k] < cell[0] <= cell[-1] < least[number][k]:
                apart.append((k, cell, number))
                cells[k] = ()
            elif cell:
                last[k] = cell[-1]
        if any(cells):
            found.append((cells, number))
    for k, cell, number in sorted(apart, key=lambda one: (one[0], one[1])):
        at = next((at for at, (cells, _) in enumerate(found) if cells[k] and cells[k][0] > cell[0]), len(found))
        found.insert(at, ([cell if text == k else () for text in range(count)], number))
    return found


def _least(alignment: Alignment) -> list[list[int]]:
    """For each row and text the first of its sentences that stands in a later row and has not moved."""
    least = [len(listed) for listed in alignment.passages]
    found = []
    for row in reversed(alignment.rows):
        found.append(list(least))
        if not row.moved:
            least = [cell[0] if cell else before for cell, before in zip(row.cells, least, strict=True)]
    return found[::-1]
