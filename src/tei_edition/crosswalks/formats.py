"""A document in one of the formats that others take in (`crosswalks.EXPORTS`)."""

from tei_edition.crosswalks.catalogues import CATALOGUES
from tei_edition.crosswalks.citing import cite
from tei_edition.crosswalks.mentions import mentions_csv, mentions_json
from tei_edition.crosswalks.record import IndexSection, Record, index, read_record
from tei_edition.tei import Element


def export(form: str, root: Element) -> bytes:
    """One document in one format: its mentions (`csv`, `json`), a reference to it (`bibtex`, `ris`, `csl`), or a record
    for catalogues (`mods`, `dc`, `jsonld`)."""
    match form:
        case "csv":
            return mentions_csv(root).encode()
        case "json":
            return mentions_json(root).encode()
        case _:
            return reference(form, read_record(root), index(root))


def reference(form: str, record: Record, indices: tuple[IndexSection, ...], address: str = "") -> bytes:
    """A reference to a document, or a record of it, as a file. The lines of `ris` end in CR LF.

    Args:
        form: one of `EXPORTS` that is no table of mentions.
        address: where its page is published; empty where that is not known.
    """
    if form in CATALOGUES:
        return CATALOGUES[form](record, indices, address)
    words = cite(record, form, address=address)
    return (words.replace("\n", "\r\n") if form == "ris" else words).encode()
