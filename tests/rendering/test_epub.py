"""The e-book: what a reading system finds in it, what a reader reads, what epubcheck says."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from rendering.pdf_words import words_of as words_of_pages
from tei_edition import tei
from tei_edition.edition import Edition, load_edition
from tei_edition.errors import Finding, RenderError
from tei_edition.rendering import Design, render_epub, render_pdf

ROOT = Path(__file__).parents[2]
PATTERNS = ROOT / "tests" / "data" / "patterns.xml"
SAMPLE = next((ROOT / "tei" / "documents").glob("*.xml"))
NAMES = {
    "h": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "epub": "http://www.idpf.org/2007/ops",
}
MM = 72 / 25.4
WITHOUT_PDF = Edition(formats=("epub",))
# The smallest PNG: one white point.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe"
    "0def46b80000000049454e44ae426082"
)


class Book:
    """A book, opened."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.entries = archive.infolist()
            self.files = {entry.filename: archive.read(entry) for entry in self.entries}
        self.pages = {
            name.removeprefix("EPUB/"): etree.fromstring(words)
            for name, words in self.files.items()
            if name.endswith(".xhtml")
        }
        self.package = etree.fromstring(self.files["EPUB/package.opf"])

    def find(self, path: str, file: str = "") -> list[etree._Element]:
        """What is at a path in one file, or in all of the text."""
        names = [file] if file else sorted(name for name in self.pages if name.startswith("text-"))
        return [one for name in names for one in self.pages[name].xpath(path, namespaces=NAMES)]

    def said(self, path: str) -> list[str]:
        """What the package says at a path."""
        return [words_of(one) for one in self.package.xpath(path, namespaces=NAMES)]

    def text(self) -> str:
        """The words of the text in their order: without notes, corrections, numbers, and what pictures are called."""
        for extra in self.find(
            "//h:section[@class='notes'] | //h:h1[@class='title'] | //*[contains(@class, 'as-both')]"
            " | //*[contains(@class, 'corr as-read')] | //h:span[@class='n'] | //h:sup[@class='noteref']"
        ):
            extra.clear(keep_tail=True)
        return squeezed("".join(words_of(one) for one in self.find("//h:body")))


