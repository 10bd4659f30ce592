"""`Source` → `Transcript`: paragraphs told apart by where they stand and how they open.

A document goes through zones, never back: head (classification, heading, fields, greeting), summary, text or
conversation, and the end (signature, distribution, production notes, notes). A text without speakers' labels stays a
text: no speaker is invented.
"""

import re
from dataclasses import replace
from pathlib import Path

from tei_edition.errors import Finding
from tei_edition.sources import Source
from tei_edition.transcripts.brackets import pairs, read_brackets
from tei_edition.transcripts.endings import Ending
from tei_edition.transcripts.genres import expects_turns, find_genre, is_reported, load_genres
from tei_edition.transcripts.heads import Head
from tei_edition.transcripts.labels import Label
from tei_edition.transcripts.paragraphs import paragraphs
from tei_edition.transcripts.shapes import Shapes, load_shapes
from tei_edition.transcripts.transcript import Block, Bracket, Kind, Mark, Span, Transcript
from tei_edition.transcripts.turns import find_turns

_NUMBERED = re.compile(r"\d{1,2}[.)](?=\s)")
_ENUMERATED = re.compile(r"\((\d{1,2})\)")
_COPIES = re.compile(
    r"\((\d{1,3})\)|\b\d{1,3}(?= (?:\w+ )?cop(?:y|ies)\b)|(?<=[-–—] )\d{1,3}(?=[,;.]?(?:\s|$))|\b\d{1,3}(?= ?[-–—] )"
)
_NOTE_MARK = re.compile(r"\*|†|\[\d{1,3}\]|\d{1,3}[.)]?(?=\s)")


# Where speeches and directions may stand; elsewhere only these marks are made.
_TALK = frozenset((Kind.TURN, Kind.CONTINUATION, Kind.ASIDE, Kind.PARAGRAPH, Kind.SUMMARY, Kind.NOTE, Kind.PRODUCTION))
_ANYWHERE = frozenset((Mark.SUPPLIED, Mark.GLOSS, Mark.OMISSION, Mark.VOCAL, Mark.KINESIC, Mark.INCIDENT))


def transcribe(source: Source, overrides: Path | None = None) -> Transcript:
    """Tell what each paragraph and bracket of a source is, and what type of document it is.

    Args:
        source: the text.
        overrides: an edition's folder `tables`.

    Returns:
        The transcript; `findings` has a `no-turns` where a talk has nobody who is seen to speak.
    """
    rules = load_genres(overrides)
    transcript = find_genre(_Reader(source, load_shapes(overrides)).read(), rules)
    if transcript.of_kind(Kind.TURN):
        return transcript
    genre = transcript.genre
    if genre and not expects_turns(genre, rules):
        return transcript
    expected = genre is None or not is_reported(transcript)
    return replace(transcript, findings=(*transcript.findings, _no_turns(source, expected=expected)))


def _no_turns(source: Source, *, expected: bool) -> Finding:
    """Nobody speaks: a warning where somebody should, else only said."""
    message, remedy = "nobody is seen to speak here", "check the labels, or leave it as running text"
    return Finding(source.path, 0, "no-turns", message, remedy, "warning" if expected else "note")


