"""What a text states: numbers in every dress, quantities, money, names, titles, denials."""

import pytest

from tei_edition.collation.denials import polarity, stems
from tei_edition.collation.facts import Stated
from tei_edition.collation.words import load_tables


def stated(text: str) -> Stated:
    return Stated("A", text, None, None, load_tables())


@pytest.mark.parametrize(
    ("words", "kind", "value"),
    [
        ("twelve apostles", "number", "12"),
        ("12 apostles", "number", "12"),
        ("one hundred and twenty men", "number", "120"),
        ("three hundred and twenty-five thousand men", "number", "325000"),
        ("325,000 men", "number", "325000"),
        ("two million men", "number", "2000000"),
        ("2.5 million men", "number", "2500000"),
        ("five and twenty ships", "number", "25"),
        ("a hundred and seven and twenty provinces", "number", "127"),
        ("two thirds of it", "number", "0.666667"),
        ("the twentieth anniversary", "ordinal", "20"),
        ("the 21st session", "ordinal", "21"),
        ("three hours", "quantity", "3 hour"),
        ("a three-hour talk", "quantity", "3 hour"),
        ("three and a half years", "quantity", "3.5 year"),
        ("three years and six months", "quantity", "3.5 year"),
        ("5 per cent", "quantity", "5 %"),
        ("5% of it", "quantity", "5 %"),
        ("$3.5 million", "money", "3500000 dollar"),
        ("forty roubles", "money", "40 ruble"),
        ("two and a half million dollars", "money", "2500000 dollar"),
        ("2 and a half million dollars", "money", "2500000 dollar"),
        ("a walk of 120km", "quantity", "120 km"),
    ],
)
def test_a_figure_has_one_value_in_every_dress(words: str, kind: str, value: str) -> None:
    assert [(fact.kind, fact.value) for fact in stated(f"There was {words}").facts] == [(kind, value)]


@pytest.mark.parametrize(
    "words", ["1. Item", "(2) Item", "he saw it3 there", "w123 and MiG21", "12:4 In the beginning", "", "²"]
)
def test_what_counts_paragraphs_or_notes_is_no_figure(words: str) -> None:
    assert stated(words).facts == []


@pytest.mark.parametrize(
    "words", ["9" * 400, "thousand " * 3000, "hundred " * 3000, "1,2,3,4", "٣ men", "million million"]
)
def test_absurd_numbers_are_read_or_left_alone(words: str) -> None:
    stated(words)


def denied(text: str, other: str = "") -> set[str]:
    one, two = stated(text), stated(other)
    found = polarity(one, [(0, len(one.tokens))], stems(two, [(0, len(two.tokens))]))
    return {word for word, times in found.said.items() for time in times if time.denied}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("He did not agree.", "He disagreed."),
        ("It was not fair.", "It was unfair."),
        ("They refused to sign.", "They did not sign."),
        ("They are not going to attend.", "They will not attend."),
        ("No man or beast may drink.", "Neither man nor beast may drink."),
    ],
)
def test_a_denial_is_one_in_other_words(one: str, other: str) -> None:
    assert denied(one, other) == denied(other, one) != set()


def test_not_only_denies_nothing() -> None:
    assert denied("He not only spoke but sang.") == set()
