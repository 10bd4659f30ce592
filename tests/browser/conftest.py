"""Debian's Chromium, driven by Playwright, and the pages it is shown."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tei_edition import tei
from tei_edition.rendering.design import SCRIPTS, STYLES, Design, asset, linked
from tei_edition.rendering.html import render_page

ROOT = Path(__file__).parents[2]

# Notes in a heading, a paragraph and a list; an apparatus; a table; a line break; Arabic, Hebrew and Chinese.
OTHERS = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="other">
<teiHeader><fileDesc><titleStmt><title>A letter</title></titleStmt>
<sourceDesc><listWit><witness xml:id="A">The copy in Port Amber</witness><witness xml:id="B"/></listWit></sourceDesc>
</fileDesc></teiHeader><text xml:lang="en"><body><div>
<head>A letter<note>The heading is the clerk’s.</note></head>
<p n="1" xml:id="p1">{long}<note>First: {long}</note> and <note xml:id="second"><persName>Birch</persName>.</note></p>
<p n="2" xml:id="p2">A <app><lem wit="#A">storm</lem><rdg wit="#B">calm</rdg></app> came<lb/>over the
<choice><sic>see</sic><corr>sea</corr></choice>, <choice><abbr>Dr.</abbr><expan>Doctor</expan></choice>
<del>Elm</del> said.</p>
<list><item>One<note>Third.</note></item><item>Two</item></list>
<table><head>Copies</head><row role="label"><cell>To</cell><cell>Number</cell></row>
<row><cell>Oakes</cell><cell>2</cell></row></table>
<p xml:lang="ar" n="3" xml:id="p3">هذا كتاب <foreign xml:lang="en">from London</foreign> مفتوح.</p>
<p xml:lang="he-Hebr">שלום</p><p xml:lang="zh">这是一封<emph>信</emph>。</p></div></body></text></TEI>""".replace(
    "{long}", "The ships lay in the harbour and the weather did not change for many days. " * 4
)


@pytest.fixture(scope="session")
def browser(tool: Callable[[str], str]) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=tool("chromium"), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def fitting(browser: Browser) -> Iterator[Callable[[Path, int], Page]]:
    """Opens a page at a width, and sees that it obeys its own policy and fits the screen."""
    opened: list[Page] = []

    def open_page(path: Path, width: int) -> Page:
        page = browser.new_page(viewport={"width": width, "height": 900})
        opened.append(page)
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(path.as_uri())
        assert complaints == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        return page

    yield open_page
    for page in opened:
        page.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample, one with every pattern, a document from elsewhere, and a page that links its style."""
    folder = tmp_path_factory.mktemp("pages")
    roots = {
        "sample": tei.read(next((ROOT / "tei" / "documents").glob("*.xml"))),
        "patterns": tei.read(ROOT / "tests" / "data" / "patterns.xml"),
        "other": tei.parse(OTHERS.encode()),
    }
    made = {}
    for name, root in roots.items():
        made[name] = folder / f"{name}.html"
        made[name].write_text(render_page(root).html, encoding="utf-8")
    made["linked"] = folder / "site" / "linked.html"
    (folder / "assets").mkdir()
    (folder / "site").mkdir()
    (folder / "assets" / "style.css").write_text(asset(Design(), STYLES), encoding="utf-8")
    (folder / "assets" / "script.js").write_text(asset(Design(), SCRIPTS), encoding="utf-8")
    made["linked"].write_text(render_page(roots["patterns"], look=linked("../assets/")).html, encoding="utf-8")
    return made


@pytest.fixture
def shown(browser: Browser, pages: dict[str, Path]) -> Iterator[Callable[..., Page]]:
    """Opens a page by name: at a width, without JavaScript, in the dark, by touch …"""
    contexts = []

    def open_page(name: str, width: int = 1440, **options: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, **{"reduced_motion": "reduce", **options}
        )  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto(pages[name].as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of what is asked for."""


@contextmanager
def _serve(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def serve() -> Callable[[Path], AbstractContextManager[str]]:
    """Serves a folder over http and gives its address."""
    return _serve


@pytest.fixture(scope="session")
def served(pages: dict[str, Path], serve: Callable[[Path], AbstractContextManager[str]]) -> Iterator[str]:
    """The address of the pages over http."""
    with serve(pages["sample"].parent) as address:
        yield address
