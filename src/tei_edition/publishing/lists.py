"""The lists of documents with their facets, what the script filters them by, the front page and the numbers.

Offered to `Pages`. Sums and facets are looked at in every build; the lists only where one of their rows changed.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import orjson

from tei_edition.crosswalks.lists import KINDS
from tei_edition.publishing.heads import LISTS, Listed
from tei_edition.publishing.ledger import MEMBERS
from tei_edition.publishing.pages import Pages
from tei_edition.publishing.sorting import digest, entry_page, file_name
from tei_edition.rendering.design import Messages
from tei_edition.rendering.site import ASSETS, date_in_words

# How many documents one page of a list holds; up to how many the front page lists all.
DOCUMENTS, FEW = 200, 12

_Facet = tuple[str, int, str]


def write(pages: Pages) -> None:
    """Offer the pages."""
    years = pages.ledger.heads.years()
    by_year = [
        (year or pages.t("undated"), number, f"years/{file_name(year or 'undated')}.html") for year, number in years
    ]
    by_genre = [(genre, number, f"types/{file_name(genre)}.html") for genre, number in pages.ledger.heads.genres()]
    _lists(pages, [year for year, _ in years], by_year, by_genre)
    _front(pages, by_year)
    _statistics(pages, by_year, by_genre)


def counted(t: Messages, key: str, n: int) -> str:
    """“12 documents” in the words of the interface."""
    return t(f"{key}-one") if n == 1 else t(f"{key}-many", n=n)


def _lists(pages: Pages, years: list[str], by_year: list[_Facet], by_genre: list[_Facet]) -> None:
    named = {
        kind: [
            (row.entry.heading, row.documents, entry_page(*row.entry[:2])) for row in pages.ledger.most_named(kind, FEW)
        ]
        for kind in ("persons", "places")
    }
    facets = [
        ("by-date", by_year, ""),
        ("by-genre", by_genre, ""),
        *((f"by-{kind}", rows, f"{kind}.html") for kind, rows in named.items()),
    ]
    heads, t = pages.ledger.heads, pages.t
    told = digest(json.dumps(facets, ensure_ascii=False))
    if pages.stale("facets", told, LISTS):
        total = heads.sums().documents
        everything = {"facets": facets, "script": True}
        _list(pages, "documents.html", t("documents"), heads.listed(), total, everything)
        for (words, number, path), year in zip(by_year, years, strict=True):
            heading = t("of-year", year=words) if year else words
            _list(pages, path, heading, heads.listed(year=year), number, {"facets": []})
        for genre, number, path in by_genre:
            _list(pages, path, t("of-type", type=genre), heads.listed(genre=genre), number, {"facets": []})
    else:
        pages.keep("documents.html", "documents-*", "years/*", "types/*")
    filters = f"{ASSETS}/documents.js"
    if pages.touched(LISTS, MEMBERS, "names of persons", "names of places"):
        pages.offer(filters, digest(*_filters(pages)), lambda: (part.encode() for part in _filters(pages)))
    else:
        pages.keep(filters)


def _list(
    pages: Pages, path: str, heading: str, documents: Iterable[Listed], total: int, values: dict[str, Any]
) -> None:
    """A list, in parts where it is long."""
    stem = path.removesuffix(".html")
    folder = "documents-" if stem == "documents" else f"{stem}-"
    paths = [path, *(f"{folder}{number}.html" for number in range(2, -(-total // DOCUMENTS) + 1))]
    for number, part in enumerate(_parts(documents)):
        links = [(str(k + 1), address, k == number) for k, address in enumerate(paths)] if len(paths) > 1 else []
        title = heading if number == 0 else f"{heading}, {pages.t('part-of', n=number + 1, all=len(paths))}"
        whole = {**values, "total": total, "links": links, "documents": part}
        pages.page(paths[number], "list", title, "documents", whole)


def _parts(documents: Iterable[Listed]) -> Iterator[list[Listed]]:
    """So many documents at a time; one part with none where there is none."""
    part: list[Listed] = []
    number = 0
    for document in documents:
        if len(part) == DOCUMENTS:
            yield part
            part, number = [], number + 1
        part.append(document)
    if part or not number:
        yield part


def _filters(pages: Pages) -> Iterator[str]:
    """What the script that filters the list reads: it opens from a file too, where nothing can be fetched."""
    rows = (
        _json([row.href, row.title, row.iso_date, row.genre, row.language, _about_line(pages.t, row)])
        for row in pages.ledger.heads.listed()
    )
    yield 'window.editionDocuments={"documents":['
    yield from _joined(rows)
    number = {name: k for k, name in enumerate(pages.ledger.heads.names())}
    for kind in ("persons", "places"):
        yield f'],"{kind}":['
        yield from _joined(
            _json([heading, [number[document] for document in documents]])
            for heading, documents in pages.ledger.members(kind)
        )
    yield "]};\n"


def _json(cells: list[Any]) -> str:
    return orjson.dumps(cells).decode()


def _joined(rows: Iterator[str]) -> Iterator[str]:
    return chain.from_iterable((("," if k else ""), row) for k, row in enumerate(rows))


def _about_line(t: Messages, row: Listed) -> list[str]:
    day = date_in_words(row.iso_date, t) if row.iso_date else row.date or t("undated")
    review = t("unreviewed-some", share=row.share) if row.share else t("reviewed-all")
    return [part for part in (day, row.genre, row.place, counted(t, "paragraphs", row.paragraphs), review) if part]


def _front(pages: Pages, by_year: list[_Facet]) -> None:
    t, heads = pages.t, pages.ledger.heads
    sums = heads.sums()
    counts = {kind: _entries(pages, kind)[0] for kind in KINDS}
    first, last = heads.span()
    figures = [(sums.documents, _noun(t, "documents", sums.documents).capitalize(), "documents.html")]
    figures += [(counts[kind], t(kind), f"{kind}.html") for kind in KINDS if counts[kind]]
    few = sums.documents <= FEW
    values = {
        "introduction": next(heads.cards()).abstract if sums.documents == 1 else "",
        "span": date_in_words(first if first == last else f"{first} to {last}", t) if first else "",
        "figures": figures,
        "tags": sums.tags,
        "unreviewed": sums.unreviewed,
        "share": -(-100 * sums.unreviewed // sums.tags) if sums.tags else 0,
        "years": by_year,
        "documents": list(heads.listed(most=FEW if few else 6)),
        "more": not few,
        "named": [
            (kind, [pages.shown(row) for row in pages.ledger.most_named(kind, 8)])
            for kind in ("persons", "places", "organisations", "events")
        ],
        "citation": _citation(pages),
    }
    pages.page("index.html", "front", pages.plan.frame.title, "front", values)


def _entries(pages: Pages, kind: str) -> tuple[int, int]:
    """How many entries and passages an index has."""
    letters = pages.ledger.letters(kind)
    return sum(row[1] for row in letters), sum(row[2] for row in letters)


def _citation(pages: Pages) -> str:
    edition, frame = pages.plan.edition, pages.plan.frame
    parts = [
        ", ".join(edition.editors),
        f"“{frame.title}”",
        edition.publisher if edition.publisher not in edition.editors else "",
        edition.version and pages.t("version", version=edition.version),
        frame.address,
    ]
    return ", ".join(filter(None, parts)) + "."


def _statistics(pages: Pages, by_year: list[_Facet], by_genre: list[_Facet]) -> None:
    sums = pages.ledger.heads.sums()._asdict()
    numbers = [(f"number-{name}", number) for name, number in sums.items()]
    kinds = [(kind, *_entries(pages, kind)) for kind in KINDS]
    tables = [("by-date", by_year), ("by-genre", by_genre)]
    values = {"numbers": numbers, "kinds": kinds, "tables": tables}
    pages.page("statistics.html", "statistics", pages.t("statistics"), "about-edition", values)


def _noun(t: Messages, key: str, n: int) -> str:
    """“documents” without its number."""
    return counted(t, key, n).replace(str(n), "").strip()
