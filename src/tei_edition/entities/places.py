"""Places: names of the authority, and capitals in a row with a noun of places ("Fujian Hall").

Adjectives and peoples (Romanian, the Soviets) are no places; they serve the rules for offices and bodies.
"""

from tei_edition.entities.mention import Category
from tei_edition.entities.reading import Draft, Reading
from tei_edition.transcripts import Kind

# Words of the longest name made of capitals.
_LONGEST = 6


def find_places(reading: Reading) -> list[Draft]:
    """The places named in a document, in no order."""
    return _named(reading) + _runs(reading)


def _named(reading: Reading) -> list[Draft]:
    drafts = []
    for name in reading.names.values():
        keys = name.sense.places
        if keys:
            refs = keys if len(keys) == 1 else _valid(reading, keys)
            rule = "place.authority" if refs else "place.ambiguous"
            evidence = " or ".join(keys)
            cert = name.cert if refs else "low"
            drafts.append(Draft._make((name.start, name.end, Category.PLACE, refs, cert, rule, evidence, True, None)))
    return drafts


def _valid(reading: Reading, keys: tuple[str, ...]) -> tuple[str, ...]:
    """One of several places of one name: a country before a town of that name; none where that does not decide."""
    countries = [key for key in keys if (e := reading.entry(key)) and e.kind in ("country", "state")]
    return tuple(countries) if len(countries) == 1 else ()


def _runs(reading: Reading) -> list[Draft]:
    drafts = []
    heads = reading.where(reading.words.place_heads)
    near = {k for head in heads for k in range(head - _LONGEST + 1, head)}
    after = 0
    for k in sorted(near.intersection(reading.tokens.capitals)):
        last = _run_end(reading, k) if k >= after else 0
        if last and not _is_heading(reading, k, last):
            name = reading.text(k, last)
            key = reading.define(name, Category.PLACE)
            drafts.append(reading.draft(k, last, Category.PLACE, (key,), "medium", "place.capitals", evidence=name))
            after = last
    return drafts


def _is_heading(reading: Reading, first: int, last: int) -> bool:
    """True for plain words that only a heading writes in capitals ("The Soviet Power Base")."""
    return reading.block(first).kind is Kind.HEADING and all(reading.is_plain_noun(k) for k in range(first, last))


def _run_end(reading: Reading, index: int) -> int:
    """The index after capitals in a row that end in a noun of places; 0 where there are none."""
    words, tokens, last = reading.words, reading.tokens, index
    low = tokens.low[index]
    if not tokens.capital[index] or low in words.ordinary or low in words.titles or index in reading.polities:
        return 0
    for k in range(index, min(index + _LONGEST, reading.tokens.count)):
        if (k > index and not tokens.near[k]) or not tokens.capital[k]:
            break
        if k > index and tokens.low[k] in words.place_heads:
            last = k + 1
    return last if last > index + 1 else 0
