"""TEI → LaTeX with reledmac and, for a text beside its translation, reledpar: a whole document for LuaLaTeX.

It is made from what the PDF is made from (`press`, `apparatus`, `matter`). Text is turned into TeX here, before the
stylesheet sees it, and the template escapes whatever it prints by itself; see `tex`.
"""

import copy
import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lxml import etree

from tei_edition import __version__, tei
from tei_edition.crosswalks.citing import cite
from tei_edition.crosswalks.record import IndexSection, read_record, words_of
from tei_edition.edition import FILE, Edition, paper
from tei_edition.errors import ConfigError, Finding
from tei_edition.rendering.flow import direction, shortest
from tei_edition.rendering.matter import day_of, indices, is_volume, margins, parts_of
from tei_edition.rendering.press import Proof, prepare_beside
from tei_edition.rendering.templates_of import render_template
from tei_edition.rendering.tex import Tex, address, escape, lines, tex
from tei_edition.tei import XML_ID, Element

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")
_FONT = re.compile(r"[\w .+-]{1,80}")
_EMPTY = re.compile(r"\\beginnumbering\s+\\endnumbering\s")
_MARKS = ("print-before", "print-word", "print-name", "print-hold")
# What holds paragraphs, what is one or holds some, and what prints nothing by itself.
_HOLDERS = "body div front back sp opener closer argument epigraph postscript".split()
_ENDS = (tei.q("opener"), tei.q("closer"))
_BLOCKS = frozenset(
    """p ab head lg l list table sp div speaker stage opener closer dateline trailer salute signed byline addrLine
    figure text group front body back item""".split()
)
_SILENT = frozenset(("pb", "cb", "milestone", "linkGrp", "link", "listApp", "rdg", ""))
_SHORT = 48  # letters of a running head


def render_latex(
    root: Element,
    *,
    tei_bytes: bytes,
    path: object = "",
    templates: Path | None = None,
    edition: Edition | None = None,
    findings: list[Finding] | None = None,
) -> str:
    """Render one document as LaTeX.

    Args:
        root: the document, or a corpus of documents.
        tei_bytes: the bytes of its file, for the checksum in the colophon.
        path: the file, as the user named it, in messages.
        templates: an edition's folder of templates; its `document.tex.j2` replaces the toolkit's.
        edition: whose settings of `[print]` and tables are used.
        findings: takes up what is odd: entries of the apparatus without a place.

    Raises:
        ConfigError: `[print]` names a font in no font's name.
        RenderError: the template is wrong.
    """
    edition = edition or Edition()
    settings = edition.print
    proof, tables = prepare_beside(root, edition, str(path))
    if findings is not None:
        findings += proof.findings
    record = read_record(root)
    language = _babel(record.language) or "en"
    parts = parts_of(root, settings)
    sections = indices(root, language.partition("-")[0])
    layers, series = _letters(list(tables["layers"])), _letters(list(tables["series"]))
    used = sorted(set(layers.values()) | set(series.values()))
    languages = _set(proof, sections if "indices" in parts else (), layers, series)
    width, height = paper(settings.page)
    values: dict[str, Any] = {
        "record": asdict(record),
        "day": "-".join(f"{number:02}" for number in day_of(root)),
        "settings": settings,
        "words": tables["words"],
        "page": dict(zip(("width", "height", "side", "top"), (width, height, *margins(width, height)), strict=True)),
        "fonts": _fonts(settings.fonts),
        "parts": parts,
        "volume": is_volume(root),
        "edition_title": edition.title,
        "short": _shortened(record.title),
        "language": Tex(language),
        "languages": [Tex(one) for one in sorted(languages - {language})],
        "hyphenated": settings.languages,
        "right_to_left": any(direction(one) == "rtl" for one in (languages | {language})),
        "letters": used,
        "layers": [letter for name, letter in layers.items() if name in proof.apparatus.layers.values()],
        "series": [
            (letter, tables["series"][name]["count"])
            for name, letter in series.items()
            if name in proof.series.values()
        ],
        "parallel": proof.parallel,
        "chunks": max(100, len(tei.every(proof.root, "//t:div[@type = 'print-pair']"))),
        "indices": sections if "indices" in parts else (),
        "citation": cite(record),
        "tei_sha256": hashlib.sha256(tei_bytes).hexdigest(),
        "toolkit": __version__,
        # reledmac refuses a stretch without a paragraph: before or behind a text beside its translation.
        "text": Tex(_EMPTY.sub("", str(tei.transform(proof.root, "latex")))) if "text" in parts else Tex(""),
    }
    return lines(render_template("latex", "document.tex.j2", templates, values))


