"""`Entry`s → `Authority`: compiled once into tables that answer what the rules ask, kept on disk by content.

The tables are SQLite's (a file that opens in a millisecond and is read page by page), so that a million forms cost no
more memory than ten. What the file holds is a function of the authority files' bytes: the same bytes, the same file.
"""

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import platformdirs

from tei_edition import __version__, resources, tei
from tei_edition.entities.authority import Entry, Form, Office, gazetteer, read_entries
from tei_edition.entities.countries import standards
from tei_edition.entities.mention import Category
from tei_edition.entities.view import even, fold
from tei_edition.errors import ConfigError

# Bump when the tables change; what an older toolkit compiled is then compiled anew.
_LAYOUT = 1
# Compiled authorities kept on disk, and look-ups remembered in a process.
_KEPT = 24
_REMEMBERED = 1 << 16
# Entries written at once.
_BATCH = 5000
# With more forms than this a trie on disk is better than an automaton built in memory.
MANY = 150_000

_TABLES = """
CREATE TABLE entry(id TEXT PRIMARY KEY, category TEXT, polity TEXT, own INTEGER, record TEXT) WITHOUT ROWID;
CREATE TABLE form(form TEXT, id TEXT, kind TEXT, exact TEXT, own INTEGER,
    PRIMARY KEY(form, id, kind, exact)) WITHOUT ROWID;
CREATE TABLE person(word TEXT, id TEXT, whole INTEGER, own INTEGER, PRIMARY KEY(word, id, whole)) WITHOUT ROWID;
CREATE TABLE office(office TEXT, polity TEXT, id TEXT, accreditation TEXT, first TEXT, last TEXT);
CREATE TABLE organ(parent TEXT, organ TEXT, id TEXT, PRIMARY KEY(parent, organ)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX entry_of ON entry(category, polity);
CREATE INDEX office_of ON office(office, polity);
"""


class Meaning(NamedTuple):
    """What a form may mean: an entry, the kind of form it is of it, and how the authority spells it."""

    id: str
    kind: str
    exact: str


