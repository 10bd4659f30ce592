"""Finds the files that travel with the toolkit, and the edition's own files that replace them.

Tables of knowledge (months, titles, furniture of a site), stylesheets, templates and the schema are data. In a checkout
the stylesheets lie in `xslt/` and the schema in `tei/schema/`; in an installed wheel both lie inside the package.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from tei_edition.errors import ConfigError

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


@cache
def load_toml(path: Path) -> dict[str, Any]:
    """One TOML file as a dictionary. Do not change what comes back: it is shared.

    Raises:
        ConfigError: the file is missing, not UTF-8 or not TOML.
    """
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        raise ConfigError("there is no such file", "check the name", path=path) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"this is not TOML ({error})", "correct the file", path=path) from None


def table(room: str, name: str, overrides: Path | None = None) -> dict[str, Any]:
    """The table `name` of a room, the edition's own one instead where it has one.

    Args:
        room: the folder that owns the table, such as `entities`.
        name: the table's name without ending, such as `dates`.
        overrides: an edition's folder `tables/`; a file of that name in it replaces the toolkit's table key by key.
    """
    own = load_toml(PACKAGE / room / "data" / f"{name}.toml")
    theirs = overrides / f"{name}.toml" if overrides else None
    return {**own, **load_toml(theirs)} if theirs and theirs.is_file() else own
