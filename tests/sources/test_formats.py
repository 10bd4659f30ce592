"""What each format carries: italics, headings, notes, tables, pages; and what is left out by which rule."""

import io
import random
import re
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from growth import grows_linearly
from sources.making import as_docx, as_pdf, compiled
from tei_edition.errors import EditionError, SourceError
from tei_edition.sources import Source, read_source
from tei_edition.sources.composing import compose
from tei_edition.sources.formats import rules
from tei_edition.sources.layout import Page, Piece


def read(name: str, data: bytes) -> Source:
    return read_source(Path(name), data, site="none")


def page(body: str) -> Source:
    return read("page.html", f"<!DOCTYPE html><html><body>{body}</body></html>".encode())


def blocks(source: Source) -> list[str]:
    """The paragraphs of the text, notes left out."""
    end = min((item.start for item in source.furniture if item.keep == "note"), default=len(source.text))
    return [block for block in source.text[:end].strip().split("\n\n") if block]


def shown(source: Source, kind: str) -> list[str]:
    return [source.text[item.start : item.end] for item in source.features if item.kind == kind]


def dropped(source: Source) -> list[tuple[str, str]]:
    return [(item.rule, item.words) for item in source.dropped]


def notes(source: Source) -> list[tuple[str, str, str]]:
    """Each note: its mark, the words before its place, its own words."""
    found = [item for item in source.features if item.kind == "note"]
    return [
        (n.value, source.text[max(n.anchor - 6, 0) : n.anchor], " ".join(source.text[n.start : n.end].split()))
        for n in found
    ]


# -- plain text --------------------------------------------------------------------------------------------------------

WEST = "Zhou: “It is the Premier’s view – a naïve one,” he said… Déjà vu at Köln.\n"
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy. Velvyslanec řekl, že přijede zítra ráno do Moskvy.\n"
RUSSIAN = "Товарищ посол сообщил, что делегация прибудет завтра утром в Москву.\n"


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (WEST, "utf-8", ""),
        (WEST, "utf-8-sig", ""),
        (WEST, "utf-16", ""),
        (WEST, "utf-32", ""),
        (WEST, "utf-16-le", "UTF-16 LE"),
        (WEST, "utf-16-be", "UTF-16 BE"),
        (WEST, "cp1252", "Windows-1252"),
        (WEST, "mac_roman", "Mac Roman"),
        ("“Well.”\n", "mac_roman", "Mac Roman"),
        ("It’s “well”.\n", "cp1252", "Windows-1252"),
        (CZECH, "cp1250", "cp1250"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "utf-16-le", "UTF-16 LE"),
    ],
)
def test_any_encoding_is_read_and_a_guess_is_told(text: str, encoding: str, told: str) -> None:
    source = read("a.txt", text.encode(encoding))
    assert source.text == text
    assert [finding.rule for finding in source.findings] == (["encoding-assumed"] if told else [])
    assert all(f"read as {told}, told from" in finding.message for finding in source.findings)


# -- web pages ---------------------------------------------------------------------------------------------------------


def test_a_page_is_its_paragraphs() -> None:
    source = page("<h1>A  Talk</h1><div>One\n two<p>three<br>four</div>five<ul><li>six</ul>")
    assert blocks(source) == ["A Talk", "One two", "three\nfour", "five", "six"]
    assert shown(source, "heading") == ["A Talk"]
    assert shown(source, "item") == ["six"]


def test_what_no_browser_shows_is_not_read() -> None:
    source = page("<script>var a</script><style>b</style><template>c</template><!-- d --><noscript>e</noscript>Text")
    assert (blocks(source), source.dropped) == (["Text"], ())


