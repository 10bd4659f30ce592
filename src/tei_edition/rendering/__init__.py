"""TEI → pages. XSLT makes the fragment, Jinja makes the page, Typst makes the PDF."""

from tei_edition.crosswalks.record import Record, read_record
from tei_edition.rendering.html import render_html
from tei_edition.rendering.pdf import render_pdf
from tei_edition.rendering.text import render_text

__all__ = ["Record", "read_record", "render_html", "render_pdf", "render_text"]
