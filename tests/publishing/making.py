"""Editions for the tests: as many short documents as are asked for, with names, dates and speakers."""

from pathlib import Path

SETTINGS = """[edition]
title = "Letters & talks <of> a port"
identifier = "port"
version = "1.2.0"
publisher = "The harbour office"
licence = "CC BY 4.0"
licence-url = "https://creativecommons.org/licenses/by/4.0/"
editors = ["A. Editor"]
formats = ["text", "json", "csv", "bibtex", "ris"]
"""

DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="{name}" xml:lang="en">
<teiHeader><fileDesc><titleStmt><title type="main">{title}</title></titleStmt>
<publicationStmt><publisher>The harbour office</publisher><idno>port/{name}</idno>
<availability><licence target="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</licence></availability>
</publicationStmt><sourceDesc><p>Written for a test.</p></sourceDesc></fileDesc>
<encodingDesc><editorialDecl><correction><p>Nothing is mended.</p></correction></editorialDecl>
<classDecl><taxonomy xml:id="genre">
<category xml:id="genre.t"><catDesc>{genre}</catDesc></category></taxonomy></classDecl>
</encodingDesc>
<profileDesc><creation><date when="{day}">{day}</date></creation>
<textClass><catRef scheme="#genre" target="#genre.t"/></textClass></profileDesc>
<revisionDesc status="draft"><change when="2024-05-01" who="#ed">Read against the source.</change></revisionDesc>
</teiHeader>
<standOff>
<listPerson>
<person xml:id="Ada_Birch" corresp="persons:Ada_Birch"><persName type="main">Ada Birch</persName>
<persName type="short">Birch</persName><birth when="1901"/><idno type="wikidata">Q1</idno></person>
<person xml:id="P{person}"><persName type="main">{letter}olm {person}</persName></person>
</listPerson>
<listPlace><place xml:id="Port_Amber" corresp="places:Port_Amber"><placeName type="main">Port Amber</placeName>
<location><geo>54.5 18.5</geo></location></place></listPlace>
</standOff>
<text><body>
<head n="1" xml:id="p1">{title}</head>
<sp who="#Ada_Birch" toWhom="#P{person}"><speaker><persName ref="#Ada_Birch" resp="#machine">Birch</persName>:</speaker>
<p n="2" xml:id="p2">The ships lay before <placeName ref="#Port_Amber" resp="#machine">Port Amber</placeName> until
<date when="{day}" resp="#machine #ed">that day</date>, said
<persName ref="#P{person}" resp="#machine">{letter}olm</persName>, &lt;and&gt; so on. {more}</p></sp>
<p n="3" xml:id="p3">In <placeName ref="#Port_Amber" resp="#machine">the port</placeName>, as in
<date when="{year}" resp="#machine">{year}</date>, all was still.</p>
</body></text></TEI>
"""


def document(number: int, name: str = "", more: str = "") -> str:
    """One document; those of the same number are the same."""
    return DOCUMENT.format(
        name=name or f"talk-{number:03}",
        title=f"Talk {number} &amp; more",
        genre=("Letter", "Memorandum of conversation", "Report / draft")[number % 3],
        day=f"{1950 + number % 7}-{1 + number % 12:02}-{1 + number % 28:02}",
        year=1700 + number % 200,
        person=number % 300,
        letter=chr(65 + number % 26),
        more=more,
    )


def make_edition(folder: Path, number: int, settings: str = "") -> Path:
    """An edition of so many documents."""
    (folder / "documents").mkdir(parents=True)
    (folder / "edition.toml").write_text(SETTINGS + settings, encoding="utf-8")
    for k in range(number):
        (folder / "documents" / f"talk-{k:03}.xml").write_text(document(k), encoding="utf-8")
    return folder
