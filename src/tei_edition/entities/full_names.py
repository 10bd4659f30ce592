"""Full names: the given names and initials before a family name, and whether two full names are one person's.

A family name that the document or the authority knows says whose it is only while nothing stands before it: "Robert
Kennedy" need not be the Kennedy spoken of so far.
"""

from collections.abc import Mapping

from tei_edition.entities.reading import Reading

# Words of the longest run of given names and initials.
_LONGEST = 4
# The ending of adverbs, which a sentence may open with ("Presumably Rusk"), and the letters of the shortest of them.
_ADVERB = "ly"
_SHORTEST_ADVERB = 7
# Letters of a given name too short to abridge a longer one, too long for an initial.
_DOUBTFUL = 2


def given_before(reading: Reading, index: int) -> int:
    """The token that a full name begins with whose family name is at `index`; `index` itself where it stands alone."""
    tokens, first, at = reading.tokens, index, index
    while tokens.near[at] and index - at < _LONGEST and _is_given(reading, at - 1):
        at -= 1
        if _may_begin(reading, at, index):
            first = at
    return first


def whole_name(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """The full name that tokens `first` up to `last` are part of: given names before, and a family name after them.

    What was taken for a family name may be a given one: "E. Taylor Parks", "Rogers P. Churchill".
    """
    tokens = reading.tokens
    if not (tokens.near[first] and tokens.capital[first - 1]) and len(tokens.words[last]) != 1:
        return first, last
    began, ended = given_before(reading, first), last
    initial = reading.near[last] and len(tokens.words[last]) == 1 and _may_begin(reading, last, last)
    k = last + initial
    if (began < first or initial) and reading.near[k] and len(tokens.words[k]) > 1 and _is_given(reading, k):
        ended = k + 1
    return began, ended


def _may_begin(reading: Reading, index: int, family: int) -> bool:
    """False for a letter that numbers a paragraph ("A. Rusk reports"), and for one without a full stop."""
    tokens = reading.tokens
    if len(tokens.words[index]) > 1:
        return True
    end = tokens.end(index)
    numbers = tokens.opens[index] and not reading.near[index] and index + 1 == family
    return reading.view.text[end : end + 1] == "." and not numbers


def _is_given(reading: Reading, index: int) -> bool:
    """True for a capitalised word that may be a given name: no title, office, adjective or noun of anything else."""
    if index < 0 or not reading.capital[index]:
        return False
    word, low, words = reading.tokens.words[index], reading.low[index], reading.words
    if index in reading.covered:  # a place, unless an initial follows: "Milan W. Jerabek"
        return index not in reading.polities and len(reading.low[index + 1]) == 1
    if len(word) == 1:
        return word.isalpha()
    if word.isupper() or not word.replace("-", "").replace("'", "").isalpha():
        return False
    if low in words.given:
        return not (reading.opens[index] and low in words.unnameable)
    adverb = len(low) >= _SHORTEST_ADVERB and low.endswith(_ADVERB)
    noun = low in words.unnameable or low.partition("-")[0] in words.titles
    return not (adverb or noun or reading.is_plain_noun(index))


def same_name(name: str, other: str, nicknames: Mapping[str, str]) -> bool:
    """True where two full names may be one person's: one family name, given names of which one list abridges the other.

    Args:
        nicknames: short forms of given names and what they are short for, in lower case.

    "G. M. Richardson Dougall", "G. M. R. Dougall" and "Richardson Dougall" are; "Robert Dougall" is somebody else.
    """
    one, two = name_parts(name), name_parts(other)
    if one[-1] != two[-1] or min(len(one), len(two)) < 2:
        return False
    few, many = sorted(([nicknames.get(given, given) for given in parts[:-1]] for parts in (one, two)), key=len)
    rest = iter(many)
    return all(any(_same_given(given, longer) for longer in rest) for given in few)


def name_parts(name: str) -> list[str]:
    """The words of a name in lower case, initials without their full stops."""
    return name.lower().replace(".", " ").split()


def _same_given(one: str, two: str) -> bool:
    short, long = sorted((one, two), key=len)
    return long.startswith(short) if len(short) != _DOUBTFUL else long == short
