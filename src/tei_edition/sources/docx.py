"""Word documents (ECMA-376, WordprocessingML) → `Copy`, with python-docx, an extra.

A file is looked at before it is opened: how large its parts say they are (`zipfile` reads no further than that), and
that none has a document type declaration. Pictures, macros and links to other files are never followed.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from tei_edition.errors import SourceError
from tei_edition.sources.copyist import Copy, Copyist
from tei_edition.sources.numbering import numeral
from tei_edition.tei import Element

# XML unpacks to some twenty times its size in memory; no text of a document is this long.
XML_LIMIT = 32 * 1024 * 1024
TOTAL_LIMIT = 256 * 1024 * 1024
PARTS_LIMIT = 10_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
# Changes that nobody has accepted or rejected yet (ECMA-376, 17.13.5).
_CHANGES = frozenset(
    _W + name
    for name in """ins del moveFrom moveTo cellIns cellDel cellMerge rPrChange pPrChange sectPrChange tblPrChange
    tblGridChange trPrChange tcPrChange tblPrExChange numberingChange delText""".split()
)
_TOGGLES = {"b": "bold", "i": "italic", "smallCaps": "smallcaps"}
_PARTS = frozenset("styles footnotes endnotes comments numbering header footer".split())
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_SPECIAL = {
    "tab": "\t",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
    "ptab": "\t",
}


def check_package(data: bytes, path: str) -> zipfile.ZipFile:
    """Open a ZIP package after a look at what it says of itself.

    Raises:
        SourceError: broken, encrypted, far larger unpacked than a document is, or with a document type declaration.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except Exception as error:  # zipfile raises half a dozen kinds, as the damage has it
        raise _broken(path, "it is no whole ZIP archive") from error
    if any(part.flag_bits & 1 for part in parts):
        raise SourceError("the file is encrypted", "save it without a password", path=path)
    xml = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    unpacked = sum(part.file_size for part in parts)
    if unpacked > TOTAL_LIMIT or sum(p.file_size for p in xml) > XML_LIMIT or len(parts) > PARTS_LIMIT:
        message = f"the file unpacks to {unpacked // 1024 // 1024} MB, more than any document holds"
        raise SourceError(message, "save the text alone, without pictures, in a new file", path=path)
    for part in xml:
        _check_part(archive, part, path)
    return archive


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: str) -> None:
    try:
        content = archive.read(part)
    except Exception as error:
        raise _broken(path, f"its part {part.filename[:80]!r} cannot be unpacked") from error
    # Without NULs, so that UTF-16 hides nothing.
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", content.replace(b"\x00", b""), re.IGNORECASE):
        message = f"its part {part.filename[:80]!r} has a DOCTYPE, which could pull in other files"
        raise SourceError(message, "do not open this file: no Word writes such a thing", path=path)


def _broken(path: str, why: str) -> SourceError:
    return SourceError(f"the Word file is broken: {why}", "open it in Word and save it again", path=path)


def read_docx(data: bytes, path: str) -> Copy:
    """Read a Word document.

    Raises:
        SourceError: python-docx is not installed; the file is broken, encrypted, too large, hostile, or holds tracked
            changes.
    """
    check_package(data, path)
    try:
        import docx
    except ImportError:
        remedy = "install it with: pip install 'tei-edition[docx]'"
        raise SourceError("reading Word files needs python-docx", remedy, path=path) from None
    try:
        document = docx.Document(io.BytesIO(data))
        parts = _parts(document)
    except Exception as error:  # python-docx raises whatever a broken part makes it stumble on
        raise _broken(path, "it has no text part that can be read") from error
    for name, root in parts.items():
        _refuse_changes(name, root, path)
    body = parts["document"].find(f"{_W}body")
    if body is None:
        raise _broken(path, "it has no text")
    return _Document(parts, body).read()


def _parts(document: Any) -> dict[str, Element]:
    """The parts that say what the text is: itself, its notes and comments, its styles and numbering."""
    from lxml import etree

    from tei_edition.tei import parser

    found: dict[str, Element] = {"document": document.element}
    for relation in document.part.rels.values():
        name = relation.reltype.removeprefix(_RELATION)
        if name in _PARTS and not relation.is_external:
            key = name if name not in found else f"{name} {relation.rId}"
            found[key] = etree.fromstring(relation.target_part.blob, parser())
    return found


def _refuse_changes(name: str, root: Element, path: str) -> None:
    changed = next(root.iter(*_CHANGES), None)
    if changed is not None:
        who = changed.get(f"{_W}author", "")
        by = f" by {who[:60]}" if who else ""
        where = {"document": "text"}.get(name, name)
        raise SourceError(
            f"the {where} has tracked changes{by}: it is not settled what it says",
            "accept or reject them all in Word (Review, Changes), save, and try again",
            path=path,
        )


