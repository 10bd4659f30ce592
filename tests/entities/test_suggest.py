"""A model only ever adds to the list of candidates. With a real pipeline of spaCy, where spaCy is installed."""

import csv
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tei_edition import tei

HEADER = "<teiHeader><fileDesc><titleStmt><title>x</title></titleStmt></fileDesc></teiHeader>"
TEXT = "The Vorkuta mine went to Ilya Brandt's firm. In Romania, Kvarner &amp; Sons failed. The Vorkuta again."
HAS_SPACY = importlib.util.find_spec("spacy") is not None


def tag(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tei_edition", "tag", "talk.xml", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    body = f"<text><body><p>{TEXT}</p></body></text>"
    (tmp_path / "talk.xml").write_text(f'<TEI xmlns="{tei.TEI}">{HEADER}{body}</TEI>')
    return tmp_path


@pytest.fixture
def model(folder: Path) -> str:
    """A pipeline without weights: names are what its patterns say."""
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed")
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    words = [("GPE", "The Vorkuta"), ("PERSON", "Ilya Brandt's"), ("GPE", "Romania"), ("ORG", "Kvarner & Sons")]
    ruler.add_patterns([{"label": label, "pattern": text} for label, text in [*words, ("DATE", "again")]])
    nlp.to_disk(folder / "model")
    return "model"


def rows(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "names.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def test_names_that_no_rule_tagged_become_candidates(folder: Path, model: str) -> None:
    assert tag(folder, "--candidates", "names.csv", "--suggest", model).returncode == 0
    found = rows(folder)
    assert found["Vorkuta"]["category"] == "place"
    assert (found["Vorkuta"]["count"], found["Vorkuta"]["rule"]) == ("2", "suggest.spacy")
    assert found["Kvarner & Sons"]["category"] == "org"
    assert "Ilya Brandt" in found
    assert "In Romania, Kvarner & Sons failed." in found["Kvarner & Sons"]["evidence"]
    assert "Romania" not in found, "a rule tags it"
    assert "again" not in found


def test_a_model_tags_nothing(folder: Path, model: str) -> None:
    plain = tag(folder).stdout
    assert tag(folder, "--candidates", "names.csv", "--suggest", model, "-o", "out.xml").returncode == 0
    assert (folder / "out.xml").read_text() == plain
    assert "suggest" not in plain


def test_what_an_editor_tagged_is_no_candidate(folder: Path, model: str) -> None:
    path = folder / "talk.xml"
    path.write_text(path.read_text().replace("Vorkuta mine", "<placeName>Vorkuta</placeName> mine"))
    tag(folder, "--candidates", "names.csv", "--suggest", model)
    assert "Vorkuta" not in rows(folder)
    assert "Kvarner & Sons" in rows(folder)


def test_a_list_with_suggestions_can_be_imported(folder: Path, model: str) -> None:
    tag(folder, "--candidates", "names.csv", "--suggest", model)
    command = [sys.executable, "-m", "tei_edition", "authority", "import", "names.csv"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert 'xml:id="Vorkuta"' in done.stdout


def test_a_model_that_cannot_be_had_is_told_in_one_line(folder: Path, model: str) -> None:
    done = tag(folder, "--candidates", "names.csv", "--suggest", "no_such_model")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == ("spaCy cannot load a model 'no_such_model'; install it, or name the folder that holds it\n")
    assert not (folder / "names.csv").exists()


def test_a_model_that_finds_no_names_is_told(folder: Path, model: str) -> None:
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed")
    spacy.blank("en").to_disk(folder / "empty")
    done = tag(folder, "--candidates", "names.csv", "--suggest", "empty")
    assert (done.returncode, done.stderr) == (
        2,
        "the model 'empty' finds no names; take one that has a step `ner`\n",
    )


@pytest.mark.skipif(HAS_SPACY, reason="spaCy is installed")
def test_a_missing_extra_is_told_in_one_line(folder: Path) -> None:
    done = tag(folder, "--candidates", "names.csv", "--suggest", "en_core_web_sm")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "--suggest needs spaCy, which is not installed; install it with pip install 'tei-edition[spacy]', and a model\n"
    )
    assert not (folder / "names.csv").exists()


def test_suggestions_need_a_list(folder: Path) -> None:
    done = tag(folder, "--suggest", "en_core_web_sm")
    assert done.returncode == 2
    assert "give --candidates FILE too" in done.stderr
