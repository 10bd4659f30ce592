"""The gazetteer's form: whoever adds a row learns here what is missing or said twice."""

import csv
import re
from collections import Counter

import pytest

from tei_edition.entities.authority import gazetteer
from tei_edition.resources import PACKAGE

COLUMNS = ["id", "kind", "name", "forms", "adjectives", "people", "from", "to", "in", "source"]
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
    return [row["name"], *(form for form in row["forms"].split("|") if form)]


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


def test_every_row_says_where_it_can_be_checked(rows: list[Row]) -> None:
    assert [row["id"] for row in rows if not row["source"].strip()] == []


def test_a_name_means_one_place(rows: list[Row]) -> None:
    """Adjectives may be shared, as "Congolese" is; names may not, for a tag must point at one place."""
    assert _twice([name for row in rows for name in _names(row)]) == []


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
