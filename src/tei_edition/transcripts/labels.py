"""Who speaks: labels such as "Zhou:", "Vietnamese Ambassador:", "Comrade Peng Zhen interjected:".

A label is judged by its words alone. Three strengths, because a colon alone proves nothing: a label with a title or an
office in it; a bare name, which has to be known as a speaker from elsewhere; anything else, which is no label.
"""

import re
from dataclasses import dataclass

from tei_edition.transcripts.shapes import Shapes
from tei_edition.transcripts.transcript import Span

# A label is short: longer ones are sentences that happen to hold a colon.
LONGEST = 90
_WORD = re.compile(r"[^\W\d_]+(?:[-.’'][^\W\d_]+)*\.?")
# A title and a name without a space: "MR.GOODRICH".
_GLUED = re.compile(r"^((?:mr|mrs|ms|dr|gen|prof)\.)(?=\w)", re.IGNORECASE)
_SMALL = frozenset("of the to for from in and de da di von van der den al el bin ibn".split())
_PRONOUNS = frozenset(("he", "she", "they", "i", "we"))


@dataclass(frozen=True)
class Label:
    """A speaker's label.

    Attributes:
        start, end: the label with its colon.
        name: the words that name the speaker, without verb and bracket.
        addressee: the bracket inside the label that says to whom; None where there is none.
        verb: what the label says the speaker does, as a set of the table (`interjecting`, `speaking`), or empty.
        sure: True where a title, an office, a verb of speech or an addressee proves it; a bare name may be anything.
    """

    start: int
    end: int
    name: Span
    addressee: Span | None
    verb: str
    sure: bool


def read_label(text: str, start: int, end: int, shapes: Shapes) -> Label | None:
    """The speaker's label that opens `text[start:end]`, or None where these words open with something else."""
    colon = text.find(":", start, min(end, start + LONGEST))
    if colon < 0 or (colon + 1 < end and not text[colon + 1].isspace()):
        return None
    stop, addressee = colon, None
    bracket = text.find("(", start, colon)
    if bracket > start:
        close = text.find(")", bracket, colon)
        if close < 0 or text[close + 1 : colon].strip():
            return None
        stop, addressee = bracket, (bracket, close + 1)
    words = [(m[0], m.start(), m.end()) for m in _WORD.finditer(text, start, stop)]
    if not words or not _only_words(text, start, stop):
        return None
    named, verb = _split_verb([word for word, _, _ in words], shapes)
    judged = _judge([word for word, _, _ in words[:named]], shapes) if named else None
    if judged is None and not (verb and named == 1 and words[0][0].lower() in _PRONOUNS):
        return None
    name = (words[0][1], words[named - 1][2])
    return Label(start, colon + 1, name, addressee, verb, bool(judged or verb or addressee))


def _only_words(text: str, start: int, stop: int) -> bool:
    """True where nothing but words, white space and name-like punctuation stands there."""
    return not re.sub(r"[\s,’'.\-\[\]]", "", _WORD.sub("", text[start:stop]))


def _split_verb(words: list[str], shapes: Shapes) -> tuple[int, str]:
    """How many words name the speaker, and which set the verb after them belongs to."""
    for k in range(1, len(words)):
        one, two = words[k].lower(), " ".join(words[k : k + 2]).lower()
        if one in shapes.interjecting or two in shapes.interjecting:
            return k, "interjecting"
        if one in shapes.speaking:
            return k, "speaking"
    return len(words), ""


def _judge(words: list[str], shapes: Shapes) -> bool | None:
    """True: a title or office names a person. False: a bare name. None: no name at all."""
    words = [part for word in words for part in _GLUED.sub(r"\1 ", word).split()]
    lower = [_bare(word) for word in words]
    if " ".join(lower) in shapes.not_speakers or (lower[0] in shapes.not_speakers and len(words) == 1):
        return None
    if len(words) > 9 or lower[0] in _PRONOUNS:
        return None
    office = any(word in shapes.roles for word in lower)
    loose = [w for w, low in zip(words, lower, strict=True) if not w[0].isupper() and low not in _SMALL | shapes.roles]
    if any(_bare(word) not in shapes.titles for word in loose):
        return None
    if office:
        return words[0][0].isupper()
    if lower[0] in shapes.titles and lower[0] != "the":
        return len(words) > 1
    return False if words[0][0].isupper() and len(words) <= 4 else None


def _bare(word: str) -> str:
    """The word in lower case without full stop and possessive ending."""
    return re.sub(r"(?:['’]s)?\.?$", "", word.lower())
