"""What a grammar cannot say: pointers that resolve, dates in order, numbers that stand once, rights that are stated."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from tei_edition import tei
from tei_edition.errors import Finding
from tei_edition.tei import XML_ID, Element
from tei_edition.validation.rules import RULES

Check = Callable[[Element, str], Iterator[Finding]]

_POINTERS = tuple(
    """ref who toWhom corresp resp ana target scheme datingPoint where wit rendition active passive mutual sameAs
    copyOf next prev source from to loc""".split()
)
# On these elements @from and @to are dates or pages, not pointers.
_LOCAL = re.compile(r"#\S+")
_PREFIX = re.compile(r"([A-Za-z][\w.+-]*):")
_SCHEMES = frozenset(("http", "https", "mailto", "urn", "doi", "tel", "file"))
_DATES = ("when", "notBefore", "notAfter", "from", "to")
_DATE = re.compile(r"-?(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?")


def _line(element: Element) -> int:
    return element.sourceline or 0


def check_ids(root: Element, path: str) -> Iterator[Finding]:
    """Every xml:id once."""
    seen: dict[str, int] = {}
    for element in root.iter():
        key = element.get(XML_ID) if isinstance(element.tag, str) else None
        if key in seen:
            message = f"the xml:id `{key}` stands on line {seen[key]} too"
            yield RULES["id-repeated"].finding(path, _line(element), message)
        elif key:
            seen[key] = _line(element)


def check_pointers(root: Element, path: str) -> Iterator[Finding]:
    """Every pointer leads to an xml:id of the document, or has a declared prefix, or is an address."""
    ids = {element.get(XML_ID) for element in root.iter() if isinstance(element.tag, str)}
    prefixes = {row.get("ident") for row in tei.every(root, ".//t:prefixDef")}
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for attribute in _POINTERS:
            for pointer in element.get(attribute, "").split():
                yield from _check_pointer(element, attribute, pointer, ids, prefixes, path)


def _check_pointer(
    element: Element, attribute: str, pointer: str, ids: set[str | None], prefixes: set[str | None], path: str
) -> Iterator[Finding]:
    where = f"`{tei.name(element)}/@{attribute}`"
    if _LOCAL.fullmatch(pointer):
        if pointer[1:] not in ids:
            rule = "who-unknown" if attribute in ("who", "toWhom") else "pointer-unresolved"
            yield RULES[rule].finding(
                path, _line(element), f"{where} points to `{pointer}`, which is not in the document"
            )
        return
    prefix = _PREFIX.match(pointer)
    if prefix and attribute not in ("from", "to") and prefix[1] not in prefixes | _SCHEMES:
        yield RULES["prefix-undeclared"].finding(path, _line(element), f"{where} uses the prefix `{prefix[1]}:`")


def check_dates(root: Element, path: str) -> Iterator[Finding]:
    """Dates the calendar has, and spans that do not run backwards."""
    for element in root.iter(*map(tei.q, _DATED)):
        values = {name: element.get(name, "") for name in _DATES if element.get(name)}
        for name, value in values.items():
            if not _exists(value):
                message = f"`{tei.name(element)}/@{name}` is {value!r}"
                yield RULES["date-impossible"].finding(path, _line(element), message)
        for first, last in (("notBefore", "notAfter"), ("from", "to")):
            low, high = values.get(first, ""), values.get(last, "")
            size = min(len(low), len(high), 10)
            if low and high and low[:size] > high[:size]:
                message = f"`@{first}` {low} is later than `@{last}` {high}"
                yield RULES["dates-reversed"].finding(path, _line(element), message)


_DATED = tuple(
    "date time birth death occupation event state placeName orgName persName setting change creation".split()
)


def _exists(value: str) -> bool:
    match = _DATE.fullmatch(value)
    if not match:
        return re.fullmatch(r"\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?", value) is not None
    try:
        date(int(match[1]) or 1, int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def check_numbers(root: Element, path: str) -> Iterator[Finding]:
    """Each paragraph number stands once. They need not rise: a paragraph that moves takes its number along."""
    seen: dict[str, int] = {}
    for element in tei.every(root, "//t:text//*[@n and @xml:id and not(self::t:div or self::t:pb)]"):
        number = element.get("n", "")
        if number in seen:
            message = f"paragraph number {number} stands on line {seen[number]} too"
            yield RULES["number-repeated"].finding(path, _line(element), message)
        seen.setdefault(number, _line(element))


def check_rights(root: Element, path: str) -> Iterator[Finding]:
    """A licence of the markup, and the rights in the source."""
    if tei.one(root, "t:text") is None:
        return
    place = tei.one(root, ".//t:publicationStmt")
    line = _line(place) if place is not None else 1
    if not tei.every(root, ".//t:availability/t:licence"):
        yield RULES["licence-missing"].finding(path, line, "no licence is stated")
    if not tei.every(root, ".//t:availability/t:p[@n='source-rights']"):
        yield RULES["rights-missing"].finding(path, line, "nothing is said about rights in the source")


def check_review(root: Element, path: str) -> Iterator[Finding]:
    """How many tags only the machine answers for."""
    tags = [tag for tag in tei.tags(root) if tag.get("resp")]
    alone = [tag for tag in tags if tag.get("resp") == "#machine"]
    if alone:
        message = f"{len(alone)} of {len(tags)} tags have not been reviewed"
        yield RULES["tags-unreviewed"].finding(path, 0, message)


CHECKS: tuple[Check, ...] = (check_ids, check_pointers, check_dates, check_numbers, check_rights, check_review)
