"""Plain text: the source's words, a paragraph a block."""

from pathlib import Path

from tei_edition import tei
from tei_edition.rendering import render_text

PATTERNS = Path(__file__).parents[1] / "data" / "patterns.xml"


def test_the_text_holds_the_projection_and_nothing_else() -> None:
    root = tei.read(PATTERNS)
    body = tei.one(root, "t:text")
    assert body is not None
    assert "".join(render_text(root).split()) == "".join(tei.project(body).split())


def test_paragraphs_stand_apart_and_labels_with_their_words() -> None:
    blocks = render_text(tei.read(PATTERNS)).rstrip("\n").split("\n\n")
    assert blocks[0] == "Foreign Ministry Top Secret File"
    assert "Albanian Ambassador: I thank the Romanian ambassador." in blocks
    assert "CC: [Dong] Biwu, General Office (3)" in blocks
    assert all("\n" not in block for block in blocks)


def test_the_lines_of_a_letter_stand_apart_and_none_is_lost() -> None:
    body = (
        "<opener><address><addrLine><orgName>Harbour Office</orgName>, Lorath</addrLine></address>"
        "<dateline>12 May 1957</dateline></opener>\n<p>I thank you.</p>\n"
        "<closer><salute>Yours sincerely,</salute>\n<signed><persName>Jonas Halder</persName></signed>\n"
        "<signed>Harbour Master</signed></closer><postscript><p>P.S. It rains.</p></postscript>"
    )
    root = tei.parse(f'<TEI xmlns="{tei.TEI}"><text><body><div>{body}</div></body></text></TEI>'.encode())
    assert render_text(root).rstrip("\n").split("\n\n") == [
        "Harbour Office, Lorath",
        "12 May 1957",
        "I thank you.",
        "Yours sincerely,",
        "Jonas Halder",
        "Harbour Master",
        "P.S. It rains.",
    ]
    closer = "<closer>Yours <name>truly</name>, and so on.</closer>"
    root = tei.parse(f'<TEI xmlns="{tei.TEI}"><text><body><p>So.</p>{closer}</body></text></TEI>'.encode())
    assert render_text(root) == "So.\n\nYours truly, and so on.\n"


def test_footnotes_of_the_source_stand_behind_the_text_and_editors_notes_do_not() -> None:
    def text(notes: tuple[str, str]) -> str:
        body = f"<p>One{notes[0]} word{notes[1]}.</p><p>Two.<note resp='#ed'>Mine.</note></p>"
        return render_text(tei.parse(f'<TEI xmlns="{tei.TEI}"><text><body>{body}</body></text></TEI>'.encode()))

    long, short = "<p>It <hi>rains</hi>.</p><p>And snows.</p>", "So."
    numbered = (f"<note type='footnote' n='1'>{long}</note>", f"<note type='footnote' n='*'>{short}</note>")
    assert text(numbered) == "One[1] word[*].\n\nTwo.\n\n[1] It rains. And snows.\n\n[*] So.\n"
    alike = (f"<note type='footnote' n='1'>{short}</note>",) * 2
    assert text(alike) == "One[1] word[2].\n\nTwo.\n\n[1] So.\n\n[2] So.\n"


def test_the_texts_of_a_corpus_follow_one_another() -> None:
    texts = "".join(f"<TEI><text><body><p>{word}.</p></body></text></TEI>" for word in ("One", "Two"))
    grouped = "<TEI><text><group><text><body><p>Three.</p></body></text></group></text></TEI>"
    root = tei.parse(f'<teiCorpus xmlns="{tei.TEI}">{texts}{grouped}</teiCorpus>'.encode())
    assert render_text(root) == "One.\n\nTwo.\n\nThree.\n"
