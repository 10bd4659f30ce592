"""The formats a document is rendered in, each with the ending of its files."""

from pathlib import Path

from tei_edition import tei
from tei_edition.errors import Finding
from tei_edition.rendering.design import Design
from tei_edition.tei import Element

FORMATS = {"html": ".html", "pdf": ".pdf", "epub": ".epub", "latex": ".tex", "docx": ".docx", "text": ".txt"}


def render(form: str, root: Element, data: bytes, path: str, design: Design) -> tuple[bytes, list[Finding]]:
    """One document in one format, as bytes, and what is to be said about it.

    Args:
        root, data: the TEI, as a tree and as the file's bytes.
        path: the file, as the user named it; its name stands in links and attachments.
        design: an edition's templates and tables.

    Raises:
        RenderError: a template is wrong.
        TeiError: the root is no element of TEI.
    """
    tei.check_root(root, path)
    from tei_edition import rendering  # the PDF compiler is loaded only where something is rendered

    name = "document.xml" if path == "-" else Path(path).name
    findings: list[Finding] = []
    match form:
        case "html":
            page = rendering.render_page(root, tei_name=name, path=path, design=design)
            return page.html.encode(), list(page.findings)
        case "pdf":
            made = rendering.render_pdf(
                root,
                tei=data,
                tei_name=name,
                path=path,
                templates=design.templates,
                edition=design.edition,
                findings=findings,
            )
            return made, findings
        case "latex":
            source = rendering.render_latex(
                root,
                tei_bytes=data,
                path=path,
                templates=design.templates,
                edition=design.edition,
                findings=findings,
            )
            return source.encode(), findings
        case "docx":
            made = rendering.render_docx(
                root, path=path, templates=design.templates, edition=design.edition, findings=findings
            )
            return made, findings
        case "epub":
            made = rendering.render_epub(root, tei=data, path=path, design=design, findings=findings)
            return made, findings
        case _:
            return rendering.render_text(root).encode(), []
