"""`tei-edition init`: a new edition in a folder."""

from pathlib import Path

import click

from tei_edition.publishing import start_edition


@click.command("init", short_help="start a new edition in a folder")
@click.argument("folder", metavar="DIR")
def command(folder: str) -> int:
    """Start a new edition: edition.toml and the folders for sources, documents, authority and witnesses.

    Files that are there already are left alone.
    """
    for path in start_edition(Path(folder)):
        click.echo(str(path))
    return 0
