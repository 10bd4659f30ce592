"""A site that is built again and again while its documents come, change and go, and what that costs."""

import multiprocessing
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from growth import grows_linearly
from publishing.making import document, make_edition
from publishing.test_site import files_of, run, stamps_of
from tei_edition.edition import Limits, load_edition
from tei_edition.publishing import site
from tei_edition.publishing.ledger import Ledger
from tei_edition.publishing.pages import Pages
from tei_edition.publishing.rows import Written
from tei_edition.publishing.site import PageWorkers
from tei_edition.rendering import search

ADDRESS = 'address = "https://example.org/port"\n'
MORE = (
    "",
    'In <placeName ref="#Port_Amber">Port Amber</placeName>.',
    "Of lanterns, ropes and tar.",
    '<persName ref="#P7">Holm</persName> met <persName ref="#Ada_Birch">her</persName>.',
)


def fresh(edition: Path, folder: Path) -> dict[str, str]:
    """The site that a build from nothing gives."""
    shutil.copytree(edition, folder, ignore=shutil.ignore_patterns("build"))
    run(folder)
    found = files_of(folder / "build" / "site")
    shutil.rmtree(folder)
    return found


def change(edition: Path, name: int, number: int | None, more: int) -> None:
    """One document comes, changes or, where `number` is None, goes."""
    path = edition / "documents" / f"talk-{name:03}.xml"
    if number is None:
        path.unlink(missing_ok=True)
        (edition / "ids" / f"talk-{name:03}.tsv").unlink(missing_ok=True)
    else:
        path.write_text(document(number, f"talk-{name:03}", MORE[more]), encoding="utf-8")


