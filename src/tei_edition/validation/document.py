"""One document under examination: its elements once through, and where each of them stands in the file."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from tei_edition import tei
from tei_edition.edition import Edition
from tei_edition.errors import Finding, Severity, Splice
from tei_edition.tei import XML_ID, Element
from tei_edition.validation.rules import RULES, guidelines

if TYPE_CHECKING:
    from tei_edition.validation.places import Places, Span, Written

_DATED = ("when", "notBefore", "from")


class Document:
    """What the checks ask of a document.

    Args:
        path: the file, as the user named it.
        data: its bytes.
        root: its root element.
        edition: the edition it belongs to.
        severities: for rules whose severity is not their own one.
    """

    def __init__(
        self, path: Path, data: bytes, root: Element, edition: Edition, severities: Mapping[str, Severity] | None = None
    ) -> None:
        self.path = path
        self.data = data
        self.root = root
        self.edition = edition
        self._severities = severities or {}
        self.elements: list[Element] = list(root.iter(etree.Element))
        self.ids: dict[str, Element] = {}
        self._named: dict[str, list[Element]] = defaultdict(list)
        self._having: dict[str, dict[Element, str]] = defaultdict(dict)
        self._paths: dict[Element, str] = {}
        self._steps: dict[Element, str] = {}
        self._numbered: set[Element] = set()
        self.attributes: dict[Element, list[tuple[str, str]]] = {}
        named, having = self._named, self._having
        for element in self.elements:
            named[element.tag].append(element)  # type: ignore[index]
            self.attributes[element] = items = element.items()
            for name, value in items:
                having[name][element] = value
        for element, key in having[XML_ID].items():
            self.ids.setdefault(key, element)

    def having(self, attribute: str) -> Mapping[Element, str]:
        """The elements with an attribute (Clark notation), each with its value, in document order."""
        return self._having.get(attribute, {})

    def named(self, *names: str) -> list[Element]:
        """The TEI elements of some names, name by name, each in document order."""
        return [element for name in names for element in self._named.get(tei.q(name), ())]

    def called(self, name: str) -> list[Element]:
        """The elements of a name in Clark notation, in document order."""
        return self._named.get(name, [])

    @cached_property
    def places(self) -> "Places":
        """Where everything stands; worked out only for a document with something to say about."""
        from tei_edition.validation.places import Places

        return Places(self.data)

    @cached_property
    def _numbers(self) -> dict[Element, int]:
        return {element: number for number, element in enumerate(self.elements)}

    @cached_property
    def in_text(self) -> frozenset[Element]:
        """Every element in the text, none of the header or the lists."""
        return frozenset(inner for text in self.named("text") for inner in text.iter(etree.Element))

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of elements, and with `@` of attributes, that the document uses."""
        return frozenset([name.rpartition("}")[2] for name in self._named] + [f"@{name}" for name in self._having])

    @cached_property
    def date(self) -> str:
        """The day the document is of: of its setting, else of its making; empty where neither is said."""
        for place in self.named("setting", "creation"):
            for element in (*place.iter(tei.q("date")), place):
                for name in _DATED:
                    if element.get(name):
                        return element.get(name, "")
        return ""

    def opening(self, element: Element) -> "Span":
        """Where an element's opening tag stands."""
        return self.places.opening(self._numbers[element])

    def closing(self, element: Element) -> "Span":
        """Where an element's closing tag stands; an empty element has one of no length."""
        return self.places.closing(self._numbers[element])

    def attribute(self, element: Element, name: str) -> "Written | None":
        """Where an attribute (its name in Clark notation) stands."""
        return self.places.attribute(self._numbers[element], prefixed(element, name))

    def finding(
        self,
        rule: str,
        element: Element | None,
        message: str,
        *,
        attribute: str = "",
        offset: int = -1,
        remedy: str = "",
        expected: tuple[str, ...] = (),
        page: str = "",
        fix: tuple[Splice, ...] = (),
    ) -> Finding:
        """What a rule has to say.

        Args:
            rule: its id.
            element: where; None for the whole file.
            attribute: the attribute in question, in Clark notation.
            offset: the character in question, where it is not the beginning of the element or the attribute.
            remedy: what to do, where the rule's own advice is too general.
            expected: what may stand there.
            page: the name of the element whose page in the Guidelines tells more, instead of the rule's chapter.
            fix: a change that is safe to make.
        """
        known = RULES[rule]
        line, column = (0, 0) if element is None else self.places.at(self._offset(element, attribute, offset))
        return Finding(
            str(self.path),
            line,
            rule,
            message,
            remedy or known.remedy,
            self._severities.get(rule, known.severity),
            column,
            "" if element is None else self.where(element),
            expected,
            guidelines(element=page) if page else guidelines(chapter=known.guidelines),
            fix if fix and self.places.is_exact else (),
        )

    def _offset(self, element: Element, attribute: str, offset: int) -> int:
        if offset >= 0:
            return offset
        if attribute:
            row = self.attribute(element, attribute)
            if row:
                return row.start
        return self.opening(element).start

    def where(self, element: Element) -> str:
        """An element as a path of prefixed names, numbered where several of a name stand together."""
        path = self._paths.get(element)
        if path is None:
            parent = element.getparent()
            if parent is None:
                path = "/" + prefixed(element, str(element.tag), is_element=True)
            else:
                self._number_children(parent)
                path = f"{self.where(parent)}/{self._steps[element]}"
            self._paths[element] = path
        return path

    def _number_children(self, parent: Element) -> None:
        """The last steps of the paths of its children, all at once."""
        if parent in self._numbered:
            return
        self._numbered.add(parent)
        children = [child for child in parent if isinstance(child.tag, str)]
        totals = Counter(str(child.tag) for child in children)
        counted: Counter[str] = Counter()
        for child in children:
            name = str(child.tag)
            counted[name] += 1
            number = f"[{counted[name]}]" if totals[name] > 1 else ""
            self._steps[child] = prefixed(child, name, is_element=True) + number


def words(element: Element) -> str:
    """All characters in an element."""
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""


def prefixed(element: Element, name: str, *, is_element: bool = False) -> str:
    """A name in Clark notation as it is written at that element; elements of TEI are `tei:` whatever is written."""
    namespace, _, local = name.removeprefix("{").rpartition("}")
    if namespace == tei.TEI and is_element:
        return f"tei:{local}"
    if namespace == tei.XML:
        return f"xml:{local}"
    prefix = next((key for key, value in element.nsmap.items() if value == namespace and key), "") if namespace else ""
    return f"{prefix}:{local}" if prefix else local
