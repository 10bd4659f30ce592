"""Random documents that a RELAX NG schema allows: the schema run backwards.

A schema in, TEI documents out. What one schema allows another can be asked about, which shows whether the first is a
subset of the second far better than any hand-made list of examples.
"""

import random
from pathlib import Path

from lxml import etree

from tei_edition import tei

RNG = "{http://relaxng.org/ns/structure/1.0}"
_HIGH = 1_000
_VALUES = {
    "anyURI": ["#a", "https://example.org/x"],
    "boolean": ["true", "false"],
    "date": ["1964-08-03"],
    "dateTime": ["1964-08-03T16:30:00+08:00"],
    "decimal": ["1.5"],
    "double": ["3"],
    "gYear": ["1964"],
    "gYearMonth": ["1964-08"],
    "language": ["en", "zh"],
    "Name": ["name"],
    "nonNegativeInteger": ["2"],
    "positiveInteger": ["1"],
    "string": ["a text"],
    "time": ["16:30:00"],
    "token": ["css", "0.1.0", "10mm", "1/2", "x"],
}


class Instances:
    """Makes documents that `schema` allows.

    Args:
        schema: a RELAX NG schema in XML syntax, in one file.
        seed: the same seed gives the same documents.
    """

    def __init__(self, schema: Path, seed: int) -> None:
        grammar = etree.parse(schema).getroot()
        self._defines = {define.get("name"): define for define in grammar.iter(RNG + "define")}
        self._start = next(grammar.iter(RNG + "start"))
        self._random = random.Random(seed)
        self._ids = 0
        self._left = 0
        self._heights = self._measured()

    def document(self, size: int = 400, depth: int = 12) -> etree._Element:
        """One document; after `size` elements, or `depth` deep, it takes the shortest way to an end."""
        holder = etree.Element("holder", nsmap={None: tei.TEI})
        self._left = size
        for child in self._start.iterchildren(RNG + "*"):
            self._write(child, holder, depth)
        return holder[0]

    def _measured(self) -> dict[str, int]:
        """How many elements deep each named pattern goes at least."""
        heights = dict.fromkeys(self._defines, _HIGH)
        while True:
            found = {name: self._height(define, heights) for name, define in self._defines.items()}
            if found == heights:
                return heights
            heights = found

    def _height(self, pattern: etree._Element, heights: dict[str, int]) -> int:
        kind = etree.QName(pattern).localname
        if kind in ("optional", "zeroOrMore", "text", "data", "value", "empty", "attribute"):
            return 0
        if kind == "ref":
            return heights[pattern.get("name")]
        inner = [self._height(child, heights) for child in pattern.iterchildren(RNG + "*")]
        if kind == "choice":
            return min(inner)
        return min(_HIGH, max(inner, default=0) + (kind == "element"))

    def _write(self, pattern: etree._Element, into: etree._Element, depth: int) -> None:
        kind = etree.QName(pattern).localname
        children = list(pattern.iterchildren(RNG + "*"))
        match kind:
            case "text":
                _append_text(into, self._random.choice(["", "text ", "1964 "]))
            case "data":
                _append_text(into, "12.5 104.9")
            case "ref":
                self._write(self._defines[pattern.get("name")], into, depth)
            case "attribute":
                into.set(_attribute_name(pattern), self._value(children[0]) if children else "text")
            case "element":
                child = etree.SubElement(into, tei.q(pattern.get("name")))
                self._left -= 1
                for inner in children:
                    self._write(inner, child, depth - 1)
            case "choice":
                self._write(self._chosen(children, depth), into, depth)
            case "optional" | "zeroOrMore" | "oneOrMore":
                most = {"optional": 1}.get(kind, 3) if depth > 0 and self._left > 0 else 0
                for _ in range(max(kind == "oneOrMore", self._random.randint(0, most))):
                    for inner in children:
                        self._write(inner, into, depth)
            case _:
                for inner in children:
                    self._write(inner, into, depth)

    def _chosen(self, alternatives: list[etree._Element], depth: int) -> etree._Element:
        heights = [self._height(alternative, self._heights) for alternative in alternatives]
        room = max(depth if self._left > 0 else 0, min(heights))
        return self._random.choice([a for a, height in zip(alternatives, heights, strict=True) if height <= room])

    def _value(self, pattern: etree._Element) -> str:
        children = list(pattern.iterchildren(RNG + "*"))
        match etree.QName(pattern).localname:
            case "value":
                return pattern.text or ""
            case "text":
                return "a text"
            case "ref":
                return self._value(self._defines[pattern.get("name")][0])
            case "choice":
                return self._value(self._random.choice(children))
            case "data" if pattern.get("type") == "ID":
                self._ids += 1
                return f"id{self._ids}"
            case "data":
                return self._datum(pattern)
            case _:
                return " ".join(self._value(child) for child in children)

    def _datum(self, pattern: etree._Element) -> str:
        """A value of the data type, tried against the type itself because a facet may narrow it."""
        probe = etree.Element(RNG + "element", name="x", datatypeLibrary=pattern.xpath("string(/*/@datatypeLibrary)"))
        probe.append(etree.fromstring(etree.tostring(pattern, with_tail=False)))
        schema = etree.RelaxNG(probe)
        return self._random.choice([value for value in _VALUES[pattern.get("type")] if schema.validate(_probe(value))])


def _probe(value: str) -> etree._Element:
    element = etree.Element("x")
    element.text = value
    return element


def _append_text(into: etree._Element, text: str) -> None:
    if len(into):
        into[-1].tail = (into[-1].tail or "") + text
    else:
        into.text = (into.text or "") + text


def _attribute_name(pattern: etree._Element) -> str:
    name = pattern.get("name") or ""
    return f"{{{tei.XML}}}{name.removeprefix('xml:')}" if name.startswith("xml:") else name
