"""The blocks of a transcript → `text/body` (Guidelines 4 and 7).

Order is the source's. What stands above the first division is `opener`, `head` and one `list`; the divisions are
summary, text, conversation, distribution and notes; a signature closes its division, production notes close the body.
"""

import re
from collections.abc import Callable
from itertools import groupby

from tei_edition.encoding.features import Features
from tei_edition.encoding.inline import Markup, fill
from tei_edition.encoding.marks import Marks, closing, interjection, pointers
from tei_edition.errors import Finding
from tei_edition.sources import Feature
from tei_edition.tei import XML_ID, E, Element, name
from tei_edition.transcripts import Block, Kind, Span, Transcript

_LISTS = frozenset(("attending", "absent", "interpreters", "recorder"))
_DIVISIONS = {
    Kind.SUMMARY: "summary",
    Kind.PARAGRAPH: "text",
    Kind.POSTSCRIPT: "text",
    Kind.TURN: "conversation",
    Kind.CONTINUATION: "conversation",
    Kind.ASIDE: "conversation",
    Kind.REMARK: "conversation",
    Kind.DISTRIBUTION: "distribution",
    Kind.FILE_COPY: "distribution",
    Kind.SEPARATOR: "notes",
    Kind.NOTE: "notes",
}
_CLOSING = {Kind.VALEDICTION: "salute", Kind.SIGNATURE: "signed", Kind.DATELINE: "dateline"}
# Parts of the head → element of the opener, its attributes, the element around it.
_OPENING: dict[str, tuple[str, dict[str, str], str]] = {
    Kind.CLASSIFICATION: ("seg", {"type": "classification"}, ""),
    Kind.STATUS: ("note", {"type": "status", "place": "inline"}, ""),
    Kind.SALUTATION: ("salute", {}, ""),
    Kind.LETTERHEAD: ("addrLine", {}, "address"),
    Kind.ADDRESS: ("addrLine", {}, "address"),
    "to": ("addrLine", {}, "address"),
    "from": ("byline", {}, ""),
    "drafted": ("byline", {}, ""),
    "subject": ("seg", {"type": "subject"}, ""),
    "number": ("seg", {"type": "number"}, ""),
    "received": ("seg", {"type": "production"}, ""),
    "distribution": ("seg", {"type": "distribution"}, ""),
    "source": ("note", {"type": "source", "place": "inline"}, ""),
}
_DATELINE: tuple[str, dict[str, str], str] = ("dateline", {}, "")
# Where one recipient of a distribution list ends: after a comma, or after a number of copies.
_RECIPIENT = re.compile(r",(?=\s)|\(\d{1,3}\)(?=\s)(?!\s*,)")


def build_body(
    transcript: Transcript, marks: Marks, production: tuple[tuple[str, str], ...]
) -> tuple[Element, list[Finding]]:
    """The `body` of a transcript, and findings about marks that could not be placed.

    Args:
        production: phrases of production notes, each with the @type of the date that follows it.
    """
    builder = _Builder(transcript, marks, production)
    return builder.build(), builder.findings


