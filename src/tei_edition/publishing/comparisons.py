"""The comparisons of an edition → their pages, and TEI, JSON and tables beside them.

What is compared is data: `[[comparison]]` in edition.toml. A comparison is made again when its settings or one of its
texts changed; what the list of all tells of it, and what an editor should know, is kept in the ledger. One that cannot
be made is told, and the rest of the site is built.
"""

import json
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tei_edition import tei
from tei_edition.crosswalks.record import siglum, words_of
from tei_edition.edition import FILE, Comparison, Edition
from tei_edition.errors import ConfigError, EditionError, Finding, OutputError
from tei_edition.publishing.jobs import FOLDER as DOCUMENTS
from tei_edition.publishing.jobs import Plan, authority_of, jobs_of
from tei_edition.publishing.ledger import Ledger
from tei_edition.publishing.sorting import digest, file_name, href

if TYPE_CHECKING:  # what compares and writes pages is loaded only where something has to be made
    from tei_edition.publishing.pages import Pages
    from tei_edition.rendering.comparing import Compared

FOLDER = "comparisons"
# What stands beside a page, by the kind of comparison: the forms, and the endings of the files.
FORMS = {"collate": ("tei", "json", "csv"), "align": ("tei", "json", "tsv"), "diff": ("json", "tsv")}
_ENDINGS = {"tei": ".xml", "json": ".json", "csv": ".csv", "tsv": ".tsv"}
# So many steps a page has: paragraphs with their apparatus, or sentences.
STEPS = {"collate": 100, "align": 400, "diff": 400}
_REMARK = "comparisons"


@dataclass(frozen=True)
class Text:
    """One text of a comparison.

    Attributes:
        path: of the file, in messages; of a document, where its TEI is or would be.
        document: its name, where it is one.
    """

    siglum: str
    path: Path
    document: str = ""


def texts_of(edition: Edition, comparison: Comparison) -> list[Text]:
    """The texts that a comparison names.

    Raises:
        ConfigError: one is no file of the edition and no document.
    """
    assert edition.folder is not None
    root = edition.folder.resolve()
    found = []
    for name, named in comparison.witnesses.items():
        path = edition.folder / named
        if path.resolve().is_relative_to(root) and path.is_file():
            found.append(Text(name, path))
        elif named in _names(edition):
            found.append(Text(name, edition.folder / DOCUMENTS / f"{named}.xml", named))
        else:
            told = f"comparison {comparison.name}: there is no text {named!r} in the edition"
            remedy = "name a file, such as witnesses/a.txt, or a document, such as " + next(iter(_names(edition)), "a")
            raise ConfigError(told, remedy, path=edition.folder / FILE, line=comparison.line)
    return found


def decisions_of(edition: Edition, comparison: Comparison) -> Path | None:
    """The file of an editor's decisions that a comparison names.

    Raises:
        ConfigError: it is no file of the edition.
    """
    assert edition.folder is not None
    path = edition.folder / comparison.decisions
    if not comparison.decisions:
        return None
    if not path.resolve().is_relative_to(edition.folder.resolve()) or not path.is_file():
        told = f"comparison {comparison.name}: there are no decisions {comparison.decisions!r} in the edition"
        remedy = "name a file, such as witnesses/decisions.toml"
        raise ConfigError(told, remedy, path=edition.folder / FILE, line=comparison.line)
    return path


def _names(edition: Edition) -> list[str]:
    return [job.name for job in jobs_of(edition)]


def check(edition: Edition) -> None:
    """See that there is all that comparisons name, before anything is built.

    Raises:
        ConfigError: something is missing.
    """
    for comparison in edition.comparisons:
        texts_of(edition, comparison)
        decisions_of(edition, comparison)


def state(edition: Edition) -> Iterator[str]:
    """What comparisons are made of besides documents."""
    for comparison in edition.comparisons:
        yield _settings(edition, comparison)
        for text in texts_of(edition, comparison):
            yield text.document or digest(tei.read_bytes(text.path).hex())


def _settings(edition: Edition, comparison: Comparison) -> str:
    """What a comparison is made of besides its texts: `diff` asks the authority who is who."""
    asked = authority_of(edition) if comparison.kind == "diff" else ""
    if decided := decisions_of(edition, comparison):
        asked = digest(tei.read_bytes(decided).hex())
    return f"{comparison._asdict() | {'line': 0}} {asked}"


