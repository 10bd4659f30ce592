"""What an archivist reads after a build: what was made and what was not, findings by rule, names nobody has
identified, slow documents.

Everything but the seconds is read from the ledger, so that the report tells of the whole collection, not only of what
was made this time. It lies beside the site (`report.html`, `report.json`), never in it: it speaks of one run.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import NamedTuple

from tei_edition.crosswalks.lists import KINDS
from tei_edition.publishing.ledger import Ledger
from tei_edition.publishing.sorting import entry_page, href
from tei_edition.rendering.design import Design, Messages, carried
from tei_edition.rendering.site import STYLES
from tei_edition.rendering.templates_of import render_template
from tei_edition.validation.rules import RULES

# So many unidentified names of a kind, documents of a rule and documents that lost text are listed.
NAMES, EXAMPLES, LOST = 500, 5, 1000
_COVERAGE = ("coverage-lost", "coverage-added")


class Broken(NamedTuple):
    """One rule that documents break, with some of them."""

    rule: str
    severity: str
    documents: int
    times: int
    remedy: str
    examples: tuple[str, ...]


class Unknown(NamedTuple):
    """A name that no authority file has: where it is named, and where its page is."""

    kind: str
    name: str
    documents: int
    mentions: int
    page: str


@dataclass(frozen=True)
class Report:
    """What a build comes to.

    Attributes:
        documents: how many the edition has. made: how many were made in this run. files: of the site.
        failures: documents that were not made, each with why.
        rules: by severity, then by how many documents break them.
        uncovered: documents that lost or gained text against their source: name and what is said of it.
        unknown: names that no authority file has, of each kind the most frequent first.
        unknown_in_all: how many such names there are, by kind.
        slowest: documents that took longest in this run, in seconds.
    """

    documents: int
    made: int
    files: int
    failures: tuple[tuple[str, str], ...]
    rules: tuple[Broken, ...]
    uncovered: tuple[tuple[str, str], ...]
    unknown: tuple[Unknown, ...]
    unknown_in_all: tuple[tuple[str, int], ...]
    slowest: tuple[tuple[str, float], ...] = ()


def report_of(
    ledger: Ledger,
    made: int = 0,
    failures: tuple[tuple[str, str], ...] = (),
    slowest: tuple[tuple[str, float], ...] = (),
) -> Report:
    """Read the report of an edition from its ledger.

    Args:
        made: how many documents this run made.
        failures: what was not made: name and reason.
        slowest: documents and their seconds.
    """
    rules, uncovered = _findings(ledger)
    unknown = tuple(_unknown(ledger))
    in_all = tuple((kind, ledger.unidentified_in_all(kind)) for kind in KINDS if kind != "dates")
    documents = ledger.documents()
    return Report(documents, made, ledger.size(), failures, rules, uncovered, unknown, in_all, slowest)


def _findings(ledger: Ledger) -> tuple[tuple[Broken, ...], tuple[tuple[str, str], ...]]:
    times: dict[tuple[str, str], int] = defaultdict(int)
    documents: dict[tuple[str, str], int] = defaultdict(int)
    examples: dict[tuple[str, str], list[str]] = defaultdict(list)
    uncovered: list[tuple[str, str]] = []
    for name, found in ledger.findings_by_document():
        seen = set()
        for finding in found:
            key = finding["severity"], finding["rule"]
            times[key] += 1
            if key not in seen:
                seen.add(key)
                documents[key] += 1
                if len(examples[key]) < EXAMPLES:
                    examples[key].append(name)
            if finding["rule"] in _COVERAGE and len(uncovered) < LOST:
                uncovered.append((name, finding["message"]))
    order = ("error", "warning", "note")
    keys = sorted(times, key=lambda key: (order.index(key[0]), -documents[key], key[1]))
    rows = (
        Broken(rule, severity, documents[severity, rule], times[severity, rule], _remedy(rule), tuple(listed))
        for severity, rule in keys
        for listed in [examples[severity, rule]]
    )
    return tuple(rows), tuple(uncovered)


def _remedy(rule: str) -> str:
    return RULES[rule].remedy if rule in RULES else ""


def _unknown(ledger: Ledger) -> Iterator[Unknown]:
    for kind in KINDS:
        if kind != "dates":
            for row in ledger.unidentified(kind, NAMES):
                page = f"site/{href(entry_page(kind, row.entry.key))}"
                yield Unknown(kind, row.entry.name, row.documents, row.mentions, page)


def as_json(report: Report) -> str:
    """The report as JSON; the names of its members are those of `Report`, rows are objects."""
    whole = asdict(report)
    whole["failures"] = [{"document": name, "reason": reason} for name, reason in report.failures]
    whole["rules"] = [row._asdict() for row in report.rules]
    whole["uncovered"] = [{"document": name, "message": words} for name, words in report.uncovered]
    whole["unknown"] = [row._asdict() for row in report.unknown]
    whole["unknown_in_all"] = dict(report.unknown_in_all)
    whole["slowest"] = [{"document": name, "seconds": round(seconds, 3)} for name, seconds in report.slowest]
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def as_html(report: Report, title: str, design: Design) -> str:
    """The report as one page that stands alone beside the site.

    Args:
        title: of the edition.

    Raises:
        RenderError: the template is wrong.
    """
    t = Messages(design.language, design.tables)
    kinds = [
        (kind, number, [row for row in report.unknown if row.kind == kind]) for kind, number in report.unknown_in_all
    ]
    values = {
        "t": t,
        "site": None,
        "look": carried(design, ("style.css", *STYLES)),
        "edition": title,
        "report": report,
        "kinds": [row for row in kinds if row[1]],
        "href": href,
    }
    return render_template("html", "report.html.j2", design.templates, values)
