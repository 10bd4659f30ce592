"""Paragraphs, turns and brackets, as a reader would tell them apart."""

from pathlib import Path

import pytest

from growth import grows_linearly
from tei_edition.sources import read_source
from tei_edition.transcripts import Block, Kind, Mark, Transcript, transcribe


def read(text: str) -> Transcript:
    return transcribe(read_source(Path("talk.txt"), text.encode(), site="none"))


def kinds(text: str) -> list[Kind]:
    return [block.kind for block in read(text).blocks]


def only_block(text: str) -> tuple[Transcript, Block]:
    transcript = read("Zhou: Welcome.\n\nZhou: Again.\n\nMao: Yes.\n\nMao: Indeed.\n\n" + text)
    return transcript, transcript.blocks[-1]


def test_a_memorandum_from_head_to_foot() -> None:
    text = """Foreign Ministry Top Secret File

Zhou Receives the Ambassador

(Premier has yet to approve.)

Time: 4 May 1964

Recorder: Tao Bingwei

1. The Premier spoke of trade.

Zhou (to the ambassador): Welcome.

There is more to say.

Korean Ambassador: I thank you.

(Zhou: So do I.)

CC: Politburo, Chen Yi

Office of Foreign Affairs (1)

(Department file copy)

Received on 5 May 1964
"""
    assert kinds(text) == [
        Kind.CLASSIFICATION,
        Kind.HEADING,
        Kind.STATUS,
        Kind.FIELD,
        Kind.FIELD,
        Kind.SUMMARY,
        Kind.TURN,
        Kind.CONTINUATION,
        Kind.TURN,
        Kind.ASIDE,
        Kind.DISTRIBUTION,
        Kind.DISTRIBUTION,
        Kind.FILE_COPY,
        Kind.PRODUCTION,
    ]


@pytest.mark.parametrize(
    ("end", "kinds"),
    [
        ("The conversation ended at 5:10 p.m.", [Kind.REMARK]),
        (
            "At 5:10 p.m. the meeting adjourned.\n\nJohn Miller\n\nSecond Secretary",
            [Kind.REMARK, *[Kind.SIGNATURE] * 2],
        ),
        ("The talks lasted two hours.\n\nRecorded by Tao Bingwei", [Kind.REMARK, Kind.SIGNATURE]),
        ("The session was adjourned.\n\nCC: General Office (3)", [Kind.REMARK, Kind.DISTRIBUTION]),
        ("John F. Miller", [Kind.SIGNATURE]),
        ("Indeed", [Kind.CONTINUATION]),
        ("The meeting ended as we feared.", [Kind.CONTINUATION]),
        ("The meeting was long.", [Kind.CONTINUATION]),
    ],
)
def test_what_the_recorder_adds_is_not_the_last_speakers(end: str, kinds: list[Kind]) -> None:
    transcript = read(f"Minutes\n\nZhou: We have come.\n\nMao: Good.\n\nZhou: Yes. It is so.\n\n{end}\n")
    assert [block.kind for block in transcript.blocks[4:]] == kinds


@pytest.mark.parametrize("heading", ["", "Memorandum of a Conversation on the Trade with Cuba\n"])
def test_fields_that_look_like_wrapped_lines_are_parted_at_their_labels(heading: str) -> None:
    fields = [
        "DATE: May 4, 1964, in the afternoon, at half past four",
        "PLACE: Washington, in the Department of State",
        "SUBJECT: Cuba and its trade, and what else the two sides\nhad to tell each other in the course of that day",
    ]
    transcript = read(heading + "\n".join(fields) + "\n\nMr. Smith: We came.\n\nMr. Jones: So it is.\n")
    found = [(block.field, transcript.text((block.start, block.end))) for block in transcript.of_kind(Kind.FIELD)]
    assert found == list(zip(("time", "place", "subject"), fields, strict=True))


def test_prose_that_names_a_field_once_stays_whole() -> None:
    lines = "Place: this is a word with which a line may begin\nby chance, and so it does here; the second is none\n"
    transcript = read(f"Report\n\nWe went there.\n\n{lines}")
    assert transcript.text((transcript.blocks[-1].start, transcript.blocks[-1].end)) == lines.strip()


def test_a_report_has_no_speakers_invented() -> None:
    transcript = read("Report\n\nNote: the talks went well.\n\nThere are two points: trade and aid.\n")
    assert Kind.TURN not in [block.kind for block in transcript.blocks]
    assert not transcript.findings


def test_only_where_somebody_should_speak_is_it_told_that_nobody_does() -> None:
    minutes = read("Minutes of the Board\n\nThe Board met at noon and parted at one.\n")
    assert [(finding.rule, finding.severity) for finding in minutes.findings] == [("no-turns", "warning")]


