"""Tables of an edition that are laid over the toolkit's: what fits is taken, what does not is told by file and key."""

import re
from pathlib import Path

import pytest

from tei_edition import resources
from tei_edition.collation.sentences import marks, passages
from tei_edition.collation.words import load_tables
from tei_edition.entities.dates import check_dates
from tei_edition.errors import ConfigError
from tei_edition.rendering.design import Messages
from tei_edition.transcripts.genres import load_genres
from tei_edition.transcripts.shapes import load_shapes


def told(tmp_path: Path, name: str, text: str) -> str:
    """What is said of the only table of an edition."""
    path = tmp_path / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        resources.check_tables(tmp_path)
    place, _, words = str(caught.value).partition(": ")
    assert place == str(path)
    return words


def test_every_table_that_is_laid_over_is_in_the_list() -> None:
    asked = re.compile(r'resources\.table\("([a-z]+)", "([a-z-]+)", ')
    code = "\n".join(path.read_text(encoding="utf-8") for path in resources.PACKAGE.rglob("*.py"))
    assert {name: room for room, name in asked.findall(code)} == resources.TABLES


def test_every_table_of_the_list_is_there() -> None:
    for name, room in resources.TABLES.items():
        assert resources.table(room, name)


@pytest.mark.parametrize("name", list(resources.TABLES))
def test_the_toolkits_own_tables_fit_themselves(tmp_path: Path, name: str) -> None:
    own = resources.PACKAGE / resources.TABLES[name] / "data" / f"{name}.toml"
    (tmp_path / f"{name}.toml").write_bytes(own.read_bytes())
    resources.check_tables(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("shapes", "labels = 1", "`labels` is a number; it has to be a table"),
        ("shapes", "[labels]\nforms = 1", "`labels.forms` is a number; it has to be a list"),
        ("shapes", "[labels]\nforms = [1]", "an entry of `labels.forms` is a number; it has to be text"),
        ("shapes", '[fields]\nmine = "here"', "`fields.mine` is text; it has to be a list"),
        ("words", "titles = 1", "`titles` is a number; it has to be a table"),
        ("dates", '[months]\nmai = "5"', "`months.mai` is text; it has to be a number"),
        ("header", "[editorial]\ncorrection = true", "`editorial.correction` is true or false; it has to be text"),
        ("html", 'block = "p"', "`block` is text; it has to be a list"),
        ("html", "drop = 1", "`drop` is a number; it has to be a list"),
        ("facts", "numbers = []", "`numbers` is a list; it has to be a table"),
        ("sentences", "[marks]\nend = 1999-01-01", "`marks.end` is a date or time; it has to be text"),
        ("treatments", "calendar = 1", "`calendar` is a number; it has to be text or a table"),
        ("print", "[layers]\nmine = 2", "`layers.mine` is a number; it has to be a list"),
        ("word", "phrases = 1", "`phrases` is a number; it has to be a table"),
        ("dates", '[months]\n"" = 5', "a key of `months` is empty; name it, or delete it"),
        ("messages-de", "contents = 1", "`contents` is a number; it has to be text"),
        ("genres", '[mine]\nname = "x"\nheadings = 1', "`mine.headings` is a number; it has to be a list"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_by_its_key(tmp_path: Path, name: str, text: str, words: str) -> None:
    assert told(tmp_path, name, text) == words


def test_a_key_and_a_name_that_nobody_asks_for_are_told_with_the_nearest(tmp_path: Path) -> None:
    assert "there is no `lables` in this table — did you mean `labels`?; known are fields, " in told(
        tmp_path, "shapes", "[lables]\nforms = []"
    )
    (tmp_path / "other").mkdir()
    assert "no table of this name — did you mean `shapes.toml`?" in told(tmp_path / "other", "shape", "")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("shapes", "[verbs]\ninterjecting = []", "[verbs] replaces the toolkit's and has no `speaking`; add it"),
        (
            "shapes",
            "[verbs]\ninterjecting = []\nspeeking = []",
            "there is no `speeking` in [verbs] — did you mean `speaking`?; known are interjecting, speaking",
        ),
        ("words", "[bodies]", "[bodies] replaces the toolkit's and has no `heads`; add it"),
        ("facts", "[negations]\nwords = []", "[negations] replaces the toolkit's and has no `verbs`; add it"),
        ("sentences", '[marks]\nend = "."\nopen = "("', "[marks] replaces the toolkit's and has no `close`; add it"),
    ],
)
def test_a_table_that_lacks_what_the_toolkit_asks_for_is_told(tmp_path: Path, name: str, text: str, words: str) -> None:
    assert told(tmp_path, name, text) == words


def test_keys_that_are_asked_for_one_by_one_are_in_the_list() -> None:
    rooms = {resources.TABLES[name] for name in resources._FIXED}
    files = [path for room in rooms for path in (resources.PACKAGE / room).rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    asked = set(re.findall(r'data\["([a-z-]+)"\]\["([a-z-]+)"\]', code))
    assert asked
    for table, key in asked:
        names = [name for name, inner in resources._FIXED.items() if table in inner]
        assert any(key in resources.table(resources.TABLES[name], name)[table] for name in names), (table, key)


def test_what_may_be_left_out_of_such_a_table_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "shapes.toml").write_text("[clock]\nwords = ['about']\n[glosses]\nopenings = []\nomissions = []")
    assert load_shapes(tmp_path).clock == {"about"}


