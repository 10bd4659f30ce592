"""Names that no authority has → which of them are one name: by their letters, their endings, and where they stand."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from tei_edition.collation.facts import NAMES, Fact, Stated, name_value
from tei_edition.collation.pairing import Pairing, Row

# How much alike two spellings of a name are (0 to 100), and how many letters they have at least.
_ALIKE, _LETTERS = 75, 4
# The same for two names that stand in one place.
_ALIKE_IN_PLACE = 50
# So often a name stands where the other text has one and the same word, before that word is its rendering.
_OFTEN = 3


def spellings(a: Sequence[Fact], b: Sequence[Fact]) -> dict[str, str]:
    """Values of names that only one text has → the value in the other text that is its other spelling.

    An authority's name is never taken for another one of the authority.
    """
    sides = [{f.value: f for f in facts if f.kind in NAMES and not f.hint} for facts in (a, b)]
    only = [[f for value, f in mine.items() if value not in sides[1 - k]] for k, mine in enumerate(sides)]
    rivals = [(name_value(f.text), f) for f in only[1]]
    found: dict[str, str] = {}
    taken: set[str] = set()
    for one in only[0]:
        letters = name_value(one.text)
        alike = [
            (-fuzz.ratio(letters, other), f.value)
            for other, f in rivals
            if not (one.known and f.known) and f.value not in taken and _is_alike(letters, other)
        ]
        if alike:
            found[one.value] = min(alike)[1]
            taken.add(found[one.value])
    return found


def _is_alike(one: str, other: str) -> bool:
    """True for two spellings of one name: alike in most letters, or the parts of one among those of the other."""
    shorter = min(len(one), len(other))
    parts = set(one.split()), set(other.split())
    if shorter >= _LETTERS - 1 and (parts[0] <= parts[1] or parts[1] <= parts[0]):
        return True
    return shorter >= _LETTERS and fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")) >= _ALIKE


def roots(a: Stated, b: Stated) -> dict[str, str]:
    """Names that no authority has → the name they are made of: "Moabitess" → "Moab", "Soviets" → the Soviet Union."""
    values = {fact.value for side in (a, b) for fact in side.facts if fact.kind in NAMES and not fact.known}
    formed = {form: key for side in (b, a) for key, forms in sorted(side.forms.items()) for form in forms}
    found = {}
    for value in sorted(values):
        made = [value.removesuffix(ending) for ending in a.tables.peoples if value.endswith(ending)]
        root = min((root for root in made if len(root) > 2 and root in values), key=len, default="")
        whole = formed.get(value) or next((formed[root] for root in made if root in formed), "") or root
        if whole and whole != value:
            found[value] = whole
    return found


def learned(pairing: Pairing, rows: Iterable[Row]) -> dict[str, str]:
    """Names that only one text has each, and that stand in one place again and again: they are one name.

    Once is enough for two that are spelled somewhat alike ("Pharez", "Perez").
    """
    values = [{pairing.value(f) for f in side.facts if f.kind in NAMES} for side in pairing.sides]
    pairs: Counter[tuple[str, str]] = Counter()
    alike: dict[tuple[str, str], float] = {}
    for row in rows:
        for one, other in _in_one_place(row):
            if not (one.known and other.known):
                pair = pairing.value(one), pairing.value(other)
                pairs[pair] += 1
                alike[pair] = fuzz.ratio(name_value(one.text), name_value(other.text))
    partners = Counter(value for pair in pairs for value in pair)
    return {
        mine: theirs
        for (mine, theirs), times in pairs.items()
        if mine not in values[1]
        and theirs not in values[0]
        and partners[mine] == partners[theirs] == 1
        and (times > 1 or alike[mine, theirs] >= _ALIKE_IN_PLACE)
    }


def _in_one_place(row: Row) -> Iterator[tuple[Fact, Fact]]:
    """The names left over that stand alone in one place."""
    by_place: list[dict[int, list[Fact]]] = [{}, {}]
    for side, half in enumerate(row.halves):
        for k in half.left:
            if half.facts[k].kind in NAMES:
                by_place[side].setdefault(half.at[k], []).append(half.facts[k])
    for place, ours in by_place[0].items():
        theirs = by_place[1].get(place, [])
        if len(ours) == len(theirs) == 1 and row.is_narrow(place):
            yield ours[0], theirs[0]


def worded(pairing: Pairing, rows: Iterable[Row]) -> set[tuple[int, str]]:
    """Names that the other text renders by a word that is no name, always the same: (side, value)."""
    words: dict[tuple[int, str], Counter[str]] = {}
    times: Counter[tuple[int, str]] = Counter()
    for row in rows:
        for side, half in enumerate(row.halves):
            for k in half.left:
                fact = half.facts[k]
                if fact.kind in NAMES and not fact.known:
                    name = (side, pairing.value(fact))
                    times[name] += 1
                    there = {word for kind, word in row.halves[1 - side].places[half.at[k]].words if kind == "word"}
                    words.setdefault(name, Counter()).update(there)
    return {
        name
        for name, found in words.items()
        if found and (most := max(found.values())) >= _OFTEN and 2 * most > times[name]
    }
