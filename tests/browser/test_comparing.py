"""Texts beside one another, and facsimiles beside the text, in a real browser: at every width, by keys, without a
script, in the dark, on paper."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from publishing.making import make_comparing_edition
from tei_edition.edition import load_edition
from tei_edition.publishing import build

pytestmark = pytest.mark.xdist_group("browser")

Opened = Callable[..., Page]
COMPARED = [f"comparisons/{name}.html" for name in ("copies", "sentences", "stated")]
PAGES = ["comparisons.html", *COMPARED, "documents/log.html", "documents/letter.html"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_comparing_edition(tmp_path_factory.mktemp("comparing") / "edition")
    result = build(load_edition(folder), folder / "build", 1)
    assert result.failures == ()
    return result.site


@pytest.fixture
def opened(browser: Browser, site: Path) -> Iterator[Opened]:
    contexts = []

    def open_page(name: str, width: int = 1440, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{site.as_uri()}/{name}")
        return page

    yield open_page
    for context in contexts:
        context.close()


# Of each row the cells: left, top, width, height.
BOXES = """() => [...document.querySelectorAll(".step")].map((row) => [...row.querySelectorAll(".cell")].map((cell) => {
  const box = cell.getBoundingClientRect();
  return [box.left, box.top, box.width, box.height];
}))"""

# Of a page break with its image: the image's left and top, and the top of the break itself.
BESIDE = """(place) => {
  const image = place.querySelector("img").getBoundingClientRect();
  return [image.left, image.top, place.getClientRects()[0].top];
}"""


def box(place: Locator) -> tuple[float, float, float, float]:
    """Left, top, width and height."""
    found = place.bounding_box()
    assert found
    return found["x"], found["y"], found["width"], found["height"]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (768, "light"), (1440, "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_kept_out_nobody_asked_and_nothing_is_wider_than_the_screen(
    browser: Browser, site: Path, axe: str, name: str, width: int, scheme: Literal["dark", "light"]
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.as_uri()}/{name}")
    assert complaints == []
    assert all(address.startswith("file://") for address in asked)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.evaluate(axe)
    found = page.evaluate("(rules) => axe.run({runOnly: rules})", RULES)
    told = [f"{row['id']}: {node['html'][:160]}" for row in found["violations"] for node in row["nodes"][:3]]
    assert told == []
    page.close()


@pytest.mark.parametrize("scripting", [True, False])
@pytest.mark.parametrize("name", COMPARED)
def test_cells_stand_in_step_and_below_one_another_on_a_telephone(opened: Opened, name: str, scripting: bool) -> None:
    wide = opened(name, 1440, java_script_enabled=scripting).evaluate(BOXES)
    assert len(wide) > 2
    for row in wide:
        assert len({top for _, top, _, _ in row}) == 1
        assert all(left + width <= other for (left, _, width, _), (other, *_) in pairwise(row))
    narrow = opened(name, 390, java_script_enabled=scripting)
    for row in narrow.evaluate(BOXES):
        assert len({left for left, *_ in row}) == 1
        assert all(top + height <= other for (_, top, _, height), (_, other, *_) in pairwise(row))
    expect(narrow.locator(".cell .siglum").first).to_be_visible()


@pytest.mark.parametrize("scripting", [True, False])
def test_the_choice_of_rows_and_kinds_works_by_keys(opened: Opened, scripting: bool) -> None:
    page = opened("comparisons/copies.html", java_script_enabled=scripting)
    rows = page.locator(".step:visible")
    expect(rows).to_have_count(3)
    page.locator("#page-rows-all").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#page-rows-differs")).to_be_checked()
    expect(rows).to_have_count(2)
    punctuation = page.locator(".reading.punctuation").first
    expect(punctuation).to_be_visible()
    page.locator("#page-show-punctuation").focus()
    page.keyboard.press("Space")
    expect(punctuation).to_be_hidden()


def test_a_difference_of_fact_is_told_by_more_than_a_colour_and_leads_there_and_back(opened: Opened) -> None:
    page = opened("comparisons/stated.html", java_script_enabled=False)
    first = page.locator(".step .place.fact").first
    expect(first).to_have_css("font-weight", "700")
    expect(first).to_have_css("text-decoration-thickness", "3px")
    expect(first).to_have_accessible_name("28 July difference of fact 1")
    first.click()
    expect(page.locator("#fact-1:target")).to_be_in_viewport()
    page.locator("#fact-1 a.row").click()
    expect(page.locator("[id^='row-']:target")).to_be_in_viewport()


@pytest.mark.parametrize("name", [*COMPARED, "documents/log.html", "documents/letter.html", "index.html"])
def test_paper_gets_the_words_without_the_controls(opened: Opened, name: str) -> None:
    page = opened(name, color_scheme="dark")
    page.emulate_media(media="print")
    for control in (".menu", ".foot", ".layers", ".facs", "#page-theme"):
        for place in page.locator(control).all():
            expect(place).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    # What is drawn only when it comes near the screen would be missing on paper.
    drawn = "(each) => getComputedStyle(each).contentVisibility"
    assert all(row.evaluate(drawn) == "visible" for row in page.locator(".step").all())
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("scripting", [True, False])
def test_the_image_of_a_page_stands_beside_its_words(opened: Opened, scripting: bool) -> None:
    page = opened("documents/log.html", 1440, java_script_enabled=scripting)
    text = box(page.locator("#p7"))
    breaks = page.locator(".pb:has(img)")
    expect(breaks).to_have_count(3)
    for place in breaks.all():
        image = place.locator("img")
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("naturalWidth", 400)
        # Both in one breath: an image that comes in late moves what is below it.
        left, top, mark = place.evaluate(BESIDE)
        assert left >= text[0] + text[2]
        assert abs(top - mark) < 40
    # The text is no longer for it.
    ends = page.evaluate(
        "[...document.querySelectorAll('article > section, article > div, article p')].map((p) => p.offsetWidth)"
    )
    assert max(ends) <= text[2] + 1


def test_the_image_stays_in_sight_as_long_as_its_page_is_read(opened: Opened) -> None:
    page = opened("documents/log.html#p7", 1440)
    image = page.locator("img[alt*='1v']")
    page.evaluate(
        "(top) => scrollTo(0, top)", image.evaluate("(each) => each.getBoundingClientRect().top + scrollY + 120")
    )
    assert 0 <= image.evaluate("(each) => each.getBoundingClientRect().top") < 40


def test_images_stand_between_the_words_on_a_telephone_and_can_be_hidden(opened: Opened) -> None:
    page = opened("documents/log.html", 390, java_script_enabled=False)
    image = page.locator("img[alt='Facsimile, page 1v: A ship in the margin']")
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("naturalWidth", 400)
    _, top, width, height = box(image)
    outer = box(page.locator("#p7"))
    assert outer[1] < top and top + height < outer[1] + outer[3] and width <= 390
    assert page.locator("a:has(img[alt*='1v'])").get_attribute("href") == "../images/2.png"
    page.check("#page-facs-hidden", force=True)
    expect(image).to_be_hidden()


def test_an_image_that_cannot_be_shown_is_a_link(opened: Opened) -> None:
    page = opened("documents/log.html", java_script_enabled=False)
    links = [link.get_attribute("href") for link in page.locator(".facs.linked a").all()]
    assert links == ["../images/3.tif", "https://example.org/far.jpg"]
    expect(page.locator(".gallery img")).to_have_attribute("alt", "Facsimile, page 5")


def test_a_paragraph_without_a_number_has_a_link_and_is_cited_by_its_first_words(opened: Opened) -> None:
    page = opened("documents/log.html")
    link = page.locator("article a.n.plain").first
    expect(link).to_have_text("¶")
    link.click()
    expect(page.locator("p[id^='page-p-']:target")).to_be_in_viewport()
    expect(page.locator("#page-citing")).to_contain_text("par. “The ships lay in the …”")


def test_an_entry_that_points_into_the_text_stands_beside_its_words(opened: Opened) -> None:
    page = opened("documents/letter.html", java_script_enabled=False)
    text = box(page.locator("#p1"))
    notes = page.locator("aside.note.app")
    expect(notes).to_have_count(3)
    for note in notes.all():
        assert box(note)[0] >= text[0] + text[2]
    assert page.locator("#p1").inner_text().replace("\n", " ") == "1 In the old1 harbour lay quietly2 twelve3 ships."
    expect(page.locator("#p1 .app.fact")).to_have_css("font-weight", "700")
