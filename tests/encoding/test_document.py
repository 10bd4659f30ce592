"""The TEI of a small memorandum, read as an editor would."""

from pathlib import Path

import pytest

from growth import grows_linearly
from tei_edition import tei
from tei_edition.edition import Correction, DocumentSettings, Edition
from tei_edition.encoding import coverage, parse, seal
from tei_edition.errors import ConfigError
from tei_edition.sources import Source

MEMO = """Foreign Ministry Top Secret File

Comrade Zhou Enlai Receives Pak Se-chang, Korea’s Ambassador to China

Time: 4:30 pm, 3 August 1964

Recorder: Tao Bingwei

1. [The Premier] spoke of CMEA [aka COMECON].

Zhou (to the Korean ambassador): We went there on 28 July (no cable was sent).

(To the Korean Ambassador) Will you go? (Comrade Peng Zhen interjected: They were tense.)

Korean Ambassador: I thank you. (Zhou: You pushed us. Korean Ambassador: No.

(Comrade Peng Zhen: Another conference!)

CC: [Dong] Biwu, General Office (3)

(Department file copy)

Received on 5 August 1964\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0Printed on 6 August 1964
"""
SETTINGS = DocumentSettings(original_language="zh", utc_offset="+08:00", polity="China")


def document(text: str = MEMO, edition: Edition | None = None) -> tuple[tei.Element, Source]:
    own = edition or Edition(documents={"memo": SETTINGS})
    root, source, _ = parse(Path("memo.txt"), data=text.encode(), edition=own)
    return tei.parse(tei.serialize(root)), source


def one(root: tei.Element, path: str) -> tei.Element:
    found = tei.every(root, path)
    assert len(found) == 1, f"{path}: {len(found)}"
    return found[0]


def test_nothing_is_lost_and_nothing_added() -> None:
    root, source = document()
    proof = coverage(source, root)
    assert proof.is_complete, proof.report()
    assert proof.in_text == proof.total


def test_every_paragraph_has_its_number_and_identifier() -> None:
    root, _ = document()
    numbered = tei.every(root, "//t:body//*[@n]")
    assert [element.get("n") for element in numbered] == [str(k) for k in range(1, len(numbered) + 1)]
    assert all(element.get(tei.XML_ID) == f"p{element.get('n')}" for element in numbered)


def test_a_turn_keeps_its_colon_its_addressee_and_its_paragraphs() -> None:
    root, _ = document()
    turn = tei.every(root, "//t:sp")[0]
    assert tei.project(turn[0]) == "Zhou (to the Korean ambassador):"
    assert (turn.get("who"), turn.get("toWhom")) == ("#Zhou_Enlai", "#Pak_Se-chang")
    assert [tei.name(child) for child in turn] == ["speaker", "p", "p"]
    assert tei.project(one(turn, ".//t:seg[@type='addressee']")) == "(to the Korean ambassador)"
    assert tei.project(one(root, "//t:stage[@type='delivery']")) == "(To the Korean Ambassador)"


def test_interjections_stand_inside_the_turn_they_break_into() -> None:
    root, _ = document()
    kinds = [stage.get("ana") for stage in tei.every(root, "//t:sp//t:stage[@type='interjection']")]
    assert kinds == ["#int.explicit", "#int.exchange", "#int.labelled"]
    exchange = tei.every(root, "//t:stage[@ana='#int.exchange']/t:said")
    assert [(said.get("who"), said.get("toWhom")) for said in exchange] == [
        ("#Zhou_Enlai", "#Pak_Se-chang"),
        ("#Pak_Se-chang", "#Zhou_Enlai"),
    ]


def test_each_of_a_group_answers_whoever_spoke_to_it() -> None:
    talk = """Zhou: Today I have asked you two comrade ambassadors to come here.

Albanian Ambassador: I agree.

Korean Ambassador: I will report.

Zhou (to the Korean ambassador): Good.

Albanian Ambassador: Good.
"""
    envoys = "Nesti Nase, Albania’s Ambassador to China; and Pak Se-chang, Korea’s Ambassador to China"
    head = MEMO.partition("Zhou (to")[0].replace("Pak Se-chang, Korea’s Ambassador to China", envoys)
    root, _ = document(head + talk)
    assert [turn.get("toWhom") for turn in tei.every(root, "//t:sp")][1:] == [
        "#Zhou_Enlai",
        "#Zhou_Enlai",
        "#Pak_Se-chang",
        "#Zhou_Enlai",
    ]


def test_a_bracket_never_closed_is_closed_by_the_editor() -> None:
    root, _ = document()
    supplied = one(root, "//t:supplied[@reason='unbalanced-bracket']")
    assert supplied.text == ")"
    assert tei.project(one(root, "//t:stage[@ana='#int.exchange']")).endswith("No.")


