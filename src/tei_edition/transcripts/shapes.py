"""The words by which parts of a document are recognised, read from `data/shapes.toml` into sets."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tei_edition import resources
from tei_edition.errors import ConfigError


@dataclass(frozen=True)
class Form:
    """What parts a speaker's name from the words.

    Attributes:
        before, after: the characters around the name.
        capitals: True where nothing but capital letters marks the name.
    """

    before: str
    after: str
    capitals: bool = False

    @property
    def is_alone(self) -> bool:
        """True where the name has a line of its own."""
        return self.after.endswith("\n")


COLON = Form("", ":")
# A name on a line of its own.
ALONE = Form("", "\n")


@dataclass(frozen=True)
class Shapes:
    """The table `shapes`, ready for look-up; all words in lower case."""

    fields: dict[str, str]
    classification: tuple[str, ...]
    distribution: frozenset[str]
    production: tuple[tuple[str, str], ...]
    not_speakers: frozenset[str]
    titles: frozenset[str]
    short_titles: frozenset[str]
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
    note_openings: tuple[str, ...]
    omissions: frozenset[str]
    omitted: tuple[str, ...]
    omitted_endings: tuple[str, ...]
    doing: tuple[tuple[str, str], ...]
    numbers: dict[str, int]
    forms: tuple[Form, ...]
    asking: frozenset[str]
    answering: frozenset[str]
    going_on: frozenset[str]
    salutations: tuple[str, ...]
    closings: tuple[str, ...]
    signing: tuple[str, ...]
    postscripts: tuple[str, ...]
    bodies: frozenset[str]
    notes_headings: frozenset[str]
    circulation: tuple[str, ...]
    months: frozenset[str]
    talks: frozenset[str]
    talk_ends: tuple[str, ...]
    longest_parting: int
    clock: frozenset[str]
    undatable: frozenset[str]


# What a recorder's note can be: marks of `transcript.Mark`.
_RECORDED = ("vocal", "kinesic", "incident", "delivery")


@cache
def load_shapes(overrides: Path | None = None) -> Shapes:
    """The table of shapes, with an edition's own `tables/shapes.toml` laid over it.

    Raises:
        ConfigError: a form of labels without its speaker, a kind of notes that is none; see also `resources.table`.
    """
    data = resources.table("transcripts", "shapes", overrides)
    path = (overrides or Path()) / "shapes.toml"
    for table in ("notes", "doing"):
        stray = next((kind for kind in data[table] if kind not in _RECORDED), None)
        if stray is not None:
            told = f"{stray!r} in [{table}] is no kind of note"
            raise ConfigError(told, f"take one of these: {', '.join(_RECORDED)}", path=path)
    return Shapes(
        fields={label: name for name, labels in data["fields"].items() for label in labels},
        classification=tuple(data["classification"]["words"]),
        distribution=frozenset(data["distribution"]["labels"]),
        production=tuple((words, kind) for kind, phrases in data["production"].items() for words in phrases),
        not_speakers=frozenset(data["not-speakers"]["words"])
        | {x for xs in data["fields"].values() for x in xs}
        | set(data["distribution"]["labels"]),
        titles=frozenset(data["titles"]["words"]),
        short_titles=frozenset(data["short-titles"]["words"]),
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
        note_openings=tuple(data["glosses"].get("notes", ())),
        omitted=tuple(data["glosses"].get("omitted", ())),
        omitted_endings=tuple(data["glosses"].get("omitted-endings", ())),
        doing=tuple((words, kind) for kind, openings in data["doing"].items() for words in openings),
        omissions=frozenset(data["glosses"]["omissions"]),
        numbers=data["numbers"],
        forms=tuple(_form(words, path) for words in data["labels"]["forms"]),
        asking=frozenset(data["questions"]["asking"]),
        answering=frozenset(data["questions"]["answering"]),
        going_on=frozenset(data["going-on"]["words"]),
        salutations=tuple(data["letters"]["salutations"]),
        closings=tuple(data["letters"]["closings"]),
        signing=tuple(data["letters"]["signing"]),
        postscripts=tuple(data["letters"].get("postscripts", ())),
        bodies=frozenset(data["letters"]["bodies"]),
        notes_headings=frozenset(data["end-notes"]["headings"]),
        circulation=tuple(data["distribution"].get("openings", ())),
        months=frozenset(resources.table("entities", "dates", overrides)["months"]),
        talks=frozenset(data["parting"]["talks"]),
        talk_ends=tuple(data["parting"]["ends"]),
        longest_parting=data["parting"]["longest"],
        clock=frozenset(data["clock"]["words"]),
        undatable=frozenset(data["clock"].get("not", ())),
    )


def _form(words: str, path: Path) -> Form:
    """A label's form as the table writes it: `{speaker}:`, `[{speaker}]`, `{SPEAKER}`, `{speaker}`.

    Raises:
        ConfigError: the words do not hold `{speaker}` once.
    """
    if words == "{SPEAKER}":
        return Form("", "", capitals=True)
    if words.count("{speaker}") != 1:
        raise ConfigError(f"the label form {words!r} has no {{speaker}} in it", "write it as `{speaker}:`", path=path)
    before, after = words.split("{speaker}")
    return Form(before, after) if before or after else ALONE
