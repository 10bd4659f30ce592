"""Witnesses → `Collation`: the columns of their alignment, and what every form of output is made from."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

from tei_edition.collation import decisions as editor
from tei_edition.collation.columns import columns
from tei_edition.collation.graph import VariantGraph, build
from tei_edition.collation.kinds import Facts, facts, kind, name_test
from tei_edition.collation.normalising import chain, settings
from tei_edition.collation.transpositions import Transposition, transpositions
from tei_edition.collation.units import Reading, Unit, grid_of, ordered, read_units, unit
from tei_edition.collation.witness import Witness, check_sigla, witness
from tei_edition.errors import EditionError, Finding


@dataclass(frozen=True)
class Collation:
    """Witnesses and where their tokens stand.

    Attributes:
        witnesses: in the order given.
        columns: for each witness the column of each of its tokens, rising, from 0.
        graph: the variant graph they were taken from.
        base: the number of the witness whose readings are the lemmas; -1 for the readings most witnesses have.
        joined: columns (first, last) that an editor made one place.
        lemmas: (witness number, token) of the lemmas that an editor chose.
        findings: decisions of the editor that no longer fit.
        of: the words that state facts.
    """

    witnesses: tuple[Witness, ...]
    columns: tuple[tuple[int, ...], ...]
    graph: VariantGraph
    base: int = -1
    joined: tuple[tuple[int, int], ...] = ()
    lemmas: tuple[tuple[int, int], ...] = ()
    findings: tuple[Finding, ...] = ()
    of: Facts | None = field(default=None, repr=False)

    @property
    def sigla(self) -> list[str]:
        """The witnesses' names, in the order given."""
        return [witness.siglum for witness in self.witnesses]

    @cached_property
    def width(self) -> int:
        """How many columns there are."""
        return 1 + max((row[-1] for row in self.columns if row), default=-1)

    @cached_property
    def grid(self) -> list[list[int]]:
        """For each column the index of each witness's token there, -1 where it has none."""
        return grid_of(self.columns, self.width)

    @cached_property
    def transpositions(self) -> list[Transposition]:
        """Words that stand elsewhere in some witnesses."""
        return transpositions(self.graph, [list(row) for row in self.columns])

    @cached_property
    def units(self) -> list[Unit]:
        """The places of variation and the stretches between them, in order, with lemmas and kinds."""
        moved = self._moved()
        chosen = {(number, self.columns[number][index]) for number, index in self.lemmas}
        found = []
        for place in self._places():
            if not place.varies:
                found.append(place)
                continue
            marked = replace(place, readings=tuple(self._marked(place, reading, moved) for reading in place.readings))
            made = ordered(marked, self._lemma(marked, chosen))
            lemma = made.lemma
            kinds = [replace(r, kind=self.kind(lemma, r)) for r in made.readings[1:]]
            found.append(replace(made, readings=(lemma, *kinds)))
        return found

    @cached_property
    def _is_name(self) -> Callable[[str], bool]:
        return name_test([witness.text for witness in self.witnesses])

    def kind(self, one: Reading, other: Reading) -> str:
        """The kind of variant that `other` is of `one`; see `kinds.KINDS`."""
        return kind(one, other, self._is_name, self.of or facts())

    def _places(self) -> list[Unit]:
        """The places of variation, with those an editor joined as one."""
        places = read_units(self.witnesses, self.grid)
        for first, last in sorted(self.joined):
            touched = [p for p in places if p.start <= last and p.stop > first]
            start, stop = min(touched[0].start, first), max(touched[-1].stop, last + 1)
            if not touched[0].varies:
                start = first
            if not touched[-1].varies:
                stop = last + 1
            cut = [
                unit(self.witnesses, self.grid, a, b)
                for a, b in ((touched[0].start, start), (start, stop), (stop, touched[-1].stop))
                if a < b
            ]
            at = places.index(touched[0])
            places[at : at + len(touched)] = cut
        return places

    def _moved(self) -> dict[tuple[int, int], int]:
        """For each witness and column the number of the transposition its word belongs to."""
        numbers = {
            vertex: number for number, move in enumerate(self.transpositions, 1) for vertex in move.first + move.second
        }
        if not numbers:
            return {}
        return {
            (witness, column): numbers[vertex]
            for witness, (path, row) in enumerate(zip(self.graph.paths, self.columns, strict=True))
            for vertex, column in zip(path, row, strict=True)
            if vertex in numbers
        }

    def _marked(self, place: Unit, reading: Reading, moved: dict[tuple[int, int], int]) -> Reading:
        """The reading with the number of its transposition, where all of its words stand elsewhere in some witness."""
        if not moved or not reading.text:
            return reading
        number = reading.witnesses[0]
        columns = [c for c in range(place.start, place.stop) if self.grid[c][number] >= 0]
        numbers = [max(moved.get((witness, column), 0) for witness in reading.witnesses) for column in columns]
        return replace(reading, moved=numbers[0]) if all(numbers) else reading

    def _lemma(self, place: Unit, chosen: set[tuple[int, int]]) -> Reading | None:
        if chosen:
            for reading in place.readings:
                if any((w, c) in chosen for w in reading.witnesses for c in range(place.start, place.stop)):
                    return reading
        if self.base < 0:
            return None
        return next(reading for reading in place.readings if self.base in reading.witnesses)


