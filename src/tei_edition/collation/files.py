"""Files → witnesses: plain text in any encoding, TEI, CollateX's JSON, an apparatus made elsewhere.

A plain text's siglum is its file's stem unless it is named `SIGLUM=FILE`.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from tei_edition import tei
from tei_edition.collation.received import read_apparatus
from tei_edition.collation.tei_text import Text, is_apparatus, read_text
from tei_edition.collation.witness import Witness, tokenised, witness
from tei_edition.edition import Edition, find_edition
from tei_edition.errors import EditionError, Finding
from tei_edition.markup import FORBIDDEN
from tei_edition.sources.decoding import decode
from tei_edition.tei import Element

Normalise = Callable[[str], str]


@dataclass(frozen=True)
class Read:
    """What one file gives.

    Attributes:
        witnesses: one, or more from JSON or an apparatus.
        root: the document a TEI witness was read from, to write an apparatus into; None else.
        text: where its tokens stand in `root`; None else.
        findings: what is odd.
    """

    witnesses: tuple[Witness, ...]
    root: Element | None = None
    text: Text | None = None
    findings: tuple[Finding, ...] = ()


def named(argument: str) -> tuple[str, str]:
    """`SIGLUM=FILE`, or `FILE` whose stem is the siglum."""
    siglum, equals, path = argument.partition("=")
    if equals and siglum and "/" not in siglum:
        return siglum, path
    return PurePath(argument).stem if argument != "-" else "stdin", argument


def edition_beside(arguments: Sequence[str]) -> Edition:
    """The edition that the first file lies in; for standard input, that of the working folder."""
    first = named(arguments[0])[1] if arguments else ""
    return find_edition(Path(first)) if first not in ("", "-") else find_edition(Path.cwd() / "stdin")


def read(data: bytes, siglum: str, path: str, normalise: Normalise, tables: Mapping[str, Any], element: str) -> Read:
    """Read one file's witness or witnesses.

    Args:
        data: the file's bytes.
        siglum: the name of its witness, where it holds one.
        path: its name in messages.
        normalise: token → normal form.
        tables: as `normalising.settings` gives them.
        element: of TEI only the elements of this name, or the one with this xml:id; empty for the whole text.

    Raises:
        EditionError: the file is none of the forms, or holds no text.
    """
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"<") or (head[:2] in (b"\xff\xfe", b"\xfe\xff") and b"<\x00" in head[:8]):
        return _tei(data, siglum, path, normalise, tables, element)
    if PurePath(path).suffix.lower() == ".json" or head.startswith((b'{"witnesses"', b"{\n")):
        return Read(tuple(_json(data, path, normalise)))
    made = witness(siglum, decode(data, path).text, normalise)
    return Read((made,))


def _tei(data: bytes, siglum: str, path: str, normalise: Normalise, tables: Mapping[str, Any], element: str) -> Read:
    root = tei.parse_tei(data, path)
    if is_apparatus(root):
        texts, findings = read_apparatus(root, path, tables["tei"])
        return Read(tuple(witness(name, text, normalise) for name, text in texts.items()), findings=tuple(findings))
    text = read_text(root, tables["tei"], element, path)
    return Read((text.witness(siglum, normalise),), root, text)


def _json(data: bytes, path: str, normalise: Normalise) -> list[Witness]:
    """CollateX's input: `{"witnesses": [{"id": …, "tokens": […]} or {"id": …, "content": …}]}`."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        words = str(error).partition(":")[0]
        raise EditionError(f"this is not JSON ({words})", "correct the file", path=path) from None
    rows = found.get("witnesses") if isinstance(found, dict) else None
    if not isinstance(rows, list) or not rows:
        raise EditionError("this JSON has no list `witnesses`", "give CollateX's input", path=path)
    if "table" in found and all(isinstance(row, str) for row in rows):
        return _rows(found, path, normalise)
    made = []
    for number, row in enumerate(rows, 1):
        siglum = row.get("id") if isinstance(row, dict) else None
        if not isinstance(siglum, str):
            raise EditionError(f"witness {number} has no `id`", 'write {"id": "A", …}', path=path)
        if isinstance(row.get("tokens"), list):
            made.append(tokenised(siglum, row["tokens"], normalise, path))
        elif isinstance(row.get("content"), str):
            if FORBIDDEN.search(row["content"]):
                raise EditionError(f"witness {siglum} has a control character", "delete it", path=path)
            made.append(witness(siglum, row["content"], normalise))
        else:
            raise EditionError(f"witness {siglum} has no `content` and no `tokens`", "give one of them", path=path)
    return made


def _rows(found: dict[str, Any], path: str, normalise: Normalise) -> list[Witness]:
    """The witnesses of a table that was collated before."""
    made = []
    table = found["table"]
    if not isinstance(table, list) or len(table) != len(found["witnesses"]):
        raise EditionError("`table` has not a row for each witness", "give CollateX's output", path=path)
    for siglum, row in zip(found["witnesses"], table, strict=True):
        if not isinstance(row, list) or not all(cell is None or isinstance(cell, list) for cell in row):
            raise EditionError(f"the row of {siglum} is no list of cells", "give CollateX's output", path=path)
        made.append(tokenised(siglum, [token for cell in row for token in cell or ()], normalise, path))
    return made


_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "DEVANAGARI")


def script(made: Witness) -> str:
    """The script most letters of a witness are in, by its Unicode name; empty where it has none."""
    letters = [c for c in "".join(made.normal[:400]) if c.isalpha()]
    count = Counter(unicodedata.name(c, "").split(" ")[0].split("-")[0] for c in letters)
    return count.most_common(1)[0][0] if count else ""


def doubts(witnesses: list[Witness], paths: list[str]) -> list[Finding]:
    """What should make an editor look twice: an empty witness, several scripts, nothing in common."""
    found = [
        Finding(path, 0, "witness-empty", f"the witness {made.siglum} has no words", "is it the right file?")
        for made, path in zip(witnesses, paths, strict=True)
        if not len(made)
    ]
    scripts = {made.siglum: name for made in witnesses if (name := script(made)) in _SCRIPTS}
    if len(set(scripts.values())) > 1:
        told = ", ".join(f"{siglum} {name.title()}" for siglum, name in scripts.items())
        found.append(Finding("", 0, "scripts-mixed", f"the witnesses are in several scripts ({told})", "transliterate"))
    elif len(witnesses) > 1 and not _in_common(witnesses):
        found.append(
            Finding(
                "", 0, "nothing-shared", "no word stands in two witnesses", "are these witnesses of one text?", "note"
            )
        )
    return found


def _in_common(witnesses: list[Witness]) -> bool:
    seen: set[str] = set()
    for made in witnesses:
        words = set(made.normal)
        if not seen.isdisjoint(words):
            return True
        seen |= words
    return sum(bool(len(made)) for made in witnesses) < 2
