"""The page, as a reader meets it."""

import base64
import hashlib
import json
import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from lxml import etree
from lxml import html as lxml_html

from growth import grows_linearly
from tei_edition import tei
from tei_edition.errors import ConfigError, RenderError
from tei_edition.rendering import Design, render_html, render_page
from tei_edition.rendering.html import Download

PATTERNS = Path(__file__).parents[1] / "data" / "patterns.xml"


@pytest.fixture(scope="module")
def page() -> str:
    return render_html(tei.read(PATTERNS), tei_name="patterns.xml")


@pytest.fixture(scope="module")
def tree(page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page)


def small(body: str) -> tei.Element:
    """A document of a few words, written by somebody else."""
    return tei.parse(f'<TEI xmlns="{tei.TEI}"><text><body>{body}</body></text></TEI>'.encode())


def text(element: etree._Element) -> str:
    """The words of the document: not the sign that links a paragraph without a number."""
    words = element.xpath(".//text()[not(parent::a[contains(@class, 'plain')])]")
    return " ".join("".join(map(str, words)).split())


def test_every_link_inside_the_page_leads_somewhere(tree: lxml_html.HtmlElement) -> None:
    ids = set(tree.xpath("//@id"))
    links = [href for href in tree.xpath("//a/@href") if href.startswith("#")]
    assert len(links) > 50
    assert [href for href in links if href[1:] not in ids] == []


def test_no_identifier_stands_twice(tree: lxml_html.HtmlElement) -> None:
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_every_numbered_paragraph_has_its_permalink(tree: lxml_html.HtmlElement) -> None:
    numbered = tei.every(tei.read(PATTERNS), "//t:text//*[@n and @xml:id]")
    for element in numbered:
        [place] = tree.xpath(f"//*[@id='{element.get(tei.XML_ID)}']")
        [link] = place.xpath("./a[@class='n']")
        assert (link.get("href"), link.text) == (f"#{element.get(tei.XML_ID)}", element.get("n"))


def test_a_turn_reads_like_a_play(tree: lxml_html.HtmlElement) -> None:
    speaker = tree.xpath("//p[@class='speaker']")[0]
    assert text(speaker) == "Zhou (to the Korean ambassador):"
    assert text(speaker.xpath(".//span[contains(@class, 'addressee')]")[0]) == "(to the Korean ambassador)"
    interjection = tree.xpath("//p[contains(@class, 'interjection')]")[0]
    assert text(interjection).endswith("(Comrade Peng Zhen interjects: Another conference!)")


def test_brackets_come_back(tree: lxml_html.HtmlElement) -> None:
    article = text(tree.xpath("//article")[0])
    assert "[The Premier] introduced" in article
    assert "[aka COMECON]" in article
    assert "[Dong] Biwu" in article
    assert "It is hard to say.⟨)⟩" in article


def test_an_error_of_the_source_stands_with_its_correction(tree: lxml_html.HtmlElement) -> None:
    assert "revisionists does [sic; read: revisionists do]" in text(tree.xpath("//article")[0])


def test_a_name_leads_to_its_entry_and_back(tree: lxml_html.HtmlElement) -> None:
    link = tree.xpath("//a[contains(@class, 'persName')][text()='Peng Zhen']")[0]
    assert link.get("href") == "#Peng_Zhen"
    entry = tree.xpath("//*[@id='Peng_Zhen']")[0]
    assert text(entry.xpath("./dt")[0]).startswith("Peng Zhen")
    assert {"#p9", "#p12"} <= set(entry.xpath("./dd[last()]/a/@href"))


def test_a_note_and_its_mark_point_at_each_other(tree: lxml_html.HtmlElement) -> None:
    [mark] = tree.xpath("//sup[@class='noteref']/a")
    [note] = tree.xpath(f"//aside[@id='{mark.get('href')[1:]}']")
    assert text(note).startswith("1 An editor's note")
    assert note.xpath("./a/@href") == [f"#{mark.get('id')}"]
    assert note.getprevious().xpath(".//sup/a") == [mark], "the note stands below its paragraph"


def test_unreviewed_tags_are_told_at_the_top(tree: lxml_html.HtmlElement) -> None:
    assert "were proposed by rule and have not been checked" in text(tree.xpath("//p[@class='banner']")[0])


def test_the_page_asks_nothing_of_anybody(page: str, tree: lxml_html.HtmlElement) -> None:
    assert tree.xpath("//script[@src] | //img | //iframe | //link | //object | //form") == []
    assert "@import" not in page
    assert "url(" not in page
    outside = [href for href in tree.xpath("//@href") if not href.startswith("#")]
    assert all(href.startswith("https://") for href in outside)


