"""The pages of translations in columns, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tei_edition.collation.alignment import align
from tei_edition.collation.alignment_outputs import as_html

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize("width", [390, 1440])
def test_translations_in_columns_fit_the_screen(browser: Browser, tmp_path: Path, width: int) -> None:
    texts = dict.fromkeys(("A", "B", "C" * 60), f"The ferry left at dawn. {'salt' * 40} was in it. It rained.")
    path = tmp_path / "columns.html"
    path.write_text(as_html(align(texts)), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
