"""An edition's own settings: `edition.toml`, found beside its documents.

Takes a folder, gives an `Edition`. Everything has a default, so that a single text outside any edition can be parsed.
"""

import datetime
import re
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tei_edition import resources
from tei_edition.errors import ConfigError

FILE = "edition.toml"


class Correction(NamedTuple):
    """An error of the source and what an editor reads instead: becomes `choice/sic/corr`, never a silent change."""

    sic: str
    corr: str


class DocumentSettings(NamedTuple):
    """What the archivist knows of one document and its text does not say. Keys of `[documents.NAME]`."""

    title: str = ""
    repository: str = ""
    source_url: str = ""
    author: str = ""
    translator: str = ""
    rights: str = ""
    language: str = ""
    original_language: str = ""
    original_seen: bool = False
    utc_offset: str = ""
    date: str = ""
    polity: str = ""
    moved_to: str = ""
    corrections: tuple[Correction, ...] = ()


class Print(NamedTuple):
    """How an edition is printed. Keys of `[print]`.

    Attributes:
        page: a paper by its name (`iso-b5`, `a4`, `us-letter` …), or its size: `170mm x 240mm`.
        type_size: of the text, in points.
        columns: of the text.
        fonts: families in order of preference; those that ship with Typst stand behind them.
        system_fonts: True to look for them among the machine's fonts too, and not only in the folder `fonts/`.
        languages: whose words are hyphenated; empty for every language whose rules are known.
        line_numbers: every how many lines a number stands; 0 for none.
        line_scope: where the counting of lines begins anew: on each `page`, or never in the `document`.
        apparatus: `run-in`, one paragraph a layer at the foot of each page; `lines`, a line an entry; or `off`.
        lemma_words: longer lemmas are printed as `first … last`; 0 to print all of them.
        positive: True to name the witnesses of the lemma too.
        parallel: `side-by-side`, a text beside the one whose paragraphs it points to; `facing`, on the page facing it;
            or `off`, one behind the other.
        parts: what is printed, of `PARTS`; empty for all that fits.
    """

    page: str = "iso-b5"
    type_size: float = 10.5
    columns: int = 1
    fonts: tuple[str, ...] = ()
    system_fonts: bool = False
    languages: tuple[str, ...] = ()
    line_numbers: int = 5
    line_scope: str = "page"
    apparatus: str = "run-in"
    lemma_words: int = 3
    positive: bool = False
    parallel: str = "side-by-side"
    parts: tuple[str, ...] = ()


class Limits(NamedTuple):
    """What one document may take while it is made. Keys of `[build]`.

    Attributes:
        seconds: by the clock; 0 for no limit.
        memory: of the process that makes it, in megabytes; 0 for no limit.
    """

    seconds: float = 600.0
    memory: int = 2048


PARTS = ("half-title", "title", "contents", "record", "principles", "sigla", "text", "indices", "colophon")
PAPERS = {
    "a4": (210.0, 297.0),
    "a5": (148.0, 210.0),
    "iso-b5": (176.0, 250.0),
    "us-letter": (215.9, 279.4),
    "us-digest": (139.7, 215.9),
    "royal-octavo": (156.0, 234.0),
}
# A pattern that is seldom asked is compiled when it is: most runs read no edition.toml.
_SIZE = r"(\d{2,3}(?:\.\d{1,2})?)mm x (\d{2,3}(?:\.\d{1,2})?)mm"
# What a key of [print] may hold: a range of numbers, or words.
_RANGES: dict[str, tuple[float, float]] = {
    "type_size": (6, 24),
    "columns": (1, 3),
    "line_numbers": (0, 100),
    "lemma_words": (0, 100),
}
_WORDS: dict[str, tuple[str, ...]] = {
    "line_scope": ("page", "document"),
    "apparatus": ("run-in", "lines", "off"),
    "parallel": ("side-by-side", "facing", "off"),
    "parts": PARTS,
}


def paper(page: str) -> tuple[float, float]:
    """Width and height of a page in millimetres.

    Raises:
        ValueError: this is neither a name nor a size between 80 and 999 mm.
    """
    found = re.fullmatch(_SIZE, page)
    if not found and page not in PAPERS:
        raise ValueError(page)
    size = (float(found[1]), float(found[2])) if found else PAPERS[page]
    if min(size) < 80:
        raise ValueError(page)
    return size


