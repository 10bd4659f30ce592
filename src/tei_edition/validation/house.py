"""What a grammar cannot say of a document as a whole: ids, pointers, numbers, rights, review."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tei_edition import tei
from tei_edition.errors import EditionError, Finding, Splice
from tei_edition.markup import encoding
from tei_edition.spelling import asked, nearest
from tei_edition.tei import XML_ID, Element
from tei_edition.validation.document import Document
from tei_edition.validation.rules import RULES

_POINTERS = tuple(
    """ref who toWhom corresp resp ana target datingPoint where rendition active passive mutual sameAs
    copyOf next prev source parent facs start""".split()
)
# On these elements only; elsewhere @from and @to are dates or pages, and @scheme names a language of styles.
_HERE = {"from": frozenset(("app", "span")), "to": frozenset(("app", "span")), "scheme": frozenset(("catRef",))}
_LOCAL = re.compile("#[^ \t\r\n]+")
_PREFIX = re.compile(r"([A-Za-z][\w.+-]*):(\S*)")
_BARE = re.compile(r"[^\W\d][\w-]*")
# An address in the edition whose last part has no ending.
_NO_IMAGE = re.compile(r"(?:[^:#?]*/)?[^:#?./]*")
_TAGS = frozenset(map(tei.q, ("persName", "placeName", "orgName", "rs", "date", "time")))
_SCHEMES = frozenset(("http", "https", "mailto", "urn", "doi", "tel", "file", "info", "ftp"))
# The only pattern of prefixDef that is followed: patterns of a document are not run.
_WHOLE = frozenset(("(.+)", "(.*)", "([^:]+)", "(\\S+)"))
# On these elements @target and @source may name any file.
_LINKS = frozenset(("ref", "ptr", "graphic", "media", "licence", "bibl", "quote"))


def check_encoding(document: Document) -> Iterator[Finding]:
    """Bytes of UTF-8 under the name of an encoding of one byte a character."""
    _, codec = encoding(document.data)
    if codec.lower().replace("_", "-").startswith(("iso-8859", "windows-125", "cp125", "latin")):
        try:
            is_ascii = document.data.decode("utf-8").isascii()
        except UnicodeDecodeError:
            return
        if not is_ascii:
            message = f"the file says that it is {codec}, but its characters are UTF-8"
            yield document.finding("encoding-doubtful", document.root, message, offset=0)


def check_ids(document: Document) -> Iterator[Finding]:
    """Every xml:id once."""
    for element, key in document.having(XML_ID).items() if len(document.having(XML_ID)) > len(document.ids) else ():
        if document.ids[key] is not element:
            line = document.places.at(document.opening(document.ids[key]).start)[0]
            message = f"the xml:id `{key}` stands on line {line} too"
            yield document.finding("id-repeated", element, message, attribute=XML_ID)


def check_pointers(document: Document) -> Iterator[Finding]:
    """Every pointer leads to an xml:id of the document, or has a declared prefix, or is an address."""
    prefixes = {row.get("ident", ""): _entries(document, row) for row in document.named("prefixDef")}
    pointed: set[str] = set()
    for attribute in (*_POINTERS, *_HERE):
        having = document.having(attribute)
        if attribute in _HERE:
            having = {row: value for row, value in having.items() if tei.name(row) in _HERE[attribute]}
        # Most pointers stand many times: each value is looked up once.
        lost: dict[str, list[str]] = {}
        for value in set(having.values()):
            for pointer in tei.tokens(value):
                if pointer[0] == "#" and pointer[1:] in document.ids:
                    pointed.add(pointer[1:])
                else:
                    lost.setdefault(value, []).append(pointer)
        for element, value in having.items() if lost else ():
            for pointer in lost.get(value, ()):
                yield from _check_pointer(document, element, attribute, pointer, prefixes)
    yield from _unused(document, pointed)


def _check_pointer(
    document: Document,
    element: Element,
    attribute: str,
    pointer: str,
    prefixes: dict[str, tuple[str, frozenset[str]] | None],
) -> Iterator[Finding]:
    where = f"`{tei.name(element)}/@{attribute}`"
    if _LOCAL.fullmatch(pointer):
        rule = "who-unknown" if attribute in ("who", "toWhom") else "pointer-unresolved"
        close = nearest(pointer[1:], frozenset(document.ids))
        message = f"{where} points to `{pointer}`, which is not in the document{asked(close and f'#{close}')}"
        yield document.finding(rule, element, message, attribute=attribute)
        return
    prefix = _PREFIX.match(pointer)
    if prefix:
        if prefix[1] in prefixes:
            place = prefixes[prefix[1]]
            if place is not None:
                yield from _check_entry(document, element, attribute, prefix[2], place)
        elif prefix[1] not in _SCHEMES:
            message = f"{where} uses the prefix `{prefix[1]}:`, which is not declared"
            yield document.finding("prefix-undeclared", element, message, attribute=attribute)
    elif _BARE.fullmatch(pointer) and (pointer in document.ids or tei.name(element) not in _LINKS):
        yield _bare(document, element, attribute, pointer)


def _bare(document: Document, element: Element, attribute: str, pointer: str) -> Finding:
    place = document.attribute(element, attribute) if pointer in document.ids else None
    fix: tuple[Splice, ...] = ()
    if place:
        words = re.finditer(r"\S+", document.places.text[place.value_start : place.value_end])
        at = next((place.value_start + word.start() for word in words if word[0] == pointer), -1)
        fix = (Splice(at, at, "#"),) if at >= 0 else ()
    known = "" if pointer in document.ids else ", and the document has no such id"
    message = f"`{tei.name(element)}/@{attribute}` is `{pointer}` without a #{known}"
    remedy = f"write `#{pointer}`" if pointer in document.ids else ""
    return document.finding("pointer-bare", element, message, attribute=attribute, remedy=remedy, fix=fix)


def _check_entry(
    document: Document, element: Element, attribute: str, key: str, place: tuple[str, frozenset[str]]
) -> Iterator[Finding]:
    """Whether the file of the edition that a prefix stands for has the entry."""
    name, ids = place
    if key not in ids:
        message = f"`{tei.name(element)}/@{attribute}`: {name} has no entry `{key}`{asked(nearest(key, ids))}"
        yield document.finding("entry-missing", element, message, attribute=attribute)


def _entries(document: Document, declared: Element) -> tuple[str, frozenset[str]] | None:
    """The file of the edition that a prefix stands for, and its xml:ids; None where it is not followed or not there."""
    folder, pattern = document.edition.folder, declared.get("replacementPattern", "")
    name, mark, rest = pattern.partition("#")
    if folder is None or declared.get("matchPattern") not in _WHOLE or (mark, rest) != ("#", "$1"):
        return None
    # Only files of the edition are opened, whatever a document says.
    path = (document.path.resolve().parent / name).resolve()
    ids = entry_ids(path) if path.is_relative_to(folder.resolve()) else None
    return None if ids is None else (path.name, ids)


def entry_ids(path: Path) -> frozenset[str] | None:
    """The xml:ids of a file of the edition; None where there is no such file, or it cannot be read."""
    try:
        state = path.stat()
    except OSError:
        return None
    return _entry_ids(path, state.st_mtime_ns, state.st_size)


@cache
def _entry_ids(path: Path, _changed: int, _size: int) -> frozenset[str] | None:
    try:
        root = tei.read(path)
    except EditionError:
        return None
    return frozenset(element.get(XML_ID, "") for element in root.iter() if isinstance(element.tag, str))


def _unused(document: Document, pointed: set[str]) -> Iterator[Finding]:
    """Entries of the document's own lists that nothing points to; a list of the edition has no text."""
    if not document.named("text"):
        return
    for standoff in document.named("standOff"):
        for entry in standoff.iter(*map(tei.q, ("person", "place", "org", "event"))):
            key = entry.get(XML_ID)
            if key and key not in pointed:
                yield document.finding("entry-unused", entry, f"nothing points to the {tei.name(entry)} `{key}`")


