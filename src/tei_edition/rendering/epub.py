"""TEI → EPUB 3.3, with the metadata of EPUB Accessibility 1.1 and the pages of the edition's PDF.

The text is what html.xsl and flow.py make of it, parted into chapters; Jinja makes each file from a template of
`templates/epub/`, which an edition may replace. Whatever it is given, the files are well-formed: they are read back
before they are packed.
"""

import hashlib
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from lxml import etree
from markupsafe import Markup

from tei_edition import __version__, resources, tei
from tei_edition.crosswalks.citing import cite
from tei_edition.crosswalks.metadata import AUTHORITIES
from tei_edition.crosswalks.record import IndexSection, Record, index, read_record
from tei_edition.errors import EditionError, Finding, RenderError
from tei_edition.rendering.chapters import Chapter, Heading, Words, chapters_of, is_language, tie, web_address, xhtml
from tei_edition.rendering.container import PACKAGE, pack
from tei_edition.rendering.design import Design, Messages
from tei_edition.rendering.flow import direction, shortest
from tei_edition.rendering.html import render_article, untreated
from tei_edition.rendering.matter import day_of
from tei_edition.rendering.pages import PREFIX, Pages, Printed, own_pages, printed_pages
from tei_edition.rendering.pdf import printed_places
from tei_edition.rendering.pictures import Picture, pictures_of
from tei_edition.rendering.site import date_in_words
from tei_edition.rendering.templates_of import render_template, template_text
from tei_edition.tei import Element

_FOLDER = PACKAGE.rpartition("/")[0]
_SOURCE = "source/document.xml"
# The names that a document without an identifier of its own gets one from.
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:tei-edition:epub")


