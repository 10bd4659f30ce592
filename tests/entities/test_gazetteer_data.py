"""The gazetteer's form: whoever adds a row learns here what is missing or said twice."""

import csv
import re
from collections import Counter

import pycountry
import pytest

from tei_edition.entities import NameIndex, load_authority
from tei_edition.entities.authority import gazetteer
from tei_edition.entities.countries import current_names, iso_code, standards, with_current_names
from tei_edition.entities.view import even
from tei_edition.resources import PACKAGE

COLUMNS = ["id", "kind", "name", "forms", "adjectives", "people", "from", "to", "in", "at", "source"]
KINDS = set("country state territory continent region city ocean sea lake river strait canal mountain".split())
ID = re.compile("[A-Za-z][A-Za-z0-9_-]*")
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    path = PACKAGE / "entities" / "data" / "gazetteer.tsv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines[0].split("\t") == COLUMNS
    assert {line.count("\t") for line in lines} == {len(COLUMNS) - 1}
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _twice(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _names(row: Row) -> list[str]:
    return [name for name in (row["name"], *row["forms"].split("|")) if name]


def _meant(name: str) -> list[str]:
    """The places that a text means by a name."""
    hits, _ = NameIndex(load_authority()).find(name)
    return [key for hit in hits if hit.end - hit.start == len(name) for key in hit.sense.places]


def test_ids_are_unique_and_can_be_xml_ids(rows: list[Row]) -> None:
    ids = [row["id"] for row in rows]
    assert _twice(ids) == []
    assert [key for key in ids if not ID.fullmatch(key)] == []


def test_kinds_are_known_and_all_in_use(rows: list[Row]) -> None:
    assert {row["kind"] for row in rows} == KINDS


def test_each_place_lies_in_a_place_of_the_list(rows: list[Row]) -> None:
    kinds = {row["id"]: row["kind"] for row in rows}
    assert [row["id"] for row in rows if row["in"] and row["in"] not in kinds] == []
    cities = [row for row in rows if row["kind"] == "city"]
    assert [city["id"] for city in cities if kinds[city["in"]] not in ("country", "territory")] == []


def test_years_are_numbers_in_order(rows: list[Row]) -> None:
    for row in rows:
        start, end = (int(row[column]) if row[column] else None for column in ("from", "to"))
        assert start is None or end is None or start < end, row["id"]


def test_places_lie_on_earth_and_every_city_and_country_but_a_few_is_placed(rows: list[Row]) -> None:
    for row in rows:
        latitude, _, longitude = row["at"].partition(" ")
        assert not row["at"] or (abs(float(latitude)) <= 90 and abs(float(longitude)) <= 180), row["id"]
    for kind in ("city", "country"):
        placed = [bool(row["at"]) for row in rows if row["kind"] == kind]
        assert sum(placed) > 0.98 * len(placed)


@pytest.mark.parametrize(
    ("key", "latitude", "longitude"),
    [("Bucharest", 44.4, 26.1), ("Beijing", 39.9, 116.4), ("Havana", 23.1, -82.4), ("Canberra", -35.3, 149.1)],
)
def test_cities_are_where_they_are(key: str, latitude: float, longitude: float) -> None:
    placed = [float(part) for part in gazetteer()[key].coordinates.split()]
    assert placed == pytest.approx([latitude, longitude], abs=0.1)


def test_every_row_says_where_it_can_be_checked(rows: list[Row]) -> None:
    assert [row["id"] for row in rows if not row["source"].strip()] == []


def test_a_name_means_one_place(rows: list[Row]) -> None:
    """Adjectives may be shared, as "Congolese" is; names may not, for a tag must point at one place."""
    assert _twice([name for row in rows for name in _names(row)]) == []
    assert _twice([form.text for place in gazetteer().values() for form in place.forms if form.kind == "variant"]) == []


def test_only_a_country_of_today_leaves_its_name_to_the_standards(rows: list[Row]) -> None:
    unnamed = [row for row in rows if not row["name"]]
    assert unnamed
    assert [row["id"] for row in unnamed if not row["source"].startswith("ISO 3166-1 ")] == []
    known = current_names()
    said_twice = [(row["id"], name) for row in rows for name in _names(row) if name in known.get(_code(row), ())]
    assert [pair for pair in said_twice if gazetteer()[pair[0]].name != pair[1]] == []


def _code(row: Row) -> str:
    return next((code for standard, code in iso_code(row["source"]) if standard == "ISO3166-1"), "")


def test_every_country_of_today_is_found_by_its_common_name(rows: list[Row]) -> None:
    rows_by_code = {_code(row): row["id"] for row in rows if _code(row)}
    assert sorted(rows_by_code) == sorted(country.alpha_2 for country in pycountry.countries)
    index = NameIndex(load_authority())
    lost = []
    for code, names in current_names().items():
        for name in names[:1]:
            hits, _ = index.find(even(f"We went to {name}.").text)
            if [hit.sense.places for hit in hits] != [(rows_by_code[code],)]:
                lost.append(name)
    assert lost == []


def test_a_state_that_is_gone_cites_a_code_that_iso_3166_3_has(rows: list[Row]) -> None:
    known = {state.alpha_4: state for state in pycountry.historic_countries}
    cited = {code: row for row in rows for standard, code in iso_code(row["source"]) if standard == "ISO3166-3"}
    assert set(cited) <= set(known)
    assert {"SUHH", "YUCS", "CSHH", "DDDE", "VDVN", "YDYE"} <= set(cited)
    plain = {state.name for code, state in known.items() if code in cited and not {",", "("} & set(state.name)}
    assert [name for name in sorted(plain) if not _meant(name)] == []


def test_codes_are_no_names() -> None:
    """A code such as IN, IT or DE is a word; GRC is the Government of the Republic of China."""
    codes = {code for country in pycountry.countries for code in (country.alpha_2, country.alpha_3)}
    forms = {form.text for place in gazetteer().values() for form in place.forms}
    assert codes & forms == {"US", "USA", "GRC"}


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Federal Republic of Germany", "West_Germany"),
        ("Republic of Vietnam", "South_Vietnam"),
        ("Republic of Korea", "South_Korea"),
        ("Congo", "Democratic_Republic_of_the_Congo"),
        ("Russia", "Russia"),
        ("Russian Federation", "Russia"),
        ("Côte d'Ivoire", "Ivory_Coast"),
        ("Türkiye", "Turkey"),
        ("Islamic Republic of Iran", "Iran"),
        ("Lao People's Democratic Republic", "Laos"),
        ("Saint Kitts and Nevis", "Saint_Kitts_and_Nevis"),
    ],
)
def test_the_standards_take_no_name_from_another_state(name: str, place: str) -> None:
    assert _meant(name) == [place]


