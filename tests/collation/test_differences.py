"""Two renderings of one text: what they state otherwise is found, what they only say otherwise is not."""

import csv
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import tei_edition
from growth import grows_linearly
from tei_edition import tei
from tei_edition.collation.difference_reports import as_text
from tei_edition.collation.differences import Differences, differences
from tei_edition.collation.stating import state_files, state_texts
from tei_edition.edition import load_edition
from tei_edition.errors import EditionError
from tei_edition.validation import validate

ROOT = Path(__file__).parents[2]
WITNESSES = ROOT / "tei" / "witnesses"
AUTHORITY = (ROOT / "tei" / "authority",)
FIRST, SECOND = WITNESSES / "romania-talks.first.txt", WITNESSES / "romania-talks.second.xml"


def compared(a: str, b: str) -> Differences:
    return differences(*state_texts(a, b, AUTHORITY))


def facts(a: str, b: str) -> list[tuple[str, str, str]]:
    return [(found.kind, found.a.text, found.b.text) for found in compared(a, b).facts]


@pytest.fixture(scope="module")
def demonstration() -> Differences:
    files = tuple((path.name, path, path.read_bytes()) for path in (FIRST, SECOND))
    return differences(*state_files((files[0], files[1])))


# -- the demonstration -------------------------------------------------------------------------------------------------


def test_every_difference_put_in_is_found_and_no_other(demonstration: Differences) -> None:
    rows = csv.DictReader(
        (line for line in (WITNESSES / "romania-talks.differences.tsv").open(encoding="utf-8") if line[0] != "#"),
        delimiter="\t",
    )
    known = {(row["kind"], row["first"], row["second"]) for row in rows}
    assert len(known) == 12
    assert {(found.kind, found.a.text, found.b.text) for found in demonstration.facts} == known
    assert len(demonstration.facts) == 12


def test_each_difference_has_both_sentences_and_their_lines(demonstration: Differences) -> None:
    first = FIRST.read_text(encoding="utf-8").splitlines()
    second = SECOND.read_text(encoding="utf-8").splitlines()
    for found in demonstration.facts:
        for side, lines in ((found.a, first), (found.b, second)):
            assert side.context
            assert side.text.split()[0:1] == [] or side.text.split()[0] in lines[side.line - 1]


def test_what_is_only_rendered_otherwise_is_told_apart(demonstration: Differences) -> None:
    forms = {row.value: (row.a, row.b) for row in demonstration.renderings}
    assert forms["1964-07-28"] == (("28 July",), ("28th of July 1964",))
    assert forms["26"] == (("26",), ("twenty-six",))
    assert "Dej" in forms["Gheorghe_Gheorghiu-Dej"][1]
    assert forms["Romania"] == (("Romania",), ("Rumania",))


def test_the_first_witness_is_the_source_and_the_second_says_what_it_is() -> None:
    source = (ROOT / "tei" / "sources" / "memcon-1964-08-03.txt").read_text(encoding="utf-8")
    assert FIRST.read_text(encoding="utf-8") in source
    header = tei.one(tei.read(SECOND), "t:teiHeader")
    assert header is not None
    assert "MADE FOR DEMONSTRATION" in "".join(map(str, header.itertext()))
    assert validate(SECOND, SECOND.read_bytes(), edition=load_edition(ROOT / "tei")) == []


def test_two_texts_at_hand_are_compared_as_files_are() -> None:
    found = tei_edition.diff("Zhou left Peking on 3 May.", "Zhou left Beijing on 4 May.", authorities=AUTHORITY)
    assert [(fact.kind, fact.a.text, fact.b.text) for fact in found.facts] == [("date", "3 May", "4 May")]
    assert [(row.a, row.b) for row in found.renderings] == [(("Peking",), ("Beijing",))]
    with pytest.raises(EditionError, match="empty"):
        tei_edition.diff("Zhou left.", " ")


# -- pairs a scholar would try -----------------------------------------------------------------------------------------

