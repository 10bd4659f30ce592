"""A translation on the pages facing its text: what a reader finds on each opening.

Words are made up, and each stands in one place only.
"""

import re
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from rendering.pdf_words import pages_of, words_of
from rendering.test_pdf_apparatus import HEADER, WHOLE_WORDS, WIDTH, entries, line_of, word
from tei_edition import tei
from tei_edition.edition import Edition, Print
from tei_edition.rendering import render_pdf

PAIRS = 18
read = cache(words_of)


def run(first: int, count: int) -> str:
    return " ".join(word(first + k) for k in range(count))


def parallel(heads: bool = False, names: bool = False) -> bytes:
    """A letter in sections, with readings and notes, and a translation of other lengths with notes of its own."""
    left, right = [], []
    for k in range(1, PAIRS + 1):
        if heads and k % 7 == 1:
            left.append(f'<head xml:id="h{k}">Part {word(k)}</head>')
            right.append(f'<head corresp="#h{k}">Partie {word(k + 50)}</head>')
        app = f'<app><lem wit="#w1">lemma{word(k)}</lem><rdg wit="#w2">x{word(k)}</rdg></app>' if k % 2 else ""
        note = f"<note>note{word(k)} {run(9000 + 40 * k, 10 + k)}</note>" if k % 4 == 0 else ""
        other = f"<note>nota{word(k)} {run(15000 + 40 * k, 30)}</note>" if k % 5 == 0 else ""
        name = f'<placeName ref="#pl{k % 3}">place{k % 3}</placeName>' if names else ""
        text = f"start{word(k)} {run(90 * k, 20 + 17 * k % 60)} {name} {app}{note} {run(90 * k + 77, 5)}"
        left.append(f'<p n="{k}" xml:id="e{k}">{text}</p>')
        right.append(
            f'<p n="{k}" corresp="#e{k}">debut{word(k)} {run(6000 + 90 * k, 20 + 29 * k % 60)} fin{other} {name}</p>'
        )
    places = "".join(f'<place xml:id="pl{k}"><placeName>Place {k}</placeName></place>' for k in range(3))
    stand_off = f"<standOff><listPlace>{places}</listPlace></standOff><text>" if names else "<text>"
    return f"""{HEADER.removesuffix("<text>")}{stand_off}<group><text><body><div>{"".join(left)}</div></body></text>
        <text xml:lang="fr"><body><div>{"".join(right)}</div></body></text></group></text></TEI>""".encode()


def printed(data: bytes, path: Path, *parts: str) -> Path:
    wanted = Print(parts=parts or ("text",), languages=WHOLE_WORDS, parallel="facing")
    path.write_bytes(render_pdf(tei.parse(data), tei=data, tei_name="x.xml", edition=Edition(print=wanted)))
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return printed(parallel(), tmp_path_factory.mktemp("facing") / "x.pdf")


def place(path: Path, wanted: str) -> tuple[int, float]:
    """The page of a word, from 1, and how far down it stands."""
    [found] = [(page, found.y) for page, words in enumerate(read(path), 1) for found in words if found.text == wanted]
    return found


def test_paragraphs_begin_at_one_height_on_the_left_and_on_the_right(made: Path) -> None:
    for k in range(1, PAIRS + 1):
        left, right = place(made, f"start{word(k)}"), place(made, f"debut{word(k)}")
        assert left[0] % 2 == 0
        assert right[0] == left[0] + 1
        assert right[1] == pytest.approx(left[1], abs=0.1)


def test_every_entry_stands_under_its_line_and_notes_under_their_text(made: Path) -> None:
    pages = pages_of(made, left=0.17 * WIDTH, right=0.83 * WIDTH)
    checked = 0
    for page in pages:
        assert page.numbers == {k: k for k in range(5, len(page.lines) + 1, 5)}
        for line, entry in entries(page) if "lemma" in page.foot else []:
            if lemma := re.search(r"lemma\w+", entry):
                assert line_of(page, lemma[0]) == int(line), (line, entry)
                checked += 1
    assert checked == PAIRS // 2
    for k in range(1, PAIRS + 1):
        for first, start, every in (("note", "start", 4), ("nota", "debut", 5)):
            if k % every == 0:
                [at] = [n for n, page in enumerate(pages, 1) if first + word(k) in page.foot]
                assert at == place(made, f"{start}{word(k)}")[0]


