"""The merge, case by case: what the machine wrote, what it writes now, what a person made of it."""

import pytest

from growth import grows_linearly
from tei_edition.encoding.merge import merge

PAGE = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>\n{}\n</body></text></TEI>\n'
WENT = '<p xml:id="p1">He went to Beijing today.</p>'
PLACE = '<p xml:id="p1">He went to <placeName ref="#b">Beijing</placeName> today.</p>'


def merged(base: str, mine: str, yours: str) -> tuple[str, list[tuple[str, str]]]:
    result = merge(*(PAGE.format(part).encode() for part in (base, mine, yours)))
    head, tail = PAGE.format("|").split("|")
    text = result.data.decode()
    assert text.startswith(head)
    assert text.endswith(tail)
    return text[len(head) : -len(tail)], [(row.yours, row.machine) for row in result.conflicts]


@pytest.mark.parametrize(
    ("base", "mine", "yours", "wanted"),
    [
        (
            WENT,
            PLACE,
            "<p\nxml:id='p1'>He  went <!-- so -->to\n\tBeijing <hi>today</hi>.</p>",
            "<p\nxml:id='p1'>He  went <!-- so -->to\n\t<placeName ref=\"#b\">Beijing</placeName> <hi>today</hi>.</p>",
        ),
        (
            WENT,
            WENT.replace("to Beijing", '<placeName ref="#b">to Beijing</placeName>'),
            WENT.replace("Beijing", "<hi>Beijing</hi>"),
            WENT.replace("to Beijing", '<placeName ref="#b">to <hi>Beijing</hi></placeName>'),
        ),
        (
            WENT,
            WENT.replace("went", "came"),
            WENT.replace("Beijing", "<rs>Beijing</rs>"),
            WENT.replace("went", "came").replace("Beijing", "<rs>Beijing</rs>"),
        ),
        (
            PLACE,
            PLACE.replace("#b", "#c"),
            PLACE.replace('ref="#b"', "\n  ref='#b'"),
            PLACE.replace('ref="#b"', "\n  ref='#c'"),
        ),
        (PLACE, WENT, PLACE.replace("went", "went<note>how?</note>"), WENT.replace("went", "went<note>how?</note>")),
        (PLACE, WENT.replace("today", "now"), WENT, WENT.replace("today", "now")),
        (
            WENT + '\n  <p xml:id="p2">So.</p>',
            PLACE + '\n  <p xml:id="p1a">New.</p>\n  <p xml:id="p2">So.</p>',
            '<p xml:id="p2">So.</p>\n\n' + WENT,
            '<p xml:id="p2">So.</p>\n\n' + PLACE + '\n  <p xml:id="p1a">New.</p>',
        ),
        (
            WENT + '\n<p xml:id="p2">So.</p>',
            WENT + '\n<p xml:id="p1a">New.</p>\n<p xml:id="p2">So.</p>',
            WENT.replace(" Beijing", ' </p><p xml:id="h1">Beijing') + '\n<p xml:id="p2">So.</p>',
            WENT.replace(" Beijing", ' </p><p xml:id="h1">Beijing')
            + '\n<p xml:id="p1a">New.</p>\n<p xml:id="p2">So.</p>',
        ),
        ("<p>A &amp; B.</p>", "<p>A &amp; C.</p>", "<p>A &#38; B<?x y?>.</p>", "<p>A &#38; C<?x y?>.</p>"),
        (
            '<p n="1">a</p>',
            '<p n="1" rend="x">a b</p>',
            "<p  n='1' >a</p><!-- z -->",
            "<p  n='1' rend=\"x\" >a b</p><!-- z -->",
        ),
        (
            "<p>a<gap/></p>",
            "<p>a<gap><desc>b</desc></gap></p>",
            "<p>a<gap /></p>",
            "<p>a<gap><desc>b</desc></gap></p>",
        ),
    ],
)
def test_what_does_not_meet_comes_together(base: str, mine: str, yours: str, wanted: str) -> None:
    assert merged(base, mine, yours) == (wanted, [])
    assert merged(base, mine, wanted)[0] == wanted


@pytest.mark.parametrize(
    ("base", "mine", "yours", "readings"),
    [
        (WENT, WENT.replace("went", "came"), WENT.replace("went", "flew"), ("flew", "came")),
        (
            WENT,
            PLACE,
            WENT.replace("Beijing", "<persName>Beijing</persName>"),
            ("<persName>Beijing</persName>", '<placeName ref="#b">Beijing</placeName>'),
        ),
        (
            WENT,
            WENT.replace("to Beijing", "<placeName>to Beijing</placeName>"),
            WENT.replace("Beijing today", "<hi>Beijing today</hi>"),
            ("to <hi>Beijing", "<placeName>to Beijing</placeName>"),
        ),
        (
            PLACE,
            PLACE.replace("#b", "#c"),
            PLACE.replace("#b", "#d"),
            ('<placeName ref="#d">', '<placeName ref="#c">'),
        ),
        (PLACE, PLACE.replace("#b", "#c"), WENT, ("Beijing", '<placeName ref="#c">')),
        (PLACE, WENT, PLACE.replace("#b", "#d"), ('<placeName ref="#d">Beijing</placeName>', "")),
        (WENT, "", WENT.replace(" to", "<!-- no --> to"), (WENT.replace(" to", "<!-- no --> to"), "")),
    ],
)
def test_where_both_changed_the_same_the_persons_reading_stands(
    base: str, mine: str, yours: str, readings: tuple[str, str]
) -> None:
    assert merged(base, mine, yours) == (yours, [readings])


