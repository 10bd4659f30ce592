"""The Schematron that stands in a RELAX NG schema of others, such as TEI All (ISO/IEC 19757-3, annex C).

Its tests are XPath 2 or later. They are run by Saxon (PyPI `saxonche`, the extra `saxon`) as one XSLT stylesheet, which
is made from them here: a mode for each pattern, a template for each rule. A test sees the document and nothing else.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from tei_edition import tei
from tei_edition.errors import ConfigError, Finding
from tei_edition.tei import Element

if TYPE_CHECKING:
    from tei_edition.validation.document import Document

SCH = "{http://purl.oclc.org/dsdl/schematron}"
# An older namespace, whose rules are counted but not run.
_OLD = "{http://www.ascc.net/xml/schematron}"
_XSL = "{http://www.w3.org/1999/XSL/Transform}"
_SKIPPED = tuple(f"{SCH}{name}" for name in ("extends", "include", "phase"))
_MILD = frozenset(("nonfatal", "warning", "warn", "info", "information"))
# No address is opened, and neither the environment nor code of Java is reached.
_CLOSED = {"allowedProtocols": "", "allow-external-functions": "false"}
# The number of the element in question, the root being 0.
_NUMBER = "count((ancestor-or-self::*)[last()]/(preceding::* | ancestor::*))"


def rules(path: Path) -> int:
    """How many Schematron rules stand in a schema."""
    return sum(1 for _ in _schema(path).iter(f"{SCH}rule", f"{_OLD}rule"))


def check_embedded(document: "Document", path: Path) -> Iterator[Finding]:
    """What the Schematron in a schema has against a document; a note where it cannot be run.

    Raises:
        ConfigError: a rule is not what Saxon can run.
    """
    if not rules(path):
        return
    try:
        import saxonche
    except ImportError:
        message = f"the {rules(path)} Schematron rules in {path.name} were not checked"
        yield document.finding("schematron-skipped", None, message)
        return
    try:
        processor, style = _compiled(path)
        node = processor.parse_xml(xml_text=etree.tostring(document.root, encoding="unicode"))
        told = style.transform_to_string(xdm_node=node)
    except saxonche.PySaxonApiError as error:
        words = " ".join(str(error).split())[:200]
        raise ConfigError(f"the Schematron in this schema cannot be run ({words})", "correct it", path=path) from None
    for row in tei.parse(told.encode()):
        rule = "schematron-doubt" if row.get("role") in _MILD else "schematron"
        words = " ".join("".join(map(str, row.itertext())).split())
        remedy = f"see the rule `{row.get('id')}` of {path.name}" if row.get("id") else ""
        yield document.finding(rule, document.elements[int(row.get("at", "0"))], words, remedy=remedy)


@cache
def _schema(path: Path) -> Element:
    return etree.parse(str(path), tei.parser()).getroot()


@cache
def _compiled(path: Path) -> tuple[Any, Any]:
    """Saxon, and the rules of a schema compiled, once for each process."""
    import saxonche

    processor = saxonche.PySaxonProcessor(license=False)
    for feature, value in _CLOSED.items():
        processor.set_configuration_property(f"http://saxon.sf.net/feature/{feature}", value)
    style = etree.tostring(stylesheet(_schema(path)), encoding="unicode")
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_text=style)


def stylesheet(schema: Element) -> Element:
    """The rules in a schema as XSLT 3: `findings` with a `finding` for each that is broken.

    A finding has the number of its element (`at`), the `id` of its pattern, its `role`, and the message. Of the rules
    of a pattern only the first that fits an element is run, as the standard asks.

    Raises:
        ConfigError: the schema uses abstract patterns, phases or inclusions.
    """
    if any(True for _ in schema.iter(*_SKIPPED)) or any(row.get("abstract") for row in schema.iter(f"{SCH}*")):
        raise ConfigError("this schema has abstract Schematron rules", "resolve them first")
    names = {row.get("prefix", ""): row.get("uri", "") for row in schema.iter(f"{SCH}ns")}
    style = etree.Element(f"{_XSL}stylesheet", nsmap={"xsl": _XSL[1:-1]}, version="3.0")
    start = _add(style, "template", {"match": "/"})
    holder = etree.SubElement(start, "findings")
    for number, pattern in enumerate(schema.iter(f"{SCH}pattern")):
        mode = f"pattern{number}"
        _add(style, "mode", {"name": mode, "on-no-match": "deep-skip"})
        _add(holder, "apply-templates", {"select": "/ | //* | //@*", "mode": mode})
        rows = pattern.findall(f"{SCH}rule")
        for order, row in enumerate(rows):
            scope = {prefix: uri for prefix, uri in row.nsmap.items() if prefix and prefix != "xsl"} | names
            rule = {"match": row.get("context", ""), "mode": mode, "priority": str(len(rows) - order)}
            template = etree.SubElement(style, f"{_XSL}template", rule, nsmap=scope)
            for part in (*pattern.iterchildren(f"{SCH}let"), *row):
                _add_part(template, part, pattern.get("id", ""))
    return style


def _add(parent: Element, tag: str, attributes: dict[str, str] | None = None) -> Element:
    return etree.SubElement(parent, f"{_XSL}{tag}", attributes)


def _add_part(template: Element, part: Element, pattern: str) -> None:
    """A variable or a test of a rule."""
    test = part.get("test", "")
    if part.tag == f"{SCH}let":
        _add(template, "variable", {"name": part.get("name", ""), "select": part.get("value", "")})
    elif part.tag in (f"{SCH}assert", f"{SCH}report"):
        broken = test if part.tag == f"{SCH}report" else f"not({test})"
        told = {"at": f"{{{_NUMBER}}}", "id": part.get("id") or pattern, "role": part.get("role", "")}
        place = etree.SubElement(_add(template, "if", {"test": broken}), "finding", told)
        _add_words(place, part)


def _add_words(place: Element, part: Element) -> None:
    """A message, with what it says of the document at hand."""
    _add(place, "text").text = part.text or ""
    for inner in part:
        if inner.tag == f"{SCH}value-of":
            _add(place, "value-of", {"select": inner.get("select", "")})
        elif inner.tag == f"{SCH}name":
            _add(place, "value-of", {"select": f"name({inner.get('path', '')})"})
        elif isinstance(inner.tag, str):
            _add_words(place, inner)
        _add(place, "text").text = inner.tail or ""
