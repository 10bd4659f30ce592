"""Pages over all documents that are no lists: timeline, map, networks, search. From the ledger; see `rendering`."""

from collections.abc import Iterator
from functools import cache, partial
from itertools import islice

from tei_edition import resources
from tei_edition.crosswalks.lists import Entry
from tei_edition.publishing.heads import LISTS, TIES
from tei_edition.publishing.ledger import Ledger
from tei_edition.publishing.pages import Pages
from tei_edition.publishing.sorting import digest, entry_page, href
from tei_edition.rendering import search
from tei_edition.rendering.drawing import Cell, Drawing
from tei_edition.rendering.geography import Spot, draw_map
from tei_edition.rendering.network import Tie, draw_network
from tei_edition.rendering.site import ASSETS, date_in_words
from tei_edition.rendering.timeline import Moment, draw_timeline

OUTLINE = "land-110m.json"
LICENCES = {search.ENGINE: "minisearch.LICENSE.txt", OUTLINE: "world-atlas.LICENSE.txt"}
# So many rows the table beneath a drawing has.
_ROWS = 300
# The networks of persons, and what they are made of.
_NETWORKS = ("speech", "company")
OF_NETWORKS = (TIES, "names of persons")
# What is no point on a map.
_AREAS = frozenset("country state territory region continent sea ocean lake river strait canal".split())


def timeline(pages: Pages) -> None:
    """Offer the timeline of the documents and of the dates they name; made anew only where these were touched."""
    if not pages.touched(LISTS, "dates"):
        pages.keep("timeline.html")
        return
    moments = (*_documents(pages), *_mentioned(pages))
    drawing = draw_timeline(moments, pages.t, pages.design.language, lambda date: date_in_words(date, pages.t), _ROWS)
    _page(pages, "timeline", [drawing])


def map_of_places(pages: Pages) -> None:
    """Offer the map of the places, and the licence of the outline beneath it."""
    outline = resources.asset(OUTLINE)
    if pages.touched("places"):
        _page(pages, "map", [draw_map(_spots(pages), pages.t, outline)], "" if outline else "drawing-no-outline")
    else:
        pages.keep("map.html")
    if outline:
        _licence(pages, OUTLINE)


def find_ties(ledger: Ledger) -> None:
    """See that the ledger has a place for each tie that `networks` shows."""
    for kind in _NETWORKS:
        ledger.postings.find_first(kind, _ROWS)


def networks(pages: Pages) -> None:
    """Offer the networks of persons."""
    if pages.touched(*OF_NETWORKS):
        _page(pages, "networks", [_network(pages, kind) for kind in _NETWORKS])
    else:
        pages.keep("networks.html")


def _licence(pages: Pages, asset: str) -> None:
    path = resources.asset(LICENCES[asset])
    if path:
        data = path.read_bytes()
        pages.offer(f"{ASSETS}/{LICENCES[asset]}", digest(data.decode()), lambda: data)


def _page(pages: Pages, name: str, drawings: list[Drawing], note: str = "") -> None:
    values = {
        "drawings": [
            {
                "kind": drawing.kind,
                "svg": drawing.svg,
                "columns": drawing.columns,
                "rows": drawing.rows[:_ROWS],
                "all": drawing.size,
                "left_out": drawing.left_out,
            }
            for drawing in drawings
        ],
        "note": note,
        "assets": ("drawings.css",),
    }
    pages.page(f"{name}.html", "drawings", pages.t(name), name, values)


def _documents(pages: Pages) -> Iterator[Moment]:
    for row in pages.ledger.heads.listed():
        yield Moment(row.iso_date, "", row.title, f"documents/{row.href}.html", document=True)


def _mentioned(pages: Pages) -> Iterator[Moment]:
    places = pages.date_pages()
    for row in pages.ledger.entries("dates"):
        first, _, last = row.entry.key.partition(" to ")
        label = date_in_words(row.entry.key, pages.t)
        address = f"{places.get(row.letter, 'dates.html')}#{pages.anchor(row.entry.key)}"
        yield Moment(first, last, label, address, certain=row.entry.type != "about", count=row.passages)


def _spots(pages: Pages) -> Iterator[Spot]:
    for row in pages.ledger.entries("places"):
        entry: Entry = row.entry
        latitude, longitude = entry.coordinates if len(entry.coordinates) == 2 else (None, None)
        address = href(entry_page("places", entry.key))
        yield Spot(entry.name, latitude, longitude, address, row.passages, entry.type in _AREAS)