class Authority:
    """The entries of an edition and of the toolkit's gazetteer, as the rules ask for them.

    Every answer is in the order of the entries' ids, an edition's own entries first: how the files are ordered changes
    nothing.

    Attributes:
        trie: the file of all forms as a trie (marisa-trie), where there are very many; else None.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """Compile entries in memory; `load_authority` reads and keeps files."""
        self._open(compile_entries(entries, ":memory:"))

    @classmethod
    def opened(cls, path: Path) -> "Authority":
        """A compiled authority on disk.

        Raises:
            sqlite3.DatabaseError: the file is no compiled authority of this layout, or not a whole one.
        """
        made = cls.__new__(cls)
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        [layout] = connection.execute("PRAGMA user_version").fetchone()
        if layout != _LAYOUT:
            connection.close()
            raise sqlite3.DatabaseError("another layout")
        made._open(connection, path)
        return made

    def _open(self, connection: sqlite3.Connection, path: Path | None = None) -> None:
        beside = path.with_suffix(".marisa") if path else None
        self.trie = beside if beside and beside.is_file() else None
        self._ask = connection.execute
        self.get = lru_cache(_REMEMBERED)(self._get)
        self.meant = lru_cache(_REMEMBERED)(self._meant)
        self.people_by_form = lru_cache(_REMEMBERED)(self._people_by_form)
        self.people_by_end = lru_cache(_REMEMBERED)(self._people_by_end)
        self.of = lru_cache(_REMEMBERED)(self._of)
        self.holders = lru_cache(_REMEMBERED)(self._holders)
        self.organ = lru_cache(_REMEMBERED)(self._organ)

    def __getitem__(self, key: str) -> Entry:
        entry = self.get(key)
        if entry is None:
            raise KeyError(key)
        return entry

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def __iter__(self) -> Iterator[Entry]:
        """All entries, by id."""
        for key, record in self._ask("SELECT id, record FROM entry ORDER BY id"):
            yield _read(key, record)

    def forms(self) -> Iterator[str]:
        """The different forms, evened and without accents (see `view`), in the order of their code points."""
        for (form,) in self._ask("SELECT DISTINCT form FROM form ORDER BY form"):
            yield form

    def _get(self, key: str) -> Entry | None:
        """The entry with an id, or None."""
        row = self._ask("SELECT record FROM entry WHERE id = ?", (key,)).fetchone()
        return _read(key, row[0]) if row else None

    def _meant(self, form: str) -> tuple[Meaning, ...]:
        """What a form without accents may mean; the edition's own entries alone where it has any for it."""
        asked = "SELECT own, id, kind, exact FROM form WHERE form = ? ORDER BY own DESC, id, kind, exact"
        rows = self._ask(asked, (form,)).fetchall()
        return tuple(Meaning(*row[1:]) for row in rows if row[0] == rows[0][0])

    def _people_by_form(self, name: str) -> tuple[str, ...]:
        """The persons of a full form of a name."""
        return self._keys("SELECT id FROM person WHERE word = ? AND whole ORDER BY own DESC, id", name)

    def _people_by_end(self, word: str) -> tuple[str, ...]:
        """The persons whose full name begins or ends with a word, or who go by it: one of these is the family name."""
        return self._keys("SELECT id FROM person WHERE word = ? AND NOT whole ORDER BY own DESC, id", word)

    def _keys(self, asked: str, *values: str) -> tuple[str, ...]:
        return tuple(key for (key,) in self._ask(asked, values))

    def _of(self, category: Category, polity: str) -> tuple[Entry, ...]:
        """The entries of one category that belong to a country."""
        asked = "SELECT id FROM entry WHERE category = ? AND polity = ? ORDER BY own DESC, id"
        return tuple(self[key] for key in self._keys(asked, category, polity))

    def _holders(self, office: str, polity: str) -> tuple[tuple[Office, str], ...]:
        """Who held an office of a country, whenever: what is known of it, and the person."""
        asked = "SELECT accreditation, first, last, id FROM office WHERE office = ? AND polity = ? ORDER BY id, first"
        rows = self._ask(asked, (office, polity))
        return tuple((Office(office, polity, where, first, last), key) for where, first, last, key in rows)

    def _organ(self, parent: str, organ: str) -> str:
        """The id of a body's organ ("Politburo"), empty where it has none."""
        row = self._ask("SELECT id FROM organ WHERE parent = ? AND organ = ?", (parent, organ)).fetchone()
        return row[0] if row else ""


def compile_entries(entries: Iterable[Entry], path: str) -> sqlite3.Connection:
    """Write entries as tables into a file, or into memory (`:memory:`)."""
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
    rest = iter(entries)
    while batch := list(islice(rest, _BATCH)):
        for table, rows in _rows(batch).items():
            for row in rows[:1]:
                values = ", ".join("?" * len(row))
                connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({values})", rows)
    connection.executescript(_INDEXES + f"PRAGMA user_version = {_LAYOUT};")
    connection.commit()
    return connection


def _rows(entries: list[Entry]) -> dict[str, list[tuple[object, ...]]]:
    """What some entries add to each table."""
    rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in ("entry", "form", "person", "office", "organ")}
    for entry in entries:
        own = int(entry.source != "gazetteer")
        rows["entry"].append((entry.id, entry.category, entry.polity, own, _record(entry)))
        spelt = [(even(form.text).text, form.kind) for form in entry.forms]
        rows["form"] += [(fold(text), entry.id, kind, text, own) for text, kind in spelt if text]
        if entry.category is Category.PERSON:
            rows["person"] += [(form.text, entry.id, 1, own) for form in entry.full_forms]
            rows["person"] += [(word, entry.id, 0, own) for word in entry.ends]
            rows["office"] += [(o.office, o.polity, entry.id, o.accreditation, o.start, o.end) for o in entry.offices]
        elif entry.category is Category.ORG:
            rows["organ"] += [(entry.parent, form.text, entry.id) for form in entry.forms if form.kind == "organ"]
    return rows


