"""A collation → tables: CollateX's JSON, CSV, a page of HTML."""

import csv
import io
import json
from html import escape
from typing import Any

from tei_edition.collation.collation import Collation
from tei_edition.collation.kinds import KINDS
from tei_edition.collation.units import segments


def as_rows(collation: Collation, joined: bool) -> dict[str, Any]:
    """The table as CollateX gives it.

    Args:
        joined: whether columns in which the same witnesses agree become one.

    Returns:
        `witnesses`, the sigla, and `table`, a row for each witness: a list of cells, None or a list of tokens.
    """
    spans = (
        [(start, stop) for start, stop, _ in segments(collation, by_text=False)]
        if joined
        else [(column, column + 1) for column in range(collation.width)]
    )
    column_of = [0] * collation.width
    for number, (start, stop) in enumerate(spans):
        column_of[start:stop] = [number] * (stop - start)
    rows = []
    for witness, places in zip(collation.witnesses, collation.columns, strict=True):
        row: list[Any] = [None] * len(spans)
        more = witness.properties or ({},) * len(witness)
        for column, t, n, properties in zip(places, witness.text, witness.normal, more, strict=True):
            at = column_of[column]
            if row[at] is None:
                row[at] = []
            row[at].append({"t": t, "n": n, **properties})
        rows.append(row)
    return {"witnesses": collation.sigla, "table": rows}


def as_json(collation: Collation, joined: bool = True) -> str:
    """CollateX's JSON; transpositions and places of variation with their kinds beside it."""
    made = as_rows(collation, joined)
    moves = []
    places = [{vertex: index for index, vertex in enumerate(path, 1)} for path in collation.graph.paths]
    for move in collation.transpositions:
        words = [collation.graph.vocabulary.words[collation.graph.words[vertex]] for vertex in move.first]
        moves.append({"words": words, "places": [_whose(collation, places, run) for run in (move.first, move.second)]})
    return json.dumps({**made, "transpositions": moves}, ensure_ascii=False, sort_keys=True) + "\n"


def _whose(collation: Collation, places: list[dict[int, int]], run: tuple[int, ...]) -> dict[str, int]:
    """Which witnesses have a run of vertices, and the number of its first word in each, from 1."""
    return {siglum: at[run[0]] for siglum, at in zip(collation.sigla, places, strict=True) if run[0] in at}


def as_csv(collation: Collation) -> str:
    """One row a place: its kinds, then what each witness has there."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["kind", *collation.sigla])
    for place in collation.units:
        text = {number: " ".join(reading.text.split()) for reading in place.readings for number in reading.witnesses}
        kinds = sorted({r.kind for r in place.readings[1:]}, key=list(KINDS).index)
        writer.writerow([" ".join(kinds), *(text[number] for number in range(len(collation.witnesses)))])
    return out.getvalue()


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 serif; margin: 1.5rem; }}
table {{ border-collapse: collapse; }}
caption {{ text-align: start; font-weight: bold; padding-block: .5rem; }}
th, td {{ border: 1px solid #999; padding: .2rem .5rem; text-align: start; vertical-align: top; }}
thead th {{ position: sticky; top: 0; background: #fff; }}
td.other {{ background: #fdf0d5; }}
td.fact {{ background: #f8d7da; font-weight: bold; }}
td.none::after {{ content: "—"; color: #595959; }}
</style>
</head>
<body>
<table>
<caption>{title}</caption>
<thead><tr><th scope="col">Kind</th>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""


def as_html(collation: Collation) -> str:
    """A page that needs nothing else: one row a place, one column a witness, what differs from the lemma marked."""
    rows = []
    for place in collation.units:
        shown: dict[int, str] = {}
        for reading in place.readings:
            names = ["fact"] if reading.kind == "fact" else ["other"] if reading.kind else []
            names += [] if reading.text else ["none"]
            attribute = f' class="{" ".join(names)}"' if names else ""
            for number in reading.witnesses:
                shown[number] = f"<td{attribute}>{escape(' '.join(reading.text.split()))}</td>"
        kinds = ", ".join(sorted({r.kind for r in place.readings[1:]}, key=list(KINDS).index))
        cells = "".join(shown[number] for number in range(len(collation.witnesses)))
        rows.append(f'<tr><th scope="row">{escape(kinds)}</th>{cells}</tr>')
    heads = "".join(f'<th scope="col">{escape(siglum)}</th>' for siglum in collation.sigla)
    title = escape("Collation of " + ", ".join(collation.sigla))
    return _PAGE.format(title=title, heads=heads, rows="\n".join(rows))
