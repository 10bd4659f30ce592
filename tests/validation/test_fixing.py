"""Safe fixes: shown first, then made, and nothing else of the file changes."""

from pathlib import Path

import pytest

from tei_edition.validation import mend

PATTERNS = Path(__file__).parents[1] / "data" / "patterns.xml"
TEXT = PATTERNS.read_text(encoding="utf-8")


def slip(right: str, wrong: str) -> str:
    assert right in TEXT
    return TEXT.replace(right, wrong, 1)


SLIPS = [
    (
        '<persName ref="#Zhou_Enlai" resp="#machine" cert="high" ana="#rule.authority">Zhou</persName>',
        '<persname ref="#Zhou_Enlai" resp="#machine" cert="high" ana="#rule.authority">Zhou</persname>',
    ),
    ('toWhom="#Pak_Se-chang"', 'towhom="#Pak_Se-chang"'),
    ('when="1964-08-05"', 'when="1964/8/5"'),
    ('ref="#Romania"', 'ref="Romania"'),
    ('ref="#Tran_Tu_Binh #Nesti_Nase', 'ref="#Tran_Tu_Binh Nesti_Nase'),
    ('cert="medium"', 'cert="Medium"'),
    ('<TEI xmlns="http://www.tei-c.org/ns/1.0" ', "<TEI "),
    ('<space dim="horizontal"', '<Space dim="horizontal"'),
]


@pytest.mark.parametrize(("right", "wrong"), SLIPS, ids=[row[1][:24] for row in SLIPS])
def test_a_slip_with_one_right_reading_is_mended(right: str, wrong: str) -> None:
    mended = mend(Path("a.xml"), slip(right, wrong).encode())
    assert mended.after.decode().replace(' xmlns="http://www.tei-c.org/ns/1.0"', "") == TEXT.replace(
        ' xmlns="http://www.tei-c.org/ns/1.0"', ""
    )
    assert [finding.rule for finding in mended.findings] == ["tags-unreviewed"]
    assert mended.diff().startswith("--- a.xml\n+++ a.xml\n@@ ")


def test_odd_spaces_between_elements_become_an_ordinary_one() -> None:
    mended = mend(Path("a.xml"), slip("<listPlace>", "<listPlace>\u00a0 \u2003\n").encode())
    assert mended.after.decode() == slip("<listPlace>", "<listPlace>   \n")
    assert [finding.rule for finding in mended.findings] == ["tags-unreviewed"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<listPlace>", "<listPlace>\u00a0words"),
        ('ref="#Romania"', 'ref="#Rumania"'),
        ('when="1964-08-05"', 'when="1964-08-35"'),
        ("</speaker>", "</speaker>x"),
    ],
)
def test_what_is_not_certain_is_left_to_people(right: str, wrong: str) -> None:
    text = slip(right, wrong)
    mended = mend(Path("a.xml"), text.encode())
    assert (mended.after, mended.fixed, mended.diff()) == (text.encode(), (), "")
    assert len(mended.findings) > 1


def test_several_slips_are_mended_together() -> None:
    text = TEXT
    for right, wrong in SLIPS:
        text = text.replace(right, wrong, 1)
    mended = mend(Path("a.xml"), text.encode())
    assert [finding.rule for finding in mended.findings] == ["tags-unreviewed"]
    assert mend(Path("a.xml"), mended.after).after == mended.after


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_the_rest_of_the_file_keeps_its_bytes(codec: str) -> None:
    # Quotes, order, breaks and entities as somebody wrote them.
    odd = TEXT.replace('encoding="UTF-8"', f'encoding="{"UTF-8" if codec == "utf-8-sig" else "UTF-16"}"')
    odd = odd.replace("\n", "\r\n").replace('ref="#Romania"', "ref='Romania'", 1).replace("They kept", "They &#x6B;ept")
    data = odd.encode(codec)
    if codec == "utf-16-le":
        data = b"\xff\xfe" + data
    mended = mend(Path("a.xml"), data)
    assert mended.after.decode("utf-16" if "16" in codec else codec) == odd.replace("ref='Romania'", "ref='#Romania'")
