"""Any number of sources → documents in one folder: by several processes, what has not changed left alone.

What was made of what is kept beside the machine's copies of the documents (`.machine/ledger.sqlite`), and a folder of
documents is one run's at a time, as the site of an edition is one build's.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tei_edition.edition import Edition, find_edition
from tei_edition.encoding.ids import lock_of
from tei_edition.encoding.state import FOLDER as MACHINE
from tei_edition.encoding.state import state_path
from tei_edition.errors import EditionError, Finding, OutputError
from tei_edition.publishing.jobs import Input, Trace, checksums, files_sum, inputs_of, sighted, stamp_at
from tei_edition.publishing.locking import alone
from tei_edition.publishing.planning import sweep
from tei_edition.publishing.records import Failure, Records, remark, unwritten
from tei_edition.publishing.sorting import digest
from tei_edition.publishing.workers import Outcome, Workers

if TYPE_CHECKING:
    from tei_edition.encoding.document import Memory

LEDGER, LOCK = "ledger.sqlite", "parse.lock"
_TOLD = "SELECT told, proof FROM document WHERE name = ?"
_SCHEMA = """
CREATE TABLE document(name TEXT PRIMARY KEY, inputs TEXT NOT NULL, root TEXT NOT NULL, told TEXT NOT NULL,
  proof TEXT NOT NULL);
"""


class Conversion(NamedTuple):
    """What is the same for every source of a run.

    Attributes:
        folder: where the documents go.
        authorities: files and folders; empty for those of each source's edition.
        site: the furniture rules; empty for the best match.
        force: True to throw away what people changed.
        prove: True to prove what people corrected too.
    """

    folder: Path
    authorities: tuple[Path, ...] = ()
    site: str = ""
    force: bool = False
    prove: bool = False


class Source(NamedTuple):
    """One source, and its place in the run.

    Attributes:
        tried: checksum of what it is made of, as far as that is known before; a failure is remembered with it.
        authority: checksum of the authority that it is read with.
    """

    number: int
    path: str
    tried: str
    authority: str

    @property
    def name(self) -> str:
        """The name of its document."""
        return Path(self.path).stem


class Told(NamedTuple):
    """What is to be said of a source, whether it was made now or before.

    Attributes:
        proof: where every character of it went.
        failure: why there is no document of it; empty where there is.
        is_new: False where it stood as it was.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    proof: str = ""
    failure: str = ""
    is_new: bool = True


class Entry(NamedTuple):
    """What a source enters into the ledger."""

    name: str
    inputs: str
    told: str
    proof: str
    files: tuple[Input, ...]
    context: str
    trace: Trace


# -- in the process that hands out the work ----------------------------------------------------------------------------


def convert_all(
    conversion: Conversion, sources: Iterable[str], number: int, seconds: float | None = None, *, retry: bool = False
) -> Iterator[Told]:
    """Turn sources into documents; what is to be said of each comes in their order.

    Args:
        sources: paths, taken when there is somebody to read them.
        number: of processes.
        seconds: what each source may take; None for what the edition of the first one says, as it does of memory.
        retry: True to try again what failed before, though nothing of it has changed.

    Raises:
        EditionError: another run writes there, an edition or an authority is wrong, or a file cannot be written.
    """
    path = conversion.folder / MACHINE
    with alone(path / LOCK, "a parse into this folder"):
        for folder in (conversion.folder, path):
            sweep(folder, deep=False)
        try:
            with Records(path / LEDGER, _SCHEMA) as records:
                yield from _in_order(_Run(conversion, records, retry).go(iter(sources), number, seconds))
        except sqlite3.Error as error:
            raise unwritten(error, path / LEDGER) from None


