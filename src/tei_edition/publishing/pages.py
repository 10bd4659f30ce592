"""The pages of a site that depend on many documents: written from the ledger, each only when its own content changes.

An entry's page is looked at where a document changed what it says of the entry; all others are cheap enough to be
looked at in every build that changed anything. What is held in memory is one page, and the heads of the documents.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any, NamedTuple

from tei_edition import __version__
from tei_edition.crosswalks.card import KINDS, Card
from tei_edition.edition import Edition
from tei_edition.publishing import feeds, overviews
from tei_edition.publishing.documents import write
from tei_edition.publishing.jobs import FOLDER, Plan, stamp_at
from tei_edition.publishing.ledger import UNDATED, File, Indexed, Ledger, Passage
from tei_edition.publishing.sorting import OTHER, PAGES, digest, entry_page, file_name, group_file, href
from tei_edition.rendering.design import Design, Messages
from tei_edition.rendering.site import ASSETS, assets_of, date_in_words, render_site_page

# How much one page holds: documents of a list, entries and passages of an index, passages of an entry that are shown in
# its index, passages on an entry's own page.
DOCUMENTS, ENTRIES, PASSAGES, SHOWN, OWN = 200, 250, 500, 5, 500


class Listed(NamedTuple):
    """A document in a list."""

    file: str
    href: str
    title: str
    iso_date: str
    date: str
    genre: str
    place: str
    language: str
    paragraphs: int
    share: int


class Pages:
    """Writes the pages of a site. `made` counts those that were written, `kept` holds the addresses of all."""

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        self.plan = plan
        self.ledger = ledger
        self.design = Design.of(plan.edition)
        self.t = Messages(self.design.language, self.design.tables)
        self.kept: set[str] = set()
        self.several = len(ledger.known()) > 1
        self.made = 0

    def offer(self, path: str, inputs: str, content: Callable[[], bytes]) -> None:
        """Write a page unless it stands and was made of the same.

        Args:
            inputs: a checksum of what it is made of.
        """
        self.kept.add(path)
        inputs = digest(self.plan.base, inputs)
        known = self.ledger.file(path)
        if known and known.inputs == inputs and stands(self.plan, known):
            return
        file = write(self.plan.site, path, content(), "", inputs)
        self.made += not known or known.sha256 != file.sha256
        self.ledger.enter(file)

    def page(self, path: str, template: str, heading: str, here: str, values: dict[str, Any]) -> None:
        """Offer a page made from a template; its inputs are the values."""
        whole = {"heading": heading, "here": here, "path": path, **values}
        told = json.dumps([template, whole], ensure_ascii=False, default=str)
        self.offer(path, told, lambda: render_site_page(template, path, self.plan.frame, self.design, whole))

    def write(self) -> None:
        """Write everything that is not up to date."""
        for name, content in assets_of(self.design).items():
            self.offer(f"{ASSETS}/{name}", digest(content.decode()), lambda content=content: content)  # type: ignore[misc]
        self._indices()
        heads = list(self.ledger.heads())
        self._lists(heads)
        self._front(heads)
        self._about(heads)
        self._changes(heads)
        self._notices(heads)
        overviews.write(self, heads)
        self._machines(heads)

    # Indices

    def _indices(self) -> None:
        touched = self.ledger.touched()
        for kind, key in touched:
            row = self.ledger.summarise(kind, key, PASSAGES if kind == "dates" else SHOWN)
            if row and kind in PAGES:
                self._entry(row)
        self._keep_entries()
        for kind in KINDS:
            self._index(kind)

    def _keep_entries(self) -> None:
        """Pages of entries that were not looked at stay; those of entries that are gone do not."""
        stems = {entry_page(kind, key).removesuffix(".html") for kind in PAGES for key in self.ledger.keys(kind)}
        folders = tuple(f"{folder}/" for folder in PAGES.values())
        self.kept.update(
            path
            for path in self.ledger.pages()
            if path.startswith(folders) and path.removesuffix(".html").partition("~")[0] in stems
        )

    def _entry(self, row: Indexed) -> None:
        """The pages of one entry: its passages, parted by date where there are many."""
        kind, key = row.entry[:2]
        spread = self.ledger.spread(kind, key)
        bounds = _parted([(day, passages) for day, _, _, passages in spread])
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
            self.offer(paths[number], told, lambda a=paths[number], v=values, p=part: self._own(a, v, p))  # type: ignore[misc]
        kept = set(paths)
        for number in range(len(bounds) + 1, 1 << 20):
            stale = self.ledger.file(f"{first}~{max(number, 2)}.html")
            if not stale or stale.path in kept:
                break
            (self.plan.site / stale.path).unlink(missing_ok=True)
            self.ledger.strike(stale.path)

    def _own(self, path: str, values: dict[str, Any], part: list[tuple[str, str, str, int]]) -> bytes:
        entry = values["entry"]
        rows = self.ledger.passages(entry.kind, entry.key, part[0][:2], part[-1][:2])
        whole = {
            "heading": entry.name,
            "here": entry.kind,
            "path": path,
            **values,
            "groups": self._grouped(rows),
        }
        return render_site_page("entry", path, self.plan.frame, self.design, whole)

    def _span(self, first: str, last: str) -> str:
        ends = [day[:7] for day in (first, last) if day != UNDATED]
        if not ends:
            return self.t("undated")
        return date_in_words(ends[0] if ends[0] == ends[-1] else f"{ends[0]} to {ends[-1]}", self.t)

    def _index(self, kind: str) -> None:
        """An index on one page where it is small; else a page for each letter, or each year of dates."""
        letters = self.ledger.letters(kind)
        entries, places = sum(row[1] for row in letters), sum(row[2] for row in letters)
        values: dict[str, Any] = {
            "kind": kind,
            "total": entries,
            "places": places,
            "links": [],
            "bars": [],
            "most_named": [],
        }
        if entries <= ENTRIES and (kind != "dates" or places <= 2 * PASSAGES):
            self._index_page(f"{kind}.html", kind, values, [letter for letter, _, _ in letters])
            return
        pages = _month_pages(letters) if kind == "dates" else [(letter, [letter]) for letter, _, _ in letters]
        paths = [(self._letter(letter), f"{kind}/{group_file(letter)}.html") for letter, _ in pages]
        links = [(words, path, False) for words, path in paths]
        most = [self._shown(row) for row in self.ledger.most_named(kind, 60)] if kind != "dates" else []
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
            self._index_page(path, kind, mine, group, f"{self.t(kind)}: {words}")

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

    def _index_page(self, path: str, kind: str, values: dict[str, Any], letters: list[str], heading: str = "") -> None:
        whole = {"heading": heading or self.t(kind), "here": kind, "path": path, **values}
        told = json.dumps([whole, self.several, self.ledger.state_of(kind, letters)], ensure_ascii=False)

        def content() -> bytes:
            groups = self._groups(kind, letters)
            return render_site_page("index", path, self.plan.frame, self.design, {**whole, "groups": groups})

        self.offer(path, told, content)

    def _groups(self, kind: str, letters: list[str]) -> list[tuple[str, list[dict[str, Any]]]]:
        """The entries of some groups under their heads; no head where it would say what its only entry says."""
        groups = []
        for head, members in groupby(letters, key=lambda letter: letter[:4]):
            rows = [self._shown(row) for letter in members for row in self.ledger.index(kind, letter)]
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

    def _shown(self, row: Indexed) -> dict[str, Any]:
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

    # Lists of documents

    def _lists(self, heads: list[Card]) -> None:
        years: dict[str, list[Card]] = defaultdict(list)
        genres: dict[str, list[Card]] = defaultdict(list)
        for card in heads:
            years[card.iso_date[:4]].append(card)
            if card.genre:
                genres[card.genre].append(card)
        self.years = [
            (year or self.t("undated"), len(years[year]), f"years/{year or 'undated'}.html")
            for year in sorted(years, key=_last)
        ]
        by_size = sorted(genres, key=lambda genre: (-len(genres[genre]), genre))
        self.genres = [(genre, len(genres[genre]), f"types/{file_name(genre)}.html") for genre in by_size]
        named = {
            kind: [
                (row.entry.heading, row.documents, entry_page(*row.entry[:2]))
                for row in self.ledger.most_named(kind, 12)
            ]
            for kind in ("persons", "places")
        }
        facets = [
            ("by-date", self.years, ""),
            ("by-genre", self.genres, ""),
            *((f"by-{kind}", rows, f"{kind}.html") for kind, rows in named.items()),
        ]
        self._list("documents.html", self.t("documents"), heads, {"facets": facets, "script": True})
        for (year, _, path), key in zip(self.years, sorted(years, key=_last), strict=True):
            self._list(path, self.t("of-year", year=year) if key else year, years[key], {"facets": []})
        for genre, _, path in self.genres:
            self._list(path, self.t("of-type", type=genre), genres[genre], {"facets": []})
        self.offer(f"{ASSETS}/documents.js", self._state(heads), lambda: self._filters(heads))

    def _state(self, heads: list[Card]) -> str:
        return digest(*(f"{card.name} {card.title} {card.iso_date} {card.genre}" for card in heads), self._named())

    def _named(self) -> str:
        return digest(
            *(f"{document} {key}" for kind in ("persons", "places") for document, key in self.ledger.named_in(kind))
        )

    def _list(self, path: str, heading: str, cards: list[Card], values: dict[str, Any]) -> None:
        """A list, in parts where it is long."""
        stem = path.removesuffix(".html")
        parts = [cards[k : k + DOCUMENTS] for k in range(0, len(cards), DOCUMENTS)] or [[]]
        folder = "documents-" if stem == "documents" else f"{stem}-"
        paths = [path, *(f"{folder}{number}.html" for number in range(2, len(parts) + 1))]
        for number, part in enumerate(parts):
            links = [(str(k + 1), address, k == number) for k, address in enumerate(paths)] if len(paths) > 1 else []
            title = heading if number == 0 else f"{heading}, {self.t('part-of', n=number + 1, all=len(paths))}"
            rows = [_listed(card) for card in part]
            self.page(
                paths[number],
                "list",
                title,
                "documents",
                {**values, "total": len(cards), "links": links, "documents": rows},
            )

    def _filters(self, heads: list[Card]) -> bytes:
        """What the script that filters the list reads: it opens from a file too, where nothing can be fetched."""
        number = {card.name: k for k, card in enumerate(heads)}
        facets: dict[str, Any] = {}
        for kind in ("persons", "places"):
            members: dict[str, list[int]] = defaultdict(list)
            for document, key in self.ledger.named_in(kind):
                members[key].append(number[document])
            names = {row.entry.key: row.entry.heading for row in self.ledger.index(kind) if row.entry.key in members}
            facets[kind] = [
                [names.get(key, key), rows]
                for key, rows in sorted(members.items(), key=lambda r: names.get(r[0], r[0]).casefold())
            ]
        rows = [
            [href(card.name), card.title, card.iso_date[:10], card.genre, card.language, self._about_line(card)]
            for card in heads
        ]
        data = json.dumps({"documents": rows, **facets}, ensure_ascii=False, separators=(",", ":"))
        return f"window.editionDocuments={data};\n".encode()

    def _about_line(self, card: Card) -> list[str]:
        day = date_in_words(card.iso_date[:10], self.t) if card.iso_date else card.date or self.t("undated")
        review = self.t("unreviewed-some", share=card.share) if card.share else self.t("reviewed-all")
        return [
            part for part in (day, card.genre, card.place, _counted(self.t, "paragraphs", card.size), review) if part
        ]

    # The edition itself

    def _front(self, heads: list[Card]) -> None:
        counts = {kind: self._count(kind) for kind in KINDS}
        tags, unreviewed = sum(card.tags for card in heads), sum(card.unreviewed for card in heads)
        few = len(heads) <= 12
        days = [card.iso_date[:10] for card in heads if card.iso_date]
        span = date_in_words(days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}", self.t) if days else ""
        figures = [(len(heads), _noun(self.t, "documents", len(heads)).capitalize(), "documents.html")]
        figures += [(counts[kind], self.t(kind), f"{kind}.html") for kind in KINDS if counts[kind]]
        values = {
            "introduction": heads[0].abstract if len(heads) == 1 else "",
            "span": span,
            "figures": figures,
            "tags": tags,
            "unreviewed": unreviewed,
            "share": -(-100 * unreviewed // tags) if tags else 0,
            "years": self.years,
            "documents": [_listed(card) for card in (heads if few else heads[:6])],
            "more": not few,
            "named": [
                (kind, [self._shown(row) for row in self.ledger.most_named(kind, 8)])
                for kind in ("persons", "places", "organisations", "events")
            ],
            "citation": self._citation(),
        }
        self.page("index.html", "front", self.plan.frame.title, "front", values)

    def _count(self, kind: str) -> int:
        return sum(row[1] for row in self.ledger.letters(kind))

    def _citation(self) -> str:
        edition = self.plan.edition
        parts = [
            ", ".join(edition.editors),
            f"“{self.plan.frame.title}”",
            edition.publisher if edition.publisher not in edition.editors else "",
            edition.version and self.t("version", version=edition.version),
            self.plan.frame.address,
        ]
        return ", ".join(filter(None, parts)) + "."

    def _about(self, heads: list[Card]) -> None:
        principles: dict[tuple[tuple[str, str], ...], list[str]] = defaultdict(list)
        for card in heads:
            principles[card.principles].append(card.title)
        rows = [
            (titles[0] if len(titles) == 1 else _counted(self.t, "documents", len(titles)), list(words))
            for words, titles in sorted(principles.items(), key=lambda row: -len(row[1]))
            if words
        ]
        self.page("about.html", "about", self.t("principles"), "about-edition", {"principles": rows})
        numbers = [
            ("number-documents", len(heads)),
            ("number-paragraphs", sum(card.size for card in heads)),
            ("number-words", sum(card.words for card in heads)),
            ("number-tags", sum(card.tags for card in heads)),
            ("number-unreviewed", sum(card.unreviewed for card in heads)),
        ]
        kinds = [(kind, self._count(kind), sum(row[2] for row in self.ledger.letters(kind))) for kind in KINDS]
        tables = [("by-date", self.years), ("by-genre", self.genres)]
        values = {"numbers": numbers, "kinds": kinds, "tables": tables}
        self.page("statistics.html", "statistics", self.t("statistics"), "about-edition", values)
        self.page("credits.html", "credits", self.t("credits"), "about-edition", self._credits(heads))

    def _credits(self, heads: list[Card]) -> dict[str, Any]:
        """Who and what all headers name, each once, in the order in which they come."""
        edition = self.plan.edition
        who: dict[str, dict[str, None]] = {"publisher": {}, "editors": {}}
        rights: dict[str, None] = {}
        licences: dict[tuple[str, str], None] = {}
        for card in heads:
            licences[card.licence, card.licence_url] = None
            rights |= dict.fromkeys(card.rights)
            rows = [("publisher", card.publisher), *(("editors", name) for name in card.editors)]
            rows += [("translator", name) for name in card.translators] + [("author", name) for name in card.authors]
            rows += [(what, name) for what, names in card.credits for name in names.split(", ")]
            rows += [("repository", card.repository), ("support", card.funding)]
            for what, name in rows:
                if name:
                    who.setdefault(what, {})[name] = None
        for what, names in (("publisher", (edition.publisher,)), ("editors", edition.editors)):
            who[what] |= dict.fromkeys(filter(None, names))
        found = [row for row in licences if row[0]] or [(edition.licence, edition.licence_url)]
        credits = [(what, list(names)[:_NAMES]) for what, names in who.items() if names]
        return {"licences": found, "rights": list(rights)[:_NAMES], "credits": credits, "tool": __version__}

    def _changes(self, heads: list[Card]) -> None:
        days: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
        for card in heads:
            for change in card.changes:
                days[change.when[:10]][change.words].append((href(card.name), card.title))
        rows = [
            (
                day,
                [
                    {"words": words, "documents": found[:5], "more": max(0, len(found) - 5)}
                    for words, found in days[day].items()
                ][:_NAMES],
            )
            for day in sorted(days, reverse=True)
        ]
        titles = {card.name: card.title for card in heads}
        versions = [
            (
                version,
                [(f"versions/{href(version)}/{href(name)}.html", titles.get(name, name)) for name in names[:_NAMES]],
            )
            for version, names in sorted(old_versions(self.plan.edition).items(), reverse=True)
        ]
        self.page("changes.html", "changes", self.t("changes"), "about-edition", {"days": rows, "versions": versions})

    def _notices(self, heads: list[Card]) -> None:
        """What stands where no page is: 404.html, documents that moved or were withdrawn."""
        words = {"words": self.t("not-found-about"), "forward": "", "paragraphs": []}
        self.page("404.html", "notice", self.t("not-found"), "", words)
        from tei_edition.encoding import ids

        here = {card.name: card.title for card in heads}
        # What could not be made is not withdrawn.
        failed = {failure.name for failure in self.ledger.failures()}
        folder = self.plan.edition.folder
        assert folder is not None
        for lock in sorted((folder / ids.FOLDER).glob("*.tsv")):
            name = lock.stem
            if name in here or name in failed:
                continue
            moved = self.plan.edition.document(name).moved_to
            rows = [{"id": row.id, "n": row.n, "words": row.words} for row in ids.read_ids(lock)]
            values = {
                "words": self.t("moved-about" if moved in here else "withdrawn-about"),
                "forward": f"{href(moved)}.html" if moved in here else "",
                "forward_title": here.get(moved, ""),
                "paragraphs": [] if moved in here else rows,
            }
            self.page(
                f"{FOLDER}/{name}.html",
                "notice",
                self.t("moved" if moved in here else "withdrawn"),
                "documents",
                values,
            )

    def _machines(self, heads: list[Card]) -> None:
        told = digest(*(json.dumps([card.name, card.title, card.abstract, *card.changes]) for card in heads))
        self.offer("feed.xml", told, lambda: feeds.atom(self.plan.frame, self.plan.edition, heads))
        if self.plan.frame.address:
            paths = sorted(
                path
                for path in (*self.kept, *(f"{FOLDER}/{card.name}.html" for card in heads))
                if path.endswith(".html") and path != "404.html"
            )
            for name, content in feeds.sitemap(self.plan.frame.address, paths):
                self.offer(name, digest(content.decode()), lambda content=content: content)  # type: ignore[misc]


# So many names a list of credits, rights or changes shows.
_NAMES = 200


def stands(plan: Plan, file: File) -> bool:
    """Whether a file is as it was written, as far as the file system says: ten thousand are seen at a glance."""
    return stamp_at(f"{plan.site}/{file.path}") == file.stamp


def old_versions(edition: Edition) -> dict[str, list[str]]:
    """The versions that an edition keeps in its folder `versions/VERSION/`, each with its documents' names."""
    folder = edition.subfolder("versions")
    found = sorted(folder.iterdir()) if folder else []
    return {path.name: sorted(file.stem for file in path.glob("*.xml")) for path in found if path.is_dir()}


def _last(key: str) -> tuple[bool, str]:
    return not key, key


def _parted(rows: list[tuple[str, int]]) -> list[tuple[int, int]]:
    """Documents in the order of their dates → parts with about 500 passages, cut between months: half-open bounds."""
    bounds, start, size = [], 0, 0
    position = 0
    for _, group in groupby(rows, key=lambda row: row[0][:7]):
        months = list(group)
        count = sum(passages for _, passages in months)
        if size and size + count > OWN:
            bounds.append((start, position))
            start, size = position, 0
        position += len(months)
        size += count
    return [*bounds, (start, position)]


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


def _listed(card: Card) -> Listed:
    return Listed(
        file_name(card.name),
        href(card.name),
        card.title,
        card.iso_date[:10],
        card.date,
        card.genre,
        card.place,
        card.language,
        card.size,
        card.share,
    )


def _counted(t: Messages, key: str, n: int) -> str:
    return t(f"{key}-one") if n == 1 else t(f"{key}-many", n=n)


def _noun(t: Messages, key: str, n: int) -> str:
    """“documents” without its number."""
    return _counted(t, key, n).replace(str(n), "").strip()


__all__ = ["Pages", "old_versions", "stands"]
