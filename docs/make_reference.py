"""Writes docs/reference/cli.md from the commands themselves; `--check` only says whether it is stale."""

import sys
from pathlib import Path

import click

from tei_edition.cli import commands

PAGE = Path(__file__).parent / "reference" / "cli.md"
INTRODUCTION = """# The command line

Made from the commands by `make docs`; do not edit.

Exit codes: 0 done, nothing to say; 1 done, with findings; 2 could not do it. Results go to standard output, messages to
standard error, one line each: `FILE:LINE: what is wrong; what to do`. `-` is standard input or output.
"""


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


if __name__ == "__main__":
    text = reference()
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.read_text(encoding="utf-8") == text else "docs/reference/cli.md is stale: run `make docs`")
    PAGE.write_text(text, encoding="utf-8")
