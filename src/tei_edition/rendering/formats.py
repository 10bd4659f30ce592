"""The formats a document is rendered in, each with the ending of its files."""

from pathlib import Path

from tei_edition.edition import Edition
from tei_edition.errors import Finding
from tei_edition.tei import Element

FORMATS = {"html": ".html", "pdf": ".pdf", "text": ".txt"}


def render(
    form: str,
    root: Element,
    data: bytes,
    name: str,
    templates: Path | None,
    edition: Edition | None = None,
    findings: list[Finding] | None = None,
) -> bytes:
    """One document in one format, as bytes.

    Args:
        root, data: the TEI, as a tree and as the file's bytes.
        name: the file's name, for links and attachments.
        templates: an edition's folder of templates.
        edition: whose settings, fonts and authority the PDF uses.
        findings: takes up what is odd: characters that no font has, entries of the apparatus without a place.

    Raises:
        RenderError: a template is wrong.
    """
    from tei_edition import rendering  # the PDF compiler is loaded only where something is rendered

    match form:
        case "html":
            return rendering.render_html(root, tei_name=name, templates=templates).encode()
        case "pdf":
            return rendering.render_pdf(
                root, tei=data, tei_name=name, templates=templates, edition=edition, findings=findings
            )
        case _:
            return rendering.render_text(root).encode()