def test_nothing_is_lost_and_nothing_stands_twice(made: Path) -> None:
    words = [found.text.strip(".,") for page in read(made) for found in page]
    for k in range(1, PAIRS + 1):
        for first, count in ((90 * k, 20 + 17 * k % 60), (6000 + 90 * k, 20 + 29 * k % 60)):
            assert all(word(first + n) in words for n in range(count))
        assert words.count(f"start{word(k)}") == words.count(f"debut{word(k)}") == 1


def test_a_heading_stands_over_what_it_heads(tmp_path: Path) -> None:
    path = printed(parallel(heads=True), tmp_path / "x.pdf")
    for k in range(1, PAIRS + 1, 7):
        for start, head, number in ((f"start{word(k)}", "Part", k), (f"debut{word(k)}", "Partie", k + 50)):
            page, y = place(path, start)
            words = [one for one in read(path)[page - 1] if one.height > 12.5]
            [at] = [
                one.y
                for one, other in zip(words[1:], words, strict=False)
                if one.text == word(number) and other.text == head
            ]
            assert 10 < y - at < 40


def test_the_index_names_both_pages(tmp_path: Path) -> None:
    path = printed(parallel(names=True), tmp_path / "x.pdf", "text", "indices")
    pages = read(path)
    for k in range(3):
        held = {number for number, words in enumerate(pages, 1) if any(one.text == f"place{k}" for one in words)}
        text = " ".join(one.text for words in pages for one in words)
        row = re.search(rf"Place {k}, ([\d–, ]+)", text)
        assert row
        named: set[int] = set()
        for first, last in re.findall(r"(\d+)(?:–(\d+))?", row[1]):
            named |= {*range(int(first), int(last or first) + 1)}
        assert named == held != set()


def test_it_is_read_opening_by_opening(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        assert "/StructTreeRoot" in pdf.Root
    starts = [found.text for page in read(made) for found in page if re.match("start|debut", found.text)]
    lefts = [place(made, one)[0] for one in starts]
    assert lefts == sorted(lefts)


def test_a_paragraph_longer_than_a_page_stands_side_by_side(tmp_path: Path) -> None:
    data = f"""{HEADER}<group><text><body><p xml:id="a">starta {run(0, 900)}</p><p xml:id="b">startb</p></body>
      </text><text><body><p corresp="#a">debuta {run(3000, 900)}</p><p corresp="#b">debutb</p></body></text>
      </group></text></TEI>"""
    path = printed(data.encode(), tmp_path / "x.pdf")
    assert place(path, "starta") == place(path, "debuta")
    left, right = place(path, "startb"), place(path, "debutb")
    assert (left[0] % 2, right) == (0, (left[0] + 1, left[1]))
    words = {found.text for page in read(path) for found in page}
    assert {word(k) for k in (*range(900), *range(3000, 3900))} <= words


def test_words_that_no_paragraph_holds_are_printed_too(tmp_path: Path) -> None:
    data = f"""{HEADER}<group><text><body><div><byline>bywords</byline><quote>quotedwords</quote>
      <p xml:id="a">starta</p></div></body></text><text><body><p corresp="#a">debuta</p></body></text></group>
      </text></TEI>"""
    path = printed(data.encode(), tmp_path / "x.pdf")
    assert place(path, "bywords")[1] < place(path, "quotedwords")[1] < place(path, "starta")[1]


def test_the_same_text_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    assert printed(parallel(), tmp_path / "x.pdf").read_bytes() == made.read_bytes()