class _Builder:
    def __init__(self, transcript: Transcript, marks: Marks, production: tuple[tuple[str, str], ...]) -> None:
        self.transcript = transcript
        self.text = transcript.source.text
        self.marks = marks
        self.features = Features(transcript.source)
        self.table: Feature | None = None
        self.production = production
        self.body = E("body")
        divided = (block.number for block in transcript.blocks if block.kind in _DIVISIONS)
        self.last_head = next(divided, len(transcript.blocks) + 1) - 1
        notes = (block.number for block in transcript.of_kind(Kind.PRODUCTION))
        self.first_production = next(notes, len(transcript.blocks) + 1)
        self.closing = _closing(transcript.blocks)
        self.division = ""
        self.findings: list[Finding] = []

    def build(self) -> Element:
        blocks = list(self.transcript.blocks)
        divided = next((k for k, block in enumerate(blocks) if self._division(block)), len(blocks))
        for block in blocks[:divided]:
            self._head(block)
        for division, group in groupby(blocks[divided:], self._division):
            if division:
                self._divide(division, list(group))
            else:
                self._close(list(group))
        if not any(name(child) in ("div", "p", "list") for child in self.body):
            self.body.append(E("p"))
        fill(self.body, "", 0, 0, self.features.rest())
        return self.body

    def _division(self, block: Block) -> str:
        if block.number >= self.first_production and block.kind not in (Kind.NOTE, Kind.SEPARATOR):
            return ""
        if block.number in self.closing and block.number > self.last_head:
            return self.division
        self.division = _DIVISIONS.get(block.kind, "" if block.number <= self.last_head else "text")
        return self.division

    # -- above the divisions -------------------------------------------------------------------------------------------

    def _head(self, block: Block) -> None:
        listed = self.body.find("{*}list") is not None
        if listed or (block.kind is Kind.FIELD and block.field in _LISTS):
            self._list_item(block)
        elif block.kind is Kind.HEADING:
            self._whole(self.body, "head", block)
        else:
            tag, attributes, around = _OPENING.get(block.kind) or _OPENING.get(block.field, _DATELINE)
            self._whole(self._around(self._opener(), around), tag, block, **attributes)

    def _around(self, parent: Element, around: str) -> Element:
        """The last child of that name, a new one where the last child is another; the parent where none is asked."""
        if around and (not len(parent) or name(parent[-1]) != around):
            parent.append(E(around))
        return parent[-1] if around else parent

    def _opener(self) -> Element:
        """The opener that is being filled; a heading ends one."""
        if len(self.body) and name(self.body[-1]) == "opener":
            return self.body[-1]
        opener = E("opener")
        self.body.append(opener)
        return opener

    def _list_item(self, block: Block) -> None:
        found = self.body.find("{*}list")
        if found is None:
            found = E("list", type="participants")
            self.body.append(found)
        self._labelled(found, "item", block)

    def _whole(self, parent: Element, tag: str, block: Block, **attributes: str) -> Element:
        element = E(tag, **attributes, **_numbered(block))
        parent.append(element)
        self._fill(element, (block.start, block.end), block, self.marks.of(block))
        return element

    def _labelled(self, parent: Element, tag: str, block: Block) -> Element:
        """An element that opens with its label."""
        marks = self.marks.of(block)
        if block.label and not any(mark.start < block.label[1] < mark.end for mark in marks):
            marks.append(Markup(*block.label, "label", rank=-2))
        element = E(tag, **_numbered(block))
        parent.append(element)
        self._fill(element, (block.start, block.end), block, marks)
        return element

    def _fill(self, element: Element, span: Span, block: Block, marks: list[Markup]) -> None:
        inside = [mark for mark in marks if span[0] <= mark.start and mark.end <= span[1]]
        inside += self.features.marks(span, inside)
        for mark in fill(element, self.text, *span, inside):
            line = self.transcript.source.line(mark.start)
            words = self.text[mark.start : mark.end]
            message = f"{words!r} crosses other markup and is left untagged"
            self.findings.append(Finding(self.transcript.source.path, line, "tag-crosses", message, "tag it by hand"))
        if block.missing:
            unit = "item" if block.missing == 1 else "items"
            desc = E("desc", f"{block.missing} {unit} announced, not in the source")
            element.append(E("gap", desc, reason="absent-in-source", unit="item", quantity=str(block.missing)))

    # -- divisions -----------------------------------------------------------------------------------------------------

    def _divide(self, division: str, blocks: list[Block]) -> None:
        div = E("div", type=division)
        self.body.append(div)
        builders: dict[str, Callable[[Element, Block], None]] = {
            "summary": self._summary,
            "text": self._paragraph,
            "conversation": self._speech,
            "distribution": self._distribution,
            "notes": self._note,
        }
        for block in blocks:
            if block.number in self.closing and len(div):
                self._whole(self._around(div, "closer"), _CLOSING[block.kind], block)
            elif block.kind is Kind.POSTSCRIPT:
                self._filled(self._around(div, "postscript"), (block.start, block.end), block, self.marks.of(block))
            else:
                builders[division](div, block)
        for found in div.findall("{*}list"):
            if found.find("{*}item") is None:
                found.append(E("item"))

    def _summary(self, div: Element, block: Block) -> None:
        if not len(div) or name(div[-1]) != "list":
            div.append(E("list"))
        self._labelled(div[-1], "item", block)

    def _paragraph(self, div: Element, block: Block) -> None:
        """A paragraph of running text; a heading opens a section."""
        if self.features.of("heading", block):
            div.append(section := E("div", type="section"))
            self._whole(section, "head", block)
            return
        section = div[-1] if len(div) and name(div[-1]) == "div" else div
        self._placed(section, (block.start, block.end), block, self.marks.of(block))

    def _placed(self, parent: Element, span: Span, block: Block, marks: list[Markup]) -> None:
        """A paragraph: of its own, a row of a table, or an item of a list."""
        if row := self.features.of("row", block):
            self._row(parent, row, block, marks)
        elif self.features.item(block):
            if not len(parent) or name(parent[-1]) != "list":
                parent.append(E("list"))
            self._filled(parent[-1], span, block, marks, "item")
        else:
            self._filled(parent, span, block, marks)

    def _row(self, parent: Element, row: Feature, block: Block, marks: list[Markup]) -> None:
        table = self.features.of("table", block)
        if not len(parent) or name(parent[-1]) != "table" or table is not self.table:
            parent.append(E("table"))
        self.table = table
        parent[-1].append(line := E("row", **_numbered(block)))
        for cell in self.features.cells(row):
            line.append(element := E("cell"))
            self._fill(element, cell, block, marks)

    def _note(self, div: Element, block: Block) -> None:
        """A note after the text: an item, what cannot carry a number of its own with it."""
        words = self.text[block.start : block.end]
        if block.kind is Kind.SEPARATOR and not len(div):
            tag = "head" if any(map(str.isalnum, words)) else "ab"
            self._whole(div, tag, block, **({"type": "separator"} if tag == "ab" else {}))
            return
        if not len(div) or name(div[-1]) != "list":
            div.append(E("list", type="notes"))
        self._labelled(div[-1], "item", block)

    def _speech(self, div: Element, block: Block) -> None:
        marks = self.marks.of(block)
        if block.kind is Kind.TURN and block.label:
            turn = E("sp", **self._turn_pointers(block))
            div.append(turn)
            speaker = E("speaker")
            turn.append(speaker)
            self._fill(speaker, block.label, block, marks)
            start = _skip_space(self.text, block.label[1], block.end)
            self._filled(turn, (start, block.end), block, marks)
        elif block.kind is Kind.REMARK:
            self._whole(div, "stage", block, type="business")
        elif block.kind is Kind.ASIDE:
            bracket = block.brackets[0]
            stage = E("stage", **interjection(bracket), **_numbered(block))
            div[-1].append(stage)
            self._fill(stage, (block.start, block.end), block, marks)
            for tag, attributes, words in closing(bracket):
                stage.append(E(tag, words, **attributes))
        else:
            self._placed(div[-1], (block.start, block.end), block, marks)

    def _filled(self, parent: Element, span: Span, block: Block, marks: list[Markup], tag: str = "p") -> None:
        paragraph = E(tag, **_numbered(block))
        parent.append(paragraph)
        self._fill(paragraph, span, block, marks)

    def _turn_pointers(self, block: Block) -> dict[str, str]:
        return pointers(self.marks.voices.get(block.start))

    def _distribution(self, div: Element, block: Block) -> None:
        if block.kind is Kind.FILE_COPY:
            self._whole(div, "p", block)
            return
        if block.label and block.label[1] == block.end:
            div.append(E("list"))
            self._whole(div[-1], "head", block)
            return
        if not block.label and len(div) and name(div[-1]) == "list" and not div[-1].get("n"):
            self._whole(div[-1], "item", block)
            return
        marks = self.marks.of(block)
        found = E("list", **_numbered(block))
        div.append(found)
        at = block.start
        if block.label:
            found.append(head := E("head"))
            self._fill(head, block.label, block, [])
            at = _skip_space(self.text, block.label[1], block.end)
        for end in self._recipients(at, block.end, marks):
            found.append(item := E("item"))
            self._fill(item, (at, end), block, marks)
            at = _skip_space(self.text, end, block.end)

    def _recipients(self, start: int, end: int, marks: list[Markup]) -> list[int]:
        """Where each recipient ends; never inside a name."""
        names = [(mark.start, mark.end) for mark in marks if mark.name != "num"]
        ends = [m.end() for m in _RECIPIENT.finditer(self.text, start, end)]
        whole = [k for k in ends if not any(a < k < b for a, b in names)]
        return [*(k for k in whole if self.text[k:end].strip()), end]

    # -- below the divisions -------------------------------------------------------------------------------------------

    def _close(self, blocks: list[Block]) -> None:
        """Production notes; inside the last division where notes follow."""
        more = any(block.number > blocks[-1].number for block in self.transcript.blocks[-1:])
        divisions = self.body.findall("{*}div")
        parent = divisions[-1] if more and divisions else self.body
        for block in blocks:
            if block.kind is not Kind.PRODUCTION:
                self._whole(parent, "trailer", block)
                continue
            if name(parent[-1]) != "closer":
                parent.append(E("closer"))
            seg = self._whole(parent[-1], "seg", block, type="production")
            self._type_dates(seg)

    def _type_dates(self, seg: Element) -> None:
        """Tell what happened on each date from the words before it."""
        before = (seg.text or "").lower()
        for child in seg:
            kinds = [(before.rfind(phrase), kind) for phrase, kind in self.production if phrase in before]
            if name(child) == "date" and kinds:
                child.set("type", max(kinds)[1])
                before = ""
            before += "".join(map(str, child.itertext())).lower() + (child.tail or "").lower()


def _closing(blocks: tuple[Block, ...]) -> frozenset[int]:
    """The numbers of the blocks that sign the text: the last run of them, nothing of the text behind it."""
    behind = {Kind.POSTSCRIPT, Kind.DISTRIBUTION, Kind.FILE_COPY, Kind.PRODUCTION, Kind.SEPARATOR, Kind.NOTE}
    last = next((k for k in range(len(blocks) - 1, -1, -1) if blocks[k].kind not in behind), -1)
    first = last
    while first >= 0 and blocks[first].kind in _CLOSING:
        first -= 1
    return frozenset(block.number for block in blocks[first + 1 : last + 1])


def _numbered(block: Block) -> dict[str, str]:
    return {"n": str(block.number), XML_ID: f"p{block.number}"}


def _skip_space(text: str, start: int, end: int) -> int:
    return start + len(text[start:end]) - len(text[start:end].lstrip())
