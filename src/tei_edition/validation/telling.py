"""What a schema has against a document, in words for editors: what is wrong, where, and what may stand there."""

import re
import unicodedata

from lxml import etree

from tei_edition import tei
from tei_edition.errors import Finding, Splice
from tei_edition.spelling import asked, even
from tei_edition.tei import Element
from tei_edition.validation.document import Document, prefixed
from tei_edition.validation.faults import Fault
from tei_edition.validation.grammar import Grammar

# So many names of what may stand in a place are told in a message; all of them are in the finding.
_TOLD = 8
_BLANK = re.compile(r"\s+")


def told(document: Document, known: Grammar, fault: Fault) -> Finding:
    """A fault in words."""
    element = fault.element
    name = tei.name(element)
    expected = _expected(document, fault)
    match fault.what:
        case "element":
            return _element(document, known, fault, expected)
        case "attribute":
            return _attribute(document, fault, expected)
        case "attribute-missing":
            wanted = f"`@{prefixed(element, fault.name)}`" if fault.name else "one of " + _some(expected)
            return document.finding("schema", element, f"`{name}` needs {wanted}", expected=expected, page=name)
        case "value":
            return _value(document, fault, expected)
        case "content":
            said = " ".join("".join(map(str, element.itertext())).split())[:40]
            message = f"`{name}` may not hold “{said}”"
            remedy = f"write {_some(expected, 'or')}"
            return document.finding("schema", element, message, remedy=remedy, expected=expected, page=name)
        case "missing":
            return _missing(document, fault, expected)
        case "text":
            return _text(document, fault, expected)


def _expected(document: Document, fault: Fault) -> tuple[str, ...]:
    """What may stand there in plain names; those that the document uses elsewhere come first."""
    names = [_plain(fault.element, row) for row in fault.expected]
    if fault.what in ("value", "content"):
        return tuple(names)
    return tuple(sorted(names, key=lambda name: (name != "text" and name not in document.names, name)))


def _element(document: Document, known: Grammar, fault: Fault, expected: tuple[str, ...]) -> Finding:
    element, name = fault.element, tei.name(fault.element)
    parent = element.getparent()
    holder = f" in `{tei.name(parent)}`" if parent is not None else ""
    if etree.QName(element).namespace != tei.TEI and tei.q(name) in known.elements:
        return _namespace(document, element)
    if not fault.known:
        if fault.nearest:
            meant = _plain(element, fault.nearest)
            message = f"there is no element `{name}`{asked(meant)}"
            fix = _renamed(document, element, meant) if even(name) == even(meant) else ()
            remedy = f"write `{meant}`"
            if fault.nearest not in fault.expected:
                remedy = f"write `{meant}` where it may stand; here may stand {_some(expected, 'or')}"
            return document.finding(
                "schema-name", element, message, remedy=remedy, expected=expected, page=meant, fix=fix
            )
        foreign = etree.QName(element).namespace != tei.TEI
        message = f"`{name}` is not in the TEI namespace" if foreign else f"there is no element `{name}`"
        remedy = f"here may stand {_some(expected, 'or')}" if expected else "take it out"
        return document.finding("schema-name", element, message, remedy=remedy, expected=expected)
    home = next((row for row in element.iterancestors() if _may_hold(known, row, str(element.tag))), None)
    if home is not None and home is not parent:
        below = next(row for row in element.iterancestors() if row.getparent() is home)
        remedy = f"close `{tei.name(below)}` before it: `{name}` may stand in `{tei.name(home)}`"
    elif home is not None:
        remedy = "it stands in the wrong order or too often; " + (
            f"at this point may stand {_some(expected, 'or')}" if expected else f"`{tei.name(home)}` is complete here"
        )
    else:
        remedy = f"here may stand {_some(expected, 'or')}" if expected else "take it out"
    message = f"`{name}` may not stand here{holder}"
    return document.finding("schema", element, message, remedy=remedy, expected=expected, page=name)


def _may_hold(known: Grammar, element: Element, name: str) -> bool:
    """Whether an element of the document may hold one of that name somewhere."""
    leaf = known.element(str(element.tag))
    waiting, seen = [leaf.content] if leaf else [], set()
    while waiting:
        pattern = waiting.pop()
        if pattern.kind == "element" and pattern.has_name(name):  # type: ignore[attr-defined]
            return True
        if pattern not in seen:
            seen.add(pattern)
            waiting += pattern.parts
    return False


def _namespace(document: Document, element: Element) -> Finding:
    """A TEI element without the namespace: mended at the root, where it is forgotten."""
    name = tei.name(element)
    fix: tuple[Splice, ...] = ()
    if element is document.root and not element.nsmap.get(None) and element.prefix is None:
        at = document.opening(element).start + 1 + len(name)
        fix = (Splice(at, at, f' xmlns="{tei.TEI}"'),)
    message = f"`{name}` is not in the TEI namespace"
    return document.finding("schema-name", element, message, remedy=f'add xmlns="{tei.TEI}"', page=name, fix=fix)


