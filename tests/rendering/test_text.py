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
