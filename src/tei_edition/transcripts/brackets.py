"""Round and square brackets: which hold an interjection, a direction, a translator's word, and which only an aside.

Takes one paragraph, gives `Bracket`s. A round bracket is an interjection only where it opens with a speaker's label or
narrates an exchange; a bracket never closed ends with its paragraph, if it is one.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from tei_edition.transcripts.labels import Label, read_label
from tei_edition.transcripts.shapes import Shapes
from tei_edition.transcripts.transcript import Bracket, Mark, Speech

_SENTENCE_END = re.compile(r"[.!?…][”’\"']?\s+")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
# What stands before a full stop is looked for so far back: titles and initials are short.
_SHORT = 10
# What tells by its end that words are left out is no longer than this.
_SHORT_NOTE = 100
_BRACKET = re.compile(r"[()\[\]]")
_LEFT = {")": "(", "]": "["}
# A recorder speaks of nobody as I or you.
SPEAKING_PERSONS = frozenset("i we you my our your me us".split())
IsSpeaker = Callable[[Label], bool]


def pairs(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """The outermost brackets of a paragraph: (start, end with bracket, closed?).

    A bracket that is never closed is given to the end of the paragraph, and the brackets inside it are given too:
    whoever asks decides which to believe.
    """
    open_: dict[str, list[int]] = {"(": [], "[": []}
    closed: dict[int, int] = {}
    for match in _BRACKET.finditer(text, start, end):
        if match[0] in open_:
            open_[match[0]].append(match.start())
        elif open_[_LEFT[match[0]]]:
            closed[open_[_LEFT[match[0]]].pop()] = match.end()
    unclosed = {opened: end for stack in open_.values() for opened in stack}
    after = start
    for opened, stop in sorted({**closed, **unclosed}.items()):
        if opened >= after:
            yield opened, stop, opened in closed
            after = stop if opened in closed else after


def read_brackets(
    text: str, start: int, end: int, shapes: Shapes, is_speaker: IsSpeaker, *, dialogue: bool = True
) -> tuple[Bracket, ...]:
    """The brackets of `text[start:end]` that are more than punctuation, outermost first.

    Args:
        dialogue: True where somebody is seen to speak: only there a sentence in square brackets is a recorder's.
    """
    found: list[Bracket] = []
    after = start
    for opened, stop, closed in pairs(text, start, end):
        if opened < after:
            continue
        bracket = _judge(text, opened, stop, closed, shapes, is_speaker)
        if bracket and bracket.mark is Mark.INCIDENT and text[opened] == "[" and not dialogue:
            bracket = replace(bracket, mark=Mark.GLOSS)
        if bracket:
            found.append(bracket)
            after = bracket.end
    return tuple(found)


def _judge(text: str, start: int, end: int, closed: bool, shapes: Shapes, is_speaker: IsSpeaker) -> Bracket | None:
    inner_end = end - 1 if closed else end
    if not closed and not _opens_speech(text, start, end, shapes, is_speaker):
        return None
    words = " ".join(text[start + 1 : inner_end].split())
    low = words.lower()
    if not words:
        return None
    note = _recorded(words, shapes)
    if text[start] == "[":
        directed = words[0].isupper() and _is_delivery(words, shapes)
        return Bracket(note or (Mark.DELIVERY if directed else _square(words, shapes)), start, end)
    speeches, narrated = _speeches(text, start + 1, inner_end, shapes, is_speaker)
    if speeches:
        return Bracket(_interjection(text, speeches, narrated, shapes), start, end, closed, speeches)
    if not closed:
        return None
    if note:
        return Bracket(note, start, end)
    if _is_delivery(words, shapes):
        return Bracket(Mark.DELIVERY, start, end)
    if low.startswith(shapes.note_openings):
        return Bracket(Mark.GLOSS, start, end)
    return Bracket(Mark.OMISSION, start, end) if not low.strip(" .…") else None


def _opens_speech(text: str, start: int, end: int, shapes: Shapes, is_speaker: IsSpeaker) -> bool:
    """True where a round bracket opens with a speaker's label."""
    label = read_label(text, start + 1, end, shapes) if text[start] == "(" else None
    return label is not None and (bool(label.verb) or is_speaker(label))


def _square(words: str, shapes: Shapes) -> Mark:
    low = words.lower()
    if low.strip(" .") in {word.strip(" .") for word in shapes.omissions} or not low.strip(" .…"):
        return Mark.OMISSION
    if low.startswith(shapes.omitted) or (len(low) < _SHORT_NOTE and low.endswith(shapes.omitted_endings)):
        return Mark.OMISSION
    if low.startswith(shapes.gloss_openings):
        return Mark.GLOSS
    # A whole sentence is the recorder's: "[Mr. Noble read the telegram.]"
    is_sentence = words[0].isupper() and words.endswith((".", ".)")) and len(words.split()) > 2
    return Mark.INCIDENT if is_sentence else Mark.SUPPLIED


