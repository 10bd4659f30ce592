"""All input is hostile: nothing is fetched, nothing is expanded, nothing grows out of bounds, and one line says why."""

import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lxml import etree

from growth import grows_linearly
from tei_edition import tei
from tei_edition.errors import ConfigError, EditionError, TeiError
from tei_edition.validation import check, is_valid, validate
from tei_edition.validation.grammar import Grammar

PATTERNS = Path(__file__).parents[1] / "data" / "patterns.xml"
TEXT = PATTERNS.read_text(encoding="utf-8")
SECRET = "a secret nobody may read"


def refused(data: bytes) -> str:
    """The one line that a file is refused with."""
    with pytest.raises(TeiError) as caught:
        validate(Path("bad.xml"), data)
    line = str(caught.value)
    assert "\n" not in line
    assert line.startswith("bad.xml")
    assert SECRET not in line
    return line


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET, encoding="utf-8")
    return path


def with_doctype(doctype: str, inside: str = "") -> bytes:
    return f'<?xml version="1.0"?>\n{doctype}\n<TEI xmlns="{tei.TEI}">{inside}</TEI>'.encode()


def test_an_external_entity_of_a_file_is_refused(secret: Path) -> None:
    line = refused(with_doctype(f'<!DOCTYPE TEI [<!ENTITY x SYSTEM "{secret.as_uri()}">]>', "&x;"))
    assert "DOCTYPE, which could pull in other files; delete the <!DOCTYPE" in line


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE TEI [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
        '<!DOCTYPE TEI [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>',
        '<!DOCTYPE TEI SYSTEM "http://127.0.0.1:9/tei.dtd">',
        '<!DOCTYPE TEI PUBLIC "-//TEI//DTD" "tei.dtd">',
        "<!DOCTYPE TEI>",
        "<!doctype TEI>",
    ],
)
def test_a_doctype_of_any_kind_is_refused(doctype: str) -> None:
    assert "DOCTYPE" in refused(with_doctype(doctype)) or "well-formed" in refused(with_doctype(doctype))


def test_a_doctype_is_told_on_its_line() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert ":3:3: the file has a DOCTYPE" in refused("<!-- é -->\n\n  <!DOCTYPE TEI><TEI/>".encode(encoding))
        assert ":1:1: the file has a DOCTYPE" in refused("<!DOCTYPE TEI><TEI/>".encode(encoding))


def test_a_doctype_behind_much_else_is_refused() -> None:
    data = f'<!--{"x" * 300_000}--><!DOCTYPE TEI [<!ENTITY a "b">]><TEI xmlns="{tei.TEI}">&a;</TEI>'
    assert "DOCTYPE" in refused(data.encode())


def test_a_bomb_of_entities_is_refused_at_once() -> None:
    rows = "".join(f'<!ENTITY a{k} "{f"&a{k - 1};" * 10}">' for k in range(1, 12))
    start = time.perf_counter()
    refused(with_doctype(f'<!DOCTYPE TEI [<!ENTITY a0 "ha">{rows}]>', "&a11;"))
    refused(f'<!--{"x" * 300_000}--><!DOCTYPE TEI [<!ENTITY a0 "ha">{rows}]><TEI>&a11;</TEI>'.encode())
    assert time.perf_counter() - start < 10


def test_depth_is_bounded() -> None:
    line = refused(b"<a>" * 300 + b"</a>" * 300)
    assert "256 deep in each other; look for tags that are not closed" in line


def test_the_deepest_document_that_is_read_is_checked() -> None:
    deep = TEXT.replace("</body>", "<div>" * 200 + "<p>x</p>" + "</div>" * 200 + "</body>")
    assert check(Path("deep.xml"), deep.encode()).failure == ""


def test_a_huge_text_without_markup_is_refused() -> None:
    line = refused(f'<TEI xmlns="{tei.TEI}">{"x" * 10_500_000}</TEI>'.encode())
    assert "ten million characters stand here without any markup" in line


def test_cost_grows_linearly_with_hostile_content() -> None:
    def brackets(size: int) -> bytes:
        return TEXT.replace("They kept talking.", "( ] ) “ " * size).encode()

    def errors(size: int) -> bytes:
        return TEXT.replace("<listPerson>", "<listPerson>" + '<persn ref="#x"/>' * size, 1).encode()

    for make, size in ((brackets, 2_000), (errors, 2_000)):
        made = {n: make(n) for n in (size, 4 * size)}
        assert grows_linearly(lambda n, made=made: check(Path("a.xml"), made[n]), size), make.__name__


def test_200_000_attributes_are_refused_at_once() -> None:
    rows = " ".join(f'a{k}="x"' for k in range(200_000))
    start = time.process_time()
    assert "more than 1000 attributes" in refused(f'<TEI xmlns="{tei.TEI}" {rows}/>'.encode())
    assert time.process_time() - start < 5


def test_every_attribute_that_an_element_may_have_is_checked_at_once() -> None:
    """libxml2 alone takes minutes for one such element."""
    names = "style rend rendition n ana corresp source resp subtype type when notBefore notAfter from to datingPoint"
    values = dict.fromkeys(("when", "notBefore", "notAfter", "from", "to"), "1964")
    written = " ".join(f'{name}="{values.get(name, "#a")}"' for name in names.split())
    for more, valid in (("", True), (' odd="1"', False)):
        person = f'<person xml:id="many"><idno xml:lang="en" cert="high" {written}{more}>x</idno></person>'
        assert is_valid(TEXT.replace("</listPerson>", person + "</listPerson>", 1).encode()) is valid


