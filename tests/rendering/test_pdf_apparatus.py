"""The apparatus at the foot of the page, as a reader finds it: each entry under the line its lemma stands on.

Words are made up and none stands twice, so that where a word stands on a page is never in doubt.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from rendering.pdf_words import Page, pages_of, words_of
from tei_edition import tei
from tei_edition.edition import Edition, Print
from tei_edition.errors import Finding
from tei_edition.rendering import render_pdf

SYLLABLES = [consonant + vowel for consonant in "bdfklmnprst" for vowel in "aeiou"]
ENCODINGS = ("parallel-segmentation", "location-referenced", "double-end-point")
# No language of this name has rules of hyphenation: words stay whole, and can be looked for.
WHOLE_WORDS = ("none",)
WIDTH = 176 * 72 / 25.4


def word(number: int) -> str:
    """A word that no other number makes."""
    return SYLLABLES[number % 55] + SYLLABLES[number // 55 % 55] + SYLLABLES[(number * 7) % 55]


@pytest.fixture(scope="module")
def witnesses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A letter of 1,200 words in four copies, collated, in the three encodings."""
    folder = tmp_path_factory.mktemp("letter")
    copies: dict[str, list[str]] = {siglum: [] for siglum in "ABCD"}
    for number in range(1200):
        end = ".\n\n" if number % 90 == 89 else ", " if number % 13 == 12 else " "
        base = word(number)
        copies["A"].append(base + end)
        copies["B"].append(("x" + base if number % 7 == 3 else base) + end)
        copies["C"].append(end if number % 17 == 5 and end == " " else base + end)
        copies["D"].append(("q" + base if number % 7 == 3 and number % 2 else base) + end)
    for siglum, parts in copies.items():
        (folder / f"{siglum}.txt").write_text("".join(parts))
    for encoding in ENCODINGS:
        command = [sys.executable, "-m", "tei_edition", "collate", *(f"{siglum}.txt" for siglum in "ABCD")]
        options = ["--base", "A", "--encoding", encoding, "-o", f"{encoding}.xml"]
        subprocess.run([*command, *options], cwd=folder, check=True, capture_output=True)
    return folder


def printed(data: bytes, path: Path, findings: list[Finding] | None = None, **settings: object) -> list[Page]:
    """The pages of a document, printed with settings of [print]."""
    wanted = Print(**{"parts": ("text",), "languages": WHOLE_WORDS} | settings)  # type: ignore[arg-type]
    made = render_pdf(tei.parse(data), tei=data, tei_name="x.xml", edition=Edition(print=wanted), findings=findings)
    path.write_bytes(made)
    return [page for page in pages_of(path, left=0.17 * WIDTH, right=0.83 * WIDTH) if page.lines]


def entries(page: Page) -> list[tuple[str, str]]:
    """The entries at the foot of a page: the line each is keyed to, and its words."""
    found = []
    line = ""
    for part in re.split(r" ‖ | (?=\d+(?:–[\d.]+)?\s)", page.foot):
        label, number, words = re.fullmatch(r"((\d+)(?:–[\d.]+)?\s)?(.*)", part, re.S).groups()  # type: ignore[union-attr]
        line = number if label else line
        found.append((line, words))
    return found


def line_of(page: Page, wanted: str) -> int:
    """The line of a page that a word stands on, from 1; 0 where it does not."""
    for number, line in enumerate(page.lines, 1):
        if wanted in [re.sub(r"\W", "", one) for one in line]:
            return number
    return 0


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("layout", ["run-in", "lines"])
def test_every_entry_stands_under_the_line_of_its_lemma(
    witnesses: Path, tmp_path: Path, encoding: str, layout: str
) -> None:
    data = (witnesses / f"{encoding}.xml").read_bytes()
    pages = printed(data, tmp_path / "x.pdf", apparatus=layout)
    assert len(pages) > 2
    checked = 0
    for page in pages:
        for line, words in entries(page):
            lemma = re.sub(r"\W", "", words.split("]")[0].split()[0])
            assert line_of(page, lemma) == int(line), (line, words)
            checked += 1
    assert checked == len(tei.every(tei.parse(data), "//t:app[not(@prev)]")) > 180


@pytest.mark.parametrize("line_scope", ["page", "document"])
def test_every_fifth_line_is_numbered_and_no_other(witnesses: Path, tmp_path: Path, line_scope: str) -> None:
    data = (witnesses / f"{ENCODINGS[0]}.xml").read_bytes()
    pages = printed(data, tmp_path / "x.pdf", line_scope=line_scope, apparatus="off")
    before = 0
    for page in pages:
        count = len(page.lines)
        assert page.numbers == {before + k: k for k in range(1, count + 1) if (before + k) % 5 == 0}
        before += count if line_scope == "document" else 0


