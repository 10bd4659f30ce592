"""The formats a document is rendered in, each with the ending of its files."""

from pathlib import Path

from tei_edition.tei import Element

FORMATS = {"html": ".html", "pdf": ".pdf", "text": ".txt"}


def render(form: str, root: Element, data: bytes, name: str, templates: Path | None) -> bytes:
    """One document in one format, as bytes.

    Args:
        root, data: the TEI, as a tree and as the file's bytes.
        name: the file's name, for links and attachments.
        templates: an edition's folder of templates.

    Raises:
        RenderError: a template is wrong.
    """
    from tei_edition import rendering  # the PDF compiler is loaded only where something is rendered

    match form:
        case "html":
            return rendering.render_html(root, tei_name=name, templates=templates).encode()
        case "pdf":
            return rendering.render_pdf(root, tei=data, tei_name=name, templates=templates)
        case _:
            return rendering.render_text(root).encode()
