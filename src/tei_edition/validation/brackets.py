"""Brackets and quotation marks that balance, or are marked where the source's do not.

The text is read as the source had it (`tei.project`), and with what an editor supplied for a mark that is missing.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from tei_edition import tei
from tei_edition.errors import Finding
from tei_edition.tei import Element
from tei_edition.validation.document import Document

_PAIRS = {")": "(", "]": "[", "}": "{"}
_OPEN = frozenset(_PAIRS.values())
_QUOTES = {"”": ("“", "„", "”"), "»": ("«", "»"), "«": ("»",), "“": ("„",)}
_WORDS = etree.XPath("string()")
_MARK = re.compile(r"[()\[\]{}“”„«»]")
# "1)", "a)", "iv)": the label of a point in a list, not the end of anything.
_LABEL = r"(?:^|[\s(;,.:–—])\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})$"
# Elements that may hold words which are not the text's, or an editor's for what the source lacks.
_MARKED = ("sic", "orig", "corr", "rdg", "note", "desc", "supplied", "teiHeader", "standOff")
# How many characters tell a label in a list, and how many are quoted in a message.
_NEAR, _SHOWN = 12, 24


class _Mark(NamedTuple):
    """A mark: which, in which element, how many of its kind stand before it there, and its place in a run of words."""

    character: str
    unit: Element
    number: int
    run: str
    at: int

    @property
    def quoted(self) -> str:
        """The words around it."""
        return " ".join(self.run[max(0, self.at - _SHOWN) : self.at + _SHOWN].split())


def check_brackets(document: Document) -> Iterator[Finding]:
    """Every bracket and every quotation mark has its other."""
    reader = _Reader(document)
    for text in document.named("text"):
        if not any(tei.name(around) == "text" for around in text.iterancestors()):
            yield from reader.read(text)
    for note in document.named("note"):
        if note in document.in_text and tei.is_editorial(note):
            yield from reader.read(note)


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.places: dict[Element, dict[str, list[int]]] = {}
        # German and Danish open with » and close with «.
        self.is_swapped = document.root.get(tei.XML_LANG, "").startswith(("de", "da"))
        # Whatever holds words that do not count.
        inner = (row for row in document.named(*_MARKED) if row in document.in_text)
        self.uneven = {row for marked in inner for row in marked.iterancestors()}

    def read(self, holder: Element) -> Iterator[Finding]:
        """What opens and never closes in a text or a note, and what closes without opening."""
        brackets: list[_Mark] = []
        quotes: list[_Mark] = []
        for unit in _units(holder):
            if not quotes:
                # Most paragraphs have no marks, or such as balance among themselves: these are read no closer.
                marks = _MARK.findall(_WORDS(unit))
                if not marks or (not brackets and unit not in self.uneven and _balance(marks)):
                    continue
            runs = list(_runs(unit, is_text=True, is_top=True))
            if quotes:
                if not _opens(runs):
                    yield from (self._unclosed(mark, "quote-unbalanced") for mark in quotes)
                quotes = []
            for mark, before in _marks(unit, runs):
                character = mark.character
                if character in _OPEN:
                    brackets.append(mark)
                elif character in _PAIRS:
                    if brackets and brackets[-1].character == _PAIRS[character]:
                        brackets.pop()
                    elif not re.search(_LABEL, before):
                        yield self._stray(mark, "bracket-unbalanced")
                elif quotes and quotes[-1].character in _QUOTES.get(character, ()):
                    quotes.pop()
                elif character in "“„«" or (character == "»" and self.is_swapped):
                    quotes.append(mark)
                else:
                    yield self._stray(mark, "quote-unbalanced")
        yield from (self._unclosed(mark, "bracket-unbalanced") for mark in brackets)
        yield from (self._unclosed(mark, "quote-unbalanced") for mark in quotes)

    def _unclosed(self, mark: _Mark, rule: str) -> Finding:
        message = f"{mark.character} opens here and never closes: “{mark.quoted}”"
        return self.document.finding(rule, mark.unit, message, offset=self._offset(mark))

    def _stray(self, mark: _Mark, rule: str) -> Finding:
        message = f"{mark.character} closes here what nothing opened: “{mark.quoted}”"
        return self.document.finding(rule, mark.unit, message, offset=self._offset(mark))

    def _offset(self, mark: _Mark) -> int:
        """Where a mark stands in the file: the one of that number in its element."""
        if mark.unit not in self.places:
            found: dict[str, list[int]] = {}
            text = self.document.places.text
            inside = self.document.opening(mark.unit).end, self.document.closing(mark.unit).start
            for start, end in self.document.places.texts(*inside):
                for match in _MARK.finditer(text, start, end):
                    found.setdefault(match[0], []).append(match.start())
            self.places[mark.unit] = found
        offsets = self.places[mark.unit].get(mark.character, [])
        return offsets[mark.number] if mark.number < len(offsets) else -1


def _balance(marks: list[str]) -> bool:
    """Whether marks close what they opened, each in its turn."""
    brackets: list[str] = []
    quotes: list[str] = []
    for mark in marks:
        if mark in _OPEN:
            brackets.append(mark)
        elif mark in _PAIRS:
            if not brackets or brackets.pop() != _PAIRS[mark]:
                return False
        elif quotes and quotes[-1] in _QUOTES.get(mark, ()):
            quotes.pop()
        elif mark in "“„«":
            quotes.append(mark)
        else:
            return False
    return not brackets and not quotes


def _opens(runs: list[tuple[str, bool]]) -> bool:
    """Whether a paragraph begins with a quotation mark: the quotation of the one before goes on."""
    return next((run.lstrip()[0] for run, counts in runs if counts and not run.isspace() and run), "") in tuple("“„«»")


def _marks(unit: Element, runs: list[tuple[str, bool]]) -> Iterator[tuple[_Mark, str]]:
    """The marks of a paragraph, each with the few characters before it."""
    numbers: dict[str, int] = {}
    before = ""
    for run, counts in runs:
        for match in _MARK.finditer(run):
            number = numbers[match[0]] = numbers.get(match[0], -1) + 1
            if counts:
                at = match.start()
                near = run[max(0, at - _NEAR) : at]
                yield _Mark(match[0], unit, number, run, at), near if at >= _NEAR else before + near
        before = (before + run[-_NEAR:])[-_NEAR:]


def _units(holder: Element) -> list[Element]:
    """The paragraphs and the like: whatever holds words of its own. One within another is part of it."""
    found: list[Element] = []
    waiting = [holder]
    while waiting:
        element = waiting.pop()
        if _has_words(element.text):
            found.append(element)
            continue
        children = list(element)
        if not children or any(_has_words(child.tail) for child in children):
            found.append(element)
        else:
            waiting += [child for child in reversed(children) if not tei.is_editorial(child)]
    return found


def _has_words(run: str | None) -> bool:
    return run is not None and not run.isspace()


def _runs(element: Element, *, is_text: bool, is_top: bool = False) -> Iterator[tuple[str, bool]]:
    """The runs of characters in a paragraph, and whether they are the text's."""
    name = tei.name(element)
    is_supplied = name == "supplied" and element.get("reason") == "unbalanced-bracket"
    is_marked = name in ("sic", "orig", "") or (tei.is_editorial(element) and not is_supplied)
    counts = is_text and (is_top or not is_marked)
    if name:
        yield element.text or "", counts
        for child in element:
            yield from _runs(child, is_text=counts)
            yield child.tail or "", counts
