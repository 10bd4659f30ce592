"""A text ready for the press → the parts of a Word document (ECMA-376, WordprocessingML) that hold it.

The walk goes down the tree with a `Look`, what the words are to look like, and writes runs into the paragraph that is
open. Blocks open paragraphs of their own; a block inside a paragraph parts it in two, for Word nests nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tei_edition import tei
from tei_edition.crosswalks.record import words_of
from tei_edition.rendering.flow import direction, shortest
from tei_edition.rendering.press import Proof
from tei_edition.rendering.wordml import (
    Look,
    W,
    is_parallel,
    mark_name,
    numbered,
    properties_of,
    texts,
    val,
    w,
)
from tei_edition.tei import XML_ID, Element

_LAYOUT = re.compile("[ \t\r\n]+")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")

# Inside one of these an element of that name is a phrase.
_PARAGRAPHS = frozenset("p ab l head item cell speaker label note dateline salute signed byline trailer stage".split())
_HIDDEN = frozenset(("rdg", "linkGrp", "link", "listApp", "graphic"))


@dataclass
class Writer:
    """Writes one document.

    Attributes:
        proof: the text; table_of: `word.toml`; layers, series: what begins a footnote, by layer and series.
        said: the table `words` of `print.toml`; width: of the text, in twentieths of a point.
        body, footnotes, comments: what is written.
    """

    proof: Proof
    table_of: Mapping[str, Any]
    layers: Mapping[str, str]
    series: Mapping[str, str]
    said: Mapping[str, str]
    width: int
    body: Element = field(default_factory=lambda: W.body())
    footnotes: list[Element] = field(default_factory=list)
    comments: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        root = self.proof.root
        self.entries = {str(entry.get("n")): entry for entry in self.proof.apparatus.entries}
        self.pointed = {
            one.get("target", "")[1:]
            for one in root.iter(tei.q("ref"), tei.q("ptr"))
            if one.get("target", "").startswith("#")
        }
        self.targets = {
            str(one.get(XML_ID)): one
            for one in root.iter()
            if isinstance(one.tag, str) and one.get(XML_ID) in self.pointed
        }
        self.container = self.body
        self.paragraph: Element | None = None
        self.style = "BodyText"
        self.depth = 0
        self.is_joined = False
        self.is_new_page = False
        self.marks: set[str] = set()
        self.waiting: list[Element] = []

    # Paragraphs

    @contextmanager
    def block(self, style: str) -> Iterator[None]:
        """A paragraph of its own, or as many as what stands in it makes of it."""
        if self.is_joined:
            # A turn begins on the line of its speaker.
            self.is_joined = False
            yield
            self.paragraph = None
            return
        before, self.style, self.paragraph = self.style, style, None
        yield
        self.style, self.paragraph = before, None

    @contextmanager
    def inside(self, container: Element, style: str) -> Iterator[None]:
        """Write into another part: a note, a cell."""
        kept = self.container, self.paragraph, self.style, self.is_joined
        self.container, self.paragraph, self.style, self.is_joined = container, None, style, False
        yield
        self.container, self.paragraph, self.style, self.is_joined = kept

    def opened(self) -> Element:
        """The paragraph that is open, or a new one."""
        if self.paragraph is None:
            properties = W.pPr(W.pStyle(val(self.style)))
            if self.is_new_page and self.container is self.body:
                properties.append(W.pageBreakBefore())
                self.is_new_page = False
            if self.style == "ListItem":
                properties.append(W.numPr(W.ilvl(val(str(min(self.depth, 8)))), W.numId(val("1"))))
            self.paragraph = W.p(properties)
            self.container.append(self.paragraph)
            self.paragraph.extend(self.waiting)
            self.waiting = []
        return self.paragraph

    def put(self, look: Look, *contents: Element) -> None:
        """One run."""
        paragraph = self.opened()
        if look.language and direction(look.language) == "rtl" and len(paragraph) == 1:
            paragraph[0].append(W.bidi())
        run = W.r()
        properties = properties_of(look)
        if len(properties):
            run.append(properties)
        run.extend(contents)
        paragraph.append(run)

    def words(self, text: str | None, look: Look) -> None:
        """The words of a run; white space is layout, and none begins a paragraph."""
        folded = _LAYOUT.sub(" ", text or "")
        if self.paragraph is None or not any(one.tag == w("r") for one in self.paragraph):
            folded = folded.lstrip(" ")
        if folded:
            self.put(look, *texts(folded))

    # The walk

    def write(self, element: Element, look: Look) -> None:
        """An element, without what follows it."""
        name = tei.name(element)
        kind = element.get("type") or ""
        special: Callable[[Element, Look], None] | None = getattr(self, f"do_{name}", None)
        if not name or name in _HIDDEN:
            return
        if kind == "print-language":
            language = shortest(element.get("n", ""))
            self.contents(element, look._replace(language=language) if _TAG.fullmatch(language) else look)
        elif kind == "print-pair":
            self.pair(element, look)
        elif special is not None:
            special(element, look)
        else:
            self.plain(element, look)

    def plain(self, element: Element, look: Look) -> None:
        """An element that needs nothing of its own: a paragraph, or words in one."""
        if self.is_block(element):
            with self.block(self.style_of(element)):
                self.bookmark(element)
                self.contents(element, look)
        else:
            self.phrase(element, look)

    def contents(self, element: Element, look: Look) -> None:
        """What stands in an element. White space between blocks is layout."""
        holds_blocks = tei.name(element) in tei.CONTAINERS | {"lg", "floatingText", "div"}
        if not holds_blocks:
            self.words(element.text, look)
        for child in element:
            self.write(child, look)
            if not holds_blocks or (child.tail or "").strip():
                self.words(child.tail, look)

    def is_block(self, element: Element) -> bool:
        name = tei.name(element)
        parent = element.getparent()
        above = tei.name(parent) if parent is not None else ""
        if name in ("stage", "figure", "salute", "signed", "byline", "dateline", "trailer"):
            return above not in _PARAGRAPHS and not any(tei.name(one) in _PARAGRAPHS for one in element.iterancestors())
        if name in ("seg", "note") and above in ("opener", "closer"):
            return True
        return name in self.table_of["blocks"]

    def style_of(self, element: Element) -> str:
        """The paragraph style of a block."""
        name, kind = tei.name(element), element.get("type")
        above = element.getparent()
        if above is not None and tei.name(above) == "list" and above.get("type") == "participants":
            return "Centred"
        if name == "seg" and kind == "classification":
            return "Marking"
        if name == "note":
            return "Status"
        if self.style in ("FootnoteText", "TableText", "ListItem") and name in ("p", "ab"):
            return self.style
        if name == "p" and any(tei.name(one) == "sp" for one in element.iterancestors()):
            return "TurnContinued"
        return str(self.table_of["blocks"].get(name, self.style))

    def format_of(self, element: Element) -> tuple[str, str]:
        """The character style of a phrase and its format: by name and type, by name, or by its rendition."""
        phrases = self.table_of["phrases"]
        name = tei.name(element)
        row = phrases.get(f"{name}.{element.get('type')}") or phrases.get(name) or {}
        form = row.get("format", "")
        if form == "i":
            form = self.table_of["renditions"].get(element.get("rend"), form)
        return row.get("style", ""), form

    def phrase(self, element: Element, look: Look) -> None:
        """Words in a line."""
        name, rendition = tei.name(element), element.get("rend") or ""
        style, form = self.format_of(element)
        formats = look.formats if not form or form in look.formats else (*look.formats, form)
        inner = Look(style or look.style, formats, look.language)
        brackets = rendition == "brackets" and name in ("supplied", "note")
        if brackets:
            self.words("[", look)
        doubtful = element.get("resp") == "#machine" and element.get("cert") == "low"
        number = str(len(self.comments))
        if doubtful:
            self.opened().append(W.commentRangeStart(numbered(number)))
        self.anchor(element)
        self.contents(element, inner)
        if doubtful:
            self.opened().append(W.commentRangeEnd(numbered(number)))
            self.comment(number, element)
        if brackets:
            self.words("]", look)

    # Elements with a treatment of their own

    def do_head(self, element: Element, look: Look) -> None:
        above = [tei.name(one) for one in element.iterancestors()]
        if above[0] in ("lg", "table", "list", "figure"):
            with self.block("Centred"):
                self.bookmark(element)
                self.contents(element, look)
            return
        with self.block(f"Heading{min(max(above.count('div'), 1), 6)}"):
            self.bookmark(element)
            self.contents(element, look)

    def do_speaker(self, element: Element, look: Look) -> None:
        self.style, self.paragraph = "Turn", None
        self.phrase(element, look)
        self.words(" ", look)
        following = element.getnext()
        self.is_joined = self.paragraph is not None and following is not None and tei.name(following) in ("p", "ab")

    def do_sp(self, element: Element, look: Look) -> None:
        with self.block("TurnContinued"):
            self.is_joined = False
            self.contents(element, look)
            self.is_joined = False

    def do_list(self, element: Element, look: Look) -> None:
        self.depth = sum(tei.name(one) == "list" for one in element.iterancestors())
        with self.block("ListItem" if not element.get("n") else "BodyText"):
            self.bookmark(element)
            for child in element:
                self.write(child, look)
                self.depth = sum(tei.name(one) == "list" for one in element.iterancestors())
        self.depth = max(0, self.depth - 1)

    def do_l(self, element: Element, look: Look) -> None:
        above = element.getparent()
        if above is None or tei.name(above) != "lg":
            with self.block("Verse"):
                self.bookmark(element)
                self.contents(element, look)
            return
        if any(tei.name(one) == "l" for one in element.itersiblings(preceding=True)) and self.paragraph is not None:
            self.put(look, W.br())
        self.bookmark(element)
        self.contents(element, look)

    def do_table(self, element: Element, look: Look) -> None:
        for head in element.iterchildren(tei.q("head")):
            self.do_head(head, look)
        rows = list(element.iterchildren(tei.q("row")))
        if rows:
            columns = max(len(list(row.iterchildren(tei.q("cell")))) for row in rows)
            self.table([list(row.iterchildren(tei.q("cell"))) for row in rows], max(columns, 1), rows, look)

    def table(self, cells: Sequence[Sequence[Element]], columns: int, rows: Sequence[Element], look: Look) -> None:
        """A table, its short rows filled up."""
        self.paragraph = None
        if len(self.container) and self.container[-1].tag == w("tbl"):
            self.container.append(W.p())  # tables that touch are one
        table = W.tbl(
            W.tblPr(W.tblStyle(val("TableGrid")), W.tblW({w("w"): "5000", w("type"): "pct"})),
            W.tblGrid(*(W.gridCol({w("w"): str(self.width // columns)}) for _ in range(columns))),
        )
        for row, contents in zip(rows, cells, strict=True):
            made = W.tr()
            is_label = row.get("role") == "label"
            if is_label:
                made.append(W.trPr(W.tblHeader()))
            for position in range(columns):
                cell = contents[position] if position < len(contents) else None
                bold = is_label or (cell is not None and cell.get("role") == "label")
                inner = look._replace(formats=(*look.formats, "b")) if bold else look
                made.append(self.cell(cell, self.width // columns, inner))
            table.append(made)
        self.container.append(table)

    def cell(self, element: Element | None, width: int, look: Look) -> Element:
        made = W.tc(W.tcPr(W.tcW({w("w"): str(width), w("type"): "dxa"})))
        with self.inside(made, "TableText"):
            if element is not None:
                self.bookmark(element)
                self.contents(element, look)
        if made[-1].tag != w("p"):
            made.append(W.p(W.pPr(W.pStyle(val("TableText")))))
        return made

    def pair(self, element: Element, look: Look) -> None:
        """A paragraph beside its translation: a row of a table without lines."""
        self.table([list(element)], 2, [element], look)
        table = self.container[-1]
        style = table.find(f"{w('tblPr')}/{w('tblStyle')}")
        assert style is not None
        style.set(w("val"), "TableParallel")
        before = table.getprevious()
        above = before.getprevious() if before is not None else None
        if before is not None and above is not None and is_parallel(above) and not len(before):
            above.append(table[-1])
            self.container.remove(table)
            self.container.remove(before)

    def do_lb(self, element: Element, look: Look) -> None:
        if element.get("break") != "no" and self.paragraph is not None:
            self.put(look, W.br())

    def do_pb(self, element: Element, look: Look) -> None:
        """A page of the source begins on a page of its own; the first one has it already."""
        if self.paragraph is not None and len(self.paragraph) > 1:
            self.put(look, W.br({w("type"): "page"}))
        elif len(self.body) and self.container is self.body:
            self.is_new_page = True

    def do_space(self, element: Element, look: Look) -> None:
        self.words(" ", look)

    def do_note(self, element: Element, look: Look) -> None:
        number = element.get("print-note")
        if number:
            # A footnote that the source has is nobody's but the source's.
            is_own = element.get("type") == "footnote" and not element.get("resp")
            self.footnote("" if is_own else self.series[self.proof.series[number]], element, look)
        elif self.is_block(element) and element.get("place") == "inline":
            with self.block("Status"):
                self.bookmark(element)
                self.phrase(element, look)
        elif element.get("place") == "inline":
            self.phrase(element, look)
        else:
            self.words(" (", look)
            self.contents(element, look)
            self.words(")", look)

    def do_choice(self, element: Element, look: Look) -> None:
        """The source's own word, with the editor's in a note."""
        chosen = next((one for one in element if tei.name(one) in ("sic", "orig", "abbr")), None)
        corrected = next((one for one in element if tei.name(one) == "corr"), None)
        if chosen is None:
            chosen = next((one for one in element if isinstance(one.tag, str)), None)
        if chosen is not None:
            self.contents(chosen, look)
        number = element.get("print-note")
        if number and corrected is not None:
            note = tei.E.note(tei.E.hi("sic"), f"; {self.said['read']} ", words_of(corrected))
            self.footnote(self.series[self.proof.series[number]], note, look)

    def do_gap(self, element: Element, look: Look) -> None:
        """What is missing is told in a note: it is no word of the source."""
        told = words_of(tei.one(element, "t:desc")) or element.get("reason") or ""
        note = tei.E.note("[…] ", told)
        self.footnote(next(iter(self.series.values())), note, look)

    def do_supplied(self, element: Element, look: Look) -> None:
        """A bracket that the source never closes is told in a note; other words stand in a style of their own."""
        if element.get("reason") == "unbalanced-bracket":
            note = tei.E.note(tei.E.hi(self.said["added"]), " ", words_of(element))
            self.footnote(next(iter(self.series.values())), note, look)
        else:
            self.phrase(element, look)

    def do_anchor(self, element: Element, look: Look) -> None:
        number = str(element.get("n"))
        if element.get("type") == "print-to":
            self.footnote(self.layers[self.proof.apparatus.layers[number]], self.entries[number], look)
        self.anchor(element)

    def do_seg(self, element: Element, look: Look) -> None:
        if element.get("type") == "print-lemma":
            self.contents(element, look)
            self.words("]", look)
        else:
            self.plain(element, look)

    def do_ref(self, element: Element, look: Look) -> None:
        target = element.get("target", "")
        if target[1:] in self.targets and target.startswith("#"):
            self.linked(W.hyperlink({w("anchor"): mark_name(target[1:])}), element, look)
        elif target.startswith(("http://", "https://")):
            address = quote(target, safe="/:?#@!$&'()*+,;=%~")
            self.linked(W.fldSimple({w("instr"): f'HYPERLINK "{address}"'}), element, look)
        else:
            self.contents(element, look)

    def do_ptr(self, element: Element, look: Look) -> None:
        target = self.targets.get(element.get("target", "")[1:])
        if target is not None:
            sign = tei.E.ref(f"§ {target.get('n')}" if target.get("n") else "→")
            self.linked(W.hyperlink({w("anchor"): mark_name(str(target.get(XML_ID)))}), sign, look)

    def linked(self, link: Element, element: Element, look: Look) -> None:
        """Words that lead somewhere. What starts a paragraph in them ends the link."""
        paragraph = self.opened()
        begun = len(paragraph)
        self.contents(element, look)
        for run in paragraph[begun:]:
            link.append(run)
        paragraph.append(link)

    # Notes, comments, bookmarks

    def footnote(self, label: str, element: Element, look: Look) -> None:
        """A footnote that begins with what kind it is, if a label is given."""
        number = str(len(self.footnotes) + 2)
        self.put(Look("FootnoteReference"), W.footnoteReference(numbered(number)))
        made = W.footnote(numbered(number))
        self.footnotes.append(made)
        plain = Look(language=look.language)
        with self.inside(made, "FootnoteText"):
            self.put(Look("FootnoteReference"), W.footnoteRef())
            self.put(Look("NoteLabel"), *texts(f" {label}: " if label else " "))
            self.anchor(element)
            self.contents(element, plain)

    def comment(self, number: str, element: Element) -> None:
        """What a person has still to look at: a tag that a rule proposed and is not sure of."""
        named = " ".join(filter(None, (tei.name(element), element.get("ref"), element.get("when"), element.get("ana"))))
        words = f"{named}: proposed by rule, not sure; not yet reviewed"
        self.comments.append(
            W.comment(
                numbered(number),
                {w("author"): "tei-edition", w("initials"): "te"},
                W.p(W.pPr(W.pStyle(val("CommentText"))), W.r(W.annotationRef()), W.r(*texts(words))),
            )
        )
        self.put(Look(), W.commentReference(numbered(number)))

    def bookmark(self, element: Element) -> None:
        """Mark a paragraph by its number, and as a place that something points to."""
        number = element.get("n")
        if number and element.get(XML_ID):
            self.mark("par_" + re.sub(r"\W", "_", number)[:36])
        self.anchor(element)

    def anchor(self, element: Element) -> None:
        if element.get(XML_ID) in self.targets:
            self.mark(mark_name(str(element.get(XML_ID))))

    def mark(self, name: str) -> None:
        if name not in self.marks:
            self.marks.add(name)
            number = str(len(self.marks))
            mark = [W.bookmarkStart(numbered(number), {w("name"): name}), W.bookmarkEnd(numbered(number))]
            (self.waiting if self.paragraph is None else self.paragraph).extend(mark)
