"""TEI → one HTML page that asks nothing of any other host and can be read without JavaScript.

XSLT makes the text, flow.py valid HTML of it, Jinja the page around it. A page carries its style and script in itself
and its Content-Security-Policy allows these by hash, or it links them in files that pages share: `design.Look`.
"""

import copy
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree
from markupsafe import Markup

from tei_edition import resources, tei
from tei_edition.crosswalks.citing import STYLES, cite
from tei_edition.crosswalks.metadata import AUTHORITIES, coins, json_ld, meta_tags
from tei_edition.crosswalks.record import IndexSection, Record, index, read_record
from tei_edition.errors import ConfigError, Finding, RenderError
from tei_edition.rendering.additions import DESIGN, lay_apparatus, lay_images, lay_links
from tei_edition.rendering.design import FACSIMILES, Design, Look, Messages, carried
from tei_edition.rendering.flow import PHRASE, direction, mend
from tei_edition.rendering.templates_of import own_file, render_template
from tei_edition.tei import Element

# What the script puts into the citation of a paragraph.
NUMBER, ADDRESS = "⟦n⟧", "⟦url⟧"

# The rule that most tags of an element come from: it is told once on a page, not on each of them.
USUAL = {"rule.name.authority": "persName", "rule.place.authority": "placeName", "rule.body.authority": "orgName"}

_MEDIA = {
    "tei": "application/tei+xml",
    "html": "text/html",
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "text": "text/plain",
    "json": "application/json",
    "csv": "text/csv",
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl": "application/vnd.citationstyles.csl+json",
    "mods": "application/mods+xml",
    "dc": "application/xml",
    "jsonld": "application/ld+json",
    "annotations": "application/ld+json",
    "iiif": "application/ld+json",
}
# What a treatment may show an element as.
TAGS = (PHRASE - {"a", "time"}) | {"p", "div", "pre", "blockquote", "figure", "figcaption"}
_KINDS = (
    ("persName", "persName", ("persName",)),
    ("office", "rs person", ("rs person",)),
    ("placeName", "placeName", ("placeName",)),
    ("orgName", "orgName", ("orgName",)),
    ("event", "rs event", ("rs event",)),
    ("date", "date", ("date", "time")),
    ("name", "name", ("name",)),
)


@dataclass(frozen=True)
class Download:
    """Another form of the document: which, and where from the page."""

    form: str
    href: str

    @property
    def type(self) -> str:
        """Its media type."""
        return _MEDIA[self.form]


@dataclass(frozen=True)
class Page:
    """A page, and what is to be said about it: elements that no treatment is known for."""

    html: str
    findings: tuple[Finding, ...]


def render_html(root: Element, *, tei_name: str = "", design: Design | None = None) -> str:
    """Render one document as a self-contained page; see `render_page`."""
    return render_page(root, tei_name=tei_name, design=design).html


def render_page(
    root: Element,
    *,
    tei_name: str = "",
    path: str = "",
    design: Design | None = None,
    look: Look | None = None,
    downloads: Sequence[Download] = (),
    address: str = "",
    site: object = None,
    entry_pages: Mapping[str, str] = {},
    images: Collection[str] = (),
    record: Record | None = None,
    indices: tuple[IndexSection, ...] | None = None,
) -> Page:
    """Render one document as a page.

    Args:
        root: the document.
        tei_name: the name of its file, to say where the TEI is; empty for none.
        path: the file, as the user named it, for messages.
        design: an edition's templates, tables and interface language.
        look: style and script; by default the page carries them in itself.
        downloads: other forms of the document that stand beside the page.
        address: where the page is published; empty where that is not known.
        site: what stands around the page, a `rendering.site.Site`; None for a page on its own.
        entry_pages: by its id, where the site tells more of an entry.
        images: addresses of the facsimiles that stand beside the page and are shown in it; it links to others.
        record, indices: the document's header and its indices, where they are read already.

    Raises:
        RenderError: a template or stylesheet is wrong.
        ConfigError: a table or message is.
    """
    design = design or Design()
    t = Messages(design.language, design.tables)
    record = record or read_record(root)
    indices = index(root) if indices is None else indices
    article = render_article(root, indices, design, t, record, images)
    more = FACSIMILES if article.xpath("boolean(.//*[@class = 'facs' or starts-with(@class, 'facs ')])") else ()
    article.set("lang", record.language)
    article.set("dir", direction(record.language))
    values = {
        "t": t,
        "look": look.linking(more) if look else carried(design, more=more),
        "record": record,
        "direction": direction(record.language),
        "indices": indices,
        "text": Markup(etree.tostring(article, method="html", encoding="unicode", with_tail=False)),
        "kinds": _kinds(article),
        "citations": _citations(record, address),
        "meta": meta_tags(record, address),
        "json_ld": Markup(json_ld(record, indices, address)),
        "coins": coins(record, address),
        "downloads": downloads,
        "address": address,
        "site": site,
        "entry_pages": entry_pages,
        "tei_name": tei_name,
        "linked": AUTHORITIES,
        "usual": USUAL,
        "has_images": next(article.iter("img"), None) is not None,
    }
    html = render_template("html", "document.html.j2", design.templates, values)
    return Page(html, tuple(untreated(article, root, path)))


