"""What is known of a document → `teiHeader` (Guidelines 2), each fact with where it comes from.

Takes the transcript, the tagging and the edition's settings. The words of the saved page that are no text are kept
here, word for word.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tei_edition import __version__, resources, tei
from tei_edition.edition import DocumentSettings, Edition
from tei_edition.encoding import seal
from tei_edition.encoding.marks import SETTING, SOURCE_EDITOR, TRANSLATOR
from tei_edition.entities import Category, Mention, Tagging
from tei_edition.errors import Finding
from tei_edition.tei import XML_ID, E, Element, every, project
from tei_edition.transcripts import Transcript

# An address that the host of the page has hidden: never rebuilt.
_HIDDEN = re.compile(r"\[email[ \u00a0]protected\]")
_ROLES = {"attending": "attendee", "interpreters": "interpreter", "recorder": "recorder"}
_CREDITS = {"recorder": "recorded by", "interpreters": "interpreted by"}


@dataclass(frozen=True)
class Header:
    """Everything a header is made of."""

    transcript: Transcript
    tagging: Tagging
    body: Element
    edition: Edition
    settings: DocumentSettings
    identifier: str
    findings: tuple[Finding, ...]
    overrides: Path | None = None

    # -- facts ---------------------------------------------------------------------------------------------------------

    def words(self) -> dict[str, Any]:
        """The table of fixed words."""
        return resources.table("encoding", "header", self.overrides)

    def value(self, field: str) -> str:
        """A field that the page's furniture holds."""
        return self.transcript.source.value(field)

    def title(self) -> str:
        """The edition's title, else the document's own heading, else the page's, else the file's name."""
        headings = [_flat(project(head)) for head in every(self.body, "t:head")]
        return next(filter(None, (self.settings.title, *headings, self.value("page-title"), self.identifier)))

    def day(self) -> tuple[str, str]:
        """The document's date: ISO form, and in words; both empty where it has none."""
        day = self.tagging.anchor.day
        return (day.isoformat(), f"{day.day} {day.strftime('%B %Y')}") if day else ("", "")

    def in_field(self, field: str, *categories: Category) -> list[Mention]:
        """The mentions in one of the head's fields."""
        blocks = [block for block in self.transcript.blocks if block.field == field]
        return [
            mention
            for mention in self.tagging.mentions
            if mention.category in categories and any(b.start <= mention.start < b.end for b in blocks)
        ]

    def spoken(self, mention: Mention) -> str:
        """The words of a mention, the translator's brackets left out."""
        return _flat(self.transcript.text((mention.start, mention.end)).replace("[", "").replace("]", ""))


def build_header(header: Header) -> Element:
    """The `teiHeader`."""
    parts = [_file(header), _encoding(header), _profile(header), _revision(header)]
    return E("teiHeader", *parts)


def _flat(words: str) -> str:
    return " ".join(words.split())


def _with_gaps(parent: Element, words: str) -> Element:
    """Append words to an element; addresses that the host has hidden become gaps."""
    at = 0
    for hidden in _HIDDEN.finditer(words):
        _text(parent, words[at : hidden.start()])
        parent.append(E("gap", E("desc", hidden[0]), reason="obfuscated-by-host"))
        at = hidden.end()
    _text(parent, words[at:])
    return parent


