"""Random documents that a RELAX NG schema allows: the schema run backwards.

A schema in, TEI documents out. What one schema allows another can be asked about, which shows whether the first is a
subset of the second far better than any hand-made list of examples.
"""

import copy
import random
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from tei_edition import tei

RNG = "{http://relaxng.org/ns/structure/1.0}"
_FAR = 1_000
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
    "token": ["css", "0.1.0", "10mm", "1/2", "5a", "x"],
}


class Instances:
    """Makes documents that `schema` allows.

    Args:
        schema: a RELAX NG schema in XML syntax, in one file.
        seed: the same seed gives the same documents.
    """

    def __init__(self, schema: Path, seed: int) -> None:
        grammar = etree.parse(schema).getroot()
        self._types = grammar.get("datatypeLibrary", "")
        self._defines = {define.get("name"): define for define in grammar.iter(RNG + "define")}
        self._start = next(grammar.iter(RNG + "start"))
        self._random = random.Random(seed)
        self._data: dict[bytes, list[str]] = {}
        self._heights = self._measured(self._height)
        self._ids = 0
        self.elements = sorted({element.get("name") for element in grammar.iter(RNG + "element")})

    def document(self, name: str, size: int = 60, depth: int = 6) -> etree._Element:
        """The shortest way to an element of that name, which then has up to about `size` descendants of all kinds."""
        self._wanted: str | None = name
        self._distances = self._measured(self._distance)
        self._left, self._depth, self._goal = size, depth, self._distance(self._start, self._distances)
        holder = etree.Element("holder", nsmap={None: tei.TEI})
        for child in self._start.iterchildren(RNG + "*"):
            self._write(child, holder, 0)
        # A tree of its own: what is written of it has no holder.
        return copy.deepcopy(holder[0])

    def _measured(self, measure: Callable[[etree._Element, dict[str, int]], int]) -> dict[str, int]:
        """A number for each named pattern that agrees with what its parts have."""
        known, changed = dict.fromkeys(self._defines, _FAR), True
        while changed:
            changed = False
            for name, define in self._defines.items():
                number = measure(define, known)
                changed |= number != known[name]
                known[name] = number
        return known

    def _height(self, pattern: etree._Element, known: dict[str, int]) -> int:
        """How many elements deep a pattern goes at least."""
        kind = _kind(pattern)
        if kind in ("optional", "zeroOrMore", "text", "data", "value", "empty", "attribute"):
            return 0
        if kind == "ref":
            return known[pattern.get("name")]
        inner = [self._height(child, known) for child in _inside(pattern)]
        if kind == "choice":
            return min(inner)
        return min(_FAR, max(inner, default=0) + (kind == "element"))

    def _distance(self, pattern: etree._Element, known: dict[str, int]) -> int:
        """How many elements lie between a pattern and the wanted element."""
        kind = _kind(pattern)
        if kind == "ref":
            return known[pattern.get("name")]
        if kind == "element" and pattern.get("name") == self._wanted:
            return 0
        nearest = min((self._distance(child, known) for child in _inside(pattern)), default=_FAR)
        return min(_FAR, nearest + (kind == "element"))

    def _leads(self, pattern: etree._Element) -> bool:
        """Whether a pattern lies on the shortest way from here to the wanted element."""
        return self._wanted is not None and self._distance(pattern, self._distances) <= self._goal

    def _write(self, pattern: etree._Element, into: etree._Element, depth: int) -> None:
        children = _inside(pattern)
        match _kind(pattern):
            case "text":
                _append_text(into, self._random.choice(["", "text ", "1964 "]))
            case "ref":
                self._write(self._defines[pattern.get("name")], into, depth)
            case "attribute":
                into.set(_attribute_name(pattern), self._value(children[0]) if children else "text")
            case "element":
                outer, leads = self._goal, self._leads(pattern)
                self._goal = self._distance(pattern, self._distances) - 1 if leads else -1
                if pattern.get("name") == self._wanted:
                    self._wanted, depth = None, self._depth
                self._left -= self._wanted is None
                child = etree.SubElement(into, tei.q(pattern.get("name")))
                for inner in children:
                    self._write(inner, child, depth - 1)
                self._goal = outer
            case "choice":
                self._write(self._chosen(children, depth), into, depth)
            case "optional" | "zeroOrMore" | "oneOrMore" as kind:
                most = {"optional": 1}.get(kind, 4) if depth > 0 and self._left > 0 else 0
                for _ in range(max(kind == "oneOrMore" or self._leads(pattern), self._random.randint(0, most))):
                    for inner in children:
                        self._write(inner, into, depth)
            case _:
                for inner in children:
                    self._write(inner, into, depth)

    def _chosen(self, alternatives: list[etree._Element], depth: int) -> etree._Element:
        for alternative in alternatives:
            if self._leads(alternative):
                return alternative
        heights = [self._height(alternative, self._heights) for alternative in alternatives]
        room = max(depth if self._left > 0 else 0, min(heights))
        return self._random.choice([a for a, height in zip(alternatives, heights, strict=True) if height <= room])

    def _value(self, pattern: etree._Element) -> str:
        children = _inside(pattern)
        match _kind(pattern):
            case "value":
                return pattern.text or ""
            case "text":
                return "a text"
            case "ref":
                return self._value(_inside(self._defines[pattern.get("name")])[0])
            case "choice":
                return self._value(self._random.choice(children))
            case "data" if pattern.get("type") == "ID":
                self._ids += 1
                return f"id{self._ids}"
            case "data":
                return self._random.choice(self._examples(pattern))
            case _:
                return " ".join(self._value(child) for child in children)

    def _examples(self, pattern: etree._Element) -> list[str]:
        """Values of a data type, tried against the type itself because a facet may narrow it."""
        source = etree.tostring(pattern, with_tail=False)
        if source not in self._data:
            probe = etree.Element(RNG + "element", name="x", datatypeLibrary=self._types)
            probe.append(etree.fromstring(source))
            allows = etree.RelaxNG(probe).validate
            self._data[source] = [value for value in _VALUES[pattern.get("type")] if allows(_holding(value))]
        return self._data[source]


def _kind(pattern: etree._Element) -> str:
    return etree.QName(pattern).localname


def _inside(pattern: etree._Element) -> list[etree._Element]:
    return list(pattern.iterchildren(RNG + "*"))


def _holding(text: str) -> etree._Element:
    element = etree.Element("x")
    element.text = text
    return element


def _append_text(into: etree._Element, text: str) -> None:
    if len(into):
        into[-1].tail = (into[-1].tail or "") + text
    else:
        into.text = (into.text or "") + text


def _attribute_name(pattern: etree._Element) -> str:
    name = pattern.get("name") or ""
    return f"{{{tei.XML}}}{name.removeprefix('xml:')}" if name.startswith("xml:") else name
