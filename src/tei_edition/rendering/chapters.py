"""An HTML article, as html.xsl and flow.py make it → the chapters of an e-book, each a tree of XHTML.

A chapter is a division of the text, or several small ones, or a part of one that is too long to be read as one file.
Its notes stand at its end and are tied to their marks as reading systems expect it (EPUB Structural Semantics
Vocabulary 1.1; Digital Publishing WAI-ARIA Module 1.1).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from lxml import etree

from tei_edition.rendering.flow import unlink
from tei_edition.tei import XML_LANG, Element

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
TYPE = f"{{{OPS}}}type"

# Letters of a chapter: below the first it takes up the division behind it, above the second it is parted.
_SMALL, _LARGE = 3_000, 120_000
# Elements of a text that only hold divisions.
_STRUCTURE = frozenset(("text", "front", "body", "back", "group"))
_MATTERS = {"front": "frontmatter", "back": "backmatter"}
# Types of divisions that reading systems know by the same name.
_DIVISIONS = frozenset(
    """abstract acknowledgments afterword appendix bibliography chapter conclusion dedication epilogue foreword glossary
    introduction part preface prologue""".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_VOID = frozenset(("br", "img"))
_NAME = re.compile(r"[^\W\d][\w.-]{0,200}")
# A language tag (BCP 47, 2.1) without extensions.
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-(?:[A-Za-z]{2}|\d{3}))?(-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3})){0,9}"
    r"(-x(-[A-Za-z0-9]{1,8}){1,9})?|x(-[A-Za-z0-9]{1,8}){1,9}"
)
_HOST = re.compile(r"[^\W_](?:[\w.-]{0,250}\w)?(?::\d{1,5})?")
_PORTS = 65_536


@dataclass(frozen=True)
class Heading:
    """A line of the table of contents."""

    level: int
    id: str
    words: str


@dataclass(frozen=True)
class Chapter:
    """One file of the text.

    Attributes:
        matter: `frontmatter`, `bodymatter` or `backmatter`.
        begins: the place of the text that begins with it, from 0; -1 where none does.
        headings: of its divisions, in order. ids: what links may lead to. pages: identifiers of the page breaks in it.
    """

    file: str
    section: Element
    matter: str
    begins: int
    headings: tuple[Heading, ...] = ()
    ids: frozenset[str] = frozenset()
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """What a chapter says by itself.

    Attributes:
        notes: the heading of the notes. back: what is read out before the number of a note that leads back.
        pages: the numbers of page breaks, by identifier.
        titles: the title of each text, set as heading of its first chapter.
    """

    notes: str
    back: str
    titles: tuple[str, ...]
    pages: Mapping[str, str] = field(default_factory=dict)


def chapters_of(article: Element, words: Words) -> list[Chapter]:
    """The chapters of an article, which is taken apart.

    Links inside the text still name their place only: `tie` leads them to its file.
    """
    _tidy(article)
    made: list[Chapter] = []
    for k, (section, text) in enumerate(_parts(article), start=1):
        begins = text if k > 1 else max(text, 0)
        if begins >= 0:
            _entitle(section, words.titles[min(begins, len(words.titles) - 1)])
        pages = _breaks(section, words.pages)
        _divisions(section)
        headings = tuple(_headings(section, f"heading-{k}"))
        _endnotes(section, words, f"notes-{k}")
        matter = _MATTERS.get(_place(section), "bodymatter")
        ids = frozenset(name for element in section.iter() if (name := element.get("id")))
        made.append(Chapter(f"text-{k:03}.xhtml", section, matter, begins, headings, ids, pages))
    return made


def tie(chapters: Iterable[Chapter], others: Mapping[str, str]) -> dict[str, str]:
    """Let every link lead to the file that holds its place; one that leads nowhere becomes plain.

    Args:
        others: identifiers outside the text, and the file of each.

    Returns:
        The file of every identifier of the text.
    """
    chapters = list(chapters)
    files = {id: chapter.file for chapter in chapters for id in chapter.ids}
    for chapter in chapters:
        for link in chapter.section.iter("a"):
            target = link.get("href") or ""
            if target.startswith("#"):
                name = target[1:]
                file = files.get(name) or others.get(name)
                if file is None:
                    unlink(link)
                elif file != chapter.file:
                    link.set("href", f"{file}#{name}")
    return files


def xhtml(section: Element) -> str:
    """A tree as XHTML, to stand in a page of that namespace.

    Elements without content have a tag that closes them: a reading system may take the file for HTML.
    """
    for element in section.iter():
        if not len(element) and not element.text and element.tag not in _VOID:
            element.text = ""
    return etree.tostring(section, encoding="unicode", with_tail=False)


# One element at a time


def _tidy(article: Element) -> None:
    """What a browser needs and a reading system does not, and what XHTML and its checker refuse."""
    etree.cleanup_namespaces(article)
    renamed: dict[str, str] = {}
    for element in article.iter():
        for name in [name for name in element.attrib if str(name).startswith("data-")]:
            del element.attrib[name]
        if (id := element.get("id")) and not _NAME.fullmatch(id):
            renamed[id] = f"place-{len(renamed) + 1}"
            element.set("id", renamed[id])
        if language := element.get("lang"):
            del element.attrib["lang"]
            if is_language(language):
                element.set("lang", language)
                element.set(XML_LANG, language)
        if "scroll" in (element.get("class") or "").split():
            for name in ("role", "tabindex", "aria-label"):
                element.attrib.pop(name, None)
    for break_ in list(article.iter("br")):
        if break_.get("class") == "lb":
            _leave(break_)
    for link in article.iter("a"):
        target = link.get("href") or ""
        if "n" in (link.get("class") or "").split() or not target:
            unlink(link)
        elif target.startswith("#"):
            link.set("href", "#" + renamed.get(target[1:], target[1:]))
        elif address := web_address(target):
            link.set("href", address)
        else:
            unlink(link)


def is_language(tag: str) -> bool:
    """Whether a tag is well-formed (BCP 47)."""
    return bool(_LANGUAGE.fullmatch(tag))


def web_address(target: str) -> str:
    """An address of the web or of mail, fit for a link; empty for any other: files beside a page are not in a book."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    safe = "/;,?:@&=+$!*'()%~#"
    if parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc) and ".." not in parts.netloc:
        port = parts.netloc.rpartition(":")[2]
        if port.isdecimal() and ":" in parts.netloc and int(port) >= _PORTS:
            return ""
        rest = target.split(parts.netloc, 1)[1].replace("#", "\0", 1).replace("#", "%23").replace("\0", "#")
        rest = quote(_PERCENT.sub("%25", rest), safe=safe)
        return f"{parts.scheme}://{parts.netloc}{rest}"
    if parts.scheme == "mailto" and parts.path:
        return f"mailto:{quote(_PERCENT.sub('%25', target.partition(':')[2]), safe=safe)}"
    return ""


