"""Two entries of an authority made one, in the lists and in every document that pointed at the second."""

import re
from pathlib import Path

from tei_edition import tei
from tei_edition.edition import Edition
from tei_edition.errors import ConfigError
from tei_edition.tei import XML_ID, Element

# In start tags only: a pointer in the text of a document is text.
_TAG = re.compile(rb"<[^<>!?/][^<>]*>")


def merge_entries(edition: Edition, kept: str, gone: str) -> list[Path]:
    """Make `gone` part of `kept`: its forms, offices and identifiers move, every pointer follows.

    Documents are changed in their pointers only, byte for byte the same otherwise.

    Returns:
        The files that changed.

    Raises:
        ConfigError: one of the two is missing, or they are of different kinds.
    """
    assert edition.folder is not None
    files = sorted((edition.folder / "authority").glob("*.xml"))
    roots = {path: tei.read(path) for path in files}
    first, second = _entry(roots, kept, edition.folder), _entry(roots, gone, edition.folder)
    if kept == gone or first.tag != second.tag:
        raise ConfigError(f"`{kept}` and `{gone}` cannot be one entry", "name two entries of one kind")
    _move(first, second)
    changed = []
    for path, root in roots.items():
        data = _repointed(tei.serialize(root), kept, gone)
        if data != path.read_bytes():
            tei.write(path, data)
            changed.append(path)
    for path in sorted((edition.folder / "documents").rglob("*.xml")):
        before = path.read_bytes()
        after = _drop_copy(_repointed(before, kept, gone), gone, path)
        if after != before:
            tei.write(path, after)
            changed.append(path)
    return changed


def _entry(roots: dict[Path, Element], key: str, folder: Path) -> Element:
    for root in roots.values():
        for element in root.iter():
            if isinstance(element.tag, str) and element.get(XML_ID) == key:
                return element
    raise ConfigError(
        f"there is no entry `{key}`", "`tei-edition authority list` shows them", path=folder / "authority"
    )


def _move(first: Element, second: Element) -> None:
    """Give the first entry what the second has and it lacks."""
    own = {_content(child) for child in first}
    for child in list(second):
        if child.get("type") == "main":
            child.set("type", "variant")
        if _content(child) not in own:
            child.tail = first[-1].tail if len(first) else None
            if len(first):
                first[-1].tail = first.text
            first.append(child)
    parent = second.getparent()
    assert parent is not None
    parent.remove(second)


def _content(element: Element) -> tuple[str, str]:
    return tei.name(element), " ".join("".join(map(str, element.itertext())).split())


def _repointed(data: bytes, kept: str, gone: str) -> bytes:
    """Pointers `#gone` and `prefix:gone` in attributes lead to `kept`."""
    pointer = re.compile(rb"(?<=[\s\"'])([\w-]+:|#)" + re.escape(gone.encode()) + rb"(?=[\s\"'])")
    return _TAG.sub(lambda tag: pointer.sub(rb"\g<1>" + kept.encode(), tag[0]), data)


def _drop_copy(data: bytes, gone: str, path: Path) -> bytes:
    """A document's own copy of the entry that is gone takes the id that is kept, or goes where both are there."""
    root = tei.parse(data, path)
    copies = [element for element in root.iter() if isinstance(element.tag, str) and element.get(XML_ID) == gone]
    if not copies:
        return data
    start = data.index(f'xml:id="{gone}"'.encode())
    opened = data.rindex(b"<", 0, start)
    name = tei.name(copies[0]).encode()
    closed = data.index(b"</" + name + b">", start) + len(name) + 3
    after = closed + len(data[closed:]) - len(data[closed:].lstrip())
    return data[:opened] + data[after:]
