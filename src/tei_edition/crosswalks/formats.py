"""The formats a document is exported in, each with the ending of its files."""

from tei_edition.crosswalks.citing import cite
from tei_edition.crosswalks.mentions import mentions_csv, mentions_json
from tei_edition.crosswalks.record import Record, read_record
from tei_edition.tei import Element

EXPORTS = {"csv": ".csv", "json": ".json", "bibtex": ".bib", "ris": ".ris"}


def export(form: str, root: Element) -> bytes:
    """One document in one format: its mentions (`csv`, `json`), or a reference to it (`bibtex`, `ris`)."""
    match form:
        case "csv":
            return mentions_csv(root).encode()
        case "json":
            return mentions_json(root).encode()
        case _:
            return reference(form, read_record(root))


def reference(form: str, record: Record, address: str = "") -> bytes:
    """A reference to a document as a file: `bibtex` or `ris`, whose lines end in CR LF.

    Args:
        address: where its page is published; empty where that is not known.
    """
    words = cite(record, form, address=address)
    return (words.replace("\n", "\r\n") if form == "ris" else words).encode()