def test_what_surrounds_the_article_is_dropped_by_named_rules() -> None:
    source = page(
        "<nav>Menu</nav><header>Site</header><main><header><h1>Title</h1></header><p>Text <span hidden>x</span></p>"
        '<button>Print</button></main><aside>More</aside><footer>Terms</footer><p style="DISPLAY : none">y</p>'
    )
    assert blocks(source) == ["Title", "Text"]
    assert dropped(source) == [
        ("navigation", "Menu"),
        ("page-header", "Site"),
        ("hidden-text", "x"),
        ("control", "Print"),
        ("page-aside", "More"),
        ("page-footer", "Terms"),
        ("hidden-text", "y"),
    ]
    assert {item.rule for item in source.dropped} <= set(rules())


def test_an_edition_has_its_own_rules_for_pages(tmp_path: Path) -> None:
    (tmp_path / "html.toml").write_text('[[drop]]\nrule = "navigation"\nelements = ["h6"]\n')
    data = b"<html><body><nav>Menu</nav><h6>Small</h6><p>Text</p></body></html>"
    source = read_source(Path("a.html"), data, site="none", overrides=tmp_path)
    assert (blocks(source), dropped(source)) == (["Menu", "Text"], [("navigation", "Small")])


def test_a_page_without_article_keeps_its_header_and_drops_its_footer() -> None:
    source = page(
        "<header><h1>Title</h1></header><blockquote>So.<footer>A poet</footer></blockquote>"
        "<section>Text<footer>Signed</footer></section><div><footer>© Archives 2020</footer></div>"
    )
    assert blocks(source) == ["Title", "So.", "A poet", "Text", "Signed"]
    assert dropped(source) == [("page-footer", "© Archives 2020")]


def test_highlighting_is_kept_and_white_space_folded() -> None:
    source = page('<p>a <i>b <b>c</b></i> d<sup>2</sup> <span style="font-style: italic">e</span>\n f</p>')
    assert blocks(source) == ["a b c d2 e f"]
    assert (shown(source, "italic"), shown(source, "bold")) == (["b c", "e"], ["c"])
    assert shown(source, "superscript") == ["2"]


@pytest.mark.parametrize(
    "body",
    [
        '<p>He went<sup id="r1"><a href="#n1">[1]</a></sup> on.</p>'
        '<ol><li id="n1"><a href="#r1">^</a> By air.</li></ol>',
        '<p>He went<a href="#_ftn1" name="_ftnref1">[1]</a> on.</p>'
        '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> By air.</p></div>',
        '<p>He went<a href="#f1">1</a> on.</p><section class="Footnotes"><p id="f1">By air.</p></section>',
        '<p>He went<a href="#f1" role="doc-noteref">*</a> on.</p><aside role="doc-footnote" id="f1">By air.</aside>',
    ],
)
def test_notes_are_found_by_their_links(body: str) -> None:
    source = page(body)
    assert blocks(source) == ["He went on."]
    assert notes(source) in ([("1", "e went", "By air.")], [("*", "e went", "By air.")])
    assert {rule for rule, _ in dropped(source)} == {"note-mark"}


def test_a_table_of_contents_is_no_set_of_notes() -> None:
    source = page('<p><a href="#a">1</a> <a href="#b">2</a></p><div id="a">One</div><div id="b">Two</div>')
    assert blocks(source) == ["1 2", "One", "Two"]


def test_a_table_is_rows_and_a_layout_table_is_paragraphs() -> None:
    source = page("<table><tr><th>A<th>B<tr><td><td>1<br>2</table>")
    assert blocks(source) == ["A\tB", "1 2"]
    assert shown(source, "row") == ["A\tB", "1 2"]
    assert [(item.value, source.text[item.start : item.end]) for item in source.features if item.kind == "cell"] == [
        ("1", "A"),
        ("2", "B"),
        ("2", "1 2"),
    ]
    layout = page("<table><tr><td>menu<td><p>One</p><p>Two</p></table>")
    assert (blocks(layout), shown(layout, "row")) == (["menu", "One", "Two"], [])


def test_lists_show_their_numbers() -> None:
    source = page("<ol start=3><li>a<li>b<li value=9>c<ol type=i><li>d</ol></ol><ol><li>1. e</ol><ul><li>f</ul>")
    assert blocks(source) == ["3. a", "4. b", "9. c", "i. d", "1. e", "f"]


