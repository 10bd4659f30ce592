"""Places → a map without tiles: Natural Earth's outline of the land in the Equal Earth projection, as far as needed.

The projection shows areas in proportion: B. Šavrič, T. Patterson, B. Jenny, "The Equal Earth map projection",
International Journal of Geographical Information Science 33 (2019). The outline is TopoJSON, quantised and cut at 180°.
"""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from lxml import etree
from markupsafe import Markup

from tei_edition.rendering.drawing import (
    LARGE,
    SMALL,
    WIDTH,
    Cell,
    Drawing,
    Row,
    Words,
    circle,
    linked,
    path,
    picture,
    rect,
    text,
    width_of,
)

Point = tuple[float, float]
_A = (1.340264, -0.081106, 0.000893, 0.003796)
# The least width of a view in radians, and the limits of width to height.
_LEAST, _NARROW, _WIDE = 0.25, 1.0, 1.9
_MARGIN = 0.12
# A second, closer map is drawn of no fewer places than these, where it is so many times closer; it looks at so many.
_FEW, _CLOSER, _COMPARED = 8, 2.0, 300


@dataclass(frozen=True)
class Spot:
    """A place to show.

    Attributes:
        latitude, longitude: degrees, WGS 84; None where not known: it is in the table only.
        href: of its index entry. count: how often it is named.
        area: True for a country, region or sea: its mark is a ring, for it is no point.
    """

    name: str
    latitude: float | None
    longitude: float | None
    href: str = ""
    count: int = 1
    area: bool = False


class _Mark(NamedTuple):
    x: float
    y: float
    radius: float
    spots: tuple[Spot, ...]


def draw_map(spots: Iterable[Spot], t: Words, outline: Path | None) -> Drawing:
    """The map of some places.

    Args:
        t: the words of the interface.
        outline: a TopoJSON file of the world's land; None: places are marked on an empty sheet.
    """
    every = sorted(spots, key=lambda spot: (-spot.count, spot.name))
    columns = (t("column-place"), t("column-count"), t("column-coordinates"))
    rows = tuple(
        Row(
            f"spot-{k}",
            (Cell(spot.name, spot.href), Cell(str(spot.count)), Cell(_degrees(spot) or t("coordinates-unknown"))),
        )
        for k, spot in enumerate(every, start=1)
    )
    known = [spot for spot in every if spot.latitude is not None and spot.longitude is not None]
    left_out = len(every) - len(known)
    if not known:
        return Drawing("map", picture("map", 0, t)[:0], columns, rows, left_out)
    view = _View([_place(spot) for spot in known])
    maps = [_sheet("map", known, view, t, outline)]
    near = _densest(known, view)
    if near is not None:
        held = [spot for spot in known if near.holds(_place(spot))]
        maps.append(_sheet("map-close", held, near, t, outline))
    return Drawing("map", Markup().join(maps), columns, rows, left_out)


def _sheet(kind: str, spots: Sequence[Spot], view: "_View", t: Words, outline: Path | None) -> Markup:
    marks = _marks(spots, view)
    parts: list[etree._Element] = [rect(0, 0, WIDTH, view.height, "sea")]
    parts += [path(d, "land") for d in [_land(view, outline)] if d]
    parts += [
        linked(mark.spots[0].href, _told(mark), circle(mark.x, mark.y, mark.radius, _kind(mark)), kind="mark")
        for mark in marks
    ]
    return picture(kind, view.height, t, *parts, *_labels(marks, view))


def _densest(spots: Sequence[Spot], view: "_View") -> "_View | None":
    """A closer view of the half of the places that lie nearest together; None where that is not much closer."""
    places = [_place(spot) for spot in spots[:_COMPARED]]
    if len(places) < _FEW:
        return None
    near: list[list[Point]] = []
    for place in places:
        near.append(sorted(places, key=lambda other: (math.dist(view.place(place), view.place(other)), other)))
    half = len(places) // 2
    best = min(near, key=lambda row: (math.dist(view.place(row[0]), view.place(row[half])), row[0]))
    closer = _View(best[: half + 1])
    return closer if closer.scale > _CLOSER * view.scale else None


def _place(spot: Spot) -> Point:
    return spot.latitude or 0.0, spot.longitude or 0.0


