"""Documents of every shape, read in TEI as an editor would. They and the country they are from are invented."""

import random
from pathlib import Path

import pytest

from tei_edition import tei
from tei_edition.edition import Edition
from tei_edition.encoding import coverage, load_memory, parse
from tei_edition.errors import Finding, SourceError
from tei_edition.validation.schema import own_schema
from validation.libxml2 import compiled

FOLDER = Path(__file__).parents[1] / "data" / "shapes"
DOCUMENTS = sorted(path for path in FOLDER.glob("*.txt") if path.stem != "search-results")


def document(name: str) -> tuple[tei.Element, list[Finding]]:
    root, _, findings = parse(FOLDER / f"{name}.txt", edition=Edition())
    return tei.parse(tei.serialize(root)), findings


def words(root: tei.Element, path: str) -> list[str]:
    return [" ".join(tei.project(element).split()) for element in tei.every(root, f"//t:body{path}")]


def kind(root: tei.Element) -> tuple[str, str]:
    """The type of the document, and what the header says decided it."""
    [ref] = tei.every(root, "//t:textClass/t:catRef[@scheme='#genre']")
    [note] = tei.every(root, "//t:note[@subtype='genre']")
    target = ref.get("target", "").removeprefix("#genre.")
    assert tei.every(root, f"//t:taxonomy[@xml:id='genre']/t:category[@xml:id='genre.{target}']")
    return target, (note.text or "").partition(": ")[2]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_nothing_is_lost_and_all_of_it_is_valid(path: Path) -> None:
    root, source, _ = parse(path, edition=Edition())
    read = tei.parse(tei.serialize(root))
    assert coverage(source, read).is_complete, coverage(source, read).report()
    schema = compiled(own_schema())
    assert schema.validate(read), str(schema.error_log)


@pytest.mark.parametrize(
    ("name", "type_", "why"),
    [
        ("letter", "letter", "its shape: a greeting, a signature."),
        ("telegram", "telegram", "the heading says 'ciphered telegram'."),
        ("diary", "diary-entry", "the heading says 'from the diary of'."),
        ("speech", "speech", "the heading says 'speech by'."),
        ("treaty", "treaty", "the heading says 'treaty'."),
        ("web-page", "minutes", "the page says 'Minutes'."),
        ("memorandum-told", "memorandum-of-conversation", "the heading says 'memorandum of conversation'."),
        ("frus", "telegram", "the heading says 'telegram from'."),
        ("hearing", "minutes", "the heading says 'minutes'."),
    ],
)
def test_the_type_is_told_with_what_decided_it(name: str, type_: str, why: str) -> None:
    assert kind(document(name)[0]) == (type_, why)


def test_a_letter() -> None:
    root, _ = document("letter")
    assert words(root, "/t:opener/t:address/t:addrLine") == [
        "EMBASSY OF THE REPUBLIC OF LORANIA",
        "To the Minister of Foreign Affairs",
        "Comrade V. Halloran",
    ]
    assert words(root, "/t:opener/t:dateline") == ["Port Amber, 12 March 1957"]
    assert words(root, "/t:opener/t:salute") == ["Dear Comrade Minister:"]
    assert words(root, "//t:closer/t:salute") == ["With communist greetings,"]
    assert words(root, "//t:closer/t:signed") == ["A. Birch", "Ambassador of the Republic of Lorania"]
    assert not tei.every(root, "//t:sp")
    assert [copies.get("value") for copies in tei.every(root, "//t:num[@type='copies']")] == ["2", "1"]