class _Run:
    def __init__(self, conversion: Conversion, records: Records, retry: bool) -> None:
        self.conversion = conversion
        self.records = records
        self.retry = retry
        self.contexts = Contexts(conversion)
        self.names: set[str] = set()
        self.compared: set[str] = set()
        # What needs nobody to be made: it was before, or cannot be.
        self.settled: list[tuple[int, Told]] = []

    def go(self, sources: Iterator[str], number: int, seconds: float | None) -> Iterator[tuple[int, Told]]:
        """What is to be said of each source, with its number."""
        first = next(sources, None)
        if first is None:
            return
        limits = self.contexts.of(first).edition.limits
        limits = limits if seconds is None else limits._replace(seconds=seconds)
        workers: Workers[Source, Entry | str] = Workers(number, start, self.conversion, limits)
        with workers:
            for outcome in workers.run(self._stale(first, sources)):
                yield from self._drain()
                yield outcome.task.number, self._entered(outcome)
        yield from self._drain()

    def _drain(self) -> Iterator[tuple[int, Told]]:
        yield from self.settled
        self.settled.clear()

    def _stale(self, first: str, rest: Iterator[str]) -> Iterator[Source]:
        for number, path in enumerate(chain((first,), rest)):
            name = Path(path).stem
            if name in self.names:
                message = f"{path}: another source has this name; its document would take the place of the other's"
                self.settled.append((number, Told(path, failure=message)))
                continue
            self.names.add(name)
            try:
                source = self._looked_at(number, path)
            except OutputError:
                raise
            except EditionError as error:
                self.settled.append((number, Told(path, failure=str(error))))
                continue
            if source:
                yield source

    def _looked_at(self, number: int, path: str) -> Source | None:
        """A source that has to be made; None for one that stands, and is told as it was."""
        name, context = Path(path).stem, self.contexts.of(path)
        self._compare(context)
        known, failure = self.records.entry(name), self.records.failure(name)
        rows = []
        for role, place in files_of(self.conversion, context.edition, path).items():
            before = known.files.get(role) if known else None
            if before and before.stamp and stamp_at(str(place)) == before.stamp:
                rows.append(before)
                continue
            row = sighted(place, role)[1]
            if before and row.sha256 == before.sha256 and row.stamp:
                self.records.restamp([(name, row)])
            rows.append(row)
        if not rows[0].sha256:
            raise EditionError("there is no such file", "check the name", path=path)
        inputs = context.inputs(path, rows)
        if known and known.inputs == inputs and not self.conversion.force:
            told, proof = self.records.base.execute(_TOLD, (name,)).fetchone()
            self.settled.append((number, Told(path, _findings(told), proof, is_new=False)))
            return None
        tried = digest(inputs, context.authority)
        if failure and failure.tried == tried and not self.retry:
            self.settled.append((number, Told(path, failure=failure.message, is_new=False)))
            return None
        return Source(number, path, tried, context.authority)

    def _compare(self, context: "Context") -> None:
        """Where the authority is another than before, find out whom that concerns: once for each."""
        if context.name in self.compared:
            return
        self.compared.add(context.name)
        if self.records.get(remark(context.name)) != context.authority:
            # Loaded only where something is to be compared.
            from tei_edition.publishing.traces import compare

            compare(self.records, context.memory.authority, context.authority, context.name)

    def _entered(self, outcome: Outcome[Source, Entry | str]) -> Told:
        source, answer = outcome.task, outcome.answer
        if isinstance(answer, Entry):
            with self.records.base:
                self.records.clear(answer.name)
                row = (answer.name, answer.inputs, answer.told, answer.proof)
                self.records.base.execute("INSERT INTO document VALUES (?, ?, '', ?, ?)", row)
                self.records.take_in(answer.name, answer.files, [answer.trace], answer.context)
            return Told(source.path, _findings(answer.told), answer.proof)
        message = answer or f"{source.path}: {outcome.failure}; the rest was made; --retry tries it again"
        self.records.fail(Failure(source.name, source.tried, outcome.kind or "document", message))
        return Told(source.path, failure=message)


def _in_order(told: Iterator[tuple[int, Told]]) -> Iterator[Told]:
    """By number. Held back is what overtook another: as much as is made while the slowest is."""
    waiting: dict[int, Told] = {}
    number = 0
    for place, one in told:
        waiting[place] = one
        while number in waiting:
            yield waiting.pop(number)
            number += 1