def equal_earth(latitude: float, longitude: float) -> Point:
    """A place in degrees as a point in radii of the sphere, y downwards."""
    a1, a2, a3, a4 = _A
    p = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    p2 = p * p
    p6 = p2 * p2 * p2
    slope = a1 + 3 * a2 * p2 + p6 * (7 * a3 + 9 * a4 * p2)
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(p) / (3 * slope)
    return x, -p * (a1 + a2 * p2 + p6 * (a3 + a4 * p2))


class _View:
    """The part of the projected world that holds all of some places, with a margin.

    The middle meridian is that of the shortest stretch of longitudes that holds them, so that Tokyo and San Francisco
    look at each other over the Pacific.
    """

    def __init__(self, places: Sequence[Point]) -> None:
        longitudes = sorted({longitude for _, longitude in places})
        gaps = [(b - a, a) for a, b in zip(longitudes, [*longitudes[1:], longitudes[0] + 360], strict=True)]
        gap, west_of_gap = max(gaps)
        self.middle = (west_of_gap + gap / 2 + 360) % 360 - 180
        points = [self._project(place) for place in places]
        xs, ys = zip(*points, strict=True)
        width = max((max(xs) - min(xs)) * (1 + 2 * _MARGIN), _LEAST)
        height = max((max(ys) - min(ys)) * (1 + 2 * _MARGIN), width / _WIDE)
        width = max(width, height * _NARROW)
        self.left, self.top = (max(xs) + min(xs) - width) / 2, (max(ys) + min(ys) - height) / 2
        self.scale = WIDTH / width
        self.height = round(height * self.scale)

    def place(self, place: Point) -> Point:
        """Latitude and longitude in units of the drawing."""
        x, y = self._project(place)
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def holds(self, place: Point) -> bool:
        """Whether a place is on the sheet."""
        x, y = self.place(place)
        return 0 <= x <= WIDTH and 0 <= y <= self.height

    def polygon(self, ring: Sequence[Point]) -> Iterator[list[Point]]:
        """A ring of latitudes and longitudes, each part of it on this side of the seam."""
        west = self.middle - 180
        for turn in (-720, -360, 0, 360, 720):
            shifted = [(latitude, longitude + turn) for latitude, longitude in ring]
            part = _clipped(shifted, ((1, west, 1), (1, west + 360, -1)))
            if part:
                yield [self.place((latitude, min(longitude, west + 359.999))) for latitude, longitude in part]

    def _project(self, place: Point) -> Point:
        return equal_earth(place[0], (place[1] - self.middle + 180) % 360 - 180)


def _marks(spots: Sequence[Spot], view: _View) -> list[_Mark]:
    """Places by size; those on the same spot are one mark, which leads to the one named most."""
    most = spots[0].count
    heaps: dict[tuple[int, int, bool], list[Spot]] = {}
    for spot in spots:
        x, y = view.place(_place(spot))
        heaps.setdefault((round(x / 6), round(y / 6), spot.area), []).append(spot)
    marks = []
    for heap in heaps.values():
        x, y = view.place(_place(heap[0]))
        marks.append(_Mark(x, y, 5 + 11 * math.sqrt(min(sum(spot.count for spot in heap) / most, 1)), tuple(heap)))
    return marks


def _kind(mark: _Mark) -> str:
    return "area" if mark.spots[0].area else "point"


def _told(mark: _Mark) -> str:
    return ", ".join(f"{spot.name} ({spot.count})" for spot in mark.spots)


def _labels(marks: Sequence[_Mark], view: _View) -> list[etree._Element]:
    """Names that cover neither each other nor a mark, the most named first; `fine`: in small type only."""
    taken = [(mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius) for mark in marks]
    labels = []
    named: set[int] = set()
    for size, kind in ((LARGE, ""), (SMALL, "fine")):
        for k, mark in enumerate(marks):
            name = mark.spots[0].name + (f" +{len(mark.spots) - 1}" if len(mark.spots) > 1 else "")
            for x, y, anchor, box in _positions(mark, name, size) if k not in named else ():
                inside = box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= view.height
                if inside and not any(_overlap(box, other) for n, other in enumerate(taken) if n != k):
                    taken.append(box)
                    named.add(k)
                    labels.append(text(x, y, name, kind, anchor))
                    break
    return labels


Box = tuple[float, float, float, float]


