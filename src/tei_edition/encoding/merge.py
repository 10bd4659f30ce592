"""A new parse merged into a document that people have corrected, by splices into the bytes of their file.

Three versions: `base`, what the machine wrote last time; `mine`, what it writes now; `yours`, what people made of it.
The machine's changes from base to mine are carried over to yours one by one, each only where its place is as the
machine left it. Whatever differs between base and yours is a person's work and stays; a change of the machine that
meets it is a conflict, and the person's reading stands.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tei_edition import tei
from tei_edition.encoding.planning import Plan, Planner
from tei_edition.encoding.scan import scan
from tei_edition.encoding.splicing import Spliced, splice
from tei_edition.encoding.versions import Versions
from tei_edition.errors import TeiError

# How often a result is tried before what is left of the changes is given up together: the less often, the longer it is.
_TRIES, _FEWEST, _WORK = 200, 8, 20_000_000


@dataclass(frozen=True)
class Conflict:
    """A change of the machine that met a person's work.

    Attributes:
        line: where the person's reading stands, in the merged file.
        machine_line: where the machine's reading stands, in what it writes now.
        yours, machine: both readings, as they are written, on one line; empty for nothing.
    """

    line: int
    machine_line: int
    yours: str
    machine: str


@dataclass(frozen=True)
class Merged:
    """The document as merged.

    Attributes:
        data: the bytes of the file.
        conflicts: what the machine would have changed, by line.
        taken: how many changes of the machine came in.
    """

    data: bytes
    conflicts: tuple[Conflict, ...] = ()
    taken: int = 0


Check = Callable[[bytes], bool]


def merge(base: bytes, mine: bytes, yours: bytes, *, path: object = "-", accept: Check | None = None) -> Merged:
    """Carry the machine's changes over to a person's file.

    Args:
        path: the person's file, for messages.
        accept: says whether a result will do, such as whether it is valid; well-formed it is in any case. Changes that
            make it say no are conflicts.

    Raises:
        TeiError: one of the three is not well-formed or its encoding cannot be kept.
    """
    tei.parse(yours, path)
    if mine in (base, yours):
        return Merged(yours)
    if base == yours:
        return Merged(mine, taken=1)
    return carry(base, mine, yours, path=path, accept=accept)


def carry(base: bytes, mine: bytes, yours: bytes, *, path: object = "-", accept: Check | None = None) -> Merged:
    """`merge` without its short cuts: where base and yours say the same, it is still yours that is written to."""
    return _Merger(Versions(scan(base), scan(mine), scan(yours, path)), accept).merge()


class _Merger:
    def __init__(self, versions: Versions, accept: Check | None) -> None:
        self.versions = versions
        self.mine, self.yours = versions.mine, versions.yours
        self.accept = accept

    def merge(self) -> Merged:
        """Plan every change, apply those that can be, and tell the others."""
        plans = Planner(self.versions).plans()
        chosen = self._choose([plan for plan in plans if plan.edit])
        chosen = self._spare_entries(chosen)
        result = self._splice(chosen)
        taken = set(map(id, chosen)) | self.spared
        conflicts = sorted(
            (self._conflict(plan, result) for plan in plans if id(plan) not in taken),
            key=lambda conflict: (conflict.line, conflict.machine_line, conflict.machine, conflict.yours),
        )
        return Merged(self.yours.encode(result.text), tuple(conflicts), len(chosen))

    def _splice(self, plans: Iterable[Plan]) -> Spliced:
        return splice(self.yours, self.mine, [plan.edit for plan in plans if plan.edit])

    def _is_sound(self, plans: list[Plan]) -> bool:
        result = self._splice(plans)
        if not result.is_nested:
            return False
        data = self.yours.encode(result.text)
        try:
            tei.parse(data)
        except TeiError:
            return False
        return self.accept is None or self.accept(data)

    def _choose(self, plans: list[Plan]) -> list[Plan]:
        """As many of the plans as go together: all of them, or without those that spoil the document."""
        good: list[Plan] = []
        refused: list[Plan] = []
        todo = [plans] if plans else []
        for _ in range(max(_FEWEST, min(_TRIES, _WORK // (len(self.yours.text) + 1)))):
            if not todo:
                break
            part = todo.pop()
            if self._is_sound(good + part):
                good += part
                # What was refused alone may go together with this.
                todo[:0] = [[plan] for plan in refused]
                refused.clear()
            elif len(part) > 1:
                half = len(part) // 2
                todo += [part[half:], part[:half]]
            else:
                refused += part
        return good

    def _spare_entries(self, plans: list[Plan]) -> list[Plan]:
        """Keep entries that the machine no longer needs where a person's tag points to them."""
        self.spared: set[int] = set()
        while any(plan.removed for plan in plans):
            wanted = self._pointers(plans)
            spared = {id(plan) for plan in plans if plan.removed & wanted}
            if not spared:
                break
            # What would come in their place is told.
            self.spared |= {id(plan) for plan in plans if id(plan) in spared and not plan.reading}
            plans = [plan for plan in plans if id(plan) not in spared]
        return plans

    def _pointers(self, plans: list[Plan]) -> set[str]:
        """The ids that the person's own words and tags point to, as far as they stay."""
        edits = [plan.edit for plan in plans if plan.edit]
        cut = set().union(*(edit.cut for edit in edits))
        values = {token: rows for edit in edits for token, rows in edit.values.items()}
        found: set[str] = set()
        for node in self.yours.nodes:
            if node.open not in cut:
                rows = {**node.attributes, **values.get(node.open, {})}
                found |= {part[1:] for value in rows.values() if value for part in value.split() if part[0] == "#"}
        return found

    def _conflict(self, plan: Plan, result: Spliced) -> Conflict:
        at = result.offsets[min(plan.near, len(result.offsets) - 1)]
        line = result.text.count("\n", 0, at) + 1
        machine_line = self.mine.line(min(plan.machine, len(self.mine.tokens) - 1))
        return Conflict(line, machine_line, _flat(plan.yours), _flat(plan.reading))


def _flat(words: str) -> str:
    return " ".join(words.split())