class _Document:
    """Walks one document."""

    def __init__(self, parts: dict[str, Element], body: Element) -> None:
        self.parts = parts
        self.body = body
        self.notes = {
            kind: {note.get(f"{_W}id"): note for note in parts[f"{kind}s"].iter(f"{_W}{kind}")}
            for kind in ("footnote", "endnote")
            if f"{kind}s" in parts
        }
        self.styles = _Styles(parts.get("styles"))
        self.numbers = _Numbers(parts.get("numbering"))
        self.copyist = Copyist()
        self.note_numbers = {"footnote": 0, "endnote": 0}

    def read(self) -> Copy:
        self._blocks(self.body)
        for name, root in self.parts.items():
            kind = name.split()[0]
            if kind in ("header", "footer"):
                self._drop_each(root, "running-head")
            elif kind == "comments":
                self._drop_each(root, "comment")
        return self.copyist.copy()

    def _drop_each(self, root: Element, rule: str) -> None:
        for paragraph in root.iter(f"{_W}p"):
            self.copyist.drop(_words(paragraph), rule)

    def _blocks(self, parent: Element) -> None:
        for child in parent:
            match _local(child):
                case "p":
                    self._paragraph(child)
                case "tbl":
                    self._table(child)
                case "sdt" | "sdtContent" | "customXml" | "smartTag":
                    self._blocks(child)

    def _paragraph(self, paragraph: Element) -> None:
        self.copyist.block()
        opened = []
        style = self.styles.of_paragraph(paragraph)
        if level := self.styles.heading(style):
            opened.append(self.copyist.begin("heading", level))
        number, depth = self.numbers.of(paragraph, self.styles.numbering(style))
        if depth and not level:
            opened.append(self.copyist.begin("item", depth))
        if number:
            self.copyist.write(f"{number} ")
        size = self.copyist.size
        self._runs(paragraph)
        for feature in reversed(opened):
            self.copyist.end(feature)
        if self.copyist.size == size and not number:
            self.copyist.line()  # an empty paragraph is how a blank line is typed
        self.copyist.block()

    def _runs(self, parent: Element) -> None:
        for child in parent:
            name = _local(child)
            if name == "r":
                self._run(child)
            elif name in ("hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo"):
                self._runs(child)
            elif name in ("oMath", "oMathPara"):
                self.copyist.write("".join(text.text or "" for text in child.iter(_MATH_TEXT)))

    def _run(self, run: Element) -> None:
        shown = self.styles.of_run(run)
        if "vanish" in shown:
            self.copyist.drop(_words(run), "hidden-text")
            return
        opened = [self.copyist.begin(kind) for kind in sorted(shown)]
        self._pieces(run)
        for feature in reversed(opened):
            self.copyist.end(feature)

    def _pieces(self, run: Element) -> None:
        for child in run:
            name = _local(child)
            if name == "t":
                self.copyist.write((child.text or "").replace("\n", " "))
            elif name in _SPECIAL:
                self.copyist.write(_SPECIAL[name])
            elif name in ("br", "cr"):
                self._break(child)
            elif name == "sym":
                self._symbol(child)
            elif name in ("footnoteReference", "endnoteReference"):
                self._note(name.removesuffix("Reference"), child)
            elif name in ("drawing", "pict", "AlternateContent", "object"):
                self._boxes(child)

    def _break(self, element: Element) -> None:
        if element.get(f"{_W}type") == "page":
            self.copyist.line()
            self.copyist.point("page")
        else:
            self.copyist.line()

    def _symbol(self, element: Element) -> None:
        """A character of a symbol font: its code tells it only outside the private area."""
        code = element.get(f"{_W}char", "")
        value = int(code, 16) if re.fullmatch("[0-9A-Fa-f]{1,6}", code) else 0
        private = not value or 0xE000 <= value <= 0xF8FF or value > 0x10FFFF
        self.copyist.write("\ufffd" if private else chr(value))

    def _boxes(self, element: Element) -> None:
        """Text boxes stand as paragraphs where they are anchored; of two versions of one, the newer is read."""
        for child in element:
            if child.tag == _FALLBACK:
                continue
            if _local(child) == "txbxContent":
                self.copyist.block()
                self._blocks(child)
            else:
                self._boxes(child)

    def _note(self, kind: str, reference: Element) -> None:
        note = self.notes.get(kind, {}).get(reference.get(f"{_W}id"))
        if note is None:
            return
        self.note_numbers[kind] += 1
        number = self.note_numbers[kind]
        mark = str(number) if kind == "footnote" else numeral(number, "lowerRoman")
        text, self.copyist = self.copyist, self.copyist.note(mark)
        self._blocks(note)
        self.copyist = text

    def _table(self, table: Element) -> None:
        if self.copyist.in_cell:
            for paragraph in table.iter(f"{_W}p"):
                self._paragraph(paragraph)
            return
        self.copyist.block()
        opened = self.copyist.begin("table")
        for row in _through(table, "tr"):
            line = self.copyist.begin("row")
            for column, cell in enumerate(_through(row, "tc"), 1):
                self.copyist.cell(begins=True)
                inside = self.copyist.begin("cell", str(column))
                self._blocks(cell)
                self.copyist.end(inside)
                self.copyist.cell(begins=False)
            self.copyist.end(line)
            self.copyist.row()
        self.copyist.end(opened)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _through(parent: Element, name: str) -> Iterator[Element]:
    """The children of a name, through content controls around them."""
    for child in parent:
        if _local(child) == name:
            yield child
        elif _local(child) in ("sdt", "sdtContent", "customXml"):
            yield from _through(child, name)