def test_jersey_alone_is_no_place() -> None:
    assert _meant("Jersey") == []
    assert _meant("Isle of Jersey") == ["Jersey"]


def test_a_row_without_a_code_stays_as_it_is() -> None:
    row = {"name": "Bessarabia", "forms": "", "source": "The Statesman's Year-Book"}
    assert with_current_names([row]) == [row]


def test_a_country_the_standards_have_no_plain_name_for_keeps_its_own() -> None:
    """CLDR's "St. Helena, Ascension & Tristan da Cunha" is no name in running text."""
    row = {"name": "", "forms": "Old Place|Olde Place", "source": "ISO 3166-1 ZZ"}
    assert with_current_names([row]) == [{**row, "name": "Old Place", "forms": "Olde Place"}]


def test_the_files_of_the_standards_are_where_a_cache_looks_for_them() -> None:
    assert [path.name for path in standards() if path.is_file()] == ["iso3166-1.json", "en.dat"]


def test_the_code_of_a_country_is_an_identifier_of_its_entry() -> None:
    assert gazetteer()["Romania"].identifiers == (("ISO3166-1", "RO"),)
    assert gazetteer()["Soviet_Union"].identifiers == (("ISO3166-3", "SUHH"),)
    assert gazetteer()["Bucharest"].identifiers == ()


def test_no_list_has_an_empty_or_untrimmed_form(rows: list[Row]) -> None:
    for row in rows:
        for column in ("forms", "adjectives", "people"):
            forms = row[column].split("|") if row[column] else []
            assert all(form and form == form.strip() for form in forms), row["id"]
            assert _twice(forms) == [], row["id"]


@pytest.mark.parametrize(
    ("key", "form", "kind"),
    [
        ("Soviet_Union", "USSR", "variant"),
        ("East_Germany", "GDR", "variant"),
        ("Beijing", "Peking", "variant"),
        ("Kaliningrad", "Königsberg", "variant"),
        ("Sri_Lanka", "Ceylon", "variant"),
        ("Danube_River", "Danube", "variant"),
        ("Romania", "Romanian", "adjective"),
        ("Poland", "Poles", "people"),
    ],
)
def test_older_names_and_demonyms_reach_the_toolkit(key: str, form: str, kind: str) -> None:
    assert (form, kind) in {(one.text, one.kind) for one in gazetteer()[key].forms}