def collate(
    witnesses: Sequence[Witness] | Mapping[str, str],
    *,
    near: bool = True,
    base: str = "",
    decisions: editor.Decisions | None = None,
    of: Facts | None = None,
) -> Collation:
    """Align witnesses; the order in which they are given changes nothing but the order of the rows.

    Args:
        witnesses: at least one; or siglum → text, which is compared as the toolkit's table `collation.toml` says.
        near: whether words that differ in a few letters may be aligned.
        base: the siglum of the witness whose readings are the lemmas; default: the readings most witnesses have.
        decisions: an editor's.
        of: the words that state facts; default: the toolkit's.

    Raises:
        EditionError: no witness, two with one siglum, or no witness with the siglum `base`.
    """
    if isinstance(witnesses, Mapping):
        normalise = chain(settings())
        witnesses = [witness(siglum, text, normalise) for siglum, text in witnesses.items()]
    if not witnesses:
        raise EditionError("there is no witness", "name two or more files")
    check_sigla(witness.siglum for witness in witnesses)
    sigla = [witness.siglum for witness in witnesses]
    if base and base not in sigla:
        raise EditionError(f"there is no witness {base} to be the base", f"the witnesses are {', '.join(sigla)}")
    graph = build(witnesses, near)
    if decisions is None:
        rows, applied = columns(graph), None
    else:
        applied = editor.apply(decisions, graph, witnesses)
        rows, crossing = columns_decided(graph, applied)
        applied.findings += [editor.cannot(decisions.path, decision) for decision in crossing]
    return Collation(
        tuple(witnesses),
        tuple(map(tuple, rows)),
        graph,
        sigla.index(base) if base else -1,
        tuple((rows[n][a], rows[n][b]) for n, a, b in applied.joined) if applied else (),
        tuple(applied.lemmas) if applied else (),
        tuple(applied.findings) if applied else (),
        of,
    )


def columns_decided(graph: VariantGraph, applied: editor.Applied) -> tuple[list[list[int]], list[editor.Decision]]:
    """The columns with an editor's decisions, and those decisions that would make witnesses cross."""
    together: list[tuple[int, int]] = []
    crossing: list[editor.Decision] = []
    for a, b, decision in applied.together:
        try:
            columns(graph, [*together, (a, b)], applied.apart)
            together.append((a, b))
        except ValueError:
            crossing.append(decision)
    return columns(graph, together, applied.apart), crossing


def tally(collation: Collation) -> dict[tuple[str, str], Counter[str]]:
    """How often two witnesses differ, by the kind of variant that the second's reading is of the first's."""
    sigla = collation.sigla
    counts: dict[tuple[str, str], Counter[str]] = {
        (a, b): Counter() for k, a in enumerate(sigla) for b in sigla[k + 1 :]
    }
    for place in collation.units:
        known: dict[tuple[int, int], str] = {}
        held = {number: k for k, reading in enumerate(place.readings) for number in reading.witnesses}
        for a, b in combinations(sorted(held), 2) if place.varies else ():
            pair = (held[a], held[b])
            if pair[0] != pair[1]:
                if pair not in known:
                    known[pair] = collation.kind(place.readings[pair[0]], place.readings[pair[1]])
                counts[sigla[a], sigla[b]][known[pair]] += 1
    return counts
