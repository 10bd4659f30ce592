"""Random work of people × random changes of the machine: nothing of the people's is lost, nothing of the source.

One thousand cases by default; TEI_EDITION_MERGE_CASES sets another number.
"""

import os
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tei_edition import tei
from tei_edition.edition import Edition
from tei_edition.encoding import ids, load_memory, parse
from tei_edition.encoding.merge import Merged, merge
from tei_edition.encoding.scan import Scan, scan
from tei_edition.validation import is_valid

CASES = int(os.environ.get("TEI_EDITION_MERGE_CASES", "1000"))
# They run beside each other.
PARTS = 4
NAMES = ("persName", "placeName", "orgName", "rs", "date", "time")
SOURCE = (
    "Talk with the Ambassador of Korea",
    "Time: 3 August 1964",
    "Zhou Enlai: We went to Beijing on 28 July with Comrade Peng Zhen.",
    "The Korean ambassador came too (Comrade Peng Zhen interjected: Very late.) and sat down.",
    "Ambassador Pak: I thank the Premier. In March last year we saw Romania & Albania.",
    "Zhou Enlai: Good. Let us meet in Bucharest with Tomov.",
    "There was rain. There was tea.",
    "CC: Dong Biwu, General Office (3)",
)
AUTHORITY = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><standOff><listPerson>
<person xml:id="Tomov"><persName type="main">Tomov</persName></person>
<person xml:id="Peng"><persName type="main">Peng Zhen</persName></person></listPerson>
<listOrg><org xml:id="tea"><orgName type="main">tea</orgName></org></listOrg></standOff></TEI>"""

# A person may write a word close to one of the source: each counts by itself.
_WORD = re.compile(r"human\d+|\w+?(?=human\d)|\w+|[^\w\s]")

Step = tuple[str, int, int]


# -- the machine -------------------------------------------------------------------------------------------------------


class Machine:
    """The toolkit, with an authority that may grow, on a source that may be corrected."""

    def __init__(self, folder: Path) -> None:
        path = folder / "persons.xml"
        path.write_text(AUTHORITY, encoding="utf-8")
        self.memories = (load_memory(()), load_memory((path,)))
        root = self._parse(SOURCE, 0)
        self.base, self.rows = tei.serialize(root), ids.rows_of(root)

    def again(self, steps: list[Step], known: ids.Rows, taken: list[str]) -> bytes:
        lines, memory, rules = list(SOURCE), 0, []
        for name, a, b in steps:
            if name == "authority":
                memory = 1
            elif name.startswith("rule"):
                rules.append((name, a))
            else:
                SOURCE_CHANGES[name](lines, a, b)
        root = self._parse(tuple(lines), memory)
        ids.pin(root, known, taken)
        for name, a in rules:
            _change_rule(root, name, a)
        return tei.serialize(root)

    def _parse(self, lines: tuple[str, ...], memory: int) -> tei.Element:
        data = "\n\n".join(lines).encode()
        return parse(Path("talk.txt"), data=data, edition=Edition(), memory=self.memories[memory])[0]


def _swap_word(lines: list[str], a: int, b: int) -> None:
    words = lines[a % len(lines)].split(" ")
    words[b % len(words)] = f"mended{a % 10}" + words[b % len(words)][-1:].strip("abcdefghijklmnopqrstuvwxyz")
    lines[a % len(lines)] = " ".join(words)


def _split_line(lines: list[str], a: int, b: int) -> None:
    words = lines[a % len(lines)].split(" ")
    k = 1 + b % max(1, len(words) - 1)
    lines[a % len(lines)] = " ".join(words[:k])
    lines.insert(a % len(lines) + 1, " ".join(words[k:]) or "And so on.")


def _join_lines(lines: list[str], a: int, b: int) -> None:
    k = a % (len(lines) - 1)
    lines[k : k + 2] = [f"{lines[k]} {lines[k + 1]}"]


def _move_line(lines: list[str], a: int, b: int) -> None:
    lines.insert(b % len(lines), lines.pop(a % len(lines)))


SOURCE_CHANGES: dict[str, Callable[[list[str], int, int], None]] = {
    "swap-word": _swap_word,
    "add-word": lambda lines, a, b: lines.__setitem__(a % len(lines), lines[a % len(lines)] + " Added."),
    "add-line": lambda lines, a, b: lines.insert(a % (len(lines) + 1), f"Ambassador Pak: New line {b % 10} of Sofia."),
    "drop-line": lambda lines, a, b: lines.__delitem__(a % len(lines)),
    "split-line": _split_line,
    "join-lines": _join_lines,
    "move-line": _move_line,
}


def _change_rule(root: tei.Element, name: str, a: int) -> None:
    found = list(tei.tags(root))
    if not found:
        return
    rule = found[a % len(found)].get("ana")
    for tag in found:
        if tag.get("ana") == rule and name == "rule-surer":
            tag.set("cert", "low")
        elif tag.get("ana") == rule and name == "rule-elsewhere" and tag.get("ref"):
            tag.set("ref", "#Zhou_Enlai")
        elif tag.get("ana") == rule and name == "rule-gone":
            _unwrap(tag)


def _unwrap(tag: tei.Element) -> None:
    parent, before = tag.getparent(), tag.getprevious()
    assert parent is not None
    at = parent.index(tag)
    words = tag.text or ""
    if before is None:
        parent.text = (parent.text or "") + words
    else:
        before.tail = (before.tail or "") + words
    children = list(tag)
    for k, child in enumerate(children):
        parent.insert(at + k, child)
    last = children[-1] if children else before
    if last is None:
        parent.text = (parent.text or "") + (tag.tail or "")
    else:
        last.tail = (last.tail or "") + (tag.tail or "")
    tag.tail = None
    parent.remove(tag)


# -- people ------------------------------------------------------------------------------------------------------------


class Person:
    """Somebody with an XML editor, who remembers what they did: `marks` are characters that must stay in the file."""

    def __init__(self, data: bytes) -> None:
        self.text = data.decode()
        self.marks: list[str] = []
        self.count = 0

    def do(self, name: str, a: int, b: int) -> None:
        self.count += 1
        found = scan(self.text.encode())
        getattr(self, "_" + name.replace("-", "_"))(found, a, b)

    def _splice(self, start: int, end: int, words: str) -> None:
        self.text = self.text[:start] + words + self.text[end:]

    def _words(self, found: Scan) -> list[int]:
        body = next(node for node in found.nodes if node.name == "body")
        return [k for k in range(body.open, body.close) if found.tokens[k].kind == "word"]

    def _tags(self, found: Scan) -> list[int]:
        return [k for k, node in enumerate(found.nodes) if node.name in NAMES and not node.is_block]

    def _add_tag(self, found: Scan, a: int, b: int) -> None:
        words = self._words(found)
        first = words[a % len(words)]
        last = first
        for k in range(first + 1, min(first + 1 + b % 3, len(found.tokens))):
            if found.tokens[k].kind != "word":
                break
            last = k
        start, end = found.tokens[first].start, found.tokens[last].end
        name = ("persName", "placeName", "hi", "rs")[b % 4]
        tag = f'<{name} n="h{self.count}">'
        self._splice(start, end, f"{tag}{self.text[start:end]}</{name}>")
        self.marks.append(tag)

    def _remove_tag(self, found: Scan, a: int, b: int) -> None:
        tags = self._tags(found)
        if tags:
            node = found.nodes[tags[a % len(tags)]]
            for k in (node.close, node.open):
                self._splice(found.tokens[k].start, found.tokens[k].end, "")

    def _change_tag(self, found: Scan, a: int, b: int) -> None:
        tags = [k for k in self._tags(found) if "ref" in found.nodes[k].attributes]
        if tags:
            token = found.tokens[found.nodes[tags[a % len(tags)]].open]
            tag = re.sub(r'ref="[^"]*"', f'ref="#h{self.count}"', self.text[token.start : token.end])
            self._splice(token.start, token.end, tag)
            self.marks.append(f'ref="#h{self.count}"')

    def _requote(self, found: Scan, a: int, b: int) -> None:
        token = found.tokens[found.nodes[a % len(found.nodes)].open]
        tag = self.text[token.start : token.end]
        parts = re.findall(r'\s([\w:]+)="([^"\']*)"', tag)
        if parts:
            name = re.match(r"<\S+?(?=[\s/>])", tag)
            assert name
            end = "/>" if tag.endswith("/>") else ">"
            self._splice(token.start, token.end, name[0] + "".join(f"\n {k}='{v}'" for k, v in reversed(parts)) + end)

    def _edit_word(self, found: Scan, a: int, b: int) -> None:
        words = [k for k in self._words(found) if str(found.tokens[k].key[1]).isalnum()]
        token = found.tokens[words[a % len(words)]]
        self._splice(token.start, token.end, f"human{self.count}")
        self.marks.append(f"human{self.count}")

    def _add_word(self, found: Scan, a: int, b: int) -> None:
        words = self._words(found)
        self._splice(*(found.tokens[words[a % len(words)]].end,) * 2, f" human{self.count}")
        self.marks.append(f"human{self.count}")

    def _drop_word(self, found: Scan, a: int, b: int) -> None:
        words = self._words(found)
        token = found.tokens[words[a % len(words)]]
        self._splice(token.start, token.end, "")

    def _entity(self, found: Scan, a: int, b: int) -> None:
        words = self._words(found)
        token = found.tokens[words[a % len(words)]]
        if self.text[token.start] != "&":
            self._splice(token.start, token.start + 1, f"&#{ord(self.text[token.start])};")

    def _reflow(self, found: Scan, a: int, b: int) -> None:
        spaced = [k for k in self._words(found) if found.tokens[k].spaced and found.gap(k)]
        token = found.tokens[spaced[a % len(spaced)]]
        self._splice(token.start, token.start, "\n\t ")

    def _comment(self, found: Scan, a: int, b: int) -> None:
        token = found.tokens[1 + a % (len(found.tokens) - 2)]
        mark = (f"<!-- h{self.count} < & -->", f"<?h{self.count} > ?>")[b % 2]
        self._splice(token.start, token.start, mark)
        self.marks.append(mark)

    def _note(self, found: Scan, a: int, b: int) -> None:
        words = self._words(found)
        mark = f'<note resp="#ed">Note h{self.count} of <persName>Somebody</persName>.</note>'
        self._splice(*(found.tokens[words[a % len(words)]].end,) * 2, mark)
        self.marks.append(mark)

    def _swap_paragraphs(self, found: Scan, a: int, b: int) -> None:
        spans = [found.nodes[k] for k in range(len(found.nodes)) if found.nodes[k].name in ("p", "person", "place")]
        pairs = [(x, y) for x, y in pairwise(spans) if x.parent == y.parent]
        if pairs:
            first, second = pairs[a % len(pairs)]
            s1, e1 = found.tokens[first.open].start, found.tokens[first.close].end
            s2, e2 = found.tokens[second.open].start, found.tokens[second.close].end
            self._splice(s1, e2, self.text[s2:e2] + self.text[e1:s2] + self.text[s1:e1])

    def _drop_paragraph(self, found: Scan, a: int, b: int) -> None:
        spans = [node for node in found.nodes if node.name == "p" and found.nodes[node.parent].name in ("sp", "div")]
        if spans:
            node = spans[a % len(spans)]
            gone = self.text[found.tokens[node.open].start : found.tokens[node.close].end]
            self._splice(found.tokens[node.open].start, found.tokens[node.close].end, "")
            self.marks = [mark for mark in self.marks if mark not in gone]

    def _split_paragraph(self, found: Scan, a: int, b: int) -> None:
        words = [k for k in self._words(found) if found.nodes[found.tokens[k].node].name == "p"]
        if words:
            token = found.tokens[words[a % len(words)]]
            self._splice(token.start, token.start, f'</p><p n="h{self.count}">')
            self.marks.append(f'<p n="h{self.count}">')

    def _header(self, found: Scan, a: int, b: int) -> None:
        mark = f'<change who="#ed">Read by h{self.count}.</change>'
        self._splice(*(self.text.index("</revisionDesc>"),) * 2, mark)
        self.marks.append(mark)


HUMAN = sorted(name[1:].replace("_", "-") for name in vars(Person) if name[:1] == "_" and name[1:2].isalpha())
HUMAN = [name for name in HUMAN if name not in ("splice", "words", "tags")]
MACHINE = ["authority", "rule-surer", "rule-elsewhere", "rule-gone", *SOURCE_CHANGES]
NUMBER = st.integers(0, 400)


def steps(names: list[str], most: int) -> st.SearchStrategy[list[Step]]:
    return st.lists(st.tuples(st.sampled_from(names), NUMBER, NUMBER), min_size=1, max_size=most)


# -- what has to hold --------------------------------------------------------------------------------------------------


def words(xml: str) -> "Counter[str]":
    text = re.sub(r"<!--.*?-->|<\?.*?\?>|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", " ", xml, flags=re.DOTALL)
    text = re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), text).replace("&amp;", "&")
    return Counter(_WORD.findall(text))


def told(result: Merged) -> "Counter[str]":
    """The words of the machine's readings in conflicts."""
    return words(" ".join(row.machine for row in result.conflicts))


