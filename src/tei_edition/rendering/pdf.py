"""TEI → PDF by Typst: tagged, PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) in one, the TEI attached.

XSLT makes calls of functions that the Jinja template defines. Source text reaches Typst only as string literals: every
character that could end one is escaped here, before the stylesheet sees it, so no text can run as code. Typst compiles
in a folder of its own, without packages, with its embedded fonts, the edition's, and the machine's only if asked. Where
there is an apparatus it compiles again until every line number is right; see `foot`.
"""

import copy
import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

from tei_edition import __version__, resources, tei
from tei_edition.crosswalks.citing import cite
from tei_edition.crosswalks.record import read_record
from tei_edition.edition import FILE, Edition, paper
from tei_edition.errors import Finding, RenderError
from tei_edition.rendering.apparatus import Policy
from tei_edition.rendering.archive import authority_entries, finish
from tei_edition.rendering.foot import ROUNDS, Contents, Geometry, Memory, first_foot, is_steady, next_foot
from tei_edition.rendering.matter import day_of, indices, is_volume, margins, parts_of
from tei_edition.rendering.pages import TOLD, Places, Printed
from tei_edition.rendering.press import Proof, prepare
from tei_edition.rendering.templates_of import render_template
from tei_edition.tei import Element

STANDARDS: list[Literal["a-3a", "ua-1"]] = ["a-3a", "ua-1"]
ATTACHED = "source.xml"
AUTHORITY = "authority.xml"
FONTS = ("Libertinus Serif",)

# Everything that is not plainly printable inside a literal is written as an escape.
_SPECIAL = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_LAYOUT = re.compile(r"[ \t\r\n]+")
# What Typst says of characters that its fonts, or PDF/A, cannot show.
_REFUSED = re.compile(r'(?:the text|codepoint) `"((?:\\u\{[0-9a-f]+\}|[^"`])+)"`')
# A template that loads a package: Typst would fetch it. No text can hold this, for its quotes are escaped.
_PACKAGE = re.compile(r'\b(?:import|include)[ \t(]{0,9}"@')
_UNKNOWN_FONT = re.compile(r"unknown font family: (.+)")
_TRIES = 5
_KEPT = 10  # compilations that Typst keeps its results for
_MANY = 5000  # names and dates from which the memory of the first setting is worth setting the text twice
_MM = 72 / 25.4
_Made = TypeVar("_Made")


def render_pdf(
    root: Element,
    *,
    tei: bytes,
    tei_name: str,
    path: object = "",
    templates: Path | None = None,
    edition: Edition | None = None,
    findings: list[Finding] | None = None,
) -> bytes:
    """Render one document as PDF.

    Characters that no font at hand can show are printed as their number, `[U+5468]`, and told.

    Args:
        root: the document, or a corpus of documents.
        tei: the bytes of its file, attached as they are.
        tei_name: the name of the attachment.
        path: the file, as the user named it, in messages; default: the attachment's name.
        templates: an edition's folder of templates that replace the toolkit's by name.
        edition: whose settings `[print]`, tables, fonts and authority are used.
        findings: takes up what is odd: characters and fonts that are missing, entries without a place.

    Raises:
        RenderError: a template is wrong.
    """
    press = _Press(root, tei, tei_name, str(path or tei_name), templates, edition or Edition())
    made = press.tried(press.run)
    if findings is not None:
        findings += press.findings()
    return made


def printed_places(
    root: Element, *, path: object = "", templates: Path | None = None, edition: Edition | None = None
) -> Places:
    """Where the parts of a document come to stand in its PDF, set as `render_pdf` sets it.

    Args:
        root: the document, with an `anchor type="print-place"` wherever the page is to be told.

    Raises:
        RenderError: a template is wrong.
    """
    press = _Press(root, b"", ATTACHED, str(path), templates, edition or Edition())
    return press.tried(press.places)