def test_no_carriage_return_reaches_the_text() -> None:
    assert "\r" not in page("<p>a&#13;b</p><pre>c\r\nd&#13;e</pre>").text


def test_preformatted_text_keeps_its_lines() -> None:
    assert blocks(page("<pre>Zhou: One.\n\nMao:  Two.\n</pre>")) == ["Zhou: One.", "Mao:  Two."]


@pytest.mark.parametrize(
    ("declared", "encoding"), [("windows-1251", "cp1251"), ("utf-8", "utf-8"), ("koi8-r", "koi8-r"), ("big5", "big5")]
)
def test_a_page_says_its_encoding(declared: str, encoding: str) -> None:
    text = "周恩來" if encoding == "big5" else "Москва"
    data = f'<html><head><meta charset="{declared}"></head><body>{text}</body></html>'.encode(encoding)
    assert blocks(read("a.html", data)) == [text]


def test_a_page_that_lies_about_its_encoding_is_refused() -> None:
    with pytest.raises(SourceError, match=r"a.html:1: the page says it is utf-8 and has a byte that is not"):
        read("a.html", b'<html><meta charset="utf-8"><p>caf\xe9</p></html>')


def test_no_entity_of_a_page_reaches_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret words")
    page_ = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><html><body>a &x; b</body></html>'
    assert "secret words" not in read("a.html", page_.encode()).text


def test_a_page_too_deep_is_refused_not_cut() -> None:
    with pytest.raises(SourceError, match="too deep or too broken"):
        page("<div>" * 5_000 + "Zhou: Yes." + "</div>" * 5_000)


WORDS = st.text(st.sampled_from("abc \n&<é—"), max_size=12)
PLAIN = WORDS.map(lambda words: words.replace("&", "&amp;").replace("<", "&lt;"))
TAGS = st.sampled_from("p div i b span ul li table tr td h2 pre br nav aside sup section blockquote button".split())
NODES: st.SearchStrategy[str] = st.deferred(
    lambda: (
        PLAIN
        | st.builds(
            lambda tag, inner: f"<{tag}>{''.join(inner)}</{tag}>", TAGS, st.lists(NODES, min_size=1, max_size=3)
        )
    )
)


