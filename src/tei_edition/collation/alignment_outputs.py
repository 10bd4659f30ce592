"""What `align` is asked for → bytes: texts are read, aligned and written in the form named."""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from string import ascii_lowercase
from typing import Any

from tei_edition.collation import alignment_tei
from tei_edition.collation.alignment import Alignment, align_readings
from tei_edition.collation.files import edition_beside, named
from tei_edition.collation.joining import Row
from tei_edition.collation.normalising import settings
from tei_edition.collation.renderings import read_renderings
from tei_edition.collation.sentences import Passage
from tei_edition.edition import Edition
from tei_edition.errors import EditionError, Finding

# Each form and what it is.
FORMATS = {
    "tei": "an apparatus by sentence, and links",
    "tsv": "the numbers of lines that belong together",
    "json": "sentences, their places, and rows of them",
    "html": "a page with the texts in columns",
}


@dataclass(frozen=True)
class Request:
    """What is asked for.

    Attributes:
        form: one of `FORMATS`.
        level: one of `alignment.LEVELS`.
        divisions: whether shared numbers of verses, sections and paragraphs are used.
        element: of TEI only this element.
    """

    form: str = "tei"
    level: str = "sentence"
    divisions: bool = True
    element: str = ""


@dataclass(frozen=True)
class Aligned:
    """Texts aligned as they were asked for, to be written in any form."""

    alignment: Alignment
    edition: Edition
    findings: list[Finding]

    def written(self, form: str) -> bytes:
        """The alignment in one of `FORMATS`."""
        if form == "tei":
            return alignment_tei.write(self.alignment, self.edition)
        writers: dict[str, Callable[[Alignment], str]] = {"tsv": as_tsv, "json": as_json, "html": as_html}
        return writers[form](self.alignment).encode()


def output_of(arguments: Sequence[str], request: Request, load: Callable[[str], bytes]) -> tuple[bytes, list[Finding]]:
    """Read the texts, align them, and give what is asked for.

    Args:
        arguments: `FILE` or `SIGLUM=FILE` each.
        request: what is asked for.
        load: a file's bytes by its name.

    Raises:
        EditionError: a file cannot be read, or there are not two texts with a siglum and words each.
    """
    made = aligned(arguments, request, load)
    return made.written(request.form), made.findings


def aligned(arguments: Sequence[str], request: Request, load: Callable[[str], bytes]) -> Aligned:
    """Read the texts and align them; see `output_of`."""
    edition = edition_beside(arguments)
    overrides = edition.subfolder("tables")
    readings, findings = read_renderings(arguments, load, settings(overrides), request.element)
    if len(readings) == 1:
        alone = f"one text, {readings[0].siglum}, has nothing to be aligned with"
        raise EditionError(alone, "name two or more", path=named(arguments[0])[1])
    made = align_readings(readings, divisions=request.divisions, tables=overrides).at(request.level)
    return Aligned(made, edition, findings + doubts(made))


# Rows of renderings of one text score 10 and more in the mean, of texts that have nothing in common about 1.
_DOUBTFUL = 3.0


def doubts(alignment: Alignment) -> list[Finding]:
    """What should make an editor look twice: a text for whose alignment little speaks."""
    found = []
    for k, siglum in enumerate(alignment.sigla):
        scores = [row.score for row in alignment.rows if row.cells[k] and sum(map(bool, row.cells)) > 1]
        if not scores or sum(scores) / len(scores) < _DOUBTFUL:
            message = f"little speaks for what {siglum} was aligned with"
            remedy = "are these renderings of one text, in one language?"
            found.append(Finding("", 0, "alignment-doubtful", message, remedy))
    return found