def _findings(told: str) -> tuple[Finding, ...]:
    return tuple(Finding.read(row) for row in json.loads(told))


# -- wherever a source is made -----------------------------------------------------------------------------------------


class Context:
    """What the sources of one edition have in common.

    Attributes:
        name: which authority they are read with. authority: a checksum of its files.
    """

    def __init__(self, conversion: Conversion, edition: Edition) -> None:
        self.conversion = conversion
        self.edition = edition
        folder = edition.subfolder("authority")
        self.paths = conversion.authorities or ((folder,) if folder else ())
        self.name = " ".join(map(str, self.paths))
        self.authority = files_sum(self.paths)
        self.settings = digest(checksums(edition)[1], conversion.site, str(conversion.prove))

    @cached_property
    def memory(self) -> "Memory":
        """The authority, loaded once in a process."""
        from tei_edition.encoding.document import load_memory

        return load_memory(self.paths)

    def inputs(self, path: str, rows: Iterable[Input]) -> str:
        """A checksum of everything a document is made of, the authority apart."""
        return inputs_of(self.settings, self.edition.documents.get(Path(path).stem), rows)


class Contexts:
    """The editions of sources, each loaded once in a process."""

    def __init__(self, conversion: Conversion) -> None:
        self.conversion = conversion
        self._folders: dict[Path, Context] = {}
        self._editions: dict[Path | None, Context] = {}

    def of(self, path: str) -> Context:
        """The edition of a source, by its folder.

        Raises:
            EditionError: a file of the edition is wrong.
        """
        folder = Path(path).parent
        if folder not in self._folders:
            edition = find_edition(Path(path))
            if edition.folder not in self._editions:
                self._editions[edition.folder] = Context(self.conversion, edition)
            self._folders[folder] = self._editions[edition.folder]
        return self._folders[folder]


def files_of(conversion: Conversion, edition: Edition, path: str) -> dict[str, Path]:
    """The files that a document is made of, by the part they play."""
    source = Path(path)
    where = place_of(conversion, path)
    lock, _ = lock_of(edition, where, source)
    files = {"source": source, "document": where, "machine": state_path(where)}
    return {**files, "lock": lock} if lock else files


def place_of(conversion: Conversion, path: str) -> Path:
    """Where the document of a source goes."""
    return conversion.folder / f"{Path(path).stem}.xml"


def start(conversion: Conversion) -> Callable[[Source], Entry | str]:
    """What makes a source in a process: an entry for the ledger, or why there is none, as one line."""
    contexts = Contexts(conversion)

    def make(source: Source) -> Entry | str:
        try:
            return _made(conversion, contexts.of(source.path), source)
        except OutputError:
            raise
        except EditionError as error:
            return str(error)

    return make


def _made(conversion: Conversion, context: Context, source: Source) -> Entry:
    # Loaded only where something is made.
    from tei_edition.encoding.conversion import convert
    from tei_edition.encoding.document import NotingMemory
    from tei_edition.publishing.traces import trace_of
    from tei_edition.validation import is_valid

    if context.authority != source.authority:
        raise OutputError("the authority was changed while the run went on", "run it again", path=context.name)
    memory = NotingMemory.of(context.memory)
    path = Path(source.path)
    data, read = sighted(path, "source")
    converted = convert(
        path,
        data,
        place_of(conversion, source.path),
        edition=context.edition,
        memory=memory,
        accept=is_valid,
        site=conversion.site,
        force=conversion.force,
        prove=conversion.prove,
    )
    others = list(files_of(conversion, context.edition, source.path).items())[1:]
    rows = (read, *(sighted(place, role)[1] for role, place in others))
    told = json.dumps([finding._asdict() for finding in converted.findings], ensure_ascii=False)
    trace = trace_of("tei", memory.asked, memory.texts)
    inputs = context.inputs(source.path, rows)
    return Entry(path.stem, inputs, told, converted.proof.report(), rows, context.name, trace)


__all__ = ["Conversion", "Told", "convert_all", "start"]
