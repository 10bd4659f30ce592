"""`Source`: one text as received, with the map back to its file and what on the page is not the text."""

import hashlib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path

from tei_edition import tei
from tei_edition.errors import ConfigError, Finding, SourceError
from tei_edition.sources.copyist import Copy, Dropped, Feature
from tei_edition.sources.decoding import Decoded
from tei_edition.sources.formats import read_format
from tei_edition.sources.furniture import Furniture, Page, choose_site, find_furniture, sites, visible_lines
from tei_edition.sources.stamps import find_stamps, without

# A text this long is no document; it bounds memory.
LIMIT = 64 * 1024 * 1024


@dataclass(frozen=True)
class Source:
    """A text as received.

    Offsets everywhere count code points of `text`, half-open.

    Attributes:
        path: the file's name as the user gave it, for messages.
        name: the file's name without folder.
        text: the decoded text; lines end with LF, no byte order mark.
        sha256: of the file's bytes, in hexadecimal.
        site: the id of the furniture rules used; empty for none.
        furniture: stretches that are no part of the text, in order.
        fields: header fields that the furniture rules found: name → span.
        findings: what ingestion found odd.
        decoded: how the bytes were read.
        format: what the file is: `text`, `html`, `docx`, `pdf` or `tei`.
        features: what the file marks: italics, headings, pages, notes, tables (see `Feature`), in order. The words of
            notes stand after the text and are furniture kept as `note`.
        dropped: what the file shows and the text does not have, each with the rule that says so.
        language: what the file says the text's language is (BCP 47); empty where it does not.
    """

    path: str
    name: str
    text: str
    sha256: str
    site: str
    furniture: tuple[Furniture, ...]
    fields: dict[str, tuple[int, int]]
    findings: tuple[Finding, ...]
    decoded: Decoded = field(repr=False)
    format: str = "text"
    features: tuple[Feature, ...] = field(default=(), repr=False)
    dropped: tuple[Dropped, ...] = field(default=(), repr=False)
    language: str = ""

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))][:-1]

    def line(self, offset: int) -> int:
        """The line, from 1, on which the character at `offset` stands."""
        return bisect_right(self._line_starts, offset)

    def original(self, offset: int) -> int:
        """The offset of a character in the decoded file, before line ends were folded; for plain text only."""
        return offset + self.decoded.shift + bisect_left(self.decoded.folds, offset)

    def value(self, name: str) -> str:
        """The text of a header field, empty where the page has none."""
        start, end = self.fields.get(name, (0, 0))
        return self.text[start:end]

    def kept(self, part: str) -> list[str]:
        """The stretches that go word for word to one part of the header."""
        return [self.text[item.start : item.end] for item in self.furniture if item.keep == part]


def read_source(
    path: Path, data: bytes | None = None, *, site: str = "", overrides: Path | None = None, form: str = ""
) -> Source:
    """Read a source: plain text, a saved web page, Word, PDF with a text layer, or TEI, told from the bytes.

    Args:
        path: the file; its name is used in messages and identifiers.
        data: its bytes, where they are at hand already.
        site: the id of the site's furniture rules; `none` for no rules; empty to choose the best match.
        overrides: an edition's folder `tables`.
        form: the format, such as `text`, whatever the file is called; empty to tell it from the bytes and the name.

    Raises:
        SourceError: not readable as text, not what its name says, nothing but furniture, or a line no rule knows.
        ConfigError: the site has no rules file.
    """
    raw = tei.read_bytes(path) if data is None else data
    if len(raw) > LIMIT:
        raise SourceError(f"longer than {LIMIT // 1024 // 1024} MB", "split it into documents", path=path)
    reading = read_format(raw, path, overrides, form)
    copy = reading.copy
    body = copy.text[: copy.body]
    stamps = find_stamps(body, overrides) if site != "none" else ()
    body = without(body, stamps)
    page, used = _page(body, str(path), site, overrides)
    if all(any(f.start <= line.start < f.end for f in page.furniture) for line in visible_lines(body)):
        raise SourceError("there is nothing but web furniture here", "save the page with its text", path=path)
    furniture = sorted((*stamps, *page.furniture), key=lambda item: item.start)
    return Source(
        path=str(path),
        name=path.name,
        text=copy.text,
        sha256=hashlib.sha256(raw).hexdigest(),
        site=used,
        furniture=(*furniture, *_notes(copy)),
        fields=page.fields,
        findings=(*page.findings, *reading.findings),
        decoded=reading.decoded,
        format=reading.format,
        features=copy.features,
        dropped=copy.dropped,
        language=copy.language,
    )


def _notes(copy: Copy) -> list[Furniture]:
    """The lines after the text: they are no paragraphs of it, and are kept in its notes."""
    lines = visible_lines(copy.text[copy.body :])
    return [Furniture(copy.body + line.start, copy.body + line.end, "note", "note") for line in lines]


def _page(text: str, path: str, site: str, overrides: Path | None) -> tuple[Page, str]:
    known = sites(overrides)
    if site and site != "none" and site not in known:
        raise ConfigError(f"there are no rules for a site {site!r}", f"known sites: {', '.join(known)}, none")
    chosen = known[site] if site in known else None if site == "none" else choose_site(text, overrides)
    if chosen is None:
        return Page((), {}, ()), ""
    return find_furniture(text, chosen, path), chosen.id