class _Reader:
    """Reads one source; holds what later paragraphs need to know of earlier ones."""

    def __init__(self, source: Source, shapes: Shapes) -> None:
        self.source = source
        self.text = source.text
        self.shapes = shapes
        self.turns = find_turns(self.text, paragraphs(source, shapes.fields), shapes)
        self.spans = self.turns.spans
        self.findings: list[Finding] = []

    def is_speaker(self, label: Label) -> bool:
        """True where the label surely or by its return names a speaker of this document."""
        return self.turns.is_speaker(self.text, label)

    def read(self) -> Transcript:
        kinds = self._kinds()
        blocks = [
            self._block(kind, field, span, number)
            for number, ((kind, field), span) in enumerate(zip(kinds, self.spans, strict=True), 1)
        ]
        blocks = self._count_promises(blocks)
        for slip in self.turns.slips:
            message = f"the label {slip.words!r} is likely a slip for {slip.nearest!r}"
            self._find(slip.start, "label-slip", message, "check it against the original; the text is left as it is")
        return Transcript(self.source, tuple(blocks), tuple(self.findings))

    def _find(self, offset: int, rule: str, message: str, remedy: str) -> None:
        self.findings.append(Finding(self.source.path, self.source.line(offset), rule, message, remedy))

    def _kinds(self) -> list[tuple[Kind, str]]:
        """The kind of each paragraph, and the field of those that are one."""
        opening = [k for k, (start, _) in enumerate(self.spans) if self._opens_turn(start)]
        first = opening[0] if opening else len(self.spans)
        head = Head(self.text, self.spans, self.shapes, dialogue=bool(opening))
        kinds = [head.kind(span) for span in self.spans[:first]]
        noted = [k for k, (kind, _) in enumerate(kinds) if kind is Kind.STATUS and self._brackets(*self.spans[k])]
        for k in noted:
            kinds[k] = (Kind.PARAGRAPH, "")
        begun = next((k for k, (kind, _) in enumerate(kinds) if kind is Kind.PARAGRAPH), first)
        after = opening[-1] + 1 if opening else begun + 1
        end = Ending(self.text, self.spans, self.shapes, after, dialogue=bool(opening)).kinds()
        kinds += [(self._speech_kind(span), "") for span in self.spans[first:]]
        for k, kind in end.items():
            if not (kind is Kind.SIGNATURE and kinds[k][0] is Kind.FIELD):
                kinds[k] = (kind, "")
        return kinds

    def _opens_turn(self, start: int) -> bool:
        label = self.turns.labels.get(start)
        return label is not None and self.is_speaker(label)

    def _speech_kind(self, span: Span) -> Kind:
        start, end = span
        if self._opens_turn(start):
            return Kind.TURN
        brackets = self._brackets(start, end)
        whole = len(brackets) == 1 and (brackets[0].start, brackets[0].end) == span
        return Kind.ASIDE if whole and brackets[0].mark.is_interjection else Kind.CONTINUATION

    def _brackets(self, start: int, end: int) -> tuple[Bracket, ...]:
        dialogue = bool(self.turns.labels)
        return read_brackets(self.text, start, end, self.shapes, self.is_speaker, dialogue=dialogue)

    def _block(self, kind: Kind, field: str, span: Span, number: int) -> Block:
        start, end = span
        label: Span | None = None
        name: Span | None = None
        inner = start
        if kind is Kind.TURN:
            found = self.turns.labels[start]
            label, name = (found.start, found.end), None if found.is_question else found.name
            inner = start if self.text[start] not in "[(" else found.end
        elif kind in (Kind.FIELD, Kind.DISTRIBUTION):
            field, label = self._field_label(kind, field, span)
        elif kind in (Kind.SUMMARY, Kind.NOTE):
            marked = (_NUMBERED if kind is Kind.SUMMARY else _NOTE_MARK).match(self.text, start)
            label = (start, marked.end()) if marked else None
        brackets = self._brackets(inner, end)
        if kind in (Kind.STATUS, Kind.SEPARATOR):
            brackets = ()
        elif kind in (Kind.DISTRIBUTION, Kind.FILE_COPY):
            brackets = self._copies(start, end)
        elif kind not in _TALK:
            brackets = tuple(bracket for bracket in brackets if bracket.mark in _ANYWHERE)
        if kind is Kind.NOTE and label:
            brackets = tuple(bracket for bracket in brackets if bracket.start >= label[1])
        self._check_balance(inner, end, brackets)
        return Block(kind, start, end, number, label, field, brackets, name=name)

    def _field_label(self, kind: Kind, field: str, span: Span) -> tuple[str, Span | None]:
        """The field of a paragraph of the head or of a distribution list, and the label that names it."""
        start, end = span
        colon = self.text.find(":", start, min(end, start + 60))
        opening = " ".join(self.text[start:colon].split()).lower() if colon > 0 else ""
        if opening in self.shapes.distribution:
            field = "distribution"
        elif kind is Kind.FIELD and self.shapes.fields.get(opening) != field:
            whole = " ".join(self.text[start:end].lower().split())
            return field, span if whole in self.shapes.fields else None
        return field, (start, colon + 1) if field and colon > 0 else None

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