class Comparison(NamedTuple):
    """Texts that the site sets beside one another. Keys of `[[comparison]]`.

    Attributes:
        name: of its page.
        kind: one of `COMPARISONS`.
        title: of its page; about: what a reader has to know of the texts.
        witnesses: siglum → a file of the edition, or a document by its name.
        languages: siglum → language, of texts that do not say it themselves.
        base: of a collation, the siglum whose readings are the lemmas.
        decisions: of a collation, the file of the edition that holds an editor's decisions.
        level: of an alignment, what is aligned: `passage`, `sentence` or `phrase`.
        line: of edition.toml, where it begins; 0 where that cannot be told.
    """

    name: str = ""
    kind: str = "collate"
    title: str = ""
    about: str = ""
    witnesses: Mapping[str, str] = {}
    languages: Mapping[str, str] = {}
    base: str = ""
    decisions: str = ""
    level: str = "sentence"
    line: int = 0


COMPARISONS = ("collate", "align", "diff")
_LEVELS = ("passage", "sentence", "phrase")
_COMPARISON = r"(?m)^[ \t]*\[\[[ \t]*comparison[ \t]*\]\]"
_FILE_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"


class Edition(NamedTuple):
    """An edition: where it lies and what its `edition.toml` says.

    Attributes:
        folder: the folder that holds `edition.toml`; None for a text outside any edition.
        formats: what `build` makes of each document besides TEI and its page.
        address: where the site is published, absolute; empty where that is not known.
        rights: the rights statement of sources that have none of their own.
        interface: the language that its pages speak; the documents' own is `language`.
        site: the default site rules for its sources; empty to choose the best match.
        tag_candidates: True to tag names that may be a person's too, pointing to nobody.
        rules: severities of rules of validation, by id: `error`, `warning`, `note` or `off`.
        print: how it is printed.
        comparisons: texts that its site sets beside one another.
        limits: what one document may take while it is made.
    """

    folder: Path | None = None
    title: str = ""
    identifier: str = ""
    version: str = "0.1.0"
    publisher: str = ""
    licence: str = ""
    licence_url: str = ""
    rights: str = ""
    editors: tuple[str, ...] = ()
    language: str = "en"
    interface: str = "en"
    site: str = ""
    output: str = "build"
    address: str = ""
    formats: tuple[str, ...] = ("html", "pdf", "text", "json", "csv", "bibtex", "ris")
    tag_candidates: bool = False
    documents: Mapping[str, DocumentSettings] = {}
    rules: Mapping[str, str] = {}
    print: Print = Print()
    comparisons: tuple[Comparison, ...] = ()
    limits: Limits = Limits()

    def document(self, name: str) -> DocumentSettings:
        """The settings of one document, by its file name without ending."""
        return self.documents.get(name, DocumentSettings())

    def destination(self, name: str) -> str:
        """The name that a document has now, however often it has moved; empty where it has not, or goes in a circle."""
        seen: list[str] = [name]
        while (name := self.document(name).moved_to) and name not in seen:
            seen.append(name)
        return seen[-1] if not name and len(seen) > 1 else ""

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
    if folder.is_file():
        raise ConfigError("this is a file, not the folder of an edition", f"give the folder of its {FILE}", path=folder)
    path = folder / FILE
    if not path.is_file():
        raise ConfigError("there is no edition here", f"`tei-edition init {folder}` starts one", path=path)
    data = resources.load_toml(path)
    documents = data.get("documents", {})
    if not isinstance(documents, dict):
        raise ConfigError("`documents` is not a table", "write [documents.NAME]", path=path)
    settings = {name: _document(path, name, keys) for name, keys in documents.items()}
    known = _checked(path, "edition", data.get("edition", {}), Edition._field_defaults)
    stray = sorted(set(data) - {"edition", "documents", "rules", "print", "comparison", "build"})
    if stray:
        remedy = "known are [edition], [documents.NAME], [rules], [print], [build] and [[comparison]]"
        raise _wrong(f"unknown table [{stray[0]}]", remedy, path, stray[0])
    rules = data.get("rules", {})
    if not isinstance(rules, dict) or not all(isinstance(value, str) for value in rules.values()):
        raise ConfigError("`rules` is not a table of severities", 'write RULE = "error"', path=path)
    return Edition(
        folder=folder,
        documents=settings,
        rules=rules,
        print=_print(path, data.get("print", {})),
        comparisons=tuple(_comparisons(path, data.get("comparison", []))),
        limits=_limits(path, data.get("build", {})),
        **known,
    )


