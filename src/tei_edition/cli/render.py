"""`tei-edition render`: TEI → a page, a PDF, an e-book, LaTeX, a Word document, plain text."""

from dataclasses import replace
from pathlib import Path

import click

from tei_edition.cli.files import STANDARD, emit, output_option, read_input, say, say_all, target
from tei_edition.edition import find_edition
from tei_edition.errors import EditionError
from tei_edition.rendering.design import Design
from tei_edition.rendering.formats import FORMATS, render
from tei_edition.tei import parse


@click.command("render", short_help="turn TEI into HTML, PDF, EPUB, LaTeX, Word or plain text")
@click.argument("form", metavar="|".join(FORMATS), type=click.Choice(list(FORMATS)))
@click.argument("documents", metavar="TEI...", nargs=-1, required=True)
@output_option
@click.option("--templates", metavar="DIR", default="", help="Templates that replace the toolkit's, by file name.")
@click.option(
    "--language", metavar="TAG", default="", help="The language of the page's own words: en, de, or the edition's."
)
def command(form: str, documents: tuple[str, ...], output: str, templates: str, language: str) -> int:
    """Turn TEI into one self-contained HTML page, a PDF, an e-book (EPUB), LaTeX for reledmac, Word or plain text.

    TEI is a file, or - for standard input. Templates of the edition (its folder templates/) replace the toolkit's.
    Elements that no treatment is known for are shown as text and listed.
    """
    if templates and not Path(templates).is_dir():
        raise EditionError("there is no such folder", "check the name of --templates", path=templates)
    several = len(documents) > 1
    target(output, STANDARD, FORMATS[form], several)
    worst = 0
    for name in documents:
        try:
            where = target(output, name, FORMATS[form], several)
            data = read_input(name)
            design = Design.of(find_edition(Path(name))) if name != STANDARD else Design()
            design = replace(
                design,
                templates=Path(templates) if templates else design.templates,
                language=language or design.language,
            )
            made, findings = render(form, parse(data, name), data, name, design)
            emit(where, made)
            worst = max(worst, int(say_all(findings)))
        except EditionError as error:
            say(error)
            worst = 2
    return worst