@dataclass(frozen=True)
class Part:
    """A file of the book that stands in its reading order.

    Attributes:
        headings: what the table of contents says of it, the file itself first.
        pages: the page breaks in it: identifier and number.
        landmark: what reading systems know it as; empty for nothing.
    """

    file: str
    title: str
    content: str
    headings: tuple[Heading, ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
    landmark: str = ""


class Line(NamedTuple):
    """A line of the table of contents, with those below it."""

    href: str
    words: str
    lines: "list[Line]"


def render_epub(
    root: Element,
    *,
    tei: bytes,
    path: object = "",
    design: Design | None = None,
    findings: list[Finding] | None = None,
) -> bytes:
    """Render one document, or a corpus of documents, as an e-book.

    Args:
        root: the document.
        tei: the bytes of its file, put into the book as they are.
        path: the file, as the user named it, for messages; pictures are looked for beside it.
        design: an edition's templates, tables, settings and interface language.
        findings: takes up what is odd: elements that no treatment is known for, pages that could not be told.

    Raises:
        RenderError: a template is wrong.
        ConfigError: a table or message is.
    """
    told = findings if findings is not None else []
    return _Book(root, tei, str(path), design or Design(), told).packed()


class _Book:
    """One book and everything it is made of."""

    def __init__(self, root: Element, data: bytes, path: str, design: Design, told: list[Finding]) -> None:
        self.root, self.data, self.path, self.design = root, data, path, design
        self.t = Messages(design.language, design.tables)
        self.record = read_record(root)
        self.language = language_of(self.record.language)
        self.indices = index(root)
        self.pictures = pictures_of(root, design.edition, path)
        self.pages = self.paged(told)
        article = render_article(self.pages.root, self.indices, design, self.t, self.record)
        told += untreated(article, root, path)
        self.shown, self.undescribed = self.illustrate(article)
        words = Words(self.t("notes"), self.t("back-to"), self.titles(), self.pages.labels)
        self.chapters = chapters_of(article, words)
        self.turned = 0  # the last page of the PDF that has begun

    def paged(self, told: list[Finding]) -> Pages:
        """The document with the pages of the edition's PDF where it makes one, else with its own."""
        edition = self.design.edition
        if "pdf" not in edition.formats:
            return own_pages(self.root)
        try:
            return printed_pages(
                self.root,
                lambda marked: printed_places(marked, path=self.path, templates=self.design.templates, edition=edition),
            )
        except EditionError as error:
            message = f"the pages of the PDF cannot be told: {error.message}"
            told.append(Finding(self.path, 0, "pages-unknown", message, error.remedy))
            return own_pages(self.root)

    def titles(self) -> tuple[str, ...]:
        """The title of each text."""
        if tei.name(self.root) != "teiCorpus":
            return (self.record.title,)
        found = [
            read_record(document).title for document in self.root.iter(tei.q("TEI")) if tei.every(document, "t:text")
        ]
        return tuple(found) or (self.record.title,)

    def illustrate(self, article: Element) -> tuple[dict[str, Picture], bool]:
        """Show the pictures that lie in the edition; which these are, and whether one is not described."""
        shown: dict[str, Picture] = {}
        undescribed = False
        for link in list(article.iter("a", "span")):
            address = link.get("href") or ""
            if "graphic" not in (link.get("class") or "").split() or address not in self.pictures:
                continue
            picture = shown[address] = self.pictures[address]
            own = " ".join("".join(map(str, link.itertext())).split())
            described = own if own != address else ""
            around = next(link.iterancestors("figure"), None)
            if not described and around is not None:
                described = next(filter(None, (_words(around, name) for name in ("figDesc", "head"))), "")
            undescribed = undescribed or not described
            image = etree.Element("img", {"src": picture.file, "alt": described or self.t("picture-undescribed")})
            link.tag = "span"
            del link.attrib["href"]
            if own == address:
                link.text = None
                for child in list(link):
                    link.remove(child)
            image.tail, link.text = link.text, None
            link.insert(0, image)
        return shown, undescribed

    def packed(self) -> bytes:
        """The book as the bytes of its file."""
        parts = list(self.parts())
        style = template_text("epub", "book.css", self.design.templates)
        files = {f"{_FOLDER}/{part.file}": part.content.encode() for part in parts}
        files |= {f"{_FOLDER}/{picture.file}": picture.data for picture in self.shown.values()}
        files[f"{_FOLDER}/book.css"] = style.encode()
        files[f"{_FOLDER}/{_SOURCE}"] = self.data
        files[PACKAGE] = self.filled("package.opf.j2", self.package(parts)).encode()
        return pack(files)

    # The parts, in their order

    def parts(self) -> Iterator[Part]:
        """Every file that is read, the table of contents behind the title page."""
        places = tie(self.chapters, self.entries())
        title, *front = self.front()
        text = [self.chapter(chapter) for chapter in self.chapters]
        self.turned = max(self.turned, self.pages.last)
        behind = [*front, *text, *self.back(places)]
        yield title
        yield self.navigation(title, behind)
        yield from behind

    def entries(self) -> dict[str, str]:
        """The file of each entry of the indices, by its identifier in the book."""
        return {
            f"page-{entry.id}" if section.id == "dates" else entry.id: f"{section.id}.xhtml"
            for section in self.indices
            for entry in section.entries
        }

    def front(self) -> Iterator[Part]:
        """Title page, the document, the principles."""
        parts = self.design.edition.print.parts
        begin = Printed(1, "1") if self.pages.first > 1 and (not parts or "title" in parts) else None
        self.turned = 1 if begin else 0
        yield self.part("title", self.record.title, begin, landmark="titlepage")
        yield self.part("about", self.t("about"), self.turn("record", "rights", "state"))
        if self.record.principles:
            yield self.part("principles", self.t("principles"), self.turn("principles"))

    def back(self, places: Mapping[str, str]) -> Iterator[Part]:
        """Indices and colophon."""
        for section in _with_dates_in_words(self.indices, self.t):
            values = {"section": section, "places": places}
            title, page = self.t(section.id), self.turn(section.id)
            yield self.part("index", title, page, file=section.id, landmark="index", **values)
        yield self.part("colophon", self.t("colophon"), self.turn("colophon"), landmark="colophon")

    def turn(self, *names: str) -> Printed | None:
        """The page of the PDF on which a part of it begins, where none before began on it."""
        words = resources.table("rendering", "print", self.design.tables)["words"]
        page = next((self.pages.parts[words[name]] for name in names if words.get(name) in self.pages.parts), None)
        if page is None or page.page <= self.turned:
            return None
        self.turned = page.page
        return page

    def part(
        self, template: str, title: str, page: Printed | None, *, file: str = "", landmark: str = "", **values: object
    ) -> Part:
        """A part from its template."""
        name = f"{file or template}.xhtml"
        pages = ((f"{PREFIX}{file or template}", page.label),) if page else ()
        values |= {"title": title, "breaks": pages}
        content = self.filled(f"{template}.xhtml.j2", values)
        return Part(name, title, content, (Heading(1, "", title),), pages, landmark)

    def chapter(self, chapter: Chapter) -> Part:
        """A chapter of the text."""
        is_first = chapter is self.chapters[0]
        titles = self.titles()
        title = titles[min(max(chapter.begins, 0), len(titles) - 1)]
        top: tuple[Heading, ...] = (Heading(1, "", title),) if chapter.begins >= 0 else ()
        named = title if top or not chapter.headings else chapter.headings[0].words
        values = {"title": named, "chapter": chapter, "text": Markup(xhtml(chapter.section)), "breaks": ()}
        content = self.filled("text.xhtml.j2", values)
        pages = tuple((id, self.pages.labels[id]) for id in chapter.pages)
        headings = (*top, *(one for one in chapter.headings if one.level > 1))
        return Part(chapter.file, named, content, headings, pages, "bodymatter" if is_first else "")

    def navigation(self, title: Part, behind: list[Part]) -> Part:
        """The navigation document: contents, landmarks, pages."""
        name = self.t("book-contents")
        parts = [title, Part("nav.xhtml", name, "", (Heading(1, "", name),)), *behind]
        landmarks: dict[str, tuple[str, str]] = {"toc": ("nav.xhtml", name)}
        for part in parts:
            if part.landmark:
                words = self.t("text") if part.landmark == "bodymatter" else part.title
                landmarks.setdefault(part.landmark, (part.file, words))
        values = {
            "title": name,
            "lines": _nested(parts),
            "landmarks": landmarks,
            "pages": [(f"{part.file}#{id}", label) for part in parts for id, label in part.pages],
            "breaks": (),
        }
        return Part("nav.xhtml", name, self.filled("nav.xhtml.j2", values))

    # What templates are filled with

    def filled(self, template: str, values: Mapping[str, object]) -> str:
        """A template filled in.

        Raises:
            RenderError: what comes out is not well-formed.
        """
        edition = self.design.edition
        whole: dict[str, Any] = {
            "t": self.t,
            "record": self.record,
            "language": self.language,
            "direction": direction(self.language),
            "interface": language_of(self.design.language),
            "edition": edition,
            "indices": self.indices,
            "linked": AUTHORITIES,
            "web_address": web_address,
            "citation": cite(self.record),
            "tei_sha256": hashlib.sha256(self.data).hexdigest(),
            "toolkit": __version__,
            "pages_of": self.pages.source,
            "has_pictures": bool(self.shown),
            "described": not self.undescribed,
            **values,
        }
        words = render_template("epub", template, self.design.templates, whole)
        try:
            etree.fromstring(words.encode(), etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=True))
        except etree.XMLSyntaxError as error:
            message = f"the template does not make well-formed XML: {' '.join(str(error.msg).split())}"
            raise RenderError(message, "correct it, or remove it to use the toolkit's", path=template) from None
        return words

    def package(self, parts: list[Part]) -> dict[str, object]:
        """What the package document says."""
        year, month, day = day_of(self.root)
        media = "application/xhtml+xml"
        items = [
            (f"part-{k:03}", part.file, media, "nav" if part.file == "nav.xhtml" else "")
            for k, part in enumerate(parts)
        ]
        items += [(f"picture-{k:03}", one.file, one.type, "") for k, one in enumerate(self.shown.values(), start=1)]
        return {
            "identifier": identifier(self.record, self.design, self.data),
            "languages": self.languages(),
            "modified": f"{year:04}-{month:02}-{day:02}T00:00:00Z",
            "items": [*items, ("style", "book.css", "text/css", "")],
            "spine": [id for id, _, type, _ in items if type == media],
            "source": _SOURCE,
            "has_pages": any(part.pages for part in parts),
        }

    def languages(self) -> list[str]:
        """The languages of the text, that of the document first."""
        found = {one.get(tei.XML_LANG) or "" for text in tei.every(self.root, "//t:text") for one in text.iter()}
        others = sorted({shortest(tag) for tag in found if is_language(shortest(tag))} - {self.language})
        return [self.language, *others]