def _comparisons(path: Path, tables: Any) -> Iterator[Comparison]:
    if not isinstance(tables, list):
        raise ConfigError("`comparison` is not a list of tables", "write [[comparison]]", path=path)
    text = path.read_text(encoding="utf-8")
    lines = [text.count("\n", 0, found.start()) + 1 for found in re.finditer(_COMPARISON, text)]
    if len(lines) != len(tables):
        lines = [0] * len(tables)  # written in another way, or quoted in a text
    names: set[str] = set()
    for number, (keys, line) in enumerate(zip(tables, lines, strict=True), 1):
        try:
            made = Comparison(**_checked(path, "[comparison]", keys, Comparison._field_defaults), line=line)
            _check(made, names)
        except ConfigError as error:
            name = keys.get("name") if isinstance(keys, dict) else None
            told = f"comparison {name or number}: {error.message}"
            raise ConfigError(told, error.remedy, path=path, line=line) from None
        names.add(made.name.lower())
        yield made


def _check(made: Comparison, others: Container[str]) -> None:
    """Say what is wrong with a comparison.

    Raises:
        ConfigError: something is; without its place.
    """
    if not re.fullmatch(_FILE_NAME, made.name):
        raise ConfigError(f"`name` is {made.name!r}", "take letters, digits, - and _: it names a file")
    if made.name.lower() in others:
        raise ConfigError("another has this name", "give each its own")
    for key, value, allowed in (("kind", made.kind, COMPARISONS), ("level", made.level, _LEVELS)):
        if value not in allowed:
            raise ConfigError(f"`{key}` cannot be {value!r}", f"take one of these: {', '.join(allowed)}")
    if made.decisions and made.kind != "collate":
        raise ConfigError("`decisions` are of a collation", 'take them out, or write kind = "collate"')
    values = (*made.witnesses.values(), *made.languages.values())
    if not made.witnesses or not all(isinstance(value, str) and value for value in values):
        raise ConfigError("there are no `witnesses`, or one is no text", 'write { A = "witnesses/a.txt", … }')
    if not all(siglum.strip() and not {"=", "/"} & set(siglum) for siglum in made.witnesses):
        raise ConfigError("a siglum is empty, or has = or / in it", "take another")
    stray = [siglum for siglum in (*made.languages, made.base) if siglum and siglum not in made.witnesses]
    if stray and not (made.kind == "collate" and len(made.witnesses) == 1):
        raise ConfigError(f"there is no witness {stray[0]}", f"the witnesses are {', '.join(made.witnesses)}")
    odd = next((tag for tag in made.languages.values() if not re.fullmatch(_TAG, tag)), None)
    if odd:
        raise ConfigError(f"{odd!r} is no language tag", _TAG_REMEDY)
    if made.kind == "diff" and len(made.witnesses) != 2:
        raise ConfigError(f"{len(made.witnesses)} witnesses", "`diff` compares two; `collate` and `align` take more")


# No number of a setting is so high.
_ENDLESS = 1e9


def _limits(path: Path, keys: Any) -> Limits:
    known = _checked(path, "build", keys, Limits._field_defaults)
    for key, value in known.items():
        if not 0 <= value < _ENDLESS:
            told = f"`{key}` in [build] cannot be {value}"
            raise _wrong(told, "give a number, or 0 for no limit", path, "build", key)
    return Limits(**known)


def _print(path: Path, keys: Any) -> Print:
    known = _checked(path, "print", keys, Print._field_defaults)

    def refused(key: str, value: object, allowed: str) -> ConfigError:
        written = key.replace("_", "-")
        told = f"`{written}` in [print] cannot be {value!r}"
        return _wrong(told, f"give {allowed}", path, "print", written)

    for key, value in known.items():
        if key in _RANGES and not _RANGES[key][0] <= value <= _RANGES[key][1]:
            raise refused(key, value, f"a number from {_RANGES[key][0]} to {_RANGES[key][1]}")
        if key in _WORDS:
            for word in (value,) if isinstance(value, str) else value:
                if word not in _WORDS[key]:
                    raise refused(key, word, "one of " + ", ".join(_WORDS[key]))
        if key in ("fonts", "languages") and not all(value):
            raise refused(key, list(value), "a list of names")
    try:
        paper(known.get("page", Print().page))
    except ValueError:
        allowed = "one of " + ", ".join(PAPERS) + ', or a size such as "170mm x 240mm"'
        raise refused("page", known["page"], allowed) from None
    return Print(**known)


