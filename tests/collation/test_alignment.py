"""Which word stands against which, whatever the order of the witnesses."""

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import grows_linearly
from tei_edition.collation import collate, table
from tei_edition.collation.witness import witness

WORDS = st.sampled_from(["the", "cat", "sat", "sate", "upon", "mat", ",", "The", "black", "blak"])
TEXT = st.lists(WORDS, max_size=8).map(" ".join)


def rows(texts: dict[str, str], **options: object) -> dict[str, list[str]]:
    """The table as a reader sees it: a dash for an empty cell."""
    made = table(texts, options)
    cells = [["".join(t["t"] for t in cell).strip() if cell else "-" for cell in row] for row in made["table"]]
    return dict(zip(made["witnesses"], cells, strict=True))


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=5))
def test_the_order_of_the_witnesses_changes_nothing(texts: list[str]) -> None:
    named = dict(zip("ABCDE", texts, strict=False))
    first = rows(named)
    for order in permutations(named):
        assert rows({siglum: named[siglum] for siglum in order}) == first


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXT, min_size=2, max_size=4))
def test_the_order_of_the_witnesses_changes_no_variant(texts: list[str]) -> None:
    named = dict(zip("ABCD", texts, strict=False))

    def variants(order: tuple[str, ...]) -> list[object]:
        made = collate([witness(siglum, named[siglum], str.lower) for siglum in order])
        return [
            [(r.text.split(), sorted(order[n] for n in r.witnesses), r.kind, r.moved) for r in place.readings]
            for place in made.units
        ]

    first = variants(tuple(named))
    assert all(variants(order) == first for order in permutations(named))


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=6))
def test_every_witness_comes_back(texts: list[str]) -> None:
    named = dict(zip("ABCDEF", texts, strict=False))
    made = table(named)
    assert len({len(row) for row in made["table"]}) == 1
    for siglum, row in zip(made["witnesses"], made["table"], strict=True):
        assert "".join(t["t"] for cell in row for t in cell or ()) == named[siglum]


def test_a_reading_of_one_witness_is_not_merged_with_a_parallel_one() -> None:
    assert rows({"A": "x a y", "B": "x b y", "C": "x a b y"}) == {
        "A": ["x", "a", "-", "y"],
        "B": ["x", "-", "b", "y"],
        "C": ["x", "a", "b", "y"],
    }


def test_a_substitution_beside_an_addition_keeps_its_place() -> None:
    found = rows({"A": "one two three", "B": "one ship three", "C": "one big two three", "D": "one two three"})
    assert found["B"] == ["one", "-", "ship", "three"]
    assert found["C"] == ["one", "big", "two", "three"]


def test_near_words_stand_against_one_another() -> None:
    found = rows({"A": "the old houses burnt", "B": "the howses burnt"})
    assert found["B"] == ["the", "-", "howses", "burnt"]


def test_an_empty_witness_and_long_omissions() -> None:
    words = [f"w{k}" for k in range(300)]
    found = rows({"A": " ".join(words), "B": "", "C": " ".join(words[:20] + words[280:]), "D": " ".join(words[100:])})
    assert set(found["B"]) == {"-"}
    assert found["C"] == words[:20] + ["-"] * 260 + words[280:]
    assert found["D"] == ["-"] * 100 + words[100:]


def test_a_repeated_passage_keeps_together() -> None:
    found = rows({"A": "This very quick very quick brown wombat", "B": "That very quick brown koala"})
    assert found["B"] == ["That", "-", "-", "very", "quick", "brown", "koala"]


def test_signs_of_a_script_without_spaces_are_tokens() -> None:
    assert rows({"A": "周恩來總理說", "B": "周總理說道"})["B"] == ["周", "-", "-", "總", "理", "說", "道"]


def test_accents_stay_with_their_letters() -> None:
    assert rows({"A": "ι̅σ̅ ειπεν"})["A"] == ["ι̅σ̅", "ειπεν"]


@pytest.mark.parametrize("pair", [("a b " * 2000, "b a " * 2000), ("a " * 4000, "a " * 3000 + "b " * 1000)])
def test_texts_of_two_words_come_to_an_end(pair: tuple[str, str]) -> None:
    assert len(rows({"A": pair[0], "B": pair[1]})["A"]) < 8000


def test_cost_grows_with_the_words() -> None:
    def work(size: int) -> object:
        words = [f"w{(k * k) % 977}" for k in range(size)]
        changed = [word if k % 17 else "x" + word for k, word in enumerate(words) if k % 29]
        return table({"A": " ".join(words), "B": " ".join(changed), "C": " ".join(words[::-1][::-1])})

    assert grows_linearly(work, 2000)


def test_editions_of_a_printed_book(corpus: Path) -> None:
    texts = {
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted((corpus / "dev" / "collation" / "darwin").glob("*_par1.txt"))
    }
    made = table(texts)
    assert len(made["table"][0]) < 1.1 * max(sum(map(bool, row)) for row in made["table"])
    for siglum, row in zip(made["witnesses"], made["table"], strict=True):
        assert "".join(t["t"] for cell in row for t in cell or ()) == texts[siglum]
