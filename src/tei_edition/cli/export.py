"""`tei-edition export`: TEI → tables of mentions, references, catalogue records."""

import click

from tei_edition.cli.files import STANDARD, emit, output_option, read_input, say, target
from tei_edition.crosswalks import EXPORTS
from tei_edition.crosswalks.formats import export
from tei_edition.errors import EditionError
from tei_edition.tei import parse_tei


@click.command("export", short_help="write a document's mentions, a reference or a catalogue record: CSV, RIS, MODS …")
@click.argument("form", metavar="|".join(EXPORTS), type=click.Choice(list(EXPORTS)))
@click.argument("documents", metavar="TEI...", nargs=-1, required=True)
@output_option
def command(form: str, documents: tuple[str, ...], output: str) -> int:
    """Write what others keep of a document.

    csv and json: every tag of the text, with its paragraph, entry, value, certainty and rule. bibtex, ris and csl
    (CSL-JSON): a reference to the document. mods, dc (Dublin Core, as OAI-PMH has it) and jsonld (schema.org): a record
    for catalogues. TEI is a file, or - for standard input.
    """
    several = len(documents) > 1
    target(output, STANDARD, EXPORTS[form], several)
    worst = 0
    for name in documents:
        try:
            where = target(output, name, EXPORTS[form], several)
            emit(where, export(form, parse_tei(read_input(name), name)))
        except EditionError as error:
            say(error)
            worst = 2
    return worst
