"""The site of an edition, as a reader walks through it, as a library copies it, as an editor builds it again."""

import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from crawler import Site
from publishing.making import document, make_edition
from tei_edition.edition import load_edition
from tei_edition.errors import ConfigError, OutputError
from tei_edition.publishing import Result, build

SAMPLE = Path(__file__).parents[2] / "tei"


def run(folder: Path, jobs: int = 0) -> Result:
    return build(load_edition(folder), folder / "build", jobs)


def files_of(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def stamps_of(site: Path) -> dict[str, int]:
    return {path.relative_to(site).as_posix(): path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition of 450 documents, built by two processes: enough for lists and indices in parts."""
    folder = make_edition(tmp_path_factory.mktemp("port") / "edition", 450, 'address = "https://example.org/port"\n')
    assert not run(folder, 2).failures
    return folder


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("sample")
    result = build(load_edition(SAMPLE), folder)
    assert result.failures == ()
    return Site(folder / "site")


def test_the_sample_has_no_dead_link_and_asks_nobody(sample: Site) -> None:
    assert list(sample.faults()) == []
    assert len(sample.pages) > 100


def test_a_site_of_many_parts_has_no_dead_link_and_asks_nobody(port: Path) -> None:
    site = Site(port / "build" / "site")
    assert list(site.faults()) == []
    names = {page.relative_to(site.folder).as_posix() for page in site.pages}
    assert {"documents-2.html", "documents-3.html", "place/Port_Amber~2.html", "years/1950.html"} <= names
    assert {"dates/1700.html", "dates/1899.html", "persons/A.html", "persons/Z.html"} <= names


def test_every_document_is_in_the_list_and_under_its_year_and_type(port: Path) -> None:
    site = Site(port / "build" / "site")
    lists = [link for page in ("documents.html", "documents-2.html", "documents-3.html") for link in site.links(page)]
    assert {link for link in lists if link.startswith("documents/")} == {
        f"documents/talk-{k:03}.html" for k in range(450)
    }
    years = [link for page in site.folder.glob("years/*.html") for link in site.links(f"years/{page.name}")]
    assert len({link for link in years if "documents/" in link}) == 450
    types = [page.name for page in site.folder.glob("types/*.html")]
    assert len([name for name in types if "-2" not in name]) == 3


def test_every_passage_of_an_index_leads_to_its_paragraph_and_shows_its_words(sample: Site) -> None:
    page = "person/Nikita_Khrushchev.html"
    links = [link for link in sample.links(page) if "#p" in link]
    assert "../documents/memcon-1964-08-03.html#p9" in links
    assert "Romania in opposing Khrushchev ’s revisionism" in sample.text(page).replace("  ", " ")
    assert "16 passages" in sample.text("person/Zhou_Enlai.html")


def test_an_index_of_persons_goes_by_surname_where_the_entry_tells_it(sample: Site) -> None:
    found = [words.text for words in sample.elements("persons.html", "heading")]
    assert found.index("Khrushchev, Nikita") < found.index("Kim Il Sung") < found.index("Kosygin, Alexei")
    assert found[-1] == "Zhou Enlai"


def test_dates_stand_in_their_order_under_the_day_they_mean(sample: Site) -> None:
    found = [words.text for words in sample.elements("dates.html", "heading")]
    assert found.index("July 1964") < found.index("28 July 1964") < found.index("3 August 1964")
    words = sample.text("dates.html").partition("Every date")[2]
    assert "this morning" in words[words.index("3 August 1964") :]


@pytest.mark.parametrize("processes", [1, 2])
def test_the_same_edition_gives_the_same_bytes(port: Path, tmp_path: Path, processes: int) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(port, whole, ignore=shutil.ignore_patterns("build", "talk-1*", "talk-2*", "talk-3*"))
    first, second = tmp_path / "one", tmp_path / "two"
    for folder in (first, second):
        shutil.copytree(whole, folder)
    run(first)
    run(second, processes)
    assert files_of(first / "build" / "site") == files_of(second / "build" / "site")


def test_nothing_is_made_where_nothing_changed(port: Path) -> None:
    before = stamps_of(port / "build" / "site")
    assert run(port).made == 0
    assert stamps_of(port / "build" / "site") == before


def test_one_change_makes_only_what_it_touches_and_the_same_as_a_new_build(port: Path, tmp_path: Path) -> None:
    edition = tmp_path / "edition"
    shutil.copytree(port, edition)
    run(edition)  # a copy has other times
    before = stamps_of(edition / "build" / "site")
    more = 'In <placeName ref="#Port_Amber">Port Amber</placeName>.'
    (edition / "documents" / "talk-007.xml").write_text(document(7, more=more), encoding="utf-8")
    result = run(edition)
    after = stamps_of(edition / "build" / "site")
    changed = {name for name, stamp in after.items() if before.get(name) != stamp}
    assert {name for name in changed if name.startswith("documents/")} == {
        f"documents/talk-007{ending}" for ending in (".html", ".xml", ".txt", ".json", ".csv", ".annotations.json")
    }
    assert sum(name.startswith("place/Port_Amber") for name in changed) == 1
    assert not any(name.startswith("years/") for name in changed)
    assert result.made == len(changed)
    fresh = tmp_path / "fresh"
    shutil.copytree(edition, fresh, ignore=shutil.ignore_patterns("build"))
    run(fresh)
    assert files_of(fresh / "build" / "site") == files_of(edition / "build" / "site")


def test_a_document_that_goes_takes_its_traces_along(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 5)
    run(edition)
    (edition / "documents" / "talk-004.xml").unlink()
    (edition / "ids" / "talk-004.tsv").unlink()
    run(edition)
    site = edition / "build" / "site"
    assert not list(site.rglob("*talk-004*"))
    assert not (site / "person" / "P4.html").exists()
    assert list(Site(site).faults()) == []
    fresh = make_edition(tmp_path / "fresh", 4)
    run(fresh)
    assert files_of(fresh / "build" / "site") == files_of(site)


def test_a_file_that_was_lost_or_changed_is_made_again(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 3)
    run(edition)
    site = edition / "build" / "site"
    before = files_of(site)
    (site / "persons.html").unlink()
    (site / "person" / "Ada_Birch.html").write_text("spoilt")
    (site / "documents" / "talk-001.csv").write_text("spoilt")
    run(edition)
    assert files_of(site) == before


def test_a_broken_ledger_is_no_harm(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 3)
    run(edition)
    before = files_of(edition / "build" / "site")
    for junk in (b"junk" * 5000, b""):
        for path in (edition / "build").glob("ledger.sqlite*"):
            path.unlink()
        (edition / "build" / "ledger.sqlite").write_bytes(junk)
        run(edition)
        assert files_of(edition / "build" / "site") == before


@pytest.mark.parametrize("why", ["locked", "unreadable"])
def test_a_ledger_that_cannot_be_read_now_is_kept(tmp_path: Path, why: str) -> None:
    edition = make_edition(tmp_path / "edition", 2)
    run(edition)
    ledger = edition / "build" / "ledger.sqlite"
    before = ledger.read_bytes()
    other = sqlite3.connect(ledger)
    if why == "locked":
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
    else:
        (edition / "build" / "ledger.sqlite-shm").mkdir()
    with pytest.raises(OutputError, match=r"ledger\.sqlite: .*cannot be"):
        run(edition)
    other.close()
    assert ledger.read_bytes() == before
    if why == "unreadable":
        (edition / "build" / "ledger.sqlite-shm").rmdir()
    assert run(edition).made == 0


def test_a_broken_document_is_told_and_the_others_are_built(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 3)
    (edition / "documents" / "talk-001.xml").write_text("<TEI")
    result = run(edition, 2)
    [failure] = result.failures
    assert "talk-001.xml" in failure
    assert result.documents == 2
    assert list(Site(edition / "build" / "site").faults()) == []
    (edition / "documents" / "talk-001.xml").write_text(document(1))
    assert run(edition).failures == ()
    fresh = make_edition(tmp_path / "fresh", 3)
    run(fresh)
    assert files_of(fresh / "build" / "site") == files_of(edition / "build" / "site")


def test_checksums_are_of_every_file(port: Path) -> None:
    site = port / "build" / "site"
    told = dict(reversed(line.split("  ", 1)) for line in (site / "SHA256SUMS").read_text().splitlines())
    found = files_of(site)
    del found["SHA256SUMS"]
    assert told == found


def test_a_paragraph_that_is_gone_leads_on(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 1)
    run(edition)
    path = edition / "documents" / "talk-000.xml"
    text = path.read_text()
    path.write_text(text.replace(text[text.index('<p n="3"') : text.index("</body>")], ""))
    run(edition)
    site = Site(edition / "build" / "site")
    page = site.folder / "documents" / "talk-000.html"
    assert "p3" in site.targets[page]
    inside = next(element for element in etree.parse(str(page), etree.HTMLParser()).iter() if element.get("id") == "p3")
    assert "p2" in [node.get("id") for node in inside.iterancestors()]


def test_a_document_that_moved_leads_to_its_new_place_and_one_withdrawn_says_so(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 3, '[documents.talk-000]\nmoved-to = "first talk"\n')
    run(edition)
    (edition / "documents" / "talk-000.xml").rename(edition / "documents" / "first talk.xml")
    (edition / "documents" / "talk-001.xml").unlink()
    run(edition)
    site = Site(edition / "build" / "site")
    assert list(site.faults()) == []
    moved = (site.folder / "documents" / "talk-000.html").read_text()
    assert 'content="0; url=first%20talk.html"' in moved
    assert "no longer part of the edition" in site.text("documents/talk-001.html")
    assert "p2" in site.targets[site.folder / "documents" / "talk-001.html"]


def test_a_document_that_moved_twice_leads_to_its_last_place_and_one_that_moved_nowhere_is_told(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 2)
    run(edition)
    settings = edition / "edition.toml"
    before = settings.read_text()
    told = '[documents.talk-000]\nmoved-to = "second"\n[documents.second]\nmoved-to = "{}"\n'
    settings.write_text(before + told.format("last"))
    (edition / "documents" / "talk-000.xml").rename(edition / "documents" / "last.xml")
    run(edition)
    assert 'content="0; url=last.html"' in (edition / "build/site/documents/talk-000.html").read_text()
    for wrong in ("lost", "second", "talk-000"):
        settings.write_text(before + told.format(wrong))
        with pytest.raises(ConfigError, match="leads to no document"):
            run(edition)


def test_earlier_versions_keep_their_address(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 2)
    (edition / "versions" / "1.0.0").mkdir(parents=True)
    old = document(1).replace("all was still", "all slept")
    facsimile = '<facsimile><surface xml:id="f1"><graphic url="../images/one.png"/></surface></facsimile>'
    old = old.replace("<standOff>", f"{facsimile}<standOff>", 1)
    (edition / "versions" / "1.0.0" / "talk-001.xml").write_text(old)
    (edition / "documents" / "talk-001.xml").write_text(old.replace("all slept", "all was still"))
    (edition / "images").mkdir()
    Image.new("L", (2, 2)).save(edition / "images" / "one.png")
    run(edition)
    site = Site(edition / "build" / "site")
    assert list(site.faults()) == []
    words = site.text("versions/1.0.0/talk-001.html")
    assert "all slept" in words and "This is version 1.0.0" in words
    assert (site.folder / "versions" / "1.0.0" / "talk-001.xml").read_text() == old
    assert "versions/1.0.0/talk-001.html" in site.links("changes.html")


def test_machines_find_every_page(port: Path, tmp_path: Path) -> None:
    site = port / "build" / "site"
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "a": "http://www.w3.org/2005/Atom"}
    places = etree.parse(str(site / "sitemap.xml")).xpath("//s:loc/text()", namespaces=names)
    pages = {f"https://example.org/port/{path.relative_to(site).as_posix()}" for path in site.rglob("*.html")}
    assert set(places) == pages - {"https://example.org/port/404.html"}
    feed = etree.parse(str(site / "feed.xml"))
    assert feed.xpath("string(/a:feed/a:updated)", namespaces=names) == "2024-05-01T00:00:00Z"
    assert len(feed.xpath("//a:entry", namespaces=names)) == 50
    without = make_edition(tmp_path / "edition", 1)
    run(without)
    assert not (without / "build" / "site" / "sitemap.xml").exists()


def test_every_tag_is_an_annotation(sample: Site) -> None:
    page = json.loads((sample.folder / "documents" / "memcon-1964-08-03.annotations.json").read_text())
    assert page["type"] == "AnnotationPage" and len(page["items"]) > 500
    for item in page["items"]:
        selector = item["target"]["selector"]
        assert selector["value"] in sample.targets[sample.folder / "documents" / "memcon-1964-08-03.html"]
        assert selector["refinedBy"]["exact"]
        for body in item["body"]:
            if body.get("source", "https:").startswith(".."):
                assert (sample.folder / "documents" / body["source"]).resolve().is_file()


def test_a_facsimile_gets_a_manifest(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 1, 'address = "https://example.org/port"\n')
    path = edition / "documents" / "talk-000.xml"
    graphic = '<graphic url="../images/1.jpg" width="800px" height="1200px"/>'
    surface = f'<facsimile><surface n="1r">{graphic}</surface></facsimile>'
    path.write_text(path.read_text().replace("<standOff>", f"{surface}<standOff>"))
    (edition / "images").mkdir()
    (edition / "images" / "1.jpg").write_bytes(b"\xff\xd8\xff\xd9")
    run(edition)
    site = edition / "build" / "site"
    manifest = json.loads((site / "documents" / "talk-000.manifest.json").read_text())
    [canvas] = manifest["items"]
    body = canvas["items"][0]["items"][0]["body"]
    assert body["id"] == "https://example.org/port/images/1.jpg"
    assert (canvas["width"], canvas["height"]) == (800, 1200)
    assert (site / "images" / "1.jpg").read_bytes() == b"\xff\xd8\xff\xd9"


def test_text_cannot_become_markup_and_names_cannot_leave_the_folder(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 2)
    path = edition / "documents" / "talk-000.xml"
    evil = path.read_text().replace('"P0"', '"../../../evil"').replace('"#P0"', '"#../../../evil"')
    path.write_text(evil.replace("Talk 0 &amp; more", "&lt;script&gt;alert(1)&lt;/script&gt;"))
    run(edition)
    site = Site(edition / "build" / "site")
    assert not list(tmp_path.glob("*evil*")) and not list(edition.glob("*evil*"))
    assert list(site.faults()) == []
    for page in site.pages:
        assert "<script>alert" not in page.read_text(encoding="utf-8")


def test_an_edition_without_anything_tagged_has_its_pages_too(tmp_path: Path) -> None:
    folder = tmp_path / "edition"
    (folder / "documents").mkdir(parents=True)
    (folder / "edition.toml").write_text("[edition]\nformats = []\n")
    (folder / "documents" / "a.xml").write_text(
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>A</title></titleStmt>'
        "<publicationStmt><p/></publicationStmt><sourceDesc><p/></sourceDesc></fileDesc></teiHeader>"
        "<text><body><p>Plain.</p></body></text></TEI>"
    )
    run(folder)
    site = Site(folder / "build" / "site")
    assert list(site.faults()) == []
    assert "Nothing of this kind is tagged." in site.text("persons.html")


def test_an_e_book_stands_beside_each_page_where_it_is_asked_for(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 2)
    settings = edition / "edition.toml"
    settings.write_text(settings.read_text().replace('formats = ["text"', 'formats = ["epub", "text"'))
    run(edition)
    site = Site(edition / "build" / "site")
    assert list(site.faults()) == []
    page = (site.folder / "documents" / "talk-000.html").read_text(encoding="utf-8")
    assert '<a href="talk-000.epub" type="application/epub+zip">EPUB</a>' in page
    with zipfile.ZipFile(site.folder / "documents" / "talk-000.epub") as book:
        assert book.read("mimetype") == b"application/epub+zip"
        assert "Port Amber" in book.read("EPUB/places.xhtml").decode()


def test_a_picture_that_changes_makes_its_e_book_anew(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 2)
    settings = edition / "edition.toml"
    settings.write_text(settings.read_text().replace('formats = ["text"', 'formats = ["epub", "text"'))
    document = edition / "documents" / "talk-000.xml"
    document.write_text(document.read_text().replace("</body>", '<p><graphic url="a.png"/></p></body>'))
    for colour in ("white", "black"):
        Image.new("RGB", (2, 2), colour).save(edition / "documents" / "a.png")
        content = (edition / "documents" / "a.png").read_bytes()
        run(edition)
        with zipfile.ZipFile(edition / "build" / "site" / "documents" / "talk-000.epub") as book:
            assert book.read("EPUB/pictures/001.png") == content


KINDS = """index.html documents.html documents-2.html years/1950.html types/Letter.html persons.html persons/A.html
    person/Ada_Birch.html place/Port_Amber~2.html places.html dates.html about.html statistics.html credits.html
    changes.html 404.html documents/talk-000.html""".split()


@pytest.mark.parametrize("page", KINDS)
def test_the_nu_checker_has_nothing_to_say(port: Path, vnu: Callable[[Path], list[str]], page: str) -> None:
    path = port / "build" / "site" / page
    if not path.exists():
        pytest.skip(f"the edition has no {page}")
    # It does not know that a file is of the same origin as the file beside it; the browser's tests do.
    assert [line for line in vnu(path) if "Content Security Policy" not in line] == []


def test_the_interface_speaks_german(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 2, 'interface = "de"\n')
    run(edition)
    site = Site(edition / "build" / "site")
    assert "Editionsgrundsätze" in site.text("about.html")
    assert "1. Januar 1950" in site.text("dates.html")
    assert (site.folder / "index.html").read_text().count('lang="de"') == 1


def test_a_template_of_the_edition_replaces_the_toolkits(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 1)
    (edition / "templates").mkdir()
    (edition / "templates" / "about.html.j2").write_text(
        '{% extends "site.html.j2" %}{% block main %}<h1>Our ways</h1>{% endblock %}'
    )
    run(edition)
    assert "Our ways" in Site(edition / "build" / "site").text("about.html")


@pytest.mark.parametrize("line", ['tags-unreviewed = "of"', 'no-such = "off"'])
def test_a_slip_in_the_rules_is_told_once_and_leaves_the_site_alone(tmp_path: Path, line: str) -> None:
    folder = make_edition(tmp_path / "edition", 2)
    run(folder)
    before = stamps_of(folder / "build")
    with (folder / "edition.toml").open("a", encoding="utf-8") as file:
        file.write(f"[rules]\n{line}\n")
    with pytest.raises(ConfigError, match=line.split()[0]):
        run(folder)
    assert stamps_of(folder / "build") == before


def test_catalogue_records_lie_beside_the_page_where_they_are_asked_for(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 1, 'address = "https://example.org/port"\n')
    settings = (edition / "edition.toml").read_text()
    (edition / "edition.toml").write_text(settings.replace('"ris"]', '"csl", "mods", "dc", "jsonld"]'))
    run(edition)
    folder = edition / "build" / "site" / "documents"
    for ending, told in ((".csl.json", '"URL": '), (".mods.xml", ">"), (".dc.xml", ">"), (".jsonld", '"url":')):
        assert f'{told}"https://example.org/port/documents/talk-000.html'.replace('>"', ">") in (
            folder / f"talk-000{ending}"
        ).read_text(encoding="utf-8")
        assert f'href="talk-000{ending}"' in (folder / "talk-000.html").read_text(encoding="utf-8")


def test_two_documents_that_would_write_one_file_are_told(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "edition", 1)
    path = edition / "documents" / "talk-000.annotations.xml"
    path.write_text(document(1, "talk-000.annotations"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"'talk-000' and 'talk-000\.annotations' would write the same files"):
        run(edition)
    path.rename(edition / "documents" / "talk-000-annotations.xml")
    run(edition)
