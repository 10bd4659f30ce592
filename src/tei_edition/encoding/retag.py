"""Machine tags for TEI that came from elsewhere: untagged text gets tags, nothing else is touched.

The projection of the text is read like a source; a mention is written into the tree where its words stand in one piece
of text that no name or date encloses yet.
"""

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from tei_edition import tei
from tei_edition.edition import Edition
from tei_edition.encoding.document import Memory
from tei_edition.encoding.marks import mention_markup
from tei_edition.entities import Mention, Tagging, find_anchor
from tei_edition.sources import Source, read_source
from tei_edition.tei import XML_ID, E, Element
from tei_edition.transcripts import transcribe

_NAMES = frozenset(("persName", "placeName", "orgName", "rs", "name", "date", "time"))
_BLOCKS = frozenset(
    "p head item dateline opener closer list row cell l ab note sp div trailer seg salute signed byline".split()
)


@dataclass(frozen=True)
class Piece:
    """A text of the tree: where it begins in the projection, and whose text or tail it is."""

    start: int
    words: str
    element: Element
    is_tail: bool


@dataclass(frozen=True)
class Explained:
    """A mention and where it stands in the TEI file."""

    mention: Mention
    line: int
    words: str


def read_tei_text(root: Element, name: str) -> tuple[Source, list[Piece]]:
    """The text of a document as a source, one paragraph a block, and the pieces it was put together from."""
    pieces: list[Piece] = []
    parts: list[str] = []
    size = 0

    def put(words: str, element: Element | None, is_tail: bool) -> None:
        nonlocal size
        if element is not None and words:
            pieces.append(Piece(size, words, element, is_tail))
        parts.append(words)
        size += len(words)

    def walk(element: Element) -> None:
        if tei.is_editorial(element):
            return
        block = tei.name(element) in _BLOCKS and not _continues(element)
        put("\n\n" if block else "", None, False)
        put(_spaced(element.text), element, False)
        for child in element:
            walk(child)
            put(_spaced(child.tail), child, True)
        put("\n\n" if block else "", None, False)

    for text in tei.every(root, "t:text"):
        walk(text)
    data = "".join(parts)
    return read_source(Path(name), (data if data.strip() else "…").encode(), site="none", form="text"), pieces


def _continues(element: Element) -> bool:
    """True for the first paragraph of a turn: it stands on the line of its speaker's label."""
    before = element.getprevious()
    return before is not None and tei.name(before) == "speaker"


def _spaced(words: str | None) -> str:
    return (words or "").replace("\n", " ").replace("\r", " ")


def retag(root: Element, name: str, memory: Memory, edition: Edition) -> tuple[int, list[Explained], Tagging]:
    """Tag what is untagged, in place.

    Args:
        root: the document; only its text is changed, and only by wrapping.
        name: the file's name, for messages.

    Returns:
        How many tags were added; every mention found, with its line; the tagging.
    """
    source, pieces = read_tei_text(root, name)
    transcript = transcribe(source)
    tables = edition.subfolder("tables")
    settings = edition.document(Path(name).stem)
    anchor = find_anchor(transcript, tables, settings.utc_offset)
    tagging = memory.tag(transcript, anchor, edition, settings)
    starts = [piece.start for piece in pieces]
    explained, todo = [], []
    for mention in tagging.mentions:
        piece = pieces[bisect_right(starts, mention.start) - 1]
        words = source.text[mention.start : mention.end]
        explained.append(Explained(mention, piece.element.sourceline or 0, words))
        if mention.end <= piece.start + len(piece.words) and not _is_tagged(piece):
            todo.append((mention, piece))
    added = 0
    inside = -1
    outermost = []
    for mention, piece in todo:
        if mention.start >= inside:
            outermost.append((mention, piece))
            inside = mention.end
    for mention, piece in reversed(outermost):
        _wrap(mention, piece)
        added += 1
    return added, explained, tagging


def tagged_stretches(pieces: list[Piece]) -> list[tuple[int, int]]:
    """Where the projection stands inside a name or date already, whoever tagged it."""
    return [(piece.start, piece.start + len(piece.words)) for piece in pieces if _is_tagged(piece)]


def declare(root: Element, rules: dict[str, str]) -> None:
    """Say in the header who the machine is and what its rules are, where the tags in the text point to them.

    Args:
        rules: what each rule is about, by name.
    """
    ids = {element.get(XML_ID) for element in tei.every(root, "//*[@xml:id]")}
    tags = [tag for tag in tei.tags(root) if "#machine" in tag.get("resp", "").split()]
    for tag in tags:
        if tag.get("datingPoint", "")[1:] not in ids:
            tag.attrib.pop("datingPoint", None)
    titles, header = tei.one(root, "t:teiHeader/t:fileDesc/t:titleStmt"), tei.one(root, "t:teiHeader")
    if titles is None or header is None or not tags:
        return
    if "machine" not in ids:
        name = E("name", "tei-edition", type="software")
        titles.append(E("respStmt", E("resp", "tagged by rule"), name, **{XML_ID: "machine"}))
    used = sorted({key for tag in tags for key in tag.get("ana", "").split() if key.startswith("#rule.")})
    missing = [key[1:] for key in used if key[1:] not in ids]
    rows = [E("category", E("catDesc", rules.get(key[5:], key)), **{XML_ID: key}) for key in missing]
    if rows:
        _taxonomy(header).extend(rows)


def _taxonomy(header: Element) -> Element:
    """The list of rules, made where it is missing."""
    known = tei.every(header, ".//t:taxonomy[@xml:id='rule']")
    if known:
        return known[0]
    encoding = tei.one(header, "t:encodingDesc")
    if encoding is None:
        encoding = E("encodingDesc")
        header.insert(1, encoding)
    classes = tei.one(encoding, "t:classDecl")
    if classes is None:
        classes = E("classDecl")
        before = tei.one(encoding, "t:appInfo")
        encoding.insert(len(encoding) if before is None else encoding.index(before), classes)
    found = E("taxonomy", **{XML_ID: "rule"})
    classes.append(found)
    return found


def _is_tagged(piece: Piece) -> bool:
    holder = piece.element.getparent() if piece.is_tail else piece.element
    while holder is not None:
        if tei.name(holder) in _NAMES:
            return True
        holder = holder.getparent()
    return False


def _wrap(mention: Mention, piece: Piece) -> None:
    """Put a tag around a mention. Called from the end of each piece to its beginning, so that offsets keep."""
    markup = mention_markup(mention)
    at, end = mention.start - piece.start, mention.end - piece.start
    whole = (piece.element.tail if piece.is_tail else piece.element.text) or ""
    tag = E(markup.name, whole[at:end], **markup.attributes)
    tag.tail = whole[end:]
    if piece.is_tail:
        piece.element.tail = whole[:at]
        parent = piece.element.getparent()
        assert parent is not None
        parent.insert(parent.index(piece.element) + 1, tag)
    else:
        piece.element.text = whole[:at]
        piece.element.insert(0, tag)
