"""`Differences` → what a person or a script reads: text, a table for the terminal, JSON, TSV, a page of HTML.

Facts come first, then what only the rendering makes different, then wording.
"""

import base64
import csv
import hashlib
import io
import json
from collections.abc import Iterator
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tei_edition import resources
from tei_edition.collation.differences import Difference, Differences, Rendered, Side
from tei_edition.collation.facts import KINDS
from tei_edition.collation.wording import Wording

FORMATS = ("text", "json", "tsv", "html")
# A terminal so wide shows the two texts side by side.
WIDE = 100
_MARKS = {"same": ("", ""), "a": ("[-", "-]"), "b": ("{+", "+}")}
_STYLES = {"same": "", "a": "red strike", "b": "green underline"}


def headline(found: Differences) -> str:
    """How many differences there are, in one line."""
    facts = _count(len(found.facts), "difference", "differences") + " of fact"
    if not found.facts and not found.renderings and not found.wording:
        return "no difference"
    rest = f"{_count(len(found.renderings), 'fact', 'facts')} rendered otherwise"
    return f"{facts}, {rest}, {_count(len(found.wording), 'place', 'places')} with other words"


def _count(number: int, one: str, many: str) -> str:
    return f"{number or 'no'} {one if number == 1 else many}"


def kind_of(difference: Difference) -> str:
    """What differs, in words."""
    return "sentences" if difference.kind == "passage" else KINDS[difference.kind]


def _names(found: Differences, difference: Difference) -> str:
    """Which text lacks it, in words."""
    match difference.relation:
        case "only-a":
            return f"only in {found.sigla[0]}"
        case "only-b":
            return f"only in {found.sigla[1]}"
    return "not the same"


def stated(side: Side) -> str:
    """What a text has, with its value where the words do not show it."""
    if not side.text:
        return "—"
    shown = side.value.replace("_", " ")
    return f"“{side.text}”" + (f" ({shown})" if shown and shown.casefold() != side.text.casefold() else "")


def listed(difference: Difference) -> str:
    """What sentences state that only one text has."""
    return ", ".join(f"{KINDS[fact.kind]} “{fact.text}”" for fact in difference.facts)


# -- text --------------------------------------------------------------------------------------------------------------


def as_text(found: Differences, only_facts: bool = False) -> str:
    """Plain text, for a pipe or a narrow terminal."""
    return "\n".join(_lines(found, only_facts)) + "\n"


def _lines(found: Differences, only_facts: bool) -> Iterator[str]:
    yield headline(found)
    for number, difference in enumerate(found.facts, 1):
        yield ""
        yield f"{number}. {kind_of(difference)}, {_names(found, difference)}: {_pair(difference)}"
        for siglum, side in zip(found.sigla, (difference.a, difference.b), strict=True):
            yield f"   {siglum}:{side.line}: {side.context or '—'}"
    if found.renderings:
        yield from ("", "Only the rendering differs:")
        yield from (f"   {line}" for line in map(_rendered, found.renderings))
    if found.wording and not only_facts:
        yield from ("", "Wording:")
        for place in found.wording:
            yield f"   {_where(found, place)}: " + " ".join(
                f"{_MARKS[side][0]}{words}{_MARKS[side][1]}" for side, words in place.pieces
            )


def _pair(difference: Difference) -> str:
    if difference.kind == "passage":
        return listed(difference)
    sides = [stated(side) for side in (difference.a, difference.b) if side.text]
    return " | ".join(sides)


def _rendered(row: Rendered) -> str:
    forms = " | ".join(", ".join(f"“{form}”" for form in side) for side in (row.a, row.b))
    return f"{KINDS[row.kind]} {row.value.replace('_', ' ')}: {forms} (lines {row.a_line} and {row.b_line})"


def _where(found: Differences, place: Wording) -> str:
    """The lines of a place in both texts."""
    parts = [
        f"{siglum}:{first}" + (f"-{last}" if last > first else "")
        for siglum, (first, last) in zip(found.sigla, (place.a_lines, place.b_lines), strict=True)
        if first
    ]
    return ", ".join(parts) + {"moved": " (moved)", "words": ""}.get(place.kind, " (only there)")


# -- the terminal ------------------------------------------------------------------------------------------------------


