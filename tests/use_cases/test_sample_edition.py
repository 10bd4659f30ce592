"""The sample edition, as its editors and readers use it."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tei_edition import tei
from tei_edition.edition import load_edition
from tei_edition.encoding import coverage, parse, seal, state
from tei_edition.rendering import render_html, render_pdf, render_text
from tei_edition.tei import Element

EDITION = Path(__file__).parents[2] / "tei"
SOURCE = EDITION / "sources" / "memcon-1964-08-03.txt"
DOCUMENT = EDITION / "documents" / "memcon-1964-08-03.xml"


@pytest.fixture(scope="module")
def root() -> Element:
    return tei.read(DOCUMENT)


def test_the_document_is_what_parse_makes_until_an_editor_touches_it() -> None:
    data = DOCUMENT.read_bytes()
    if seal.is_intact(data):
        assert seal.close(tei.serialize(parse(SOURCE, edition=load_edition(EDITION))[0])) == data
        assert state.state_path(DOCUMENT).read_bytes() == data


def test_nothing_of_the_source_is_lost(root: Element) -> None:
    _, source, _ = parse(SOURCE, edition=load_edition(EDITION))
    assert coverage(source, root).is_complete


def test_the_inventory_of_brackets_is_the_sources(root: Element) -> None:
    text = tei.one(root, "t:text")
    assert text is not None
    projection = tei.project(text)
    assert (projection.count("("), projection.count(")")) == (39, 38)
    assert len(tei.every(root, "//t:sp")) == 6
    stages = tei.every(root, "//t:stage[@type='interjection']")
    narrated = [stage for stage in stages if stage.get("ana") == "#int.narrated"]
    spoken = [stage for stage in stages if stage not in narrated]
    assert (len(narrated), len(spoken)) == (1, 9)
    assert sum(len(tei.every(stage, "t:said")) for stage in spoken) == 13
    assert len(tei.every(root, "//t:seg[@type='addressee'] | //t:stage[@type='delivery']")) == 3


def test_a_scholar_asks_who_spoke_and_how_much(root: Element) -> None:
    words: dict[str, int] = {}
    for speech in tei.every(root, "//t:sp | //t:said"):
        who = speech.get("who", "")
        own = "".join(str(text) for text in speech.xpath(".//text()") if owner(text) is speech)
        words[who] = words.get(who, 0) + len(own.split())
    assert max(words, key=lambda who: words[who]) == "#Zhou_Enlai"
    assert set(words) == {"#Zhou_Enlai", "#Peng_Zhen", "#Tran_Tu_Binh", "#Nesti_Nase", "#Pak_Se-chang"}


def owner(text: object) -> Element | None:
    """Whose word this is: the nearest speech around it; the recorder's where a label or a stage comes first."""
    node = text.getparent()  # type: ignore[attr-defined]
    node = node.getparent() if getattr(text, "is_tail", False) else node
    while node is not None:
        if tei.name(node) in ("said", "sp"):
            return node  # type: ignore[no-any-return]
        if tei.name(node) in ("label", "speaker", "stage"):
            return None
        node = node.getparent()
    return None


def test_roles_are_told_apart(root: Element) -> None:
    refs: dict[str, set[str]] = {}
    for role in tei.every(root, "//t:body//t:rs[@type='person']"):
        refs.setdefault(" ".join(tei.project(role).split()).lower(), set()).add(role.get("ref", ""))
    assert refs["korean ambassador"] == {"#Pak_Se-chang"}
    assert refs["korea’s ambassador to indonesia"] != refs["korean ambassador"]
    assert refs["three ambassadors to china"] == {"#Tran_Tu_Binh #Nesti_Nase #Pak_Se-chang"}


def test_the_page_and_the_text_hold_every_paragraph(root: Element) -> None:
    page, text = render_html(root), render_text(root)
    for element in tei.every(root, "//t:text//*[@n and @xml:id]"):
        assert f'id="{element.get(tei.XML_ID)}"' in page
        assert re.sub(r"\s+", "", tei.project(element)) in re.sub(r"\s+", "", text)


def test_the_pdf_holds_every_paragraph_in_order(root: Element, tool: Callable[[str], str], tmp_path: Path) -> None:
    """Read inside the type area only, so that heads, page numbers and margin numbers do not come between."""
    pdf = tmp_path / "memcon.pdf"
    pdf.write_bytes(render_pdf(root, tei=DOCUMENT.read_bytes(), tei_name=DOCUMENT.name))
    area = ["-x", "82", "-y", "70", "-W", "338", "-H", "570"]
    command = [tool("pdftotext"), *area, str(pdf), "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    words = re.sub(r"[\s\u00ad-]+", "", printed)
    words = words.replace("1sic;read:revisionistsdo", "").replace("revisionistsdoes1", "revisionistsdoes")
    at = 0
    for element in tei.every(root, "//t:text//*[@n and @xml:id]"):
        wanted = re.sub(r"[\s\u00ad-]+", "", tei.project(element))
        found = words.find(wanted, at)
        assert found >= 0, f"paragraph {element.get('n')}: {wanted[:60]}"
        at = found + len(wanted)


def test_the_mentions_are_those_an_expert_marked(corpus: Path) -> None:
    """Exact spans against the gold of the document, all types together: F1 of 0.95 and more."""
    import csv

    from tei_edition.entities import find_mentions, load_authority
    from tei_edition.sources import read_source
    from tei_edition.transcripts import transcribe

    gold_file = corpus / "gold" / "memcon-1964-08-03" / "mentions.tsv"
    with gold_file.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    scored = [row for row in rows if row["zone"] not in ("web-title", "archive-metadata")]
    gold = {(int(row["start"]), int(row["end"]), row["type"].replace("role-person", "role")) for row in scored}
    transcript = transcribe(read_source(SOURCE))
    tagging = find_mentions(transcript, load_authority([EDITION / "authority"]))
    found = {(mention.start, mention.end, str(mention.category)) for mention in tagging.mentions}
    right = len(gold & found)
    assert 2 * right / (len(gold) + len(found)) >= 0.95
