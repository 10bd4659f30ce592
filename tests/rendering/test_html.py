"""The page, as a reader meets it."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as lxml_html

from tei_edition import tei
from tei_edition.errors import RenderError
from tei_edition.rendering import render_html

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
    return " ".join("".join(map(str, element.itertext())).split())


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
    assert link.get("title") == "Peng Zhen"
    entry = tree.xpath(f"//*[@id='{link.get('href')[1:]}']")[0]
    assert {"#p9", "#p12"} <= set(entry.xpath(".//span[@class='locators']/a/@href"))


def test_a_note_and_its_mark_point_at_each_other(tree: lxml_html.HtmlElement) -> None:
    [mark] = tree.xpath("//sup[@class='noteref']/a")
    [note] = tree.xpath(f"//li[@id='{mark.get('href')[1:]}']")
    assert text(note).startswith("An editor's note")
    assert note.xpath("./a/@href") == [f"#{mark.get('id')}"]


def test_unreviewed_tags_are_told_at_the_top(tree: lxml_html.HtmlElement) -> None:
    assert "were proposed by rule and have not been checked" in text(tree.xpath("//p[@class='banner']")[0])


def test_the_page_asks_nothing_of_anybody(page: str, tree: lxml_html.HtmlElement) -> None:
    assert tree.xpath("//script | //img | //iframe | //link | //object | //form") == []
    assert "@import" not in page
    assert "url(" not in page
    outside = [href for href in tree.xpath("//@href") if not href.startswith("#")]
    assert all(href.startswith("https://") for href in outside)


def test_the_policy_allows_the_pages_own_style_and_nothing_else(tree: lxml_html.HtmlElement) -> None:
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    style = tree.xpath("//style")[0].text
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert tree.xpath("//@style") == []


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd"]
)
def test_an_unsafe_link_is_no_link(target: str) -> None:
    tree = lxml_html.document_fromstring(render_html(small(f'<p><ref target="{target}">click</ref></p>')))
    assert "click" in text(tree.xpath("//article")[0])
    assert [href for href in tree.xpath("//a/@href") if not href.startswith("#")] == []


def test_markup_in_the_text_is_only_text() -> None:
    hostile = "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }} &lt;/style&gt;"
    page = render_html(small(f"<p>{hostile}</p>"))
    assert "<script" not in page
    assert "{{ 7 * 7 }}" in page


def test_hostile_headers_are_only_text() -> None:
    title = "&lt;img src=x onerror=alert(1)&gt;"
    root = tei.parse(
        f'<TEI xmlns="{tei.TEI}"><teiHeader><fileDesc><titleStmt><title>{title}</title></titleStmt></fileDesc>'
        f"</teiHeader><text><body><p>x</p></body></text></TEI>".encode()
    )
    assert "<img" not in render_html(root)


def test_an_element_without_treatment_is_shown_and_named() -> None:
    tree = lxml_html.document_fromstring(render_html(small("<p>A <measure>pound</measure> of <zzz>salt</zzz>.</p>")))
    assert text(tree.xpath("//article")[0]) == "A pound of salt."
    assert tree.xpath("//span[@class='other']/@data-element") == ["measure", "zzz"]


def test_a_document_without_a_header_is_shown() -> None:
    assert "Untitled" in render_html(small("<p>x</p>"))


def test_the_same_document_gives_the_same_bytes(page: str) -> None:
    assert render_html(tei.read(PATTERNS), tei_name="patterns.xml") == page


def test_an_edition_replaces_templates_by_name(tmp_path: Path) -> None:
    (tmp_path / "document.html.j2").write_text("<p>{{ record.title }}</p>")
    assert render_html(tei.read(PATTERNS), templates=tmp_path) == "<p>Comrade Zhou Enlai Receives the Ambassadors</p>"


@pytest.mark.parametrize("wrong", ["{{ record.nothing }}", "{% if %}", "{{ ''.__class__.__mro__ }}"])
def test_a_wrong_template_is_told_by_name(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "document.html.j2").write_text(f"line one\n{wrong}")
    with pytest.raises(RenderError, match=r"document\.html\.j2") as caught:
        render_html(tei.read(PATTERNS), templates=tmp_path)
    assert "\n" not in str(caught.value)


def test_contrast_is_enough_for_small_text(page: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 for every text colour on every ground, light and dark."""

    def luminance(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    themes = [
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", theme)) for theme in re.findall(r":root \{[^}]*--ink[^}]*\}", page)
    ]
    assert len(themes) >= 2
    for theme in themes[:2]:
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
    assert [text(line) for line in page.xpath("//ul/li[@id]")] == ["1 1. Oakes", "2 2. Oakes"]
