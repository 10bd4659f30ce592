"""Each rule of the house: what it finds, and what it lets pass."""

from pathlib import Path

import pytest

from tei_edition import tei
from tei_edition.errors import ConfigError, Finding
from tei_edition.validation import RULES, validate
from validation.test_schematron import TEXT as IMAGES

PATTERNS = Path(__file__).parents[1] / "data" / "patterns.xml"
TEXT = PATTERNS.read_text(encoding="utf-8")


def told(text: str, path: Path = Path("a.xml")) -> dict[str, Finding]:
    """The findings by rule, the last of each."""
    return {finding.rule: finding for finding in validate(path, text.encode())}


def changed(*pairs: tuple[str, str]) -> str:
    text = TEXT
    for right, wrong in pairs:
        assert right in text
        text = text.replace(right, wrong, 1)
    return text


KEPT = "They kept talking."
NASE = '<person xml:id="Nesti_Nase"><persName type="main">Nesti Nase'
NAMED = '<persName type="main">Nesti Nase</persName>'
MARS = '<place xml:id="Mars"><placeName>Mars</placeName></place>'
WRONG = [
    ("pointer-bare", ('ref="#Romania"', 'ref="Romania"'), "`placeName/@ref` is `Romania` without a #"),
    (
        "pointer-unresolved",
        ('resp="#ed"', 'resp="#edd"'),
        "which is not in the document — did you mean `#ed`?",
    ),
    (
        "entry-unused",
        ("</listPlace>", '<place xml:id="Mars"><placeName>Mars</placeName></place></listPlace>'),
        "`Mars`",
    ),
    (
        "who-not-participant",
        ('          <person corresp="#Nesti_Nase" role="guest"><persName>Nesti Nase</persName></person>\n', ""),
        "`sp/@who` is `#Nesti_Nase`, who is not among the participants",
    ),
    (
        "form-two-ids",
        (
            '<person xml:id="Nesti_Nase"><persName type="main">Nesti Nase',
            '<person xml:id="Nesti_Nase"><persName>Peng Zhen',
        ),
        "“Peng Zhen” is `Nesti_Nase` here and `Peng_Zhen` elsewhere",
    ),
    (
        "forms-differ-by-accents",
        (
            '<person xml:id="Nesti_Nase"><persName type="main">Nesti Nase',
            '<person xml:id="Nesti_Nase"><persName>Péng Zhèn',
        ),
        "“Péng Zhèn” (`Nesti_Nase`) differs from “Peng Zhen” (`Peng_Zhen`)",
    ),
    (
        "person-out-of-time",
        (
            '<persName type="main">Nesti Nase</persName>',
            '<persName type="main">Nesti Nase</persName><death when="1963"/>',
        ),
        "Nesti Nase takes part on 1964-08-03, after death (1963)",
    ),
    (
        "person-out-of-time",
        (
            '<persName type="main">Nesti Nase</persName>',
            '<persName type="main">Nesti Nase</persName><birth when="1965"/>',
        ),
        "before being born (1965)",
    ),
    ("date-impossible", ('when="1964-08-05"', 'when="1964-8-5"'), "is '1964-8-5' — did you mean '1964-08-05'?"),
    ("date-impossible", ('when="1964-08-05"', 'when="1900-02-29"'), "'1900-02-29'"),
    ("date-implausible", ('when="1964-08-05"', 'when="2964-08-05"'), "is 2964-08-05, and the document is of 1964"),
    (
        "weekday-wrong",
        (">5 August 1964<", ">Monday, 5 August 1964<"),
        "the text says Monday, and 1964-08-05 was a Wednesday",
    ),
    ("bracket-unbalanced", (KEPT, "They (kept talking."), "( opens here and never closes: “They (kept talking."),
    ("bracket-unbalanced", (KEPT, "They kept] talking."), "] closes here what nothing opened"),
    ("quote-unbalanced", (KEPT, "They “kept talking."), "“ opens here and never closes"),
    ("quote-unbalanced", (KEPT, "They kept” talking."), "” closes here what nothing opened"),
    ("original-unstated", ("<textLang", "<locus"), "this is a translation"),
    ("tags-unreviewed", ("They", "They"), "28 of 28 tags have not been reviewed"),
]


