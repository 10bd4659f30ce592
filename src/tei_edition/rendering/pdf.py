"""TEI → PDF by Typst: tagged, PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) in one, the TEI attached.

XSLT makes calls of functions that the Jinja template defines. Source text reaches Typst only as string literals: every
character that could end one is escaped here, before the stylesheet sees it, so no text can run as code. Typst compiles
in an empty folder of its own, without packages and with its embedded fonts only.
"""

import copy
import re
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from tei_edition import tei
from tei_edition.crosswalks.citing import cite
from tei_edition.crosswalks.record import index, read_record
from tei_edition.errors import RenderError
from tei_edition.rendering.templates_of import render_template
from tei_edition.tei import Element

STANDARDS: list[Literal["a-3a", "ua-1"]] = ["a-3a", "ua-1"]
ATTACHED = "source.xml"

# Everything that is not plainly printable inside a literal is written as an escape.
_SPECIAL = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_LAYOUT = re.compile(r"[ \t\r\n]+")
# What Typst says of characters that its fonts, or PDF/A, cannot show.
_REFUSED = re.compile(r'(?:the text|codepoint) `"((?:\\u\{[0-9a-f]+\}|[^"`])+)"`')
_TRIES = 5


def render_pdf(root: Element, *, tei: bytes, tei_name: str, templates: Path | None = None) -> bytes:
    """Render one document as PDF.

    Characters that no font at hand can show are printed as their number, `[U+5468]`.

    Args:
        root: the document.
        tei: the bytes of its file, attached as they are.
        tei_name: the name of the attachment.
        templates: an edition's folder of templates that replace the toolkit's by name.

    Raises:
        RenderError: a template is wrong.
    """
    import typst  # a compiler of 50 MB: loaded by those who print

    unprintable: set[str] = set()
    for _ in range(_TRIES):
        try:
            return _compile(_source(root, tei_name, templates, frozenset(unprintable)), tei)
        except typst.TypstError as error:
            refused = _refused(str(error.diagnostic or error.message)) - unprintable
            if not refused:
                raise RenderError(
                    f"Typst cannot set this: {error.message}", "correct the template document.typ.j2", path=tei_name
                ) from None
            unprintable |= refused
    raise RenderError("too many characters cannot be printed", "see the fonts of the template", path=tei_name)


def _compile(source: str, attachment: bytes) -> bytes:
    import typst

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, ATTACHED).write_bytes(attachment)
        Path(folder, "main.typ").write_text(source, encoding="utf-8")
        made: bytes = typst.compile(
            str(Path(folder, "main.typ")),
            root=folder,
            ignore_system_fonts=True,
            pdf_standards=[*STANDARDS],
            format="pdf",
            timestamp=0,
        )
    return made


def _refused(diagnostic: str) -> set[str]:
    """The characters that a diagnostic names."""
    found: set[str] = set()
    for words in _REFUSED.findall(diagnostic):
        plain = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), words)
        found |= {character for character in plain if ord(character) > 126 or ord(character) < 32}
    return found


def literal(words: object) -> str:
    """A Typst string literal, quotes included."""
    return f'"{_escaped(str(words))}"'


def _escaped(words: str) -> str:
    return _SPECIAL.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", _LAYOUT.sub(" ", words))


def _source(root: Element, tei_name: str, templates: Path | None, unprintable: frozenset[str]) -> str:
    """The Typst source: the template around the text."""
    table = {ord(character): f"[U+{ord(character):04X}]" for character in unprintable}
    record = read_record(root)
    values: dict[str, Any] = {
        "record": asdict(record) | {"share": record.share},
        "indices": index(root),
        "citation": cite(record),
        "tei_name": tei_name,
        "attached": ATTACHED,
        "text": str(tei.transform(_literals(root, table), "typst")),
    }
    return render_template(
        "pdf", "document.typ.j2", templates, values, literal=lambda w: literal(str(w).translate(table))
    )


def _literals(root: Element, table: dict[int, str]) -> Element:
    """A copy of the document in which every text and attribute can stand between the quotes of a literal."""
    whole = copy.deepcopy(root)
    for element in whole.iter():
        if isinstance(element.tag, str):
            if element.text:
                element.text = _escaped(element.text.translate(table))
            for name, value in element.attrib.items():
                element.set(name, _escaped(value.translate(table)))
        if element.tail:
            element.tail = _escaped(element.tail.translate(table))
    return whole
