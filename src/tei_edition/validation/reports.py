"""Findings in the forms that people and machines read.

Each report is made piece by piece as the files are checked, so that memory does not grow with their number.
"""

from collections.abc import Iterable, Iterator

from tei_edition.errors import Finding
from tei_edition.validation.checking import Checked

FORMS = ("text", "json", "sarif", "github", "junit")
# So many names of what may stand in a place are printed in text.
_TOLD = 24


def report(form: str, checked: Iterable[Checked]) -> Iterator[str]:
    """The findings of some files in one of `FORMS`, in pieces to be printed one after the other."""
    if form == "text":
        return _text(checked)
    from tei_edition.validation.machine_reports import WRITERS

    return WRITERS[form](checked)


def _text(checked: Iterable[Checked]) -> Iterator[str]:
    for file in checked:
        for finding in () if file.failure else file.findings:
            yield "\n".join([str(finding), *(f"    {line}" for line in _details(finding))]) + "\n"


def _details(finding: Finding) -> Iterator[str]:
    if finding.where:
        yield f"at {finding.where}"
    if finding.expected:
        more = len(finding.expected) - _TOLD
        told = " ".join(finding.expected[:_TOLD])
        yield f"expected here: {told}{f' … ({more} more)' if more > 0 else ''}"
    if finding.fix:
        yield "validate --fix mends this"
    if finding.guidelines:
        yield f"see {finding.guidelines}"