def _letters(names: Sequence[str]) -> dict[str, str]:
    """The letter that reledmac knows a layer or series by."""
    return {name: chr(ord("A") + number) for number, name in enumerate(names)}


def _babel(tag: str) -> str:
    """A language tag as babel's locales are named; empty where it is no tag."""
    return shortest(tag) if _TAG.fullmatch(tag) else ""


def _fonts(names: Sequence[str]) -> list[str]:
    for name in names:
        if not _FONT.fullmatch(name):
            raise ConfigError(f"[print] names a font ‹{name}›", "write a family's name", path=FILE)
    return list(names)


def _shortened(words: str) -> str:
    """The first words of a title, for a running head."""
    if len(words) <= _SHORT:
        return words
    return (words[:_SHORT].rpartition(" ")[0] or words[:_SHORT]) + " …"


def _set(proof: Proof, sections: Sequence[IndexSection], layers: dict[str, str], series: dict[str, str]) -> set[str]:
    """Make a proof ready for the stylesheet, in place; the languages in it."""
    root = proof.root
    for mark in [*root.iter(tei.q("anchor"))]:
        if mark.get("type") in _MARKS:
            _take_out(mark)
    _enter(proof, layers)
    _shelter(root)
    titles = {
        element: _plain(element if tei.name(element) == "head" else _title(element))
        for element in root.iter(tei.q("head"), tei.q("TEI"))
    }
    links, pages = _links(root)
    languages = {
        element: _babel(element.get("n", ""))
        for element in root.iter(tei.q("seg"))
        if element.get("type") == "print-language"
    }
    mentions = {
        element: made
        for element in root.iter(*map(tei.q, ("persName", "placeName", "orgName", "rs", "date", "time")))
        if (made := _mentions(element, sections))
    }
    notes = {element: series[proof.series[number]] for element in root.iter() if (number := element.get("print-note"))}
    targets = {element: element.get(XML_ID) for element in root.iter() if element.get(XML_ID) in pages}
    escape(root)
    for element, words in titles.items():
        element.set("print-title", tex(words))
        element.set("print-short", tex(_shortened(words)))
    for element, begun in links.items():
        element.set("print-link", begun)
    for element, language in languages.items():
        if language:
            element.tag = tei.q("print-language")
            element.set("print-language", language)
    for element, made in mentions.items():
        element.set("print-index", made)
    for element, letter in notes.items():
        element.set("print-series", letter)
        if tei.name(element) == "note":
            element.tag = tei.q("print-note")
    for element, name in targets.items():
        element.set("print-target", f"\\teitarget{{{pages[str(name)]}}}")
    for element in links:
        if tei.name(element) == "ptr":
            element.set("print-page", links[element])
    first = next(iter(tei.every(root, "//t:div[@type = 'print-pair']")), None)
    if first is not None:
        first.set("print-first", "")
    return set(filter(None, languages.values()))


def _title(document: Element) -> Element | None:
    return next(iter(tei.every(document, "t:teiHeader//t:titleStmt/t:title")), None)


def _plain(element: Element | None) -> str:
    """The words of a heading without its notes."""
    if element is None:
        return ""
    bare = copy.deepcopy(element)
    etree.strip_elements(bare, *map(tei.q, ("note", "print-entry", "corr")), with_tail=False)
    return words_of(bare)


def _links(root: Element) -> tuple[dict[Element, str], dict[str, str]]:
    """What each reference begins with, and the number of each place that one leads to, by its identifier."""
    known = {element.get(XML_ID) for element in root.iter() if isinstance(element.tag, str)}
    numbers: dict[str, str] = {}
    links: dict[Element, str] = {}
    for element in root.iter(tei.q("ref"), tei.q("ptr")):
        target = element.get("target", "")
        if target.startswith("#") and target[1:] in known:
            number = numbers.setdefault(target[1:], str(len(numbers) + 1))
            links[element] = f"\\teicross{{{number}}}" if tei.name(element) == "ref" else number
        elif target.startswith(("http://", "https://")) and tei.name(element) == "ref":
            links[element] = f"\\href{{{address(target)}}}"
    return links, numbers


