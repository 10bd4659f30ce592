"""Who says which stretch to whom: from the labels, once it is known who is named in them.

A word belongs to the nearest label before it. Whoever answers speaks to the one before; of several who were spoken to
together, each to the one who did; whoever breaks into a turn speaks to its speaker.
"""

from bisect import bisect_left
from operator import attrgetter

from tei_edition.entities.mention import Category
from tei_edition.entities.reading import Draft, Reading, Voice
from tei_edition.transcripts import Block, Bracket, Kind, Mark, Span, Speech

_PEOPLE = (Category.PERSON, Category.ROLE)
_START = attrgetter("start")
_PRONOUNS = frozenset(("he", "she", "they", "i", "we"))


def find_voices(reading: Reading, drafts: list[Draft]) -> list[Voice]:
    """The turns of a document and the speeches inside its brackets, outer before inner."""
    return _Finder(reading, drafts).find()


class _Finder:
    """Goes through the turns in order; remembers who spoke last, and who spoke to a group last."""

    def __init__(self, reading: Reading, drafts: list[Draft]) -> None:
        self.reading = reading
        people = [draft for draft in drafts if draft.category in _PEOPLE and draft.refs]
        self.people = sorted(people, key=_START)
        self.starts = [draft.start for draft in self.people]
        self.has_groups = any(len(draft.refs) > 1 for draft in people)

    def find(self) -> list[Voice]:
        voices: list[Voice] = []
        spoken: tuple[str, ...] = ()
        group, host = frozenset[str](), spoken
        for turn in _turns(self.reading.transcript.blocks):
            first = turn[0]
            who = self._named(first.name)
            to_whom = self._addressees(turn)
            if not to_whom and spoken != who:
                to_whom = host if spoken and group.issuperset(spoken + who) else spoken
            start, end = self.reading.view.at(first.start), self.reading.view.at(turn[-1].end)
            voices.append(Voice(start, end, who, to_whom))
            for bracket in (bracket for block in turn for bracket in block.brackets if bracket.speeches):
                voices += self._speeches(bracket, who)
            spoken = who
            if len(to_whom) > 1:
                group, host = frozenset(to_whom), who
        return voices

    def _within(self, span: Span) -> list[Draft]:
        start, end = self.reading.view.at(span[0]), self.reading.view.at(span[1])
        first = bisect_left(self.starts, start)
        last = bisect_left(self.starts, end, first)
        return [draft for draft in self.people[first:last] if draft.end <= end]

    def _named(self, span: Span | None) -> tuple[str, ...]:
        found = self._within(span) if span else []
        return found[0].refs if found else ()

    def _addressees(self, turn: list[Block]) -> tuple[str, ...]:
        """Whom the label or the first paragraph's direction names; else a group spoken to as "you"."""
        first = turn[0]
        for bracket in first.brackets:
            if bracket.mark is Mark.DELIVERY and first.label and bracket.end <= first.label[1]:
                return self._named((bracket.start, bracket.end))
        text = self.reading.view.text
        for draft in self._within((first.start, first.end)) if self.has_groups else ():
            if len(draft.refs) > 1 and text[max(0, draft.start - 5) : draft.start].lower().rstrip().endswith("you"):
                return draft.refs
        return ()

    def _speeches(self, bracket: Bracket, host: tuple[str, ...]) -> list[Voice]:
        speakers = [self._speaker(speech, host) for speech in bracket.speeches]
        all_asked = [self._asked(speech) for speech in bracket.speeches]
        voices = []
        for k, (speech, who) in enumerate(zip(bracket.speeches, speakers, strict=True)):
            asked = all_asked[k]
            if not asked and k and speakers[k - 1] != who:
                asked = speakers[k - 1]
            if not asked:
                asked = host if who != host else next(filter(None, all_asked[k + 1 :]), ())
            start, end = self.reading.view.at(speech.start), self.reading.view.at(speech.end)
            voices.append(Voice(start, end, who, asked if asked != who else ()))
        return voices

    def _speaker(self, speech: Speech, host: tuple[str, ...]) -> tuple[str, ...]:
        if speech.name is None:
            return host
        name = self.reading.transcript.text(speech.name).strip().lower()
        return host if name in _PRONOUNS else self._named(speech.name)

    def _asked(self, speech: Speech) -> tuple[str, ...]:
        """The person after the verb of a label: "He asked the Vietnamese ambassador:"."""
        if speech.label is None or speech.name is None:
            return ()
        return self._named((speech.name[1], speech.label[1]))


def _turns(blocks: tuple[Block, ...]) -> list[list[Block]]:
    """The blocks of each turn: its label's, the paragraphs that continue it, the asides between them."""
    turns: list[list[Block]] = []
    for block in blocks:
        if block.kind is Kind.TURN:
            turns.append([block])
        elif turns and block.kind in (Kind.CONTINUATION, Kind.ASIDE):
            turns[-1].append(block)
    return turns
