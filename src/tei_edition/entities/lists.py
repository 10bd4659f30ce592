"""Lists of names made elsewhere → `Entry`s: CSV, TEI lists, SKOS, JSON-LD.

A TEI list may be a `listPerson` of our own kind or a plain `list` of persons as FRUS volumes have it ("Gromyko, Andrei
A., Foreign Minister of the Soviet Union"). SKOS and JSON-LD are read for preferred and alternative labels in English.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tei_edition import tei
from tei_edition.entities.authority import Entry, Form, Office, read_entries
from tei_edition.entities.mention import Category
from tei_edition.entities.reading import identifier
from tei_edition.entities.words import Words
from tei_edition.errors import ConfigError
from tei_edition.markup import FORBIDDEN
from tei_edition.tei import XML_ID, Element

_SKOS = "{http://www.w3.org/2004/02/skos/core#}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
# A shorter family name is too often a word: it is no form of its own.
_SHORTEST = 4


def read_list(path: Path, data: bytes, words: Words, category: Category = Category.PERSON) -> list[Entry]:
    """Read a list of names.

    Args:
        path: its name tells the format: `.csv`, `.xml` (TEI), `.rdf` (SKOS), `.json` or `.jsonld`.
        words: titles and ordinary words, to tell a usable short form.
        category: what the names are, where the list does not say.

    Raises:
        ConfigError: an unknown format, a file that is not what its name says, or a character that no XML can hold.
        TeiError: a file of XML that is neither TEI nor SKOS.
    """
    match path.suffix.lower():
        case ".csv":
            return list(_csv(path, data, category))
        case ".json" | ".jsonld":
            return list(_jsonld(path, data, category))
        case ".xml" | ".rdf":
            root = tei.parse(data, path)
            concepts = [*root.iter(f"{_SKOS}Concept")]
            if not concepts:
                tei.check_root(root, path)
            return list(_skos(concepts, category)) if concepts else list(_tei(root, path, words))
    raise ConfigError("an unknown kind of list", "give .csv, .xml (TEI), .rdf (SKOS), .json or .jsonld", path=path)


# -- CSV ---------------------------------------------------------------------------------------------------------------


def _csv(path: Path, data: bytes, category: Category) -> Iterator[Entry]:
    """Columns: name; and any of category, id, forms (parted by |), polity, office, place, from, to, note."""
    try:
        text = data.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError("this is not CSV in UTF-8", "save it again", path=path, line=line) from None
    except csv.Error as error:
        raise ConfigError(f"this is not CSV ({error})", "save it again", path=path) from None
    if found := FORBIDDEN.search(text):
        raise _not_xml(found[0], path, text.count("\n", 0, found.start()) + 1)
    if rows and "name" not in rows[0]:
        # As spreadsheets save it where the comma is the sign of decimals.
        for sign, named in ((";", "`;`"), ("\t", "tabs")):
            if any(sign in (column or "") for column in rows[0]):
                told = f"the columns are parted by {named}, not by commas"
                raise ConfigError(told, "save it with commas", path=path, line=1)
        raise ConfigError("there is no column `name`", "see docs/how-to/authority.md", path=path, line=1)
    for number, row in enumerate(rows, 2):
        cells = {
            key: (value or "").strip()
            for key, value in row.items()
            if isinstance(key, str) and not isinstance(value, list)
        }
        name = cells.get("name", "")
        if not name:
            continue
        try:
            kind = Category(cells.get("category") or category)
        except ValueError:
            known = "person, place, org or event"
            raise ConfigError(
                f"unknown category {cells['category']!r}", f"give {known}", path=path, line=number
            ) from None
        office = cells.get("office", "").lower()
        # Who writes `North Korea` means the entry `North_Korea`: a pointer has no spaces.
        polity, place = (identifier(cells[key]) if cells.get(key) else "" for key in ("polity", "place"))
        terms = Office(office, polity, place, cells.get("from", ""), cells.get("to", ""))
        forms = [Form(form.strip(), "variant") for form in cells.get("forms", "").split("|") if form.strip()]
        yield Entry(
            id=identifier(cells.get("id") or name),
            category=kind,
            name=name,
            forms=(Form(name, "main"), *forms),
            polity=polity,
            offices=(terms,) if office else (),
            note=cells.get("note", ""),
        )


# -- TEI ---------------------------------------------------------------------------------------------------------------


def _tei(root: Element, path: Path, words: Words) -> Iterator[Entry]:
    if tei.every(root, "//t:standOff//*[self::t:person or self::t:place or self::t:org or self::t:event]"):
        yield from read_entries(root, path)
        return
    for item in tei.every(root, "//t:item[.//t:persName] | //t:listPerson/t:person"):
        named = next(item.iter(tei.q("persName")), None)
        if named is not None:
            yield _person(item, named, words)


def _person(item: Element, named: Element, words: Words) -> Entry:
    """One item of a list such as "Haig, Brigadier General Alexander Meigs, Jr., Senior Military Advisor …"."""
    inverted = _flat(named)
    rest = _flat(item)[len(inverted) :].strip(" ,;")
    family, _, given = inverted.partition(",")
    family, given = family.strip(), given.strip(" ,")
    suffix = _SUFFIX.search(given)
    plain = " ".join(
        word for word in re.split(r"[\s,]+", _SUFFIX.sub("", given)) if word and not _is_title(word, words)
    )
    full = f"{plain} {family}".strip()
    forms = [Form(full, "main")]
    if suffix:
        forms.append(Form(f"{full}, {suffix[0]}", "variant"))
    names = [name for name in plain.split() if len(name.rstrip(".")) > 1]
    if names:
        forms.append(Form(f"{names[0]} {family}", "variant"))
        forms.append(Form(f"{family} {' '.join(names)}", "variant"))
    ordinary = words.ordinary | words.not_names | set(words.titles)
    if len(family) >= _SHORTEST and family.lower() not in ordinary:
        forms.append(Form(family, "short"))
    unique = tuple({form.text: form for form in reversed(forms) if form.text}.values())[::-1]
    key = named.get(XML_ID) or item.get(XML_ID) or identifier(full)
    return Entry(key, Category.PERSON, full, unique, note=rest)


def _is_title(word: str, words: Words) -> bool:
    return word.lower().rstrip(".") in words.titles


def _flat(element: Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


# -- SKOS and JSON-LD --------------------------------------------------------------------------------------------------


def _skos(concepts: list[Element], category: Category) -> Iterator[Entry]:
    for concept in concepts:
        preferred = [_flat(label) for label in concept.iter(f"{_SKOS}prefLabel") if _english(label.get(tei.XML_LANG))]
        others = [_flat(label) for label in concept.iter(f"{_SKOS}altLabel") if _english(label.get(tei.XML_LANG))]
        entry = _labelled(preferred, others, concept.get(f"{_RDF}about", ""), category)
        if entry:
            yield entry


def _jsonld(path: Path, data: bytes, category: Category) -> Iterator[Entry]:
    try:
        whole: Any = json.loads(data)
    except json.JSONDecodeError as error:
        raise ConfigError(f"this is not JSON ({error.msg})", "save it again", path=path, line=error.lineno) from None
    except UnicodeDecodeError:
        raise ConfigError("this is not JSON in UTF-8", "save it again", path=path) from None
    except (ValueError, RecursionError):
        # Python refuses numbers of thousands of digits, and lists thousands deep in each other.
        told = "a number in it is too long, or its lists stand too deep in each other"
        raise ConfigError(told, "give JSON-LD with @graph", path=path) from None
    nodes = whole.get("@graph", [whole]) if isinstance(whole, dict) else whole
    if not isinstance(nodes, list):
        raise ConfigError("this JSON holds no list of things", "give JSON-LD with @graph", path=path)
    for node in filter(lambda node: isinstance(node, dict), nodes):
        preferred = [value for key in ("prefLabel", "label", "name") for value in _values(node, key)]
        others = [value for key in ("altLabel", "alternateName") for value in _values(node, key)]
        if found := FORBIDDEN.search("".join([*preferred, *others])):
            raise _not_xml(found[0], path)
        entry = _labelled(preferred, others, str(node.get("@id", node.get("id", ""))), category)
        if entry:
            yield entry


def _values(node: dict[str, Any], name: str) -> list[str]:
    """The English or unmarked strings under a name, with whatever prefix it has."""
    found = []
    for key, value in node.items():
        if re.split(r"[:/#]", key)[-1] == name:
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, str):
                    found.append(part)
                elif isinstance(part, dict) and _english(part.get("@language")):
                    found.append(str(part.get("@value", "")))
    return [text.strip() for text in found if text.strip()]


def _english(language: object) -> bool:
    return language is None or str(language).lower().split("-")[0] in ("en", "mul")


def _not_xml(character: str, path: Path, line: int = 0) -> ConfigError:
    told = f"a name has the character U+{ord(character):04X}, which no XML can hold"
    return ConfigError(told, "take it out", path=path, line=line)


def _labelled(preferred: list[str], others: list[str], address: str, category: Category) -> Entry | None:
    preferred, others = ([text for text in texts if text] for texts in (preferred, others))
    if not preferred:
        return None
    name = preferred[0]
    unique = dict.fromkeys(text for text in (*preferred[1:], *others) if text != name)
    forms = (Form(name, "main"), *(Form(text, "variant") for text in unique))
    number = re.search(r"\bQ\d+$", address)
    return Entry(identifier(name), category, name, forms, identifiers=(("wikidata", number[0]),) if number else ())
