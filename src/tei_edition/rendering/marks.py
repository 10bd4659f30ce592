"""Marks in the text of a document, and the words between them.

A mark is an `anchor` without content. Text is told by the element that holds it: its own, or with True its tail.
"""

import re
from collections.abc import Iterator

from tei_edition import tei
from tei_edition.tei import E, Element

# A heading, or a speaker's label, may be moved to the next page; what follows it is one of these.
_MOVING = frozenset(("head", "speaker"))
_FOLLOWING = frozenset(("p", "ab", "l", "item"))


def new_mark(kind: str, number: str) -> Element:
    """A mark for an entry of the apparatus (`Apparatus` says which there are)."""
    return E.anchor(type=f"print-{kind}", n=number)


def insert(mark: Element, element: Element, is_tail: bool, offset: int) -> None:
    """Put a mark into the text of an element, or into its tail."""
    text = (element.tail if is_tail else element.text) or ""
    head, behind = text[:offset], text[offset:]
    if is_tail:
        element.tail = None
        element.addnext(mark)
        element.tail = head
    else:
        element.text = head
        element.insert(0, mark)
    mark.tail = behind


def _chunks(start: Element, to: Element) -> Iterator[tuple[Element, bool]]:
    """The runs of text between two marks in order: elements whose text, or with True whose tail, is meant."""
    todo: list[tuple[Element, bool]] = [(start, True)]
    while todo:
        element, is_tail = todo.pop()
        if element is to:
            return
        if not is_tail:
            if isinstance(element.tag, str) and not tei.is_editorial(element):
                yield element, False
                todo.append((element, True))
                todo += [(child, False) for child in reversed(element)]
                continue
            is_tail = True
        yield element, True
        # Once everything inside is done, what follows is the next sibling, or what is behind the parent.
        if not todo:
            following = element.getnext()
            if following is not None:
                todo.append((following, False))
            elif (parent := element.getparent()) is not None:
                todo.append((parent, True))


def between(start: Element, to: Element) -> str:
    """The words between two marks."""
    parts = [(one.tail if is_tail else one.text) or "" for one, is_tail in _chunks(start, to)]
    return " ".join("".join(parts).split())


def mark_words(start: Element, to: Element) -> None:
    """Add the marks behind the word before a lemma, and behind the first word of it."""
    number = str(start.get("n"))
    words = new_mark("word", number)
    for element, is_tail in _chunks(start, to):
        text = (element.tail if is_tail else element.text) or ""
        found = re.search(r"\S(?=\s)", text)
        if found:
            insert(words, element, is_tail, found.end())
            break
    else:
        to.addprevious(words)
    _hold(words)
    before, parent = start.getprevious(), start.getparent()
    assert parent is not None
    text = (before.tail if before is not None else parent.text) or ""
    if text[-1:].isspace() and (text.strip() or before is not None):
        holder = before if before is not None else parent
        insert(new_mark("before", number), holder, before is not None, len(text.rstrip()))


def _hold(words: Element) -> None:
    """Reserve the room of an entry in the paragraph behind a heading, where there is one."""
    heading = next((one for one in words.iterancestors() if tei.name(one) in _MOVING), None)
    if heading is None:
        return
    following = next((one for one in heading.itersiblings() if isinstance(one.tag, str)), None)
    if following is None and (parent := heading.getparent()) is not None:
        following = parent
    block = (
        next((one for one in following.iter() if tei.name(one) in _FOLLOWING), None) if following is not None else None
    )
    if block is None:
        return
    words.set("type", "print-name")
    hold = new_mark("hold", str(words.get("n")))
    hold.tail, block.text = block.text, None
    last = next((one for one in reversed(block) if one.get("type") == "print-hold"), None)
    if last is not None and block.index(last) == sum(one.get("type") == "print-hold" for one in block) - 1:
        hold.tail, last.tail, block.text = last.tail, None, hold.tail
        last.addnext(hold)
    else:
        block.insert(0, hold)


def tighten(start: Element, to: Element, has_words: bool) -> None:
    """Let the marks stand close to the words of a lemma: white space at its ends goes outside."""
    if not has_words:
        before, parent = start.getprevious(), start.getparent()
        assert parent is not None
        text = (before.tail if before is not None else parent.text) or ""
        space = text[len(text.rstrip()) :]
        if before is not None:
            before.tail = text.rstrip()
        else:
            parent.text = text.rstrip()
        to.tail = space + (to.tail or "")
        return
    chunks = list(_chunks(start, to))
    for element, is_tail in chunks:
        text = (element.tail if is_tail else element.text) or ""
        if text.strip():
            _set(element, is_tail, text.lstrip())
            _say_before(start, text[: len(text) - len(text.lstrip())])
            break
    for element, is_tail in reversed(chunks):
        text = (element.tail if is_tail else element.text) or ""
        if text.strip():
            _set(element, is_tail, text.rstrip())
            to.tail = text[len(text.rstrip()) :] + (to.tail or "")
            break


def _set(element: Element, is_tail: bool, text: str) -> None:
    if is_tail:
        element.tail = text
    else:
        element.text = text


def _say_before(mark: Element, space: str) -> None:
    """Put white space before a mark."""
    before, parent = mark.getprevious(), mark.getparent()
    if before is not None:
        before.tail = (before.tail or "") + space
    elif parent is not None:
        parent.text = (parent.text or "") + space


def word_before(mark: Element) -> str:
    """The last word that stands before a mark in its paragraph."""
    words: list[str] = []
    element: Element = mark
    while not words and (parent := element.getparent()) is not None:
        before = [parent.text or ""]
        for sibling in parent:
            if sibling is element:
                break
            before.append(("" if tei.is_editorial(sibling) else tei.project(sibling)) + (sibling.tail or ""))
        words = "".join(before).split()
        if tei.name(parent) in ("p", "l", "head", "item", "ab"):
            break
        element = parent
    return words[-1].strip(",.;:!?") if words else ""


def word_behind(mark: Element) -> str:
    """The first word that stands behind a mark in its paragraph."""
    parent = mark.getparent()
    last = parent if parent is not None else mark
    for element, is_tail in _chunks(mark, last):
        words = ((element.tail if is_tail else element.text) or "").split()
        if words:
            return words[0].strip(",.;:!?")
    return ""


def take_away(element: Element) -> None:
    """Remove an element and leave the words behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail, element.tail = element.tail or "", None
    before = element.getprevious()
    if tail:
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)
