"""The critical apparatus (TEI P5, chapter 13): witnesses, readings, lemmas, and the places they stand for."""

from collections.abc import Iterator

from tei_edition import tei
from tei_edition.errors import Finding
from tei_edition.tei import XML_ID, Element
from tei_edition.validation.document import Document

_READINGS = ("lem", "rdg")


def check_apparatus(document: Document) -> Iterator[Finding]:
    """Every witness declared, none twice, no reading twice, every lemma as the text has it, every place there."""
    entries = document.named("app")
    if not entries:
        return
    declared = _declared(document)
    places = _Places(document)
    continued = {pointer.removeprefix("#") for pointer in document.having("prev").values()}
    for app in entries:
        readings = [row for row in app.iter(*map(tei.q, _READINGS)) if _entry_of(row) is app]
        yield from _check_witnesses(document, readings, declared)
        # Where markup parts a place, an entry holds only a part of its lemma.
        if not app.get("prev") and app.get(XML_ID) not in continued:
            yield from _check_readings(document, readings)
        yield from places.check(app, readings)


def _entry_of(reading: Element) -> Element:
    return next(reading.iterancestors(tei.q("app")))


def _declared(document: Document) -> frozenset[str]:
    """The sigla of all witnesses: ids, and numbers where an edition goes by these."""
    rows = document.named("witness", "listWit")
    return frozenset(key for row in rows for key in (row.get(XML_ID), row.get("n")) if key)


def _check_witnesses(document: Document, readings: list[Element], declared: frozenset[str]) -> Iterator[Finding]:
    seen: dict[str, Element] = {}
    for reading in readings:
        is_reading = tei.name(reading) == "rdg" or reading.get("wit")
        for pointer in tei.tokens(reading.get("wit", "")) if is_reading else ():
            key = pointer.removeprefix("#")
            # A first hand is written with an asterisk after the siglum.
            if key not in declared and key.rstrip("*") not in declared:
                message = f"the witness `{pointer}` is declared in no listWit"
                yield document.finding("witness-undeclared", reading, message, attribute="wit")
            other = seen.setdefault(key, reading)
            if other is not reading and not _is_ambiguous(reading) and not _is_ambiguous(other):
                message = f"the witness `{pointer}` stands for another reading of this place too"
                yield document.finding("witness-repeated", reading, message, attribute="wit")


def _is_ambiguous(reading: Element) -> bool:
    return reading.get("target") is not None or reading.get("type") in ("ambiguous", "lac", "overlap")


def _check_readings(document: Document, readings: list[Element]) -> Iterator[Finding]:
    # Passages with identifiers are aligned: each text has its own, whatever it says.
    if any(seg.get(tei.XML_ID) for reading in readings for seg in reading.iter(tei.q("seg"))):
        return
    seen: dict[str, Element] = {}
    for reading in readings:
        if _is_ambiguous(reading) or (tei.name(reading) == "lem" and not reading.get("wit")):
            continue
        marks = " ".join(f"<{tei.name(inner)}>" for inner in reading.iter(*map(tei.q, ("gap", "unclear", "witDetail"))))
        text = " ".join("".join(map(str, reading.itertext())).split()) + marks
        other = seen.setdefault(text, reading)
        if other is not reading and _parent_group(other) is _parent_group(reading):
            told = f"“{_short(reading)}”" if text else "an omission"
            yield document.finding("reading-repeated", reading, f"{told} is a reading of this place already")


def _parent_group(reading: Element) -> Element | None:
    return reading.getparent()


def _short(element: Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())[:60]


