"""`tei-edition align`: renderings of one text → which of their sentences belong together."""

import click

from tei_edition.cli.files import STANDARD, emit, read_input, say_all, single
from tei_edition.collation.alignment import LEVELS
from tei_edition.collation.alignment_outputs import FORMATS, Request, output_of
from tei_edition.collation.files import named
from tei_edition.errors import EditionError


@click.command("align", short_help="find which sentences of two or more translations belong together")
@click.argument("texts", metavar="[SIGLUM=]TEXT...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE", default="", help="Where the result goes; default: standard output.")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="tei", help="What is written; default: tei."
)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="sentence",
    help="What is aligned: paragraphs, verses or lines; sentences; phrases. Default: sentence.",
)
@click.option(
    "--ignore-divisions", is_flag=True, help="Make no use of verse, section and paragraph numbers that texts share."
)
@click.option("--element", metavar="NAME|ID", default="", help="Of TEI only this element, by name or xml:id.")
def command(texts: tuple[str, ...], output: str, form: str, level: str, ignore_divisions: bool, element: str) -> int:
    """Find which sentences of two or more translations of one text belong together.

    A TEXT is a file of plain text or TEI; or TEI with an apparatus, which stands for all the texts it holds. The siglum
    of a text is its file's name without ending, unless it is given. The order of the texts changes nothing but the
    order of the columns.

    Sentences may be joined, parted, left out, added and moved. How sentences end is set in tables/sentences.toml of the
    edition.
    """
    if len([name for name in texts if name == STANDARD or name.endswith("=-")]) > 1:
        raise EditionError("standard input can be only one text", "name a file for the others")
    request = Request(form=form, level=level, divisions=not ignore_divisions, element=element)
    where = single(output, *(named(argument)[1] for argument in texts))
    made, findings = output_of(texts, request, read_input)
    emit(where, made)
    return int(say_all(findings))
