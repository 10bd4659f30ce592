"""All names of an authority at once: an Aho–Corasick automaton over the view (Aho and Corasick, CACM 18, 1975).

Boundaries are checked before the longest match is chosen: a long form that ends inside a word must not hide a short
one that does not.
"""

from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from tei_edition.entities.authority import Authority, Form
from tei_edition.entities.mention import Category
from tei_edition.entities.view import even

NAMES = frozenset(("main", "variant", "short", "abbreviation"))
ADJECTIVES = frozenset(("adjective", "people"))


@dataclass(frozen=True)
class Hit:
    """A form of the authority in the view: where, and the entries it may mean, each with the kind of form."""

    start: int
    end: int
    entries: tuple[tuple[str, str], ...]

    def ids(self, kinds: frozenset[str] = NAMES) -> tuple[str, ...]:
        """The entries that have this form as one of some kinds."""
        return tuple(key for key, kind in self.entries if kind in kinds)


class NameIndex:
    """Finds the forms of an authority in a text."""

    def __init__(self, authority: Authority, extra: dict[str, tuple[Form, ...]] | None = None) -> None:
        """`extra`: forms of entries that the document itself defines, by id."""
        table: dict[str, dict[tuple[str, str], None]] = {}
        for key, entry in authority.entries.items():
            for form in entry.forms:
                table.setdefault(even(form.text).text, {})[key, form.kind] = None
        for key, forms in (extra or {}).items():
            for form in forms:
                table.setdefault(even(form.text).text, {})[key, form.kind] = None
        self.forms = {text: _own_first(tuple(entries), authority) for text, entries in sorted(table.items()) if text}
        self._patterns = list(self.forms)
        self._of_events = [all(_is_event(key, authority) for key, _ in self.forms[text]) for text in self._patterns]
        self._automaton = AhoCorasick(self._patterns)

    def find(self, text: str) -> tuple[list[Hit], list[Hit]]:
        """The longest forms in a text, from left to right, none overlapping another: those of names, those of events.

        Events are looked up apart: "Romania's National Day" must not hide Romania.
        """
        whole = [
            (start, -end, index)
            for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True)
            if not (start and text[start - 1].isalnum()) and not text[end : end + 1].isalnum()
        ]
        whole.sort()
        return self._longest(whole, events=False), self._longest(whole, events=True)

    def _longest(self, whole: list[tuple[int, int, int]], *, events: bool) -> list[Hit]:
        hits: list[Hit] = []
        after = 0
        for start, minus_end, index in whole:
            if start >= after and self._of_events[index] is events:
                after = -minus_end
                hits.append(Hit(start, after, self.forms[self._patterns[index]]))
        return hits


def _is_event(key: str, authority: Authority) -> bool:
    return key in authority and authority[key].category is Category.EVENT


def _own_first(entries: tuple[tuple[str, str], ...], authority: Authority) -> tuple[tuple[str, str], ...]:
    """The edition's own entries alone where it has any for this form; else the gazetteer's."""
    own = tuple(pair for pair in entries if pair[0] not in authority or authority[pair[0]].source != "gazetteer")
    return own or entries
