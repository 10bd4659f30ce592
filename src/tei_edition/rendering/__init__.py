"""TEI → pages. XSLT makes the fragment, Jinja makes the page, Typst makes the PDF; an e-book is both."""

from tei_edition.rendering.design import Design
from tei_edition.rendering.docx import render_docx
from tei_edition.rendering.epub import render_epub
from tei_edition.rendering.html import render_html, render_page
from tei_edition.rendering.latex import render_latex
from tei_edition.rendering.pdf import render_pdf
from tei_edition.rendering.text import render_text

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
