"""One source → its document in a folder: a new parse, the merge with what people corrected, the ids that stay."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tei_edition.edition import Edition
from tei_edition.encoding import ids, seal, state
from tei_edition.encoding.covering import Coverage, coverage
from tei_edition.encoding.document import Memory, parse
from tei_edition.errors import Finding, SourceError
from tei_edition.tei import every, read_bytes, serialize
from tei_edition.tei import parse as parse_xml


@dataclass(frozen=True)
class Converted:
    """A source as TEI.

    Attributes:
        data: the document's bytes.
        findings: about the source, the merge and the coverage, in this order.
        proof: where every character of the source went.
    """

    data: bytes
    findings: tuple[Finding, ...]
    proof: Coverage


def convert(
    source: Path,
    data: bytes | None,
    where: Path | None,
    *,
    edition: Edition,
    memory: Memory,
    accept: Callable[[bytes], bool],
    site: str = "",
    force: bool = False,
    prove: bool = True,
) -> Converted:
    """Turn a source into TEI and write it, where it has a place.

    Args:
        data: the source's bytes; None to read them.
        where: the document; what people corrected in it stays. None to write nothing.
        accept: whether a merged document will do, such as whether it is valid; asked where two versions meet.
        site: the furniture rules; empty for the best match.
        force: True to throw away what people changed, and a document of another source.
        prove: False where nobody asks where the characters went of a document that people corrected: the machine's own
            is proved then.

    Raises:
        SourceError: the document there was made from another source.
        EditionError: the source or the document cannot be read, or a file cannot be written.
    """
    given = read_bytes(source) if data is None else data
    if where is not None and where.is_file() and not force:
        _check_source(where, source, given)
    root, text, findings = parse(source, data=given, edition=edition, memory=memory, site=site)
    lock, is_published = ids.lock_of(edition, where, source)
    known = state.pin_ids(root, lock, where)
    mine = seal.close(serialize(root))
    merged, conflicts = _merged(where, mine, force, accept)
    document = parse_xml(merged, where or "-")
    proof = coverage(text, document if prove or merged == mine else parse_xml(mine))
    if where is not None:
        state.keep(where, merged, mine)
    if lock and is_published:
        ids.write_ids(lock, ids.record(known, root, document))
    told = (*findings, *conflicts, *proof.findings(str(where or "-")))
    return Converted(merged, told, proof)


def _check_source(document: Path, source: Path, data: bytes) -> None:
    """Refuse a document that was made from another source: the merge would take its text for what is gone.

    A source is known by its name without the ending, as documents are, or by its bytes under a new name. A document
    that does not say what it was made from is nobody's.
    """
    root = parse_xml(read_bytes(document), document)
    told = "t:teiHeader/t:fileDesc/t:sourceDesc/t:bibl[@type='digitalSource']/t:idno[@type='{}']"
    files, sums = (
        [" ".join((idno.text or "").split()) for idno in every(root, told.format(kind))] for kind in ("file", "sha256")
    )
    if not files or source.stem in (Path(name).stem for name in files) or hashlib.sha256(data).hexdigest() in sums:
        return
    message = f"it was made from {files[0]}, not from {source.name}"
    raise SourceError(message, "give another -o, or --force to put the new document in its place", path=document)


def _merged(
    path: Path | None, mine: bytes, force: bool, accept: Callable[[bytes], bool]
) -> tuple[bytes, list[Finding]]:
    """What the document becomes, and the conflicts with what people made of it."""
    if path is None or force or not path.is_file():
        return mine, []
    return state.reconcile(path, mine, accept=accept if accept(path.read_bytes()) else None)
