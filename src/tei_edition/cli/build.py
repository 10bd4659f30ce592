"""`tei-edition build`: an edition folder → everything it publishes."""

from dataclasses import dataclass, replace
from pathlib import Path

import click

from tei_edition.cli.files import PROCESSES, say, say_all, stoppable
from tei_edition.cli.progress import log_option, shown
from tei_edition.edition import load_edition
from tei_edition.errors import EditionError
from tei_edition.publishing import Result, build
from tei_edition.publishing.executors import Far
from tei_edition.publishing.progress import Listener, unheard
from tei_edition.validation import processes


@click.command("build", short_help="build the edition's site: documents, lists, indices, downloads")
@click.argument("edition", metavar="[EDITION]", default=".")
@click.option("-o", "--output", metavar="DIR", default="", help="Where site/ is laid; default: build/ in the edition.")
@click.option("-j", "--jobs", metavar="N", type=PROCESSES, default=0, help="Processes; 0, the default: one a core.")
@click.option("--timeout", metavar="SECONDS", type=click.FloatRange(0), help="What one document may take; 0: no limit.")
@click.option("--retry", is_flag=True, help="Try again what failed before, though nothing of it has changed.")
@click.option(
    "--scheduler", metavar="ADDRESS", default="", help="Let the machines of this Dask cluster make documents."
)
@click.option("--watch", "is_watched", is_flag=True, help="Build again whenever a file of the edition is saved.")
@log_option
def command(
    edition: str,
    output: str,
    jobs: int,
    timeout: float | None,
    retry: bool,
    scheduler: str,
    is_watched: bool,
    log: str,
) -> int:
    """Build the site of an edition into DIR/site: a page, TEI, PDF, text, tables and references for each document;
    lists, indices, statistics, a feed; checksums. It opens from a folder as well as over the web.

    EDITION is the folder with edition.toml; default: this folder. Documents are those in documents/; a source without
    a document is parsed. What has not changed since the last run is not made again. A document that cannot be made is
    told, and the rest is built; so it is with one that takes too long or too much memory ([build] in edition.toml).
    Prints where the site opens. Stopped by Ctrl-C or killed, the next run goes on from there.

    DIR/report.html tells of the whole collection: findings by rule, names no authority file has, what was not made.
    """
    work = _Work(Path(edition), output, jobs or processes(), timeout, retry, scheduler)
    if is_watched:
        return _watched(work)
    with stoppable(), shown(log) as listener:
        result = work(listener)
    return _told(result)


@dataclass(frozen=True)
class _Work:
    """One build as it was asked for; it can be sent to another process."""

    edition: Path
    output: str
    jobs: int
    timeout: float | None = None
    retry: bool = False
    scheduler: str = ""

    def __call__(self, listener: Listener = unheard) -> Result:
        loaded = load_edition(self.edition)
        folder = Path(self.output) if self.output else self.edition / loaded.output
        if self.timeout is not None:
            loaded = loaded._replace(limits=loaded.limits._replace(seconds=self.timeout))
        far = Far(self.scheduler, loaded.limits) if self.scheduler else None
        return build(loaded, folder, self.jobs, executor=far, retry=self.retry, listener=listener)


def _told(result: Result) -> int:
    say_all(result.findings)
    more = sum(result.counts.values()) - len(result.findings)
    if more:
        say(f"… and {more:,} more findings: {result.report} has them all, by rule")
    for failure in result.failures:
        say(failure)
    size = f"{result.documents} document{'s' * (result.documents != 1)}, {result.files} files"
    say(f"{size}: {f'{result.made} made anew' if result.made else 'nothing has changed'}")
    click.echo(str(result.site / "index.html"))
    return 2 if result.failures else int(any(number for key, number in result.counts.items() if key != "note"))


def _watched(work: _Work) -> int:
    # Loaded only where it is asked for.
    from tei_edition.publishing.watching import watch

    with stoppable():
        for outcome in watch(work.edition, replace(work, jobs=0)):
            if isinstance(outcome, EditionError):
                say(outcome)
            else:
                _told(outcome)
    return 0