def test_the_policy_allows_the_pages_own_style_and_nothing_else(tree: lxml_html.HtmlElement) -> None:
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    parts = (tree.xpath("//style")[0].text, tree.xpath("//script[not(@type)]")[0].text)
    style, script = (base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in parts)
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; ")
    assert "unsafe" not in policy
    assert tree.xpath("//@style | //@*[starts-with(name(), 'on')]") == []


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd"]
)
def test_an_unsafe_link_is_no_link(target: str) -> None:
    tree = lxml_html.document_fromstring(render_html(small(f'<p n="1"><ref target="{target}">click</ref></p>')))
    assert "click" in text(tree.xpath("//article")[0])
    assert [href for href in tree.xpath("//a/@href") if not href.startswith("#")] == []


def test_markup_in_the_text_is_only_text() -> None:
    hostile = "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }} &lt;/style&gt;"
    page = render_html(small(f"<p>{hostile}</p>"))
    assert "<script>alert" not in page
    assert "{{ 7 * 7 }}" in page


def test_hostile_headers_are_only_text() -> None:
    title = "&lt;img src=x onerror=alert(1)&gt;"
    root = tei.parse(
        f'<TEI xmlns="{tei.TEI}"><teiHeader><fileDesc><titleStmt><title>{title}</title></titleStmt></fileDesc>'
        f"</teiHeader><text><body><p>x</p></body></text></TEI>".encode()
    )
    assert "<img" not in render_html(root)


def test_an_element_without_treatment_is_shown_and_named() -> None:
    tree = lxml_html.document_fromstring(render_html(small("<p>A <calendar>pound</calendar> of <zzz>salt</zzz>.</p>")))
    assert text(tree.xpath("//article")[0]) == "A pound of salt."
    assert tree.xpath("//article//@data-element") == ["calendar", "zzz"]


def test_a_document_without_a_header_is_shown() -> None:
    assert "Untitled" in render_html(small("<p>x</p>"))


def test_the_same_document_gives_the_same_bytes(page: str) -> None:
    assert render_html(tei.read(PATTERNS), tei_name="patterns.xml") == page


def test_an_edition_replaces_templates_by_name(tmp_path: Path) -> None:
    (tmp_path / "document.html.j2").write_text("<p>{{ record.title }}</p>")
    assert (
        render_html(tei.read(PATTERNS), design=Design(templates=tmp_path))
        == "<p>Comrade Zhou Enlai Receives the Ambassadors</p>"
    )


@pytest.mark.parametrize("wrong", ["{{ record.nothing }}", "{% if %}", "{{ ''.__class__.__mro__ }}"])
def test_a_wrong_template_is_told_by_name(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "document.html.j2").write_text(f"line one\n{wrong}")
    with pytest.raises(RenderError, match=r"document\.html\.j2") as caught:
        render_html(tei.read(PATTERNS), design=Design(templates=tmp_path))
    assert "\n" not in str(caught.value)


def test_what_no_template_may_do_is_told_by_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "document.html.j2"
    path.write_text("line one\n{{ 1 / 0 }}")
    with pytest.raises(RenderError) as caught:
        render_html(tei.read(PATTERNS), design=Design(templates=tmp_path))
    told = "the template is wrong: ZeroDivisionError: division by zero; correct it, or remove it to use the toolkit's"
    assert str(caught.value) == f"{path}:2: {told}"


@pytest.mark.parametrize("name", ["document.html.j2", "style.css"])
def test_a_template_that_is_not_utf8_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xff")
    with pytest.raises(RenderError) as caught:
        render_html(tei.read(PATTERNS), design=Design(templates=tmp_path))
    assert str(caught.value) == f"{tmp_path / name}: this is not UTF-8; save the file as UTF-8"


