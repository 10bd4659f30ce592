"""The compiled authority: what it answers, and that it is kept on disk by content."""

import random
import sqlite3
from pathlib import Path

import pytest

from tei_edition.entities import Authority, Category, Entry, Form, NameIndex, Office, compiled, load_authority
from tei_edition.errors import ConfigError, TeiError

LIST = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><standOff><listPerson>
  <person xml:id="Nicolae"><persName>Nicolae Ceaușescu</persName><persName type="short">Ceaușescu</persName></person>
  {more}
</listPerson></standOff></TEI>"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder of this test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "tei-edition"


def person(name: str, *offices: Office, kind: str = "main") -> Entry:
    key = name.replace(" ", "_")
    return Entry(key, Category.PERSON, name, (Form(name, kind),), offices=offices)


def test_people_are_found_by_full_name_and_by_either_end() -> None:
    authority = Authority([person("Pak Se-chang"), person("Andrei Gromyko"), person("Gromyko", kind="short")])
    assert authority.people_by_form("Pak Se-chang") == ("Pak_Se-chang",)
    assert authority.people_by_end("Pak") == authority.people_by_end("Se-chang") == ("Pak_Se-chang",)
    assert authority.people_by_form("Gromyko") == ()
    assert authority.people_by_end("Gromyko") == ("Andrei_Gromyko", "Gromyko")


def test_an_office_tells_its_holders_with_their_dates() -> None:
    authority = Authority(
        [person("B", Office("premier", "X", "", "1949", "1976")), person("A", Office("premier", "X", "", "1976", ""))]
    )
    assert [(key, office.start) for office, key in authority.holders("premier", "X")] == [("A", "1976"), ("B", "1949")]
    assert authority.holders("premier", "Y") == ()


def test_how_entries_are_ordered_changes_nothing() -> None:
    entries = [person(f"Given{k} Family{k % 7}") for k in range(50)]
    shuffled = random.Random(1).sample(entries, len(entries))
    first, second = Authority(entries), Authority(shuffled)
    assert list(first) == list(second)
    assert list(first.forms()) == list(second.forms())
    assert first.people_by_end("Family3") == second.people_by_end("Family3") != ()


def test_other_accents_are_a_second_choice() -> None:
    names = NameIndex(Authority([person("Pérez"), person("Perez"), person("Ceaușescu")]))
    [[exact], _] = names.find("Pérez")
    assert (exact.sense.people, exact.exact) == (("Pérez",), True)
    [[plain], _] = names.find("Ceausescu")
    assert (plain.sense.people, plain.exact) == (("Ceaușescu",), False)
    [[other], _] = names.find("Ceauşescu")
    assert (other.sense.people, other.exact) == (("Ceaușescu",), False)


def test_the_same_bytes_are_compiled_once(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "persons.xml"
    path.write_text(LIST.format(more=""), encoding="utf-8")
    assert load_authority([path])["Nicolae"].source == "persons"
    [file] = cache.glob("*.sqlite")
    monkeypatch.setattr(compiled, "compile_entries", None)
    assert load_authority([path])["Nicolae"].name == "Nicolae Ceaușescu"
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache.parent))
    more = '<person xml:id="Dej"><persName>Dej</persName></person>'
    path.write_text(LIST.format(more=more), encoding="utf-8")
    assert "Dej" in load_authority([path])
    assert len(list(cache.glob("*.sqlite"))) == 2
    assert file.is_file()


@pytest.mark.parametrize("bytes_", [b"", b"no database", b"SQLite format 3\x00" + bytes(200)])
def test_a_broken_cache_is_made_anew(tmp_path: Path, cache: Path, bytes_: bytes) -> None:
    path = tmp_path / "persons.xml"
    path.write_text(LIST.format(more=""), encoding="utf-8")
    load_authority([path])
    [file] = cache.glob("*.sqlite")
    file.write_bytes(bytes_)
    assert "Nicolae" in load_authority([path])
    assert sqlite3.connect(file).execute("SELECT count(*) FROM entry").fetchone()[0] > 1000


def test_without_a_place_to_write_it_still_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert "Romania" in load_authority()


def test_what_was_compiled_long_ago_is_deleted(tmp_path: Path, cache: Path) -> None:
    for k in range(compiled._KEPT + 3):
        path = tmp_path / f"persons{k}.xml"
        path.write_text(LIST.format(more=""), encoding="utf-8")
        load_authority([path])
    assert len(list(cache.glob("*.sqlite"))) == compiled._KEPT


def test_very_many_forms_are_found_in_a_trie(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "MANY", 10)
    path = tmp_path / "persons.xml"
    path.write_text(LIST.format(more=""), encoding="utf-8")
    authority = load_authority([path])
    assert authority.trie is not None
    text = "Ceaușescu and Nicolae Ceausescu saw Romania, Ceaușescus not. (Ceaușescu)"
    with_trie = NameIndex(authority).find(text)
    authority.trie = None
    assert with_trie == NameIndex(authority).find(text)
    assert [text[hit.start : hit.end] for hit in with_trie[0]] == [
        "Ceaușescu",
        "Nicolae Ceausescu",
        "Romania",
        "Ceaușescu",
    ]


def test_one_id_in_two_files_is_said(tmp_path: Path, cache: Path) -> None:
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_text(LIST.format(more=""), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"b\.xml:\d+: the id 'Nicolae' stands in a\.xml too; rename one"):
        load_authority([tmp_path])
    (tmp_path / "b.xml").write_text("<TEI", encoding="utf-8")
    with pytest.raises(TeiError, match="well-formed"):
        load_authority([tmp_path])
    assert list(cache.glob("*")) == []
