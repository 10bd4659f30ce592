"""The report of a build: what was made and what not, findings by rule, names nobody has identified."""

import json
import sys
from pathlib import Path

import pytest

from publishing.making import document, make_edition
from tei_edition.edition import load_edition
from tei_edition.publishing import build
from tei_edition.publishing.ledger import Ledger
from tei_edition.publishing.progress import SLOWEST, Event, Tally
from tei_edition.publishing.report import Report, as_html, as_json, report_of
from tei_edition.rendering.design import Design


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six documents; two name the same unknown person, and one has a date that ends before it begins."""
    folder = make_edition(tmp_path_factory.mktemp("port") / "edition", 5)
    (folder / "documents" / "again.xml").write_text(document(3, "again"), encoding="utf-8")
    lost = document(4, "lost", '<date from="1964-08-04" to="1964-08-01" resp="#machine">then</date>')
    (folder / "documents" / "lost.xml").write_text(lost, encoding="utf-8")
    build(load_edition(folder), folder / "build")
    return folder


@pytest.fixture(scope="module")
def report(port: Path) -> Report:
    with Ledger(port / "build" / "ledger.sqlite") as ledger:
        return report_of(ledger, 7, (("torn", "torn.xml:3: not well-formed; mend it"),), (("lost", 1.25),))


def test_names_that_no_authority_has_come_the_most_frequent_first(report: Report) -> None:
    persons = [row for row in report.unknown if row.kind == "persons"]
    assert (persons[0].name, persons[0].documents) == ("Dolm 3", 2)
    assert [row.documents for row in persons] == sorted((row.documents for row in persons), reverse=True)
    assert "Ada Birch" not in {row.name for row in persons}
    assert dict(report.unknown_in_all)["persons"] == len(persons)


def test_a_place_of_the_gazetteer_is_no_name_to_work_through(tmp_path: Path) -> None:
    folder = make_edition(tmp_path / "edition", 1)
    (folder / "sources").mkdir()
    text = "Record of a Talk\n\n4 May 1964\n\nWe met at Marble Harbour Hall. Romania was there, and the Danube River.\n"
    (folder / "sources" / "said.txt").write_text(text, encoding="utf-8")
    build(load_edition(folder), folder / "build")
    with Ledger(folder / "build" / "ledger.sqlite") as ledger:
        places = {row.name for row in report_of(ledger).unknown if row.kind == "places"}
    assert places == {"Marble Harbour Hall"}
    note = "not in the edition’s authority"
    assert note not in (folder / "build/site/place/Romania.html").read_text(encoding="utf-8")
    assert note in (folder / "build/site/place/Marble_Harbour_Hall.html").read_text(encoding="utf-8")


def test_findings_are_counted_by_rule_the_worst_first(report: Report) -> None:
    rows = {row.rule: row for row in report.rules}
    assert (rows["dates-reversed"].documents, rows["dates-reversed"].examples) == (1, ("lost",))
    assert rows["dates-reversed"].remedy
    severities = [("error", "warning", "note").index(row.severity) for row in report.rules]
    assert severities == sorted(severities)


def test_the_report_as_json_is_what_the_page_says(report: Report) -> None:
    told = json.loads(as_json(report))
    assert told["documents"] == 7
    assert told["failures"] == [{"document": "torn", "reason": "torn.xml:3: not well-formed; mend it"}]
    page = as_html(report, "Letters & talks", Design())
    assert "torn.xml:3: not well-formed; mend it" in page
    assert "Letters &amp; talks" in page
    for row in told["unknown"]:
        assert f'href="{row["page"]}"' in page


def test_what_the_report_links_to_is_there(port: Path, report: Report) -> None:
    for row in report.unknown:
        assert (port / "build" / row.page).is_file()


def test_a_tally_remembers_the_slowest_and_passes_everything_on() -> None:
    heard: list[Event] = []
    tally = Tally(heard.append)
    events = [Event("documents", k, 50, f"d{k}", float(k % 7 + 1), "broken" if k == 9 else "") for k in range(50)]
    for event in events:
        tally(event)
    assert heard == events
    assert (tally.made, tally.failed) == (49, 1)
    assert len(tally.slowest) == SLOWEST
    assert tally.slowest[0] == ("d13", 7.0)
    assert [seconds for _, seconds in tally.slowest] == sorted((s for _, s in tally.slowest), reverse=True)


def test_of_too_many_findings_the_worst_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["tei_edition.publishing.build"], "FINDINGS", 3)
    folder = make_edition(tmp_path / "edition", 5)
    result = build(load_edition(folder), folder / "build")
    assert len(result.findings) == 3 < sum(result.counts.values())
    assert result.counts["note"] and result.counts["warning"]
    assert {finding.severity for finding in result.findings} == {"error"}
    paths = [finding.path for finding in result.findings]
    assert paths == sorted(paths)
