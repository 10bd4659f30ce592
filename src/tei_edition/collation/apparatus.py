"""A collation → a TEI apparatus, in each of the three ways of the Guidelines (13.2), in the text of one witness.

The body is the text of that witness, with all its markup where it came from TEI. In parallel segmentation each place of
variation is an `app` in the text; where the markup parts a place, the readings stand in its first part and the others
hold what the body has. The two other ways leave the text as it is, but for anchors, and list the places behind it.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace

from lxml import etree

from tei_edition import tei
from tei_edition.collation.collation import Collation
from tei_edition.collation.kinds import KINDS, gravest
from tei_edition.collation.tei_text import Run, Text
from tei_edition.collation.units import Reading, Unit
from tei_edition.collation.witness import Witness
from tei_edition.edition import Edition
from tei_edition.errors import EditionError
from tei_edition.tei import E, Element

ENCODINGS = ("parallel-segmentation", "location-referenced", "double-end-point")

_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_NAME = re.compile(r"[^\W\d][\w.-]*")


def write(
    collation: Collation,
    encoding: str = ENCODINGS[0],
    body: int = -1,
    root: Element | None = None,
    text: Text | None = None,
    edition: Edition | None = None,
) -> Element:
    """Write an apparatus.

    Args:
        collation: the collation.
        encoding: one of `ENCODINGS`. In the last two the lemmas are the body's readings.
        body: the number of the witness whose text is the body; default: the base of the collation, or its first.
        root: the document that witness was read from, which is changed; None for a new document.
        text: where its tokens stand in `root`.
        edition: whose publisher and licence a new document names.

    Returns:
        The root of a TEI document.

    Raises:
        EditionError: the document is no whole TEI document.
    """
    number = body if body >= 0 else max(collation.base, 0)
    if encoding != ENCODINGS[0]:
        collation = replace(collation, base=number, lemmas=())
    if root is None or text is None:
        root, text = _plain(
            collation.witnesses[number], "Collation of " + ", ".join(collation.sigla), edition or Edition()
        )
    if tei.name(root) != "TEI" or root.find(tei.q("teiHeader")) is None:
        raise EditionError(
            "an apparatus needs a whole TEI document to stand in", "name a base that is one, or plain text"
        )
    writer = _Writer(collation, number, text, _ids(collation, root))
    if encoding == ENCODINGS[0]:
        writer.parallel()
    else:
        listed = writer.listed(anchored=encoding == ENCODINGS[2])
        if len(listed):
            _behind(root, listed)
    _header(root, collation, writer.ids, encoding)
    return root


def _plain(witness: Witness, title: str, edition: Edition) -> tuple[Element, Text]:
    """A new document with one witness's text in paragraphs, and where its tokens stand."""
    body = E.body()
    runs: list[Run] = []
    spans: list[tuple[int, int]] = []
    words: list[str] = []
    at = start = 0
    for index, token in enumerate(witness.text):
        word = token.rstrip()
        spans.append((at, at + len(word)))
        last = index + 1 == len(witness.text)
        parts = _PARAGRAPH.search(token) is not None or last
        words.append(word if parts else token)
        at += len(words[-1])
        if parts:
            paragraph = E.p("".join(words))
            body.append(paragraph)
            runs.append(Run(paragraph, False, start, paragraph.text or ""))
            words = []
            at += 1
            start = at
    if not len(body):
        body.append(E.p())
        runs.append(Run(body[0], False, 0, ""))
    root = E.TEI(
        E.teiHeader(
            E.fileDesc(
                E.titleStmt(E.title(title)),
                published(edition),
            )
        ),
        E.text(body),
    )
    # Outside an edition nobody says what language it is: "und" is BCP 47 for that.
    root.set(tei.XML_LANG, edition.language if edition.folder else "und")
    return root, Text("", tuple(runs), tuple(spans))


def published(edition: Edition) -> Element:
    """Who publishes a new document, and under which licence."""
    statement = E.publicationStmt(E.publisher(edition.publisher or "Not yet published"))
    if edition.licence:
        licence = E.licence(edition.licence)
        if edition.licence_url:
            licence.set("target", edition.licence_url)
        statement.append(E.availability(licence))
    return statement


