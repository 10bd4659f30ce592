"""A text → a `Witness`: its siglum and its tokens, each as it stands and as it is compared.

Tokens are kept as parallel lists, not as objects: a work of many witnesses has a million of them.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tei_edition.errors import EditionError
from tei_edition.markup import FORBIDDEN

# Scripts that are written without spaces: each character is a token.
_SIGNS = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Accents and points that follow their letter; Python's \w leaves them out.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u0711\u0730-\u074a\u0900-\u0903\u093a-\u094f\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
_TOKEN = re.compile(rf"(?:[{_SIGNS}]|[^\W{_SIGNS}][^\W{_SIGNS}{_MARKS}]*(?:[{_MARKS}]+[^\W{_SIGNS}]*)*|[^\w\s]+)\s*")


@dataclass(frozen=True)
class Witness:
    """One witness of a text.

    Attributes:
        siglum: its name in the apparatus.
        text: each token as it stands, with the white space after it: joined they are the witness.
        normal: each token's normal form; two tokens are the same reading where these are equal.
        properties: what a token carries besides (`CollateX` JSON); empty, or one mapping a token.
        lead: white space before the first token.
        places: for a token that comes from TEI the index of its run of text, see `tei_text`; empty else.
    """

    siglum: str
    text: tuple[str, ...]
    normal: tuple[str, ...]
    properties: tuple[dict[str, Any], ...] = ()
    lead: str = ""
    places: tuple[tuple[int, int], ...] = field(default=(), repr=False)

    def __len__(self) -> int:
        return len(self.text)

    @property
    def words(self) -> str:
        """The witness as one string, runs of white space folded: what has to come back from every apparatus."""
        return " ".join(self.whole.split())

    @property
    def whole(self) -> str:
        """The witness as one string, as it was read."""
        return self.lead + "".join(self.text)


def tokens(text: str) -> list[str]:
    """Split a text into words, signs of scripts without spaces, and runs of punctuation, white space kept behind each.

    White space before the first token is left out.
    """
    return _TOKEN.findall(text)


def witness(siglum: str, text: str, normalise: Callable[[str], str]) -> Witness:
    """Make a witness of plain text.

    Args:
        siglum: its name.
        text: any text; none is a witness too.
        normalise: token without white space → normal form.
    """
    words = tokens(text)
    return Witness(siglum, tuple(words), tuple(normals(words, normalise)), lead=text[: len(text) - len(text.lstrip())])


def normals(words: Sequence[str], normalise: Callable[[str], str]) -> list[str]:
    """The normal form of each token; each different token is looked at once."""
    known = {word: normalise(word.rstrip()) for word in set(words)}
    return list(map(known.__getitem__, words))


def tokenised(siglum: str, given: Sequence[Any], normalise: Callable[[str], str], path: object = "") -> Witness:
    """Make a witness of tokens that somebody else has made: objects with `t`, perhaps `n`, and properties of their own.

    A token of white space only, or of nothing, is no word: its white space goes to the one before.

    Raises:
        EditionError: a token has no `t`, or one that is no text or that XML cannot hold.
    """
    texts: list[str] = []
    normal: list[str] = []
    properties: list[dict[str, Any]] = []
    lead = ""
    for number, token in enumerate(given, 1):
        row = {"t": token} if isinstance(token, str) else token
        if not isinstance(row, dict) or not isinstance(row.get("t"), str) or not isinstance(row.get("n", ""), str):
            raise EditionError(f"token {number} of witness {siglum} has no text `t`", 'write {"t": "word"}', path=path)
        if FORBIDDEN.search(row["t"]):
            raise EditionError(f"token {number} of witness {siglum} has a control character", "delete it", path=path)
        if not row["t"].strip():
            lead, texts[-1:] = (lead, [texts[-1] + row["t"]]) if texts else (lead + row["t"], [])
            continue
        texts.append(row["t"])
        normal.append(row["n"] if "n" in row else normalise(row["t"].strip()))
        properties.append({key: value for key, value in row.items() if key not in ("t", "n")})
    return Witness(siglum, _spaced(texts), tuple(normal), tuple(properties) if any(properties) else (), lead)


def _spaced(texts: list[str]) -> tuple[str, ...]:
    """Tokens that carry no white space at all are words: one space goes between them, none before closing marks."""
    if any(text != text.rstrip() for text in texts):
        return tuple(texts)
    after = [*texts[1:], ""]
    return tuple(
        text + (" " if follower and follower[0] not in ",.;:!?)]}’”»…" else "")
        for text, follower in zip(texts, after, strict=True)
    )


def check_sigla(sigla: Iterable[str], what: tuple[str, str] = ("witness", "witnesses")) -> None:
    """Refuse witnesses that cannot be told apart.

    Args:
        sigla: their sigla.
        what: what one and several of them are called in messages.

    Raises:
        EditionError: an empty siglum, or one that stands twice.
    """
    seen: set[str] = set()
    for siglum in sigla:
        if not siglum.strip() or FORBIDDEN.search(siglum):
            raise EditionError(f"a {what[0]} has no siglum", f"name each {what[0]}")
        if siglum in seen:
            raise EditionError(f"two {what[1]} have the siglum {siglum}", "give each one its own: SIGLUM=FILE")
        seen.add(siglum)
