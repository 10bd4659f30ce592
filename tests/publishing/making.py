"""Editions for the tests: as many short documents as are asked for, with names, dates and speakers."""

import struct
import zlib
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


# Three copies of one letter. B and C differ from A in facts, words, spelling and marks.
COPIES = {
    "A": """On 28 July Zhou went to Peking, and the white and black cat sat. The harbour counted twelve ships at noon.

He sold three of them to a merchant, and kept the rest. Nobody asked why he did so.

In the evening the wind rose & <fell>.
""",
    "B": """On the 29th of July Zhou went to Peking and the black and white cat sate. The harbor counted twelve ships.

He sold four of them to a merchant and kept the rest. Nobody asked why he did so. It was a quiet day, and the mill stood
still until the miller came home.

In the evening the wind rose & <fell>.
""",
    "C": """On 28 July Zhou went to Peking and the white and black cat sat. The Harbour counted eleven ships at noon.

He sold three to a merchant, and kept the rest.

In the evening the wind rose & <fell>.
""",
}
COMPARISONS = """
[[comparison]]
name = "copies"
title = "Three copies & what they say"
about = "Written for a test."
witnesses = { A = "witnesses/A.txt", B = "witnesses/B.txt", C = "witnesses/C.txt" }

[[comparison]]
name = "sentences"
kind = "align"
witnesses = { A = "witnesses/A.txt", B = "witnesses/B.txt", C = "witnesses/C.txt" }
languages = { C = "de" }

[[comparison]]
name = "stated"
kind = "diff"
witnesses = { A = "witnesses/A.txt", B = "witnesses/B.txt" }

[[comparison]]
name = "apparatus"
witnesses = { all = "letter" }

[[comparison]]
name = "talks"
kind = "align"
level = "passage"
witnesses = { first = "talk-000", second = "talk-001" }
"""
HEAD = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader><fileDesc>
<titleStmt><title>{}</title></titleStmt><publicationStmt><p/></publicationStmt><sourceDesc>{}</sourceDesc></fileDesc></teiHeader>"""
_WITNESSES = '<listWit><witness xml:id="A">First</witness><witness xml:id="B">Second</witness></listWit>'
# An apparatus in the text, and entries that point into it in the two other ways.
LETTER = f"""{HEAD.format("A letter in two copies", _WITNESSES)}
<text><body><p n="1" xml:id="p1">In the old harbour lay <anchor xml:id="from"/>quietly<anchor xml:id="to"/> <app
type="fact"><lem wit="#A">twelve </lem><rdg wit="#B" type="fact">ten</rdg></app>ships.</p></body>
<back><listApp><app from="#from" to="#to"><lem wit="#A">quietly</lem><rdg wit="#B" type="substitution">still</rdg></app>
<app loc="w.3"><lem wit="#A">old</lem><rdg wit="#B" type="omission"/></app></listApp></back></text></TEI>"""
_LONG = "The ships lay in the harbour and the weather did not change for many days. "
# Pages with images: in the edition, elsewhere, of a kind that no browser shows, one that no page break names.
LOG = f"""{HEAD.format("The log", "<p/>")}
<facsimile><surface xml:id="s1" n="1r"><graphic url="../images/1.png" width="40px" height="60px"/></surface>
<surface xml:id="s2"><desc>A ship in the margin</desc><graphic url="../images/2.png"/></surface>
<surface xml:id="s3" n="3"><graphic url="../images/3.tif"/></surface>
<surface xml:id="s5" n="5"><graphic url="../images/5.png"/></surface></facsimile>
<text><body><pb n="1r" facs="#s1"/><p>{_LONG * 18}<note>Of the editors.</note></p>
<p n="7" xml:id="p7">{_LONG * 8}<pb n="1v" facs="#s2"/>{_LONG * 18}</p><p>{_LONG * 8}</p>
<pb n="2r" facs="../images/4.png"/><p>{_LONG}</p><p>{_LONG}</p><pb n="2v" facs="#s3"/><p>{_LONG}</p>
<pb n="3r" facs="https://example.org/far.jpg"/><pb n="3v" facs="javascript:alert(1)"/><p n="9">{_LONG}</p>
</body></text></TEI>"""


def picture(width: int = 40, height: int = 60) -> bytes:
    """A grey image as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x90" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def make_comparing_edition(folder: Path) -> Path:
    """An edition with every kind of comparison, a document with an apparatus, and one with facsimiles."""
    make_edition(folder, 2, COMPARISONS)
    for name in ("witnesses", "images"):
        (folder / name).mkdir()
    for siglum, text in COPIES.items():
        (folder / "witnesses" / f"{siglum}.txt").write_text(text, encoding="utf-8")
    for number in (1, 2, 4, 5):
        (folder / "images" / f"{number}.png").write_bytes(picture(400, 566))
    (folder / "images" / "3.tif").write_bytes(b"II*\0")
    (folder / "documents" / "letter.xml").write_text(LETTER, encoding="utf-8")
    (folder / "documents" / "log.xml").write_text(LOG, encoding="utf-8")
    return folder
