"""What a block's brackets, mentions and corrections are wrapped in: one table for mentions, one rule a bracket."""

from collections.abc import Iterator

from tei_edition.edition import Correction
from tei_edition.encoding.inline import Markup
from tei_edition.entities import Category, DateValue, Mention, Tagging, Voice
from tei_edition.transcripts import Block, Bracket, Mark, Speech, Transcript

# Mention → element and its fixed attributes (Guidelines 14.1 and 3.6.1).
_ELEMENTS: dict[Category, tuple[str, dict[str, str]]] = {
    Category.PERSON: ("persName", {}),
    Category.ROLE: ("rs", {"type": "person"}),
    Category.PLACE: ("placeName", {}),
    Category.ORG: ("orgName", {}),
    Category.EVENT: ("rs", {"type": "event"}),
    Category.DATE: ("date", {}),
}
SETTING = "setting"
TRANSLATOR = "translator"
# Who answers for square brackets where nothing says that the text is a translation.
SOURCE_EDITOR = "source-editor"


class Marks:
    """The marks of one document, by block.

    Args:
        bracketer: the id of who answers for what stands in square brackets.

    Attributes:
        unused: corrections of which no block has had the words so far.
    """

    def __init__(
        self, transcript: Transcript, tagging: Tagging, corrections: tuple[Correction, ...], bracketer: str
    ) -> None:
        self.transcript = transcript
        self.text = transcript.source.text
        self.voices = {voice.start: voice for voice in tagging.voices}
        self.mentions = tagging.mentions
        self.corrections = corrections
        self.unused = set(corrections)
        self.bracketer = bracketer
        self._next = 0

    def of(self, block: Block) -> list[Markup]:
        """The marks inside a block. Blocks are asked for in reading order."""
        marks = [mark for bracket in block.brackets for mark in self._bracket(block, bracket)]
        while self._next < len(self.mentions) and self.mentions[self._next].start < block.end:
            mention = self.mentions[self._next]
            self._next += 1
            if mention.start >= block.start:
                marks.append(mention_markup(mention))
        return marks + list(self._corrections(block))

    def _corrections(self, block: Block) -> Iterator[Markup]:
        for row in self.corrections:
            at = self.text.find(row.sic, block.start, block.end)
            if at >= 0:
                self.unused.discard(row)
                corr = ("corr", {"resp": "#ed"}, row.corr)
                yield Markup(at, at + len(row.sic), "choice", rank=1, after=(corr,))

    def _bracket(self, block: Block, bracket: Bracket) -> Iterator[Markup]:
        start, end = bracket.start, bracket.end
        match bracket.mark:
            case Mark.DELIVERY if block.label and end <= block.label[1]:
                yield Markup(start, end, "seg", {"type": "addressee"})
            case Mark.DELIVERY:
                yield Markup(start, end, "stage", {"type": "delivery"})
            case Mark.SUPPLIED:
                attributes = {"reason": "omitted-in-original", "resp": f"#{self.bracketer}", "rend": "brackets"}
                yield Markup(start, end, "supplied", attributes, trim=1, rank=-1)
            case Mark.GLOSS:
                attributes = {"type": "gloss", "place": "inline", "resp": f"#{self.bracketer}", "rend": "brackets"}
                round_ = self.text[start] == "("
                if round_:
                    del attributes["rend"]
                yield Markup(start, end, "note", attributes, trim=0 if round_ else 1)
            case Mark.OMISSION:
                gap = ("gap", {"reason": "omitted-in-source"}, "")
                yield Markup(start, end, "seg", {"type": "omission"}, after=(gap,))
            case Mark.VOCAL | Mark.KINESIC | Mark.INCIDENT:
                yield Markup(start, end, bracket.mark.value, inside="desc")
            case Mark.COPIES:
                number = self.text[start:end].strip("()")
                yield Markup(start, end, "num", {"type": "copies", "value": number})
            case _:
                if (start, end) != (block.start, block.end):
                    yield Markup(start, end, "stage", interjection(bracket), after=closing(bracket))
                for speech in bracket.speeches:
                    yield from self._speech(speech)

    def _speech(self, speech: Speech) -> Iterator[Markup]:
        if speech.label:
            yield Markup(*speech.label, "label", {"type": "speaker"})
        yield Markup(speech.start, speech.end, "said", pointers(self.voices.get(speech.start)))


def interjection(bracket: Bracket) -> dict[str, str]:
    """The attributes of an interjection's `stage`."""
    return {"type": "interjection", "ana": f"#{bracket.mark.value}", "resp": "#machine"}


def closing(bracket: Bracket) -> tuple[tuple[str, dict[str, str], str], ...]:
    """The closing bracket that the source forgot, marked as supplied."""
    if bracket.closed:
        return ()
    return (("supplied", {"reason": "unbalanced-bracket", "resp": "#machine"}, ")"),)


def pointers(voice: Voice | None) -> dict[str, str]:
    """@who and @toWhom of a voice."""
    if voice is None:
        return {}
    found = {"who": _references(voice.who), "toWhom": _references(voice.to_whom)}
    return {key: value for key, value in found.items() if value}


def _references(keys: tuple[str, ...]) -> str:
    return " ".join(f"#{key}" for key in keys)


def mention_markup(mention: Mention) -> Markup:
    """The element of a mention, with who answers for it, how sure and by which rule."""
    name, fixed = _ELEMENTS[mention.category]
    attributes = dict(fixed)
    if mention.refs:
        attributes["ref"] = _references(mention.refs)
    if mention.value:
        attributes |= date_attributes(mention.value)
    attributes |= {"resp": "#machine", "cert": mention.cert, "ana": f"#rule.{mention.rule}"}
    return Markup(mention.start, mention.end, name, attributes)


def date_attributes(value: DateValue) -> dict[str, str]:
    """The value of a date as att.datable.w3c; @datingPoint where the setting's date was needed."""
    found = {
        "when": value.when,
        "from": value.start,
        "to": value.end,
        "notBefore": value.not_before,
        "notAfter": value.not_after,
        "datingPoint": f"#{SETTING}" if value.anchored else "",
    }
    return {key: part for key, part in found.items() if part}
