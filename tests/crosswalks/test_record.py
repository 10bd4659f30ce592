"""The header and the lists, read for people."""

from pathlib import Path

from tei_edition import tei
from tei_edition.crosswalks.record import IndexEntry, Locator, index, read_record

PATTERNS = tei.read(Path(__file__).parents[1] / "data" / "patterns.xml")


def test_the_header_is_read() -> None:
    record = read_record(PATTERNS)
    assert record.title == "Comrade Zhou Enlai Receives the Ambassadors"
    assert record.iso_date == "1964-08-03"
    assert record.translators == ("Stephen Mercado",)
    assert record.genre == "Memorandum of Conversation"
    assert record.classification == "Foreign Ministry Top Secret File"
    assert (record.shelfmark, record.pages) == ("109-03909-08", "47-64")
    assert record.rights == ("Some documents may be subject to copyright. Contact the programme at [email protected].",)
    assert record.credits == (("recorded by", "Tao Bingwei"),)


def test_tags_are_counted_and_those_nobody_reviewed() -> None:
    root = tei.read(Path(__file__).parents[1] / "data" / "patterns.xml")
    before = read_record(root)
    assert before.tags == before.unreviewed > 20
    assert before.share == 100
    tei.every(root, "//t:body//t:persName")[0].set("resp", "#machine #ed")
    after = read_record(root)
    assert (after.tags, after.unreviewed) == (before.tags, before.unreviewed - 1)
    assert after.share == 100 * after.unreviewed // after.tags + 1


def test_the_index_has_whoever_is_named_with_every_paragraph_once() -> None:
    sections = {section.id: section for section in index(PATTERNS)}
    assert list(sections) == ["persons", "places", "organisations", "events", "dates"]
    people = {entry.id: entry for entry in sections["persons"].entries}
    assert Locator("9", "p9") in people["Peng_Zhen"].locators
    assert len(set(people["Zhou_Enlai"].locators)) == len(people["Zhou_Enlai"].locators)
    assert people["ambassador_of_Romania_to_China"].unidentified
    assert people["Zhou_Enlai"].identifiers == (("wikidata", "Q17410"),)
    assert people["Zhou_Enlai"].details == ("Premier of China (1949–1976)",)
    assert [entry.name for entry in sections["persons"].entries] == sorted(
        (entry.name for entry in sections["persons"].entries), key=str.casefold
    )
    dates = {entry.name: entry.locators for entry in sections["dates"].entries}
    assert dates["1964-07-11 to 1964-07-20"] == (Locator("9", "p9"),)
    assert dates["1964-08-03"] == (Locator("4", "p4"),)


def test_a_name_in_a_speakers_label_belongs_to_the_turns_first_paragraph() -> None:
    [section] = [section for section in index(PATTERNS) if section.id == "persons"]
    pak = next(entry for entry in section.entries if entry.id == "Pak_Se-chang")
    assert Locator("8", "p8") in pak.locators


def test_a_bare_document_gives_empty_parts() -> None:
    record = read_record(tei.parse(f'<TEI xmlns="{tei.TEI}"><teiHeader/></TEI>'.encode()))
    assert (record.title, record.date, record.rights, record.share) == ("Untitled", "", (), 0)


def test_an_index_joins_paragraphs_that_follow_one_another() -> None:
    entry = IndexEntry("a", "A", locators=tuple(Locator(n, f"p{n}") for n in ("2", "3", "4", "7", "8a", "9")))
    assert [(locator.id, words) for locator, words in entry.runs] == [
        ("p2", "2–4"),
        ("p7", "7"),
        ("p8a", "8a"),
        ("p9", "9"),
    ]


def test_offices_of_the_day_are_told_from_others() -> None:
    person = """<person xml:id="x"><persName>X</persName><birth when="-0044-03-15"/>
      <occupation from="1960-05" to="1964-08">premier</occupation><occupation from="1964-08-04">president</occupation>
      <occupation notAfter="1964">mayor</occupation><occupation>poet</occupation></person>"""
    root = tei.parse(
        f'<TEI xmlns="{tei.TEI}"><teiHeader><profileDesc><creation><date when="1964-08-03"/></creation></profileDesc>'
        f'</teiHeader><standOff><listPerson>{person}</listPerson></standOff><text><body><p n="1" xml:id="p1">'
        f'<persName ref="#x">X</persName></p></body></text></TEI>'.encode()
    )
    [entry] = index(root)[0].entries
    assert entry.at_date == ("premier (1960–1964)", "mayor (–1964)")
    assert entry.details == ("premier (1960–1964)", "president (1964–)", "mayor (–1964)", "poet")
    assert entry.life == "-0044–"
