"""Patterns of RELAX NG and their derivatives: what is left of a content model once something has been read.

The method is that of J. Clark, "An algorithm for RELAX NG validation" (2002), with two changes. Equal patterns are one
object, so that every step is looked up after its first time. And a step asks which *leaves* (one `element`,
`attribute`, `data` … of the schema) a thing of the document satisfies, then derives by those leaves: the leaves that
were asked are what could have stood there, which is what an editor wants to be told.
"""

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from tei_edition import tei

# Kinds of patterns, by their names in a schema.
Kind = Literal[
    "group", "interleave", "choice", "oneOrMore", "empty", "notAllowed", "text", "data", "list", "attribute", "element"
]
_CONTENT = frozenset(("text", "data", "list", "element"))


class Pattern:
    """One pattern. Compare by identity: equal patterns of a schema are one object.

    Attributes:
        kind, parts: what it is, and of what.
        nullable: whether nothing at all satisfies it.
        has_attributes: whether an attribute is a part of it.
        has_content: whether something else is.
    """

    __slots__ = (
        "_closed",
        "_derived",
        "_first",
        "_leaves",
        "has_attributes",
        "has_content",
        "kind",
        "nullable",
        "parts",
    )

    def __init__(self, kind: Kind, parts: tuple["Pattern", ...] = (), nullable: bool = False) -> None:
        self.kind = kind
        self.parts = parts
        self.nullable = nullable
        self.has_attributes = kind == "attribute"
        self.has_content = kind in _CONTENT
        for part in parts:
            self.has_attributes = self.has_attributes or part.has_attributes
            self.has_content = self.has_content or part.has_content
        self._derived: dict[object, Pattern] = {}
        self._first: _First | None = None
        self._closed: Pattern | None = None
        self._leaves: tuple[Leaf, ...] | None = None


class Leaf(Pattern):
    """An element, an attribute, or a value of the schema.

    Attributes:
        names: the names an element or attribute may have (Clark notation), as far as they are listed.
        in_class: where they are not all listed, whether a name is one of them.
        content: what an element holds, attributes among it; an attribute's value; a list's words.
        check: for data, whether a value is one.
        told: for data, what is to be told of it: a value in quotes, or the name of a type.
    """

    __slots__ = ("_content", "check", "in_class", "names", "told")

    def __init__(
        self,
        kind: Kind,
        *,
        names: tuple[str, ...] = (),
        in_class: Callable[[str], bool] | None = None,
        content: Callable[[], Pattern] | None = None,
        check: Callable[[str], bool] | None = None,
        told: str = "",
    ) -> None:
        super().__init__(kind, (), kind == "text")
        self.names = names
        self.in_class = in_class
        self.check = check or (lambda value: False)
        self.told = told
        self._content: Callable[[], Pattern] | Pattern = content or (lambda: EMPTY)

    @property
    def content(self) -> Pattern:
        """Made when it is first asked for: elements hold each other."""
        if not isinstance(self._content, Pattern):
            self._content = self._content()
        return self._content

    def has_name(self, name: str) -> bool:
        """Whether a name is one of its names."""
        return name in self.names or (self.in_class is not None and self.in_class(name))


EMPTY = Pattern("empty", nullable=True)
NOT_ALLOWED = Pattern("notAllowed")
TEXT = Leaf("text")
Leaves = tuple[Leaf, ...]


class _First(NamedTuple):
    """What may come first in a pattern: by name, attributes with `@`; what may have other names; texts and values."""

    by_name: dict[str, Leaves]
    open: Leaves
    textual: Leaves