def check_facsimiles(document: Document) -> Iterator[Finding]:
    """A page break leads to an image of the page, and an image to its page break (Guidelines 12.1)."""
    for element, value in document.having("facs").items():
        for pointer in tei.tokens(value):
            target = document.ids.get(pointer[1:]) if pointer[0] == "#" else None
            if target is not None and not any(row.tag == tei.q("surface") for row in (target, *target.iterancestors())):
                yield _astray(document, element, "facs", pointer, "neither a surface nor a part of one")
            elif pointer[0] != "#" and _NO_IMAGE.fullmatch(pointer) and not _BARE.fullmatch(pointer):
                yield _astray(document, element, "facs", pointer, "neither a pointer nor the name of an image")
    for element, value in document.having("start").items():
        target = document.ids.get(value.strip()[1:])
        if element.tag == tei.q("surface") and target is not None and target.tag != tei.q("pb"):
            yield _astray(document, element, "start", value, "no page break")


def _astray(document: Document, element: Element, attribute: str, pointer: str, wanted: str) -> Finding:
    message = f"`{tei.name(element)}/@{attribute}` is `{pointer}`, which is {wanted}"
    return document.finding("facsimile-astray", element, message, attribute=attribute)


def check_numbers(document: Document) -> Iterator[Finding]:
    """Each paragraph number stands once. They need not rise: a paragraph that moves takes its number along."""
    seen: dict[str, Element] = {}
    held = document.in_text
    for element, number in document.having("n").items():
        if not document.having(XML_ID).get(element) or tei.name(element) in ("div", "pb") or element not in held:
            continue
        other = seen.setdefault(number, element)
        if other is not element:
            line = document.places.at(document.opening(other).start)[0]
            message = f"paragraph number {number} stands on line {line} too"
            yield document.finding("number-repeated", element, message, attribute="n")


