"""Labels of every form: who speaks, however the typist set the name off."""

from pathlib import Path

import pytest

from growth import grows_linearly
from tei_edition.sources import read_source
from tei_edition.transcripts import Kind, Mark, Transcript, transcribe


def read(text: str) -> Transcript:
    return transcribe(read_source(Path("talk.txt"), text.encode(), site="none"))


def turns(text: str) -> list[tuple[str, str]]:
    """Each turn's label and the first word after it."""
    transcript = read(text)
    found = []
    for block in transcript.of_kind(Kind.TURN):
        assert block.label is not None
        words = transcript.text((block.label[1], block.end)).split()
        found.append((" ".join(transcript.text(block.label).split()), words[0] if words else ""))
    return found


def findings(text: str, rule: str) -> list[str]:
    return [finding.message for finding in read(text).findings if finding.rule == rule]


FORMS = [
    "{}:",
    "{}.",
    "{} —",
    "{} –",
    "{} -",
    "{}. —",
    "[{}]",
    "[{}]:",
    "({})",
    "_{}_",
    "*{}*:",
    "**{}:**",
    "{}\n\n",
    "{}\n",
    "{}:\n\n",
    "{}:\n",
]
TALK = [
    ("MR. ALDER", "Good morning, gentlemen. Shall we begin?"),
    ("MR. BIRCH", "We are ready."),
    ("THE CHAIRMAN", "The floor is yours, Mr. Alder."),
    ("MR. ALDER", "I shall be brief."),
    ("", "There are two points, and both are simple."),
    ("MR. BIRCH", "I have heard that before."),
    ("THE CHAIRMAN", "Order, please."),
]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_label_is_known_by_its_return(form: str) -> None:
    text = "\n\n".join(f"{form.format(name)} {words}" if name else words for name, words in TALK)
    expected = [(form.format(name).strip(), words.split()[0]) for name, words in TALK if name]
    assert turns("Minutes of a Meeting\n\n" + text) == expected


def test_capitals_alone_set_a_name_off() -> None:
    text = "\n\n".join(f"{name} {words}" if name else words for name, words in TALK)
    assert [label for label, _ in turns(text)] == [name for name, _ in TALK if name]


def test_bare_names_after_a_dash_speak_where_they_come_back() -> None:
    text = "Alder — We came by train.\n\nBirch — And we by ship.\n\nAlder — So I heard.\n\nBirch — It was slow.\n"
    assert [label for label, _ in turns(text)] == ["Alder —", "Birch —", "Alder —", "Birch —"]


@pytest.mark.parametrize(
    "text",
    [
        "Report on the Harvest\n\nYes. It rained.\n\nNo. It did not.\n\nYes. It did.\n\nNo. It never did.\n",
        "A Report\n\n[The Minister] spoke.\n\n[The Minister] left.\n\nThe guests stayed.\n",
        "A Report\n\nMoscow: the weather was fine.\n\nThe talks went on.\n\nMr. Alder:\n\nThere was no more.\n",
        "A Report\n\nMr. Alder said that he had one complaint: nobody wrote.\n\nIt was noted.\n\nNothing followed.\n",
        "Diary\n\nComrade Alder: he called in the morning.\n\nI wrote.\n\nI read.\n\nI slept.\n\nI rose.\n",
        "A. The first point is trade.\n\nA. The second point is aid.\n\nB. The third is peace.\n\nB. That is all.\n",
    ],
)
def test_no_speaker_is_invented(text: str) -> None:
    assert turns(text) == []


@pytest.mark.parametrize(("asks", "answers"), [("Q:", "A:"), ("Q.", "A."), ("Question:", "Answer:")])
def test_questions_and_answers_are_turns_that_name_nobody(asks: str, answers: str) -> None:
    text = f"Interview\n\n{asks} When did you come?\n\n{answers} In May.\n\n{asks} By train?\n\n{answers} By ship.\n"
    assert [label for label, _ in turns(text)] == [asks, answers, asks, answers]
    transcript = read(text)
    assert all(block.name is None for block in transcript.of_kind(Kind.TURN))
    assert transcript.genre is not None
    assert transcript.genre.id == "interview"


RUN_ON = (
    "Record of a Talk\n\nComrade Alder: We came by train. It was late. Comrade Birch: And we by ship (no ticket was "
    "needed). Alder: So I heard. He told me: We shall see. Birch: It was slow. “Alder: what a fool,” he said.\n"
)


def test_turns_inside_a_paragraph_are_cut_out() -> None:
    assert turns(RUN_ON) == [
        ("Comrade Alder:", "We"),
        ("Comrade Birch:", "And"),
        ("Alder:", "So"),
        ("Birch:", "It"),
    ]


def test_lines_of_a_page_are_put_together_before_turns_are_looked_for() -> None:
    text = (
        "Alder: These words go on to the end of the line, and the line goes on below, as pages of\n"
        "files that were printed do.\n"
        "Birch: That is so; and the words of one turn fill one line and another line, then they stop.\n"
        "Alder: A short answer.\n"
        "Birch: And once more a long one, which goes on to the end of the line and is not at its end\n"
        "yet.\n"
    )
    assert [label for label, _ in turns(text)] == ["Alder:", "Birch:", "Alder:", "Birch:"]


