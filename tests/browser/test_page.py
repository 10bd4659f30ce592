"""The page in a real browser, as readers use it: with mouse, keys, touch, without JavaScript, in the dark, on paper."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.xdist_group("browser")

Shown = Callable[..., Page]
NAME = "#p8 a.orgName"
WIDTHS = [390, 768, 1440]


@pytest.mark.parametrize("name", ["sample", "patterns", "other", "linked"])
def test_a_page_from_disk_works_and_asks_nothing_of_anybody(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(pages[name].as_uri())
    assert complaints == []
    assert all(address.startswith("file://") for address in asked)
    assert page.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute"
    assert page.locator("#page-cite button").count() == 4  # the script ran
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["sample", "other"])
def test_nothing_is_wider_than_the_screen(shown: Shown, name: str, width: int) -> None:
    page = shown(name, width)
    for layer in ("reading", "tags"):
        page.check(f"#page-layer-{layer}", force=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [768, 1440])
def test_a_line_has_sixty_to_seventy_five_characters(shown: Shown, width: int) -> None:
    """The median of all full lines of the paragraphs, counted by the browser."""
    lengths = shown("sample", width).evaluate(
        """() => [...document.querySelectorAll('.sp > p:not(.speaker)')].flatMap((p) => {
          const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT), range = document.createRange(), lines = [];
          let top = null, count = 0;
          for (let node; (node = walker.nextNode());) {
            if (node.parentElement.closest('.n')) continue;
            for (let k = 0; k < node.length; k++) {
              range.setStart(node, k); range.setEnd(node, k + 1);
              const box = range.getBoundingClientRect();
              if (!box.width) continue;
              if (top !== null && box.top > top + 12) { lines.push(count); count = 0; }
              top = box.top; count++;
            }
          }
          return lines;
        })"""
    )
    assert len(lengths) > 200
    assert 56 <= sorted(lengths)[len(lengths) // 2] <= 75


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("place", ["places", "cite", "rights", "edition"])
def test_a_link_to_a_part_of_the_page_ends_there(shown: Shown, width: int, place: str) -> None:
    """Also where parts before it have no height yet, because they were not shown."""
    page = shown("sample", width, reduced_motion="no-preference")
    page.locator(f".rail a[href='#page-{place}']").click()
    page.wait_for_timeout(1000)  # whatever moves has come to rest
    top, rest = page.evaluate(
        """place => [document.getElementById(place).getBoundingClientRect().top,
        document.documentElement.scrollHeight - innerHeight - scrollY]""",
        f"page-{place}",
    )
    assert -2 <= top <= 60 or (rest < 2 and top > 0)


@pytest.mark.parametrize("scripting", [True, False])
def test_the_layers_show_one_reading_or_both(shown: Shown, scripting: bool) -> None:
    page = shown("other", java_script_enabled=scripting)
    sic, corr, deleted = (page.locator(f"#p2 .{name}") for name in ("sic", "corr", "del"))
    expect(corr).to_be_visible()
    expect(sic).to_be_hidden()
    page.check("#page-layer-source", force=True)
    expect(sic).to_be_visible()
    expect(corr).to_be_hidden()
    expect(deleted).to_be_visible()
    expect(page.locator("#p2 .abbr")).to_be_visible()
    page.check("#page-layer-tags", force=True)
    expect(sic).to_be_visible()
    expect(corr).to_be_visible()


def test_kinds_of_tags_differ_in_more_than_colour_and_can_be_left_out(shown: Shown) -> None:
    page = shown("sample", java_script_enabled=False)
    page.check("#page-layer-tags", force=True)
    kinds = {"persName": "solid", "rs.person": "dashed", "placeName": "dotted", "orgName": "double", "rs.event": "wavy"}
    for kind, line in kinds.items():
        expect(page.locator(f"article a.{kind}").first).to_have_css("text-decoration-style", line)
    expect(page.locator("article a.date").first).to_have_css("text-decoration-line", "underline overline")
    page.uncheck("#page-show-placeName")
    expect(page.locator("article a.placeName").first).to_have_css("text-decoration-line", "none")


def test_reviewed_tags_are_told_from_proposed_ones(browser: Browser, tmp_path: Path) -> None:
    from tei_edition import tei
    from tei_edition.rendering import render_html

    root = tei.read(Path(__file__).parents[1] / "data" / "patterns.xml")
    tei.every(root, "//t:p[@xml:id='p8']/t:orgName")[0].set("resp", "#machine #ed")
    (tmp_path / "page.html").write_text(render_html(root), encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    page.check("#page-layer-tags", force=True)
    mark = "(name) => getComputedStyle(name, '::after').content"
    reviewed, proposed = page.locator(NAME).nth(0), page.locator(NAME).nth(1)
    assert "°" in proposed.evaluate(mark)
    assert "°" not in reviewed.evaluate(mark)
    expect(reviewed).to_have_css("text-decoration-thickness", "3px")
    expect(proposed).to_have_css("text-decoration-thickness", "1px")
    reviewed.click()
    expect(page.locator("#page-card")).to_contain_text("Reviewed, or set by an editor.")
    page.close()


def test_the_mouse_opens_a_card_that_can_be_entered_and_left(shown: Shown) -> None:
    page = shown("patterns")
    card = page.locator("#page-card")
    expect(card).to_be_hidden()
    page.locator("#p9 .label a.persName").hover()
    expect(card).to_be_visible()
    expect(card).to_contain_text("Peng Zhen")
    card.hover()
    page.wait_for_timeout(500)
    expect(card).to_be_visible()
    page.mouse.move(5, 5)
    expect(card).to_be_hidden()


def test_a_card_tells_who_held_which_office_then_and_why_the_tag_stands(shown: Shown) -> None:
    page = shown("sample")
    page.locator("#p12 a.persName").first.click()
    card = page.locator("#page-card")
    expect(card).to_contain_text("Kim Il Sung")
    expect(card).to_contain_text("then premier of North Korea (1948–1972)")
    expect(card).to_contain_text("also Kim Il-sung")
    expect(card).to_contain_text(
        "a form listed in an authority file. Proposed by rule, not reviewed.", use_inner_text=True
    )
    page.locator("#p9 a.rs.person[data-also]").click()
    for name in ("Tran Tu Binh", "Nesti Nase", "Pak Se-chang"):
        expect(card).to_contain_text(name)
    page.locator("#p9 a.placeName").first.click()
    expect(card.locator("a[href^='https://www.wikidata.org/entity/Q']")).to_have_count(1)


def test_the_keyboard_opens_enters_and_closes_a_card(shown: Shown) -> None:
    page = shown("patterns")
    card = page.locator("#page-card")
    page.locator("#p8 a.n").focus()
    page.keyboard.press("Tab")
    expect(page.locator(NAME).first).to_be_focused()
    expect(card).to_be_visible()
    page.keyboard.press("Enter")
    expect(card.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page.locator(NAME).first).to_be_focused()


def test_touch_opens_a_card_at_the_foot_of_the_screen(shown: Shown) -> None:
    page = shown("patterns", 390, has_touch=True, is_mobile=True)
    page.locator(NAME).first.tap()
    card = page.locator("#page-card")
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box and box["width"] == 390
    card.locator(".close").tap()
    expect(card).to_be_hidden()
    assert page.url.partition("#")[2] == ""


def test_without_javascript_a_name_leads_to_its_entry_and_back(shown: Shown) -> None:
    page = shown("patterns", java_script_enabled=False)
    page.locator("#p9 .label a.persName").click()
    expect(page.locator("#Peng_Zhen:target")).to_be_in_viewport()
    page.locator("#Peng_Zhen a[href='#p9']").click()
    expect(page.locator("#p9:target")).to_be_in_viewport()
    for hidden in ("#page-card", "#page-citing"):
        expect(page.locator(hidden)).to_be_hidden()


def test_a_number_is_a_permalink_and_cites_its_paragraph(browser: Browser, served: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{served}/sample.html")
    page.locator("#p12 a.n").click()
    expect(page).to_have_url(f"{served}/sample.html#p12")
    citing = page.locator("#page-citing")
    expect(citing).to_contain_text("Cite this paragraph 12")
    copied = {}
    for row in citing.locator(".citation").all():
        row.locator("button").click()
        expect(row.locator("button")).to_have_text("Copied")
        copied[row.locator("h3").inner_text()] = page.evaluate("navigator.clipboard.readText()")
    assert list(copied) == ["Chicago (note)", "MLA", "BibTeX", "RIS"]
    assert all("12" in words and f"{served}/sample.html#p12" in words for words in copied.values())
    assert "⟦" not in "".join(copied.values())
    assert re.search(r"^@misc\{.*^}$", copied["BibTeX"].strip(), re.S | re.M)
    page.keyboard.press("Escape")
    expect(citing).to_be_hidden()
    context.close()


def test_a_page_on_disk_has_no_address_to_cite(shown: Shown) -> None:
    page = shown("sample")
    page.locator("#p12 a.n").click()
    citing = page.locator("#page-citing")
    expect(citing).to_contain_text("par. 12")
    words = citing.inner_text()
    assert "file:" not in words
    assert "⟦" not in words


def test_a_permalink_opens_at_its_paragraph(shown: Shown, pages: dict[str, Path]) -> None:
    page = shown("sample", 390)
    page.goto(f"{pages['sample'].as_uri()}#p70")
    expect(page.locator("#p70")).to_be_in_viewport()


def test_the_dark_follows_the_device_or_the_readers_choice(shown: Shown) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light, dark = (shown("sample", color_scheme=scheme).evaluate(ground) for scheme in ("light", "dark"))
    assert light != dark
    page = shown("sample", color_scheme="light")
    page.check("#page-theme-dark", force=True)
    assert page.evaluate(ground) == dark
    page.reload()
    assert page.evaluate(ground) == dark
    still = shown("sample", java_script_enabled=False, color_scheme="dark")
    still.check("#page-theme-light", force=True)
    expect(still.locator("body")).to_have_css("background-color", light)


@pytest.mark.parametrize("scripting", [True, False])
def test_notes_stand_in_the_margin_where_there_is_one(shown: Shown, scripting: bool) -> None:
    wide = shown("other", 1440, java_script_enabled=scripting)
    text = wide.locator("#p1").bounding_box()
    boxes = [note.bounding_box() for note in wide.locator("aside.note").all()]
    assert text and len(boxes) == 5
    assert all(box and box["x"] >= text["x"] + text["width"] for box in boxes)
    ends = [box["y"] + box["height"] for box in boxes if box]
    assert all(box and box["y"] >= end for box, end in zip(boxes[1:], ends, strict=False))
    narrow = shown("other", 390, java_script_enabled=scripting)
    paragraph, note = narrow.locator("#p1").bounding_box(), narrow.locator("#second").bounding_box()
    assert paragraph and note
    assert note["y"] >= paragraph["y"] + paragraph["height"]
    assert note["x"] < 60


def test_a_note_begins_beside_its_mark(shown: Shown) -> None:
    page = shown("other", 1440)
    mark, note = (page.locator(place).first.bounding_box() for place in ("#p1 .noteref a", "#p1 + aside.note"))
    assert mark and note
    assert abs(mark["y"] - note["y"]) < 40


def test_scripts_are_set_in_their_own_way(shown: Shown) -> None:
    page = shown("other")
    arabic = page.locator("#p3")
    expect(arabic).to_have_css("direction", "rtl")
    expect(arabic.locator("[lang=en]")).to_have_css("direction", "ltr")
    number, box = arabic.locator("a.n").bounding_box(), arabic.bounding_box()
    assert number and box and number["x"] >= box["x"] + box["width"]
    expect(page.locator("[lang=he-Hebr]")).to_have_css("direction", "rtl")
    expect(page.locator("[lang=zh] em")).to_have_css("font-style", "normal")


def test_paper_gets_the_text_without_the_controls(shown: Shown) -> None:
    page = shown("other", 1440)
    page.emulate_media(media="print")
    for control in (".rail", ".top", ".layers", "#page-cite button >> nth=0"):
        expect(page.locator(control)).to_be_hidden()
    expect(page.locator("details dl")).to_be_attached()
    for note in page.locator("aside.note").all():
        expect(note).to_have_css("position", "static")
    assert page.pdf(format="A4").startswith(b"%PDF")


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
STATES: dict[str, Callable[[Page], object]] = {
    "reading": lambda page: None,
    "tags": lambda page: page.check("#page-layer-tags", force=True),
    "card": lambda page: page.locator("article a:is(.persName, .placeName)[href^='#']").first.click(),
    "citing": lambda page: page.locator("article a.n").first.click(),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "state", "width"),
    [
        ("sample", "reading", 1440),
        ("sample", "tags", 390),
        ("patterns", "card", 1440),
        ("patterns", "card", 390),
        ("patterns", "citing", 768),
        ("other", "reading", 1440),
        ("other", "tags", 390),
        ("linked", "reading", 768),
    ],
)
def test_nobody_is_kept_out(shown: Shown, axe: str, name: str, state: str, width: int, scheme: str) -> None:
    """No violation of WCAG 2.2 AA that axe-core can see; with a card open, in the card, which lies over the rest."""
    page = shown(name, width, color_scheme=scheme)
    STATES[state](page)
    page.wait_for_timeout(150)
    page.evaluate(axe)
    part = {"card": "#page-card", "citing": "#page-citing"}.get(state, "html")
    found = page.evaluate("([part, rules]) => axe.run(part, {runOnly: rules})", [part, RULES])
    told = [f"{row['id']}: {node['html'][:160]}" for row in found["violations"] for node in row["nodes"][:3]]
    assert told == []
    assert len(found["passes"]) > (15 if part == "html" else 3)


def test_axe_sees_what_is_wrong(browser: Browser, axe: str) -> None:
    page = browser.new_page()
    page.set_content("<html><body><img src='x.png'><p style='color:#ccc;background:#fff'>pale</p></body></html>")
    page.evaluate(axe)
    found = page.evaluate("(rules) => axe.run({runOnly: rules})", RULES)
    assert {"image-alt", "color-contrast", "html-has-lang"} <= {row["id"] for row in found["violations"]}
    page.close()