class Patterns:
    """Makes the patterns of one schema, each once, and derives them."""

    def __init__(self) -> None:
        self._made: dict[object, Pattern] = {}

    def choice(self, parts: Iterable[Pattern]) -> Pattern:
        """One of several."""
        flat: dict[Pattern, None] = {}
        for part in parts:
            if part.kind == "choice":
                flat.update(dict.fromkeys(part.parts))
            elif part is not NOT_ALLOWED:
                flat[part] = None
        if len(flat) < 2:
            return next(iter(flat), NOT_ALLOWED)
        key = ("choice", frozenset(flat))
        return self._made.get(key) or self._made.setdefault(
            key, Pattern("choice", tuple(flat), any(part.nullable for part in flat))
        )

    def group(self, first: Pattern, second: Pattern) -> Pattern:
        """One after the other."""
        if first is NOT_ALLOWED or second is NOT_ALLOWED:
            return NOT_ALLOWED
        if first is EMPTY or second is EMPTY:
            return second if first is EMPTY else first
        # Attributes that many elements share stay one group.
        if first.kind == "group" and first.has_content:
            return self.group(first.parts[0], self.group(first.parts[1], second))
        if first is TEXT and _begins_with_text(second):
            return second
        return self._pair("group", first, second)

    def interleave(self, first: Pattern, second: Pattern) -> Pattern:
        """Both, mixed in any way."""
        if first is NOT_ALLOWED or second is NOT_ALLOWED:
            return NOT_ALLOWED
        if first is EMPTY or second is EMPTY:
            return second if first is EMPTY else first
        return self._pair("interleave", first, second)

    def more(self, part: Pattern) -> Pattern:
        """Once or several times."""
        if part in (EMPTY, NOT_ALLOWED, TEXT) or part.kind == "oneOrMore":
            return part
        key = ("oneOrMore", part)
        return self._made.get(key) or self._made.setdefault(key, Pattern("oneOrMore", (part,), part.nullable))

    def optional(self, part: Pattern) -> Pattern:
        """Once or not."""
        return part if part.nullable else self.choice((part, EMPTY))

    def _pair(self, kind: Kind, first: Pattern, second: Pattern) -> Pattern:
        key = (kind, first, second)
        return self._made.get(key) or self._made.setdefault(
            key, Pattern(kind, (first, second), first.nullable and second.nullable)
        )

    def leaves(self, pattern: Pattern) -> Leaves:
        """Everything of which one may come first, attributes apart from their order."""
        if pattern._leaves is None:
            if isinstance(pattern, Leaf):
                pattern._leaves = (pattern,)
            elif pattern.kind == "group" and not pattern.parts[0].nullable:
                first, second = pattern.parts
                passed = self.leaves(second) if second.has_attributes else ()
                attributes = [leaf for leaf in passed if leaf.kind == "attribute"]
                pattern._leaves = tuple(dict.fromkeys((*self.leaves(first), *attributes)))
            else:
                pattern._leaves = tuple(dict.fromkeys([leaf for part in pattern.parts for leaf in self.leaves(part)]))
        return pattern._leaves

    def named(self, pattern: Pattern, kind: Kind, name: str) -> Leaves:
        """The elements or attributes of a name that may come first."""
        first = pattern._first or self._sorted(pattern)
        found = first.by_name.get(name if kind == "element" else f"@{name}", ())
        if first.open:
            also = [leaf for leaf in first.open if leaf.kind is kind and leaf.has_name(name)]
            found = tuple([leaf for leaf in self.leaves(pattern) if leaf in found or leaf in also])
        return found

    def textual(self, pattern: Pattern) -> Leaves:
        """The texts and values that may come first."""
        return (pattern._first or self._sorted(pattern)).textual

    def _sorted(self, pattern: Pattern) -> "_First":
        """What may come first, sorted once."""
        by_name: dict[str, Leaves] = {}
        textual: list[Leaf] = []
        open: list[Leaf] = []
        for leaf in self.leaves(pattern):
            if leaf.kind == "element" or leaf.kind == "attribute":
                for name in leaf.names:
                    key = name if leaf.kind == "element" else f"@{name}"
                    by_name[key] = (*by_name.get(key, ()), leaf)
                if leaf.in_class:
                    open.append(leaf)
            else:
                textual.append(leaf)
        pattern._first = _First(by_name, tuple(open), tuple(textual))
        return pattern._first

    def after(self, pattern: Pattern, read: Leaves) -> Pattern:
        """What is left once one thing that satisfies those leaves has been read: elements, text, data, or attributes.

        Attributes have no order: one of a group may be read before what stands ahead of it.
        """
        key = read[0] if len(read) == 1 else read
        found = pattern._derived.get(key)
        if found is None:
            found = pattern._derived[key] = self._after(pattern, read)
        return found

    def _after(self, pattern: Pattern, read: Leaves) -> Pattern:
        match pattern.kind:
            case "choice":
                return self.choice([self.after(part, read) for part in pattern.parts if part.parts or part in read])
            case "group":
                first, second = pattern.parts
                if read[0].kind == "attribute":
                    rest = self.group(self.after(first, read), second) if first.has_attributes else NOT_ALLOWED
                    return self.choice((rest, self.group(first, self.after(second, read))))
                rest = self.group(self.after(first, read), second)
                return self.choice((rest, self.after(second, read))) if first.nullable else rest
            case "interleave":
                first, second = pattern.parts
                rest = self.interleave(self.after(first, read), second)
                return self.choice((rest, self.interleave(first, self.after(second, read))))
            case "oneOrMore":
                return self.group(self.after(pattern.parts[0], read), self.optional(pattern))
            case "text":
                return TEXT if pattern in read else NOT_ALLOWED
            case _:
                return EMPTY if pattern in read else NOT_ALLOWED

    def closed(self, pattern: Pattern, *, forgiving: bool = False) -> Pattern:
        """What is left at the end of the attributes; with `forgiving` as if those that are missing were there."""
        if forgiving:
            return self._closed(pattern, EMPTY)
        if pattern._closed is None:
            pattern._closed = self._closed(pattern, NOT_ALLOWED)
        return pattern._closed

    def _closed(self, pattern: Pattern, missing: Pattern) -> Pattern:
        if not pattern.has_attributes:
            return pattern
        parts = [self._closed(part, missing) for part in pattern.parts]
        match pattern.kind:
            case "attribute":
                return missing
            case "choice":
                return self.choice(parts)
            case "group":
                return self.group(*parts)
            case "interleave":
                return self.interleave(*parts)
            case "oneOrMore":
                return self.more(*parts)
            case _:
                return pattern

    def matches(self, pattern: Pattern, value: str) -> bool:
        """Whether a value (of an attribute, or all the text of an element) satisfies a pattern."""
        if isinstance(pattern, Leaf) and pattern.kind == "data":
            return pattern.check(value)
        if pattern.kind == "choice":
            return any(self.matches(part, value) for part in pattern.parts)
        return (pattern.nullable and tei.is_space(value)) or self.with_text(pattern, value).nullable

    def with_text(self, pattern: Pattern, value: str) -> Pattern:
        """What is left once a text has been read."""
        read = tuple([leaf for leaf in self.textual(pattern) if self._is(leaf, value)])
        return self.after(pattern, read) if read else NOT_ALLOWED

    def _is(self, leaf: Leaf, value: str) -> bool:
        if leaf.kind == "data":
            return leaf.check(value)
        if leaf.kind == "list":
            left = leaf.content
            for word in tei.tokens(value):
                left = self.with_text(left, word)
            return left.nullable
        return leaf.kind == "text"

    def required(self, pattern: Pattern) -> frozenset[str]:
        """The names of attributes without which a pattern cannot be satisfied."""
        if isinstance(pattern, Leaf):
            return frozenset(pattern.names[:1]) if pattern.kind == "attribute" else frozenset()
        inner = [self.required(part) for part in pattern.parts]
        if pattern.kind == "choice":
            return frozenset.intersection(*inner)
        return frozenset().union(*inner)


def _begins_with_text(pattern: Pattern) -> bool:
    """Whether any text may be read before a pattern and nothing is changed by it: what is mixed."""
    match pattern.kind:
        case "text":
            return True
        case "group":
            return _begins_with_text(pattern.parts[0])
        case "oneOrMore":
            return TEXT in pattern.parts[0].parts and pattern.parts[0].kind == "choice"
        case "choice":
            return all(part is EMPTY or _begins_with_text(part) for part in pattern.parts)
    return False