def _network(pages: Pages, kind: str) -> Drawing:
    """The ties of all documents together, each with its first place: as many as the table shows."""
    postings, directed = pages.ledger.postings, kind == "speech"
    ties = [
        Tie(tie.one, tie.other, tie.times, _place(tie.document, tie.paragraph)) for tie in postings.ties(kind, _ROWS)
    ]
    names = {}
    for key in {key for tie in ties for key in (tie.one, tie.other)}:
        entry = pages.ledger.indexed("persons", key)
        names[key] = Cell(entry.name if entry else key, href(entry_page("persons", key)))
    left_out = postings.number(kind) - len(ties)
    return draw_network(kind, names, ties, pages.t, directed=directed, left_out=left_out)


def _place(document: str, paragraph: str) -> str:
    return f"documents/{href(document)}.html" + (f"#{href(paragraph)}" if paragraph else "")


def full_text(pages: Pages) -> None:
    """Offer the page of the search, its engine and the files of words."""
    t, works = pages.t, search.is_there()
    fields = {t(f"search-field-{field}"): field for field in search.FIELDS if field != "text"}
    words = {key: t(f"search-{key}") for key in ("busy", "none", "one", "many", "first", "like", "failed")}
    words |= {"otherOne": t("search-other-one"), "otherMany": t("search-other-many")}
    names = {field: name for name, field in fields.items()}
    values = {
        "works": works,
        "messages": {**words, "fields": fields, "paragraph": t("paragraph-short", n="⟦n⟧")},
        "examples": list(_examples(pages, names)),
        "assets": ("search.css", *((search.ENGINE, "search.js") if works else ())),
    }
    pages.page("search.html", "search", t("search"), "search", values)
    if works:
        engine = resources.asset(search.ENGINE)
        assert engine is not None
        data = engine.read_bytes()
        pages.offer(f"{ASSETS}/{search.ENGINE}", digest(data.decode()), lambda: data)
        _licence(pages, search.ENGINE)
        _index(pages)


def _index(pages: Pages) -> None:
    """The files of the search: those of words are written only where one of their words, or the list of documents, is
    other than before."""
    postings = pages.ledger.postings
    listed = digest(*postings.names())
    numbers = cache(postings.numbers)

    def words(number: int, shard: search.Shard) -> bytes:
        return b"".join(search.shard_file(number, postings.rows(shard, numbers())))

    shards = list(postings.shards())
    for number, shard in enumerate(shards):
        content = partial(words, number, shard)
        pages.offer(f"{search.FOLDER}/terms-{number:03}.js", f"{listed} {number} {shard}", content)
    names = postings.names()
    number = 0
    while part := list(islice(names, search.NAMES)):
        data = search.names_file(number, part)
        pages.offer(f"{search.FOLDER}/names-{number:03}.js", digest(data.decode()), partial(bytes, data))
        number += 1
    data = search.index_file(postings.lengths(), shards, postings.offered())
    pages.offer(f"{search.FOLDER}/index.js", digest(data.decode()), lambda: data)


def _examples(pages: Pages, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Questions that find something here, each with the key of what is said of it."""
    persons, places, bodies = (
        [row.entry.name for row in pages.ledger.most_named(kind, 2)] for kind in ("persons", "places", "organisations")
    )
    if len(places) > 1:
        yield " ".join(search.terms(f"{places[0]} {places[1]}")), "words"
    for name in [*bodies, *persons][:1]:
        yield f"“{_unquoted(name)}”", "phrase"
    for name in [word for word in search.terms(" ".join(places)) if len(word) > 4][:1]:
        yield f"{name[:4]}*", "prefix"
        yield f"{name[:3]}{name[4:]}~", "fuzzy"
    for name in persons[:1]:
        yield f'{names["person"]}:"{_unquoted(name)}"', "person"
    for tie in pages.ledger.postings.ties("speech", 1):
        speaker = pages.ledger.indexed("persons", tie.one)
        yield f'{names["speaker"]}:"{_unquoted(speaker.name if speaker else tie.one)}"', "speaker"
    if day := pages.ledger.heads.span()[0]:
        yield f"{names['date']}:{day[:7]}", "date"


def _unquoted(name: str) -> str:
    return "".join(sign for sign in name if sign not in '"“”„«»')
