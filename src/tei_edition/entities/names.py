"""All names at once: an Aho–Corasick automaton over the view (Aho and Corasick, CACM 18, 1975), or a trie of very many.

Boundaries are checked before the longest match is chosen: a long form that ends inside a word must not hide a short
one that does not. Text and forms are compared without accents; where several entries share what is left, those spelt
as the text spells them are meant, and the others only where none is.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

from ahocorasick_rs import AhoCorasick

from tei_edition.entities.authority import Form
from tei_edition.entities.compiled import Authority, Meaning
from tei_edition.entities.mention import Category
from tei_edition.entities.view import even, fold

NAMES = frozenset(("main", "variant", "short", "abbreviation"))
ADJECTIVES = frozenset(("adjective", "people"))
POLITIES = frozenset(("country", "state", "territory"))
# No name is longer; look-ups remembered in a process.
_LONGEST = 200
_REMEMBERED = 1 << 16
_WORD = re.compile(r"[^\W_]+")


class Sense(NamedTuple):
    """What a form may mean, sorted: ids of entries, in the authority's order.

    Attributes:
        people, places, bodies, events: the entries whose name it is.
        polity: the country whose name it is, or whose adjective or people; empty for none.
        adjective: True where it is only the adjective or the people of that country.
        is_event: True where it names nothing but events.
    """

    people: tuple[str, ...]
    places: tuple[str, ...]
    bodies: tuple[str, ...]
    events: tuple[str, ...]
    polity: str
    adjective: bool
    is_event: bool


class Hit(NamedTuple):
    """A form in the view: where, and what it may mean.

    Attributes:
        exact: False where the text and the authority spell it with other accents.
    """

    start: int
    end: int
    sense: Sense
    exact: bool


class _Matcher(Protocol):
    """Finds every form that begins and ends at a word's boundary: (start, -end, form); sorted, the longest is first."""

    def __call__(self, text: str) -> list[tuple[int, int, str]]: ...


class _Automaton:
    """Forms in memory."""

    def __init__(self, forms: Sequence[str]) -> None:
        self._forms = forms
        self._find = AhoCorasick(forms).find_matches_as_indexes

    def __call__(self, text: str) -> list[tuple[int, int, str]]:
        forms, padded = self._forms, text + " "
        return [
            (start, -end, forms[index])
            for index, start, end in self._find(text, overlapping=True)
            if not padded[start - 1].isalnum() and not padded[end].isalnum()
        ]


class _Trie:
    """Forms on disk (marisa-trie), looked up only where a word stands that some form begins with."""

    def __init__(self, forms: Path) -> None:
        from marisa_trie import Trie

        self._trie = Trie().mmap(str(forms))

    def __call__(self, text: str) -> list[tuple[int, int, str]]:
        words = set(_WORD.findall(" ".join(set(text.split()))))
        opening = [word for word in words if next(self._trie.iterkeys(word), "")]
        found = []
        prefixes = self._trie.prefixes
        for start, _, _ in _Automaton(opening)(text) if opening else ():
            for form in prefixes(text[start : start + _LONGEST]):
                end = start + len(form)
                if not text[end : end + 1].isalnum():
                    found.append((start, -end, form))
        return found


class NameIndex:
    """Finds the names of an authority in a text."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._matches: _Matcher = _Trie(authority.trie) if authority.trie else _Automaton(list(authority.forms()))
        self._sense = lru_cache(_REMEMBERED)(self._sensed)
        self._texts: list[str] | None = None

    def noting(self, authority: Authority, texts: list[str]) -> "NameIndex":
        """This index, which asks an authority of the same forms what they mean, and keeps the texts it searches."""
        other = copy(self)
        other._authority, other._texts = authority, texts
        other._sense = lru_cache(_REMEMBERED)(other._sensed)
        return other

    def find(self, text: str) -> tuple[list[Hit], list[Hit]]:
        """The longest forms in a text, from left to right, none overlapping another: those of names, those of events.

        Events are looked up apart: "Romania's National Day" must not hide Romania.
        """
        names: list[Hit] = []
        events: list[Hit] = []
        after_name = after_event = 0
        plain = fold(text)
        if self._texts is not None:
            self._texts.append(plain)
        for start, minus_end, form in sorted(self._matches(plain)):
            if start < after_name and start < after_event:
                continue
            end = -minus_end
            sense, exact = self._sense(form, text[start:end])
            if sense.is_event:
                if start >= after_event:
                    after_event = end
                    events.append(Hit._make((start, end, sense, exact)))
            elif start >= after_name:
                after_name = end
                names.append(Hit._make((start, end, sense, exact)))
        return names, events

    def _sensed(self, form: str, spelt: str) -> tuple[Sense, bool]:
        """What a form may mean, spelt as the text spells it; and whether the authority spells it so."""
        meanings = self._authority.meant(form)
        exact = tuple(meaning for meaning in meanings if meaning.exact == spelt)
        return self._sorted(exact or meanings), bool(exact)

    def _sorted(self, meanings: tuple[Meaning, ...]) -> Sense:
        named: dict[Category, list[str]] = {category: [] for category in Category}
        polities = {True: "", False: ""}
        for key, kind, _ in meanings:
            entry = self._authority[key]
            shortened = entry.category is Category.EVENT and kind == "short"
            if kind in NAMES and not shortened and key not in named[entry.category]:
                named[entry.category].append(key)
            if entry.category is Category.PLACE and entry.kind in POLITIES and kind in NAMES | ADJECTIVES:
                polities[kind in ADJECTIVES] = polities[kind in ADJECTIVES] or key
        people, places, bodies, events = (
            tuple(named[category]) for category in (Category.PERSON, Category.PLACE, Category.ORG, Category.EVENT)
        )
        polity = polities[False] or polities[True]
        adjective = bool(polity) and not polities[False]
        is_event = all(self._authority[key].category is Category.EVENT for key, _, _ in meanings)
        return Sense(people, places, bodies, events, polity, adjective, is_event)


def any_of(forms: Iterable[str]) -> Callable[[str], bool]:
    """Whether one of some forms stands in a text; both evened and without accents (see `view`)."""
    matches = _Automaton(list(forms))
    return lambda text: bool(matches(text))


def find_forms(text: str, forms: dict[str, tuple[Form, ...]]) -> list[tuple[int, int, str]]:
    """Where names that a document has defined stand in its view: (start, end, id), the longest of each place.

    Args:
        forms: by the id of their entry; a form of two entries is left out.
    """
    owners: dict[str, str] = {}
    for key, rows in forms.items():
        for row in rows:
            form = even(row.text).text
            owners[form] = key if owners.get(form, key) == key else ""
    known = sorted(filter(None, owners))
    found: list[tuple[int, int, str]] = []
    after = 0
    for start, minus_end, form in sorted(_Automaton(known)(text)) if known else []:
        if start >= after:
            after = -minus_end
            if owners[form]:
                found.append((start, after, owners[form]))
    return found
