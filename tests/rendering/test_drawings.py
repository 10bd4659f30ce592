"""The drawings: right places, nothing hidden, everything also in the table, the same bytes from the same rows."""

import re
from itertools import accumulate, combinations

import pytest
from lxml import etree

from tei_edition import resources
from tei_edition.rendering.drawing import LARGE, WIDTH, Cell, Drawing, width_of
from tei_edition.rendering.geography import Spot, draw_map, equal_earth
from tei_edition.rendering.network import Tie, draw_network
from tei_edition.rendering.timeline import Moment, draw_timeline

SVG = {"s": "http://www.w3.org/2000/svg"}


def t(key: str, **values: object) -> str:
    return key


def read(drawing: Drawing) -> etree._Element:
    return etree.fromstring(str(drawing.svg).partition("</svg>")[0] + "</svg>")


def found(drawing: Drawing, path: str) -> list[etree._Element]:
    """What stands in a drawing; of a map with a closer one beneath, in the first."""
    return list(read(drawing).iterfind(path, SVG))


def titles(drawing: Drawing) -> list[str]:
    return [title.text or "" for title in found(drawing, ".//s:a/s:title")]


CONGRESS = Moment("1956-02-14", "1956-02-25", "Twentieth Congress", "dates.html#a")
TALK = Moment("1964-08-03", "", "A talk", "documents/talk.html", document=True)
DAY = Moment("1964-07-28", "", "28 July", "dates.html#b", count=3)
MONTH = Moment("1963-03", "", "March 1963", "dates.html#c", certain=False)


