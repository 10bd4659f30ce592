"""What a RELAX NG schema has against a document: each cause once, with what was expected in its place.

Goes on after a fault as an editor would read on: an element too many is passed over, one that is missing is taken to be
there, a misspelt one is taken for the nearest that may stand there.
"""

from dataclasses import dataclass, field
from typing import Literal

from tei_edition import tei
from tei_edition.spelling import nearest
from tei_edition.tei import Element
from tei_edition.validation.grammar import Grammar
from tei_edition.validation.patterns import NOT_ALLOWED, TEXT, Kind, Leaf, Leaves, Pattern

What = Literal["element", "missing", "attribute", "attribute-missing", "value", "text", "content"]
# So many faults in a document, and so many odd attributes on one element, are told.
_MOST, _EACH = 1_000, 20


@dataclass(frozen=True)
class Fault:
    """One thing that does not follow the schema.

    Attributes:
        what: `element` may not stand here; something is `missing`; an `attribute` may not stand here, is missing
            (`attribute-missing`), or its `value` is wrong; `text` may not stand here; `content` is no such value.
        element: the element in question; for `missing` and `text` the one that holds it.
        name: the attribute's name (Clark notation), or for `missing` that of the element, where only one will do.
        before: for `missing`, the child before which it should stand; None for the end. For `text` the child that it
            follows; None for the beginning.
        expected: names (Clark notation; attributes with `@`), `text`, and values that may stand there.
        nearest: the one of them that was probably meant; for an element and an attribute.
        known: whether the schema has that name anywhere.
    """

    what: What
    element: Element
    name: str = ""
    before: Element | None = None
    expected: tuple[str, ...] = ()
    nearest: str = ""
    known: bool = True


def find_faults(grammar: Grammar, root: Element) -> list[Fault]:
    """Compare a document with a schema; empty if it follows it.

    Raises:
        ConfigError: a part of the schema that the document needs is wrong.
    """
    return _Reader(grammar).read(root)


