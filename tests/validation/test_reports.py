"""Findings in every form, each read back by what reads it."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree

from tei_edition import resources
from tei_edition.errors import Finding
from tei_edition.validation import FORMS, RULES, Checked, check, report

PATTERNS = Path(__file__).parents[1] / "data" / "patterns.xml"
TEXT = PATTERNS.read_text(encoding="utf-8")
BROKEN = TEXT.replace("persName", "persname", 2).replace("#Romania", "#Rumania", 1)
ODD = "a: b, 100%.xml"


@pytest.fixture(scope="module")
def checked() -> list[Checked]:
    """A sound file, a broken one, and one that cannot be read."""
    return [
        check(Path("sound.xml"), TEXT.encode()),
        check(Path(ODD), BROKEN.encode()),
        check(Path("bad.xml"), b"<TEI>\n<p></TEI>"),
    ]


def made(form: str, checked: list[Checked]) -> str:
    return "".join(report(form, checked))


def test_json_follows_its_schema(checked: list[Checked]) -> None:
    rows = json.loads(made("json", checked))
    schema = json.loads((resources.folder("validation") / "data" / "findings.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(rows, schema)
    assert [row["path"] for row in rows if row["rule"] == "not-well-formed"] == ["bad.xml"]
    assert json.loads(made("json", [])) == []


def test_a_finding_read_back_is_the_same(checked: list[Checked]) -> None:
    rows = json.loads(made("json", checked))
    assert [Finding.read(row) for row in rows] == [finding for file in checked for finding in file.findings]


def test_sarif_has_what_version_2_1_0_asks_for(checked: list[Checked]) -> None:
    log: dict[str, Any] = json.loads(made("sarif", checked))
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == list(RULES)
    assert run["columnKind"] == "unicodeCodePoints"
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        region = result["locations"][0]["physicalLocation"].get("region")
        assert region is None or region["startLine"] >= 1
    uris = {row["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for row in run["results"]}
    assert "a%3A%20b%2C%20100%25.xml" in uris
    [fix] = [row["fixes"][0] for row in run["results"] if "fixes" in row]
    assert [row["insertedContent"]["text"] for row in fix["artifactChanges"][0]["replacements"]] == ["persName"] * 2


def test_annotations_are_one_line_each(checked: list[Checked]) -> None:
    lines = made("github", checked).splitlines()
    assert len(lines) == sum(len(file.findings) for file in checked)
    for line in lines:
        assert line.startswith(("::error ", "::warning ", "::notice "))
    assert any(line.startswith("::error file=a%3A b%2C 100%25.xml,line=") for line in lines)
    assert any(",col=" in line and ",title=schema-name::" in line for line in lines)


def test_junit_has_a_case_for_each_file(checked: list[Checked]) -> None:
    root = etree.fromstring(made("junit", checked).encode())
    cases = [(case.get("name"), [row.tag for row in case]) for case in root.iter("testcase")]
    assert cases == [("sound.xml", []), (ODD, ["failure"]), ("bad.xml", ["error"])]
    assert [suite.get("failures") for suite in root] == ["0", "1", "0"]


def test_text_says_where_what_and_what_to_do(checked: list[Checked]) -> None:
    lines = made("text", checked).splitlines()
    heads = [line for line in lines if not line.startswith("    ")]
    assert len(heads) == len(checked[0].findings) + len(checked[1].findings)
    assert "    validate --fix mends this" in lines


@pytest.mark.parametrize("form", list(FORMS))
def test_control_characters_and_markup_do_not_break_a_report(form: str) -> None:
    odd = Finding("<&\x01\n>.xml", 1, "schema", 'a\x02 "<b>" & ]]> %\r\n::error', "c\u2028d", "error", 3)
    text = made(form, [Checked(odd.path, (odd,))])
    if form in ("json", "sarif"):
        json.loads(text)
    if form == "junit":
        etree.fromstring(text.encode())
    if form == "github":
        assert text.count("\n") == 1
