"""The apparatus of a TEI document → entries for the foot of the page, keyed to marks in the text (Guidelines 13.1–2).

The three ways to link an apparatus to its text come to the same: a mark stands in the text before the lemma and one
behind it. In parallel segmentation the lemma is the `lem` in the text; the others point to it (`lemmas.py`).
"""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tei_edition import tei
from tei_edition.crosswalks.record import siglum, words_of
from tei_edition.errors import Finding
from tei_edition.rendering.lemmas import Lemmas, Point, put
from tei_edition.rendering.marks import between, mark_words, new_mark, take_away, tighten, word_before, word_behind
from tei_edition.tei import XML_ID, E, Element

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
    lemmas = Lemmas(root)
    places = [
        (place[1], number, app)
        for number, app in enumerate(found)
        if (place := lemmas.place(app)) and not _is_in_entry(place[1])
    ]
    # The last places first: what is put into the text must not move the places before it.
    for point, _, app in sorted(places, key=lambda row: (row[0].order, row[1]), reverse=True):
        take_away(app)
        put(app, point)
    _empty_lists(root)
    return [app for _, _, app in places]


def _is_in_entry(point: Point) -> bool:
    inside = [] if point.behind else [point.element]
    return any(tei.name(one) == "app" for one in (*inside, *point.element.iterancestors()))


class _Writer:
    def __init__(
        self, root: Element, policy: Policy, path: str, apparatus: Apparatus, chained: Mapping[str, Element]
    ) -> None:
        self.root, self.policy, self.path, self.apparatus, self.chained = root, policy, path, apparatus, chained
        self.sigla = {row.get(XML_ID) or siglum(row): siglum(row) for row in root.iter(tei.q("witness"))}
        self.ranks = {name: rank for rank, name in enumerate(dict.fromkeys(self.sigla.values()))}
        self.lemmas = Lemmas(root)

    def lost(self, app: Element) -> None:
        """Tell that an entry has no place."""
        where = app.get("from") or app.get("loc")
        message = f"an entry of the apparatus has no place in the text: {where}"
        found = Finding(self.path, app.sourceline or 0, "apparatus-unanchored", message, "correct its pointer")
        self.apparatus.findings.append(found)

    # What is written

    def linked(self, apps: list[Element]) -> None:
        """The entries whose lemmas stand elsewhere."""
        found: list[tuple[Point, Point, Element]] = []
        for app in apps:
            place = self.lemmas.place(app)
            if place is None:
                self.lost(app)
            else:
                found.append((*place, app))
        found.sort(key=lambda row: (row[0].order, row[1].order))
        marks = []
        for number, (first, last, _) in enumerate(found, len(self.apparatus.entries)):
            marks.append((first.order, number, 0, first, new_mark("from", str(number))))
            marks.append((last.order, number, 1, last, new_mark("to", str(number))))
        # The last places first: what is put into the text must not move the places before it.
        for *_, point, mark in sorted(marks, key=lambda row: row[:3], reverse=True):
            put(mark, point)
        for number, (_, _, app) in enumerate(found):
            lemma = next((words_of(child) for child in app if tei.name(child) == "lem"), None)
            start, to = marks[2 * number][-1], marks[2 * number + 1][-1]
            mark_words(start, to)
            self.write(app, str(len(self.apparatus.entries)), between(start, to) if lemma is None else lemma, start)

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
        start, to = new_mark("from", number), new_mark("to", number)
        app.addprevious(start)
        to.tail, parts[-1].tail = parts[-1].tail, None
        parts[-1].addnext(to)
        self.write(app, number, lemma, start)
        for part, one in zip(parts, printed, strict=True):
            _unwrap(part, one)
        tighten(start, to, bool(lemma))
        mark_words(start, to)

    def note(self, note: Element, layer: str) -> None:
        """A note that is keyed to its line and not called for by a number."""
        number = str(len(self.apparatus.entries))
        start = new_mark("from", number)
        note.addprevious(start)
        entry = E.note(type="print-entry", n=number)
        _copy_into(entry, note)
        take_away(note)
        to = new_mark("to", number)
        to.tail, start.tail = start.tail, None
        start.addnext(to)
        mark_words(start, to)
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
            near = word_before(start)
            entry.append(E.hi(words["after" if near else "before"]))
            entry[-1].tail = f" {near or word_behind(start)} "
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
        by_id = self.lemmas.by_id
        named_others = [words_of(by_id[key]) if key in by_id else key for key in others]
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
