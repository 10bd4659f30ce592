"""`Source` → `Transcript`: paragraphs told apart by where they stand and how they open.

A document goes through four zones, never back: head (classification, heading, fields), summary, conversation, and the
end (distribution, production notes). A text without speakers' labels stays a text: no speaker is invented.
"""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

from tei_edition.errors import Finding
from tei_edition.sources import Source
from tei_edition.transcripts.brackets import pairs, read_brackets
from tei_edition.transcripts.labels import Label, read_label
from tei_edition.transcripts.shapes import Shapes, load_shapes
from tei_edition.transcripts.transcript import Block, Bracket, Kind, Mark, Span, Transcript

_NUMBERED = re.compile(r"\d{1,2}[.)](?=\s)")
_ENUMERATED = re.compile(r"\((\d{1,2})\)")
_COPIES = re.compile(r"\((\d{1,3})\)")
_SENTENCE = re.compile(r"[.!?][”’\"')\]]?$")


def transcribe(source: Source, overrides: Path | None = None) -> Transcript:
    """Tell what each paragraph and bracket of a source is.

    Args:
        source: the text.
        overrides: an edition's folder `tables`.

    Returns:
        The transcript; `findings` has a `no-turns` where nobody is seen to speak.
    """
    return _Reader(source, load_shapes(overrides)).read()


def paragraphs(source: Source) -> list[Span]:
    """The paragraphs of the text, furniture left out, each trimmed.

    Lines without a blank line between them are one paragraph where they look wrapped: none is long, all but the last
    nearly fill the measure.
    """
    skipped = {item.start for item in source.furniture}
    groups: list[list[Span]] = [[]]
    at = 0
    for line in source.text.split("\n"):
        start = at + len(line) - len(line.lstrip())
        if not line.strip():
            groups.append([])
        elif start not in skipped:
            groups[-1].append((start, start + len(line.strip())))
        at += len(line) + 1
    spans: list[Span] = []
    for group in filter(None, groups):
        spans.extend([(group[0][0], group[-1][1])] if _is_wrapped(group) else group)
    return _with_labels(source.text, spans)


def _with_labels(text: str, spans: list[Span]) -> list[Span]:
    """Labels that stand on a line of their own, their colon perhaps on another, joined to the words they label."""
    joined: list[Span] = []
    hanging = False
    for start, end in spans:
        alone = text[start:end] == ":" and bool(joined) and _is_short(joined[-1])
        if alone or hanging:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        hanging = alone
    return joined


def _is_short(span: Span) -> bool:
    return span[1] - span[0] <= 60


def _is_wrapped(group: list[Span]) -> bool:
    lengths = [end - start for start, end in group]
    return len(group) > 1 and 45 < max(lengths) <= 100 and min(lengths[:-1]) >= 0.6 * max(lengths)