def render_article(
    root: Element,
    indices: Iterable[IndexSection],
    design: Design,
    t: Messages,
    record: Record,
    images: Collection[str] = (),
) -> Element:
    """The text of a document as an HTML `article`, whose names lead to the entries of the indices."""
    whole = copy.deepcopy(root)
    lay_links(whole)
    lay_apparatus(whole)
    lay_images(whole, images)
    whole.extend(copy.deepcopy(_rows(design.tables, t.language)))
    for k, rule in enumerate(record.rules, start=1):
        etree.SubElement(whole, f"{{{DESIGN}}}rule", {"ana": f"#{rule}", "n": str(k), "usual": USUAL.get(rule, "")})
    own = own_file("html", "html.xsl", design.templates)
    article = tei.transform(whole, "html", own, scratch=True).getroot()
    if article is None:
        raise RenderError("the stylesheet makes no element", "let it make one `article`", path=own or "html.xsl")
    known = {("page-" if section.id == "dates" else "") + entry.id for section in indices for entry in section.entries}
    mend(article, known)
    article.set("aria-label", t("text"))
    return article


@cache
def _rows(tables: Path | None, language: str) -> Element:
    """What the stylesheet looks up: treatments and messages. The same for every document of an edition."""
    whole = etree.Element("rows")
    for name, how in resources.table("rendering", "treatments", tables).items():
        row = {"tag": how} if isinstance(how, str) else how
        if row.get("tag") not in TAGS:
            told = f"{row.get('tag')!r} is no element to show <{name}> with"
            raise ConfigError(told, f"take one of these: {', '.join(sorted(TAGS))}", path="treatments.toml")
        etree.SubElement(whole, f"{{{DESIGN}}}treatment", {"name": name} | {key: str(row[key]) for key in row})
    for key, words in Messages(language, tables).table.items():
        etree.SubElement(whole, f"{{{DESIGN}}}message", {"key": key}).text = words
    return whole


def _kinds(article: Element) -> list[tuple[str, str, int]]:
    """The kinds of tags in the text: key, classes that show it, how many."""
    count = Counter(
        (element.get("class") or "").partition(" set")[0].partition(" reviewed")[0].partition(" cert-")[0]
        for element in article.iter()
    )
    rows = [(key, classes, sum(count[name] for name in names)) for key, classes, names in _KINDS]
    return [row for row in rows if row[2]]


def _citations(record: Record, address: str) -> list[tuple[str, str, str]]:
    """For each style: its name, the citation of the whole, and that of a paragraph with places to fill in."""
    return [
        (style, cite(record, style, address=address), cite(record, style, paragraph=NUMBER, address=ADDRESS))
        for style in STYLES
    ]


def untreated(article: Element, root: Element, path: str) -> list[Finding]:
    """A note for each element that is shown as it is, at its first line."""
    count = Counter(element.get("data-element", "") for element in article.iter() if element.get("data-element"))
    first: dict[str, int] = {}
    for element in root.iter() if count else ():
        if isinstance(element.tag, str):
            shown = f"{element.prefix}:{tei.name(element)}" if element.prefix else tei.name(element)
            first.setdefault(shown, element.sourceline or 0)
    rows = sorted((first.get(name, 0), name) for name in count)
    return [
        Finding(
            path,
            line,
            "element-untreated",
            f"no treatment for <{name}> ({count[name]} times); shown as text",
            "add it to tables/treatments.toml",
            "note",
        )
        for line, name in rows
    ]
