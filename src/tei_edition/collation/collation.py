"""Witnesses → `Collation`: the columns of their alignment, and what every form of output is made from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tei_edition.collation.columns import columns
from tei_edition.collation.graph import VariantGraph, build
from tei_edition.collation.witness import Witness, check_sigla, tokenised, witness


@dataclass(frozen=True)
class Collation:
    """Witnesses and where their tokens stand.

    Attributes:
        witnesses: in the order given.
        columns: for each witness the column of each of its tokens, rising, from 0.
        graph: the variant graph they were taken from.
    """

    witnesses: tuple[Witness, ...]
    columns: tuple[tuple[int, ...], ...]
    graph: VariantGraph

    @cached_property
    def width(self) -> int:
        """How many columns there are."""
        return 1 + max((row[-1] for row in self.columns if row), default=-1)


def collate(witnesses: Sequence[Witness], *, near: bool = True) -> Collation:
    """Align witnesses; the order in which they are given changes nothing but the order of the rows.

    Args:
        witnesses: at least one.
        near: whether words that differ in a few letters may be aligned.

    Raises:
        EditionError: two witnesses with one siglum.
    """
    check_sigla(witness.siglum for witness in witnesses)
    graph = build(witnesses, near)
    return Collation(tuple(witnesses), tuple(map(tuple, columns(graph))), graph)


def table(witnesses: Mapping[str, str], options: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Collate texts into a table of tokens.

    Args:
        witnesses: siglum → text.
        options: `segmentation` (join what no column parts; default no), `near_match` (default yes), `lowercase`
            (default yes), `tokens` (siglum → list of tokens with `t` and perhaps `n`, instead of splitting the text).

    Returns:
        `witnesses`, the sigla, and `table`, a row for each: a list of cells, equally many in all; a cell is None or
        a list of tokens with `t` and `n`.
    """
    asked = options or {}
    normal: Callable[[str], str] = str.lower if asked.get("lowercase", True) else str
    given = asked.get("tokens") or {}
    made = [
        tokenised(siglum, given[siglum], normal) if siglum in given else witness(siglum, text, normal)
        for siglum, text in witnesses.items()
    ]
    done = collate(made, near=bool(asked.get("near_match", True)))
    rows = []
    for one, places in zip(done.witnesses, done.columns, strict=True):
        row: list[Any] = [None] * done.width
        for column, t, n in zip(places, one.text, one.normal, strict=True):
            row[column] = [{"t": t, "n": n}]
        rows.append(row)
    return {"witnesses": [w.siglum for w in done.witnesses], "table": rows}
