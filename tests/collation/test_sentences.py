"""Where sentences and passages begin and end."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import grows_linearly
from tei_edition.collation.sentences import marks, numbered, paragraphs, passages, phrases, sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text), marks())]


@pytest.mark.parametrize(
    "told",
    [
        ["Mr. Zhou met J. Smith and Gen. Tran.", "They spoke."],
        ["He came at 5 p.m. on 3. August.", "He left."],
        ["The U.S. Government agreed to it.", "So did others."],
        ["He lives in the U.S.", "The others do not."],
        ["It was cold (see p. 3. It says so. Look there.) and dark.", "Then it rained."],
        ["He left.", "[Laughter.]", "Then she left."],
        ["“Really?” he said.", "“Yes.”", "He left."],
        ["1. The first point.", "It is short."],
        ["That was in 1964.", "Then came 1965."],
        ["Was it so?!", "No …", "Yes."],
        ["No. 4 came first.", "I did not see it."],
        ["他来了。", "他走了！"],
        ["An ellipsis ... goes on.", "It ends."],
    ],
)
def test_sentences_end_where_a_reader_says(told: list[str]) -> None:
    text = ("" if told[0][0] == "他" else " ").join(told)
    assert split(text) == told


@given(st.text(alphabet='aB .?!,;()[]"“”\n', max_size=60))
def test_no_word_is_lost_or_doubled(text: str) -> None:
    found = passages("A", text)
    assert "".join("".join(text[p.start : p.end].split()) for p in found) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[p.start : p.end].strip() == text[p.start : p.end] for p in found)


@given(st.text(alphabet="aB ,;:—(\n", max_size=60))
def test_phrases_hold_all_words_of_their_sentence(text: str) -> None:
    words = "".join(text[start:end] for start, end in phrases(text, 0, len(text)))
    assert "".join(words.split()) == "".join(text.split())


def test_lines_are_passages_unless_they_are_wrapped() -> None:
    verse = "In the beginning was a word\nand it was good\nand they heard it."
    assert len(list(paragraphs(verse))) == 3
    wrapped = "In the beginning there was a word that\neverybody heard, and it was good. They\nlistened to it for days."
    assert len(list(paragraphs(wrapped + "\n\nThen."))) == 2


def test_a_passage_knows_its_lines() -> None:
    wrapped = "In the beginning there was a word that\neverybody heard, and it was good. They\nlistened to it for days."
    assert [(p.first_line, p.last_line) for p in passages("A", wrapped)] == [(1, 2), (2, 3)]


@pytest.mark.parametrize(
    ("text", "divisions"),
    [
        ("1:1 One.\n1:2 Two. Three.\n1:3 Four.", ["1:1", "1:2", "1:3"]),
        ("§ 1 One.\n\n§ 2 Two.\n\n§ 3. Three.", ["§ 1", "§ 2", "§ 3"]),
        ("[1] One.\n[2] Two.\n[3] Three.", ["1", "2", "3"]),
        ("1. One.\n2. Two.\n1. Three.", [None, None, None]),
        ("Head\n1. One.\n2. Two.\n3. Three.", [None, "1", "2", "3"]),
        ("1964 was cold.\nHe came.\nHe left.", [None, None, None]),
    ],
)
def test_numbers_before_passages_are_their_divisions(text: str, divisions: list[str | None]) -> None:
    blocks = numbered(text, list(paragraphs(text)))
    assert [block.division for block in blocks] == divisions
    assert all(not text[block.start : block.end].startswith(str(block.division)) for block in blocks if block.division)


def test_an_edition_has_abbreviations_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "sentences.toml").write_text('[abbreviations]\nours = ["tov"]\n', encoding="utf-8")
    text = "Tov. Dej came. He left."
    assert len(list(sentences(text, 0, len(text), marks(tmp_path)))) == 2
    assert len(split(text)) == 3


@pytest.mark.parametrize("piece", ["a. ", "(", "( ", "A.", "[a] ", "a, b c d, ", "\n", "1 a\n", '."', "3. August "])
def test_time_grows_with_the_text(piece: str) -> None:
    assert grows_linearly(lambda size: passages("A", piece * size), 4000)
