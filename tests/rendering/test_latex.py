"""The LaTeX: what reledmac is given, that text stays text, and, where LuaLaTeX is there, the pages."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_edition import tei
from tei_edition.edition import Edition, Print
from tei_edition.errors import ConfigError, Finding
from tei_edition.rendering import render_latex
from tei_edition.rendering.tex import tex

PATTERNS = Path(__file__).parents[1] / "data" / "patterns.xml"
ENCODINGS = ("parallel-segmentation", "location-referenced", "double-end-point")
HEADER = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader><fileDesc><titleStmt>
<title>A letter</title><editor role="translator" xml:id="tr">A. Translator</editor></titleStmt>
<publicationStmt><p/></publicationStmt>
<sourceDesc><listWit><witness xml:id="w1" n="A">The fair copy</witness><witness xml:id="w2" n="B">A draft</witness>
<witness xml:id="w3" n="C"/></listWit></sourceDesc></fileDesc></teiHeader><text>"""
HOSTILE = [
    r"\input{/etc/passwd}",
    r"\write18{touch pwned}\immediate\openout",
    "}}}{{{ ]][[ $a_b^c$ # % & ~",
    "^^5cinput{x} ^^M ^^^^005c",
    r"\end{document} \csname x\endcsname \directlua{os.exit()}",
    "-- --- ``quoted'' ?` !` << >> ,, \"x\"",
    "\x7f\x85 \u202eturned\u202c \ufeff",
]


def source(body: str, *, whole: bool = False, findings: list[Finding] | None = None, **settings: object) -> str:
    """The TeX of a document, from `\\beginnumbering` on unless `whole`."""
    data = f"{HEADER}{body if '<group>' in body else f'<body>{body}</body>'}</text></TEI>".encode()
    edition = Edition(print=Print(**({"parts": ("text",)} | settings)))  # type: ignore[arg-type]
    made = render_latex(tei.parse(data), tei_bytes=data, path="x.xml", edition=edition, findings=findings)
    return made if whole else " ".join(made[made.index(r"\beginnumbering") :].split())


def escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def read_back(made: str) -> str:
    """TeX as the words it prints, white space apart; commands that print nothing go."""
    pairs = [
        (r"\textbackslash{}", "\\"),
        (r"\textasciitilde{}", "~"),
        (r"\textasciicircum{}", "^"),
        (r"\teiapart{}", ""),
    ]
    held = {chr(0xE000 + number): words for number, (_, words) in enumerate(pairs)}
    for number, (command, _) in enumerate(pairs):
        made = made.replace(command, chr(0xE000 + number))
    made = re.sub(r"\\([{}#$%&_])", lambda found: chr(0xE100 + ord(found[1])), made)
    assert not re.search(r"[\\{}#$%&_^]", made), made
    made = re.sub("[\ue100-\ue1ff]", lambda found: chr(ord(found[0]) - 0xE100), made)
    return "".join(re.sub("[\ue000-\ue00f]", lambda found: held[found[0]], made).split())


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=("Cc", "Cf", "Co", "Cn"))))
def test_text_prints_itself_and_nothing_else(words: str) -> None:
    made = re.sub(r"(?<!\\)~", " ", tex(words))
    assert read_back(made) == "".join(words.split())


@given(st.text(alphabet="\\{}^-`',<>?!#$%&_~ aM5c\x00\x1b\x7f\xad\u202e\u200b"))
def test_no_text_leaves_its_place(words: str) -> None:
    made = tex(words)
    assert set(re.findall(r"\\[A-Za-z]+", made)) <= {
        *(r"\textbackslash", r"\textasciitilde", r"\textasciicircum", r"\teiapart", r"\char", r"\hspace")
    }
    bare = re.sub(r"\\[{}#$%&_-]", "", made)
    assert not re.search(r"[#$%&_^\x00-\x1f\x7f]", bare)
    assert re.sub(r"[^{}]", "", bare.replace("{0pt}", "{}")) == "{}" * bare.count("{")
    assert not re.search(r"(?<!\\)--|``|''|[?!]`|,,|<<|>>", made)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_the_same_wherever_it_stands(hostile: str) -> None:
    """In text, heading, note, reading, table, reference, number: it brings no command but those that print it."""
    body = """<div><head n="1">{0}<note>{0}</note></head><p n="{1}" xml:id="p1">{0}
      <app><lem wit="#w1">{0}</lem><rdg wit="#{1}">{0}</rdg></app><note resp="#tr">{0}</note>
      <ref target="#{1}">{0}</ref><foreign xml:lang="{1}">{0}</foreign></p><table><row><cell>{0}</cell></row></table>
      <gap><desc>{0}</desc></gap></div>"""
    plain = commands(source(body.format("one two three four five", "word"), whole=True))
    evil = source(body.format(escaped(hostile), escaped(hostile.replace(" ", ""))), whole=True)
    printing = {*re.findall(r"\\[A-Za-z]+|\\.", tex(hostile)), r"\teiapart"}
    assert commands(evil) - plain <= printing
    bare = re.sub(r"\\[{}]", "", evil[evil.index(r"\beginnumbering") :])
    assert bare.count("{") == bare.count("}")


