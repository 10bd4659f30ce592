"""What kind of variant a reading is, what has moved, and how far witnesses are from one another."""

import pytest

from tei_edition.collation import Collation, collate
from tei_edition.collation.collation import tally
from tei_edition.collation.normalising import chain
from tei_edition.collation.normalising import settings as tables
from tei_edition.collation.stemma import distances, newick
from tei_edition.collation.witness import witness
from tei_edition.errors import EditionError

NORMAL = chain(tables())


def collated(base: str = "", **texts: str) -> Collation:
    return collate([witness(siglum, text, NORMAL) for siglum, text in texts.items()], base=base)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("the war ended", "the War ended", "case"),
        ("so, he left", "so he left", "punctuation"),
        ("he came to day only", "he came today only", "word-division"),
        ("the colour faded", "the color faded", "orthographic"),
        ("bread & wine there", "bread and wine there", "orthographic"),
        ("he walks there", "he walked there", "grammatical"),
        ("he left there", "he stayed there", "substitution"),
        ("he left there", "he left early there", "addition"),
        ("he left early there", "he left there", "omission"),
        ("he came on 28 July", "he came on 29 July", "fact"),
        ("he came on 3 July", "he came on 3rd July", "orthographic"),
        ("five ships came", "four ships came", "fact"),
        ("he saw Zhou there", "he saw Peng there", "fact"),
        ("he will come", "he will not come", "fact"),
        ("the seventh ship came", "the eighth ship came", "fact"),
    ],
)
def test_kinds(one: str, other: str, kind: str) -> None:
    [place] = [place for place in collated("A", A=one, B=other).units if place.varies]
    assert place.readings[1].kind == kind


def moved(**texts: str) -> list[str]:
    made = collated(**texts)
    words = made.graph.vocabulary.words
    return [" ".join(words[made.graph.words[vertex]] for vertex in move.first) for move in made.transpositions]


def test_a_passage_that_moved_is_one_transposition() -> None:
    assert moved(A="first of all he came and saw the old town", B="he came and saw the old town first of all") == [
        "first of all"
    ]


def test_a_word_that_turns_up_far_away_has_not_moved() -> None:
    letters = "a b c d e f g h i j k l m n o p"
    assert moved(A=f"X {letters}", B=f"{letters} X") == []


def test_a_name_that_moved_is_no_difference_of_fact() -> None:
    made = collated(A="there sat Zhou and Peng that day", B="there sat Peng and Zhou that day")
    assert {place.readings[1].kind for place in made.units if place.varies} == {"transposition"}


def test_the_spelling_of_words_that_moved_is_told_as_spelling() -> None:
    made = collated(
        A="the white and black cat",
        B="the black and white cat",
        C="the white and Black cat",
        D="the white and black cat",
    )
    kinds = {reading.text: reading.kind for place in made.units for reading in place.readings[1:] if reading.text}
    assert kinds["Black"] == "case"


def test_counts_of_kinds_by_pair() -> None:
    made = collated(A="he came on 28 July", B="he came on 29 July", C="he came late on 28 July")
    counts = tally(made)
    assert dict(counts["A", "B"]) == {"fact": 1}
    assert dict(counts["A", "C"]) == {"addition": 1}
    assert dict(counts["B", "C"]) == {"fact": 1, "addition": 1}


def test_witnesses_that_agree_stand_together_in_the_tree() -> None:
    made = collated(
        A="one two three four five six seven",
        B="one two three four five six eight",
        C="one ship three boat five oar seven",
        D="one ship three boat five mast seven",
    )
    table = distances(made)
    assert table[0][1] < table[0][2]
    assert table[2][3] < table[1][3]
    assert all(row[k] == 0 for k, row in enumerate(table))
    assert newick(made).replace(":", " ").count("(") == 2


def test_the_lemma_is_the_majoritys_or_the_bases() -> None:
    texts = {"A": "the black cat", "B": "the white cat", "C": "the white cat"}
    [place] = [place for place in collated(**texts).units if place.varies]
    assert place.lemma.text == "white"
    [place] = [place for place in collated("A", **texts).units if place.varies]
    assert place.lemma.text == "black"


def test_no_witness_and_an_unknown_base_are_refused() -> None:
    with pytest.raises(EditionError, match="there is no witness"):
        collate([])
    with pytest.raises(EditionError, match="two witnesses have the siglum A"):
        collate([witness("A", "a", NORMAL), witness("A", "b", NORMAL)])


@pytest.mark.parametrize(
    ("steps", "one", "other"),
    [
        ({"u_v": True}, "vniuersal", "universal"),
        ({"i_j": True}, "iudge", "judge"),
        ({"accents": True}, "été", "ete"),
        ({"punctuation": True}, ";", ","),
        ({}, "ﬁſh", "fish"),
        ({}, "Œuvre", "oeuvre"),
        ({}, "’", "'"),
    ],
)
def test_the_chain_of_normal_forms(steps: dict[str, bool], one: str, other: str) -> None:
    normal = chain(tables(), **steps)
    assert normal(one) == normal(other)
