"""The end of a document, from its last paragraph up: notes, production notes, distribution, postscript, signatures.

The vocabulary is that of `closer` (Guidelines 4.2); notes after a text are a division of their own.
"""

import re

from tei_edition.transcripts.brackets import SPEAKING_PERSONS
from tei_edition.transcripts.heads import NUMBER, has_year, is_dateline, is_sentence
from tei_edition.transcripts.shapes import Shapes
from tei_edition.transcripts.transcript import Kind, Span

_RULE = re.compile(r"[*_=~\-–—•·#][*_=~\-–—•·#\s]{2,}$|\*$")
_NOTE = re.compile(r"\*(?=\s|[^\W\d_])|†|\[\d{1,3}\]|\(\d{1,3}\)\s|\d{1,3}[.)]?\s|source:", re.IGNORECASE)
_ANCHORED = re.compile(r"\[\d{1,3}\]")
_SPACED = re.compile(r"(?:[^\W\d_]\.? )*(?:[^\W\d_] ){3,}[^\W\d_]$")
_SMALL = frozenset("of the and for to de von van der den al in on".split())
_LONGEST = 300
# So many lines a signature has at most: name, office, body, place and date.
_SIGNED = 5
# So many paragraphs a postscript has at most.
_ADDED = 6
# The talk is named among so many first words of a remark on its end: "At 5:10 p.m. the meeting adjourned."
_NAMED = 6


