"""The Schematron of the toolkit's schema (ISO/IEC 19757-3), each assertion run as one XPath.

The file is one that `lxml.isoschematron` and every other processor of Schematron runs too, and a test holds that they
agree. Here an assertion becomes `$elements[not(test)][context]`, and the elements of that name are given to it: those
that break it come back at once, where a stylesheet would visit every node of the document for every pattern. That is
sound as long as a pattern has one rule, and a rule nothing but assertions, which `assertions` makes sure of, and no
predicate is a number.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

from lxml import etree

from tei_edition import resources, tei
from tei_edition.errors import ConfigError, Finding
from tei_edition.tei import XML_ID, Element
from tei_edition.validation.document import Document

# libxml2 compares each element that it is given with all the others.
_AT_ONCE = 64
_ATTRIBUTES = re.compile(r"@(?:xml:id|\w+)(?: and @(?:xml:id|\w+))*")
_SCH = {"s": "http://purl.oclc.org/dsdl/schematron"}


class Assertion(NamedTuple):
    """What must hold.

    Attributes:
        id: its name, which is that of the rule in `RULES` too.
        about: the name of the elements of which it must hold, in Clark notation.
        message: what is wrong where it does not hold.
        wanted: attributes (Clark notation) with which it holds in any case.
        breakers: finds those of some elements in which it does not hold.
    """

    id: str
    about: str
    message: str
    wanted: tuple[str, ...]
    breakers: etree.XPath


@cache
def own_schematron() -> Path:
    """The toolkit's Schematron."""
    return resources.folder("schema") / "tei-edition.sch"


@cache
def assertions(path: Path) -> tuple[Assertion, ...]:
    """The assertions of a schema, compiled once for each process.

    Raises:
        EditionError: the file is missing, or it says what cannot be run as one XPath.
    """
    root = tei.parse(tei.read_bytes(path), path)
    names = {row.get("prefix", ""): row.get("uri", "") for row in _rows(root, "s:ns")}
    found = tuple(
        _assertion(row, rule.get("context", ""), names, path)
        for rule in _rows(root, "s:pattern[count(s:*) = 1]/s:rule[not(s:*[not(self::s:assert)])]")
        for row in _rows(rule, "s:assert[not(*)]")
    )
    if len(found) != len(_rows(root, "//s:assert")) or _rows(root, "//s:report | //s:let | //s:extends"):
        raise ConfigError("this Schematron has more than assertions", "write one rule in each pattern", path=path)
    return found


def _rows(element: Element, path: str) -> list[Element]:
    return cast(list[Element], element.xpath(path, namespaces=_SCH))


def _assertion(row: Element, context: str, names: dict[str, str], path: Path) -> Assertion:
    step, conditions = _last_step(context)
    name, bracket, own = step.partition("[")
    prefix, _, local = name.rpartition(":")
    conditions = bracket + own + conditions
    test = row.get("test", "")
    try:
        breakers = etree.XPath(f"$elements[not({test})]{conditions}", namespaces=names)
    except etree.XPathSyntaxError:
        message = f"`{row.get('id')}` is no XPath 1.0"
        raise ConfigError(message, "correct it in the ODD", path=path, line=row.sourceline or 0) from None
    about = f"{{{names.get(prefix, '')}}}{local}"
    attributes = test.split(" and ") if _ATTRIBUTES.fullmatch(test) else ()
    wanted = tuple(XML_ID if attribute == "@xml:id" else attribute[1:] for attribute in attributes)
    return Assertion(row.get("id", ""), about, (row.text or "").partition("; ")[0], wanted, breakers)


def _last_step(pattern: str) -> tuple[str, str]:
    """A pattern of XSLT as its last step, and what comes before that as conditions: libxml2 is slow the other way."""
    depth = 0
    for at in range(len(pattern) - 1, -1, -1):
        depth += (pattern[at] == "]") - (pattern[at] == "[")
        if pattern[at] == "/" and not depth:
            axis = "ancestor" if pattern[at - 1 : at] == "/" else "parent"
            outer, conditions = _last_step(pattern[:at].rstrip("/")) if at else ("", "")
            return pattern[at + 1 :], f"[{axis}::{outer}{conditions}]" if outer else "[not(parent::*)]"
    return pattern, ""


def check_schematron(document: Document) -> Iterator[Finding]:
    """What the Schematron of the toolkit's schema has against a document, rule by rule."""
    for assertion in assertions(own_schematron()):
        elements = document.called(assertion.about)
        if elements and assertion.wanted:
            having = [document.having(attribute) for attribute in assertion.wanted]
            elements = [element for element in elements if not all(element in row for row in having)]
        for start in range(0, len(elements), _AT_ONCE):
            asked: Any = elements[start : start + _AT_ONCE]
            for element in cast(list[Element], assertion.breakers(document.root, elements=asked)):
                yield document.finding(assertion.id, element, assertion.message, page=tei.name(element))
