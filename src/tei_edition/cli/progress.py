"""How long work is shown while it goes on: a bar on a terminal, a line every few seconds elsewhere, or JSON lines.

All of it goes to standard error; results stay alone on standard output.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from tei_edition.publishing.progress import Event, Listener

FORMS = ("text", "json")
# Seconds between two lines where there is no terminal; nothing is said of work that is over before.
EVERY = 5.0

log_option = click.option(
    "--log-format", "log", type=click.Choice(FORMS), default="text", help="How progress is told on standard error."
)


@contextmanager
def shown(log: str) -> Iterator[Listener]:
    """A listener that shows what it hears, until the block ends.

    Args:
        log: `json` for a line of JSON for every event: its members are those of `Event`, and `elapsed` in seconds;
            `text` for a bar on a terminal, else a line every five seconds.
    """
    if log == "json":
        yield _Lines(EVERY).as_json
    elif sys.stderr.isatty():
        yield from _bar()
    else:
        yield _Lines(EVERY).as_text


class _Lines:
    def __init__(self, every: float) -> None:
        self.every = every
        self.began = self.told = time.monotonic()
        self.stage = ""
        self.since = self.began
        self.failed = 0

    def as_json(self, event: Event) -> None:
        told = {**event._asdict(), "seconds": round(event.seconds, 3), "elapsed": round(self._elapsed(), 3)}
        click.echo(json.dumps(told, ensure_ascii=False), err=True)

    def as_text(self, event: Event) -> None:
        now = time.monotonic()
        if event.stage != self.stage:
            self.stage, self.since, self.failed = event.stage, now, 0
        self.failed += bool(event.failure)
        if now - self.told >= self.every:
            self.told = now
            click.echo(told(event, now - self.since, self.failed), err=True)

    def _elapsed(self) -> float:
        return time.monotonic() - self.began


def told(event: Event, seconds: float, failed: int) -> str:
    """One line: how far the work is, how fast, how long it will take, what went wrong.

    Args:
        seconds: since the stage began. failed: how many of its documents could not be made.
    """
    rate = event.done / seconds if seconds > 0 else 0.0
    parts = [f"{event.stage}: {event.done:,}" + (f" of {event.total:,}" if event.total else "")]
    if rate and event.done:
        parts.append(f"{rate:,.1f} a second")
        if event.total > event.done:
            parts.append(f"{_span((event.total - event.done) / rate)} left")
    if failed:
        parts.append(f"{failed:,} failed")
    return ", ".join(parts)


def _span(seconds: float) -> str:
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {whole % 60:02} s" if minutes else f"{whole} s"


def _bar() -> Iterator[Listener]:
    # Loaded only for a terminal.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}", style="red"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, rate="", failed="")
        state = _Lines(0)

        def listen(event: Event) -> None:
            now = time.monotonic()
            if event.stage != state.stage:
                state.stage, state.since, state.failed = event.stage, now, 0
                bar.reset(task, description=event.stage, total=event.total or None, rate="", failed="")
            state.failed += bool(event.failure)
            seconds = now - state.since
            rate = f"{event.done / seconds:,.1f}/s" if seconds > 1 and event.done else ""
            failed = f"{state.failed:,} failed" if state.failed else ""
            bar.update(task, completed=event.done, total=event.total or None, rate=rate, failed=failed)

        yield listen
