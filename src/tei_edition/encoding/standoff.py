"""The entries that a document points to → `standOff` (Guidelines 14.3 and 17.10), so that it can be read alone.

An edition's own entries are copied as they stand, with a pointer back; offices that nobody is known to have held get an
entry marked `unidentified`.
"""

import copy

from tei_edition.entities import Category, Entry
from tei_edition.tei import XML_ID, E, Element, every

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


def _element(entry: Entry, name: str, form_name: str) -> Element:
    if entry.element is not None:
        return _copied(entry, entry.element)
    element = E(name, **{XML_ID: entry.id})
    if entry.kind and entry.category is not Category.PERSON:
        element.set("type", entry.kind.partition(".")[0])
    main = entry.name[0].upper() + entry.name[1:]
    element.append(E(form_name, main, type="main"))
    if entry.source == "document":
        element.extend(E(form_name, form.text, type=form.kind) for form in entry.forms if form.text != entry.name)
    if entry.note:
        element.append(E("note", "Named only by office.", type=entry.note))
    return element


def _copied(entry: Entry, original: Element) -> Element:
    """A copy whose pointers, local in the authority file, name that file."""
    element = copy.deepcopy(original)
    element.tail = None
    for node in every(element, "descendant-or-self::*"):
        for attribute in ("ref", "where", "corresp"):
            pointer = node.get(attribute, "")
            if pointer.startswith("#"):
                node.set(attribute, f"{entry.source}:{pointer[1:]}")
    element.set("corresp", f"{entry.source}:{entry.id}")
    return element
