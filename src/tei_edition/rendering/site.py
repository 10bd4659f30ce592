"""The pages of a site that tell of many documents: front page, lists, indices, what the edition says of itself.

Each is a template filled in with rows that somebody else has counted; nothing here knows where they come from.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tei_edition.crosswalks.metadata import AUTHORITIES
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
    ("search", "search.html"),
    ("about-edition", "about.html"),
)
_YEAR, _MONTH = re.compile(r"\d{4}"), re.compile(r"(\d{4})-(\d\d)")


@dataclass(frozen=True)
class Site:
    """What stands around every page.

    Attributes:
        title: of the edition. version, publisher: what its footer says.
        address: where the site is published, absolute, with `/` at the end; empty where that is not known.
        root: the way from the page to the site's root: empty, or `../`.
        here: the entry of `NAVIGATION` that the page belongs to.
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

    @property
    def navigation(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, self.root + address) for name, address in NAVIGATION)

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
    from tei_edition.rendering import design as pages

    files = {"style.css": pages.STYLES, "script.js": pages.SCRIPTS, "site.css": STYLES, "site.js": SCRIPTS}
    files |= {name: (name,) for name in ("drawings.css", "search.css", "search.js")}
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
        "look": carried(design) if path == "404.html" else look_of(path.count("/"), _more(values)),
        "linked": AUTHORITIES,
        "date_in_words": lambda value: date_in_words(value, t),
        **values,
    }
    return render_template("html", f"{template}.html.j2", design.templates, whole).encode()


def _more(values: Mapping[str, Any]) -> tuple[str, ...]:
    return SCRIPTS if values.get("script") else tuple(values.get("assets", ()))


def date_in_words(value: str, t: Messages) -> str:
    """A date of ISO 8601, or two with ` to ` between, in the words of the interface: `3 August 1964`."""
    return (
        t("date-to", first=_date(first, t), last=_date(last, t))
        if (first := value.partition(" to ")[0]) != value and (last := value.partition(" to ")[2])
        else _date(value, t)
    )


def _date(value: str, t: Messages) -> str:
    parts = value.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return value
    if len(parts) == 1:
        return str(int(parts[0]))
    months = t("months").split()
    month = months[int(parts[1]) - 1] if 1 <= int(parts[1]) <= 12 else parts[1]
    day = str(int(parts[2])) if len(parts) == 3 else ""
    return t("date-day" if day else "date-month", year=str(int(parts[0])), month=month, day=day)