def commands(made: str) -> set[str]:
    return set(re.findall(r"\\[A-Za-z]+|\\.", made))


@pytest.mark.parametrize("url", ["http://x.org/a_b%20c#d&e~f--g", "https://x.org/}{\\input{y}^^5c"])
def test_an_address_cannot_end_its_argument(url: str) -> None:
    made = source(f'<p><ref target="{escaped(url)}">there</ref></p>')
    [argument] = re.findall(r"\\href\{([^{}]*)\}\{there\}", made)
    assert not re.search(r"\\(?![#%&$_])|(?<!\\)[#%&$_]|[~^]|--", argument)


def test_a_bracket_after_a_paragraph_begins_is_no_option() -> None:
    made = source("<p>[The Premier] spoke.</p><lg><l>one</l><l>[two]</l><l>*three</l></lg>")
    assert not re.search(r"\\(?:pstart|pend|\\|newline|item) ?[\[*]", made)


def test_a_paragraph_of_ten_megabytes_is_written_in_lines_that_tex_can_read() -> None:
    long = source(f"<p>{'word ' * 950_000}{'x' * 4_000_000}</p>", whole=True)
    assert max(map(len, long.split("\n"))) < 5000
    assert "\n\n\n" not in long[long.index(r"\beginnumbering") :]
    assert long.replace("%\n", "").count("x" * 4_000_000) == 1


def test_every_word_of_a_document_is_there_in_order() -> None:
    data = PATTERNS.read_bytes()
    made = render_latex(tei.parse(data), tei_bytes=data, edition=Edition(print=Print(parts=("text",))))
    text = made[made.index(r"\beginnumbering") :].replace(r"\pstart", "").replace(r"\pend", "")
    text = re.sub(r"\\teisection\{.*", "", text)
    at = 0
    for word in "Top Secret File Receives the Ambassadors Peng interjected They were very tense".split():
        at = text.index(word, at)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_apparatus_is_edtext_in_all_three_encodings(tmp_path: Path, encoding: str) -> None:
    made = collated(tmp_path, encoding)
    assert r"\edtext{Romania}{\Afootnote{Rumania \teisigla{B}}}" in made
    assert r"\edtext{twice}{\Afootnote{\emph{om.} \teisigla{B}}}" in made