def test_the_translators_brackets_become_markup_and_come_back() -> None:
    root, _ = document()
    supplied = tei.every(root, "//t:supplied[@resp='#translator']")
    assert [tei.project(element) for element in supplied] == ["[The Premier]", "[Dong]"]
    assert "".join(map(str, supplied[0].itertext())) == "The Premier"
    assert tei.project(one(root, "//t:note[@type='gloss']")) == "[aka COMECON]"


def test_brackets_alone_make_no_translation() -> None:
    root, _ = document("Diary of Ann Lee\n\n4 May 1901\n\nI saw [the Queen] pass [aka Victoria].\n", Edition())
    assert tei.every(root, "//t:editor[@role='translator']") == []
    answering = {element.get("resp") for element in tei.every(root, "//t:body//*[@rend='brackets']")}
    assert answering == {"#source-editor"}
    assert one(root, "//t:respStmt[@xml:id='source-editor']/t:name").text == "not named"


def test_the_foot_has_recipients_copies_and_what_happened_when() -> None:
    root, _ = document()
    items = tei.every(root, "//t:div[@type='distribution']/t:list/t:item")
    assert [tei.project(item) for item in items] == ["[Dong] Biwu,", "General Office (3)"]
    assert one(root, "//t:num[@type='copies']").get("value") == "3"
    dates = tei.every(root, "//t:closer//t:date")
    assert [(date.get("type"), date.get("when")) for date in dates] == [
        ("received", "1964-08-05"),
        ("printed", "1964-08-06"),
    ]
    assert one(root, "//t:space").get("quantity") == "6"


def test_every_tag_says_who_answers_for_it_and_why() -> None:
    root, _ = document()
    rules = {category.get(tei.XML_ID) for category in tei.every(root, "//t:taxonomy[@xml:id='rule']/t:category")}
    tags = tei.every(root, "//t:body//*[self::t:persName or self::t:rs or self::t:placeName or self::t:date]")
    assert len(tags) > 10
    for tag in tags:
        assert tag.get("resp") == "#machine"
        assert tag.get("cert") in ("high", "medium", "low")
        assert tag.get("ana", "").removeprefix("#") in rules


def test_every_pointer_into_the_document_resolves() -> None:
    root, _ = document()
    ids = {element.get(tei.XML_ID) for element in root.iter()}
    for element in root.iter():
        for name in ("ref", "who", "toWhom", "resp", "ana", "corresp", "datingPoint", "target", "scheme"):
            for pointer in element.get(name, "").split():
                assert not pointer.startswith("#") or pointer[1:] in ids, f"{pointer} in @{name}"


def test_somebody_known_only_by_office_is_never_guessed() -> None:
    root, _ = document("Zhou: The Romanian ambassador came.\n\nZhou: He left.\n")
    person = one(root, "//t:standOff//t:person[t:note[@type='unidentified']]")
    assert "Ambassador of Romania to China" in "".join(map(str, person.itertext()))


def test_an_editors_correction_is_marked_and_the_source_stands() -> None:
    settings = DocumentSettings(corrections=(Correction("revisionists does", "revisionists do"),))
    edition = Edition(documents={"memo": settings})
    root, source = document("Zhou: The revisionists does not.\n\nZhou: No.\n", edition)
    choice = one(root, "//t:choice")
    assert [(tei.name(child), child.text) for child in choice] == [
        ("sic", "revisionists does"),
        ("corr", "revisionists do"),
    ]
    assert coverage(source, root).is_complete


def test_the_header_says_what_edition_and_source_this_is() -> None:
    edition = Edition(
        publisher="A Press", licence="CC0", version="2.1.0", identifier="talks", documents={"memo": SETTINGS}
    )
    root, source = document(edition=edition)
    assert one(root, "//t:publisher").text == "A Press"
    assert one(root, "//t:publicationStmt/t:idno").text == "talks/memo"
    assert one(root, "//t:edition").get("n") == "2.1.0"
    assert one(root, "//t:idno[@type='sha256']").text == source.sha256
    assert one(root, "//t:setting/t:date").get("when") == "1964-08-03T16:30:00+08:00"
    assert (
        one(root, "//t:titleStmt/t:title[@type='main']").text
        == "Comrade Zhou Enlai Receives Pak Se-chang, Korea’s Ambassador to China"
    )


def test_an_address_the_host_hides_is_a_gap() -> None:
    page = (
        "Zhou: Yes.\n\nZhou: No.\n\nDocument Information\n\nPRC FMA 1-2, 3-4. Translated by A.\n\n"
        "To enquire about this document please write to [email protected].\n"
    )
    root, source = document(page)
    gap = one(root, "//t:availability//t:gap")
    assert gap.get("reason") == "obfuscated-by-host"
    assert "@" not in "".join(map(str, root.itertext()))
    assert coverage(source, root).is_complete


