"""The command line: one module a command, options and messages only.

Exit 0: done, nothing to say; 1: done, with findings; 2: could not do it. Results go to standard output, messages to
standard error.
"""

import gc

# Trees are freed by counting: looking for cycles among their nodes takes a tenth of a short run and finds none. The
# first of these looks would come while the modules below are loaded.
gc.set_threshold(100_000)

import os  # noqa: E402
import sys  # noqa: E402
from importlib import import_module  # noqa: E402
from typing import NoReturn  # noqa: E402

import click  # noqa: E402

from tei_edition import __version__  # noqa: E402
from tei_edition.errors import EditionError, unforeseen  # noqa: E402

_COMMANDS = {
    "align": "find which sentences of two or more translations belong together",
    "authority": "keep the edition's lists of names: list, import, check, merge",
    "build": "build the whole edition: TEI, HTML, PDF, text, checksums",
    "cite": "cite a document, or one paragraph of it",
    "collate": "find where witnesses of one text differ, and how",
    "deposit": "pack an edition for an archive, with checksums and catalogue records",
    "diff": "find where two renderings of one text state other facts",
    "export": "write a document's mentions, a reference or a catalogue record: CSV, RIS, MODS …",
    "init": "start a new edition in a folder",
    "parse": "turn source texts into TEI",
    "render": "turn TEI into HTML, PDF, EPUB or plain text",
    "schema": "make RELAX NG and Schematron from an ODD",
    "tag": "tag names and dates in TEI, and say why",
    "validate": "check TEI against the schema, the house rules and its source",
}


class _Commands(click.Group):
    """Imports a command's module only when that command runs: start-up stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"tei_edition.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in _COMMANDS:
            # Loaded only where something is misspelt.
            from tei_edition.spelling import asked, nearest

            ctx.fail(f"No such command {args[0]!r}{asked(nearest(args[0], _COMMANDS))}.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tei-edition")
@click.option("--debug", is_flag=True, help="Show where in the code an error arose.")
def commands(debug: bool) -> None:
    """From source text to TEI, and from TEI to a citable edition."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 done, 1 done with findings, 2 not done."""
    code = _run(sys.argv[1:] if arguments is None else arguments)
    try:
        for stream in (sys.stdout, sys.stderr):
            # A stream that was closed from outside is None.
            if stream:
                stream.flush()
    except BrokenPipeError:
        pass
    except OSError as error:
        code = code if code == 2 else _unwritten(error)
    # What is in memory is left to the system: to free it piece by piece takes a seventh of a short run. Processes that
    # were started have to be ended in order.
    if "multiprocessing" in sys.modules:
        sys.exit(code)
    os._exit(code)


def _run(given: list[str]) -> int:
    try:
        code = commands.main(args=given, prog_name="tei-edition", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.Abort:
        return 130
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        click.echo(_in_a_line(error), err=True)
        return 2
    except EditionError as error:
        if "--debug" in given:
            raise
        click.echo(str(error), err=True)
        return 2
    except BrokenPipeError:
        return 0
    except OSError as error:
        if "--debug" in given:
            raise
        return _unwritten(error)
    except Exception as error:
        if "--debug" in given:
            raise
        click.echo(f"{unforeseen(error)}; please report it, with what `tei-edition --debug` shows", err=True)
        return 2


def _in_a_line(error: click.ClickException) -> str:
    """What is wrong with a command line, and where help is."""
    told = " ".join(error.format_message().split()).rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return told
    return f"{context.command_path}: {told}{' See' if told.endswith('?') else '; see'} {context.command_path} --help"


def _unwritten(error: OSError) -> int:
    if isinstance(error, NotADirectoryError):
        click.echo(f"{error.filename}: this is no folder; move it away, and make a folder of this name", err=True)
        return 2
    click.echo(f"{error.filename or 'standard output'}: cannot be written ({error.strerror}); check the disk", err=True)
    return 2
