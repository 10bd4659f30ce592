"""The e-book's files in a browser: what hinders readers, and whether they fit a small screen."""

import io
import zipfile
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from tei_edition import tei
from tei_edition.edition import load_edition
from tei_edition.rendering import Design, render_epub

ROOT = Path(__file__).parents[2]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample and a document with every pattern, unpacked."""
    folder = tmp_path_factory.mktemp("books")
    for path in (ROOT / "tests" / "data" / "patterns.xml", next((ROOT / "tei" / "documents").glob("*.xml"))):
        data = path.read_bytes()
        book = render_epub(tei.parse(data), tei=data, path=path, design=Design.of(load_edition(ROOT / "tei")))
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            archive.extractall(folder / path.stem.partition("-")[0])
    return folder


@pytest.mark.parametrize(("name", "width", "scheme"), [("patterns", 390, "light"), ("memcon", 768, "dark")])
def test_nobody_is_kept_out(
    browser: Browser, books: Path, axe: str, name: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    """No violation of WCAG 2.2 AA that axe-core can see, and no line wider than the screen, in any file."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    files = sorted(books.glob(f"{name}/EPUB/*.xhtml"))
    assert len(files) > 9
    for file in files:
        page.goto(file.as_uri())
        page.evaluate(axe)
        found = page.evaluate("(rules) => axe.run({runOnly: rules})", RULES)
        told = [f"{row['id']}: {node['html'][:160]}" for row in found["violations"] for node in row["nodes"][:3]]
        assert told == [], file.name
        assert len(found["passes"]) > 5
        assert page.evaluate("document.documentElement.scrollWidth") <= width, file.name
    context.close()
