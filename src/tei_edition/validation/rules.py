"""The rules of validation: each has an id, how bad it is, and what to do about it, in `data/rules.toml`."""

from dataclasses import dataclass

from tei_edition import resources
from tei_edition.errors import Finding, Severity


@dataclass(frozen=True)
class Rule:
    """One rule. `remedy` tells an editor what to do."""

    id: str
    severity: Severity
    remedy: str

    def finding(self, path: str, line: int, message: str, remedy: str = "") -> Finding:
        """What this rule has to say about a line."""
        return Finding(path, line, self.id, message, remedy or self.remedy, self.severity)


def _read() -> dict[str, Rule]:
    rows = resources.table("validation", "rules") | resources.table("validation", "schematron")
    return {key: Rule(key, row["severity"], row["remedy"]) for key, row in rows.items()}


RULES = _read()
