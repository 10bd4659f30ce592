"""A new parse merged into a document that people have corrected, by splices into the bytes of their file.

Three versions: `base`, what the machine wrote last time; `mine`, what it writes now; `yours`, what people made of it.
The machine's changes from base to mine are carried over to yours one by one, each only where its place is as the
machine left it. Whatever differs between base and yours is a person's work and stays; a change of the machine that
meets it is a conflict, and the person's reading stands.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tei_edition import tei
from tei_edition.encoding.aligning import align
from tei_edition.encoding.changes import Change, Hunk, delta
from tei_edition.encoding.scan import Node, Scan, scan
from tei_edition.encoding.splicing import AFTER, BEFORE, Edit, Put, Spliced, splice
from tei_edition.errors import TeiError

# What the machine says about a tag, as against what the tag says.
_BOOKKEEPING = frozenset(("resp", "cert", "ana"))
_NAMES = frozenset(("persName", "placeName", "orgName", "name", "rs", "date", "time"))
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
    return _Merger(scan(base), scan(mine), scan(yours, path), accept).merge()


@dataclass(slots=True)
class _Plan:
    """What a change does to the person's file; `edit` is None where it meets their work."""

    edit: Edit | None
    near: int
    machine: int
    yours: str
    reading: str
    removed: frozenset[str] = frozenset()


class _BlockedError(Exception):
    """A change cannot be carried over."""


