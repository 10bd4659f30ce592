"""`tei-edition schema`: ODD → RELAX NG, Schematron, and what tells people about them."""

from pathlib import Path

import click

from tei_edition import tei
from tei_edition.cli.files import say
from tei_edition.validation.odd import product


@click.command("schema", short_help="make RELAX NG and Schematron from an ODD")
@click.argument("odd", metavar="ODD", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", metavar="DIR", type=click.Path(path_type=Path), help="Where they go; default: beside it."
)
@click.option(
    "--page", metavar="FILE", type=click.Path(path_type=Path), help="Also write the documentation, as Markdown."
)
@click.option(
    "--rules", metavar="FILE", type=click.Path(path_type=Path), help="Also write the table of rules, as TOML."
)
@click.option("--check", is_flag=True, help="Write nothing: only say which of the files are stale.")
def command(odd: Path, output: Path | None, page: Path | None, rules: Path | None, check: bool) -> int:
    """Make a RELAX NG schema and a Schematron from one ODD, named like it.

    An ODD is a TEI document that defines a schema. It must be complete: each element with its content and attributes.
    """
    root = tei.read(odd)
    start = (output or odd.parent) / odd.stem
    places = {"rng": start.with_suffix(".rng"), "sch": start.with_suffix(".sch"), "rules": rules, "page": page}
    made = {path: product(root, name, odd) for name, path in places.items() if path}
    stale = [path for path, data in made.items() if not path.is_file() or path.read_bytes() != data]
    for path in stale:
        if check:
            say(f"{path}: this is not what {odd.name} says; make it again with `tei-edition schema`")
        else:
            tei.write(path, made[path])
            click.echo(path)
    return 1 if check and stale else 0
