"""What a page has besides its document: links for paragraphs without identifiers, images, entries of an apparatus."""

import re

import pytest

from publishing.making import LETTER, LOG
from tei_edition import tei
from tei_edition.crosswalks.card import read_card
from tei_edition.crosswalks.facsimiles import pages, surfaces
from tei_edition.crosswalks.permalinks import permalinks
from tei_edition.rendering import render_html
from tei_edition.rendering.html import render_page

TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>{}</body></text></TEI>'


def links(body: str) -> list[str]:
    return list(permalinks(tei.parse(TEI.format(body).encode())).values())


def test_a_link_goes_by_the_words_and_not_by_place_or_tags() -> None:
    [link] = links("<p>The ships lay still.</p>")
    assert re.fullmatch(r"page-p-[0-9a-f]{10}", link)
    assert (
        links("<p>First.</p><div><p>The <hi>ships</hi> lay\n  still.<note><p>Of ours.</p></note></p></div>")[1] == link
    )
    assert links("<p>The ships lay idle.</p>") != [link]


def test_links_are_not_the_same_and_none_is_one_of_the_file() -> None:
    [first, second] = links("<p>So.</p><p>So.</p>")
    assert second == f"{first}-2"
    page = render_html(tei.parse(TEI.format(f'<p xml:id="{first}">Other.</p><p>So.</p><p/>').encode()))
    ids = re.findall(r'<p id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 2 and first in ids
    assert f'<a class="n plain" href="#{first}"' in page


def test_a_paragraph_with_an_identifier_or_a_number_keeps_it() -> None:
    page = render_html(
        tei.parse(TEI.format('<p xml:id="here">A.</p><p n="4">B.</p><p n="5" xml:id="p5">C.</p>').encode())
    )
    assert 'href="#here" title="Lasting link to this paragraph">¶</a> A.' in page
    assert re.search(r'<a class="n" href="#page-p-\w{10}">4</a> B\.', page)
    assert '<a class="n" href="#p5">5</a> C.' in page


@pytest.mark.parametrize("text", [LOG, LETTER])
def test_what_a_card_calls_a_paragraph_is_on_the_page(text: str) -> None:
    root = tei.parse(text.encode())
    page = render_html(root)
    paragraphs = [paragraph.id for paragraph in read_card(root, "a").paragraphs if paragraph.id]
    assert paragraphs and all(f'id="{name}"' in page for name in paragraphs)


def test_a_mention_in_a_paragraph_without_an_identifier_leads_to_it() -> None:
    root = tei.parse(TEI.format('<p>In <placeName ref="#x">Port Amber</placeName>.</p>').encode())
    [mention] = read_card(root, "a").mentions
    assert f'<p id="{mention.paragraph}">' in render_html(root)


def test_a_page_break_finds_its_image_by_surface_zone_start_or_address() -> None:
    body = '<pb facs="#s"/><pb facs="#z"/><pb xml:id="b"/><pb facs="../i/4.jpg"/><pb facs="#none"/><pb/>'
    surface = """<facsimile><surface xml:id="s"><graphic url="1.jpg"/><zone xml:id="z"/></surface>
      <surface start="#b"><graphic url="3.jpg"/></surface></facsimile>"""
    root = tei.parse(TEI.format(body).replace("<text>", f"{surface}<text>").encode())
    assert [image.image for image in pages(root).values()] == ["1.jpg", "1.jpg", "3.jpg", "../i/4.jpg"]
    assert [image.image for image in surfaces(root)] == ["1.jpg", "3.jpg", "../i/4.jpg"]


def test_a_page_on_its_own_links_its_images_and_shows_none() -> None:
    root = tei.parse(LOG.encode())
    alone = render_html(root)
    assert "<img" not in alone and '<a href="../images/1.png">Facsimile, page 1r</a>' in alone
    assert "javascript:" not in alone
    shown = render_page(root, images=["../images/1.png", "../images/3.tif"]).html
    assert shown.count("<img") == 1
    assert 'alt="Facsimile, page 1r"' in shown and 'width="40"' in shown


def test_entries_that_point_into_the_text_are_notes_at_their_words_and_their_list_is_gone() -> None:
    page = render_html(tei.parse(LETTER.encode()))
    order = re.findall(r"(old|quietly|twelve)(?:</span>|<span[^>]*></span>)?<sup class=\"noteref\">", page)
    assert order == ["old", "quietly", "twelve"]
    assert page.count('<aside class="note app"') == 3 and '<section class="app"' not in page


def test_an_entry_that_points_nowhere_stays_in_its_list() -> None:
    page = render_html(tei.parse(LETTER.replace('loc="w.3"', 'loc="w.99"').encode()))
    assert page.count('<aside class="note app"') == 2 and page.count('<section class="app"') == 1


@pytest.mark.parametrize("readings", ["<lem>sea</lem><rdg>see</rdg>", "<rdg/>"])
def test_entries_of_an_apparatus_without_its_text_are_a_list(readings: str) -> None:
    body = f'<listApp><app loc="w.1">{readings}</app><app loc="w.1">{readings}</app></listApp>'
    page = render_html(tei.parse(TEI.format(body).encode()))
    assert page.count('<section class="app"') == 2
