"""What the machine wrote last time, kept beside each document: `.machine/NAME.xml` in the document's folder.

A person's work is whatever differs from it, so that nobody has to sign anything and any editor will do. It is plain
TEI, one file for one document: version control shows what each new parse changed, and a folder of documents that is
copied takes it along.
"""

from pathlib import Path

from tei_edition import tei
from tei_edition.encoding import seal
from tei_edition.encoding.ids import Rows, pin, read_ids, rows_of
from tei_edition.encoding.merge import Check, Conflict, merge
from tei_edition.errors import Finding, TeiError
from tei_edition.tei import XML_ID, Element

FOLDER = ".machine"
_EXCERPT = 120


def state_path(document: Path) -> Path:
    """Where the machine's own copy of a document is kept."""
    return document.parent / FOLDER / document.name


def machine_state(document: Path) -> bytes | None:
    """What the machine wrote last time; None where that is not known.

    A document whose seal fits is the machine's own, whether or not a copy is kept.
    """
    path = state_path(document)
    if path.is_file():
        return tei.read_bytes(path)
    if document.is_file():
        data = tei.read_bytes(document)
        return data if seal.is_intact(data) else None
    return None


def pin_ids(root: Element, lock: Path | None, document: Path | None) -> Rows:
    """Give a new parse the ids that were published, in place.

    Args:
        lock: the edition's list of them. Where there is none, the ids are those of the machine's own copy, else those
            of the document.
        document: the file as people left it; None for a document that is not there yet.

    Returns:
        What was published before.
    """
    known = read_ids(lock)
    taken: list[str] = []
    if document is not None and document.is_file():
        yours = tei.read(document)
        taken = [element.get(XML_ID, "") for element in tei.every(yours, "//*[@xml:id]")]
        base = None if known else machine_state(document)
        known = known or rows_of(yours if base is None else _copy(base, document))
    pin(root, known, taken)
    return known


def _copy(base: bytes, document: Path) -> Element:
    """The machine's own copy of a document as a tree.

    Raises:
        TeiError: the copy is damaged: what people changed cannot be told from it.
    """
    try:
        return tei.parse(base)
    except TeiError as error:
        message = f"the machine's own copy of {document.name} is damaged: {error.message}"
        remedy = "restore it from version control, or delete it"
        path = state_path(document)
        raise TeiError(message, remedy, path=path, line=error.line, column=error.column) from None


def reconcile(document: Path, mine: bytes, *, accept: Check | None = None) -> tuple[bytes, list[Finding]]:
    """The bytes a document should have after a new parse, and the conflicts with what people made of it.

    Args:
        document: the file; it need not be there.
        mine: what the machine writes now.
        accept: whether a result will do, such as whether it is valid.

    Raises:
        TeiError: the document, or the machine's own copy of it, is not well-formed.
    """
    if not document.is_file():
        return mine, []
    yours = tei.read_bytes(document)
    base = machine_state(document)
    if base is None:
        tei.parse(yours, document)
        return yours, [] if yours == mine else [_unknown(document)]
    if base not in (mine, yours):
        _copy(base, document)
    merged = merge(base, mine, yours, path=document, accept=accept)
    return merged.data, [_finding(document, conflict) for conflict in merged.conflicts]


def keep(document: Path, data: bytes, mine: bytes) -> None:
    """Write a document and then the machine's copy; a file that has these bytes already is left alone.

    In this order: where the second cannot be written, the next parse merges again, and finds what came in already.

    Raises:
        EditionError: one of them cannot be written.
    """
    if tei.is_device(document):
        tei.write(document, data)
        return
    for path, content in ((document, data), (state_path(document), mine)):
        if not path.is_file() or path.read_bytes() != content:
            tei.write(path, content)


def _unknown(document: Path) -> Finding:
    message = f"nothing is known of what the machine wrote here last time: {state_path(document)} is missing"
    remedy = "the document stands as it is, and counts as corrected by hand from now on; --force replaces it"
    return Finding(str(document), 0, "machine-state-missing", message, remedy)


def _finding(document: Path, conflict: Conflict) -> Finding:
    yours, machine = _excerpt(conflict.yours), _excerpt(conflict.machine)
    place = f"{state_path(document)}:{conflict.machine_line}"
    message = f"a person wrote {yours}, the machine now writes {machine} ({place})"
    remedy = "the person's reading stands; change it by hand if the machine's is right"
    return Finding(str(document), conflict.line, "merge-conflict", message, remedy)


def _excerpt(words: str) -> str:
    """A reading as a message shows it: a long one without its middle."""
    half = _EXCERPT // 2
    shown = words if len(words) <= _EXCERPT else f"{words[:half]} … {words[-half:]}"
    return f"‘{shown}’" if shown else "nothing"
