"""A collation → tables: CollateX's JSON, CSV, a page of HTML."""

import base64
import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from tei_edition.collation.collation import Collation, collate
from tei_edition.collation.kinds import KINDS
from tei_edition.collation.units import Reading, Unit, segments
from tei_edition.collation.witness import tokenised, witness


def table(witnesses: Mapping[str, str], options: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Collate texts into a table of tokens.

    Args:
        witnesses: siglum → text.
        options: `segmentation` (join what no column parts; default no), `near_match` (default yes), `lowercase`
            (default yes), `tokens` (siglum → list of tokens with `t` and perhaps `n`, instead of splitting the text).

    Returns:
        `witnesses`, the sigla, and `table`, a row for each: a list of cells, equally many in all; a cell is None or
        a list of tokens with `t` and `n`.

    Raises:
        EditionError: no witness, or a token without `t`.
    """
    asked = options or {}
    normal: Callable[[str], str] = str.lower if asked.get("lowercase", True) else str
    given = asked.get("tokens") or {}
    made = [
        tokenised(siglum, given[siglum], normal) if siglum in given else witness(siglum, text, normal)
        for siglum, text in witnesses.items()
    ]
    done = collate(made, near=bool(asked.get("near_match", True)))
    return as_rows(done, joined=bool(asked.get("segmentation", False)))


def as_rows(collation: Collation, joined: bool) -> dict[str, Any]:
    """The table as CollateX gives it.

    Args:
        joined: whether columns in which the same witnesses agree become one.

    Returns:
        `witnesses`, the sigla, and `table`, a row for each witness: a list of cells, None or a list of tokens.
    """
    spans = (
        [(start, stop) for start, stop, _ in segments(collation.witnesses, collation.grid, by_text=False)]
        if joined
        else [(column, column + 1) for column in range(collation.width)]
    )
    column_of = [0] * collation.width
    for number, (start, stop) in enumerate(spans):
        column_of[start:stop] = [number] * (stop - start)
    rows = []
    for one, places in zip(collation.witnesses, collation.columns, strict=True):
        row: list[Any] = [None] * len(spans)
        more = one.properties or ({},) * len(one)
        for column, t, n, properties in zip(places, one.text, one.normal, more, strict=True):
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


_STYLE = """
body { font: 1rem/1.5 serif; margin: 1.5rem; overflow-wrap: anywhere; }
section { max-width: 45rem; margin-bottom: 2.5rem; }
a.lemma { color: inherit; text-decoration: underline dotted; }
a.fact { font-weight: bold; text-decoration: underline; }
a.lemma:target, li:target { outline: .15rem solid; }
sup { line-height: 0; font-size: .7rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
caption { text-align: start; font-weight: bold; padding-block: .5rem; }
th, td { border: 1px solid #999; padding: .2rem .5rem; text-align: start; vertical-align: top; }
/* A word broken in two would look like a reading: on a narrow screen the table scrolls. */
th, td { overflow-wrap: normal; }
td.other { background: #fdf0d5; }
td.fact { background: #f8d7da; font-weight: bold; }
td.none::after { content: "—"; color: #595959; }
"""
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
<section>
<h2>Text and apparatus</h2>
{text}
<ol>
{notes}
</ol>
</section>
<h2>Table</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table">
<table>
<caption>Each row is a place</caption>
<thead><tr><th scope="col">Kind</th>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
</body>
</html>
"""
_CLOSING = ",.;:!?)]}"
_PARAGRAPH = re.compile(r"\n\s*\n")


def as_html(collation: Collation) -> str:
    """A page that needs nothing else and runs no script.

    First the text of the lemmas with its apparatus at the foot, then a table: one row a place, one column a witness,
    what differs from the lemma marked.
    """
    rows = []
    for place in collation.units:
        shown: dict[int, str] = {}
        for reading in place.readings:
            names = ["fact"] if reading.kind == "fact" else ["other"] if reading.kind else []
            names += [] if reading.text else ["none"]
            attribute = f' class="{" ".join(names)}"' if names else ""
            for number in reading.witnesses:
                shown[number] = f"<td{attribute}>{escape(' '.join(reading.text.split()))}</td>"
        cells = "".join(shown[number] for number in range(len(collation.witnesses)))
        rows.append(f'<tr><th scope="row">{escape(", ".join(_kinds(place)))}</th>{cells}</tr>')
    text, notes = _apparatus(collation)
    return _PAGE.format(
        digest=base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode(),
        style=_STYLE,
        title=escape("Collation of " + ", ".join(collation.sigla)),
        text=text,
        notes="\n".join(notes),
        heads="".join(f'<th scope="col">{escape(siglum)}</th>' for siglum in collation.sigla),
        rows="\n".join(rows),
    )


def _kinds(place: Unit) -> list[str]:
    return sorted({reading.kind for reading in place.readings[1:]}, key=list(KINDS).index)


def _apparatus(collation: Collation) -> tuple[str, list[str]]:
    """The text of the lemmas in paragraphs, each place linked to its note; the notes."""
    text: list[str] = []
    notes: list[str] = []
    for place in collation.units:
        words = _words(collation, place)
        if not place.varies:
            text.append(_PARAGRAPH.sub("</p>\n<p>", escape(words)))
            continue
        number = len(notes) + 1
        name = "lemma fact" if "fact" in _kinds(place) else "lemma"
        shown = escape(" ".join(words.split())) or "‸"
        if text and shown[0] in _CLOSING:
            # The word before is another witness's, which has no mark after it.
            text[-1] = text[-1].rstrip(" ")
        text.append(f'<a class="{name}" id="lemma-{number}" href="#note-{number}">{shown}<sup>{number}</sup></a>')
        behind = words[len(words.rstrip()) :]
        text.append("</p>\n<p>" if _PARAGRAPH.search(behind) else " " if behind or not words else "")
        readings = "; ".join(_reading(collation, reading) for reading in place.readings[1:])
        notes.append(f'<li id="note-{number}"><a href="#lemma-{number}">{shown}</a>] {readings}</li>')
    return f"<p>{''.join(text)}</p>", notes


def _words(collation: Collation, place: Unit) -> str:
    """The words of a place's lemma with the white space behind them."""
    witness = place.lemma.witnesses[0]
    indexes = (collation.grid[column][witness] for column in range(place.start, place.stop))
    return "".join(collation.witnesses[witness].text[index] for index in indexes if index >= 0)


def _reading(collation: Collation, reading: Reading) -> str:
    words = escape(" ".join(reading.text.split())) or "<i>om.</i>"
    sigla = escape(" ".join(collation.sigla[number] for number in reading.witnesses))
    return f"{words} <b>{sigla}</b> ({reading.kind})"
