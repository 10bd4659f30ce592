"""`Transcript`: what each stretch of a source is, before anybody asks who or what is named in it.

The vocabulary is that of the Guidelines' chapters 4 (default text structure), 7 (performance texts) and 8
(transcriptions of speech). All offsets count code points of the normalised source, half-open.
"""

from dataclasses import dataclass
from enum import StrEnum

from tei_edition.errors import Finding
from tei_edition.sources import Source

Span = tuple[int, int]


class Kind(StrEnum):
    """What a paragraph is."""

    CLASSIFICATION = "classification"
    HEADING = "heading"
    STATUS = "status"
    FIELD = "field"
    SUMMARY = "summary"
    TURN = "turn"
    CONTINUATION = "continuation"
    ASIDE = "aside"
    DISTRIBUTION = "distribution"
    FILE_COPY = "file-copy"
    PRODUCTION = "production"
    PARAGRAPH = "paragraph"
    LETTERHEAD = "letterhead"
    ADDRESS = "address"
    DATELINE = "dateline"
    SALUTATION = "salutation"
    VALEDICTION = "valediction"
    SIGNATURE = "signature"
    POSTSCRIPT = "postscript"
    SEPARATOR = "separator"
    NOTE = "note"
    REMARK = "remark"


class Mark(StrEnum):
    """What a bracket is. A bracket that is none of these is the speaker's own words."""

    EXPLICIT = "int.explicit"
    LABELLED = "int.labelled"
    EXCHANGE = "int.exchange"
    NARRATED = "int.narrated"
    DELIVERY = "delivery"
    SUPPLIED = "supplied"
    GLOSS = "gloss"
    OMISSION = "omission"
    VOCAL = "vocal"
    KINESIC = "kinesic"
    INCIDENT = "incident"
    COPIES = "copies"

    @property
    def is_interjection(self) -> bool:
        """True for the four kinds of interjection."""
        return self.value.startswith("int.")


@dataclass(frozen=True)
class Speech:
    """One speaker's words inside a bracket.

    Attributes:
        label: the words that say who speaks, colon included; None where nobody is named.
        start, end: the words spoken.
        name: the words of the label that name the speaker.
    """

    label: Span | None
    start: int
    end: int
    name: Span | None = None


@dataclass(frozen=True)
class Bracket:
    """A bracket that is more than punctuation.

    Attributes:
        start, end: with its brackets; without the closing one where the source has none.
        closed: False where the source never closes it.
        speeches: for an interjection, the words of each speaker in order.
    """

    mark: Mark
    start: int
    end: int
    closed: bool = True
    speeches: tuple[Speech, ...] = ()


@dataclass(frozen=True)
class Block:
    """One paragraph of the source.

    Attributes:
        number: its place among the paragraphs of the text, from 1.
        label: its opening label with colon or full stop, such as "Time:", "Zhou (to the Korean ambassador):", "1.".
        field: for a header field or a production note's paragraph, which one (`time`, `place`, `attending` …).
        brackets: those inside it that are more than punctuation, outermost only, in order.
        missing: number of list items promised before this one and the ones before it, but absent.
        name: for a turn, the words of the label that name the speaker; None where it names nobody, as "Q:".
    """

    kind: Kind
    start: int
    end: int
    number: int
    label: Span | None = None
    field: str = ""
    brackets: tuple[Bracket, ...] = ()
    missing: int = 0
    name: Span | None = None


@dataclass(frozen=True)
class Genre:
    """The type of a document.

    Attributes:
        id: of the table `genres`, such as `memorandum-of-conversation`.
        name: in words.
        evidence: what decided it, in words.
    """

    id: str
    name: str
    evidence: str


@dataclass(frozen=True)
class Transcript:
    """A source, paragraph by paragraph.

    Attributes:
        findings: what looked wrong: brackets never closed, promised items absent, labels misread, no turns.
        genre: the type of the document; None where nothing tells it.
    """

    source: Source
    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...]
    genre: Genre | None = None

    def text(self, span: Span) -> str:
        """The words of a span."""
        return self.source.text[span[0] : span[1]]

    def of_kind(self, *kinds: Kind) -> tuple[Block, ...]:
        """The blocks of some kinds, in order."""
        return tuple(block for block in self.blocks if block.kind in kinds)
