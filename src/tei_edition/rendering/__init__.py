"""TEI → pages. XSLT makes the fragment, Jinja makes the page, Typst makes the PDF; an e-book is both."""

from typing import TYPE_CHECKING

from tei_edition.lazy import lazily

if TYPE_CHECKING:
    from tei_edition.rendering.design import Design
    from tei_edition.rendering.docx import render_docx
    from tei_edition.rendering.epub import render_epub
    from tei_edition.rendering.html import render_html, render_page
    from tei_edition.rendering.latex import render_latex
    from tei_edition.rendering.pdf import render_pdf
    from tei_edition.rendering.text import render_text
else:
    homes = {
        "design": ("Design",),
        "docx": ("render_docx",),
        "epub": ("render_epub",),
        "html": ("render_html", "render_page"),
        "latex": ("render_latex",),
        "pdf": ("render_pdf",),
        "text": ("render_text",),
    }
    __getattr__ = lazily(__name__, homes)

__all__ = [
    "Design",
    "render_docx",
    "render_epub",
    "render_html",
    "render_latex",
    "render_page",
    "render_pdf",
    "render_text",
]
