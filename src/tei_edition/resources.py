"""Finds the files that travel with the toolkit, and the edition's own files that replace them.

Tables of knowledge (months, titles, furniture of a site), stylesheets, templates and the schema are data. In a checkout
the stylesheets lie in `xslt/` and the schema in `tei/schema/`; in an installed wheel both lie inside the package.
"""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tei_edition.errors import ConfigError
from tei_edition.markup import FORBIDDEN
from tei_edition.spelling import asked, nearest

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parents[1]
_OUTSIDE = {"xslt": CHECKOUT / "xslt", "schema": CHECKOUT / "tei" / "schema"}


def folder(name: str) -> Path:
    """The folder `xslt`, `schema`, or any folder of the package such as `entities/data`."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else _OUTSIDE.get(name, inside)


def asset(name: str) -> Path | None:
    """A file that was fetched when the toolkit was installed (`assets.toml`); None where that had no network."""
    path = PACKAGE / "assets" / name
    return path if path.is_file() else None


def load_toml(path: Path) -> dict[str, Any]:
    """One TOML file as a dictionary, read again when it has changed. Do not change what comes back: it is shared.

    Raises:
        ConfigError: the file is missing, not UTF-8 or not TOML; or a text in it has a character that no XML can hold.
    """
    try:
        state = path.stat()
    except OSError:
        return _read_toml(path, None)
    return _read_toml(path, (state.st_mtime_ns, state.st_size, state.st_ino))


@lru_cache(256)
def _read_toml(path: Path, _state: tuple[int, int, int] | None) -> dict[str, Any]:
    try:
        # Some editors on Windows begin a file with a byte order mark.
        text = path.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(text)
    except FileNotFoundError:
        raise ConfigError("there is no such file", "check the name", path=path) from None
    except IsADirectoryError:
        raise ConfigError("this is a folder, not a file", "name a file in it", path=path) from None
    except OSError as error:
        raise ConfigError(f"cannot be read ({error.strerror})", "check its permissions", path=path) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError("this is not UTF-8", "save the file as UTF-8", path=path, line=line) from None
    except tomllib.TOMLDecodeError as error:
        told = str(error)
        place = _PLACE.search(told)
        line, column = map(int, place.groups()) if place else (0, 0)
        why = _PLACE.sub("", told)
        raise ConfigError(
            f"this is not TOML ({why})", "correct the file", path=path, line=line, column=column
        ) from None
    except (RecursionError, ValueError):
        # Python refuses numbers of thousands of digits, and tables thousands deep in each other.
        told = "a number in it is too long, or its tables stand too deep in each other"
        raise ConfigError(told, "correct the file", path=path) from None
    if _ODD.search(text):
        _check_characters(data, path)
    return data


_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")
# Only so can a character that no XML can hold come into TOML: seldom enough that texts are looked at one by one.
_ODD = re.compile(r"\\[uUbfex]|[\x7f\ufffe\uffff]")


def _check_characters(value: Any, path: Path) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_characters(key, path)
            _check_characters(inner, path)
    elif isinstance(value, list):
        for inner in value:
            _check_characters(inner, path)
    elif isinstance(value, str) and (found := FORBIDDEN.search(value)):
        told = f"the text {value[:60]!r} has the character U+{ord(found[0]):04X}, which no XML can hold"
        raise ConfigError(told, "take it out", path=path)


# The tables that an edition may lay its own over, by room; those of messages, one a language, besides.
TABLES = {
    "shapes": "transcripts",
    "genres": "transcripts",
    "words": "entities",
    "dates": "entities",
    "rules": "entities",
    "header": "encoding",
    "html": "sources",
    "stamps": "sources",
    "collation": "collation",
    "facts": "collation",
    "sentences": "collation",
    "treatments": "rendering",
    "print": "rendering",
    "word": "rendering",
}
MESSAGES = "messages-"
# An edition adds rows to these; the keys of the others are what the toolkit asks for.
_OPEN = frozenset(("genres", "treatments"))
# Tables in them whose keys the toolkit asks for one by one: who replaces one gives all of its keys.
_FIXED = {
    name: frozenset(inner.split())
    for name, inner in {
        "shapes": """classification distribution labels questions going-on letters parting end-notes clock not-speakers
            titles short-titles roles verbs delivery sounds told glosses""",
        "words": """titles-of-several rulers envoys bodies places events not-names headings family-name-first ordinary
            particles aliases given-names nouns papers acting auxiliaries surnames toward utterances""",
        "facts": "pointing before-names negations peoples prefixes denied-modals function pronouns",
        "sentences": "marks either openers ordinals",
    }.items()
}
# Tables whose rows all have the keys that every row of the toolkit's has.
_ROWS = {"html": ("drop",), "stamps": ("line",), "print": ("series", "layers")}
# Keys of these that may be left out.
_OPTIONAL = frozenset(
    "distribution.openings glosses.notes glosses.omitted glosses.omitted-endings letters.postscripts clock.not".split()
)


def table(room: str, name: str, overrides: Path | None = None) -> dict[str, Any]:
    """The table `name` of a room, the edition's own one instead where it has one.

    Args:
        room: the folder that owns the table, such as `entities`.
        name: the table's name without ending, such as `dates`.
        overrides: an edition's folder `tables/`; a file of that name in it replaces the toolkit's table key by key.

    Raises:
        ConfigError: the edition's table has a value of another kind than the toolkit's, a key that nobody asks for, or
            lacks one; or a table in its folder has a name that the toolkit does not know.
    """
    own = load_toml(PACKAGE / room / "data" / f"{name}.toml")
    if not overrides:
        return own
    check_names(overrides)
    theirs = overrides / f"{name}.toml"
    return _laid_over(own, theirs, name) if theirs.is_file() else own


def _laid_over(own: dict[str, Any], path: Path, name: str) -> dict[str, Any]:
    theirs = load_toml(path)
    stray = [key for key in theirs if key not in own and name not in _OPEN]
    if stray:
        told = f"there is no `{stray[0]}` in this table{asked(nearest(stray[0], own))}"
        raise ConfigError(told, f"known are {', '.join(own)}", path=path)
    # Rows of an open table stand alone: each may have whatever any of the toolkit's rows has, also in the place of one.
    rows = {f"{number}. row": row for number, row in enumerate(own.values(), 1)}
    check_kinds(theirs, rows if name in _OPEN else own, path)
    for key in [key for key in theirs if key in _FIXED.get(name, ())]:
        _check_fixed(key, theirs[key], own[key], path)
    for key in [key for key in _ROWS.get(name, ()) if key in theirs]:
        if name == "print" and not theirs[key]:
            raise ConfigError(f"[{key}] is empty", "give a row at least, or delete it", path=path)
        _check_rows(key, theirs[key], own[key], path)
    laid = {**own, **theirs}
    if name == "print":
        # What an edition does not say in its own language is said in the toolkit's.
        laid["words"] = {**own["words"], **laid["words"]}
    return laid


def _check_rows(table: str, theirs: Any, own: Any, path: Path) -> None:
    rows, known = (list(each.values() if isinstance(each, dict) else each) for each in (theirs, own))
    if not isinstance(known[0], dict):
        return
    for row in rows:
        lacking = next((key for key in known[0] if key not in row and all(key in one for one in known)), None)
        if lacking:
            raise ConfigError(f"a row of `{table}` has no `{lacking}`", "add it", path=path)


def _check_fixed(table: str, theirs: dict[str, Any], own: dict[str, Any], path: Path) -> None:
    """See that a table has the keys that the toolkit asks for, and no other: it would be a slip of the pen."""
    stray = next((key for key in theirs if key not in own), None)
    if stray is not None:
        told = f"there is no `{stray}` in [{table}]{asked(nearest(stray, own))}"
        raise ConfigError(told, f"known are {', '.join(own)}", path=path)
    lacking = next((key for key in own if key not in theirs and f"{table}.{key}" not in _OPTIONAL), None)
    if lacking is not None:
        told = f"[{table}] replaces the toolkit's and has no `{lacking}`"
        raise ConfigError(told, "add it", path=path)


@cache
def check_names(overrides: Path) -> None:
    """Look at the names of the tables in an edition's folder.

    Raises:
        ConfigError: the toolkit has no table of such a name.
    """
    for path in sorted(overrides.glob("*.toml")):
        if path.stem not in TABLES and not path.stem.startswith(MESSAGES):
            close = nearest(path.stem, TABLES)
            told = f"the toolkit has no table of this name{asked(close and f'{close}.toml')}"
            raise ConfigError(told, f"known are {', '.join(sorted(TABLES))} and {MESSAGES}LANGUAGE", path=path)


def check_tables(overrides: Path) -> None:
    """Look at all tables of an edition before any is used; see `table`."""
    check_names(overrides)
    for name, room in TABLES.items():
        table(room, name, overrides)
    own = load_toml(PACKAGE / "rendering" / "data" / f"{MESSAGES}en.toml")
    for path in sorted(overrides.glob(f"{MESSAGES}*.toml")):
        check_kinds(load_toml(path), own, path)


def check_kinds(theirs: dict[str, Any], own: dict[str, Any], path: Path, *others: dict[str, Any]) -> None:
    """Compare the kinds of values in a table with those of the toolkit's, as deep as both go.

    Args:
        others: more tables whose kinds are right as well.

    Raises:
        ConfigError: a value is of another kind.
    """
    _check_kind(theirs, [own, *others], "", path)


def _check_kind(value: Any, examples: list[Any], key: str, path: Path) -> None:
    """`examples`: what the toolkit has at this place, or beside it where the key is the edition's own."""
    kinds = dict.fromkeys(map(_kind, examples))
    if kinds and _kind(value) not in kinds:
        what = f"an entry of `{key[:-2]}`" if key.endswith("[]") else f"`{key}`"
        raise ConfigError(f"{what} is {_kind(value)}", f"it has to be {' or '.join(kinds)}", path=path)
    if isinstance(value, dict):
        tables = [one for one in examples if isinstance(one, dict)]
        for name, inner in value.items():
            if not name.strip():
                raise ConfigError(f"a key of `{key}` is empty", "name it, or delete it", path=path)
            same = [one[name] for one in tables if name in one] or [each for one in tables for each in one.values()]
            _check_kind(inner, same, f"{key}.{name}" if key else name, path)
    elif isinstance(value, list):
        entries = [each for one in examples if isinstance(one, list) for each in one]
        for inner in value:
            if inner == "":
                raise ConfigError(f"an entry of `{key}` is empty", "delete it: it would stand everywhere", path=path)
            _check_kind(inner, entries, f"{key}[]", path)


def _kind(value: Any) -> str:
    return next((word for kind, word in _KINDS.items() if isinstance(value, kind)), "a date or time")


_KINDS: dict[type, str] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "a table",
}
