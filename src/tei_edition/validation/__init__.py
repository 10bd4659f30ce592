"""TEI → `Finding`s: our schema, the house rules, fidelity to the source."""

from tei_edition.validation.rules import RULES
from tei_edition.validation.validate import is_valid, validate

__all__ = ["RULES", "is_valid", "validate"]
