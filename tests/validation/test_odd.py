"""The ODD is the only source of the schema, and says all that the schema needs to say."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from tei_edition import resources, tei
from tei_edition.errors import TeiError
from tei_edition.validation.odd import product
from tei_edition.validation.schema import own_schema
from tei_edition.validation.schematron import own_schematron

ROOT = Path(__file__).parents[2]
ODD = own_schema().with_suffix(".odd")
EXAMPLES = "http://www.tei-c.org/ns/Examples"
MADE = {
    "rng": own_schema(),
    "sch": own_schematron(),
    "rules": resources.folder("validation") / "data" / "schematron.toml",
    "page": ROOT / "docs" / "reference" / "schema.md",
}
SPECS = "elementSpec classSpec macroSpec dataSpec"


def named(element: tei.Element) -> str:
    """The name of the element that a specification is about, as documents have it."""
    other = tei.one(element, "t:altIdent")
    return element.get("ident", "") if other is None else other.text or ""


@pytest.fixture
def odd() -> tei.Element:
    return tei.read(ODD)


@pytest.mark.parametrize("name", MADE)
def test_what_is_made_from_the_odd_is_fresh(name: str, odd: tei.Element) -> None:
    assert MADE[name].read_bytes() == product(odd, name), "run `make schema`"


@pytest.mark.parametrize("name", MADE)
def test_making_it_again_gives_the_same_bytes(name: str, odd: tei.Element) -> None:
    assert product(odd, name) == product(odd, name) == product(tei.read(ODD), name)


def test_everything_is_described(odd: tei.Element) -> None:
    for kind in [*SPECS.split(), "attDef", "valItem", "constraintSpec"]:
        for row in odd.iter(tei.q(kind)):
            desc = tei.one(row, "t:desc")
            assert desc is not None, f"{kind} {row.get('ident')}"
            assert "".join(desc.itertext()).strip(), f"{kind} {row.get('ident')}"


def test_every_reference_leads_to_a_specification(odd: tei.Element) -> None:
    known = {row.get("ident") for kind in SPECS.split() for row in odd.iter(tei.q(kind))}
    for kind in ("memberOf", "elementRef", "classRef", "macroRef", "dataRef"):
        for row in odd.iter(tei.q(kind)):
            assert row.get("key") in known or (kind == "dataRef" and row.get("name")), etree.tostring(row)
    attributes = {
        (spec.get("ident"), row.get("ident"))
        for spec in odd.iter(tei.q("classSpec"))
        for row in spec.iter(tei.q("attDef"))
    }
    assert {(row.get("class"), row.get("name")) for row in odd.iter(tei.q("attRef"))} <= attributes


def test_nothing_is_specified_twice_or_left_out(odd: tei.Element) -> None:
    idents = Counter(row.get("ident") for kind in SPECS.split() for row in odd.iter(tei.q(kind)))
    assert [name for name, count in idents.items() if count > 1] == []
    groups = {row.get(tei.XML_ID) for row in odd.iter(tei.q("specGrp"))}
    assert {row.get("target", "")[1:] for row in odd.iter(tei.q("specGrpRef"))} == groups


def test_the_modules_of_tei_bring_what_is_specified(odd: tei.Element) -> None:
    """Tools of the community start from these lists, and then read the specifications."""
    specified: dict[str, set[str]] = {}
    for row in odd.iter(tei.q("elementSpec")):
        if row.get("mode") == "replace":
            specified.setdefault(row.get("module", ""), set()).add(row.get("ident", ""))
    brought = {row.get("key"): set(row.get("include", "").split()) for row in tei.every(odd, "//t:moduleRef[@include]")}
    assert brought == specified


def test_every_element_has_an_example_that_the_schema_allows(odd: tei.Element) -> None:
    grammar = etree.parse(own_schema())
    start = next(grammar.getroot().iter("{*}start"))
    for child in list(start):
        start.remove(child)
    choice = etree.SubElement(start, f"{{{etree.QName(start).namespace}}}choice")
    for row in odd.iter(tei.q("elementSpec")):
        etree.SubElement(choice, f"{{{etree.QName(start).namespace}}}ref", name=row.get("ident", ""))
    schema = etree.RelaxNG(grammar)
    for row in odd.iter(tei.q("elementSpec")):
        examples = tei.every(row, "t:exemplum")
        assert examples, row.get("ident")
        for example in examples:
            [shown] = example[0]
            text = etree.tostring(shown, with_tail=False).replace(EXAMPLES.encode(), tei.TEI.encode())
            root = tei.parse(text)
            assert named(row) in {tei.name(element) for element in root.iter()}
            assert schema.validate(root), f"{row.get('ident')}: {schema.error_log}"


def test_the_page_has_every_element_and_attribute(odd: tei.Element) -> None:
    page = MADE["page"].read_text(encoding="utf-8")
    for row in odd.iter(tei.q("elementSpec")):
        assert f'### {named(row)} <a id="{row.get("ident")}">' in page
    for row in odd.iter(tei.q("attDef")):
        assert f"`@{row.get('ident')}`" in page


def test_examples_stand_on_the_page_as_they_are(odd: tei.Element) -> None:
    page = MADE["page"].read_text(encoding="utf-8")
    shown = [block.split("```")[0] for block in page.split("```xml\n")[1:]]
    examples = list(odd.iter(f"{{{EXAMPLES}}}egXML"))
    assert len(shown) == len(examples)
    for text, example in zip(shown, examples, strict=True):
        root = tei.parse(text.encode())
        assert [(e.tag, dict(e.attrib), (e.text or "").split()) for e in root.iter()] == [
            (tei.name(e), dict(e.attrib), (e.text or "").split()) for e in example[0].iter()
        ]


def test_what_cannot_be_turned_into_a_schema_is_refused() -> None:
    for right, wrong in (
        ('<elementRef key="speaker"/>', '<elementRef key="speaker" maxOccurs="3"/>'),
        ("<textNode/>", "<anyElement/>"),
    ):
        text = ODD.read_text(encoding="utf-8")
        assert right in text
        with pytest.raises(TeiError, match="the schema cannot be made"):
            product(tei.parse(text.replace(right, wrong).encode()), "rng", ODD)


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tei_edition", "schema", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_an_edition_makes_its_own_schema(tmp_path: Path) -> None:
    """Take the ODD, forbid an element, make the schema, and validate with it."""
    own = tmp_path / "ours.odd"
    text = ODD.read_text(encoding="utf-8")
    begin = text.index('<elementSpec ident="milestone"')
    end = text.index("</elementSpec>", begin) + len("</elementSpec>")
    own.write_text(text[:begin] + text[end:], encoding="utf-8")
    assert run(own, "--check", cwd=tmp_path).returncode == 1
    done = run("ours.odd", "--page", "ours.md", cwd=tmp_path)
    assert (done.returncode, done.stdout.split()) == (0, ["ours.rng", "ours.sch", "ours.md"])
    assert run(own, "--check", cwd=tmp_path).returncode == 0
    schema = etree.RelaxNG(etree.parse(tmp_path / "ours.rng"))
    sound = (ROOT / "tests" / "data" / "patterns.xml").read_text(encoding="utf-8")
    assert schema.validate(tei.parse(sound.encode()))
    assert not schema.validate(tei.parse(sound.replace("</opener>", '<milestone unit="x"/></opener>', 1).encode()))


def test_a_file_that_is_no_odd_gets_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.odd").write_text("<TEI", encoding="utf-8")
    done = run("a.odd", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert run("none.odd", cwd=tmp_path).returncode == 2
