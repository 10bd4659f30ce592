"""Texts that render one another, such as translations of one source → which sentences of each belong together.

Texts join one by one, the two most alike first, each against the rows of those that have joined; which comes next is
decided by likeness and content alone, so that the order in which they are given changes nothing but the columns.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tei_edition.collation.beads import Scorer, beads, corridor
from tei_edition.collation.graph import order
from tei_edition.collation.kinds import facts, name_test
from tei_edition.collation.likeness import NAME, NUMBER, STEM, WORD, Lexicon, Likeness, Sentence, kept, merged
from tei_edition.collation.normalising import chain, settings
from tei_edition.collation.sentences import Block, Passage, marks, passages
from tei_edition.collation.witness import check_sigla, tokens, witness
from tei_edition.errors import EditionError


@dataclass(frozen=True, slots=True)
class Row:
    """What belongs together.

    Attributes:
        cells: for each text the numbers of its sentences, from 0; empty where it has none.
        score: what speaks for it, as the natural logarithm of odds; 0 where only one text has something.
        moved: whether a text has it in another place than the others.
    """

    cells: tuple[tuple[int, ...], ...]
    score: float = 0.0
    moved: bool = False


@dataclass(frozen=True)
class Alignment:
    """Texts and which of their sentences belong together.

    Attributes:
        sigla: the texts' names, in the order given.
        texts: the texts.
        passages: for each text its sentences, in order.
        rows: what belongs together, in reading order; every sentence stands in one row.
    """

    sigla: tuple[str, ...]
    texts: tuple[str, ...]
    passages: tuple[tuple[Passage, ...], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Reading:
    """One text to be aligned: its name, its characters, and its paragraphs where these are known."""

    siglum: str
    text: str
    blocks: tuple[Block, ...] | None = None


def align(texts: Mapping[str, str], *, divisions: bool = True, tables: Path | None = None) -> Alignment:
    """Align two or more texts by their sentences.

    Args:
        texts: siglum → text.
        divisions: whether numbers of verses, sections and paragraphs that the texts share part them.
        tables: an edition's folder `tables/`.

    Raises:
        EditionError: fewer than two texts, an empty siglum, or a text without words.
    """
    return align_readings([Reading(siglum, text) for siglum, text in texts.items()], divisions=divisions, tables=tables)


def align_readings(readings: Sequence[Reading], *, divisions: bool = True, tables: Path | None = None) -> Alignment:
    """Align texts whose paragraphs may be known; see `align`."""
    if len(readings) < 2:
        raise EditionError("there are not two texts to align", "name two or more files")
    check_sigla(reading.siglum for reading in readings)
    known = marks(tables)
    found = [tuple(passages(r.siglum, r.text, r.blocks, known)) for r in readings]
    for reading, sentences in zip(readings, found, strict=True):
        if not sentences:
            raise EditionError(f"the text {reading.siglum} has no words", "is it the right file?")
    rows = _Joiner(readings, found, tables).rows()
    sigla, texts = tuple(r.siglum for r in readings), tuple(r.text for r in readings)
    return Alignment(sigla, texts, tuple(found), tuple(rows))


class _Joiner:
    """Joins texts to rows."""

    def __init__(self, readings: Sequence[Reading], found: Sequence[Sequence[Passage]], tables: Path | None) -> None:
        self.lexicon = Lexicon()
        self.normalise = chain(settings(tables), accents=True)
        self.facts = facts(tables)
        made = [witness(reading.siglum, reading.text, self.normalise) for reading in readings]
        is_name = name_test([one.text for one in made])
        self.known: dict[str, int] = {}
        self.sentences = [self._sentences(listed, is_name) for listed in found]
        numbers = [[word for s in listed for word in s.words] for listed in self.sentences]
        self.order = order(made, numbers)

    def _sentences(self, listed: Sequence[Passage], is_name: Callable[[str], bool]) -> list[Sentence]:
        made = []
        for index, passage in enumerate(listed):
            words: dict[int, int] = {}
            size = 0
            for token in tokens(passage.text):
                word = token.strip()
                if not any(map(str.isalnum, word)):
                    continue
                number = self.known.get(word)
                if number is None:
                    number = self.known[word] = self._number(word, is_name)
                words[number] = words.get(number, 0) + 1
                size += 1
            ends = index + 1 == len(listed) or listed[index + 1].paragraph != passage.paragraph
            made.append(Sentence(words, size, len(passage.text), ends))
        return made

    def _number(self, word: str, is_name: Callable[[str], bool]) -> int:
        folded = self.normalise(word)
        if any(map(str.isdecimal, word)):
            for ending in ("st", "nd", "rd", "th"):
                folded = folded.removesuffix(ending)
            return self.lexicon.number("numbers " + folded, NUMBER)
        if folded in self.facts.values:
            return self.lexicon.number(self.facts.values[folded].replace("ordinals", "numbers"), NUMBER)
        return self.lexicon.number(folded[:STEM], NAME if is_name(word) else WORD)

    def rows(self) -> list[Row]:
        first = self.order[0]
        count = len(self.sentences)
        rows = [_row(count, {first: (number,)}) for number in range(len(self.sentences[first]))]
        for position, text in enumerate(self.order[1:], 1):
            rows = self._joined(rows, self.order[:position], text)
        return rows

    def _joined(self, rows: list[Row], joined: Sequence[int], text: int) -> list[Row]:
        made = self.sentences[text]
        kinds = self.lexicon.kinds
        cells = [[row.cells[one] for one in joined] for row in rows]
        given = [self._together(row, joined) for row in rows]
        ways = corridor(given, made)
        likenesses = [Likeness(self.sentences[one], made, kinds) for one in joined]
        found = beads(Scorer(likenesses, cells, made), ways)
        for _ in range(1):
            refined = []
            for position, one in enumerate(joined):
                pairs = [
                    (
                        merged([self.sentences[one][n].words for row in rows[i:to_i] for n in row.cells[one]] or [{}]),
                        merged([made[n].words for n in range(j, to_j)]),
                    )
                    for i, to_i, j, to_j in found
                    if i < to_i and j < to_j
                ]
                refined.append(Likeness(self.sentences[one], made, kinds, kept(pairs, kinds)))
            likenesses = refined
            scorer = Scorer(likenesses, cells, made)
            found = beads(scorer, ways)
        return [self._merged(rows, scorer, bead, text) for bead in found]

    def _merged(self, rows: Sequence[Row], scorer: Scorer, bead: tuple[int, int, int, int], text: int) -> Row:
        i, to_i, j, to_j = bead
        cells = [tuple(n for row in rows[i:to_i] for n in row.cells[k]) for k in range(len(self.sentences))]
        cells[text] = tuple(range(j, to_j))
        score = scorer.score(*bead) if i < to_i and j < to_j else 0.0
        return Row(tuple(cells), score, any(row.moved for row in rows[i:to_i]))

    def _together(self, row: Row, joined: Iterable[int]) -> Sentence:
        found = [self.sentences[one][n] for one in joined for n in row.cells[one]]
        return Sentence(
            merged([s.words for s in found]), sum(s.size for s in found), sum(s.length for s in found), found[-1].ends
        )


def _row(count: int, cells: Mapping[int, tuple[int, ...]]) -> Row:
    return Row(tuple(cells.get(k, ()) for k in range(count)))
