"""What tagging a document asks of an authority, so that it can be told later whether the answers are still the same.

A document's tags depend on the authority in two ways only: on the answers to what the rules ask of it, and on which of
its forms stand in the text. `Asked` notes both. With another authority the document has to be tagged again where one of
the answers is another, or where a form that is new stands in its text; nowhere else (what Mokhov, Mitchell and Peyton
Jones, "Build systems à la carte", ICFP 2018, call a verifying trace).

That a form is gone needs no look at the text: what it means was asked where it stood.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from tei_edition.entities.authority import Entry
from tei_edition.entities.compiled import Authority

# The questions that an authority answers; there is no other way to learn what it says, its list of forms aside.
_QUESTIONS = ("get", "meant", "people_by_form", "people_by_end", "of", "holders", "organ")
# Bytes of a checksum.
SIZE = 8


class Asked(Authority):
    """An authority that notes what it is asked."""

    def __init__(self, authority: Authority) -> None:
        self.questions: set[tuple[str, ...]] = set()
        self.trie = authority.trie
        for name in _QUESTIONS:
            setattr(self, name, self._noting(name, getattr(authority, name)))

    def _noting(self, name: str, ask: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*words: str) -> Any:
            self.questions.add((name, *words))
            return ask(*words)

        return noted

    def listed(self) -> list[str]:
        """Every question once, as JSON."""
        return sorted(json.dumps(question, ensure_ascii=False) for question in self.questions)


def checksum(authority: Authority, question: str) -> bytes:
    """A question together with what an authority answers to it, as a checksum of `SIZE` bytes."""
    name, *words = json.loads(question)
    if name not in _QUESTIONS:
        raise ValueError(name)
    told = repr([question, _told(getattr(authority, name)(*words))])
    return hashlib.blake2b(told.encode(), digest_size=SIZE).digest()


def checksums(authority: Authority, questions: Iterable[str]) -> bytes:
    """The checksums of several questions, one behind the other."""
    return b"".join(checksum(authority, question) for question in questions)


def _told(answer: Any) -> Any:
    """What an answer says. Where an entry stands in its file is no part of it."""
    if isinstance(answer, Entry):
        return replace(answer, line=0), answer.xml
    return [_told(part) for part in answer] if type(answer) is tuple else answer
