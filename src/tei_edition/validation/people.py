"""Who speaks, and names that lead to two entries."""

import unicodedata
from collections.abc import Iterator

from tei_edition import tei
from tei_edition.errors import Finding
from tei_edition.tei import XML_ID, Element
from tei_edition.validation.document import Document, words

_LISTED = (("person", "persName"), ("place", "placeName"), ("org", "orgName"))
# Full names of the entry itself; others are short, or name what it belongs to.
_FULL = frozenset((None, "main", "variant"))


def check_participants(document: Document) -> Iterator[Finding]:
    """Whoever speaks or is spoken to is among the participants that the header declares, where it declares any."""
    declared: set[str] = set()
    for particular in document.named("particDesc"):
        for person in particular.iter(*map(tei.q, ("person", "personGrp", "org", "listPerson"))):
            declared.add(person.get(XML_ID, ""))
            for attribute in ("corresp", "sameAs", "copyOf"):
                declared.update(pointer.removeprefix("#") for pointer in tei.tokens(person.get(attribute, "")))
    if not declared - {""}:
        return
    told: set[str] = set()
    for element in document.named("sp", "said", "u", "vocal", "kinesic", "incident"):
        for attribute in ("who", "toWhom"):
            for pointer in tei.tokens(element.get(attribute, "")):
                key = pointer.removeprefix("#")
                if pointer[0] == "#" and key in document.ids and key not in declared | told:
                    told.add(key)
                    message = f"`{tei.name(element)}/@{attribute}` is `{pointer}`, who is not among the participants"
                    yield document.finding("who-not-participant", element, message, attribute=attribute)


def check_forms(document: Document) -> Iterator[Finding]:
    """One name, or two that differ by accents only, that lead to two entries of a kind.

    Short forms are passed over: that “Kim” is two people is what an edition is there to tell apart. So are bodies and
    places in the text, for every country has its Ministry of Foreign Affairs.
    """
    for kind, tag in _LISTED:
        seen: dict[str, tuple[str, str]] = {}
        told: set[frozenset[str]] = set()
        same: set[tuple[str, str]] = set()
        for name, key in _names(document, kind, tag):
            said = words(name)
            # Most names stand many times.
            if (said, key) in same:
                continue
            same.add((said, key))
            form = " ".join(said.split())
            if " " not in form:
                continue
            other, written = seen.setdefault(_folded(form), (key, form))
            if other != key and frozenset((key, other)) not in told:
                told.add(frozenset((key, other)))
                if written == form:
                    yield document.finding("form-two-ids", name, f"“{form}” is `{key}` here and `{other}` elsewhere")
                else:
                    message = f"“{form}” (`{key}`) differs from “{written}” (`{other}`) by accents or case only"
                    yield document.finding("forms-differ-by-accents", name, message)


def _names(document: Document, kind: str, tag: str) -> Iterator[tuple[Element, str]]:
    """The full names of a kind, each with the id that it leads to: those of entries, and people's in the text."""
    for entry in document.named(kind):
        local = [pointer[1:] for pointer in tei.tokens(entry.get("corresp", "")) if pointer[0] == "#"]
        key = entry.get(XML_ID) or (local[0] if local else "")
        if key:
            yield from ((name, key) for name in entry.iterchildren(tei.q(tag)) if name.get("type") in _FULL)
    for name, value in document.having("ref").items() if kind == "person" else ():
        pointers = tei.tokens(value)
        if name.tag == tei.q(tag) and len(pointers) == 1 and pointers[0][0] == "#" and name.get("type") in _FULL:
            yield name, pointers[0][1:]


def _folded(form: str) -> str:
    if form.isascii():
        return form.casefold()
    plain = "".join(c for c in unicodedata.normalize("NFKD", form) if not unicodedata.combining(c))
    return " ".join(plain.replace("’", "'").casefold().split())
