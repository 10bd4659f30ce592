"""An alignment → TEI: an apparatus in parallel segmentation (Guidelines 13.2.3), and links (16.5).

Each row is an `app` with a reading for each text, in which each sentence is a `seg` with an identifier, so that every
text can be read in its own order. What moved stands where each text has it. The `link`s in `standOff` name the
sentences that belong together, wherever they stand.
"""

import re

from tei_edition import tei
from tei_edition.collation.alignment import Alignment
from tei_edition.collation.apparatus import published
from tei_edition.collation.corridor import heaviest
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
    edition = edition or Edition()
    root = E.TEI(_header(alignment, ids, edition))
    # Outside an edition nobody says what language it is: "und" is BCP 47 for that.
    root.set(tei.XML_LANG, edition.language if edition.folder else "und")
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
    found: list[Place] = [([()] * count, number) for number in range(len(alignment.rows))]
    apart: list[tuple[int, tuple[int, ...], int]] = []
    for k in range(count):
        weights = {}
        runs = []
        for number, row in enumerate(alignment.rows):
            pieces = _runs(row.cells[k])
            runs += [(number, piece) for piece in pieces]
            if pieces:
                weights[number, max(pieces, key=len)[0]] = _MOVED if row.moved else 1.0
        here = set(heaviest(weights))
        for number, piece in runs:
            if (number, piece[0]) in here:
                found[number][0][k] = piece
            else:
                apart.append((k, piece, number))
    for k, piece, number in sorted(apart):
        at = next((at for at, (cells, _) in enumerate(found) if cells[k] and cells[k][0] > piece[0]), len(found))
        found.insert(at, ([piece if text == k else () for text in range(count)], number))
    return [place for place in found if any(place[0])]


# What a row that moved weighs against one that did not, where they cannot both stand in a text's order.
_MOVED = 0.001


def _runs(cell: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The numbers of a cell in runs without gaps."""
    runs: list[tuple[int, ...]] = []
    for number in cell:
        if runs and runs[-1][-1] == number - 1:
            runs[-1] = (*runs[-1], number)
        else:
            runs.append((number,))
    return runs