class _Press:
    """One document and everything it is printed with."""

    def __init__(
        self, root: Element, data: bytes, name: str, path: str, templates: Path | None, edition: Edition
    ) -> None:
        self.root, self.data, self.name, self.path = root, data, name, path
        self.templates, self.edition = templates, edition
        self.settings = edition.print
        self.tables = resources.table("rendering", "print", edition.subfolder("tables"))
        policy = Policy(self.tables["words"], self.tables["layers"], self.settings.lemma_words, self.settings.positive)
        geometry = self.geometry()
        self.proof: Proof = prepare(
            root,
            self.tables,
            None if self.settings.apparatus == "off" else policy,
            self.settings.parallel,
            path,
            edition.folder,
            (geometry.width, 0.8 * geometry.height),
        )
        self.record = read_record(root)
        self.indices = indices(root, _language(self.record.language)[0])
        self.authority = authority_entries(root, edition.subfolder("authority"))
        self.unprintable: set[str] = set()
        self.warnings: list[str] = []
        self.rounds = bool(self.proof.apparatus.entries) or len({*self.proof.series.values()}) > 1

    def tried(self, work: Callable[[], _Made]) -> _Made:
        """What some work gives, once every character that no font has is told by its number."""
        import typst  # a compiler of 50 MB: loaded by those who print

        for _ in range(_TRIES):
            try:
                return work()
            except typst.TypstError as error:
                refused = _refused(str(error.diagnostic or error.message)) - self.unprintable
                if not refused:
                    if "depth exceeded" in str(error.message):
                        told, remedy = "elements stand too deep in each other to be printed", "look for empty levels"
                        raise RenderError(told, remedy, path=self.path) from None
                    told = f"Typst cannot set this: {error.message}"
                    raise RenderError(told, "correct the template document.typ.j2", path=self.path) from None
                self.unprintable |= refused
        told = "too many characters cannot be printed"
        raise RenderError(told, "name fonts that have them in [print]", path=self.path)

    def run(self) -> bytes:
        """The PDF."""
        with self.settled() as compiler:
            made, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=[*STANDARDS], timestamp=_stamp(self.root)
            )
            self.warnings = [str(warning.message) for warning in warnings]
        return finish(made, self.record, prune=bool(self.proof.apparatus.entries))

    def places(self) -> Places:
        """On which page each mark and each heading of a part stands."""
        with self.settled(TOLD) as compiler:
            # Says which characters no font has: they are set as their numbers, which are longer.
            compiler.compile(format="pdf", pdf_standards=[*STANDARDS])
            marks, heads = json.loads(compiler.query("<print-places>", field="value", one=True))
        pages = {number: Printed(page, label) for number, page, label in marks}
        return Places(pages, {words: Printed(page, label) for words, page, label in reversed(heads)})

    @contextmanager
    def settled(self, more: str = "") -> Iterator[Any]:
        """A compiler of the source, and of what is added to it, once the foot of every page is right."""
        import typst

        source = self.source()
        if _PACKAGE.search(source):
            remedy = "copy what it needs into the folder templates/: nothing is fetched"
            raise RenderError("the template document.typ.j2 loads a package of Typst", remedy, path=self.path)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            main = folder / "main.typ"
            (folder / ATTACHED).write_bytes(self.data)
            if self.authority:
                (folder / AUTHORITY).write_bytes(self.authority)
            for picture, data in self.proof.pictures.files.items():
                (folder / picture).write_bytes(data)
            main.write_text(source + more, encoding="utf-8")
            fonts = self.edition.subfolder("fonts")
            if fonts:
                _check_fonts(fonts)
            options: dict[str, Any] = {
                "root": name,
                "font_paths": [str(fonts)] if fonts else [],
                "ignore_system_fonts": not self.settings.system_fonts,
            }
            compiler = typst.Compiler(str(main), **options)
            (folder / "blank.typ").touch()
            blank = typst.Compiler(str(folder / "blank.typ"), root=name, ignore_system_fonts=True)
            self.settle(compiler, blank, folder)
            yield compiler

    def settle(self, compiler: Any, blank: Any, folder: Path) -> None:
        """Write `foot.json` and `named.json`.

        Args:
            blank: a compiler of nothing. What Typst has found out it keeps for as many compilations; these make it
                forget it, a gigabyte for a book.

        Raises:
            RenderError: the foot of the pages never comes to rest.
        """
        named = folder / "named.json"
        named.write_text("null", encoding="utf-8")
        self.settle_foot(compiler, blank, folder)
        if not self.indices or "indices" not in parts_of(self.root, self.settings):
            return
        # An edition's own template may find the pages by itself.
        for marks in json.loads(self.told(compiler, "<named>")):
            named.write_text(json.dumps(_runs(marks)), encoding="utf-8")
            if self.is_rich:
                for _ in range(_KEPT + 1):
                    blank.compile(format="pdf")

    def settle_foot(self, compiler: Any, blank: Any, folder: Path) -> None:
        """Write `foot.json`; see `settle`."""
        contents, geometry = self.contents, self.geometry()
        foot = first_foot(contents, geometry)
        memory = Memory()
        for number in range(ROUNDS):
            (folder / "foot.json").write_text(json.dumps(asdict(foot), ensure_ascii=False), encoding="utf-8")
            if not self.rounds:
                return
            [marks] = json.loads(self.told(compiler, "<pressed>"))
            following = next_foot(marks, contents, geometry, foot, memory, number)
            if following == foot:
                return
            foot = following
            # A long text is sooner set again than kept.
            for _ in range(_KEPT + contents.steady):
                blank.compile(format="pdf")
        raise RenderError(
            "the apparatus never comes to rest on its pages", 'set apparatus = "lines" in [print]', path=self.path
        )

    def told(self, compiler: Any, label: str) -> str:
        """The values of the metadata with a label, once the text has been set."""
        try:
            values: str = compiler.query(label, field="value")
        except RuntimeError:
            compiler.compile(format="pdf", pdf_standards=[*STANDARDS])  # says what is wrong, and where
            raise
        return values

    def geometry(self) -> Geometry:
        width, height = paper(self.settings.page)
        side, top = margins(width, height)
        inner = (width - 2 * side) * _MM
        gutter = 0.04 * inner
        columns = 1 if self.settings.parallel == "facing" else self.settings.columns
        pitch = 1.2 * 0.8 * self.settings.type_size
        step = (inner + gutter) / columns
        return Geometry(
            left=side * _MM,
            step=step,
            width=step - gutter if columns > 1 else inner,
            columns=columns,
            bottom=(height - top) * _MM,
            height=(height - 2 * top) * _MM,
            line=1.5 * self.settings.type_size,
            pitch=pitch,
            gap=round(0.4 * pitch, 2),
            run_in=self.settings.apparatus != "lines",
        )

    @cached_property
    def contents(self) -> Contents:
        """What goes to the foot, and about how long it is."""
        width = self.geometry().width
        letter = 0.46 * 0.8 * self.settings.type_size
        apparatus = self.proof.apparatus
        words = {entry.get("n", ""): _set_words(entry) for entry in apparatus.entries}
        lines = {
            note.get("print-note", ""): len(_words(note)) * letter / width
            for note in self.proof.root.iter(*map(tei.q, ("note", "choice")))
            if note.get("print-note")
        }
        return Contents(
            apparatus.layers,
            list(self.tables["layers"]),
            self.proof.series,
            list(self.tables["series"]),
            words,
            lines,
            steady=is_steady(apparatus.layers, lines) and not self.is_facing,
        )

    def source(self) -> str:
        """The Typst source: the template around the text."""
        table = {ord(character): f"[U+{ord(character):04X}]" for character in self.unprintable}
        width, height = paper(self.settings.page)
        side, top = margins(width, height)
        name, region = _language(self.record.language)
        values: dict[str, Any] = {
            "record": asdict(self.record) | {"share": self.record.share},
            "indices": self.indices,
            "citation": cite(self.record),
            "settings": self.settings,
            "words": self.tables["words"],
            "page": {
                "width": width,
                "height": height,
                "side": side,
                "top": top,
                "measure": self.geometry().width,
                "room": self.geometry().height,
            },
            "fonts": [*dict.fromkeys((*self.settings.fonts, *FONTS))],
            "language": name,
            "region": region,
            "right_to_left": self.right_to_left(name),
            "parts": parts_of(self.root, self.settings),
            "headings": self.headings(),
            "volume": is_volume(self.root),
            "facing": self.is_facing,
            "columns": self.geometry().columns,
            "edition_title": self.edition.title,
            "rounds": self.rounds,
            "bare": self.is_rich and not self.rounds,
            "spare": self.contents.spare(self.geometry()),
            "tei_sha256": hashlib.sha256(self.data).hexdigest(),
            "toolkit": __version__,
            "attached": self.attached(),
            "day": day_of(self.root),
            "text": str(tei.transform(_literals(self.proof.root, table), "typst")),
            "entries": str(tei.transform(_literals(self.proof.listed, table), "typst")),
        }
        return render_template(
            "pdf", "document.typ.j2", self.templates, values, literal=lambda w: literal(str(w).translate(table))
        )

    @cached_property
    def is_rich(self) -> bool:
        """True where so much is named that the first setting is better forgotten than kept for the last."""
        return sum(1 for element in self.proof.root.iter() if element.get("ref")) > _MANY

    @property
    def is_facing(self) -> bool:
        """True where a translation stands on the pages facing its text."""
        return self.proof.parallel and self.settings.parallel == "facing"

    def right_to_left(self, language: str) -> list[str]:
        """The languages of the document that are written from right to left."""
        tags = {str(tag) for tag in self.root.xpath("//@xml:lang")}
        names = {_language(tag)[0] for tag in tags} | {language}
        return sorted(names & {*resources.table("rendering", "directions")["languages"]})

    def headings(self) -> list[tuple[int, str]]:
        """About the rows of the contents: level and words."""
        rows = [
            (1, part)
            for part in parts_of(self.root, self.settings)
            if part not in ("half-title", "title", "contents", "text")
        ]
        for element in self.root.iter(tei.q("TEI"), tei.q("head")):
            if tei.name(element) == "TEI":
                rows.append((1, read_record(element).title))
            elif sum(tei.name(above) == "div" for above in element.iterancestors()) < 2:
                rows.append((2, " ".join(_words(element).split())))
        return rows

    def attached(self) -> list[dict[str, str]]:
        """The files inside the PDF."""
        files = [
            {
                "name": self.name,
                "path": ATTACHED,
                "relationship": "source",
                "description": "The TEI document this file was made from",
            }
        ]
        if self.authority:
            about = "The entries of the edition's authority that the document uses"
            files.append({"name": AUTHORITY, "path": AUTHORITY, "relationship": "data", "description": about})
        return files

    def findings(self) -> list[Finding]:
        """What there is to say about the last run."""
        found = list(self.proof.findings)
        text = self.data.decode("utf-8", errors="replace")
        path = str((self.edition.folder or Path()) / FILE)
        for character in sorted(self.unprintable):
            at = text.find(character)
            line = text.count("\n", 0, at) + 1 if at >= 0 else 0
            message = f"no font has the character ‹{character}› (U+{ord(character):04X})"
            found.append(Finding(self.path, line, "glyph-missing", message, "name one in [print] fonts"))
        for warning in self.warnings:
            unknown = _UNKNOWN_FONT.match(warning)
            if unknown:
                # Typst tells it in small letters.
                named = next((font for font in self.settings.fonts if font.lower() == unknown[1]), unknown[1])
                message = f"[print] names the font ‹{named}›, which is not to be found"
                found.append(Finding(path, 0, "font-missing", message, "put its file into the folder fonts/"))
            elif "did not converge" in warning:
                found.append(Finding(self.path, 0, "layout-unsettled", "page numbers may be wrong", "report this"))
        return found