def removed(base: bytes, yours: bytes) -> "Counter[tuple[str, str, str]]":
    """The machine's tags that a person has removed, by paragraph, name and words."""
    return _tags_of(base) - _tags_of(yours)


def _body(data: bytes) -> str:
    text = data.decode()
    return text[text.index("<body") :]


def _tags_of(data: bytes) -> "Counter[tuple[str, str, str]]":
    found: Counter[tuple[str, str, str]] = Counter()
    for tag in tei.tags(tei.parse(data)):
        holder = next((up for up in tag.iterancestors() if up.get(tei.XML_ID)), None)
        place = holder.get(tei.XML_ID, "") if holder is not None else ""
        found[place, tei.name(tag), "".join("".join(map(str, tag.itertext())).split())] += 1
    return found


def check(base: bytes, mine: bytes, yours: bytes, person: Person, result: Merged) -> None:
    text = result.data.decode()
    for mark in person.marks:
        assert mark in text or mark not in yours.decode(), f"a person's {mark!r} is gone"
    kept, had, was, now = words(text), words(yours.decode()), words(base.decode()), words(mine.decode())
    named = told(result)
    for word in {*had, *now}:
        fewer = max(0, was[word] - now[word])
        assert kept[word] + named[word] >= had[word] - fewer, f"{word!r} of the person's file is gone"
        wanted = min(now[word], had[word] + now[word] - was[word])
        assert kept[word] + named[word] >= wanted, f"{word!r} of the source is neither there nor told"
    kept, had, was, now = (words(_body(data)) for data in (result.data, yours, base, mine))
    for word in kept:
        # What a person took out may stand elsewhere in the source now, and come in there; what a conflict keeps in its
        # old place may come in at a new one.
        most = max(had[word], was[word]) + (now[word] if result.conflicts else max(0, now[word] - was[word]))
        assert kept[word] <= most, f"{word!r} is there too often"
    back = _tags_of(result.data) - _tags_of(yours)
    again = (_tags_of(mine) - _tags_of(base)) if was == now else back
    for key in removed(base, yours):
        assert back[key] <= again[key], f"{key} was removed by a person and is back"


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Step], list[Step]]:
    return draw(steps(HUMAN, 4)), draw(steps(MACHINE, 3))


