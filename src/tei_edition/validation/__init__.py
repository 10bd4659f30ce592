"""TEI → `Finding`s: our schema or another, the house rules, fidelity to the source; safe fixes; reports."""

from typing import TYPE_CHECKING

from tei_edition.lazy import lazily

if TYPE_CHECKING:
    from tei_edition.validation.checking import MAX_SIZE, Checked, check, is_valid, processes, validate, validate_all
    from tei_edition.validation.fixing import Mended, mend
    from tei_edition.validation.reports import FORMS, report
    from tei_edition.validation.rules import RULES
else:
    homes = {
        "checking": ("MAX_SIZE", "Checked", "check", "is_valid", "processes", "validate", "validate_all"),
        "fixing": ("Mended", "mend"),
        "reports": ("FORMS", "report"),
        "rules": ("RULES",),
    }
    __getattr__ = lazily(__name__, homes)

__all__ = [
    "FORMS",
    "MAX_SIZE",
    "RULES",
    "Checked",
    "Mended",
    "check",
    "is_valid",
    "mend",
    "processes",
    "report",
    "validate",
    "validate_all",
]