@dataclass
class _Reader:
    grammar: Grammar
    faults: list[Fault] = field(default_factory=list)
    tried: dict[tuple[Element, Leaf], list[Fault]] = field(default_factory=dict)

    def read(self, root: Element) -> list[Fault]:
        start = self.grammar.start
        name = str(root.tag)
        leaves = self.grammar.patterns.named(start, "element", name)
        if leaves:
            self._one_of(root, leaves)
        else:
            self._unexpected(root, start)
        return self.faults

    def _one_of(self, element: Element, leaves: Leaves) -> Leaves:
        """Read an element that may be one of several; gives those it is, or the likeliest."""
        if len(leaves) == 1:
            self._element(element, leaves[0])
            return leaves
        before = self.faults
        found = []
        for leaf in leaves:
            if (element, leaf) not in self.tried:
                self.faults = []
                self._element(element, leaf)
                self.tried[element, leaf] = self.faults
            found.append((len(self.tried[element, leaf]), leaf))
        self.faults = before
        least = min(count for count, _ in found)
        best = tuple(leaf for count, leaf in found if count == least)
        self.faults += self.tried[element, best[0]]
        return best

    def _element(self, element: Element, leaf: Leaf) -> None:
        if len(self.faults) >= _MOST:
            return
        patterns = self.grammar.patterns
        left = self._attributes(element, leaf.content)
        children = [child for child in element if isinstance(child.tag, str)]
        if not children:
            self._value(element, left, "".join([element.text or "", *((child.tail or "") for child in element)]))
            return
        previous: Element | None = None
        text = element.text or ""
        for child in element:
            if not isinstance(child.tag, str):
                text += child.tail or ""
                continue
            if not tei.is_space(text):
                left = self._text(element, left, previous)
            leaves = patterns.named(left, "element", child.tag)
            if leaves:
                left = patterns.after(left, self._one_of(child, leaves))
            else:
                left = self._recovered(element, child, left)
            previous, text = child, child.tail or ""
        if not tei.is_space(text):
            left = self._text(element, left, previous)
        if not left.nullable:
            self._missing(element, left, None)

    def _attributes(self, element: Element, left: Pattern) -> Pattern:
        patterns = self.grammar.patterns
        most = len(self.faults) + _EACH
        for name, value in element.attrib.items():
            if len(self.faults) >= most:
                break
            leaves = patterns.named(left, "attribute", str(name))
            if not leaves:
                left = self._odd_attribute(element, str(name), left)
                continue
            holding = tuple(leaf for leaf in leaves if patterns.matches(leaf.content, str(value)))
            if not holding:
                expected = self._values(leaves)
                self.faults.append(
                    Fault("value", element, str(name), None, expected, _near_value(str(value), expected))
                )
            left = patterns.after(left, holding or leaves)
        closed = patterns.closed(left)
        if closed is NOT_ALLOWED:
            for name in sorted(patterns.required(left)):
                self.faults.append(Fault("attribute-missing", element, name))
            if not patterns.required(left):
                self.faults.append(Fault("attribute-missing", element, expected=self._expected(left, "attribute")))
            closed = patterns.closed(left, forgiving=True)
        return closed

    def _odd_attribute(self, element: Element, name: str, left: Pattern) -> Pattern:
        expected = self._expected(left, "attribute")
        allowed = {row.removeprefix("@") for row in expected} - set(map(str, element.attrib))
        meant = nearest(name, allowed)
        known = name in self.grammar.attributes
        self.faults.append(Fault("attribute", element, name, None, expected, meant, known))
        leaves = self.grammar.patterns.named(left, "attribute", meant) if meant and not known else ()
        return self.grammar.patterns.after(left, leaves) if leaves else left

    def _value(self, element: Element, left: Pattern, text: str) -> None:
        """All that an element without children holds."""
        patterns = self.grammar.patterns
        if patterns.matches(left, text):
            return
        leaves = patterns.leaves(left)
        if tei.is_space(text):
            self._missing(element, left, None)
        elif any(leaf.kind in ("data", "list") for leaf in leaves):
            self.faults.append(Fault("content", element, expected=self._told(leaves)))
        else:
            left = self._text(element, left, None)
            if not left.nullable:
                self._missing(element, left, None)

    def _text(self, element: Element, left: Pattern, previous: Element | None) -> Pattern:
        if TEXT in self.grammar.patterns.leaves(left):
            return self.grammar.patterns.after(left, (TEXT,))
        self.faults.append(Fault("text", element, before=previous, expected=self._expected(left, "element")))
        return left

    def _recovered(self, parent: Element, child: Element, left: Pattern) -> Pattern:
        """A child that may not stand here: something before it is missing, or it is misspelt, or it is one too many."""
        patterns = self.grammar.patterns
        name = str(child.tag)
        for leaf in patterns.leaves(left) if not left.nullable else ():
            if leaf.kind == "element":
                rest = patterns.after(left, (leaf,))
                leaves = patterns.named(rest, "element", name)
                if leaves:
                    self._missing(parent, left, child, passing=name)
                    return patterns.after(rest, self._one_of(child, leaves))
        meant = self._unexpected(child, left)
        leaves = patterns.named(left, "element", meant) if meant else ()
        return patterns.after(left, leaves) if leaves else left

    def _unexpected(self, element: Element, left: Pattern) -> str:
        """Tell of an element that may not stand here, and read it; gives the name that was probably meant."""
        patterns = self.grammar.patterns
        expected = self._expected(left, "element")
        name = str(element.tag)
        known = name in self.grammar.elements
        meant = "" if known else nearest(name, set(expected)) or nearest(name, self.grammar.elements)
        self.faults.append(Fault("element", element, "", None, expected, meant, known))
        leaves = patterns.named(left, "element", meant) if meant else ()
        leaf = leaves[0] if leaves else self.grammar.element(meant or name)
        if leaf is not None:
            self._element(element, leaf)
        return meant

    def _missing(self, element: Element, left: Pattern, before: Element | None, passing: str = "") -> None:
        patterns = self.grammar.patterns
        found: set[str] = set()
        for leaf in patterns.leaves(left):
            rest = patterns.after(left, (leaf,)) if leaf.kind == "element" else left
            if leaf.kind == "element" and (not passing or patterns.named(rest, "element", passing)):
                found.update(leaf.names[:1])
        names = sorted(found)
        one = names[0] if len(names) == 1 else ""
        self.faults.append(Fault("missing", element, one, before, tuple(names)))

    def _expected(self, left: Pattern, kind: Kind) -> tuple[str, ...]:
        mark = "@" if kind == "attribute" else ""
        leaves = self.grammar.patterns.leaves(left)
        names = {mark + name for leaf in leaves if leaf.kind is kind for name in leaf.names}
        text = ("text",) if kind == "element" and TEXT in leaves else ()
        return (*sorted(names), *text)

    def _values(self, leaves: Leaves) -> tuple[str, ...]:
        inner = [part for leaf in leaves for part in self.grammar.patterns.leaves(leaf.content)]
        return self._told(tuple(inner))

    def _told(self, leaves: Leaves) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for leaf in leaves:
            if leaf.kind == "data":
                found[leaf.told] = None
            elif leaf.kind == "list":
                found.update(dict.fromkeys(self._told(self.grammar.patterns.leaves(leaf.content))))
        return tuple(found)


def _near_value(value: str, expected: tuple[str, ...]) -> str:
    listed = {row[1:-1] for row in expected if row.startswith("“")}
    return nearest(value, listed) if listed and "}" not in value else ""