def _language(tag: str) -> tuple[str, str]:
    """Language and region of a tag (BCP 47), as Typst wants them."""
    name, *others = tag.split("-")
    region = "TW" if "Hant" in others else next((one for one in others if re.fullmatch("[A-Z]{2}", one)), "")
    return (name.lower(), region) if re.fullmatch("[A-Za-z]{2,3}", name) else ("en", "")


def _stamp(root: Element) -> int:
    return int(datetime(*day_of(root), tzinfo=UTC).timestamp())


def _set_words(entry: Element) -> tuple[str, ...]:
    """The words of an entry as they are set: parted where a line may be broken, the lemma with its bracket."""
    text = (entry.text or "") + "".join(
        _words(part) + ("]" if part.get("type") == "print-lemma" else "") + (part.tail or "") for part in entry
    )
    return tuple(re.findall(r"[^ \t\r\n–—/-]*[–—/-]|[^ \t\r\n–—/-]+", text)) or ("",)


def _runs(marks: list[tuple[str, int, float, float]]) -> dict[str, list[list[float]]]:
    """The pages on which each entry is named, runs of them joined: first, last, and the place on the first."""
    found: dict[str, list[list[float]]] = {}
    for entry, page, x, y in marks:
        runs = found.setdefault(entry, [])
        if runs and 0 <= page - runs[-1][1] <= 1:
            runs[-1][1] = page
        else:
            runs.append([page, page, x, y])
    return found


