"""The pages of a site that depend on many documents: written from the ledger, each only when its own content changes.

What a document changes is marked in the ledger as touched: an entry, a group of an index, the lists, the headers. Pages
that are made of nothing touched are kept without being looked at, and what is looked at is read row by row: memory
and the time of a small change grow little with the edition.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from tei_edition.publishing.jobs import Plan
from tei_edition.publishing.ledger import EVERYTHING, Indexed, Ledger, Passage
from tei_edition.publishing.rows import Written
from tei_edition.publishing.sorting import (
    OTHER,
    PAGES,
    UNDATED,
    digest,
    entry_page,
    file_name,
    group_file,
    href,
)
from tei_edition.publishing.writing import checksum_of, stands, write
from tei_edition.rendering.design import Design, Messages
from tei_edition.rendering.site import date_in_words, render_site_page

# How much one page holds: entries and passages of an index, passages of an entry that are shown in its index, passages
# on an entry's own page.
ENTRIES, PASSAGES, SHOWN, OWN = 250, 500, 5, 500


class Listing(NamedTuple):
    """A page of an index that is to be looked at: its address, what stands on it besides the entries, the groups of
    these, and a checksum of all but the entries."""

    path: str
    values: dict[str, Any]
    letters: list[str]
    links: str


class Pages:
    """Writes the pages of a site. What that gives to the ledger is noted in `written`; who made the object enters it.

    Attributes:
        parts: what was touched of what pages are made of.
        made: how many files were written, of those that are entered.
    """

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        self.plan = plan
        self.ledger = ledger
        self.design = Design.of(plan.edition)
        self.t = Messages(self.design.language, self.design.tables)
        self.several = ledger.heads.sums().documents > 1
        self.parts = frozenset((EVERYTHING,))
        self.written = Written()
        self.made = 0

    def taken(self) -> Written:
        """What was noted until now, to be entered by another process."""
        written, self.written = self.written, Written()
        return written

    def enter(self, written: Written | None = None) -> None:
        """Enter what was noted until now, or by another process."""
        written = written or self.taken()
        self.ledger.receive(written)
        self.made += written.made

    def offer(self, path: str, inputs: str, content: Callable[[], bytes | Iterable[bytes]]) -> None:
        """Write a page unless it stands and was made of the same.

        Args:
            inputs: a checksum of what it is made of.
            content: its bytes, or its parts one after the other where it is long.
        """
        self.keep(path)
        inputs, known = digest(self.plan.base, inputs), self.ledger.file(path)
        is_there = known is not None and stands(self.plan, known)
        if known and known.inputs == inputs and is_there:
            return
        found = content()
        if isinstance(found, bytes):
            file = write(self.plan.site, path, found, "", inputs)
        elif known and is_there and known.sha256 == checksum_of(found):
            file = known._replace(owner="", inputs=inputs)
        else:
            file = write(self.plan.site, path, content(), "", inputs)
        self.written.made += not known or known.sha256 != file.sha256
        self.written.files.append(file)

    def keep(self, *paths: str) -> None:
        """Leave pages as they are; `*` at the end stands for all whose addresses begin so."""
        self.written.kept += paths

    def list_all(self, path: str) -> None:
        """Offer the checksums of all other files of the site, as `sha256sum -c` reads them."""
        self.offer(path, checksum_of(self.ledger.sums(path)), lambda: self.ledger.sums(path))

    def page(self, path: str, template: str, heading: str, here: str, values: dict[str, Any]) -> None:
        """Offer a page made from a template; its inputs are the values."""
        whole = {"heading": heading, "here": here, "path": path, **values}
        told = json.dumps([template, whole], ensure_ascii=False, default=str)
        self.offer(path, told, lambda: render_site_page(template, path, self.plan.frame, self.design, whole))

    def touched(self, *parts: str) -> bool:
        """Whether something that pages are made of was touched: `lists`, `headers`, `persons`, `names of persons` …"""
        return bool(self.parts & {EVERYTHING, *parts})

    def stale(self, name: str, told: str, *parts: str) -> bool:
        """Whether a group of pages has to be looked at: a part was touched, or it was last written of something else.

        What it is written of now is entered together with the pages.
        """
        self.written.remarks[name] = told
        return self.touched(*parts) or self.ledger.get(name) != told

    # Entries and indices

    def entries(self, keys: Iterable[tuple[str, str]]) -> None:
        """What the indices say of some entries, given as kind and key, and the pages of these."""
        for kind, key in keys:
            row, summary = self.ledger.summary(kind, key, PASSAGES if kind == "dates" else SHOWN)
            self.written.summaries.append(summary)
            if kind in PAGES:
                number = self._entry(row) if row else 0
                self.written.left.append((entry_page(kind, key).removesuffix(".html"), number + 1))

    def _entry(self, row: Indexed) -> int:
        """Offer the pages of one entry: its passages, parted by date where there are many. Gives their number."""
        kind, key = row.entry[:2]
        spread = self.ledger.spread(kind, key)
        bounds = _parted([(month, passages) for month, passages, _ in spread])
        first = entry_page(kind, key).removesuffix(".html")
        paths = [f"{first}.html", *(f"{first}~{number}.html" for number in range(2, len(bounds) + 1))]
        words = [self._span(spread[start][0], spread[end - 1][0]) for start, end in bounds]
        for number, (start, end) in enumerate(bounds):
            part = spread[start:end]
            links = [(words[k], href(path), k == number) for k, path in enumerate(paths)] if len(paths) > 1 else []
            values = {
                "kind": kind,
                "entry": row.entry,
                "total": row.passages,
                "documents": row.documents,
                "links": links,
            }
            told = json.dumps([values, self.several, part], ensure_ascii=False)
            self.offer(paths[number], told, partial(self._own, paths[number], values, part[0][0], part[-1][0]))
        return len(bounds)

    def _own(self, path: str, values: dict[str, Any], first: str, last: str) -> bytes:
        """A page of one entry, with its passages from one month to another."""
        entry = values["entry"]
        rows = self.ledger.passages(entry.kind, entry.key, first, last)
        whole = {"heading": entry.name, "here": entry.kind, "path": path, **values, "groups": self._grouped(rows)}
        return render_site_page("entry", path, self.plan.frame, self.design, whole)

    def _span(self, first: str, last: str) -> str:
        ends = [month for month in (first, last) if month != UNDATED]
        if not ends:
            return self.t("undated")
        return date_in_words(ends[0] if ends[0] == ends[-1] else f"{ends[0]} to {ends[-1]}", self.t)

    def index(self, kind: str, groups: set[str]) -> Iterator[Listing]:
        """An index on one page where it is small; else a page for each letter, or each year of dates.

        Args:
            groups: those that were touched: of a large index only their pages are looked at.

        Yields:
            The pages that have to be looked at; offers what leads to them.
        """
        if not self.touched(kind):
            self.keep(f"{kind}.html", f"{kind}/*")
            return
        letters = self.ledger.letters(kind)
        entries, places = sum(row[1] for row in letters), sum(row[2] for row in letters)
        values: dict[str, Any] = {
            "heading": self.t(kind),
            "here": kind,
            "kind": kind,
            "total": entries,
            "places": places,
            "links": [],
            "bars": [],
            "most_named": [],
        }
        if entries <= ENTRIES and (kind != "dates" or places <= 2 * PASSAGES):
            yield from self._stale_listing(f"{kind}.html", values, [letter for letter, _, _ in letters])
            return
        pages = _month_pages(letters) if kind == "dates" else [(letter, [letter]) for letter, _, _ in letters]
        paths = [(self._letter(letter), f"{kind}/{group_file(letter)}.html") for letter, _ in pages]
        links = [(words, path, False) for words, path in paths]
        most = [self.shown(row) for row in self.ledger.most_named(kind, 60)] if kind != "dates" else []
        sizes = {letter: (n, passages) for letter, n, passages in letters}
        rows = zip(links, pages, strict=True)
        bars = [(words, sum(sizes[each][1] for each in group), path) for (words, path, _), (_, group) in rows]
        front = {**values, "links": links, "bars": bars if kind == "dates" else [], "most_named": most, "groups": []}
        self.page(f"{kind}.html", "index", self.t(kind), kind, front)
        for (words, path), (_, group) in zip(paths, pages, strict=True):
            counts = [sizes[letter] for letter in group]
            mine = {
                **values,
                "total": sum(n for n, _ in counts),
                "places": sum(passages for _, passages in counts),
                "links": [(other, address, address == path) for other, address, _ in links],
            }
            mine["heading"] = f"{self.t(kind)}: {words}"
            yield from self._stale_listing(path, mine, group, not groups.isdisjoint(group))

    def date_pages(self) -> dict[str, str]:
        """The page of each group of the index of dates."""
        letters = self.ledger.letters("dates")
        if sum(row[1] for row in letters) <= ENTRIES and sum(row[2] for row in letters) <= 2 * PASSAGES:
            return {}
        return {letter: f"dates/{group_file(page)}.html" for page, group in _month_pages(letters) for letter in group}

    @staticmethod
    def anchor(key: str) -> str:
        """The id of an entry in its index."""
        return file_name(key.replace(" ", "-"))

    def _letter(self, letter: str) -> str:
        if letter == OTHER:
            return self.t("others")
        return date_in_words(letter, self.t) if letter[:1].isdigit() else letter

    def _stale_listing(
        self, path: str, values: dict[str, Any], letters: list[str], touched: bool = True
    ) -> Iterator[Listing]:
        """A page of an index, unless nothing of it was touched."""
        whole = {**values, "path": path}
        links = digest(json.dumps([whole, self.several], ensure_ascii=False))
        if touched or self.touched() or self.ledger.get(_links(path)) != links:
            yield Listing(path, whole, letters, links)
        else:
            self.keep(path)

    def listing(self, page: Listing) -> None:
        """Offer a page of an index."""
        self.written.remarks[_links(page.path)] = page.links
        inputs = page.links + self.ledger.state_of(page.values["kind"], page.letters)
        self.offer(page.path, inputs, lambda: self._listing(page))

    def _listing(self, page: Listing) -> bytes:
        whole = {**page.values, "groups": self._groups(page.values["kind"], page.letters)}
        return render_site_page("index", page.path, self.plan.frame, self.design, whole)

    def _groups(self, kind: str, letters: list[str]) -> list[tuple[str, list[dict[str, Any]]]]:
        """The entries of some groups under their heads; no head where it would say what its only entry says."""
        groups = []
        for head, members in groupby(letters, key=lambda letter: letter[:4]):
            rows = [self.shown(row) for letter in members for row in self.ledger.index(kind, letter)]
            is_told = len(letters) == 1 or (len(rows) == 1 and rows[0]["entry"].key == head)
            groups.append(("" if is_told else self._letter(head), rows))
        return groups

    def _grouped(self, rows: Iterable[Passage]) -> list[tuple[str, str, str, list[tuple[str, ...]]]]:
        """Passages document by document: title, day, address; of each the paragraph's address, its number, words
        before, the mention, words after, how often it is named there."""
        found: list[tuple[str, str, str, list[tuple[str, ...]]]] = []
        short, several, whole = (self.t(key, n="⟦n⟧") for key in ("paragraph-short", "times", "whole-document"))
        for name, group in groupby(rows, key=lambda row: row.document):
            page = href(name)
            told: list[tuple[str, ...]] = []
            title = day = ""
            for _, title, day, paragraph, n, before, surface, after, times in group:  # noqa: B007
                address = f"{page}.html#{paragraph if paragraph.isalnum() else href(paragraph)}".rstrip("#")
                often = several.replace("⟦n⟧", str(times)) if times > 1 else ""
                told.append((address, short.replace("⟦n⟧", n) if n else whole, before, surface, after, often))
            # Where there is one document only, its title says nothing.
            found.append((title if self.several else "", day, page, told))
        return found

    def shown(self, row: Indexed) -> dict[str, Any]:
        """An entry as an index shows it."""
        kind, key = row.entry[:2]
        return {
            "entry": row.entry,
            "id": self.anchor(key),
            "passages": row.passages,
            "documents": row.documents,
            "shown": len(row.first),
            "href": href(entry_page(kind, key)) if kind in PAGES else "",
            "groups": self._grouped(row.first),
        }


def _links(path: str) -> str:
    """Under which name is kept what stands on a page of an index besides the entries."""
    return f"links of {path}"


def _parted(months: list[tuple[str, int]]) -> list[tuple[int, int]]:
    """Months, each with its passages → parts with about 500 passages: half-open bounds."""
    bounds, start, size = [], 0, 0
    for position, (_, count) in enumerate(months):
        if size and size + count > OWN:
            bounds.append((start, position))
            start, size = position, 0
        size += count
    return [*bounds, (start, len(months))]


def _month_pages(letters: list[tuple[str, int, int]]) -> list[tuple[str, list[str]]]:
    """The groups of an index of dates → pages: a page for each year, or for each month of a year that has many."""
    pages: list[tuple[str, list[str]]] = []
    for year, group in groupby(letters, key=lambda row: row[0][:4]):
        months = list(group)
        if sum(row[2] for row in months) > PASSAGES:
            pages += [(letter, [letter]) for letter, _, _ in months]
        else:
            pages.append((year, [letter for letter, _, _ in months]))
    return pages


__all__ = ["Listing", "Pages"]
