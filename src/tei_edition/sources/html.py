"""Saved web pages → `Copy`. What each element is, and what is left out, stands in `data/html.toml`.

Nothing is fetched, no script is run, no entity but those of HTML is known. The parser is libxml2's.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import etree

from tei_edition import resources
from tei_edition.errors import SourceError
from tei_edition.sources.copyist import Copy, Copyist
from tei_edition.sources.decoding import characters
from tei_edition.sources.numbering import numeral
from tei_edition.tei import Element

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_OWN_NUMBER = re.compile(r"\s*\(?[0-9A-Za-z]{1,4}[.)]")
# The HTML standard reads these labels as Windows-1252 (WHATWG Encoding, 4.2).
_WESTERN = frozenset(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252"))
_LIST_TYPES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MARK_LENGTH = 8
# BCP 47, as far as a page's own tag goes: a language, a script, a region.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


def read_html(data: bytes, path: str, overrides: Path | None = None) -> tuple[Copy, str, str]:
    """Read a saved web page.

    Returns:
        The copy, the encoding of the file, and what that was told from where it is a guess.

    Raises:
        SourceError: the bytes do not decode, or the page is too deep or too broken to read whole.
    """
    text, encoding, why = _characters(data, path)
    text = text.removeprefix("\ufeff")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    fatal = [entry for entry in parser.error_log if entry.level_name == "FATAL" and "unexpected" not in entry.message]
    if root is None or any("xcessive depth" in e.message or "huge" in e.message.lower() for e in fatal):
        line = fatal[0].line if fatal else 0
        raise SourceError("the page is too deep or too broken to be read whole", "save it again", path=path, line=line)
    table = resources.table("sources", "html", overrides)
    return _Page(root, table).read(), encoding, why


def _characters(data: bytes, path: str) -> tuple[str, str, str]:
    """The page's characters: by byte order mark, by what the page declares, else as any text."""
    declared = _CHARSET.search(data[:4096])
    if declared is None or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return characters(data, path)
    name = declared[1].decode("ascii").lower()
    encoding = "cp1252" if name in _WESTERN else name
    try:
        return data.decode(encoding), encoding, ""
    except LookupError:
        return characters(data, path)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"the page says it is {name} and has a byte that is not (0x{data[error.start]:02X})"
        raise SourceError(message, "save it again as UTF-8", path=path, line=line) from None


def declarations(element: Element) -> frozenset[str]:
    """The declarations of an element's style attribute, in lower case and without white space."""
    style = re.sub(r"\s+|!important", "", (element.get("style") or "").lower())
    return frozenset(style.split(";"))


@dataclass(frozen=True)
class _Note:
    """A note: its element, and the link that calls it."""

    holder: Element
    mark: str


