"""Files of the site: written whole where they are not there already, and how to see that they still stand."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from tei_edition import tei
from tei_edition.publishing.jobs import Plan, stamp_at, stamp_of
from tei_edition.publishing.rows import File


def write(site: Path, path: str, content: bytes | Iterable[bytes], owner: str, inputs: str = "") -> File:
    """Write one file of the site whole; one that holds these bytes already is left alone.

    Args:
        content: its bytes; or its parts one after the other, which are written in any case.

    Raises:
        EditionError: it cannot be written.
    """
    target = site / path
    if not isinstance(content, bytes):
        whole = hashlib.sha256()
        tei.write(target, _summed(content, whole))
        checksum = whole.hexdigest()
    else:
        if not (target.is_file() and target.stat().st_size == len(content) and target.read_bytes() == content):
            tei.write(target, content)
        checksum = hashlib.sha256(content).hexdigest()
    return File(path, owner, inputs, checksum, stamp_of(target.stat()))


def _summed(parts: Iterable[bytes], whole: "hashlib._Hash") -> Iterator[bytes]:
    for part in parts:
        whole.update(part)
        yield part


def stands(plan: Plan, file: File) -> bool:
    """Whether a file is as it was written, as far as the file system says: ten thousand are seen at a glance."""
    return stamp_at(f"{plan.site}/{file.path}") == file.stamp


def checksum_of(parts: Iterable[bytes]) -> str:
    """The checksum of what is given part by part."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part)
    return whole.hexdigest()
