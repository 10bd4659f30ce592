"""Words → numbers, ordinals, quantities and sums of money, by a small grammar.

"three hundred and twenty-five thousand", "five and twenty", "3.5 million", "two thirds", "three years and six months".
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tei_edition.collation.words import Tables, Token, phrase

_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_ORDINAL = re.compile(r"\d+(?:,\d{3})*(?=st$|nd$|rd$|th$)")
# Nobody writes more digits and scales than these.
_DIGITS, _MOST = 18, 1e18


class Figure(NamedTuple):
    """A number in a text: its span, its kind (a figure of `facts.KINDS`), its value; `hint` as in `facts.Fact`."""

    start: int
    end: int
    kind: str
    value: str
    hint: bool


class _Words(NamedTuple):
    """The words of a text while numbers are read."""

    text: str
    tokens: Sequence[Token]
    tables: Tables


def figures(text: str, words: Sequence[Token], tables: Tables, is_free: Callable[[int, int], bool]) -> Iterator[Figure]:
    """The numbers of a text, in order.

    Args:
        words: the text's tokens.
        is_free: whether a stretch of the text is no part of a date, a name or a paragraph's number.
    """
    stated, k = _Words(text, words, tables), 0
    while k < len(words):
        read = _read_number(stated, k) if is_free(words[k].start, words[k].end) else None
        if read is None:
            k += 1
            continue
        k, figure = read
        if is_free(figure.start, figure.end):
            yield figure


class _Number(NamedTuple):
    """A number that opens at a token: the token behind it, its value, whether it says which one."""

    end: int
    value: float
    ordinal: bool = False


def _read_number(stated: _Words, k: int) -> tuple[int, Figure] | None:
    _, words, tables = stated
    sign = words[k].low in tables.money and not words[k].low[-1].isalnum()
    at = k + sign
    number = _number(stated, at) if at < len(words) else None
    if number is None:
        hint = tables.hints.get(words[k].low)
        if hint is None:
            return None
        return k + 1, Figure(words[k].start, words[k].end, "number", _told(hint), True)
    end, value = number.end, number.value
    start, stop = words[k].start, words[end - 1].end
    unit_end = phrase(words, end, tables.units) if _close(stated, end) else 0
    money_end = phrase(words, end, tables.money) if _close(stated, end) else 0
    if number.ordinal:
        hint = value <= 2 and words[k].low in tables.hints
        return end, Figure(start, stop, "ordinal", _told(value), hint)
    if sign or money_end:
        unit = tables.money[words[k].low if sign else " ".join(t.low for t in words[end:money_end])]
        end = end if sign else money_end
        return end, Figure(start, words[end - 1].end, "money", f"{_told(value)} {unit}", False)
    if unit_end:
        unit = tables.units[" ".join(t.low for t in words[end:unit_end])]
        hint = end == k + 1 and words[k].low in tables.hints
        unit_end, value = _with_smaller(stated, unit_end, value, unit)
        return unit_end, Figure(start, words[unit_end - 1].end, "quantity", f"{_told(value)} {unit}", hint)
    return end, Figure(start, stop, "number", _told(value), _points(stated, k, end, value))


def _with_smaller(stated: _Words, k: int, value: float, unit: str) -> tuple[int, float]:
    """Of "three years and six months" the whole, in the greater unit: the token behind it, its value."""
    _, words, tables = stated
    at = k + (k < len(words) and words[k].low == "and")
    number = _number(stated, at) if at < len(words) and _close(stated, k) else None
    if number is None or number.ordinal or number.end >= len(words):
        return k, value
    smaller, many = tables.units.get(words[number.end].low, ""), tables.smaller.get(unit, ("", 1))
    return (number.end + 1, value + number.value / many[1]) if smaller and smaller == many[0] else (k, value)


def _points(stated: _Words, k: int, end: int, value: float) -> bool:
    """True for a number that may stand for what was told before: "one", "the two", "we three"."""
    _, words, tables = stated
    if end == k + 1 and words[k].low in tables.hints:
        return True
    before = words[k - 1].low if k else ""
    return value <= 10 and not words[k].low[0].isdecimal() and before in tables.pointing


def _close(stated: _Words, k: int) -> bool:
    """True where only a space or a hyphen stands before a token."""
    words = stated.tokens
    return 0 < k < len(words) and stated.text[words[k - 1].end : words[k].start] in ("", " ", "-", "\u00a0", "\n")


def _told(number: float) -> str:
    value = float(number)
    return str(int(value)) if value.is_integer() and value < _MOST else f"{value:.6g}"


def _number(stated: _Words, k: int) -> _Number | None:
    """The number that opens at a token: figures, or words as "three hundred and twenty-five thousand"."""
    _, words, tables = stated
    low = words[k].low
    if low[0].isdecimal():
        return _scaled(stated, k)
    total = part = 0.0
    end, limit = k, 0.0
    while end < len(words):
        if end > k and not _close(stated, end):
            break
        word = words[end].low
        joined = end > k and words[end - 1].low == "and"
        if word in tables.numbers and _fits(tables.numbers[word], part, limit, joined):
            part, limit, end = part + tables.numbers[word], max(limit if joined else 0, tables.numbers[word]), end + 1
        elif word in tables.scales and (part or end == k) and max(part, total) < _MOST:
            part, total, limit = _raised(part or 1.0, total, tables.scales[word])
            end += 1
        elif end > k and _is_half(stated, end):
            part, end = part + 0.5, end + 3
        elif word == "and" and end > k and _goes_on(stated, end + 1, limit):
            end += 1
        elif word in tables.ordinals and (end == k or _fits(tables.ordinals[word], part, limit, joined)):
            return _fraction(stated, k, end) or _Number(end + 1, total + part + tables.ordinals[word], True)
        else:
            break
    if end == k:
        return None
    return _fraction(stated, k, end) or _Number(end, total + part)


def _fits(value: float, part: float, limit: float, after_and: bool) -> bool:
    """True where a number goes on with a smaller one: "twenty" with "five", "hundred" with "ten"."""
    if not part or (20 <= limit < 100 and value < 10) or (limit >= 100 and value < limit):
        return True
    return limit < 10 and 20 <= value < 100 and after_and


def _raised(part: float, total: float, scale: float) -> tuple[float, float, float]:
    if scale == 100:
        return part * scale, total, scale
    return 0.0, total + (part or 1) * scale, scale


def _is_half(stated: _Words, k: int) -> bool:
    """True for "and a half" behind a number."""
    return _close(stated, k) and [token.low for token in stated.tokens[k : k + 3]] == ["and", "a", "half"]


def _goes_on(stated: _Words, k: int, limit: float) -> bool:
    """True for the "and" in "three hundred and five", "twenty and five", "five and twenty"."""
    _, words, tables = stated
    if k >= len(words) or not _close(stated, k):
        return False
    value = tables.numbers.get(words[k].low, tables.ordinals.get(words[k].low, 0))
    return (0 < value < 10 and 20 <= limit < 100) or 0 < value < 100 <= limit or (limit < 10 and 20 <= value < 100)


def _scaled(stated: _Words, k: int) -> _Number | None:
    _, words, tables = stated
    low = words[k].low
    digits = low
    if low[-1].isalpha():
        ordinal = _ORDINAL.match(low)
        return _Number(k + 1, float(ordinal[0].replace(",", "")), True) if ordinal and len(low) <= _DIGITS else None
    digits = digits.replace(",", "") if _THOUSANDS.fullmatch(digits) else digits.replace(",", ".")
    if len(digits) > _DIGITS or digits.count(".") > 1:
        return None
    value, end = float(digits), k + 1
    if _is_half(stated, end):
        value, end = value + 0.5, end + 3
    while end < len(words) and words[end].low in tables.scales and _close(stated, end) and value < _MOST:
        value *= tables.scales[words[end].low]
        end += 1
    return _Number(end, value)


def _fraction(stated: _Words, k: int, end: int) -> _Number | None:
    """ "two thirds", "one-third of": its upper part is the number before."""
    _, words, tables = stated
    if end != k + 1 or end >= len(words) or not _close(stated, end):
        return None
    below = tables.fractions.get(words[end].low)
    above = tables.numbers.get(words[k].low)
    if not below or not above or below == 2 or above > 9:
        return None
    singular = above == 1 and not (end + 1 < len(words) and words[end + 1].low == "of")
    return None if singular else _Number(end + 1, above / below)
