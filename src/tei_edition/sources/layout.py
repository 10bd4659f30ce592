"""Words with their places on pages → lines in reading order: columns told apart, heads and page numbers set aside.

All lengths are points, y rises. What decides is where words stand, never what they say; a line that recurs at the same
height on many pages is a running head.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median

from tei_edition.sources.stamps import stamp

# Lines looked at on each edge of a page.
_EDGE = 3
_NUMBER = re.compile(r"\W*(?:page|p\.?|s\.|seite|-)?\W*(\d{1,4}|[ivxlc]{1,7})\W*(?:(?:of|/)\W*\d{1,4})?\W*", re.I)
# So many places where stretches begin are tried as the edge of a column, the commonest first.
_STARTS = 60
# Heads of pages differ in height by less than this, in points.
_LEVEL = 12


@dataclass(frozen=True)
class Piece:
    """A word, or a part of one in a size or font of its own.

    Attributes:
        left, right: its extent; base: its base line.
        apart: a space stands before it.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    style: frozenset[str] = frozenset()
    apart: bool = True


@dataclass
class Page:
    """A page: its number in the file, from 1, its size and pieces; the number it goes by, what stands at its edges."""

    number: int
    width: float
    height: float
    pieces: list[Piece]
    label: str = ""
    edges: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """A line of a column, with what its column's lines have in common."""

    pieces: tuple[Piece, ...]
    page: int
    column: int
    edge_left: float = 0
    edge_right: float = 0
    justified: bool = False

    @property
    def left(self) -> float:
        return self.pieces[0].left

    @cached_property
    def right(self) -> float:
        return max(piece.right for piece in self.pieces)

    @cached_property
    def main(self) -> Piece:
        """The piece that says how large the line is and where it stands: its longest."""
        return max(self.pieces, key=lambda piece: len(piece.text))

    @property
    def size(self) -> float:
        return self.main.size

    @property
    def base(self) -> float:
        return self.main.base

    def words(self) -> str:
        """The words of the line, a space where one stands."""
        return "".join((" " if piece.apart and k else "") + piece.text for k, piece in enumerate(self.pieces))


# -- lines and columns -------------------------------------------------------------------------------------------------


def lines_of(pieces: list[Piece], page: int = 0, column: int = 0) -> list[Line]:
    """Pieces that share a base line, from the top down; a raised figure belongs to the line it stands over."""
    rows: list[_Row] = []
    for piece in sorted(pieces, key=lambda item: (-item.base, item.left)):
        near = [row for row in rows[-3:] if abs(row.base - piece.base) <= 0.45 * max(row.size, piece.size)]
        if near:
            min(near, key=lambda row: abs(row.base - piece.base)).add(piece)
        else:
            rows.append(_Row(piece.base, piece.size, [piece]))
    lines = [Line(tuple(sorted(row.pieces, key=lambda item: item.left)), page, column) for row in rows]
    return sorted(lines, key=lambda line: -line.base)


@dataclass
class _Row:
    """Pieces on one base line: that of the largest."""

    base: float
    size: float
    pieces: list[Piece]

    def add(self, piece: Piece) -> None:
        self.pieces.append(piece)
        if piece.size > self.size:
            self.base, self.size = piece.base, piece.size


