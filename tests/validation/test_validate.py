"""Findings, as an editor reads them: break one thing, read one line."""

from pathlib import Path

import pytest

from tei_edition.errors import ConfigError, Finding, TeiError
from tei_edition.validation import RULES, validate

PATTERNS = Path(__file__).parents[1] / "data" / "patterns.xml"
TEXT = PATTERNS.read_text(encoding="utf-8")


def check(text: str) -> list[Finding]:
    return validate(Path("broken.xml"), text.encode())


def faults(text: str) -> list[Finding]:
    return [finding for finding in check(text) if finding.severity != "note"]


def test_a_sound_document_has_only_a_note_on_review() -> None:
    assert [finding.rule for finding in check(TEXT)] == ["tags-unreviewed"]


BREAKAGES = [
    ("<sp who=", "<sp wo=", "schema-name", "`sp` has no attribute `wo` — did you mean `who`?"),
    (
        '<persName type="main">Peng Zhen</persName>',
        '<persname type="main">Peng Zhen</persname>',
        "schema-name",
        "there is no element `persname` — did you mean `persName`?",
    ),
    (
        'ref="#Romania"',
        'ref="#Rumania"',
        "pointer-unresolved",
        "`placeName/@ref` points to `#Rumania`, which is not in",
    ),
    (
        'who="#Nesti_Nase" toWhom="#Zhou_Enlai">I',
        'who="#Nobody" toWhom="#Zhou_Enlai">I',
        "who-unknown",
        "`said/@who` points to `#Nobody`",
    ),
    ('xml:id="p9"', 'xml:id="p8"', "id-repeated", "the xml:id `p8` stands on line"),
    (
        'corresp="persons:Zhou',
        'corresp="people:Zhou',
        "prefix-undeclared",
        "`person/@corresp` uses the prefix `people:`",
    ),
    ('when="1964-08-05"', 'when="1964-02-30"', "date-impossible", "`date/@when` is '1964-02-30'"),
    ('notAfter="1964-07-20"', 'notAfter="1964-07-01"', "dates-reversed", "`@notBefore` 1964-07-11 is later than"),
    ('n="10" xml:id="p10"', 'n="7" xml:id="p10"', "number-repeated", "paragraph number 7 stands on line"),
    ("<licence ", "<p ", "licence-missing", "no licence is stated"),
    (' n="source-rights"', "", "rights-missing", "nothing is said about rights in the source"),
    ('type="interjection"', 'type="shout"', "schema", "`stage/@type` may not be “shout”"),
    ('n="9" xml:id="p9"', 'n="9" xml:id="p9ș"', "schema", "`p/@xml:id` may not be “p9ș”: no id holds U+0219 (latin"),
    ('type="delivery"', 'type="delivery" onclick="x"', "schema-name", "`stage` has no attribute `onclick`"),
]


@pytest.mark.parametrize(
    ("right", "wrong", "rule", "message"), BREAKAGES, ids=[row[2] + "-" + row[1][:12] for row in BREAKAGES]
)
def test_one_breakage_is_told_on_its_line(right: str, wrong: str, rule: str, message: str) -> None:
    assert right in TEXT
    broken = TEXT.replace(right, wrong, 1)
    if right == "<licence ":
        broken = broken.replace("</licence>", "</p>").replace(
            ' target="https://creativecommons.org/licenses/by/4.0/"', ""
        )
    line = TEXT[: TEXT.index(right)].count("\n") + 1
    found = [finding for finding in faults(broken) if finding.rule == rule]
    assert found, [str(finding) for finding in faults(broken)]
    assert found[0].message.startswith(message)
    if rule not in ("licence-missing", "rights-missing"):
        assert line in [finding.line for finding in found]


def test_text_where_only_elements_may_stand_is_told() -> None:
    broken = TEXT.replace("<listPerson>", "<listPerson>stray words", 1)
    [finding] = faults(broken)
    assert (finding.rule, "listPerson" in finding.message) == ("schema", True)