def _ids(collation: Collation, root: Element) -> list[str]:
    """An xml:id for each witness: its siglum where that can be one and is free."""
    taken = {value for element in root.iter() if isinstance(element.tag, str) and (value := element.get(tei.XML_ID))}
    ids: list[str] = []
    for siglum in collation.sigla:
        wanted = siglum if _NAME.fullmatch(siglum) else "w." + re.sub(r"[^\w.-]", "_", siglum)
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted}.{number}", number + 1
        taken.add(name)
        ids.append(name)
    return ids


def _header(root: Element, collation: Collation, ids: list[str], encoding: str) -> None:
    """Add the list of witnesses and the way of encoding to the header."""
    header = root.find(tei.q("teiHeader"))
    file = header.find(tei.q("fileDesc")) if header is not None else None
    if header is None or file is None:
        raise EditionError("the base has no fileDesc to list the witnesses in", "complete its header")
    listed = E.listWit(*(_witness(*row) for row in zip(ids, collation.sigla, strict=True)))
    file.append(E.sourceDesc(listed))
    encoded = header.find(tei.q("encodingDesc"))
    if encoded is None:
        encoded = E.encodingDesc()
        file.addnext(encoded)
    for old in encoded.findall(tei.q("variantEncoding")):
        encoded.remove(old)
    where = "internal" if encoding == ENCODINGS[0] else "external"
    encoded.append(E.variantEncoding(method=encoding, location=where))
    classes = encoded.find(tei.q("classDecl"))
    if classes is None:
        classes = E.classDecl()
        encoded.append(classes)
    taxonomy = E.taxonomy(E.desc("Kinds of variants"))
    for kind, words in KINDS.items():
        taxonomy.append(E.category(E.catDesc(f"{kind}: {words}")))
    classes.append(taxonomy)
    tei.indent(header)
    header.tail = header.tail or "\n"


def _witness(key: str, siglum: str) -> Element:
    witness = E.witness(siglum, n=siglum)
    witness.set(tei.XML_ID, key)
    return witness


def _behind(root: Element, listed: Element) -> None:
    """Put a list of places behind the text, in `back`."""
    text = root.find(tei.q("text"))
    if text is None:
        raise EditionError("the base has no text to put an apparatus behind", "name another base")
    back = text.find(tei.q("back"))
    if back is None:
        back = E.back()
        last = text[-1]
        last.addnext(back)
    back.append(E.div(listed, type="apparatus"))
    tei.indent(back)