@given(st.lists(NODES, min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_every_visible_character_of_a_page_is_read_or_dropped(nodes: list[str]) -> None:
    data = f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>start {''.join(nodes)}</body></html>"
    source = read("a.html", data.encode())
    expected = sorted("".join(lxml_html.document_fromstring(data.encode()).text_content().split()))
    found = source.text + "".join(item.words for item in source.dropped)
    assert sorted("".join(found.split())) == expected
    assert all(0 <= item.start <= item.end <= len(source.text) for item in source.features)


# -- Word --------------------------------------------------------------------------------------------------------------

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"


def word(body: str, **parts: str) -> bytes:
    """A Word file with the given WordprocessingML in its text, and further parts such as `footnotes`."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_docx("x"))) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name).decode("utf-8", "replace") if name.endswith((".xml", ".rels")) else ""
            if name == "word/document.xml":
                content = f"<w:document {W}><w:body>{body}</w:body></w:document>"
            for kind in parts:
                if name == "[Content_Types].xml":
                    override = f'<Override PartName="/word/{kind}.xml" ContentType="{NOTES_TYPE.format(kind=kind)}"/>'
                    content = content.replace("</Types>", f"{override}</Types>")
                if name == "word/_rels/document.xml.rels":
                    row = f'<Relationship Id="x{kind}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>'
                    content = content.replace("</Relationships>", f"{row}</Relationships>")
            if name != "word/numbering.xml" or "numbering" not in parts:
                new.writestr(name, content or old.read(name))
        for kind, content in parts.items():
            new.writestr(f"word/{kind}.xml", f"<w:{kind} {W}>{content}</w:{kind}>")
    return made.getvalue()


def para(words: str, before: str = "", properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{before}<w:r><w:t xml:space='preserve'>{words}</w:t></w:r></w:p>"


def test_word_gives_headings_highlighting_breaks_and_tables() -> None:
    import docx

    document = docx.Document()
    document.add_heading("A Talk", 1)
    paragraph = document.add_paragraph("One ")
    paragraph.add_run("tw").italic = True
    paragraph.add_run("o").italic = True
    paragraph.add_run(" three").bold = True
    paragraph.add_run("secret").font.hidden = True
    document.add_page_break()
    document.add_paragraph("After")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 0).text, table.cell(1, 1).text = "a", "b\nc", "d"
    data = io.BytesIO()
    document.save(data)
    source = read("a.docx", data.getvalue())
    assert [block.strip("\n") for block in blocks(source)] == ["A Talk", "One two three", "After", "a", "b c\td"]
    assert (shown(source, "heading"), shown(source, "italic")) == (["A Talk"], ["two"])
    assert shown(source, "bold") == ["three"] or shown(source, "bold") == [" three"]
    assert shown(source, "row") == ["a", "b c\td"]
    assert dropped(source) == [("hidden-text", "secret")]
    [turn] = [item for item in source.features if item.kind == "page"]
    assert source.text[turn.start :].startswith("After")


def test_words_notes_go_where_they_are_called() -> None:
    call = "<w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:t> and home.</w:t></w:r>"
    end = "<w:r><w:endnoteReference w:id='5'/></w:r>"
    body = f"<w:p><w:r><w:t>He went</w:t></w:r>{call}{end}</w:p>" + para("Zhou: Yes.")
    footnotes = f"<w:footnote w:id='2'>{para('By air.')}{para('Or not.')}</w:footnote>"
    source = read("a.docx", word(body, footnotes=footnotes, endnotes=f"<w:endnote w:id='5'>{para('End.')}</w:endnote>"))
    assert blocks(source) == ["He went and home.", "Zhou: Yes."]
    assert notes(source) == [("1", "e went", "By air. Or not."), ("i", " home.", "End.")]


def test_word_counts_its_lists() -> None:
    level = "<w:lvl w:ilvl='{0}'><w:start w:val='{1}'/><w:numFmt w:val='{2}'/><w:lvlText w:val='{3}'/></w:lvl>"
    numbering = (
        "<w:abstractNum w:abstractNumId='7'>"
        + level.format(0, 3, "decimal", "%1.")
        + level.format(1, 1, "lowerLetter", "(%1.%2)")
        + level.format(2, 1, "bullet", "o")
        + "</w:abstractNum><w:num w:numId='4'><w:abstractNumId w:val='7'/></w:num>"
    )
    items = [("a", 0), ("b", 1), ("c", 1), ("d", 0), ("e", 1), ("f", 2)]
    properties = "<w:numPr><w:ilvl w:val='{}'/><w:numId w:val='4'/></w:numPr>"
    body = "".join(para(words, properties=properties.format(depth)) for words, depth in items)
    source = read("a.docx", word(body, numbering=numbering))
    assert blocks(source) == ["3. a", "(3.a) b", "(3.b) c", "4. d", "(4.a) e", "f"]


def test_text_boxes_links_fields_and_symbols_are_read_once() -> None:
    box = f"<w:txbxContent>{para('boxed')}</w:txbxContent>"
    mc = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    both = f"<w:r><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    link = "<w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink><w:r><w:instrText>PAGE</w:instrText></w:r>"
    more = "<w:r><w:noBreakHyphen/><w:sym w:font='x' w:char='2014'/><w:tab/></w:r>"
    body = f"<w:p>{link}{more}{both}</mc:AlternateContent></w:r></w:p><w:sdt><w:sdtContent>{para('in')}"
    source = read("a.docx", word(f"{body}</w:sdtContent></w:sdt>"))
    assert [block.strip() for block in blocks(source)] == ["link\u2011—", "boxed", "in"]


@pytest.mark.parametrize("change", ["ins", "del", "moveFrom"])
def test_tracked_changes_are_refused_with_what_to_do(change: str) -> None:
    body = f"<w:p><w:{change} w:id='1' w:author='A. Clerk'><w:r><w:t>maybe</w:t></w:r></w:{change}></w:p>"
    with pytest.raises(SourceError, match=r"a.docx: the text has tracked changes by A. Clerk: .*; accept or reject"):
        read("a.docx", word(body))
    with pytest.raises(SourceError, match="the comments has tracked changes"):
        read("a.docx", word(para("x"), comments=f"<w:comment w:id='1'>{body}</w:comment>"))


def test_a_comment_is_dropped_by_rule() -> None:
    source = read("a.docx", word(para("Text"), comments=f"<w:comment w:id='1'>{para('Check.')}</w:comment>"))
    assert blocks(source) == ["Text"]
    assert dropped(source) == [("running-head", "Foreign Ministry Archive"), ("comment", "Check.")]


# -- PDF ---------------------------------------------------------------------------------------------------------------

WORD_LIST = """delegation capital morning travelled river three days nobody ambassadors international movement in
conference already convened there leadership documents agreement newspaper published understanding together railway
afterwards comrades nevertheless economic assistance border province negotiations the of and with for a to""".split()


def story(seed: int, words: int = 34) -> str:
    """A paragraph of so many words, always the same for the same seed."""
    chance = random.Random(seed)
    return " ".join(["The", *(chance.choice(WORD_LIST) for _ in range(words - 1))]) + "."


STORY = story(0)


def test_pages_heads_and_numbers() -> None:
    paragraphs = [f"Paragraph {k}. {story(k)}" for k in range(9)]
    source = read("a.pdf", as_pdf("\n\n".join(paragraphs), layout="width: 300pt, height: 400pt"))
    assert blocks(source) == paragraphs
    pages = [item.value for item in source.features if item.kind == "page"]
    assert pages == [str(number) for number in range(1, len(pages) + 1)]
    assert len(pages) >= 3
    heads = [words for rule, words in dropped(source) if rule == "running-head"]
    assert heads == ["Foreign Ministry Archive"] * len(pages)
    assert [words for rule, words in dropped(source) if rule == "page-number"] == pages


def test_what_a_browser_prints_on_pages_is_dropped_even_on_a_single_one() -> None:
    head, foot = "11/29/26, 12:07 PM A Talk in the Embassy", "https://example.org/papers/7 1/1"
    markup = f'#set page(width: 300pt, height: 300pt, header: [{head}], footer: "{foot}")\n'
    source = read("a.pdf", compiled(markup + f"The Embassy, 4 May 1964\n\n{STORY}"))
    assert blocks(source) == ["The Embassy, 4 May 1964", STORY]
    assert dropped(source) == [("print-stamp", head), ("print-address", foot)]


def test_a_speaker_at_the_top_of_every_page_is_no_head() -> None:
    markup = "#set page(width: 300pt, height: 300pt)\n"
    speeches = [f"MR. BECKER:\n\n{story(k)}" for k in range(4)]
    source = read("a.pdf", compiled(markup + "\n#pagebreak()\n".join(speeches)))
    assert source.text.count("MR. BECKER:") == 4
    assert dropped(source) == []


def test_numbers_at_the_end_of_a_single_page_are_text() -> None:
    assert blocks(read("a.pdf", compiled("Results:\n\n12\n\n13\n\n14"))) == ["Results:", "12", "13", "14"]


def test_broken_words_are_joined_and_the_place_is_kept() -> None:
    opening = "The great-power policy of Gheorghiu-Dej"
    text = f"{opening}. {story(1)} {story(2)} {story(3)} {opening} went on."
    markup = '#set page(width: 190pt, height: 500pt)\n#set text(lang: "en", hyphenate: true)\n#set par(justify: true)\n'
    source = read("a.pdf", compiled(markup + text))
    hyphens = [item.start for item in source.features if item.kind == "hyphen"]
    assert hyphens
    assert blocks(source) == [text]
    for at in hyphens:
        assert re.match(r"\w\w", source.text[at - 1 : at + 1])
    assert [rule for rule, _ in dropped(source)].count("line-end-hyphen") == len(hyphens)


@pytest.mark.parametrize("columns", [2, 3])
def test_columns_are_read_one_after_the_other(columns: int) -> None:
    paragraphs = [f"Number {k}: {story(k)}" for k in range(14)]
    markup = f'#set page(paper: "a4", columns: {columns})\n#set par(justify: true)\n#set text(lang: "en")\n\n'
    assert blocks(read("a.pdf", compiled(markup + "\n\n".join(paragraphs)))) == paragraphs


def test_a_heading_across_two_columns_stands_before_them() -> None:
    body = "\n\n".join(f"{k}) {story(k)}" for k in range(8))
    markup = (
        f'#set page(paper: "a4")\n#set par(justify: true)\n#align(center)[A Talk About the River]\n#columns(2)[{body}]'
    )
    found = blocks(read("a.pdf", compiled(markup)))
    assert [block.split()[0] for block in found] == ["A", *(f"{k})" for k in range(8))]


@pytest.mark.parametrize(
    "style",
    [
        "#set par(justify: true, first-line-indent: 1.2em, spacing: 0.65em)",
        "#set par(justify: false, first-line-indent: (amount: 2em, all: true), spacing: 0.65em)",
        "#set par(justify: false, hanging-indent: 2em, spacing: 0.65em)",
        "#set par(justify: false, spacing: 1.4em)",
        "#set par(justify: true, leading: 1.5em, spacing: 3em)",
    ],
)
def test_paragraphs_are_found_by_indent_or_by_space(style: str) -> None:
    paragraphs = [f"Speaker {k} began. {story(k)}" for k in range(9)]
    markup = (
        '#set page(width: 320pt, height: 420pt)\n#set text(lang: "en")\n' + style + "\n\n" + "\n\n".join(paragraphs)
    )
    assert blocks(read("a.pdf", compiled(markup))) == paragraphs


def test_items_of_a_list_keep_their_lines_together() -> None:
    items = [story(k, 20) for k in range(5)]
    markup = '#set page(width: 300pt, height: 500pt)\n#set text(lang: "en", hyphenate: false)\n'
    source = read("a.pdf", compiled(f"{markup}{story(9)}\n\n" + "\n".join(f"- {words}" for words in items)))
    assert [re.sub(r"\s+", " ", block) for block in blocks(source)] == [story(9), *(f"• {words}" for words in items)]


def test_notes_at_the_foot_of_a_page_go_where_they_are_called() -> None:
    markup = (
        '#set page(width: 320pt, height: 300pt, numbering: "1")\n'
        f"He went#footnote[By air, on 5 May.] to Hanoi. {STORY}\n\n"
        f"She stayed#footnote[At home.] there. {story(1)}\n\n{story(2)}"
    )
    source = read("a.pdf", compiled(markup))
    assert notes(source) == [("1", "e went", "By air, on 5 May."), ("2", "stayed", "At home.")]
    assert blocks(source)[0] == f"He went to Hanoi. {STORY}"


def test_pdf_tells_italics() -> None:
    source = read("a.pdf", compiled("He said _indeed so_ and *left* there."))
    assert (blocks(source), shown(source, "italic"), shown(source, "bold")) == (
        ["He said indeed so and left there."],
        ["indeed so"],
        ["left"],
    )


def test_pages_without_text_are_told() -> None:
    source = read("a.pdf", compiled("Text here.\n#pagebreak()\n#rect(fill: black)"))
    assert [(f.rule, f.message) for f in source.findings] == [
        ("page-without-text", "1 of the pages have no text layer: 2")
    ]


def test_every_character_of_a_pdf_is_read_or_dropped() -> None:
    import pypdfium2

    data = as_pdf("\n\n".join(story(k, 60) for k in range(30)), layout='paper: "a5", columns: 2')
    pages = pypdfium2.PdfDocument(data)
    shown_ = "".join(page.get_textpage().get_text_range() for page in pages)
    source = read("a.pdf", data)
    found = source.text + "".join(item.words for item in source.dropped)
    # PDFium gives a hyphen at a line's end as a noncharacter.
    assert sorted("".join(found.split())) == sorted("".join(shown_.replace("\ufffe", "-").split()))


def test_a_page_of_many_words_takes_time_in_proportion() -> None:
    def work(size: int) -> None:
        chance = random.Random(1)
        pieces = [
            Piece("a" * 9, x := chance.uniform(0, 600), x + 40, chance.uniform(0, 800), 10.0) for _ in range(size)
        ]
        dots = [Piece("." * size, 10, 500, 900, 10.0), Piece("a" * size, 10, 500, 850, 10.0)]
        compose([Page(1, 600, 1000, pieces + dots), Page(2, 600, 1000, list(dots))])

    assert grows_linearly(work, 5_000)


# -- TEI ---------------------------------------------------------------------------------------------------------------


def test_tei_gives_its_projection_and_drops_what_editors_added() -> None:
    data = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><p>Head</p></teiHeader><text><body><pb n="7"/>
    <head>A Talk</head><sp><speaker>Zhou:</speaker><p>We <hi rend="italic">went</hi> to
    <persName>Mao</persName><note n="2">By air.</note> in inter<lb break="no"/>national
    <choice><sic>wrods</sic><corr>words</corr></choice>.</p><p>More.</p></sp>
    <table><row><cell>a</cell><cell>b</cell></row></table>
    <p><supplied rend="brackets" reason="omitted">The</supplied> end.</p></body></text></TEI>"""
    source = read("a.xml", data.encode())
    assert blocks(source) == ["A Talk", "Zhou: We went to Mao in international wrods.", "More.", "a\tb", "[The] end."]
    assert notes(source) == [("2", "to Mao", "By air.")]
    assert (shown(source, "italic"), shown(source, "heading"), shown(source, "row")) == (["went"], ["A Talk"], ["a\tb"])
    assert dropped(source) == [("tei-header", "Head"), ("editorial", "words")]


# -- hostile and broken files ------------------------------------------------------------------------------------------


@given(
    st.sampled_from(["docx", "pdf", "html"]), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), max_size=4)
)
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_read_or_refused_in_one_line(kind: str, damage: list[tuple[float, bytes]]) -> None:
    data = GOOD[kind]
    for share, new in damage:
        at = int(share * len(data))
        data = data[:at] + new + data[at + 2 :]
    try:
        read(f"a.{kind}", data)
    except EditionError as error:
        assert "\n" not in str(error)
        assert str(error).startswith("a.")


GOOD = {
    "docx": as_docx("Zhou: Yes.\n\nMao: No."),
    "pdf": as_pdf("Zhou: Yes.\n\nMao: No."),
    "html": b"<!DOCTYPE html><html><body><p>Zhou: Yes.</p></body></html>",
}


@pytest.mark.parametrize(
    "body",
    [
        "<p>x</p>" * 20_000,
        "<ol>" + "<li>x" * 20_000 + "</ol>",
        "".join(f'<p>a<a id="r{k}" href="#n{k}">{k}</a></p>' for k in range(3_000))
        + "".join(f'<p id="n{k}"><a href="#r{k}">b</a> c</p>' for k in range(3_000)),
        '<a href="#big">1</a>' * 5_000 + '<div id="big">' + '<a href="#x">y</a>' * 5_000 + "</div>",
        "<i>a</i> <b>b</b> " * 10_000,
        "<table>" + "<tr><td>a<td>b" * 10_000 + "</table>",
    ],
)
def test_large_pages_take_time_in_proportion(body: str) -> None:
    start = time.perf_counter()
    page(body)
    assert time.perf_counter() - start < 10
