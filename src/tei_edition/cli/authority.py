"""`tei-edition authority`: the edition's memory of names."""

from pathlib import Path

import click

from tei_edition.cli.files import STANDARD, emit, read_input, say_all, single
from tei_edition.edition import find_edition, load_edition
from tei_edition.encoding.standoff import list_document
from tei_edition.entities import Category, load_authority
from tei_edition.entities.lists import read_list
from tei_edition.entities.upkeep import check_authority
from tei_edition.entities.words import load_words
from tei_edition.errors import EditionError
from tei_edition.publishing import merge_entries
from tei_edition.tei import read_bytes, serialize


@click.group("authority", short_help="keep the edition's lists of names: list, import, check, merge")
def command() -> None:
    """Keep the edition's lists of persons, places, organisations and events."""


def _files(paths: tuple[str, ...]) -> list[Path]:
    """The authority files named, or those of the edition here."""
    chosen = [Path(path) for path in paths] or [Path("authority")]
    files = [file for path in chosen for file in (sorted(path.glob("*.xml")) if path.is_dir() else [path])]
    if not files or not all(file.is_file() for file in files):
        raise EditionError("there is no authority file", "name one, or a folder of them", path=chosen[0])
    return files


@command.command("list")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
def list_entries(paths: tuple[str, ...]) -> int:
    """List the entries: id, kind, name, other forms. PATH is a file or folder; default: the folder authority."""
    entries = [entry for entry in load_authority(_files(paths)) if entry.source != "gazetteer"]
    for entry in sorted(entries, key=lambda entry: (entry.category, entry.id)):
        others = ", ".join(form.text for form in entry.forms if form.text != entry.name)
        click.echo("\t".join((entry.id, entry.category, entry.name, others)))
    return 0


@command.command("check")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
def check(paths: tuple[str, ...]) -> int:
    """Find doublets, pointers that lead nowhere, forms that belong to two entries. Default: the folder authority."""
    return int(say_all(check_authority(_files(paths))))


@command.command("import")
@click.argument("source", metavar="LIST")
@click.option("-o", "--output", metavar="FILE", default="", help="Where the TEI list goes; default: standard output.")
@click.option(
    "--category",
    type=click.Choice(["person", "place", "org", "event"]),
    default="person",
    help="What the names are, where the list does not say.",
)
def import_list(source: str, output: str, category: str) -> int:
    """Turn a list of names into an authority file.

    LIST is CSV (a reviewed list of candidates, for one), a TEI list, SKOS in RDF/XML, or JSON-LD. A file that is there
    already is not replaced.
    """
    where = single(output, source)
    path = Path("stdin.csv" if source == STANDARD else source)
    words = load_words(find_edition(path).subfolder("tables"))
    entries = read_list(path, read_input(source), words, Category(category))
    if not entries:
        raise EditionError("there are no names in this list", "see docs/how-to/authority.md", path=source)
    made = serialize(list_document(entries, path.stem))
    # What people wrote into an authority file stands nowhere else.
    if where is not None and where.exists() and read_bytes(where) != made:
        told = "there is such a file already, and it says something else"
        raise EditionError(told, "name another with -o, or take this one away", path=where)
    emit(where, made)
    return 0


@command.command("merge")
@click.argument("kept")
@click.argument("gone")
@click.option("--edition", "folder", metavar="DIR", default=".", help="The edition's folder; default: this one.")
def merge(kept: str, gone: str, folder: str) -> int:
    """Make the entry GONE part of the entry KEPT, and lead every document's pointers there."""
    for path in merge_entries(load_edition(Path(folder)), kept, gone):
        click.echo(str(path))
    return 0