@pytest.mark.parametrize(
    ("bracket", "mark", "speeches"),
    [
        ("(Comrade Peng Zhen interjected: They were tense.)", Mark.EXPLICIT, 1),
        ("(Albania's Ambassador: This is our struggle.)", Mark.LABELLED, 1),
        ("(Zhou: It is hard to say. Korean Ambassador: It is. Zhou: Yes.)", Mark.EXCHANGE, 3),
        (
            "(They run mines too. He asked the Korean ambassador: And you? The Korean ambassador replied: No.)",
            Mark.NARRATED,
            3,
        ),
        ("(Mr. Jones interjected: Yes.)", Mark.EXPLICIT, 1),
        ("(Mrs. Brown: Quiet!)", Mark.LABELLED, 1),
        ("(Gen. Li: It is hard. Amb. Huang: It is. Dr. J. F. Roe: Yes.)", Mark.EXCHANGE, 3),
        ("(M. Dupont: So do I. Mr. Jones: So be it.)", Mark.EXCHANGE, 2),
        ("(They came late. Mr. Smith said: And now?)", Mark.NARRATED, 2),
        ("(speaking to the Albanian ambassador)", Mark.DELIVERY, 0),
        ("(Ambassador Huang laughs.)", Mark.VOCAL, 0),
        ("[The Premier]", Mark.SUPPLIED, 0),
        ("[aka COMECON]", Mark.GLOSS, 0),
        ("[...]", Mark.OMISSION, 0),
        ("[Mr. Noble read the telegram.]", Mark.INCIDENT, 0),
        ("[Laughter]", Mark.VOCAL, 0),
        ("(Chinese laughter)", Mark.VOCAL, 0),
        ("(Mr. Tsao reads the list quickly.)", Mark.INCIDENT, 0),
        ("(Ambassador Huang laughs)", Mark.VOCAL, 0),
        ("(Dr. Kissinger hands the list at Tab B to Ambassador Huang.)", Mark.KINESIC, 0),
        ("(The Ambassador left the room for about two minutes.)", Mark.INCIDENT, 0),
    ],
)
def test_a_bracket_is_told_by_how_it_opens(bracket: str, mark: Mark, speeches: int) -> None:
    transcript, block = only_block(f"They spoke at length {bracket} and went on.")
    [found] = block.brackets
    assert (found.mark, len(found.speeches)) == (mark, speeches)
    assert transcript.text((found.start, found.end)) == bracket


@pytest.mark.parametrize(
    "aside",
    [
        "(no cable was sent)",
        "(CPC)",
        "(for the announcement)",
        "(the answers)",
        "(1)",
        "(Maurer was in France)",
        "(General Walters)",
        "(We read it.)",
    ],
)
def test_an_aside_is_the_speakers_own_words(aside: str) -> None:
    assert only_block(f"We wrote to them {aside} in July.")[1].brackets == ()


def test_a_bracket_never_closed_ends_with_its_paragraph() -> None:
    transcript, block = only_block("We went there. (Mao: I went too. Zhou: It is hard to say.\n\nNext paragraph.")
    host = transcript.blocks[-2]
    [found] = host.brackets
    assert (found.closed, found.end, len(found.speeches)) == (False, host.end, 2)
    assert block.brackets == ()
    assert "unbalanced-bracket" in [finding.rule for finding in transcript.findings]


@pytest.mark.parametrize(
    "words",
    [
        "Kosygin went so far as to threaten: You do not support us.",
        "The substance of our talk is this: we well understand.",
        "Then, feeling he had been too fierce, he said: We will regret it.",
        "We propose three ways: this one first.",
    ],
)
def test_reported_speech_is_no_turn(words: str) -> None:
    assert only_block(words)[1].kind is Kind.CONTINUATION


def test_a_list_shorter_than_promised_is_told() -> None:
    transcript = read("Zhou: We propose three ways:\n\n(1) To go.\n\n(2) To stay.\n\nZhou: So be it.")
    assert [block.missing for block in transcript.blocks] == [0, 0, 1, 0]
    assert "items-missing" in [finding.rule for finding in transcript.findings]


def test_a_label_on_lines_of_its_own_belongs_to_the_words_after_it() -> None:
    transcript = read("MR. NOBLE\n\n:\n\nI call to order.\n\nTHE CHAIRMAN\n\n:\n\nFine.\n")
    assert [block.kind for block in transcript.blocks] == [Kind.TURN, Kind.TURN]
    assert [transcript.text(block.label or (0, 0)).split() for block in transcript.blocks] == [
        ["MR.", "NOBLE", ":"],
        ["THE", "CHAIRMAN", ":"],
    ]


def test_wrapped_lines_are_one_paragraph_and_long_lines_are_not() -> None:
    line = "These words fill the measure of the typescript nearly to the margin"
    assert len(read(f"{line}\n{line}\nand end here.\n\nZhou: No.").blocks) == 2
    assert len(read("Time: 4 May 1964\nPlace: Beijing\n\nZhou: Yes.").blocks) == 3


@pytest.mark.parametrize("pieces", [("", "(", ""), ("Zhou: ", "(a ", ""), ("", "[", "]"), ("", "Comrade ", "")])
def test_hostile_text_is_read_in_linear_time(pieces: tuple[str, str, str]) -> None:
    first, again, last = pieces
    assert grows_linearly(lambda size: read(first + again * size + last * size), 5_000)


def test_a_private_letter_from_its_street_to_its_enclosure() -> None:
    text = """12 Harley Gardens
London, S.W.10
Thursday, 14 March 1957

My dear Margaret,

Your letter reached me yesterday, and I read it twice before supper.

Ever your affectionate sister,
Helen Ashworth

P.S. Mrs. Lomax died on Sunday.

Encl.: a photograph
"""
    assert kinds(text) == [
        Kind.LETTERHEAD,
        Kind.LETTERHEAD,
        Kind.DATELINE,
        Kind.SALUTATION,
        Kind.PARAGRAPH,
        Kind.VALEDICTION,
        Kind.SIGNATURE,
        Kind.POSTSCRIPT,
        Kind.POSTSCRIPT,
    ]
    genre = read(text).genre
    assert genre is not None
    assert genre.id == "letter"


@pytest.mark.parametrize("note", ["(Tape turned over.)", "[Long silence.]", "[End of interview]"])
def test_what_happens_to_a_tape_is_an_incident(note: str) -> None:
    _, block = only_block(f"Zhou: I left. {note}")
    assert [bracket.mark for bracket in block.brackets] == [Mark.INCIDENT]
