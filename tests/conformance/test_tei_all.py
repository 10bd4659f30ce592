"""Whatever our schema accepts, all of TEI accepts."""

import copy
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from sources.making import as_docx, as_html, as_pdf
from tei_edition import tei
from tei_edition.edition import Edition
from tei_edition.encoding import coverage, load_memory, parse
from tei_edition.validation.schema import conforms, own_schema
from validation.instances import Instances
from validation.libxml2 import compiled
from validation.test_schematron import TEXT

ROOT = Path(__file__).parents[2]
PATTERNS = ROOT / "tests" / "data" / "patterns.xml"
SAMPLES = sorted([PATTERNS, *(ROOT / "tei" / "documents").glob("*.xml"), *(ROOT / "tei" / "authority").glob("*.xml")])
ODD = [
    "Zhou:\n\nZhou: Yes.\n",
    "A heading only\n",
    "Time: 3 August 1964\n",
    "Recorder: Tao Bingwei\n\nTop Secret\n",
    "Zhou: a\n\nZhou: b\n\nPrinted on 5 May 1964\n\nReceived on 6 May 1964\n\nsomething after it\n",
    "Just one sentence of text.\n",
    "1. A point.\n\n2. Another.\n\nA paragraph.\n",
    "Zhou: [...] (laughs) [Dong (Mao: x.] y)\n\nZhou: z (Ambassador Huang laughs.)\n",
    "Zhou: We propose three ways:\n\n(1) a\n\n(2) b\n\nZhou: So be it.\n\nCC: A, B (1)\n\nOffice (2)\n",
    "Report\n\nThe Romanian ambassador came on 5 May. He left in mid-July.\n",
    "Ministry of Trade\n\nPort Amber, 5 May 1957\n\nDear Mr. Alder:\n\nAll is well.\n\nYours sincerely,\n\nA. Birch\n",
    "TELEGRAM\n\nFrom: A\nTo: B\nSubject: C\n\nReceived: 5 May 1957\n\nAll is well.\n\nB I R C H\n\nCopies:\n\nX (2)\n",
    "A Talk\n\nZhou: a [1].\n\nMao: b.\n\nZhou: c.\n\nPrinted on 5 May 1964\n\n* * *\n\n* Source: so.\n\n1 A note.\n",
    "A Talk\n\nParticipants:\n\nMr. Alder\n\nMr. Birch\n\nIt rained.\n\n[1] A note.\n\nmore\n\nNotes\n\n[1] b\n",
    "Dear Sir,\n\nCopies:\n\nSigned: A. Birch\n",
    "Distribution:\n\nReceived on 5 May 1957\n\nA. Birch\n",
    "Q: Why?\n\nA: Because.\n\nQ: So?\n\nA: So.\n\nA. Birch\n\nDistribution:\n",
]

pytestmark = pytest.mark.xdist_group("tei-all")


def told(schema: etree.RelaxNG) -> str:
    return "; ".join(f"{entry.line}: {entry.message}" for entry in list(schema.error_log)[:4])


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_our_documents_are_valid_in_both(path: Path, tei_all: etree.RelaxNG) -> None:
    root = tei.read(path)
    own = compiled(own_schema())
    assert own.validate(root), told(own)
    assert tei_all.validate(root), told(tei_all)


def test_a_document_with_images_is_valid_in_both(tei_all: etree.RelaxNG) -> None:
    root = tei.parse(TEXT.encode())
    own = compiled(own_schema())
    assert own.validate(root), told(own)
    assert tei_all.validate(root), told(tei_all)


@pytest.mark.parametrize("text", ODD)
def test_odd_documents_are_valid_in_both(text: str, tei_all: etree.RelaxNG) -> None:
    root = tei.parse(tei.serialize(parse(Path("odd.txt"), data=text.encode(), edition=Edition())[0]))
    own = compiled(own_schema())
    assert own.validate(root), told(own)
    assert tei_all.validate(root), told(tei_all)


MARKED = """<html><head><meta charset="utf-8"></head><body><p>It is a <b>report</b> of <i>Zhou Enlai</i>.</p>
<h2>First <i>part</i></h2><p>One<a id="r1" href="#n1">1</a> two.</p><ul><li>a<li>b</ul><h2>Second</h2>
<table><tr><th>x<th>y<tr><td><td>z<br>w</table><div id="n1"><p><a href="#r1">1</a> A <i>note</i>.</p><p>More.</p></div>
<ol><li>one<li>two</ol></body></html>"""
SPOKEN = MARKED.replace("<h2>Second</h2>", "<p><b>Zhou</b>: We <i>went.</i></p><p>Zhou: Yes.</p><p>And then.</p>")


