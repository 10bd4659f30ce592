"""The words by which parts of a document are recognised, read from `data/shapes.toml` into sets."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tei_edition import resources


@dataclass(frozen=True)
class Shapes:
    """The table `shapes`, ready for look-up; all words in lower case."""

    fields: dict[str, str]
    classification: tuple[str, ...]
    distribution: frozenset[str]
    production: tuple[tuple[str, str], ...]
    not_speakers: frozenset[str]
    titles: frozenset[str]
    roles: frozenset[str]
    interjecting: frozenset[str]
    speaking: frozenset[str]
    delivery: tuple[str, ...]
    manners: frozenset[str]
    notes: dict[str, str]
    sounds: frozenset[str]
    told: frozenset[str]
    present: frozenset[str]
    gloss_openings: tuple[str, ...]
    omissions: frozenset[str]
    numbers: dict[str, int]


@cache
def load_shapes(overrides: Path | None = None) -> Shapes:
    """The table of shapes, with an edition's own `tables/shapes.toml` laid over it."""
    data = resources.table("transcripts", "shapes", overrides)
    return Shapes(
        fields={label: name for name, labels in data["fields"].items() for label in labels},
        classification=tuple(data["classification"]["words"]),
        distribution=frozenset(data["distribution"]["labels"]),
        production=tuple((words, kind) for kind, phrases in data["production"].items() for words in phrases),
        not_speakers=frozenset(data["not-speakers"]["words"]) | {x for xs in data["fields"].values() for x in xs},
        titles=frozenset(data["titles"]["words"]),
        roles=frozenset(data["roles"]["words"]),
        interjecting=frozenset(data["verbs"]["interjecting"]),
        speaking=frozenset(data["verbs"]["speaking"]),
        delivery=tuple(data["delivery"]["openings"]),
        manners=frozenset(data["delivery"]["manners"]),
        notes={word: kind for kind, words in data["notes"].items() for word in words},
        sounds=frozenset(data["sounds"]["words"]),
        told=frozenset(data["told"]["words"]),
        present=frozenset(data["told"]["present"]),
        gloss_openings=tuple(data["glosses"]["openings"]),
        omissions=frozenset(data["glosses"]["omissions"]),
        numbers=data["numbers"],
    )
