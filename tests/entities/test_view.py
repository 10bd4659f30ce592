"""The text as rules see it, and the way back to the source."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_edition.entities.view import even, fold


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("Workers’ Party", "Workers' Party"),
        ("Le\u00a0Duan", "Le Duan"),
        ("Pak\n   Se-chang", "Pak Se-chang"),
        ("Bu\u00adcharest", "Bucharest"),
        ("the Khru-\nshchev visit", "the Khrushchev visit"),
        ("the Sino-\nSoviet border", "the Sino- Soviet border"),
        ("Gheorghiu\u2011Dej", "Gheorghiu-Dej"),
        ("Ceaus\u0327escu", "Ceauşescu"),
        ("Zhou        Peng", "Zhou\tPeng"),
        ("a - b", "a - b"),
    ],
)
def test_what_differs_only_in_typing_looks_the_same(source: str, seen: str) -> None:
    assert even(source).text == seen


def test_the_way_back_leads_to_the_words_as_they_stand() -> None:
    source = "Comrade [Dong] Biwu met Khru-\n  shchev and E\u0301va."
    view = even(source, [source.index("["), source.index("]")])
    for seen, there in (("Dong Biwu", "Dong] Biwu"), ("Khrushchev", "Khru-\n  shchev"), ("Éva", "E\u0301va")):
        start = view.text.index(seen)
        a, b = view.span(start, start + len(seen))
        assert source[a:b] == there
        assert view.at(a) == start


@given(st.text(alphabet="ab -\n\t’\u00a0\u00ade\u0301É.", max_size=80))
def test_every_character_of_the_view_comes_from_one_of_the_source(source: str) -> None:
    view = even(source)
    back = [view.origin(k) for k in range(len(view.text))]
    assert back == sorted(back)
    for k, offset in enumerate(back):
        same = unicodedata.normalize("NFD", view.text[k])[0] == unicodedata.normalize("NFD", source[offset])[0]
        assert same or view.text[k] in "' \t"


def test_accents_are_left_out_letter_by_letter() -> None:
    assert fold("Ceaușescu, Đilas, Wałęsa, Þór, Жуков") == "Ceausescu, Dilas, Walesa, Þor, Жуков"


@given(st.text(max_size=40))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
