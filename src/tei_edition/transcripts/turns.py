"""Where turns begin: the form of a document's labels, the names they hold, the labels inside run-on paragraphs.

A label proves little alone. A document has turns where a speaker comes back, or where several speak in turn; then every
label with a title or an office in it is a turn, and every bare name that comes back. A report with one "Moscow:" in it
has none.
"""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice, pairwise, zip_longest

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from tei_edition.transcripts.brackets import pairs
from tei_edition.transcripts.labels import LONGEST, Label, read_label
from tei_edition.transcripts.shapes import COLON, Form, Shapes
from tei_edition.transcripts.transcript import Span

_SENTENCE = re.compile(r"(?:[.!?…:][”’\"')\]*_]*\s|\n)\s*(?=[^\W\d_a-z]|[\[*_</])")
# So many labels a form without a colon has at least.
_FEWEST = 3
# So many of the names that speak most are compared with a rare one.
_COMPARED = 100


@dataclass(frozen=True)
class Slip:
    """A label that is likely a misreading of a known speaker's.

    Attributes:
        start: where the label stands.
        words: as the source has them.
        nearest: the known speaker's words.
    """

    start: int
    words: str
    nearest: str


@dataclass(frozen=True)
class Turns:
    """The paragraphs of a document, cut where a turn begins, and the labels that open turns.

    Attributes:
        spans: the paragraphs.
        labels: label by the offset of the paragraph that it opens.
        speakers: names of this document's speakers, as `name_of` writes them.
        slips: labels that look like a misread one.
        form: how labels part from the words.
    """

    spans: tuple[Span, ...]
    labels: dict[int, Label]
    speakers: frozenset[str]
    slips: tuple[Slip, ...]
    form: Form

    def is_speaker(self, text: str, label: Label) -> bool:
        """True where a label surely or by its return names a speaker of this document."""
        return label.sure or name_of(text, label) in self.speakers


def name_of(text: str, label: Label) -> str:
    """The name in a label, to compare it by: lower case, single spaces, one after a full stop ("MR.GOODRICH")."""
    return " ".join(text[slice(*label.name)].replace(".", ". ").split()).lower()


def find_turns(text: str, spans: list[Span], shapes: Shapes) -> Turns:
    """Find the turns of a document.

    Args:
        spans: its paragraphs.
    """
    found = _Labels(text, spans, shapes, COLON, inside=True)
    if found.is_dialogue():
        return found.turns()
    forms = [form for form in shapes.forms if form != COLON and _may_be(text, spans, form)]
    others = [_Labels(text, spans, shapes, form, inside=False) for form in forms]
    settled = [labels for labels in others if labels.is_settled()]
    if not settled:
        return Turns(tuple(spans), {}, frozenset(), (), COLON)
    form = max(settled, key=lambda labels: (len(labels.proven), len(labels.form.after))).form
    return _Labels(text, spans, shapes, form, inside=not form.is_alone and not form.capitals).turns()


def _may_be(text: str, spans: list[Span], form: Form) -> bool:
    """True where enough paragraphs have the marks of a form near their beginning."""
    if form.is_alone or form.capitals:
        return True
    before, after = form.before, form.after
    marked = (
        start
        for start, end in spans
        if text.startswith(before, start) and text.find(after, start + len(before), min(end, start + LONGEST)) > 0
    )
    return len(list(islice(marked, _FEWEST))) == _FEWEST


