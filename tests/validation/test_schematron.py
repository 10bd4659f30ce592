"""The Schematron of the schema: break what one rule is about, and that rule says so on that line."""

from pathlib import Path

import pytest
from lxml import etree, isoschematron

from tei_edition import tei
from tei_edition.edition import Edition
from tei_edition.errors import ConfigError
from tei_edition.validation import RULES
from tei_edition.validation.document import Document
from tei_edition.validation.schematron import assertions, check_schematron, own_schematron

PATTERNS = Path(__file__).parents[1] / "data" / "patterns.xml"
WITNESSES = '<listWit><witness xml:id="A">Draft.</witness><witness xml:id="B">Print.</witness></listWit>'
APPARATUS = '<app><lem wit="#A">much</lem><rdg wit="#B">some</rdg></app> work at <time when="16:30:00">4:30</time>.'
FACSIMILE = """<facsimile><surface xml:id="f1" n="1" ulx="0" uly="0" lrx="800" lry="1200">
<desc>A page with a stamp.</desc><graphic url="../images/1.jpg" width="800px" height="1200px"/>
<zone xml:id="f1.stamp" type="stamp" ulx="520" uly="40" lrx="760" lry="180"/></surface>
<surfaceGrp n="2"><surface n="2r" start="#b2"><graphic url="../images/2.jpg" width="800px" height="1200px"/>
<zone ulx="0" uly="0" lrx="400.5" lry="1200"/></surface></surfaceGrp>
<surface ulx="0" uly="0" lrx="1" lry="1"><graphic url="https://example.org/3.tif"/></surface></facsimile>"""
PAGES = """<pb n="1" facs="#f1"/><pb n="1a" facs="#f1.stamp"/><pb xml:id="b2" n="2r"/><pb n="3" facs="../images/3.jpg"/>
<figure><graphic url="../images/map.png" width="12cm"/><figDesc>A map of the harbour.</figDesc></figure>
<figure><graphic url="../images/seal.png"><desc>The seal.</desc></graphic></figure>"""
TEXT = (
    PATTERNS.read_text(encoding="utf-8")
    .replace("</sourceDesc>", f"{WITNESSES}</sourceDesc>")
    .replace("</standOff>", f"</standOff>{FACSIMILE}")
    .replace("<body>", f"<body>{PAGES}")
    .replace("there is much work.", f"there is {APPARATUS}")
)
DATE = 'when="1964-08-05"'

# rule, what is right, what is wrong
BREAKAGES = [
    ("document-language", ' xml:lang="en">', ">"),
    ("revision-status", '<revisionDesc status="draft">', "<revisionDesc>"),
    ("source-digest", '<bibl type="digitalSource">', '<bibl type="digitalSource"><!-- no digest -->'),
    ("person-id", '<person xml:id="Peng_Zhen">', "<person>"),
    ("person-name", '<persName type="main">Peng Zhen</persName>', ""),
    ("participant-entry", '<person corresp="#Pak_Se-chang" role', "<person role"),
    ("place-id", '<place xml:id="Romania">', "<place>"),
    ("body-id", '<org xml:id="CMEA">', "<org>"),
    ("event-id", '<event xml:id="Romania_National_Day">', "<event>"),
    ("speech-who", '<sp who="#Nesti_Nase" ', "<sp "),
    ("speech-addressee", ' toWhom="#Pak_Se-chang"><speaker>', "><speaker>"),
    ("interjection-words", 'type="delivery"', 'type="interjection" ana="#int.explicit"'),
    ("interjection-kind", ' ana="#int.exchange"', ' ana="#rule.date"'),
    ("vocal-words", "</kinesic>", "</kinesic><vocal/>"),
    ("kinesic-words", "<desc>(He hands over the list.)</desc>", ""),
    ("incident-words", "</kinesic>", "</kinesic><incident/>"),
    ("reference-type", '<rs type="event" ref', "<rs ref"),
    ("date-one-form", DATE, DATE + ' notAfter="1964-08-06"'),
    ("date-one-span", 'notAfter="1964-07-20"', 'notAfter="1964-07-20" from="1964-07-11"'),
    ("time-one-form", '<time when="16:30:00"', '<time when="16:30:00" to="17:00:00"'),
    ("supplied-reason", '<supplied reason="unbalanced-bracket" ', "<supplied "),
    ("supplied-resp", '<supplied reason="unbalanced-bracket" resp="#machine"', '<supplied reason="unbalanced-bracket"'),
    ("supplied-bracket", ">)</supplied>", ">) he said</supplied>"),
    ("supplied-brackets-printed", ' rend="brackets">The', ">The"),
    ("gap-reason", '<gap reason="absent-in-source" ', "<gap "),
    ("gloss-inline", '<note type="gloss" place="inline"', '<note type="gloss"'),
    ("note-resp", '<note type="editorial" resp="#ed">', '<note type="editorial">'),
    ("corr-resp", '<corr resp="#ed">', "<corr>"),
    ("person-tag-reason", '<persName ref="#Zhou_Enlai" resp="#machine" cert="high"', '<persName resp="#machine"'),
    ("place-tag-reason", ' ana="#rule.authority">Romania</placeName>', ">Romania</placeName>"),
    ("body-tag-reason", 'cert="high" ana="#rule.authority">COMECON', 'cert="high">COMECON'),
    ("reference-tag-reason", 'cert="medium" ana="#rule.authority">Romanian', 'ana="#rule.authority">Romanian'),
    ("date-tag-reason", 'resp="#machine" cert="medium" ana="#rule.date">mid', 'resp="#machine #ed" cert="medium">mid'),
    ("witness-siglum", '<witness xml:id="B">', "<witness>"),
    ("app-readings", '<rdg wit="#B">some</rdg>', ""),
    ("reading-witness", '<rdg wit="#B">', "<rdg>"),
    ("picture-undescribed", "<figDesc>A map of the harbour.</figDesc>", ""),
    ("surface-corners", 'lrx="1" lry="1"', 'lrx="1" lry="-1"'),
    ("zone-corners", 'lrx="400.5"', 'lrx="0"'),
    ("zone-inside", 'lrx="760"', 'lrx="900"'),
    ("link-several", 'target="#p8 #p9"', 'target="#p8"'),
]


