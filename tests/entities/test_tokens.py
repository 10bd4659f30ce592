"""The words of a text: where they are cut, and what is known of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import grows_linearly
from tei_edition.entities.tokens import Tokens


def cut(text: str, *cuts: int) -> Tokens:
    return Tokens(text, [(0, len(text))], cuts, [0])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Korea's ambassador", ["Korea", "'s", "ambassador"]),
        ("the workers' O'Neill", ["the", "workers", "'", "O'Neill"]),
        ("Pak Se-chang said (yes).", ["Pak", "Se-chang", "said", "yes"]),
        ("Ceaușescu, Tito-Ceaușescu; Tito", ["Ceaușescu", "Tito", "Ceaușescu", "Tito"]),
        ("a_b 12th — …", ["a", "b", "12th"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words(text: str, words: list[str]) -> None:
    tokens = cut(text)
    assert tokens.words[: tokens.count] == words


def test_a_hyphen_parts_two_names_where_one_of_them_ends() -> None:
    text = "the Khrushchev-Tito-Kim talks in Gheorghiu-Dej"
    tokens = cut(text, text.index("-"), text.index("Kim"))
    assert tokens.words[: tokens.count] == ["the", "Khrushchev", "Tito", "Kim", "talks", "in", "Gheorghiu-Dej"]
    assert [tokens.words[k] for k in range(tokens.count) if not tokens.near[k]] == ["the", "Tito", "Kim"]


def test_a_capital_proves_nothing_where_a_sentence_opens_and_an_initial_ends_none() -> None:
    tokens = cut("Then J. Smith came. Tito (Kim) left; Mr. Mao")
    opening = [tokens.words[k] for k in range(tokens.count) if tokens.opens[k]]
    assert opening == ["Then", "Tito", "Kim", "Mr"]
    assert tokens.near[tokens.words.index("Smith")] and tokens.near[tokens.words.index("Mao")]


def test_a_rule_may_look_past_either_end() -> None:
    tokens = cut("Kim")
    for k in (-1, -2, -3, 1, 2, 3):
        assert (tokens.low[k], tokens.near[k], tokens.capital[k]) == ("", False, False)


@given(st.text(alphabet="abAé_1 -'’.,(\t\u0301中", max_size=60), st.sets(st.integers(0, 60)))
def test_every_word_stands_where_it_says(text: str, cuts: set[int]) -> None:
    tokens = cut(text, *cuts)
    after = 0
    for k in range(tokens.count):
        start, end = tokens.starts[k], tokens.end(k)
        assert after <= start < end and text[start:end] == tokens.words[k]
        assert not any(character.isalnum() for character in text[after:start])
        after = end
    assert not any(character.isalnum() for character in text[after:])


def test_many_joined_names_are_cut_in_linear_time() -> None:
    assert grows_linearly(lambda size: cut("Kim Mao Kim-Mao Mao-Kim " * size), 5_000)
