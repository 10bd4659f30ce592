"""The apparatus of a TEI document → entries for the foot of the page, keyed to marks in the text (Guidelines 13.1–2).

The three ways to link an apparatus to its text come to the same: a mark stands in the text before the lemma and one
behind it. In parallel segmentation the lemma is the `lem` in the text; double end-points are elements of the text; a
location names words, or the `n` of an element in which the lemma stands.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tei_edition import tei
from tei_edition.crosswalks.record import siglum, words_of
from tei_edition.errors import Finding
from tei_edition.tei import XML_ID, E, Element

if TYPE_CHECKING:  # the collation is loaded only where an apparatus points to words
    from tei_edition.collation.tei_text import Text

_WORDS = re.compile(r"w\.(\d{1,9})(?:-(\d{1,9}))?(\+)?")
_FILLED = frozenset(("gap", "space", "lacunaStart", "lacunaEnd", "unclear", "damage"))


@dataclass(frozen=True)
class Policy:
    """How entries are worded.

    Attributes:
        words: the table `words` of `print.toml`: what stands for an omission, an addition, a place.
        layers: its table `layers`: types of `app` by layer.
        lemma_words: longer lemmas are abbreviated; 0 for never.
        positive: whether the witnesses of the lemma are named.
    """

    words: Mapping[str, str]
    layers: Mapping[str, Any]
    lemma_words: int = 3
    positive: bool = False


@dataclass
class Apparatus:
    """The entries of a document, whose text has marks for each, numbered as it is: `anchor` with these types.

    - `print-before`: behind the word before the lemma, where a space parts the two. A typesetter that breaks the line
      there leaves the next mark on the line before, and the two marks in one place.
    - `print-from`: before the lemma.
    - `print-word`: behind the first word of it; the entry's room at the foot is reserved here.
    - `print-name` and `print-hold`: the same for a lemma in a heading or a speaker's label, which may be moved to the
      next page after its notes were put on this one; room is reserved at the start of the paragraph that follows.
    - `print-to`: behind the lemma.

    Attributes:
        entries: a `note type="print-entry"` each: lemma, bracket and readings as TEI, numbered by `n`.
        layers: the layer of each entry, by its number.
        findings: entries that have no place in the text.
    """

    entries: list[Element] = field(default_factory=list)
    layers: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def take_out(root: Element, policy: Policy, path: object = "") -> Apparatus:
    """Turn the apparatus of a document into entries and marks.

    Args:
        root: the document, which is changed: marks stand where its `app` stood or pointed to.
        path: its name in messages.
    """
    apparatus = Apparatus()
    found = [app for app in root.iter(tei.q("app")) if next(app.iterancestors(tei.q("text")), None) is not None]
    linked = [app for app in found if app.get("from") or app.get("loc")]
    chained = {app.get("prev", "").lstrip("#"): app for app in found if app.get("prev")}
    writer = _Writer(root, policy, str(path), apparatus, chained)
    writer.linked(linked)
    for app in linked:
        take_away(app)
    done = set(linked)
    for app in found:
        if app not in done and not app.get("prev") and _is_in(root, app):
            writer.parallel(app)
    for note in [*root.iter(tei.q("note"))]:
        layer = writer.layer_of_note(note)
        if layer and next(note.iterancestors(tei.q("text")), None) is not None:
            writer.note(note, layer)
    _empty_lists(root)
    return apparatus


def put_in_place(root: Element) -> list[Element]:
    """Move each entry that points to a lemma behind that lemma, for a page that shows entries as notes.

    Args:
        root: the document, which is changed.

    Returns:
        The entries that were moved; those without a place, or with one inside of another entry, stay where they are.

    Raises:
        TeiError: a location counts words where the text has none.
    """
    found = [app for app in root.iter(tei.q("app")) if app.get("from") or app.get("loc")]
    writer = _Writer(root, Policy({}, {}), "", Apparatus(), {})
    places = [
        (place[1], number, app)
        for number, app in enumerate(found)
        if (place := writer.place(app)) and not _is_in_entry(place[1])
    ]
    # The last places first: what is put into the text must not move the places before it.
    for point, _, app in sorted(places, key=lambda row: (row[0].order, row[1]), reverse=True):
        take_away(app)
        _put(app, point)
    _empty_lists(root)
    return [app for _, _, app in places]


def _is_in_entry(point: "_Point") -> bool:
    inside = [] if point.behind else [point.element]
    return any(tei.name(one) == "app" for one in (*inside, *point.element.iterancestors()))


@dataclass(frozen=True)
class _Point:
    """A place between two characters or elements: in the run `run` at `offset`, or before or behind an element.

    `order` sorts places as they follow each other in the document.
    """

    order: tuple[int, int, int]
    element: Element
    run: int = -1
    offset: int = 0
    behind: bool = False


class _Writer:
    def __init__(
        self, root: Element, policy: Policy, path: str, apparatus: Apparatus, chained: Mapping[str, Element]
    ) -> None:
        self.root, self.policy, self.path, self.apparatus, self.chained = root, policy, path, apparatus, chained
        self.sigla = {row.get(XML_ID) or siglum(row): siglum(row) for row in root.iter(tei.q("witness"))}
        self.ranks = {name: rank for rank, name in enumerate(dict.fromkeys(self.sigla.values()))}
        self.by_id = {
            str(element.get(XML_ID)): element
            for element in root.iter()
            if isinstance(element.tag, str) and element.get(XML_ID)
        }
        self.orders = {element: number for number, element in enumerate(root.iter())}
        self._text: Text | None = None

    @property
    def text(self) -> "Text":
        """The words of the text and where they stand, read once, before anything is changed."""
        if self._text is None:
            from tei_edition.collation.normalising import settings
            from tei_edition.collation.tei_text import read_text

            self._text = read_text(self.root, settings()["tei"])
        return self._text

    def lost(self, app: Element) -> None:
        """Tell that an entry has no place."""
        where = app.get("from") or app.get("loc")
        message = f"an entry of the apparatus has no place in the text: {where}"
        found = Finding(self.path, app.sourceline or 0, "apparatus-unanchored", message, "correct its pointer")
        self.apparatus.findings.append(found)

    # Where an entry belongs

    def place(self, app: Element) -> tuple[_Point, _Point] | None:
        """Before and behind the lemma of an entry that points to it; None where that cannot be told."""
        if app.get("from"):
            first = self.by_id.get(str(app.get("from")).rpartition("#")[2])
            last = self.by_id.get((app.get("to") or str(app.get("from"))).rpartition("#")[2])
            if first is None or last is None or self.orders[first] > self.orders[last]:
                return None
            return (
                _Point((self.orders[first], 0, 0), first),
                _Point((self.inner(last), 2, 0), last, behind=True),
            )
        loc = str(app.get("loc"))
        words = _WORDS.fullmatch(loc)
        if words:
            first_word, last_word = int(words[1]), int(words[2] or words[1])
            if words[3]:
                point = self.behind(first_word - 1) if 1 <= first_word <= len(self.text.spans) else self.before(0)
                return point, point
            if 1 <= first_word <= last_word <= len(self.text.spans):
                return self.before(first_word - 1), self.behind(last_word - 1)
            return None
        return self.searched(app, loc)

    def searched(self, app: Element, loc: str) -> tuple[_Point, _Point] | None:
        """The lemma, looked for in the element that a location numbers."""
        from tei_edition.collation.witness import tokens

        lemma = next((child for child in app if tei.name(child) == "lem"), None)
        wanted = [word.strip() for word in tokens(words_of(lemma))]
        scope = next((one for one in self.root.iter() if isinstance(one.tag, str) and one.get("n") == loc), None)
        if not wanted or scope is None or next(scope.iterancestors(tei.q("text")), None) is None:
            return None
        inside = {run.start for run in self.text.runs if self.is_inside(run.element, run.is_tail, scope)}
        spans = [
            number
            for number, (start, stop) in enumerate(self.text.spans)
            if self.text.runs[self.text.pieces(start, stop)[0][0]].start in inside
        ]
        for at in range(len(spans) - len(wanted) + 1):
            if all(self.word(spans[at + k]) == word for k, word in enumerate(wanted)):
                return self.before(spans[at]), self.behind(spans[at + len(wanted) - 1])
        return None

    @staticmethod
    def is_inside(element: Element, is_tail: bool, scope: Element) -> bool:
        return (element is scope and not is_tail) or any(parent is scope for parent in element.iterancestors())

    def word(self, number: int) -> str:
        start, stop = self.text.spans[number]
        return self.text.text[start:stop]

    def before(self, number: int) -> _Point:
        run, start, _ = self.text.pieces(*self.text.spans[number])[0]
        return self.point(run, start)

    def behind(self, number: int) -> _Point:
        run, _, stop = self.text.pieces(*self.text.spans[number])[-1]
        return self.point(run, stop)

    def point(self, run: int, offset: int) -> _Point:
        found = self.text.runs[run]
        order = (self.inner(found.element), 3, offset) if found.is_tail else (self.orders[found.element], 1, offset)
        return _Point(order, found.element, run, offset, found.is_tail)

    def inner(self, element: Element) -> int:
        """The number of the last element in an element."""
        last = element
        while len(last):
            last = last[-1]
        return self.orders[last]

    # What is written

    def linked(self, apps: list[Element]) -> None:
        """The entries whose lemmas stand elsewhere."""
        found: list[tuple[_Point, _Point, Element]] = []
        for app in apps:
            place = self.place(app)
            if place is None:
                self.lost(app)
            else:
                found.append((*place, app))
        found.sort(key=lambda row: (row[0].order, row[1].order))
        marks = []
        for number, (first, last, _) in enumerate(found, len(self.apparatus.entries)):
            marks.append((first.order, number, 0, first, _mark("from", str(number))))
            marks.append((last.order, number, 1, last, _mark("to", str(number))))
        # The last places first: what is put into the text must not move the places before it.
        for *_, point, mark in sorted(marks, key=lambda row: row[:3], reverse=True):
            _put(mark, point)
        for number, (_, _, app) in enumerate(found):
            lemma = next((words_of(child) for child in app if tei.name(child) == "lem"), None)
            start, to = marks[2 * number][-1], marks[2 * number + 1][-1]
            _mark_words(start, to)
            self.write(app, str(len(self.apparatus.entries)), _between(start, to) if lemma is None else lemma, start)

    def parallel(self, app: Element) -> None:
        """An entry whose lemma stands in it: the lemma is left, between marks."""
        number = str(len(self.apparatus.entries))
        parts = [app]
        while (key := parts[-1].get(XML_ID) or "") in self.chained and key and self.chained[key] not in parts:
            parts.append(self.chained[key])
        for further in (part for part in self.chained.values() if part.get("prev") == f"#{app.get(XML_ID)}"):
            if further not in parts:
                parts.append(further)
        printed = [_printed(part) for part in parts]
        lemma = " ".join(filter(None, (words_of(one) for one in printed)))
        start, to = _mark("from", number), _mark("to", number)
        app.addprevious(start)
        to.tail, parts[-1].tail = parts[-1].tail, None
        parts[-1].addnext(to)
        self.write(app, number, lemma, start)
        for part, one in zip(parts, printed, strict=True):
            _unwrap(part, one)
        _tighten(start, to, bool(lemma))
        _mark_words(start, to)

    def note(self, note: Element, layer: str) -> None:
        """A note that is keyed to its line and not called for by a number."""
        number = str(len(self.apparatus.entries))
        start = _mark("from", number)
        note.addprevious(start)
        entry = E.note(type="print-entry", n=number)
        _copy_into(entry, note)
        take_away(note)
        to = _mark("to", number)
        to.tail, start.tail = start.tail, None
        start.addnext(to)
        _mark_words(start, to)
        self.keep(entry, number, layer)

    def keep(self, entry: Element, number: str, layer: str) -> None:
        self.apparatus.entries.append(entry)
        self.apparatus.layers[number] = layer

    def write(self, app: Element, number: str, lemma: str, start: Element) -> None:
        """The entry of an `app`: lemma, bracket, and each other reading with the witnesses that have it."""
        words = self.policy.words
        entry = E.note(type="print-entry", n=number)
        lem = next((child for child in app if tei.name(child) == "lem"), None)
        if lemma:
            entry.append(E.seg(self.shortened(lemma), type="print-lemma"))
            entry[-1].tail = " "
        else:
            near = _word_before(start)
            entry.append(E.hi(words["after" if near else "before"]))
            entry[-1].tail = f" {near or _word_behind(start)} "
        if self.policy.positive and lemma and lem is not None and self.witnesses(lem):
            entry.append(E.seg(self.witnesses(lem), type="print-sigla"))
            entry[-1].tail = "; "
        chosen = _printed(app) if not (app.get("from") or app.get("loc")) else lem
        others = [one for one in _readings(app) if one is not chosen and tei.name(one) == "rdg"]
        for position, reading in enumerate(others):
            if position:
                _say(entry, "; ")
            self.reading(entry, reading, bool(lemma))
        for note in (child for child in app if tei.name(child) == "note"):
            _say(entry, "; " if others else "")
            _copy_into(entry, note)
        self.keep(entry, number, self.layer(app))

    def reading(self, entry: Element, reading: Element, has_lemma: bool) -> None:
        """One reading and its witnesses."""
        empty = not words_of(reading) and not any(tei.name(one) in _FILLED for one in reading.iter())
        if empty:
            entry.append(E.hi(self.policy.words["omitted"]))
        else:
            if not has_lemma:
                entry.append(E.hi(self.policy.words["added"]))
                _say(entry, " ")
            _copy_into(entry, reading)
        witnesses = self.witnesses(reading)
        if witnesses:
            _say(entry, " ")
            entry.append(E.seg(witnesses, type="print-sigla"))

    def witnesses(self, reading: Element) -> str:
        """The sigla of a reading in the order of the list of witnesses; whoever proposed it behind them."""
        named = [pointer.rpartition("#")[2] for pointer in (reading.get("wit") or "").split()]
        found = dict.fromkeys(self.sigla.get(key, key) for key in named)
        rows = sorted(found, key=lambda name: self.ranks.get(name, len(self.ranks)))
        others = [pointer.rpartition("#")[2] for pointer in (reading.get("resp") or "").split()]
        named_others = [words_of(self.by_id[key]) if key in self.by_id else key for key in others]
        return " ".join([*rows, *named_others])

    def shortened(self, lemma: str) -> str:
        words = lemma.split()
        limit = self.policy.lemma_words
        return f"{words[0]} … {words[-1]}" if limit and len(words) > max(limit, 2) else lemma

    def layer(self, app: Element) -> str:
        names = list(self.policy.layers)
        kinds = [app.get("type"), *(one.get("type") for one in app.iterancestors(tei.q("listApp")))]
        return next((name for name in names for kind in kinds if kind in self.policy.layers[name]), names[0])

    def layer_of_note(self, note: Element) -> str:
        kind = note.get("type")
        if note.get("place") == "inline":
            return ""
        return next((name for name, kinds in self.policy.layers.items() if kind in kinds), "")


def _mark(kind: str, number: str) -> Element:
    return E.anchor(type=f"print-{kind}", n=number)


def _readings(app: Element) -> Iterator[Element]:
    """The readings of an `app`, those in groups too."""
    for child in app:
        if tei.name(child) in ("lem", "rdg"):
            yield child
        elif tei.name(child) == "rdgGrp":
            yield from _readings(child)


def _printed(app: Element) -> Element | None:
    """The reading that stands in the text: the lemma, or else the first."""
    rows = list(_readings(app))
    return next((one for one in rows if tei.name(one) == "lem"), rows[0] if rows else None)


def _put(mark: Element, point: _Point) -> None:
    """Put a mark where a point is."""
    element = point.element
    if point.run < 0:
        if point.behind:
            mark.tail, element.tail = element.tail, None
            element.addnext(mark)
        else:
            element.addprevious(mark)
        return
    _insert(mark, element, point.behind, point.offset)


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


def _between(start: Element, to: Element) -> str:
    """The words between two marks."""
    parts = [(one.tail if is_tail else one.text) or "" for one, is_tail in _chunks(start, to)]
    return " ".join("".join(parts).split())


def _mark_words(start: Element, to: Element) -> None:
    """Add the marks behind the word before a lemma, and behind the first word of it."""
    number = str(start.get("n"))
    words = _mark("word", number)
    for element, is_tail in _chunks(start, to):
        text = (element.tail if is_tail else element.text) or ""
        found = re.search(r"\S(?=\s)", text)
        if found:
            _insert(words, element, is_tail, found.end())
            break
    else:
        to.addprevious(words)
    _hold(words)
    before, parent = start.getprevious(), start.getparent()
    assert parent is not None
    text = (before.tail if before is not None else parent.text) or ""
    if text[-1:].isspace() and (text.strip() or before is not None):
        holder = before if before is not None else parent
        _insert(_mark("before", number), holder, before is not None, len(text.rstrip()))


_MOVING = frozenset(("head", "speaker"))
_FOLLOWING = frozenset(("p", "ab", "l", "item"))


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
    hold = _mark("hold", str(words.get("n")))
    hold.tail, block.text = block.text, None
    last = next((one for one in reversed(block) if one.get("type") == "print-hold"), None)
    if last is not None and block.index(last) == sum(one.get("type") == "print-hold" for one in block) - 1:
        hold.tail, last.tail, block.text = last.tail, None, hold.tail
        last.addnext(hold)
    else:
        block.insert(0, hold)


def _insert(mark: Element, element: Element, is_tail: bool, offset: int) -> None:
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


def _tighten(start: Element, to: Element, has_words: bool) -> None:
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


def _word_before(mark: Element) -> str:
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


def _word_behind(mark: Element) -> str:
    """The first word that stands behind a mark in its paragraph."""
    parent = mark.getparent()
    last = parent if parent is not None else mark
    for element, is_tail in _chunks(mark, last):
        words = ((element.tail if is_tail else element.text) or "").split()
        if words:
            return words[0].strip(",.;:!?")
    return ""


def _copy_into(entry: Element, reading: Element) -> None:
    """The words and phrases of a reading, without pointers to the lists: a variant is no entry of the index."""
    copied = copy.deepcopy(reading)
    for name in copied.iter(tei.q("persName"), tei.q("placeName"), tei.q("orgName"), tei.q("rs"), tei.q("date")):
        name.attrib.clear()
    for inner in [*copied.iter(tei.q("p"), tei.q("app"), tei.q("note"))]:
        inner.tag = tei.q("seg")
        inner.attrib.clear()
    _say(entry, (copied.text or "").lstrip())
    entry.extend(list(copied))
    if len(entry) and entry[-1].tail:
        entry[-1].tail = entry[-1].tail.rstrip()


def _say(entry: Element, words: str) -> None:
    if len(entry):
        entry[-1].tail = (entry[-1].tail or "") + words
    else:
        entry.text = (entry.text or "") + words


def _unwrap(app: Element, printed: Element | None) -> None:
    """Leave of an `app` only what is printed of it, in its place."""
    tail = app.tail
    for child in list(app):
        app.remove(child)
    app.text = None
    app.attrib.clear()
    app.tag = tei.q("seg")
    app.tail = tail
    if printed is not None:
        app.text = printed.text
        app.extend(list(printed))


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


def _is_in(root: Element, element: Element) -> bool:
    """Whether an element still stands in the document's text and not in a reading that is not printed."""
    above = list(element.iterancestors())
    return bool(above) and above[-1] is root and not any(tei.name(one) == "rdg" for one in above)


def _empty_lists(root: Element) -> None:
    """Take away the lists whose entries have gone to the foot, and the divisions that held nothing else."""
    for listed in [*root.iter(tei.q("listApp"))]:
        parent = listed.getparent()
        if not any(True for _ in listed.iter(tei.q("app"))):
            take_away(listed)
            while parent is not None and tei.name(parent) in ("div", "back") and not len(parent):
                above = parent.getparent()
                take_away(parent)
                parent = above