@pytest.mark.parametrize("page", [MARKED, SPOKEN, "<html><h1>A</h1><h2>B</h2></html>", "<html><ul><li>a</ul></html>"])
def test_marked_up_pages_are_valid_in_both(page: str, tei_all: etree.RelaxNG) -> None:
    root = tei.parse(tei.serialize(parse(Path("odd.html"), data=page.encode(), edition=Edition())[0]))
    own = compiled(own_schema())
    assert own.validate(root), told(own)
    assert tei_all.validate(root), told(tei_all)


def test_every_format_is_valid_in_both(tei_all: etree.RelaxNG) -> None:
    text = (ROOT / "tei" / "sources" / "memcon-1964-08-03.txt").read_text(encoding="utf-8")
    for kind, make in (("html", as_html), ("docx", as_docx), ("pdf", as_pdf)):
        root = tei.parse(tei.serialize(parse(Path(f"a.{kind}"), data=make(text), edition=Edition())[0]))
        assert tei_all.validate(root), f"{kind}: {told(tei_all)}"
        assert compiled(own_schema()).validate(root)


def mutants(count: int) -> list[tuple[str, tei.Element]]:
    """The pattern document, each time with one element or attribute deleted, renamed, moved or doubled."""
    chance = random.Random(1964)
    original = tei.read(PATTERNS)
    names = sorted({tei.name(element) for element in original.iter() if tei.name(element)})
    found = []
    for _ in range(count):
        root = copy.deepcopy(original)
        elements = [
            element for element in root.iter() if isinstance(element.tag, str) and element.getparent() is not None
        ]
        element, other = chance.choice(elements), chance.choice(elements)
        parent = element.getparent()
        assert parent is not None
        kind = chance.choice(["delete", "rename", "double", "move", "attribute", "text"])
        if kind == "delete":
            parent.remove(element)
        elif kind == "rename":
            element.tag = tei.q(chance.choice(names))
        elif kind == "double":
            parent.insert(parent.index(element), copy.deepcopy(element))
        elif kind == "move" and element not in other.iterancestors() and other is not element:
            other.insert(0, element)
        elif kind == "attribute":
            for name in list(element.attrib)[:1]:
                del element.attrib[name]
        else:
            element.text = "stray"
        found.append((f"{kind} {tei.name(element)}", root))
    return found


def test_what_ours_accepts_of_300_mutants_tei_accepts(tei_all: etree.RelaxNG) -> None:
    own = compiled(own_schema())
    wrong = [name for name, root in mutants(300) if own.validate(root) and not tei_all.validate(root)]
    assert wrong == []


def test_ours_refuses_most_mutants() -> None:
    own = compiled(own_schema())
    refused = sum(not own.validate(root) for _, root in mutants(300))
    assert refused > 100


def test_random_documents_of_our_schema_are_tei(
    tei_all_schema: Path, jing: Callable[[Path, list[Path]], set[Path]], tmp_path: Path
) -> None:
    """Judged by jing: libxml2 takes minutes for an element with many attributes."""
    documents = []
    for seed in range(1, 5):
        maker = Instances(own_schema(), seed=seed)
        for name in maker.elements[seed - 1 :: 4]:
            document = maker.document(name)
            assert conforms(document), etree.tostring(document)
            documents.append(tmp_path / f"{name}-{seed}.xml")
            documents[-1].write_bytes(etree.tostring(document))
    assert len(documents) > 80
    assert jing(tei_all_schema, documents) == set()


def test_the_odd_is_tei(tei_all: etree.RelaxNG) -> None:
    assert tei_all.validate(tei.read(own_schema().with_suffix(".odd"))), told(tei_all)


def test_all_of_a_corpus_is_valid_and_whole(
    corpus: Path, tei_all: etree.RelaxNG, as_text: Callable[[Path], str]
) -> None:
    own, memory = compiled(own_schema()), load_memory(())
    texts = {path: path.read_text(encoding="utf-8") for path in sorted((corpus / "dev").rglob("*.txt"))}
    for folder in ("minutes", "turns", "frus"):
        texts |= {path: as_text(path) for path in sorted((corpus / "dev" / folder).rglob("*.xml"))}
    assert len(texts) > 90
    for path, text in texts.items():
        tree, source, _ = parse(path.with_suffix(".txt"), data=text.encode(), edition=Edition(), memory=memory)
        root = tei.parse(tei.serialize(tree))
        assert coverage(source, root).is_complete, f"{path.name}: {coverage(source, root).report()}"
        assert own.validate(root), f"{path.name}: {told(own)}"
        assert tei_all.validate(root), f"{path.name}: {told(tei_all)}"
