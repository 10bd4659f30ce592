"""`tei-edition parse`: source texts → TEI."""

from pathlib import Path

import click

from tei_edition.cli.files import (
    STANDARD,
    emit,
    read_input,
    say,
    say_all,
    target,
)
from tei_edition.edition import find_edition
from tei_edition.encoding import coverage, load_memory, parse, seal
from tei_edition.errors import EditionError
from tei_edition.tei import parse as parse_xml
from tei_edition.tei import serialize


@click.command("parse", short_help="turn source texts into TEI")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE|DIR", default="", help="Where the TEI goes; default: standard output.")
@click.option(
    "--authority",
    "authorities",
    metavar="PATH",
    multiple=True,
    help="An authority file, or a folder of them; repeatable.",
)
@click.option("--site", default="", help="The furniture rules of a site, or `none`; default: the best match.")
@click.option("--coverage", "prove", is_flag=True, help="Report where every character of the source went.")
@click.option("--force", is_flag=True, help="Replace a document even where an editor has changed it.")
def command(
    sources: tuple[str, ...], output: str, authorities: tuple[str, ...], site: str, prove: bool, force: bool
) -> int:
    """Turn source texts into TEI.

    SOURCE is a plain text, a saved web page, a Word file, a PDF with a text layer or TEI, or - for standard input. An
    edition is found by its edition.toml in a folder above the source; its authority files are used unless --authority
    names others. A document that an editor has changed since it was parsed is never overwritten without --force.
    """
    memories = {Path(): load_memory(tuple(map(Path, authorities)))} if authorities else {}
    several = len(sources) > 1
    worst = 0
    for name in sources:
        try:
            path = Path("stdin" if name == STANDARD else name)
            where = target(output, name, ".xml", several)
            edition = find_edition(path)
            key = Path() if authorities else edition.folder or Path("/")
            if key not in memories:
                folder = edition.subfolder("authority")
                memories[key] = load_memory((folder,) if folder else ())
            root, source, findings = parse(
                path, data=read_input(name), edition=edition, memory=memories[key], site=site
            )
            data = seal.close(serialize(root))
            _guard(where, data, force)
            proof = coverage(source, parse_xml(data, where or STANDARD))
            emit(where, data)
        except EditionError as error:
            say(error)
            worst = 2
            continue
        if prove:
            click.echo(proof.report(), err=where is None)
        found = say_all([*findings, *proof.findings(str(where or STANDARD))])
        worst = max(worst, int(found))
    return worst


def _guard(path: Path | None, data: bytes, force: bool) -> None:
    """Refuse to overwrite what an editor has changed."""
    if path is None or force or not path.is_file():
        return
    old = path.read_bytes()
    if old != data and not seal.is_intact(old):
        raise EditionError(
            "this document has been changed by hand since it was parsed",
            "write elsewhere with -o, or give --force to replace it",
            path=path,
        )
