"""What each change of the machine does to a person's file, where its place is as the machine left it.

A change takes away words and tags and puts others in. It is blocked where a person's work stands among what it takes
away or beside what it changes, where a person has tagged, untagged or tagged otherwise the words it would tag, and
where its tags would cross a person's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tei_edition.encoding.changes import Change, Hunk
from tei_edition.encoding.scan import Node
from tei_edition.encoding.splicing import AFTER, BEFORE, Edit, Put
from tei_edition.encoding.versions import BOOKKEEPING, Versions, differ, kind_of, reading_of


@dataclass(slots=True)
class Plan:
    """What a change does to the person's file; `edit` is None where it meets their work."""

    edit: Edit | None
    near: int
    machine: int
    yours: str
    reading: str
    removed: frozenset[str] = frozenset()


class _BlockedError(Exception):
    """A change cannot be carried over."""


class Planner:
    """Plans every change from base to mine for yours."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions
        self.base, self.mine, self.yours = versions.base, versions.mine, versions.yours
        self.delta = versions.delta
        self.kept, self.origin, self.same = versions.kept, versions.origin, versions.same

    def plans(self) -> list[Plan]:
        """A plan for each change that is not done already."""
        return [*self._attribute_plans(), *filter(None, map(self._plan, self.delta.changes))]

    # -- attributes ----------------------------------------------------------------------------------------------------

    def _attribute_plans(self) -> Iterator[Plan]:
        for old, new in self.delta.attributes:
            before, now = self.base.nodes[old], self.mine.nodes[new]
            changed = {key for key in {*before.attributes, *now.attributes} if differ(before, now, key)}
            node = self.versions.yours_of(before)
            if node is None:
                if changed - BOOKKEEPING:
                    near = self.versions.near(before.open)
                    yield Plan(
                        None, near, now.open, self.versions.around(before.open, before.close), self.mine.raw(now.open)
                    )
                continue
            done = {key for key in changed if not differ(node, now, key)}
            theirs = {key for key in changed - done if differ(node, before, key)}
            if kind_of(node) == "name" and node.attributes != before.attributes:
                # What a person has said of a name is said as a whole.
                theirs = changed - done
                if not theirs - BOOKKEEPING:
                    continue
            values = {key: now.attributes.get(key) for key in changed - done - theirs}
            opened, written = self.yours.raw(node.open), self.mine.raw(now.open)
            if values:
                yield Plan(Edit(values={node.open: values}), node.open, now.open, opened, written)
            if theirs:
                yield Plan(None, node.open, now.open, opened, written)

    # -- tags and words ------------------------------------------------------------------------------------------------

    def _plan(self, change: Change) -> Plan | None:
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
        reading = self.versions.written(min(tokens), max(tokens)) if tokens else ""
        machine = min(tokens) if tokens else first.k
        yours = self.versions.around(first.i, last.j - 1)
        if edit is not None and not (edit.cut or edit.puts):
            return None
        return Plan(edit, self.versions.near(first.i), machine, yours, reading, removed)

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
        return reading_of(self.yours.nodes[self.yours.tokens[place].node]) == reading_of(node)

    def _cut(self, change: Change, edit: Edit) -> None:
        tokens = set(change.gone_words)
        for k in change.gone:
            node = self.base.nodes[k]
            found = self.versions.yours_of(node)
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
        if any(t in self.versions.untagged_words or self.kept[t] in self.versions.touched_words for t in moved):
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
            if key and key in self.versions.ids and self.yours.nodes[self.versions.ids[key]].open not in edit.cut:
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
            if any(self.kept[t] < 0 or (kind_of(node), t) in self.versions.untagged for t in words):
                raise _BlockedError
            if any((kind_of(node), self.kept[t]) in self.versions.touched for t in words):
                raise _BlockedError
        if any(after <= before for before, after in pairwise(found)):
            raise _BlockedError
        return self._balanced(found[0], found[-1])

    def _balanced(self, first: int, last: int) -> tuple[int, int]:
        """Move both ends outward over a person's tags until they stand in one element."""
        left, right = (
            [node for node in self._holders(place, is_after=is_after) if node not in self.versions.going]
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
            left = self._last_part(left, hunk.i - 1)
            edit.puts += [Put(left, AFTER, t, gap + self.mine.raw(t)) for t, gap in zip(run, gaps, strict=True)]
        elif right >= 0 and self._stands_in(right, holder, is_after=False):
            ends = [*gaps[1:], self.mine.gap(run[-1] + 1) if run[-1] + 1 < len(self.mine.tokens) else ""]
            edit.puts += [Put(right, BEFORE, t, self.mine.raw(t) + gap) for t, gap in zip(run, ends, strict=True)]
        else:
            raise _BlockedError

    def _last_part(self, place: int, token: int) -> int:
        """The end of the last element into which a person has divided the one that ends at a place of yours."""
        before = self.base.nodes[self.base.tokens[token].node]
        while self.base.tokens[token].kind == "close" and place + 1 < len(self.yours.tokens):
            part = self.yours.nodes[self.yours.tokens[place + 1].node]
            is_theirs = part.open == place + 1 and self.origin[part.open] < 0
            if not is_theirs or part.name != self.yours.nodes[self.yours.tokens[place].node].name:
                break
            if not any(before.open < self.origin[t] < before.close for t in range(part.open, part.close)):
                break
            place = part.close
        return place

    def _holder(self, t: int, fresh: set[int]) -> int:
        """The element of mine that a run is put into and that base has too; -1 for none."""
        token = self.mine.tokens[t]
        node = token.node if token.kind == "word" else self.mine.nodes[token.node].parent
        while node >= 0 and (node in fresh or node not in self.versions.mine_to_base):
            node = self.mine.nodes[node].parent
        return node

    def _stands_in(self, place: int, holder: int, *, is_after: bool) -> bool:
        """Whether a place of yours is in the element that a person has made of the machine's."""
        if holder < 0:
            return False
        wanted = self.versions.yours_of(self.base.nodes[self.versions.mine_to_base[holder]])
        if wanted is None:
            return True
        holders = self._holders(place, is_after=is_after)
        if holders and self.origin[(inner := self.yours.nodes[holders[-1]]).open] < 0 and inner.name == wanted.name:
            # A person has divided it.
            return True
        theirs = [k for k in holders if self.origin[self.yours.nodes[k].open] >= 0 and k not in self.versions.going]
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
