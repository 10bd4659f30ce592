"""What a build makes anew when something has changed: that and nothing else, and the same as a build from nothing."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from publishing.making import document, make_edition
from tei_edition.edition import load_edition
from tei_edition.publishing import Result, build
from tei_edition.publishing.executors import Here
from tei_edition.publishing.jobs import Job, Plan
from tei_edition.publishing.rows import Made

PERSONS = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><standOff><listPerson>
<person xml:id="Zhou_Enlai"><persName type="main">Zhou Enlai</persName><persName type="short">Zhou</persName></person>
<person xml:id="Dean_Rusk"><persName type="main">Dean Rusk</persName></person>
</listPerson></standOff></TEI>
"""
TEXTS = {
    "letter": "Dear friend,\n\nWe met Walter Stoessel in London, and Zhou Enlai was with him.\n",
    "talk": "Zhou Enlai: We have come to Warsaw.\n\nMao: Indeed.\n\nZhou Enlai: Yes.\n\nMao: Yes.\n",
    "wire": "The consul saw Mr. Rusk on the pier and told Stoessel of it, who had been to Ravenscar before.\n",
    "note": "Nobody whom anybody knows was at the well.\n",
}


def new_name(name: str, *forms: str, more: str = "") -> str:
    key = name.replace(" ", "_")
    rows = "".join(f'<persName type="variant">{form}</persName>' for form in forms)
    return f'<person xml:id="{key}"><persName type="main">{name}</persName>{rows}{more}</person>\n'


def with_name(row: str) -> str:
    """At the head of the list: every other entry stands on another line then."""
    return PERSONS.replace("<listPerson>\n", f"<listPerson>\n{row}")


class Watched(Here):
    """Notes what is made: in full, or what is made of its TEI only."""

    def __init__(self) -> None:
        self.parsed: set[str] = set()
        self.rendered: set[str] = set()

    def run(self, plan: Plan, jobs: Iterable[Job]) -> Iterator[Made]:
        for made in super().run(plan, jobs):
            (self.rendered if made.rows and made.rows.told is None else self.parsed).add(made.job.name)
            yield made


def run(folder: Path) -> tuple[Result, Watched]:
    watched = Watched()
    result = build(load_edition(folder), folder / "build", executor=watched)
    assert result.failures == ()
    return result, watched


def files_of(folder: Path) -> dict[str, str]:
    site = folder / "build" / "site"
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def afresh(folder: Path) -> dict[str, str]:
    """The site that a build from nothing gives."""
    other = folder.parent / "fresh"
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns("build"))
    run(other)
    return files_of(other)


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """Four sources without documents, and two documents."""
    folder = make_edition(tmp_path / "edition", 2)
    settings = (folder / "edition.toml").read_text().replace('"json", "csv", "bibtex", "ris"', "")
    (folder / "edition.toml").write_text(settings)
    for name in ("sources", "authority"):
        (folder / name).mkdir()
    (folder / "authority" / "persons.xml").write_text(PERSONS)
    for name, text in TEXTS.items():
        (folder / "sources" / f"{name}.txt").write_text(text)
    run(folder)
    return folder


@pytest.mark.parametrize(
    ("persons", "concerned"),
    [
        # A full name stands in one of them, the family name alone in the other.
        (with_name(new_name("Walter Stoessel")), {"letter", "wire"}),
        (with_name(new_name("Walter Stoessel", "Stoessel")), {"letter", "wire"}),
        # A form that stands in no text.
        (with_name(new_name("Peng Zhen")), set()),
        # Accents make no difference to where a name stands.
        (with_name(new_name("Rávenscár")), {"wire"}),
        # One of two words is no occurrence.
        (with_name(new_name("Walter Ravenscar")), set()),
        # Another of the family of somebody whom a text calls by it.
        (with_name(new_name("David Rusk")), {"wire"}),
        # An entry says more; one is gone; one has another form.
        (PERSONS.replace("</persName></person>\n<person", "</persName><birth when='1898'/></person>\n<person"),
         {"letter", "talk"}),
        (PERSONS.replace(new_name("Dean Rusk"), ""), {"wire"}),
        (PERSONS.replace("Dean Rusk</persName>", "Dean Rusk</persName><persName>the consul</persName>"), {"wire"}),
        # Nothing but the lines has changed.
        (PERSONS.replace("<listPerson>", "\n\n<listPerson>"), set()),
    ],
)  # fmt: skip
def test_a_change_of_the_authority_makes_the_documents_it_concerns_and_no_others(
    edition: Path, persons: str, concerned: set[str]
) -> None:
    assert persons != PERSONS
    (edition / "authority" / "persons.xml").write_text(persons)
    _, watched = run(edition)
    assert (watched.parsed, watched.rendered) == (concerned, set())
    assert files_of(edition) == afresh(edition)
    assert run(edition)[1].parsed == set()


