"""`tei-edition tag`: machine tags for TEI that came from elsewhere, their reasons, and names to decide on."""

import csv
import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import click

from tei_edition import resources
from tei_edition.cli.files import STANDARD, emit, read_input, say, single, target
from tei_edition.edition import find_edition
from tei_edition.encoding import load_memory
from tei_edition.encoding.merge import carry
from tei_edition.encoding.retag import Explained, declare, read_tei_text, retag, tagged_stretches
from tei_edition.encoding.standoff import add_entries
from tei_edition.entities import Tagging
from tei_edition.entities.suggest import Suggester
from tei_edition.errors import EditionError
from tei_edition.tei import Element, parse_tei, serialize


@click.command("tag", short_help="tag names and dates in TEI, and say why")
@click.argument("documents", metavar="TEI...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE|DIR", default="", help="Where the TEI goes; default: standard output.")
@click.option(
    "--authority",
    "authorities",
    metavar="PATH",
    multiple=True,
    help="An authority file, or a folder of them; repeatable.",
)
@click.option("--explain", is_flag=True, help="Write no TEI; print each mention with its line, rule and evidence.")
@click.option(
    "--candidates", metavar="FILE", default="", help="Write names that no authority knows to a CSV for review."
)
@click.option(
    "--suggest",
    metavar="MODEL",
    default="",
    help="Add to the candidates the names that a model of spaCy finds; never tags. Needs the extra spacy.",
)
def command(
    documents: tuple[str, ...], output: str, authorities: tuple[str, ...], explain: bool, candidates: str, suggest: str
) -> int:
    """Tag persons, places, bodies, offices, events and dates in TEI.

    TEI is a file, or - for standard input. Text that is tagged already is left alone, and so is everything else, to the
    last space and comment; the header says who tagged and by which rules. With
    --candidates the names no authority knows are listed; once reviewed, `authority import` takes the list.
    """
    if suggest and not candidates:
        raise click.UsageError("--suggest only adds to a list of candidates: give --candidates FILE too")
    listed = single(candidates, *documents)
    suggester = Suggester(suggest) if suggest else None
    rows: list[tuple[str, Tagging]] = []
    memory = cache(load_memory)
    is_written, several = not explain and (not candidates or bool(output)), len(documents) > 1
    if is_written:
        target(output, STANDARD, ".xml", several)
    worst = 0
    for name in documents:
        try:
            where = target(output, name, ".xml", several) if is_written else None
            path = Path("stdin" if name == STANDARD else name)
            edition = find_edition(path)
            folder = edition.subfolder("authority")
            chosen = tuple(map(Path, authorities)) or ((folder,) if folder else ())
            data = read_input(name)
            root = parse_tei(data, name)
            before = serialize(root)
            _, explained, tagging = retag(root, path.name, memory(chosen), edition)
            rows.append((path.name, _with_suggestions(root, path.name, tagging, suggester)))
            if explain:
                for line in map(_reason, explained):
                    click.echo(f"{name}:{line}")
            elif is_written:
                add_entries(root, tagging.entries)
                declare(root, resources.table("entities", "rules", edition.subfolder("tables")))
                tagged = carry(before, serialize(root), data, path=name)
                emit(where, tagged.data)
        except EditionError as error:
            say(error)
            worst = 2
    # A list of nothing would take the place of one that somebody is reviewing.
    if candidates and rows:
        emit(listed, _table(rows).encode())
    return worst


def _with_suggestions(root: Element, name: str, tagging: Tagging, suggester: Suggester | None) -> Tagging:
    """A document's tagging; what the suggester finds in its text joins the candidates."""
    if suggester is None:
        return tagging
    source, pieces = read_tei_text(root, name)
    more = suggester.candidates(source.text, tagging, tagged_stretches(pieces))
    return replace(tagging, candidates=(*tagging.candidates, *more))


def _reason(row: Explained) -> str:
    mention = row.mention
    value = mention.value
    refs = " ".join(mention.refs)
    when = (value.when or f"{value.start or value.not_before}/{value.end or value.not_after}") if value else ""
    rules = resources.table("entities", "rules")
    meant = refs or when or "undecided"
    words = " ".join(row.words.split())
    why = f"{rules[mention.rule]}; {mention.evidence}"
    return f"{row.line}: {mention.category} {words!r} → {meant} ({mention.cert}): {why}"


def _table(rows: list[tuple[str, Tagging]]) -> str:
    """The candidates of all documents: one row a name, with how often and where."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["category", "id", "name", "forms", "count", "document", "rule", "evidence"])
    for document, tagging in rows:
        for row in tagging.candidates:
            writer.writerow([row.category, row.key, row.name, "", len(row.offsets), document, row.rule, row.evidence])
    return out.getvalue()
