"""`tei-edition build`: an edition folder → everything it publishes."""

from dataclasses import replace
from pathlib import Path

import click

from tei_edition.cli.files import say, say_all, stoppable
from tei_edition.edition import load_edition
from tei_edition.publishing import build
from tei_edition.validation import processes


@click.command("build", short_help="build the edition's site: documents, lists, indices, downloads")
@click.argument("edition", metavar="[EDITION]", default=".")
@click.option("-o", "--output", metavar="DIR", default="", help="Where site/ is laid; default: build/ in the edition.")
@click.option(
    "-j", "--jobs", metavar="N", type=click.IntRange(0), default=0, help="Processes; 0, the default: one a core."
)
@click.option("--timeout", metavar="SECONDS", type=click.FloatRange(0), help="What one document may take; 0: no limit.")
@click.option("--retry", is_flag=True, help="Try again what failed before, though nothing of it has changed.")
def command(edition: str, output: str, jobs: int, timeout: float | None, retry: bool) -> int:
    """Build the site of an edition into DIR/site: a page, TEI, PDF, text, tables and references for each document;
    lists, indices, statistics, a feed; checksums. It opens from a folder as well as over the web.

    EDITION is the folder with edition.toml; default: this folder. Documents are those in documents/; a source without
    a document is parsed. What has not changed since the last run is not made again. A document that cannot be made is
    told, and the rest is built; so it is with one that takes too long or too much memory ([build] in edition.toml).
    Prints where the site opens. Stopped by Ctrl-C or killed, the next run goes on from there.
    """
    loaded = load_edition(Path(edition))
    folder = Path(output) if output else Path(edition) / loaded.output
    if timeout is not None:
        loaded = replace(loaded, limits=replace(loaded.limits, seconds=timeout))
    with stoppable():
        result = build(loaded, folder, jobs or processes(), retry=retry)
    found = say_all(result.findings)
    for failure in result.failures:
        say(failure)
    size = f"{result.documents} document{'s' * (result.documents != 1)}, {result.files} files"
    say(f"{size}: {f'{result.made} made anew' if result.made else 'nothing has changed'}")
    click.echo(str(result.site / "index.html"))
    return 2 if result.failures else int(found)