def test_a_build_that_stops_after_a_change_of_the_authority_forgets_none_of_the_documents(edition: Path) -> None:
    class Stopping(Watched):
        def run(self, plan: Plan, jobs: Iterable[Job]) -> Iterator[Made]:
            raise KeyboardInterrupt

    (edition / "authority" / "persons.xml").write_text(with_name(new_name("Walter Stoessel", "Stoessel")))
    with pytest.raises(KeyboardInterrupt):
        build(load_edition(edition), edition / "build", executor=Stopping())
    # What is new since then concerns one of the two only.
    (edition / "authority" / "persons.xml").write_text(
        with_name(new_name("Walter Stoessel", "Stoessel") + new_name("Ravenscar"))
    )
    assert run(edition)[1].parsed == {"letter", "wire"}
    assert files_of(edition) == afresh(edition)


def test_a_printed_document_carries_its_entries_as_they_are_now(tmp_path: Path) -> None:
    folder = make_edition(tmp_path / "edition", 2)
    settings = (folder / "edition.toml").read_text().replace('"text", "json", "csv", "bibtex", "ris"', '"pdf"')
    (folder / "edition.toml").write_text(settings)
    (folder / "authority").mkdir()
    (folder / "authority" / "persons.xml").write_text(with_name(new_name("Ada Birch")))
    path = folder / "documents" / "talk-001.xml"
    path.write_text(path.read_text().replace("persons:Ada_Birch", "persons:Zhou_Enlai"))
    run(folder)
    (folder / "authority" / "persons.xml").write_text(with_name(new_name("Ada Birch", "A. Birch")))
    _, watched = run(folder)
    assert (watched.parsed, watched.rendered) == (set(), {"talk-000"})
    assert files_of(folder) == afresh(folder)


def test_a_template_makes_pages_anew_and_parses_nothing(edition: Path) -> None:
    (edition / "templates").mkdir()
    (edition / "templates" / "style.css").write_text("body { color: maroon }\n")
    _, watched = run(edition)
    assert (watched.parsed, watched.rendered) == (set(), {*TEXTS, "talk-000", "talk-001"})
    assert files_of(edition) == afresh(edition)


def test_findings_are_kept_with_what_was_not_parsed_again(edition: Path) -> None:
    before = list(run(edition)[0].findings)
    assert any(finding.path.endswith("note.txt") for finding in before)
    (edition / "templates").mkdir()
    (edition / "templates" / "style.css").write_text("body { color: maroon }\n")
    assert list(run(edition)[0].findings) == before


def test_a_clock_that_goes_wrong_makes_nothing_anew(edition: Path) -> None:
    for path in [*edition.rglob("*.txt"), *edition.rglob("*.xml")]:
        os.utime(path, (0, 0))
    result, watched = run(edition)
    assert (watched.parsed | watched.rendered, result.made) == (set(), 0)
    for path in [*edition.rglob("*.txt"), *edition.rglob("*.xml")]:
        os.utime(path, (1 << 34, 1 << 34))
    result, watched = run(edition)
    assert (watched.parsed | watched.rendered, result.made) == (set(), 0)


def test_a_change_that_keeps_size_and_time_is_seen(edition: Path) -> None:
    path = edition / "sources" / "talk.txt"
    state = path.stat()
    path.write_text(TEXTS["talk"].replace("Warsaw", "London"))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert run(edition)[1].parsed == {"talk"}
    assert files_of(edition) == afresh(edition)


def test_a_source_that_changes_during_the_build_is_made_again_by_the_next(edition: Path) -> None:
    path = edition / "sources" / "wire.txt"

    class Meddling(Watched):
        def run(self, plan: Plan, jobs: Iterable[Job]) -> Iterator[Made]:
            for made in super().run(plan, jobs):
                # Read, made, and not entered yet.
                path.write_text(TEXTS["wire"].replace("pier", "quay"))
                yield made

    path.write_text(TEXTS["wire"].replace("pier", "ship"))
    build(load_edition(edition), edition / "build", executor=Meddling())
    assert "on the ship" in (edition / "build" / "site" / "documents" / "wire.txt").read_text()
    assert run(edition)[1].parsed == {"wire"}
    assert files_of(edition) == afresh(edition)


def test_a_copy_of_an_edition_finds_its_site_as_it_was(edition: Path) -> None:
    other = edition.parent / "other" / "edition"
    shutil.copytree(edition, other)
    result, watched = run(other)
    assert (watched.parsed | watched.rendered, result.made) == (set(), 0)


def test_another_toolkit_makes_everything_anew(edition: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files_of(edition)
    monkeypatch.setattr("tei_edition.publishing.jobs.__version__", "0.0.9")
    _, watched = run(edition)
    assert watched.parsed == {*TEXTS, "talk-000", "talk-001"}
    assert files_of(edition) == before


def test_a_facsimile_is_copied_again_when_it_has_changed(edition: Path) -> None:
    (edition / "images").mkdir()
    (edition / "images" / "1.png").write_bytes(b"first")
    surface = '<facsimile><surface><graphic url="../images/1.png"/></surface></facsimile>\n<text>'
    path = edition / "documents" / "talk-000.xml"
    path.write_text(document(0).replace("<text>", surface))
    run(edition)
    copied = edition / "build" / "site" / "images" / "1.png"
    assert copied.read_bytes() == b"first"
    (edition / "images" / "1.png").write_bytes(b"other")
    assert run(edition)[1].rendered == {"talk-000"}
    assert copied.read_bytes() == b"other"