@pytest.mark.parametrize(("rule", "change", "message"), WRONG, ids=[row[0] for row in WRONG])
def test_a_rule_says_what_it_found(rule: str, change: tuple[str, str], message: str) -> None:
    text = changed(change)
    if rule == "original-unstated":
        text = (
            text.replace("Original in Chinese, not seen.</textLang>", "In Chinese</locus>")
            .replace(' mainLang="zh"', "")
            .replace("(original, not seen)", "")
        )
    found = told(text)[rule]
    assert message in found.message
    assert found.remedy
    if rule != "tags-unreviewed":
        assert found.line > 0 < found.column
        assert found.where.startswith("/tei:TEI/")


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        (("<body>", "<body>"), []),
        (
            ('facs="#f1"', 'facs="#f9"'),
            ["pointer-unresolved: `pb/@facs` points to `#f9`, which is"],
        ),
        (('facs="#f1"', 'facs="f1"'), ["pointer-bare: `pb/@facs` is `f1` without a #"]),
        (
            ('facs="#f1"', 'facs="#p8"'),
            ["facsimile-astray: `pb/@facs` is `#p8`, which is neither"],
        ),
        (
            ('facs="#f1"', 'facs="../images/0001"'),
            ["facsimile-astray: `pb/@facs` is `../images/0001`, which"],
        ),
        (
            ('facs="#f1"', 'facs="0001"'),
            ["facsimile-astray: `pb/@facs` is `0001`, which is neither"],
        ),
        (('facs="#f1"', 'facs="https://example.org/iiif/f1"'), []),
        (('facs="#f1"', 'facs="#f1 ../images/1.tif"'), []),
        (('start="#b2"', 'start="#p8"'), ["facsimile-astray: `surface/@start` is `#p8`, which is no page break"]),
        (('start="#b2"', 'start="#b9"'), ["pointer-unresolved: `surface/@start` points to `#b9`, which is not in"]),
    ],
)
def test_pages_and_their_images(change: tuple[str, str], messages: list[str]) -> None:
    assert change[0] in IMAGES
    found = [row for row in validate(Path("a.xml"), IMAGES.replace(*change).encode()) if row.severity != "note"]
    assert len(found) == len(messages), [str(row) for row in found]
    for row, message in zip(found, messages, strict=True):
        assert f"{row.rule}: {row.message}".startswith(message)


RIGHT = [
    "They (kept [on] talking).",
    "They kept: 1) on, 2) talking, (3) and on.",
    "They “kept ‘on’ talking” and « on ».",
    'They kept <choice><sic>on)</sic><corr resp="#ed">on</corr></choice> talking.',
    'They (kept talking<supplied reason="unbalanced-bracket" resp="#ed">)</supplied>.',
    '<date when="1964-08-03">Monday, 3 August 1964</date> it was.',
    '<date from="1964-08" to="1964-08-05">August</date> <time when="16:30:00">4:30</time>.',
    '<ref target="https://example.org/a">there</ref> and <ref target="notes.html">here</ref>.',
]


@pytest.mark.parametrize("words", RIGHT)
def test_what_is_right_passes(words: str) -> None:
    assert sorted(told(changed((KEPT, words)))) == ["tags-unreviewed"]


def test_a_bracket_may_close_in_a_later_paragraph() -> None:
    text = changed((KEPT, "They (kept talking."), ("do you have any views?", "do you have any views)?"))
    assert sorted(told(text)) == ["tags-unreviewed"]


def test_a_quotation_may_go_on_in_the_next_paragraph() -> None:
    text = changed(("We hope for", "“We hope for"), (KEPT, "“They kept talking.”"))
    assert sorted(told(text)) == ["tags-unreviewed"]