def test_many_odd_attributes_are_told_of_in_a_few_lines() -> None:
    rows = " ".join(f'a{k}="x"' for k in range(900))
    assert 1 <= len(validate(Path("a.xml"), f'<TEI xmlns="{tei.TEI}" {rows}/>'.encode())) < 100


def test_an_inclusion_is_never_followed(secret: Path) -> None:
    include = f'<include xmlns="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    found = validate(Path("a.xml"), TEXT.replace("<p n=", f"{include}<p n=", 1).encode())
    assert SECRET not in str(found)
    assert any(row.rule == "schema-name" and "`include` is not in the TEI namespace" in row.message for row in found)


def test_a_stylesheet_may_read_nothing(secret: Path, tmp_path: Path) -> None:
    xsl = 'xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"'
    path = tmp_path / "leak.xsl"
    path.write_text(
        f'<xsl:stylesheet {xsl}><xsl:template match="/"><x><xsl:copy-of select="document(\'{tmp_path}/s.xml\')"/></x>'
        "</xsl:template></xsl:stylesheet>",
        encoding="utf-8",
    )
    (tmp_path / "s.xml").write_text(f"<s>{SECRET}</s>", encoding="utf-8")
    try:
        made = str(tei.stylesheet(path)(tei.parse(b"<a/>")))
    except etree.XSLTApplyError:
        made = ""
    assert SECRET not in made


def test_an_instruction_that_names_a_stylesheet_is_only_kept(secret: Path) -> None:
    instruction = f'<?xml-stylesheet type="text/xsl" href="{secret.as_uri()}"?>\n<TEI '
    assert [row.rule for row in validate(Path("a.xml"), TEXT.replace("<TEI ", instruction, 1).encode())] == [
        "tags-unreviewed"
    ]


def test_nul_bytes_are_refused() -> None:
    assert "a control character" in refused(TEXT.replace("They kept", "They\x00kept").encode())


@pytest.mark.parametrize("name", ["UTF-7", "cp037", "HZ-GB-2312", "no-such-encoding"])
def test_encodings_that_hide_markup_are_refused(name: str) -> None:
    data = f'<?xml version="1.0" encoding="{name}"?><TEI>+ADw-!DOCTYPE x+AD4-</TEI>'.encode()
    assert f"the encoding {name!r} is not read; save the file as UTF-8" in refused(data)


def test_a_wrong_encoding_is_told() -> None:
    latin = TEXT.replace("They kept", "Thé kept").encode("latin-1", "replace")
    assert "these bytes are not in the encoding that the first line names" in refused(latin)
    named = TEXT.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"')
    [found] = [row for row in validate(Path("a.xml"), named.encode()) if row.rule == "encoding-doubtful"]
    assert (found.line, found.message) == (1, "the file says that it is ISO-8859-1, but its characters are UTF-8")
    assert [row.rule for row in validate(Path("a.xml"), TEXT.encode("utf-16"))] != []


def test_doubled_ids_are_told_with_both_lines() -> None:
    broken = TEXT.replace('xml:id="p9"', 'xml:id="p8"')
    [found] = [row for row in validate(Path("a.xml"), broken.encode()) if row.rule == "id-repeated"]
    line = TEXT[: TEXT.index('xml:id="p8"')].count("\n") + 1
    assert found.message == f"the xml:id `p8` stands on line {line} too"


def test_size_is_capped_before_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(EditionError, match=r"larger than 64 MB; raise the limit with --max-size"):
        validate(path)
    path.write_bytes(TEXT.encode())
    with pytest.raises(EditionError, match="larger than"):
        validate(path, max_size=100)


@pytest.mark.parametrize("made", ["include", "externalRef"])
def test_a_schema_takes_in_no_file_from_elsewhere(made: str, tmp_path: Path) -> None:
    inside = tmp_path / "schemas"
    inside.mkdir()
    rng = 'xmlns="http://relaxng.org/ns/structure/1.0"'
    (tmp_path / "secret.rng").write_text(f'<element {rng} name="a"><text/></element>', encoding="utf-8")
    part = '<include href="../secret.rng"/>' if made == "include" else ""
    start = "<start><text/></start>" if made == "include" else '<start><externalRef href="../secret.rng"/></start>'
    (inside / "a.rng").write_text(f"<grammar {rng}>{part}{start}</grammar>", encoding="utf-8")
    with pytest.raises(ConfigError, match="only take in files from its own folder"):
        Grammar(inside / "a.rng")


def test_memory_stays_flat_over_many_files(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(TEXT.replace("#Romania", "#Rumania"), encoding="utf-8")
    code = (
        "import sys, resource\nfrom itertools import repeat\nfrom tei_edition.validation import validate_all\n"
        "for _ in validate_all(repeat(sys.argv[1], int(sys.argv[2]))): pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0
    peaks = [
        int(subprocess.run([sys.executable, "-c", code, tmp_path / "a.xml", n], capture_output=True, check=True).stdout)
        for n in ("20", "400")
    ]
    assert peaks[1] < peaks[0] * 1.25