@dataclass
class _Writer:
    """Writes the places of one collation into the text of one witness."""

    collation: Collation
    body: int
    text: Text
    ids: list[str]

    def __post_init__(self) -> None:
        self.edits: defaultdict[int, list[tuple[int, int, Element]]] = defaultdict(list)
        self.places = [place for place in self.collation.units if place.varies]
        self.starts = {place.start for place in self.places}
        self.numbers = {id(place): number for number, place in enumerate(self.places, 1)}
        self.moves: defaultdict[int, list[int]] = defaultdict(list)
        for place in self.places:
            for moved in {reading.moved for reading in place.readings} - {0}:
                self.moves[moved].append(self.numbers[id(place)])

    def parallel(self) -> None:
        """Put an `app` at each place of variation."""
        for place in self.places:
            first, last = self.tokens(place)
            if first == last:
                number, offset = self.point(first)
                self.edits[number].append((offset, offset, self.app(place, first)))
                continue
            parts = self.parts(first, last)
            words = [self.text.runs[run].text[start:stop] for run, start, stop in parts]
            words[-1] += self.needed(place, self.own(place), words[-1])
            apps = [self.app(place, first, words[0]), *(self.more(place, part) for part in words[1:])]
            for (run, start, stop), app in zip(parts, apps, strict=True):
                self.edits[run].append((start, stop, app))
        self.apply()

    def listed(self, anchored: bool) -> Element:
        """The places as a list, which points into the text by anchors or by the numbers of words."""
        apps = E.listApp()
        for place in self.places:
            first, last = self.tokens(place)
            app = self.app(place, first, spaced=False)
            if anchored:
                for name, key in zip(("from", "to"), self.anchors(place, first, last), strict=True):
                    app.set(name, f"#{key}")
            else:
                app.set("loc", f"w.{first}+" if first == last else f"w.{first + 1}" + f"-{last}" * (last - first > 1))
            apps.append(app)
        self.apply()
        return apps

    def anchors(self, place: Unit, first: int, last: int) -> tuple[str, str]:
        """Put anchors around words of the body, or one where it has none, and name them."""
        number = self.numbers[id(place)]
        if first < last:
            keys = f"app.{number}.from", f"app.{number}.to"
            run, start, _ = self.text.pieces(*self.text.spans[first])[0]
            self.edits[run].append((start, start, _anchor(keys[0])))
            run, _, stop = self.text.pieces(*self.text.spans[last - 1])[-1]
            self.edits[run].append((stop, stop, _anchor(keys[1])))
        else:
            keys = f"app.{number}.at", f"app.{number}.at"
            run, offset = self.point(first, spaced=False)
            self.edits[run].append((offset, offset, _anchor(keys[0])))
        return keys

    def tokens(self, place: Unit) -> tuple[int, int]:
        """The body's tokens in a place (half-open); equal numbers where it has none."""
        row = self.collation.columns[self.body]
        return bisect_left(row, place.start), bisect_left(row, place.stop)

    def parts(self, first: int, last: int) -> list[tuple[int, int, int]]:
        """Where tokens stand in the runs of the body, with the white space behind them; parts without words go."""
        found = self.text.pieces(self.text.spans[first][0], self.text.spans[last - 1][1])
        run, start, stop = found[-1]
        text = self.text.runs[run].text
        while stop < len(text) and text[stop].isspace():
            stop += 1
        found[-1] = (run, start, stop)
        return [part for part in found if self.text.runs[part[0]].text[part[1] : part[2]].strip()]

    def point(self, index: int, spaced: bool = True) -> tuple[int, int]:
        """Where a reading goes that stands before token `index` of the body and after the one before."""
        if index:
            run, _, stop = self.text.pieces(*self.text.spans[index - 1])[-1]
            text = self.text.runs[run].text
            while spaced and stop < len(text) and text[stop].isspace():
                stop += 1
            return run, stop
        if self.text.spans:
            run, start, _ = self.text.pieces(*self.text.spans[0])[0]
            return run, start
        return 0, 0

    def own(self, place: Unit) -> Reading:
        """The reading of the body."""
        return next(reading for reading in place.readings if self.body in reading.witnesses)

    def app(self, place: Unit, first: int, whole: str | None = None, spaced: bool = True) -> Element:
        """One place with all its readings.

        Args:
            whole: what the body has in the text here, or the first part of it, with its white space; None: as the
                witness has it.
            spaced: whether the readings stand in the running text and need the white space around them.
        """
        number = self.numbers[id(place)]
        app = E.app(type=gravest([reading.kind for reading in place.readings[1:]]))
        app.set(tei.XML_ID, f"app.{number}")
        for group in place.groups:
            rest = [reading for reading in group if reading is not place.lemma]
            if place.lemma in group:
                app.insert(0, self.reading(place, place.lemma, first, whole, spaced))
            made = [self.reading(place, reading, first, whole, spaced) for reading in rest]
            if len(made) > 1:
                grouped = E.rdgGrp(*made, type=gravest([reading.kind for reading in rest]))
                app.append(grouped)
            else:
                app.extend(made)
        return app

    def reading(self, place: Unit, reading: Reading, first: int, whole: str | None, spaced: bool) -> Element:
        """One reading as `lem` or `rdg`."""
        element = E.rdg() if reading is not place.lemma else E.lem()
        element.set("wit", " ".join(f"#{self.ids[number]}" for number in reading.witnesses))
        if reading.kind:
            element.set("type", reading.kind)
        if not reading.text and self.skipped(place, reading):
            element.set("cause", "eye-skip")
        others = [n for n in self.moves.get(reading.moved, ()) if n != self.numbers[id(place)]]
        if others:
            element.set("corresp", " ".join(f"#app.{number}" for number in others))
        element.text = (self.spaced(place, reading, first, whole) if spaced else reading.text) or None
        return element

    def spaced(self, place: Unit, reading: Reading, first: int, whole: str | None) -> str:
        """A reading's words with the white space they need where the body's stand."""
        if whole is not None and self.body in reading.witnesses:
            return whole
        number = reading.witnesses[0]
        witness, row = self.collation.witnesses[number], self.collation.columns[number]
        a, b = bisect_left(row, place.start), bisect_left(row, place.stop)
        text = "".join(witness.text[a:b])
        if self.is_parted(place.start, reading) and not (first and self.is_space_before(first)):
            text = " " + text
        return re.sub(r"\s+", " ", text) + self.needed(place, reading, text)

    def needed(self, place: Unit, reading: Reading, text: str) -> str:
        """A space, where the words of another witness with this reading are parted from those of the next place."""
        if not text or text[-1].isspace() or place.stop not in self.starts:
            return ""
        return " " if self.is_parted(place.stop, reading) else ""

    def is_parted(self, column: int, reading: Reading) -> bool:
        """Whether white space stands before a column in any of a reading's witnesses."""
        for number in reading.witnesses:
            row, words = self.collation.columns[number], self.collation.witnesses[number].text
            at = bisect_left(row, column)
            if at and words[at - 1][-1].isspace():
                return True
        return False

    def is_space_before(self, first: int) -> bool:
        """Whether white space stands in the body behind the token before, in the same run."""
        run, _, stop = self.text.pieces(*self.text.spans[first - 1])[-1]
        return self.text.runs[run].text[stop : stop + 1].isspace()

    def more(self, place: Unit, text: str) -> Element:
        """A further part of a place that the body's markup parts: only the body's own reading has words in it."""
        app = E.app(prev=f"#app.{self.numbers[id(place)]}")
        own = self.own(place).witnesses
        others = sorted(number for reading in place.readings for number in reading.witnesses if number not in own)
        halves = [(own, text), (others, None)]
        if place.lemma.witnesses[0] not in own:
            halves.reverse()
        for name, (witnesses, words) in zip(("lem", "rdg"), halves, strict=True):
            element = E(name, wit=" ".join(f"#{self.ids[number]}" for number in witnesses))
            element.text = words
            app.append(element)
        return app

    def skipped(self, place: Unit, reading: Reading) -> bool:
        """True where the words left out end as the words before them do, or begin as those behind: an eye skipped."""
        number = reading.witnesses[0]
        witness, row = self.collation.witnesses[number], self.collation.columns[number]
        at = bisect_left(row, place.start)
        words = place.lemma.normal
        if len(words) < 2:
            return False
        before = at > 0 and witness.normal[at - 1] == words[-1]
        behind = at < len(row) and witness.normal[at] == words[0]
        return (before and words[-1].isalnum()) or (behind and words[0].isalnum())

    def apply(self) -> None:
        """Make the edits: split each run's characters around its new elements."""
        for number, edits in self.edits.items():
            run = self.text.runs[number]
            _insert(run, sorted(edits, key=lambda edit: (edit[0], edit[1])))


def _insert(run: Run, edits: list[tuple[int, int, Element]]) -> None:
    parent = run.element.getparent() if run.is_tail else run.element
    if parent is None:
        raise EditionError("an apparatus cannot stand outside the document's element", "name another base")
    index = parent.index(run.element) + 1 if run.is_tail else 0
    at = 0
    head = run.text[: edits[0][0]]
    new: list[Element] = []
    for position, (_, stop, element) in enumerate(edits):
        at = stop
        following = edits[position + 1][0] if position + 1 < len(edits) else len(run.text)
        element.tail = run.text[at:following]
        new.append(element)
    if run.is_tail:
        run.element.tail = head
    else:
        run.element.text = head
    parent[index:index] = new


def _anchor(key: str) -> Element:
    anchor = E.anchor()
    anchor.set(tei.XML_ID, key)
    return anchor


def as_bytes(root: Element) -> bytes:
    """The document as bytes, without declarations of namespaces that nothing uses."""
    etree.cleanup_namespaces(root)
    return tei.serialize(root)
