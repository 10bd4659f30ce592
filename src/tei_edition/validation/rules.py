"""The rules of validation: each has an id, how bad it is, and what to do about it, in `data/rules.toml`."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, get_args

from tei_edition import resources
from tei_edition.edition import FILE, Edition
from tei_edition.errors import ConfigError, Severity
from tei_edition.spelling import asked, nearest


class Rule(NamedTuple):
    """One rule.

    Attributes:
        severity: unless the edition says otherwise.
        about: what it finds, and why that matters, for the reference.
        remedy: what an editor does about it.
        guidelines: the chapter of the TEI Guidelines that tells more; empty where none does.
        settings: its figures and words.
    """

    id: str
    severity: Severity
    about: str
    remedy: str
    guidelines: str = ""
    settings: Mapping[str, Any] = {}


def _read() -> dict[str, Rule]:
    rows = resources.table("validation", "rules") | resources.table("validation", "schematron")
    return {
        key: Rule(key, row["severity"], row["about"], row["remedy"], row.get("guidelines", ""), row.get("settings", {}))
        for key, row in rows.items()
    }


RULES = _read()
OFF = "off"


@lru_cache(1024)
def guidelines(*, element: str = "", chapter: str = "") -> str:
    """The address of a page of the TEI Guidelines: of an element, or of a chapter by its two letters."""
    pages = resources.table("validation", "guidelines")
    if element:
        return str(pages["element"]).replace("NAME", element)
    return str(pages["chapter"]).replace("NAME", chapter) if chapter else ""


def severities(edition: Edition) -> dict[str, Severity]:
    """The severities that an edition sets in `[rules]`, those that are off apart; see `silenced`.

    Raises:
        ConfigError: there is no such rule or severity.
    """
    path = (edition.folder / FILE) if edition.folder else ""
    found: dict[str, Severity] = {}
    for key, value in edition.rules.items():
        if key not in RULES:
            told = f"there is no rule `{key}`{asked(nearest(key, RULES))}"
            raise ConfigError(told, "see docs/reference/rules.md", path=path)
        if value in get_args(Severity):
            found[key] = value  # type: ignore[assignment]
        elif value != OFF:
            raise ConfigError(f"`{key}` in [rules] is {value!r}", "write error, warning, note or off", path=path)
    return found


def silenced(edition: Edition) -> frozenset[str]:
    """The rules that an edition has switched off."""
    return frozenset(key for key, value in edition.rules.items() if value == OFF)
