"""The Schematron inside a schema that is given with --schema: run where Saxon is there, told of where it is not."""

import sys
from pathlib import Path

import pytest

from tei_edition.errors import ConfigError, Finding
from tei_edition.validation import validate

PATTERNS = Path(__file__).parents[1] / "data" / "patterns.xml"
TEXT = PATTERNS.read_text(encoding="utf-8")
SCHEMA = """<grammar xmlns="http://relaxng.org/ns/structure/1.0" xmlns:sch="http://purl.oclc.org/dsdl/schematron">
<sch:ns prefix="d" uri="urn:d"/>
<start><element name="doc" ns="urn:d"><zeroOrMore><element name="p"><optional><attribute name="n"/></optional>
<optional><attribute name="to"/></optional><text/></element></zeroOrMore></element></start>
<sch:pattern id="numbers">
 <sch:rule context="d:p[@n = '0']"><sch:report test="true()" role="warning">nought</sch:report></sch:rule>
 <sch:rule context="d:p">
  <sch:let name="before" value="count(preceding-sibling::d:p)"/>
  <sch:assert test="$before lt 2">a <sch:name/> after <sch:value-of select="$before"/> others</sch:assert>
 </sch:rule>
</sch:pattern>
<sch:pattern id="pointers"><sch:rule context="@to">
 <sch:assert test="some $p in //d:p satisfies $p/@n eq string(.)">leads nowhere</sch:assert>
</sch:rule></sch:pattern>
</grammar>"""


def found(tmp_path: Path, inside: str, schema: str = SCHEMA) -> list[Finding]:
    (tmp_path / "schema.rng").write_text(schema, encoding="utf-8")
    path = tmp_path / "a.xml"
    path.write_text(f'<doc xmlns="urn:d">\n{inside}</doc>', encoding="utf-8")
    return validate(path, schema=tmp_path / "schema.rng")


def test_without_saxon_the_rules_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "saxonche", None)
    [note] = found(tmp_path, "<p/>")
    assert (note.rule, note.severity) == ("schematron-skipped", "note")
    assert note.message == "the 3 Schematron rules in schema.rng were not checked"
    assert "tei-edition[saxon]" in note.remedy


def test_a_schema_without_schematron_is_silent(tmp_path: Path) -> None:
    plain = SCHEMA[: SCHEMA.index('<sch:pattern id="numbers">')] + "</grammar>"
    assert found(tmp_path, "<p/>", plain) == []


@pytest.mark.usefixtures("saxon")
class TestWithSaxon:
    def test_sound_documents_are_silent(self, tmp_path: Path) -> None:
        assert found(tmp_path, '<p n="1"/>\n<p to="1"/>\n') == []

    def test_each_broken_rule_is_told_on_its_line(self, tmp_path: Path) -> None:
        told = found(tmp_path, '<p/>\n<p to="7"/>\n<p/>\n<p n="0"/>\n')
        assert [(row.line, row.rule, row.severity, row.message) for row in told] == [
            (3, "schematron", "error", "leads nowhere"),
            (4, "schematron", "error", "a p after 2 others"),
            # The first rule of a pattern that fits is the only one.
            (5, "schematron-doubt", "warning", "nought"),
        ]
        assert told[1].remedy == "see the rule `numbers` of schema.rng"

    @pytest.mark.parametrize("call", ["unparsed-text('{}')", "doc('{}')", "json-doc('{}')", "document('{}')"])
    def test_a_rule_reads_no_file(self, tmp_path: Path, call: str) -> None:
        secret = tmp_path / "secret.txt"
        secret.write_text("<secret/>")
        schema = SCHEMA.replace("true()", f"string({call.format(secret.as_uri())}) ne 'x'")
        with pytest.raises(ConfigError, match="cannot be run"):
            found(tmp_path, '<p n="0"/>', schema)

    def test_a_rule_sees_no_environment(self, tmp_path: Path) -> None:
        assert found(tmp_path, '<p n="0"/>', SCHEMA.replace("true()", "environment-variable('PATH') ne ''")) == []

    @pytest.mark.parametrize("test", ["1 +", "no:where()", "$nobody"])
    def test_a_rule_that_is_no_xpath_is_told(self, tmp_path: Path, test: str) -> None:
        with pytest.raises(ConfigError, match="cannot be run"):
            found(tmp_path, '<p n="0"/>', SCHEMA.replace("true()", test))

    def test_abstract_rules_are_refused(self, tmp_path: Path) -> None:
        schema = SCHEMA.replace('<sch:rule context="@to">', '<sch:rule abstract="true" id="x">')
        with pytest.raises(ConfigError, match="abstract"):
            found(tmp_path, "<p/>", schema)

    def test_the_rules_of_all_of_tei(self, tmp_path: Path, tei_all_schema: Path) -> None:
        path = tmp_path / "list.xml"
        broken = TEXT.replace('<list type="participants">', '<list type="gloss">', 1)
        assert broken != TEXT
        for text, rules in ((TEXT, []), (broken, ["schematron"])):
            path.write_text(text, encoding="utf-8")
            told = [row for row in validate(path, schema=tei_all_schema) if row.rule.startswith("schema")]
            assert [row.rule for row in told] == rules
        assert told[0].line == broken[: broken.index('<list type="gloss">')].count("\n") + 1
        assert 'The content of a "gloss" list should include a sequence' in told[0].message
