"""What long work tells while it goes on, and what a run adds up to.

The work calls a `Listener` with an `Event` after every document; who listens draws a bar, prints lines or does
nothing. A `Tally` listens too: it keeps what the report of the run says.
"""

import heapq
from collections.abc import Callable
from typing import NamedTuple

# So many of the slowest documents are remembered.
SLOWEST = 20


class Event(NamedTuple):
    """One step of long work.

    Attributes:
        stage: what is being done: a word such as `documents` or `pages`.
        done, total: how many steps of this stage are behind, and how many there are in all; 0 where that is not known.
        name: the document that this step was about; empty for a stage's beginning.
        seconds: of work on it; 0 where it was not measured.
        failure: why it could not be made, as one line; empty where it was made.
    """

    stage: str
    done: int = 0
    total: int = 0
    name: str = ""
    seconds: float = 0.0
    failure: str = ""


Listener = Callable[[Event], None]


def unheard(_: Event) -> None:
    """Nobody listens."""


class Tally:
    """Adds up the events of a run, in memory that does not grow with them."""

    def __init__(self, listener: Listener = unheard) -> None:
        self.listener = listener
        self.made = 0
        self.failed = 0
        self._slow: list[tuple[float, str]] = []

    def __call__(self, event: Event) -> None:
        """Count an event and pass it on."""
        if event.name:
            self.made += not event.failure
            self.failed += bool(event.failure)
            if event.seconds:
                keep = heapq.heappushpop if len(self._slow) >= SLOWEST else heapq.heappush
                keep(self._slow, (event.seconds, event.name))
        self.listener(event)

    @property
    def slowest(self) -> list[tuple[str, float]]:
        """The documents that took longest, with their seconds, the slowest first."""
        return [(name, seconds) for seconds, name in sorted(self._slow, key=lambda row: (-row[0], row[1]))]
