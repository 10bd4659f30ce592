"""Turns and recorder's notes of real documents, where a corpus is at hand."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tei_edition import tei
from tei_edition.sources import read_source
from tei_edition.transcripts import Kind, Mark, Transcript, transcribe

_SOUNDS = (Mark.VOCAL, Mark.KINESIC, Mark.INCIDENT)


def folded(words: str) -> str:
    return " ".join(words.replace(":", " ").split()).lower()


def labels(transcript: Transcript) -> Counter[str]:
    return Counter(folded(transcript.text(block.label)) for block in transcript.of_kind(Kind.TURN) if block.label)


def notes(transcript: Transcript) -> Counter[str]:
    brackets = [bracket for block in transcript.blocks for bracket in block.brackets if bracket.mark in _SOUNDS]
    return Counter(folded(transcript.text((bracket.start, bracket.end))) for bracket in brackets)


def f1(found: Counter[str], marked: Counter[str]) -> float:
    return 2 * (found & marked).total() / max(1, found.total() + marked.total())


@pytest.mark.parametrize("name", ["1958-11-07-hac-meeting-minutes", "1976-11-12-hac-meeting-with-kissinger"])
def test_verbatim_minutes(name: str, corpus: Path, as_text: Callable[[Path], str]) -> None:
    path = corpus / "dev" / "turns" / f"{name}.xml"
    transcript = transcribe(read_source(path.with_suffix(".txt"), as_text(path).encode()))
    root = tei.read(path)
    marked = Counter(folded("".join(map(str, label.itertext()))) for label in tei.every(root, "//t:sp/t:speaker"))
    assert f1(labels(transcript), marked) >= 0.97
    said = Counter(folded("".join(map(str, n.itertext()))) for n in tei.every(root, "//t:note[@type='interjection']"))
    # Only notes with a cue word are marked there: what is found beyond them says nothing.
    assert (notes(transcript) & said).total() >= 0.9 * said.total()


def rows(corpus: Path, name: str, kind: str) -> Counter[str]:
    lines = (corpus / "dev" / "frus" / "turns_interjections_gold.tsv").read_text(encoding="utf-8").splitlines()[1:]
    cells = [line.split("\t") for line in lines]
    return Counter(folded(row[2]) for row in cells if row[0] == f"{name}.xml" and row[1] == kind)


@pytest.mark.parametrize("name", ["ve13_d19", "ve13_d19b"])
def test_transcripts_of_talks(name: str, corpus: Path, as_text: Callable[[Path], str]) -> None:
    path = corpus / "dev" / "frus" / "tei" / f"{name}.xml"
    transcript = transcribe(read_source(path.with_suffix(".txt"), as_text(path).encode()))
    assert f1(labels(transcript), rows(corpus, name, "speaker")) >= 0.97
    found = notes(transcript)
    assert f1(found, rows(corpus, name, "interjection")) >= 0.9
    assert not found & rows(corpus, name, "not_interjection")


def test_no_speaker_is_invented_in_telegrams_reports_and_told_conversations(corpus: Path) -> None:
    texts = sorted((corpus / "dev" / "bulk").rglob("*.txt"))
    assert texts
    transcripts = [transcribe(read_source(path)) for path in texts]
    assert [t.source.name for t in transcripts if t.of_kind(Kind.TURN)] == ["d004.txt"]
    assert all(t.genre for t in transcripts)
    assert all(t.source.site == "frus" for t in transcripts)
