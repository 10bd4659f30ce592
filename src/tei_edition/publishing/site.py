"""All pages of a site, each after what it is made of: comparisons, entries, then all others side by side.

Whoever makes pages reads the ledger and enters nothing; what is to be entered goes back to the one process that does.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from tei_edition.crosswalks.lists import KINDS
from tei_edition.edition import Limits
from tei_edition.errors import EditionError
from tei_edition.publishing import comparisons, headers, lists, overviews
from tei_edition.publishing.jobs import Plan
from tei_edition.publishing.ledger import Ledger
from tei_edition.publishing.pages import Listing, Pages
from tei_edition.publishing.rows import Written
from tei_edition.publishing.sorting import PAGES, digest
from tei_edition.publishing.workers import AHEAD, Outcome, Workers
from tei_edition.rendering.site import ASSETS, assets_of

# From so many entries on that were touched, other processes are worth their start, or worth asking where they run.
MANY, FEW = 3000, 100
# So many entries are made together: each takes some milliseconds.
_TOGETHER = 16
# The pages that are no indices, in the order of their cost.
_SECTIONS: dict[str, Callable[[Pages], None]] = {
    "search": overviews.full_text,
    "map": overviews.map_of_places,
    "lists": lists.write,
    "timeline": overviews.timeline,
    "networks": overviews.networks,
    "headers": headers.write,
}
# What a document may take says nothing of pages that are made of all of them.
_UNLIMITED = Limits(0, 0)


class Entries(NamedTuple):
    """Some entries of the indices whose pages are to be looked at, by kind and key."""

    keys: tuple[tuple[str, str], ...]


class Section(NamedTuple):
    """Pages that are to be looked at, by the name of what makes them, and what was touched."""

    name: str
    parts: frozenset[str]


Task = Entries | Listing | Section
PageWorkers = Workers[Task, Written]


def write(pages: Pages, workers: PageWorkers | None = None) -> None:
    """Write every page that is not up to date, and enter it.

    Args:
        workers: who makes the pages where they are many.
    """
    ledger = pages.ledger
    comparisons.write(pages)
    for name, content in assets_of(pages.design).items():
        pages.offer(f"{ASSETS}/{name}", digest(content.decode()), lambda content=content: content)  # type: ignore[misc]
    # Those of the entries that were not touched stay.
    pages.keep(*(f"{folder}/*" for folder in PAGES.values()))
    pages.enter()
    ledger.postings.carry()
    entries = [row for row in ledger.touched() if row[0] in KINDS]
    if workers and len(entries) < (FEW if workers.are_running else MANY):
        workers = None
    _make(pages, map(Entries, _parts(entries)), workers)
    touched = ledger.touched()
    pages.parts = frozenset(key for kind, key in touched if kind == "pages")
    groups = {kind: {key for of, key in touched if of == f"group of {kind}"} for kind in KINDS}
    if pages.touched(*overviews.OF_NETWORKS):
        overviews.find_ties(ledger)
    # Other processes read there what the entries are now.
    ledger.commit()
    sections = (Section(name, pages.parts) for name in _SECTIONS)
    listings = (page for kind in KINDS for page in pages.index(kind, groups[kind]))
    # The search of a big site takes as long as a hundred pages: nothing should wait behind it.
    _make(pages, chain(sections, listings), workers, ahead=1)
    headers.sitemap(pages)
    pages.enter()


def maker(plan: Plan) -> Callable[[Task], Written]:
    """What makes pages in another process."""
    pages = Pages(plan, Ledger(plan.ledger))
    return lambda task: _made(pages, task)


def _make(pages: Pages, tasks: Iterable[Task], workers: PageWorkers | None, ahead: int = AHEAD) -> None:
    """Make pages, by other processes where there are some, and enter them.

    Args:
        ahead: how many tasks such a process has.
    """
    if workers is None:
        for task in tasks:
            pages.enter(_made(pages, task))
    else:
        for outcome in workers.run(tasks, ahead, _UNLIMITED):
            pages.enter(_answer(outcome))
    # What was offered on the way to the tasks.
    pages.enter()


def _made(pages: Pages, task: Task) -> Written:
    if isinstance(task, Entries):
        pages.entries(task.keys)
    elif isinstance(task, Listing):
        pages.listing(task)
    else:
        pages.parts = task.parts
        _SECTIONS[task.name](pages)
    return pages.taken()


def _answer(outcome: Outcome[Task, Written]) -> Written:
    if outcome.answer is None:
        told = outcome.task.path if isinstance(outcome.task, Listing) else "pages of the site"
        raise EditionError(f"{told}: {outcome.failure}", "build again; give fewer processes with -j")
    return outcome.answer


def _parts(entries: list[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], ...]]:
    rest = iter(entries)
    while part := tuple(islice(rest, _TOGETHER)):
        yield part