def collated(folder: Path, encoding: str) -> str:
    (folder / "A.txt").write_text("He went to Romania twice that year.\n")
    (folder / "B.txt").write_text("He went to Rumania that year.\n")
    command = [sys.executable, "-m", "tei_edition", "collate", "A.txt", "B.txt", "--base", "A", "--encoding", encoding]
    subprocess.run([*command, "-o", "x.xml"], cwd=folder, check=True, capture_output=True)
    command = [sys.executable, "-m", "tei_edition", "render", "latex", "x.xml", "-o", "x.tex"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return " ".join((folder / "x.tex").read_text().split())


def test_lemmas_that_overlap_are_told_by_labels() -> None:
    body = """<p>one <anchor xml:id="a"/>two <anchor xml:id="b"/>three<anchor xml:id="c"/> four<anchor xml:id="d"/></p>
      <div><listApp><app from="#a" to="#c"><lem>two three</lem><rdg wit="#w2">x</rdg></app>
      <app from="#b" to="#d"><lem>three four</lem><rdg wit="#w2">y</rdg></app></listApp></div>"""
    made = source(body)
    assert r"\edtext{}{\xxref{from0}{to0}\lemma{two three}\Afootnote{x \teisigla{B}}}\edlabel{from0}" in made
    assert made.index(r"\edlabel{from0}") < made.index("}two ") < made.index(r"\edlabel{to0}")
    assert r"\lemma{three four}\Afootnote{y \teisigla{B}}" in made


def test_layers_and_series_have_their_letters() -> None:
    body = """<p>alpha<note resp="#tr">Translated.</note> beta<note>Edited.</note>
      <note type="commentary">A word.</note>
      <app type="sources"><lem>gamma</lem><note>Psalm 1</note></app>
      <choice><sic>teh</sic><corr>the</corr></choice></p>"""
    made = source(body)
    assert r"alpha\footnoteB{Translated.} beta\footnoteA{Edited.}" in made
    assert r"\edtext{gamma}{\Bfootnote{Psalm 1}}" in made
    assert r"\edtext{}{\lemma{}\Cfootnote[nosep]{A word.}}" in made
    assert r"teh\footnoteA{\teicorrection{the}}" in made
    assert r"\alphalph{\value{footnoteB}}" in source(body, whole=True)


def test_a_note_in_a_table_is_kept_in_its_cell() -> None:
    app = '<app><lem>one</lem><rdg wit="#w2">two</rdg></app>'
    made = source(f"<table><row><cell>x<note>why</note></cell><cell>{app}</cell></row></table>")
    assert r"\teicell{x\teiaside{why}} & \teicell{one\teiaside{one] two \teisigla{B}}}" in made


def test_turns_stage_directions_and_numbers() -> None:
    made = source(
        '<sp><speaker>Zhou:</speaker><p n="7">Yes <stage>(laughs)</stage></p><stage>(He leaves.)</stage></sp>'
    )
    assert r"\pstart\teispeaker{}{Zhou:} \pend\teitight" in made
    assert r"\pstart\teiparagraph{7}{Yes \teidirection{(laughs)}} \pend" in made
    assert r"\pstart\teistage{}{(He leaves.)} \pend" in made


@pytest.mark.parametrize(
    "body",
    [
        '<app><lem wit="#w1">Romania</lem><rdg wit="#w2">Rumania</rdg></app> and more',
        "<div>loose <name>words</name><p>a paragraph</p>more<note>why</note></div>",
        "<p>one<list><item>two<list><item>three</item></list></item></list><table><row><cell>4</cell></row></table>five</p>",
        "<p>one<quote><lg><l>two</l></lg></quote><figure><p>three</p></figure></p>",
        "<div><opener>Dear <persName>Sir</persName><salute>hello</salute></opener><p>x</p><stage>y</stage></div>",
        "<stage>(Applause)</stage><figure><p>tree</p></figure><p><note><list><item>x</item></list></note></p>",
    ],
)
def test_all_words_stand_in_paragraphs_and_no_paragraph_in_another(body: str) -> None:
    made = source(body)
    inside = re.findall(r"\\pstart(.*?)\\pend", made)
    assert inside and not any(r"\pstart" in one for one in inside)
    outside = re.sub(r"\\pstart.*?\\pend", "", made)
    assert outside.split() == [r"\beginnumbering", r"\endnumbering", r"\end{document}"]


def test_a_note_is_one_paragraph() -> None:
    """reledmac's notes end in an error where one begins a second."""
    parts = "<p>1</p><p>2</p><list><item>3</item><item>4</item></list><lg><l>5</l><l>6</l></lg>"
    made = source(f"<p>x<note>{parts}<table><row><cell>7</cell></row></table></note></p>")
    [note] = re.findall(r"\\footnoteA\{(.*)\}\} \\pend", made)
    assert "par" not in note
    assert note.split() == ["1", "2", "3", "4", "5", "6", "7"]


def test_a_translation_stands_beside_its_text_by_reledpar() -> None:
    left = "".join(f'<p xml:id="e{k}">one{k}</p>' for k in range(3))
    right = "".join(f'<p corresp="#e{k}">un{k}</p>' for k in range(3))
    made = source(
        f"<group><text><body>{left}</body></text><text xml:lang='fr'><body>{right}</body></text></group>", whole=True
    )
    sides = re.search(
        r"\\begin\{Leftside\}(.*)\\end\{Leftside\}(.*)\\end\{Rightside\}\s+\\end\{pairs\}\s+\\Columns", made, re.S
    )
    assert sides
    assert re.findall(r"one\d", sides[1]) == ["one0", "one1", "one2"]
    assert re.findall(r"\\teiin\{fr\}\{un\d\}", sides[2]) == [rf"\teiin{{fr}}{{un{k}}}" for k in range(3)]
    assert sides[1].count(r"\pstart") == sides[2].count(r"\pstart") == 3


def test_names_go_to_their_index() -> None:
    data = PATTERNS.read_bytes()
    made = render_latex(tei.parse(data), tei_bytes=data)
    number = re.search(r"\\teientry\{persons\}\{(\d+)\}\{Peng Zhen\}", made)
    assert number
    assert rf"\teimention{{persons}}{{{number[1]}}}Peng" in " ".join(made.split())
    for section in ("persons", "places", "organisations", "events", "dates"):
        assert rf"\printindex[{section}]" in made


def test_settings_of_print_are_followed() -> None:
    made = source(
        "<p>x<app><lem>a</lem><rdg wit='#w2'>b</rdg></app></p>",
        whole=True,
        page="a4",
        line_numbers=3,
        line_scope="document",
        apparatus="lines",
        fonts=("Gentium Plus", "Noto Serif CJK SC"),
    )
    for words in (
        "paperwidth=210.0mm,paperheight=297.0mm",
        r"\linenumincrement{3}",
        r"\lineation{section}",
        r"\Xarrangement[A]{normal}",
        r"\teifont{Gentium Plus}",
        '"Noto Serif CJK SC:mode=node;"',
    ):
        assert words in made


def test_a_font_name_is_a_name() -> None:
    with pytest.raises(ConfigError, match=r"\[print\] names a font"):
        source("<p>x</p>", fonts=('x"} os.execute("id")',))


def test_an_edition_replaces_the_template_and_what_it_prints_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "document.tex.j2").write_text("<# mine #>\\title{<<record.title>>}<% if parts %><<text>><% endif %>")
    data = f"{HEADER}<body><p>a_b</p></body></text></TEI>".replace("A letter", "50 % \\ {").encode()
    made = render_latex(tei.parse(data), tei_bytes=data, templates=tmp_path)
    assert made.startswith(r"\title{50 \% \textbackslash{} \{}")
    assert r"{a\_b}" in made


