"""Records as catalogues, harvesters and reference managers take them in."""

import json
from pathlib import Path

import pytest
from lxml import etree

from tei_edition import tei
from tei_edition.crosswalks import EXPORTS, Record, index, read_record
from tei_edition.crosswalks.catalogues import CATALOGUES, DC, MODS, XLINK, csl, dublin_core, mods
from tei_edition.crosswalks.formats import export

DATA = Path(__file__).parents[1] / "data"
SAMPLE = Path(__file__).parents[2] / "tei" / "documents" / "memcon-1964-08-03.xml"
ROOT = tei.read(DATA / "patterns.xml")
RECORD, INDICES = read_record(ROOT), index(ROOT)
ADDRESS = "https://example.org/patterns.html"


def words(given: bytes, path: str) -> list[str]:
    found = etree.fromstring(given).xpath(path, namespaces={"m": MODS, "dc": DC, "xlink": XLINK})
    return ["".join(one.itertext()) if isinstance(one, etree._Element) else str(one) for one in found]  # type: ignore[union-attr]


def test_a_library_finds_the_publication_and_the_original() -> None:
    made = mods(RECORD, INDICES, ADDRESS)
    assert words(made, "m:titleInfo/m:title") == ["Comrade Zhou Enlai Receives the Ambassadors"]
    assert words(made, "m:name[m:role/m:roleTerm='translator']/m:namePart") == ["Stephen Mercado"]
    assert words(made, "m:name[@type='corporate']/m:namePart") == ["Foreign Ministry"]
    assert words(made, "m:originInfo/*") == ["The sample edition", "1964-08-03", "version 0.1.0"]
    assert words(made, "m:relatedItem[@type='original']//*[not(*)]") == [
        "PRC FMA",
        "109-03909-08",
        "Original in Chinese, not seen.",
        "47-64",
    ]
    assert words(made, "m:location/m:url") == [ADDRESS]
    assert words(made, "m:accessCondition/@xlink:href") == ["https://creativecommons.org/licenses/by/4.0/"]
    # Both the licence of the markup and what the source says of its rights.
    assert len(words(made, "m:accessCondition")) == 2


def test_those_whom_another_authority_knows_are_subjects() -> None:
    made = export("mods", tei.read(SAMPLE))
    assert "Mao Zedong" in words(made, "m:subject/m:name[@type='personal']/m:namePart")
    assert "https://www.wikidata.org/entity/Q218" in words(made, "m:subject/m:geographic[.='Romania']/@valueURI")
    assert {"Mao Zedong", "Romania"} <= set(words(export("dc", tei.read(SAMPLE)), "dc:subject"))


def test_a_harvester_gets_dublin_core() -> None:
    made = dublin_core(RECORD, INDICES, ADDRESS)
    assert words(made, "dc:creator") == ["Foreign Ministry"]
    assert words(made, "dc:date") == ["1964-08-03"]
    assert words(made, "dc:identifier") == [ADDRESS, "patterns"]
    assert words(made, "dc:source") == ["PRC FMA, 109-03909-08, 47-64"]


@pytest.mark.parametrize(
    ("day", "words", "issued"),
    [
        ("1964-08-03T16:30:00+08:00", "3 August 1964", {"date-parts": [[1964, 8, 3]]}),
        ("1964-08", "August 1964", {"date-parts": [[1964, 8]]}),
        ("", "about 1964", {"literal": "about 1964"}),
        ("", "", None),
    ],
)
def test_a_reference_manager_gets_a_date_it_can_sort(day: str, words: str, issued: object) -> None:
    [item] = json.loads(csl(Record(title="A letter", iso_date=day, date=words), ()))
    assert item.get("issued") == issued
    assert item["type"] == "manuscript"


def test_what_an_author_is_stands_only_where_the_header_says_it() -> None:
    given = tei.serialize(ROOT).decode()
    for tag, kind in (("orgName", "Organization"), ("persName", "Person"), ("name", None)):
        root = tei.parse(
            given.replace('<author><orgName ref="#PRC_Foreign_Ministry">', f"<author><{tag}>")
            .replace("Foreign Ministry</orgName></author>", f"Foreign Ministry</{tag}></author>")
            .encode()
        )
        [author] = json.loads(export("jsonld", root))["author"]
        assert (author.get("@type"), author["name"]) == (kind, "Foreign Ministry")


@pytest.mark.parametrize("form", CATALOGUES)
def test_a_bare_document_has_a_record(form: str) -> None:
    root = tei.parse(f'<TEI xmlns="{tei.TEI}"><text><body><p>Words &amp; more</p></body></text></TEI>'.encode())
    assert b"Untitled" in export(form, root)


@pytest.mark.parametrize("form", EXPORTS)
def test_the_same_document_gives_the_same_bytes(form: str) -> None:
    assert export(form, tei.read(SAMPLE)) == export(form, tei.read(SAMPLE))


def test_records_are_what_the_schema_of_mods_allows(mods_schema: etree.XMLSchema) -> None:
    for path in (SAMPLE, DATA / "patterns.xml"):
        made = etree.fromstring(export("mods", tei.read(path)))
        assert mods_schema.validate(made), mods_schema.error_log
    broken = export("mods", ROOT).replace(b"title>", b"titel>")
    assert not mods_schema.validate(etree.fromstring(broken))