def in_order(pieces: list[Piece], page: int, width: float = 0) -> list[Line]:
    """The lines of a page in reading order, column by column, each with the edges of its column.

    A page without columns is taken to be typed over more than half of its width, even if its lines are all short.
    """
    found: list[Line] = []
    for column, (group, across) in enumerate(_columns(pieces)):
        lines = lines_of(group, page, column)
        if across:
            left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
            found += [replace(line, edge_left=left, edge_right=right) for line in lines]
            continue
        left = sorted(line.left for line in lines)[len(lines) // 10]
        flush = _flush_edge(lines)
        least = left + 0.6 * (width - 2 * left) if len(group) == len(pieces) else 0.0
        right = flush or max(least, *(line.right for line in lines))
        found += [replace(line, edge_left=left, edge_right=right, justified=flush > 0) for line in lines]
    return found


def _flush_edge(lines: list[Line]) -> float:
    """Where most lines of a column end to a point, as in justified type; 0 for a ragged edge.

    Hyphens and stops at the end of a line may hang out of the column.
    """
    order = sorted(line.right for line in lines if line.pieces[-1].text[-1].isalnum())
    if len(lines) < 4 or not order:
        return 0.0
    counts = [bisect_right(order, end + 1.0) - k for k, end in enumerate(order)]
    edge = order[counts.index(max(counts))]
    flush = sum(line.right >= edge - 0.1 for line in lines)
    is_common = max(counts) >= 0.5 * len(order) and flush >= 0.5 * len(lines)
    return edge if is_common and edge >= max(line.right for line in lines) - 12 else 0.0


def _columns(pieces: list[Piece]) -> list[tuple[list[Piece], bool]]:
    """Pieces by column; a line across columns ends them, and is marked as such."""
    rows = lines_of(pieces)
    gutters = _gutters(rows)
    if not gutters:
        return [(pieces, False)] if pieces else []
    bands: list[tuple[bool, list[Piece]]] = []
    for row in rows:
        crosses = any(left < gutter < right for left, right, _ in _segments(row) for gutter in gutters)
        if not bands or bands[-1][0] != crosses:
            bands.append((crosses, []))
        bands[-1][1].extend(row.pieces)
    found: list[tuple[list[Piece], bool]] = []
    for crosses, members in bands:
        at = [0 if crosses else bisect_right(gutters, piece.left) for piece in members]
        groups = [[p for p, k in zip(members, at, strict=True) if k == column] for column in sorted(set(at))]
        found += [(group, crosses) for group in groups]
    return found


_Segment = tuple[float, float, int]


def _segments(row: Line) -> list[_Segment]:
    """The stretches of a row between wide gaps: left, right, number of words."""
    found: list[_Segment] = []
    for piece in row.pieces:
        if found and piece.left - found[-1][1] < 0.8 * row.size:
            left, right, words = found[-1]
            found[-1] = (left, max(right, piece.right), words + piece.apart)
        else:
            found.append((piece.left, piece.right, 1))
    return found


def _gutters(rows: list[Line]) -> list[float]:
    """Where columns of running text begin, but the first.

    Many stretches begin there, fewer run across; and what stands between two such places is running text: its lines
    fill it and have several words. A table of labels and values is none.
    """
    if len(rows) < 6:
        return []
    segments = [segment for row in rows for segment in _segments(row)]
    size = median(row.size for row in rows)
    first, width = min(s[0] for s in segments), max(s[1] for s in segments) - min(s[0] for s in segments)
    found: list[float] = []
    counts = Counter(round(segment[0]) for segment in segments)
    for start in sorted(sorted(counts, key=lambda at: (-counts[at], at))[:_STARTS]):
        near = sum(1 for left, _, _ in segments if abs(left - start) <= 1.5)
        across = sum(1 for left, right, _ in segments if left < start - 2 and right > start - 0.5 * size)
        is_new = not found or start - found[-1] > 3 * size
        if near >= 4 and across < near and start > first + 0.1 * width and is_new:
            found.append(start - 0.35 * size)
    while found and (bad := _not_text(segments, found)):
        found = [gutter for k, gutter in enumerate(found) if k not in (bad[0] - 1, bad[0])]
    return found


def _not_text(segments: list[_Segment], gutters: list[float]) -> list[int]:
    """The columns that are no running text."""
    groups: list[list[_Segment]] = [[] for _ in range(len(gutters) + 1)]
    for left, right, words in segments:
        at = bisect_right(gutters, left)
        if at == len(gutters) or right <= gutters[at]:
            groups[at].append((left, right, words))
    return [k for k, group in enumerate(groups) if not _is_text(group)]


def _is_text(group: list[_Segment]) -> bool:
    if len(group) < 4:
        return False
    width = max(right for _, right, _ in group) - min(left for left, _, _ in group)
    usual = median(right - left for left, right, _ in group)
    return width > 60 and usual >= 0.6 * width and median(words for _, _, words in group) >= 3


# -- heads and page numbers --------------------------------------------------------------------------------------------


def set_edges_apart(pages: list[Page]) -> None:
    """Take running heads and page numbers out of the pages' pieces, into their `edges`; give pages their numbers.

    A head recurs at the same height on a third of the pages, numbers apart. A line that ends with a colon announces
    what follows, such as a speaker's words: it is none.
    """
    rows = {page.number: lines_of(page.pieces) for page in pages}
    seen: defaultdict[tuple[str, bool, int], set[int]] = defaultdict(set)
    for page in pages:
        for line, top in _edge_lines(rows[page.number]):
            seen[_key(line), top, round(line.base / _LEVEL)].add(page.number)
    for page in pages:
        lines = rows[page.number]
        taken: set[int] = set()
        for side in (lines, lines[::-1]):
            for line in side[:_EDGE]:
                key, level = _key(line), round(line.base / _LEVEL)
                there = [seen.get((key, side is lines, level + k), set()) for k in (-1, 0, 1)]
                others = sum(len(numbers) - (page.number in numbers) for numbers in there)
                recurs = others > 0 and others + 1 >= len(pages) / 3 and not key.endswith(":")
                printed = stamp(" ".join(line.words().split()), edge=True)
                if id(line) in taken or not (printed or recurs or _is_lone_number(line, lines, page)):
                    break
                taken.add(id(line))
                rule = printed or ("page-number" if _is_number(line.words()) else "running-head")
                page.edges.append((line.words(), rule))
        gone = {id(piece) for line in lines if id(line) in taken for piece in line.pieces}
        page.pieces = [piece for piece in page.pieces if id(piece) not in gone]
    _number(pages)


def _edge_lines(lines: list[Line]) -> list[tuple[Line, bool]]:
    return [(line, True) for line in lines[:_EDGE]] + [(line, False) for line in lines[::-1][:_EDGE]]


def _key(line: Line) -> str:
    """A line's words, numbers apart."""
    words = " ".join(line.words().lower().split())
    return "#" if _is_number(words) else re.sub(r"\d+", "#", words)


def _is_number(words: str) -> bool:
    """True for the number of a page, with what may stand around it."""
    return len(words) <= 24 and _NUMBER.fullmatch(words) is not None


def _is_lone_number(line: Line, lines: list[Line], page: Page) -> bool:
    """True for a bare number at the very edge of a page, set off from the text."""
    if not (_is_number(line.words()) and re.search(r"\d", line.words())) or len(lines) < 3:
        return False
    at_edge = line.base < 0.1 * page.height or line.base > 0.9 * page.height
    others = [abs(other.base - line.base) for other in lines if other is not line]
    return at_edge and min(others) > 1.5 * line.size


def _number(pages: list[Page]) -> None:
    """Give each page the number printed on it, or counted from those printed on others; else its place in the file."""
    printed = {
        page.number: [int(n) for words, _ in page.edges for n in re.findall(r"\d{1,5}", words)[:8]] for page in pages
    }
    shifts = Counter(shift for number, found in printed.items() for shift in {n - number for n in found})
    best, often = max(shifts.items(), key=lambda item: (item[1], -abs(item[0])), default=(0, 0))
    sure = often >= 2 or (often == 1 and len(pages) == 1)
    for page in pages:
        page.label = str(page.number + best) if sure and page.number + best > 0 else str(page.number)
