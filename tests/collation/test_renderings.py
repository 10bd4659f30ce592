"""Which sentences of two or more renderings belong together."""

import random
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from growth import grows_linearly
from tei_edition import tei
from tei_edition.collation import alignment_tei
from tei_edition.collation.alignment import LEVELS, Alignment, align
from tei_edition.collation.received import read_apparatus
from tei_edition.validation.schema import own_schema
from validation.libxml2 import compiled

# One story, told twice.
STORY = [
    "On 3 August the old ferryman of Lorath rowed across the lake.",
    "His name was Tomas Weir, and nobody knew his age.",
    "The water was calm that morning.",
    "In the boat sat a merchant, with two chests of salt.",
    "He paid four coins and said nothing.",
    "When they reached the island, a bell rang in the chapel.",
    "The merchant asked for whom it rang.",
    "It rings for Anna Brandt, said the ferryman, who was drowned here nine years ago.",
    "They carried the chests up the path to the inn.",
    "The innkeeper weighed the salt and shook his head.",
    "Half of it was sand.",
    "At nightfall the ferryman rowed home alone.",
]
RETOLD = [
    "The ferryman of Lorath, an old man, rowed over the lake on the third of August.",
    "He was called Tomas Weir; his age was known to no one.",
    "That morning the waters were calm.",
    "A merchant sat in his boat with two chests of salt.",
    "He gave him 4 coins without a word.",
    "A bell rang in the chapel as they reached the island.",
    "For whom does it ring, the merchant asked.",
    "The ferryman answered that it rang for Anna Brandt, drowned here 9 years before.",
    "Up the path to the inn they carried the chests.",
    "The innkeeper shook his head when he had weighed the salt.",
    "It was half sand.",
    "Alone the ferryman rowed home when night fell.",
]


def text(sentences: list[str]) -> str:
    return " ".join(sentences)


def cells(made: Alignment) -> list[tuple[tuple[int, ...], ...]]:
    return [row.cells for row in made.rows]


def test_a_story_told_twice() -> None:
    made = align({"A": text(STORY), "B": text(RETOLD)})
    assert cells(made) == [((n,), (n,)) for n in range(12)]
    assert all(row.score > 0 for row in made.rows)


def test_sentences_joined_and_parted() -> None:
    joined = [*STORY[:2], "The water was calm that morning, and in the boat sat a merchant, with two chests of salt."]
    parted = ["On 3 August the old ferryman of Lorath rowed.", "He rowed across the lake.", *STORY[1:4]]
    made = align({"A": text(joined + STORY[4:]), "B": text(parted + STORY[4:])})
    assert cells(made)[:3] == [((0,), (0, 1)), ((1,), (2,)), ((2,), (3, 4))]


@pytest.mark.parametrize("gone", [[0], [5], [11], [3, 4, 5], [0, 11]])
def test_what_is_left_out_is_said_so(gone: list[int]) -> None:
    kept = [n for n in range(12) if n not in gone]
    made = align({"A": text(STORY), "B": text([RETOLD[n] for n in kept])})
    assert cells(made) == [((n,), (kept.index(n),) if n in kept else ()) for n in range(12)]


def test_what_moved_is_found_and_marked() -> None:
    order = [*range(2, 7), 0, 1, *range(7, 12)]
    made = align({"A": text(STORY), "B": text([RETOLD[n] for n in order])})
    assert {(row.cells[0], row.cells[1]) for row in made.rows} == {((n,), (order.index(n),)) for n in range(12)}
    assert {n for row in made.rows if row.moved for n in row.cells[0]} in ({0, 1}, set(range(2, 7)))


def test_two_neighbours_that_changed_places() -> None:
    order = [0, 1, 2, 4, 3, *range(5, 12)]
    made = align({"A": text(STORY), "B": text([RETOLD[n] for n in order])})
    assert {(row.cells[0], row.cells[1]) for row in made.rows} == {((n,), (order.index(n),)) for n in range(12)}
    assert sum(row.moved for row in made.rows) == 1


def test_shared_divisions_hold_against_the_words() -> None:
    a = [f"{n + 1}. {sentence}" for n, sentence in enumerate(STORY)]
    b = [f"{n + 1}. {RETOLD[(n + 1) % 12]}" for n in range(12)]
    by_number = align({"A": "\n".join(a), "B": "\n".join(b)})
    assert cells(by_number) == [((n,), (n,)) for n in range(12)]
    assert by_number.passages[0][4].division == "5"
    by_words = align({"A": "\n".join(a), "B": "\n".join(b)}, divisions=False)
    assert ((4,), (3,)) in cells(by_words)


def test_divisions_that_only_one_text_has_part_nothing() -> None:
    a = "\n".join(f"{n + 1}. {sentence}" for n, sentence in enumerate(STORY))
    assert cells(align({"A": a, "B": "\n".join(RETOLD)})) == [((n,), (n,)) for n in range(12)]


def test_three_texts_and_the_order_in_which_they_are_named() -> None:
    texts = {"A": text(STORY), "B": text(RETOLD[:4] + RETOLD[5:]), "C": text(STORY[:7] + STORY[8:] + STORY[7:8])}
    made = align(texts)
    assert cells(made)[4] == ((4,), (), (4,))
    for order in permutations(texts):
        other = align({siglum: texts[siglum] for siglum in order})
        for level in LEVELS:
            assert named(other.at(level)) == named(made.at(level))