def test_a_letter_with_a_postscript(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    text = (FOLDER / "letter.txt").read_text(encoding="utf-8")
    signed = "Ambassador of the Republic of Lorania"
    more = "P.S. The list follows.\n\nIt is a long one."
    path.write_text(text.replace(f"{signed}\n", f"{signed}\n\n{more}\n", 1), encoding="utf-8")
    root, source, findings = parse(path, edition=Edition())
    assert kind(root) == ("letter", "its shape: a greeting, a signature.")
    assert words(root, "//t:closer/t:signed") == ["A. Birch", signed]
    assert words(root, "//t:closer/following-sibling::t:postscript/t:p") == more.split("\n\n")
    assert words(root, "/t:div[@type='distribution']") == words(document("letter")[0], "/t:div[@type='distribution']")
    assert coverage(source, root).is_complete
    assert "no-turns" not in {finding.rule for finding in findings}
    schema = compiled(own_schema())
    assert schema.validate(tei.parse(tei.serialize(root))), str(schema.error_log)


def test_who_is_absent_stands_apart_from_who_is_present(tmp_path: Path) -> None:
    path = tmp_path / "minutes.txt"
    head = "Minutes of the Board\n\n4 June 1957\n\nPresent: Mr. Alder, Dr. Birch\nAbsent: Professor Cedar\n"
    path.write_text(f"{head}\nMr. Alder: We begin.\n\nDr. Birch: We do.\n", encoding="utf-8")
    root, _, _ = parse(path, edition=Edition())
    assert words(root, "/t:list/t:item") == ["Present: Mr. Alder, Dr. Birch", "Absent: Professor Cedar"]
    assert words(root, "/t:list/t:item/t:persName") == ["Alder", "Birch", "Cedar"]
    there = tei.every(root, "//t:particDesc//t:persName")
    assert [person.text for person in there] == ["Alder", "Birch"]


def test_a_telegram() -> None:
    root, findings = document("telegram")
    assert words(root, "/t:opener/t:byline") == ["From: Port Amber"]
    assert words(root, "/t:opener/t:address/t:addrLine") == [
        "To: Ministry of Foreign Affairs, Center",
        "TO COMRADE HALLORAN",
    ]
    assert words(root, "/t:opener/t:seg[@type='production']") == [
        "Received: 16:40, 14 March 1957",
        "Deciphered: 17:15, 14 March 1957",
    ]
    assert words(root, "//t:signed") == ["A. B I R C H"]
    assert words(root, "/t:div[@type='distribution']/t:list/t:head") == ["Distribution:"]
    assert len(words(root, "/t:div[@type='distribution']/t:list/t:item")) == 4
    assert words(root, "/t:closer/t:seg") == ["Typed on 14 March 1957"]
    assert all(finding.severity == "note" for finding in findings)


def test_a_diary_entry_has_no_speakers() -> None:
    root, _ = document("diary")
    assert not tei.every(root, "//t:sp")
    assert words(root, "/t:head")[1] == "Record of Conversation with the Ambassador of Lorania, A. BIRCH"
    assert words(root, "//t:signed") == ["Ambassador of the USSR in Lorania", "/s/ V. Halloran"]


def test_applause_in_a_speech() -> None:
    root, _ = document("speech")
    assert words(root, "//t:vocal") == ["(Applause.)", "(Prolonged applause. All rise.)"]
    assert words(root, "/t:opener/t:salute") == ["Mr. Chairman, distinguished guests!"]


def test_a_conversation_told_has_participants_and_no_turns() -> None:
    root, findings = document("memorandum-told")
    assert not tei.every(root, "//t:sp")
    assert "Mr. Alder, Minister of Trade" in words(root, "/t:list[@type='participants']/t:item")
    assert words(root, "/t:opener/t:seg[@type='subject']") == ["SUBJECT", "The Harbour"]
    assert words(root, "/t:opener/t:note[@type='source']")[0].startswith("Source: Department of State")
    assert all(finding.severity == "note" for finding in findings)


def test_verbatim_minutes_and_their_slips() -> None:
    root, findings = document("hearing")
    assert len(tei.every(root, "//t:sp")) == 9
    assert words(root, "//t:incident") == [
        "[Mr. Alder read the agenda.]",
        "[No response]",
        "[Whereupon the Committee adjourned at 11:40 a.m.]",
    ]
    assert words(root, "//t:vocal") == ["[Laughter]"]
    assert len(tei.every(root, "//t:seg[@type='omission']/t:gap")) == 1
    [slip] = [finding for finding in findings if finding.rule == "label-slip"]
    assert "'MR. LIMDQVIST' is likely a slip for 'MR. LINDQVIST'" in slip.message
    assert "MR. LIMDQVIST:" in words(root, "//t:speaker")


def test_a_frus_document() -> None:
    root, _ = document("frus")
    assert words(root, "/t:head") == ["12. Telegram From the Embassy in Lorania to the Department of State"]
    assert words(root, "//t:signed") == ["Birch"]
    assert [item.partition(" ")[0] for item in words(root, "/t:div[@type='notes']//t:item")] == ["*", "1"]
    [note] = tei.every(root, "//t:sourceDesc//t:note[@type='reference']")
    assert (note.text or "").startswith("Department of State, Central Files, 611.00")


@pytest.mark.parametrize("name", ["web-page", "facts-below"])
def test_facts_under_headings_go_to_the_header(name: str) -> None:
    root, findings = document(name)
    assert words(root, "//t:speaker") == ["Alder:", "Birch:", "Alder:"]
    assert words(root, "/t:head") == ["Minutes of a Talk of Alder and Birch"]
    references = [note.text or "" for note in tei.every(root, "//t:sourceDesc//t:note[@type='reference']")]
    assert any("Lorania Foreign Ministry Archive" in words for words in references)
    assert "Russian" in references
    [said] = [finding for finding in findings if finding.rule == "site-chosen"]
    assert said.severity == "note"
    assert "wilson-center-labels" in said.message


def test_the_cover_sheet_of_a_file() -> None:
    root, _ = document("cover-sheet")
    assert words(root, "/t:opener/t:address") == ["To Comrade Halloran"]
    [title] = tei.every(root, "//t:titleStmt/t:title[@type='main']")
    assert title.text == "Telegram from Ambassador Birch, 'On the Treaty'"
    assert [p.text for p in tei.every(root, "//t:abstract/t:p")] == ["Birch reports on the treaty."]


def test_a_page_of_search_results_is_refused() -> None:
    with pytest.raises(SourceError, match=r"search-results\.txt: this is a page of search results.*save its page"):
        document("search-results")


def test_notes_after_production_notes() -> None:
    text = "A Talk\n\nZhou: a.\n\nMao: b.\n\nZhou: c.\n\nPrinted on 5 May 1964\n\n* * *\n\n1 A note.\n"
    root, _, _ = parse(Path("talk.txt"), data=text.encode(), edition=Edition())
    assert words(root, "/t:div[@type='conversation']/t:closer/t:seg") == ["Printed on 5 May 1964"]
    assert words(root, "/t:div[@type='notes']/t:list/t:item/t:label") == ["1"]


def test_a_ciphered_telegram_with_its_copies_above_and_below() -> None:
    text = (
        "CIPHERED TELEGRAM No. 75\nPORT AMBER\nTo KRALL [Linden].\nReceived at 10:30, 14.10.50\n"
        "Copies: Alder (2), Birch, Archive\n\nTop Secret\n\nMet with ELMSLEY. He said the following:\n\n"
        "1. The friends are ready.\n2. The ships have not come.\n\nHALLORAN\n\n14.10.50\n\nCopies:\n1-Alder\n2-Birch\n"
    )
    root, _, _ = parse(Path("telegram.txt"), data=text.encode(), edition=Edition())
    assert kind(root)[0] == "telegram"
    assert words(root, "/t:opener/t:address") == ["To KRALL [Linden]."]
    assert words(root, "/t:opener/t:seg[@type='production']") == ["Received at 10:30, 14.10.50"]
    assert words(root, "/t:opener/t:seg[@type='distribution']") == ["Copies: Alder (2), Birch, Archive"]
    assert words(root, "//t:signed") == ["HALLORAN"]
    assert words(root, "/t:div[@type='distribution']//t:item") == ["1-Alder", "2-Birch"]
    assert [date.get("when") for date in tei.every(root, "//t:closer//t:date")] == ["1950-10-14"]


def test_participants_on_lines_of_their_own() -> None:
    text = (
        "Memorandum of Conversation\n\nPARTICIPANTS: The President\nSecretary Alder\nMr. Birch, Interpreter\n\n"
        "DATE & TIME: 4 May 1957\n\nPresident Elmsley: Is it warm?\n\nMr. Alder: [To the interpreter] It is.\n\n"
        "President Elmsley: Good.\n"
    )
    root, _, _ = parse(Path("memo.txt"), data=text.encode(), edition=Edition())
    assert words(root, "/t:list[@type='participants']/t:item")[1:3] == ["Secretary Alder", "Mr. Birch, Interpreter"]
    assert words(root, "//t:stage[@type='delivery']") == ["[To the interpreter]"]
    assert len(tei.every(root, "//t:sp")) == 3


def test_speakers_who_each_speak_once_under_bare_names() -> None:
    text = (
        "Conversation between Alder Maro and Ambassador Birch\n\nAlder Maro: I could not sleep. Let us settle this.\n\n"
        "[Alder Maro laughs]\n\nBirch: I have listened to you, Alder Maro (hereafter Alder).\n\nOlin Dray: And the "
        "fleet?\n\nAlder: Yes, the fleet.\n"
    )
    root, _, _ = parse(Path("talk.txt"), data=text.encode(), edition=Edition())
    assert words(root, "//t:speaker") == ["Alder Maro:", "Birch:", "Olin Dray:", "Alder:"]
    assert words(root, "//t:vocal") == ["[Alder Maro laughs]"]


def test_any_mixture_of_lines_is_valid_and_whole() -> None:
    chance = random.Random(1957)
    lines = [line for path in DOCUMENTS for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    schema, memory = compiled(own_schema()), load_memory(())
    for _ in range(400):
        mixed = chance.choice(["\n", "\n\n", "  "]).join(chance.choices(lines, k=chance.randint(1, 14)))
        tree, source, _ = parse(Path("mixed.txt"), data=mixed.encode(), edition=Edition(), memory=memory, site="none")
        root = tei.parse(tei.serialize(tree))
        assert coverage(source, root).is_complete, f"{mixed!r}: {coverage(source, root).report()}"
        assert schema.validate(root), f"{mixed!r}: {schema.error_log}"
