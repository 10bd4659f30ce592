"""RELAX NG (ISO/IEC 19757-2) with messages that editors can use.

libxml2 says `Element p failed to validate content` and then everything that follows from it. Here each cause is told
once: the element, what is wrong with it, and for a misspelt name the nearest right one.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from lxml import etree

from tei_edition import resources, tei
from tei_edition.errors import ConfigError, Finding
from tei_edition.tei import Element
from tei_edition.validation.rules import RULES

_RNG = "{http://relaxng.org/ns/structure/1.0}"


def own_schema() -> Path:
    """The toolkit's schema."""
    return resources.folder("schema") / "tei-edition.rng"


@cache
def compiled(path: Path) -> etree.RelaxNG:
    """A schema, compiled once for each process.

    Raises:
        ConfigError: the file is missing or no RELAX NG schema.
    """
    if not path.is_file():
        raise ConfigError("there is no such schema", "check the name", path=path)
    try:
        return etree.RelaxNG(etree.parse(str(path), tei.parser()))
    except (etree.RelaxNGParseError, etree.XMLSyntaxError) as error:
        raise ConfigError(f"this is no RELAX NG schema ({error})", "give a .rng file", path=path) from None


@cache
def _names(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """The names of elements and attributes that a schema knows."""
    root = etree.parse(str(path), tei.parser()).getroot()
    elements = {row.get("name", "").rpartition(":")[2] for row in root.iter(f"{_RNG}element")}
    attributes = {row.get("name", "").rpartition(":")[2] for row in root.iter(f"{_RNG}attribute")}
    return frozenset(elements), frozenset(attributes)


def check_schema(root: Element, path: str, schema: Path) -> Iterator[Finding]:
    """What a schema has against a document, each cause once, in document order."""
    validator = compiled(schema)
    if validator.validate(root):
        return
    misspelt = list(_misspelt(root, path, schema))
    yield from misspelt
    told = {finding.line for finding in misspelt}
    for entry in validator.error_log:
        message = _message(entry.message)
        if message and entry.line not in told:
            told.add(entry.line)
            yield RULES["schema"].finding(path, entry.line, message)
    if not told:
        yield RULES["schema"].finding(path, root.sourceline or 1, "the document does not follow the schema")


def _misspelt(root: Element, path: str, schema: Path) -> Iterator[Finding]:
    """Names that the schema does not have at all."""
    elements, attributes = _names(schema)
    for element in root.iter():
        name = tei.name(element)
        if not name:
            continue
        line = element.sourceline or 0
        if etree.QName(element).namespace != tei.TEI:
            yield RULES["schema-name"].finding(
                path, line, f"`{name}` is not in the TEI namespace", f'add xmlns="{tei.TEI}"'
            )
        elif name not in elements:
            yield RULES["schema-name"].finding(path, line, f"there is no element `{name}`" + _nearest(name, elements))
        for attribute in map(str, element.attrib):
            local = attribute.rpartition("}")[2]
            if local not in attributes:
                found = f"`{name}` has no attribute `{local}`" + _nearest(local, attributes)
                yield RULES["schema-name"].finding(path, line, found)


def _nearest(name: str, known: frozenset[str]) -> str:
    lower = {other.lower(): other for other in sorted(known)}
    close = [lower[name.lower()]] if name.lower() in lower else get_close_matches(name, sorted(known), 1, 0.7)
    return f" — did you mean `{close[0]}`?" if close else ""


_REWRITTEN = (
    (re.compile(r"Did not expect element (\S+) there"), r"`\1` may not stand here"),
    (re.compile(r"Element (\S+) has extra content: (\S+)"), r"`\2` may not stand here in `\1`"),
    (re.compile(r"Did not expect text in element (\S+) content"), r"`\1` holds elements only, no text"),
    (re.compile(r"Invalid attribute (\S+) for element (\S+)"), r"`\2` may not have `@\1`, or not this value of it"),
    (re.compile(r"Element (\S+) failed to validate attributes"), r"an attribute of `\1` is missing or wrong"),
    (re.compile(r"Expecting element (\S+), got (\S+)"), r"`\1` was expected here, not `\2`"),
    (re.compile(r"Expecting an element (\S+), got nothing"), r"`\1` is missing here"),
    (re.compile(r"Expecting an element\s*, got nothing"), r"an element is missing here"),
    (re.compile(r"Element (\S+) failed to validate content"), r"the content of `\1` does not follow the schema"),
    (re.compile(r"Type (\S+) doesn't allow value '(.*)'"), r"'\2' is no \1"),
    (re.compile(r"Error validating datatype (\S+)"), r"this is no \1"),
)


def _message(words: str) -> str:
    """A message of libxml2 in plain words; empty for one that only repeats another."""
    for pattern, plain in _REWRITTEN:
        match = pattern.search(words)
        if match:
            return match.expand(plain)
    return ""
