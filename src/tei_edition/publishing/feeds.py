"""What a site tells machines of itself: an Atom feed of its changes (RFC 4287), and sitemaps (sitemaps.org 0.9)."""

import uuid
from collections.abc import Callable, Iterator
from itertools import islice
from xml.sax.saxutils import escape

from lxml import etree

from tei_edition.crosswalks.card import Card
from tei_edition.edition import Edition
from tei_edition.publishing.sorting import digest, href
from tei_edition.rendering.site import Site

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
# The most a sitemap may hold, and a feed is asked to.
_URLS, ENTRIES = 50_000, 50
_EPOCH = "1970-01-01"


def atom(site: Site, edition: Edition, cards: list[Card]) -> bytes:
    """The newest changes as a feed: an entry for each document, dated by the last change its header tells.

    A header without dates is dated by its document's own date: the feed says what the files say, never when it was
    made.
    """
    dated = sorted(((updated(card), card.name, card) for card in cards), key=lambda row: row[:2], reverse=True)
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    name = edition.identifier or edition.title or "edition"
    _add(feed, "title", site.title)
    _add(feed, "id", _id(site, name, ""))
    _add(feed, "updated", _instant(dated[0][0] if dated else _EPOCH))
    author = etree.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", ", ".join(edition.editors) or edition.publisher or site.title)
    etree.SubElement(feed, f"{{{_ATOM}}}link", rel="alternate", type="text/html", href=f"{site.address}index.html")
    if site.address:
        etree.SubElement(feed, f"{{{_ATOM}}}link", rel="self", href=f"{site.address}feed.xml")
    for day, _, card in dated[:ENTRIES]:
        entry = etree.SubElement(feed, f"{{{_ATOM}}}entry")
        page = f"documents/{href(card.name)}.html"
        _add(entry, "title", card.title)
        _add(entry, "id", _id(site, name, page))
        _add(entry, "updated", _instant(day))
        etree.SubElement(entry, f"{{{_ATOM}}}link", rel="alternate", type="text/html", href=f"{site.address}{page}")
        words = [change.words for change in card.changes] or [card.abstract or card.title]
        _add(entry, "summary", " ".join(words))
    return etree.tostring(feed, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def updated(card: Card) -> str:
    """The day of the last change that a header tells; else the document's own; else the first day of all."""
    days = [change.when[:10] for change in card.changes if len(change.when) >= 10]
    day = max(days, default=card.iso_date[:10])
    return day if len(day) == 10 else _EPOCH


def _instant(day: str) -> str:
    return f"{day}T00:00:00Z"


def _id(site: Site, name: str, page: str) -> str:
    return f"{site.address}{page}" if site.address else uuid.uuid5(uuid.NAMESPACE_URL, f"{name}/{page}").urn


def _add(parent: etree._Element, name: str, words: str) -> None:
    # XML cannot hold these; a header cannot either.
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = "".join(c for c in words if c >= " " or c in "\t\n")


def sitemap(
    address: str, paths: Callable[[], Iterator[str]]
) -> Iterator[tuple[str, str, Callable[[], Iterator[bytes]]]]:
    """`sitemap.xml`, and the files it leads to where there are more than 50,000 pages: (name, checksum, parts).

    Args:
        address: of the site, absolute, with `/` at the end.
        paths: gives those of its pages, from its root.
    """
    number = sum(1 for _ in paths())

    def part(k: int) -> Iterator[str]:
        return (address + href(path) for path in islice(paths(), k, k + _URLS))

    if number <= _URLS:
        yield "sitemap.xml", digest(*part(0)), lambda: _locations("urlset", "url", part(0))
        return
    names = []
    for k in range(0, number, _URLS):
        names.append(f"sitemap-{k // _URLS + 1}.xml")
        yield names[-1], digest(*part(k)), lambda k=k: _locations("urlset", "url", part(k))  # type: ignore[misc]
    addresses = [address + name for name in names]
    yield "sitemap.xml", digest(*addresses), lambda: _locations("sitemapindex", "sitemap", iter(addresses))


def _locations(root: str, row: str, addresses: Iterator[str]) -> Iterator[bytes]:
    yield f"<?xml version='1.0' encoding='UTF-8'?>\n<{root} xmlns=\"{_SITEMAP}\">\n".encode()
    for address in addresses:
        yield f"  <{row}>\n    <loc>{escape(address)}</loc>\n  </{row}>\n".encode()
    yield f"</{root}>\n".encode()
