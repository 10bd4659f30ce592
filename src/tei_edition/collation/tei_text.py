"""A TEI document → the text of its witness, and for each token where it stands in the tree.

The text is what `text` holds without notes; of each `choice` one child is read (Guidelines 3.5). Words go on through
phrase-level elements and stop at the end of a paragraph, heading, line or cell. Runs of characters keep their place, so
that an apparatus can be written back without losing any markup.
"""

from bisect import bisect_right
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tei_edition import tei
from tei_edition.collation.witness import Witness, normals, tokens
from tei_edition.errors import TeiError
from tei_edition.tei import Element

BLOCKS = frozenset(
    """p head item l lg ab div sp speaker stage list table row cell dateline opener closer salute signed byline trailer
    titlePart docTitle epigraph quote postscript label lb pb cb milestone body front back group text space""".split()
)


@dataclass(frozen=True)
class Run:
    """Characters that stand together: the text of an element, or the tail behind it.

    Attributes:
        element: the element.
        is_tail: whether the characters stand behind the element.
        start: the offset of the first in the whole text.
        text: the characters.
    """

    element: Element
    is_tail: bool
    start: int
    text: str


@dataclass(frozen=True)
class Text:
    """The text of a document, its runs in order, and the span of each token in it (half-open)."""

    text: str
    runs: tuple[Run, ...]
    spans: tuple[tuple[int, int], ...]

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each run."""
        return [run.start for run in self.runs]

    def pieces(self, start: int, stop: int) -> list[tuple[int, int, int]]:
        """A span of the text as pieces of runs: (number of the run, first, last offset in it, half-open)."""
        found = []
        for number in range(max(0, bisect_right(self.starts, start) - 1), len(self.runs)):
            run = self.runs[number]
            if run.start >= stop:
                break
            first, last = max(start - run.start, 0), min(stop - run.start, len(run.text))
            if first < last:
                found.append((number, first, last))
        return found

    def witness(self, siglum: str, normalise: Callable[[str], str]) -> Witness:
        """The witness that the text is."""
        words = tokens(self.text)
        lead = self.text[: len(self.text) - len(self.text.lstrip())]
        return Witness(siglum, tuple(words), tuple(normals(words, normalise)), lead=lead, places=self.spans)


def is_read(element: Element, chosen: Container[str], ignored: Container[str]) -> bool:
    """Whether an element is part of the text.

    Args:
        chosen: of each `choice` the first child of these names is read, or the first child.
        ignored: names of elements that are left out; a note with `place="inline"` is not.
    """
    name, parent = tei.name(element), element.getparent()
    if not name or (name in ignored and not (name == "note" and element.get("place") == "inline")):
        return False
    # A bracket that an editor closed is no witness's.
    if name == "supplied" and element.get("reason") == "unbalanced-bracket":
        return False
    if parent is not None and tei.name(parent) == "choice":
        children = [child for child in parent if tei.name(child)]
        return element is next((child for child in children if tei.name(child) in chosen), children[0])
    return True


def is_word(element: Element) -> bool:
    """True for a `w` that is a whole word: no other word goes on from it or into it."""
    return tei.name(element) == "w" and not element.get("part")


def is_apparatus(root: Element) -> bool:
    """True where a document holds an apparatus: its readings are witnesses' texts."""
    return next(root.iter(tei.q("app")), None) is not None


def scopes(root: Element, element: str, path: object = "") -> list[Element]:
    """The elements that hold the text.

    Raises:
        TeiError: there is none.
    """
    if not element:
        found = [text for text in root.iter(tei.q("text")) if next(text.iterancestors(tei.q("text")), None) is None]
        if not found and tei.name(root) not in ("TEI", "teiCorpus"):
            found = [root]
        if not found:
            raise TeiError("there is no text in it", "give a TEI document with a text", path=path)
        return found
    found = [one for one in root.iter() if isinstance(one.tag, str) and one.get(tei.XML_ID) == element]
    if not found:
        named = [one for one in root.iter() if tei.name(one) == element]
        inside = set(named)
        found = [one for one in named if inside.isdisjoint(one.iterancestors())]
    if not found:
        raise TeiError(f"it has no element {element}", "name an element or an xml:id of it", path=path)
    return found


def read_text(root: Element, tables: Mapping[str, Any], element: str = "", path: object = "") -> Text:
    """The text of a TEI document.

    Args:
        root: the document.
        tables: `choice`, the children read of each `choice`, and `ignore`, the elements left out.
        element: only elements of this name, or the one with this xml:id.

    Raises:
        TeiError: there is no text, or no words in it.
    """
    reader = _Reader(frozenset(tables["choice"]), frozenset(tables["ignore"]))
    for scope in scopes(root, element, path):
        reader.block()
        reader.walk(scope)
    text = "".join(reader.parts)
    spans = []
    at = len(text) - len(text.lstrip())
    for token in tokens(text):
        spans.append((at, at + len(token.rstrip())))
        at += len(token)
    if not spans:
        raise TeiError("there are no words in its text", "give a TEI document with a text", path=path)
    return Text(text, tuple(reader.runs), tuple(spans))


class _Reader:
    def __init__(self, chosen: frozenset[str], ignored: frozenset[str]) -> None:
        self.chosen, self.ignored = chosen, ignored
        self.parts: list[str] = []
        self.runs: list[Run] = []
        self.size = 0

    def walk(self, top: Element) -> None:
        """Read an element and what it holds, without recursion: documents may be deep."""
        stack: list[tuple[Element, bool]] = [(top, False)]
        while stack:
            element, left = stack.pop()
            if left:
                if tei.name(element) in BLOCKS and element.get("break") != "no":
                    self.block()
                if is_word(element):
                    self.part()
                if element is not top:
                    self.add(element, True, element.tail)
                continue
            if not is_read(element, self.chosen, self.ignored):
                if element is not top:
                    self.add(element, True, element.tail)
                continue
            if tei.name(element) in BLOCKS and element.get("break") != "no":
                self.block()
            if is_word(element):
                self.part()
            self.add(element, False, element.text)
            stack.append((element, True))
            stack += [(child, False) for child in reversed(element)]

    def add(self, element: Element, is_tail: bool, text: str | None) -> None:
        if not text:
            return
        parent = element.getparent() if is_tail else element
        if not text.strip() and parent is not None and tei.name(parent) == "choice":
            return
        self.runs.append(Run(element, is_tail, self.size, text))
        self.parts.append(text)
        self.size += len(text)

    def block(self) -> None:
        """What follows is another block: no word goes on into it."""
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")
            self.size += 1

    def part(self) -> None:
        """What follows is another word."""
        if self.parts and not self.parts[-1][-1:].isspace():
            self.parts.append(" ")
            self.size += 1