def play(machine: Machine, human: list[Step], changes: list[Step]) -> tuple[bytes, bytes, bytes, Person]:
    person = Person(machine.base)
    for step in human:
        person.do(*step)
    yours = person.text.encode()
    taken = [element.get(tei.XML_ID, "") for element in tei.every(tei.parse(yours), "//*[@xml:id]")]
    mine = machine.again(changes, machine.rows, taken)
    return machine.base, mine, yours, person


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return Machine(tmp_path_factory.mktemp("authority"))


@pytest.mark.parametrize("part", range(PARTS))
def test_no_work_of_people_and_no_word_of_the_source_is_lost(part: int, machine: Machine) -> None:
    @seed(part)
    @settings(
        max_examples=CASES // PARTS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(cases())
    def holds(case: tuple[list[Step], list[Step]]) -> None:
        base, mine, yours, person = play(machine, *case)
        was_valid = is_valid(yours) and is_valid(mine)
        accept = is_valid if was_valid else None
        result = merge(base, mine, yours, accept=accept)
        assert is_valid(result.data) or not was_valid
        tei.parse(result.data)
        check(base, mine, yours, person, result)
        # Parsed once more, with what the machine has just written as its last state; and with nothing new at all.
        assert merge(mine, mine, result.data) == Merged(result.data)
        assert merge(base, base, yours) == Merged(yours)
        # Interrupted before the machine's state was written, and done again: nothing comes in twice.
        check(base, mine, yours, person, merge(base, mine, result.data, accept=accept))

    holds()
