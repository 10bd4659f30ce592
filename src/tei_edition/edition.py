"""An edition's own settings: `edition.toml`, found beside its documents.

Takes a folder, gives an `Edition`. Everything has a default, so that a single text outside any edition can be parsed.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tei_edition import resources
from tei_edition.errors import ConfigError

FILE = "edition.toml"


@dataclass(frozen=True)
class Correction:
    """An error of the source and what an editor reads instead: becomes `choice/sic/corr`, never a silent change."""

    sic: str
    corr: str


@dataclass(frozen=True)
class DocumentSettings:
    """What the archivist knows of one document and its text does not say. Keys of `[documents.NAME]`."""

    title: str = ""
    repository: str = ""
    source_url: str = ""
    author: str = ""
    translator: str = ""
    rights: str = ""
    language: str = "en"
    original_language: str = ""
    original_seen: bool = False
    utc_offset: str = ""
    date: str = ""
    polity: str = ""
    moved_to: str = ""
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True)
class Edition:
    """An edition: where it lies and what its `edition.toml` says.

    Attributes:
        folder: the folder that holds `edition.toml`; None for a text outside any edition.
        formats: what `build` makes of each document besides TEI and its page.
        address: where the site is published, absolute; empty where that is not known.
        interface: the language that its pages speak; the documents' own is `language`.
        site: the default site rules for its sources; empty to choose the best match.
        tag_candidates: True to tag names that may be a person's too, pointing to nobody.
        rules: severities of rules of validation, by id: `error`, `warning`, `note` or `off`.
    """

    folder: Path | None = None
    title: str = ""
    identifier: str = ""
    version: str = "0.1.0"
    publisher: str = ""
    licence: str = ""
    licence_url: str = ""
    editors: tuple[str, ...] = ()
    language: str = "en"
    interface: str = "en"
    site: str = ""
    output: str = "build"
    address: str = ""
    formats: tuple[str, ...] = ("html", "pdf", "text", "json", "csv", "bibtex", "ris")
    tag_candidates: bool = False
    documents: dict[str, DocumentSettings] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)

    def document(self, name: str) -> DocumentSettings:
        """The settings of one document, by its file name without ending."""
        return self.documents.get(name, DocumentSettings(language=self.language))

    def subfolder(self, name: str) -> Path | None:
        """A folder of the edition such as `tables` or `templates`, or None where it has none."""
        path = self.folder / name if self.folder else None
        return path if path and path.is_dir() else None


def find_edition(path: Path) -> Edition:
    """The edition that a file belongs to: the nearest folder above it with an `edition.toml`.

    Raises:
        ConfigError: the file is not TOML or has keys or values of the wrong kind.
    """
    for folder in path.resolve().parents:
        if (folder / FILE).is_file():
            return load_edition(folder)
    return Edition()


def load_edition(folder: Path) -> Edition:
    """Read the edition in `folder`.

    Raises:
        ConfigError: there is no `edition.toml`, or something in it is wrong.
    """
    path = folder / FILE
    if not path.is_file():
        raise ConfigError("there is no edition here", f"`tei-edition init {folder}` starts one", path=path)
    data = resources.load_toml(path)
    documents = data.get("documents", {})
    if not isinstance(documents, dict):
        raise ConfigError("`documents` is not a table", "write [documents.NAME]", path=path)
    settings = {name: _document(path, name, keys) for name, keys in documents.items()}
    known = _checked(path, "edition", data.get("edition", {}), Edition)
    stray = sorted(set(data) - {"edition", "documents", "rules"})
    if stray:
        raise ConfigError(f"unknown table [{stray[0]}]", "known are [edition], [documents.NAME] and [rules]", path=path)
    rules = data.get("rules", {})
    if not isinstance(rules, dict) or not all(isinstance(value, str) for value in rules.values()):
        raise ConfigError("`rules` is not a table of severities", 'write RULE = "error"', path=path)
    return Edition(folder=folder, documents=settings, rules=rules, **known)


def _document(path: Path, name: str, keys: Any) -> DocumentSettings:
    known = _checked(path, f"documents.{name}", keys, DocumentSettings)
    rows = known.get("corrections", ())
    try:
        known["corrections"] = tuple(Correction(row["sic"], row["corr"]) for row in rows)
    except (KeyError, TypeError):
        raise ConfigError(
            f"a correction in [documents.{name}] is not complete", 'write { sic = "…", corr = "…" }', path=path
        ) from None
    return DocumentSettings(**known)


def _checked(path: Path, table: str, keys: Any, target: type) -> dict[str, Any]:
    """The table's keys in Python spelling, each of the kind that `target` has by default."""
    if not isinstance(keys, dict):
        raise ConfigError(f"`{table}` is not a table", f"write [{table}]", path=path)
    defaults = target()
    known: dict[str, Any] = {}
    for key, value in keys.items():
        attribute = key.replace("-", "_")
        if attribute in ("folder", "documents", "rules") or not hasattr(defaults, attribute):
            raise ConfigError(f"unknown key `{key}` in [{table}]", "see docs/reference/edition.md", path=path)
        wanted = type(getattr(defaults, attribute))
        given = tuple(value) if isinstance(value, list) else value
        if not isinstance(given, wanted):
            raise ConfigError(f"`{key}` in [{table}] is not a {_KINDS[wanted]}", "correct its value", path=path)
        known[attribute] = given
    return known


_KINDS: dict[type, str] = {str: "text", bool: "true or false", tuple: "list"}
