"""Sound documents, each broken in one known way: which rule must fire, and on which line.

The same seed gives the same documents. A mutant is made in the characters of the file, as a slip of an editor would be,
and what is expected is worked out from them alone.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

_TAG = re.compile(r"<(/?)([\w:]+)((?:\s+[\w:]+=\"[^\"]*\")*)\s*(/?)>")
_ATTRIBUTE = re.compile(r"\s([\w:]+)=\"([^\"]*)\"")
# Elements that their parent needs, and of which it takes no second.
_NEEDED = ("titleStmt", "publicationStmt", "teiHeader", "msIdentifier", "body", "fileDesc")
_NAMES = (
    "persName",
    "placeName",
    "orgName",
    "date",
    "rs",
    "supplied",
    "title",
    "label",
    "item",
    "person",
    "head",
    "sp",
)
_LISTED = {"cert": ("hihg", "sure", "High"), "status": ("drafty", "done")}


@dataclass(frozen=True)
class Mutant:
    """A broken document.

    Attributes:
        kind: how it is broken.
        text: its characters.
        rules: of these one must fire,
        lines: on one of these lines.
    """

    kind: str
    text: str
    rules: frozenset[str]
    lines: frozenset[int]


@dataclass(frozen=True)
class _Element:
    """An element as it is written: its tags and what is in it."""

    name: str
    start: int
    open_end: int
    close_start: int
    end: int
    attributes: tuple[tuple[str, str, int], ...]
    parents: tuple[str, ...]


class Breaker:
    """Breaks one document. `breakage` gives a mutant, or None where the document has nothing of that kind."""

    def __init__(self, text: str, seed: int) -> None:
        self.text = text
        self.chance = random.Random(seed)
        self.elements = _read(text)

    def breakage(self, kind: str) -> Mutant | None:
        """One mutant of a kind in `KINDS`."""
        return KINDS[kind](self)

    def pick(self, test: Callable[[_Element], bool]) -> _Element | None:
        found = [element for element in self.elements if test(element)]
        return self.chance.choice(found) if found else None

    def line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def changed(self, kind: str, start: int, end: int, instead: str, rules: str, *at: int, reach: int = 0) -> Mutant:
        """The text with a stretch replaced; `at` are offsets in the old text before or at the change."""
        lines = {self.line(offset) + k for offset in (at or (start,)) for k in range(reach + 1)}
        text = self.text[:start] + instead + self.text[end:]
        return Mutant(kind, text, frozenset(rules.split()), frozenset(lines))

    def delete_needed(self) -> Mutant | None:
        element = self.pick(lambda e: e.name in _NEEDED)
        if element is None:
            return None
        # What is missing is told where it should stand: before what follows it.
        follows = re.compile(r"\s*").match(self.text, element.end)
        assert follows is not None
        gap = self.text.count("\n", element.end, follows.end())
        return self.changed("delete element", element.start, element.end, "", "schema", element.start, reach=gap)

    def delete_entry(self) -> Mutant | None:
        targets = dict.fromkeys(re.findall(r'\bref="#(\w[^\s"]*)"', self.text))
        element = self.pick(
            lambda e: (
                e.name in ("person", "place", "org", "event")
                and any(name == "xml:id" and value in targets for name, value, _ in e.attributes)
            )
        )
        if element is None or self.text.count(f"<{element.name} xml:id") < 2:
            return None
        key = next(value for name, value, _ in element.attributes if name == "xml:id")
        broken = self.text[: element.start] + self.text[element.end :]
        points = [m.start() for m in re.finditer(rf'"(?:[^"]*\s)?#{re.escape(key)}[\s"]', broken)]
        lines = frozenset(broken.count("\n", 0, at) + 1 for at in points)
        return Mutant("delete entry", broken, frozenset(("pointer-unresolved", "who-unknown")), lines)

    def misspell_element(self) -> Mutant | None:
        element = self.pick(lambda e: e.name in _NAMES and len(e.name) > 3)
        return (
            self._rename("misspell element", element, _misspelt(self.chance, element.name), "schema-name")
            if element
            else None
        )

    def rename_element(self) -> Mutant | None:
        element = self.pick(lambda e: e.name in _NAMES)
        other = self.chance.choice(("teiHeader", "body", "fileDesc", "profileDesc", "TEI"))
        return self._rename("rename element", element, other, "schema") if element else None

    def _rename(self, kind: str, element: _Element, name: str, rules: str) -> Mutant:
        whole = self.text[element.start : element.end]
        opened = f"<{name}" + whole[1 + len(element.name) :]
        if element.close_start < element.end:
            opened = opened[: -len(element.name) - 1] + f"{name}>"
        return self.changed(kind, element.start, element.end, opened, rules)

    def move_element(self) -> Mutant | None:
        """A turn into a paragraph, or a paragraph of the text into the header."""
        element = self.pick(lambda e: e.name == "p" and "sp" in e.parents)
        place = self.pick(lambda e: e.name in ("titleStmt", "langUsage", "textClass") and e.open_end < e.close_start)
        if element is None or place is None or place.start > element.start:
            return None
        moved = self.text[element.start : element.end]
        text = (
            self.text[: place.open_end] + moved + self.text[place.open_end : element.start] + self.text[element.end :]
        )
        return Mutant("move element", text, frozenset(("schema",)), frozenset((self.line(place.open_end),)))

    def double_element(self) -> Mutant | None:
        element = self.pick(lambda e: e.name in _NEEDED and e.name not in ("msIdentifier", "teiHeader"))
        if element is None:
            return None
        again = self.text[element.start : element.end]
        rules = "schema id-repeated"
        text = self.text[: element.end] + again + self.text[element.end :]
        return Mutant("double element", text, frozenset(rules.split()), frozenset((self.line(element.end),)))

    def double_id(self) -> Mutant | None:
        element = self.pick(lambda e: e.name in ("p", "item") and any(name == "xml:id" for name, _, _ in e.attributes))
        if element is None:
            return None
        again = self.text[element.start : element.end]
        text = self.text[: element.end] + again + self.text[element.end :]
        return Mutant("double id", text, frozenset(("id-repeated",)), frozenset((self.line(element.end),)))

    def delete_attribute(self) -> Mutant | None:
        wanted = (("catRef", "target"), ("prefixDef", "ident"), ("citeStructure", "use"), ("language", "ident"))
        return self._attribute(
            "delete attribute",
            lambda e, name: (e.name, name) in wanted,
            lambda name, value: "",
            "schema pointer-unresolved prefix-undeclared",
            anywhere=("prefixDef",),
        )

    def delete_id(self) -> Mutant | None:
        """A paragraph keeps its number and loses its id."""
        return self._attribute(
            "delete id",
            lambda e, name: (
                name == "xml:id" and e.name in ("p", "item", "head") and any(n == "n" for n, _, _ in e.attributes)
            ),
            lambda name, value: "",
            "schema",
        )

    def misspell_attribute(self) -> Mutant | None:
        return self._attribute(
            "misspell attribute",
            lambda e, name: name in ("ref", "resp", "cert", "ana", "when", "type", "who", "notBefore", "corresp"),
            lambda name, value: f' {_misspelt(self.chance, name)}="{value}"',
            "schema-name",
        )

    def odd_attribute(self) -> Mutant | None:
        element = self.pick(lambda e: e.name in _NAMES)
        if element is None:
            return None
        at = element.start + 1 + len(element.name)
        name = self.chance.choice(("replacementPattern", "matchPattern", "mainLang"))
        return self.changed("attribute of another element", at, at, f' {name}="x"', "schema", element.start)

    def double_attribute(self) -> Mutant | None:
        return self._attribute(
            "double attribute",
            lambda e, name: True,
            lambda name, value: f' {name}="{value}" {name}="{value}"',
            "not-well-formed",
        )

    def odd_value(self) -> Mutant | None:
        return self._attribute(
            "odd value",
            lambda e, name: name in _LISTED and e.name != "availability",
            lambda name, value: f' {name}="{self.chance.choice(_LISTED[name])}"',
            "schema",
        )

    def break_pointer(self) -> Mutant | None:
        return self._attribute(
            "break pointer",
            lambda e, name: name in ("ref", "resp", "who", "toWhom", "ana", "datingPoint", "target", "facs", "start"),
            lambda name, value: f' {name}="{value[:-1]}q"' if "#" in value else f' {name}="{value}"',
            "pointer-unresolved who-unknown",
            has="#",
        )

    def bare_pointer(self) -> Mutant | None:
        return self._attribute(
            "pointer without #",
            lambda e, name: name in ("ref", "resp", "who"),
            lambda name, value: f' {name}="{value[1:]}"',
            "pointer-bare",
            has="#",
            single=True,
        )

    def odd_prefix(self) -> Mutant | None:
        return self._attribute(
            "undeclared prefix",
            lambda e, name: name == "corresp",
            lambda name, value: f' {name}="x{value}"',
            "prefix-undeclared",
            has=":",
        )

    def odd_image(self) -> Mutant | None:
        """A page break that points to a paragraph, or to a file by half its name."""
        return self._attribute(
            "odd image",
            lambda e, name: name == "facs",
            lambda name, value: f' {name}="{self.chance.choice(("#p8", "../images/0001"))}"',
            "facsimile-astray",
        )

    def zone_outside(self) -> Mutant | None:
        return self._attribute(
            "zone outside",
            lambda e, name: e.name == "zone" and name in ("lrx", "lry"),
            lambda name, value: f' {name}="{value.partition(".")[0]}0"',
            "zone-inside",
        )

    def undescribed_figure(self) -> Mutant | None:
        element = self.pick(lambda e: e.name in ("figDesc", "desc") and "figure" in e.parents)
        if element is None:
            return None
        around = self.text.rindex("<figure", 0, element.start)
        return self.changed("undescribed", element.start, element.end, "", "picture-undescribed", around)

    def image_of_nothing(self) -> Mutant | None:
        """A surface whose image is gone."""
        element = self.pick(lambda e: e.name == "graphic" and "surface" in e.parents)
        if element is None:
            return None
        return self.changed("no image", element.start, element.end, "", "schema", element.start, reach=1)

    def impossible_date(self) -> Mutant | None:
        return self._attribute(
            "impossible date",
            lambda e, name: name in ("when", "notBefore", "notAfter"),
            lambda name, value: (
                f' {name}="{self.chance.choice(("1964-02-30", "1964-13-01", "1964-8-3", "yesterday", "1963-02-29"))}"'
            ),
            "date-impossible",
        )

    def reversed_dates(self) -> Mutant | None:
        return self._attribute(
            "reversed dates",
            lambda e, name: name == "notAfter" and any(n == "notBefore" for n, _, _ in e.attributes),
            lambda name, value: f' {name}="{int(value[:4]) - 1}{value[4:]}"',
            "dates-reversed",
        )

    def delete_bracket(self) -> Mutant | None:
        pairs = _pairs(self.text)
        if not pairs:
            return None
        first, last = self.chance.choice(pairs)
        gone, left = self.chance.choice(((first, last), (last, first)))
        line = self.line(left) if self.text[gone] != "\n" else 0
        return Mutant(
            "delete bracket",
            self.text[:gone] + self.text[gone + 1 :],
            frozenset(("bracket-unbalanced",)),
            frozenset((line,)),
        )

    def delete_angle(self) -> Mutant | None:
        """The end of a tag; the reader stumbles where the next one begins."""
        element = self.pick(lambda e: e.name in _NAMES)
        if element is None:
            return None
        at = element.open_end - 1
        following = self.text.find("<", element.open_end)
        reach = self.text.count("\n", at, following)
        return self.changed("delete >", at, at + 1, "", "not-well-formed", element.start, reach=reach)

    def stray_text(self) -> Mutant | None:
        element = self.pick(
            lambda e: e.name in ("listPerson", "teiHeader", "fileDesc", "titleStmt", "body", "div", "list")
        )
        if element is None:
            return None
        return self.changed("stray text", element.open_end, element.open_end, "stray", "schema", element.open_end)

    def double_number(self) -> Mutant | None:
        return self._attribute(
            "double number",
            lambda e, name: name == "n" and "text" in e.parents and e.name in ("p", "item"),
            lambda name, value: ' n="2"',
            "number-repeated",
        )

    def _attribute(
        self,
        kind: str,
        test: Callable[[_Element, str], bool],
        instead: Callable[[str, str], str],
        rules: str,
        *,
        has: str = "",
        single: bool = False,
        anywhere: tuple[str, ...] = (),
    ) -> Mutant | None:
        found = [
            (element, name, value, at)
            for element in self.elements
            for name, value, at in element.attributes
            if test(element, name) and has in value and not (single and " " in value)
        ]
        if not found:
            return None
        element, name, value, at = self.chance.choice(found)
        mutant = self.changed(kind, at, at + len(f' {name}="{value}"'), instead(name, value), rules, element.start)
        if element.name in anywhere:
            # What pointed here tells of it too, wherever it stands.
            lines = frozenset(range(1, mutant.text.count("\n") + 2))
            return Mutant(kind, mutant.text, mutant.rules, lines if kind == "delete attribute" else mutant.lines)
        return mutant


KINDS: dict[str, Callable[[Breaker], Mutant | None]] = {
    "delete-needed": Breaker.delete_needed,
    "delete-entry": Breaker.delete_entry,
    "misspell-element": Breaker.misspell_element,
    "rename-element": Breaker.rename_element,
    "move-element": Breaker.move_element,
    "double-element": Breaker.double_element,
    "double-id": Breaker.double_id,
    "delete-attribute": Breaker.delete_attribute,
    "delete-id": Breaker.delete_id,
    "misspell-attribute": Breaker.misspell_attribute,
    "odd-attribute": Breaker.odd_attribute,
    "double-attribute": Breaker.double_attribute,
    "odd-value": Breaker.odd_value,
    "break-pointer": Breaker.break_pointer,
    "bare-pointer": Breaker.bare_pointer,
    "odd-prefix": Breaker.odd_prefix,
    "odd-image": Breaker.odd_image,
    "zone-outside": Breaker.zone_outside,
    "undescribed-figure": Breaker.undescribed_figure,
    "image-of-nothing": Breaker.image_of_nothing,
    "impossible-date": Breaker.impossible_date,
    "reversed-dates": Breaker.reversed_dates,
    "delete-bracket": Breaker.delete_bracket,
    "delete-angle": Breaker.delete_angle,
    "stray-text": Breaker.stray_text,
    "double-number": Breaker.double_number,
}


def mutants(texts: list[str], count: int, seed: int = 1964) -> list[Mutant]:
    """So many broken documents, the kinds and the documents in turn."""
    found: list[Mutant] = []
    kinds = list(KINDS)
    number = 0
    while len(found) < count:
        breaker = Breaker(texts[number % len(texts)], seed + number)
        mutant = breaker.breakage(kinds[number // len(texts) % len(kinds)])
        if mutant is not None:
            found.append(mutant)
        number += 1
    return found


def _misspelt(chance: random.Random, name: str) -> str:
    """A name with a slip of the pen: a letter too few, two swapped, another case."""
    at = chance.randrange(1, len(name) - 1)
    swapped = name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    slips = {name[:at] + name[at + 1 :], swapped, name[:at] + name[at].swapcase() + name[at + 1 :], name + "s"}
    real = {"rs", "sp", "p", "l", "lg", "labels", "items", "whe"}
    return chance.choice(sorted(slip for slip in slips if slip != name and slip not in real))


def _read(text: str) -> list[_Element]:
    found: list[_Element] = []
    opened: list[re.Match[str]] = []
    for tag in _TAG.finditer(text):
        if tag[1]:
            first = opened.pop()
            found.append(_element(first, tag, opened))
        elif tag[4]:
            found.append(_element(tag, None, opened))
        else:
            opened.append(tag)
    return sorted(found, key=lambda element: element.start)


def _element(first: re.Match[str], last: re.Match[str] | None, opened: list[re.Match[str]]) -> _Element:
    attributes = tuple((m[1], m[2], first.start(3) + m.start()) for m in _ATTRIBUTE.finditer(first[3]))
    close, end = (last.start(), last.end()) if last else (first.end(), first.end())
    return _Element(first[2], first.start(), first.end(), close, end, attributes, tuple(tag[2] for tag in opened))


def _pairs(text: str) -> list[tuple[int, int]]:
    """The round brackets of the text, each with its other."""
    start = text.index("<body")
    pairs, opened = [], []
    for match in re.finditer(r"<(?:note|gap)\b[^>]*>.*?</(?:note|gap)>|<[^>]*>|[()]", text[start:], re.DOTALL):
        if match[0] == "(":
            opened.append(start + match.start())
        elif match[0] == ")" and opened:
            pairs.append((opened.pop(), start + match.start()))
    return pairs
