"""XML as the characters of its file: words and tags with their offsets, so that a file can be changed by splices.

A parsed tree forgets what an editor sees: quotes, the order of attributes, line breaks, the spelling of entities. Here
everything that is neither a word nor a tag stays where it stands, between the tokens. Takes documents that `tei.parse`
has found to be well-formed (XML 1.0, 2.8 to 3.1; no DOCTYPE).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tei_edition import tei
from tei_edition.errors import TeiError
from tei_edition.markup import ATTRIBUTE, CDATA, MARKUP, encoding

_PIECE = re.compile(rf"{MARKUP}|[^<]++", re.DOTALL)
_ATTRIBUTE = re.compile(ATTRIBUTE)
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(\w+));")
_WORD = re.compile(r"\w+|[^\w\s]")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

ID = "xml:id"
# What tells one entry from another.
_ENTRY = (ID, "corresp", "ident")
# Elements whose words are not those around them.
_ASIDE = frozenset(("note", "corr", "rdg"))


@dataclass(slots=True)
class Token:
    """A word, an opening or a closing tag. A CDATA section is one word.

    Attributes:
        kind: `word`, `open` or `close`. An empty tag is both: the closing one has no length.
        start, end: offsets in the file's characters.
        key: what it says; two tokens of one key are the same. In the header and the lists it says of which entry: what
            is told of one person is not what is told of another.
        node: the element a tag belongs to, or the one that holds the word.
        spaced: for a word, whether white space or the beginning of a block precedes it.
    """

    kind: str
    start: int
    end: int
    key: tuple[object, ...]
    node: int
    spaced: bool = False


@dataclass(slots=True)
class Node:
    """An element: its name as written, its attributes decoded, its tags' tokens, its parent (-1 for the root).

    A block stands in an element that holds elements only: white space around it is layout. `entry` is the xml:id, or
    what serves as one, of the entry that an element of the header and the lists belongs to; `*` for none. In the text
    it is empty, or `<note` and the like for an aside.
    """

    name: str
    attributes: dict[str, str]
    parent: int
    is_block: bool
    is_empty_tag: bool
    entry: str
    open: int
    close: int = -1

    @property
    def id(self) -> str:
        """Its xml:id, or nothing."""
        return self.attributes.get(ID, "")


@dataclass(slots=True)
class Scan:
    """A document's characters, its tokens and elements in reading order."""

    text: str
    codec: str
    bom: bytes
    tokens: list[Token] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)

    def gap(self, token: int) -> str:
        """What stands between a token and the one before it: white space, comments, instructions."""
        return self.text[self.tokens[token - 1].end if token else 0 : self.tokens[token].start]

    def raw(self, token: int) -> str:
        """A token as it is written."""
        return self.text[self.tokens[token].start : self.tokens[token].end]

    def line(self, token: int) -> int:
        """The line a token begins on, from 1."""
        return self.text.count("\n", 0, self.tokens[token].start) + 1

    def encode(self, text: str) -> bytes:
        """Characters as this file writes them; what its encoding lacks becomes a character reference."""
        return self.bom + text.encode(self.codec, "xmlcharrefreplace")


def scan(data: bytes, path: object = "-") -> Scan:
    """Read a well-formed document.

    Raises:
        TeiError: its encoding cannot be read back byte for byte.
    """
    bom, codec = encoding(data)
    try:
        text = data[len(bom) :].decode(codec)
        exact = bom + text.encode(codec) == data
    except (LookupError, UnicodeError):
        exact = False
    if not exact:
        raise TeiError(f"the encoding {codec!r} cannot be kept as it is", "save the file as UTF-8", path=path)
    found = Scan(text, codec, bom)
    _Reader(found).read()
    return found


def attributes(tag: str) -> Iterator[tuple[str, str, int, int]]:
    """The attributes of an opening tag: name, value decoded, and where the value stands between its quotes."""
    for match in _ATTRIBUTE.finditer(tag):
        yield match[1], decode(match[2][1:-1]), match.start(2) + 1, match.end(2) - 1


