"""Patterns for lines, written as the line is seen."""

import pytest

from growth import grows_linearly
from tei_edition.errors import ConfigError
from tei_edition.sources.lines import compile_pattern, is_date, match


def fields(pattern: str, line: str) -> dict[str, str] | None:
    spans = match(compile_pattern(pattern), line)
    return None if spans is None else {name: line[a:b] for name, (a, b) in spans.items()}


def test_fields_take_what_stands_between_fixed_words() -> None:
    found = fields("FMA {shelf}, {from:number}-{to:number}. By {who}.", "FMA 1-2, 47-64. By A. B. Mercado.")
    assert found == {"shelf": "1-2", "from": "47", "to": "64", "who": "A. B. Mercado"}


@pytest.mark.parametrize("line", ["FMA 1, x-64. By A.", "FMA 1, 4-6. By .", "FMB 1, 4-6. By A.", "FMA 1, 4-6. By A"])
def test_other_lines_do_not_match(line: str) -> None:
    assert fields("FMA {shelf}, {from:number}-{to:number}. By {who}.", line) is None


@pytest.mark.parametrize("text", ["August 3, 1964", "3 August 1964", "1964-08-03"])
def test_dates_are_known(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize("text", ["August 1964", "3 August", "Henry 3, 1964", "August 99, 1964", "47-64"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert not is_date(text)


@pytest.mark.parametrize("pattern", ["{a}{b}", "{a:colour}"])
def test_a_wrong_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(ConfigError):
        compile_pattern(pattern)


def test_matching_is_linear() -> None:
    pattern = compile_pattern("a{x}a{y}a{z}b")
    assert match(pattern, "a" * 200_000) is None
    assert grows_linearly(lambda size: match(pattern, "a" * size), 100_000)