_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def _leave(element: Element) -> None:
    """Take an element out, and leave the words that follow it."""
    parent, before = element.getparent(), element.getprevious()
    assert parent is not None
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


# Parts


def _class(element: Element) -> str:
    return (element.get("class") or "").partition(" ")[0]


def _length(element: Element) -> int:
    return sum(len(str(words)) for words in element.itertext())


def _holds_blocks(element: Element) -> bool:
    """Whether an element has no words of its own."""
    return not any((words or "").strip() for words in (element.text, *(child.tail for child in element)))


def _blocks(element: Element, above: tuple[Element, ...]) -> Iterator[tuple[tuple[Element, ...], Element]]:
    """The blocks that are never parted, each with the elements around it."""
    for child in list(element):
        is_structure = child.tag == "div" and _class(child) in _STRUCTURE
        is_long = child.tag in ("div", "section") and _length(child) > _LARGE
        if (is_structure or is_long) and len(child) and _holds_blocks(child):
            yield from _blocks(child, (*above, child))
        else:
            yield above, child


def _parts(article: Element) -> Iterator[tuple[Element, int]]:
    """Sections of a sensible length, and which text begins with each, from 0; -1 for none."""
    section: Element | None = None
    copies: dict[Element, Element] = {}
    seen: set[Element] = set()
    length = 0
    last: tuple[Element | None, Element | None] = (None, None)
    texts, begins = -1, -1
    for above, block in list(_blocks(article, ())):
        text = next((one for one in (*above, block) if _class(one) == "text"), None)
        division = next((one for one in (*above, block) if one.tag == "section"), None)
        size = _length(block)
        is_new_text = text is not last[0] and text is not None
        is_new_division = division is not None and division is not last[1] and _is_headed(division)
        parted = is_new_text or (is_new_division and length >= _SMALL) or length + size > _LARGE
        if section is None or (parted and length):
            if section is not None:
                yield section, begins
            section, copies, length = etree.Element("section", nsmap={"epub": OPS}), {}, 0
            begins = -1
        if is_new_text:
            begins = texts = texts + 1
        inside = section
        for one in above:
            if one not in copies:
                copies[one] = etree.SubElement(inside, str(one.tag), dict(one.attrib))
                if one in seen:
                    copies[one].attrib.pop("id", None)
                seen.add(one)
            inside = copies[one]
        block.tail = None
        inside.append(block)
        length += size
        last = (text, division)
    if section is not None:
        yield section, begins