def _attribute(document: Document, fault: Fault, expected: tuple[str, ...]) -> Finding:
    element, name = fault.element, tei.name(fault.element)
    written = prefixed(element, fault.name)
    if fault.known:
        message = f"`{name}` may not have `@{written}`"
        remedy = f"it may have {_some(expected, 'or')}" if expected else "take it out"
        return document.finding(
            "schema", element, message, attribute=fault.name, remedy=remedy, expected=expected, page=name
        )
    meant = prefixed(element, fault.nearest) if fault.nearest else ""
    message = f"`{name}` has no attribute `{written}`{asked(meant)}"
    fix: tuple[Splice, ...] = ()
    if meant and even(meant) == even(written):
        place = document.attribute(element, fault.name)
        fix = (Splice(place.start, place.end, meant),) if place else ()
    remedy = f"write `{meant}`" if meant else f"it may have {_some(expected, 'or')}"
    return document.finding(
        "schema-name",
        element,
        message,
        attribute=fault.name,
        remedy=remedy,
        expected=expected,
        page=name,
        fix=fix,
    )


def _value(document: Document, fault: Fault, expected: tuple[str, ...]) -> Finding:
    element, name = fault.element, tei.name(fault.element)
    value = element.get(fault.name, "")
    told = f" — did you mean “{fault.nearest}”?" if fault.nearest else ""
    message = f"`{name}/@{prefixed(element, fault.name)}` may not be “{value[:60]}”{told}"
    fix: tuple[Splice, ...] = ()
    place = document.attribute(element, fault.name)
    if place and fault.nearest and even(value) == even(fault.nearest):
        fix = (Splice(place.value_start, place.value_end, fault.nearest),)
    remedy = f"write {_some(expected, 'or')}"
    if expected == ("ID",) and (stray := tei.stray_in_id(value)):
        said = unicodedata.name(stray, "a control character").lower()
        message += f": no id {'begins with' if value.startswith(stray) else 'holds'} U+{ord(stray):04X} ({said})"
        remedy = f"write “{tei.as_id(value)[:60]}”, here and where it is pointed to"
    return document.finding(
        "schema", element, message, attribute=fault.name, remedy=remedy, expected=expected, page=name, fix=fix
    )


def _text(document: Document, fault: Fault, expected: tuple[str, ...]) -> Finding:
    element, name = fault.element, tei.name(fault.element)
    offset = _after(document, element, fault.before)
    written = document.places.text
    message = f"`{name}` holds elements only, no text"
    remedy = f"put the words into {_some(expected, 'or')}" if expected else "take the words out"
    fix: tuple[Splice, ...] = ()
    run = _BLANK.match(written, offset)
    if run:
        # A no-break space and its kin look like layout, and are characters to XML.
        odd = written[offset]
        message += f"; U+{ord(odd):04X} ({unicodedata.name(odd, 'a control character').lower()}) counts as text"
        remedy = "write an ordinary space, or none"
        plain = "".join(letter if tei.is_space(letter) else " " for letter in run[0])
        fix = (Splice(offset, run.end(), plain),) if written.startswith("<", run.end()) else ()
    return document.finding(
        "schema", element, message, offset=offset, remedy=remedy, expected=expected, page=name, fix=fix
    )


def _missing(document: Document, fault: Fault, expected: tuple[str, ...]) -> Finding:
    element = fault.element
    name = tei.name(element)
    wanted = f"`{_plain(element, fault.name)}` is missing" if fault.name else f"one of {_some(expected)} is missing"
    if fault.before is not None:
        place, offset = f"in `{name}` before `{tei.name(fault.before)}`", document.opening(fault.before).start
    else:
        closing = document.closing(element)
        is_empty = closing.start == closing.end
        place, offset = f"in `{name}`", document.opening(element).start if is_empty else closing.start
        if len(element):
            place = f"at the end of `{name}`"
    return document.finding(
        "schema",
        element,
        f"{wanted} {place}",
        offset=offset,
        remedy="add it" if fault.name else "add one",
        expected=expected,
        page=_plain(element, fault.name) if fault.name else name,
    )


def _renamed(document: Document, element: Element, name: str) -> tuple[Splice, ...]:
    """Another name for an element: in its opening tag, and in its closing one."""
    opening, closing = document.opening(element), document.closing(element)
    old = document.places.text[slice(*document.places.name_at(opening.start))]
    prefix, colon, _ = old.rpartition(":")
    new = f"{prefix}{colon}{name}"
    first = Splice(opening.start + 1, opening.start + 1 + len(old), new)
    if closing.start == closing.end:
        return (first,)
    return (first, Splice(closing.start + 2, closing.start + 2 + len(old), new))


def _after(document: Document, element: Element, child: Element | None) -> int:
    """The first character that is no white space in an element, or after one of its children."""
    start = document.opening(element).end if child is None else document.closing(child).end
    text = document.places.text
    while start < len(text) and tei.is_space(text[start]):
        start += 1
    return start


def _plain(element: Element, name: str) -> str:
    """A name in Clark notation, attributes with `@`, as an editor writes it; values stay as they are."""
    mark = "@" if name.startswith("@") else ""
    written = name[len(mark) :]
    if not written.startswith("{"):
        return name
    namespace, _, local = written[1:].partition("}")
    return mark + (local if namespace == tei.TEI else prefixed(element, written))


def _some(names: tuple[str, ...], joint: str = "and") -> str:
    """Some names in words."""
    told = [name if name == "text" or name.startswith("“") else f"`{name}`" for name in names[:_TOLD]]
    if len(names) > _TOLD:
        return ", ".join(told) + f" … ({len(names) - _TOLD} more)"
    return f" {joint} ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else "".join(told)
