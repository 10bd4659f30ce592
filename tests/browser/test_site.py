"""The site in a real browser: front page, list and its filter, indices, from a folder on disk."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from publishing.making import make_edition
from tei_edition.edition import load_edition
from tei_edition.publishing import build

pytestmark = pytest.mark.xdist_group("browser")

SAMPLE = Path(__file__).parents[2] / "tei"
WIDTHS = [390, 768, 1440]
KINDS = """index.html documents.html years/1950.html types/Letter.html persons.html person/Ada_Birch.html dates.html
    dates/1700.html about.html statistics.html credits.html changes.html 404.html documents/talk-000.html""".split()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_edition(tmp_path_factory.mktemp("port") / "edition", 240)
    result = build(load_edition(folder), folder / "build", 2)
    assert not result.failures
    return result.site


@pytest.fixture
def opened(browser: Browser, port: Path) -> Iterator[Opened]:
    contexts = []

    def open_page(name: str, width: int = 1440, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto((port / name).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", KINDS)
def test_a_page_from_disk_obeys_its_own_policy_and_asks_nobody(browser: Browser, port: Path, name: str) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((port / name).as_uri())
    assert complaints == []
    assert all(address.startswith("file://") for address in asked)
    assert page.evaluate("getComputedStyle(document.querySelector('.menu ul')).display") == "flex"
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_wider_than_the_screen(opened: Opened, name: str, width: int) -> None:
    assert opened(name, width).evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (768, "dark"), (1440, "dark")])
@pytest.mark.parametrize("name", KINDS)
def test_nobody_is_kept_out(opened: Opened, axe: str, name: str, width: int, scheme: str) -> None:
    page = opened(name, width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.evaluate(axe)
    found = page.evaluate("(rules) => axe.run({runOnly: rules})", RULES)
    told = [f"{row['id']}: {node['html'][:160]}" for row in found["violations"] for node in row["nodes"][:3]]
    assert told == []


def test_the_filter_narrows_the_list_from_disk(opened: Opened) -> None:
    page = opened("documents.html")
    assert page.locator(".document").count() == 200
    page.locator("[name=words]").fill("talk 25")
    expect(page.locator(".document")).to_have_count(3)
    expect(page.get_by_role("status")).to_have_text("3 of 3 documents shown.")
    page.locator("[name=genre]").select_option("Memorandum of conversation")
    for row in page.locator(".document .about").all():
        assert "Memorandum of conversation" in row.inner_text()
    page.locator(".document a").first.click()
    expect(page.locator("h1")).to_contain_text("Talk 25")


def test_the_filter_knows_years_and_persons(opened: Opened) -> None:
    page = opened("documents.html")
    page.locator("[name=words]").focus()
    page.locator("[name=date]").select_option("1950")
    expect(page.locator(".document")).to_have_count(35)
    page.locator("[name=persons]").select_option(label="Aolm 0 (1)")
    expect(page.locator(".document")).to_have_count(1)
    page.locator("[name=words]").fill("nothing of the kind")
    expect(page.get_by_role("status")).to_have_text("No document is so.")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".document")).to_have_count(200)


def test_without_a_script_the_same_lists_are_pages(opened: Opened) -> None:
    page = opened("documents.html", java_script_enabled=False)
    assert not page.locator("#page-filter").is_visible()
    page.get_by_text("Date", exact=True).click()
    page.get_by_role("link", name="1951").click()
    expect(page.locator("h1")).to_have_text("Documents of 1951")
    assert page.locator(".document").count() > 30
    page.get_by_role("link", name="Persons").click()
    expect(page.locator("h1")).to_have_text("Persons")
    page.locator("summary", has_text="Birch, Ada").click()
    page.locator("li", has_text="Birch, Ada").locator(".found a").first.click()
    expect(page.locator("#p2:target")).to_be_in_viewport()


def test_a_passage_leads_to_its_paragraph(opened: Opened) -> None:
    page = opened("person/Ada_Birch.html")
    page.locator(".found a").first.click()
    expect(page.locator("#p2:target")).to_be_in_viewport()
    page.get_by_role("link", name="Letters & talks <of> a port").first.click()
    expect(page.locator("h1")).to_have_text("Letters & talks <of> a port")


def test_a_document_that_moved_takes_the_paragraph_along(browser: Browser, tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 2, '[documents.talk-000]\nmoved-to = "first talk"\n')
    build(load_edition(edition), edition / "build")
    (edition / "documents" / "talk-000.xml").rename(edition / "documents" / "first talk.xml")
    site = build(load_edition(edition), edition / "build").site
    for scripting, end in ((True, "first%20talk.html#p2"), (False, "first%20talk.html")):
        page = browser.new_page(java_script_enabled=scripting)
        page.goto(f"{(site / 'documents' / 'talk-000.html').as_uri()}#p2")
        expect(page).to_have_url(re.compile(f"{end}$"))
        expect(page.locator("h1")).to_contain_text("Talk 0")
        page.close()
