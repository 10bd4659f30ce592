"""What the headers of all documents say together: principles, credits, changes, the feed; and what machines find.

Offered to `Pages`. The headers are read one after the other, and only where one of them changed.
"""

import heapq
from collections import defaultdict
from typing import Any

from tei_edition import __version__
from tei_edition.crosswalks.card import Card
from tei_edition.edition import Edition
from tei_edition.encoding import ids
from tei_edition.publishing import feeds
from tei_edition.publishing.heads import HEADERS
from tei_edition.publishing.jobs import FOLDER, locks_in
from tei_edition.publishing.lists import counted
from tei_edition.publishing.pages import Pages
from tei_edition.publishing.sorting import digest, href

# So many names a list of credits, rights or changes shows; so many documents of one change.
_NAMES, _SOME = 200, 5


def write(pages: Pages) -> None:
    """Offer the pages."""
    versions = old_versions(pages.plan.edition)
    state = digest(str(versions))
    if pages.stale("versions", state, HEADERS):
        found = _Headers(pages.plan.edition)
        for card in pages.ledger.heads.cards():
            found.read(card)
        _about(pages, found)
        pages.page("credits.html", "credits", pages.t("credits"), "about-edition", found.credits_page())
        _changes(pages, found, versions)
        feed = feeds.atom(pages.plan.frame, pages.plan.edition, found.newest())
        pages.offer("feed.xml", digest(feed.decode()), lambda: feed)
    else:
        pages.keep("about.html", "credits.html", "changes.html", "feed.xml")
    _notices(pages)


def old_versions(edition: Edition) -> dict[str, list[str]]:
    """The versions that an edition keeps in its folder `versions/VERSION/`, each with its documents' names."""
    folder = edition.subfolder("versions")
    found = sorted(folder.iterdir()) if folder else []
    return {path.name: sorted(file.stem for file in path.glob("*.xml")) for path in found if path.is_dir()}


class _Headers:
    """What is gathered from the headers, each read once: of what is many, as much as a page shows."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.principles: dict[tuple[tuple[str, str], ...], list[Any]] = {}
        self.who: dict[str, dict[str, None]] = {"publisher": {}, "editors": {}}
        self.rights: dict[str, None] = {}
        self.licences: dict[tuple[str, str], None] = {}
        self.days: dict[str, dict[str, list[Any]]] = defaultdict(dict)
        self.feed: list[tuple[tuple[str, str], Card]] = []

    def read(self, card: Card) -> None:
        if card.principles:
            self.principles.setdefault(card.principles, [card.title, 0])[1] += 1
        self.licences[card.licence, card.licence_url] = None
        self.rights |= dict.fromkeys(card.rights) if len(self.rights) < _NAMES else {}
        rows = [("publisher", card.publisher), *(("editors", name) for name in card.editors)]
        rows += [("translator", name) for name in card.translators] + [("author", name) for name in card.authors]
        rows += [(what, name) for what, names in card.credits for name in names.split(", ")]
        rows += [("repository", card.repository), ("support", card.funding)]
        for what, name in rows:
            if name and len(self.who.setdefault(what, {})) < _NAMES:
                self.who[what][name] = None
        for change in card.changes:
            day = self.days[change.when[:10]]
            if change.words in day or len(day) < _NAMES:
                row = day.setdefault(change.words, [[], 0])
                row[0] += [(href(card.name), card.title)] if len(row[0]) < _SOME else []
                row[1] += 1
        entry = (feeds.updated(card), card.name), card
        if len(self.feed) < feeds.ENTRIES:
            heapq.heappush(self.feed, entry)
        elif entry[0] > self.feed[0][0]:
            heapq.heapreplace(self.feed, entry)

    def newest(self) -> list[Card]:
        """The cards of the feed, the newest first."""
        return [card for _, card in sorted(self.feed, key=lambda row: row[0], reverse=True)]

    def credits_page(self) -> dict[str, Any]:
        """Who and what all headers name, each once, in the order in which they come."""
        edition = self.edition
        for what, names in (("publisher", (edition.publisher,)), ("editors", edition.editors)):
            self.who[what] |= dict.fromkeys(filter(None, names))
        found = [row for row in self.licences if row[0]] or [(edition.licence, edition.licence_url)]
        credits = [(what, list(names)[:_NAMES]) for what, names in self.who.items() if names]
        return {"licences": found, "rights": list(self.rights)[:_NAMES], "credits": credits, "tool": __version__}


def _about(pages: Pages, found: _Headers) -> None:
    rows = [
        (title if number == 1 else counted(pages.t, "documents", number), list(words))
        for words, (title, number) in sorted(found.principles.items(), key=lambda row: -row[1][1])
    ]
    pages.page("about.html", "about", pages.t("principles"), "about-edition", {"principles": rows})


def _changes(pages: Pages, found: _Headers, old: dict[str, list[str]]) -> None:
    rows = [
        (
            day,
            [
                {"words": words, "documents": documents, "more": number - len(documents)}
                for words, (documents, number) in found.days[day].items()
            ],
        )
        for day in sorted(found.days, reverse=True)
    ]
    title = pages.ledger.heads.title
    versions = [
        (
            version,
            [(f"versions/{href(version)}/{href(name)}.html", title(name) or name) for name in names[:_NAMES]],
        )
        for version, names in sorted(old.items(), reverse=True)
    ]
    pages.page("changes.html", "changes", pages.t("changes"), "about-edition", {"days": rows, "versions": versions})


def _notices(pages: Pages) -> None:
    """What stands where no page is: 404.html, documents that moved or were withdrawn."""
    words = {"words": pages.t("not-found-about"), "forward": "", "paragraphs": []}
    pages.page("404.html", "notice", pages.t("not-found"), "", words)
    edition, title = pages.plan.edition, pages.ledger.heads.title
    assert edition.folder is not None
    # What could not be made is not withdrawn.
    failed = {failure.name for failure in pages.ledger.failures()}
    for lock in map(edition.folder.joinpath, locks_in(edition.folder)):
        name = lock.stem
        if name in failed or title(name) is not None:
            continue
        moved = edition.destination(name)
        to = title(moved) if moved else None
        rows = [{"id": row.id, "n": row.n, "words": row.words} for row in ids.read_ids(lock)]
        values = {
            "words": pages.t("withdrawn-about" if to is None else "moved-about"),
            "forward": "" if to is None else f"{href(moved)}.html",
            "forward_title": to or "",
            "paragraphs": rows if to is None else [],
        }
        heading = pages.t("withdrawn" if to is None else "moved")
        pages.page(f"{FOLDER}/{name}.html", "notice", heading, "documents", values)


def sitemap(pages: Pages) -> None:
    """Offer the list of all pages for machines."""
    address = pages.plan.frame.address
    if address:
        for name, inputs, content in feeds.sitemap(address, pages.ledger.html):
            pages.offer(name, inputs, content)
