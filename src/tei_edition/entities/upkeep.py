"""Upkeep of authority files: what is double, what leads nowhere, which form belongs to two entries."""

import re
from collections.abc import Iterator
from pathlib import Path

from tei_edition import tei
from tei_edition.entities.authority import Entry, gazetteer, read_entries
from tei_edition.errors import Finding
from tei_edition.tei import XML_ID, Element

_POINTER = re.compile(r"(?:[\w-]+:|#)(\S+)")
_SHARED = frozenset(("adjective", "people", "organ", "short"))


def check_authority(paths: list[Path]) -> list[Finding]:
    """Check authority files together.

    Args:
        paths: the files.

    Raises:
        TeiError: a file is not well-formed.
    """
    roots = {path: tei.read(path) for path in paths}
    entries = [(path, entry) for path, root in roots.items() for entry in read_entries(root, path)]
    findings = [*_twice(entries), *_doublets(entries), *_shared_forms(entries)]
    ids = {element.get(XML_ID) for root in roots.values() for element in root.iter() if isinstance(element.tag, str)}
    # An edition need not repeat what the toolkit's own list of places has: ids are shared.
    ids |= gazetteer().keys()
    for path, root in roots.items():
        findings += _dangling(path, root, ids)
    return sorted(findings)


def _twice(entries: list[tuple[Path, Entry]]) -> Iterator[Finding]:
    """One id of two entries: with it no document can be parsed."""
    seen: dict[str, Path] = {}
    for path, entry in entries:
        if entry.id in seen:
            message = f"the id `{entry.id}` stands in {seen[entry.id].name} already"
            yield Finding(str(path), entry.line, "authority-id-twice", message, "rename one", "error")
        seen.setdefault(entry.id, path)


def _doublets(entries: list[tuple[Path, Entry]]) -> list[Finding]:
    """The same identifier of another authority, or the same main name, in two entries of a kind."""
    seen: dict[tuple[str, ...], Entry] = {}
    found = []
    for path, entry in entries:
        keys = [
            (entry.category, "name", entry.name.casefold()),
            *((entry.category, *pair) for pair in entry.identifiers),
        ]
        for key in keys:
            other = seen.setdefault(key, entry)
            if other.id != entry.id:
                message = f"`{entry.id}` and `{other.id}` share the {key[1]} {key[2]!r}"
                remedy = f"`tei-edition authority merge {other.id} {entry.id}` makes them one"
                found.append(Finding(str(path), entry.line, "authority-doublet", message, remedy))
    return found


def _shared_forms(entries: list[tuple[Path, Entry]]) -> list[Finding]:
    """A form that names two entries of a kind: the toolkit will not decide between them."""
    seen: dict[tuple[str, str], Entry] = {}
    found = []
    for path, entry in entries:
        for form in entry.forms:
            if form.kind in _SHARED or form.text.casefold() == entry.name.casefold():
                continue
            other = seen.setdefault((entry.category, form.text), entry)
            if other.id != entry.id:
                message = f"the form {form.text!r} belongs to `{entry.id}` and to `{other.id}`"
                remedy = "take it from one of them, or live with undecided tags"
                found.append(Finding(str(path), entry.line, "authority-form-shared", message, remedy))
    return found


def _dangling(path: Path, root: Element, ids: set[str | None]) -> list[Finding]:
    found = []
    for element in tei.every(root, "//t:standOff//*[@ref or @where]"):
        for attribute in ("ref", "where"):
            for pointer in element.get(attribute, "").split():
                match = _POINTER.fullmatch(pointer)
                if not pointer.startswith("http") and (not match or match[1] not in ids):
                    message = (
                        f"`{tei.name(element)}/@{attribute}` points to `{pointer}`, which is in none of these files,"
                        " nor in the gazetteer"
                    )
                    remedy = "add the entry, or correct the pointer"
                    found.append(
                        Finding(str(path), element.sourceline or 0, "authority-dangling", message, remedy, "error")
                    )
    return found
