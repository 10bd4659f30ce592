"""The table of mentions, as a spreadsheet or a script reads it."""

import csv
import io
import json
from pathlib import Path

from tei_edition import tei
from tei_edition.crosswalks.mentions import mentions, mentions_csv, mentions_json

ROOT = tei.read(Path(__file__).parents[1] / "data" / "patterns.xml")


def test_every_tag_is_a_row_in_reading_order() -> None:
    rows = mentions(ROOT)
    assert len(rows) == len(list(tei.tags(ROOT)))
    first = rows[0]
    assert (first.paragraph, first.id, first.text) == ("1", "p1", "Foreign Ministry")
    assert (first.ref, first.resp, first.cert, first.rule) == ("PRC_Foreign_Ministry", "machine", "high", "authority")
    dates = {row.text: row.value for row in rows if row.element == "date"}
    assert dates["mid-July"] == "1964-07-11 to 1964-07-20"


def test_a_row_knows_whose_words_it_stands_in() -> None:
    speakers = {(row.id, row.text): row.speaker for row in mentions(ROOT)}
    assert speakers["p8", "CMEA"] == "Zhou_Enlai"
    assert speakers["p9", "Peng Zhen"] == "", "the recorder's label"
    assert speakers["p8", "Zhou"] == "", "a speaker's label"
    assert speakers["p2", "Zhou Enlai"] == ""


def test_several_persons_are_one_row() -> None:
    [row] = [row for row in mentions(ROOT) if row.text == "Ambassadors"]
    assert row.ref.split() == ["Tran_Tu_Binh", "Nesti_Nase", "Pak_Se-chang"]
    assert row.name == "Tran Tu Binh; Nesti Nase; Pak Se-chang"


def test_csv_and_json_hold_the_same() -> None:
    table = list(csv.DictReader(io.StringIO(mentions_csv(ROOT))))
    assert [{key: cell for key, cell in row.items() if cell} for row in table] == json.loads(mentions_json(ROOT))


def test_a_spreadsheet_runs_nothing() -> None:
    body = "".join(f"<persName>{words}</persName>" for words in ("=1+1", "@SUM(A1)", "+cmd|x", "-2+3", "-17", "Kim"))
    root = tei.parse(f'<TEI xmlns="{tei.TEI}"><text><body><p>{body}</p></body></text></TEI>'.encode())
    cells = [row["text"] for row in csv.DictReader(io.StringIO(mentions_csv(root)))]
    assert cells == ["'=1+1", "'@SUM(A1)", "'+cmd|x", "'-2+3", "-17", "Kim"]
