"""The table `words`: titles, offices, nouns of bodies and places, verbs, by which the rules know what a name is."""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from tei_edition import resources


class Phrases(dict[str, str]):
    """Phrases of one word or more, and what each stands for."""

    @cached_property
    def reach(self) -> dict[str, int]:
        """Each word that a phrase opens with, and the number of words of the longest phrase it opens."""
        found: dict[str, int] = {}
        for words in filter(None, map(str.split, self)):
            found[words[0]] = max(found.get(words[0], 0), len(words))
        return found


@dataclass(frozen=True)
class Words:
    """The table `words`, ready for look-up; everything in lower case."""

    titles: Phrases
    offices: Phrases
    envoys: frozenset[str]
    groups: Phrases
    same_office: dict[str, list[str]]
    body_heads: frozenset[str]
    body_inside: frozenset[str]
    organs: Phrases
    place_heads: frozenset[str]
    place_inside: frozenset[str]
    event_heads: Phrases
    not_names: frozenset[str]
    headings: frozenset[str]
    family_first: frozenset[str]
    ordinary: frozenset[str]
    acting: frozenset[str]
    toward: frozenset[str]
    utterances: frozenset[str]
    auxiliaries: frozenset[str]
    surnames: frozenset[str]
    particles: frozenset[str]
    aliases: Phrases
    given: frozenset[str]
    nicknames: dict[str, str]
    rulers: frozenset[str]
    nouns: frozenset[str]
    several: frozenset[str]
    papers: frozenset[str]
    body_leads: frozenset[str]
    body_subjects: frozenset[str]

    @cached_property
    def heads(self) -> frozenset[str]:
        """Nouns that make a name one of a body or a place."""
        return self.body_heads | self.place_heads

    @cached_property
    def cues(self) -> frozenset[str]:
        """Words of the tables at which some rule looks closer."""
        return self.heads.union(self.titles.reach, self.offices.reach, self.aliases.reach, self.organs.reach)

    @cached_property
    def unnameable(self) -> frozenset[str]:
        """Words that are no part of a person's name, however they are written."""
        return self.heads.union(self.not_names, self.ordinary, self.headings, self.event_heads, self.nouns)

    @cached_property
    def nameless(self) -> frozenset[str]:
        """Those of them that are no titles either."""
        return self.unnameable - self.titles.keys()


@cache
def load_words(overrides: Path | None = None) -> Words:
    """The table of words, with an edition's own `tables/words.toml` laid over it."""
    data: dict[str, Any] = resources.table("entities", "words", overrides)
    return Words(
        titles=Phrases(data["titles"]),
        offices=Phrases(data["offices"]),
        envoys=frozenset(data["envoys"]["words"]),
        groups=Phrases(data["groups"]),
        same_office=data["same-office"],
        body_heads=frozenset(data["bodies"]["heads"]),
        body_inside=frozenset(data["bodies"]["inside"]),
        organs=Phrases(data["organs"]),
        place_heads=frozenset(data["places"]["heads"]),
        place_inside=frozenset(data["places"]["inside"]),
        event_heads=Phrases(dict.fromkeys(data["events"]["heads"], "")),
        not_names=frozenset(data["not-names"]["words"]),
        headings=frozenset(data["headings"]["words"]),
        family_first=frozenset(data["family-name-first"]["places"]),
        ordinary=frozenset(data["ordinary"]["words"]),
        acting=frozenset(data["acting"]["words"]),
        toward=frozenset(data["toward"]["words"]),
        utterances=frozenset(data["utterances"]["words"]),
        auxiliaries=frozenset(data["auxiliaries"]["words"]),
        surnames=frozenset(data["surnames"]["words"]),
        particles=frozenset(data["particles"]["words"]),
        aliases=Phrases(dict.fromkeys(data["aliases"]["words"], "")),
        given=frozenset(data["given-names"]["words"]),
        nicknames=data["nicknames"],
        rulers=frozenset(data["rulers"]["offices"]),
        nouns=frozenset(data["nouns"]["words"]),
        several=frozenset(data["titles-of-several"]["words"]),
        papers=frozenset(data["papers"]["words"]),
        body_leads=frozenset(data["bodies"]["leads"]),
        body_subjects=frozenset(data["bodies"]["subjects"]),
    )
