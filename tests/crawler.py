"""Walks through a folder of pages as a reader and a machine would: every link, image, script and style it names."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from lxml import html

# Where a page may lead out of the site: links that a reader follows, never something a browser asks for by itself.
_ASKED = ("link", "script", "img", "iframe", "source", "use", "object", "embed", "audio", "video")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Site:
    """A folder of pages. Pages are read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages = sorted(folder.rglob("*.html"))
        self.targets = {page: set(_targets(page)) for page in self.pages}

    def faults(self) -> Iterator[str]:
        """What is wrong: a dead link, a fragment without target, a request to others, a query string."""
        for page in self.pages:
            for element, address in _addresses(page):
                fault = self._fault(page, element, address)
                if fault:
                    yield f"{page.relative_to(self.folder)}: {address}: {fault}"

    def _fault(self, page: Path, element: str, address: str) -> str:
        if _ADDRESS.match(address) or address.startswith("//"):
            return f"<{element}> asks another host" if element in _ASKED else ""
        path, _, fragment = address.partition("#")
        if "?" in path:
            return "query string"
        target = (page.parent / unquote(path)).resolve() if path else page
        if not target.is_file() or not target.is_relative_to(self.folder.resolve()):
            return "dead link"
        if fragment and target.suffix == ".html" and unquote(fragment) not in self.targets[target]:
            return "no such place on the page"
        return ""

    def links(self, page: str) -> list[str]:
        """Where the links of a page lead."""
        return [address for element, address in _addresses(self.folder / page) if element == "a"]

    def elements(self, page: str, name: str) -> list[html.HtmlElement]:
        """The elements of a class on a page."""
        return [element for element in _tree(self.folder / page).iter() if name in element.get("class", "").split()]

    def text(self, page: str) -> str:
        """What a page says, white space folded."""
        body = html.parse(str(self.folder / page)).getroot().find("body")
        return " ".join(" ".join(body.itertext()).split())


def _tree(page: Path) -> html.HtmlElement:
    return html.fromstring(page.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def _targets(page: Path) -> Iterator[str]:
    for element in _tree(page).iter():
        if element.get("id"):
            yield element.get("id")


def _addresses(page: Path) -> Iterator[tuple[str, str]]:
    for element in _tree(page).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "link" and element.get("rel") == "canonical":
            continue
        for name in ("href", "src", "data-source"):
            if element.get(name) is not None:
                yield element.tag, element.get(name)
        if element.tag == "meta" and element.get("http-equiv") == "refresh":
            yield "a", element.get("content").partition("url=")[2]
