"""The quick verdict is that of the reader that tells faults, on every document."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tei_edition import tei
from tei_edition.validation.faults import find_faults
from tei_edition.validation.grammar import _CERTAIN, _XSD, RNG
from tei_edition.validation.schema import own_schema, verdicts
from validation.instances import Instances
from validation.mutants import mutants

PATTERNS = Path(__file__).parents[1] / "data" / "patterns.xml"
TEXT = PATTERNS.read_text(encoding="utf-8")


def is_sure(text: str | bytes) -> bool:
    return verdicts(own_schema()).is_sure(tei.parse(text if isinstance(text, bytes) else text.encode()))


def is_sound(text: str | bytes) -> bool:
    root = tei.parse(text if isinstance(text, bytes) else text.encode())
    return not find_faults(verdicts(own_schema()).grammar, root)


def test_slips_in_a_sound_document() -> None:
    texts = [row.text for row in mutants([TEXT], 200, seed=8) if "not-well-formed" not in row.rules]
    found = [is_sure(text) for text in texts]
    assert found == [is_sound(text) for text in texts]
    assert True in found
    assert False in found


def test_random_documents() -> None:
    maker = Instances(own_schema(), seed=5)
    for name in maker.elements[::12]:
        root = maker.document(name, 40)
        assert is_sure(tei.serialize(root)), name
        # What follows its parent instead of standing in it, and an attribute of another element.
        for row in list(root.iter())[::5]:
            parent = row.getparent()
            if parent is not None and parent is not root:
                parent.addnext(row)
                row.set("when", row.get("n", "1964"))
                break
        assert is_sure(tei.serialize(root)) == is_sound(tei.serialize(root)), name


@pytest.mark.parametrize(
    ("right", "wrong", "sound"),
    [
        ("<listPlace>", "<listPlace><!-- to do -->", True),
        ("<listPlace>", "<listPlace><!-- to do --> words", False),
        ("<listPlace>", "<listPlace><?x y?><!-- to do -->\n", True),
        ("</listPlace>", "words</listPlace>", False),
        ("They kept", "They <!-- indeed --> kept", True),
        ('<idno type="sha256">', '<idno type="sha256"><!-- of the file -->', True),
        ("<listPlace>", "<listPlace>\u00a0", False),
        ("</listPlace>", "</listPlace>\u2003", False),
        ("<listPlace>", "<listPlace>&#13;\t", True),
        ('type="delivery"', 'type="delivery\u00a0"', False),
        ('type="delivery"', 'type=" delivery\t"', True),
        ("They kept", "They <kept/>", False),
        ("They kept", "They<![CDATA[ kept]]>", True),
        ('n="10" xml:id="p10"', 'xml:id="p10" n="10"', True),
        ('n="10" xml:id="p10"', 'n="10"', False),
        ('xml:id="p10"', 'xml:id="10p"', False),
        ('xml:id="p10"', 'xml:id="é10"', True),
        ('ref="#Romania"', 'ref="#Romania #CMEA"', True),
        ('ref="#Romania"', 'ref=""', False),
    ],
)
def test_what_is_seldom_met(right: str, wrong: str, sound: bool) -> None:
    assert right in TEXT
    text = TEXT.replace(right, wrong, 1)
    assert is_sound(text) is sound
    assert is_sure(text) is sound


@pytest.mark.parametrize("name", _CERTAIN)
def test_what_is_certain_of_a_data_type_is_what_libxml2_says(name: str) -> None:
    element = etree.Element(f"{RNG}element", name="x", datatypeLibrary=_XSD)
    etree.SubElement(element, f"{RNG}data", type=name)
    schema = etree.RelaxNG(element)
    holder = etree.Element("x")

    @given(st.from_regex(_CERTAIN[name], fullmatch=True))
    def holds(value: str) -> None:
        holder.text = value
        assert schema.validate(holder), value

    holds()
