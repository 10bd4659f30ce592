"""What html.xsl makes → valid HTML, in place.

TEI lets a paragraph hold lists, tables and notes, and a name hold a reference; HTML allows no block in a paragraph and
no link in a link (HTML Standard, 3.2.5.2 and 4.5.1). Here notes are moved below the paragraph they stand in and
numbered, phrases and paragraphs that hold blocks become `div`, identifiers stand once, links lead somewhere, and text
written from right to left says so.
"""

from collections.abc import Collection
from functools import cache

from lxml import etree

from tei_edition import resources
from tei_edition.tei import Element

PHRASE = frozenset("span a em i b u s sub sup small strong code abbr cite q time mark ins del ruby rt".split())
_TRANSPARENT = frozenset(("a", "ins", "del"))
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_NARROW = PHRASE | _HEADINGS | {"p", "pre"}
# What a list or table may hold, and what else is put into.
_HOLDS = {"ul": (("li",), "li"), "table": (("tr",), "tr"), "tr": (("td", "th"), "td"), "dl": (("dt", "dd"), "dd")}
_PARENTS = {"li": "ul", "tr": "table", "td": "tr", "th": "tr", "dt": "dl", "dd": "dl", "rt": "ruby"}
# Languages that have no code of two letters and are met often.
_LONG = frozenset(
    ("grc", "und", "mul", "zxx", "cop", "syc", "akk", "sux", "ang", "gmh", "goh", "enm", "fro", "frm", "egy")
)


def mend(article: Element, known: Collection[str]) -> None:
    """Make an article valid HTML.

    Args:
        known: identifiers elsewhere on the page that links may lead to.
    """
    _notes(article)
    _nesting(article)
    _headings(article)
    _links(article, known)
    _languages(article)


def direction(language: str) -> str:
    """`rtl` or `ltr`, by a language tag (BCP 47)."""
    table = resources.table("rendering", "directions")
    parts = shortest(language).replace("_", "-").split("-")
    scripts = [part.title() for part in parts[1:] if len(part) == 4 and part.isalpha()]
    is_rtl = scripts[0] in table["scripts"] if scripts else parts[0].lower() in table["languages"]
    return "rtl" if is_rtl else "ltr"


def _notes(article: Element) -> None:
    """Number the notes and move each below the paragraph it stands in."""
    last: dict[Element, Element] = {}
    for k, note in enumerate(list(article.iter("aside")), start=1):
        mark = note.getprevious()
        if mark is None or not len(mark):
            continue  # an edition's own stylesheet made it, without a mark
        note.set("id", name := note.get("id") or f"page-note-{k}")
        note.set("role", "note")
        link = mark[0]
        link.set("href", f"#{name}")
        link.set("id", f"page-ref-{k}")
        link.text = str(k)
        back = etree.Element("a", {"class": "back", "href": f"#page-ref-{k}"})
        back.text = str(k)
        back.tail = f" {note.text or ''}"
        note.text = None
        note.insert(0, back)
        top = note
        spoken = note.get("lang")
        while (parent := top.getparent()) is not None and parent.tag in _NARROW:
            top = parent
            spoken = spoken or parent.get("lang")
        if spoken:
            note.set("lang", spoken)
        _detach(note)
        if top.tag in ("p", "pre", *_HEADINGS):
            last.get(top, top).addnext(note)
            last[top] = note
        elif parent is not None:
            parent.append(note)


