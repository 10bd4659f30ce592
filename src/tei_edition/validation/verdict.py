"""Whether a document follows a schema, and no more: the quick answer for the commonest document, which does.

A table for each state of an element leads from an attribute or a child to the next state, and is filled as documents
ask. What one table cannot decide (a name that two patterns of a schema share in one place, text that only some places
of an element allow) is left to `faults`, as is every fault.
"""

from collections.abc import Callable

from lxml import etree

from tei_edition.tei import Element
from tei_edition.validation.grammar import Grammar
from tei_edition.validation.patterns import EMPTY, TEXT, Pattern

Attributes = Callable[[Element], list[tuple[str, str]]]
# Values that are remembered for each attribute, the longest of them, and what is remembered of a state.
_KEPT, _LONG, _MOVES = 20_000, 200, 1_000
_DATA = ("data", "list")
# What XML calls white space; `str.isspace` takes no-break spaces for such too.
_SPACE = " \t\r\n"


class _Values:
    """What an attribute or an element without children may hold, and values that were found to be right."""

    __slots__ = ("known", "patterns")

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        self.patterns = patterns
        self.known: set[str] = set()


class _State:
    """What is left of an element.

    Attributes:
        attributes, children: from a name to the state after it, with the values of an attribute, and with the state in
            which a child begins; None where more than a look is needed.
        closed: the state after the attributes.
        takes_text: whether text may stand here and changes nothing.
        is_final: whether nothing more has to follow.
        data: what an element without children holds, where that is data.
    """

    __slots__ = ("attributes", "children", "closed", "data", "is_final", "open", "pattern", "takes_text")

    def __init__(self, pattern: Pattern, open: tuple[Pattern, ...] = ()) -> None:
        self.open = open
        self.pattern = pattern
        self.attributes: dict[str, tuple[_State, _Values] | None] = {}
        self.children: dict[str, tuple[_State, _State] | None] = {}
        self.closed: _State | None = None
        self.is_final = pattern.nullable
        self.takes_text = False
        self.data: _Values | None = None


class Verdicts:
    """The tables of one schema.

    Attributes:
        grammar: the schema.
    """

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self._patterns = grammar.patterns
        self._states: dict[tuple[Pattern, ...], _State] = {}
        self._values: dict[tuple[Pattern, ...], _Values] = {}
        self._groups: dict[Pattern, tuple[Pattern, ...]] = {}
        self._start = self._state(grammar.start)
        self._end = _State(EMPTY)

    def is_sure(self, root: Element, attributes: Attributes = etree._Element.items) -> bool:
        """True for a document that follows the schema; False where `find_faults` has to be asked.

        Args:
            attributes: gives the attributes of an element, where they have been gathered before.
        """
        states: dict[Element | None, _State] = {None: self._start}
        for node in root.iter():
            parent = node.getparent()
            around = states[parent]
            tag = node.tag
            if isinstance(tag, str):
                move = around.children.get(tag) or self._child(around, tag)
                if move is None:
                    return False
                around, state = states[parent], _ = move
                for name, value in attributes(node):
                    found = state.attributes.get(name) or self._attribute(state, name)
                    if found is None:
                        return False
                    state, values = found
                    if value not in values.known and not self._is(values, value):
                        return False
                state = state.closed or self._closed(state)
                if state.data is not None:
                    text = "".join([node.text or "", *((child.tail or "") for child in node)])
                    if text not in state.data.known and not self._is(state.data, text):
                        return False
                    state = self._end
                elif not state.takes_text and (words := node.text) and words.strip(_SPACE):
                    return False
                states[node] = state
            if not around.takes_text and (words := node.tail) and words.strip(_SPACE):
                return False
        return all(state.is_final for state in states.values())

    def _state(self, pattern: Pattern, open: tuple[Pattern, ...] = ()) -> _State:
        """The state of an element's content and of its attributes that may still come, made once."""
        key = (pattern, *open)
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = _State(pattern, open)
            textual = self._patterns.textual(pattern)
            if any(leaf.kind in _DATA for leaf in textual):
                state.data = self._held((pattern,))
            elif textual:
                state.takes_text = self._patterns.after(pattern, (TEXT,)) is pattern
        return state

    def _opened(self, content: Pattern) -> _State:
        """The state in which an element begins: each of its attributes apart, as far as they come before the rest."""
        *parts, rest = self._apart(content)
        return self._state(EMPTY, (*parts, rest)) if rest.has_attributes else self._state(rest, tuple(parts))

    def _apart(self, pattern: Pattern) -> tuple[Pattern, ...]:
        """The members of a group, as far as there are attributes among them."""
        if pattern.kind != "group" or not pattern.has_attributes:
            return (pattern,)
        found = self._groups.get(pattern)
        if found is None:
            first, second = pattern.parts
            found = self._groups[pattern] = (*self._apart(first), *self._apart(second))
        return found

    def _closed(self, state: _State) -> _State:
        left = state.pattern
        for part in reversed(state.open):
            left = self._patterns.group(self._patterns.closed(part), left)
        state.closed = self._state(left)
        return state.closed

    def _child(self, state: _State, name: str) -> tuple[_State, _State] | None:
        leaves = self._patterns.named(state.pattern, "element", name)
        if len(leaves) != 1:
            return None
        found = self._state(self._patterns.after(state.pattern, leaves)), self._opened(leaves[0].content)
        state.children[name] = found
        return found

    def _attribute(self, state: _State, name: str) -> tuple[_State, _Values] | None:
        having = [part for part in state.open if self._patterns.named(part, "attribute", name)]
        if len(having) != 1:
            return None
        part = having[0]
        leaves = self._patterns.named(part, "attribute", name)
        values = self._held(tuple([leaf.content for leaf in leaves]))
        if part.nullable and self._patterns.leaves(part) == leaves and not leaves[0].in_class:
            # One name, which does not come twice and need not come at all: nothing is changed by it.
            found = state, values
        else:
            left = self._patterns.after(part, leaves)
            still = [left if other is part else other for other in state.open]
            found = self._state(state.pattern, tuple([other for other in still if other is not EMPTY])), values
        state.attributes[name] = found
        return found

    def _held(self, patterns: tuple[Pattern, ...]) -> _Values:
        return self._values.setdefault(patterns, _Values(patterns))

    def _is(self, values: _Values, value: str) -> bool:
        """Whether a value is right by all of its patterns; such values are remembered."""
        for pattern in values.patterns:
            if not self._patterns.matches(pattern, value):
                return False
        if len(value) <= _LONG:
            if len(values.known) >= _KEPT:
                values.known.clear()
            values.known.add(value)
        return True