def named(made: Alignment) -> list[tuple[dict[str, tuple[int, ...]], float, bool]]:
    return [(dict(zip(made.sigla, row.cells, strict=True)), row.score, row.moved) for row in made.rows]


SENTENCE = st.sampled_from(
    [*STORY, *RETOLD, "Yes.", "No!", "—", "1. So he said.", "It rang, and rang; it rang, and rang."]
)
TEXT = st.lists(st.tuples(SENTENCE, st.sampled_from([" ", "\n", "\n\n"])), min_size=1, max_size=10).map(
    lambda parts: "".join(sentence + space for sentence, space in parts)
)


@settings(max_examples=80, deadline=None)
@given(texts=st.lists(TEXT, min_size=2, max_size=4), chance=st.randoms(use_true_random=False))
def test_every_passage_stands_in_one_row_whatever_the_order(texts: list[str], chance: random.Random) -> None:
    given_ = dict(zip("ABCD", texts, strict=False))
    made = align(given_)
    shuffled = list(given_)
    chance.shuffle(shuffled)
    other = align({siglum: given_[siglum] for siglum in shuffled})
    for level in LEVELS:
        found = made.at(level)
        for k, listed in enumerate(found.passages):
            assert sorted(n for row in found.rows for n in row.cells[k]) == list(range(len(listed)))
        assert all(any(row.cells) for row in found.rows)
        assert all(a < b for row in found.rows for cell in row.cells for a, b in pairwise(cell))
        assert named(other.at(level)) == named(found)


@settings(max_examples=60, deadline=None)
@given(text=TEXT)
def test_a_text_and_itself(text: str) -> None:
    for made in map(align({"A": text, "B": text}).at, LEVELS):
        assert cells(made) == [((n,), (n,)) for n in range(len(made.passages[0]))]
        assert not any(row.moved for row in made.rows)


@settings(max_examples=60, deadline=None)
@given(order=st.permutations(range(12)), gone=st.integers(0, 11), size=st.integers(3, 12))
def test_a_sentence_that_is_dropped_is_missing_there(order: list[int], gone: int, size: int) -> None:
    whole = [STORY[n] for n in order[:size]]
    gone %= size
    made = align({"A": text(whole), "B": text(whole[:gone] + whole[gone + 1 :])})
    assert ((gone,), ()) in cells(made)
    assert len(made.rows) == size


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(TEXT, min_size=2, max_size=3), level=st.sampled_from(LEVELS))
def test_the_tei_is_valid_and_gives_every_text_back(texts: list[str], level: str) -> None:
    made = align(dict(zip(["A", "b c", "3"], texts, strict=False))).at(level)
    root = tei.parse(alignment_tei.write(made))
    own = compiled(own_schema())
    assert own.validate(root), own.error_log
    found, findings = read_apparatus(root)
    assert findings == []
    for siglum, listed in zip(made.sigla, made.passages, strict=True):
        assert found[siglum].split() == " ".join(passage.text for passage in listed).split()
    keys = {element.get(tei.XML_ID) for element in root.iter(tei.q("seg"))}
    for link in root.iter(tei.q("link")):
        assert {target.removeprefix("#") for target in str(link.get("target")).split()} <= keys


@pytest.mark.xdist_group("tei-all")
def test_the_tei_is_valid_in_all_of_tei(tei_all: etree.RelaxNG) -> None:
    order = [*range(2, 7), 0, 1, *range(8, 12)]
    texts = {"A": "\n".join(f"{n + 1}. {s}" for n, s in enumerate(STORY)), "B": "\n".join(RETOLD[n] for n in order)}
    for level in LEVELS:
        root = tei.parse(alignment_tei.write(align({**texts, "C": "\n".join(STORY)}).at(level)))
        assert tei_all.validate(root), tei_all.error_log
        moved = [link for link in root.iter(tei.q("link")) if link.get("type") == "moved"]
        assert moved


def made_up(size: int) -> dict[str, str]:
    """Two renderings of so many sentences: half of the words of each are the same."""
    chance = random.Random(size)
    words = [f"w{n}x" for n in range(2000)]
    a, b = [], []
    for _ in range(size):
        sentence = chance.choices(words, cum_weights=[k**0.5 for k in range(1, 2001)], k=chance.randint(5, 20))
        a.append(" ".join(sentence).capitalize() + ".")
        b.append(" ".join(w if chance.random() < 0.6 else chance.choice(words) for w in sentence).capitalize() + ".")
    return {"A": " ".join(a), "B": " ".join(b)}


def test_time_grows_with_the_texts() -> None:
    assert grows_linearly(lambda size: align(made_up(size)), 150)


def test_texts_that_have_nothing_to_do_with_one_another() -> None:
    def unrelated(size: int) -> Alignment:
        return align({siglum: made_up(size + n)["A"].replace("w", siglum) for n, siglum in enumerate("AB")})

    assert grows_linearly(unrelated, 150)