def findings(ledger: Ledger) -> list[Finding]:
    """What was found when the comparisons were made, whether now or before."""
    return [Finding.read(row) for known in _remarks(ledger).values() for row in known.get("findings", ())]


def failures(ledger: Ledger) -> list[str]:
    """The comparisons that could not be made, a line each."""
    return [known["failure"] for known in _remarks(ledger).values() if "failure" in known]


def _remarks(ledger: Ledger) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ledger.get(_REMARK) or "{}")
    return found


def write(pages: "Pages") -> None:
    """Offer the pages of all comparisons, and the list of them."""
    edition = pages.plan.edition
    before, after = _remarks(pages.ledger), {}
    rows = []
    for comparison in edition.comparisons:
        known = before.get(comparison.name, {})
        try:
            made = _Made(pages, comparison, known if "failure" not in known else {})
            made.offer()
        except OutputError:
            raise
        except EditionError as error:
            place = (error.path, error.line) if error.path else (pages.plan.folder / FILE, comparison.line)
            told = f"comparison {comparison.name}: {error.message}"
            failure = ConfigError(told, error.remedy, path=place[0], line=place[1])
            after[comparison.name] = {"failure": str(failure)}
            continue
        after[comparison.name] = made.remark
        rows.append({"title": made.title, "href": href(made.page(1)), "kind": comparison.kind, **made.remark})
    if edition.comparisons:
        pages.page(f"{FOLDER}.html", "comparisons", pages.t(FOLDER), FOLDER, {"comparisons": rows, **_STYLE})
    pages.written.remarks[_REMARK] = json.dumps(after, ensure_ascii=False)


_STYLE = {"assets": ("comparing.css",)}


