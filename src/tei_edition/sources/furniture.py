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
from tei_edition.errors import Finding, SourceError
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
    """One `[[line]]` of a site's rules."""

    id: str
    where: str
    pattern: Pattern | None
    one_of: tuple[str, ...]
    same_as: str
    field: str
    keep: str
    drop: bool
    label_of: str


@dataclass(frozen=True)
class Site:
    """The furniture rules of one site or archive."""

    id: str
    name: str
    landmark: str
    rules: tuple[LineRule, ...]
    abstract_blank_lines: int


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


def _site(path: Path) -> Site:
    data = resources.load_toml(path)
    rules = tuple(_rule(row, path) for row in data.get("line", ()))
    blank = data.get("abstract", {}).get("blank-lines", 0)
    return Site(path.stem, data.get("name", path.stem), data.get("landmark", ""), rules, blank)


def _rule(row: dict[str, Any], path: Path) -> LineRule:
    text = row.get("text", "")
    return LineRule(
        id=row.get("id", ""),
        where=row.get("where", "head"),
        pattern=compile_pattern(text, path) if text else None,
        one_of=tuple(row.get("one-of", ())),
        same_as=row.get("same-as", ""),
        field=row.get("field", ""),
        keep=row.get("keep", row.get("id", "")),
        drop=row.get("drop", False),
        label_of=row.get("label-of", ""),
    )


@dataclass(frozen=True)
class Line:
    """A line that is not blank: where its first and last visible characters stand, and its number from 1."""

    start: int
    end: int
    number: int


def visible_lines(text: str) -> Iterator[Line]:
    """The lines of a text that hold something, trimmed."""
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if stripped:
            start = at + line.index(stripped[0])
            yield Line(start, start + len(stripped), number)
        at += len(line) + 1


@dataclass(frozen=True)
class _Sheet:
    """A text cut into lines, with what rules ask of the whole of it."""

    text: str
    lines: tuple[Line, ...]
    repeated: frozenset[str]

    def words(self, line: Line) -> str:
        return self.text[line.start : line.end]


def _sheet(text: str) -> _Sheet:
    lines = tuple(visible_lines(text))
    counts = Counter(_folded(text[line.start : line.end]) for line in lines)
    return _Sheet(text, lines, frozenset(words for words, count in counts.items() if count > 1))


def _folded(words: str) -> str:
    return " ".join(words.split())


def choose_site(text: str, overrides: Path | None) -> Site | None:
    """The site whose landmark stands in the text and most of whose rules find a line; None for a bare text."""
    sheet = _sheet(text)
    marked = [site for site in sites(overrides).values() if _landmark(site, sheet) < len(sheet.lines)]
    if len(marked) < 2:
        return marked[0] if marked else None
    scores = []
    for site in marked:
        hits = {rule.id for rule in site.rules for line in sheet.lines if _hit(rule, line, sheet, {}) is not None}
        scores.append((len(hits), site.id))
    return sites(overrides)[max(scores)[1]]


def _landmark(site: Site, sheet: _Sheet) -> int:
    """The index of the line where the tail begins; the number of lines where there is none."""
    rules = [rule for rule in site.rules if rule.id == site.landmark]
    hits = (k for k, line in enumerate(sheet.lines) if any(_hit(rule, line, sheet, {}) is not None for rule in rules))
    return next(hits, len(sheet.lines))


def _hit(
    rule: LineRule, line: Line, sheet: _Sheet, fields: dict[str, tuple[int, int]]
) -> dict[str, tuple[int, int]] | None:
    """The fields that the rule finds in the line, or None where it is not about this line."""
    words = sheet.words(line)
    if rule.one_of:
        return {rule.field: (line.start, line.end)} if words in rule.one_of else None
    if rule.same_as:
        start, end = fields.get(rule.same_as, (0, 0))
        return {rule.field: (line.start, line.end)} if words == sheet.text[start:end] else None
    spans = match(rule.pattern, words) if rule.pattern else None
    if spans is None or rule.pattern is None:
        return None
    if any(kind == "again" for _, kind in rule.pattern.fields) and _folded(words) not in sheet.repeated:
        return None
    return {name: (line.start + a, line.start + b) for name, (a, b) in spans.items()}


def find_furniture(text: str, site: Site, path: str) -> Page:
    """Apply a site's rules to a text.

    Raises:
        SourceError: a line after the landmark that no rule knows.
    """
    sheet = _sheet(text)
    lines = sheet.lines
    cut = _landmark(site, sheet)
    furniture: list[Furniture] = []
    fields: dict[str, tuple[int, int]] = {}
    labels: dict[str, Line] = {}
    for line in lines[:cut]:
        if not _apply(site, "head", line, sheet, furniture, fields, labels):
            break
    if 0 < cut < len(lines) and _set_off(lines[cut - 2 : cut], site.abstract_blank_lines):
        last = lines[cut - 1]
        furniture.append(Furniture(last.start, last.end, "abstract", "abstract"))
        fields["abstract"] = (last.start, last.end)
    for line in lines[cut:]:
        if not _apply(site, "tail", line, sheet, furniture, fields, labels):
            words = sheet.words(line)
            raise SourceError(
                f"no rule of the site {site.id} knows this line after the text: {words[:60]!r}",
                f"add a [[line]] for it to tables/sites/{site.id}.toml in the edition",
                path=path,
                line=line.number,
            )
    findings = tuple(
        Finding(path, line.number, "label-without-value", f"the label {sheet.words(line)!r} has no value")
        for name, line in labels.items()
        if name not in fields
    )
    return Page(tuple(furniture), fields, findings)


def _set_off(pair: tuple[Line, ...], blank_lines: int) -> bool:
    return len(pair) == 2 and blank_lines > 0 and pair[1].number - pair[0].number > blank_lines


def _apply(
    site: Site,
    where: str,
    line: Line,
    sheet: _Sheet,
    furniture: list[Furniture],
    fields: dict[str, tuple[int, int]],
    labels: dict[str, Line],
) -> bool:
    """Let the first rule that knows the line take it; False where none does."""
    for rule in site.rules:
        found = _hit(rule, line, sheet, fields) if rule.where == where else None
        if found is None or any(name in fields for name in found):
            continue
        fields.update(found)
        if rule.label_of:
            labels[rule.label_of] = line
        furniture.append(Furniture(line.start, line.end, rule.id, "" if rule.drop else rule.keep))
        return True
    return False