TURN = '<sp who="#{0}"><speaker>{1}:</speaker><p xml:id="{2}">{3}.</p></sp>'
ZHOU, PAK = TURN.format("z", "Zhou", "p1", "Good"), TURN.format("k", "<persName>Pak</persName>", "p2", "Thanks")


def test_a_turn_that_moves_takes_no_others_label_and_brings_no_tag_back() -> None:
    untagged = PAK.replace("<persName>Pak</persName>", "Pak")
    moved = merge(*(PAGE.format(part).encode() for part in (ZHOU + PAK, PAK + ZHOU, ZHOU + untagged)))
    assert untagged in moved.data.decode()
    assert ZHOU in moved.data.decode()
    other = ZHOU.replace("Zhou", "Peng").replace("#z", "#p")
    assert merged(ZHOU + PAK, other + PAK, ZHOU.replace("Good", "<hi>Good</hi>") + untagged) == (
        other.replace("Good", "<hi>Good</hi>") + untagged,
        [],
    )
    assert merged(ZHOU + PAK, ZHOU.replace("Zhou", "Zhou Enlai") + PAK, ZHOU + untagged) == (
        ZHOU.replace("Zhou", "Zhou Enlai") + untagged,
        [],
    )


RAIN = '<p xml:id="p1">There was rain. There was tea.</p>'
DIVIDED = '<p xml:id="p0">There snowed</p>\n<p xml:id="p1">rain. There was <rs>tea</rs>.</p>'


@pytest.mark.parametrize(
    ("base", "mine", "yours", "wanted", "readings"),
    [
        (
            RAIN,
            DIVIDED,
            RAIN.replace("was rain", ""),
            RAIN.replace("was rain", "").replace("tea", "<rs>tea</rs>"),
            ('<p xml:id="p1">', '<p xml:id="p0">There snowed</p>'),
        ),
        (
            RAIN,
            DIVIDED,
            RAIN.replace("There was rain", "<hi>There was</hi> rain"),
            RAIN.replace("There was rain", "<hi>There was</hi> rain").replace("tea", "<rs>tea</rs>"),
            ('<p xml:id="p1"><hi>There was</hi>', '<p xml:id="p0">There snowed</p>'),
        ),
        (
            WENT + '\n<p xml:id="p2">So he said.</p>',
            '<p xml:id="p2">He went to Beijing today. So he said.</p>',
            WENT.replace("went", "flew") + '\n<p xml:id="p2">So he said.</p>',
            WENT.replace("went", "flew") + '\n<p xml:id="p2">So he said.</p>',
            (WENT.replace("went", "flew") + ' <p xml:id="p2">', "He went to Beijing today."),
        ),
    ],
)
def test_words_that_the_machine_moves_to_another_paragraph_come_in_whole_or_not_at_all(
    base: str, mine: str, yours: str, wanted: str, readings: tuple[str, str]
) -> None:
    assert merged(base, mine, yours) == (wanted, [readings])
    text, conflicts = merged(base, mine, f"{base}<!-- seen -->")
    assert (text.replace("> ", ">"), conflicts) == (f"{mine}<!-- seen -->", [])


def test_merged_again_from_the_old_state_a_moved_word_is_not_there_twice() -> None:
    mine = '<p xml:id="p0">He</p>\n' + WENT.replace("He ", "")
    yours = WENT.replace("He", '</p><p n="2">He')
    conflicts = [('<p xml:id="p1"></p><p n="2">He', '<p xml:id="p0">He</p>')]
    assert merged(WENT, mine, yours) == (yours, conflicts)
    again, _ = merged(WENT, mine, yours)
    assert merged(WENT, mine, again)[0] == yours


def test_words_put_before_the_first_of_a_paragraph_stay_apart_from_it() -> None:
    base = "<p>today.</p><!-- seen -->"
    assert merged(base.replace("<!-- seen -->", ""), "<p>Not today.</p>", base) == (
        "<p>Not today.</p><!-- seen -->",
        [],
    )


def test_no_space_is_left_where_the_first_words_of_a_paragraph_go() -> None:
    base = "<p>Letter, 12 May</p><!-- seen -->"
    assert merged(base.replace("<!-- seen -->", ""), "<p>12 May</p>", base) == ("<p>12 May</p><!-- seen -->", [])


def test_an_entry_stays_while_a_persons_tag_points_to_it() -> None:
    page = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><standOff><listPlace>{}</listPlace></standOff>'
        "<text><body>{}</body></text></TEI>"
    )
    entry = '<place xml:id="b"><placeName>Beijing</placeName></place>'
    yours = page.format(entry, '<p xml:id="p1">He <rs ref="#b">there</rs> went to Beijing today.</p>').encode()
    result = merge(page.format(entry, WENT).encode(), page.format("", WENT).encode(), yours)
    assert (result.data, result.conflicts) == (yours, ())


def test_a_change_that_would_spoil_the_document_is_told() -> None:
    yours = PAGE.format(WENT.replace("He", "She")).encode()
    result = merge(
        PAGE.format(WENT).encode(), PAGE.format(PLACE).encode(), yours, accept=lambda data: b"place" not in data
    )
    assert result.data == yours
    assert [row.machine for row in result.conflicts] == ['<placeName ref="#b">Beijing</placeName>']


def test_a_long_document_takes_time_in_proportion() -> None:
    def work(size: int) -> None:
        base = "\n".join(f'<p xml:id="p{k}">Word {k} of a long text about Beijing.</p>' for k in range(size))
        mine = base.replace("Beijing", "<placeName>Beijing</placeName>")
        yours = base.replace("Word 17", "Sentence 17")
        text, conflicts = merged(base, mine, yours)
        assert (text.count("<placeName>"), conflicts) == (size, [])

    assert grows_linearly(work, 800)
