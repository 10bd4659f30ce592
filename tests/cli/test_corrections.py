"""An editor's week of work, and the source and the rules that change under it: the commands as they are typed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAME = "memcon-1964-08-03"


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tei_edition", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    folder = tmp_path / "edition"
    shutil.copytree(ROOT / "tei", folder, ignore=shutil.ignore_patterns("schema"))
    assert parse(folder).returncode == 1
    return folder


def parse(edition: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return run("parse", f"sources/{NAME}.txt", "-o", f"documents/{NAME}.xml", *more, cwd=edition)


def document(edition: Path) -> Path:
    return edition / "documents" / f"{NAME}.xml"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def conflicts(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in done.stderr.splitlines() if line.endswith("[merge-conflict]")]


def work(edition: Path) -> str:
    """What an editor does in a week; the text of the file afterwards."""
    path = document(edition)
    text = path.read_text(encoding="utf-8")
    # A name put right, with a note; a tag taken away; one added; a paragraph laid out anew; other quotes; a comment.
    text = text.replace(
        "airplane", "aeroplane<note resp='#ed'>So the page &#8212; see <ref target='#p3'>above</ref>.</note>", 1
    )
    text = re.sub(r'<placeName ref="#Kunming"[^>]*>Kunming</placeName>', "Kunming", text, count=1)
    text = text.replace("Soviet revisionists", "<orgName resp='#ed'>Soviet revisionists</orgName>", 1)
    text = text.replace('<p n="18" xml:id="p18">', "<!-- check -->\n\n\t<p xml:id='p18'\n\t   n='18'>\n", 1)
    text = text.replace('<change who="#machine"', '<change who="#ed">Read.</change><change who="#machine"', 1)
    path.write_text(text, encoding="utf-8")
    return text


def test_a_parse_with_nothing_new_leaves_the_file_byte_for_byte(edition: Path) -> None:
    work(edition)
    before = document(edition).read_bytes()
    stamp = document(edition).stat().st_mtime_ns
    done = parse(edition)
    assert conflicts(done) == []
    assert document(edition).read_bytes() == before
    assert document(edition).stat().st_mtime_ns == stamp


def test_what_is_new_comes_in_beside_the_work_of_people(edition: Path) -> None:
    before = work(edition)
    change(edition / "sources" / f"{NAME}.txt", "They were very tense", "They were rather tense")
    done = parse(edition)
    assert conflicts(done) == []
    after = document(edition).read_text(encoding="utf-8")
    changed = [line for line in after.splitlines() if line not in before.splitlines()]
    assert any("rather tense" in line for line in changed)
    # The source's checksum and the seal are the other two.
    assert len(changed) == 3
    assert len(after.splitlines()) == len(before.splitlines())
    assert parse(edition).returncode == done.returncode
    assert document(edition).read_text(encoding="utf-8") == after


def test_a_tag_that_was_removed_stays_away_and_one_that_was_added_stays(edition: Path) -> None:
    work(edition)
    change(edition / "authority" / "persons.xml", "Peng Zhen</persName>", "Peng Zhen (mayor)</persName>")
    parse(edition)
    text = document(edition).read_text(encoding="utf-8")
    assert "fly from Kunming." in text
    assert "<orgName resp='#ed'>Soviet revisionists</orgName>" in text
    assert "<p xml:id='p18'\n\t   n='18'>\n" in text
    assert "Peng Zhen (mayor)" in text


def test_a_conflict_shows_both_readings_with_their_lines_and_exits_1(edition: Path) -> None:
    change(document(edition), "They were very tense", "They were extremely tense")
    change(edition / "sources" / f"{NAME}.txt", "They were very tense", "They were rather tense")
    done = parse(edition)
    [line] = conflicts(done)
    number = next(
        k for k, row in enumerate(document(edition).read_text(encoding="utf-8").splitlines(), 1) if "extremely" in row
    )
    assert line.startswith(
        f"documents/{NAME}.xml:{number}: warning: a person wrote ‘extremely’, the machine now writes ‘rather’ "
        f"(documents/.machine/{NAME}.xml:{number})"
    )
    assert done.returncode == 1
    assert conflicts(parse(edition)) == []
    assert "extremely tense" in document(edition).read_text(encoding="utf-8")


def test_force_throws_the_work_of_people_away(edition: Path) -> None:
    before = document(edition).read_bytes()
    work(edition)
    parse(edition, "--force")
    assert document(edition).read_bytes() == before


@pytest.mark.parametrize("corrected", [True, False])
def test_a_document_made_from_another_source_is_refused_and_stands(edition: Path, corrected: bool) -> None:
    if corrected:
        work(edition)
    before = {path: path.read_bytes() for path in edition.rglob("*") if path.is_file()}
    other = edition / "sources" / "letter.txt"
    other.write_text("Dear Comrade Zhou,\n\nWe have received your letter.\n\nKim\n", encoding="utf-8")
    done = run("parse", "sources/letter.txt", "-o", f"documents/{NAME}.xml", cwd=edition)
    assert done.returncode == 2
    assert done.stderr == (
        f"documents/{NAME}.xml: it was made from {NAME}.txt, not from letter.txt; "
        "give another -o, or --force to put the new document in its place\n"
    )
    assert {path: path.read_bytes() for path in before} == before
    forced = run("parse", "sources/letter.txt", "-o", f"documents/{NAME}.xml", "--force", cwd=edition)
    assert forced.returncode < 2, forced.stderr
    assert '<idno type="file">letter.txt</idno>' in document(edition).read_text(encoding="utf-8")


def test_a_source_of_another_name_with_the_same_bytes_is_the_same(edition: Path) -> None:
    (edition / "sources" / f"{NAME}.txt").rename(edition / "sources" / "renamed.txt")
    done = run("parse", "sources/renamed.txt", "-o", f"documents/{NAME}.xml", cwd=edition)
    assert done.returncode == 1, done.stderr
    assert '<idno type="file">renamed.txt</idno>' in document(edition).read_text(encoding="utf-8")


def test_a_document_whose_machine_state_is_missing_stands(edition: Path) -> None:
    before = work(edition)
    (edition / "documents" / ".machine" / f"{NAME}.xml").unlink()
    change(edition / "sources" / f"{NAME}.txt", "They were very tense", "They were rather tense")
    done = parse(edition)
    assert done.returncode == 1
    assert f"documents/.machine/{NAME}.xml is missing" in done.stderr
    assert document(edition).read_text(encoding="utf-8") == before
    change(edition / "sources" / f"{NAME}.txt", "They were rather tense", "They were rather calm")
    change(edition / "sources" / f"{NAME}.txt", "middle of July", "end of July")
    parse(edition)
    assert "end of July" in document(edition).read_text(encoding="utf-8")


def test_a_document_that_is_not_well_formed_is_told_and_stands(edition: Path) -> None:
    change(document(edition), "</placeName>", "</place>")
    before = document(edition).read_bytes()
    change(edition / "sources" / f"{NAME}.txt", "middle of July", "end of July")
    done = parse(edition)
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert re.match(rf"documents/{NAME}\.xml:\d+:\d+: not well-formed XML: ", line)
    assert document(edition).read_bytes() == before


@pytest.mark.parametrize("codec", ["utf-16", "iso-8859-1"])
def test_the_encoding_and_line_ends_of_an_editor_are_kept(edition: Path, codec: str) -> None:
    text = document(edition).read_text(encoding="utf-8").replace("airplane", "aéroplane", 1)
    text = text.replace('encoding="UTF-8"', f'encoding="{codec}"', 1).replace("\n", "\r\n")
    document(edition).write_bytes(text.encode(codec, "xmlcharrefreplace"))
    change(edition / "sources" / f"{NAME}.txt", "They were very tense", "They were “rather” tense")
    assert conflicts(parse(edition)) == []
    after = document(edition).read_bytes().decode(codec)
    assert "aéroplane" in after
    assert "rather" in after
    assert after.count("\n") == after.count("\r\n")


def test_ids_stay_when_the_source_changes_and_a_gone_one_leads_on(edition: Path) -> None:
    source = edition / "sources" / f"{NAME}.txt"
    paragraphs = source.read_text(encoding="utf-8").split("\n")
    at = next(k for k, line in enumerate(paragraphs) if line.startswith("At that time Comrade Peng Zhen indicated"))
    paragraphs[at:at] = ["We came by train.", ""]
    source.write_text("\n".join(paragraphs), encoding="utf-8")
    parse(edition)
    text = document(edition).read_text(encoding="utf-8")
    assert '<p n="17a" xml:id="p17a">We came by train.</p>' in text
    assert '<p n="18" xml:id="p18">At that time Comrade' in text
    lock = edition / "ids" / f"{NAME}.tsv"
    assert "p17a\t17a\t\t" in lock.read_text(encoding="utf-8")
    del paragraphs[at + 2 : at + 4]
    source.write_text("\n".join(paragraphs), encoding="utf-8")
    parse(edition)
    rows = [line.split("\t") for line in lock.read_text(encoding="utf-8").splitlines()]
    assert ["p18", "18", "p17a"] in [row[:3] for row in rows]
    assert '<p n="19" xml:id="p19">' in document(edition).read_text(encoding="utf-8")


def test_build_keeps_ids_of_sources_without_a_document(tmp_path: Path) -> None:
    run("init", "mine", cwd=tmp_path)
    source = tmp_path / "mine" / "sources" / "talk.txt"
    source.write_text("Zhou: We have come.\n\nMao: Indeed.\n\nZhou: Yes.\n\nMao: Goodbye then.\n", encoding="utf-8")
    run("build", "mine", cwd=tmp_path)
    source.write_text("Zhou: First of all.\n\n" + source.read_text(encoding="utf-8"), encoding="utf-8")
    run("build", "mine", cwd=tmp_path)
    built = (tmp_path / "mine" / "build" / "site" / "documents" / "talk.xml").read_text(encoding="utf-8")
    assert '<p n="1" xml:id="p1">We have come.</p>' in built
    assert '<p n="0a" xml:id="p0a">First of all.</p>' in built
    assert "nothing has changed" in run("build", "mine", cwd=tmp_path).stderr


def test_tag_touches_nothing_but_what_it_tags(tmp_path: Path) -> None:
    page = (
        "<?xml version='1.0'?>\n<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt>"
        "<title>Talk</title></titleStmt><publicationStmt><p>None</p></publicationStmt>\n<sourceDesc><p>None</p>"
        "</sourceDesc></fileDesc></teiHeader>\n<text><body><!-- here -->\n<div><p   rend='x' >They\n went&#32;to "
        "Beijing &#38; <hi>Moscow</hi>.</p></div></body></text></TEI>\n"
    )
    (tmp_path / "page.xml").write_text(page, encoding="utf-8")
    done = run("tag", "page.xml", "-o", "tagged.xml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    tagged = (tmp_path / "tagged.xml").read_text(encoding="utf-8")
    assert re.search(
        r"to <placeName [^>]*>Beijing</placeName> &#38; <hi><placeName [^>]*>Moscow</placeName></hi>", tagged
    )
    bare = re.sub(r"</?placeName\b[^>]*>(?=Beijing|Moscow| &#38;|</hi>)", "", tagged)
    assert page[page.index("<text>") :] == bare[bare.index("<text>") :]
    findings = run("validate", "tagged.xml", cwd=tmp_path).stdout
    assert "pointer-unresolved" not in findings


@pytest.mark.parametrize("part", [slice(None, 3000), slice(3000, None), slice(0, 0)])
def test_a_damaged_copy_of_the_machines_is_told_and_the_document_stands(edition: Path, part: slice) -> None:
    change(document(edition), "</title>", " (mine)</title>")
    change(edition / "sources" / f"{NAME}.txt", "Chairman", "Chair-man")
    before = document(edition).read_bytes()
    copy = edition / "documents" / ".machine" / f"{NAME}.xml"
    copy.write_bytes(copy.read_bytes()[part])
    done = parse(edition)
    [line] = done.stderr.splitlines()
    told = rf"documents/\.machine/{NAME}\.xml(:\d+){{0,2}}: the machine's own copy of {NAME}\.xml is damaged: .*; "
    assert re.match(told + "restore it from version control, or delete it", line), line
    assert (done.returncode, document(edition).read_bytes()) == (2, before)
