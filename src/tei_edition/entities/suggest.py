"""Names that a statistical model finds and no rule tagged: more candidates for review, never a tag.

The model is spaCy's (the extra `spacy`), installed by whoever wants it. Honnibal and others, spaCy: Industrial-strength
Natural Language Processing in Python (2020), doi:10.5281/zenodo.1212303.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from tei_edition.entities.mention import Category
from tei_edition.entities.reading import identifier
from tei_edition.entities.strangers import Candidate
from tei_edition.entities.tagging import Tagging
from tei_edition.errors import ConfigError

RULE = "suggest.spacy"
# What spaCy's English models call what we look for (OntoNotes 5.0).
_LABELS = {
    "PERSON": Category.PERSON,
    "PER": Category.PERSON,
    "GPE": Category.PLACE,
    "LOC": Category.PLACE,
    "FAC": Category.PLACE,
    "ORG": Category.ORG,
    "EVENT": Category.EVENT,
}
_ARTICLES = ("the ", "The ", "a ", "A ", "an ", "An ")
_POSSESSIVES = ("'s", "’s", "'", "’")
# Characters given to the model at once at most, and shown on either side of a name.
_LONGEST = 50_000
_AROUND = 40

Span = tuple[int, int]


class Suggester:
    """A model that has been loaded once for many documents."""

    def __init__(self, model: str) -> None:
        """`model`: the name of an installed package, or a folder.

        Raises:
            ConfigError: spaCy is not installed, there is no such model, or it finds no names.
        """
        try:
            import spacy
        except ImportError:
            remedy = "install it with pip install 'tei-edition[spacy]', and a model"
            raise ConfigError("--suggest needs spaCy, which is not installed", remedy) from None
        try:
            self._model: Any = spacy.load(model)
        except (OSError, ValueError):
            raise ConfigError(
                f"spaCy cannot load a model {model!r}", "install it, or name the folder that holds it"
            ) from None
        steps = self._model.pipe_names
        if not any("doc.ents" in self._model.get_pipe_meta(step).assigns for step in steps):
            raise ConfigError(f"the model {model!r} finds no names", "take one that has a step `ner`")

    def candidates(self, text: str, tagging: Tagging, tagged: Iterable[Span] = ()) -> tuple[Candidate, ...]:
        """The names in a text that are neither tagged nor candidates yet, in the order of the alphabet.

        Args:
            text: the normalised source.
            tagging: what the rules made of it.
            tagged: more stretches that carry a tag, such as those an editor wrote.
        """
        spans = sorted({*tagged, *((mention.start, mention.end) for mention in tagging.mentions)})
        taken = bytearray(len(text))
        for start, end in spans:
            taken[start:end] = b"\x01" * (end - start)
        known = {_plain(text[start:end]) for start, end in spans} | {row.name for row in tagging.candidates}
        found: dict[tuple[str, Category], list[int]] = {}
        for start, end, category in self._names(text):
            name = _plain(text[start:end])
            if name not in known and identifier(name) and not any(taken[start:end]):
                found.setdefault((name, category), []).append(start)
        return tuple(
            Candidate(name, category, identifier(name), RULE, _evidence(text, offsets[0], name), tuple(offsets))
            for (name, category), offsets in sorted(found.items())
        )

    def _names(self, text: str) -> Iterator[tuple[int, int, Category]]:
        """Each name's stretch without article and possessive, and what the model takes it for."""
        stretches = list(_stretches(text))
        documents = self._model.pipe(text[start:end] for start, end in stretches)
        for (offset, _), document in zip(stretches, documents, strict=True):
            for entity in document.ents:
                category = _LABELS.get(entity.label_)
                start, end = _trimmed(text, offset + entity.start_char, offset + entity.end_char)
                if category and text[start:end][:1].isupper() and "\n" not in text[start:end]:
                    yield start, end, category


def _stretches(text: str) -> Iterator[Span]:
    """The paragraphs of a text, long ones cut."""
    start = 0
    for paragraph in text.split("\n\n"):
        for first in range(0, len(paragraph), _LONGEST):
            yield start + first, start + min(first + _LONGEST, len(paragraph))
        start += len(paragraph) + 2


def _trimmed(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    start += next((len(article) for article in _ARTICLES if words.startswith(article)), 0)
    end -= next((len(mark) for mark in _POSSESSIVES if words.endswith(mark)), 0)
    return start, end


def _plain(words: str) -> str:
    return " ".join(words.split())


def _evidence(text: str, start: int, name: str) -> str:
    """The words around a name, whole ones."""
    before = text[max(start - _AROUND, 0) : start].rpartition("\n\n")[2]
    after = text[start : start + len(name) + _AROUND].partition("\n\n")[0]
    before = before.partition(" ")[2] if len(before) == _AROUND else before
    after = after.rpartition(" ")[0] if len(after) == len(name) + _AROUND else after
    return _plain(before + after)