class _Merger:
    def __init__(self, base: Scan, mine: Scan, yours: Scan, accept: Check | None) -> None:
        self.base, self.mine, self.yours = base, mine, yours
        self.accept = accept
        pairs = align(base, mine, moves=False)
        # From yours to mine as from base to mine: of two paragraphs that changed places the same one has moved.
        self.same = [-1] * len(mine.tokens)
        for k, place in enumerate(align(yours, mine, moves=False)):
            if place >= 0:
                self.same[place] = k
        shared = [(k, self.same[m]) for k, m in enumerate(pairs) if m >= 0 and self.same[m] >= 0]
        self.kept = align(base, yours, moves=True, known=shared)
        self.delta = delta(base, mine, pairs)
        self._forget_what_moved()
        self.origin = [-1] * len(yours.tokens)
        for k, place in enumerate(self.kept):
            if place >= 0:
                self.origin[place] = k
        self.mine_to_base = {
            mine.tokens[pairs[node.open]].node: k for k, node in enumerate(base.nodes) if pairs[node.open] >= 0
        }
        # What the machine takes away itself is no hindrance to what it puts around.
        self.going = {
            yours.tokens[self.kept[node.open]].node
            for node in base.nodes
            if node.open in self.delta.hunk_of_old and self.kept[node.open] >= 0
        }
        self.ids = {node.id: k for k, node in enumerate(yours.nodes) if node.id}
        self._mark_touched()

    def _forget_what_moved(self) -> None:
        """A token that stands where the machine has it now is not the one it had elsewhere before."""
        claimed: set[int] = set()
        for change in self.delta.changes:
            places = {self.same[token] for token in change.new_words}
            if -1 not in places:
                claimed |= places
                claimed |= {self.same[self.mine.nodes[k].open] for k in change.new}
                claimed |= {self.same[self.mine.nodes[k].close] for k in change.new}
        claimed -= {-1}
        for token in self.delta.hunk_of_old:
            if self.kept[token] in claimed:
                self.kept[token] = -1

    # -- what people have done -----------------------------------------------------------------------------------------

    def _mark_touched(self) -> None:
        """The words that a person has tagged, untagged or tagged otherwise: by token of yours and of base."""
        self.touched: set[tuple[str, int]] = set()
        self.untagged: set[tuple[str, int]] = set()
        for node in self.yours.nodes:
            origin = self.origin[node.open]
            is_theirs = origin < 0 or self._base_node(origin).attributes != node.attributes
            if is_theirs and not node.is_block:
                self.touched |= {(_kind(node), t) for t in range(node.open + 1, node.close)}
        for node in self.base.nodes:
            if self.kept[node.open] < 0 and not node.is_block:
                self.untagged |= {(_kind(node), t) for t in range(node.open + 1, node.close)}
        self.touched_words = {t for _, t in self.touched}
        self.untagged_words = {t for _, t in self.untagged}

    def _base_node(self, token: int) -> Node:
        return self.base.nodes[self.base.tokens[token].node]

    def _yours_of(self, node: Node) -> Node | None:
        """The person's element that an element of base has become."""
        place = self.kept[node.open]
        return self.yours.nodes[self.yours.tokens[place].node] if place >= 0 else None

    # -- the whole -----------------------------------------------------------------------------------------------------

    def merge(self) -> Merged:
        """Plan every change, apply those that can be, and tell the others."""
        plans = [*self._attribute_plans(), *filter(None, map(self._plan, self.delta.changes))]
        chosen = self._choose([plan for plan in plans if plan.edit])
        chosen = self._spare_entries(chosen)
        result = self._splice(chosen)
        taken = set(map(id, chosen)) | self.spared
        conflicts = sorted(
            (self._conflict(plan, result) for plan in plans if id(plan) not in taken),
            key=lambda conflict: (conflict.line, conflict.machine_line, conflict.machine, conflict.yours),
        )
        return Merged(self.yours.encode(result.text), tuple(conflicts), len(chosen))

    def _splice(self, plans: Iterable[_Plan]) -> Spliced:
        return splice(self.yours, self.mine, [plan.edit for plan in plans if plan.edit])

    def _is_sound(self, plans: list[_Plan]) -> bool:
        result = self._splice(plans)
        if not result.is_nested:
            return False
        data = self.yours.encode(result.text)
        try:
            tei.parse(data)
        except TeiError:
            return False
        return self.accept is None or self.accept(data)

    def _choose(self, plans: list[_Plan]) -> list[_Plan]:
        """As many of the plans as go together: all of them, or without those that spoil the document."""
        good: list[_Plan] = []
        refused: list[_Plan] = []
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

    def _spare_entries(self, plans: list[_Plan]) -> list[_Plan]:
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

    def _pointers(self, plans: list[_Plan]) -> set[str]:
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

    def _conflict(self, plan: _Plan, result: Spliced) -> Conflict:
        at = result.offsets[min(plan.near, len(result.offsets) - 1)]
        line = result.text.count("\n", 0, at) + 1
        machine_line = self.mine.line(min(plan.machine, len(self.mine.tokens) - 1))
        return Conflict(line, machine_line, _flat(plan.yours), _flat(plan.reading))

    # -- attributes ----------------------------------------------------------------------------------------------------

    def _attribute_plans(self) -> Iterator[_Plan]:
        for old, new in self.delta.attributes:
            before, now = self.base.nodes[old], self.mine.nodes[new]
            changed = {key for key in {*before.attributes, *now.attributes} if _differ(before, now, key)}
            node = self._yours_of(before)
            if node is None:
                if changed - _BOOKKEEPING:
                    near = self._near(before.open)
                    yield _Plan(None, near, now.open, self._around(before.open, before.close), self.mine.raw(now.open))
                continue
            done = {key for key in changed if not _differ(node, now, key)}
            theirs = {key for key in changed - done if _differ(node, before, key)}
            if _kind(node) == "name" and node.attributes != before.attributes:
                # What a person has said of a name is said as a whole.
                theirs = changed - done
                if not theirs - _BOOKKEEPING:
                    continue
            values = {key: now.attributes.get(key) for key in changed - done - theirs}
            opened, written = self.yours.raw(node.open), self.mine.raw(now.open)
            if values:
                yield _Plan(Edit(values={node.open: values}), node.open, now.open, opened, written)
            if theirs:
                yield _Plan(None, node.open, now.open, opened, written)

    # -- tags and words ------------------------------------------------------------------------------------------------

    def _plan(self, change: Change) -> _Plan | None:
        """What a change does to the person's file; None where it is done already."""
        if self._is_done(change):
            return None
        removed = frozenset(filter(None, (self.base.nodes[k].id for k in change.gone)))
        removed -= {self.mine.nodes[k].id for k in change.new}
        edit: Edit | None = Edit()
        assert edit is not None
        try:
            self._cut(change, edit)
            self._keep_lines(change, edit)
            self._check_ids(change, edit)
            self._put(change, edit)
        except _BlockedError:
            edit = None
        first, last = self.delta.hunks[change.hunks[0]], self.delta.hunks[change.hunks[-1]]
        tokens = [
            *change.new_words,
            *(t for k in change.new for t in (self.mine.nodes[k].open, self.mine.nodes[k].close)),
        ]
        reading = self._written(min(tokens), max(tokens)) if tokens else ""
        machine = min(tokens) if tokens else first.k
        yours = self._around(first.i, last.j - 1)
        if edit is not None and not (edit.cut or edit.puts):
            return None
        return _Plan(edit, self._near(first.i), machine, yours, reading, removed)

    def _is_done(self, change: Change) -> bool:
        """True where a person has made the same change."""
        gone = [*change.gone_words, *(self.base.nodes[k].open for k in change.gone)]
        if any(self.kept[token] >= 0 for token in gone):
            return False
        words = all(self._is_theirs(self.same[token]) for token in change.new_words)
        return words and all(self._has_tag(self.mine.nodes[k]) for k in change.new)

    def _is_theirs(self, place: int) -> bool:
        return place >= 0 and self.origin[place] < 0

    def _has_tag(self, node: Node) -> bool:
        place = self.same[node.open]
        if not self._is_theirs(place):
            return False
        return _reading(self.yours.nodes[self.yours.tokens[place].node]) == _reading(node)

    def _cut(self, change: Change, edit: Edit) -> None:
        tokens = set(change.gone_words)
        for k in change.gone:
            node = self.base.nodes[k]
            found = self._yours_of(node)
            if found is None:
                if change.new:
                    # A person has removed what the machine would have otherwise.
                    raise _BlockedError
                continue
            if found.attributes != node.attributes or not self._has_its_words(node, found):
                raise _BlockedError
            tokens |= {node.open, node.close}
        places = {token: self.kept[token] for token in tokens}
        if any(place < 0 for place in places.values()):
            raise _BlockedError
        edit.cut = set(places.values())
        for h in change.hunks:
            hunk = self.delta.hunks[h]
            if hunk.has_words:
                self._check_run([places[t] for t in range(hunk.i, hunk.j) if t in places], edit.cut)
                self._check_sides(hunk)
        for k in change.gone:
            node = self.base.nodes[k]
            if node.open in places and self.delta.hunk_of_old[node.open] == self.delta.hunk_of_old[node.close]:
                self._check_run(range(places[node.open], places[node.close] + 1), edit.cut)
        self._check_moved(change)
        replaced = {self.delta.hunk_of_new[t] for t in change.new_words}
        emptied = {places[t] for t in tokens if self.delta.hunk_of_old[t] not in replaced}
        if change.gone_words:
            self._check_not_emptied(emptied)

    def _has_its_words(self, before: Node, found: Node) -> bool:
        """Whether an element of the person's file holds the words it held in base, as far as they are there."""
        held = {place for t in range(before.open, before.close) if (place := self.kept[t]) >= 0}
        words = {t for t in range(found.open, found.close) if self.origin[t] >= 0}
        return held == words

    def _keep_lines(self, change: Change, edit: Edit) -> None:
        """A block that takes another's place stands on its line."""
        blocks = {self.delta.hunk_of_new[self.mine.nodes[k].open] for k in change.new if self.mine.nodes[k].is_block}
        for k in change.gone:
            node = self.base.nodes[k]
            place = self.kept[node.open]
            is_replaced = place in edit.cut and node.is_block and self.delta.hunk_of_old[node.open] in blocks
            if is_replaced and not self.yours.gap(place + 1):
                edit.keep_gap.add(place)

    def _check_run(self, places: Iterable[int], cut: set[int]) -> None:
        """Nothing of a person's stands among what is cut."""
        run = sorted(places)
        for k in range(run[0], run[-1] + 1) if run else ():
            if k not in cut or (k > run[0] and self.yours.gap(k).strip()):
                raise _BlockedError

    def _check_sides(self, hunk: Hunk) -> None:
        """The words on both sides of words that change are as the machine left them: else two would speak at once."""
        sides = []
        for token, step in ((hunk.i - 1, 1), (hunk.j, -1)):
            if not 0 <= token < len(self.base.tokens) or self.base.tokens[token].kind != "word":
                continue
            place = self.kept[token]
            if place < 0:
                raise _BlockedError
            sides.append(place + step)
        for place in sides:
            if self.yours.tokens[place].kind == "word" and self.origin[place] < 0:
                raise _BlockedError

    def _check_moved(self, change: Change) -> None:
        """No words leave for another place that a person has tagged, untagged or tagged otherwise."""
        homes = {self.delta.hunk_of_new[t] for t in change.new_words}
        moved = [t for t in change.gone_words if homes - {self.delta.hunk_of_old[t]}]
        if any(t in self.untagged_words or self.kept[t] in self.touched_words for t in moved):
            raise _BlockedError

    def _check_not_emptied(self, cut: set[int]) -> None:
        """No tag of a person's is left without words."""
        tokens = self.yours.tokens
        for k in sorted(cut):
            if k - 1 in cut:
                continue
            after = k + 1
            while after in cut:
                after += 1
            before = tokens[k - 1]
            if before.kind == "open" and self.origin[k - 1] < 0 and before.node == tokens[after].node:
                raise _BlockedError

    def _check_ids(self, change: Change, edit: Edit) -> None:
        """An xml:id that comes in is not one that a person's element has."""
        for k in change.new:
            key = self.mine.nodes[k].id
            if key and key in self.ids and self.yours.nodes[self.ids[key]].open not in edit.cut:
                raise _BlockedError

    def _put(self, change: Change, edit: Edit) -> None:
        new = {token for k in change.new for token in (self.mine.nodes[k].open, self.mine.nodes[k].close)}
        new |= set(change.new_words)
        fresh = set(change.new)
        wraps: dict[int, tuple[int, int]] = {}
        for k in change.new:
            node = self.mine.nodes[k]
            if self.delta.hunk_of_new[node.open] != self.delta.hunk_of_new[node.close]:
                wraps[k] = self._wrap(node)
        for h in change.hunks:
            hunk = self.delta.hunks[h]
            tokens = [t for t in range(hunk.k, hunk.m) if t in new]
            first, last = self._edges(hunk)
            middle = []
            for t in tokens:
                around = wraps.get(self.mine.tokens[t].node, (0, 0))
                if t < first:
                    edit.puts.append(Put(around[1], AFTER, t, self._led(t)))
                elif t >= last:
                    edit.puts.append(Put(around[0], BEFORE, t, self._followed(t)))
                else:
                    middle.append(t)
            if middle:
                self._put_run(hunk, middle, edit, fresh, new)

    def _edges(self, hunk: Hunk) -> tuple[int, int]:
        """The first token of a place that does not close, and the first after the last that does not open, an element
        which reaches beyond it."""
        first, last = hunk.k, hunk.m
        while first < hunk.m and self._reaches_out(first, hunk, "close"):
            first += 1
        while last > first and self._reaches_out(last - 1, hunk, "open"):
            last -= 1
        return first, last

    def _reaches_out(self, t: int, hunk: Hunk, kind: str) -> bool:
        token = self.mine.tokens[t]
        node = self.mine.nodes[token.node]
        other = node.open if kind == "close" else node.close
        return token.kind == kind and not hunk.k <= other < hunk.m

    def _wrap(self, node: Node) -> tuple[int, int]:
        """Where the tags of a new element go: before one token and after another."""
        start, end = self.delta.old_range(node)
        places = [self.kept[t] for t in range(start, end)]
        found = [place for place in places if place >= 0]
        if not found:
            raise _BlockedError
        if not node.is_block:
            words = [t for t in range(start, end) if self.base.tokens[t].kind == "word"]
            if any(self.kept[t] < 0 or (_kind(node), t) in self.untagged for t in words):
                raise _BlockedError
            if any((_kind(node), self.kept[t]) in self.touched for t in words):
                raise _BlockedError
        if any(after <= before for before, after in pairwise(found)):
            raise _BlockedError
        return self._balanced(found[0], found[-1])

    def _balanced(self, first: int, last: int) -> tuple[int, int]:
        """Move both ends outward over a person's tags until they stand in one element."""
        left, right = (
            [node for node in self._holders(place, is_after=is_after) if node not in self.going]
            for place, is_after in ((first, False), (last, True))
        )
        shared = 0
        while shared < min(len(left), len(right)) and left[shared] == right[shared]:
            shared += 1
        if shared < len(left):
            start = self.yours.nodes[left[shared]].open
            self._check_passed(range(start, first))
            first = start
        if shared < len(right):
            end = self.yours.nodes[right[shared]].close
            self._check_passed(range(last + 1, end + 1))
            last = end
        return first, last

    def _check_passed(self, passed: range) -> None:
        for k in passed:
            if self.yours.tokens[k].kind == "word" or self.origin[k] >= 0:
                raise _BlockedError

    def _holders(self, place: int, *, is_after: bool) -> list[int]:
        """The elements that are open before or after a token, from the root."""
        token = self.yours.tokens[place]
        node = token.node
        if token.kind == ("close" if is_after else "open"):
            node = self.yours.nodes[node].parent
        found = []
        while node >= 0:
            found.append(node)
            node = self.yours.nodes[node].parent
        return found[::-1]

    def _put_run(self, hunk: Hunk, run: list[int], edit: Edit, fresh: set[int], new: set[int]) -> None:
        """Put a run of new tokens where old ones are cut, else after what stood before, else before what followed."""
        old = [self.kept[t] for t in range(hunk.i, hunk.j) if self.kept[t] in edit.cut and self.kept[t] >= 0]
        gaps = [self._gap(t, new) for t in run]
        if old:
            at = min(old)
            is_spaced = bool(self.yours.gap(at).strip() or self.yours.gap(at))
            if gaps[0] and is_spaced:
                edit.keep_gap.add(at)
                gaps[0] = ""
            edit.puts += [Put(at, BEFORE, t, gap + self.mine.raw(t)) for t, gap in zip(run, gaps, strict=True)]
            return
        loose = any(self.mine.tokens[t].kind == "word" and self.mine.tokens[t].node not in fresh for t in run)
        if loose:
            self._check_sides(hunk)
        holder = self._holder(run[0], fresh)
        left = self.kept[hunk.i - 1] if hunk.i else -1
        right = self.kept[hunk.j] if hunk.j < len(self.kept) else -1
        if left >= 0 and self._stands_in(left, holder, is_after=True):
            edit.puts += [Put(left, AFTER, t, gap + self.mine.raw(t)) for t, gap in zip(run, gaps, strict=True)]
        elif right >= 0 and self._stands_in(right, holder, is_after=False):
            ends = [*gaps[1:], self.mine.gap(run[-1] + 1) if run[-1] + 1 < len(self.mine.tokens) else ""]
            edit.puts += [Put(right, BEFORE, t, self.mine.raw(t) + gap) for t, gap in zip(run, ends, strict=True)]
        else:
            raise _BlockedError

    def _holder(self, t: int, fresh: set[int]) -> int:
        """The element of mine that a run is put into and that base has too; -1 for none."""
        token = self.mine.tokens[t]
        node = token.node if token.kind == "word" else self.mine.nodes[token.node].parent
        while node >= 0 and (node in fresh or node not in self.mine_to_base):
            node = self.mine.nodes[node].parent
        return node

    def _stands_in(self, place: int, holder: int, *, is_after: bool) -> bool:
        """Whether a place of yours is in the element that a person has made of the machine's."""
        if holder < 0:
            return False
        wanted = self._yours_of(self.base.nodes[self.mine_to_base[holder]])
        if wanted is None:
            return True
        holders = self._holders(place, is_after=is_after)
        if holders and self.origin[(inner := self.yours.nodes[holders[-1]]).open] < 0 and inner.name == wanted.name:
            # A person has divided it.
            return True
        theirs = [k for k in holders if self.origin[self.yours.nodes[k].open] >= 0 and k not in self.going]
        return bool(theirs) and self.yours.nodes[theirs[-1]] is wanted

    # -- how things are written ----------------------------------------------------------------------------------------

    def _gap(self, t: int, new: set[int]) -> str:
        """The white space before a new token, where it is the token's own and not that of an old word behind it."""
        token = self.mine.tokens[t]
        if token.kind != "word" and not self.mine.nodes[token.node].is_block:
            k = t
            while k < len(self.mine.tokens) and self.mine.tokens[k].kind != "word":
                k += 1
            if k not in new:
                return ""
        return self.mine.gap(t)

    def _led(self, t: int) -> str:
        """A closing tag; that of a block on the line it has in mine."""
        is_block = self.mine.nodes[self.mine.tokens[t].node].is_block
        return (self.mine.gap(t) if is_block else "") + self.mine.raw(t)

    def _followed(self, t: int) -> str:
        """An opening tag; what a block holds on the line it has in mine."""
        is_block = self.mine.nodes[self.mine.tokens[t].node].is_block
        return self.mine.raw(t) + (self.mine.gap(t + 1) if is_block else "")

    def _written(self, first: int, last: int) -> str:
        return self.mine.text[self.mine.tokens[first].start : self.mine.tokens[last].end]

    def _near(self, token: int) -> int:
        """The token of yours nearest to a token of base."""
        for k in range(min(token, len(self.kept) - 1), -1, -1):
            if self.kept[k] >= 0:
                return self.kept[k] if k == token else min(self.kept[k] + 1, len(self.yours.tokens) - 1)
        return 0

    def _around(self, first: int, last: int) -> str:
        """What stands in yours between what was before and after some tokens of base."""
        start, end = first - 1, last + 1
        while start >= 0 and self.kept[start] < 0:
            start -= 1
        while end < len(self.kept) and self.kept[end] < 0:
            end += 1
        left = self.yours.tokens[self.kept[start]].end if start >= 0 else 0
        right = self.yours.tokens[self.kept[end]].start if end < len(self.kept) else len(self.yours.text)
        return self.yours.text[left:right]


def _kind(node: Node) -> str:
    """What a tag competes with: names and dates with each other, others with their like."""
    return "name" if node.name in _NAMES else node.name


def _reading(node: Node) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What a tag says, without who says it."""
    return node.name, tuple(sorted((key, value) for key, value in node.attributes.items() if key not in _BOOKKEEPING))


def _differ(first: Node, second: Node, key: str) -> bool:
    return first.attributes.get(key) != second.attributes.get(key)


def _flat(words: str) -> str:
    return " ".join(words.split())
