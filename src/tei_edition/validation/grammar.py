"""A RELAX NG schema in XML syntax (ISO/IEC 19757-2, chapter 4) → patterns.

Read in a hundredth of the time that libxml2 needs to compile TEI All, since nothing is worked out before a document
asks for it. Data types are libxml2's own, each tried in a schema of one element.
"""

import copy
import re
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path

from lxml import etree

from tei_edition import tei
from tei_edition.errors import ConfigError, EditionError
from tei_edition.tei import Element
from tei_edition.validation.patterns import EMPTY, NOT_ALLOWED, TEXT, Kind, Leaf, Pattern, Patterns

RNG = "{http://relaxng.org/ns/structure/1.0}"
_ANY, _LOCAL = f"{RNG}*", len(RNG)
_KEPT = 50_000
_FILES = 200


class Grammar:
    """A schema: where a document begins, and what its parts are.

    Attributes:
        start: the pattern of the root.
        patterns: makes and derives its patterns.

    Raises:
        ConfigError: a file is missing or no RELAX NG schema.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.patterns = Patterns()
        self._leaves: dict[Element, Leaf] = {}
        self._data: dict[tuple[str, ...], Leaf] = {}
        self._folder = path.resolve().parent
        self._files: dict[Path, Element] = {}
        root = self._read(path)
        self.start = self._pattern(root, None)

    @cached_property
    def elements(self) -> dict[str, Element]:
        """Every name of an element that it lists, with the first of that name in the schema."""
        return self._listed("element")

    @cached_property
    def attributes(self) -> dict[str, Element]:
        """Every name of an attribute that it lists, likewise."""
        return self._listed("attribute")

    def _listed(self, kind: str) -> dict[str, Element]:
        found: dict[str, Element] = {}
        for file in self._files.values():
            for row in file.iter(RNG + kind):
                for name in _names(row):
                    found.setdefault(name, row)
        return found

    def element(self, name: str) -> Leaf | None:
        """The first element of a name in the schema, wherever it may stand."""
        row = self.elements.get(name)
        return self._leaves.get(row) if row is not None else None

    def _read(self, path: Path) -> Element:
        """A file of the schema. Only files beside the first one are opened, and never one from the network."""
        resolved = path.resolve()
        if resolved in self._files:
            return self._files[resolved]
        if not resolved.is_relative_to(self._folder) or len(self._files) >= _FILES:
            raise ConfigError("a schema may only take in files from its own folder", "put them there", path=path)
        if not path.is_file():
            raise ConfigError("there is no such schema", "check the name", path=path)
        try:
            root = tei.parse(tei.read_bytes(path), path)
        except EditionError as error:
            raise ConfigError(
                f"this is no RELAX NG schema ({error.message})", "give a .rng file", path=path, line=error.line
            ) from None
        if not str(root.tag).startswith(RNG):
            raise ConfigError("this is no RELAX NG schema", "give a .rng file in XML syntax", path=path)
        self._files[resolved] = root
        return root

    def _file(self, row: Element) -> Path:
        """Where the file lies that an include or an externalRef names."""
        here = next(path for path, root in self._files.items() if root is row.getroottree().getroot())
        return here.parent / row.get("href", "")

    def _pattern(self, row: Element, scope: "_Scope | None") -> Pattern:
        patterns = self.patterns
        kind = _kind(row)
        match kind:
            case "ref" | "parentRef":
                outer = scope.parent if scope and kind == "parentRef" else scope
                if outer is None:
                    raise self._wrong(row, "a ref outside any grammar")
                return outer.pattern(row.get("name", "").strip())
            case "element":
                return self._named(row, "element", scope)
            case "attribute":
                return self._named(row, "attribute", scope)
            case "grammar":
                return _Scope(self, row, scope).pattern("")
            case "externalRef":
                return self._pattern(self._read(self._file(row)), None)
            case "empty":
                return EMPTY
            case "notAllowed":
                return NOT_ALLOWED
            case "text":
                return TEXT
            case "value" | "data":
                return self._datum(row)
            case "list":
                inner = self._inside(row, scope)
                return Leaf("list", content=lambda: inner)
            case "choice":
                return patterns.choice([self._pattern(part, scope) for part in _parts(row)])
            case "interleave":
                return self._joined(row, scope, patterns.interleave)
            case "group":
                return self._inside(row, scope)
            case "mixed":
                return patterns.interleave(self._inside(row, scope), TEXT)
            case "optional":
                return patterns.optional(self._inside(row, scope))
            case "oneOrMore":
                return patterns.more(self._inside(row, scope))
            case "zeroOrMore":
                return patterns.optional(patterns.more(self._inside(row, scope)))
        raise self._wrong(row, f"`{kind}` is no pattern")

    def _wrong(self, row: Element, message: str) -> ConfigError:
        return ConfigError(
            f"this is no RELAX NG schema ({message})", "correct it", path=self.path, line=row.sourceline or 0
        )

    def _inside(self, row: Element, scope: "_Scope | None") -> Pattern:
        return self._joined(row, scope, self.patterns.group)

    def _joined(self, row: Element, scope: "_Scope | None", join: Callable[[Pattern, Pattern], Pattern]) -> Pattern:
        found = EMPTY
        for part in reversed(_parts(row)):
            found = join(self._pattern(part, scope), found)
        return found

    def _named(self, row: Element, kind: Kind, scope: "_Scope | None") -> Leaf:
        """An element or attribute: one leaf for each place in the schema."""
        if row not in self._leaves:
            # Without an attribute `name` the first child is the class of names.
            parts = _parts(row) if row.get("name") is not None else _parts(row)[1:]

            def content() -> Pattern:
                found = EMPTY if kind == "element" or parts else TEXT
                for part in reversed(parts):
                    found = self.patterns.group(self._pattern(part, scope), found)
                return found

            self._leaves[row] = Leaf(kind, names=tuple(_names(row)), in_class=_name_class(row), content=content)
        return self._leaves[row]

    def _datum(self, row: Element) -> Leaf:
        """A value or a data type; two of one kind are one leaf."""
        library = _inherited(row, "datatypeLibrary")
        inner = "".join(tei.fragment(part) for part in _parts(row))
        key = (_kind(row), library, row.get("type", ""), row.text or "" if _kind(row) == "value" else inner)
        if key not in self._data:
            told = f"“{(row.text or '').strip()}”" if key[0] == "value" else row.get("type", "")
            self._data[key] = Leaf("data", check=_remembered(_check(row, library)), told=told)
        return self._data[key]


class _Scope:
    """One grammar: its named patterns, each made when it is first asked for. The start has no name."""

    def __init__(self, grammar: Grammar, row: Element, parent: "_Scope | None") -> None:
        self.grammar = grammar
        self.parent = parent
        self.rows: dict[str, list[Element]] = {}
        self.made: dict[str, Pattern] = {}
        self._gather(row, {})

    def _gather(self, row: Element, instead: dict[str, list[Element]], depth: int = 0) -> None:
        """The definitions in a grammar; those in `instead` replace its own."""
        if depth > 50:
            raise ConfigError("files of the schema include each other", "correct it", path=self.grammar.path)
        for part in _parts(row):
            match _kind(part):
                case "define" | "start":
                    name = part.get("name", "").strip() if _kind(part) == "define" else ""
                    if name not in instead:
                        self.rows.setdefault(name, []).append(part)
                case "div":
                    self._gather(part, instead, depth + 1)
                case "include":
                    theirs: dict[str, list[Element]] = {}
                    for own in part.iter(f"{RNG}define", f"{RNG}start"):
                        theirs.setdefault(own.get("name", "").strip() if _kind(own) == "define" else "", []).append(own)
                    self._gather(self.grammar._read(self.grammar._file(part)), {**instead, **theirs}, depth + 1)
                    for name, rows in theirs.items():
                        if name not in instead:
                            self.rows.setdefault(name, []).extend(rows)

    def pattern(self, name: str) -> Pattern:
        """What a name stands for."""
        if name not in self.made:
            rows = self.rows.get(name)
            if not rows:
                raise ConfigError(
                    f"this is no RELAX NG schema (it has no {name or 'start'!r})", "correct it", path=self.grammar.path
                )
            parts = [self.grammar._inside(row, self) for row in rows]
            if any(row.get("combine") == "interleave" for row in rows):
                found = EMPTY
                for part in reversed(parts):
                    found = self.grammar.patterns.interleave(part, found)
                self.made[name] = found
            else:
                self.made[name] = self.grammar.patterns.choice(parts)
        return self.made[name]


def _kind(row: Element) -> str:
    return str(row.tag)[_LOCAL:]


def _parts(row: Element) -> list[Element]:
    """What stands in an element of the schema; annotations of other namespaces are passed over."""
    return list(row.iterchildren(_ANY))


def _inherited(row: Element, attribute: str) -> str:
    """An attribute of the element or of the nearest one around it that has it."""
    around: Element | None = row
    while around is not None:
        found = around.get(attribute)
        if found is not None:
            return found
        around = around.getparent()
    return ""


def _clark(row: Element, name: str) -> str:
    """A name of the schema in Clark notation."""
    prefix, _, local = name.strip().rpartition(":")
    if prefix:
        namespace = tei.XML if prefix == "xml" else row.nsmap.get(prefix) or ""
    elif _kind(row) == "attribute":
        namespace = row.get("ns", "")
    else:
        namespace = _inherited(row, "ns")
    return f"{{{namespace}}}{local}" if namespace else local


def _names(row: Element) -> list[str]:
    """The names that an element or attribute of the schema lists."""
    if row.get("name") is not None:
        return [_clark(row, row.get("name", ""))]
    first = _parts(row)[:1]
    return [_clark(part, part.text or "") for top in first for part in top.iter(f"{RNG}name") if not _excepted(part)]


def _excepted(row: Element) -> bool:
    return any(_kind(around) == "except" for around in row.iterancestors())


def _name_class(row: Element) -> Callable[[str], bool] | None:
    """Whether a name is one of those that an element or attribute of the schema may have; None where all are listed."""
    if row.get("name") is not None:
        return None
    return partial(_in_class, _parts(row)[0])


def _in_class(row: Element, name: str) -> bool:
    match _kind(row):
        case "name":
            return _clark(row, row.text or "") == name
        case "choice" | "except":
            return any(_in_class(part, name) for part in _parts(row))
        case "nsName":
            if (name[1:].partition("}")[0] if name[0] == "{" else "") != _inherited(row, "ns"):
                return False
    return not any(_in_class(part, name) for part in _parts(row))


def _remembered(check: Callable[[str], bool]) -> Callable[[str], bool]:
    """The same check, each value once as long as there are not too many."""
    known: dict[str, bool] = {}

    def remembering(value: str) -> bool:
        found = known.get(value)
        if found is None:
            found = check(value)
            if len(value) < 200:
                if len(known) >= _KEPT:
                    known.clear()
                known[value] = found
        return found

    return remembering


def _check(row: Element, library: str) -> Callable[[str], bool]:
    """Whether a value is of a data type, or is the value of the schema."""
    kind, type_ = _kind(row), row.get("type", "")
    if kind == "value" and (type_ in ("", "token", "string") or not library):
        wanted = row.text or ""
        if type_ == "string":
            return wanted.__eq__
        tokens = tei.tokens(wanted)
        return lambda value: tei.tokens(value) == tokens
    if kind == "data" and type_ in ("string", "token") and not _parts(row):
        return lambda value: True
    return _Type(row, library)


_XSD = "http://www.w3.org/2001/XMLSchema-datatypes"
# What is certainly a value of a data type, so that libxml2 need not be asked.
_CERTAIN = {
    "anyURI": r"(?:#|[A-Za-z]+:)?[A-Za-z_][A-Za-z0-9_.-]*",
    "date": r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])-(?:[01][1-9]|10|2[0-8])",
    "ID": r"[A-Za-z_][A-Za-z0-9_.-]*",
    "NCName": r"[A-Za-z_][A-Za-z0-9_.-]*",
    "language": r"[A-Za-z]{2,3}",
    "positiveInteger": r"[1-9][0-9]{0,8}",
}


class _Type:
    """Whether a value is of a data type, as libxml2 says: it is put into the one element of a schema of its own."""

    def __init__(self, row: Element, library: str) -> None:
        is_plain = _kind(row) == "data" and library == _XSD and not _parts(row)
        certain = _CERTAIN.get(row.get("type", "")) if is_plain else None
        self._certain = re.compile(certain) if certain else None
        self._row, self._library, self._holder = row, library, etree.Element("x")
        if not self._certain:
            self._schema  # noqa: B018  an unknown data type is told when the schema is read

    @cached_property
    def _schema(self) -> etree.RelaxNG:
        probe = etree.Element(f"{RNG}element", name="x", datatypeLibrary=self._library)
        probe.append(copy.deepcopy(self._row))
        try:
            return etree.RelaxNG(probe)
        except etree.RelaxNGParseError as error:
            raise ConfigError(f"a data type of the schema is not known ({error})", "correct it") from None

    def __call__(self, value: str) -> bool:
        if self._certain and self._certain.fullmatch(value):
            return True
        schema = self._schema
        self._holder.text = value
        return schema.validate(self._holder)
