"""`tei-edition build`: an edition folder → everything it publishes."""

from pathlib import Path

import click

from tei_edition.cli.files import say, say_all
from tei_edition.edition import load_edition
from tei_edition.publishing import build


@click.command("build", short_help="build the whole edition: TEI, HTML, PDF, text, checksums")
@click.argument("edition", metavar="[EDITION]", default=".")
@click.option(
    "-o", "--output", metavar="DIR", default="", help="Where everything goes; default: build/ in the edition."
)
def command(edition: str, output: str) -> int:
    """Build an edition: its TEI, a page, a PDF and plain text for each document, and a manifest of checksums.

    EDITION is the folder with edition.toml; default: this folder. Documents are those in documents/; a source without
    a document is parsed. What has not changed since the last run is not made again.
    """
    loaded = load_edition(Path(edition))
    folder = Path(output) if output else Path(edition) / loaded.output
    result = build(loaded, folder)
    found = say_all(result.findings)
    for path in result.files:
        click.echo(str(path))
    if not result.made:
        say(f"nothing has changed: {len(result.files)} files are up to date")
    else:
        say(f"{result.made} of {len(result.files)} files made anew")
    for error in result.failures:
        say(error)
    return 2 if result.failures else int(found)