def _record(entry: Entry) -> str:
    fields = (
        entry.category,
        entry.name,
        [(form.text, form.kind) for form in entry.forms],
        entry.kind,
        entry.polity,
        entry.parent,
        [(o.office, o.polity, o.accreditation, o.start, o.end) for o in entry.offices],
        entry.source,
        entry.note,
        entry.identifiers,
        entry.coordinates,
        entry.xml,
        entry.line,
    )
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _read(key: str, record: str) -> Entry:
    category, name, forms, kind, polity, parent, offices, source, note, identifiers, coordinates, xml, line = (
        json.loads(record)
    )
    return Entry(
        key,
        Category(category),
        name,
        tuple(Form(*form) for form in forms),
        kind,
        polity,
        parent,
        tuple(Office(*row) for row in offices),
        source,
        note,
        tuple((kind, value) for kind, value in identifiers),
        coordinates,
        xml,
        line,
    )


# -- files and the cache -----------------------------------------------------------------------------------------------


def load_authority(paths: Iterable[Path] = ()) -> Authority:
    """Read authority files, or folders of them, and the toolkit's gazetteer below them.

    What has been compiled once from the same bytes is opened from the user's cache folder; where no such folder can be
    written to, it is compiled in memory.

    Raises:
        TeiError: a file is not well-formed.
        ConfigError: an id stands in two files, or an entry has no name.
    """
    listed = (file for path in paths for file in (sorted(path.glob("*.xml")) if path.is_dir() else [path]))
    files = list(dict.fromkeys(listed))
    path = platformdirs.user_cache_path("tei-edition", appauthor=False) / f"authority-{_key(files)}.sqlite"
    with suppress(sqlite3.DatabaseError, OSError):
        found = Authority.opened(path)
        path.touch()
        return found
    return _compiled(files, path)


def _key(files: list[Path]) -> str:
    """What an authority is compiled from, as one number: its files' names and bytes, the gazetteer's, the toolkit."""
    key = hashlib.sha256(f"{_LAYOUT} {__version__}".encode())
    for file in (resources.PACKAGE / "entities" / "data" / "gazetteer.tsv", *standards(), *files):
        key.update(file.stem.encode() + b"\n" + _digest(file))
    return key.hexdigest()[:40]


def _digest(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return hashlib.sha256(tei.read_bytes(path)).digest()  # says what is wrong


def _compiled(files: list[Path], path: Path) -> Authority:
    """The authority of some files, kept at `path` where that can be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            made = Path(folder) / path.name
            compile_entries(_entries(files), str(made)).close()
            _make_trie(Authority.opened(made), path.with_suffix(".marisa"), Path(folder))
            made.replace(path)
        _tidy(path.parent)
        return Authority.opened(path)
    except (OSError, sqlite3.Error):
        return Authority(_entries(files))


def _make_trie(authority: Authority, path: Path, folder: Path) -> None:
    """Write all forms as a trie, where there are so many that an automaton would be slow to build."""
    forms = list(authority.forms())
    if len(forms) > MANY:
        from marisa_trie import Trie

        Trie(forms).save(str(folder / path.name))
        (folder / path.name).replace(path)


def _entries(files: list[Path]) -> Iterator[Entry]:
    """The entries of some files, then those of the gazetteer whose ids they do not use."""
    seen: dict[str, Path] = {}
    for path in files:
        for entry in read_entries(tei.read(path), path):
            if entry.id in seen:
                other = seen[entry.id]
                told = f"the id {entry.id!r} stands {'twice' if other == path else f'in {other.name} too'}"
                raise ConfigError(told, "rename one", path=path, line=entry.line)
            seen[entry.id] = path
            yield entry
    yield from (place for key, place in gazetteer().items() if key not in seen)


def _tidy(folder: Path) -> None:
    """Delete all but the compiled authorities last used."""
    files = sorted(folder.glob("authority-*.sqlite"), key=lambda file: -file.stat().st_mtime_ns)
    for file in files[_KEPT:]:
        file.unlink(missing_ok=True)
        file.with_suffix(".marisa").unlink(missing_ok=True)
