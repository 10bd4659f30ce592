"""`Source` → paragraphs: where the lines of a text belong together, furniture left out.

Offsets count code points of the normalised source, half-open; every paragraph is trimmed.
"""

from bisect import bisect_right
from collections.abc import Container
from itertools import pairwise
from operator import itemgetter

from tei_edition.sources import Source
from tei_edition.transcripts.transcript import Span

# A typescript's measure in characters: shorter lines are verse or lists, longer ones are paragraphs already.
_MEASURE = (45, 120)
_FULL = 0.6
# Within so many characters a field has its colon.
_LABEL = 60


def paragraphs(source: Source, labels: Container[str] = ()) -> list[Span]:
    """The paragraphs of the text.

    Lines without a blank line between them are one paragraph where they look wrapped: most nearly fill the measure.
    Among such lines a short one ends its paragraph. Lines that look wrapped are fields of a head all the same where the
    first of them, or the one below a heading, and another one open with the label of a field: each label opens a
    paragraph.

    Args:
        labels: the words before the colon of such fields, in lower case.
    """
    groups: list[list[Span]] = [[]]
    at = 0
    free = _Free(source)
    for line in source.text.split("\n"):
        if not line.strip():
            groups.append([])
        else:
            groups[-1].extend(free.of(at, at + len(line)))
        at += len(line) + 1
    spans: list[Span] = []
    for group in filter(None, groups):
        at = 0
        for _, end in _joined(group):
            first, at = at, bisect_right(group, end, lo=at, key=itemgetter(0))
            spans.extend(_fields(source.text, group[first:at], labels))
    return _with_labels(source.text, spans)


class _Free:
    """What of a line is no furniture."""

    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.furniture = source.furniture
        self.starts = [item.start for item in source.furniture]

    def of(self, start: int, end: int) -> list[Span]:
        """The stretches of a line that belong to the text, trimmed."""
        spans, at = [], start
        first = max(0, bisect_right(self.starts, start) - 1)
        for item in self.furniture[first : bisect_right(self.starts, end)]:
            if item.end > at:
                spans.append((at, min(item.start, end)))
                at = max(at, item.end)
        return [trimmed for a, b in [*spans, (at, end)] if (trimmed := trim(self.text, a, b))]


def trim(text: str, start: int, end: int) -> Span | None:
    """The stretch without white space at its ends; None where nothing is left."""
    words = text[start:end].strip() if start < end else ""
    if not words:
        return None
    begin = text.index(words[0], start)
    return begin, begin + len(words)


def _joined(group: list[Span]) -> list[Span]:
    """The lines of a group as paragraphs."""
    lengths = [end - start for start, end in group]
    measure = max(lengths)
    full = sum(length >= _FULL * measure for length in lengths)
    if len(group) < 2 or not _MEASURE[0] < measure <= _MEASURE[1]:
        return group
    if min(lengths[:-1]) >= _FULL * measure:
        return [(group[0][0], group[-1][1])]
    if len(group) < 4 or full < 0.6 * len(group):
        return group
    spans: list[Span] = []
    first = -1
    for (start, end), length in zip(group, lengths, strict=True):
        first = start if first < 0 else first
        if length < _FULL * measure:
            spans.append((first, end))
            first = -1
    return spans if first < 0 else [*spans, (first, group[-1][1])]


def _fields(text: str, lines: list[Span], labels: Container[str]) -> list[Span]:
    """Lines that were joined, parted again before each label of a field; one paragraph where they are no fields."""
    opening = [k for k, (start, end) in enumerate(lines) if _is_field(text[start : min(end, start + _LABEL)], labels)]
    cuts = sorted({0, *opening}) if len(opening) > 1 and opening[0] <= 1 else [0]
    return [(lines[a][0], lines[b - 1][1]) for a, b in pairwise([*cuts, len(lines)])]


def _is_field(words: str, labels: Container[str]) -> bool:
    before, colon, _ = words.partition(":")
    return bool(colon) and before[:1].isupper() and " ".join(before.lower().split()) in labels


def _with_labels(text: str, spans: list[Span]) -> list[Span]:
    """Labels that stand on a line of their own, their colon perhaps on another, joined to the words they label."""
    joined: list[Span] = []
    hanging = False
    for start, end in spans:
        alone = text[start:end] == ":" and bool(joined) and joined[-1][1] - joined[-1][0] <= 60
        if alone or hanging:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        hanging = alone
    return joined