def test_a_misread_label_is_reported_and_left_as_it_is() -> None:
    talk = "\n\n".join(["MR. LINDQVIST: Yes.\n\nMR. OAKES: No."] * 4)
    text = f"{talk}\n\nMR. LIMDQVIST: Perhaps.\n"
    assert findings(text, "label-slip") == ["the label 'MR. LIMDQVIST' is likely a slip for 'MR. LINDQVIST'"]
    assert turns(text)[-1] == ("MR. LIMDQVIST:", "Perhaps.")
    assert findings(f"{talk}\n\nMR. HARTMANN: Perhaps.\n", "label-slip") == []


def test_a_slip_in_the_title_is_still_a_turn() -> None:
    text = "\n\n".join(["MR. LINDQVIST: Yes.\n\nMR. OAKES: No."] * 4) + "\n\nMP. LINDQVIST: Perhaps.\n"
    assert turns(text)[-1] == ("MP. LINDQVIST:", "Perhaps.")
    assert len(findings(text, "label-slip")) == 1


@pytest.mark.parametrize(
    ("bracket", "mark"),
    [
        ("[translator's note: a river]", Mark.GLOSS),
        ("(Translator’s note: a river)", Mark.GLOSS),
        ("[…]", Mark.OMISSION),
        ("(...)", Mark.OMISSION),
        ("[illegible]", Mark.OMISSION),
        ("[one line not declassified]", Mark.OMISSION),
        ("[3-1/2 lines of 2-column source text not declassified]", Mark.OMISSION),
        ("[name illegible]", Mark.OMISSION),
        ("(Birch laughs)", Mark.VOCAL),
        ("[Everyone laughs.]", Mark.VOCAL),
        ("(Stormy applause, all rise.)", Mark.VOCAL),
        ("(Birch nods.)", Mark.KINESIC),
        ("(with a smile)", Mark.DELIVERY),
        ("[indicating the map]", Mark.DELIVERY),
        ("[No response]", Mark.INCIDENT),
        ("[In the right margin, an unknown hand marked this “Garbled.”]", Mark.GLOSS),
        ("[Here follows discussion of other matters.]", Mark.OMISSION),
    ],
)
def test_notes_and_gaps_in_brackets(bracket: str, mark: Mark) -> None:
    transcript = read(f"Alder: We crossed it {bracket} at night.\n\nBirch: Yes.\n\nAlder: Twice.\n")
    assert [found.mark for found in transcript.blocks[0].brackets] == [mark]


def test_an_abbreviation_is_no_interjection() -> None:
    transcript = read(
        "Alder: The Council of Mutual Aid (hereafter abbreviated CMA) met.\n\nBirch: It did.\n\nAlder: So."
    )
    assert transcript.blocks[0].brackets == ()


@pytest.mark.parametrize("piece", ["MR. ", "A. ", "Alder: ", "(Alder: ", "Yes. Alder: x. “", "AB "])
def test_hostile_labels_are_read_in_linear_time(piece: str) -> None:
    assert grows_linearly(lambda size: read(piece * size), 2_500)


def test_brackets_after_a_name_do_not_hide_it() -> None:
    text = (
        "The CHAIRMAN: Order.\n\nMr. ALDER (Lorania): We thank you.\n\nSir Olin BIRCH (Oster) (interpretation from "
        "Osterish): We disagree.\n\nThe CHAIRMAN: Mr. Alder.\n\nMr. ALDER (Lorania): I have finished.\n"
    )
    assert turns(text)[2] == ("Sir Olin BIRCH (Oster) (interpretation from Osterish):", "We")
    assert len(turns(text)) == 5


def test_initials_before_a_tight_dash_speak() -> None:
    text = "E—Hello.\n\nA—Hello, sir. They agree—more or less.\n\nE—Fine.\n\nA—I will.\n"
    assert [label for label, _ in turns(text)] == ["E—", "A—", "E—", "A—"]


def test_a_run_on_page_with_its_head() -> None:
    text = (
        "Minutes of Conversation No. 4\nTime: 4 May 1957\nParticipants: Chairman Alder, Birch\n"
        "Chairman Alder: We welcome you to our country and hope that you will see a good deal of it before\n"
        "you go home at the end of the week. Birch: Thank you, Chairman. I bring greetings from the others. He\n"
        "told me: be sure to see the harbour. Chairman Alder: (laughs) You shall see it. What is the price of\n"
        "wheat with you? Birch: It has fallen (by a tenth).\n"
    )
    assert [label for label, _ in turns(text)] == ["Chairman Alder:", "Birch:"] * 2
    fields = [block.field for block in read(text).of_kind(Kind.FIELD)]
    assert fields == ["time", "attending"]


def test_a_sentence_in_square_brackets_is_an_editors_where_nobody_speaks() -> None:
    transcript = read("A Report\n\nThe treaty was ready. [The clerk read it in May.] Nothing followed.\n")
    assert [bracket.mark for bracket in transcript.blocks[-1].brackets] == [Mark.GLOSS]


def test_what_a_recorder_adds_to_a_label_is_no_part_of_the_name() -> None:
    transcript = read("MR. ALDER: One.\n\nMR. BIRCH: Two.\n\nMR. ALDER [Cont.]: Three.\n\nMR. BIRCH: Four.\n")
    names = [transcript.text(block.name) for block in transcript.blocks if block.name]
    assert names == ["MR. ALDER", "MR. BIRCH"] * 2