def _detach(element: Element) -> None:
    """Take an element out, and leave the words that follow it."""
    parent, previous = element.getparent(), element.getprevious()
    assert parent is not None
    if element.tail:
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def _nesting(article: Element) -> None:
    """Let nothing hold what HTML forbids it to hold: lists and tables from the outside, then all from the inside."""
    elements = list(article.iter())
    for element in elements:
        tag = str(element.tag)
        parent = element.getparent()
        if tag in _PARENTS and (parent is None or parent.tag != _PARENTS[tag]):
            element.tag = "div"
            element.attrib.pop("colspan", None)
    for element in elements:
        if element.tag == "ruby" and not any(child.tag == "rt" for child in element):
            element.tag = "span"
        if element.tag in _HOLDS:
            _wrap(element, *_HOLDS[str(element.tag)])
        if element.tag == "dl" and not _is_paired(element):
            for part in (element, *element):
                part.tag = "div"
    blocks: set[Element] = set()
    for element in reversed(list(article.iter())):
        tag = str(element.tag)
        has_block = any(child in blocks for child in element)
        if has_block and tag in _NARROW and tag not in _TRANSPARENT:
            if tag in _HEADINGS:
                element.set("role", "heading")
                element.set("aria-level", tag[1])
            elif not element.get("class"):
                element.set("class", tag)
            element.tag = "div"
        if (element.tag not in PHRASE and element.tag not in ("br", "img")) or has_block:
            blocks.add(element)


def _is_paired(element: Element) -> bool:
    """Whether the terms and definitions of a `dl` come in groups, each definition behind a term."""
    tags = [str(child.tag) for child in element]
    return not tags or (tags[0] == "dt" and tags[-1] == "dd")


def _wrap(element: Element, allowed: tuple[str, ...], wrapper: str) -> None:
    """Put the words and children that an element may not hold each into one that it may."""
    boxes = []

    def box() -> Element:
        boxes.append(etree.Element(wrapper, {"class": "loose"}))
        return boxes[-1]

    words, element.text = element.text, None
    if (words or "").strip():
        made = box()
        made.text = words
        element.insert(0, made)
    for child in list(element):
        words, child.tail = child.tail, None
        if child.tag not in allowed:
            child.addprevious(made := box())
            made.append(child)
        if (words or "").strip():
            (child if child.tag in allowed else made).addnext(after := box())
            after.text = words
    if wrapper in _HOLDS:
        for row in boxes:
            _wrap(row, *_HOLDS[wrapper])


def _headings(article: Element) -> None:
    """No heading is more than one level below the one before it; the page's title is the first."""
    last = 1
    for element in article.iter():
        tag = str(element.tag)
        if tag in _HEADINGS:
            last = min(int(tag[1]), last + 1)
            element.tag = f"h{last}"
        elif level := element.get("aria-level"):
            last = min(int(level), last + 1)
            element.set("aria-level", str(last))


def _links(article: Element, known: Collection[str]) -> None:
    """Identifiers stand once; a link stands in no other link, and leads to something."""
    ids: set[str] = set()
    for element in article.iter():
        name = element.get("id")
        if name in ids:
            del element.attrib["id"]
        elif name:
            ids.add(name)
    for link in article.iter("a"):
        target = link.get("href", "")
        lost = target.startswith("#") and target[1:] not in ids and target[1:] not in known
        if lost or any(above.tag == "a" for above in link.iterancestors()):
            unlink(link)


def unlink(link: Element) -> None:
    """Let a link lead nowhere: it becomes a phrase, or a block where it holds one."""
    link.tag = "span" if all(part.tag in PHRASE or part.tag == "br" for part in link.iterdescendants()) else "div"
    link.attrib.pop("href", None)


def _languages(article: Element) -> None:
    for element in article.iter():
        if language := element.get("lang"):
            element.set("lang", shortest(language))
            element.set("dir", direction(language))


@cache
def shortest(language: str) -> str:
    """A language tag with its language in two letters where it has such a code (BCP 47, 2.2.1): `ara` is `ar`."""
    first, dash, rest = language.partition("-")
    if len(first) != 3 or first in _LONG:
        return language
    import pycountry  # seven thousand languages: read only where a text names one in this way

    known = pycountry.languages.get(alpha_3=first.lower()) or pycountry.languages.get(bibliographic=first.lower())
    return (getattr(known, "alpha_2", None) or first) + dash + rest
