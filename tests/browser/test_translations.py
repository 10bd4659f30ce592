"""Pages that compare translations, in a real browser: they obey their own policy and fit the screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tei_edition.collation.alignment import align
from tei_edition.collation.alignment_outputs import as_html
from tei_edition.collation.difference_reports import as_html as differences_as_html
from tei_edition.collation.differences import differences
from tei_edition.collation.stating import state_texts

pytestmark = pytest.mark.xdist_group("browser")


def assert_fits(browser: Browser, path: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(path.as_uri())
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_translations_in_columns_fit_the_screen(browser: Browser, tmp_path: Path, width: int) -> None:
    texts = dict.fromkeys(("A", "B", "C" * 60), f"The ferry left at dawn. {'salt' * 40} was in it. It rained.")
    page = tmp_path / "columns.html"
    page.write_text(as_html(align(texts)), encoding="utf-8")
    assert_fits(browser, page, width)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_differences_of_two_translations_fit_the_screen(browser: Browser, tmp_path: Path, width: int) -> None:
    a = f"Zhou received 12 guests in Peking. {'salt' * 40} was in it."
    found = differences(*state_texts(a, a.replace("12", "13").replace("Peking", "Beijing").replace("it", "them")))
    assert found.facts and found.renderings and found.wording
    page = tmp_path / "differences.html"
    page.write_text(differences_as_html(found), encoding="utf-8")
    assert_fits(browser, page, width)