def test_an_entry_without_a_place_is_told() -> None:
    findings: list[Finding] = []
    source('<p>one</p><div><listApp><app from="#no"><lem>x</lem></app></listApp></div>', findings=findings)
    assert "has no place in the text: #no" in str(findings[0])


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        command = [sys.executable, "-m", "tei_edition", "render", "latex", PATTERNS, "-o", tmp_path / name]
        subprocess.run(command, check=True, capture_output=True)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


@pytest.fixture(scope="module")
def pages(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """A document set by LuaLaTeX, as the text of its pages; skipped where reledmac is not installed."""
    lualatex, pdftotext, kpsewhich = tool("lualatex"), tool("pdftotext"), tool("kpsewhich")
    for package in ("reledmac.sty", "imakeidx.sty", "alphalph.sty"):
        if subprocess.run([kpsewhich, package], capture_output=True, check=False).returncode:
            pytest.skip(f"LaTeX has no {package}")

    def compiled(made: str) -> str:
        folder = tmp_path_factory.mktemp("tex")
        (folder / "x.tex").write_text(made, encoding="utf-8")
        for _ in range(3):
            command = [lualatex, "-interaction=nonstopmode", "-halt-on-error", "x.tex"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout[-2000:]
        text = [pdftotext, "-layout", folder / "x.pdf", "-"]
        return subprocess.run(text, capture_output=True, text=True, check=True).stdout

    return compiled


def test_the_pages_hold_hostile_text_as_text_and_the_apparatus(pages: Callable[[str], str]) -> None:
    evil = escaped(" ".join(HOSTILE[:5]))
    body = f"""<div><head n="1">{evil}</head><p n="2">[x] {evil} <note>{evil}</note> beta<note resp="#tr">T.</note></p>
      <p>He went to <app><lem wit="#w1">Romania</lem><rdg wit="#w3 #w2">Rumania</rdg><rdg wit="#w3"/></app> twice.</p>
      <p>one<list><item>two</item></list>three</p>loose<note>words<list><item>x</item></list></note>
      <lg><l>[one</l><l>*two</l></lg><table><row><cell>{evil}</cell><cell/></row></table></div>"""
    text = pages(source(body, whole=True))
    assert "root:" not in text
    squeezed = re.sub(r"\s", "", text)
    assert re.sub(r"\s", "", r"\write18{touch pwned}\immediate\openout") in squeezed
    assert re.search(r"\d+ Romania\] Rumania B C; om\. C", " ".join(text.split()))


def test_the_pages_have_two_columns_of_text_and_translation(pages: Callable[[str], str]) -> None:
    left = "".join(f'<p xml:id="e{k}">one{k} {"more " * 30}</p>' for k in range(3))
    right = "".join(f'<p corresp="#e{k}">un{k}</p>' for k in range(3))
    text = pages(
        source(f"<group><text><body>{left}</body></text><text><body>{right}</body></text></group>", whole=True)
    )
    for k in range(3):
        assert re.search(rf"one{k} .*un{k}", text)
