"""Lines in reading order → the text of a PDF: paragraphs, joined words, notes at the foot of a page.

What decides is where lines stand and whether they had room for more, hardly ever what they say: a bullet begins an
item, and a word broken at a line's end is joined unless the text has it with its hyphen elsewhere.
"""

import re
from collections import Counter

from tei_edition.sources.copyist import Copy, Copyist
from tei_edition.sources.layout import Line, Page, Piece, in_order, set_edges_apart

_MARK = re.compile(r"(\d{1,3}|[*†‡§]{1,3})[.)]?")
_ITEM = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]")
_BULLETS = frozenset("•◦▪▫‣⁃■□●○")
_HYPHENS = "-\u00ad\u2010"
_STOPS = ".,;:!?()[]“”‘’\"'…"


def compose(pages: list[Page]) -> Copy:
    """The text of all pages."""
    set_edges_apart(pages)
    lines = [line for page in pages for line in in_order(page.pieces, page.number, page.width)]
    return _Composer(pages, lines).compose()


class _Composer:
    def __init__(self, pages: list[Page], lines: list[Line]) -> None:
        self.pages = {page.number: page for page in pages}
        self.size = _usual(lines)
        self.notes, self.lines = self._part_notes(lines)
        gaps = sorted(
            (one.base - other.base) / max(one.size, 1)
            for one, other in zip(self.lines, self.lines[1:], strict=False)
            if (one.page, one.column) == (other.page, other.column) and one.base > other.base
        )
        self.leading = gaps[len(gaps) // 4] if gaps else 1.2
        indented = sum(_indent(line) >= 1 and not _is_centred(line) for line in self.lines)
        self.hanging = indented > 0.5 * len(self.lines)
        words = (word.strip(_STOPS).lower() for line in lines for word in line.words().split())
        self.hyphenated = {word for word in words if "-" in word}
        self.copyist = Copyist()
        self.page = 0
        self.paragraph: list[Line] = []

    def compose(self) -> Copy:
        ends = True
        for line, after, second in zip(
            self.lines, [*self.lines[1:], None], [*self.lines[2:], None, None], strict=False
        ):
            if ends:
                self._end_paragraph(line)
            self._turn_to(line.page)
            continued = self.paragraph[-1] if self.paragraph else None
            self.paragraph.append(line)
            ends = after is None or self._breaks(line, after, second)
            self._write(line, continued, None if ends else after)
        self._turn_to(max(self.pages, default=0))
        return self.copyist.copy()

    def _end_paragraph(self, new: Line) -> None:
        """End the paragraph; a gap of many lines is as many blank ones."""
        self.copyist.block()
        last = self.paragraph[-1] if self.paragraph else new
        if (last.page, last.column) == (new.page, new.column):
            gap = (last.base - new.base) / (self.leading * max(last.size, new.size))
            for _ in range(min(round(gap), 10) - 2):
                self.copyist.line()
        self.paragraph = []

    def _turn_to(self, number: int) -> None:
        """Begin the pages up to one, and leave out what stands at their edges."""
        while self.page < number:
            self.page += 1
            page = self.pages[self.page]
            self.copyist.point("page", page.label)
            for words, rule in page.edges:
                self.copyist.drop(words, rule)

    # -- where a paragraph ends ----------------------------------------------------------------------------------------

    def _breaks(self, line: Line, new: Line, after: Line | None) -> bool:
        """True where a paragraph ends between two lines."""
        together = (line.page, line.column) == (new.page, new.column) and line.base > new.base
        if abs(line.size - new.size) > 0.15 * line.size:
            return True
        if _joins(line, new) and new.words()[0].islower():
            return False
        if together and line.base - new.base > 1.28 * self.leading * max(line.size, new.size):
            return True
        if new.pieces[0].text in _BULLETS:
            return True
        width, other = line.edge_right - line.edge_left, new.edge_right - new.edge_left
        if not together and line.page == new.page and abs(width - other) > 0.2 * max(width, other):
            return True
        if self.hanging and _indent(new) < 1 <= _indent(line):
            return True
        if not self.hanging and not _is_centred(new) and self._opens(line, new, after):
            return True
        if together and _is_centred(line) and _is_centred(new):
            return False
        return _has_room(line, new)

    def _opens(self, line: Line, new: Line, after: Line | None) -> bool:
        """True where a line begins further in than its column and its neighbours: the first one of a paragraph."""
        if _indent(new) < 1 or _hangs_from(self.paragraph[0], new):
            return False
        if len(self.paragraph) > 1 and abs(_indent(line) - _indent(new)) < 0.2:
            return False
        follows = after is not None and (after.page, after.column) == (new.page, new.column)
        return not (follows and after is not None and abs(_indent(after) - _indent(new)) < 0.2)

    # -- words ---------------------------------------------------------------------------------------------------------

    def _write(self, line: Line, before: Line | None, after: Line | None) -> None:
        """Copy a line; `before` and `after` are its neighbours in the paragraph."""
        if before is not None and not _joins(before, line):
            self.copyist.fold(" ")
        breaks = after is not None and self._breaks_word(line, after)
        for k, piece in enumerate(line.pieces):
            if k and piece.apart:
                wide = piece.left - line.pieces[k - 1].right > 2.5 * piece.size
                self.copyist.write("\t" if wide else " ")
            mark = self._note_of(piece, line)
            if mark:
                self._note(piece, line.page, mark)
                continue
            opened = [self.copyist.begin(kind) for kind in sorted(piece.style)]
            self.copyist.write(piece.text[:-1] if breaks and k == len(line.pieces) - 1 else piece.text)
            for feature in reversed(opened):
                self.copyist.end(feature)
        if breaks:
            self.copyist.hyphen(line.words()[-1])

    def _breaks_word(self, line: Line, after: Line) -> bool:
        """True where the hyphen at a line's end only marks the break of a word."""
        if not _joins(line, after):
            return False
        words, rest = line.words(), after.words()
        whole = f"{words.split()[-1][:-1]}-{rest.split()[0]}".strip(_STOPS).lower()
        return words[-1] == "\u00ad" or not (rest[0].isupper() or whole in self.hyphenated)

    # -- notes ---------------------------------------------------------------------------------------------------------

    def _part_notes(self, lines: list[Line]) -> tuple[dict[tuple[int, str], list[Line]], list[Line]]:
        """The notes at the foot of pages, by page and mark, and the other lines.

        A note begins with a mark that stands raised in the text of its page, below the text and in smaller type.
        """
        calls = {
            (line.page, mark)
            for line in lines
            for piece in line.pieces
            if (mark := _raised_mark(piece, line, self.size))
        }
        notes: dict[tuple[int, str], list[Line]] = {}
        text: list[Line] = []
        current: tuple[int, str] | None = None
        for line in lines:
            key = (line.page, _opening_mark(line))
            small = line.size < 0.95 * self.size
            if small and key[1] and key in calls and key not in notes:
                current = key
                notes[key] = [line]
            elif current and current[0] == line.page and small:
                notes[current].append(line)
            else:
                current = None
                text.append(line)
        return notes, text

    def _note_of(self, piece: Piece, line: Line) -> str:
        """The mark that a piece is, where it calls a note of its page that has not been called yet."""
        mark = _raised_mark(piece, line, self.size)
        return mark if mark and (line.page, mark) in self.notes else ""

    def _note(self, piece: Piece, page: int, mark: str) -> None:
        self.copyist.drop(piece.text, "note-mark")
        lines = self.notes.pop((page, mark))
        note = self.copyist.note(mark)
        first = lines[0].pieces
        gone = 1 if _MARK.fullmatch(first[0].text) else 0
        note.drop(first[0].text if gone else "", "note-mark")
        for k, row in enumerate(lines):
            for j, part in enumerate(row.pieces[gone:] if not k else row.pieces):
                if part.apart or not j:
                    note.fold(" ")
                note.write(part.text)


def _usual(lines: list[Line]) -> float:
    """The size that most characters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        for piece in line.pieces:
            sizes[round(piece.size, 1)] += len(piece.text)
    return max(sizes.items(), key=lambda item: (item[1], item[0]), default=(10.0, 0))[0]


def _raised_mark(piece: Piece, line: Line, usual: float) -> str:
    """The mark of a note where a piece is one: small, raised, in a line of the text."""
    found = _MARK.fullmatch(piece.text)
    raised = piece.base - line.base > 0.15 * line.size and piece.size < 0.85 * line.size
    return found[1] if found and raised and line.size >= 0.95 * usual and piece is not line.pieces[0] else ""


def _joins(line: Line, after: Line) -> bool:
    """True where a line goes on with the word that the one before broke, whether its hyphen is kept or not."""
    words = line.words()
    return len(words) > 1 and words[-1] in _HYPHENS and words[-2].isalpha() and after.words()[:1].isalpha()


def _opening_mark(line: Line) -> str:
    found = _MARK.fullmatch(line.pieces[0].text)
    return found[1] if found and len(line.pieces) > 1 else ""


def _hangs_from(item: Line, line: Line) -> bool:
    """True where a line stands under the words of an item of a list, not under its bullet or number."""
    numbered = len(item.pieces) > 1 and (item.pieces[0].text in _BULLETS or _ITEM.fullmatch(item.pieces[0].text))
    shift = line.edge_left - item.edge_left
    return bool(numbered) and abs(line.left - shift - item.pieces[1].left) < 0.3 * line.size


def _indent(line: Line) -> float:
    """How far in a line begins, in units of the smallest indent that counts."""
    return (line.left - line.edge_left) / (0.8 * line.size)


def _is_centred(line: Line) -> bool:
    before, behind = line.left - line.edge_left, line.edge_right - line.right
    return before > 2 * line.size and abs(before - behind) < 0.15 * (line.edge_right - line.edge_left)


def _has_room(line: Line, new: Line) -> bool:
    """True where the next line's first word would have fitted in this line: who sets text fills its lines."""
    if _joins(line, new):
        return False
    if line.justified and line.edge_right - line.right > 0.08 * line.size:
        return True
    word = new.pieces[0].right - new.pieces[0].left
    return line.edge_right - line.right > word + 1.2 * line.size
