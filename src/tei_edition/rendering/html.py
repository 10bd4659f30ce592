"""TEI → one self-contained HTML page that asks nothing of any other host and needs no JavaScript.

XSLT makes the text, Jinja the page around it. The page's Content-Security-Policy allows its own style sheet, by hash
(CSP Level 3), and nothing else.
"""

import base64
import hashlib
from pathlib import Path

from markupsafe import Markup

from tei_edition import tei
from tei_edition.crosswalks.record import bibtex, citation, index, read_record
from tei_edition.rendering.templates_of import render_template
from tei_edition.tei import Element

_LINKED = {
    "wikidata": "https://www.wikidata.org/entity/",
    "viaf": "https://viaf.org/viaf/",
    "gnd": "https://d-nb.info/gnd/",
    "geonames": "https://www.geonames.org/",
}


def render_html(root: Element, *, tei_name: str = "", templates: Path | None = None) -> str:
    """Render one document as a page.

    Args:
        root: the document.
        tei_name: the name of its file, to say where the TEI is; empty for none.
        templates: an edition's folder of templates that replace the toolkit's by name.

    Raises:
        RenderError: a template is wrong.
    """
    style = render_template("html", "style.css", templates, {})
    text = str(tei.transform(root, "html"))
    values = {
        "record": (record := read_record(root)),
        "indices": index(root),
        "text": Markup(text),
        "style": Markup(style),
        "style_hash": base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        "citation": citation(record),
        "bibtex": bibtex(record),
        "tei_name": tei_name,
        "linked": _LINKED,
    }
    return render_template("html", "document.html.j2", templates, values)
