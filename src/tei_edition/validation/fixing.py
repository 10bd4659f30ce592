"""Safe fixes: slips with one right reading are mended by splices into the file; nothing else of it changes."""

from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from tei_edition import tei
from tei_edition.errors import Finding, Splice
from tei_edition.validation.checking import MAX_SIZE, validate
from tei_edition.validation.places import Places

# A fix may show what another one hid; each round mends something, and a file needs few.
_ROUNDS = 8


@dataclass(frozen=True)
class Mended:
    """A file with its fixes.

    Attributes:
        path: the file, as the user named it.
        before, after: its bytes.
        fixed: what was mended, in the order of mending.
        findings: what is left.
    """

    path: str
    before: bytes
    after: bytes
    fixed: tuple[Finding, ...]
    findings: tuple[Finding, ...]

    def diff(self) -> str:
        """What changes, as a unified diff; empty where nothing does."""
        if self.before == self.after:
            return ""
        old, new = (Places(data).text.splitlines(keepends=True) for data in (self.before, self.after))
        lines = [line if line.endswith("\n") else f"{line}\n" for line in unified_diff(old, new, self.path, self.path)]
        return "".join(lines)


def mend(path: Path, data: bytes | None = None, *, schema: Path | None = None, max_size: int = MAX_SIZE) -> Mended:
    """Work out the safe fixes of a file; nothing is written.

    Raises:
        EditionError: as `validate`.
    """
    before = after = tei.read_bytes(path) if data is None else data
    fixed: list[Finding] = []
    for _ in range(_ROUNDS):
        findings = validate(path, after, schema=schema, max_size=max_size)
        mended = _apart([finding for finding in findings if finding.fix])
        if not mended:
            break
        fixed += mended
        after = spliced(after, [splice for finding in mended for splice in finding.fix])
    else:
        findings = validate(path, after, schema=schema, max_size=max_size)
    return Mended(str(path), before, after, tuple(fixed), tuple(findings))


def spliced(data: bytes, splices: list[Splice]) -> bytes:
    """A file with some of its characters replaced; the splices do not overlap."""
    places = Places(data)
    parts: list[str] = []
    at = 0
    for start, end, text in sorted(splices):
        parts += [places.text[at:start], text]
        at = end
    return places.encode("".join([*parts, places.text[at:]]))


def _apart(findings: list[Finding]) -> list[Finding]:
    """Those whose splices do not touch: the others wait for the next round."""
    taken: list[Splice] = []
    kept = []
    for finding in findings:
        if all(a.end < b.start or b.end < a.start for a in finding.fix for b in taken):
            kept.append(finding)
            taken += finding.fix
    return kept
