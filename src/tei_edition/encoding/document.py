"""`Transcript` and `Mention`s → one TEI document: header, lists, text."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tei_edition import tei
from tei_edition.edition import FILE, DocumentSettings, Edition, find_edition
from tei_edition.encoding.body import build_body
from tei_edition.encoding.header import Header, build_header
from tei_edition.encoding.marks import SOURCE_EDITOR, TRANSLATOR, Marks
from tei_edition.encoding.standoff import build_standoff
from tei_edition.entities import (
    Anchor,
    Asked,
    Authority,
    NameIndex,
    Tagging,
    find_anchor,
    find_mentions,
    identifier,
    load_authority,
)
from tei_edition.errors import ConfigError, Finding
from tei_edition.sources import Source, read_source
from tei_edition.tei import XML_ID, XML_LANG, E, Element
from tei_edition.transcripts import Transcript, load_shapes, transcribe


@dataclass(frozen=True)
class Memory:
    """An authority and its names, compiled once for many documents."""

    authority: Authority
    index: NameIndex

    def tag(self, transcript: Transcript, anchor: Anchor, edition: Edition, settings: DocumentSettings) -> Tagging:
        """Find who and what a document of an edition names, told on the day of the anchor."""
        return find_mentions(
            transcript,
            self.authority,
            anchor=anchor,
            host=settings.polity,
            overrides=edition.subfolder("tables"),
            index=self.index,
            tag_candidates=edition.tag_candidates,
        )


@dataclass(frozen=True)
class NotingMemory(Memory):
    """A memory for one document, which notes what the document takes from it (`entities.asked`).

    Attributes:
        asked: the authority, with what it was asked. texts: what was searched for names.
    """

    asked: Asked
    texts: list[str]

    @classmethod
    def of(cls, memory: Memory) -> "NotingMemory":
        """Note what a document takes from a memory."""
        asked, texts = Asked(memory.authority), list[str]()
        return cls(asked, memory.index.noting(asked, texts), asked, texts)


def load_memory(paths: tuple[Path, ...]) -> Memory:
    """Read authority files and compile their names; see `load_authority` for what can be wrong."""
    authority = load_authority(paths)
    return Memory(authority, NameIndex(authority))


def parse(
    path: Path,
    *,
    data: bytes | None = None,
    edition: Edition | None = None,
    memory: Memory | None = None,
    site: str = "",
) -> tuple[Element, Source, list[Finding]]:
    """One source, from its bytes to a TEI tree.

    Args:
        path: the source file.
        data: its bytes, where they are at hand already.
        edition: the edition it belongs to; None to look for one above the file.
        memory: the authority; None to read the edition's folder `authority`.
        site: the furniture rules; empty for the edition's default, else the best match.

    Returns:
        The TEI root, the source, and what looked odd on the way.

    Raises:
        SourceError: the source cannot be read.
        ConfigError: the edition's own files are wrong.
    """
    own = find_edition(path) if edition is None else edition
    tables = own.subfolder("tables")
    source = read_source(path, data, site=site or own.site, overrides=tables)
    transcript = transcribe(source, tables)
    settings = own.document(path.stem)
    folder = own.subfolder("authority")
    known = memory or load_memory((folder,) if folder else ())
    anchor = _anchor(own, settings) or find_anchor(transcript, tables, settings.utc_offset)
    tagging = known.tag(transcript, anchor, own, settings)
    root, findings = encode(transcript, tagging, own, overrides=tables)
    if source.site and not (site or own.site):
        message = f"read by the furniture rules of the site {source.site}, which match best"
        findings.append(Finding(str(path), 0, "site-chosen", message, "--site names another, or `none`", "note"))
    return root, source, sorted(findings)


def _anchor(edition: Edition, settings: DocumentSettings) -> Anchor | None:
    """The day that the edition says a document is told on."""
    if not settings.date:
        return None
    try:
        return Anchor(date.fromisoformat(settings.date), settings.utc_offset)
    except ValueError:
        path = (edition.folder or Path()) / FILE
        raise ConfigError(f"`date` is {settings.date!r}", "write it as 1964-08-03", path=path) from None


def encode(
    transcript: Transcript, tagging: Tagging, edition: Edition, *, overrides: Path | None = None
) -> tuple[Element, list[Finding]]:
    """Write a transcript and its mentions as TEI.

    Args:
        edition: whose publisher, licence and settings go to the header.
        overrides: the edition's folder `tables`.

    Returns:
        The root element, laid out, and everything that looked odd: of the source, the transcript, the markup.
    """
    source = transcript.source
    name = Path(source.name).stem
    settings = edition.document(name)
    settings = settings._replace(language=settings.language or source.language or edition.language)
    translated = settings.translator or source.value("translator") or settings.original_language
    marks = Marks(transcript, tagging, settings.corrections, TRANSLATOR if translated else SOURCE_EDITOR)
    body, crossings = build_body(transcript, marks, load_shapes(overrides).production)
    findings = [*source.findings, *transcript.findings, *crossings]
    key = identifier(name)
    facts = Header(transcript, tagging, body, edition, settings, key, tuple(findings), overrides)
    root = E("TEI", build_header(facts), **{XML_ID: key, XML_LANG: settings.language})
    standoff = build_standoff(tagging.entries)
    if standoff is not None:
        root.append(standoff)
    root.append(E("text", body))
    tei.indent(root)
    for row in settings.corrections:
        if row in marks.unused:
            message = f"{row.sic!r}, which edition.toml corrects, is in no paragraph"
            remedy = "write `sic` as the source has it"
            findings.append(Finding(source.path, 0, "correction-unused", message, remedy))
    return root, sorted(findings)