def as_terminal(found: Differences, width: int, only_facts: bool = False) -> RenderableType:
    """What rich prints on a terminal of some width: colours, and two columns where it is wide enough."""
    parts: list[RenderableType] = [Text(headline(found), style="bold")]
    if width < WIDE:
        lines = list(_lines(found, only_facts=True))[1:]
        # What begins a line at its edge is a heading; a sentence and its line are set in under it.
        parts += [Text(line, style="" if line.startswith(" ") else "bold") for line in lines]
        if not only_facts:
            parts += [Text(""), *(_coloured(found, place) for place in found.wording)]
        return Group(*parts)
    if found.facts:
        table = _columns(found, "Differences of fact")
        for difference in found.facts:
            what = Text(f"{kind_of(difference)}\n{_names(found, difference)}")
            if difference.facts:
                what.append(f"\n{listed(difference)}")
            sides = ((difference.a, "bold reverse red"), (difference.b, "bold reverse green"))
            table.add_row(what, *(_marked(side, style) for side, style in sides))
        parts.append(table)
    if found.renderings:
        table = _columns(found, "Only the rendering differs")
        for row in found.renderings:
            table.add_row(Text(KINDS[row.kind]), *(Text(", ".join(forms)) for forms in (row.a, row.b)))
        parts.append(table)
    if found.wording and not only_facts:
        table = _columns(found, "Wording")
        for place in found.wording:
            kind = {"words": ""}.get(place.kind, place.kind.replace("-a", "").replace("-b", ""))
            table.add_row(Text(kind), *(_column(place, side) for side in ("a", "b")))
        parts.append(table)
    return Group(*parts)


def _columns(found: Differences, title: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", show_lines=True, expand=True)
    table.add_column("", ratio=1, overflow="fold")
    for siglum in found.sigla:
        table.add_column(siglum, ratio=3)
    return table


def _marked(side: Side, style: str) -> Text:
    text = Text(f"{side.line}: " if side.line else "")
    text.append(side.before)
    text.append(side.text, style=style)
    text.append(side.after)
    return text


def _coloured(found: Differences, place: Wording) -> Text:
    text = Text(f"{_where(found, place)}: ")
    for side, words in place.pieces:
        text.append(f"{_MARKS[side][0]}{words}{_MARKS[side][1]} ", style=_STYLES[side])
    return text


def _column(place: Wording, side: str) -> Text:
    lines = place.a_lines if side == "a" else place.b_lines
    text = Text(f"{lines[0]}: " if lines[0] else "")
    for whose, words in place.pieces:
        if whose in ("same", side):
            text.append(words + " ", style="bold" if whose == side else "")
    return text


# -- JSON, TSV and HTML -----------------------------------------------------------------------------------------------


def as_json(found: Differences) -> str:
    """JSON of the form `collation/data/differences.schema.json` describes."""
    made = {
        "a": {"name": found.sigla[0], "sentences": found.compared[0]},
        "b": {"name": found.sigla[1], "sentences": found.compared[1]},
        "compared": found.compared[2],
        "facts": [_difference(difference) for difference in found.facts],
        "renderings": [row._asdict() for row in found.renderings],
        "wording": [
            {
                "kind": place.kind,
                "a_lines": place.a_lines,
                "b_lines": place.b_lines,
                "pieces": [{"in": side, "text": words} for side, words in place.pieces],
            }
            for place in found.wording
        ],
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _difference(difference: Difference) -> dict[str, Any]:
    sides = {
        name: {
            "line": side.line,
            "start": side.start,
            "end": side.end,
            "text": side.text,
            "value": side.value,
            "context": side.context,
        }
        for name, side in (("a", difference.a), ("b", difference.b))
    }
    facts = [{"kind": f.kind, "value": f.value, "text": f.text, "line": f.line} for f in difference.facts]
    return {"kind": difference.kind, "relation": difference.relation, **sides, "facts": facts}


def as_tsv(found: Differences) -> str:
    """A row for each difference of fact: its kind, then line, words and sentence of both texts."""
    out = io.StringIO()
    writer = csv.writer(out, "excel-tab", lineterminator="\n")
    writer.writerow(["kind", "a_line", "a", "a_sentence", "b_line", "b", "b_sentence"])
    for difference in found.facts:
        sides = [(side.line, side.text, side.context) for side in (difference.a, difference.b)]
        writer.writerow([difference.kind, *sides[0], *sides[1]])
    return out.getvalue()


def as_html(found: Differences) -> str:
    """A page that needs nothing else and runs no script."""
    folder = resources.PACKAGE / "collation" / "data"
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = (folder / "differences.css").read_text(encoding="utf-8")
    values = {
        "found": found,
        "headline": headline(found),
        "kind_of": kind_of,
        "names": lambda difference: _names(found, difference),
        "listed": listed,
        "kinds": KINDS,
        "style": style,
        "style_hash": base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    }
    return environment.get_template("differences.html.j2").render(values)
