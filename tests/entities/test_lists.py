"""Lists made elsewhere, and the upkeep of our own."""

import json
from pathlib import Path

import pytest

from tei_edition import tei
from tei_edition.encoding.standoff import list_document
from tei_edition.entities import Category, Entry
from tei_edition.entities.authority import read_entries
from tei_edition.entities.lists import read_list
from tei_edition.entities.upkeep import check_authority
from tei_edition.entities.words import load_words
from tei_edition.errors import ConfigError, EditionError

WORDS = load_words()


def read(name: str, data: str) -> list[Entry]:
    return read_list(Path(name), data.encode(), WORDS)


def forms(entry: Entry) -> list[tuple[str, str]]:
    return [(form.text, form.kind) for form in entry.forms]


def test_csv_gives_names_forms_and_offices() -> None:
    [kim, hanoi] = read(
        "names.csv",
        "category,id,name,forms,polity,office,place,from,to\n"
        "person,,Kim Il Sung,Kim Il-sung|Kim Ir Sen,North_Korea,Premier,,1948,1972\n"
        "place,Hanoi,Hanoi,,,,,,\n",
    )
    assert (kim.id, kim.category, kim.polity) == ("Kim_Il_Sung", Category.PERSON, "North_Korea")
    assert forms(kim) == [("Kim Il Sung", "main"), ("Kim Il-sung", "variant"), ("Kim Ir Sen", "variant")]
    assert (kim.offices[0].office, kim.offices[0].start) == ("premier", "1948")
    assert (hanoi.id, hanoi.category) == ("Hanoi", Category.PLACE)


def test_a_list_of_persons_in_inverted_order_is_turned_round() -> None:
    [haig, lord] = read(
        "persons.xml",
        f'<TEI xmlns="{tei.TEI}"><text><body><list>'
        '<item><persName xml:id="p1">Haig, Brigadier General Alexander Meigs, Jr.</persName>, USA, Advisor</item>'
        '<item><persName xml:id="p2">Lord, Winston</persName>, member</item></list></body></text></TEI>',
    )
    assert haig.id == "p1"
    assert {"Alexander Meigs Haig", "Alexander Meigs Haig, Jr.", "Alexander Haig", "Haig"} <= {
        text for text, _ in forms(haig)
    }
    assert haig.note == "USA, Advisor"
    assert ("Lord", "short") not in forms(lord)