class TestTimeline:
    def test_every_date_is_a_link_that_says_what_it_is(self) -> None:
        drawing = draw_timeline([TALK, DAY, MONTH, CONGRESS], t)
        links = {link.get("href"): link.findtext("s:title", namespaces=SVG) for link in found(drawing, ".//s:a")}
        assert links == {
            "dates.html#a": "1956-02-14 – 1956-02-25: Twentieth Congress",
            "documents/talk.html": "1964-08-03: A talk",
            "dates.html#b": "1964-07-28: 28 July (3)",
            "dates.html#c": "ca. 1963-03: March 1963",
        }

    def test_each_kind_has_its_own_shape(self) -> None:
        drawing = draw_timeline([TALK, DAY, MONTH, CONGRESS], t)
        shapes = {
            link.get("href"): (etree.QName(link[1]).localname, link[1].get("class"))
            for link in found(drawing, ".//s:a")
        }
        assert shapes["documents/talk.html"] == ("rect", "document")
        assert shapes["dates.html#b"] == ("circle", "mention")
        assert shapes["dates.html#c"] == ("rect", "mention hollow span")
        assert shapes["dates.html#a"] == ("rect", "mention span")

    def test_the_table_has_them_in_order_of_time(self) -> None:
        rows = draw_timeline([TALK, DAY, MONTH, CONGRESS], t).rows
        assert [row.cells[0].text for row in rows] == [
            "1956-02-14 to 1956-02-25",
            "date-about",
            "1964-07-28",
            "1964-08-03",
        ]
        assert [row.cells[1].text for row in rows][2:] == ["passages-many", "A talk"]

    def test_a_day_stands_in_its_month(self) -> None:
        drawing = draw_timeline([Moment(f"1964-{month:02}-15", "", str(month)) for month in range(1, 13)], t)
        months = [float(label.get("x") or 0) for label in found(drawing, "s:text")]
        days = [float(mark.get("cx") or 0) for mark in found(drawing, ".//s:circle")]
        assert max(abs(a - b) for a, b in zip(months, days, strict=True)) < 4

    def test_marks_of_one_day_do_not_cover_each_other(self) -> None:
        drawing = draw_timeline([Moment("1964-07-28", "", str(k)) for k in range(9)], t)
        spots = {(mark.get("cx"), mark.get("cy")) for mark in found(drawing, ".//s:circle")}
        assert len(spots) == 9

    def test_a_crowded_year_is_counted_by_month(self) -> None:
        drawing = draw_timeline([Moment(f"1964-{1 + k % 2:02}-{1 + k % 28:02}", "", "x", "#x") for k in range(500)], t)
        assert titles(drawing) == ["1964-01-01 – 1964-01-27: 250", "1964-02-02 – 1964-02-28: 250"]
        assert len(drawing.rows) == 500
        assert len(drawing.svg) < 10_000

    @pytest.mark.parametrize(("years", "lines"), [(40, 40), (400, 41), (4000, 41)])
    def test_centuries_make_no_endless_page(self, years: int, lines: int) -> None:
        drawing = draw_timeline(
            [Moment(str(1000 + year), "", "x") for year in range(0, years + years // 40, years // 40)], t
        )
        assert len(found(drawing, ".//s:path")) in (lines, lines + 1)

    def test_what_is_no_date_is_left_out(self) -> None:
        wrong = [Moment(value, "", "x") for value in ("", "soon", "1964-13", "1964-01-40", "1964-00", "99999999999")]
        assert draw_timeline(wrong, t).rows == ()
        assert draw_timeline(wrong, t).svg == ""

    def test_years_before_christ_come_first(self) -> None:
        rows = draw_timeline([Moment("0014-08-19", "", "Augustus"), Moment("-0044-03-15", "", "Ides")], t).rows
        assert [row.cells[0].text for row in rows] == ["-0044-03-15", "0014-08-19"]


MOSCOW = Spot("Moscow", 55.75, 37.62, "places.html#Moscow", 9)
BEIJING = Spot("Beijing", 39.91, 116.39, "places.html#Beijing", 5)
TOKYO, FRISCO = Spot("Tokyo", 35.69, 139.69), Spot("San Francisco", 37.77, -122.42)
NOWHERE = Spot("The West", None, None, "places.html#West")


class TestMap:
    @pytest.mark.parametrize(
        ("latitude", "longitude", "x", "y"),
        # Figures of the paper: the pole line is 0.59 of the equator's length, the height 0.487 of its width.
        [(0, 0, 0, 0), (0, 180, 2.7066, 0), (90, 0, 0, -1.3174), (90, 180, 1.6036, -1.3174)],
    )
    def test_the_projection_is_equal_earth(self, latitude: float, longitude: float, x: float, y: float) -> None:
        assert equal_earth(latitude, longitude) == pytest.approx((x, y), abs=5e-4)

    def test_east_is_right_and_north_is_up(self) -> None:
        moscow, beijing = found(draw_map([MOSCOW, BEIJING], t, None), ".//s:circle")
        assert float(moscow.get("cx") or 0) < float(beijing.get("cx") or 0)
        assert float(moscow.get("cy") or 0) < float(beijing.get("cy") or 0)

    def test_the_pacific_is_crossed_where_that_is_shorter(self) -> None:
        frisco, tokyo = found(draw_map([TOKYO, FRISCO], t, None), ".//s:circle")
        assert float(tokyo.get("cx") or 0) < float(frisco.get("cx") or 0)

    def test_a_place_without_coordinates_is_in_the_table_only(self) -> None:
        drawing = draw_map([MOSCOW, NOWHERE], t, None)
        assert titles(drawing) == ["Moscow (9)"]
        assert [row.cells[0].text for row in drawing.rows] == ["Moscow", "The West"]
        assert drawing.left_out == 1
        assert draw_map([NOWHERE], t, None).svg == ""

    def test_a_country_is_a_ring(self) -> None:
        drawing = draw_map([Spot("China", 35, 103, area=True), BEIJING], t, None)
        assert sorted(mark.get("class") or "" for mark in found(drawing, ".//s:circle")) == ["area", "point"]

    def test_no_name_covers_another(self) -> None:
        crowd = [Spot(f"Village {k}", 50 + k % 7 * 0.8, 10 + k % 11 * 1.3, count=k) for k in range(77)]
        boxes = []
        for label in found(draw_map(crowd, t, None), "s:text"):
            size = 15 if label.get("class") == "fine" else LARGE
            x, y, width = float(label.get("x") or 0), float(label.get("y") or 0), width_of(label.text or "", size)
            left = {"start": x, "middle": x - width / 2, "end": x - width}[label.get("text-anchor", "start")]
            boxes.append((left, y - size * 0.6, left + width, y + size * 0.6))
        assert len(boxes) > 5
        for a, b in combinations(boxes, 2):
            assert a[2] <= b[0] + 0.2 or b[2] <= a[0] + 0.2 or a[3] <= b[1] + 0.2 or b[3] <= a[1] + 0.2
        assert all(box[0] >= 0 and box[2] <= WIDTH for box in boxes)

    def test_where_places_are_dense_a_second_map_is_closer(self) -> None:
        europe = [Spot(f"Town {k}", 45 + k % 3, 10 + k // 3, count=k) for k in range(9)]
        far = [TOKYO, FRISCO, BEIJING, Spot("Canberra", -35.3, 149.1)]
        whole, close = str(draw_map([*europe, *far], t, None).svg).split("</svg>")[:2]
        assert whole.count("<circle") < 13 and close.count("<circle") == 9
        assert 'id="drawing-map-close-title"' in close
        assert draw_map(europe, t, None).svg.count("<svg") == 1

    def test_places_on_one_spot_share_a_mark(self) -> None:
        hall = Spot("Great Hall", 39.9035, 116.3876, count=1)
        assert titles(draw_map([MOSCOW, BEIJING, hall], t, None)) == ["Moscow (9)", "Beijing (5), Great Hall (1)"]

    @pytest.mark.parametrize(
        "spots",
        [[MOSCOW, BEIJING], [TOKYO, FRISCO], [MOSCOW], [Spot("McMurdo", -77.85, 166.67), Spot("Alert", 82.5, -62.35)]],
    )
    def test_the_land_is_within_the_view_and_small(self, spots: list[Spot]) -> None:
        outline = resources.asset("land-110m.json")
        if outline is None:
            pytest.skip("the outline of the land was not fetched")
        drawing = draw_map(spots, t, outline)
        height = float(read(drawing).get("viewBox", "").split()[-1])
        [land] = found(drawing, "s:path")
        for ring in (land.get("d") or "").split("M")[1:]:
            xs, ys = zip(*points_of(ring), strict=True)
            assert min(xs) >= -5 and max(xs) <= WIDTH + 5
            assert min(ys) >= -5 and max(ys) <= height + 5
        assert len(drawing.svg) < 60_000

    def test_the_land_is_where_it_is(self) -> None:
        """Moscow lies on land, the middle of the Atlantic does not: asked of the path itself."""
        outline = resources.asset("land-110m.json")
        if outline is None:
            pytest.skip("the outline of the land was not fetched")
        spots = [MOSCOW, Spot("Brasília", -15.79, -47.88), Spot("Atlantic", 30, -40), Spot("Chukotka", 66.5, -173)]
        drawing = draw_map([*spots, Spot("South Pole", -89, 0), Spot("Fiji", -17, 178)], t, outline)
        [land] = found(drawing, "s:path")
        where = {}
        for link in found(drawing, ".//s:g") + found(drawing, ".//s:a"):
            name = (link.findtext("s:title", namespaces=SVG) or "").rpartition(" (")[0]
            mark = link.find("s:circle", SVG)
            if mark is not None:
                where[name] = inside(land.get("d") or "", float(mark.get("cx") or 0), float(mark.get("cy") or 0))
        assert where["Moscow"] and where["Brasília"] and where["Chukotka"] and where["South Pole"]
        assert not where["Atlantic"]


def points_of(ring: str) -> list[tuple[int, int]]:
    """The points of a path's ring of relative steps."""
    numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
    return list(zip(accumulate(numbers[::2]), accumulate(numbers[1::2]), strict=True))


def inside(d: str, x: float, y: float) -> bool:
    """Whether a point is within a path of rings (even-odd)."""
    crossings = 0
    for ring in d.split("M")[1:]:
        points = points_of(ring)
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                crossings += 1
    return crossings % 2 == 1


NAMES = {
    key: Cell(name, f"persons.html#{key}")
    for key, name in (("z", "Zhou Enlai"), ("p", "Peng Zhen"), ("t", "Tran Tu Binh"))
}


class TestNetwork:
    def test_who_speaks_to_whom_has_a_direction(self) -> None:
        drawing = draw_network(
            "speech", NAMES, [Tie("z", "t", 4), Tie("t", "z", 2), Tie("p", "z", 1)], t, directed=True
        )
        told = sorted(title for title in titles(drawing) if "→" in title)
        assert told == ["Peng Zhen → Zhou Enlai (1)", "Tran Tu Binh → Zhou Enlai (2)", "Zhou Enlai → Tran Tu Binh (4)"]
        assert all(arc.get("marker-end") == "url(#speech-head)" for arc in found(drawing, ".//s:a/s:path"))

    def test_each_name_leads_to_its_entry_and_each_arc_to_its_row(self) -> None:
        drawing = draw_network("company", NAMES, [Tie("z", "t", 4), Tie("p", "z", 1)], t)
        leads = {link.get("href") for link in found(drawing, ".//s:a")}
        assert leads == {"persons.html#z", "persons.html#p", "persons.html#t", "#company-1", "#company-2"}
        assert [row.id for row in drawing.rows] == ["company-1", "company-2"]

    def test_of_a_crowd_the_strongest_are_drawn_and_all_are_in_the_table(self) -> None:
        names = {str(k): Cell(f"Person {k}") for k in range(200)}
        ties = [Tie(str(a), str(b), 1 + (a * b) % 17) for a, b in combinations(range(200), 2) if (a + b) % 9 == 0]
        drawing = draw_network("company", names, ties, t)
        assert len(drawing.rows) == len(ties)
        assert len(found(drawing, ".//s:path")) + drawing.left_out == len(ties)
        assert len(found(drawing, ".//s:circle")) <= 30
        assert min(int(row.cells[2].text) for row in drawing.rows[:20]) == 17

    def test_the_order_of_the_rows_changes_nothing(self) -> None:
        ties = [Tie("z", "t", 4), Tie("p", "z", 1), Tie("p", "t", 1)]
        assert draw_network("company", NAMES, ties, t) == draw_network("company", NAMES, ties[::-1], t)

    def test_nobody_who_is_not_known_and_no_soliloquy(self) -> None:
        drawing = draw_network("speech", NAMES, [Tie("z", "", 4), Tie("z", "z", 2)], t, directed=True)
        assert drawing.rows == () and drawing.svg == ""


HOSTILE = '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    "drawing",
    [
        draw_timeline([Moment("1964", "", HOSTILE, HOSTILE)], t),
        draw_map([Spot(HOSTILE, 1, 1, HOSTILE)], t, None),
        draw_network("company", {"a": Cell(HOSTILE, HOSTILE), "b": Cell(HOSTILE)}, [Tie("a", "b", 1)], t),
    ],
    ids=lambda drawing: drawing.kind,
)
def test_names_are_text_whatever_they_hold_and_every_drawing_is_named(drawing: Drawing) -> None:
    root = read(drawing)
    assert not list(root.iter("{*}script"))
    assert "<script" not in drawing.svg
    known = {element.get("id") for element in root.iter()}
    assert {root.get("aria-labelledby"), root.get("aria-describedby")} <= known
    assert not [element for element in root.iter() if element.get("style")]
