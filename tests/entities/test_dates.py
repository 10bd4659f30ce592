"""Dates in words and figures, told on 3 August 1964."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import grows_linearly
from tei_edition.entities import Anchor
from tei_edition.entities.dates import find_dates

ANCHOR = Anchor(date(1964, 8, 3), "+08:00")


def values(text: str, anchor: Anchor = ANCHOR) -> list[tuple[str, str]]:
    found = []
    for mention in find_dates(text, 0, len(text), anchor):
        value = mention.value
        assert value is not None
        span = value.when or f"{value.start}/{value.end}".strip("/") or f"{value.not_before}..{value.not_after}"
        found.append((text[mention.start : mention.end], span))
    return found


def span(day: str, start: str, end: str) -> str:
    return f"{day}T{start}:00+08:00/{day}T{end}:00+08:00"


HOURS = ("February 3, 1961, 4:30-5:10 p.m.", span("1961-02-03", "16:30", "17:10"))


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("4:30 pm, 3 August 1964", "4:30 pm, 3 August 1964", "1964-08-03T16:30:00+08:00"),
        ("on August 3, 1964.", "August 3, 1964", "1964-08-03"),
        ("on 28 July, our", "28 July", "1964-07-28"),
        ("dated 30 July.", "30 July", "1964-07-30"),
        ("in mid-July about", "mid-July", "1964-07-11..1964-07-20"),
        ("in the middle of July", "middle of July", "1964-07-11..1964-07-20"),
        ("in early June sent", "early June", "1964-06-01..1964-06-10"),
        ("in late February 1964", "late February 1964", "1964-02-21..1964-02-29"),
        ("from early July until the middle of July", "early July until the middle of July", "1964-07-01/1964-07-20"),
        ("In March last year, he", "March last year", "1963-03"),
        ("its trip in March.", "March", "1964-03"),
        ("convening in December a", "December", "1964-12"),
        ("of four years ago", "four years ago", "1960"),
        ("on the seventh this month", "seventh this month", "1964-08-07"),
        ("this morning is", "this morning", "1964-08-03"),
        ("Today I", "Today", "1964-08-03"),
        ("any of this year's order", "this year", "1964"),
        ("committee of 1960.", "1960", "1960"),
        ("conquered in 1405 by", "1405", "1405"),
        ("at 1964 prices", "1964", "1964"),
        ("1960's 81 parties", "1960", "1960"),
        ("in the last two months engaged", "last two months", "1964-06-03/1964-08-03"),
        ("on 14.10.50 he", "14.10.50", "1950-10-14"),
        ("on 10/14/50 he", "10/14/50", "1950-10-14"),
        ("in the 1950s", "1950s", "1950..1959"),
        ("Moscow, April 1, 1961, 5 p.m. and", "April 1, 1961, 5 p.m.", "1961-04-01T17:00:00+08:00"),
        ("December 6, 1955—8:06 p.m.", "December 6, 1955—8:06 p.m.", "1955-12-06T20:06:00+08:00"),
        ("at 0930Z 12 Sept 64 from", "0930Z 12 Sept 64", "1964-09-12T09:30:00Z"),
        ("from 12 pm March 9, 1961 on", "12 pm March 9, 1961", "1961-03-09T12:00:00+08:00"),
        ("by the period 1963-1966 they", "1963-1966", "1963/1966"),
        ("in 1957–60.", "1957–60", "1957/1960"),
        ("of 12 Sept 64,", "12 Sept 64", "1964-09-12"),
        ("ON 12 SEPTEMBER 1964,", "12 SEPTEMBER 1964", "1964-09-12"),
        ("on 5 Auguſt 1764 he", "5 Auguſt 1764", "1764-08-05"),
        ("by next August or", "next August", "1965-08"),
        ("by next May or", "next May", "1965-05"),
        ("since last November", "last November", "1963-11"),
        ("since last March", "last March", "1964-03"),
        ("a note of January 6, 19613 which", "January 6, 1961", "1961-01-06"),
        ("of 6 January 19612.", "6 January 1961", "1961-01-06"),
        ("the May 9, 1960,2 paper", "May 9, 1960", "1960-05-09"),
        ("on February 22,2 when", "February 22", "1964-02-22"),
        ("May 9,1960 in print", "May 9,1960", "1960-05-09"),
        ("February 3, 1961, 4:30-5:10 p.m.", *HOURS),
        ("3 May 1961, 11:30-1:10 p.m.", "3 May 1961, 11:30-1:10 p.m.", span("1961-05-03", "11:30", "13:10")),
        ("9 to 10:30 a.m. on 3 May 1961", "9 to 10:30 a.m. on 3 May 1961", span("1961-05-03", "09:00", "10:30")),
        ("by late spring of 1966 in", "late spring of 1966", "1966-05-01..1966-05-31"),
        ("in mid-summer 1966.", "mid-summer 1966", "1966-07-01..1966-07-31"),
        ("early in the fall of last year", "fall of last year", "1963-09-01..1963-11-30"),
        ("your letter of the 3rd inst.", "3rd inst", "1964-08-03"),
        ("the night of 4–5 May", "4–5 May", "1964-05-04/1964-05-05"),
        ("by the end of the year we", "end of the year", "1964-11-01..1964-12-31"),
        ("since mid-1949 they", "mid-1949", "1949-05-01..1949-08-31"),
        ("late last year", "late last year", "1963-10-01..1963-12-31"),
        ("at the end of the month", "end of the month", "1964-08-21..1964-08-31"),
        ("early next month", "early next month", "1964-09-01..1964-09-10"),
        ("from March to May 1950", "March to May 1950", "1950-03/1950-05"),
        ("from December 1949 to March 1950", "December 1949 to March 1950", "1949-12/1950-03"),
        ("in 1949/50", "1949/50", "1949/1950"),
        ("at Christmas 1961", "Christmas 1961", "1961-12-25"),
        ("on the 28th, we", "28th", "1964-07-28"),
        ("on 12 and 13 September they", "12 and 13 September", "1964-09-12/1964-09-13"),
        ("on May 4 and 5", "May 4 and 5", "1964-05-04/1964-05-05"),
        ("on 4 and 9 May they", "9 May", "1964-05-09"),
        ("last week they", "last week", "1964-07-27..1964-08-02"),
        ("in the second quarter of 1963", "second quarter of 1963", "1963-04-01..1963-06-30"),
        ("in summer 1963", "summer 1963", "1963-06-01..1963-08-31"),
        ("in late 1963 he", "late 1963", "1963-10-01..1963-12-31"),
        ("November 7-8, 1958", "November 7-8, 1958", "1958-11-07/1958-11-08"),
    ],
)
def test_a_date_is_found_with_its_value(text: str, form: str, value: str) -> None:
    assert values(text) == [(form, value)]


@pytest.mark.parametrize(
    "text",
    [
        "at present",
        "last time",
        "for three hours",
        "he may go",
        "they march on",
        "telegram No. 1960",
        "1500 men",
        "30 February 1964",
        "$1964",
        "1457. Joint State-USIA.",
        "it was decided at 1405 to go on",
        "reference telegram 1405 was sent",
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "anchored"), [("28 August this year", True), ("28 August 1964", False), ("mid-July", True)]
)
def test_a_date_that_needs_the_setting_says_so(text: str, anchored: bool) -> None:
    [mention] = find_dates(text, 0, len(text), ANCHOR)
    assert mention.value is not None
    assert mention.value.anchored is anchored


def test_two_readings_are_both_given() -> None:
    assert values("on 03/04/64") == [("03/04/64", "1964-03-04..1964-04-03")]


def test_a_duration_ends_on_the_day_just_told() -> None:
    assert values("On 28 July he wrote of the last two months.")[1] == ("last two months", "1964-05-28/1964-07-28")


def test_nothing_relative_is_resolved_without_a_day() -> None:
    assert values("today, on 28 July, in December, two years ago, 5 May 1950", Anchor()) == [
        ("5 May 1950", "1950-05-05")
    ]


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(1999, 12, 31)))
def test_every_day_is_read_in_every_order(day: date) -> None:
    for form in (f"{day.day} {day:%B %Y}", f"{day:%B} {day.day}, {day.year}", day.isoformat()):
        assert values(f"It was on {form}.", Anchor()) == [(form, day.isoformat())]


@pytest.mark.parametrize("piece", ["A", "1 January ", "early ", "12:", "may ", "1 ", "1 May and ", "the last ", "1-"])
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    assert grows_linearly(lambda size: find_dates(piece * size, 0, len(piece) * size, ANCHOR), 3_000)


def test_parts_of_months_without_a_year_or_a_day_of_speaking_are_no_dates() -> None:
    assert values("from early July until the middle of July", Anchor()) == []


@pytest.mark.parametrize("text", ["this may be so", "these last may help", "in may cases"])
def test_the_verb_is_no_month(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize("text", ["Room 19613 is", "in under 1000 pages", "in Moscow, 19613", "some 1961345 of them"])
def test_a_longer_number_is_no_year(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "certs"),
    [
        ("on 28 July", ["high"]),
        ("on 28 December", ["high"]),
        ("on 28 February 1965", ["high"]),
        ("on 28 February this year", ["high"]),
    ],
)
def test_a_day_in_the_year_of_telling_is_sure(text: str, certs: list[str]) -> None:
    assert [mention.cert for mention in find_dates(text, 0, len(text), ANCHOR)] == certs


@pytest.mark.parametrize("day", ["28 December", "4 p.m., 28 December", "28 December, 4-5 p.m.", "28-30 December"])
def test_a_year_that_is_only_the_nearest_one_is_less_sure(day: str) -> None:
    january = Anchor(date(1964, 1, 3))
    for text, cert in ((f"On {day} we came", "medium"), (f"On {day} we came; in 1963 it was cold", "high")):
        first = find_dates(text, 0, len(text), january)[0]
        assert first.value is not None
        assert "1963-12-28" in first.value.when + first.value.start
        assert first.cert == cert


def test_no_date_spans_two_cells_of_a_row() -> None:
    assert values("Account\t31 October\t30 September") == [("31 October", "1964-10-31"), ("30 September", "1964-09-30")]


def test_the_dates_of_treaties_and_old_letters() -> None:
    assert values(
        "Done this seventeenth day of September 1952; your note of the 14th instant, of the 30th ultimo."
    ) == [
        ("seventeenth day of September 1952", "1952-09-17"),
        ("14th instant", "1964-08-14"),
        ("30th ultimo", "1964-07-30"),
    ]


def test_a_day_after_another_year_is_a_guess() -> None:
    text = "In 1948 I was there. It was on 17 September."
    assert [mention.cert for mention in find_dates(text, 0, len(text), ANCHOR)] == ["high", "medium"]
    text = "In 1964 I was there. It was on 17 July."
    assert [mention.cert for mention in find_dates(text, 0, len(text), ANCHOR)] == ["high", "high"]
