"""Whatever an editor decides, no word is lost, none goes backwards, and what cannot be done is told."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tei_edition.collation import Collation, collate
from tei_edition.collation.decisions import Decision, Decisions
from tei_edition.collation.witness import Witness, witness

WORDS = st.lists(st.sampled_from("the cat sat sate upon mat , The 28 29".split()), min_size=1, max_size=7)
ACTS = st.sampled_from(["align", "part", "join", "lemma"])
CHOICE = st.integers(0, 6)


def decided(texts: list[list[str]], chosen: list[tuple[str, int, int, int]]) -> Collation:
    witnesses = [witness(siglum, " ".join(text), str.lower) for siglum, text in zip("ABC", texts, strict=False)]
    listed = []
    for act, one, first, second in chosen:
        pair = [witnesses[one % len(witnesses)], witnesses[(one + 1) % len(witnesses)]]
        words = tuple(word(made, at) for made, at in zip(pair, (first, second), strict=True))
        listed.append(Decision(act, words if act in ("align", "part") else words[:1]))
    return collate(witnesses, decisions=Decisions(tuple(listed)))


def word(made: Witness, at: int) -> tuple[str, tuple[int, str], tuple[int, str]]:
    """One word of a witness, as a decision names it."""
    index = at % len(made)
    named = (index, made.text[index].strip())
    return made.siglum, named, named


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=3), st.lists(st.tuples(ACTS, CHOICE, CHOICE, CHOICE), max_size=3))
def test_no_decision_loses_a_word(texts: list[list[str]], chosen: list[tuple[str, int, int, int]]) -> None:
    made = decided(texts, chosen)
    for one, row in zip(made.witnesses, made.columns, strict=True):
        assert len(row) == len(one)
        assert list(row) == sorted(set(row))
    assert [place.start for place in made.units][1:] == [place.stop for place in made.units][:-1]
    assert made.units[-1].stop == made.width


def test_words_that_an_editor_aligned_share_a_column() -> None:
    made = decided([["a", "ship", "came"], ["a", "came", "boat"]], [("align", 0, 1, 1)])
    assert made.findings == ()
    assert made.columns[0][1] == made.columns[1][1]


def test_words_that_an_editor_parted_share_none() -> None:
    made = decided([["a", "ship", "came"], ["a", "ship", "came"]], [("part", 0, 1, 1)])
    assert made.columns[0][1] != made.columns[1][1]
    assert made.columns[0][2] == made.columns[1][2]


def test_what_would_make_witnesses_cross_is_told_and_left() -> None:
    made = decided([["a", "b"], ["b", "a"]], [("align", 0, 0, 1), ("align", 0, 1, 0)])
    assert [finding.rule for finding in made.findings] == ["decision-unfit"]