def check_lock(document: Document) -> Iterator[Finding]:
    """Paragraphs that were published and are gone, with nothing to say where a citation of them leads."""
    folder = document.edition.folder
    if folder is None or not document.named("text") or not (folder / "ids" / f"{document.path.stem}.tsv").is_file():
        return
    # Loading the room takes longer than checking most documents: only where there is a lock file.
    from tei_edition.encoding.ids import lock_path, read_ids

    for row in read_ids(lock_path(document.edition, document.path.stem)):
        if row.id not in document.ids and (not row.now or row.now not in document.ids):
            message = f"the paragraph `{row.id}` (number {row.n}) was published and is gone: “{row.words[:60]}”"
            yield document.finding("id-lost", document.named("text")[0], message)


def check_rights(document: Document) -> Iterator[Finding]:
    """A licence of the markup, and the rights in the source."""
    if not document.named("text"):
        return
    place = next(iter(document.named("publicationStmt")), document.root)
    if not any(_is_in_availability(row) for row in document.named("licence")):
        yield document.finding("licence-missing", place, "no licence is stated")
    stated = (row for row, key in document.having("n").items() if key == "source-rights")
    if not any(_is_in_availability(row) for row in stated):
        yield document.finding("rights-missing", place, "nothing is said about rights in the source")


def _is_in_availability(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == tei.q("availability")


def check_original(document: Document) -> Iterator[Finding]:
    """A translation says whether its original was seen."""
    translators = [row for row in document.named("editor") if row.get("role") == "translator"]
    if not translators or not document.named("text"):
        return
    words = set(RULES["original-unstated"].settings["words"])
    told = [*document.named("textLang"), *document.named("language"), *document.named("sourceDesc")]
    if not any(words & set(re.findall(r"\w+", "".join(map(str, row.itertext())).lower())) for row in told):
        message = "this is a translation, and nothing says whether the original was seen"
        yield document.finding("original-unstated", next(iter(document.named("sourceDesc")), translators[0]), message)


def check_review(document: Document) -> Iterator[Finding]:
    """How many tags only the machine answers for."""
    held = document.in_text
    tags = [value for element, value in document.having("resp").items() if element.tag in _TAGS and element in held]
    alone = tags.count("#machine")
    if alone:
        message = f"{alone} of {len(tags)} tags have not been reviewed"
        yield document.finding("tags-unreviewed", None, message)