PLAIN = (
    "The delegation left Peking on 3 August 1964. Twelve members went to Hanoi with Gheorghiu-Dej. "
    "They did not agree to the proposal. We must send a delegation to Warsaw. The talks lasted three hours."
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("left Peking", "left Beijing"),
        ("on 3 August 1964", "on the 3rd of August 1964"),
        ("Twelve members", "12 members"),
        ("with Gheorghiu-Dej", "with Comrade Dej"),
        ("did not agree to", "disagreed with"),
        ("must send", "have to send"),
        ("lasted three hours", "went on for 3 hours"),
        ("to Hanoi", "to Ha Noi"),
    ],
)
def test_the_same_fact_in_other_words_is_no_difference(one: str, other: str) -> None:
    assert one in PLAIN
    assert facts(PLAIN, PLAIN.replace(one, other)) == []


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Peking", "Shanghai", "place"),
        ("3 August", "4 August", "date"),
        ("1964", "1963", "date"),
        ("Twelve", "Thirteen", "number"),
        ("Gheorghiu-Dej", "Ceausescu", "person"),
        (" with Gheorghiu-Dej", "", "person"),
        ("did not agree", "agreed", "negation"),
        ("must send", "may send", "modal"),
        ("three hours", "three days", "quantity"),
        ("three hours", "two hours", "quantity"),
        ("Warsaw", "Prague", "place"),
    ],
)
def test_another_fact_is_a_difference(one: str, other: str, kind: str) -> None:
    assert one in PLAIN
    assert [found[0] for found in facts(PLAIN, PLAIN.replace(one, other))] == [kind]


AROUND = "The delegation reached the capital in the spring. {} The talks were held in the old palace by the river."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Prices fell by a third that year.", "Prices rose by a third that year."),
        ("Exports increased during the war.", "Exports decreased during the war."),
        ("He did not attend the opening session.", "He was present at the opening session."),
        ("He was absent from the opening session.", "He was present at the opening session."),
        ("The workers supported the plan.", "The workers opposed the plan."),
        ("The committee rejected the proposal.", "The committee accepted the proposal."),
        ("They regard us as their enemies.", "They regard us as their friends."),
        ("He stayed in the city for the night.", "He left the city for the night."),
    ],
)
def test_the_contrary_is_a_difference(one: str, other: str) -> None:
    assert [found[0] for found in facts(AROUND.format(one), AROUND.format(other))] == ["negation"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Exports did not grow during the war.", "Exports fell during the war."),
        ("Prices rose and then fell.", "Prices rose, then they fell."),
        ("The committee rejected the proposal.", "The committee did not accept the proposal."),
        ("The bridge was closed to traffic.", "The bridge was not open to traffic."),
        ("It is not easy to say so.", "It is difficult to say so."),
        ("Never forget the dead.", "Always remember the dead."),
        ("He got lost in the fog and made no friends.", "He lost his way in the fog and won no friends."),
        ("Only the poor stayed behind, the rich left.", "Only the poor remained, the rich left."),
        ("The late chairman wrote early in May.", "The former chairman wrote early in May."),
    ],
)
def test_the_contrary_denied_or_beside_its_own_is_none(one: str, other: str) -> None:
    assert facts(AROUND.format(one), AROUND.format(other)) == []


def test_a_fact_that_moved_to_the_next_sentence_is_no_difference() -> None:
    a = "The ministers met in Warsaw in 1957 and signed the agreement. The text was printed at once."
    b = "The ministers met in Warsaw and signed the agreement. The text of 1957 was printed at once."
    assert facts(a, b) == []


def test_a_pronoun_for_a_name_is_no_difference() -> None:
    a = "Tito went to Leningrad for talks. Tito told the ambassador everything about the talks."
    b = "Tito went to Leningrad for talks. He told the ambassador everything about the talks."
    assert facts(a, b) == []


def test_a_sentence_left_out_is_told_with_what_it_states() -> None:
    more = " On 6 July a delegation of nine persons arrived in Prague by train."
    [found] = compared(PLAIN + more + " Nobody spoke to the press.", PLAIN + " Nobody spoke to the press.").facts
    assert (found.kind, found.relation) == ("passage", "only-a")
    assert {fact.kind for fact in found.facts} == {"date", "number", "place"}


def test_a_title_of_the_same_person_may_differ() -> None:
    a = "I thank Premier Kim Il Sung for his letter of yesterday."
    assert facts(a, a.replace("Premier", "President")) == [("title", "Premier", "President")]
    assert facts(a, a.replace("Premier", "Prime Minister")) == []


def test_dates_without_a_year_are_compared_where_nobody_tells_it() -> None:
    a = "The letter came on 28 July. It was answered at once."
    assert facts(a, a.replace("28 July", "the 28th of July")) == []
    [found] = compared(a, a.replace("28 July", "27 July")).facts
    assert (found.a.value, found.b.value) == ("--07-28", "--07-27")


