"""One document through every check, in one pass over its bytes."""

from pathlib import Path

from tei_edition import tei
from tei_edition.edition import Edition, find_edition
from tei_edition.errors import Finding, TeiError
from tei_edition.validation.fidelity import check_fidelity
from tei_edition.validation.house import CHECKS
from tei_edition.validation.schema import check_schema, compiled, own_schema


def validate(
    path: Path, data: bytes | None = None, *, schema: Path | None = None, edition: Edition | None = None
) -> list[Finding]:
    """Check one TEI file.

    Args:
        path: the file; its name is used in messages, and its edition is looked for above it.
        data: its bytes, where they are at hand already.
        schema: another RELAX NG schema instead of the toolkit's.
        edition: the edition it belongs to, where it is known.

    Returns:
        What was found, by line; empty for a document with nothing to say about.

    Raises:
        TeiError: not readable, not well-formed, or unsafe to open.
        ConfigError: the schema cannot be used.
    """
    raw = tei.read_bytes(path) if data is None else data
    root = tei.parse(raw, path)
    findings = list(check_schema(root, str(path), schema or own_schema()))
    for check in CHECKS:
        findings += check(root, str(path))
    findings += check_fidelity(root, str(path), edition or find_edition(path))
    return sorted(findings, key=lambda finding: (finding.line, finding.rule, finding.message))


def is_valid(data: bytes) -> bool:
    """True for a well-formed document that the toolkit's schema accepts."""
    try:
        root = tei.parse(data)
    except TeiError:
        return False
    return compiled(own_schema()).validate(root)