def as_tsv(alignment: Alignment) -> str:
    """The numbers of the lines that belong together, 1 for the first that is not empty; a column for each text."""
    numbers = [_line_numbers(text) for text in alignment.texts]
    rows: dict[tuple[tuple[int, ...], ...], None] = {}
    for row in alignment.rows:
        cells = []
        for k, cell in enumerate(row.cells):
            passages = [alignment.passages[k][n] for n in cell]
            lines = {line for passage in passages for line in range(passage.first_line, passage.last_line + 1)}
            cells.append(tuple(numbers[k][line] for line in sorted(lines) if line in numbers[k]))
        rows[tuple(cells)] = None
    linked = [{line for row in rows if sum(map(bool, row)) > 1 for line in row[k]} for k in range(len(numbers))]
    letters = [*ascii_lowercase, *map(str, range(27, len(numbers) + 1))]
    told = ["\t".join(f"{letter}_lines" for letter in letters[: len(numbers)])]
    for cells_ in rows:
        # A line of which one sentence stands alone and another does not is no line that the other text has not.
        if sum(map(bool, cells_)) > 1 or not any(linked[k].issuperset(cell) for k, cell in enumerate(cells_) if cell):
            told.append("\t".join(" ".join(map(str, cell)) for cell in cells_))
    return "\n".join(told) + "\n"


def _line_numbers(text: str) -> dict[int, int]:
    """For each line that is not empty, by its number in the file from 1, its number among these."""
    filled = [number for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    return {line: number for number, line in enumerate(filled, 1)}


def as_json(alignment: Alignment) -> str:
    """Everything, as `data/alignment.schema.json` says."""
    texts = [
        {
            "siglum": siglum,
            "passages": [
                {
                    "start": passage.start,
                    "end": passage.end,
                    "first_line": passage.first_line,
                    "last_line": passage.last_line,
                    "division": passage.division,
                    "paragraph": passage.paragraph + 1,
                    "text": passage.text,
                }
                for passage in listed
            ],
        }
        for siglum, listed in zip(alignment.sigla, alignment.passages, strict=True)
    ]
    rows: list[dict[str, Any]] = [
        {"passages": [list(cell) for cell in row.cells], "score": round(row.score, 3), "moved": row.moved}
        for row in alignment.rows
    ]
    made = {"level": alignment.level, "rows": rows, "texts": texts}
    return json.dumps(made, ensure_ascii=False, sort_keys=True) + "\n"


_STYLE = """
body { font: 1rem/1.5 serif; margin: 1rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
caption { text-align: start; font-weight: bold; padding-block: .5rem; }
th, td { border: 1px solid #999; padding: .3rem .5rem; text-align: start; vertical-align: top; }
thead th { position: sticky; top: 0; background: #fff; }
th:first-child { width: 5rem; font-weight: normal; color: #595959; }
p { margin: 0; }
small { color: #595959; margin-inline-end: .4rem; }
tr.moved > * { background: #fdf0d5; }
td.none { background: #eee; }
@media (max-width: 600px) {
  table, caption, tbody, tr, th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { margin-block-end: 1rem; }
  tbody th:first-child { width: auto; }
  th, td { border-block-end: 0; }
  tr > :last-child { border-block-end: 1px solid #999; }
  td[data-siglum]::before { content: attr(data-siglum); display: block; font-weight: bold; }
}
"""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{hash}'; \
base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<table>
<caption>{title}</caption>
<thead><tr><th scope="col">Row</th>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""


def as_html(alignment: Alignment) -> str:
    """A page that needs nothing else: a row for what belongs together, a column for each text."""
    heads = "".join(f'<th scope="col">{escape(siglum)}</th>' for siglum in alignment.sigla)
    rows = "\n".join(_row(alignment, number, row) for number, row in enumerate(alignment.rows, 1))
    title = escape("Alignment of " + ", ".join(alignment.sigla))
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    return _PAGE.format(title=title, heads=heads, rows=rows, style=_STYLE, hash=digest)


def _row(alignment: Alignment, number: int, row: Row) -> str:
    cells = []
    for k, cell in enumerate(row.cells):
        siglum = f' data-siglum="{escape(alignment.sigla[k])}"'
        if not cell:
            cells.append(f'<td class="none"{siglum}><p>—</p></td>')
            continue
        passages = [alignment.passages[k][n] for n in cell]
        inside = "".join(
            f"<p><small>{escape(p.division or str(p.first_line))}</small>{escape(p.text)}</p>" for p in passages
        )
        cells.append(f"<td{siglum}>{inside}</td>")
    head = f"{number} moved" if row.moved else str(number)
    attribute = ' class="moved"' if row.moved else ""
    return f'<tr{attribute}><th scope="row">{head}</th>{"".join(cells)}</tr>'


def _passage(passage: Passage) -> str:
    return f"<p><small>{escape(passage.division or str(passage.first_line))}</small>{escape(passage.text)}</p>"