class _Places:
    """Where apparatus entries that stand apart from their place point to."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.units: dict[str, Element] | None = None
        self.counted: list[str] | None = None
        self.words: list[str] = []
        self.spans: dict[Element, tuple[int, int]] = {}

    def check(self, app: Element, readings: list[Element]) -> Iterator[Finding]:
        """Whether an entry's place is there and has the lemma."""
        start, end, loc = app.get("from"), app.get("to"), app.get("loc")
        if start or end:
            yield from self._check_range(app, readings, start or "", end or "")
        elif loc:
            yield from self._check_citation(app, readings, loc)

    def _check_range(self, app: Element, readings: list[Element], start: str, end: str) -> Iterator[Finding]:
        ids = self.document.ids
        # A pointer that leads nowhere, or to another file, is told or left to another rule.
        if any(pointer and pointer[1:] not in ids for pointer in (start, end)):
            return
        first = ids[start[1:]] if start else app
        last = ids[end[1:]] if end else (first if len(first) or first.text else app)
        begins, ends = self._span(first)[0], self._span(last)[1]
        if ends < begins:
            message = f"the place ends at `{end}`, before it begins at `{start}`"
            yield self.document.finding("apparatus-place", app, message, attribute="from")
            return
        yield from self._compare(readings, "".join(self.words[begins:ends]), is_whole=True)

    def _check_citation(self, app: Element, readings: list[Element], loc: str) -> Iterator[Finding]:
        # Loaded only for such an entry: the room takes longer to load than most documents to check.
        from tei_edition.collation.received import counted

        span = counted(loc)
        if span is not None:
            yield from self._check_words(app, readings, *span)
            return
        for key in tei.tokens(loc):
            if self._unit(key) is None:
                message = f"the text has no place `{key}`"
                yield self.document.finding("apparatus-place", app, message, attribute="loc")
                return
        unit = self._unit(loc)
        if unit is not None:
            begins, ends = self._span(unit)
            yield from self._compare(readings, "".join(self.words[begins:ends]), is_whole=False)

    def _check_words(self, app: Element, readings: list[Element], first: int, last: int) -> Iterator[Finding]:
        """Whether the text has the words that an entry counts."""
        if self.counted is None:
            from tei_edition.collation.normalising import settings
            from tei_edition.collation.received import base_words

            edition = self.document.edition
            self.counted = base_words(self.document.root, settings(edition.subfolder("tables"))["tei"])
        if 0 <= first <= last <= len(self.counted):
            yield from self._compare(readings, " ".join(self.counted[first:last]), is_whole=True)
            return
        message = f"the text has {len(self.counted)} words and no place `{app.get('loc')}`"
        yield self.document.finding("apparatus-place", app, message, attribute="loc")

    def _unit(self, key: str) -> Element | None:
        """The passage that a citation names, by its number or its id."""
        if self.units is None:
            self.units = {}
            for row, number in self.document.having("n").items():
                if row in self.document.in_text:
                    self.units.setdefault(number, row)
        return self.units.get(key, self.document.ids.get(key.removeprefix("#")))

    def _compare(self, readings: list[Element], base: str, *, is_whole: bool) -> Iterator[Finding]:
        wanted = "".join(base.split())
        for lemma in readings:
            said = "".join("".join(map(str, lemma.itertext())).split())
            if tei.name(lemma) != "lem" or not said or (said == wanted if is_whole else said in wanted):
                continue
            there = " ".join(base.split())
            message = f"the lemma is “{_short(lemma)}”, and the text has “{there[:80]}{'…' if len(there) > 80 else ''}”"
            yield self.document.finding("lemma-differs", lemma, message)

    def _span(self, element: Element) -> tuple[int, int]:
        """Which runs of the base text stand in an element; an empty one marks only a place between them."""
        if not self.spans:
            self._gather(self.document.root)
        return self.spans.get(element, (0, 0))

    def _gather(self, element: Element) -> None:
        """The base text: without what editors wrote, and without the entries that stand apart from their place."""
        begins = len(self.words)
        is_entry = tei.name(element) == "app" and bool(element.get("from") or element.get("loc"))
        if not is_entry and (element is self.document.root or not tei.is_editorial(element)):
            self.words.append(element.text or "")
            for child in element:
                self._gather(child)
                self.words.append(child.tail or "")
        self.spans[element] = (begins, len(self.words))
