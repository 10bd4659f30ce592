"""What the grammar of dates makes is a date to others too: PyPI's `edtf` reads every value (ISO 8601-2)."""

import re
from datetime import date
from pathlib import Path

import pytest
from edtf import Date, DateAndTime, Interval, OneOfASet, parse_edtf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from edtf_form import to_edtf
from tei_edition import resources, tei
from tei_edition.encoding.retag import read_tei_text
from tei_edition.entities import Anchor, DateValue, find_anchor
from tei_edition.entities.dates import find_dates, find_dates_in
from tei_edition.sources import read_source
from tei_edition.transcripts import transcribe

ANCHOR = Anchor(date(1964, 8, 3), "+08:00")
TABLES = resources.table("entities", "dates")
MONTHS = [month for month in TABLES["months"] if len(month) > 4]
SAMPLE = Path(__file__).parents[2] / "tei" / "sources" / "memcon-1964-08-03.txt"

# One text for each kind of the grammar, with the kind of EDTF it is.
KINDS = [
    ("at 0930Z 12 Sept 64", DateAndTime, "1964-09-12T09:30:00Z"),
    ("4:30 pm, 3 August 1964", DateAndTime, "1964-08-03T16:30:00+08:00"),
    ("the 3rd inst.", Date, "1964-08-03"),
    ("the 30th ult.", Date, "1964-07-30"),
    ("12 Sept 64", Date, "1964-09-12"),
    ("4–5 May", Interval, "1964-05-04/1964-05-05"),
    ("from early July until 28 July", Interval, "1964-07-01/1964-07-28"),
    ("late February 1964", OneOfASet, "[1964-02-21..1964-02-29]"),
    ("July 4, 1776", Date, "1776-07-04"),
    ("1964-08-03", Date, "1964-08-03"),
    ("14.10.50", Date, "1950-10-14"),
    ("3.4.50", OneOfASet, "[1950-03-04..1950-04-03]"),
    ("the seventh this month", Date, "1964-08-07"),
    ("March last year", Date, "1963-03"),
    ("the last two months", Interval, "1964-06-03/1964-08-03"),
    ("four years ago", Date, "1960"),
    ("yesterday", Date, "1964-08-02"),
    ("last week", OneOfASet, "[1964-07-27..1964-08-02]"),
    ("the second quarter of 1963", OneOfASet, "[1963-04-01..1963-06-30]"),
    ("this year", Date, "1964"),
    ("last month", Date, "1964-07"),
    ("the 1950s", OneOfASet, "[1950..1959]"),
    ("1957–60", Interval, "1957/1960"),
    ("February 3, 1961, 4:30-5:10 p.m.", Date, "1961-02-03"),
    ("in 1066 they", Date, "1066"),
]


def texts_of(text: str, anchor: Anchor) -> list[str]:
    mentions = find_dates(text, 0, len(text), anchor)
    return [to_edtf(mention.value) for mention in mentions if mention.value]


def check(value: DateValue) -> None:
    """Others read it, and write it the same; no time ends before it begins."""
    text = to_edtf(value)
    assert str(parse_edtf(text)) == text
    low, high = (value.start, value.end) if value.start else (value.not_before, value.not_after)
    grain = min(len(low), len(high))
    assert low[:grain] <= high[:grain]


@pytest.mark.parametrize(("text", "kind", "written"), KINDS)
def test_each_kind_of_date_can_be_written_as_edtf(text: str, kind: type, written: str) -> None:
    assert texts_of(text, ANCHOR) == [written]
    assert isinstance(parse_edtf(written), kind)


def test_the_list_above_leaves_no_kind_out() -> None:
    grammar = (Path(resources.PACKAGE) / "entities" / "dates.py").read_text(encoding="utf-8")
    assert len(KINDS) >= len(re.findall(r'^        \("\w+", r?f?"', grammar, re.MULTILINE)) > 0


def test_an_open_span_stays_open() -> None:
    assert to_edtf(DateValue(start="1964-05-28")) == "1964-05-28/.."
    assert to_edtf(DateValue(end="1964-05-28")) == "../1964-05-28"


DAYS = st.integers(0, 32).map(str) | st.sampled_from(sorted(TABLES["ordinals"]))
YEARS = st.sampled_from(["", " 1964", " 1799", ", 2001", " last year", " of this year", " 64"])
UNITS = st.sampled_from(["days", "weeks", "months", "years"])
WORDS = st.one_of(
    st.builds(lambda day, month, year: f"{day} {month}{year}", DAYS, st.sampled_from(MONTHS), YEARS),
    st.builds(
        lambda first, last, month, year: f"{first}–{last} {month}{year}", DAYS, DAYS, st.sampled_from(MONTHS), YEARS
    ),
    st.builds(
        lambda part, month, year: f"{part} {month}{year}",
        st.sampled_from(sorted(TABLES["parts"])),
        st.sampled_from(MONTHS),
        YEARS,
    ),
    st.builds(
        lambda season, year: f"{season}{year}", st.sampled_from(sorted(TABLES["seasons"])), st.just(" 1963") | YEARS
    ),
    st.builds(lambda count, unit, end: f"{end.replace('N', f'{count} {unit}')}", st.integers(0, 999), UNITS,
              st.sampled_from(["N ago", "the last N"])),
    st.builds(lambda a, b, c, mark: f"{a}{mark}{b}{mark}{c}", *[st.integers(0, 99)] * 3, st.sampled_from("./-")),
    st.builds(lambda a, b: f"{a}-{b}", st.integers(1000, 2099), st.integers(0, 2099)),
    st.sampled_from(sorted(TABLES["deictic"])),
)  # fmt: skip
ANCHORS = st.builds(Anchor, st.dates(date(1500, 1, 1), date(2050, 1, 1)), st.sampled_from(["", "Z", "+08:00"]))


@settings(deadline=None)
@example("4", "fifth May", " and ", Anchor(date(1964, 8, 3), ""))
@given(WORDS, WORDS, st.sampled_from([" to ", " until ", ", ", " and "]), ANCHORS)
def test_whatever_is_read_as_a_date_is_one(first: str, second: str, joint: str, anchor: Anchor) -> None:
    text = f"{first}{joint}{second}"
    for mention in find_dates(text, 0, len(text), anchor):
        assert mention.value
        check(mention.value)


def test_the_dates_of_the_sample_are_edtf() -> None:
    source = read_source(SAMPLE, SAMPLE.read_bytes())
    transcript = transcribe(source)
    spans = [(block.start, block.end) for block in transcript.blocks]
    found = find_dates_in(source.text, spans, find_anchor(transcript, None), None)
    assert len(found) > 30
    for mention in found:
        assert mention.value
        check(mention.value)


def test_the_dates_of_a_corpus_are_edtf(corpus: Path) -> None:
    """Every kind of document: volumes of records in TEI, verbatim minutes, plain text."""
    count = 0
    for path in sorted((corpus / "dev").rglob("*")):
        if path.suffix == ".txt" and path.parent.parent.name == "bulk":
            source = read_source(path, path.read_bytes(), site="none")
        elif path.suffix == ".xml" and path.parent.name in ("tei", "turns"):
            source, _ = read_tei_text(tei.parse(path.read_bytes(), path.name), path.name)
        else:
            continue
        transcript = transcribe(source)
        spans = [(block.start, block.end) for block in transcript.blocks]
        for mention in find_dates_in(source.text, spans, find_anchor(transcript, None), None):
            assert mention.value
            check(mention.value)
            count += 1
    assert count > 500
