"""Aligned sentences → where their words differ: words, sentences in another place, sentences that only one text has."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz.distance import Indel

from tei_edition.collation.pairing import MOST, Pairing, Row

_Block = tuple[str, int, int, int, int]


class Wording(NamedTuple):
    """One place where the words differ.

    Attributes:
        kind: `words`, `moved`, `only-a` or `only-b`.
        a_lines, b_lines: first and last line; (0, 0) where a text has nothing.
        pieces: (`same`, `a` or `b`; words) in reading order, for sentences both have; their words else.
    """

    kind: str
    a_lines: tuple[int, int]
    b_lines: tuple[int, int]
    pieces: tuple[tuple[str, str], ...]


def wording(pairing: Pairing) -> Iterator[Wording]:
    """The places where the words of two texts differ, in the order of the rows."""
    for row in pairing.rows:
        a, b = (_words(pairing, row, side) for side in (0, 1))
        lines = (_lines(pairing, row, 0), _lines(pairing, row, 1))
        if not row.is_whole:
            side = "a" if a else "b"
            yield Wording(f"only-{side}", *lines, ((side, " ".join(a or b)),))
            continue
        pieces = tuple(_pieces(a, b))
        if row.moved or len(pieces) > 1 or pieces[0][0] != "same":
            yield Wording("moved" if row.moved else "words", *lines, pieces)


def exchanged(place: Wording) -> Wording:
    """The place with the two texts exchanged."""
    turned = {"only-a": "only-b", "only-b": "only-a", "a": "b", "b": "a"}
    pieces: list[tuple[str, str]] = []
    for side, words in place.pieces:
        # Of two pieces in one place that of A comes first.
        at = -1 if side == "b" and pieces and pieces[-1][0] == "b" else len(pieces)
        pieces.insert(at, (turned.get(side, side), words))
    return Wording(turned.get(place.kind, place.kind), place.b_lines, place.a_lines, tuple(pieces))


def _words(pairing: Pairing, row: Row, side: int) -> list[str]:
    return [word for k in row.halves[side].sentences for word in pairing.passages[side][k].text.split()]


def _lines(pairing: Pairing, row: Row, side: int) -> tuple[int, int]:
    sentences, passages = row.halves[side].sentences, pairing.passages[side]
    if not sentences:
        return 0, 0
    line = pairing.sides[side].line
    return line(passages[sentences[0]].start), line(passages[sentences[-1]].end - 1)


def _pieces(a: list[str], b: list[str]) -> Iterator[tuple[str, str]]:
    """Two sentences as stretches that both have, that A has and that B has."""
    numbers: dict[str, int] = {}
    one, other = ([numbers.setdefault(word.casefold(), len(numbers)) for word in words] for words in (a, b))
    blocks: Iterable[_Block] = [("replace", 0, len(a), 0, len(b))]
    if len(a) * len(b) <= MOST:
        blocks = [(b.tag, b.src_start, b.src_end, b.dest_start, b.dest_end) for b in Indel.opcodes(one, other)]
    for tag, a0, a1, b0, b1 in _joined(blocks):
        if tag == "equal":
            yield "same", " ".join(a[a0:a1])
            continue
        if a1 > a0:
            yield "a", " ".join(a[a0:a1])
        if b1 > b0:
            yield "b", " ".join(b[b0:b1])


def _joined(blocks: Iterable[_Block]) -> Iterator[_Block]:
    """Deletions and insertions that touch as one."""
    held: _Block | None = None
    for tag, a0, a1, b0, b1 in blocks:
        if tag == "equal":
            if held:
                yield held
            held = None
            yield tag, a0, a1, b0, b1
        elif held:
            held = ("replace", held[1], a1, held[3], b1)
        else:
            held = ("replace", a0, a1, b0, b1)
    if held:
        yield held