class _Reader:
    """Reads one source; holds what later paragraphs need to know of earlier ones."""

    def __init__(self, source: Source, shapes: Shapes) -> None:
        self.source = source
        self.text = source.text
        self.shapes = shapes
        self.spans = paragraphs(source)
        self.labels = {start: read_label(self.text, start, end, shapes) for start, end in self.spans}
        self.speakers = self._speakers()
        self.findings: list[Finding] = []

    def _speakers(self) -> frozenset[str]:
        """Names that open paragraphs as speakers' labels: proved by title, office, return, or a full name elsewhere."""
        names = [self._name(label) for label in self.labels.values() if label]
        counts = Counter(names)
        return frozenset(
            self._name(label)
            for label in self.labels.values()
            if label and (label.sure or counts[self._name(label)] > 1 or self._is_named_elsewhere(label))
        )

    def _name(self, label: Label) -> str:
        return " ".join(self.text[slice(*label.name)].split()).lower()

    def _is_named_elsewhere(self, label: Label) -> bool:
        name = self.text[slice(*label.name)]
        before = self.text[: label.start]
        return any(f"{title.capitalize()} {name} " in before for title in self.shapes.titles)

    def is_speaker(self, label: Label) -> bool:
        """True where the label surely or by its return names a speaker of this document."""
        return label.sure or self._name(label) in self.speakers

    def read(self) -> Transcript:
        kinds = self._kinds()
        blocks = [
            self._block(kind, span, number)
            for number, (kind, span) in enumerate(zip(kinds, self.spans, strict=True), 1)
        ]
        blocks = self._count_promises(blocks)
        if not any(kind is Kind.TURN for kind in kinds):
            self._find(0, "no-turns", "nobody is seen to speak here", "check the labels, or leave it as running text")
        return Transcript(self.source, tuple(blocks), tuple(self.findings))

    def _find(self, offset: int, rule: str, message: str, remedy: str) -> None:
        line = self.source.line(offset) if offset else 0
        self.findings.append(Finding(self.source.path, line, rule, message, remedy))

    def _kinds(self) -> list[Kind]:
        first_turn = next((k for k, (a, _) in enumerate(self.spans) if self._opens_turn(a)), len(self.spans))
        end = self._end_zone()
        kinds: list[Kind] = []
        seen: set[Kind] = set()
        for k, span in enumerate(self.spans):
            if k >= end:
                kinds.append(self._end_kind(span, seen))
            elif k < first_turn:
                kinds.append(self._head_kind(span, seen))
            else:
                kinds.append(self._speech_kind(span))
            seen.add(kinds[-1])
        return kinds

    def _opens_turn(self, start: int) -> bool:
        label = self.labels[start]
        return label is not None and self.is_speaker(label)

    def _end_zone(self) -> int:
        """The index of the paragraph that opens the distribution list or the production notes."""
        for k, (start, end) in enumerate(self.spans):
            if self._opening(start, end) in self.shapes.distribution and k:
                return k
        at = len(self.spans)
        while at > 0 and self._production(*self.spans[at - 1]):
            at -= 1
        return at

    def _opening(self, start: int, end: int) -> str:
        """The words before a colon near the paragraph's beginning, in lower case; empty where there is none."""
        colon = self.text.find(":", start, min(end, start + 60))
        return " ".join(self.text[start:colon].split()).lower() if colon > 0 else ""

    def _production(self, start: int, end: int) -> bool:
        low = self.text[start:end].lower()
        return len(low) < 160 and any(words in low for words, _ in self.shapes.production) and _has_year(low)

    def _end_kind(self, span: Span, before: set[Kind]) -> Kind:
        words = self.text[slice(*span)]
        if self._production(*span):
            return Kind.PRODUCTION
        if Kind.PRODUCTION in before:
            return Kind.PARAGRAPH
        return Kind.FILE_COPY if words.startswith("(") and words.endswith(")") else Kind.DISTRIBUTION

    def _head_kind(self, span: Span, before: set[Kind]) -> Kind:
        words = self.text[slice(*span)]
        if self._opening(*span) in self.shapes.fields:
            return Kind.FIELD
        if _NUMBERED.match(words):
            return Kind.SUMMARY
        if Kind.SUMMARY in before:
            return Kind.PARAGRAPH
        if words.startswith("(") and words.endswith(")") and len(words) < 200:
            return Kind.STATUS
        if len(words) < 80 and _mentions(words.lower(), self.shapes.classification):
            return Kind.CLASSIFICATION
        plain = not {Kind.HEADING, Kind.FIELD, Kind.PARAGRAPH} & before
        return Kind.HEADING if plain and len(words) < 400 and not _SENTENCE.search(words) else Kind.PARAGRAPH

    def _speech_kind(self, span: Span) -> Kind:
        start, end = span
        if self._opens_turn(start):
            return Kind.TURN
        brackets = self._brackets(start, end)
        whole = len(brackets) == 1 and (brackets[0].start, brackets[0].end) == span
        return Kind.ASIDE if whole and brackets[0].mark.is_interjection else Kind.CONTINUATION

    def _brackets(self, start: int, end: int) -> tuple[Bracket, ...]:
        return read_brackets(self.text, start, end, self.shapes, self.is_speaker)

    def _block(self, kind: Kind, span: Span, number: int) -> Block:
        start, end = span
        label: Span | None = None
        name: Span | None = None
        field = ""
        if kind is Kind.TURN and (found := self.labels[start]):
            label, name = (found.start, found.end), found.name
        elif kind in (Kind.FIELD, Kind.DISTRIBUTION) and (opening := self._opening(start, end)):
            field = self.shapes.fields.get(opening, "distribution" if opening in self.shapes.distribution else "")
            label = (start, self.text.index(":", start) + 1) if field else None
        elif kind is Kind.SUMMARY and (numbered := _NUMBERED.match(self.text, start)):
            label = (start, numbered.end())
        brackets = self._brackets(start, end)
        if kind is Kind.STATUS:
            brackets = ()
        elif kind in (Kind.DISTRIBUTION, Kind.FILE_COPY):
            brackets = self._copies(start, end)
        self._check_balance(start, end, brackets)
        return Block(kind, start, end, number, label, field, brackets, name=name)

    def _copies(self, start: int, end: int) -> tuple[Bracket, ...]:
        """Numbers of copies, and the translator's brackets between them."""
        counts = [Bracket(Mark.COPIES, m.start(), m.end()) for m in _COPIES.finditer(self.text, start, end)]
        square = [b for b in self._brackets(start, end) if self.text[b.start] == "["]
        return tuple(sorted(counts + square, key=lambda bracket: bracket.start))

    def _check_balance(self, start: int, end: int, brackets: tuple[Bracket, ...]) -> None:
        for opened, _, closed in pairs(self.text, start, end):
            inside = any(b.start < opened < b.end for b in brackets)
            if not closed and not inside:
                self._find(
                    opened,
                    "unbalanced-bracket",
                    f"a bracket opens here and never closes: {self.text[opened : opened + 40]!r}",
                    "it is closed at the paragraph's end; check it against the original",
                )

    def _count_promises(self, blocks: list[Block]) -> list[Block]:
        """Mark lists that hold fewer items than the sentence before them promises ("three ways:", then two)."""
        out = list(blocks)
        for k, block in enumerate(blocks):
            promised = self._promised(block)
            items = 0
            while promised and k + 1 + items < len(blocks) and self._is_item(blocks[k + 1 + items], items + 1):
                items += 1
            if 0 < items < promised:
                out[k + items] = replace(out[k + items], missing=promised - items)
                self._find(
                    block.start,
                    "items-missing",
                    f"{promised} items are promised here, {items} follow",
                    "the gap is marked; check it against the original",
                )
        return out

    def _promised(self, block: Block) -> int:
        """The number in the last words of a paragraph that ends with a colon, such as "three ways:"."""
        if self.text[block.end - 1] != ":":
            return 0
        words = self.text[max(block.start, block.end - 60) : block.end - 1].lower().split()[-3:]
        return next((self.shapes.numbers[word] for word in words if word in self.shapes.numbers), 0)

    def _is_item(self, block: Block, number: int) -> bool:
        found = _ENUMERATED.match(self.text, block.start)
        return found is not None and int(found[1]) == number


def _has_year(low: str) -> bool:
    return re.search(r"\b(?:1[5-9]|20)\d\d\b", low) is not None


def _mentions(low: str, phrases: tuple[str, ...]) -> bool:
    return any(re.search(rf"\b{re.escape(phrase)}\b", low) for phrase in phrases)
