"""Paragraph numbers and ids, as the source changes under them."""

from pathlib import Path

import pytest
from lxml import etree

from tei_edition import tei
from tei_edition.edition import Edition
from tei_edition.encoding import Memory, ids, load_memory, parse
from tei_edition.entities import identifier
from tei_edition.errors import ConfigError
from tei_edition.validation.schema import own_schema
from validation.libxml2 import compiled

TALK = [
    "Zhou Enlai: We went to Beijing on 28 July. It was a long way and it rained all day.",
    "The Korean ambassador came too and sat down. He asked for tea, which was brought.",
    "Ambassador Pak: I thank the Premier. In March last year we saw Romania.",
    "Zhou Enlai: Good. Let us meet in Bucharest.",
    "Ambassador Pak: Yes.",
]


@pytest.fixture(scope="module")
def memory() -> Memory:
    return load_memory(())


def again(memory: Memory, lines: list[str], known: ids.Rows = ()) -> tuple[list[str], ids.Rows]:
    """The ids after a parse, and what the lock file says then."""
    data = "\n\n".join(lines).encode()
    root, _, _ = parse(Path("talk.txt"), data=data, edition=Edition(), memory=memory)
    ids.pin(root, known)
    return [row.id for row in ids.rows_of(root)], ids.record(known, root, root)


@pytest.mark.parametrize(
    ("lines", "wanted", "gone"),
    [
        (TALK, "p1 p2 p3 p4 p5", {}),
        ([TALK[0], "Ambassador Pak: A new one.", *TALK[1:]], "p1 p1a p2 p3 p4 p5", {}),
        ([*TALK, "Zhou Enlai: That is all."], "p1 p2 p3 p4 p5 p6", {}),
        ([TALK[2], TALK[0], TALK[1], *TALK[3:]], "p3 p1 p2 p4 p5", {}),
        ([TALK[0], *TALK[1].replace(". ", ".|").split("|"), *TALK[2:]], "p1 p2 p2a p3 p4 p5", {}),
        ([f"{TALK[0]} {TALK[1]}", *TALK[2:]], "p1 p3 p4 p5", {"p2": "p1"}),
        ([*TALK[:3], TALK[4]], "p1 p2 p3 p5", {"p4": "p3"}),
        (
            [TALK[0].replace("long", "short"), TALK[1], TALK[2].replace("thank", "greet"), *TALK[3:]],
            "p1 p2 p3 p4 p5",
            {},
        ),
    ],
)
def test_paragraphs_are_found_again_by_what_they_say(
    memory: Memory, lines: list[str], wanted: str, gone: dict[str, str]
) -> None:
    _, known = again(memory, TALK)
    found, rows = again(memory, lines, known)
    assert found == wanted.split()
    assert {row.id: row.now for row in rows if row.now} == gone


def test_an_id_comes_back_with_its_text_and_is_never_given_to_another(memory: Memory) -> None:
    _, first = again(memory, TALK)
    _, second = again(memory, [*TALK[:3], TALK[4]], first)
    found, third = again(memory, [*TALK[:3], TALK[4], "Zhou Enlai: Something else altogether."], second)
    assert found == ["p1", "p2", "p3", "p5", "p6"]
    found, _ = again(memory, TALK, third)
    assert found == ["p1", "p2", "p3", "p4", "p5"]


def test_numbers_given_in_between_are_valid(memory: Memory) -> None:
    """Before the first paragraph, and more than there are letters behind it."""
    _, known = again(memory, TALK)
    more = [f"Zhou Enlai: Point {k} of {k * k} is new." for k in range(30)]
    lines = ["Ambassador Pak: Before anything else, good morning.", TALK[0], *more, *TALK[1:]]
    root, _, _ = parse(Path("talk.txt"), data="\n\n".join(lines).encode(), edition=Edition(), memory=memory)
    ids.pin(root, known)
    numbers = [row.n for row in ids.rows_of(root)]
    assert [*numbers[:3], *numbers[27:29]] == ["0a", "1", "1a", "1z1", "1z2"]
    schema = compiled(own_schema())
    assert schema.validate(tei.parse(tei.serialize(root))), str(schema.error_log)


def test_the_lock_file_says_the_same_when_read_and_written(memory: Memory, tmp_path: Path) -> None:
    _, rows = again(memory, TALK)
    path = tmp_path / "ids" / "talk.tsv"
    ids.write_ids(path, rows)
    assert ids.read_ids(path) == rows
    assert [line.split("\t")[0] for line in path.read_text().splitlines()[2:]] == ["p1", "p2", "p3", "p4", "p5"]


def test_a_broken_lock_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "talk.tsv"
    path.write_text("# note\nid\tn\tnow\tchecksum\twords\np1\t1\n")
    with pytest.raises(ConfigError, match=r"talk\.tsv:3: not a line of ids; restore it from version control"):
        ids.read_ids(path)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Nicolae Ceaușescu", "Nicolae_Ceausescu"),
        ("Țuțora", "Tutora"),
        ("Dvořák", "Dvořák"),
        ("中国", "中国"),
        ("々木", "_々木"),
        ("𐐀x", "U10400x"),
        ("1964", "_1964"),
    ],
)
def test_an_id_is_made_of_characters_that_the_schema_takes(name: str, key: str) -> None:
    assert identifier(name) == key
    schema = etree.RelaxNG(
        etree.fromstring(
            '<element name="a" xmlns="http://relaxng.org/ns/structure/1.0"'
            ' datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">'
            '<attribute name="id"><data type="ID"/></attribute></element>'
        )
    )
    assert schema.validate(etree.Element("a", id=key))
    assert (tei.stray_in_id(name) == "") == schema.validate(etree.Element("a", id=name))
