"""What a file marks besides its words, as an editor finds it in the TEI."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.making import compiled
from tei_edition import tei
from tei_edition.edition import Edition
from tei_edition.encoding import coverage, parse
from tei_edition.validation.schema import own_schema
from validation.libxml2 import compiled as schema


def document(body: str) -> tei.Element:
    """The TEI of a web page; proved whole and valid."""
    data = f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()
    return checked("talk.html", data)


def checked(name: str, data: bytes) -> tei.Element:
    tree, source, _ = parse(Path(name), data=data, edition=Edition())
    root = tei.parse(tei.serialize(tree))
    proof = coverage(source, root)
    assert proof.is_complete, proof.report()
    own = schema(own_schema())
    assert own.validate(root), own.error_log
    return root


def plain(element: tei.Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def texts(root: tei.Element, path: str) -> list[str]:
    return [plain(element) for element in tei.every(root, path)]


TALK = "<p>Zhou: {}</p><p>Mao: Indeed.</p><p>Zhou: Yes.</p><p>Mao: Yes.</p>"


def test_highlighting_nests_with_names_and_speakers() -> None:
    root = document(TALK.format("We went to Ha<i>noi on 28 J</i>uly 1964.").replace("Zhou:", "<b>Zhou: We</b>", 1))
    assert texts(root, "//t:body//t:placeName") == ["Hanoi"]
    assert texts(root, "//t:hi[@rend='italic']") == ["noi", "on", "28 J"]
    assert texts(root, "//t:speaker")[0] == "Zhou:"
    assert texts(root, "//t:hi[@rend='bold']") == ["Zhou:", "We"]


def test_the_translators_brackets_may_be_in_italics() -> None:
    root = document(TALK.format("<i>[The Premier] left</i> and [<i>the</i>] <i>[x</i>] came back."))
    assert texts(root, "//t:supplied") == ["The Premier", "the", "x"]
    assert "".join(texts(root, "//t:hi")) == "The Premier leftthex"


def test_a_note_stands_where_it_is_called_and_is_no_text() -> None:
    note = '<p id="n1"><a href="#r1">1</a> By <i>air</i>.<br><br>Or so.</p>'
    root = document(TALK.format('We went<a id="r1" href="#n1">1</a> home.') + note)
    [found] = tei.every(root, "//t:body//t:note")
    assert (found.get("type"), found.get("n")) == ("footnote", "1")
    assert [plain(part) for part in found] == ["By air.", "Or so."]
    paragraph = found.getparent()
    assert paragraph is not None
    assert tei.project(paragraph) == "We went home."


def test_headings_open_sections_and_lists_and_tables_are_such() -> None:
    root = document(
        "<p>It is a report.</p><h2>First</h2><p>One.</p><ul><li>a</li><li>b</li></ul><h2>Second</h2>"
        "<table><tr><th>x</th><th>y</th></tr><tr><td></td><td>z<br>w</td></tr></table><p>End.</p>"
    )
    assert texts(root, "//t:div[@type='section']/t:head") == ["First", "Second"]
    assert texts(root, "//t:div[@type='section'][1]/t:list/t:item") == ["a", "b"]
    assert [[plain(cell) for cell in row] for row in tei.every(root, "//t:table/t:row")] == [["x", "y"], ["", "z w"]]
    assert len(tei.every(root, "//t:cell/t:lb")) == 1
    numbers = [element.get("n") for element in tei.every(root, "//t:body//*[@n and @xml:id]")]
    assert numbers == [str(k) for k in range(1, len(numbers) + 1)]


def test_two_tables_in_a_row_stay_two() -> None:
    table = "<table><tr><td>a<td>b</table>"
    root = document(f"<p>It is a report.</p>{table}{table}")
    assert len(tei.every(root, "//t:table")) == 2


def test_pages_and_broken_words_of_a_pdf() -> None:
    words = "The delegation travelled along the river while negotiations continued in the neighbouring provinces. " * 3
    markup = '#set page(width: 150pt, height: 150pt, numbering: "1")\n#set text(lang: "en", hyphenate: true)\n'
    root = checked("a.pdf", compiled(f"{markup}#set par(justify: true)\nZhou: {words}\n\nZhou: Yes."))
    pages = [element.get("n") for element in tei.every(root, "//t:body//t:pb")]
    assert pages == [str(k) for k in range(1, len(pages) + 1)]
    breaks = tei.every(root, "//t:lb[@break='no']")
    assert breaks
    assert "negotiations" in tei.project(root)


WORDS = (
    "Zhou:",
    "We went",
    " on 28 July 1964",
    "[The Premier]",
    "(Mao: Yes.)",
    " Comrade Zhou Enlai ",
    "Hanoi",
    "a b",
    ".",
)
PIECES = st.recursive(
    st.sampled_from(WORDS),
    lambda inner: st.tuples(
        st.sampled_from("b i u sup p li td h2".split()), st.lists(inner, min_size=1, max_size=4)
    ).map(lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"),
    max_leaves=10,
)


@given(st.lists(PIECES, min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_any_page_is_whole_and_valid(pieces: list[str]) -> None:
    document("<p>start</p>" + "".join(pieces))