def _recorded(words: str, shapes: Shapes) -> Mark | None:
    """The kind of a recorder's note: a word of the table, somebody who does it, a sentence on somebody present."""
    low = words.lower().rstrip(".!")
    parts = low.split()
    if low in shapes.notes:
        return Mark(shapes.notes[low])
    doing = next((kind for opening, kind in shapes.doing if low.startswith(opening)), None)
    if doing and len(parts) < 9:
        return Mark(doing)
    if 1 < len(parts) <= 3 and parts[-1] in shapes.sounds:
        return Mark(shapes.notes.get(parts[-1], Mark.VOCAL))
    heard = next((word for word in re.findall(r"[^\W\d_]+", low) if word in shapes.sounds), None)
    if heard and len(parts) <= 12 and words[0].isupper() and not set(parts) & SPEAKING_PERSONS:
        return Mark(shapes.notes.get(heard, Mark.VOCAL))
    acts = 0 < len(parts) <= 4 and parts[-1] in shapes.notes and parts[-1].endswith("s")
    if acts and all(word[0].isupper() for word in words.split()[:-1]):
        return Mark(shapes.notes[parts[-1]])
    if not _tells_of_somebody(parts, shapes) or not words[0].isupper():
        return None
    verb = next((word for word in parts[1:6] if word in shapes.notes), None)
    ends = words.endswith((".", "!"))
    if verb and (ends or len(parts) <= 4):
        return Mark(shapes.notes[verb])
    told = any(word in shapes.told for word in parts[1:6])
    single = len(_sentences(words, 0, len(words), shapes)) == 1
    return Mark.INCIDENT if ends and told and single else None


def _tells_of_somebody(parts: list[str], shapes: Shapes) -> bool:
    """True where the words open with a title or an office, in the third person throughout."""
    if not parts or set(parts) & SPEAKING_PERSONS:
        return False
    first = parts[1] if parts[0] == "the" and len(parts) > 1 else parts[0]
    return first.rstrip(".") in shapes.titles | shapes.roles | shapes.present or parts[0] in ("he", "she", "all")


def _is_delivery(words: str, shapes: Shapes) -> bool:
    """True for a manner, and for words that say to whom: an office, a title, a name after "turning to"."""
    low = words.lower()
    if low in shapes.manners:
        return True
    opening = next((phrase for phrase in shapes.delivery if low.startswith(phrase)), None)
    if opening is None or opening == "in " or len(low) > 80:
        return False
    rest = re.findall(r"[^\W\d_]+", words[len(opening) :])
    office = any(word.lower().rstrip("s") in shapes.roles or word.lower() in shapes.titles - {"the"} for word in rest)
    named = 0 < len(rest) <= 3 and all(word[0].isupper() for word in rest)
    return office or (named and (words[0].isupper() or opening != "to "))


def _sentences(text: str, start: int, end: int, shapes: Shapes) -> list[tuple[int, int]]:
    """The sentences of a stretch, each without the white space after it."""
    ends = (m for m in _SENTENCE_END.finditer(text, start, end) if not _is_short(text, start, m.start(), shapes))
    cuts = [start, *(m.end() for m in ends), end]
    return [(a, a + len(text[a:b].rstrip())) for a, b in itertools.pairwise(cuts) if a < b]


def _is_short(text: str, start: int, stop: int, shapes: Shapes) -> bool:
    """True where the full stop at `stop` belongs to a title or to the initial of a name."""
    word = _LAST_WORD.search(text[max(start, stop - _SHORT) : stop])
    if text[stop] != "." or word is None:
        return False
    # "So do I." ends a sentence.
    initial = len(word[0]) == 1 and word[0].isupper() and word[0] != "I"
    return initial or word[0].lower() in shapes.short_titles


def _speeches(
    text: str, start: int, end: int, shapes: Shapes, is_speaker: IsSpeaker
) -> tuple[tuple[Speech, ...], bool]:
    """The speeches in a round bracket, and whether the first of them is nobody's label: none where it is an aside."""
    labels: list[tuple[int, Label | None]] = []
    for a, b in _sentences(text, start, end, shapes):
        label = read_label(text, a, b, shapes)
        if label and (label.verb or is_speaker(label)):
            labels.append((a, label))
        elif not labels:
            labels.append((a, None))
    told = [label for _, label in labels if label]
    narrated = bool(labels) and labels[0][1] is None
    if not told or (narrated and not all(label.verb for label in told)):
        return (), False
    stops = [a for a, _ in labels[1:]] + [end]
    speeches = []
    for (a, label), stop in zip(labels, stops, strict=True):
        begin = label.end if label else a
        begin += len(text[begin:stop]) - len(text[begin:stop].lstrip())
        finish = begin + len(text[begin:stop].rstrip())
        told_by = (label.start, label.end) if label else None
        speeches.append(Speech(told_by, begin, finish, label.name if label else None))
    return tuple(speeches), narrated


def _interjection(text: str, speeches: tuple[Speech, ...], narrated: bool, shapes: Shapes) -> Mark:
    if narrated:
        return Mark.NARRATED
    if len(speeches) > 1:
        return Mark.EXCHANGE
    label = speeches[0].label
    told = read_label(text, label[0], label[1], shapes) if label else None
    return Mark.EXPLICIT if told and told.verb else Mark.LABELLED