def decode(words: str) -> str:
    """Characters without entities (XML 1.0, 4.1 and 4.6)."""
    return _ENTITY.sub(_character, words) if "&" in words else words


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED.get(match[3], match[0])
    return chr(int(match[1], 16) if match[1] else int(match[2]))


class _Reader:
    def __init__(self, found: Scan) -> None:
        self.scan = found
        self.stack: list[int] = []
        self.spaced = True

    def read(self) -> None:
        text = self.scan.text
        for piece in _PIECE.finditer(text):
            start, end = piece.span()
            if text.startswith("</", start):
                self._close(start, end)
            elif text.startswith(CDATA, start):
                self._word(text[start + len(CDATA) : end - 3], start, end)
            elif text.startswith(("<!--", "<?"), start):
                continue
            elif text[start] == "<":
                self._open(start, end)
            elif self.stack:
                self._words(start, end)

    def _open(self, start: int, end: int) -> None:
        tag = self.scan.text[start:end]
        name = tag[1:-1].split(None, 1)[0].rstrip("/")
        found = {key: value for key, value, _, _ in attributes(tag)}
        parent = self.stack[-1] if self.stack else -1
        is_block = parent < 0 or _local(self.scan.nodes[parent].name) in tei.CONTAINERS
        is_empty = tag.endswith("/>")
        index = len(self.scan.nodes)
        self.spaced = self.spaced or is_block
        entry = self._entry(name, found, parent)
        token = Token("open", start, end, ("open", name, entry, *sorted(found.items())), index)
        self.scan.nodes.append(Node(name, found, parent, is_block, is_empty, entry, len(self.scan.tokens)))
        self.scan.tokens.append(token)
        self.stack.append(index)
        if is_empty:
            self._close(end, end)

    def _entry(self, name: str, found: dict[str, str], parent: int) -> str:
        held = self.scan.nodes[parent].entry if parent >= 0 else ""
        if _local(name) in ("teiHeader", "standOff"):
            return "*"
        if not held:
            return f"<{name}" if _local(name) in _ASIDE else ""
        return held if held[0] == "<" else next((found[key] for key in _ENTRY if key in found), held)

    def _close(self, start: int, end: int) -> None:
        index = self.stack.pop()
        node = self.scan.nodes[index]
        node.close = len(self.scan.tokens)
        key = ("close", *self.scan.tokens[node.open].key[1:])
        self.scan.tokens.append(Token("close", start, end, key, index))
        self.spaced = self.spaced or node.is_block

    def _words(self, start: int, end: int) -> None:
        raw = self.scan.text[start:end]
        words, places = (raw, None) if "&" not in raw else _decoded(raw)
        at = 0
        for match in _WORD.finditer(words):
            self.spaced = self.spaced or match.start() > at
            at = match.end()
            first = match.start() if places is None else places[match.start()]
            last = match.end() if places is None else places[match.end()]
            self._word(match[0], start + first, start + last)
        self.spaced = self.spaced or at < len(words)

    def _word(self, word: str, start: int, end: int) -> None:
        key = ("word", word, self.spaced, self.scan.nodes[self.stack[-1]].entry)
        self.scan.tokens.append(Token("word", start, end, key, self.stack[-1], self.spaced))
        self.spaced = False


def _decoded(raw: str) -> tuple[str, list[int]]:
    """Characters without entities, and where each of them begins as written; one place more for the end."""
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for match in _ENTITY.finditer(raw):
        parts += [raw[at : match.start()], _character(match)]
        places += [*range(at, match.start()), match.start()]
        at = match.end()
        if len(parts[-1]) != 1:
            places += [match.start()] * (len(parts[-1]) - 1)
    return "".join([*parts, raw[at:]]), [*places, *range(at, len(raw) + 1)]


def _local(name: str) -> str:
    return name.rpartition(":")[2]
