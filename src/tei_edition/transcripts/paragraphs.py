"""`Source` → paragraphs: where the lines of a text belong together, furniture left out.

Offsets count code points of the normalised source, half-open; every paragraph is trimmed.
"""

from bisect import bisect_right

from tei_edition.sources import Source
from tei_edition.transcripts.transcript import Span

# A typescript's measure in characters: shorter lines are verse or lists, longer ones are paragraphs already.
_MEASURE = (45, 120)
_FULL = 0.6


def paragraphs(source: Source) -> list[Span]:
    """The paragraphs of the text.

    Lines without a blank line between them are one paragraph where they look wrapped: most nearly fill the measure.
    Among such lines a short one ends its paragraph.
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
        spans.extend(_joined(group))
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