def _text(parent: Element, words: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words


# -- fileDesc ----------------------------------------------------------------------------------------------------------


def _file(header: Header) -> Element:
    parts = [
        _titles(header),
        E("editionStmt", E("edition", f"Version {header.edition.version}", n=header.edition.version)),
    ]
    parts.append(_publication(header))
    notes = _notes(header)
    parts += [notes] if len(notes) else []
    return E("fileDesc", *parts, E("sourceDesc", *_sources(header)))


def _titles(header: Header) -> Element:
    settings = header.settings
    genre = header.transcript.genre.name if header.transcript.genre else ""
    statement = E("titleStmt", E("title", header.title(), type="main"))
    sub = ", ".join(filter(None, (genre[:1] + genre[1:].lower(), header.day()[1])))
    if sub:
        statement.append(E("title", sub, type="sub"))
    if settings.author:
        statement.append(E("author", E("orgName", settings.author)))
    translator = settings.translator or header.value("translator")
    answering = {element.get("resp") for element in header.body.iter()}
    if translator or f"#{TRANSLATOR}" in answering:
        named = translator or tei.NO_TRANSLATOR
        statement.append(E("editor", named, role="translator", **{XML_ID: TRANSLATOR}))
    if funder := header.value("funder"):
        statement.append(E("funder", funder))
    for field, credit in _CREDITS.items():
        names = [
            E("name", header.spoken(mention), **({"ref": f"#{mention.refs[0]}"} if mention.refs else {}))
            for mention in header.in_field(field, Category.PERSON)
        ]
        statement.extend([E("respStmt", E("resp", credit), *names)] if names else [])
    if f"#{SOURCE_EDITOR}" in answering:
        bracketed = E("resp", "wrote what stands in square brackets")
        statement.append(E("respStmt", bracketed, E("name", "not named"), **{XML_ID: SOURCE_EDITOR}))
    software = E("name", "tei-edition", type="software")
    statement.append(E("respStmt", E("resp", "tagged by rule"), software, **{XML_ID: "machine"}))
    editors = [E("name", editor) for editor in header.edition.editors] or [E("name", "the editors of this file")]
    statement.append(E("respStmt", E("resp", "edited by"), *editors, **{XML_ID: "ed"}))
    return statement


def _publication(header: Header) -> Element:
    edition = header.edition
    availability = E("availability")
    if edition.licence:
        target = {"target": edition.licence_url} if edition.licence_url else {}
        availability.append(E("licence", f"Markup and editorial matter: {edition.licence}", **target))
    rights = header.transcript.source.kept("rights") or [header.settings.rights or header.edition.rights]
    for words in filter(None, rights):
        availability.append(_with_gaps(E("p", n="source-rights"), words))
    if not len(availability):
        availability.append(E("p", "Not stated."))
    publisher = E("publisher", edition.publisher or "Not published")
    return E("publicationStmt", publisher, E("idno", _full_id(header), type="local"), availability)


def _full_id(header: Header) -> str:
    return f"{header.edition.identifier}/{header.identifier}" if header.edition.identifier else header.identifier


def _notes(header: Header) -> Element:
    notes = E("notesStmt")
    for words in header.transcript.source.kept("funding"):
        notes.append(E("note", words, type="funding"))
    if genre := header.transcript.genre:
        words = f"Document type {genre.name!r}: {genre.evidence}."
        notes.append(E("note", words, type="editorial", subtype="genre"))
    for finding in header.findings:
        place = f"Line {finding.line}: " if finding.line else ""
        notes.append(E("note", f"{place}{finding.message}.", type="ingestion"))
    return notes


def _sources(header: Header) -> list[Element]:
    source, settings = header.transcript.source, header.settings
    bibl = E("bibl", type="digitalSource")
    for tag, field, attributes in (
        ("title", "page-title", {}),
        ("date", "page-date", {"when": header.day()[0]}),
    ):
        if words := header.value(field):
            bibl.append(E(tag, _flat(words), **attributes))
    for part in sorted({item.keep for item in source.furniture} - {"", *_PLACED}):
        kind = {"type": "reference"} if part == "reference" else {"type": "reference", "subtype": part}
        bibl.extend(E("note", _flat(words), **kind) for words in source.kept(part))
    holding = header.value("holding")
    if holding and not any(holding in words for words in source.kept("reference")):
        bibl.append(E("note", _flat(holding), type="reference"))
    if settings.source_url:
        bibl.append(E("ref", settings.source_url, target=settings.source_url))
    bibl.append(E("idno", source.name, type="file"))
    bibl.append(E("idno", source.sha256, type="sha256"))
    if source.site:
        bibl.append(E("idno", source.site, type="site-rules"))
    manuscript = _manuscript(header)
    return [bibl] if manuscript is None else [bibl, manuscript]


# Furniture that has a place of its own, in the header or in the text.
_PLACED = frozenset(("note", "funding", "rights", "abstract", "page-title", "page-date"))


def _manuscript(header: Header) -> Element | None:
    settings, shelfmark = header.settings, header.value("shelfmark")
    if not (shelfmark or settings.repository):
        return None
    identifier = E("msIdentifier", E("repository", settings.repository or "Not stated"))
    if shelfmark:
        identifier.append(E("idno", shelfmark, type="shelfmark"))
    item = E("msItem")
    if first := header.value("from"):
        last = header.value("to")
        item.append(E("locus", f"{first}-{last}", **{"from": first, "to": last}))
    if settings.original_language:
        seen = "seen" if settings.original_seen else "not seen"
        language = _language(header, settings.original_language)
        item.append(E("textLang", f"Original in {language}, {seen}.", mainLang=settings.original_language))
    if not len(item):
        return E("msDesc", identifier)
    if tei.one(item, "t:textLang") is None:
        item.append(E("title", header.title()))
    return E("msDesc", identifier, E("msContents", item))


def _language(header: Header, code: str) -> str:
    names: dict[str, str] = header.words()["languages"]
    return names.get(code) or names.get(code.partition("-")[0].lower()) or code


# -- encodingDesc ------------------------------------------------------------------------------------------------------


def _encoding(header: Header) -> Element:
    editorial = E("editorialDecl", *(E(key, E("p", words)) for key, words in header.words()["editorial"].items()))
    brackets = E("rendition", 'content: "[" contents "]"', scheme="css", **{XML_ID: "brackets"})
    cite = E("citeStructure", unit="paragraph", match="//body//*[@n and @xml:id]", use="@n")
    application = E("application", E("desc", "parse"), ident="tei-edition", version=__version__, n=seal.OPEN)
    parts = [editorial, E("tagsDecl", brackets), E("refsDecl", cite)]
    prefixes = _prefixes(header)
    parts += [prefixes] if len(prefixes) else []
    return E("encodingDesc", *parts, _classes(header), E("appInfo", application))


def _prefixes(header: Header) -> Element:
    used = {entry.source for entry in header.tagging.entries.values()} - {"gazetteer", "document"}
    found = E("listPrefixDef")
    if used:
        for prefix in sorted(used | {"persons", "places", "organisations", "events"}):
            pattern = {"matchPattern": "(.+)", "replacementPattern": f"../authority/{prefix}.xml#$1"}
            found.append(E("prefixDef", E("p", f"Entries of the edition's {prefix}."), ident=prefix, **pattern))
    return found


def _classes(header: Header) -> Element:
    rules = resources.table("entities", "rules", header.overrides)
    used = {mention.rule for mention in header.tagging.mentions}
    taxonomies: list[tuple[str, dict[str, str]]] = [
        ("genre", _genre(header)),
        ("marking", _marking(header)),
        ("int", header.words()["interjections"]),
        ("rule", {f"rule.{rule}": rules.get(rule, rule) for rule in sorted(used)}),
    ]
    found = E("classDecl")
    for key, categories in taxonomies:
        if categories:
            rows = [E("category", E("catDesc", words), **{XML_ID: row}) for row, words in categories.items()]
            found.append(E("taxonomy", *rows, **{XML_ID: key}))
    return found


def _genre(header: Header) -> dict[str, str]:
    genre = header.transcript.genre
    return {f"genre.{genre.id}": genre.name} if genre else {}


def _marking(header: Header) -> dict[str, str]:
    marked = [_flat(project(seg)) for seg in every(header.body, "t:opener/t:seg[@type='classification']")]
    return {f"marking.{_slug(words)}": words for words in marked}


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "unnamed"


# -- profileDesc -------------------------------------------------------------------------------------------------------


def _profile(header: Header) -> Element:
    iso, words = header.day()
    creation = E("creation", E("date", words, when=iso)) if iso else E("creation", "Date not stated.")
    parts = [creation]
    parts += [E("abstract", E("p", words)) for words in header.transcript.source.kept("abstract")]
    parts.append(_languages(header))
    refs = [E("catRef", scheme="#genre", target=f"#{key}") for key in _genre(header)]
    refs += [E("catRef", scheme="#marking", target=f"#{key}") for key in _marking(header)]
    parts += [E("textClass", *refs)] if refs else []
    participants = _participants(header)
    parts += [E("particDesc", participants)] if len(participants) else []
    setting = _setting(header)
    parts += [E("settingDesc", setting)] if len(setting) else []
    return E("profileDesc", *parts)


def _languages(header: Header) -> Element:
    settings = header.settings
    translated = bool(settings.original_language)
    own = _language(header, settings.language) + (" (translation)" if translated else "")
    usage = E("langUsage", E("language", own, ident=settings.language))
    if translated:
        seen = "seen" if settings.original_seen else "not seen"
        original = f"{_language(header, settings.original_language)} (original, {seen})"
        usage.append(E("language", original, ident=settings.original_language))
    return usage


def _participants(header: Header) -> Element:
    """Speakers first, then the people of the head's lists, each once."""
    roles: dict[str, str] = {}
    for voice in header.tagging.voices:
        roles |= dict.fromkeys(voice.who, "speaker")
    for field, role in _ROLES.items():
        for mention in header.in_field(field, Category.PERSON):
            roles |= {key: role for key in mention.refs if key not in roles}
    found = E("listPerson", type="participants")
    for key, role in roles.items():
        entry = header.tagging.entries[key]
        found.append(E("person", E("persName", entry.name), corresp=f"#{key}", role=role))
    return found


def _setting(header: Header) -> Element:
    setting = E("setting", **{XML_ID: SETTING})
    for mention in header.in_field("place", Category.PLACE):
        ref = {"ref": f"#{mention.refs[0]}"} if mention.refs else {}
        setting.append(E("placeName", header.spoken(mention), **ref))
    iso, words = header.day()
    dates = [m for m in header.in_field("time", Category.DATE) if m.value and m.value.when]
    if dates and dates[0].value:
        setting.append(E("date", header.spoken(dates[0]), when=dates[0].value.when))
    elif iso:
        setting.append(E("date", words, when=iso))
    return setting


def _revision(header: Header) -> Element:
    words = f"Parsed and tagged by tei-edition {__version__}."
    return E("revisionDesc", E("change", words, who="#machine", status="draft"), status="draft")
