"""Our verdicts are those of jing, on every document that the tests have, and on every feature of RELAX NG."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tei_edition import tei
from tei_edition.validation.faults import find_faults
from tei_edition.validation.grammar import Grammar
from tei_edition.validation.schema import own_schema, verdicts
from tei_edition.validation.verdict import Verdicts
from validation.instances import Instances
from validation.libxml2 import compiled
from validation.mutants import mutants
from validation.test_schematron import TEXT

ROOT = Path(__file__).parents[2]
SOUND = [ROOT / "tests" / "data" / "patterns.xml", *sorted((ROOT / "tei" / "documents").glob("*.xml"))]
Jing = Callable[[Path, list[Path]], set[Path]]

pytestmark = pytest.mark.xdist_group("tei-all")


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Sound documents, slips in them, and random documents of our schema."""
    folder = tmp_path_factory.mktemp("documents")
    texts = [TEXT, *(path.read_text(encoding="utf-8") for path in SOUND)]
    made = texts + [mutant.text for mutant in mutants(texts[:1], 200) if "not-well-formed" not in mutant.rules]
    maker = Instances(own_schema(), seed=17)
    made += [tei.serialize(maker.document(name, 30)).decode() for name in maker.elements[::2]]
    paths = [folder / f"{number:04}.xml" for number in range(len(made))]
    for path, text in zip(paths, made, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def invalid(grammar: Grammar, documents: list[Path]) -> set[Path]:
    return {path for path in documents if find_faults(grammar, tei.read(path))}


def unsure(verdicts: Verdicts, documents: list[Path]) -> set[Path]:
    return {path for path in documents if not verdicts.is_sure(tei.read(path))}


def test_our_schema(documents: list[Path], jing: Jing) -> None:
    theirs = jing(own_schema(), documents)
    assert 80 < len(theirs) < len(documents) - 60
    assert invalid(Grammar(own_schema()), documents) == theirs
    assert unsure(verdicts(own_schema()), documents) == theirs
    fast = {path for path in documents if not compiled(own_schema()).validate(tei.read(path))}
    assert theirs <= fast, "libxml2 lets pass what is not valid"


def test_all_of_tei(documents: list[Path], jing: Jing, tei_all_schema: Path) -> None:
    theirs = jing(tei_all_schema, documents)
    assert len(theirs) > 80
    assert invalid(Grammar(tei_all_schema), documents) == theirs
    assert theirs <= unsure(verdicts(tei_all_schema), documents)


def test_real_documents(corpus: Path, jing: Jing, tei_all_schema: Path) -> None:
    documents = sorted(
        [*(corpus / "dev" / "minutes").glob("*.xml"), *(corpus / "dev" / "frus" / "tei").glob("*.xml")]
        + [path for path in (corpus / "dev" / "apparatus").glob("*.xml") if "malformed" not in path.name]
        + list((corpus / "dev" / "turns").glob("*.xml"))
    )
    assert len(documents) > 20
    for schema in (own_schema(), tei_all_schema):
        theirs = jing(schema, documents)
        assert invalid(Grammar(schema), documents) == theirs
        assert theirs <= unsure(verdicts(schema), documents)


RNG = (
    '<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">'
)
SCHEMAS = {
    "interleave": (
        '<start><element name="a"><interleave><element name="b"><empty/></element><oneOrMore><element name="c"><text/>'
        "</element></oneOrMore><text/></interleave></element></start>",
        ["<a><b/><c/></a>", "<a>x<c/>y<b/><c/></a>", "<a><b/></a>", "<a><b/><c/><b/></a>"],
    ),
    "name classes": (
        '<start><element><anyName><except><name>z</name><nsName ns="urn:n"/></except></anyName><zeroOrMore><attribute>'
        "<anyName/></attribute></zeroOrMore><optional><element><choice><name>b</name><name>c</name></choice><empty/>"
        "</element></optional></element></start>",
        ["<a x='1' y='2'><b/></a>", "<z/>", "<n xmlns='urn:n'/>", "<q><c/></q>", "<q><d/></q>"],
    ),
    "combine and recursion": (
        '<start><ref name="a"/></start><define name="a"><element name="a"><ref name="x"/></element></define>'
        '<define name="x" combine="choice"><empty/></define><define name="x" combine="choice"><ref name="a"/></define>',
        ["<a/>", "<a><a><a/></a></a>", "<a><a/><a/></a>"],
    ),
    "attributes in choice": (
        '<start><element name="a"><choice><attribute name="x"/><group><attribute name="y"><value>1</value></attribute>'
        '<element name="b"><empty/></element></group></choice></element></start>',
        ["<a x=''/>", "<a y='1'><b/></a>", "<a y='2'><b/></a>", "<a x='' y='1'><b/></a>", "<a/>", "<a x=''><b/></a>"],
    ),
    "optional attributes": (
        '<start><element name="a"><ref name="x"/><optional><attribute><choice><name>y</name><name>z</name></choice>'
        '</attribute></optional><optional><group><attribute name="v"/><attribute name="w"/></group></optional>'
        '<element name="b"><ref name="x"/><text/></element></element></start><define name="x"><optional>'
        '<attribute name="x"/></optional><attribute name="n"/></define>',
        [
            "<a x='' n=''><b n='' x=''>t</b></a>",
            "<a n='' y='' w='' v=''><b n=''/></a>",
            "<a n='' y='' z=''><b n=''/></a>",
            "<a n='' x='' v=''><b n=''/></a>",
            "<a x=''><b n=''/></a>",
            "<a n=''><b x=''/></a>",
            "<a n='' x=''/>",
        ],
    ),
    "lists and data": (
        '<start><element name="a"><attribute name="n"><list><oneOrMore><data type="integer">'
        '<param name="minInclusive">2</param></data></oneOrMore></list></attribute>'
        '<choice><data type="date"/><value type="string"> x </value>'
        '<data type="token"><except><value>no</value></except></data></choice></element></start>',
        [
            "<a n='2 3'>1964-02-29</a>",
            "<a n='1'>x</a>",
            "<a n=''>x</a>",
            "<a n='2'>no</a>",
            "<a n='2'/>",
            "<a n='2'> x </a>",
        ],
    ),
    "white space": (
        '<start><element name="a"><attribute name="n"><list><oneOrMore><data type="token"/></oneOrMore></list>'
        '</attribute><attribute name="t"><choice><value>x</value><value>y z</value></choice></attribute><optional>'
        '<element name="b"><choice><empty/><value type="token">1</value></choice></element></optional>'
        "</element></start>",
        [
            "<a n='1' t='x'> \t\n&#13;<b> </b></a>",
            "<a n='1' t=' y \t z'/>",
            "<a n='1' t='x'>\u00a0<b/></a>",
            "<a n='1' t='x'><b/>\u2003</a>",
            "<a n='1' t='x'><b>\u3000</b></a>",
            "<a n='1' t='x'><b>1\u00a0</b></a>",
            "<a n='1' t='x\u00a0'/>",
            "<a n='1' t='y\u2028z'/>",
            "<a n='\u00a0' t='x'/>",
            "<a n=' ' t='x'/>",
        ],
    ),
    "words of a list": (
        '<start><element name="a"><attribute name="n"><list><data type="token"><param name="pattern">[^ ]{1,3}</param>'
        '</data><data type="token"/></list></attribute></element></start>',
        ["<a n='1 2'/>", "<a n='1\u00a02'/>", "<a n='1\u00a02 3'/>", "<a n='1\u00852 3'/>", "<a n='1&#10;2'/>"],
    ),
    "mixed and ambiguous": (
        '<start><element name="a"><mixed><choice><element name="b"><attribute name="x"/></element><element name="b">'
        '<element name="c"><empty/></element></element></choice></mixed></element></start>',
        ["<a>t<b x=''/>t</a>", "<a><b><c/></b></a>", "<a><b/></a>", "<a>t</a>", "<a><b x=''><c/></b></a>"],
    ),
    "nested grammars": (
        '<start><element name="a"><grammar><start><choice><ref name="b"/><parentRef name="b"/></choice></start>'
        '<define name="b"><element name="inner"><empty/></element></define></grammar></element></start>'
        '<define name="b"><element name="outer"><empty/></element></define>',
        ["<a><inner/></a>", "<a><outer/></a>", "<a/>"],
    ),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_features_of_relax_ng(name: str, tmp_path: Path, jing: Jing) -> None:
    rules, texts = SCHEMAS[name]
    schema = tmp_path / "schema.rng"
    schema.write_text(f"{RNG}{rules}</grammar>", encoding="utf-8")
    documents = [tmp_path / f"{number}.xml" for number in range(len(texts))]
    for path, text in zip(documents, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    ours = invalid(Grammar(schema), documents)
    assert ours <= unsure(verdicts(schema), documents)
    assert 0 < len(ours) < len(documents)
    assert {path.name for path in ours} == {path.name for path in jing(schema, documents)}


def test_a_schema_in_several_files(tmp_path: Path, jing: Jing) -> None:
    (tmp_path / "base.rng").write_text(
        f'{RNG}<start><element name="a"><ref name="x"/></element></start><define name="x"><empty/></define></grammar>'
    )
    (tmp_path / "part.rng").write_text(f'{RNG}<start><element name="p"><empty/></element></start></grammar>')
    schema = tmp_path / "schema.rng"
    schema.write_text(
        f'{RNG}<include href="base.rng"><define name="x"><externalRef href="part.rng"/></define></include></grammar>'
    )
    documents = [tmp_path / "1.xml", tmp_path / "2.xml"]
    documents[0].write_text("<a/>")
    documents[1].write_text("<a><p/></a>")
    assert invalid(Grammar(schema), documents) == {documents[0]} == jing(schema, documents)
