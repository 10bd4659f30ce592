"""A document made ready for the press: a copy whose elements say what XSLT 1.0 cannot find out for itself.

Notes get their series and mark, dates the entry of the index they belong to, words of another language their language,
and a translation stands beside the text whose paragraphs it points to. What is added is `seg`, `div` and `anchor` with
a `type` that begins with `print-`.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tei_edition import resources, tei
from tei_edition.crosswalks.record import date_value
from tei_edition.edition import Edition
from tei_edition.errors import Finding
from tei_edition.rendering.apparatus import Apparatus, Policy, take_out
from tei_edition.rendering.figures import Pictures, take_in
from tei_edition.tei import XML_ID, XML_LANG, E, Element

_LEAVES = frozenset(
    """p ab head l item cell label speaker stage dateline salute signed byline trailer closer opener addrLine
    note""".split()
)
# Letters that have italics by custom.
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_BLOCKS = frozenset(
    "p ab head lg l list table sp speaker stage opener closer dateline trailer figure graphic note".split()
)


@dataclass(frozen=True)
class Proof:
    """A document ready for the press.

    Attributes:
        root: the copy.
        apparatus: the entries at the foot.
        series: the series of each footnote, by its number in the document.
        parallel: whether a translation stands beside its text, or facing it.
        pictures: the files that its `graphic` are printed from.
    """

    root: Element
    apparatus: Apparatus
    series: dict[str, str]
    parallel: bool
    pictures: Pictures

    @property
    def listed(self) -> Element:
        """The entries of the apparatus as one tree."""
        return E.listApp(*self.apparatus.entries)

    @property
    def findings(self) -> list[Finding]:
        """What is odd about it."""
        return [*self.apparatus.findings, *self.pictures.findings]


def prepare(
    root: Element,
    tables: Mapping[str, Any],
    policy: Policy | None,
    parallel: str,
    path: str,
    folder: Path | None = None,
    measure: tuple[float, float] | None = None,
) -> Proof:
    """Make a copy of a document ready for the press.

    Args:
        tables: `print.toml`.
        policy: how the apparatus is worded; None to leave it out.
        parallel: where a translation stands, as `[print]` says.
        path: the document's file, as the user named it.
        folder: the edition's, which holds its pictures.
        measure: width and height that a picture may have, in points; None to print none.
    """
    whole = copy.deepcopy(root)
    pictures = take_in(whole, path, folder, measure, tables["words"]["picture"]) if measure else Pictures({}, [])
    if policy:
        apparatus = take_out(whole, policy, path)
    else:
        apparatus = Apparatus()
        for listed in [*whole.iter(tei.q("listApp"))]:
            listed.getparent().remove(listed)  # type: ignore[union-attr]
    beside = parallel != "off" and _set_beside(whole, parallel == "facing")
    series = _number_notes(whole, tables["series"])
    for element in whole.iter(tei.q("date"), tei.q("time")):
        value = date_value(element).partition("T")[0]
        if value:
            element.set("ref", "#date-" + date_value_id(element))
    for phrase in whole.iter(*map(tei.q, ("foreign", "emph", "title"))):
        if not _LATIN.search("".join(map(str, phrase.itertext()))):
            phrase.set("rend", "print-upright")
    for text in whole.iter(tei.q("text")):
        if next(text.iterancestors(tei.q("text")), None) is None:
            _mark_languages(text, root.get(XML_LANG, "en"))
    return Proof(whole, apparatus, series, beside, pictures)


def prepare_beside(root: Element, edition: Edition, path: str) -> tuple[Proof, Mapping[str, Any]]:
    """The same for a format without facing pages and pictures: a translation stands beside its text.

    Returns:
        The copy, and the tables `print.toml` it was made by.
    """
    settings = edition.print
    tables = resources.table("rendering", "print", edition.subfolder("tables"))
    policy = Policy(tables["words"], tables["layers"], settings.lemma_words, settings.positive)
    parallel = "off" if settings.parallel == "off" else "side-by-side"
    return prepare(root, tables, None if settings.apparatus == "off" else policy, parallel, path), tables


def date_value_id(element: Element) -> str:
    """What the index calls a date: its value without clock time and spaces."""
    value = date_value(element)
    return (value.partition("T")[0] if "T" in value else value).replace(" ", "-")


def _number_notes(root: Element, table: Mapping[str, Any]) -> dict[str, str]:
    """Give each footnote its series and mark, and each correction too; the series of each, by number."""
    roles = {
        str(editor.get(XML_ID)): editor.get("role", "")
        for editor in root.iter(tei.q("editor"), tei.q("respStmt"), tei.q("author"))
        if editor.get(XML_ID)
    }
    names = list(table)
    counts = dict.fromkeys(names, 0)
    found: dict[str, str] = {}
    for element in root.iter(tei.q("note"), tei.q("choice")):
        if not _is_footnote(element):
            continue
        answering = {roles.get(pointer.lstrip("#"), "") for pointer in (element.get("resp") or "").split()}
        name = next(
            (one for one in names if element.get("type") in table[one]["types"] or answering & {*table[one]["roles"]}),
            names[0],
        )
        counts[name] += 1
        number = str(len(found))
        found[number] = name
        element.set("print-note", number)
        element.set("print-mark", mark_of(counts[name], table[name]["count"]))
    return found


def _is_footnote(element: Element) -> bool:
    above = {tei.name(one) for one in element.iterancestors()}
    if "text" not in above or "note" in above:
        return False
    if tei.name(element) == "choice":
        return {tei.name(child) for child in element} >= {"sic", "corr"}
    return element.get("place") != "inline" and element.get("type") != "print-entry"


_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def mark_of(number: int, count: str) -> str:
    """The mark of a note, from its number in its series: `1`, `a … z, aa`, `i, ii`."""
    match count:
        case "a":
            letters = ""
            while number:
                number, rest = divmod(number - 1, 26)
                letters = chr(97 + rest) + letters
            return letters
        case "i":
            numeral = ""
            for value, digits in _ROMAN:
                numeral += digits * (number // value)
                number %= value
            return numeral
    return str(number)


def _mark_languages(text: Element, language: str) -> None:
    """Wrap the words that are in another language than what is around them, in each paragraph or phrase."""
    todo: list[tuple[Element, str]] = [(text, language)]
    while todo:
        element, around = todo.pop()
        own = element.get(XML_LANG) or around
        is_leaf = tei.name(element) in _LEAVES or element.get(XML_LANG)
        holds_words = tei.name(element) not in tei.CONTAINERS | {"lg", "floatingText"}
        inner = around
        if own != around and is_leaf and holds_words:
            wrapped = E.seg(type="print-language", n=own)
            wrapped.text, element.text = element.text, None
            wrapped.extend(list(element))
            element.append(wrapped)
            element, inner = wrapped, own
        # A language stays open until a paragraph or phrase takes it up.
        for child in element:
            if isinstance(child.tag, str):
                if own != inner and not child.get(XML_LANG):
                    child.set(XML_LANG, own)
                todo.append((child, inner))


# A translation beside its text


def _set_beside(root: Element, facing: bool) -> bool:
    """Put the blocks of a second text beside those of the first to which they point; False where none does.

    The first text is marked with `print-facing` where the second is to stand on the facing pages.
    """
    by_id = {
        str(block.get(XML_ID)): block
        for text in tei.every(root, "//t:text")
        for block in text.iter()
        if isinstance(block.tag, str) and block.get(XML_ID)
    }
    points = dict(_pointers(root, by_id))
    if not points:
        return False
    right, left = next(iter(points.items()))
    other = _apart(right, left)
    if other is None:
        return False
    rows: dict[Element, list[Element]] = {}
    waiting: list[Element] = []
    at: Element | None = None
    for block in list(_blocks(other)):
        target = points.get(block)
        if target is not None:
            at = target
            rows.setdefault(at, []).extend(waiting)
            waiting = []
        if at is None or (target is None and tei.name(block) in ("speaker", "head")):
            waiting.append(block)
        else:
            rows.setdefault(at, []).append(block)
    if at is None:
        return False
    rows[at].extend(waiting)
    language = other.get(XML_LANG) or next(
        (one.get(XML_LANG) for one in other.iterancestors() if one.get(XML_LANG)), ""
    )
    parent = other.getparent()
    assert parent is not None
    first = _apart(left, right)
    if first is not None and facing:
        first.set("print-facing", "yes")
    for block in list(_blocks(first)) if first is not None else []:
        pair = E.div(E.div(type="print-left"), E.div(type="print-right"), type="print-pair")
        if language:
            pair[1].set(XML_LANG, language)
        above = block.getparent()
        assert above is not None
        above.replace(block, pair)
        block.tail = None
        pair[0].append(block)
        for one in rows.get(block, ()):
            one.tail = None
            pair[1].append(one)
    parent.remove(other)
    return True


def _pointers(root: Element, by_id: Mapping[str, Element]) -> Iterator[tuple[Element, Element]]:
    """Blocks and the earlier block that each translates, by `corresp` or by links of translations."""
    orders = {element: number for number, element in enumerate(root.iter())}
    links = [
        link
        for group in root.iter(tei.q("linkGrp"))
        if group.get("type") in ("translation", "alignment")
        for link in group.iter(tei.q("link"))
    ]
    for link in links:
        ends = [by_id[key] for key in re.findall(r"#(\S+)", link.get("target") or "") if key in by_id]
        ends.sort(key=orders.__getitem__)
        for end in ends[1:]:
            yield end, ends[0]
    for block in orders:
        if tei.name(block) not in _BLOCKS or not block.get("corresp"):
            continue
        for key in re.findall(r"#(\S+)", block.get("corresp") or ""):
            other = by_id.get(key)
            if other is not None and tei.name(other) in _BLOCKS and orders[other] < orders[block]:
                yield block, other
                break


def _apart(one: Element, other: Element) -> Element | None:
    """The largest element around `one` that does not hold `other`: a text or division; None where there is none."""
    around = {*other.iterancestors(), other}
    found = [parent for parent in one.iterancestors() if parent not in around]
    return found[-1] if found and tei.name(found[-1]) in ("text", "div", "body", "front", "group") else None


def _blocks(top: Element) -> Iterator[Element]:
    """The outermost blocks of a text, and whatever else has words and holds none."""
    stack = [top]
    while stack:
        element = stack.pop()
        name = tei.name(element)
        is_block = name in _BLOCKS and name != "sp"
        if element is not top and (is_block or not any(tei.name(inner) in _BLOCKS for inner in element.iter())):
            if is_block or "".join(map(str, element.itertext())).strip():
                yield element
        else:
            stack += [child for child in reversed(element) if isinstance(child.tag, str)]
