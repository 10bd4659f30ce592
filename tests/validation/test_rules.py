"""Every rule there is: an edition in which all are silent, and the least change that makes each of them speak.

A new rule without a row here fails.
"""

import hashlib
import shutil
import sys
from pathlib import Path

import pytest

from tei_edition import tei
from tei_edition.validation import RULES, Checked, check
from tei_edition.validation.schema import own_schema
from validation.test_schematron import BREAKAGES, TEXT, compact

DOCUMENT, SOURCE, LOCK = "documents/patterns.xml", "sources/patterns.txt", "ids/patterns.tsv"
PERSONS, SCHEMA, SETTINGS = "authority/persons.xml", "schema.rng", "edition.toml"
LOST = "p99\t99\t\t0123456789abcdef\tWords that are gone\n"
EMBEDDED = """<sch:pattern xmlns:sch="http://purl.oclc.org/dsdl/schematron"><sch:ns prefix="t" uri="http://www.tei-c.org/ns/1.0"/>
<sch:rule context="t:text"><sch:assert test="true()">a</sch:assert><sch:report test="0 eq 1" role="info">b</sch:report>
</sch:rule></sch:pattern></grammar>"""
NASE = '<persName type="main">Nesti Nase</persName>'
KEPT = "They kept talking."

# rule, file, what is right, what is wrong; nothing wrong: the file is taken away
CHANGES = [
    ("not-well-formed", DOCUMENT, "</TEI>", "</TEI"),
    ("unreadable", DOCUMENT, "", ""),
    ("schema", DOCUMENT, 'type="delivery"', 'type="shouted"'),
    ("schema-name", DOCUMENT, "<sp who=", "<sp wo="),
    ("schematron", SCHEMA, 'test="true()"', 'test="false()"'),
    ("schematron-doubt", SCHEMA, 'test="0 eq 1"', 'test="1 eq 1"'),
    ("schematron-skipped", SCHEMA, "", ""),
    ("encoding-doubtful", DOCUMENT, 'encoding="UTF-8"', 'encoding="ISO-8859-1"'),
    ("id-repeated", DOCUMENT, 'xml:id="p9"', 'xml:id="p8"'),
    ("id-lost", LOCK, "# Paragraphs", f"{LOST}# Paragraphs"),
    ("pointer-unresolved", DOCUMENT, 'ref="#Romania"', 'ref="#Rumania"'),
    ("pointer-bare", DOCUMENT, 'ref="#Romania"', 'ref="Romania"'),
    ("prefix-undeclared", DOCUMENT, 'corresp="persons:Zhou', 'corresp="people:Zhou'),
    ("facsimile-astray", DOCUMENT, 'facs="#f1"', 'facs="#p8"'),
    ("entry-missing", PERSONS, 'xml:id="Zhou_Enlai"', 'xml:id="Zhou_En-lai"'),
    ("entry-unused", DOCUMENT, "</listPlace>", '<place xml:id="Mars"><placeName>Mars</placeName></place></listPlace>'),
    ("who-unknown", DOCUMENT, 'who="#Nesti_Nase" toWhom="#Zhou_Enlai">I', 'who="#Nobody" toWhom="#Zhou_Enlai">I'),
    ("who-not-participant", DOCUMENT, '<person corresp="#Nesti_Nase" role', '<person corresp="#Peng_Zhen" role'),
    ("form-two-ids", DOCUMENT, NASE, "<persName>Peng Zhen</persName>"),
    ("forms-differ-by-accents", DOCUMENT, NASE, "<persName>Péng Zhèn</persName>"),
    ("person-out-of-time", DOCUMENT, NASE, f'{NASE}<death when="1963"/>'),
    ("date-impossible", DOCUMENT, 'when="1964-08-05"', 'when="1964-02-30"'),
    ("dates-reversed", DOCUMENT, 'notAfter="1964-07-20"', 'notAfter="1964-07-01"'),
    ("date-implausible", DOCUMENT, 'when="1964-08-05"', 'when="2964-08-05"'),
    ("weekday-wrong", DOCUMENT, ">5 August 1964<", ">Monday, 5 August 1964<"),
    ("bracket-unbalanced", DOCUMENT, KEPT, "They (kept talking."),
    ("quote-unbalanced", DOCUMENT, KEPT, "They “kept talking."),
    ("number-repeated", DOCUMENT, 'n="10" xml:id="p10"', 'n="7" xml:id="p10"'),
    ("original-unstated", DOCUMENT, "not seen", "in China"),
    ("licence-missing", DOCUMENT, "licence", "note"),
    ("rights-missing", DOCUMENT, ' n="source-rights"', ""),
    ("tags-unreviewed", DOCUMENT, 'resp="#machine #ed" cert="high"', 'resp="#machine" cert="high"'),
    ("witness-undeclared", DOCUMENT, '<rdg wit="#B">', '<rdg wit="#C">'),
    ("witness-repeated", DOCUMENT, '<rdg wit="#B">', '<rdg wit="#A">'),
    ("reading-repeated", DOCUMENT, ">some</rdg>", ">much</rdg>"),
    ("lemma-differs", DOCUMENT, '<app><lem wit="#A">much', '<app loc="9"><lem wit="#A">little'),
    ("apparatus-place", DOCUMENT, "<app>", '<app loc="99">'),
    ("source-missing", SOURCE, "", ""),
    ("source-changed", SOURCE, KEPT, f"{KEPT} And on."),
    ("coverage-lost", DOCUMENT, KEPT, "They talked."),
    ("coverage-added", DOCUMENT, KEPT, "They kept on talking."),
    ("source-digest", DOCUMENT, 'type="sha256"', 'type="md5"'),
    *((rule, DOCUMENT, right, wrong) for rule, right, wrong in BREAKAGES if rule != "source-digest"),
]


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition with a source, a list of persons, published paragraphs, and a document that a person has reviewed."""
    folder = tmp_path_factory.mktemp("edition")
    text = compact(TEXT).replace(' resp="#machine"', ' resp="#machine #ed"')
    source = " ".join(tei.project(tei.every(tei.parse(text.encode()), "//t:text")[0]).split())
    write(folder / SOURCE, f"{source}\n")
    digest = hashlib.sha256((folder / SOURCE).read_bytes()).hexdigest()
    start = text.index('<idno type="sha256">') + len('<idno type="sha256">')
    write(folder / DOCUMENT, text[:start] + digest + text[start + len(digest) :])
    write(folder / SETTINGS, "[edition]\n")
    write(folder / LOCK, "# Paragraphs once published.\np98\t98\tp9\t0123456789abcdef\tMoved on\n")
    write(folder / PERSONS, f'<TEI xmlns="{tei.TEI}"><standOff><person xml:id="Zhou_Enlai"/></standOff></TEI>')
    write(folder / SCHEMA, own_schema().read_text(encoding="utf-8").replace("</grammar>", EMBEDDED))
    return folder


def checked(folder: Path, *, by_schema: bool) -> Checked:
    return check(folder / DOCUMENT, schema=folder / SCHEMA if by_schema else None)


def test_every_rule_has_its_breakage() -> None:
    assert {row[0] for row in CHANGES} == set(RULES)


def test_a_sound_edition_is_silent(sound: Path) -> None:
    assert [str(finding) for finding in checked(sound, by_schema=False).findings] == []


@pytest.mark.usefixtures("saxon")
def test_a_sound_edition_is_silent_by_another_schema(sound: Path) -> None:
    assert [str(finding) for finding in checked(sound, by_schema=True).findings] == []


@pytest.mark.parametrize(("rule", "file", "right", "wrong"), CHANGES, ids=[row[0] for row in CHANGES])
def test_the_least_change_makes_a_rule_speak(
    rule: str,
    file: str,
    right: str,
    wrong: str,
    sound: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    folder = shutil.copytree(sound, tmp_path / "edition")
    path = folder / file
    if rule == "schematron-skipped":
        monkeypatch.setitem(sys.modules, "saxonche", None)
    elif file == SCHEMA:
        request.getfixturevalue("saxon")
    elif not right:
        path.unlink()
    if right:
        text = path.read_text(encoding="utf-8")
        known = right if right in text else right.replace('"#machine"', '"#machine #ed"')
        assert known in text
        everywhere = rule in ("original-unstated", "licence-missing")
        write(path, text.replace(known, wrong, -1 if everywhere else 1))
    found = checked(folder, by_schema=file == SCHEMA).findings
    assert rule in [finding.rule for finding in found], [str(finding) for finding in found]
    [first, *_] = [finding for finding in found if finding.rule == rule]
    assert first.severity == RULES[rule].severity
    assert first.message
    assert first.remedy