class _Page:
    """Walks one page; the depth of a page is bounded by the parser."""

    def __init__(self, root: Element, table: dict[str, Any]) -> None:
        self.root = root
        self.not_shown = frozenset(table["not-shown"])
        self.blocks = frozenset(table["block"])
        self.preformatted = frozenset(table["preformatted"])
        self.layout = frozenset(table["layout-in-cell"])
        self.styles: dict[str, str] = table["styles"]
        self.declared: dict[str, str] = table["declarations"]
        self.drops: list[dict[str, Any]] = table["drop"]
        self.note_roles = frozenset(table["note-roles"])
        self.note_classes = frozenset(table["note-classes"])
        self.copyist = Copyist()
        self.depth = 0
        self.numbers: dict[Element, int] = {}

    def read(self) -> Copy:
        self._walk(self.root, False)
        return replace(self.copyist.copy(), language=self._language())

    def _language(self) -> str:
        """The language that the page says it is in; what is no tag of a language says nothing."""
        told = (self.root.get("lang") or self.root.get("xml:lang") or "").strip()
        return told if _LANGUAGE.fullmatch(told) else ""

    # -- what an element is --------------------------------------------------------------------------------------------

    @cached_property
    def _present(self) -> frozenset[str]:
        """The elements of the page that hold words."""
        return frozenset(e.tag for e in self.root.iter("main", "article") if isinstance(e.tag, str) and _words(e))

    def _rule(self, element: Element) -> str:
        """The rule that leaves the element out; empty where none does."""
        tag, role, style = element.tag, element.get("role", ""), declarations(element)
        for row in self.drops:
            hit = tag in row.get("elements", ()) or role in row.get("roles", ())
            hit = hit or any(element.get(name) is not None for name in row.get("attributes", ()))
            if (hit or not style.isdisjoint(row.get("declarations", ()))) and self._outside(element, row):
                return str(row["rule"])
        return ""

    def _outside(self, element: Element, row: dict[str, Any]) -> bool:
        if "around" in row:
            return all(ancestor.tag in row["around"] for ancestor in element.iterancestors())
        around = row.get("outside", ())
        if not around:
            return True
        holds = any(next(element.iter(name), None) is not None for name in around)
        within = any(ancestor.tag in around for ancestor in element.iterancestors())
        return not self._present.isdisjoint(around) and not holds and not within

    def _style(self, element: Element) -> list[str]:
        found = [self.declared[item] for item in declarations(element) if item in self.declared]
        if element.tag in self.styles:
            found.append(self.styles[str(element.tag)])
        return sorted(set(found))

    # -- the walk ------------------------------------------------------------------------------------------------------

    def _walk(self, element: Element, exact: bool) -> None:
        if not isinstance(element.tag, str) or element.tag in self.not_shown:
            return
        if element in self._note_holders:
            return
        if rule := self._rule(element):
            self.copyist.drop(self._shown(element), rule)
            return
        if element in self._notes:
            self._note(self._notes[element], element)
            return
        handler = {"br": self._break, "table": self._table, "li": self._item}.get(element.tag, self._plain)
        handler(element, exact or element.tag in self.preformatted)

    def _plain(self, element: Element, exact: bool) -> None:
        tag = str(element.tag)
        is_block = tag in self.blocks
        opened = [self.copyist.begin(kind) for kind in self._style(element)]
        if is_block:
            self.copyist.block()
            if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
                opened.append(self.copyist.begin("heading", tag[1]))
        self._content(element, exact)
        for feature in reversed(opened):
            self.copyist.end(feature)
        if is_block:
            self.copyist.block()

    def _content(self, element: Element, exact: bool) -> None:
        self._text(element.text, exact)
        for child in element:
            self._walk(child, exact)
            self._text(child.tail, exact)

    def _text(self, words: str | None, exact: bool) -> None:
        if not words:
            return
        if not exact:
            self.copyist.fold(words)
            return
        for k, line in enumerate(words.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            if k:
                self.copyist.line()
            self.copyist.write(line)

    def _break(self, element: Element, exact: bool) -> None:
        self.copyist.line()

    def _item(self, element: Element, exact: bool) -> None:
        self.depth += 1
        self.copyist.block()
        opened = self.copyist.begin("item", str(self.depth))
        if number := self._number(element):
            self.copyist.write(f"{number}. ")
        self._content(element, exact)
        self.copyist.end(opened)
        self.copyist.block()
        self.depth -= 1

    def _number(self, element: Element) -> str:
        """The number a browser shows before an item of an ordered list; empty where its words begin with one."""
        parent = element.getparent()
        if parent is None or parent.tag != "ol" or _OWN_NUMBER.match(_words(element)):
            return ""
        if any("list-style" in item and item.endswith("none") for item in declarations(parent)):
            return ""
        start = _integer(parent.get("start"), 1)
        value = _integer(element.get("value"), self.numbers.get(parent, start - 1) + 1)
        self.numbers[parent] = value
        return numeral(value, _LIST_TYPES.get(parent.get("type", "1"), "decimal"))

    def _table(self, element: Element, exact: bool) -> None:
        if self._is_layout(element):
            self._plain(element, exact)
            return
        self.copyist.block()
        for child in element.iter("caption"):
            self._walk(child, exact)
        table = self.copyist.begin("table")
        for row in element.iter("tr"):
            if rule := self._rule(row):
                self.copyist.drop(self._shown(row), rule)
                continue
            opened = self.copyist.begin("row")
            for column, cell in enumerate(row.iterchildren("td", "th"), 1):
                self._cell(cell, column, exact)
            self.copyist.end(opened)
            self.copyist.row()
        self.copyist.end(table)

    def _cell(self, cell: Element, column: int, exact: bool) -> None:
        if rule := self._rule(cell):
            self.copyist.drop(self._shown(cell), rule)
            return
        self.copyist.cell(begins=True)
        inside = self.copyist.begin("cell", str(column))
        self._content(cell, exact)
        self.copyist.end(inside)
        self.copyist.cell(begins=False)

    def _is_layout(self, table: Element) -> bool:
        """True where a table only places paragraphs on the page: one column, or cells that hold more than words."""
        for cell in table.iter("td", "th"):
            if next(cell.iter(*self.layout), None) is not None:
                return True
            if sum(1 for child in cell.iter("p", "div") if _words(child)) > 1:
                return True
        rows = list(table.iter("tr"))
        return _strays(table) or all(sum(1 for _ in row.iterchildren("td", "th")) < 2 for row in rows)

    def _shown(self, element: Element) -> str:
        """The words of an element without what is never shown."""
        parts: list[str] = []

        def collect(node: Element) -> None:
            if isinstance(node.tag, str) and node.tag not in self.not_shown:
                parts.append(node.text or "")
                for child in node:
                    collect(child)
                    parts.append((" " if child.tag in self.blocks else "") + (child.tail or ""))

        collect(element)
        return "".join(parts)

    # -- notes ---------------------------------------------------------------------------------------------------------

    @cached_property
    def _notes(self) -> dict[Element, _Note]:
        """The links that call a note: each leads to a place that leads back, or that says it holds notes."""
        places: dict[str, Element] = {}
        order: dict[Element, int] = {}
        for k, element in enumerate(self.root.iter()):
            order[element] = k
            places |= {key: element for key in _names(element) if key not in places}
        found: dict[Element, _Note] = {}
        ways_back: dict[Element, frozenset[str]] = {}
        called: set[Element] = set()
        for link in self.root.iter("a"):
            way = link.get("href") or ""
            mark = _words(link).strip("[]() \u00a0") if way.startswith("#") else ""
            target = places.get(way[1:])
            if target is None or not 0 < len(mark) <= _MARK_LENGTH:
                continue
            holder = self._holder(target)
            if holder in called or order[holder] < order[link] or holder in set(link.iterancestors()):
                continue
            if holder not in ways_back:
                ways_back[holder] = frozenset(other.get("href") or "" for other in holder.iter("a"))
            if self._is_note(link, holder, ways_back[holder]):
                called.add(holder)
                found[link] = _Note(holder, mark)
        return found

    @cached_property
    def _note_holders(self) -> frozenset[Element]:
        return frozenset(note.holder for note in self._notes.values())

    def _holder(self, target: Element) -> Element:
        """The paragraph that a note's target stands in."""
        for element in (target, *target.iterancestors()):
            if element.tag in self.blocks:
                return element
        return target

    def _is_note(self, link: Element, holder: Element, back: frozenset[str]) -> bool:
        around = [element for element in (link, *link.iterancestors()) if element.tag not in self.blocks]
        if any(f"#{key}" in back for element in around for key in _names(element)):
            return True
        return any(
            element.get("role") in self.note_roles
            or not self.note_classes.isdisjoint((element.get("class") or "").lower().split())
            for element in (holder, *holder.iterancestors())
        )

    def _note(self, note: _Note, link: Element) -> None:
        self.copyist.drop(self._shown(link), "note-mark")
        text, self.copyist = self.copyist, self.copyist.note(note.mark)
        home = {key for element in (link, *link.iterancestors()) for key in _names(element)}
        self._note_content(note.holder, home)
        self.copyist = text

    def _note_content(self, element: Element, home: set[str]) -> None:
        """The words of a note; links back to its mark are left out."""
        self._text(element.text, False)
        for child in element:
            back = child.tag == "a" and (child.get("href") or "").removeprefix("#") in home
            if back:
                self.copyist.drop(self._shown(child), "note-mark")
            elif isinstance(child.tag, str) and any(
                (a.get("href") or "").removeprefix("#") in home for a in child.iter("a")
            ):
                is_block = child.tag in self.blocks
                if is_block:
                    self.copyist.block()
                self._note_content(child, home)
                if is_block:
                    self.copyist.block()
            else:
                self._walk(child, False)
            self._text(child.tail, False)


def _names(element: Element) -> list[str]:
    """What links can call an element by."""
    keys = [element.get("id"), element.get("name") if element.tag == "a" else None]
    return [key for key in keys if key]


def _strays(table: Element) -> bool:
    """True where words stand in a table and in none of its cells."""
    parts = ("table", "thead", "tbody", "tfoot", "tr", "colgroup")
    between = [element.text for element in table.iter(*parts)]
    between += [child.tail for element in table.iter(*parts) for child in element if child.tag != "caption"]
    return any((words or "").strip() for words in between)


def _words(element: Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _integer(words: str | None, default: int) -> int:
    found = re.fullmatch(r"\s*(-?\d{1,9})\s*", words or "")
    return int(found[1]) if found else default
