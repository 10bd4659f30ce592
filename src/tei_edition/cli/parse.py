"""`tei-edition parse`: source texts → TEI."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tei_edition.cli.files import (
    PROCESSES,
    STANDARD,
    check_named,
    emit,
    named,
    read_input,
    say,
    say_all,
    stoppable,
    target,
)
from tei_edition.edition import find_edition
from tei_edition.encoding.conversion import convert
from tei_edition.encoding.document import load_memory
from tei_edition.errors import EditionError, Finding

if TYPE_CHECKING:
    from tei_edition.publishing.converting import Conversion


@click.command("parse", short_help="turn source texts into TEI")
@click.argument("sources", metavar="SOURCE...", nargs=-1)
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
@click.option("--files-from", metavar="FILE", default="", help="A list of sources, one a line; or -.")
@click.option("-j", "--jobs", metavar="N", type=PROCESSES, default=0, help="Processes; 0, the default: one a core.")
@click.option("--timeout", metavar="SECONDS", type=click.FloatRange(0), help="What one source may take; 0: no limit.")
@click.option("--retry", is_flag=True, help="Try again what failed before, though nothing of it has changed.")
def command(
    sources: tuple[str, ...],
    output: str,
    authorities: tuple[str, ...],
    site: str,
    prove: bool,
    force: bool,
    files_from: str,
    jobs: int,
    timeout: float | None,
    retry: bool,
) -> int:
    """Turn source texts into TEI.

    SOURCE is a plain text, a saved web page, a Word file, a PDF with a text layer or TEI, a folder of these, or - for
    standard input. An edition is found by its edition.toml in a folder above the source; its authority files are used
    unless --authority names others.

    Where the document is there already, what is new comes in and what people corrected stays; where both changed the
    same, both readings are listed and the person's stands (exit code 1). The folder .machine beside the document keeps
    what the machine wrote last time, and people's work is told by the difference.

    Of several sources, those that have not changed since the last run are left alone. One that cannot be made is told,
    and the rest is made; stopped or killed, the next run goes on from there.
    """
    check_named(sources, files_from, "SOURCE")
    several = len(sources) > 1 or bool(files_from) or Path(sources[0]).is_dir()
    paths = tuple(map(Path, authorities))
    if several and STANDARD not in sources:
        target(output, STANDARD, ".xml", several)
        from tei_edition.publishing.converting import Conversion

        conversion = Conversion(Path(output), paths, site, force, prove)
        with stoppable():
            return _many(conversion, _apart(named(sources, files_from, _lying_in), output), jobs, timeout, retry)
    memories = {Path(): load_memory(paths)} if paths else {}
    worst = 0
    for name in sources:
        try:
            path = Path("stdin" if name == STANDARD else name)
            where = target(output, name, ".xml", several)
            edition = find_edition(path)
            key = Path() if paths else edition.folder or Path("/")
            if key not in memories:
                folder = edition.subfolder("authority")
                memories[key] = load_memory((folder,) if folder else ())
            made = convert(
                path,
                read_input(name),
                where,
                edition=edition,
                memory=memories[key],
                accept=_is_valid,
                site=site,
                force=force,
                prove=prove,
            )
            if where is None:
                emit(where, made.data)
        except EditionError as error:
            say(error)
            worst = 2
            continue
        if prove:
            click.echo(made.proof.report(), err=where is None)
        worst = max(worst, int(say_all(made.findings)))
    return worst


def _is_valid(data: bytes) -> bool:
    # Loaded only where two versions meet: a first parse is over sooner.
    from tei_edition.validation import is_valid

    return is_valid(data)


def _lying_in(folder: Path) -> list[str]:
    """The sources in a folder; what else lies there is told.

    Raises:
        EditionError: there is none.
    """
    from tei_edition.publishing.jobs import sources_in
    from tei_edition.sources.formats import SUFFIXES

    found = sources_in(folder)
    files = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    others = Counter(path.suffix.lower() for path in files if path.suffix.lower() not in SUFFIXES)
    kinds = ", ".join(f"{number} {ending or 'without ending'}" for ending, number in sorted(others.items()))
    if not found:
        told = f"there is no source in this folder{f' ({kinds})' * bool(others)}"
        raise EditionError(told, f"known are {', '.join(SUFFIXES)}", path=folder)
    if others:
        size = others.total()
        say(f"{folder}: note: {size} file{'s' * (size != 1)} of no known kind left out ({kinds})")
    return [str(folder / name) for _, name in sorted(found.items())]


def _apart(sources: Iterator[str], output: str) -> Iterator[str]:
    """The same, none of them the place of its own document."""
    for name in sources:
        target(output, name, ".xml", True)
        yield name


def _many(conversion: "Conversion", sources: Iterator[str], jobs: int, timeout: float | None, retry: bool) -> int:
    from tei_edition.publishing.converting import convert_all
    from tei_edition.validation import processes

    count = new = failed = worst = 0
    notes: dict[Finding, list[str]] = {}
    for told in convert_all(conversion, sources, jobs or processes(), timeout, retry=retry):
        count += 1
        new += told.is_new and not told.failure
        if told.failure:
            say(told.failure)
            failed += 1
            worst = 2
            continue
        if conversion.prove:
            click.echo(told.proof)
        worst = max(worst, int(say_all(finding for finding in told.findings if not _is_general(finding))))
        for finding in filter(_is_general, told.findings):
            notes.setdefault(finding._replace(path=""), []).append(str(finding.path))
    for note, paths in notes.items():
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        say(note._replace(path=f"{paths[0]}{more}"))
    made = f"{new} made anew" if new else "nothing has changed"
    say(f"{count} source{'s' * (count != 1)}: {made}{f', {failed} could not be made' if failed else ''}")
    return worst


def _is_general(finding: Finding) -> bool:
    """True for a note on a whole source: one that many have is told once."""
    return finding.severity == "note" and not finding.line
