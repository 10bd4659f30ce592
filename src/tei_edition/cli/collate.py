"""`tei-edition collate`: witnesses → an apparatus, a table, a graph, a tree."""

from pathlib import Path

import click

from tei_edition.cli.files import STANDARD, emit, read_input, say_all, single
from tei_edition.collation.apparatus import ENCODINGS
from tei_edition.collation.files import named
from tei_edition.collation.kinds import KINDS, chosen
from tei_edition.collation.outputs import FORMATS, Request, output_of
from tei_edition.errors import EditionError


@click.command("collate", short_help="find where witnesses of one text differ, and how")
@click.argument("witnesses", metavar="[SIGLUM=]WITNESS...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE", default="", help="Where the result goes; default: standard output.")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="tei", help="What is written; default: tei."
)
@click.option("--tokens", is_flag=True, help="In JSON every word has a column of its own; nothing is joined.")
@click.option("--encoding", type=click.Choice(ENCODINGS), default=ENCODINGS[0], help="How the TEI links its readings.")
@click.option(
    "--base", metavar="SIGLUM", default="", help="The witness whose text is the body and whose readings are the lemmas."
)
@click.option(
    "--decisions", metavar="FILE", default="", help="An editor's decisions: what to align, part, join, prefer."
)
@click.option("--element", metavar="NAME|ID", default="", help="Of TEI only this element, by name or xml:id.")
@click.option("--exact", is_flag=True, help="Align no words that are merely near in their spelling.")
@click.option("--only", metavar="KIND,...", default="", help=f"Only these kinds of variants: {', '.join(KINDS)}.")
@click.option("--counts", is_flag=True, help="Write no apparatus; count the kinds of variants of each two witnesses.")
@click.option("--witness", metavar="SIGLUM", default="", help="Collate nothing; write the text of this witness.")
def command(
    witnesses: tuple[str, ...],
    output: str,
    form: str,
    tokens: bool,
    encoding: str,
    base: str,
    decisions: str,
    element: str,
    exact: bool,
    only: str,
    counts: bool,
    witness: str,
) -> int:
    """Find where witnesses of one text differ, and how.

    A WITNESS is a file of plain text, TEI, or JSON as CollateX reads it; or TEI with an apparatus, which stands for all
    the witnesses it names. The siglum of a text is its file's name without ending, unless it is given. The order of the
    witnesses changes nothing in the alignment.

    How words are compared is set in tables/collation.toml of the edition.
    """
    if len([name for name in witnesses if name == STANDARD or name.endswith("=-")]) > 1:
        raise EditionError("standard input can be only one witness", "name a file for the others")
    try:
        kinds = chosen(only)
    except ValueError as error:
        raise click.UsageError(f"{error} is no kind of variant; known are {', '.join(KINDS)}") from None
    request = Request(
        form="counts" if counts else "witness" if witness else form,
        joined=not tokens,
        encoding=encoding,
        base=base,
        decisions=Path(decisions) if decisions else None,
        element=element,
        near=not exact,
        kinds=kinds,
        witness=witness,
    )
    where = single(output, *(named(argument)[1] for argument in witnesses), decisions)
    made, findings = output_of(witnesses, request, read_input)
    emit(where, made)
    return int(say_all(findings))
