"""`tei-edition validate`: TEI → findings."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from tei_edition import tei
from tei_edition.cli.files import PROCESSES, STANDARD, check_named, named, read_input, say
from tei_edition.errors import EditionError
from tei_edition.validation import FORMS, MAX_SIZE, Checked, check, processes, report, validate_all

_MEGABYTE = 1024 * 1024


@click.command("validate", short_help="check TEI against the schema, the house rules and its source")
@click.argument("documents", metavar="TEI...", nargs=-1)
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How findings are printed.")
@click.option("--schema", metavar="FILE", default="", help="Another RELAX NG schema (.rng) instead of the toolkit's.")
@click.option("--files-from", metavar="FILE", default="", help="A list of files, one a line; or -.")
@click.option("-j", "--jobs", metavar="N", type=PROCESSES, default=1, help="Processes; 0: one a core.")
@click.option("--fix", is_flag=True, help="Mend slips with one right reading, and show each change.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
@click.option(
    "--max-size",
    metavar="MB",
    type=click.IntRange(1),
    default=MAX_SIZE // _MEGABYTE,
    show_default=True,
    help="The largest file that is opened.",
)
def command(
    documents: tuple[str, ...],
    form: str,
    schema: str,
    files_from: str,
    jobs: int,
    fix: bool,
    diff: bool,
    max_size: int,
) -> int:
    """Check TEI against the schema, the house rules and its source.

    TEI is a file, a folder of .xml files, or - for standard input. The source is looked for in the folder sources/ of
    the document's edition, whose edition.toml sets the severity of rules ([rules]).
    """
    check_named(documents, files_from, "TEI")
    names = named(documents, files_from, _lying_in)
    rng = Path(schema) if schema else None
    counts = {"files": 0, "unread": 0, "faults": 0}
    if fix or diff:
        if form != "text":
            raise click.UsageError("--fix and --diff print text: leave out --format.")
        results = _mended(names, rng, max_size * _MEGABYTE, is_written=fix)
    elif STANDARD in documents:
        results = _one_by_one(names, rng, max_size * _MEGABYTE)
    else:
        results = validate_all(names, jobs=jobs or processes(), schema=rng, max_size=max_size * _MEGABYTE)
    for piece in report(form, _counted(results, counts)):
        click.echo(piece, nl=False)
    read = counts["files"] - counts["unread"]
    files, faults = counts["files"], counts["faults"]
    say(f"{read} of {files} file{'s' * (files != 1)} checked, {faults or 'no'} finding{'s' * (faults != 1)}")
    return 2 if counts["unread"] else int(bool(counts["faults"]))


def _lying_in(folder: Path) -> list[str]:
    """The TEI in a folder.

    Raises:
        EditionError: there is none.
    """
    found = sorted(str(path) for path in folder.glob("*.xml") if path.is_file() and not path.name.startswith("."))
    if not found:
        raise EditionError("there is no TEI in this folder", "name one with .xml files in it", path=folder)
    return found


def _counted(results: Iterator[Checked], counts: dict[str, int]) -> Iterator[Checked]:
    """The same, with a line for each file that could not be read."""
    for file in results:
        counts["files"] += 1
        if file.failure:
            counts["unread"] += 1
            say(file.failure)
        else:
            counts["faults"] += sum(finding.severity != "note" for finding in file.findings)
        yield file


def _one_by_one(documents: Iterable[str], schema: Path | None, max_size: int) -> Iterator[Checked]:
    for name in documents:
        data = read_input(name) if name == STANDARD else None
        yield check(Path("stdin" if name == STANDARD else name), data, schema=schema, max_size=max_size)


def _mended(documents: Iterable[str], schema: Path | None, max_size: int, *, is_written: bool) -> Iterator[Checked]:
    """Each file with its safe fixes: shown first, then written if asked for."""
    from tei_edition.validation import mend

    for name in documents:
        if name == STANDARD:
            raise EditionError("standard input cannot be mended", "name a file")
        checked = check(Path(name), schema=schema, max_size=max_size)
        if checked.failure:
            yield checked
            continue
        mended = mend(Path(name), schema=schema, max_size=max_size)
        click.echo(mended.diff(), nl=False)
        if is_written and mended.after != mended.before:
            tei.write(Path(name), mended.after)
            say(f"{name}: {len(mended.fixed)} slips mended")
        yield Checked(name, mended.findings if is_written else checked.findings)