def test_a_text_and_its_tei_are_one() -> None:
    source = ROOT / "tei" / "sources" / "memcon-1964-08-03.txt"
    document = ROOT / "tei" / "documents" / "memcon-1964-08-03.xml"
    found = differences(*state_files((("a", source, source.read_bytes()), ("b", document, document.read_bytes()))))
    assert (found.facts, found.renderings, found.wording) == ((), (), ())


# -- properties --------------------------------------------------------------------------------------------------------

SENTENCES = [
    "On 28 July our ambassador reported that two members of the Politburo had arranged a talk.",
    "Khrushchev then went to Leningrad and had three hours of talks with Tito.",
    "They did not agree to the 26 proposals of the drafting committee of 1960.",
    "We must send 12 delegates to Warsaw, Bucharest and Peking.",
    "In early June Comrade Bodnaras visited the Soviet Union; nothing was decided.",
    "The factory cost $3 million and employed four hundred workers.",
    "Mr. Sirko of Velbark said that the harbour could not be opened before May 1965.",
    "The twentieth anniversary was celebrated by 5,000 people.",
    "She laughed.",
    "Everything else remained as it was, for better or worse.",
]
texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8).map(" ".join)
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    found = compared(text, text)
    assert (found.facts, found.renderings, found.wording) == ((), (), ())


@few
@given(texts, texts)
def test_exchanging_the_texts_exchanges_the_sides(a: str, b: str) -> None:
    there, back = compared(a, b), compared(b, a)
    turned = {"only-a": "only-b", "only-b": "only-a", "other": "other"}
    assert sorted((f.kind, f.relation, f.a, f.b) for f in there.facts) == sorted(
        (f.kind, turned[f.relation], f.b, f.a) for f in back.facts
    )
    assert {(r.value, r.a, r.b) for r in there.renderings} == {(r.value, r.b, r.a) for r in back.renderings}
    assert len(there.wording) == len(back.wording)


CHANGES = {
    "28 July": ["29 July", "28 June", "3 May"],
    "early June": ["early July", "late June"],
    "three hours": ["two hours", "three days"],
    "26": ["27", "62"],
    "1960": ["1961", "1906"],
    "12": ["13", "120"],
    "$3 million": ["$4 million", "$3 billion"],
    "four hundred": ["five hundred", "four thousand"],
    "twentieth": ["thirtieth", "21st"],
    "5,000": ["50,000", "500"],
    "Leningrad": ["Moscow", "Kiev"],
    "Tito": ["Khrushchev", "Gomulka"],
    "Warsaw": ["Prague", "Bucharest"],
    "Bodnaras": ["Apostol", "Maurer"],
    "Velbark": ["Luningen", "Warsaw"],
    "May 1965": ["May 1964", "June 1965"],
}


@few
@given(st.permutations(SENTENCES), st.sampled_from([(old, new) for old, many in CHANGES.items() for new in many]))
def test_one_fact_changed_is_always_found(sentences: list[str], change: tuple[str, str]) -> None:
    text = " ".join(sentences)
    old, new = change
    at = text.index(old)
    assume(text.count(old) == 1)
    found = compared(text, text[:at] + new + text[at + len(old) :])
    assert any(f.a.start <= at + len(old) and at <= f.a.end for f in found.facts if f.a.text), as_text(found)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(a: str, b: str) -> None:
    try:
        found = compared(a, b)
    except (EditionError, UnicodeEncodeError):
        return
    assert as_text(found)


def test_cost_grows_with_the_text() -> None:
    words = [f"w{n}" for n in range(40)]

    def work(size: int) -> None:
        rows = [
            f"On {k % 28 + 1} July {words[k % 40]} met {words[k * 7 % 40]} {k} times in Warsaw." for k in range(size)
        ]
        a, b = " ".join(rows), " ".join(row.replace("met", "saw") for row in rows)
        differences(*state_texts(a, b))

    assert grows_linearly(work, 300)


@pytest.mark.skipif("TEI_EDITION_CORPUS" not in os.environ, reason="TEI_EDITION_CORPUS is not set")
@pytest.mark.parametrize(("book", "most"), [("Ruth", 6), ("Jonah", 4), ("James", 4), ("Esther", 7)])
def test_translations_of_one_source_state_much_the_same(book: str, most: int) -> None:
    folder = Path(os.environ["TEI_EDITION_CORPUS"]) / "dev" / "translations"
    a, b = ((folder / f"{book}.{name}.txt").read_text(encoding="utf-8") for name in ("KJV", "BSB"))
    assert len(compared(a, b).facts) <= most
