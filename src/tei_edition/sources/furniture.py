"""What on a saved page is not the text: found by the rules of a site, which are data.

Takes the normalised text and a site's rules (`data/sites/*.toml`, or an edition's `tables/sites/*.toml`), gives
`Furniture`: stretches that are dropped or go to the header, each with the rule that says so.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tei_edition import resources
from tei_edition.errors import ConfigError, Finding, SourceError
from tei_edition.sources.lines import Pattern, compile_pattern, match


@dataclass(frozen=True)
class Furniture:
    """A stretch of the source outside the text.

    Attributes:
        start, end: code points of the normalised source, half-open.
        rule: the id of the rule that found it.
        keep: the header part that holds it word for word; empty where it is dropped.
    """

    start: int
    end: int
    rule: str
    keep: str


@dataclass(frozen=True)
class LineRule:
    """One `[[line]]` of a site's rules; docs/how-to/shapes.md explains each key.

    Attributes:
        where: `head` above the text, `text` inside it, `tail` from the landmark on.
        patterns: the line as it is seen, one of several ways.
        next: the field that the lines after this one hold, up to the next line that a rule knows.
        stays: True where the line is part of the text and its fields are only copied to the header.
        drop_after: the field after which the rest of a line that stays is dropped.
        above: the rules of which one has to know one of the next lines.
    """

    id: str
    where: str
    patterns: tuple[Pattern, ...]
    one_of: tuple[str, ...]
    same_as: str
    field: str
    keep: str
    drop: bool
    label_of: str
    next: str
    stays: bool
    drop_after: str
    above: tuple[str, ...]

    @property
    def is_fixed(self) -> bool:
        """True where the words themselves tell the line, not only its place."""
        return bool(self.one_of) or any("".join(pattern.fixed).strip() for pattern in self.patterns)


@dataclass(frozen=True)
class Site:
    """The furniture rules of one site or archive.

    Attributes:
        landmarks: ids of the rules that tell the site; one of them in the tail opens the tail.
        recognise: how many of them must know a line.
        refuse: why a page of this kind is no document; empty where it is one.
        unknown: what to do with a line of the tail that no rule knows: `stop`, or `keep` it in the header.
    """

    id: str
    name: str
    landmarks: tuple[str, ...]
    rules: tuple[LineRule, ...]
    abstract_blank_lines: int
    recognise: int
    refuse: str
    unknown: str


@dataclass(frozen=True)
class Page:
    """What a site's rules found on one page."""

    furniture: tuple[Furniture, ...]
    fields: dict[str, tuple[int, int]]
    findings: tuple[Finding, ...]


@cache
def sites(overrides: Path | None = None) -> dict[str, Site]:
    """All known sites by id: the toolkit's, and those in an edition's folder `tables`.

    Raises:
        ConfigError: a rules file is wrong.
    """
    folders = [resources.PACKAGE / "sources" / "data" / "sites", *([overrides / "sites"] if overrides else [])]
    found = [path for folder in folders for path in sorted(folder.glob("*.toml"))]
    return {path.stem: _site(path) for path in found}


# The keys of a site's rules, each with a value of its kind; what may be one text or several is below once more.
_ONE: dict[str, Any] = {
    "name": "",
    "landmark": "",
    "abstract": {"blank-lines": 1, "before-landmark": True},
    "recognise": 1,
    "refuse": "",
    "unknown": "",
    "line": [
        dict.fromkeys("id where text same-as field keep label-of next drop-after above".split(), "")
        | {"one-of": [""], "drop": True, "stays": True}
    ],
}
_SITE_KEYS, _LINE_KEYS = frozenset(_ONE), frozenset(_ONE["line"][0])
_SEVERAL: dict[str, Any] = {"landmark": [""], "line": [{"text": [""], "above": [""]}]}


def _site(path: Path) -> Site:
    data = resources.load_toml(path)
    _check_keys(data, _SITE_KEYS, "", path)
    resources.check_kinds(data, _ONE, path, _SEVERAL)
    _check_keys(data.get("abstract", {}), frozenset(_ONE["abstract"]), " in [abstract]", path)
    if data.get("recognise", 1) < 1:
        raise ConfigError(f"`recognise` is {data['recognise']}", "write how many landmarks tell the site", path=path)
    unknown = data.get("unknown", "stop")
    if unknown not in ("stop", "keep"):
        raise ConfigError(f"`unknown` is {unknown!r}", "write `stop` or `keep`", path=path)
    rules = tuple(_rule(row, path) for row in data.get("line", ()))
    landmarks = _several(data.get("landmark", ()))
    stray = sorted(set(landmarks) - {rule.id for rule in rules})
    if stray:
        raise ConfigError(f"the landmark {stray[0]!r} is the id of no [[line]]", "correct it", path=path)
    return Site(
        id=path.stem,
        name=data.get("name", path.stem),
        landmarks=landmarks,
        rules=rules,
        abstract_blank_lines=data.get("abstract", {}).get("blank-lines", 0),
        recognise=data.get("recognise", 1),
        refuse=data.get("refuse", ""),
        unknown=unknown,
    )