def words_of(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def squeezed(words: str) -> str:
    return re.sub(r"[\s\u2060]+", "", words)


def make(data: bytes, edition: Edition = WITHOUT_PDF, path: object = "", findings: list[Finding] | None = None) -> Book:
    design = Design.of(edition)
    return Book(render_epub(tei.parse(data), tei=data, path=path, design=design, findings=findings))


def small(body: str, header: str = "") -> bytes:
    head = f"<teiHeader><fileDesc><titleStmt><title>A title</title></titleStmt>{header}</fileDesc></teiHeader>"
    return f'<TEI xmlns="{tei.TEI}" xml:lang="en">{head}<text><body>{body}</body></text></TEI>'.encode()


@pytest.fixture(scope="module")
def sample() -> Book:
    return make(SAMPLE.read_bytes(), load_edition(ROOT / "tei"), SAMPLE)


@pytest.fixture(scope="module")
def patterns() -> Book:
    return make(PATTERNS.read_bytes(), Edition())


# What anyone could send: markup in the text, links that are none, identifiers, languages and addresses that are wrong,
# blocks where none may stand, elements that nobody knows, notes in notes and everywhere.
ODD = """<div xml:id="a b" xml:lang="not a language"><head>Odd &amp; &lt;b&gt;<note>In a heading.</note></head>
<p xml:id="print-page-1" n="1">w0x <zzz>w1x</zzz> <ref target="../../etc/passwd">w2x</ref>
<ref target="http://[bad">w3x</ref>
<ref target="http://example.org/a b">w4x</ref> <ref target="https://example.org/ü?a=%zz&amp;b=|#c#d">w5x</ref>
<ref target="javascript:alert(1)">w6x</ref> <ref target="#nowhere">w7x</ref> <ref target="#a b">w8x</ref>
<ref target="mailto:a@example.org">w9x</ref> <ref target="http://example.org:99999/">w10x</ref></p>
<p xml:id="1">w11x<note xml:id="n.1">A note <note>in a note</note>.</note>
<list><item>w12x<note>In a list.</note></item></list> w13x</p>
<p xml:lang="ar" xml:id="ü周">هذا w14x <foreign xml:lang="zh-Hant-TW-x-own">周恩來</foreign></p>
<table><head>w15x</head><row role="label"><cell>w16x</cell><cell cols="2">w17x</cell></row>
<row><cell>w18x
<table><row><cell>w19x</cell></row></table></cell></row>w20x</table>
<list><label>w21x</label><item>w22x</item><item>w23x</item><label>w24x</label></list>
<list/><table/><lg><l>w25x</l></lg>
<sp><speaker>w26x</speaker><stage>w27x</stage><p>w28x <stage type="interjection">w29x</stage></p></sp>
<p><choice><sic>w30x</sic><corr>right</corr></choice> <gap reason="illegible"/>
<supplied rend="brackets">w31x</supplied>
<del>w32x</del> <add>w33x</add> <unclear>w34x</unclear><lb/><hi rend="sup">w35x</hi>
<date when="1964-08-03">w36x</date></p>
<figure><graphic url="../../../../etc/passwd"/><head>w37x</head><figDesc>w38x</figDesc></figure><head/><p/>
<floatingText><body><head>w39x</head><p>w40x</p></body></floatingText><pb n="7"/><p>w41x <pb n="8"/>w42x</p>
<p><anchor type="print-place" n="9&quot;)"/><anchor type="print-x) #panic("/>w43x
<ruby><rb>w44x</rb><rt>w45x</rt></ruby></p></div>
<div type="appendix"><head>w46x</head><p>w47x <app><lem>w48x</lem><rdg wit="#A">reading</rdg></app> w49x</p></div>
<div type="chapter"><p>{{ 7 * 7 }} w50x ]]&gt; &lt;/section&gt;</p></div>"""


# The container


def test_the_container_begins_with_its_media_type_and_has_no_clock(sample: Book) -> None:
    first = sample.entries[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert sample.data[30:58] == b"mimetypeapplication/epub+zip"
    names = [entry.filename for entry in sample.entries]
    assert names[2:] == sorted(names[2:])
    assert {entry.date_time for entry in sample.entries} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_document_gives_the_same_bytes(sample: Book) -> None:
    assert make(SAMPLE.read_bytes(), load_edition(ROOT / "tei"), SAMPLE).data == sample.data


def test_the_tei_is_inside_byte_for_byte(sample: Book) -> None:
    [record] = sample.package.xpath("//o:link[@rel='record']/@href", namespaces=NAMES)
    assert sample.files[f"EPUB/{record}"] == SAMPLE.read_bytes()


def test_epubcheck_finds_nothing(tmp_path: Path, epubcheck: Callable[[Path], list[str]], sample: Book) -> None:
    path = tmp_path / "sample.epub"
    path.write_bytes(sample.data)
    assert epubcheck(path) == []


def test_epubcheck_sees_what_is_wrong(tmp_path: Path, epubcheck: Callable[[Path], list[str]]) -> None:
    (tmp_path / "text.xhtml.j2").write_text(
        '{% extends "frame.xhtml.j2" %}{% block content %}<p><p>x</p><a href="gone.xhtml">y</a></p>{% endblock %}'
    )
    data = small("<p>x</p>")
    path = tmp_path / "wrong.epub"
    path.write_bytes(render_epub(tei.parse(data), tei=data, design=Design(tmp_path, edition=WITHOUT_PDF)))
    assert any("RSC-007" in line for line in epubcheck(path))


def test_an_odd_document_keeps_its_words_and_stays_inside() -> None:
    told: list[Finding] = []
    made = make(small(ODD), Edition(), findings=told)
    assert {finding.rule for finding in told} == {"element-untreated"}
    assert_links_resolve(made)
    places = re.findall(r"w\d+x", made.text())
    assert list(dict.fromkeys(places)) == [f"w{k}x" for k in range(51)]
    assert all(re.fullmatch(r"(EPUB|META-INF)/[a-z0-9./-]+|mimetype", name) for name in made.files)
    assert not any(b"root:" in content for content in made.files.values())
    addresses = [link.get("href") for link in made.find("//h:a[@href]") if ":" in link.get("href", "")]
    assert addresses == ["https://example.org/%C3%BC?a=%25zz&b=%7C#c%23d", "mailto:a@example.org"]


ELEMENTS = """div head list item label table row cell p lg l sp speaker stage note hi persName ref graphic figure
    figDesc quote floatingText pb gap supplied date castList opener zzz""".split()


@st.composite
def odd_bodies(draw: st.DrawFn) -> str:
    """Elements in any order in one another, each with a word before, in and behind it."""
    count = 0

    def grown(depth: int) -> str:
        nonlocal count
        count += 3
        here, name = count, draw(st.sampled_from(ELEMENTS))
        attributes = draw(
            st.sampled_from(["", ' n="1" xml:id="same"', ' target="#same" url="../x.png"', ' xml:lang="ar"'])
        )
        inside = "".join(grown(depth - 1) for _ in range(draw(st.integers(0, 3)) if depth else 0))
        return f"w{here}x <{name}{attributes}>w{here + 1}x {inside}</{name}> w{here + 2}x "

    return "".join(grown(3) for _ in range(draw(st.integers(1, 3))))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(odd_bodies())
def test_no_word_is_lost_and_no_link_broken_whatever_stands_in_what(body: str) -> None:
    """The parser of XML reads every file back; words of notes stand at the end of their chapter."""
    made = make(small(body))
    assert_links_resolve(made)
    found = "".join(words_of(one) for one in made.find("//h:body"))
    assert [word for word in re.findall(r"w\d+x", body) if word not in found] == []


SCRIPTS = {"en": "The harbour", "ru": "Гавань города", "zh": "港口的船。", "ar": "ميناء المدينة"}
NOTES = "".join(
    f'<div><head xml:lang="{tag}">{words}</head>'
    + "".join(f'<p xml:lang="{tag}">{words} {k}<note>{words}: {k}</note> {words}.</p>' for k in range(50))
    + "</div>"
    for tag, words in SCRIPTS.items()
)


def test_four_scripts_and_200_notes() -> None:
    made = make(small(NOTES))
    assert len(made.find("//h:a[@epub:type='noteref'][@role='doc-noteref']")) == 200
    assert_notes_and_marks_meet(made, 200)
    assert made.said("//dc:language") == ["en", "ar", "ru", "zh"]
    assert {one.get("dir") for one in made.find("//*[@lang='ar']")} == {"rtl"}
    spoken = [note.get("lang") for note in made.find("//h:aside")]
    assert [spoken.count(tag) for tag in SCRIPTS] == [50] * 4, "a note keeps the language of the words it stood in"


def edition_with_pictures(folder: Path) -> Edition:
    """An edition with a picture, a file that only says it is one, and a link to one outside."""
    edition = folder / "edition"
    (edition / "documents").mkdir(parents=True)
    (edition / "images").mkdir()
    (edition / "edition.toml").write_text('[edition]\ntitle = "E"\nformats = ["pdf", "epub"]\n')
    (edition / "images" / "a b.png").write_bytes(PNG)
    (edition / "images" / "false.png").write_bytes(b"<svg onload='alert(1)'/>")
    (folder / "outside.png").write_bytes(PNG)
    (edition / "images" / "link.png").symlink_to(folder / "outside.png")
    return load_edition(edition)


ADDRESSES = ("../images/a%20b.png", "../images/false.png", "../../outside.png", "../images/link.png")
FIGURES = "".join(f'<figure><graphic url="{url}"/><figDesc>A white point</figDesc></figure>' for url in ADDRESSES)


def test_a_corpus_of_hard_documents_is_one_sound_book(tmp_path: Path, epubcheck: Callable[[Path], list[str]]) -> None:
    """Each begins with its title, whatever identifiers they share; epubcheck finds nothing."""
    parts = [small(body).decode() for body in (ODD, NOTES, FIGURES, '<p xml:id="a">Last</p>')]
    named = [part.replace("A title", f"Document {k}") for k, part in enumerate(parts)]
    head = "<teiHeader><fileDesc><titleStmt><title>All of them</title></titleStmt></fileDesc></teiHeader>"
    whole = f'<teiCorpus xmlns="{tei.TEI}">{head}{"".join(named)}</teiCorpus>'.encode()
    made = make(whole, edition_with_pictures(tmp_path), tmp_path / "edition" / "documents" / "x.xml")
    path = tmp_path / "corpus.epub"
    path.write_bytes(made.data)
    assert epubcheck(path) == []
    assert_links_resolve(made)
    assert made.said("//dc:title") == ["All of them"]
    assert [words_of(one) for one in made.find("//h:h1")] == [f"Document {k}" for k in range(4)]


def test_documents_with_an_apparatus_make_sound_books(
    tmp_path: Path, corpus: Path, epubcheck: Callable[[Path], list[str]]
) -> None:
    for path in (corpus / "dev" / "apparatus").glob("*_[su]*_*.xml"):
        made = make(path.read_bytes(), Edition())
        book = tmp_path / f"{path.stem}.epub"
        book.write_bytes(made.data)
        assert epubcheck(book) == []
        sigla = [words_of(one) for one in made.find("//*[@class='wit']")]
        assert len(sigla) >= 3


# What it says of itself


def test_the_package_says_what_the_header_says(sample: Book) -> None:
    assert sample.said("//dc:title")[1] == "Memorandum of conversation, 3 August 1964"
    assert sample.said("//dc:identifier") == ["tei-edition-sample/memcon-1964-08-03"]
    assert sample.said("//dc:language") == ["en"]
    assert sample.said("//dc:publisher") == ["The tei-edition project"]
    roles = {
        words_of(one): sample.said(f"//o:meta[@refines='#{one.get('id')}'][@property='role']")
        for one in sample.package.xpath("//dc:creator | //dc:contributor", namespaces=NAMES)
    }
    assert roles["Stephen Mercado"] == ["trl"]
    assert roles["Ministry of Foreign Affairs of the People's Republic of China"] == ["aut"]
    assert sample.package.xpath("//o:link[@rel='dcterms:license']/@href", namespaces=NAMES) == [
        "https://creativecommons.org/licenses/by/4.0/"
    ]
    assert any("retained by the rights holders" in words for words in sample.said("//dc:rights"))


def test_a_document_without_identifier_gets_one_that_lasts() -> None:
    data = small("<p>x</p>").replace(b"<TEI ", b'<TEI xml:id="letter" ')
    [name] = make(data).said("//dc:identifier")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", name)
    assert make(data.replace(b">x<", b">changed<")).said("//dc:identifier") == [name]
    others = Edition(formats=("epub",), identifier="other-edition")
    assert make(data, others).said("//dc:identifier") != [name]


def test_the_day_is_the_documents(sample: Book) -> None:
    dated = small("<p>x</p>", "<publicationStmt><p/><date when='2021-03-04'/></publicationStmt>")
    assert make(dated).said("//o:meta[@property='dcterms:modified']") == ["2021-03-04T00:00:00Z"]


def test_accessibility_is_told_and_no_more_than_was_checked(sample: Book) -> None:
    def said(name: str) -> set[str]:
        return set(sample.said(f"//o:meta[@property='schema:{name}']"))

    assert said("accessMode") == said("accessModeSufficient") == {"textual"}
    assert said("accessibilityHazard") == {"none"}
    assert {"tableOfContents", "structuralNavigation", "index", "pageNavigation", "pageBreakMarkers"} <= said(
        "accessibilityFeature"
    )
    assert "alternativeText" not in said("accessibilityFeature")
    assert said("accessibilitySummary")
    assert sample.said("//o:meta[@property='dcterms:conformsTo']") == []


# What a reader reads


def assert_links_resolve(made: Book) -> None:
    ids = {name: set(map(str, page.xpath("//@id"))) for name, page in made.pages.items()}
    for name, page in made.pages.items():
        assert len(page.xpath("//@id")) == len(ids[name]), name
        for href in map(str, page.xpath("//@href")):
            if not re.match(r"[a-z]+:", href) and not href.endswith(".css"):
                file, _, place = href.partition("#")
                assert file in ("", *ids)
                assert not place or unquote(place) in ids[file or name], href


def assert_notes_and_marks_meet(made: Book, count: int) -> None:
    notes = made.find("//h:aside[@epub:type='footnote'][@role='doc-footnote']")
    assert len(notes) == count
    for note in notes:
        page = note.getroottree()
        [mark] = page.xpath(f"//*[@href='#{note.get('id')}'][@role='doc-noteref']")
        [back] = note.xpath("./*[@role='doc-backlink']")
        assert back.get("href") == f"#{mark.get('id')}"
        assert back.text == mark.text


@pytest.mark.parametrize("name", ["sample", "patterns"])
def test_every_link_leads_somewhere(request: pytest.FixtureRequest, name: str) -> None:
    assert_links_resolve(request.getfixturevalue(name))


@pytest.mark.parametrize("path", [SAMPLE, PATTERNS])
def test_it_holds_the_text_in_order(path: Path) -> None:
    root = tei.read(path)
    text = make(path.read_bytes()).text()
    at = 0
    for element in tei.every(root, "//t:text//*[@n and @xml:id]"):
        whole = squeezed(tei.project(element))
        found = text.find(whole.replace("⟨)⟩", ""), at)
        if found < 0:
            # What editors supplied or left out stands in the book, not in the source: its neighbours are there.
            pieces = [squeezed(run) for run, _ in tei.projection(element)]
            for piece in pieces:
                found = text.find(piece, at)
                assert found >= 0, f"paragraph {element.get('n')}: {piece[:60]}"
                at = found + len(piece)
        else:
            at = found + len(whole)


def test_a_note_and_its_mark_point_at_each_other(patterns: Book) -> None:
    assert_notes_and_marks_meet(patterns, 1)


def test_a_name_leads_to_its_entry_and_back(patterns: Book) -> None:
    [link, *_] = patterns.find("//h:a[contains(@class, 'persName')][text() = 'Peng Zhen']")
    assert link.get("href") == "persons.xhtml#Peng_Zhen"
    [entry] = patterns.find("//*[@id='Peng_Zhen']", "persons.xhtml")
    places = [str(href) for href in entry.xpath("./*[local-name() = 'a']/@href")]
    assert {"text-001.xhtml#p9", "text-001.xhtml#p12"} <= set(places)


def test_the_navigation_has_contents_landmarks_and_pages(sample: Book) -> None:
    lines = [words_of(one) for one in sample.find("//h:nav[@epub:type='toc']//h:a", "nav.xhtml")]
    assert lines[-6:] == ["Persons", "Places", "Organisations", "Events", "Dates", "Colophon"]
    marks = [str(one) for one in sample.find("//h:nav[@epub:type='landmarks']//h:a/@epub:type", "nav.xhtml")]
    assert marks == ["toc", "titlepage", "bodymatter", "index", "colophon"]
    spine = sample.package.xpath("//o:itemref/@idref", namespaces=NAMES)
    files = [sample.package.xpath(f"//o:item[@id='{id}']/@href", namespaces=NAMES)[0] for id in spine]
    listed = [str(one).partition("#")[0] for one in sample.find("//h:nav[@epub:type='toc']//h:a/@href", "nav.xhtml")]
    assert [file for file in files if file in listed] == list(dict.fromkeys(listed))
    assert set(files) == set(sample.pages)


def test_divisions_are_chapters_of_a_sensible_length() -> None:
    long = "<p>The ships lay in the harbour. " + "The weather did not change. " * 200 + "</p>"
    heads = "".join(f"<div><head>Part {k}</head>{long}</div>" for k in range(3))
    endless = f"<div><head>Endless</head>{long * 40}</div>"
    made = make(small(heads + endless))
    sizes = [len(words_of(one)) for one in made.find("//h:body")]
    assert len(sizes) == 5
    assert max(sizes) < 130_000
    lines = [words_of(one) for one in made.find("//h:nav[@epub:type='toc']//h:a", "nav.xhtml")]
    assert lines == [
        "A title",
        "Contents",
        "The document",
        "A title",
        "Part 0",
        "Part 1",
        "Part 2",
        "Endless",
        "Colophon",
    ]


# Pages


# Two witnesses, readings and notes in every paragraph, over some pages.
SHIPS = [
    f"The ship {chr(97 + k // 26)}{chr(97 + k % 26)}q lay in the harbour, the weather did not change."
    for k in range(50)
]
TWO_WITNESSES = small(
    "".join(
        f"<p>{words} A <app><lem wit='#A'>storm</lem><rdg wit='#B'>calm</rdg></app> came."
        f" {words}<note>A note.</note></p>"
        for words in SHIPS
    ),
    "<sourceDesc><listWit><witness xml:id='A'/><witness xml:id='B'/></listWit></sourceDesc>",
)


@pytest.mark.parametrize("name", ["sample", "patterns", "apparatus"])
def test_pages_begin_where_those_of_the_pdf_begin(name: str, tmp_path: Path) -> None:
    path = SAMPLE if name == "sample" else PATTERNS
    data = TWO_WITNESSES if name == "apparatus" else path.read_bytes()
    edition = load_edition(ROOT / "tei") if name == "sample" else Edition()
    pdf = tmp_path / "made.pdf"
    pdf.write_bytes(render_pdf(tei.parse(data), tei=data, tei_name=path.name, edition=edition))
    # Without digits: the marks of notes. A page of B5: the running head stands above the text, numbers stand beside it.
    left, right, top = 0.17 * 176 * MM, 0.83 * 176 * MM, 0.104 * 250 * MM
    printed = {
        str(k): re.sub(
            r"\d", "", squeezed("".join(word.text for word in words if left - 3 <= word.x < right and word.y > top))
        )
        for k, words in enumerate(words_of_pages(pdf), start=1)
    }
    made = make(data, edition, path)
    breaks = made.find("//h:span[@role='doc-pagebreak']")
    assert len(breaks) >= {"sample": 10, "patterns": 1, "apparatus": 3}[name]
    for mark in breaks:
        label = mark.get("title", "")
        behind = re.sub(r"\d", "", squeezed(" ".join(words_behind(mark, 60))))[:24]
        # Only the end of a word that is parted between two pages may stand before it, and the heading of the text.
        assert 0 <= printed[label].removeprefix("Text").find(behind) < 12, label
    listed = [words_of(one) for one in made.find("//h:nav[@epub:type='page-list']//h:a", "nav.xhtml")]
    numbers = list(map(int, listed))
    assert numbers == sorted(set(numbers))
    assert set(listed) >= {mark.get("title") for mark in breaks}


def words_behind(mark: etree._Element, most: int) -> list[str]:
    """The words that stand behind a mark, paragraphs' numbers apart."""
    found: list[str] = []
    for run in mark.xpath(
        "following::text()[not(ancestor::*[@class = 'n' or @class = 'noteref' or @class = 'title'])]"
    ):
        found += str(run).split()
        if len(found) > most:
            break
    return found


def test_an_edition_without_pdf_lists_the_pages_of_the_original() -> None:
    made = make(small('<pb n="12r"/><p>one <pb n="12v"/>two <pb/>three</p>'))
    assert [words_of(one) for one in made.find("//h:nav[@epub:type='page-list']//h:a", "nav.xhtml")] == ["12r", "12v"]
    assert "the pages of the original" in made.said("//o:meta[@property='pageBreakSource']")[0]
    assert "[p. 12r]" in words_of(made.find("//h:body")[0])


def test_a_book_without_pages_claims_none() -> None:
    made = make(small("<p>one</p>"))
    assert made.find("//h:nav[@epub:type='page-list']", "nav.xhtml") == []
    assert made.said("//o:meta[@property='pageBreakSource']") == []
    assert "pageNavigation" not in made.said("//o:meta[@property='schema:accessibilityFeature']")


def test_a_pdf_that_cannot_be_made_costs_the_pages_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "document.typ.j2").write_text("#no-such-function()\n{{ text }}")
    data, told = small("<p>one</p>"), list[Finding]()
    made = Book(render_epub(tei.parse(data), tei=data, design=Design(tmp_path), findings=told))
    assert [finding.rule for finding in told] == ["pages-unknown"]
    assert "one" in made.text()


def test_a_long_paragraph_is_no_trap() -> None:
    made = make(small(f"<p>{'word ' * 25_000}</p>"), Edition())
    assert made.text().count("word") == 25_000
    breaks = made.find("//h:span[@role='doc-pagebreak']")
    assert len(breaks) > 20


# Pictures


def test_pictures_of_the_edition_are_in_the_book_and_no_others(tmp_path: Path) -> None:
    edition, path = edition_with_pictures(tmp_path), tmp_path / "edition" / "documents" / "x.xml"
    made = make(small(FIGURES), edition, path)
    [image] = made.find("//h:img")
    assert image.get("alt") == "A white point"
    assert made.files[f"EPUB/{image.get('src')}"] == PNG
    assert sum(content == PNG for content in made.files.values()) == 1
    assert "alternativeText" in made.said("//o:meta[@property='schema:accessibilityFeature']")
    bare = make(small(FIGURES.replace("<figDesc>A white point</figDesc>", "")), edition, path)
    assert bare.said("//o:meta[@property='schema:accessModeSufficient']") == ["textual,visual"]


# An edition's own


def test_an_edition_replaces_templates_by_name(tmp_path: Path) -> None:
    (tmp_path / "epub").mkdir()
    (tmp_path / "epub" / "book.css").write_text("p { color: red }")
    (tmp_path / "epub" / "colophon.xhtml.j2").write_text(
        '{% extends "frame.xhtml.j2" %}{% block content %}<p>{{ record.title }}, set by us</p>{% endblock %}'
    )
    data = small("<p>x</p>")
    made = Book(render_epub(tei.parse(data), tei=data, design=Design(tmp_path, edition=WITHOUT_PDF)))
    assert made.files["EPUB/book.css"] == b"p { color: red }"
    assert words_of(made.find("//h:body", "colophon.xhtml")[0]) == "A title, set by us"


@pytest.mark.parametrize("wrong", ["<p>{{ title </p>", "<p>{{ title }}", "<p>&nbsp;</p>"])
def test_a_wrong_template_is_told_by_name(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "colophon.xhtml.j2").write_text(wrong)
    data = small("<p>x</p>")
    with pytest.raises(RenderError, match=r"colophon\.xhtml\.j2"):
        render_epub(tei.parse(data), tei=data, design=Design(tmp_path, edition=WITHOUT_PDF))


def test_the_book_speaks_german_about_an_english_text() -> None:
    data = PATTERNS.read_bytes()
    made = Book(render_epub(tei.parse(data), tei=data, design=Design(language="de", edition=WITHOUT_PDF)))
    assert made.pages["persons.xhtml"].get("lang") == "de"
    assert made.pages["text-001.xhtml"].get("lang") == "en"
    assert words_of(made.find("//h:h1", "persons.xhtml")[0]) == "Personen"


def test_rendering_leaves_the_document_as_it_was() -> None:
    root = tei.read(PATTERNS)
    before = tei.serialize(root)
    render_epub(root, tei=before)
    assert tei.serialize(root) == before