def test_contrast_is_enough_for_small_text(page: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 for every text colour on every ground, light and dark."""

    def luminance(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    pairs = re.findall(r"--(\w+):light-dark\((#[0-9a-f]{6}),(#[0-9a-f]{6})\)", page)
    themes = [{row[0]: row[k] for row in pairs} for k in (1, 2)]
    for theme in themes:
        for ink in ("ink", "soft", "link"):
            for ground in ("paper", "panel"):
                pair = sorted(luminance(theme[name]) for name in (ink, ground))
                assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (ink, ground, theme)


def test_the_lines_of_an_address_are_lines_of_the_page() -> None:
    address = (
        '<address><addrLine n="1" xml:id="p1">To the Minister</addrLine><addrLine n="2" xml:id="p2">Port</addrLine>'
    )
    page = lxml_html.document_fromstring(render_html(small(f"<opener>{address}</address></opener><p>Dear Sir</p>")))
    assert [text(line) for line in page.xpath("//div[@class='address']/p")] == ["1 To the Minister", "2 Port"]
    assert page.xpath("//div[@class='address']/p/@id") == ["p1", "p2"]


def test_a_distribution_list_has_a_line_for_each_item_unless_it_is_one_paragraph() -> None:
    item = "<item n='{0}' xml:id='p{0}'>{0}. Oakes</item>"
    body = f"<div type='distribution'><list>{item.format(1)}{item.format(2)}</list></div>"
    page = lxml_html.document_fromstring(render_html(small(body)))
    assert not page.xpath("//div[contains(@class, 'numbered')]//li")
    assert [text(line) for line in page.xpath("//article//ul/li[@id]")] == ["1 1. Oakes", "2 2. Oakes"]


def test_no_word_of_a_document_from_elsewhere_is_lost() -> None:
    """Lists in paragraphs, notes in notes, a link in a name, a paragraph in a phrase, text where none is allowed."""
    body = """<p>W <list><item>W <note>W <note>W</note></note></item>W</list> W</p>
      <p><persName ref="https://example.org/a">W <ref target="b.html">W</ref></persName></p>
      <list><label>W</label><item>W</item><pb n="2"/></list><lg><l>W</l></lg>
      <table><row><cell>W <table><row><cell>W</cell></row></table></cell></row>W<cell>W</cell></table>
      <quote><p>W</p></quote><hi rend="bold"><p>W</p></hi><head>W <list><item>W</item></list></head>
      <app><lem>W</lem><rdgGrp><rdg wit="#A">W</rdg></rdgGrp></app><u who="#x">W</u>W"""
    parts = body.split("W")
    numbered = "".join(f"{part}w{k}x" for k, part in enumerate(parts[:-1])) + parts[-1]
    tree = lxml_html.document_fromstring(render_html(small(numbered)))
    found = text(tree.xpath("//article")[0])
    assert [k for k in range(len(parts) - 1) if f"w{k}x" not in found] == []
    assert tree.xpath("//p//ul | //p//div | //p//p | //span//p | //a//a | //ul/*[not(self::li)] | //table/text()") == []


def test_every_element_of_tei_is_shown_with_its_words(tei_all_schema: Path) -> None:
    """Each element once in a paragraph and once in a division, whether it may stand there or not."""
    grammar = etree.parse(tei_all_schema)
    names = {str(name) for name in grammar.xpath("//*[local-name() = 'element']/@name")}
    names -= {"TEI", "teiHeader", "teiCorpus", "standOff"}
    # What may hold no words of its own: app and choice hold readings.
    shown = sorted(names - {"app", "choice", "rdgGrp"})
    assert len(shown) > 500
    for around in ("<p>a <{0}>w{1}x</{0}> b</p>", "<{0}><p>w{1}x</p></{0}>"):
        tree = lxml_html.document_fromstring(
            render_html(small("".join(around.format(name, k) for k, name in enumerate(shown))))
        )
        found = text(tree.xpath("//article")[0])
        assert [name for k, name in enumerate(shown) if f"w{k}x" not in found] == []


def test_what_has_no_treatment_is_reported_once_at_its_first_line() -> None:
    page = render_page(small("<p>\n<zzz>a</zzz> <calendar/>\n<zzz>b</zzz></p>"), path="there.xml")
    assert [str(finding) for finding in page.findings] == [
        f"there.xml:2: note: no treatment for <{name}> ({count} times); shown as text; "
        "add it to tables/treatments.toml [element-untreated]"
        for name, count in (("calendar", 1), ("zzz", 2))
    ]


def test_an_edition_adds_treatments_and_messages_in_its_tables(tmp_path: Path) -> None:
    (tmp_path / "treatments.toml").write_text('zzz = { tag = "b", before = "«", after = "»" }')
    (tmp_path / "messages-en.toml").write_text('cite = "Cite me"')
    page = render_page(small("<p>A <zzz>pound</zzz></p>"), design=Design(tables=tmp_path))
    tree = lxml_html.document_fromstring(page.html)
    assert page.findings == ()
    assert text(tree.xpath("//article//b")[0]) == "«pound»"
    assert text(tree.xpath("//h2[@id='page-cite-title']")[0]) == "Cite me"
    assert text(tree.xpath("//h2[@id='page-edition-title']")[0]) == "The edition"


def test_a_treatment_cannot_make_a_script(tmp_path: Path) -> None:
    (tmp_path / "treatments.toml").write_text('zzz = "script"')
    with pytest.raises(ConfigError, match=r"treatments\.toml: 'script' is no element to show <zzz> with"):
        render_html(small("<p><zzz>x</zzz></p>"), design=Design(tables=tmp_path))


def test_an_edition_builds_on_the_stylesheet_of_the_toolkit(tmp_path: Path) -> None:
    (tmp_path / "html.xsl").write_text(
        """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="http://www.tei-c.org/ns/1.0">
        <xsl:import href="toolkit:html.xsl"/>
        <xsl:template match="t:num"><b class="mine"><xsl:apply-templates/></b></xsl:template></xsl:stylesheet>"""
    )
    tree = lxml_html.document_fromstring(
        render_html(small("<p><num>7</num> <emph>x</emph></p>"), design=Design(tmp_path))
    )
    assert tree.xpath("//article//b[@class='mine']/text()") == ["7"]
    assert tree.xpath("//article//em/text()") == ["x"]


def test_a_stylesheet_of_an_edition_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text("<secret>treasure</secret>")
    (tmp_path / "html.xsl").write_text(
        f"""<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
        <xsl:template match="/"><article><xsl:value-of select="document('{secret.as_uri()}')"/></article></xsl:template>
        </xsl:stylesheet>"""
    )
    with pytest.raises(RenderError, match="stylesheet"):
        render_html(small("<p>x</p>"), design=Design(tmp_path))


def test_an_edition_adds_rules_of_style(tmp_path: Path) -> None:
    (tmp_path / "extra.css").write_text("h1 { color: green; }")
    page = render_html(small("<p>x</p>"), design=Design(tmp_path))
    assert page.index("h1{color:green;}") > page.index("h1{font-size")


def test_a_style_sheet_cannot_end_itself(tmp_path: Path) -> None:
    (tmp_path / "extra.css").write_text("</style><b>")
    with pytest.raises(ConfigError, match="holds"):
        render_html(small("<p>x</p>"), design=Design(tmp_path))


def test_the_page_speaks_german_about_an_english_text() -> None:
    tree = lxml_html.document_fromstring(render_html(tei.read(PATTERNS), design=Design(language="de")))
    assert tree.xpath("/html/@lang") == ["de"]
    assert tree.xpath("//article/@lang") == ["en"]
    assert "sind nach Regel vorgeschlagen" in text(tree.xpath("//p[@class='banner']")[0])
    assert text(tree.xpath("//nav//a[@href='#page-persons']")[0]) == "Personen"


def test_every_language_of_the_interface_has_every_message_it_needs() -> None:
    from tei_edition import resources

    english, german = (resources.table("rendering", f"messages-{language}") for language in ("en", "de"))
    assert set(german) <= set(english)
    same_in_both = {"bibtex", "format-epub", "format-pdf", "format-tei", "mla", "ris"}
    assert set(english) - set(german) == same_in_both
    for key, words_of_it in german.items():
        assert re.findall(r"\{\w+\}", words_of_it) == re.findall(r"\{\w+\}", english[key]), key


def test_an_unknown_language_of_the_interface_is_told() -> None:
    with pytest.raises(ConfigError, match="does not speak 'tlh'"):
        render_html(small("<p>x</p>"), design=Design(language="tlh"))


@pytest.mark.parametrize(
    ("language", "lang", "direction"),
    [
        ("ar", "ar", "rtl"),
        ("ara", "ar", "rtl"),
        ("az-Arab", "az-Arab", "rtl"),
        ("ar-Latn", "ar-Latn", "ltr"),
        ("he", "he", "rtl"),
        ("zh-Hant-TW", "zh-Hant-TW", "ltr"),
        ("grc", "grc", "ltr"),
    ],
)
def test_language_and_direction_stand_on_the_element(language: str, lang: str, direction: str) -> None:
    body = f"<p>a <zzz xml:lang='{language}'>b</zzz></p>"
    [element] = lxml_html.document_fromstring(render_html(small(body))).xpath("//*[@data-element='zzz']")
    assert (element.get("lang"), element.get("dir")) == (lang, direction)


@pytest.mark.parametrize(
    "target", ["http://a.org/", "HTTPS://a.org/x?y=1", "mailto:a@b.org", "other.xml", "../pdf/a.pdf#p2"]
)
def test_a_safe_link_is_a_link(target: str) -> None:
    tree = lxml_html.document_fromstring(render_html(small(f'<p n="1"><ref target="{target}">click</ref></p>')))
    assert tree.xpath("//article//a[not(@class = 'n')]/@href") == [target]


def test_a_link_to_nowhere_in_the_page_is_only_text() -> None:
    tree = lxml_html.document_fromstring(render_html(small('<p n="1"><ref target="#gone">there</ref></p>')))
    assert tree.xpath("//article//a[not(@class = 'n')]") == []
    assert "there" in text(tree.xpath("//article")[0])


def test_an_utterance_names_its_speaker() -> None:
    root = tei.parse(
        f'<TEI xmlns="{tei.TEI}"><teiHeader><profileDesc><particDesc><listPerson><person xml:id="S1"><persName>Ada Elm'
        f"</persName></person></listPerson></particDesc></profileDesc></teiHeader><text><body>"
        f'<u who="#S1">Well <pause/> yes</u><u who="#S2">No</u></body></text></TEI>'.encode()
    )
    tree = lxml_html.document_fromstring(render_html(root))
    assert [text(row) for row in tree.xpath("//p[@class='u']")] == ["Ada Elm Well yes", "S2 No"]


def test_machines_are_told_what_the_document_is(tree: lxml_html.HtmlElement) -> None:
    data = json.loads(tree.xpath("//script[@type='application/ld+json']")[0].text)
    assert data["name"] == "Comrade Zhou Enlai Receives the Ambassadors"
    assert (data["dateCreated"], data["inLanguage"]) == ("1964-08-03", "en")
    assert {"@type": "Person", "name": "Zhou Enlai", "sameAs": "https://www.wikidata.org/entity/Q17410"} in data[
        "mentions"
    ]
    meta = {row.get("name"): row.get("content") for row in tree.xpath("//meta[@name]")}
    assert meta["citation_title"] == meta["DC.title"] == data["name"]
    assert meta["citation_publication_date"] == "1964/08/03"
    context = parse_qs(tree.xpath("//span[@class='Z3988']/@title")[0])
    assert context["ctx_ver"] == ["Z39.88-2004"]
    assert context["rft.title"] == [data["name"]]


def test_a_title_cannot_end_the_data_for_machines() -> None:
    title = "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
    root = tei.parse(
        f'<TEI xmlns="{tei.TEI}"><teiHeader><fileDesc><titleStmt><title>{title}</title></titleStmt></fileDesc>'
        f"</teiHeader><text><body><p>x</p></body></text></TEI>".encode()
    )
    tree = lxml_html.document_fromstring(render_html(root))
    [data] = tree.xpath("//script[@type='application/ld+json']")
    assert json.loads(data.text)["name"] == "</script><script>alert(1)</script>"
    assert len(tree.xpath("//script")) == 2


def test_the_page_links_to_the_forms_that_stand_beside_it() -> None:
    beside = [Download("tei", "../tei/a.xml"), Download("csv", "../csv/a.csv")]
    tree = lxml_html.document_fromstring(render_page(tei.read(PATTERNS), downloads=beside).html)
    assert tree.xpath("//ul[@class='downloads']//a/@href") == ["../tei/a.xml", "../csv/a.csv"]
    links = [(row.get("type"), row.get("href")) for row in tree.xpath("//link[@rel='alternate']")]
    assert links == [("application/tei+xml", "../tei/a.xml"), ("text/csv", "../csv/a.csv")]


def test_the_sample_weighs_less_than_150_kb() -> None:
    [path] = (Path(__file__).parents[2] / "tei" / "documents").glob("*.xml")
    beside = [
        Download(form, f"../{form}/{path.name}") for form in ("tei", "pdf", "epub", "text", "json", "csv", "bibtex")
    ]
    assert len(render_page(tei.read(path), downloads=beside).html.encode()) < 150_000


def test_rendering_takes_time_by_the_length() -> None:
    body = "<p>a <persName>b</persName><note>c</note></p><list><item><p>d</p></item></list>"
    assert grows_linearly(lambda size: render_html(small(body * size)), 300)


def test_a_list_of_what_is_no_item_takes_time_by_its_length() -> None:
    assert grows_linearly(lambda size: render_html(small(f"<list>{'<zzz>a</zzz> b' * size}</list>")), 1500)
