"""The `teiHeader` and the lists of `standOff`, read for people: what a title page, an index, a citation needs.

Documents written by others are read too: whatever is missing is empty, never an error (Guidelines 2 and 14.3).
"""

from dataclasses import dataclass, field
from typing import NamedTuple, cast

from tei_edition import tei
from tei_edition.tei import XML_ID, XML_LANG, Element

_SECTIONS = (
    ("persons", "Persons", "person", "persName"),
    ("places", "Places", "place", "placeName"),
    ("organisations", "Organisations", "org", "orgName"),
    ("events", "Events", "event", "label"),
)


@dataclass(frozen=True)
class Record:
    """What a header says. Every part is plain text, empty where the header has none.

    Attributes:
        id: the document's own `xml:id`.
        iso_date: the document's date in ISO form.
        rights: the source's rights statement, a paragraph each.
        credits: other responsibilities: (what, who).
        bodies, people: those of the names of the title statement that are marked as the one or the other.
        principles: editorial principles: (which, words).
        witnesses: sigla and what each stands for.
        rules: the rules that proposed tags: id → words.
        tags, unreviewed: how many tags there are, and how many only the machine answers for.
    """

    id: str = ""
    title: str = ""
    subtitle: str = ""
    iso_date: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    credits: tuple[tuple[str, str], ...] = ()
    bodies: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    publisher: str = ""
    version: str = ""
    identifier: str = ""
    licence: str = ""
    licence_url: str = ""
    rights: tuple[str, ...] = ()
    funding: str = ""
    abstract: tuple[str, ...] = ()
    reference: str = ""
    repository: str = ""
    shelfmark: str = ""
    pages: str = ""
    original: str = ""
    languages: tuple[str, ...] = ()
    language: str = "en"
    classification: str = ""
    genre: str = ""
    place: str = ""
    status: str = ""
    remarks: tuple[str, ...] = ()
    source_sha256: str = ""
    principles: tuple[tuple[str, str], ...] = ()
    witnesses: tuple[tuple[str, str], ...] = ()
    rules: dict[str, str] = field(default_factory=dict)
    tags: int = 0
    unreviewed: int = 0

    @property
    def held(self) -> str:
        """Where the original lies, in a line: archive, shelfmark, pages."""
        return ", ".join(filter(None, (self.repository, self.shelfmark, self.pages)))

    @property
    def share(self) -> int:
        """Per cent of the tags that nobody has reviewed, rounded up so that 0 means none."""
        return -(-100 * self.unreviewed // self.tags) if self.tags else 0


class Locator(NamedTuple):
    """A place in the text: the paragraph's number and identifier."""

    number: str
    id: str


@dataclass(frozen=True)
class IndexEntry:
    """One name of an index.

    Attributes:
        forms: other forms of the name; details: offices and such; identifiers: (kind, value) of other authorities.
        life: years of birth and death, or of a body's or country's being.
        at_date: those of the details that held on the document's date.
        locators: each paragraph that names it, once, in order.
    """

    id: str
    name: str
    forms: tuple[str, ...] = ()
    life: str = ""
    details: tuple[str, ...] = ()
    at_date: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    unidentified: bool = False
    locators: tuple[Locator, ...] = ()

    @property
    def runs(self) -> list[tuple[Locator, str]]:
        """The locators as an index prints them: paragraphs that follow one another are one run, `18–20`."""
        found: list[tuple[Locator, str, int]] = []
        for locator in self.locators:
            number = int(locator.number) if locator.number.isdecimal() else -1
            if found and number > 0 and found[-1][2] == number - 1:
                first = found.pop()[0]
                found.append((first, f"{first.number}–{number}", number))
            else:
                found.append((locator, locator.number, number))
        return [(locator, words) for locator, words, _ in found]


@dataclass(frozen=True)
class IndexSection:
    """An index: persons, places, organisations, events or dates."""

    id: str
    title: str
    entries: tuple[IndexEntry, ...]


def words_of(element: Element | None) -> str:
    """The text of an element, white space folded; empty for None."""
    if element is None:
        return ""
    # Most elements that are asked hold words only.
    words = "".join(map(str, element.itertext())) if len(element) else element.text or ""
    return " ".join(words.split())


def read_record(root: Element) -> Record:
    """Read a document's header."""
    header = tei.one(root, "t:teiHeader")
    if header is None:
        return Record(id=root.get(XML_ID, ""), title=root.get(XML_ID, "Untitled"), language=_language(root))

    def first(path: str) -> str:
        return words_of(next(iter(tei.every(header, path)), None))

    def all_of(path: str) -> tuple[str, ...]:
        return tuple(filter(None, map(words_of, tei.every(header, path))))

    def value(path: str) -> str:
        return next(map(str, tei.every(header, path)), "")

    tags = [tag for tag in tei.tags(root) if tag.get("resp")]
    return Record(
        id=root.get(XML_ID, ""),
        title=first(".//t:titleStmt/t:title[@type='main']") or first(".//t:titleStmt/t:title") or "Untitled",
        subtitle=first(".//t:titleStmt/t:title[@type='sub']"),
        iso_date=value(".//t:creation/t:date/@when"),
        date=first(".//t:creation/t:date"),
        authors=all_of(".//t:titleStmt/t:author"),
        translators=tuple(
            name for name in all_of(".//t:titleStmt/t:editor[@role='translator']") if name != tei.NO_TRANSLATOR
        ),
        editors=all_of(".//t:respStmt[@xml:id='ed']/t:name"),
        credits=_credits(header),
        bodies=all_of(".//t:titleStmt//t:orgName"),
        people=all_of(".//t:titleStmt//t:persName"),
        publisher=first(".//t:publicationStmt/t:publisher"),
        version=value(".//t:editionStmt/t:edition/@n") or first(".//t:editionStmt/t:edition"),
        identifier=first(".//t:publicationStmt/t:idno"),
        licence=first(".//t:availability/t:licence"),
        licence_url=value(".//t:availability/t:licence/@target"),
        rights=all_of(".//t:availability/t:p"),
        funding=first(".//t:notesStmt/t:note[@type='funding']"),
        abstract=all_of(".//t:profileDesc/t:abstract/*"),
        reference=first(".//t:sourceDesc//t:note[@type='reference'][not(@subtype)]"),
        repository=first(".//t:msIdentifier/t:repository"),
        shelfmark=first(".//t:msIdentifier/t:idno"),
        pages=first(".//t:msContents//t:locus"),
        original=first(".//t:msContents//t:textLang"),
        languages=all_of(".//t:langUsage/t:language"),
        language=_language(root),
        classification=_category(header, "marking"),
        genre=_category(header, "genre"),
        place=", ".join(all_of(".//t:setting/t:placeName")),
        status=value(".//t:revisionDesc/@status"),
        remarks=all_of(".//t:notesStmt/t:note[@type='ingestion']"),
        source_sha256=first(".//t:sourceDesc//t:idno[@type='sha256']"),
        principles=tuple((tei.name(part), words_of(part)) for part in tei.every(header, ".//t:editorialDecl/*")),
        witnesses=tuple((siglum(row), _described(row)) for row in tei.every(header, ".//t:listWit//t:witness")),
        rules={
            row.get(XML_ID, ""): words_of(row) for row in tei.every(header, ".//t:taxonomy[@xml:id='rule']/t:category")
        },
        tags=len(tags),
        unreviewed=sum(tag.get("resp") == "#machine" for tag in tags),
    )


def siglum(witness: Element) -> str:
    """What an apparatus calls a witness: its `n`, or else its identifier."""
    return str(witness.get("n") or witness.get(XML_ID) or "")


def _described(witness: Element) -> str:
    """The words of a witness without those of the witnesses in it; empty where they only repeat the siglum."""
    parts = [witness.text or ""]
    for child in witness:
        if isinstance(child.tag, str) and tei.name(child) != "listWit":
            parts.append(words_of(child))
        parts.append(child.tail or "")
    words = " ".join("".join(parts).split())
    return "" if words == siglum(witness) else words


def _language(root: Element) -> str:
    """The language of the document; English where it says none."""
    text = tei.one(root, "t:text")
    return root.get(XML_LANG) or (text.get(XML_LANG) if text is not None else None) or "en"


def _credits(header: Element) -> tuple[tuple[str, str], ...]:
    found: dict[str, list[str]] = {}
    for statement in tei.every(header, ".//t:titleStmt/t:respStmt[not(@xml:id)]"):
        names = [words_of(part) for part in statement if tei.name(part) != "resp"]
        found.setdefault(words_of(tei.one(statement, "t:resp")), []).extend(names)
    return tuple((what, ", ".join(names)) for what, names in found.items())


def _category(header: Element, scheme: str) -> str:
    """The words of the categories of one scheme that the document belongs to."""
    targets = [ref.get("target", "").lstrip("#") for ref in tei.every(header, f".//t:catRef[@scheme='#{scheme}']")]
    rows = {row.get(XML_ID): words_of(row) for row in tei.every(header, ".//t:category")}
    return ", ".join(rows[target] for target in targets if target in rows)


def index(root: Element, places: "Places | None" = None) -> tuple[IndexSection, ...]:
    """The indices of a document: every entry of its lists that the text names, and every date.

    Args:
        places: the paragraphs that elements stand in, as far as they were looked for already.
    """
    found, dates = _locators(root, Places() if places is None else places)
    days = [str(when) for when in cast(list[str], root.xpath("//t:creation/t:date/@when", namespaces=tei.NAMES))]
    sections = []
    for key, title, element_name, form_name in _SECTIONS:
        entries = [
            _entry(element, form_name, found[element.get(XML_ID, "")], days[0][:10] if days else "")
            for element in tei.every(root, f".//t:standOff//t:{element_name}")
            if element.get(XML_ID, "") in found
        ]
        if entries:
            sections.append(
                IndexSection(key, title, tuple(sorted(entries, key=lambda entry: (_sortable(entry), entry.id))))
            )
    return (*sections, IndexSection("dates", "Dates", dates)) if dates else tuple(sections)


# Names that are no names of the entry itself, by their type.
NO_NAMES = frozenset(("adjective", "people", "organ", "parent", "polity"))


def parts_of(element: Element) -> dict[str, list[Element]]:
    """The children of an element by their names."""
    parts: dict[str, list[Element]] = {}
    for child in element:
        parts.setdefault(tei.name(child), []).append(child)
    return parts


def _sortable(entry: IndexEntry) -> str:
    return entry.name.casefold()


def _entry(element: Element, form_name: str, locators: dict[Locator, None], day: str) -> IndexEntry:
    parts = parts_of(element)
    names = [(form.get("type"), words_of(form)) for form in parts.get(form_name, ())]
    names = [row for row in names if row[0] not in NO_NAMES]
    main = next((name for kind, name in names if kind == "main"), names[0][1] if names else "")
    others = dict.fromkeys(name for _, name in names if name != main)
    offices = parts.get("occupation", ())
    return IndexEntry(
        id=element.get(XML_ID, ""),
        name=main,
        forms=tuple(others),
        life=_life(parts),
        details=tuple(map(_office, offices)),
        at_date=tuple(_office(row) for row in offices if day and _held(row, day)),
        identifiers=tuple((idno.get("type", ""), words_of(idno)) for idno in parts.get("idno", ())),
        unidentified=any(note.get("type") == "unidentified" for note in parts.get("note", ())),
        locators=tuple(locators),
    )


def _office(row: Element) -> str:
    """The office and its years; the days stand in the TEI."""
    start, end = (_year(row.get(a) or row.get(b) or "") for a, b in (("from", "notBefore"), ("to", "notAfter")))
    years = start if start == end else f"{start}–{end}"
    return words_of(row) + (f" ({years})" if years else "")


def _year(date: str) -> str:
    """The year of a date in ISO 8601, which before our era has a sign."""
    return date[: len(date) - len(date.lstrip("-"))] + date.lstrip("-").partition("-")[0]


def _held(row: Element, day: str) -> bool:
    """Whether an office with known limits was held on a day. A limit may be a year or a month only."""
    start, end = (row.get(a) or row.get(b) or "" for a, b in (("from", "notBefore"), ("to", "notAfter")))
    return bool(start or end) and start <= day and (not end or day[: len(end)] <= end)


def _life(parts: dict[str, list[Element]]) -> str:
    """`1898–1976`, in years; a side that is not known is left open."""
    rows = [parts[name][0] if name in parts else None for name in ("birth", "death")]
    years = [_year(row.get("when") or "") if row is not None else "" for row in rows]
    return "–".join(years) if any(years) else ""


class Places(dict[Element, Locator | None]):
    """The paragraph that an element stands in: the nearest numbered one; for a speaker's label the turn's first.

    What is found for an element holds for all within it: each is looked for once.
    """

    def __missing__(self, element: Element) -> Locator | None:
        n, key = element.get("n"), element.get(XML_ID)
        if n and key:
            found: Locator | None = Locator(n, key)
        elif tei.name(element) == "sp":
            inside = next((child for child in element.iterdescendants() if child.get("n") and child.get(XML_ID)), None)
            found = Locator(inside.get("n", ""), inside.get(XML_ID, "")) if inside is not None else None
        else:
            parent = element.getparent()
            found = self[parent] if parent is not None else None
        self[element] = found
        return found


def _locators(root: Element, places: Places) -> tuple[dict[str, dict[Locator, None]], tuple[IndexEntry, ...]]:
    """Where each entry is named, by its id; and the entries of the dates."""
    named: dict[str, dict[Locator, None]] = {}
    dated: dict[str, dict[Locator, None]] = {}
    for element in tei.tags(root):
        place = places[element]
        if place is None:
            continue
        for pointer in element.get("ref", "").split():
            if pointer.startswith("#"):
                named.setdefault(pointer[1:], {})[place] = None
        if tei.name(element) in ("date", "time") and (value := date_value(element)):
            dated.setdefault(value.partition("T")[0] if "T" in value else value, {})[place] = None
    dates = (
        IndexEntry(id=f"date-{value.replace(' ', '-')}", name=value, locators=tuple(places))
        for value, places in sorted(dated.items())
    )
    return named, tuple(dates)


def date_value(element: Element) -> str:
    """The value of a date in words of ISO 8601: `1964-07-28`, `1964-07-11 to 1964-07-20`; empty where it has none."""
    when = element.get("when", "")
    first = element.get("from") or element.get("notBefore") or ""
    last = element.get("to") or element.get("notAfter") or ""
    return when or (f"{first} to {last}" if first and last else first or last)