def language_of(tag: str) -> str:
    """A language tag fit for XHTML; `und` for what is none."""
    short = shortest(tag)
    return short if is_language(short) else "und"


def identifier(record: Record, design: Design, data: bytes) -> str:
    """What the book is told apart by: the document's own identifier, or one made of what names it, or of its bytes."""
    if record.identifier:
        return record.identifier
    edition = design.edition.identifier or design.edition.title
    name = f"{edition}/{record.id}" if record.id else hashlib.sha256(data).hexdigest()
    return f"urn:uuid:{uuid.uuid5(_SPACE, name)}"


def _words(element: Element, name: str) -> str:
    """The words of the first part of a figure that is called so."""
    for part in element.iter():
        if name in (part.get("class") or "").split():
            return re.sub(r"\s+", " ", "".join(map(str, part.itertext()))).strip()
    return ""


def _with_dates_in_words(sections: tuple[IndexSection, ...], t: Messages) -> Iterator[IndexSection]:
    """The indices with dates as a reader writes them."""
    for section in sections:
        rows = section.entries
        if section.id == "dates":
            rows = tuple(replace(entry, id=f"page-{entry.id}", name=date_in_words(entry.name, t)) for entry in rows)
        yield replace(section, entries=rows)


def _nested(parts: list[Part]) -> list[Line]:
    """The table of contents: lines below the line before them that has a lower level."""
    top: list[Line] = []
    open_: list[tuple[int, list[Line]]] = [(0, top)]
    for part in parts:
        for heading in part.headings:
            while open_[-1][0] >= heading.level:
                open_.pop()
            line = Line(f"{part.file}#{heading.id}" if heading.id else part.file, heading.words, [])
            open_[-1][1].append(line)
            open_.append((heading.level, line.lines))
    return top