@pytest.mark.parametrize("change", ["They were calm.", ""])
def test_a_change_of_the_text_is_found(change: str) -> None:
    root, source = document()
    said = one(root, "//t:stage[@ana='#int.explicit']/t:said")
    said.text = change
    proof = coverage(source, tei.parse(tei.serialize(root)))
    line = source.line(source.text.index("They were tense"))
    assert [number for number, _ in proof.lost] == [line]
    assert bool(proof.added) == bool(change)
    assert proof.share < 1


def test_a_kept_line_missing_from_the_header_is_found() -> None:
    page = "Zhou: Yes.\n\nZhou: No.\n\nDocument Information\n\nPRC FMA 1-2, 3-4. Translated by A.\n"
    root, source = document(page)
    note = one(root, "//t:bibl/t:note")
    note.text = "something else"
    assert [words for _, words in coverage(source, root).lost] == ["PRC FMA 1-2, 3-4. Translated by A."]


def test_the_same_source_gives_the_same_bytes() -> None:
    first, second = (tei.serialize(document()[0]) for _ in range(2))
    assert first == second


def test_the_seal_breaks_with_the_first_change() -> None:
    data = seal.close(tei.serialize(parse(Path("memo.txt"), data=MEMO.encode(), edition=Edition())[0]))
    assert seal.is_intact(data)
    assert not seal.is_intact(data.replace(b"They were tense", b"They were calm"))
    assert not seal.is_intact(b"<TEI/>")


@pytest.mark.parametrize(
    "text",
    [
        "Zhou:\n\nZhou: Yes.\n",
        "A heading only\n",
        "Time: 3 August 1964\n",
        "Recorder: Tao Bingwei\n\nTop Secret\n",
        "Zhou: a\n\nZhou: b\n\nPrinted on 5 May 1964\n\nReceived on 6 May 1964\n",
        "Just one sentence of text.\n",
        "1. A point.\n\n2. Another.\n",
        "Zhou: [Dong (Mao: x.] y)\n\nZhou: z\n",
        "Zhou: <b>&amp; ]]> \u00a0\u00a0\u00a0 x\n\nZhou: z\n",
    ],
)
def test_odd_documents_are_whole_too(text: str) -> None:
    root, source = document(text)
    proof = coverage(source, root)
    assert proof.is_complete, proof.report()


@pytest.mark.parametrize(
    ("page", "settings", "edition", "language", "name"),
    [
        ("fr", DocumentSettings(), "ru", "fr", "French"),
        ("fr-CA", DocumentSettings(date="1950-05-06"), "ru", "fr-CA", "French"),
        ("fr", DocumentSettings(language="ro"), "ru", "ro", "Romanian"),
        ("", DocumentSettings(title="A talk"), "ru", "ru", "Russian"),
        ("no tag &amp;", DocumentSettings(), "en", "en", "English"),
    ],
)
def test_a_document_is_in_the_language_that_its_page_says(
    page: str, settings: DocumentSettings, edition: str, language: str, name: str
) -> None:
    data = f'<html lang="{page}"><body><p>Zhou: Oui.</p><p>Mao: Non.</p></body></html>'.encode()
    own = Edition(documents={"memo": settings}, language=edition)
    root, _, _ = parse(Path("memo.html"), data=data, edition=own)
    assert root.get(tei.XML_LANG) == language
    [told] = tei.every(root, "//t:langUsage/t:language")
    assert (told.get("ident"), told.text) == (language, name)


def test_the_edition_can_say_the_day() -> None:
    edition = Edition(documents={"memo": DocumentSettings(date="1950-05-06")})
    root, _ = document("Zhou: I write today.\n\nZhou: Yes.\n", edition)
    assert one(root, "//t:body//t:date").get("when") == "1950-05-06"
    wrong = Edition(documents={"memo": DocumentSettings(date="6 May")})
    with pytest.raises(ConfigError, match="`date` is '6 May'; write it as 1964-08-03"):
        document("Zhou: x.\n\nZhou: Yes.\n", wrong)


@pytest.mark.parametrize("pieces", [("", "x\n"), ("", "Zhou: yes.\n\n"), ("Zhou: a.\n\nZhou: b. ", "(Zhou: a. ")])
def test_long_documents_take_time_in_proportion(pieces: tuple[str, str]) -> None:
    assert grows_linearly(lambda size: document(pieces[0] + pieces[1] * size), 800)


def test_the_rights_of_an_edition_are_those_of_every_source_without_its_own() -> None:
    edition = Edition(rights="Held by the archive.", documents={"own": DocumentSettings(rights="Held by the family.")})
    for name, words in (("memo", "Held by the archive."), ("own", "Held by the family.")):
        root, _, _ = parse(Path(f"{name}.txt"), data=MEMO.encode(), edition=edition)
        assert [tei.project(p) for p in tei.every(root, "//t:availability/t:p[@n='source-rights']")] == [words]
