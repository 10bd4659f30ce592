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
from tei_edition.edition import Edition, find_edition
from tei_edition.encoding import coverage, ids, load_memory, parse, seal, state
from tei_edition.errors import EditionError, Finding
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
@click.option("--force", is_flag=True, help="Throw away what people changed in the document.")
def command(
    sources: tuple[str, ...], output: str, authorities: tuple[str, ...], site: str, prove: bool, force: bool
) -> int:
    """Turn source texts into TEI.

    SOURCE is a plain text, a saved web page, a Word file, a PDF with a text layer or TEI, or - for standard input. An
    edition is found by its edition.toml in a folder above the source; its authority files are used unless --authority
    names others.

    Where the document is there already, what is new comes in and what people corrected stays; where both changed the
    same, both readings are listed and the person's stands (exit code 1). The folder .machine beside the document keeps
    what the machine wrote last time, and people's work is told by the difference.
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
            lock, is_published = _lock(edition, where, path)
            known = state.pin_ids(root, lock, where)
            mine = seal.close(serialize(root))
            data, conflicts = _merged(where, mine, force)
            document = parse_xml(data, where or STANDARD)
            proof = coverage(source, document if prove or data == mine else parse_xml(mine))
            if where is None:
                emit(where, data)
            else:
                state.keep(where, data, mine)
            if lock and is_published:
                ids.write_ids(lock, ids.record(known, root, document))
        except EditionError as error:
            say(error)
            worst = 2
            continue
        if prove:
            click.echo(proof.report(), err=where is None)
        found = say_all([*findings, *conflicts, *proof.findings(str(where or STANDARD))])
        worst = max(worst, int(found))
    return worst


def _lock(edition: Edition, where: Path | None, source: Path) -> tuple[Path | None, bool]:
    """The list of ids for a document, and whether it is one of the edition's own: only those are published."""
    if not edition.folder:
        return None, False
    is_own = where is not None and where.resolve().parent == (edition.folder / "documents").resolve()
    name = where.stem if where and is_own else source.stem
    return ids.lock_path(edition, name), is_own


def _merged(path: Path | None, mine: bytes, force: bool) -> tuple[bytes, list[Finding]]:
    """What the document becomes, and the conflicts with what people made of it."""
    if path is None or force or not path.is_file():
        return mine, []
    # Loaded only where two versions meet: a first parse is over sooner.
    from tei_edition.validation import is_valid

    was_valid = is_valid(path.read_bytes())
    return state.reconcile(path, mine, accept=is_valid if was_valid else None)
