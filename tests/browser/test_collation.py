"""The page of a collation in a real browser: it obeys its own policy, fits the screen, and breaks no reading in two."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tei_edition import collate
from tei_edition.collation.tables import as_html

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize("width", [390, 1440])
def test_the_collation_fits_the_screen_and_its_table_scrolls(
    fitting: Callable[[Path, int], Page], tmp_path: Path, width: int
) -> None:
    texts = {
        name: f"Zhou {word} to {place}." for name, word, place in (("A", "went", "Peking"), ("B", "rode", "Beijing"))
    }
    path = tmp_path / "collation.html"
    path.write_text(as_html(collate(texts | {"Cs": f"Zhou {'salt' * 40} sat."})), encoding="utf-8")
    page = fitting(path, width)
    heights = page.locator("tbody th", has_text="substitution").evaluate_all("all => all.map(one => one.clientHeight)")
    assert heights and max(heights) < 40
    assert page.locator(".scroll").evaluate("each => each.tabIndex") == 0
