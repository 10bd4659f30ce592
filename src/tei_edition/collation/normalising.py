"""A word as it stands → its normal form: the chain of steps that `tables/collation.toml` of an edition sets.

Every step is linear in the text: tables of characters and of whole words, and an edition's own regular expressions,
which RE2 runs without backtracking (Cox 2010, https://swtch.com/~rsc/regexp/regexp3.html). From Python any function
from one word to another can take the chain's place.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from tei_edition import resources
from tei_edition.errors import ConfigError

Normalise = Callable[[str], str]

# How many words a chain remembers.
_REMEMBERED = 1 << 16
STEPS = ("compatibility", "case", "accents", "punctuation", "u-v", "i-j", "ampersand")


def settings(overrides: Path | None = None) -> dict[str, Any]:
    """The tables of `collation.toml`, an edition's own instead of the toolkit's where it has one.

    Raises:
        ConfigError: a table or value of a wrong kind.
    """
    found: dict[str, dict[str, Any]] = {name: dict(part) for name, part in _tables(None).items()}
    path = overrides / "collation.toml" if overrides else None
    if path is None or not path.is_file():
        return found
    theirs: dict[str, Any] = resources.load_toml(path)
    for name, part in theirs.items():
        if name not in found:
            raise ConfigError(f"unknown table [{name}]", f"known are {', '.join(found)}", path=path)
        if not isinstance(part, dict):
            raise ConfigError(f"`{name}` is not a table", f"write [{name}]", path=path)
        for key, value in part.items():
            wanted: type | None = _kind(name, key, found)
            if wanted is None:
                raise ConfigError(f"unknown key `{key}` in [{name}]", f"known are {', '.join(found[name])}", path=path)
            if not isinstance(value, wanted) or (
                isinstance(value, list) and not all(isinstance(one, str) for one in value)
            ):
                raise ConfigError(f"`{key}` in [{name}] is not a {_KINDS[wanted]}", "correct its value", path=path)
            found[name][key] = value
    try:
        _patterns(found)
    except ConfigError as error:
        raise ConfigError(error.message, error.remedy, path=path) from None
    return found


def _patterns(tables: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """The regular expressions of `[patterns]`, compiled, each with what stands for what it finds.

    Raises:
        ConfigError: one is wrong, or RE2 is not installed.
    """
    if not tables["patterns"]:
        return []
    try:
        import re2
    except ImportError:
        remedy = "install it with pip install 'tei-edition[patterns]'"
        raise ConfigError("[patterns] needs the library google-re2", remedy) from None
    options = re2.Options()
    options.log_errors = False
    made = []
    for pattern, instead in tables["patterns"].items():
        try:
            compiled = re2.compile(pattern, options)
        except re2.error as error:
            told = error.args[0]
            words = told.decode(errors="replace") if isinstance(told, bytes) else told
            remedy = "correct it; RE2 has no look-around and no \\1"
            raise ConfigError(f"the pattern {pattern!r} is wrong ({words})", remedy) from None
        for number, name in _GROUP.findall(instead):
            if (number and int(number) > compiled.groups) or (name and name not in compiled.groupindex):
                message = f"the pattern {pattern!r} has no group {number or name}, which {instead!r} names"
                raise ConfigError(message, "correct one of them")
        made.append((compiled, instead))
    return made


# A group in what stands for what a pattern finds.
_GROUP = re.compile(r"\\(?:(\d{1,3})|g<(\w+)>)")
_KINDS: dict[type, str] = {str: "text", bool: "true or false", list: "list of texts"}


def _kind(table: str, key: str, known: Mapping[str, Mapping[str, Any]]) -> type | None:
    if table in ("letters", "spellings", "patterns"):
        return str
    return type(known[table][key]) if key in known[table] else None


def _tables(overrides: Path | None) -> dict[str, Any]:
    return resources.table("collation", "collation", overrides)


def chain(tables: Mapping[str, Any], **steps: bool) -> Normalise:
    """The function from a word to its normal form.

    Args:
        tables: as `settings` gives them.
        steps: steps of `[normal]` to set otherwise, `u_v` for `u-v`.
    """
    on = {**tables["normal"], **{key.replace("_", "-"): value for key, value in steps.items()}}
    letters = {
        letter: other for letter, other in tables["letters"].items() if on["ampersand"] or letter not in ("&", "⁊")
    }
    step = partial(
        _normal, on=on, letters=letters, spellings=tables["spellings"], patterns=_patterns({"patterns": {}, **tables})
    )
    # Witnesses of one text share most of their words.
    return lru_cache(_REMEMBERED)(step)


def _normal(
    word: str,
    on: Mapping[str, bool],
    letters: Mapping[str, str],
    spellings: Mapping[str, str],
    patterns: Sequence[tuple[Any, str]],
) -> str:
    """One word through the chain. A word of which nothing would be left stays as it is."""
    made = word if word.isascii() else unicodedata.normalize("NFKC" if on["compatibility"] else "NFC", word)
    if on["case"]:
        made = made.casefold()
    if not letters.keys().isdisjoint(made):
        made = "".join(letters.get(letter, letter) for letter in made)
    if on["accents"]:
        parts = unicodedata.normalize("NFD", made)
        made = unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))
    if on["u-v"]:
        made = made.replace("v", "u").replace("V", "U")
    if on["i-j"]:
        made = made.replace("j", "i").replace("J", "I")
    for pattern, instead in patterns:
        made = pattern.sub(instead, made)
    if on["punctuation"] and made and not any(map(str.isalnum, made)):
        made = "."
    return spellings.get(made, made) or word
