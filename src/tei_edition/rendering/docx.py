"""TEI → a Word document (ECMA-376) for those who review in Word: styles, footnotes, comments, bookmarks by paragraph.

The text is made from what the PDF is made from (`press`, `apparatus`); what stands around it are Jinja templates that
escape everything. No character is added to the text: what an editor supplied is told by a style, what is missing in a
note. So `parse` of the file gives the text projection of the document, save where a translation stands beside its text,
and where a `ptr` has to show where it leads.
"""

import io
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lxml import etree

from tei_edition import __version__, resources, tei
from tei_edition.crosswalks.record import read_record
from tei_edition.edition import Edition, paper
from tei_edition.errors import Finding
from tei_edition.rendering.flow import direction, shortest
from tei_edition.rendering.matter import day_of, is_volume, margins
from tei_edition.rendering.press import prepare_beside
from tei_edition.rendering.templates_of import render_template
from tei_edition.rendering.word import Writer
from tei_edition.rendering.wordml import RELATIONS, Look, W, w
from tei_edition.tei import Element
from tei_edition.zipped import entry

# The parts that are templates, by their place in the package.
_TEMPLATES = {
    "[Content_Types].xml": "content-types.xml.j2",
    "_rels/.rels": "package.rels.j2",
    "docProps/app.xml": "app.xml.j2",
    "docProps/core.xml": "core.xml.j2",
    "word/_rels/document.xml.rels": "document.rels.j2",
    "word/footer1.xml": "footer.xml.j2",
    "word/header1.xml": "header.xml.j2",
    "word/numbering.xml": "numbering.xml.j2",
    "word/settings.xml": "settings.xml.j2",
    "word/styles.xml": "styles.xml.j2",
}
_RELATION = f"{{{RELATIONS}}}id"


def render_docx(
    root: Element,
    *,
    path: object = "",
    templates: Path | None = None,
    edition: Edition | None = None,
    findings: list[Finding] | None = None,
) -> bytes:
    """Render one document as DOCX.

    Args:
        root: the document, or a corpus of documents.
        path: the file, as the user named it, in messages.
        templates: an edition's folder of templates that replace the toolkit's by name, `styles.xml.j2` above all.
        edition: whose settings of `[print]` and tables are used.
        findings: takes up what is odd: entries of the apparatus without a place.

    Raises:
        RenderError: a template is wrong.
    """
    edition = edition or Edition()
    settings = edition.print
    proof, tables = prepare_beside(root, edition, str(path))
    if findings is not None:
        findings += proof.findings
    width, height = paper(settings.page)
    side, top = margins(width, height)
    writer = Writer(
        proof,
        resources.table("rendering", "word", edition.subfolder("tables")),
        layers={name: name.capitalize() for name in tables["layers"]},
        series={name: name.capitalize() for name in tables["series"]},
        said=tables["words"],
        width=int(_twips(width - 2 * side)),
    )
    _write_texts(writer, proof.root)
    record = read_record(root)
    language = shortest(record.language)
    values: dict[str, Any] = {
        "record": asdict(record),
        "day": "-".join(f"{number:02}" for number in day_of(root)),
        "toolkit": __version__,
        "language": language,
        "font": settings.fonts[0] if settings.fonts else "Times New Roman",
        "size": round(2 * settings.type_size),
    }
    page = {"width": width, "height": height, "side": side, "top": top}
    writer.body.append(_section(page, settings.line_numbers, settings.line_scope, direction(language) == "rtl"))
    parts = {
        name: render_template("docx", template, templates, values).encode() for name, template in _TEMPLATES.items()
    }
    parts["word/document.xml"] = _xml(W.document(writer.body))
    parts["word/footnotes.xml"] = _xml(W.footnotes(*_separators(), *writer.footnotes))
    parts["word/comments.xml"] = _xml(W.comments(*writer.comments))
    return _packed(parts)


def _write_texts(writer: Writer, root: Element) -> None:
    if not is_volume(root):
        for text in tei.every(root, "//t:text[not(ancestor::t:text)]"):
            writer.write(text, Look())
        return
    for document in root.iter(tei.q("TEI")):
        title = next(iter(tei.every(document, "t:teiHeader//t:titleStmt/t:title")), None)
        writer.is_new_page = len(writer.body) > 0
        with writer.block("Title"):
            if title is not None:
                writer.contents(title, Look())
        for text in document.iterchildren(tei.q("text")):
            writer.write(text, Look())


def _named(**values: str) -> dict[str, str]:
    """Attributes in Word's namespace."""
    return {w(name): value for name, value in values.items()}


def _twips(millimetres: float) -> str:
    return str(round(millimetres * 1440 / 25.4))


def _section(page: dict[str, float], line_numbers: int, scope: str, is_rtl: bool) -> Element:
    """Page, margins, running head, lines numbered."""

    section: Element = W.sectPr(
        W.headerReference(_named(type="default"), {_RELATION: "rId4"}),
        W.footerReference(_named(type="default"), {_RELATION: "rId5"}),
        W.pgSz(_named(w=_twips(page["width"]), h=_twips(page["height"]))),
        W.pgMar(
            _named(top=_twips(page["top"]), right=_twips(page["side"])),
            _named(bottom=_twips(page["top"]), left=_twips(page["side"])),
            _named(header=_twips(page["top"] / 2), footer=_twips(page["top"] / 2), gutter="0"),
        ),
    )
    if line_numbers:
        restart = "newPage" if scope == "page" else "continuous"
        section.append(W.lnNumType(_named(countBy=str(line_numbers), restart=restart)))
    if is_rtl:
        section.append(W.bidi())
    return section


def _separators() -> list[Element]:
    """The lines between text and footnotes, which Word wants written down."""
    return [
        W.footnote(_named(type=kind, id=str(number)), W.p(W.r(W(kind))))
        for number, kind in enumerate(("separator", "continuationSeparator"))
    ]


def _xml(element: Element) -> bytes:
    etree.cleanup_namespaces(element)
    made = etree.tostring(element, encoding="UTF-8")
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + made


def _packed(parts: dict[str, bytes]) -> bytes:
    """The package: the same parts give the same bytes, and the list of types is the first."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name in sorted(parts, key=lambda one: (one != "[Content_Types].xml", one)):
            package.writestr(entry(name), parts[name])
    return made.getvalue()