def compact(text: str) -> str:
    """The pattern document with a speech and its label on one line, so that both can be broken at once."""
    return text.replace(">\n          <speaker>", "><speaker>")


@pytest.fixture(scope="module")
def processor() -> isoschematron.Schematron:
    """The Schematron as any processor of ISO Schematron runs it."""
    return isoschematron.Schematron(etree.parse(own_schematron()), store_report=True)


def by_processor(processor: isoschematron.Schematron, root: tei.Element) -> list[tuple[str, int]]:
    processor.validate(root)
    report = processor.validation_report
    assert report is not None
    failed = list(report.getroot().iter("{*}failed-assert"))
    return sorted((row.get("id", ""), root.xpath(row.get("location"))[0].sourceline) for row in failed)


def document(root: tei.Element) -> Document:
    return Document(Path("a.xml"), tei.serialize(root), root, Edition())


def found(root: tei.Element) -> list[tuple[str, int]]:
    return sorted((finding.rule, finding.line) for finding in check_schematron(document(root)))


def test_a_sound_document_breaks_no_rule(processor: isoschematron.Schematron) -> None:
    root = tei.parse(TEXT.encode())
    assert found(root) == by_processor(processor, root) == []


def test_every_rule_has_a_document_that_breaks_it() -> None:
    assert {row[0] for row in BREAKAGES} == {row.id for row in assertions(own_schematron())}


@pytest.mark.parametrize(("rule", "right", "wrong"), BREAKAGES, ids=[row[0] for row in BREAKAGES])
def test_a_rule_is_told_on_its_line(rule: str, right: str, wrong: str, processor: isoschematron.Schematron) -> None:
    text = compact(TEXT)
    assert right in text
    broken = text.replace(right, wrong, 1)
    root = tei.parse((broken.replace('"sha256"', '"md5"') if rule == "source-digest" else broken).encode())
    line = text[: text.index(right)].count("\n") + 1
    assert found(root) == by_processor(processor, root) == [(rule, line)]
    [finding] = check_schematron(document(root))
    assert finding.severity in ("error", "warning")
    assert finding.message
    assert finding.remedy
    assert "/ref-" in finding.guidelines


@pytest.mark.parametrize(
    ("right", "wrong", "rules"),
    [
        ('lrx="400.5"', 'lrx="801"', ["zone-inside"]),
        ('lrx="400.5" lry="1200"', 'lrx="400.5" lry="1201"', ["zone-inside"]),
        ('<zone ulx="0"', '<zone ulx="-1"', ["zone-inside"]),
        ('<zone ulx="0"', "<zone", []),
        ('lrx="400.5"', 'lrx="801/2"', []),
        ('<graphic url="../images/2.jpg" width="800px"', '<graphic url="../images/2.jpg" width="8cm"', []),
        ("<desc>The seal.</desc>", "<desc> </desc>", ["picture-undescribed"]),
        ("<figDesc>A map of the harbour.</figDesc>", "<head>A map.</head>", []),
        ('<graphic url="../images/map.png" width="12cm"/><figDesc>A map', "<figDesc>A map", []),
        (
            '<graphic url="../images/map.png" width="12cm"/><figDesc>A map of the harbour.</figDesc>',
            "",
            ["picture-undescribed"],
        ),
    ],
)
def test_pictures_and_their_places(
    right: str, wrong: str, rules: list[str], processor: isoschematron.Schematron
) -> None:
    assert TEXT.count(right) == 1
    root = tei.parse(TEXT.replace(right, wrong).encode())
    assert [rule for rule, _ in found(root)] == rules
    assert found(root) == by_processor(processor, root)


def test_every_rule_can_be_looked_up() -> None:
    assert {row.id for row in assertions(own_schematron())} <= set(RULES)


@pytest.mark.parametrize(
    "body",
    [
        '<pattern><rule context="a"><report test="b">c; d</report></rule></pattern>',
        '<pattern><rule context="a"><let name="x" value="1"/><assert test="b">c; d</assert></rule></pattern>',
        '<pattern><rule context="a"><assert test="b">c</assert></rule><rule context="d"/></pattern>',
        '<pattern><rule context="a"><assert test="matches(.,">c; d</assert></rule></pattern>',
    ],
)
def test_what_cannot_be_run_is_refused(body: str, tmp_path: Path) -> None:
    path = tmp_path / "a.sch"
    path.write_text(f'<schema xmlns="http://purl.oclc.org/dsdl/schematron">{body}</schema>', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"a\.sch"):
        assertions(path)
