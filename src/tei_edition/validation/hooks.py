"""Checks whose rooms may not be there: the Schematron made from the ODD, and the lock file of ids."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from tei_edition import tei
from tei_edition.errors import Finding
from tei_edition.validation.document import Document

_SCHEMATRON = "tei_edition.validation.schematron"
_IDS = "tei_edition.encoding.ids"


@cache
def _room(name: str) -> Any:
    """A module, or None where it is not there."""
    return import_module(name) if find_spec(name) else None


def check_schematron(document: Document) -> Iterator[Finding]:
    """What the Schematron of the toolkit's schema has against a document."""
    schematron = _room(_SCHEMATRON)
    if schematron:
        for assertion in schematron.assertions(schematron.own_schematron()):
            for element in assertion.breakers(document.root):
                yield document.finding(assertion.id, element, assertion.message, page=tei.name(element))


def check_lock(document: Document) -> Iterator[Finding]:
    """Paragraphs that were published and are gone, with nothing to say where a citation of them leads."""
    folder = document.edition.folder
    # Loading the room takes longer than checking most documents: only where there is a lock file.
    is_locked = folder is not None and (folder / "ids" / f"{document.path.stem}.tsv").is_file()
    ids = _room(_IDS) if is_locked and document.named("text") else None
    if ids is None:
        return
    for row in ids.read_ids(ids.lock_path(document.edition, document.path.stem)):
        if row.id not in document.ids and (not row.now or row.now not in document.ids):
            message = f"the paragraph `{row.id}` (number {row.n}) was published and is gone: “{row.words[:60]}”"
            yield document.finding("id-lost", document.named("text")[0], message)
