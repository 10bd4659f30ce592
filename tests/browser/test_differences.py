"""The page of differences in a real browser: it obeys its own policy and fits the screen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tei_edition.collation.difference_reports import as_html
from tei_edition.collation.differences import differences
from tei_edition.collation.stating import state_texts

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize("width", [390, 1440])
def test_the_differences_of_two_translations_fit_the_screen(
    fitting: Callable[[Path, int], Page], tmp_path: Path, width: int
) -> None:
    a = f"Zhou received 12 guests in Peking. {'salt' * 40} was in it."
    found = differences(*state_texts(a, a.replace("12", "13").replace("Peking", "Beijing").replace("it", "them")))
    assert found.facts and found.renderings and found.wording
    page = tmp_path / "differences.html"
    page.write_text(as_html(found), encoding="utf-8")
    fitting(page, width)