def _words(element: Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{_W}t"))


def _is_on(toggle: Element | None) -> bool | None:
    """A property that is on or off (ECMA-376, 17.17.4); None where it is not said."""
    if toggle is None:
        return None
    return toggle.get(f"{_W}val", "1") not in ("0", "false", "off", "none")


def _value(element: Element | None, path: str) -> str:
    found = element.find("/".join(f"{_W}{step}" for step in path.split("/"))) if element is not None else None
    return found.get(f"{_W}val", "") if found is not None else ""


class _Styles:
    """What the styles of a document say, each with the styles it is based on."""

    def __init__(self, root: Element | None) -> None:
        found = root.iter(f"{_W}style") if root is not None else ()
        self.rows = {row.get(f"{_W}styleId", ""): row for row in found}
        ordinary = [k for k, row in self.rows.items() if row.get(f"{_W}default") in ("1", "true")]
        self.ordinary = next((k for k in ordinary if self.rows[k].get(f"{_W}type") == "paragraph"), "")

    def chain(self, style: str) -> list[Element]:
        """A style and those it is based on, itself first."""
        found: list[Element] = []
        seen: set[str] = set()
        while style in self.rows and style not in seen:
            seen.add(style)
            found.append(self.rows[style])
            style = _value(self.rows[style], "basedOn")
        return found

    def of_paragraph(self, paragraph: Element) -> str:
        return _value(paragraph, "pPr/pStyle") or self.ordinary

    def heading(self, style: str) -> str:
        """The level of a heading, from its style's name; empty for none. Names in the file are English always."""
        for row in self.chain(style):
            name = _value(row, "name")
            if found := _HEADING.fullmatch(name):
                return found[1]
            if name.lower() == "title":
                return "1"
        return ""

    def numbering(self, style: str) -> Element | None:
        """The list that a paragraph's style puts it in."""
        found = (row.find(f"{_W}pPr/{_W}numPr") for row in self.chain(style))
        return next((numbering for numbering in found if numbering is not None), None)

    def of_run(self, run: Element) -> set[str]:
        """How a run is shown, `vanish` among it where it is hidden: its own properties, else its style's."""
        own = run.find(f"{_W}rPr")
        levels = [own, *(row.find(f"{_W}rPr") for row in self.chain(_value(own, "rStyle")))]
        found = {kind for key, kind in (*_TOGGLES.items(), ("vanish", "vanish")) if _first(levels, key)}
        if _value(own, "u") not in ("", "none"):
            found.add("underline")
        position = next(filter(None, (_value(level, "vertAlign") for level in levels)), "")
        return found | {position} & {"superscript", "subscript"}


def _first(levels: list[Element | None], key: str) -> bool:
    """The first answer to a toggle."""
    said = (_is_on(level.find(f"{_W}{key}")) for level in levels if level is not None)
    return next((answer for answer in said if answer is not None), False)


class _Numbers:
    """Counts the numbered paragraphs of a document as Word shows them (ECMA-376, 17.9)."""

    def __init__(self, root: Element | None) -> None:
        self.levels: dict[tuple[str, str], Element] = {}
        self.lists: dict[str, str] = {}
        self.counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        for abstract in root.iter(f"{_W}abstractNum"):
            key = abstract.get(f"{_W}abstractNumId", "")
            for level in abstract.iter(f"{_W}lvl"):
                self.levels[key, level.get(f"{_W}ilvl", "0")] = level
        for number in root.iter(f"{_W}num"):
            self.lists[number.get(f"{_W}numId", "")] = _value(number, "abstractNumId")

    def of(self, paragraph: Element, inherited: Element | None) -> tuple[str, str]:
        """The number shown before a paragraph, and how deep its list is; both empty for one in no list."""
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        numbering = own if own is not None else inherited
        key = _value(numbering, "numId")
        abstract = self.lists.get(key)
        if numbering is None or abstract is None or key == "0":
            return "", ""
        depth = int(_value(numbering, "ilvl") or 0) if (_value(numbering, "ilvl") or "0").isdecimal() else 0
        counts = self.counts.setdefault(abstract, {})
        counts[depth] = counts.get(depth, self._start(abstract, depth) - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        return self._shown(abstract, depth, counts), str(depth + 1)

    def _start(self, abstract: str, depth: int) -> int:
        start = _value(self.levels.get((abstract, str(depth))), "start")
        return int(start) if start.isdecimal() else 1

    def _shown(self, abstract: str, depth: int, counts: dict[int, int]) -> str:
        level = self.levels.get((abstract, str(depth)))
        if level is None or _value(level, "numFmt") in ("bullet", "none", ""):
            return ""

        def one(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            form = _value(self.levels.get((abstract, str(at))), "numFmt") or "decimal"
            return numeral(counts.get(at, self._start(abstract, at)), form)

        return re.sub(r"%([1-9])", one, _value(level, "lvlText"))