class _Labels:
    """The labels of one form in one document, at the beginning of paragraphs and inside them."""

    def __init__(self, text: str, spans: list[Span], shapes: Shapes, form: Form, *, inside: bool) -> None:
        self.text = text
        self.form = form
        self.shapes = shapes
        self.spans = _with_next(text, spans, shapes, form) if form.is_alone else spans
        self.opening = {start: label for start, end in self.spans if (label := self._read(start, end))}
        self.inner = {start: self._inside(start, end) for start, end in self.spans} if inside else {}
        self._drop_lone_letters()
        self.every = [*self.opening.values(), *(label for labels in self.inner.values() for label in labels)]
        ends = dict(self.spans)
        self.silent = {start for start, label in self.opening.items() if not text[label.end : ends[start]].strip()}
        self.counts = Counter(name_of(text, label) for label in self.every if label.start not in self.silent)
        self.named = self._named_before() if form == COLON else frozenset()
        self.proven = [label for label in self.every if self._is_proven(label)]

    def _read(self, start: int, end: int) -> Label | None:
        label = read_label(self.text, start, end, self.shapes, self.form)
        if label is None and self.form != COLON:
            label = read_label(self.text, start, end, self.shapes, COLON)
            label = label if label and label.sure else None
        return None if label is None or label.telling else label

    def _inside(self, start: int, end: int) -> list[Label]:
        """Labels after the first sentence of a paragraph, those in brackets and quotations apart."""
        found = [
            label
            for match in _SENTENCE.finditer(self.text, start, end)
            if not self._is_abbreviation(match.start())
            and (label := read_label(self.text, match.end(), end, self.shapes, self.form))
            and not label.verb
        ]
        if not found:
            return found
        closed = [(a, b) for a, b, whole in pairs(self.text, start, end) if whole or self._labelled(a, end)]
        opened = [a for a, _ in closed]
        free, depth, at = [], 0, start
        for label in found:
            depth += self.text.count("“", at, label.start) - self.text.count("”", at, label.start)
            at = label.start
            k = bisect_right(opened, at) - 1
            if depth <= 0 and not (k >= 0 and opened[k] < at < closed[k][1]):
                free.append(label)
        return free

    def _is_abbreviation(self, stop: int) -> bool:
        """True where the full stop at `stop` belongs to a title or an initial."""
        before = self.text[max(0, stop - 12) : stop].replace(".", " ").split()
        return (
            self.text[stop] == "."
            and bool(before)
            and (len(before[-1]) == 1 or before[-1].lower() in self.shapes.titles)
        )

    def _labelled(self, bracket: int, end: int) -> bool:
        return read_label(self.text, bracket + 1, end, self.shapes) is not None

    def _drop_lone_letters(self) -> None:
        """Take "Q" and "A" for questions and answers only where the document has both."""
        words = {
            self.text[slice(*label.name)].strip(" .").lower()
            for labels in (self.opening.values(), *self.inner.values())
            for label in labels
            if label.is_question
        }
        if words & self.shapes.asking and words & self.shapes.answering:
            return
        self.opening = {start: kept for start, label in self.opening.items() if (kept := self._initial(label))}
        self.inner = {
            start: [kept for x in labels if (kept := self._initial(x))] for start, labels in self.inner.items()
        }

    def _initial(self, label: Label) -> Label | None:
        """The label; where it is "A" without a "Q", an initial that stands for a name; None for "Answer"."""
        if not label.is_question:
            return label
        initial = len(self.text[slice(*label.name)].strip(" .")) == 1 and self.form.after != "."
        return replace(label, is_question=False) if initial else None

    def _named_before(self) -> frozenset[str]:
        """Bare names that stand after a title earlier in the text."""
        starts: dict[str, int] = {}
        for label in self.every:
            if not label.sure and not label.is_question:
                starts.setdefault(name_of(self.text, label), label.start)
        if not starts:
            return frozenset()
        first: dict[str, int] = {}
        titles = "|".join(sorted(re.escape(title.capitalize()) for title in self.shapes.titles - {"the"}))
        for match in re.finditer(rf"\b(?:{titles})\.? ", self.text):
            words = [word.strip(",:;.") for word in self.text[match.end() : match.end() + 60].split()]
            for k in range(1, 5):
                first.setdefault(" ".join(words[:k]).lower(), match.start())
        return frozenset(name for name, start in starts.items() if first.get(name, start) < start)

    def _is_proven(self, label: Label) -> bool:
        name = name_of(self.text, label)
        return label.sure or self.counts[name] > 1 or name in self.named

    def is_dialogue(self) -> bool:
        """True where labels with a colon part turns: a speaker returns, several speak, or most paragraphs have one."""
        proven = [label for label in self.proven if label.start not in self.silent]
        if not proven:
            return False
        plain = {name_of(self.text, label) for label in proven if "," not in self.text[slice(*label.name)]}
        first = min(label.start for label in proven)
        after = sum(start >= first for start, _ in self.spans)
        if any(label.sure for label in proven):
            several, spoken_to = len(plain) > 1, any(label.addressee for label in proven)
            dense = (4 if several else 2) * len(proven) >= after
            return dense or spoken_to or len(plain) > 2 or (several and self._returns(plain))
        bare = [label for label in self.every if label.start not in self.silent]
        several = len({name_of(self.text, label) for label in bare}) > 1
        words = Counter(word for label in bare for word in set(name_of(self.text, label).split()))
        return 4 * len(bare) >= after and (not several or max(words.values()) > 1)

    def _returns(self, names: set[str]) -> bool:
        return any(self.counts[name] > 1 for name in names)

    def is_settled(self) -> bool:
        """True where labels without a colon name several speakers, one of them again; where they are rare, two."""
        labels = self.every if self._is_dense() else self.proven
        names = {name_of(self.text, label) for label in labels}
        returning = sum(count > 1 for count in self.counts.values())
        sure = self._is_dense() or all(label.sure for label in labels)
        return len(labels) >= _FEWEST and len(names) > 1 and returning > (0 if sure and self._is_marked() else 1)

    def _is_marked(self) -> bool:
        """True where a mark, and not the line alone, sets names off."""
        return not self.form.is_alone and not self.form.capitals

    def _is_dense(self) -> bool:
        """True where the marks of a form open most paragraphs."""
        return self._is_marked() and 2 * len(self.every) >= len(self.spans)

    def turns(self) -> Turns:
        """The document cut into turns by these labels."""
        speakers = {name_of(self.text, label) for label in self.proven}
        casual = 2 * sum(not label.sure for label in self.proven) >= len(self.proven)
        if casual and (self.form == COLON or self.form.is_alone or self._is_dense()):
            bare = [label for label in self.opening.values() if label.start not in self.silent]
            speakers |= {name for label in bare if len((name := name_of(self.text, label)).split()) < 3}
        slips = self._slips(speakers)
        speakers |= {" ".join(slip.words.replace(".", ". ").split()).lower() for slip in slips}
        spans: list[Span] = []
        labels: dict[int, Label] = {}
        for start, end in self.spans:
            inner = self._cutting(self.inner.get(start, []), speakers, bool(labels) or start in self.opening)
            for a, b in pairwise([start, *(label.start for label in inner), end]):
                spans.append((a, a + len(self.text[a:b].rstrip())))
            labels |= {label.start: label for label in inner}
            opening = self.opening.get(start)
            if opening and not (inner and inner[0].start < opening.end):
                labels[start] = opening
        return Turns(tuple(spans), labels, frozenset(speakers), slips, self.form)

    def _cutting(self, inner: list[Label], speakers: set[str], talking: bool) -> list[Label]:
        """The labels inside a paragraph that open a turn: the talk is on, and their speakers are known."""
        apart = [label for label, after in zip_longest(inner, inner[1:]) if after is None or label.end <= after.start]
        names = [(label, name_of(self.text, label)) for label in apart if talking]
        known = {name for _, name in names if self.counts[name] > 1 or name in self.named}
        return [label for label, name in names if name in speakers and (label.sure or name in known)]

    def _slips(self, speakers: set[str]) -> tuple[Slip, ...]:
        """Rare labels that differ by a letter or two from a frequent one."""
        frequent = [name for name, count in self.counts.most_common(_COMPARED) if count > 2 and name in speakers]
        words = {part for name in frequent for part in name.split()}
        shown = {name_of(self.text, label): label for label in self.every}
        found = []
        for label in self.opening.values():
            name = name_of(self.text, label)
            if label.is_question or self.counts[name] > 2 or len(name) < 5 or label.start in self.silent:
                continue
            cutoff = 1 if len(name) < 11 else 2
            best = process.extractOne(name, frequent, scorer=DamerauLevenshtein.distance, score_cutoff=cutoff)
            if best and best[0] != name and not _is_other_name(name, best[0], words):
                both = (" ".join(self.text[slice(*span)].split()) for span in (label.name, shown[best[0]].name))
                found.append(Slip(label.start, *both))
        return tuple(found)


