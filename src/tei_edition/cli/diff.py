"""`tei-edition diff`: two renderings of one text → where they state other facts, and where only the words differ."""

import os
import sys
from pathlib import Path

import click
from rich.console import Console

from tei_edition.cli.files import STANDARD, authority_option, emit, read_input, single
from tei_edition.collation.difference_reports import FORMATS, as_html, as_json, as_terminal, as_text, as_tsv
from tei_edition.collation.differences import Differences, differences
from tei_edition.collation.stating import state_files
from tei_edition.errors import EditionError


@click.command("diff", short_help="find where two renderings of one text state other facts")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("-o", "--output", metavar="FILE", default="", help="Where the result goes; default: standard output.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="What is written; default: text.")
@click.option("--facts", is_flag=True, help="In text, leave out where only the words differ.")
@authority_option
def command(a: str, b: str, output: str, form: str, facts: bool, authorities: tuple[str, ...]) -> int:
    """Find where two renderings of one text, such as translations, do not state the same.

    A and B are files in any format that `parse` reads, or one of them - for standard input. Dates, numbers, quantities,
    names, places, titles, negations and modal verbs come first, each with both sentences and lines; then facts that are
    only rendered otherwise ("Peking", "Beijing"), told by the authority files of the edition or those that --authority
    names; then wording.

    Exit code 1: facts differ; 0: only the wording does, or nothing.
    """
    if a == b == STANDARD:
        raise EditionError("standard input can be only one of the texts", "name a file for the other")
    target = single(output, a, b)
    files = [(_name(path, other), _path(path), read_input(path)) for path, other in ((a, b), (b, a))]
    found = differences(*state_files((files[0], files[1]), tuple(map(Path, authorities))))
    if form == "text" and target is None and sys.stdout.isatty():
        _show(found, facts)
    else:
        writers = {"json": as_json, "tsv": as_tsv, "html": as_html}
        made = writers[form](found) if form in writers else as_text(found, facts)
        emit(target, made.encode())
    return int(bool(found.facts))


def _path(name: str) -> Path:
    return Path("stdin" if name == STANDARD else name)


def _name(name: str, other: str) -> str:
    """What a text is called: its file's name, with its folders where the other's is the same."""
    return str(_path(name)) if _path(name).name == _path(other).name else _path(name).name


def _show(found: Differences, only_facts: bool) -> None:
    console = Console(no_color="NO_COLOR" in os.environ or None)
    console.print(as_terminal(found, console.width, only_facts))