def test_a_kind_of_note_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "shapes.toml").write_text('[notes]\nsung = ["sings"]', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"shapes.toml: 'sung' in \[notes\] is no kind of note; take one of these: "):
        load_shapes(tmp_path)


def test_a_table_that_begins_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "print.toml").write_text("[layers]\nmine = ['x']", encoding="utf-8-sig")
    resources.check_tables(tmp_path)


def test_what_an_edition_may_add_is_taken(tmp_path: Path) -> None:
    for name, text in (
        ("treatments", '[calendar]\ntag = "span"'),
        ("genres", '[log]\nname = "Log"\nturns = false'),
        ("print", '[series.printer]\ncount = "1"\nroles = []\ntypes = ["press"]\n[layers]\nmine = ["x"]'),
        ("messages-fr", 'contents = "Table"\nanother = "autre"'),
    ):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    resources.check_tables(tmp_path)
    assert "log" in {rule.id for rule in load_genres(tmp_path)}
    assert Messages("fr", tmp_path)("contents") == "Table"


def test_a_row_of_the_toolkits_may_be_replaced_by_one_of_another_form(tmp_path: Path) -> None:
    for name, text in (
        ("treatments", 'metamark = { tag = "span", before = "⟦", after = "⟧", layer = "source" }'),
        ("genres", '[letter]\nname = "Letter"\nheadings = ["letter"]\nshapes = [["from", "to"]]\nturns = true'),
    ):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    resources.check_tables(tmp_path)
    assert resources.table("rendering", "treatments", tmp_path)["metamark"]["before"] == "⟦"


def test_messages_are_texts(tmp_path: Path) -> None:
    (tmp_path / "messages-en.toml").write_text("contents = 1", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"messages-en.toml: `contents` is a number; it has to be text"):
        Messages("en", tmp_path)


def test_a_label_without_its_speaker_is_told_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "shapes.toml").write_text('[labels]\nforms = ["{speker}:"]', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"shapes.toml: the label form '{speker}:' has no {speaker} in it"):
        load_shapes(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("html", '[[drop]]\nelements = ["nav"]', "a row of `drop` has no `rule`; add it"),
        ("html", '[[drop]]\nrule = "x"\nattributes = [""]', "an entry of `drop[].attributes` is empty; delete it: "),
        ("stamps", '[[line]]\nrule = "x"', "a row of `line` has no `text`; add it"),
        ("print", "[layers]", "[layers] is empty; give a row at least, or delete it"),
        ("print", '[series.mine]\ncount = "1"', "a row of `series` has no `roles`; add it"),
        (
            "shapes",
            '[glosses]\nopenings = [""]\nomissions = []',
            "an entry of `glosses.openings` is empty; delete it: ",
        ),
    ],
)
def test_a_row_that_lacks_something_is_told(tmp_path: Path, name: str, text: str, words: str) -> None:
    assert told(tmp_path, name, text).startswith(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[months]\nmai = 5", "[months] has no name for the month 1; add it"),
        ("[months]\nmai = 13", "`months.mai` is 13; give a number from 1 to 12"),
        ("[days]\nmontag = 0", "`days.montag` is 0; give a number from 1 to 7"),
        ("[feasts]\nleap = [2, 29]", "`feasts.leap` is [2, 29]; give a number from 1 to 12 and a number from 1 to 31"),
        ("[seasons]\nlent = [2]", "`seasons.lent` is [2]; give a number from 1 to 12 and a number from 1 to 12"),
        (f"[deictic]\nsoon = {10**20}", f"`deictic.soon` is {10**20}; give a number from -366 to 366"),
    ],
)
def test_a_number_that_no_calendar_has_is_told(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "dates.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        check_dates(tmp_path)
    assert str(caught.value) == f"{tmp_path / 'dates.toml'}: {words}"


def test_words_that_an_edition_does_not_print_otherwise_stay(tmp_path: Path) -> None:
    (tmp_path / "print.toml").write_text('[words]\ncontents = "Inhalt"', encoding="utf-8")
    words = resources.table("rendering", "print", tmp_path)["words"]
    assert (words["contents"], words["picture"]) == ("Inhalt", "Picture")


def test_signs_that_end_sentences_are_needed_and_others_are_not(tmp_path: Path) -> None:
    (tmp_path / "sentences.toml").write_text('[marks]\nend = "."\nopen = ""\nclose = ""', encoding="utf-8")
    assert [one.text for one in passages("A", "We came. They left.", of=marks(tmp_path))] == ["We came.", "They left."]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "sentences.toml").write_text('[marks]\nend = ""\nopen = ""\nclose = ""', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"sentences.toml: `marks.end` is empty; give the characters that end a "):
        marks(tmp_path / "mine")


def test_a_unit_is_made_of_smaller_ones(tmp_path: Path) -> None:
    (tmp_path / "facts.toml").write_text('[smaller]\ndecade = ["year"]', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"facts.toml: `smaller.decade` is \['year'\]; write \[\"month\", 12\]: "):
        load_tables(tmp_path)
