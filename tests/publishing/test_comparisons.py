"""Comparisons in the site: what a reader sees of them, what an editor has to mend, and what is made again."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler import Site
from publishing.making import COMPARISONS, COPIES, make_comparing_edition, make_edition
from tei_edition import tei
from tei_edition.cli import main
from tei_edition.edition import load_edition
from tei_edition.publishing import Result, build, comparisons


def run(folder: Path) -> Result:
    return build(load_edition(folder), folder / "build", 1)


def typed(*arguments: str | Path) -> str:
    """What a command prints."""
    command = [sys.executable, "-m", "tei_edition", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False).stdout.decode()


def stamps(folder: Path) -> dict[str, int]:
    site = folder / "build" / "site"
    return {path.relative_to(site).as_posix(): path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_comparing_edition(tmp_path_factory.mktemp("comparing") / "edition")
    assert run(folder).failures == ()
    return folder


@pytest.fixture(scope="module")
def site(built: Path) -> Site:
    return Site(built / "build" / "site")


def test_every_comparison_is_listed_and_no_link_is_dead(site: Site) -> None:
    assert list(site.faults()) == []
    assert "comparisons.html" in site.links("index.html")
    listed = [link for link in site.links("comparisons.html") if link.startswith("comparisons/")]
    assert listed == [f"comparisons/{name}.html" for name in ("copies", "sentences", "stated", "apparatus", "talks")]
    assert "3 texts" in site.text("comparisons.html")


def test_an_edition_that_compares_nothing_has_no_such_page(tmp_path: Path) -> None:
    run(edition := make_edition(tmp_path / "edition", 1))
    found = Site(edition / "build" / "site")
    assert "comparisons.html" not in found.links("index.html")
    assert not list(found.folder.glob("comparisons*"))


def test_witnesses_stand_in_step_and_differences_of_fact_before_them(site: Site) -> None:
    page = "comparisons/copies.html"
    rows = site.elements(page, "step")
    assert [len(row.find_class("cell")) for row in rows] == [3, 3, 3]
    assert [row.get("id") for row in rows] == ["row-1", "row-2", "row-3"]
    facts = site.elements(page, "difference")
    told = [" ".join(fact.text_content().split()) for fact in facts]
    assert any("twelve" in words and "eleven" in words for words in told)
    assert any("three" in words and "four" in words for words in told)
    words = site.text(page)
    assert words.index("Differences of fact") < words.index("The texts in columns")
    # Each leads to its place in the columns, and the words there lead to what is said of them.
    links = site.links(page)
    numbers = [fact.get("id").removeprefix("fact-") for fact in facts]
    assert all(links.count(f"#variant-{number}") >= 4 for number in numbers)
    assert "It was a quiet day" in " ".join(rows[1].text_content().split())


def test_what_is_read_in_a_column_is_the_witness(site: Site) -> None:
    rows = site.elements("comparisons/copies.html", "step")
    for k, text in enumerate(COPIES.values()):
        read = []
        for row in rows:
            cell = row.find_class("cell")[k]
            for sign in [*cell.iter("sup"), *cell.find_class("siglum"), *cell.find_class("unseen")]:
                sign.drop_tree()
            read += cell.text_content().replace("‸", "").split()
        assert "".join(read) == "".join(text.split())


def test_renderings_stand_in_step_in_their_own_language(site: Site) -> None:
    rows = site.elements("comparisons/sentences.html", "step")
    assert {cell.get("lang") for row in rows for cell in row.find_class("cell")[:2]} <= {"en", None}
    assert "de" in {row.find_class("cell")[2].get("lang") for row in rows}
    lacking = [row for row in rows if "alone" in row.get("class").split()]
    assert any("has nothing here" in row.find_class("cell")[2].text_content() for row in lacking)


def test_two_renderings_show_what_they_state_otherwise_in_their_words(site: Site) -> None:
    page = "comparisons/stated.html"
    facts = site.elements(page, "difference")
    marks = [place for place in site.elements(page, "place") if "fact" in place.get("class")]
    assert {place.get("href") for place in marks} == {f"#{fact.get('id')}" for fact in facts if fact.find_class("row")}
    assert any(place.text == "four" for place in marks)
    grave = [row for row in site.elements(page, "step") if "fact" in row.get("class").split()]
    assert all("difference of fact" in row.find_class("head")[0].text_content() for row in grave)


def test_documents_are_compared_by_their_names_and_an_apparatus_by_its_witnesses(site: Site) -> None:
    assert "../documents/talk-000.html" in site.links("comparisons/talks.html")
    heads = site.elements("comparisons/apparatus.html", "heads")[0]
    assert heads.text_content().split() == ["A", "B"]
    assert "A First B Second" in site.text("comparisons/apparatus.html")


def test_what_can_be_downloaded_is_what_the_commands_give(built: Path, site: Site) -> None:
    folder = site.folder / "comparisons"
    arguments = [built / "witnesses" / f"{siglum}.txt" for siglum in "ABC"]
    for name, command, texts, ending in (
        ("copies", "collate", arguments, "csv"),
        ("sentences", "align", arguments, "tsv"),
        ("stated", "diff", arguments[:2], "tsv"),
    ):
        rows = typed(command, *texts, "--format", ending).splitlines()
        assert len(rows) > 2
        told = (folder / f"{name}.{ending}").read_text(encoding="utf-8")
        assert told.splitlines() == rows
        assert json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    for siglum, text in COPIES.items():
        back = typed("collate", folder / "copies.xml", "--witness", siglum)
        assert "".join(back.split()) == "".join(text.split())
    assert len(tei.every(tei.read(folder / "sentences.xml"), "//t:app")) > 3


def test_only_the_comparison_whose_text_changed_is_made_again(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, edition := tmp_path / "edition", ignore=shutil.ignore_patterns("build"))
    run(edition)
    before = stamps(edition)
    assert run(edition).made == 0
    assert stamps(edition) == before
    (edition / "witnesses" / "C.txt").write_text(COPIES["C"].replace("eleven", "ten"), encoding="utf-8")
    run(edition)
    changed = {name for name, stamp in stamps(edition).items() if before.get(name) != stamp}
    assert {name for name in changed if "/" in name} == {
        *(f"comparisons/copies.{ending}" for ending in ("html", "xml", "json", "csv")),
        *(f"comparisons/sentences.{ending}" for ending in ("html", "xml", "json")),
    }
    assert changed <= {*(name for name in changed if "/" in name), "comparisons.html", "SHA256SUMS"}
    (edition / "edition.toml").write_text((edition / "edition.toml").read_text().replace(COMPARISONS, ""))
    run(edition)
    assert not list((edition / "build" / "site").glob("comparisons*"))


def test_what_an_editor_has_decided_holds_in_the_site_and_one_that_no_longer_fits_is_told(tmp_path: Path) -> None:
    more = '[[comparison]]\nname = "cat"\nwitnesses = { A = "witnesses/a.txt", B = "witnesses/b.txt" }\n'
    edition = make_edition(tmp_path / "edition", 1, f'{more}decisions = "witnesses/decided.toml"\n')
    (edition / "witnesses").mkdir()
    for name, words in (("a", "We went to Peking today."), ("b", "We went to Beijing today.")):
        (edition / "witnesses" / f"{name}.txt").write_text(words)
    decided = edition / "witnesses" / "decided.toml"
    table = edition / "build/site/comparisons/cat.csv"
    decided.write_text('[[lemma]]\nB = "4 Beijing"\n')
    assert not [finding for finding in run(edition).findings if "decision" in finding.rule]
    assert "fact,Peking,Beijing" in table.read_text().splitlines()
    decided.write_text('[[part]]\nA = "4 Peking"\nB = "4 Beijing"\n')
    run(edition)
    assert "fact,Peking,Beijing" not in table.read_text().splitlines()
    decided.write_text('[[part]]\nA = "5 Peking"\nB = "4 Beijing"\n')
    assert [finding.rule for finding in run(edition).findings if "decision" in finding.rule] == ["decision-unfit"]


def test_the_same_texts_give_the_same_bytes_wherever_they_lie(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, other := tmp_path / "elsewhere", ignore=shutil.ignore_patterns("build"))
    run(other)
    one, two = (
        {path.name: path.read_bytes() for path in (folder / "build" / "site" / "comparisons").iterdir()}
        for folder in (built, other)
    )
    assert one == two


WRONG = {
    'name = "a b"\nwitnesses = { A = "witnesses/A.txt" }': "`name` is 'a b'",
    'name = "copies"\nwitnesses = { A = "witnesses/A.txt" }': "another has this name",
    'name = "x"\nkind = "compare"\nwitnesses = { A = "witnesses/A.txt" }': "`kind` cannot be 'compare'",
    'name = "x"\nlevel = "word"\nwitnesses = { A = "witnesses/A.txt" }': "`level` cannot be 'word'",
    'name = "x"': "there are no `witnesses`",
    'name = "x"\nwitnesses = { A = 1 }': "there are no `witnesses`, or one is no text",
    'name = "x"\nwitnesses = { "a/b" = "witnesses/A.txt" }': "a siglum is empty, or has = or / in it",
    'name = "x"\nbase = "Z"\nwitnesses = { A = "witnesses/A.txt", B = "witnesses/B.txt" }': "there is no witness Z",
    'name = "x"\nkind = "diff"\nwitnesses = { A = "witnesses/A.txt" }': "1 witnesses",
    'name = "x"\nwitnesses = { A = "witnesses/none.txt" }': "there is no text 'witnesses/none.txt'",
    'name = "x"\nwitnesses = { A = "../outside.txt" }': "there is no text '../outside.txt'",
    'name = "x"\nwitnesses = ["A"]': "`witnesses` in [[comparison]] is not a table",
    'name = "x"\nwitness = {}': "unknown key `witness`",
    'name = "x"\nkind = "align"\ndecisions = "a.toml"\nwitnesses = { A = "witnesses/A.txt" }': "are of a collation",
    'name = "x"\ndecisions = "../outside.txt"\nwitnesses = { A = "witnesses/A.txt" }': "no decisions '../outside.txt'",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_slip_in_the_settings_is_one_line_and_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    edition = make_comparing_edition(tmp_path / "edition")
    (tmp_path / "outside.txt").write_text("Not of this edition.")
    path = edition / "edition.toml"
    path.write_text(text := f"{path.read_text()}\n[[comparison]]\n{wrong}\n")
    with pytest.raises(SystemExit) as done:
        main(["build", str(edition)])
    line = text[: text.rindex("[[comparison]]")].count("\n") + 1
    assert done.value.code == 2
    [told] = capsys.readouterr().err.splitlines()
    assert told.startswith(f"{path}:{line}: comparison ") and WRONG[wrong] in told
    assert not (edition / "build" / "site").exists()


def test_a_text_that_cannot_be_compared_is_told_and_the_rest_is_built(tmp_path: Path) -> None:
    edition = make_comparing_edition(tmp_path / "edition")
    (edition / "witnesses" / "B.txt").write_text("\n")
    (edition / "documents" / "talk-001.xml").write_text("<TEI")
    result = run(edition)
    told = [line for line in result.failures if "comparison" in line]
    assert any("sentences" in line for line in told) and any("talks" in line for line in told)
    found = Site(edition / "build" / "site")
    assert list(found.faults()) == []
    assert {path.name for path in found.folder.glob("comparisons/*.html")} >= {"apparatus.html"}
    assert not (found.folder / "comparisons" / "talks.html").exists()


def test_a_long_comparison_has_parts_that_lead_to_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparisons, "STEPS", dict.fromkeys(comparisons.STEPS, 2))
    edition = make_comparing_edition(tmp_path / "edition")
    run(edition)
    found = Site(edition / "build" / "site")
    assert list(found.faults()) == []
    assert "row-3" in found.targets[found.folder / "comparisons" / "copies~2.html"]
    assert "../comparisons/copies~2.html" in found.links("comparisons/copies.html")


def test_the_words_of_a_text_cannot_become_markup(site: Site) -> None:
    page = (site.folder / "comparisons" / "copies.html").read_text(encoding="utf-8")
    assert "&lt;fell&gt;" in page and "<fell>" not in page


def test_comparisons_speak_german(tmp_path: Path) -> None:
    edition = make_comparing_edition(tmp_path / "edition")
    path = edition / "edition.toml"
    path.write_text(path.read_text().replace("[edition]\n", '[edition]\ninterface = "de"\n'))
    run(edition)
    words = Site(edition / "build" / "site").text("comparisons/stated.html")
    assert "Sachliche Unterschiede" in words and "Differences" not in words


@pytest.mark.parametrize(
    "page",
    ["comparisons.html", *(f"comparisons/{name}.html" for name in ("copies", "sentences", "stated"))]
    + [f"documents/{name}.html" for name in ("log", "letter")],
)
def test_the_nu_checker_has_nothing_to_say(site: Site, vnu: Callable[[Path], list[str]], page: str) -> None:
    assert [line for line in vnu(site.folder / page) if "Content Security Policy" not in line] == []
