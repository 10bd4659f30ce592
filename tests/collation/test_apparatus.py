"""Witnesses → apparatus → witnesses, in all three encodings; the markup of the base stays."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from tei_edition import tei
from tei_edition.collation import collate
from tei_edition.collation.apparatus import ENCODINGS, as_bytes, write
from tei_edition.collation.normalising import chain
from tei_edition.collation.normalising import settings as tables
from tei_edition.collation.received import read_apparatus
from tei_edition.collation.tei_text import read_text
from tei_edition.collation.witness import tokens, witness
from tei_edition.edition import Edition
from tei_edition.errors import Finding
from tei_edition.validation import validate

NORMAL = chain(tables())
TOKEN = st.sampled_from(
    ["the ", "The ", "cat ", "cat", ", ", ",", ". ", "sate ", "sat\n", "mat.\n\n", "28 ", "—", "“", "& "]
)
TEXT = st.lists(TOKEN, max_size=9).map("".join)
HEADER = (
    "<teiHeader><fileDesc><titleStmt><title>T</title></titleStmt><publicationStmt><publisher>P</publisher></publicationStmt>"
    "<sourceDesc><p>S</p></sourceDesc></fileDesc></teiHeader>"
)


def words(text: str) -> list[str]:
    return [token.strip() for token in tokens(text)]


def wrong(data: bytes) -> list[Finding]:
    """What validation finds, but for what nobody can know of a text that lies in no edition, or that is wrong there."""
    elsewhere = ("licence-missing", "rights-missing", "bracket-unbalanced", "quote-unbalanced", "source-digest")
    return [f for f in validate(Path("a.xml"), data, edition=Edition()) if f.rule not in elsewhere]


def document(body: str) -> tei.Element:
    return tei.parse(f'<TEI xmlns="{tei.TEI}">{HEADER}<text><body>{body}</body></text></TEI>'.encode())


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=60, deadline=None)
@example(texts=["cat, the ", "cat", "cat the "])
@example(texts=["a Cat sat", "a cat sat", "a CAT sat", "a dog sat", "a DOG sat"])
@given(texts=st.lists(TEXT, min_size=2, max_size=5))
def test_every_witness_comes_back_word_for_word_from_a_valid_document(encoding: str, texts: list[str]) -> None:
    made = [witness(siglum, text, NORMAL) for siglum, text in zip("ABCDE", texts, strict=False)]
    data = as_bytes(write(collate(made), encoding))
    assert wrong(data) == []
    root = tei.parse(data)
    if root.find(f".//{tei.q('app')}") is None:
        return
    found, findings = read_apparatus(root)
    assert findings == []
    assert {siglum: words(text) for siglum, text in found.items()} == {one.siglum: words(one.whole) for one in made}


# What the schema asks of an edition's documents, and these have not.
UNTOLD = ("document-language", "note-resp", "original-unstated")
INLINE = st.recursive(
    TEXT.map(lambda text: text.replace("&", "&amp;")),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["hi", "persName", "seg"]), inner).map(lambda p: f"<{p[0]}>{p[1]}</{p[0]}>"),
        st.lists(inner, min_size=1, max_size=3).map("".join),
        inner.map(lambda text: text + "<note>not of the text</note>"),
        inner.map(lambda text: text + '<pb n="2"/>'),
    ),
    max_leaves=5,
)


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=60, deadline=None)
@example(bodies=["<p>,<hi>, </hi></p>"], other="the the ", base=False)
@given(bodies=st.lists(INLINE.map(lambda t: f"<p>{t}</p>"), min_size=1, max_size=3), other=TEXT, base=st.booleans())
def test_the_markup_of_the_base_stays(encoding: str, bodies: list[str], other: str, base: bool) -> None:
    root = document("".join(bodies))
    try:
        text = read_text(root, tables()["tei"])
    except tei.TeiError:
        return
    before = [(e.tag, dict(e.attrib)) for e in root.iter(*map(tei.q, ("p", "hi", "persName", "seg", "pb", "note")))]
    made = [text.witness("A", NORMAL), witness("B", other, NORMAL)]
    done = collate(made, base="A" if base else "")
    data = as_bytes(write(done, encoding, 0, root, text))
    assert [finding for finding in wrong(data) if finding.rule not in UNTOLD] == []
    again = tei.parse(data)
    after = [(e.tag, dict(e.attrib)) for e in again.iter(*map(tei.q, ("p", "hi", "persName", "seg", "pb", "note")))]
    assert [row for row in after if row in before][: len(before)] == before
    if again.find(f".//{tei.q('app')}") is None:
        return
    found, findings = read_apparatus(again)
    assert findings == []
    assert {siglum: words(text) for siglum, text in found.items()} == {one.siglum: words(one.whole) for one in made}


MARKED = """<p n="1">On <date when="1964-07-28">28 July</date> <persName ref="#zhou">Zhou
  <hi>En</hi>lai</persName> went <note>by train</note>to <placeName>Peking</placeName>, and sat.</p>
  <p>He said so.</p>"""
OTHER = "On the 29th of July Zhou Enlai did not go to Beijing and he sat. She said so, and left."


def apparatus(encoding: str, base: str = "") -> tei.Element:
    root = document(MARKED)
    text = read_text(root, tables()["tei"])
    made = [text.witness("A", NORMAL), witness("B", OTHER, NORMAL), witness("1 b", OTHER + " Yes.", NORMAL)]
    return tei.parse(as_bytes(write(collate(made, base=base), encoding, 0, root, text)))


def test_the_base_is_read_without_notes_and_words_go_through_markup() -> None:
    text = read_text(document(MARKED), tables()["tei"])
    assert " ".join(text.text.split()) == "On 28 July Zhou Enlai went to Peking, and sat. He said so."


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [(["orig", "abbr"], "ye Kg of 1 sea"), (["reg", "expan"], "the King of 1 sea"), ([], "ye Kg of 1 sea")],
)
def test_an_edition_chooses_what_is_read(chosen: list[str], shown: str) -> None:
    root = document(
        "<p><choice>\n<orig>ye</orig>\n<reg>the</reg></choice> <choice><abbr>Kg</abbr><expan>King</expan></choice> of"
        ' <del>no</del><note place="inline">1</note><note>2</note> se<lb break="no"/>a</p>'
    )
    made = read_text(root, {**tables()["tei"], "choice": chosen})
    assert " ".join(made.text.split()) == shown
    done = collate([made.witness("A", NORMAL), witness("B", "no King of sea", NORMAL)], base="A")
    again = tei.parse(as_bytes(write(done, ENCODINGS[2], 0, root, made)))
    found, _ = read_apparatus(again, tables={**tables()["tei"], "choice": chosen})
    assert words(found["B"]) == ["no", "King", "of", "sea"]


def test_a_reading_stands_where_the_base_has_its_words() -> None:
    root = apparatus(ENCODINGS[0], "A")
    place = root.find(f".//{tei.q('placeName')}/{tei.q('app')}")
    assert place is not None
    assert [(tei.name(r), r.get("wit"), (r.text or "").strip(), r.get("type")) for r in place] == [
        ("lem", "#A", "Peking", None),
        ("rdg", "#B #w.1_b", "Beijing", "fact"),
    ]
    assert tei.every(root, "//t:note[.='by train']")


@pytest.mark.parametrize("encoding", ENCODINGS[1:])
def test_the_other_encodings_leave_the_text_as_it_is(encoding: str) -> None:
    body = tei.one(apparatus(encoding), ".//t:body")
    assert body is not None
    shown = re.sub(r"<anchor[^>]*/>", "", tei.fragment(body))
    assert shown.replace(f' xmlns="{tei.TEI}"', "") == f"<body>{MARKED}</body>"


def test_an_apparatus_says_who_its_witnesses_are_and_how_it_is_linked() -> None:
    root = apparatus(ENCODINGS[2])
    assert [(w.get(tei.XML_ID), w.get("n")) for w in root.iter(tei.q("witness"))] == [
        ("A", "A"),
        ("B", "B"),
        ("w.1_b", "1 b"),
    ]
    method = tei.one(root, ".//t:variantEncoding")
    assert method is not None
    assert (method.get("method"), method.get("location")) == ("double-end-point", "external")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_spellings_of_one_reading_are_a_group(encoding: str) -> None:
    root = write(
        collate({"A": "the war ended", "B": "the war ended", "C": "the peace ended", "D": "the Peace ended"}), encoding
    )
    [group] = tei.every(root, "//t:rdgGrp")
    assert [(r.get("wit"), (r.text or "").strip()) for r in group] == [("#D", "Peace"), ("#C", "peace")]
    assert wrong(as_bytes(root)) == []


def test_an_omission_by_eye_skip_is_told() -> None:
    texts = {"A": "he saw the ship and then the ship sank", "B": "he saw the ship sank"}
    made = [witness(siglum, text, NORMAL) for siglum, text in texts.items()]
    assert tei.every(write(collate(made, base="A")), "//t:rdg[@wit='#B'][@cause='eye-skip'][@type='omission']")


@pytest.mark.xdist_group("tei-all")
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_all_of_tei_accepts_it(encoding: str, tei_all: etree.RelaxNG) -> None:
    for root in (apparatus(encoding), apparatus(encoding, "A")):
        assert tei_all.validate(root), str(tei_all.error_log)[:600]
    texts = {"A": "a b.\n\nc white d war", "B": "", "C": "a white b d peace", "D": "x Peace", "E": "x peace"}
    made = [witness(siglum, text, NORMAL) for siglum, text in texts.items()]
    root = tei.parse(as_bytes(write(collate(made), encoding)))
    assert tei_all.validate(root), str(tei_all.error_log)[:600]


@pytest.mark.parametrize("name", ["some_dates", "ubs_ephesians", "no_listwit"])
def test_apparatuses_made_elsewhere_are_read(name: str, corpus: Path) -> None:
    path = corpus / "dev" / "apparatus" / f"teiphy_{name}.xml"
    texts, findings = read_apparatus(tei.read(path), path)
    assert len(texts) > 20 or name == "no_listwit"
    assert texts[next(iter(texts))].startswith("εν")
    assert {finding.rule for finding in findings} <= {"witness-undeclared", "witness-list-missing"}


def test_a_negative_apparatus_gives_the_lemma_to_those_it_does_not_name() -> None:
    root = document('<p>the <app><lem>black</lem><rdg wit="#B">white</rdg></app> cat</p>')
    listed = tei.E.listWit(tei.E.witness(n="A"), tei.E.witness(n="B"))
    root[0][0].append(tei.E.sourceDesc(listed))
    texts, _ = read_apparatus(root)
    assert texts == {"A": "the black cat", "B": "the white cat"}


def test_a_pointer_to_nothing_is_told_and_the_text_kept() -> None:
    root = document('<p>the black cat</p><listApp><app from="#a"><rdg wit="#B">white</rdg></app></listApp>')
    texts, findings = read_apparatus(root, "app.xml")
    assert texts == {"B": "the black cat"}
    assert [finding.rule for finding in findings] == ["witness-list-missing", "apparatus-unanchored"]