def _document(path: Path, name: str, keys: Any) -> DocumentSettings:
    known = _checked(path, f"documents.{name}", keys, DocumentSettings._field_defaults)
    table = f"documents.{name}"
    rows = known.get("corrections", ())
    if not all(isinstance(row, dict) and all(isinstance(row.get(key), str) for key in ("sic", "corr")) for row in rows):
        told = f"a correction in [{table}] is not complete"
        raise _wrong(told, 'write { sic = "…", corr = "…" }', path, table, "corrections")
    known["corrections"] = tuple(Correction(row["sic"], row["corr"]) for row in rows)
    if known.get("date"):
        try:
            datetime.date.fromisoformat(known["date"])
        except ValueError:
            told = f"`date` in [{table}] is {known['date']!r}"
            raise _wrong(told, "write it as 1964-08-03", path, table, "date") from None
    if not re.fullmatch(_OFFSET, known.get("utc_offset", "")):
        told = f"`utc-offset` in [{table}] is {known['utc_offset']!r}"
        raise _wrong(told, "write it as +08:00", path, table, "utc-offset")
    return DocumentSettings(**known)


# As far from Greenwich as a clock may be (XML Schema, timezones), or nothing.
_OFFSET = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"


def _wrong(told: str, remedy: str, path: Path, table: str, key: str = "") -> ConfigError:
    """What is wrong with a table of edition.toml, or with a key in it, and where that stands."""
    return ConfigError(told, remedy, path=path, line=_line(path, table, key))


def _line(path: Path, table: str, key: str = "") -> int:
    """The line of edition.toml where a table begins, or a key in it stands; 0 where it is written in another way."""
    within, found = "", 0
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if opened := re.fullmatch(r"\s*\[+\s*([^]]+?)\s*\]+\s*(?:#.*)?", line):
            within = opened[1].replace('"', "").replace("'", "")
            found = number if within == table and not found else found
        elif key and within == table and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return number
    return found


def _checked(path: Path, table: str, keys: Any, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The table's keys in Python spelling, each of the kind that it has by default."""
    if not isinstance(keys, dict):
        raise ConfigError(f"`{table}` is not a table", f"write [{table}]", path=path)
    known: dict[str, Any] = {}
    for key, value in keys.items():
        attribute = key.replace("-", "_")
        if attribute in _NOT_KEYS or attribute not in defaults:
            told = f"unknown key `{key}` in [{table}]"
            raise _wrong(told, "see docs/reference/edition.md", path, table, key)
        wanted = type(defaults[attribute])
        if isinstance(value, int) and abs(value) >= _ENDLESS:
            told = f"`{key}` in [{table}] is too large a number"
            raise _wrong(told, "correct its value", path, table, key)
        given = tuple(value) if isinstance(value, list) else float(value) if _is_whole(value, wanted) else value
        if not isinstance(given, wanted) or (wanted is int and isinstance(given, bool)):
            told = f"`{key}` in [{table}] is not a {_KINDS[wanted]}"
            raise _wrong(told, "correct its value", path, table, key)
        if wanted is tuple and attribute != "corrections" and not all(isinstance(one, str) for one in given):
            told = f"`{key}` in [{table}] is not a list of texts"
            raise _wrong(told, "correct its value", path, table, key)
        if attribute in _TAGS and given and not re.fullmatch(_TAG, given):
            told = f"`{key}` in [{table}] is {given!r}, which is no language tag"
            raise _wrong(told, _TAG_REMEDY, path, table, key)
        known[attribute] = given
    return known


def _is_whole(value: Any, wanted: type) -> bool:
    """True for a whole number where any number may stand."""
    return wanted is float and isinstance(value, int) and not isinstance(value, bool)


# A language as BCP 47 writes it: two or three letters, then subtags; or a private one, x-….
_TAG = r"(?:[A-Za-z]{2,3}|x(?=-))(?:-[A-Za-z0-9]{1,8}){0,8}"
_TAG_REMEDY = "write one such as `en` or `zh-Hant` (BCP 47)"
_TAGS = frozenset(("language", "original_language", "interface"))
# Attributes that no key sets by itself.
_NOT_KEYS = frozenset(("folder", "documents", "rules", "print", "limits", "comparisons", "line"))
_KINDS: dict[type, str] = {
    str: "text",
    bool: "value true or false",
    tuple: "list",
    int: "whole number",
    float: "number",
    dict: "table",
}
