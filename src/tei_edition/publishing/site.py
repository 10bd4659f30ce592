"""All pages of a site, each after what it is made of: comparisons, entries, indices, lists, headers, overviews."""

from tei_edition.crosswalks.lists import KINDS
from tei_edition.publishing import comparisons, headers, lists, overviews
from tei_edition.publishing.pages import Pages
from tei_edition.publishing.sorting import digest
from tei_edition.rendering.site import ASSETS, assets_of

# From so many entries on that were touched, other processes are worth their start, or worth asking where they run.
MANY, FEW = 3000, 100


def write(pages: Pages) -> None:
    """Write every page that is not up to date."""
    ledger = pages.ledger
    comparisons.write(pages)
    ledger.postings.carry()
    for name, content in assets_of(pages.design).items():
        pages.offer(f"{ASSETS}/{name}", digest(content.decode()), lambda content=content: content)  # type: ignore[misc]
    entries = [row for row in ledger.touched() if row[0] in KINDS]
    are_running = pages.workers is not None and pages.workers.are_running
    workers = pages.workers if len(entries) >= (FEW if are_running else MANY) else None
    pages.entries(entries, workers)
    touched = ledger.touched()
    pages.parts = {key for kind, key in touched if kind == "pages"}
    groups = {kind: {key for of, key in touched if of == f"group of {kind}"} for kind in KINDS}
    pages.indices(groups, workers)
    lists.write(pages)
    headers.write(pages)
    overviews.write(pages)
    headers.sitemap(pages)