def _positions(mark: _Mark, name: str, size: float) -> Iterator[tuple[float, float, str, Box]]:
    """Where a label may stand: right, left, above, below of its mark."""
    width, half, away = width_of(name, size), size * 0.6, mark.radius + 4
    yield mark.x + away, mark.y, "start", (mark.x + away, mark.y - half, mark.x + away + width, mark.y + half)
    yield mark.x - away, mark.y, "end", (mark.x - away - width, mark.y - half, mark.x - away, mark.y + half)
    for y in (mark.y - away - half, mark.y + away + half):
        yield mark.x, y, "middle", (mark.x - width / 2, y - half, mark.x + width / 2, y + half)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _degrees(spot: Spot) -> str:
    if spot.latitude is None or spot.longitude is None:
        return ""
    north, east = "N" if spot.latitude >= 0 else "S", "E" if spot.longitude >= 0 else "W"
    return f"{abs(spot.latitude):g}° {north}, {abs(spot.longitude):g}° {east}"


def _land(view: _View, outline: Path | None) -> str:
    """The path of the land within the view, in whole units."""
    if outline is None:
        return ""
    window = ((0, -4, 1), (0, WIDTH + 4, -1), (1, -4, 1), (1, view.height + 4, -1))
    drawn = []
    for part in (part for ring in _rings(outline) for part in view.polygon(ring)):
        whole = [(round(x), round(y)) for x, y in _clipped(part, window)]
        kept = [point for k, point in enumerate(whole) if point != whole[k - 1]]
        if len(kept) > 2:
            drawn.append(f"M{kept[0][0]} {kept[0][1]}l{_steps(kept)}z")
    return "".join(drawn)


def _steps(points: Sequence[tuple[int, int]]) -> str:
    steps = ((x - a, y - b) for (a, b), (x, y) in pairwise(points))
    return " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")


def _clipped(points: list[Point], edges: Iterable[tuple[int, float, int]]) -> list[Point]:
    """A polygon within some edges (I. Sutherland, G. Hodgman, "Reentrant polygon clipping", CACM 17, 1974).

    Args:
        edges: each the axis it cuts, where, and 1 to keep what is greater, -1 what is less.
    """
    for axis, limit, sign in edges:
        kept: list[Point] = []
        for k, point in enumerate(points):
            before = points[k - 1]
            is_in, was_in = (sign * (one[axis] - limit) >= 0 for one in (point, before))
            if is_in != was_in:
                part = (limit - before[axis]) / (point[axis] - before[axis])
                kept.append((before[0] + part * (point[0] - before[0]), before[1] + part * (point[1] - before[1])))
            if is_in:
                kept.append(point)
        points = kept
    return points


@cache
def _rings(outline: Path) -> tuple[tuple[Point, ...], ...]:
    """The rings of a TopoJSON file of polygons (The TopoJSON Format Specification 1.0, 2.1.4 and 2.2), as latitudes and
    longitudes that run on beyond 180°; one around a pole is closed through it.
    """
    data = json.loads(outline.read_bytes())
    (sx, sy), (dx, dy) = data["transform"]["scale"], data["transform"]["translate"]
    arcs = []
    for arc in data["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((y * sy + dy, x * sx + dx))
        arcs.append(points)
    found = []
    for ring in _polygons(data["objects"]["land"]):
        points = [point for k in ring for point in (arcs[k] if k >= 0 else arcs[~k][::-1])]
        running = _running(points)
        if abs(running[-1][1] - running[0][1]) > 180:
            pole = math.copysign(90, running[0][0])
            running += [(pole, running[-1][1]), (pole, running[0][1])]
        found.append(tuple(running))
    return tuple(found)


def _running(points: Sequence[Point]) -> list[Point]:
    """The same points with longitudes that never jump."""
    running: list[Point] = []
    turn = 0.0
    for latitude, longitude in points:
        if running and abs(longitude + turn - running[-1][1]) > 180:
            turn += math.copysign(360, running[-1][1] - longitude - turn)
        running.append((latitude, longitude + turn))
    return running


def _polygons(shape: dict[str, object]) -> Iterator[list[int]]:
    geometries = shape.get("geometries")
    if isinstance(geometries, list):
        for one in geometries:
            yield from _polygons(one)
    arcs = shape.get("arcs")
    if isinstance(arcs, list):
        for polygon in arcs if shape.get("type") == "MultiPolygon" else [arcs]:
            yield from polygon