def _mentions(element: Element, sections: Sequence[IndexSection]) -> str:
    """The entries of the indices that a name belongs to."""
    keys = {pointer.rpartition("#")[2] for pointer in (element.get("ref") or "").split()}
    return "".join(
        f"\\teimention{{{section.id}}}{{{number:05}}}"
        for section in sections
        for number, entry in enumerate(section.entries, 1)
        if entry.id in keys
    )


def _enter(proof: Proof, layers: dict[str, str]) -> None:
    """Put each entry of the apparatus to its lemma: around it where that is one piece, else at its marks.

    reledmac's `\\edtext` holds whole groups only; where lemmas overlap, labels say where one begins and ends.
    """
    marks = {
        (mark.get("type"), mark.get("n")): mark
        for mark in proof.root.iter(tei.q("anchor"))
        if (mark.get("type") or "").startswith("print-")
    }
    for mark in marks.values():
        mark.tag = tei.q(str(mark.get("type")))
    apart: set[str] = set()
    for entry in proof.apparatus.entries:
        number = str(entry.get("n"))
        entry.tag = tei.q("print-entry")
        for part in entry:
            if (part.get("type") or "").startswith("print-"):
                part.tag = tei.q(str(part.get("type")))
        entry.set("print-series", layers[proof.apparatus.layers[number]])
        lemma = next((one for one in entry if one.get("type") == "print-lemma"), None)
        if lemma is not None:
            lemma.tail = (lemma.tail or "").lstrip()
        start, to = marks["print-from", number], marks["print-to", number]
        inside = _between(start, to, apart)
        if inside is None:
            apart.add(number)
            start.append(entry)
            continue
        wrapper = tei.E("print-edtext")
        wrapper.text = start.tail
        wrapper.tail, to.tail, start.tail = to.tail, None, None
        start.addprevious(wrapper)
        wrapper.extend(inside)
        for mark in (start, to):
            wrapper.getparent().remove(mark)  # type: ignore[union-attr]
        if all(map(_is_plain, inside)) and lemma is not None and words_of(lemma) == words_of(wrapper):
            entry.set("print-same", "")
        wrapper.append(entry)


def _shelter(root: Element) -> None:
    """Put words and phrases that stand in no paragraph into one: reledmac numbers the lines of paragraphs only."""
    for holder in [*root.iter(*map(tei.q, _HOLDERS))]:
        if not any(tei.name(one) == "text" for one in (holder, *holder.iterancestors())):
            continue
        loose: Element | None = None
        if (holder.text or "").strip():
            loose = tei.E.ab(holder.text or "")
            holder.text = None
            holder.insert(0, loose)
        for child in [*holder]:
            if child is loose:
                continue
            name = tei.name(child)
            if name in _BLOCKS or (holder.tag in _ENDS and name in ("seg", "note")) or _holds_block(child):
                loose = None
            elif name not in _SILENT or loose is not None:
                if loose is None:
                    loose = tei.E.ab()
                    child.addprevious(loose)
                loose.append(child)  # with the words behind it
                continue
            if (child.tail or "").strip():
                loose = tei.E.ab(child.tail or "")
                child.tail = None
                child.addnext(loose)


def _holds_block(element: Element) -> bool:
    return any(tei.name(one) in _BLOCKS for one in element.iterdescendants())


def _is_plain(element: Element) -> bool:
    """True for what adds no command to the words of a lemma."""
    is_bare = tei.name(element) == "seg" and not element.attrib and not len(element)
    return is_bare or (tei.name(element) == "anchor" and not (element.get("type") or "").startswith("print-"))


def _between(start: Element, to: Element, apart: set[str]) -> list[Element] | None:
    """The elements between two marks; None where they do not stand side by side, or other lemmas reach over them."""
    if start.getparent() is not to.getparent():
        return None
    found: list[Element] = []
    opened: list[str] = []
    for sibling in start.itersiblings():
        if sibling is to:
            return None if opened else found
        kind, number = sibling.get("type"), str(sibling.get("n"))
        if kind == "print-from" and number not in apart:
            opened.append(number)
        elif kind == "print-to" and number not in apart:
            if number not in opened:
                return None
            opened.remove(number)
        found.append(sibling)
    return None


def _take_out(mark: Element) -> None:
    """Remove a mark and leave the words behind it."""
    parent, before = mark.getparent(), mark.getprevious()
    assert parent is not None
    if before is not None:
        before.tail = (before.tail or "") + (mark.tail or "")
    else:
        parent.text = (parent.text or "") + (mark.tail or "")
    mark.tail = None
    parent.remove(mark)
