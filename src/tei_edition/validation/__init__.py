"""TEI → `Finding`s: our schema or another, the house rules, fidelity to the source; safe fixes; reports."""

from tei_edition.validation.fixing import Mended, mend
from tei_edition.validation.reports import FORMS, report
from tei_edition.validation.rules import RULES
from tei_edition.validation.validate import MAX_SIZE, Checked, check, is_valid, processes, validate, validate_all

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