def test_in_columns_too(witnesses: Path, tmp_path: Path) -> None:
    data = (witnesses / f"{ENCODINGS[0]}.xml").read_bytes()
    printed(data, tmp_path / "x.pdf", columns=2)
    inner = 0.66 * WIDTH
    left = 0.17 * WIDTH
    step = (inner + 0.04 * inner) / 2
    checked = before = 0
    for page in range(3):
        before = 0
        for column in range(2):
            edge = left + column * step
            read = pages_of(tmp_path / "x.pdf", left=edge, right=edge + step - 0.04 * inner + 1)[page]
            for line, words in entries(read):
                lemma = re.sub(r"\W", "", words.split("]")[0].split()[0])
                if line:
                    assert line_of(read, lemma) + before == int(line), (page, column, line, words)
                    checked += 1
            before += len(read.lines)
    assert checked > 100


@pytest.fixture(scope="module")
def many() -> bytes:
    """A letter with an entry on about every line: 1,100 of them, on some forty pages."""
    parts = []
    for k in range(1100):
        own, *others = (word(10 * k + j) + SYLLABLES[(10 * k + j) // 3025] for j in range(10))
        app = f'<app><lem wit="#w1">{own}</lem><rdg wit="#w2">x{own}</rdg></app>'
        parts.append(("<p>" if k % 8 == 0 else "") + f"{app} {' '.join(others)} " + ("</p>" if k % 8 == 7 else ""))
    return small("".join(parts) + "</p>")


def test_many_entries_come_to_rest_in_a_few_rounds(
    many: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where each has its own room, whatever page it stands on; and still each stands under its line, at the foot."""
    monkeypatch.setattr("tei_edition.rendering.pdf.ROUNDS", 4)
    pages = printed(many, tmp_path / "x.pdf")
    checked = 0
    for page in pages:
        for line, words in entries(page):
            assert line_of(page, re.sub(r"\W", "", words.split("]")[0])) == int(line), (line, words)
            checked += 1
    assert checked == 1100
    ends = {round(max(one.y for one in words)) for words in words_of(tmp_path / "x.pdf")[:-1]}
    assert len(ends) == 1  # every foot ends where the others do


HEADER = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader><fileDesc><titleStmt>
<title>A letter</title><editor role="translator" xml:id="tr">A. Translator</editor></titleStmt>
<publicationStmt><p/></publicationStmt>
<sourceDesc><listWit><witness xml:id="w1" n="A">The fair copy</witness><witness xml:id="w2" n="B">A draft</witness>
<witness xml:id="w3" n="C"/></listWit></sourceDesc></fileDesc></teiHeader><text>"""


def small(body: str) -> bytes:
    return f"{HEADER}<body>{body}</body></text></TEI>".encode()


def foot(body: str, tmp_path: Path, findings: list[Finding] | None = None, **settings: object) -> str:
    return " ".join(printed(small(body), tmp_path / "x.pdf", findings, **settings)[0].foot.split())


READINGS = '<lem wit="#w1">Romania</lem><rdg wit="#w3 #w2">Rumania</rdg><rdg wit="#w3"/>'
APP = f"<p>He went to <app>{READINGS}</app> twice.</p>"


def test_an_entry_reads_as_reledmac_sets_it(tmp_path: Path) -> None:
    assert foot(APP, tmp_path) == "1 Romania] Rumania B C; om. C"


def test_the_witnesses_of_the_lemma_are_named_where_wanted(tmp_path: Path) -> None:
    assert foot(APP, tmp_path, positive=True) == "1 Romania] A; Rumania B C; om. C"


def test_a_long_lemma_is_shortened_as_the_edition_wants(tmp_path: Path) -> None:
    body = '<p><app><lem wit="#w1">one two three four five</lem><rdg wit="#w2">six</rdg></app> seven</p>'
    assert foot(body, tmp_path) == "1 one … five] six B"
    assert foot(body, tmp_path, lemma_words=0) == "1 one two three four five] six B"


def test_words_that_are_added_say_behind_which_word(tmp_path: Path) -> None:
    body = '<p>one <app><lem wit="#w1"/><rdg wit="#w2">more </rdg></app>two</p>'
    assert foot(body, tmp_path) == "1 post one add. more B"


def test_the_apparatus_can_be_left_out(tmp_path: Path) -> None:
    assert foot(APP, tmp_path, apparatus="off") == ""


def test_layers_and_series_stand_in_their_order(tmp_path: Path) -> None:
    body = """<p>alpha<note resp="#tr">By the translator.</note> beta<note>By the editor.</note>
      <note type="commentary">A comment.</note> <app type="sources"><lem>gamma</lem><note>Psalm 1</note></app>
      <app><lem wit="#w1">delta</lem><rdg wit="#w2">epsilon</rdg></app> end</p>"""
    text = foot(body, tmp_path)
    order = ["delta] epsilon B", "gamma] Psalm 1", "A comment.", "By the editor.", "By the translator."]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


def test_a_lemma_is_found_in_the_paragraph_that_a_location_numbers(tmp_path: Path) -> None:
    body = """<p n="1">one two</p><p n="2">one two three</p><div type="apparatus"><listApp>
      <app loc="2"><lem>two three</lem><rdg wit="#w2">four</rdg></app></listApp></div>"""
    assert foot(body, tmp_path) == "2 two three] four B"


def test_an_entry_without_a_place_is_told(tmp_path: Path) -> None:
    findings: list[Finding] = []
    app = '<app from="#nowhere"><lem>two</lem><rdg wit="#w2">three</rdg></app>'
    body = f"<p>one</p><div><listApp>{app}</listApp></div>"
    printed(small(body), tmp_path / "x.pdf", findings)
    assert "an entry of the apparatus has no place in the text: #nowhere; correct its pointer" in str(findings[0])


def test_entries_of_a_heading_stand_on_its_page(tmp_path: Path) -> None:
    """A heading that is moved to the next page, with the paragraph it belongs to, takes its entries along."""
    filler = "".join(f"<p>{' '.join(word(90 * k + j) for j in range(90))}</p>" for k in range(9))
    head = '<app><lem wit="#w1">Headword</lem><rdg wit="#w2">Other</rdg></app> of the letter'
    for lines in range(6):
        more = "".join(f"<p>short {word(2000 + k)}</p>" for k in range(lines))
        body = f"<div>{filler}{more}</div><div><head>{head}</head><p>first words {filler[3:]}</div>"
        pages = printed(small(body), tmp_path / "x.pdf")
        [at] = [number for number, page in enumerate(pages) if "Headword" in page.foot]
        large = [one.text for one in words_of(tmp_path / "x.pdf")[at] if one.height > 13]
        assert "Headword" in large, (lines, at)


def test_a_stanza_is_numbered_by_its_lines(tmp_path: Path) -> None:
    lines = [f"<l>{word(k)} {word(k + 100)}</l>" for k in range(12)]
    lines[8] = f'<l>{word(8)} <app><lem wit="#w1">{word(108)}</lem><rdg wit="#w2">x</rdg></app></l>'
    body = "".join(f"<lg>{''.join(lines[k : k + 4])}</lg>" for k in (0, 4, 8))
    [page] = printed(small(body), tmp_path / "x.pdf")
    assert len(page.lines) == 12
    assert page.foot == f"9 {word(108)}] x B"


def test_a_translation_stands_beside_its_text(tmp_path: Path) -> None:
    one = "".join(
        f'<p xml:id="e{k}">start{word(k)} {" ".join(word(60 * k + j) for j in range(60))}</p>' for k in range(1, 4)
    )
    other = "".join(f'<p corresp="#e{k}">debut{word(k)} mots</p>' for k in range(1, 4))
    data = f"""{HEADER}<group><text><body>{one}</body></text><text xml:lang="fr"><body>{other}</body></text></group>
      </text></TEI>""".encode()
    [page] = printed(data, tmp_path / "x.pdf")
    for k in range(1, 4):
        assert line_of(page, f"start{word(k)}") == line_of(page, f"debut{word(k)}") > 0


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_same_apparatus_gives_the_same_bytes(witnesses: Path, tmp_path: Path, encoding: str) -> None:
    data = (witnesses / f"{encoding}.xml").read_bytes()
    first = render_pdf(tei.parse(data), tei=data, tei_name="x.xml")
    assert render_pdf(tei.parse(data), tei=data, tei_name="x.xml") == first


@pytest.mark.parametrize("hostile", ['"); panic("', "#eval(1)", "\\u{41}", "]]{{$"])
def test_readings_are_printed_and_never_run(tmp_path: Path, hostile: str) -> None:
    escaped = hostile.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    body = f'<p><app><lem wit="#w1">one</lem><rdg wit="#{escaped.split()[0]}">{escaped}</rdg></app></p>'
    assert hostile.split()[0] in foot(body, tmp_path)
