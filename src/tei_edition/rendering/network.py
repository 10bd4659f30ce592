"""Who speaks to whom, who is named with whom → a network drawn as arcs beside a list of names.

An arc diagram (M. Wattenberg, "Arc Diagrams: Visualizing Structure in Strings", IEEE InfoVis 2002): every name stands
on a line of its own, so that none covers another, on a phone too. Names that have much to do with each other are near:
each moves to the mean place of its neighbours, a fixed number of times from a fixed start.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from tei_edition.rendering.drawing import (
    LARGE,
    WIDTH,
    Cell,
    Drawing,
    Row,
    S,
    Words,
    circle,
    linked,
    number,
    path,
    picture,
    shortened,
    text,
)

# The most names and arcs of one drawing; what is beyond them stands in the table.
_NAMES, _TIES = 30, 60
_ROUNDS = 20
_STEP, _LABELS = 34, 380


@dataclass(frozen=True, order=True)
class Tie:
    """Two persons who have to do with each other.

    Attributes:
        one, other: keys; of speech, who speaks and who is spoken to.
        count: how often. href: the first place.
    """

    one: str
    other: str
    count: int
    href: str = ""


def draw_network(
    kind: str, names: Mapping[str, Cell], ties: Iterable[Tie], t: Words, *, directed: bool = False, left_out: int = 0
) -> Drawing:
    """The network of some persons.

    Args:
        kind: `speech` or `company`.
        names: by key, each name and the address of its index entry. Ties of other keys are left out.
        left_out: how many weaker ties there are besides: they are told of, not shown.
        directed: True where `one` does something to `other`: arcs have heads.
    """
    every = sorted(
        (tie for tie in ties if tie.one in names and tie.other in names and tie.one != tie.other),
        key=lambda tie: (-tie.count, names[tie.one].text, names[tie.other].text, tie),
    )
    heads = ("column-speaker", "column-addressee") if directed else ("column-person", "column-person")
    columns = (t(heads[0]), t(heads[1]), t("column-turns" if directed else "column-count"))
    rows = tuple(
        Row(f"{kind}-{k}", (names[tie.one], names[tie.other], Cell(str(tie.count), tie.href)))
        for k, tie in enumerate(every, start=1)
    )
    drawn = _drawn(every)
    if not drawn:
        return Drawing(kind, picture(kind, 0, t)[:0], columns, rows, beyond=left_out)
    order = _order([every[k] for k in drawn], names)
    place = {key: (k + 0.7) * _STEP for k, key in enumerate(order)}
    parts: list[etree._Element] = [_heads(kind)] if directed else []
    furthest = max(abs(place[every[k].one] - place[every[k].other]) for k in drawn)
    # The strongest last, on top; hidden beneath others would be the worse loss.
    for k in reversed(drawn):
        tie = every[k]
        told = f"{names[tie.one].text} {'→' if directed else '–'} {names[tie.other].text} ({tie.count})"
        arc = _arc(place[tie.one], place[tie.other], furthest, tie.count / every[0].count, kind if directed else "")
        parts.append(linked(f"#{kind}-{k + 1}", told, arc, kind="tie"))
    for key in order:
        name = names[key]
        label = text(_LABELS - 12, place[key], shortened(name.text, LARGE, _LABELS - 16), "", "end")
        parts.append(linked(name.href, name.text, label, circle(_LABELS, place[key], 6, "point"), kind="mark"))
    height = (len(order) + 0.4) * _STEP
    return Drawing(kind, picture(kind, height, t, *parts), columns, rows, len(every) - len(drawn) + left_out, left_out)


def _drawn(ties: Sequence[Tie]) -> list[int]:
    """Which ties are drawn: the strongest, until there are enough arcs or names."""
    names: set[str] = set()
    drawn: list[int] = []
    for k, tie in enumerate(ties):
        if len(drawn) < _TIES and len(names | {tie.one, tie.other}) <= _NAMES:
            names |= {tie.one, tie.other}
            drawn.append(k)
    return drawn


def _order(ties: Sequence[Tie], names: Mapping[str, Cell]) -> list[str]:
    """The keys from top to bottom; the same ties give the same order."""
    near: defaultdict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for tie in ties:
        near[tie.one][tie.other] += tie.count
        near[tie.other][tie.one] += tie.count
    weight = {key: sum(others.values()) for key, others in near.items()}
    order = sorted(near, key=lambda key: (-weight[key], names[key].text, key))
    best, least = order, _length(order, near)
    for _ in range(_ROUNDS):
        place = {key: k for k, key in enumerate(order)}
        mean = {
            key: (place[key] + sum(place[other] * count for other, count in others.items()) / weight[key]) / 2
            for key, others in near.items()
        }
        order = sorted(near, key=lambda key: (round(mean[key], 6), names[key].text, key))
        length = _length(order, near)
        if length < least:
            best, least = order, length
    return best


def _length(order: Sequence[str], near: Mapping[str, Mapping[str, int]]) -> int:
    place = {key: k for k, key in enumerate(order)}
    return sum(
        abs(place[key] - place[other]) * count for key, others in near.items() for other, count in others.items()
    )


def _arc(start: float, end: float, furthest: float, share: float, head: str) -> etree._Element:
    """An arc to the right of the names, further out the more lines it passes; upwards a little nearer than downwards.

    With a head it leaves above the middle of a line and arrives below it.
    """
    out = (24 + (WIDTH - _LABELS - 50) * abs(end - start) / furthest) * (1 if end > start else 0.86)
    x = _LABELS + (16 if head else 9)
    if head:
        start, end = start - 5, end + 5
    d = f"M{x} {number(start)}A{number(out)} {number(abs(end - start) / 2)} 0 0 {int(end > start)} {x} {number(end)}"
    marked = {"marker_end": f"url(#{head}-head)"} if head else {}
    return path(d, "arc", stroke_width=number(1.5 + 6.5 * share**0.5), **marked)


def _heads(kind: str) -> etree._Element:
    """The arrow's head, of one size whatever the arc's width."""
    head = S.marker(
        S.path({"d": "M0 0L12 6L0 12z", "class": "head"}),
        {"id": f"{kind}-head", "viewBox": "0 0 12 12", "refX": "6", "refY": "6", "orient": "auto"},
        {"markerWidth": "14", "markerHeight": "14", "markerUnits": "userSpaceOnUse"},
    )
    return S.defs(head)
