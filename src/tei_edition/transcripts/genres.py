"""Which type of document this is, and what decided it: by rules in `data/genres.toml`.

Three kinds of evidence, the strongest first: what the page itself says, the words of a heading, the shape of the text.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tei_edition import resources
from tei_edition.errors import ConfigError
from tei_edition.transcripts.transcript import Genre, Kind, Transcript

# A heading stands among so many first paragraphs, and is no longer than this.
_FIRST = 8
_LONGEST = 400
_SAID = re.compile(r"\b(?:said|replied|asked|answered|stated|remarked)\b")


@dataclass(frozen=True)
class GenreRule:
    """One `[genre]` of the table.

    Attributes:
        id: the last part of the category's id in the header: `genre.telegram`.
        headings: phrases of a heading, lower case; `openings` must stand at its beginning.
        shapes: lists of features of the text and fields of its head, all of one list must be there: `turns`,
            `questions`, `greeting`, `signature`, `reported` (paragraphs tell who said what), or the name of a field.
        turns: True where somebody should be seen to speak.
    """

    id: str
    name: str
    headings: tuple[str, ...]
    openings: tuple[str, ...]
    shapes: tuple[tuple[str, ...], ...]
    turns: bool = False


@cache
def load_genres(overrides: Path | None = None) -> tuple[GenreRule, ...]:
    """The table `genres`, an edition's own `tables/genres.toml` laid over it.

    Raises:
        ConfigError: a type without a name.
    """
    rules = []
    for key, row in resources.table("transcripts", "genres", overrides).items():
        if not isinstance(row, dict) or "name" not in row:
            path = (overrides or Path()) / "genres.toml"
            raise ConfigError(f"the type [{key}] has no name", 'write name = "Letter"', path=path)
        headings, openings = (tuple(map(str.lower, row.get(part, ()))) for part in ("headings", "openings"))
        shapes = tuple(map(tuple, row.get("shapes", ())))
        rules.append(GenreRule(key, row["name"], headings, openings, shapes, row.get("turns", False)))
    return tuple(rules)


def find_genre(transcript: Transcript, rules: tuple[GenreRule, ...]) -> Transcript:
    """The transcript with its type; unchanged where nothing decides."""
    found = _stated(transcript, rules) or _headed(transcript, rules) or _shaped(transcript, rules)
    return transcript if found is None else replace(transcript, genre=found)


def _stated(transcript: Transcript, rules: tuple[GenreRule, ...]) -> Genre | None:
    """The type that the page itself names."""
    words = " ".join(transcript.source.value("genre").split())
    if not words:
        return None
    low = words.lower()
    rule = next((rule for rule in rules if low == rule.name.lower() or low in rule.headings), None)
    key = rule.id if rule else re.sub(r"[^a-z0-9]+", "-", low).strip("-") or "unnamed"
    return Genre(key, rule.name if rule and low != rule.name.lower() else words, f"the page says {words!r}")


def _headed(transcript: Transcript, rules: tuple[GenreRule, ...]) -> Genre | None:
    """The type that a heading names: the heading that comes first, in it the phrase that comes first, the longest."""
    for words in _headings(transcript):
        low = " ".join(words.lower().split())
        found = []
        for k, rule in enumerate(rules):
            for phrase in rule.headings:
                hit = re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", low)
                found += [(hit.start(), -len(phrase), k, phrase)] if hit else []
            opening = re.sub(r"^[\W\d_]+", "", low)
            found += [(0, -len(p), k, p) for p in rule.openings if re.match(rf"{re.escape(p)}(?!\w)", opening)]
        if found:
            _, _, k, phrase = min(found)
            return Genre(rules[k].id, rules[k].name, f"the heading says {phrase!r}")
    return None


def _headings(transcript: Transcript) -> list[str]:
    """The document's own headings, then the page's title."""
    early = transcript.blocks[:_FIRST]
    headings = [transcript.text((block.start, block.end)) for block in early if block.kind is Kind.HEADING]
    letterhead = [transcript.text((block.start, block.end)) for block in early if block.kind is Kind.LETTERHEAD]
    return [words[:_LONGEST] for words in (*headings, transcript.source.value("page-title"), *letterhead) if words]


def _shaped(transcript: Transcript, rules: tuple[GenreRule, ...]) -> Genre | None:
    """The type that the shape of the text tells."""
    features = _features(transcript)
    for rule in rules:
        for shape in rule.shapes:
            if shape and all(part in features for part in shape):
                return Genre(rule.id, rule.name, f"its shape: {', '.join(features[part] for part in shape)}")
    return None


def _features(transcript: Transcript) -> dict[str, str]:
    """What the text has, with the words that say so."""
    blocks = transcript.blocks
    found = {block.field: f"a field {block.field!r}" for block in blocks if block.field}
    turns = transcript.of_kind(Kind.TURN)
    if turns:
        found["turns"] = "speakers' turns"
        if sum(block.name is None for block in turns) * 2 > len(turns):
            found["questions"] = "questions and answers"
    if transcript.of_kind(Kind.SALUTATION):
        found["greeting"] = "a greeting"
    if transcript.of_kind(Kind.SIGNATURE, Kind.VALEDICTION):
        found["signature"] = "a signature"
    if is_reported(transcript):
        found["reported"] = "paragraphs that tell who said what"
    return found


def expects_turns(genre: Genre, rules: tuple[GenreRule, ...]) -> bool:
    """True where a document of this type should have speakers' turns."""
    return any(rule.turns for rule in rules if rule.id == genre.id)


def is_reported(transcript: Transcript) -> bool:
    """True where several paragraphs tell who said what."""
    opened = (transcript.text((block.start, block.start + 400)) for block in transcript.of_kind(Kind.PARAGRAPH))
    return sum(_SAID.search(words) is not None for words in opened) > 2
