"""`tei-edition cite`: a citation of a document or of one paragraph."""

from pathlib import Path

import click

from tei_edition.cli.files import read_input
from tei_edition.crosswalks.citing import STYLES, cite, paragraph_number
from tei_edition.crosswalks.record import read_record
from tei_edition.edition import find_edition
from tei_edition.publishing.jobs import FOLDER
from tei_edition.publishing.sorting import href
from tei_edition.tei import parse_tei


@click.command("cite", short_help="cite a document, or one paragraph of it")
@click.argument("document", metavar="TEI")
@click.argument("paragraph", metavar="[ID]", default="")
@click.option("--style", type=click.Choice(list(STYLES)), default="chicago", show_default=True, help="The style.")
@click.option(
    "--address",
    metavar="URL",
    default="",
    help="Where the page is published; a paragraph's id is added to it. Else what the edition's address comes to.",
)
def command(document: str, paragraph: str, style: str, address: str) -> int:
    """Cite a document, or the paragraph with an id, such as p12.

    TEI is a file, or - for standard input.
    """
    root = parse_tei(read_input(document), document)
    number = paragraph_number(root, paragraph, document) if paragraph else ""
    address = address or _published(Path(document))
    where = f"{address}#{paragraph}" if address and paragraph else address
    click.echo(cite(read_record(root), style, paragraph=number, address=where).rstrip("\n"))
    return 0


def _published(document: Path) -> str:
    """Where `build` lays the page of a document of an edition whose address is known; else nothing."""
    edition = find_edition(document)
    folder = edition.subfolder(FOLDER)
    if not edition.address or folder is None or document.resolve().parent != folder.resolve():
        return ""
    return f"{edition.address.rstrip('/')}/{FOLDER}/{href(document.stem)}.html"
