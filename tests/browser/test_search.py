"""The search, in a browser: from a file and over http, what a reader asks and where the answers lead."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tei_edition import resources
from tei_edition.edition import load_edition
from tei_edition.publishing import build
from tei_edition.rendering import search

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.xdist_group("browser")

LETTER = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="{name}"><teiHeader><fileDesc><titleStmt>
<title type="main">{title}</title></titleStmt><publicationStmt><p>None.</p></publicationStmt>
<sourceDesc><p>None.</p></sourceDesc></fileDesc><profileDesc><creation><date when="{date}">{date}</date></creation>
</profileDesc></teiHeader><standOff><listPerson><person xml:id="rowan"><persName type="main">Ilse Rowan</persName>
<persName type="variant">The Harbour Master</persName></person></listPerson></standOff>
<text xml:lang="en"><body><div>{text}</div></body></text></TEI>"""
HARBOUR = """<p n='1' xml:id='h1'>The weather was calm.</p><p n='2' xml:id='h2'>Frau Müller’s cœur lay at Łódź, and
<persName ref='#rowan'>she</persName> went home.</p>"""
CHINESE = "<p n='1' xml:id='c1'>他们在北京人民大会堂会谈。</p><p n='2' xml:id='c2'>Привет из Москвы.</p>"
SHIP = "<p n='1' xml:id='s1'>Schooner number {} sailed.</p>"
LETTERS = {"harbour": ("1921-05-03", HARBOUR), "chinese": ("1922", CHINESE)}
LETTERS |= {f"ship-{k:02}": (f"1923-{k:02}-01", SHIP.format(k)) for k in range(1, 13)}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample and fourteen letters, once with one file of words and once, in `cut/`, with many small ones."""
    if resources.asset("minisearch.js") is None:
        pytest.skip("the search engine was not fetched")
    folder = tmp_path_factory.mktemp("search")
    shutil.copytree(ROOT / "tei", folder / "edition")
    for name, (date, text) in LETTERS.items():
        words = LETTER.format(name=name, title=f"Letter {name}", date=date, text=text)
        (folder / "edition" / "documents" / f"{name}.xml").write_text(words, encoding="utf-8")
    build(load_edition(folder / "edition"), folder / "out")
    before, search.SHARD = search.SHARD, 1500
    try:
        shutil.copytree(folder / "out", folder / "cut")
        (folder / "cut" / "ledger.sqlite").unlink()
        build(load_edition(folder / "edition"), folder / "cut")
    finally:
        search.SHARD = before
    assert len(list((folder / "cut" / "site" / "search").glob("terms-*.js"))) > 10
    return folder


@pytest.fixture(scope="module")
def address(site: Path, serve: Callable[[Path], AbstractContextManager[str]]) -> Iterator[str]:
    with serve(site) as address:
        yield address


@pytest.fixture(params=["file", "http", "cut"])
def page(request: pytest.FixtureRequest, browser: Browser, site: Path, address: str) -> Iterator[Page]:
    """The search page; nothing may go wrong on it, and nothing may be asked of elsewhere."""
    where = {"file": (site / "out").as_uri(), "http": f"{address}/out", "cut": (site / "cut").as_uri()}[request.param]
    context = browser.new_context(reduced_motion="reduce")
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda told: wrong.append(told.text) if told.type == "error" and not _icon(told) else None)
    opened.on("request", lambda asked: None if asked.url.startswith(where) else wrong.append(asked.url))
    opened.goto(f"{where}/site/search.html")
    yield opened
    context.close()
    assert wrong == []


def _icon(told: ConsoleMessage) -> bool:
    """The browser asks every server for an icon."""
    return told.location["url"].endswith("/favicon.ico")


def ask(page: Page, question: str, **fields: str) -> None:
    if fields:
        page.locator(".by").evaluate("element => element.open = true")
    for name in ("person", "place", "speaker", "date"):
        page.locator(f"input[name={name}]").evaluate("(field, value) => field.value = value", fields.get(name, ""))
    page.fill("input[name=q]", question)
    page.press("input[name=q]", "Enter")
    expect(page.locator(".told")).not_to_have_text("Searching …")


def found(page: Page) -> list[str]:
    return page.locator(".results > li > h2").all_inner_texts()


def passages(page: Page) -> list[str]:
    return [link.get_attribute("href") or "" for link in page.locator(".results > li > .found a").all()]


def test_words_are_found_and_marked_in_their_paragraph(page: Page) -> None:
    ask(page, "romania china")
    assert len(found(page)) == 1
    assert {mark.lower() for mark in page.locator("mark").all_inner_texts()} == {"romania", "china"}
    expect(page.locator(".told")).to_have_text("One document.")


def test_a_result_leads_to_its_paragraph(page: Page) -> None:
    ask(page, "calm")
    assert passages(page) == ["documents/harbour.html#h1"]
    page.locator(".results .found a").click()
    page.wait_for_url("**/documents/harbour.html#h1")
    expect(page.locator("#h1:target")).to_be_in_viewport()


def test_a_phrase_is_words_one_after_the_other(page: Page) -> None:
    ask(page, '"the weather was calm"')
    assert passages(page) == ["documents/harbour.html#h1"]
    ask(page, "“weather calm”")
    assert found(page) == []
    expect(page.locator(".told")).to_have_text("Nothing found.")


def test_a_beginning_finds_words_that_begin_so(page: Page) -> None:
    ask(page, "schoon*")
    assert len(found(page)) == 10
    ask(page, "weath")
    assert found(page) == ["Letter harbour"]
    expect(page.locator(".told")).to_contain_text("Nothing has “weath”; shown is: weather.")


@pytest.mark.parametrize("slip", ["wether", "weahter", "weathr", "weatherr"])
def test_a_slip_of_the_pen_is_forgiven_and_told(page: Page, slip: str) -> None:
    ask(page, slip)
    assert "Letter harbour" in found(page)
    expect(page.locator(".told")).to_contain_text(f"Nothing has “{slip}”; shown is:")
    assert "weather" in page.locator(".told").inner_text()


@pytest.mark.parametrize(
    ("question", "paragraph"),
    [
        ("lodz", "h2"),
        ("MULLER", "h2"),
        ("coeur", "h2"),
        ("Müller", "h2"),
        ("北京", "c1"),
        ("大会堂", "c1"),
        ("москвы", "c2"),
    ],
)
def test_accents_case_and_scripts(page: Page, question: str, paragraph: str) -> None:
    ask(page, question)
    assert [link.rpartition("#")[2] for link in passages(page)] == [paragraph]


def test_a_person_is_found_by_any_name_where_the_text_has_another_word(page: Page) -> None:
    for name in ("rowan", "harbour master"):
        ask(page, "", person=name)
        assert passages(page) == ["documents/harbour.html#h2"]
    ask(page, "person:rowan calm")
    assert found(page) == ["Letter harbour"]
    ask(page, "place:rowan")
    assert found(page) == []


def test_a_speaker_is_found_with_what_is_said(page: Page) -> None:
    ask(page, "they were very tense", speaker="Peng Zhen")
    assert len(found(page)) == 1
    assert "tense" in page.locator(".results .found").inner_text()
    ask(page, "speaker:peng schooner")
    assert found(page) == []


def test_a_date_is_found_by_year_month_and_day(page: Page) -> None:
    ask(page, "", date="1923-04")
    assert found(page) == ["Letter ship-04"]
    ask(page, "date:1921-05-03")
    assert found(page) == ["Letter harbour"]
    ask(page, "date:1922")
    assert found(page) == ["Letter chinese"]


def test_a_place_is_found(page: Page) -> None:
    ask(page, "", place="Bucharest")
    assert len(found(page)) == 1
    assert "Bucharest" in page.locator("mark").all_inner_texts()


def test_more_results_come_when_asked_for_and_are_counted(page: Page) -> None:
    ask(page, "schooner")
    assert len(found(page)) == 10
    expect(page.locator(".told")).to_have_text("The first 10 of at most 12 documents.")
    page.locator(".more-results").click()
    expect(page.locator(".told")).to_have_text("12 documents.")
    expect(page.locator(".more-results")).to_be_hidden()
    expect(page.locator(".results > li").nth(10).locator("a").first).to_be_focused()


def test_suggestions_complete_the_last_word(page: Page) -> None:
    page.locator("input[name=q]").press_sequentially("the weat")
    expect(page.locator("#search-words option").first).to_have_attribute("value", "the weather")
    page.locator("input[name=q]").fill("")
    names = page.locator("#search-persons option").evaluate_all("all => all.map(one => one.value)")
    assert "Ilse Rowan" in names


def test_a_question_can_be_linked_and_is_there_on_the_way_back(page: Page) -> None:
    ask(page, "calm", date="1921")
    expect(page).to_have_url(re.compile("#q=calm&date=1921$"))
    page.locator(".results .found a").click()
    page.wait_for_url("**/documents/harbour.html#h1")
    page.go_back()
    expect(page.locator(".results h2")).to_have_text("Letter harbour")
    assert page.input_value("input[name=q]") == "calm"


def test_an_example_of_the_help_finds_something(page: Page) -> None:
    page.locator(".help summary").click()
    for example in page.locator(".example").all():
        example.click()
        expect(page.locator(".results > li")).not_to_have_count(0)


@pytest.mark.parametrize(
    "question", ['"', '""', "*", "~", "person:", "a" * 3000, "<img src=x onerror=alert(1)>", "\\", "()[]{}^$"]
)
def test_whatever_is_typed_nothing_breaks(page: Page, question: str) -> None:
    ask(page, question)
    assert page.locator(".results img").count() == 0


def test_by_keyboard_alone(page: Page) -> None:
    page.locator("input[name=q]").focus()
    page.keyboard.type("calm")
    page.keyboard.press("Enter")
    expect(page.locator(".results > li")).to_have_count(1)
    for _ in range(12):
        page.keyboard.press("Tab")
        if (page.evaluate("document.activeElement.getAttribute('href')") or "").endswith("#h1"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/harbour.html#h1")


def test_words_are_cut_and_folded_alike_on_both_sides(page: Page) -> None:
    texts = [
        "Ceaușescu’s Überfluß, naïve cœur; Łódź, Đilas, þing, ILGIN ışık İstanbul",
        "Peng Zhen's En-lai 1964-08-03 3,000 co-operation e\u0301te\u0301 Å Å ﬁne ２３",
        "他们在北京。人 カタカナ ひらがな 東京タワー 한국어 서울 ภาษาไทย ភាសាខ្មែរ",
        "שָׁלוֹם בָּעוֹלָם مُحَمَّد القاهرة हिन्दी में Москва Ёлка ΣΊΣΥΦΟΣ σίγμας 𠀀𠀁𠀂 x_y",
    ]
    assert [search.terms(text) for text in texts] == page.evaluate("all => all.map(editionSearch.terms)", texts)


def test_without_javascript_the_page_says_so_and_leads_to_the_indices(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "out" / "site" / "search.html").as_uri())
    expect(page.locator("main")).to_contain_text("The search needs JavaScript.")
    expect(page.locator("#search")).to_be_hidden()
    page.locator(".instead a", has_text="Persons").click()
    page.wait_for_url("**/persons.html")
    context.close()


def test_a_file_that_is_missing_is_told(browser: Browser, site: Path, tmp_path: Path) -> None:
    shutil.copytree(site / "out" / "site", tmp_path / "site")
    (tmp_path / "site" / "search" / "index.js").unlink()
    page = browser.new_page()
    page.goto((tmp_path / "site" / "search.html").as_uri())
    page.fill("input[name=q]", "calm")
    page.press("input[name=q]", "Enter")
    expect(page.locator(".told")).to_contain_text("could not read its file index")
    page.context.close()


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (768, "light"), (1440, "light")])
@pytest.mark.parametrize(
    "name", ["timeline.html", "map.html", "networks.html", "search.html", "search.html#q=romania&speaker=zhou"]
)
def test_nobody_is_kept_out_and_nothing_is_wider_than_the_screen(
    browser: Browser, site: Path, axe: str, name: str, width: int, scheme: Literal["dark", "light"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{(site / 'out' / 'site').as_uri()}/{name}")
    if "#" in name:
        page.locator(".results > li").wait_for()
    page.evaluate(axe)
    found = page.evaluate("(rules) => axe.run({runOnly: rules})", RULES)
    told = [f"{row['id']}: {node['html'][:160]}" for row in found["violations"] for node in row["nodes"][:3]]
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("name", ["timeline.html", "map.html", "networks.html", "search.html"])
def test_the_nu_checker_has_nothing_to_say(site: Path, vnu: Callable[[Path], list[str]], name: str) -> None:
    assert [line for line in vnu(site / "out" / "site" / name) if "Content Security Policy" not in line] == []


def test_a_mark_of_a_drawing_leads_where_its_row_leads(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "out" / "site" / "map.html").as_uri())
    page.locator("svg.drawing-map a[aria-label^='Moscow']").click()
    page.wait_for_url("**/place/Moscow.html")
    page.goto((site / "out" / "site" / "networks.html").as_uri())
    page.locator("svg.drawing-speech a.tie .arc").last.dispatch_event("click")
    expect(page.locator("[id^='speech-']:target")).to_be_in_viewport()
    page.context.close()