@pytest.mark.parametrize(
    ("right", "wrong", "name"),
    [
        ("<listPerson>", "<listPerson>\u00a0", "U+00A0 (no-break space)"),
        ("</listPerson>", "\u2003</listPerson>", "U+2003 (em space)"),
        ("<listPerson>", "<listPerson>\n\u0085 ", "U+0085 (a control character)"),
    ],
)
def test_white_space_that_xml_does_not_take_for_such_is_named(right: str, wrong: str, name: str) -> None:
    broken = TEXT.replace(right, wrong, 1)
    [finding] = faults(broken)
    assert finding.message.endswith(f"no text; {name} counts as text")
    before = broken[: min(broken.index(odd) for odd in "\u00a0\u2003\u0085" if odd in broken)]
    assert (finding.line, finding.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


def test_every_rule_can_be_read() -> None:
    for rule in RULES.values():
        assert rule.severity in ("error", "warning", "note")
        assert rule.remedy


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"not xml", "not well-formed XML"),
        (b"<a><b></a>", "not well-formed XML"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><TEI>&e;</TEI>', "DOCTYPE"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><TEI>&b;</TEI>', "DOCTYPE"),
        ('<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><TEI/>'.encode("utf-16"), "DOCTYPE"),
        (b"<TEI>\x00</TEI>", "XML"),
        (bytes(range(256)), "XML"),
    ],
)
def test_what_is_no_tei_is_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(TeiError) as caught:
        validate(Path("bad.xml"), data)
    assert message in str(caught.value)
    assert str(caught.value).startswith("bad.xml")
    assert "\n" not in str(caught.value)


def test_an_inclusion_is_never_followed() -> None:
    include = '<include xmlns="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    broken = TEXT.replace("<p n=", include + "<p n=", 1)
    assert "root:" not in " ".join(map(str, check(broken)))
    assert "`include` is not in the TEI namespace" in " ".join(map(str, check(broken)))


def test_another_schema_can_be_named(tmp_path: Path) -> None:
    schema = tmp_path / "any.rng"
    schema.write_text(
        '<element xmlns="http://relaxng.org/ns/structure/1.0" name="only"><empty/></element>', encoding="utf-8"
    )
    found = validate(PATTERNS, schema=schema)
    assert any(finding.rule.startswith("schema") for finding in found)
    with pytest.raises(ConfigError, match="no such schema"):
        validate(PATTERNS, schema=tmp_path / "none.rng")


def test_fidelity_to_the_source_is_checked(tmp_path: Path) -> None:
    from tei_edition import tei
    from tei_edition.edition import load_edition
    from tei_edition.encoding import parse

    (tmp_path / "sources").mkdir()
    source = tmp_path / "sources" / "talk.txt"
    source.write_text("Zhou: We have come.\n\nMao: Indeed.\n\nZhou: Yes.\n\nMao: Yes.\n", encoding="utf-8")
    (tmp_path / "edition.toml").write_text("[edition]\nlicence = 'CC0'\n[documents.talk]\nrights = 'Free.'\n")
    edition = load_edition(tmp_path)
    data = tei.serialize(parse(source, edition=edition)[0])
    document = tmp_path / "documents" / "talk.xml"
    assert [finding.rule for finding in validate(document, data)] in ([], ["tags-unreviewed"])
    changed = data.replace(b"Indeed", b"Never")
    rules = {finding.rule: finding for finding in validate(document, changed)}
    assert rules["coverage-lost"].message.startswith("line 3 of sources/talk.txt is lost")
    assert "'Never'" in rules["coverage-added"].message
    source.write_text(source.read_text() + "\nMao: More.\n", encoding="utf-8")
    assert "source-changed" in {finding.rule for finding in validate(document, data)}
    source.unlink()
    assert "source-missing" in {finding.rule for finding in validate(document, data)}