def _is_other_name(name: str, nearest: str, words: set[str]) -> bool:
    """True where two names differ as names do, not as misread letters: a known speaker's word, initials."""
    mine, theirs = name.split(), nearest.split()
    if len(mine) != len(theirs):
        return False
    changed = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
    return any(a in words or len(a.strip(".")) < 2 for a, b in changed)


def _with_next(text: str, spans: list[Span], shapes: Shapes, form: Form) -> list[Span]:
    """Names that stand on lines of their own, again and again, joined to the paragraphs after them."""
    alone = {start: label for start, end in spans if (label := _alone(text, start, end, shapes, form))}
    counts = Counter(name_of(text, label) for label in alone.values())
    settled = sum(count > 1 for count in counts.values()) > 1
    joined: list[Span] = []
    open_ = False
    for start, end in spans:
        label = alone.get(start)
        returns = label is not None and (settled or counts[name_of(text, label)] > 1)
        if open_ and not returns:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        open_ = returns
    return joined


def _alone(text: str, start: int, end: int, shapes: Shapes, form: Form) -> Label | None:
    if end - start > 60:
        return None
    if form.after != "\n":
        return read_label(text, start, end, shapes) if text[end - 1] == ":" else None
    if text[end - 1] in ".,;:!?":
        return None
    label = read_label(text, start, end, shapes, form)
    return label if label is not None and (text[start:end].isupper() or label.sure) else None
