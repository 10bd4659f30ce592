"""Stretches of the source → mixed content. Every character between the marks is copied; marks only wrap.

Markup never alters a source character: what a mark takes away (the translator's square brackets) every output puts
back, and what it adds stands in elements that are no part of the text projection.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tei_edition.tei import E, Element

# A run of no-break spaces is layout of the typescript: it becomes one `space`.
_LAYOUT = re.compile("[ \u00a0]*\u00a0[ \u00a0]+")


# A stretch of the source from elsewhere, with its marks.
Content = tuple[int, int, tuple["Markup", ...]]


@dataclass(frozen=True)
class Markup:
    """An element to wrap around a stretch of the source.

    Attributes:
        trim: characters taken off at each end, given back by every output (`rend="brackets"`).
        inside: for an element whose words stand in a child of their own, such as `vocal/desc`, that child's name.
        rank: which of two marks on the same stretch is the outer one; lower is outer.
        after: elements to add after the words, inside the mark.
        contents: for an element whose words stand elsewhere in the source, such as a footnote, their stretches.
    """

    start: int
    end: int
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    trim: int = 0
    inside: str = ""
    rank: int = 0
    after: tuple[tuple[str, dict[str, str], str], ...] = ()
    contents: tuple[Content, ...] = ()


def fill(parent: Element, text: str, start: int, end: int, marks: Iterable[Markup]) -> list[Markup]:
    """Append `text[start:end]` to `parent`, wrapped as the marks say.

    Returns:
        The marks that could not be placed, because they cross another or the ends of the stretch.
    """
    order = sorted(marks, key=_outside_in)
    return _fill(parent, text, start, end, order)


def _outside_in(mark: Markup) -> tuple[int, bool, int, int]:
    """Points first, then the outer marks before the inner ones."""
    return mark.start, mark.start < mark.end, -mark.end, mark.rank


def _fill(parent: Element, text: str, start: int, end: int, order: list[Markup]) -> list[Markup]:
    refused: list[Markup] = []
    at = k = 0
    at = start
    while k < len(order):
        mark = order[k]
        k += 1
        if mark.start < at or mark.end > end:
            refused.append(mark)
            continue
        inner = []
        while k < len(order) and order[k].start < mark.end:
            inner.append(order[k])
            k += 1
        add_text(parent, text[at : mark.start])
        refused += _wrap(parent, text, mark, inner)
        at = mark.end
    add_text(parent, text[at:end])
    return refused


def _wrap(parent: Element, text: str, mark: Markup, inner: list[Markup]) -> list[Markup]:
    element = E(mark.name, **mark.attributes)
    parent.append(element)
    if mark.name == "choice":
        element.append(sic := E("sic"))
        refused = _fill(sic, text, mark.start, mark.end, inner)
    else:
        holder = element
        if mark.inside:
            holder = E(mark.inside)
            element.append(holder)
        refused = _fill(holder, text, mark.start + mark.trim, mark.end - mark.trim, inner)
    for start, end, marks in mark.contents:
        holder = element
        if len(mark.contents) > 1:
            element.append(holder := E("p"))
        refused += fill(holder, text, start, end, marks)
    for name, attributes, words in mark.after:
        element.append(E(name, words, **attributes) if words else E(name, **attributes))
    return refused


def add_text(parent: Element, words: str) -> None:
    """Append words to an element, runs of layout spaces as `space`."""
    at = 0
    for run in _LAYOUT.finditer(words):
        if len(run[0]) > 2:
            _append(parent, words[at : run.start()])
            parent.append(E("space", dim="horizontal", quantity=str(len(run[0])), unit="chars"))
            at = run.end()
    _append(parent, words[at:])


def _append(parent: Element, words: str) -> None:
    if not words:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words
