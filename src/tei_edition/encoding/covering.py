"""The proof that nothing of a source is lost and nothing added.

Every character that the file shows is in the text, in a note, in the header, or dropped by a named rule; white space
never counts. The text is
compared with the text projection of the TEI (`tei.project`) by longest common subsequence of words, so that a change
made without a mark is found where it stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from tei_edition import tei
from tei_edition.errors import Finding
from tei_edition.sources import Source
from tei_edition.tei import Element

NOTE = "note"
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Rule:
    """One stretch outside the text: `keep` is the part of the header (or `note`) that holds it, empty if dropped."""

    line: int
    rule: str
    keep: str
    characters: int


@dataclass(frozen=True)
class Coverage:
    """Where the characters of a source went.

    Attributes:
        path: the source.
        total: the characters it shows, white space apart.
        in_text (notes among them), in_header, dropped: how many went where; `rules` says why.
        lost: source words found nowhere: (line, words).
        added: words of the text projection that the source does not have: (line in the TEI, words).
    """

    path: str
    total: int
    in_text: int
    in_header: int
    dropped: int
    rules: tuple[Rule, ...]
    lost: tuple[tuple[int, str], ...]
    added: tuple[tuple[int, str], ...]

    @property
    def is_complete(self) -> bool:
        """True where nothing is lost and nothing added."""
        return not self.lost and not self.added

    @property
    def share(self) -> float:
        """The share of characters accounted for, 0 to 1."""
        return (self.in_text + self.in_header + self.dropped) / self.total if self.total else 1.0

    def report(self) -> str:
        """The proof in lines a person reads: one a rule, then what is lost and added."""
        lines = [
            f"{self.path}: {self.share:.2%} of {self.total} characters accounted for",
            f"  {self.in_text} in the text, {self.in_header} in the header, {self.dropped} dropped by rule",
        ]
        for rule in self.rules:
            where = "in a note" if rule.keep == NOTE else f"header ({rule.keep})" if rule.keep else "dropped"
            lines.append(f"  line {rule.line}: {rule.characters} characters {where}, rule {rule.rule}")
        lines += [f"  line {line}: LOST {words!r}" for line, words in self.lost]
        lines += [f"  TEI line {line}: ADDED {words!r}" for line, words in self.added]
        if self.is_complete:
            lines.append("  nothing lost, nothing added")
        return "\n".join(lines)

    def findings(self, tei_path: str) -> list[Finding]:
        """The same as findings: errors in the TEI file."""
        remedy = "restore it, or mark the change with choice/sic/corr"
        without = "take it out, or mark it with supplied, corr or note"
        found = [
            Finding(tei_path, 0, "coverage-lost", f"line {line} of {self.path} is lost: {words!r}", remedy, "error")
            for line, words in self.lost
        ]
        return found + [
            Finding(tei_path, line, "coverage-added", f"not in {self.path}: {words!r}", without, "error")
            for line, words in self.added
        ]


def coverage(source: Source, root: Element) -> Coverage:
    """Account for every character of a source in its TEI document."""
    outside = _outside(source, root)
    lost = [(rule.line, words) for rule, words, is_held in outside if not is_held]
    wanted = _squeezed("".join(source.text[start:end] for start, end in _inside(source)))
    text = root.find(f".//{tei.q('text')}")
    missing: list[tuple[int, str]] = []
    added: list[tuple[int, str]] = []
    # Word by word only where something differs.
    if wanted != ("" if text is None else _squeezed(tei.project(text))):
        missing, added = _compare(source, _wanted(source), [] if text is None else _projected(text))
    held = [rule for rule, _, is_held in outside if is_held]
    in_text = len(wanted) - sum(_solid(words) for _, words in missing)
    return Coverage(
        path=source.path,
        total=_solid(source.text) + sum(_solid(item.words) for item in source.dropped),
        in_text=in_text + sum(rule.characters for rule in held if rule.keep == NOTE),
        in_header=sum(rule.characters for rule in held if rule.keep not in ("", NOTE)),
        dropped=sum(rule.characters for rule in held if not rule.keep),
        rules=tuple(rule for rule, _, _ in outside),
        lost=tuple(sorted(lost + missing)),
        added=tuple(added),
    )


def _solid(text: str) -> int:
    """How many characters are not white space."""
    return sum(len(run) for run in text.split())


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _outside(source: Source, root: Element) -> list[tuple[Rule, str, bool]]:
    """What rules took out of the text, its words, and whether it is where the rule says it is."""
    header = root.find(tei.q("teiHeader"))
    kept = _squeezed("".join(map(str, header.itertext()))) if header is not None else ""
    notes = _squeezed("".join(words for note in root.iter(tei.q("note")) for words in map(str, note.itertext())))
    found = []
    at = 0
    for item in source.furniture:
        words = source.text[item.start : item.end]
        rule = Rule(source.line(item.start), item.rule, item.keep, _solid(words))
        if item.keep == NOTE:
            # Notes mostly stand in the order of the source: each is looked for behind the one before it first.
            after = notes.find(_squeezed(words), at)
            is_held = after >= 0 or _squeezed(words) in notes
            at = max(at, after)
        else:
            is_held = not item.keep or _squeezed(words) in kept
        found.append((rule, words, is_held))
    for left_out in source.dropped:
        rule = Rule(source.line(left_out.at), left_out.rule, "", _solid(left_out.words))
        found.append((rule, left_out.words, True))
    return sorted(found, key=lambda row: row[0].line)


def _inside(source: Source) -> Iterator[tuple[int, int]]:
    """The stretches of a source that must be in the text."""
    at = 0
    for item in source.furniture:
        yield at, item.start
        at = item.end
    yield at, len(source.text)


def _wanted(source: Source) -> list[tuple[str, int]]:
    """The words that must be in the text, each with its offset in the source."""
    return [(m[0], m.start()) for start, end in _inside(source) for m in _WORD.finditer(source.text, start, end)]


def _projected(text: Element) -> list[tuple[str, int]]:
    """The words of the projection, each with its line in the TEI; elements may cut words, so runs are joined first."""
    pieces, lines, size = [], [], 0
    for run, element in tei.projection(text):
        pieces.append(run)
        lines.append((size, element.sourceline or 0))
        size += len(run)
    joined = "".join(pieces)
    words, k = [], 0
    for match in _WORD.finditer(joined):
        while k + 1 < len(lines) and lines[k + 1][0] <= match.start():
            k += 1
        words.append((match[0], lines[k][1]))
    return words


def _compare(
    source: Source, wanted: list[tuple[str, int]], found: list[tuple[str, int]]
) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """What only one side has: (lost, added)."""
    left, right = [word for word, _ in wanted], [word for word, _ in found]
    lost, added = [], []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag != "equal" and "".join(left[a:b]) != "".join(right[c:d]):
            if a < b:
                lost.append((source.line(wanted[a][1]), " ".join(left[a:b])))
            if c < d:
                added.append((found[c][1], " ".join(right[c:d])))
    return lost, added
