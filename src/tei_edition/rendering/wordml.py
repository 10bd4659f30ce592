"""The parts of WordprocessingML (ECMA-376) that a document is made of: runs, their properties, names of bookmarks."""

import hashlib
import re
from typing import Any, NamedTuple

from lxml.builder import ElementMaker

from tei_edition.rendering.flow import direction
from tei_edition.tei import Element

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = ElementMaker(namespace=NAMESPACE, nsmap={"w": NAMESPACE, "r": RELATIONS})
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PIECES = re.compile("[^\u00ad\u2011]+|[\u00ad\u2011]")
_HYPHENS = {"\u00ad": "softHyphen", "\u2011": "noBreakHyphen"}
_EAST = ("zh", "ja", "ko")


class Look(NamedTuple):
    """What a run looks like: a character style, formats by Word's names, a language (BCP 47)."""

    style: str = ""
    formats: tuple[str, ...] = ()
    language: str = ""


def w(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def val(value: str) -> dict[str, str]:
    return {w("val"): value}


def numbered(number: str) -> dict[str, str]:
    return {w("id"): number}


def mark_name(identifier: str) -> str:
    """A bookmark's name: 40 letters, digits and low lines at most; identifiers may hold more and be longer."""
    letters = "".join(one if one.isascii() and one.isalnum() else f"_{ord(one):x}_" for one in identifier)
    return f"to_{letters}" if len(letters) <= 36 else f"to_{hashlib.sha256(identifier.encode()).hexdigest()[:32]}"


def is_parallel(element: Element) -> bool:
    style = element.find(f"{w('tblPr')}/{w('tblStyle')}")
    return style is not None and style.get(w("val")) == "TableParallel"


def texts(words: str) -> list[Element]:
    """Words as the elements of a run; hyphens that Word has elements for are those."""
    found: list[Element] = []
    for piece in _PIECES.findall(words):
        found.append(W(_HYPHENS[piece]) if piece in _HYPHENS else W.t(piece, {_SPACE: "preserve"}))
    return found


def properties_of(look: Look) -> Any:
    """The properties of a run, in the order that the schema wants (17.3.2)."""
    properties = W.rPr()
    if look.style:
        properties.append(W.rStyle(val(look.style)))
    for name in ("b", "i", "smallCaps"):
        if name in look.formats:
            properties.append(W(name))
    if "u" in look.formats:
        properties.append(W.u(val("single")))
    for name in ("superscript", "subscript"):
        if name in look.formats:
            properties.append(W.vertAlign(val(name)))
            break
    if look.language:
        is_rtl = direction(look.language) == "rtl"
        if is_rtl:
            properties.append(W.rtl())
        key = "bidi" if is_rtl else "eastAsia" if look.language.partition("-")[0] in _EAST else "val"
        properties.append(W.lang({w(key): look.language}))
    return properties
