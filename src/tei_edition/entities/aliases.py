"""Short forms that the document itself defines: "Mao Zedong (hereafter abbreviated Mao)".

The words before the short form are data (`words.toml`, table `aliases`). What it stands for is the name that ends
before the bracket; from there on the short form means the same, however short it is.
"""

from tei_edition.entities.authority import Form
from tei_edition.entities.mention import Category
from tei_edition.entities.names import find_forms
from tei_edition.entities.reading import Draft, Reading

# Characters between a name and the bracket that abbreviates it.
_GAP = 3
# Words of the longest short form.
_LONGEST = 4


def find_aliases(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """The short forms where they are defined and wherever they stand after that.

    Args:
        drafts: persons found so far; names of the authority count too.
    """
    defined = [found for k in reading.where(reading.words.aliases.reach) if (found := _defined(reading, k))]
    if not defined:
        return []
    ends = {draft.end: (draft.category, draft.refs[0]) for draft in drafts if len(draft.refs) == 1}
    for name in reading.names.values():
        for category, key in _senses(name.sense.people, name.sense.places, name.sense.bodies):
            ends.setdefault(name.end, (category, key))
    meant: dict[str, tuple[Category, int]] = {}
    forms: dict[str, tuple[Form, ...]] = {}
    for first, last, opened in defined:
        owner = next((ends[end] for end in range(opened, opened - _GAP - 1, -1) if end in ends), None)
        if owner:
            category, key = owner
            words = reading.text(first, last)
            forms[key] = (*forms.get(key, ()), Form(words, "short"))
            meant[key] = min(meant.get(key, (category, first)), (category, first))
            reading.add_form(key, words, "short")
    taken = reading.taken(drafts)
    return [
        Draft(start, end, meant[key][0], (key,), "high", "name.alias", reading.view.text[start:end])
        for start, end, key in find_forms(reading.view.text, forms)
        if start >= reading.tokens.starts[meant[key][1]] and not any(taken[start:end])
    ]


def _senses(*keys: tuple[str, ...]) -> list[tuple[Category, str]]:
    """The one entry of each category that a name may mean."""
    categories = (Category.PERSON, Category.PLACE, Category.ORG)
    return [(category, one[0]) for category, one in zip(categories, keys, strict=True) if len(one) == 1]


def _defined(reading: Reading, index: int) -> tuple[int, int, int] | None:
    """The short form after "(hereafter …": its first token, the token after it, and where the bracket opens."""
    start = reading.tokens.starts[index]
    opened = reading.view.text.rfind("(", max(0, start - _GAP), start)
    first = reading.longest(index, reading.words.aliases)
    if opened < 0 or not first or first >= reading.tokens.count:
        return None
    closed = reading.view.text.find(")", reading.tokens.starts[first])
    last = reading.index(closed) if closed > 0 else first
    named = first < last <= first + _LONGEST and reading.capital[first]
    return (first, last, opened) if named else None