class _Made:
    """One comparison. Nothing is compared before a file of it has to be written."""

    def __init__(self, pages: "Pages", comparison: Comparison, known: dict[str, Any]) -> None:
        self.pages = pages
        self.comparison = comparison
        self.texts = texts_of(pages.plan.edition, comparison)
        documents = pages.ledger.known()
        self.data = {str(text.path): _bytes(pages.plan, text, documents) for text in self.texts}
        self.title = comparison.title or ", ".join(comparison.witnesses)
        parts = [_settings(pages.plan.edition, comparison), *(data.hex() for data in self.data.values())]
        self.inputs = digest(pages.plan.base, *parts)
        self._compared: tuple[Compared, Callable[[str], bytes]] | None = None
        self.remark: dict[str, Any] = known
        if known.get("inputs") != self.inputs:
            self.compare()

    def compare(self) -> "tuple[Compared, Callable[[str], bytes]]":
        """Compare the texts, once: what the page shows, and what writes the other forms."""
        if self._compared is None:
            compared, written, found = _compare(self.pages.plan.edition, self.comparison, self.texts, self.data)
            self.remark = {
                "inputs": self.inputs,
                "counts": compared.counts,
                "findings": [finding._asdict() for finding in found],
            }
            self._compared = compared, written
        return self._compared

    def page(self, number: int) -> str:
        """The address of one of its pages."""
        stem = f"{FOLDER}/{file_name(self.comparison.name)}"
        return f"{stem}.html" if number == 1 else f"{stem}~{number}.html"

    def offer(self) -> None:
        """Offer its pages and what stands beside them."""
        stem, size = self.page(1).removesuffix(".html"), STEPS[self.comparison.kind]
        for form in FORMS[self.comparison.kind]:
            path = f"{stem}{_ENDINGS[form]}"
            self.pages.offer(path, self.inputs, lambda form=form: self.compare()[1](form))  # type: ignore[misc]
        for number in range(1, _parts(self.remark["counts"]["steps"], size) + 1):
            self.pages.offer(self.page(number), self.inputs, lambda number=number: self._page(number))  # type: ignore[misc]

    def _page(self, number: int) -> bytes:
        pages, comparison = self.pages, self.comparison
        compared, _ = self.compare()
        size = STEPS[comparison.kind]
        last = _parts(len(compared.steps), size)
        address = {k: href(file_name(comparison.name) + (f"~{k}" if k > 1 else "")) for k in range(1, last + 1)}
        page = {step.number: 1 + (step.number - 1) // size for step in compared.steps}
        heading = self.title if number == 1 else f"{self.title}, {pages.t('part-of', n=number, all=last)}"
        values: dict[str, Any] = {
            "heading": heading,
            "here": FOLDER,
            "path": self.page(number),
            "kind": comparison.kind,
            "about": comparison.about,
            "compared": compared,
            "counts": compared.counts,
            "steps": compared.steps[(number - 1) * size : number * size],
            "first": number == 1,
            "links": [(str(k), self.page(k), k == number) for k in address] if last > 1 else [],
            "texts": list(self._told(compared)),
            "languages": [self._language(name) for name in compared.sigla],
            "downloads": [(form, href(file_name(comparison.name) + _ENDINGS[form])) for form in FORMS[comparison.kind]],
            # Where a step is, and where the list of differences of fact.
            "at": lambda step: "" if page.get(step, number) == number else f"{address[page[step]]}.html",
            "facts_at": "" if number == 1 else f"{address[1]}.html",
            **_STYLE,
        }
        from tei_edition.rendering.site import render_site_page

        return render_site_page("comparison", values["path"], pages.plan.frame, pages.design, values)

    def _told(self, compared: "Compared") -> Iterator[tuple[str, str, str]]:
        """What each text is: siglum, title, and the address of its page where it is a document. A witness of an
        apparatus is what the list of witnesses says."""
        known = {text.siglum: text for text in self.texts}
        for name in compared.sigla:
            text = known.get(name, self.texts[0])
            root = self._root(text)
            title = tei.one(root, ".//t:titleStmt/t:title") if root is not None else None
            if root is not None and name not in known:
                title = next(
                    (row for row in root.iter(tei.q("witness")) if siglum(row) == name and len(words_of(row))), title
                )
            words = words_of(title) if title is not None else text.path.name
            yield name, words, f"../{DOCUMENTS}/{href(text.document)}.html" if text.document else ""

    def _language(self, name: str) -> str:
        told = self.comparison.languages.get(name)
        text = next((text for text in self.texts if text.siglum == name), self.texts[0])
        root = self._root(text)
        for place in ("t:text", ".") if root is not None else ():
            element = tei.one(root, place)  # type: ignore[arg-type]
            told = told or (element.get(tei.XML_LANG) if element is not None else None)
        return told or self.pages.plan.edition.language

    @cache  # noqa: B019 - a comparison lives as long as one build
    def _root(self, text: Text) -> tei.Element | None:
        data = self.data[str(text.path)]
        return tei.parse(data, text.path) if text.path.suffix == ".xml" else None


def _parts(steps: int, size: int) -> int:
    """How many pages so many steps have."""
    return max(1, -(-steps // size))


def _bytes(plan: Plan, text: Text, documents: Container[str]) -> bytes:
    """A text; a document as it stands in the site.

    Raises:
        EditionError: it cannot be read, or the document could not be built.
    """
    if not text.document:
        return tei.read_bytes(text.path)
    if text.document not in documents:
        raise EditionError(f"the document {text.document} could not be built", "correct it first")
    return tei.read_bytes(plan.site / DOCUMENTS / f"{text.document}.xml")


def _compare(
    edition: Edition, comparison: Comparison, texts: list[Text], data: dict[str, bytes]
) -> "tuple[Compared, Callable[[str], bytes], list[Finding]]":
    arguments = [f"{text.siglum}={text.path}" for text in texts]
    from tei_edition.rendering.comparing import of_alignment, of_collation, of_differences

    if comparison.kind == "collate":
        from tei_edition.collation import outputs

        asked = outputs.Request(base=comparison.base, decisions=decisions_of(edition, comparison))
        collated = outputs.collated(arguments, asked, data.__getitem__)
        return of_collation(collated.collation), collated.written, collated.findings
    if comparison.kind == "align":
        from tei_edition.collation import alignment_outputs

        level = alignment_outputs.Request(level=comparison.level)
        aligned = alignment_outputs.aligned(arguments, level, data.__getitem__)
        return of_alignment(aligned.alignment), aligned.written, aligned.findings
    from tei_edition.collation.difference_reports import as_json, as_tsv
    from tei_edition.collation.differences import differences
    from tei_edition.collation.stating import state_files

    first, second = ((text.siglum, text.path, data[str(text.path)]) for text in texts)
    a, b = state_files((first, second))
    found = differences(a, b)
    writers = {"json": as_json, "tsv": as_tsv}
    return of_differences(found, (a.text, b.text)), lambda form: writers[form](found).encode(), []