def test_a_place_is_told_in_line_and_column() -> None:
    found = told(changed((KEPT, "They (kept talking.")))["bracket-unbalanced"]
    line = TEXT.splitlines()[found.line - 1]
    assert line[: found.column - 1].endswith("They ")


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """An edition with one list and one document."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "authority").mkdir()
    (tmp_path / "edition.toml").write_text("[edition]\n", encoding="utf-8")
    (tmp_path / "authority" / "persons.xml").write_text(
        f'<TEI xmlns="{tei.TEI}"><standOff><listPerson><person xml:id="Zhou_En-lai"/></listPerson></standOff></TEI>',
        encoding="utf-8",
    )
    return tmp_path


def test_entries_of_the_edition_are_looked_up(edition: Path) -> None:
    path = edition / "documents" / "a.xml"
    found = told(TEXT, path)["entry-missing"]
    assert found.message.endswith("persons.xml has no entry `Zhou_Enlai` — did you mean `Zhou_En-lai`?")
    right = TEXT.replace("persons:Zhou_Enlai", "persons:Zhou_En-lai")
    assert "entry-missing" not in told(right, path)


def test_a_prefix_leads_to_no_file_outside_the_edition(edition: Path) -> None:
    outside = edition.parent / "outside.xml"
    outside.write_text("<TEI/>", encoding="utf-8")
    text = TEXT.replace("../authority/persons.xml#", "../../outside.xml#")
    assert "entry-missing" not in told(text, edition / "documents" / "a.xml")
    hostile = TEXT.replace('matchPattern="(.+)"', 'matchPattern="(a+)+$"')
    assert "entry-missing" not in told(hostile, edition / "documents" / "a.xml")


def test_an_edition_sets_severities(edition: Path) -> None:
    settings = '[rules]\ntags-unreviewed = "off"\nsource-missing = "off"\nentry-missing = "note"\n'
    (edition / "edition.toml").write_text(settings, encoding="utf-8")
    [found] = validate(edition / "documents" / "a.xml", TEXT.encode())
    assert (found.rule, found.severity) == ("entry-missing", "note")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('tag-unreviewed = "off"', "there is no rule `tag-unreviewed` — did you mean `tags-unreviewed`?"),
        ('tags-unreviewed = "loud"', "is 'loud'; write error, warning, note or off"),
        ("tags-unreviewed = 3", "is not a table of severities"),
    ],
)
def test_a_wrong_severity_is_one_line(edition: Path, line: str, message: str) -> None:
    path = edition / "edition.toml"
    path.write_text(f"[rules]\n{line}\n", encoding="utf-8")

    with pytest.raises(ConfigError) as caught:
        validate(edition / "documents" / "a.xml", TEXT.encode())
    assert message in str(caught.value)


APPARATUS = """<listWit><witness xml:id="A">A</witness><witness xml:id="B">B</witness></listWit>"""


def apparatus(entry: str) -> dict[str, Finding]:
    text = changed(("<msDesc>", APPARATUS + "<msDesc>"), (KEPT, f"They kept talking. {entry}"))
    return told(text)


@pytest.mark.parametrize(
    ("entry", "rules"),
    [
        ('<app><lem wit="#A">a</lem><rdg wit="#B">b</rdg></app>', []),
        ('<app><lem wit="#A">a</lem><rdg wit="#C">b</rdg></app>', ["witness-undeclared"]),
        ('<app><lem wit="#A">a</lem><rdg wit="#A #B">b</rdg></app>', ["witness-repeated"]),
        ('<app><lem wit="#A">a</lem><rdg wit="#B">a</rdg></app>', ["reading-repeated"]),
        ('<app><rdg wit="#A">a</rdg><rdg wit="#B"> a </rdg></app>', ["reading-repeated"]),
        (
            '<app><rdg wit="#A"><seg type="sentence" xml:id="A.1">a</seg></rdg>'
            '<rdg wit="#B"><seg type="sentence" xml:id="B.1">a</seg></rdg></app>',
            [],
        ),
        ('<app loc="12"><lem>Another conference!</lem><rdg wit="#B">b</rdg></app>', []),
        ('<app><lem wit="#A">to day</lem><rdg wit="#B">today</rdg></app>', []),
        ('<app loc="12"><lem>Another congress!</lem><rdg wit="#B">b</rdg></app>', ["lemma-differs"]),
        ('<app loc="99"><lem>a</lem><rdg wit="#B">b</rdg></app>', ["apparatus-place"]),
        ('<app from="#p13" to="#p9"><lem>a</lem><rdg wit="#B">b</rdg></app>', ["apparatus-place"]),
        ('<app from="#p16"><lem>(Soviet and East European Affairs file copy)</lem><rdg wit="#B">b</rdg></app>', []),
        ('<app from="#p16"><lem>(Soviet file copy)</lem><rdg wit="#B">b</rdg></app>', ["lemma-differs"]),
        ('<app loc="w.1-2"><lem>Foreign Ministry</lem><rdg wit="#B">b</rdg></app>', []),
        ('<app loc="w.2+"><lem/><rdg wit="#B">b</rdg></app>', []),
        ('<app loc="w.2"><lem>Foreign</lem><rdg wit="#B">b</rdg></app>', ["lemma-differs"]),
        ('<app loc="w.0"><lem>Time</lem><rdg wit="#B">b</rdg></app>', ["apparatus-place"]),
        ('<app loc="w.9999"><lem>Time</lem><rdg wit="#B">b</rdg></app>', ["apparatus-place"]),
        ('<app xml:id="a"><lem>a</lem><rdg wit="#B">a</rdg></app><app prev="#a"><lem>b</lem><rdg wit="#B"/></app>', []),
        ('<app><lem>a</lem><rdgGrp><rdg wit="#A">b</rdg><rdg wit="#B">B</rdg></rdgGrp></app>', []),
        ('<app><lem>a</lem><rdgGrp><rdg wit="#A">b</rdg><rdg wit="#C">B</rdg></rdgGrp></app>', ["witness-undeclared"]),
        ('<app from="#p77"><lem>a</lem><rdg wit="#B">b</rdg></app>', ["pointer-unresolved"]),
    ],
)
def test_the_apparatus(entry: str, rules: list[str]) -> None:
    assert sorted(set(apparatus(entry)) - {"tags-unreviewed"}) == rules


def test_the_apparatus_of_a_real_edition(corpus: Path) -> None:
    path = corpus / "dev" / "apparatus" / "teiphy_no_listwit.xml"
    rules = [finding.rule for finding in validate(path)]
    assert rules.count("witness-undeclared") > 10
    assert "pointer-bare" not in rules


def test_every_rule_is_told_in_full() -> None:
    for rule in RULES.values():
        assert rule.about.endswith(".")
        assert not rule.remedy.endswith(".")
