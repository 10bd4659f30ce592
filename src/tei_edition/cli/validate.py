"""`tei-edition validate`: TEI → findings."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from tei_edition.cli.files import STANDARD, read_input, say
from tei_edition.errors import EditionError, Finding
from tei_edition.validation import validate


@click.command("validate", short_help="check TEI against the schema, the house rules and its source")
@click.argument("documents", metavar="TEI...", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How findings are printed.")
@click.option("--schema", metavar="FILE", default="", help="Another RELAX NG schema (.rng) instead of the toolkit's.")
def command(documents: tuple[str, ...], form: str, schema: str) -> int:
    """Check TEI against the schema, the house rules and its source.

    TEI is a file, or - for standard input. The source is looked for in the folder sources/ of the document's edition.
    """
    findings: list[Finding] = []
    unread = 0
    for name in documents:
        try:
            path = Path("stdin" if name == STANDARD else name)
            findings += validate(path, read_input(name), schema=Path(schema) if schema else None)
        except EditionError as error:
            say(error)
            unread += 1
    if form == "json":
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=1, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(str(finding))
    faults = [finding for finding in findings if finding.severity != "note"]
    say(f"{len(documents) - unread} of {len(documents)} files checked, {len(faults)} findings")
    return 2 if unread else int(bool(faults))