def _place(section: Element) -> str:
    """Whether a section is of the front, the body or the back of its text."""
    names = (_class(one) for one in section.iter("div"))
    return next((name for name in names if name in _STRUCTURE and name != "text"), "")


def _is_headed(division: Element) -> bool:
    return any(element.tag in _HEADINGS or element.get("aria-level") for element in division.iter())


def _entitle(section: Element, title: str) -> None:
    """Let the title stand over a text, unless the text has it as a heading of its own."""
    for element in section.iter(*_HEADINGS):
        if plain(element).casefold() == title.casefold():
            element.tag = "h1"
            return
    heading = etree.Element("h1", {"class": "title"})
    heading.text = title
    section.insert(0, heading)


def _divisions(section: Element) -> None:
    """Divisions of a type that has a name are told by it."""
    for division in section.iter("section"):
        kinds = (division.get("class") or "").split()
        kind = next((kind for kind in kinds[1:] if kind in _DIVISIONS), "") if kinds[:1] == ["div"] else ""
        if kind:
            division.set(TYPE, kind)
            division.set("role", f"doc-{kind}")


def _headings(section: Element, prefix: str) -> Iterator[Heading]:
    """The headings of divisions; each gets an identifier, and names its division."""
    for k, element in enumerate(list(section.iter()), start=1):
        level = str(element.tag)[1:] if element.tag in _HEADINGS else element.get("aria-level") or ""
        if not level or "place" in (element.get("class") or "").split():
            continue
        if any(above.tag == "aside" for above in element.iterancestors()):
            continue
        words = plain(element)
        if not words:
            continue
        id = element.get("id") or f"{prefix}-{k}"
        element.set("id", id)
        parent = element.getparent()
        if parent is not None and parent.get("role", "").startswith("doc-") and "aria-labelledby" not in parent.attrib:
            parent.set("aria-labelledby", id)
        yield Heading(int(level), id, words)


def plain(element: Element) -> str:
    """The words of a heading without the marks of its notes."""
    parts = [element.text or ""]
    for child in element:
        if _class(child) not in ("noteref", "n") and child.tag != "aside":
            parts.append(plain(child))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def _breaks(section: Element, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Where pages begin. A break before the first words of a chapter stands at its head."""
    found: list[str] = []
    for element in list(section.iter("span")):
        id = element.get("id") or ""
        if id in labels:
            if not found and not _words_before(section, element):
                _leave(element)
                section.insert(0, element)
            element.attrib.clear()
            element.attrib.update({"id": id, TYPE: "pagebreak", "role": "doc-pagebreak", "title": labels[id]})
            found.append(id)
    return tuple(found)


def _words_before(section: Element, mark: Element) -> bool:
    """Whether the document has words in a section before a mark: its own heading apart."""
    for event, element in etree.iterwalk(section, events=("start", "end")):
        if element is mark:
            return False
        if element.get("class") in ("title", "n"):
            continue
        words = element.text if event == "start" else element.tail
        if (words or "").strip():
            return True
    return False


def _endnotes(section: Element, words: Words, id: str) -> None:
    """Notes that a mark leads to go to the end."""
    notes = [note for note in section.iter("aside") if not any(above.tag == "aside" for above in note.iterancestors())]
    for mark in section.iter("sup"):
        if mark.get("class") == "noteref" and len(mark) and mark[0].get("href"):
            mark[0].set(TYPE, "noteref")
            mark[0].set("role", "doc-noteref")
    tied = [note for note in notes if len(note) and note[0].get("class") == "back"]
    if not tied:
        return
    listed = etree.SubElement(section, "section", {"class": "notes", TYPE: "footnotes", "aria-labelledby": id})
    etree.SubElement(listed, "h2", {"id": id}).text = words.notes
    for note in tied:
        spoken = next((above for above in (note, *note.iterancestors()) if above.get("lang")), note)
        for name in ("lang", XML_LANG, "dir"):
            if name in spoken.attrib:
                note.set(name, spoken.get(name, ""))
        _leave(note)
        listed.append(note)
    for note in listed.iter("aside"):
        note.set(TYPE, "footnote")
        note.set("role", "doc-footnote")
        if len(note) and note[0].get("class") == "back":
            note[0].set("role", "doc-backlink")
            note[0].set("aria-label", f"{words.back} {note[0].text}")
