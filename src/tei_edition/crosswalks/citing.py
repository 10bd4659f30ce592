"""A document, or one paragraph of it, cited: Chicago (notes), MLA, BibTeX, RIS.

The document cited is the historical one in this edition of it: who issued it and when, who translated it, where the
original lies, and which version of which publication was read.
"""

import re
from collections.abc import Callable, Iterable

from tei_edition import tei
from tei_edition.crosswalks.record import Record
from tei_edition.errors import TeiError
from tei_edition.tei import XML_ID, Element


def cite(record: Record, style: str = "chicago", *, paragraph: str = "", address: str = "") -> str:
    """A citation as plain text.

    Args:
        style: one of `STYLES`.
        paragraph: the paragraph's number; empty for the whole document.
        address: where the page is published; empty where that is not known.
    """
    return STYLES[style](record, paragraph, address)


def paragraph_number(root: Element, identifier: str, path: object = "-") -> str:
    """The number of the paragraph with an identifier.

    Raises:
        TeiError: no numbered paragraph has it.
    """
    numbered = {element.get(XML_ID): element.get("n", "") for element in tei.every(root, "//t:text//*[@n and @xml:id]")}
    if identifier not in numbered:
        known = list(numbered)
        told = f"known: {known[0]} to {known[-1]}" if known else "number the paragraphs of the document first"
        raise TeiError(f"no numbered paragraph has the id {identifier!r}", told, path=path)
    return numbered[identifier]


def _chicago(record: Record, paragraph: str, address: str) -> str:
    """Chicago Manual of Style, 17th edition, 14.221 f.: unpublished and archival material, in a note."""
    translators = [f"translated by {name}" for name in record.translators]
    held = record.held
    made = _joined(record.publisher, _version(record), record.identifier, address)
    return _sentences(
        f"“{record.title},” " + _joined(record.date, *translators, _paragraph(paragraph))
        if record.date or translators or paragraph
        else f"“{record.title}.”",
        held,
        made,
    )


def _mla(record: Record, paragraph: str, address: str) -> str:
    """MLA Handbook, 9th edition: the core elements in their order, the archive as the last of them."""
    translators = [f"translated by {name}" for name in record.translators]
    container = _joined(*translators, _version(record), record.publisher, _paragraph(paragraph), address)
    held = record.held
    return _sentences(
        "; ".join(record.authors), f"“{record.title}.”", record.date, container[:1].upper() + container[1:], held
    )


def _bibtex(record: Record, paragraph: str, address: str) -> str:
    key = re.sub(r"[^0-9A-Za-z:._-]+", "-", record.identifier or record.id) or "document"
    fields = {
        "title": f"{{{_tex(record.title)}}}",
        "author": " and ".join(f"{{{_tex(author)}}}" for author in record.authors),
        "translator": " and ".join(map(_tex, record.translators)),
        "date": record.iso_date[:10],
        "year": record.iso_date[:4],
        "publisher": _tex(record.publisher),
        "version": _tex(record.version),
        "pages": f"par. {_tex(paragraph)}" if paragraph else "",
        "note": _tex(record.held),
        "url": address,
    }
    rows = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{rows}\n}}\n"


def _ris(record: Record, paragraph: str, address: str) -> str:
    """RIS: two letters, two spaces, a hyphen, a space; lines end in CR LF in files, here in LF."""
    rows: list[tuple[str, str]] = [("TY", "MANSCPT"), ("TI", record.title)]
    rows += [("AU", author) for author in record.authors]
    rows += [("A4", translator) for translator in record.translators]
    rows += [
        ("DA", record.iso_date[:10].replace("-", "/")),
        ("PY", record.iso_date[:4]),
        ("PB", record.publisher),
        ("ET", record.version),
        ("AN", record.identifier),
        ("SP", _paragraph(paragraph)),
        ("AV", record.held),
        ("LA", record.language),
        ("UR", address),
    ]
    return "".join(f"{tag}  - {' '.join(value.split())}\n" for tag, value in rows if value) + "ER  - \n"


STYLES: dict[str, Callable[[Record, str, str], str]] = {
    "chicago": _chicago,
    "mla": _mla,
    "bibtex": _bibtex,
    "ris": _ris,
}

_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    c: f"\\{c}" for c in "&%$#_{}"
}


def _tex(words: str) -> str:
    return "".join(_TEX.get(character, character) for character in words)


def _paragraph(number: str) -> str:
    return f"par. {number}" if number else ""


def _version(record: Record) -> str:
    return f"version {record.version}" if record.version else ""


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _sentences(*parts: str) -> str:
    return " ".join(part if part.endswith((".", ".”")) else f"{part}." for part in _filled(parts))


def _filled(parts: Iterable[str]) -> list[str]:
    return [part for part in parts if part]