@given(
    st.lists(
        st.lists(
            st.tuples(st.integers(1, 6), st.none() | st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=3
        ),
        min_size=2,
        max_size=4,
    )
)
@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_whatever_comes_changes_and_goes_the_site_is_that_of_a_new_build(
    tmp_path_factory: pytest.TempPathFactory, builds: list[list[tuple[int, int | None, int]]]
) -> None:
    folder = tmp_path_factory.mktemp("increments")
    edition = make_edition(folder / "edition", 2, ADDRESS)
    run(edition)
    for changes in builds:
        for row in changes:
            change(edition, *row)
        run(edition)
    assert files_of(edition / "build" / "site") == fresh(edition, folder / "fresh")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and files of words that hold little, so that a small edition has many."""
    monkeypatch.setattr(search, "SHARD", 400)
    for module, name, value in (
        ("pages", "ENTRIES", 3),
        ("pages", "PASSAGES", 10),
        ("pages", "OWN", 4),
        ("lists", "DOCUMENTS", 4),
    ):
        monkeypatch.setattr(f"tei_edition.publishing.{module}.{name}", value)


def test_a_site_in_many_parts_stays_that_of_a_new_build(tmp_path: Path, small: None) -> None:
    edition = make_edition(tmp_path / "edition", 12, ADDRESS)
    run(edition)
    site = edition / "build" / "site"
    assert len(list(site.glob("place/Port_Amber~*.html"))) > 2 and (site / "documents-3.html").is_file()
    assert len(list(site.glob("search/terms-*.js"))) > 3
    steps = ((3, 3, 1), (20, 20, 0), (0, None, 0), (5, 40, 3), (20, None, 0), (0, 0, 2), (3, 3, 0), (11, 77, 2))
    for k, step in enumerate(steps):
        change(edition, *step)
        before = stamps_of(site)
        result = run(edition)
        after = stamps_of(site)
        assert files_of(site) == fresh(edition, tmp_path / f"fresh-{k}"), step
        assert result.made == sum(before.get(name) != stamp for name, stamp in after.items()), step


def test_one_word_more_writes_only_the_files_of_the_search_that_hold_it(tmp_path: Path, small: None) -> None:
    if not search_is_there():
        pytest.skip("the search engine was not fetched")
    edition = make_edition(tmp_path / "edition", 12)
    run(edition)
    site = edition / "build" / "site"
    before = stamps_of(site)
    path = edition / "documents" / "talk-005.xml"
    path.write_text(path.read_text().replace("The ships lay", "The ships lay zigzag"), encoding="utf-8")
    run(edition)
    after = stamps_of(site)
    changed = {name for name, stamp in after.items() if name.startswith("search/") and before.get(name) != stamp}
    words = {name for name in changed if "/terms-" in name}
    assert "search/documents/talk-005.js" in changed and "search/index.js" in changed
    assert words and all("zigzag" in (site / name).read_text() for name in words)


def search_is_there() -> bool:
    return search.is_there()


def test_a_build_that_is_stopped_among_the_pages_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = make_edition(tmp_path / "edition", 6, ADDRESS)
    run(edition)
    whole = Pages.offer
    left = random.Random(3)

    def stop(self: Pages, *given: object) -> None:
        if left.random() < 0.1:
            raise KeyboardInterrupt
        whole(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Pages, "offer", stop)
    for step in ((2, 2, 1), (9, 9, 3), (4, None, 0), (2, 2, 0)):
        change(edition, *step)
        for _ in range(2):
            try:
                run(edition)
            except KeyboardInterrupt:
                continue
    monkeypatch.setattr(Pages, "offer", whole)
    run(edition)
    assert files_of(edition / "build" / "site") == fresh(edition, tmp_path / "fresh")


@pytest.fixture(scope="module")
def edition_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """A built edition of so many documents."""
    found: dict[int, Path] = {}

    def edition(number: int) -> Path:
        if number not in found:
            found[number] = make_edition(tmp_path_factory.mktemp("grown") / str(number), number, ADDRESS)
            run(found[number])
        return found[number]

    return edition


def test_the_pages_after_one_change_are_made_in_time_that_grows_no_faster_than_the_edition(
    edition_of: Callable[[int], Path],
) -> None:
    from tei_edition.publishing.build import _plan

    def pages(number: int) -> None:
        folder = edition_of(number)
        plan = _plan(load_edition(folder), folder / "build" / "site")
        with Ledger(folder / "build" / "ledger.sqlite") as ledger:
            written = Pages(plan, ledger)
            site.write(written)
            assert written.made == 0

    assert grows_linearly(pages, 40)


def test_many_pages_of_entries_are_written_by_several_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = make_edition(tmp_path / "edition", 8)
    expected = fresh(edition, tmp_path / "fresh")
    own: list[object] = []

    def here(pages: Pages, keys: object) -> None:
        own.append(keys)
        made(pages, keys)  # type: ignore[arg-type]

    made = Pages.entries
    monkeypatch.setattr(Pages, "entries", here)
    monkeypatch.setattr("tei_edition.publishing.site.FEW", 2)
    run(edition, 2)
    assert files_of(edition / "build" / "site") == expected
    # None in this process.
    assert own == []
    assert run(edition, 2).made == 0


def test_pages_of_a_killed_process_are_made_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = make_edition(tmp_path / "edition", 8)
    expected = fresh(edition, tmp_path / "fresh")
    killed: list[int] = []

    def receive(ledger: Ledger, written: Written) -> None:
        if written.summaries and not killed:
            process = multiprocessing.active_children()[0]
            killed.append(process.pid or 0)
            process.kill()
        whole(ledger, written)

    whole = Ledger.receive
    monkeypatch.setattr(Ledger, "receive", receive)
    monkeypatch.setattr("tei_edition.publishing.site.FEW", 2)
    run(edition, 2)
    assert killed and files_of(edition / "build" / "site") == expected
    assert run(edition, 2).made == 0


def test_what_a_document_may_take_does_not_hold_for_the_pages_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = make_edition(tmp_path / "edition", 8)
    expected = fresh(edition, tmp_path / "fresh")

    def write(pages: Pages, workers: PageWorkers) -> None:
        # From here on no document could be made.
        workers.limits = Limits(0.000001, 1)
        whole(pages, workers)

    whole = site.write
    monkeypatch.setattr(site, "write", write)
    monkeypatch.setattr(site, "FEW", 2)
    run(edition, 2)
    assert files_of(edition / "build" / "site") == expected