def _several(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _check_keys(row: dict[str, Any], known: frozenset[str], place: str, path: Path) -> None:
    stray = sorted(set(row) - known)
    if stray:
        raise ConfigError(f"unknown key `{stray[0]}`{place}", f"known: {', '.join(sorted(known))}", path=path)


def _rule(row: dict[str, Any], path: Path) -> LineRule:
    _check_keys(row, _LINE_KEYS, f" in the [[line]] {row.get('id', '')!r}", path)
    where = row.get("where", "head")
    if where not in ("head", "text", "tail"):
        raise ConfigError(f"`where` is {where!r}", "write `head`, `text` or `tail`", path=path)
    return LineRule(
        id=row.get("id", ""),
        where=where,
        patterns=tuple(compile_pattern(text, path) for text in _several(row.get("text", ())) if text),
        one_of=tuple(row.get("one-of", ())),
        same_as=row.get("same-as", ""),
        field=row.get("field", ""),
        keep=row.get("keep", row.get("id", "")),
        drop=row.get("drop", False),
        label_of=row.get("label-of", ""),
        next=row.get("next", ""),
        stays=row.get("stays", False),
        drop_after=row.get("drop-after", ""),
        above=_several(row.get("above", ())),
    )


@dataclass(frozen=True)
class Line:
    """A line that is not blank: where its first and last visible characters stand, its number from 1, its words."""

    start: int
    end: int
    number: int
    words: str


def visible_lines(text: str) -> Iterator[Line]:
    """The lines of a text that hold something, trimmed."""
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if stripped:
            start = at + line.index(stripped[0])
            yield Line(start, start + len(stripped), number, stripped)
        at += len(line) + 1


@dataclass(frozen=True)
class _Sheet:
    """A text cut into lines, with what rules ask of the whole of it."""

    text: str
    lines: tuple[Line, ...]
    repeated: frozenset[str]


def _sheet(text: str) -> _Sheet:
    lines = tuple(visible_lines(text))
    counts = Counter(_folded(line.words) for line in lines)
    return _Sheet(text, lines, frozenset(words for words, count in counts.items() if count > 1))


def _folded(words: str) -> str:
    return " ".join(words.split())


def choose_site(text: str, overrides: Path | None) -> Site | None:
    """The site whose landmarks stand in the text and most of whose rules find a line; None for a bare text.

    A site that refuses its pages comes before all others.
    """
    sheet = _sheet(text)
    marked = [site for site in sites(overrides).values() if _is_recognised(site, sheet)]
    refusing = [site for site in marked if site.refuse]
    if refusing or len(marked) < 2:
        return next(iter(refusing or marked), None)
    scores = []
    for site in marked:
        hits = {rule.id for rule in site.rules for line in sheet.lines if _hit(rule, line, sheet, {}) is not None}
        scores.append((len(hits), site.id))
    return sites(overrides)[max(scores)[1]]


def _is_recognised(site: Site, sheet: _Sheet) -> bool:
    rules = [rule for rule in site.rules if rule.id in site.landmarks]
    found: set[str] = set()
    for line in sheet.lines:
        found |= {rule.id for rule in rules if rule.id not in found and _hit(rule, line, sheet, {}) is not None}
        if len(found) >= site.recognise:
            return True
    return False


def _hit(
    rule: LineRule, line: Line, sheet: _Sheet, fields: dict[str, tuple[int, int]]
) -> dict[str, tuple[int, int]] | None:
    """The fields that the rule finds in the line, or None where it is not about this line."""
    words = line.words
    if rule.one_of and words in rule.one_of:
        return {rule.field: (line.start, line.end)} if rule.field else {}
    if rule.same_as:
        start, end = fields.get(rule.same_as, (0, 0))
        same = words == sheet.text[start:end] or (len(words) > 5 and words in sheet.text[start:end])
        return {rule.field: (line.start, line.end)} if same else None
    for pattern in rule.patterns:
        spans = match(pattern, words)
        if spans is None or (pattern.is_repeated and _folded(words) not in sheet.repeated):
            continue
        return {name: (line.start + a, line.start + b) for name, (a, b) in spans.items()}
    return None


def find_furniture(text: str, site: Site, path: str) -> Page:
    """Apply a site's rules to a text.

    Raises:
        SourceError: the page is no document, or a line after the landmark is known to no rule.
    """
    if site.refuse:
        raise SourceError(site.refuse, "open one document and save its page", path=path)
    return _Finder(text, site, path).page()


class _Finder:
    """Goes through the lines of one page: head, text, tail."""

    def __init__(self, text: str, site: Site, path: str) -> None:
        self.site = site
        self.path = path
        self.sheet = _sheet(text)
        self.lines = self.sheet.lines
        self.rules = {where: [rule for rule in site.rules if rule.where == where] for where in ("head", "text", "tail")}
        self.furniture: list[Furniture] = []
        self.fields: dict[str, tuple[int, int]] = {}
        self.labels: dict[str, Line] = {}
        self.findings: list[Finding] = []

    def page(self) -> Page:
        """What is no text, and the fields found."""
        lines = self.lines
        begun = 0
        while begun < len(lines) and (taken := self._apply("head", begun, len(lines))):
            begun += taken
        cut = self._cut(begun)
        for k in range(begun, cut):
            self._apply("text", k, cut)
        if begun < cut < len(lines) and self._set_off(cut):
            last = lines[cut - 1]
            self._take(last, last, "abstract", "abstract")
            self.fields["abstract"] = (last.start, last.end)
        k = cut
        while k < len(lines):
            k += self._apply("tail", k, len(lines)) or self._unknown(lines[k])
        self.findings += [
            Finding(self.path, line.number, "label-without-value", f"the label {line.words!r} has no value")
            for name, line in self.labels.items()
            if name not in self.fields
        ]
        furniture = tuple(sorted(self.furniture, key=lambda item: item.start))
        return Page(furniture, self.fields, tuple(self.findings))

    def _cut(self, begun: int) -> int:
        """The index of the line where the tail begins; the number of lines where there is none."""
        rules = [rule for rule in self.site.rules if rule.id in self.site.landmarks and rule.where == "tail"]
        rest = range(begun, len(self.lines))
        return next((k for k in rest if any(self._knows(rule, self.lines[k]) for rule in rules)), len(self.lines))

    def _is_above(self, k: int, ids: tuple[str, ...]) -> bool:
        """True where one of these rules knows one of the next lines."""
        rules = [rule for rule in self.site.rules if rule.id in ids]
        return any(self._knows(rule, line) for rule in rules for line in self.lines[k + 1 : k + 1 + _NEAR])

    def _knows(self, rule: LineRule, line: Line) -> bool:
        return _hit(rule, line, self.sheet, self.fields) is not None

    def _set_off(self, cut: int) -> bool:
        """True where the last line before the landmark stands apart, as an abstract does."""
        blank, last = self.site.abstract_blank_lines, self.lines[cut - 1]
        before = self.lines[cut - 2].number if cut > 1 else 0
        return blank > 0 and before > 0 and last.number - before > blank

    def _take(self, first: Line, last: Line, rule: str, keep: str) -> None:
        self.furniture.append(Furniture(first.start, last.end, rule, keep))

    def _apply(self, where: str, k: int, stop: int) -> int:
        """Let the first rule that knows the line take it; how many lines it took, 0 where none does."""
        line = self.lines[k]
        for rule in self.rules.get(where, ()):
            found = _hit(rule, line, self.sheet, self.fields)
            if found is None or any(name in self.fields for name in found):
                continue
            if rule.above and not self._is_above(k, rule.above):
                continue
            self.fields.update(found)
            if rule.label_of:
                self.labels[rule.label_of] = line
            if rule.stays:
                self._drop_after(rule, line)
                return 1
            self._take(line, line, rule.id, "" if rule.drop or rule.next else rule.keep)
            return 1 + (self._value(rule, k + 1, stop) if rule.next else 0)
        return 0

    def _drop_after(self, rule: LineRule, line: Line) -> None:
        at = self.fields[rule.drop_after][1] if rule.drop_after in self.fields else line.end
        if at < line.end:
            self.furniture.append(Furniture(at, line.end, rule.id, ""))

    def _value(self, rule: LineRule, first: int, stop: int) -> int:
        """Take the lines after a label, up to the next line that a rule knows by its words; how many."""
        known = [other for other in self.site.rules if other.where == rule.where and other.is_fixed]
        within = range(first, min(stop, first + _VALUE_LINES))
        end = next((k for k in within if any(self._knows(other, self.lines[k]) for other in known)), -1)
        if end < 0:
            end = stop if rule.where == "tail" and stop - first < _VALUE_LINES else min(first + 1, stop)
        if end == first:
            labels = [other for other in known if other.next or other.drop]
            if any(self._knows(other, self.lines[first]) for other in labels):
                self.labels.setdefault(rule.next, self.lines[first - 1])
            return 0
        self._take(self.lines[first], self.lines[end - 1], rule.id, rule.keep)
        self.fields.setdefault(rule.next, (self.lines[first].start, self.lines[end - 1].end))
        return end - first

    def _unknown(self, line: Line) -> int:
        """A line of the tail that no rule knows: kept in the header and told, or a reason to stop."""
        words = line.words[:60]
        message = f"no rule of the site {self.site.id} knows this line after the text: {words!r}"
        remedy = f"add a [[line]] for it to tables/sites/{self.site.id}.toml in the edition"
        if self.site.unknown == "stop":
            raise SourceError(message, remedy, path=self.path, line=line.number)
        self._take(line, line, "unknown", "unknown")
        self.findings.append(Finding(self.path, line.number, "furniture-unknown", f"{message}; it is kept", remedy))
        return 1


# A label's value has at most so many lines.
_VALUE_LINES = 15
# So many lines below one that is recognised by what follows it.
_NEAR = 6