class Ending:
    """Tells the kinds of the last paragraphs.

    Args:
        after: no ending begins before this paragraph: one after the last label of a turn, or after the head.
        dialogue: whether anybody is seen to speak.
    """

    def __init__(self, text: str, spans: tuple[Span, ...], shapes: Shapes, after: int, *, dialogue: bool) -> None:
        self.text = text
        self.spans = spans
        self.shapes = shapes
        self.after = after
        self.dialogue = dialogue

    def kinds(self) -> dict[int, Kind]:
        """The kinds of the paragraphs that belong to the end, by index."""
        found: dict[int, Kind] = {}
        stop = self._notes(found)
        start = self._distribution(stop)
        for k in range(start, stop):
            found[k] = self._end_kind(k, found)
        added = self._postscript(start)
        self._signature(added, found)
        if added - 1 in found:
            found |= dict.fromkeys(range(added, start), Kind.POSTSCRIPT)
        if self.dialogue:
            self._remarks(start, found)
        return found

    def words(self, k: int) -> str:
        """The words of a paragraph."""
        return self.text[slice(*self.spans[k])]

    # -- notes ---------------------------------------------------------------------------------------------------------

    def _notes(self, found: dict[int, Kind]) -> int:
        """Mark the notes after the text; the index where the text ends."""
        stop = len(self.spans)
        opened = next((k for k in range(stop - 2, self.after - 1, -1) if self._opens_notes(k)), -1)
        if opened > 0:
            found |= {opened: Kind.SEPARATOR} | dict.fromkeys(range(opened + 1, stop), Kind.NOTE)
            return opened
        first = stop
        while first > self.after and _ANCHORED.match(self.words(first - 1)):
            first -= 1
        numbered = first < stop and re.match(r"\[1\]", self.words(first)) is not None
        if not (numbered and first > 0):
            return stop
        found |= dict.fromkeys(range(first, stop), Kind.NOTE)
        return first

    def _opens_notes(self, k: int) -> bool:
        words = self.words(k)
        ruled = len(words) < 80 and _RULE.match(words) is not None
        headed = words.rstrip(":").lower() in self.shapes.notes_headings
        return (ruled or headed) and _NOTE.match(self.words(k + 1)) is not None

    # -- distribution and production -----------------------------------------------------------------------------------

    def _distribution(self, stop: int) -> int:
        """The index of the paragraph that opens the distribution list or the production notes."""
        short = stop
        while short > self.after and self.spans[short - 1][1] - self.spans[short - 1][0] <= _LONGEST:
            short -= 1
        opened = next((k for k in range(max(short, self.after, 1), stop) if self._opens_distribution(k)), -1)
        while 0 < opened < stop and any(self._is_prose(k) for k in range(opened + 1, stop)):
            opened = next((k for k in range(opened + 1, stop) if self._opens_distribution(k)), -1)
        if opened > 0 and self._has_prose(opened):
            return opened
        at = stop
        while at > self.after and self._production(at - 1):
            at -= 1
        return at

    def _has_prose(self, stop: int) -> bool:
        body = range(max(self.after - 1, 0), stop)
        return self.dialogue or any(is_sentence(self.words(k)) or len(self.words(k)) > _LONGEST for k in body)

    def _is_prose(self, k: int) -> bool:
        """True for a sentence: no line of a list, no note on production, no bracket."""
        words = self.words(k)
        return is_sentence(words) and len(words.split()) > 4 and not self._production(k) and words[0] != "("

    def _opens_distribution(self, k: int) -> bool:
        start, end = self.spans[k]
        low = self.text[start : min(end, start + 80)].lower()
        label = " ".join(low.partition(":")[0].split()) if ":" in low else ""
        return label in self.shapes.distribution or (end - start < 120 and low.startswith(self.shapes.circulation))

    def _production(self, k: int) -> bool:
        low = self.words(k).lower()
        return len(low) < 160 and any(words in low for words, _ in self.shapes.production) and has_year(low)

    def _end_kind(self, k: int, before: dict[int, Kind]) -> Kind:
        words = self.words(k)
        if self._production(k):
            return Kind.PRODUCTION
        if Kind.PRODUCTION in before.values():
            return Kind.PARAGRAPH
        return Kind.FILE_COPY if words.startswith("(") and words.endswith(")") else Kind.DISTRIBUTION

    # -- postscript and signature --------------------------------------------------------------------------------------

    def _postscript(self, stop: int) -> int:
        """The index of the paragraph that opens a postscript; `stop` where there is none."""
        early = range(max(self.after, stop - _ADDED), stop)
        return next((k for k in early if self.words(k).lower().startswith(self.shapes.postscripts)), stop)

    def _signature(self, stop: int, found: dict[int, Kind]) -> None:
        """Mark the lines above `stop` that take leave and sign."""
        lines: dict[int, Kind] = {}
        for k in range(stop - 1, max(stop - 1 - _SIGNED, self.after - 1), -1):
            kind = self._signing(k)
            if kind is None:
                break
            lines[k] = kind
        kinds = set(lines.values())
        marked = Kind.VALEDICTION in kinds or any(self._is_marked(k) for k in lines)
        while lines and not marked and len(lines) > 2:
            lines.pop(min(lines))
        if lines and Kind.SIGNATURE in kinds | {Kind.VALEDICTION} & kinds and self._has_prose(min(lines)):
            found |= lines if marked or not self.dialogue or self._signs_a_talk(lines) else {}

    def _signs_a_talk(self, lines: dict[int, Kind]) -> bool:
        """True where lines without any mark sign a talk: a full name after a sentence, or after a remark on its end."""
        first = min(lines)
        if first > self.after and self._is_remark(first - 1):
            return True
        names = [self.words(k) for k, kind in lines.items() if kind is Kind.SIGNATURE]
        full = all(len(words.split()) > 1 and not is_sentence(words) for words in names)
        return full and first > 0 and is_sentence(self.words(first - 1))

    # -- what the recorder adds ----------------------------------------------------------------------------------------

    def _remarks(self, stop: int, found: dict[int, Kind]) -> None:
        """Mark what the recorder says of the end of the talk, between the last turn and the signatures."""
        k = min((k for k in found if k <= stop), default=stop) - 1
        while k >= self.after and self._is_remark(k):
            found[k] = Kind.REMARK
            k -= 1

    def _is_remark(self, k: int) -> bool:
        words = self.words(k)
        parts = words.lower().split()
        # What stands in brackets is told by what brackets are.
        if (
            words[0] in "(["
            or len(words) > self.shapes.longest_parting
            or not is_sentence(words)
            or SPEAKING_PERSONS.intersection(parts)
        ):
            return False
        named = (n for n, word in enumerate(parts[:_NAMED]) if n and word in self.shapes.talks)
        return any(" ".join(parts[n + 1 :]).startswith(self.shapes.talk_ends) for n in named)

    def _signing(self, k: int) -> Kind | None:
        words = self.words(k)
        low = words.lower()
        if len(words) <= 120 and low.startswith(self.shapes.closings) and not re.search(r"[.!?] \w", words):
            return Kind.VALEDICTION
        if is_dateline(words, self.shapes) or NUMBER.match(low):
            return Kind.DATELINE
        return Kind.SIGNATURE if self._is_marked(k) or self._is_name(words) else None

    def _is_marked(self, k: int) -> bool:
        """True for letter-spaced words, and for what says that it is a signature."""
        words = self.words(k)
        opens = len(words) < 120 and words.lower().startswith(self.shapes.signing)
        return opens or (len(words) < 80 and _SPACED.match(" ".join(words.split())) is not None)

    def _is_name(self, words: str) -> bool:
        parts = words.split()
        if len(words) > 70 or len(parts) > 9 or words[-1] in ":;?!,":
            return False
        if words[-1] == "." and len(parts[-1]) > 4:
            return False
        plain = [part.strip("()[],.“”\"'’") for part in parts]
        named = [word for word in plain if word and word.lower() not in _SMALL]
        return bool(named) and all(word[0].isupper() and not any(c.isdecimal() for c in word) for word in named)
