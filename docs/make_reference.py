"""Writes docs/reference/cli.md from the commands and rules.md from the rules; `--check` only says which is stale."""

import sys
from pathlib import Path

import click

from tei_edition.cli import commands
from tei_edition.validation.rules import RULES, guidelines

FOLDER = Path(__file__).parent / "reference"
INTRODUCTION = """# The command line

Made from the commands by `make docs`; do not edit.

Exit codes: 0 done, nothing to say; 1 done, with findings; 2 could not do it. Results go to standard output, messages to
standard error, one line each: `FILE:LINE: what is wrong; what to do`. `-` is standard input or output.
"""


RULES_INTRODUCTION = """# The rules of validation

Made from the rules by `make docs`; do not edit.

Each finding of `tei-edition validate` names its rule in square brackets. An *error* makes a document invalid, a
*warning* asks for a look, a *note* only informs. An edition sets another severity, or `off`, in the table
[`[rules]`](edition.md#rules) of its `edition.toml`. How to read and mend findings:
[validate documents](../how-to/validate.md).
"""


def rules() -> str:
    """The page of rules as Markdown."""
    rows = [f"| [{rule.id}](#{rule.id}) | {rule.severity} |" for rule in RULES.values()]
    parts = [RULES_INTRODUCTION, "\n".join(["| rule | severity |", "|---|---|", *rows, ""])]
    for rule in RULES.values():
        lines = [f"## {rule.id}\n", f"*{rule.severity}.* {rule.about}\n", f"What to do: {rule.remedy}.\n"]
        if rule.guidelines:
            lines.append(f"More: [TEI Guidelines, {rule.guidelines}]({guidelines(chapter=rule.guidelines)}).\n")
        if rule.settings:
            told = "; ".join(f"{key}: {_listed(value)}" for key, value in rule.settings.items())
            lines.append(f"It goes by {told}.\n")
        parts.append("\n".join(lines))
    return "\n".join(parts)


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def reference() -> str:
    """The page as Markdown."""
    context = click.Context(commands, info_name="tei-edition")
    parts = [INTRODUCTION]
    for name in commands.list_commands(context):
        command = commands.get_command(context, name)
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                found = command.get_command(context, inner)
                if found:
                    parts.append(section(found, f"tei-edition {name} {inner}"))
        elif command:
            parts.append(section(command, f"tei-edition {name}"))
    return "\n".join(parts)


def section(command: click.Command, name: str) -> str:
    """One command: usage, what it does, options."""
    context = click.Context(command, info_name=name)
    usage = " ".join(command.collect_usage_pieces(context))
    words = " ".join((command.help or "").split("\n\n")[0].split())
    more = [" ".join(part.split()) for part in (command.help or "").split("\n\n")[1:]]
    lines = [
        f"## {name.removeprefix('tei-edition ')}\n",
        f"    {context.info_name} {usage}\n",
        words + "\n",
        *(part + "\n" for part in more),
    ]
    options = [row for row in (option.get_help_record(context) for option in command.get_params(context)) if row]
    if options:
        lines += [
            "| option | |",
            "|---|---|",
            *(f"| `{names.replace('|', chr(92) + '|')}` | {text} |" for names, text in options),
            "",
        ]
    return "\n".join(lines)


PAGES = {"cli.md": reference, "rules.md": rules}

if __name__ == "__main__":
    for name, write in PAGES.items():
        text, page = write(), FOLDER / name
        if "--check" not in sys.argv:
            page.write_text(text, encoding="utf-8")
        elif not page.is_file() or page.read_text(encoding="utf-8") != text:
            sys.exit(f"docs/reference/{name} is stale: run `make docs`")