def _words(element: Element) -> str:
    return "".join(map(str, element.itertext()))


def _refused(diagnostic: str) -> set[str]:
    """The characters that a diagnostic names."""
    found: set[str] = set()
    for words in _REFUSED.findall(diagnostic):
        plain = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), words)
        found |= {character for character in plain if ord(character) > 126 or ord(character) < 32}
    return found


def literal(words: object) -> str:
    """A Typst string literal, quotes included."""
    return f'"{_escaped(str(words))}"'


def _escaped(words: str) -> str:
    return _SPECIAL.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", _LAYOUT.sub(" ", words))


def _literals(root: Element, table: dict[int, str]) -> Element:
    """A copy of the document in which every text and attribute can stand between the quotes of a literal."""
    whole = copy.deepcopy(root)
    for element in whole.iter():
        if isinstance(element.tag, str):
            if element.text:
                element.text = _escaped(element.text.translate(table))
            for name, value in element.attrib.items():
                element.set(name, _escaped(value.translate(table)))
        if element.tail:
            element.tail = _escaped(element.tail.translate(table))
    return whole


# More fonts than any collection has; Typst looks for as many as a file says it has, which may be milliards.
_MOST_FONTS = 1000


def _check_fonts(folder: Path) -> None:
    """See that no file of fonts keeps Typst busy for minutes.

    Raises:
        RenderError: one says that it is a collection, and is none.
    """
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in (".ttf", ".otf", ".ttc", ".otc") and path.is_file():
            with path.open("rb") as file:
                start = file.read(12)
            if start[:4] == b"ttcf" and int.from_bytes(start[8:12]) > _MOST_FONTS:
                raise RenderError("this is no collection of fonts", "take it out of the folder fonts/", path=path)
