"""What the drawings of an edition share: SVG made of marks that are links, and the table that says the same.

A drawing is a group with a title and a description (SVG 2, 5.8), not a picture (`role="img"`), whose links nobody
could reach. Its links are for the pointer; the table beneath has them all, in reading order, for keyboard and ear.
Colours come from the page's style sheet by class. A drawing is 640 units wide: on a phone a unit is about half a pixel.
Text is `LARGE` there and `SMALL` on wide screens, as `drawings.css` says.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree
from lxml.builder import ElementMaker
from markupsafe import Markup

Words = Callable[..., str]

WIDTH = 640
LARGE, SMALL = 22, 15

_SVG = "http://www.w3.org/2000/svg"
S = ElementMaker(namespace=_SVG, nsmap={None: _SVG})


class Cell(NamedTuple):
    """One cell of a table: words, and where they lead; an empty address is no link."""

    text: str
    href: str = ""


class Row(NamedTuple):
    """One row of a table; `id` is what a mark that leads to the row points to."""

    id: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Drawing:
    """A drawing and the table beneath it.

    Attributes:
        kind: `timeline`, `map`, `speech` or `company`; the messages `drawing-KIND` and `drawing-KIND-about` name it and
            say how to read it.
        svg: an `svg` element; empty where there is nothing to draw.
        columns: the table's headings. rows: all of the data, also what was too much to draw.
        left_out: how many rows are not drawn. beyond: how many more rows there are than `rows` holds.
    """

    kind: str
    svg: Markup
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: int = 0
    beyond: int = 0

    @property
    def size(self) -> int:
        """How many rows there are in all."""
        return len(self.rows) + self.beyond


def picture(kind: str, height: float, t: Words, *parts: etree._Element) -> Markup:
    """The `svg` element of some parts, named and described."""
    svg = S.svg(
        S.title(t(f"drawing-{kind}"), id=f"drawing-{kind}-title"),
        S.desc(t(f"drawing-{kind}-about"), id=f"drawing-{kind}-desc"),
        *parts,
        {"viewBox": f"0 0 {WIDTH} {number(height)}", "role": "group", "class": f"drawing-{kind}"},
        {"aria-labelledby": f"drawing-{kind}-title", "aria-describedby": f"drawing-{kind}-desc"},
    )
    return Markup(etree.tostring(svg, encoding="unicode"))


def linked(href: str, title: str, *parts: etree._Element, kind: str = "") -> etree._Element:
    """Marks that lead somewhere and say what they are; without an address they only say it."""
    told = S.title(title)
    if not href:
        return S.g(told, *parts, {"class": kind} if kind else {})
    # A mark that shows its words is called by them.
    said = {} if any(part.tag == f"{{{_SVG}}}text" for part in parts) else {"aria-label": title}
    return S.a(told, *parts, {"href": href, "tabindex": "-1"} | said | ({"class": kind} if kind else {}))


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> etree._Element:
    """Words whose middle line is at `y`."""
    attributes = {"x": number(x), "y": number(y), "dy": ".35em"}
    if anchor != "start":
        attributes["text-anchor"] = anchor
    return S.text(words, attributes | ({"class": kind} if kind else {}))


def circle(x: float, y: float, radius: float, kind: str) -> etree._Element:
    """A circle."""
    return S.circle({"cx": number(x), "cy": number(y), "r": number(radius), "class": kind})


def rect(x: float, y: float, width: float, height: float, kind: str, rounded: float = 0) -> etree._Element:
    """A rectangle from its upper left corner."""
    sides = {"x": x, "y": y, "width": width, "height": height} | ({"rx": rounded} if rounded else {})
    return S.rect({key: number(value) for key, value in sides.items()} | {"class": kind})


def path(d: str, kind: str, **attributes: str) -> etree._Element:
    """A path."""
    return S.path({"d": d, "class": kind} | {key.replace("_", "-"): value for key, value in attributes.items()})


def number(value: float) -> str:
    """A length with at most one decimal, as short as it can be written."""
    return (
        f"{value:.1f}".removesuffix(".0").replace("-0", "0") if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")
    )


def width_of(words: str, size: float) -> float:
    """About how wide words are in a sans-serif font of a size, rather too wide than too narrow."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.58 for letter in words) * size


def shortened(words: str, size: float, room: float) -> str:
    """Words that fit, cut with an ellipsis where they would not."""
    if width_of(words, size) <= room:
        return words
    while words and width_of(f"{words}…", size) > room:
        words = words[:-1]
    return f"{words.rstrip(' ,(-–')}…"
