"""Documents through every check, one after the other or by several processes, each file read once."""

import os
import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tei_edition import resources, tei
from tei_edition.edition import Edition, find_edition
from tei_edition.errors import ConfigError, EditionError, Finding, TeiError
from tei_edition.validation.apparatus import check_apparatus
from tei_edition.validation.brackets import check_brackets
from tei_edition.validation.chronology import check_dates, check_lives
from tei_edition.validation.document import Document
from tei_edition.validation.fidelity import check_fidelity
from tei_edition.validation.house import (
    check_encoding,
    check_facsimiles,
    check_ids,
    check_lock,
    check_numbers,
    check_original,
    check_pointers,
    check_review,
    check_rights,
)
from tei_edition.validation.people import check_forms, check_participants
from tei_edition.validation.rules import RULES, guidelines, severities, silenced
from tei_edition.validation.schema import check_schema, conforms, own_schema
from tei_edition.validation.schematron import check_schematron

# The largest file that is opened unless told otherwise, in bytes.
MAX_SIZE = 64 * 1024 * 1024
# What a process takes at a time, and how many such parcels wait for each.
_PARCEL, _WAITING = 16, 3
_CHECKS = (
    check_encoding,
    check_ids,
    check_pointers,
    check_facsimiles,
    check_participants,
    check_forms,
    check_dates,
    check_lives,
    check_brackets,
    check_numbers,
    check_original,
    check_rights,
    check_review,
    check_apparatus,
    check_lock,
    check_fidelity,
)


class Checked(NamedTuple):
    """What was found in one file.

    Attributes:
        path: as the user named it.
        findings: by line; empty for a document with nothing to say about.
        failure: why it could not be read, as one line; empty where it could. The findings tell it too.
    """

    path: str
    findings: tuple[Finding, ...]
    failure: str = ""


def validate(
    path: Path,
    data: bytes | None = None,
    *,
    root: tei.Element | None = None,
    schema: Path | None = None,
    edition: Edition | None = None,
    max_size: int = MAX_SIZE,
) -> list[Finding]:
    """Check one TEI file.

    Args:
        path: the file; its name is used in messages, and its edition is looked for above it.
        data: its bytes, where they are at hand already.
        root: the tree that `tei.parse` made of them, as it was made.
        schema: another RELAX NG schema instead of the toolkit's.
        edition: the edition it belongs to, where it is known.
        max_size: the most bytes that are read.

    Returns:
        What was found, by line; empty for a document with nothing to say about.

    Raises:
        TeiError: not readable, not well-formed, or unsafe to open.
        ConfigError: the schema or `edition.toml` cannot be used.
    """
    raw = _bytes(path, max_size) if data is None else data
    if len(raw) > max_size:
        raise _too_large(path, max_size)
    try:
        root = tei.parse(raw, path) if root is None else root
    except TeiError as error:
        raise _in_words(error) from None
    edition = edition or find_edition(path)
    document = Document(path, raw, root, edition, severities(edition))
    findings = list(check_schema(document, schema or own_schema()))
    if schema is None:
        findings += check_schematron(document)
    for check in _CHECKS:
        findings += check(document)
    off = silenced(edition)
    kept = [finding for finding in _once(findings) if finding.rule not in off]
    return sorted(kept, key=lambda finding: (finding.line, finding.column, finding.rule, finding.message))


def validate_all(
    paths: Iterable[str], *, jobs: int = 1, schema: Path | None = None, max_size: int = MAX_SIZE
) -> Iterator[Checked]:
    """Check many files; what is found comes in the order of the files, whatever the number of processes.

    Args:
        paths: the files, as the user named them. No more of them are held at a time than the processes need.
        jobs: how many processes; each keeps its compiled schemas as long as it lives.
        schema, max_size: as in `validate`.

    Raises:
        ConfigError: the schema or an `edition.toml` cannot be used.
        EditionError: a process died.
    """
    if jobs <= 1:
        yield from _checked(paths, schema, max_size)
        return
    # Loaded only for several processes: a single document is over sooner.
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    waiting: deque[Future[list[Checked]]] = deque()
    with ProcessPoolExecutor(jobs) as pool:
        try:
            for parcel in _parcels(paths):
                waiting.append(pool.submit(_check_parcel, parcel, schema, max_size))
                if len(waiting) > jobs * _WAITING:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BaseException as error:
            pool.shutdown(cancel_futures=True)
            if isinstance(error, BrokenProcessPool):
                raise EditionError("a process that was validating has died", "give fewer with -j") from None
            raise


def check(
    path: Path,
    data: bytes | None = None,
    *,
    schema: Path | None = None,
    edition: Edition | None = None,
    max_size: int = MAX_SIZE,
) -> Checked:
    """`validate`, with a file that cannot be read as one more finding.

    Raises:
        ConfigError: the schema or `edition.toml` cannot be used.
    """
    try:
        return Checked(str(path), tuple(validate(path, data, schema=schema, edition=edition, max_size=max_size)))
    except ConfigError:
        raise
    except EditionError as error:
        rule = RULES["not-well-formed" if isinstance(error, TeiError) else "unreadable"]
        finding = Finding(
            str(path),
            error.line,
            rule.id,
            error.message,
            error.remedy or rule.remedy,
            "error",
            error.column,
            guidelines=guidelines(chapter=rule.guidelines),
        )
        return Checked(str(path), (finding,), str(error))


def is_valid(data: bytes) -> bool:
    """True for a well-formed document that the toolkit's schema accepts."""
    try:
        root = tei.parse(data)
    except TeiError:
        return False
    return conforms(root)


def processes() -> int:
    """How many processes this machine runs at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _check_parcel(paths: list[str], schema: Path | None, max_size: int) -> list[Checked]:
    return list(_checked(paths, schema, max_size))


def _checked(paths: Iterable[str], schema: Path | None, max_size: int) -> Iterator[Checked]:
    """Files one after the other; the edition of a folder is looked for once."""
    editions: dict[Path, Edition] = {}
    for path in map(Path, paths):
        folder = path.resolve().parent
        if folder not in editions:
            editions[folder] = find_edition(path)
        yield check(path, schema=schema, edition=editions[folder], max_size=max_size)


def _parcels(paths: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(paths)
    while parcel := list(islice(rest, _PARCEL)):
        yield parcel


def _bytes(path: Path, max_size: int) -> bytes:
    if path.is_file() and path.stat().st_size > max_size:
        raise _too_large(path, max_size)
    return tei.read_bytes(path)


def _too_large(path: Path, max_size: int) -> EditionError:
    return EditionError(
        f"the file is larger than {max_size / 1024**2:g} MB", "raise the limit with --max-size, or part it", path=path
    )


def _once(findings: list[Finding]) -> list[Finding]:
    """Without what the schema says of a place of which a rule of the house says more."""
    told = {(finding.line, finding.column) for finding in findings if not finding.rule.startswith("schema")}
    return [finding for finding in findings if finding.rule != "schema" or (finding.line, finding.column) not in told]


@cache
def _words() -> list[tuple[re.Pattern[str], str, str]]:
    rows = resources.table("validation", "xml")["message"]
    return [(re.compile(row["said"]), row["wrong"], row["remedy"]) for row in rows]


def _in_words(error: TeiError) -> TeiError:
    """What libxml2 says of broken markup, in words that help an editor."""
    for pattern, wrong, remedy in _words():
        match = pattern.search(error.message)
        if match:
            message = f"not well-formed XML: {match.expand(wrong)}"
            return TeiError(message, match.expand(remedy), path=error.path, line=error.line, column=error.column)
    return error
