"""Who speaks: labels such as "Zhou:", "MR. BECKER.", "[Mao]", "Comrade Peng Zhen interjected:".

A label is judged by its words alone. Three strengths, because a colon alone proves nothing: a label with a title or an
office in it; a bare name, which has to be known as a speaker from elsewhere; anything else, which is no label.
"""

import re
from dataclasses import dataclass

from tei_edition.transcripts.shapes import COLON, Form, Shapes
from tei_edition.transcripts.transcript import Span

# A label is short: longer ones are sentences that happen to hold a colon.
LONGEST = 90
# How many full stops or dashes a name may hold before the one that ends the label.
_TRIES = 4
_WORD = re.compile(r"[^\W\d_]+(?:[-.’'][^\W\d_]+)*\.?")
# A title and a name without a space: "MR.GOODRICH".
_GLUED = re.compile(r"^((?:mr|mrs|ms|dr|gen|prof)\.)(?=\w)", re.IGNORECASE)
# Words in capitals that open a paragraph.
_CAPITAL = r"[^\W\d_a-z](?:[^\W\d_a-z]|[.’'-])*"
_CAPITALS = re.compile(rf"{_CAPITAL}(?: {_CAPITAL}){{0,5}}(?=\s)")
_SMALL = frozenset("of the to for from in and de da di von van der den al el bin ibn".split())
# Titles that go before a name and are none alone.
_ABBREVIATED = frozenset("mr mrs ms dr gen prof col and".split())
_PRONOUNS = frozenset(("he", "she", "they", "i", "we"))


@dataclass(frozen=True)
class Label:
    """A speaker's label.

    Attributes:
        start, end: the label with its colon, full stop or brackets.
        name: the words that name the speaker, without verb and bracket.
        addressee: the bracket inside the label that says to whom; None where there is none, or it says something else.
        verb: what the label says the speaker does, as a set of the table (`interjecting`, `speaking`), or empty.
        sure: True where a title, an office, a verb of speech or an addressee proves it; a bare name may be anything.
        telling: True where more follows the verb than whom it is said to: "Mr. Smith replied he had a complaint:".
        is_question: True for the labels of questions and answers, which name nobody.
    """

    start: int
    end: int
    name: Span
    addressee: Span | None
    verb: str
    sure: bool
    telling: bool = False
    is_question: bool = False


def read_label(text: str, start: int, end: int, shapes: Shapes, form: Form = COLON) -> Label | None:
    """The speaker's label that opens `text[start:end]`, or None where these words open with something else.

    Args:
        form: what stands before and after the speaker's name.
    """
    if form.capitals:
        return _in_capitals(text, start, end, shapes)
    if not text.startswith(form.before, start):
        return None
    begin = start + len(form.before)
    at = begin
    for _ in range(_TRIES if form.after in _INSIDE_NAMES else 1):
        stop = text.find(form.after, at, min(end, start + LONGEST))
        if stop < 0 and form.is_alone and end - start <= LONGEST:
            stop = end - len(form.after) + 1
        if stop < 0:
            return None
        at = min(end, stop + len(form.after))
        tight = form.after == "—" and at < end and (text[at].isupper() or text[at] in '“"')
        if at < end and not form.is_alone and not tight and not text[at].isspace():
            continue
        label = _between(text, start, begin, stop, min(at, stop + len(form.after.rstrip("\n"))), shapes)
        if label and (form == COLON or _proves(text, label, form)):
            return label
    return None


# Marks that also stand inside names: "J. F. DULLES.", "Al-Sadat - Welcome".
_INSIDE_NAMES = (".", " -", "-")


def _proves(text: str, label: Label, form: Form) -> bool:
    """True where a label without a colon has enough of a label in it."""
    words = text[slice(*label.name)]
    if label.verb or label.addressee:
        return False
    short = max(map(len, re.findall(r"[^\W\d_]+", words))) < 2
    return label.is_question or form.after != "." or (not short and (label.sure or words.isupper()))


