"""Changes to a file as splices: what is cut, put in and rewritten between the characters that stay.

Everything that is not named here stays byte for byte: white space, comments, instructions, quotes, entities.
"""

import re
from dataclasses import dataclass, field

from tei_edition.encoding.scan import Scan, attributes

BEFORE, AFTER = 0, 1
_ASIDE = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Put:
    """Characters to put before or after a token; `token` of the other document gives the order, `text` is its own."""

    at: int
    side: int
    token: int
    text: str


@dataclass(slots=True)
class Edit:
    """One change to a file.

    Attributes:
        cut: tokens that go, with the white space they own.
        keep_gap: those of them whose white space stays.
        puts: what comes in.
        values: for an opening tag, by token: attributes and their new values, None where they go.
    """

    cut: set[int] = field(default_factory=set)
    keep_gap: set[int] = field(default_factory=set)
    puts: list[Put] = field(default_factory=list)
    values: dict[int, dict[str, str | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spliced:
    """The file as changed: its characters, where each old token begins in them, and whether tags are nested."""

    text: str
    offsets: list[int]
    is_nested: bool


def splice(yours: Scan, mine: Scan, edits: list[Edit]) -> Spliced:
    """Apply edits to a file. What comes in is taken from `mine`."""
    cut = set().union(*(edit.cut for edit in edits))
    keep_gap = set().union(*(edit.keep_gap for edit in edits))
    values = {token: rows for edit in edits for token, rows in edit.values.items()}
    puts: dict[tuple[int, int], list[Put]] = {}
    for put in sorted(put for edit in edits for put in edit.puts):
        puts.setdefault((put.at, put.side), []).append(put)
    wordy = _before_cut_words(yours, cut)
    opening = _behind_cut_openings(yours, cut, puts)
    is_crlf = "\r\n" in yours.text and yours.text.count("\r\n") * 2 > yours.text.count("\n")
    out: list[str] = []
    offsets: list[int] = []
    nesting = _Nesting()
    size = 0
    # Whether nothing parts the next word from the last one, though something between them has changed.
    is_glued = is_changed = False

    def write(words: str) -> None:
        nonlocal size
        if words:
            out.append(words)
            size += len(words)

    def white(gap: str) -> None:
        nonlocal is_glued
        write(gap)
        if gap and _ASIDE.sub("", gap):
            is_glued = False

    def part(scan: Scan, k: int) -> None:
        """Words that were apart stay apart when the tags between them go."""
        nonlocal is_glued, is_changed
        token = scan.tokens[k]
        if token.kind == "word":
            if is_glued and is_changed and token.spaced:
                write(" ")
            is_glued, is_changed = True, False
        elif scan.nodes[token.node].is_block:
            is_glued = False

    def put_in(at: int, side: int) -> None:
        nonlocal is_changed, is_glued
        for put in puts.get((at, side), ()):
            is_changed = True
            words = put.text.replace("\n", "\r\n") if is_crlf else put.text
            if words[:1].isspace():
                white(words[: len(words) - len(words.lstrip())])
            part(mine, put.token)
            is_changed = True
            write(words.lstrip())
            is_glued = is_glued and not words[-1:].isspace()
            nesting.add(mine, put.token, 1)

    for k, token in enumerate(yours.tokens):
        gap = yours.gap(k)
        node = yours.nodes[token.node]
        if k in cut and k not in keep_gap and (node.is_block or k in wordy):
            gap = gap.rstrip()
        if k in opening:
            gap = gap.lstrip(" ")
        is_changed = is_changed or k in cut
        white(gap)
        if token.kind == "close" and node.is_empty_tag and k not in cut:
            inside = [(node.open, AFTER), (k, BEFORE)]
            filled = any(place in puts for place in inside)
            for place in inside:
                put_in(*place)
            write(f"</{node.name}>" if filled else "")
        else:
            put_in(k, BEFORE)
        offsets.append(size)
        if k not in cut:
            tag = yours.raw(k)
            if k in values:
                tag = _rewritten(tag, values[k])
            if token.kind == "open" and node.is_empty_tag and ((k, AFTER) in puts or (node.close, BEFORE) in puts):
                tag = tag[:-2].rstrip() + ">"
            part(yours, k)
            write(tag)
            nesting.add(yours, k, 0)
        if not (token.kind == "open" and node.is_empty_tag and k not in cut):
            put_in(k, AFTER)
    write(yours.text[yours.tokens[-1].end :])
    return Spliced("".join(out), offsets, nesting.is_whole)


def _before_cut_words(scan: Scan, cut: set[int]) -> set[int]:
    """The cut tokens before which the white space is that of a word which goes too."""
    found: set[int] = set()
    for k in sorted(cut, reverse=True):
        if scan.tokens[k].kind == "word" or k + 1 in found:
            found.add(k)
    return found


def _behind_cut_openings(scan: Scan, cut: set[int], puts: dict[tuple[int, int], list[Put]]) -> set[int]:
    """Words that open a block now, those before them gone and nothing in their place: no space stands before them."""
    found: set[int] = set()
    for k, token in enumerate(scan.tokens):
        first = k
        while first - 1 in cut and scan.tokens[first - 1].kind == "word":
            first -= 1
        before = scan.tokens[first - 1] if first else None
        if token.kind != "word" or k in cut or first == k or before is None or scan.gap(first):
            continue
        filled = (k, BEFORE) in puts or any((at, AFTER) in puts or (at, BEFORE) in puts for at in range(first - 1, k))
        if before.kind == "open" and scan.nodes[before.node].is_block and not filled:
            found.add(k)
    return found


class _Nesting:
    """Whether every closing tag closes the element that was opened last."""

    def __init__(self) -> None:
        self.open: list[tuple[int, int]] = []
        self.is_whole = True

    def add(self, scan: Scan, token: int, side: int) -> None:
        found = scan.tokens[token]
        if found.kind == "open":
            self.open.append((side, found.node))
        elif found.kind == "close" and (not self.open or self.open.pop() != (side, found.node)):
            self.is_whole = False


def _rewritten(tag: str, values: dict[str, str | None]) -> str:
    """An opening tag with some attributes set, in the quotes and places that they have."""
    for name, value in values.items():
        found = next(((start, end) for key, _, start, end in attributes(tag) if key == name), None)
        if found is None:
            if value is not None:
                at = re.search(r"\s*/?>$", tag)
                assert at is not None
                tag = f'{tag[: at.start()]} {name}="{_escaped(value, chr(34))}"{tag[at.start() :]}'
            continue
        start, end = found
        if value is None:
            head = tag[:start].rstrip("\"'").rstrip().rstrip("=").rstrip()
            tag = head[: -len(name)].rstrip() + tag[end + 1 :]
        else:
            tag = tag[:start] + _escaped(value, tag[start - 1]) + tag[end:]
    return tag


def _escaped(value: str, quote: str) -> str:
    plain = value.replace("&", "&amp;").replace("<", "&lt;")
    plain = plain.replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")
    return plain.replace(quote, "&quot;" if quote == '"' else "&#39;")