def test_skos_and_json_ld_give_labels() -> None:
    skos = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://www.w3.org/2004/02/skos/core#">'
        '<Concept rdf:about="http://www.wikidata.org/entity/Q36014"><prefLabel xml:lang="en">Ho Chi Minh</prefLabel>'
        '<altLabel xml:lang="en">Nguyen Ai Quoc</altLabel><prefLabel xml:lang="fr">Hô Chi Minh</prefLabel></Concept>'
        "</rdf:RDF>"
    )
    graph = {
        "@graph": [
            {
                "@id": "http://www.wikidata.org/entity/Q36014",
                "label": [{"@language": "en", "@value": "Ho Chi Minh"}, {"@language": "fr", "@value": "Hô Chi Minh"}],
                "skos:altLabel": {"@language": "en", "@value": "Nguyen Ai Quoc"},
            },
            {"@id": "x", "dateModified": "2020"},
        ]
    }
    for entries in (read("ho.rdf", skos), read("ho.jsonld", json.dumps(graph))):
        [entry] = entries
        assert forms(entry) == [("Ho Chi Minh", "main"), ("Nguyen Ai Quoc", "variant")]
        assert entry.identifiers == (("wikidata", "Q36014"),)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.docx", "", "unknown kind of list"),
        ("x.csv", "title\nKim\n", "no column `name`"),
        ("x.csv", "name,category\nKim,animal\n", "unknown category 'animal'"),
        ("x.csv", "name;forms\nLi;Lee\n", "x.csv:1: the columns are parted by `;`, not by commas; save it with commas"),
        ("x.csv", "id\tname\nLi\tLi\n", "x.csv:1: the columns are parted by tabs, not by commas; save it with commas"),
        ("x.json", "{", "not JSON"),
        ("x.json", "3", "holds no list"),
    ],
)
def test_what_is_no_list_is_told(name: str, data: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read(name, data)


def test_what_is_imported_can_be_read_again() -> None:
    entries = read(
        "names.csv", "name,forms,polity,office,place,from\nGeng Biao,Keng Piao,China,ambassador,Burma,1963\n"
    )
    root = tei.parse(tei.serialize(list_document(entries, "names")))
    [again] = read_entries(root, Path("names.xml"))
    assert (again.id, forms(again), again.offices) == (entries[0].id, forms(entries[0]), entries[0].offices)


def test_the_country_of_a_person_and_of_a_body_is_imported() -> None:
    text = "name,category,forms,polity,note\nLi,person,Lee,China,hm\nFog Office,org,FO,North Korea,\nZog,person,,,\n"
    root = tei.parse(tei.serialize(list_document(read("names.csv", text), "names")))
    assert [entry.polity for entry in read_entries(root, Path("names.xml"))] == ["China", "", "North_Korea"]
    assert [tei.name(child) for child in tei.every(root, "//t:person")[0]] == ["persName"] * 2 + ["nationality", "note"]


def authority(tmp_path: Path, people: str) -> Path:
    path = tmp_path / "persons.xml"
    header = "<teiHeader><fileDesc><titleStmt><title>x</title></titleStmt></fileDesc></teiHeader>"
    path.write_text(f'<TEI xmlns="{tei.TEI}">{header}<standOff><listPerson>\n{people}\n</listPerson></standOff></TEI>')
    return path


def test_upkeep_finds_doublets_shared_forms_and_dangling_pointers(tmp_path: Path) -> None:
    shared = '<persName>Premier Chou</persName><idno type="viaf">1</idno>'
    path = authority(
        tmp_path,
        f'<person xml:id="A"><persName type="main">Chou</persName>{shared}</person>\n'
        f'<person xml:id="B"><persName type="main">Zhou</persName>{shared}</person>\n'
        '<person xml:id="C"><persName type="main">Mao</persName><nationality ref="places:Nowhere"/></person>',
    )
    found = {finding.rule: finding for finding in check_authority([path])}
    assert found["authority-doublet"].line == 3
    assert "`B` and `A` share the viaf '1'" in found["authority-doublet"].message
    assert "'Premier Chou' belongs to `B` and to `A`" in found["authority-form-shared"].message
    assert found["authority-dangling"].line == 4


def test_the_sample_authority_has_no_errors() -> None:
    files = sorted((Path(__file__).parents[2] / "tei" / "authority").glob("*.xml"))
    assert [finding for finding in check_authority(files) if finding.severity == "error"] == []


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        (
            "a.csv",
            b"name\nMao\nZh\0u\n",
            "a.csv:3: a name has the character U+0000, which no XML can hold; take it out",
        ),
        ("a.csv", b"name\nMao\n\xff\n", "a.csv:3: this is not CSV in UTF-8; save it again"),
        ("a.csv", b"name\n" + b"x" * 200_000, "a.csv: this is not CSV (field larger than field limit (131072)); save"),
        ("a.json", b"", "a.json:1: this is not JSON (Expecting value); save it again"),
        ("a.json", b"[" * 100_000, "a.json: a number in it is too long, or its lists stand too deep in each other; "),
        ("a.json", b"[" + b"9" * 5000 + b"]", "a.json: a number in it is too long, or its lists stand too deep in "),
        ("a.json", b'[{"name": "M\\u0001ao"}]', "a.json: a name has the character U+0001, which no XML can hold; "),
        ("a.json", b'[{"name": "M\\ud800ao"}]', "a.json: a name has the character U+D800, which no XML can hold; "),
        (
            "a.rdf",
            b"<list/>",
            "a.rdf:1: this is no TEI: its root <list> is not in the TEI namespace; give a TEI document",
        ),
    ],
)
def test_a_list_that_cannot_be_read_is_told(name: str, data: bytes, told: str) -> None:
    with pytest.raises(EditionError) as caught:
        read_list(Path(name), data, WORDS)
    assert str(caught.value).startswith(told)


def test_a_concept_without_words_is_no_entry() -> None:
    names = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://www.w3.org/2004/02/skos/core#"'
    assert read("a.rdf", f"<rdf:RDF {names}><Concept><prefLabel/><altLabel/></Concept></rdf:RDF>") == []


def test_one_id_twice_is_an_error(tmp_path: Path) -> None:
    person = '<person xml:id="A"><persName>{}</persName></person>'
    path = authority(tmp_path, "\n".join(map(person.format, ("Mao", "Zhou"))))
    [found] = check_authority([path])
    assert str(found) == f"{path}:3: error: the id `A` stands in persons.xml already; rename one [authority-id-twice]"


def test_an_id_that_is_none_is_told(tmp_path: Path) -> None:
    path = authority(tmp_path, '<person xml:id="a b"><persName>Mao</persName></person>')
    with pytest.raises(ConfigError, match=r"persons.xml:2: the xml:id 'a b' has ' ' in it, or begins with it; take "):
        check_authority([path])
