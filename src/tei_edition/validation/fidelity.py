"""Fidelity: nothing of the source is lost in the document, and nothing is added.

The source is found by what the header says of it.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tei_edition import tei
from tei_edition.errors import Finding
from tei_edition.tei import Element
from tei_edition.validation.document import Document


def check_fidelity(document: Document) -> Iterator[Finding]:
    """Compare a document with its source, where the edition has it."""
    root, edition = document.root, document.edition
    bibl = next((row for row in document.named("bibl") if _is_source(row)), None)
    if bibl is None or edition.folder is None:
        return
    name = _said(bibl, "file")
    # Only the name counts: a document cannot send us to a file outside the folder of sources.
    source_path = edition.folder / "sources" / Path(name).name
    if not name or not source_path.is_file():
        message = f"the source {name!r} is not there; fidelity was not checked"
        yield document.finding("source-missing", bibl, message)
        return
    # Readers of sources take longer to load than most documents take to check: only where there is a source.
    from tei_edition.encoding import coverage
    from tei_edition.sources import read_source

    source = read_source(source_path, site=_said(bibl, "site-rules"), overrides=edition.subfolder("tables"))
    if source.sha256 != _said(bibl, "sha256"):
        message = f"the source {name!r} is not the one this was made from"
        yield document.finding("source-changed", bibl, message)
    # Told as it stands in the edition, wherever that lies.
    source = replace(source, path=f"sources/{source_path.name}")
    for finding in coverage(source, root).findings(str(document.path)):
        told = document.finding(finding.rule, None, finding.message)
        yield told._replace(line=finding.line)


def _is_source(bibl: Element) -> bool:
    parent = bibl.getparent()
    return bibl.get("type") == "digitalSource" and parent is not None and parent.tag == tei.q("sourceDesc")


def _said(bibl: Element, kind: str) -> str:
    found = tei.one(bibl, f"t:idno[@type='{kind}']")
    return (found.text or "").strip() if found is not None else ""
