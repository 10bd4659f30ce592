"""Findings for machines: JSON, SARIF, annotations of GitHub, JUnit XML.

SARIF is version 2.1.0 (OASIS, 2020); annotations are workflow commands; JUnit XML is what forges read of it.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any
from urllib.parse import quote

from tei_edition import __version__
from tei_edition.errors import Finding, Severity
from tei_edition.validation.checking import Checked
from tei_edition.validation.rules import RULES

_SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def _json(checked: Iterable[Checked]) -> Iterator[str]:
    before = "[\n"
    for file in checked:
        for finding in file.findings:
            yield before + json.dumps(finding._asdict(), ensure_ascii=False)
            before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _sarif(checked: Iterable[Checked]) -> Iterator[str]:
    numbers = {key: number for number, key in enumerate(RULES)}
    rules = [
        {
            "id": rule.id,
            "shortDescription": {"text": rule.id.replace("-", " ")},
            "fullDescription": {"text": rule.about},
            "help": {"text": rule.remedy},
            "defaultConfiguration": {"level": rule.severity},
        }
        for rule in RULES.values()
    ]
    driver = {"name": "tei-edition", "semanticVersion": __version__, "rules": rules}
    head = json.dumps({"$schema": _SARIF, "version": "2.1.0"}, ensure_ascii=False)[:-1]
    tool = json.dumps({"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}, ensure_ascii=False)[:-1]
    yield f'{head}, "runs": [{tool}, "results": ['
    before = "\n"
    for file in checked:
        for finding in file.findings:
            yield before + json.dumps(_result(finding, numbers), ensure_ascii=False)
            before = ",\n"
    yield "\n]}]}\n"


def _result(finding: Finding, numbers: dict[str, int]) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.path)}}
    if finding.line:
        place["region"] = {"startLine": finding.line}
        if finding.column:
            place["region"]["startColumn"] = finding.column
    location: dict[str, Any] = {"physicalLocation": place}
    if finding.where:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.where, "kind": "element"}]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": numbers[finding.rule],
        "level": finding.severity,
        "message": {"text": f"{finding.message}; {finding.remedy}"},
        "locations": [location],
    }
    if finding.expected or finding.guidelines:
        result["properties"] = {"expected": list(finding.expected), "guidelines": finding.guidelines}
    if finding.fix:
        replacements = [
            {
                "deletedRegion": {"charOffset": splice.start, "charLength": splice.end - splice.start},
                "insertedContent": {"text": splice.text},
            }
            for splice in finding.fix
        ]
        change = {"artifactLocation": {"uri": quote(finding.path)}, "replacements": replacements}
        result["fixes"] = [{"artifactChanges": [change]}]
    return result


def _github(checked: Iterable[Checked]) -> Iterator[str]:
    for file in checked:
        for finding in file.findings:
            places = {"file": finding.path, "line": finding.line, "col": finding.column, "title": finding.rule}
            told = ",".join(f"{key}={_property(str(value))}" for key, value in places.items() if value)
            yield f"::{_LEVELS[finding.severity]} {told}::{_data(f'{finding.message}; {finding.remedy}')}\n"


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")


def _junit(checked: Iterable[Checked]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tei-edition validate">\n'
    for file in checked:
        faults = [finding for finding in file.findings if finding.severity != "note"]
        counts = f'tests="1" failures="{int(bool(faults) and not file.failure)}" errors="{int(bool(file.failure))}"'
        name = _quoted(file.path)
        yield f'<testsuite name={name} {counts}><testcase name={name} classname="validate" time="0">\n'
        if faults:
            kind = "error" if file.failure else "failure"
            first = f"{faults[0].message} [{faults[0].rule}]"
            told = "\n".join(map(str, faults))
            yield f"<{kind} type={_quoted(faults[0].rule)} message={_quoted(first)}>"
            yield f"{escape(_xml(told), quote=False)}</{kind}>\n"
        yield "</testcase></testsuite>\n"
    yield "</testsuites>\n"


def _quoted(words: str) -> str:
    return f'"{escape(_xml(words))}"'


def _xml(words: str) -> str:
    """Without the characters that XML may not hold."""
    return "".join(c if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd" for c in words)


WRITERS: dict[str, Callable[[Iterable[Checked]], Iterator[str]]] = {
    "json": _json,
    "sarif": _sarif,
    "github": _github,
    "junit": _junit,
}
