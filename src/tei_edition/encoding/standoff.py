"""The entries that a document points to → `standOff` (Guidelines 14.3 and 17.10), so that it can be read alone.

An edition's own entries are copied as they stand, with a pointer back; offices that nobody is known to have held get an
entry marked `unidentified`.
"""

from collections.abc import Iterable

from tei_edition.entities import Category, Entry, Office
from tei_edition.tei import XML_ID, E, Element, every, indent, name, parse, q

# (category, list, entry, name) in the order of the lists.
_LISTS = (
    (Category.PERSON, "listPerson", "person", "persName"),
    (Category.PLACE, "listPlace", "place", "placeName"),
    (Category.ORG, "listOrg", "org", "orgName"),
    (Category.EVENT, "listEvent", "event", "label"),
)


def build_standoff(entries: dict[str, Entry]) -> Element | None:
    """The lists of the entries used, by id; None where there are none."""
    standoff = E("standOff")
    for category, list_name, entry_name, form_name in _LISTS:
        found = [entry for _, entry in sorted(entries.items()) if entry.category is category]
        if found:
            standoff.append(E(list_name, *(_element(entry, entry_name, form_name) for entry in found)))
    return standoff if len(standoff) else None


def add_entries(root: Element, entries: dict[str, Entry]) -> None:
    """Add to a document's `standOff` the entries that it lacks; make the lists it does not have yet."""
    present = {element.get(XML_ID) for element in root.iter() if isinstance(element.tag, str)}
    more = build_standoff({key: entry for key, entry in entries.items() if key not in present})
    if more is None:
        return
    standoff = root.find(q("standOff"))
    if standoff is None:
        header = root.find(q("teiHeader"))
        root.insert(0 if header is None else root.index(header) + 1, more)
        indent(more, 1)
        more.tail = "\n  "
        return
    for new in list(more):
        old = standoff.find(q(name(new)))
        if old is None:
            standoff.append(new)
        else:
            old.extend(list(new))
    indent(standoff, 1)


def _element(entry: Entry, entry_name: str, form_name: str) -> Element:
    if entry.xml:
        return _copied(entry)
    element = E(entry_name, **{XML_ID: entry.id})
    if entry.kind and entry.category is not Category.PERSON:
        element.set("type", entry.kind.partition(".")[0])
    main = entry.name[0].upper() + entry.name[1:]
    element.append(E(form_name, main, type="main"))
    if entry.source == "document":
        element.extend(E(form_name, form.text, type=form.kind) for form in entry.forms if form.text != entry.name)
    for stated in entry.offices if entry.category is Category.PERSON else ():
        element.append(_occupation(stated))
    if entry.coordinates:
        element.append(E("location", E("geo", entry.coordinates)))
    element.extend(E("idno", value, type=kind) for kind, value in entry.identifiers)
    if entry.note == "unidentified":
        element.append(E("note", "Named only by office.", type=entry.note))
    elif entry.note:
        element.append(E("note", entry.note))
    return element


def list_document(entries: Iterable[Entry], title: str) -> Element:
    """An authority file: a TEI document whose `standOff` holds the entries."""
    header = E(
        "teiHeader",
        E(
            "fileDesc",
            E("titleStmt", E("title", f"Authority list: {title}")),
            E("publicationStmt", E("p", "Part of an edition.")),
            E("sourceDesc", E("p", f"Imported from {title}.")),
        ),
    )
    root = E("TEI", header)
    chosen = {entry.id: entry for entry in entries}
    standoff = build_standoff(chosen)
    if standoff is not None:
        root.append(standoff)
        for element in standoff.iter(q("person"), q("org")):
            _add_polity(element, chosen[element.get(XML_ID, "")])
    indent(root)
    return root


def _add_polity(element: Element, entry: Entry) -> None:
    """The country of a person or body, behind its names."""
    if not entry.polity or entry.xml:
        return
    word, terms = ("nationality", {}) if entry.category is Category.PERSON else ("placeName", {"type": "polity"})
    behind = next((index for index, child in enumerate(element) if not name(child).endswith("Name")), len(element))
    element.insert(behind, E(word, entry.polity.replace("_", " "), **terms, ref=f"places:{entry.polity}"))


def _occupation(stated: Office) -> Element:
    terms = {key: value for key, value in (("from", stated.start), ("to", stated.end)) if value}
    row = E("occupation", E("roleName", stated.office), **terms)
    for kind, key, before in (("polity", stated.polity, " of "), ("accreditation", stated.accreditation, " to ")):
        if key:
            row[-1].tail = before
            row.append(E("placeName", key.replace("_", " "), type=kind, ref=f"places:{key}"))
    return row


def _copied(entry: Entry) -> Element:
    """A copy whose pointers, local in the authority file, name that file."""
    element = parse(entry.xml.encode(), entry.source)
    for node in every(element, "descendant-or-self::*"):
        for attribute in ("ref", "where", "corresp"):
            pointer = node.get(attribute, "")
            if pointer.startswith("#"):
                node.set(attribute, f"{entry.source}:{pointer[1:]}")
    element.set("corresp", f"{entry.source}:{entry.id}")
    return element
