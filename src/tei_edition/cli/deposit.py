"""`tei-edition deposit`: an edition → one file for an archive."""

from pathlib import Path

import click

from tei_edition.cli.files import say
from tei_edition.edition import load_edition
from tei_edition.publishing.deposit import deposit


@click.command("deposit", short_help="pack an edition for an archive, with checksums and catalogue records")
@click.argument("edition", metavar="[EDITION]", default=".")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default="",
    help="The ZIP; default: build/IDENTIFIER-VERSION.zip in the edition.",
)
@click.option("--site", "with_site", is_flag=True, help="Pack the built site too, with its pages and PDF.")
def command(edition: str, output: str, with_site: bool) -> int:
    """Pack an edition into a bag (BagIt, RFC 8493): sources, documents, authority, settings, and a MODS record for each
    document, with a checksum of every file. What build made is left out, but for --site.

    EDITION is the folder with edition.toml; default: this folder. Prints where the bag is. The same edition gives the
    same bytes.
    """
    loaded = load_edition(Path(edition))
    made = deposit(loaded, Path(output) if output else None, with_site=with_site)
    say(f"{made.files} files, {made.size:,} bytes")
    click.echo(str(made.path))
    return 0
