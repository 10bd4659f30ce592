"""What `collate` is asked for → bytes: files are read, collated and written in the form named."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tei_edition.collation import apparatus, decisions, drawing, stemma, tables
from tei_edition.collation.collation import Collation, collate, tally
from tei_edition.collation.files import Read, doubts, edition_beside, named, read
from tei_edition.collation.kinds import KINDS, facts
from tei_edition.collation.normalising import chain, settings
from tei_edition.collation.witness import witness
from tei_edition.edition import Edition
from tei_edition.errors import EditionError, Finding

# Each form and what it is.
FORMATS = {
    "tei": "an apparatus",
    "json": "CollateX's table",
    "csv": "one row a place of variation",
    "html": "a page with the text, its apparatus and the table",
    "graphml": "the variant graph, with all its properties",
    "dot": "the variant graph for Graphviz",
    "svg": "the variant graph as a picture",
    "nexus": "readings, distances and tree for phylogenetic tools",
    "newick": "the tree of the witnesses",
}


@dataclass(frozen=True)
class Request:
    """What is asked for.

    Attributes:
        form: one of `FORMATS`, `counts`, or `witness`.
        joined: whether JSON joins columns in which the same witnesses agree.
        encoding: of TEI, one of `apparatus.ENCODINGS`.
        base: the siglum of the base; empty for lemmas by majority.
        decisions: the editor's file.
        element: of TEI witnesses only this element.
        near: whether near words are aligned.
        kinds: only variants of these kinds; empty for all.
        witness: the siglum of the text asked for.
    """

    form: str = "tei"
    joined: bool = True
    encoding: str = apparatus.ENCODINGS[0]
    base: str = ""
    decisions: Path | None = None
    element: str = ""
    near: bool = True
    kinds: tuple[str, ...] = ()
    witness: str = ""


@dataclass(frozen=True)
class Collated:
    """Witnesses collated as they were asked for, to be written in any form.

    Attributes:
        files: what each file gave.
        edition: whose publisher and licence a TEI document names.
        findings: what an editor should know.
    """

    collation: Collation
    request: Request
    files: list[Read]
    edition: Edition
    findings: list[Finding]

    def written(self, form: str) -> bytes:
        """The collation in one of `FORMATS`, or `counts`."""
        return _written(self.collation, replace(self.request, form=form), self.files, self.edition)


def output_of(arguments: Sequence[str], request: Request, load: Callable[[str], bytes]) -> tuple[bytes, list[Finding]]:
    """Read the witnesses, collate them, and give what is asked for.

    Args:
        arguments: `FILE` or `SIGLUM=FILE` each.
        request: what is asked for.
        load: a file's bytes by its name.

    Raises:
        EditionError: a file cannot be read, or there are not two witnesses with a siglum each.
    """
    if request.form == "witness":
        files, findings, _ = _read_all(arguments, request, load)
        return _text(files, request.witness), findings
    made = collated(arguments, request, load)
    return made.written(request.form), made.findings


def collated(arguments: Sequence[str], request: Request, load: Callable[[str], bytes]) -> Collated:
    """Read the witnesses and collate them; see `output_of`."""
    files, findings, edition = _read_all(arguments, request, load)
    witnesses = [made for _, file in files for made in file.witnesses]
    if len(witnesses) < 2:
        alone, path = f"one witness, {witnesses[0].siglum}, has nothing to be compared with", files[0][0]
        if request.form not in ("json", "csv", "html"):
            raise EditionError(alone, "name two or more", path=path)
        findings.append(Finding(path, 0, "witness-alone", alone, "name two or more", "note"))
    if not any(map(len, witnesses)):
        raise EditionError("no witness has words", "name files with text", path=files[0][0])
    decided = decisions.load(request.decisions) if request.decisions else None
    of = facts(edition.subfolder("tables"))
    collation = collate(witnesses, near=request.near, base=request.base, decisions=decided, of=of)
    paths = [path for path, file in files for _ in file.witnesses]
    findings += [*doubts(witnesses, paths), *collation.findings]
    return Collated(collation, request, [file for _, file in files], edition, findings)


def _read_all(
    arguments: Sequence[str], request: Request, load: Callable[[str], bytes]
) -> tuple[list[tuple[str, Read]], list[Finding], Edition]:
    edition = edition_beside(arguments)
    known = settings(edition.subfolder("tables"))
    normalise = chain(known)
    files = []
    for argument in arguments:
        siglum, path = named(argument)
        data = load(path)
        # A witness may lack the whole passage; `doubts` asks whether it is the right file.
        empty = None if data.strip() else Read((witness(siglum, "", normalise),))
        files.append((path, empty or read(data, siglum, path, normalise, known, request.element)))
    return files, [finding for _, file in files for finding in file.findings], edition


def _text(files: list[tuple[str, Read]], siglum: str) -> bytes:
    found = [made for _, file in files for made in file.witnesses if made.siglum == siglum]
    if not found:
        known = ", ".join(made.siglum for _, file in files for made in file.witnesses)
        raise EditionError(f"there is no witness {siglum}", f"the witnesses are {known}", path=files[0][0])
    return (found[0].whole.strip() + "\n").encode()


def _written(collation: Collation, request: Request, files: list[Read], edition: Edition) -> bytes:
    if request.kinds:
        collation = filtered(collation, request.kinds)
    match request.form:
        case "tei":
            return _tei(collation, request, files, edition)
        case "json":
            return tables.as_json(collation, request.joined).encode()
        case "counts":
            return counts(collation).encode()
    writers: dict[str, Callable[[Collation], str]] = {
        "csv": tables.as_csv,
        "html": tables.as_html,
        "graphml": drawing.as_graphml,
        "dot": drawing.as_dot,
        "svg": drawing.as_svg,
        "nexus": stemma.nexus,
        "newick": stemma.newick,
    }
    return writers[request.form](collation).encode()


def _tei(collation: Collation, request: Request, files: list[Read], edition: Edition) -> bytes:
    """The apparatus in the text of the base, or of the first witness."""
    body = max(collation.base, 0)
    number = 0
    for file in files:
        if number <= body < number + len(file.witnesses):
            root = apparatus.write(collation, request.encoding, body, file.root, file.text, edition)
            return apparatus.as_bytes(root)
        number += len(file.witnesses)
    raise AssertionError(body)


def filtered(collation: Collation, kinds: tuple[str, ...]) -> Collation:
    """The collation with only variants of these kinds; in other places all witnesses are given the lemma's words."""
    made = replace(collation)
    units = []
    for place in collation.units:
        kept = tuple(reading for reading in place.readings[1:] if reading.kind in kinds)
        gone = [reading for reading in place.readings[1:] if reading.kind not in kinds]
        held = sorted([*place.lemma.witnesses, *(number for reading in gone for number in reading.witnesses)])
        units.append(replace(place, readings=(replace(place.lemma, witnesses=tuple(held)), *kept)))
    made.__dict__["units"] = units
    return made


def counts(collation: Collation) -> str:
    """CSV: a row for each two witnesses and the number of variants of each kind; the second against the first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["witness", "witness", *KINDS, "all"])
    for (a, b), row in tally(collation).items():
        writer.writerow([a, b, *(row[name] for name in KINDS), sum(row.values())])
    return out.getvalue()