def _in_capitals(text: str, start: int, end: int, shapes: Shapes) -> Label | None:
    found = _CAPITALS.match(text, start, min(end, start + LONGEST))
    if not found:
        return None
    words = found[0].split()
    while words and len(words[-1]) == 1:
        words.pop()
    stop = start + len(found[0])
    if len(found[0].split()) > len(words):
        stop = start + found[0].rindex(words[-1]) + len(words[-1]) if words else start
    after = text[stop : min(end, stop + 40)].split()
    if not words or len("".join(words)) < 3 or not after or after[0][0] == "(" or "".join(after[:2]).isupper():
        return None
    return _between(text, start, start, stop, stop, shapes)


def _between(text: str, start: int, begin: int, colon: int, end: int, shapes: Shapes) -> Label | None:
    """The label `text[start:end]` whose speaker is named in `text[begin:colon]`."""
    stop, addressee = colon, None
    bracket = text.find("(", begin, colon)
    if bracket > begin:
        close = text.find(")", bracket, colon)
        if close < 0:
            return None
        rest = text[close + 1 : colon].strip()
        if rest and not (rest[0] == "(" and rest[-1] == ")"):
            return None
        stop, addressee = bracket, (bracket, close + 1)
    words = [(m[0], m.start(), m.end()) for m in _WORD.finditer(text, begin, stop)]
    while len(words) > 1 and text[words[-1][1] - 1] == "[" and words[-1][0].lower().rstrip(".") in shapes.going_on:
        words.pop()
    if not words or not _only_words(text, begin, stop):
        return None
    if _is_question(text[begin:stop], shapes):
        return Label(start, end, (begin, stop), addressee, "", False, is_question=True)
    named, verb = _split_verb([word for word, _, _ in words], shapes)
    judged = _judge([word for word, _, _ in words[:named]], shapes) if named else None
    if judged is None and not (verb and named == 1 and words[0][0].lower() in _PRONOUNS):
        return None
    name = (words[0][1], words[named - 1][2])
    telling = bool(verb) and _tells([word for word, _, _ in words[named:]], shapes)
    directed = addressee is not None and text[addressee[0] + 1 : addressee[1]].lower().startswith(shapes.delivery)
    return Label(start, end, name, addressee if directed else None, verb, bool(judged or verb or directed), telling)


def _is_question(words: str, shapes: Shapes) -> bool:
    low = words.strip(" .").lower()
    return low in shapes.asking or low in shapes.answering


def _tells(words: list[str], shapes: Shapes) -> bool:
    """True where a verb and what follows are more than "asked the Korean ambassador"."""
    rest = words[1:]
    known = shapes.roles | shapes.titles | _SMALL | shapes.interjecting
    return len(rest) > 6 or any(not word[0].isupper() and _bare(word) not in known for word in rest)


def _only_words(text: str, start: int, stop: int) -> bool:
    """True where nothing but words, white space and name-like punctuation stands there."""
    return not re.sub(r"[\s,’'.?\-\[\]]", "", _WORD.sub("", text[start:stop]))


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
    if (
        (lower[0] in shapes.salutations and lower[0] not in shapes.titles)
        or set(lower) <= {"the"}
        or lower[-1] in _ABBREVIATED
    ):
        return None
    if " ".join(lower) in shapes.not_speakers or (lower[0] in shapes.not_speakers and len(words) == 1):
        return None
    if len(words) > 9 or lower[0] in _PRONOUNS:
        return None
    if any(_ends_sentence(word, shapes) for word in words[:-1]):
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


def _ends_sentence(word: str, shapes: Shapes) -> bool:
    """True for a word with a full stop that is no title and no initial ("No. THE CHAIRMAN")."""
    last = re.split(r"\W", _bare(word))[-1]
    return word[-1] == "." and last not in shapes.titles and (len(last) > 2 or last in shapes.not_speakers)


def _bare(word: str) -> str:
    """The word in lower case without full stop and possessive ending."""
    return re.sub(r"(?:['’]s)?\.?$", "", word.lower())
