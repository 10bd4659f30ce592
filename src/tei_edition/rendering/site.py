"""The pages of a site that tell of many documents: front page, lists, indices, what the edition says of itself.

Each is a template filled in with rows that somebody else has counted; nothing here knows where they come from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from tei_edition.crosswalks.metadata import AUTHORITIES
from tei_edition.rendering import design as pages
from tei_edition.rendering.design import Design, Look, Messages, asset, carried, linked
from tei_edition.rendering.templates_of import render_template

ASSETS = "assets"
STYLES, SCRIPTS = ("site.css",), ("site.js",)

# What stands above every page of a site: the name of its message, its address from the site's root.
NAVIGATION = (
    ("documents", "documents.html"),
    ("persons", "persons.html"),
    ("places", "places.html"),
    ("organisations", "organisations.html"),
    ("events", "events.html"),
    ("dates", "dates.html"),
    ("timeline", "timeline.html"),
    ("map", "map.html"),
    ("networks", "networks.html"),
    ("comparisons", "comparisons.html"),
    ("search", "search.html"),
    ("about-edition", "about.html"),
)


@dataclass(frozen=True)
class Site:
    """What stands around every page.

    Attributes:
        title: of the edition. version, publisher: what its footer says.
        address: where the site is published, absolute, with `/` at the end; empty where that is not known.
        root: the way from the page to the site's root: empty, or `../`.
        here: the entry of `NAVIGATION` that the page belongs to.
        comparisons: whether texts are compared in it.
        old, current: on a page of an earlier version, which it is, and the address of the current one.
    """

    title: str
    version: str = ""
    publisher: str = ""
    address: str = ""
    root: str = ""
    here: str = ""
    old: str = ""
    current: str = ""
    comparisons: bool = False

    @property
    def navigation(self) -> tuple[tuple[str, str], ...]:
        """What stands above every page: the name of its message, its address."""
        shown = [row for row in NAVIGATION if self.comparisons or row[0] != "comparisons"]
        return tuple((name, self.root + address) for name, address in shown)

    def at(self, path: str, here: str = "") -> "Site":
        """The same, seen from a page."""
        return replace(self, root="../" * path.count("/"), here=here)


def look_of(depth: int, more: Iterable[str] = ()) -> Look:
    """Style and script of a page in a site, linked.

    Args:
        depth: how many folders below the site's root it lies.
        more: names of style sheets and scripts that it has besides those of every page.
    """
    folder = "../" * depth + ASSETS
    look = linked(folder)
    names = [*STYLES, *more]
    styles, scripts = ([f"{folder}/{name}" for name in names if name.endswith(ending)] for ending in (".css", ".js"))
    return replace(look, styles=(*look.styles, *styles), scripts=(*look.scripts, *scripts))


def assets_of(design: Design) -> dict[str, bytes]:
    """The files that all pages share: name → bytes."""
    files = {"style.css": pages.STYLES, "script.js": pages.SCRIPTS, "site.css": STYLES, "site.js": SCRIPTS}
    files |= {name: (name,) for name in ("drawings.css", "comparing.css", "search.css", "search.js")}
    return {name: asset(design, parts).encode() for name, parts in files.items()}


def render_site_page(template: str, path: str, site: Site, design: Design, values: Mapping[str, Any]) -> bytes:
    """One page of the site.

    Args:
        template: its name without ending. path: the page's address from the site's root.
        values: what the template asks for besides.

    Raises:
        RenderError: the template is wrong.
    """
    t = Messages(design.language, design.tables)
    whole = {
        "t": t,
        "site": site.at(path, values.get("here", "")),
        "root": "../" * path.count("/"),
        # Where a page is missing nobody knows how deep the reader is.
        "look": carried(design, (*pages.STYLES, *STYLES))
        if path == "404.html"
        else look_of(path.count("/"), _more(values)),
        "linked": AUTHORITIES,
        "date_in_words": lambda value: date_in_words(value, t),
        **values,
    }
    return render_template("html", f"{template}.html.j2", design.templates, whole).encode()


def _more(values: Mapping[str, Any]) -> tuple[str, ...]:
    return SCRIPTS if values.get("script") else tuple(values.get("assets", ()))


def date_in_words(value: str, t: Messages) -> str:
    """A date of ISO 8601, or two with ` to ` between, in the words of the interface: `3 August 1964`."""
    return _in_words(value, t("months"), t("date-day"), t("date-month"), t("date-to"))


@lru_cache(4096)
def _in_words(value: str, months: str, day: str, month: str, span: str) -> str:
    ends = [_date(end, months.split(), day, month) for end in value.split(" to ")]
    return span.format(first=ends[0], last=ends[1]) if len(ends) == 2 else ends[0]


def _date(value: str, months: list[str], day: str, month: str) -> str:
    parts = value.split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > 3:
        return value
    numbers = [int(part) for part in parts]
    if len(parts) == 1 or not 1 <= numbers[1] <= 12 or len(months) != 12:
        return str(numbers[0]) if len(parts) == 1 else value
    name = months[numbers[1] - 1]
    if len(parts) == 2:
        return month.format(year=numbers[0], month=name)
    return day.format(year=numbers[0], month=name, day=numbers[2])
