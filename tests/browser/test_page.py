"""The page in a real browser: it opens from a file, obeys its own policy, and nothing is wider than the screen."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tei_edition import tei
from tei_edition.collation.alignment import align
from tei_edition.collation.alignment_outputs import as_html
from tei_edition.collation.difference_reports import as_html as differences_as_html
from tei_edition.collation.differences import differences
from tei_edition.collation.stating import state_texts
from tei_edition.rendering import render_html

PATTERNS = Path(__file__).parents[1] / "data" / "patterns.xml"
FLAGS = """--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --hide-scrollbars --enable-logging=stderr --v=0""".split()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(render_html(tei.read(PATTERNS)), encoding="utf-8")
    return path


def browse(chromium: str, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [chromium, *FLAGS, f"--user-data-dir={folder}", *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.xdist_group("browser")
def test_the_browser_shows_the_text_and_has_nothing_to_complain_of(
    page: Path, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    done = browse(tool("chromium"), tmp_path, "--dump-dom", page.as_uri())
    assert "Comrade Zhou Enlai Receives the Ambassadors" in done.stdout
    complaints = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    assert complaints == []


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("width", [390, 768, 1440])
def test_nothing_is_wider_than_the_screen(page: Path, tmp_path: Path, tool: Callable[[str], str], width: int) -> None:
    assert_fits(page, tmp_path, tool, width)


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("width", [390, 1440])
def test_translations_in_columns_fit_the_screen(tmp_path: Path, tool: Callable[[str], str], width: int) -> None:
    texts = dict.fromkeys(("A", "B", "C" * 60), f"The ferry left at dawn. {'salt' * 40} was in it. It rained.")
    page = tmp_path / "columns.html"
    page.write_text(as_html(align(texts)), encoding="utf-8")
    assert_fits(page, tmp_path, tool, width)


@pytest.mark.xdist_group("browser")
def test_the_differences_of_two_translations_fit_a_telephone(tmp_path: Path, tool: Callable[[str], str]) -> None:
    a = f"Zhou received 12 guests in Peking. {'salt' * 40} was in it."
    page = tmp_path / "differences.html"
    found = differences(*state_texts(a, a.replace("12", "13").replace("Peking", "Beijing").replace("it", "them")))
    assert found.facts and found.renderings and found.wording
    page.write_text(differences_as_html(found), encoding="utf-8")
    assert_fits(page, tmp_path, tool, 390)


def assert_fits(page: Path, tmp_path: Path, tool: Callable[[str], str], width: int) -> None:
    """Asked of the browser itself, by a page that frames ours at a width; the frame is same-origin through srcdoc."""
    framing = tmp_path / "frame.html"
    inner = page.read_text(encoding="utf-8").replace("&", "&amp;").replace('"', "&quot;")
    framing.write_text(
        f'<!DOCTYPE html><iframe id="f" style="width:{width}px;height:900px;border:0" srcdoc="{inner}"></iframe>'
        "<script>f.onload=()=>{const r=f.contentDocument.documentElement;"
        "document.title='WIDTH '+r.scrollWidth+' '+r.clientWidth}</script>",
        encoding="utf-8",
    )
    done = browse(tool("chromium"), tmp_path / "profile", "--virtual-time-budget=5000", "--dump-dom", framing.as_uri())
    title = done.stdout.partition("<title>WIDTH ")[2].partition("</title>")[0]
    assert title, done.stderr[-500:]
    scroll, client = map(int, title.split())
    assert client == width
    assert scroll <= client
