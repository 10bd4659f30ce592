"""Names that no authority knows and no title announces: capitals in the middle of a sentence.

Such a name is taken for a person only where the text treats it as one somewhere: it speaks, is told or met, acts with a
known person. The rest are candidates for review, never tags.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tei_edition.entities.full_names import given_before
from tei_edition.entities.mention import Category
from tei_edition.entities.people import SHORTEST, identify
from tei_edition.entities.reading import Draft, Reading, identifier
from tei_edition.transcripts import Kind

# Persons' names take no article: what mostly stands after one is a thing ("the Estimate").
_ARTICLES = frozenset(("the", "a", "an"))
# What mostly stands after these is a place.
_WHERE = frozenset(("at", "in", "near"))
# Words between a paper's noun and the names of its writer and reader.
_REACH = 12
# Capitals inside a name follow these ("MacArthur"); other words with such are abbreviations ("SovGov").
_PREFIXES = ("Mac", "Fitz", "Van", "Von")


@dataclass(frozen=True)
class Candidate:
    """A name for an archivist to decide on.

    Attributes:
        name: as it stands in the text.
        category: what it seems to be.
        key: the id it would get.
        rule: what found it; evidence: the words around its first occurrence.
        offsets: where it stands in the normalised source.
    """

    name: str
    category: Category
    key: str
    rule: str
    evidence: str
    offsets: tuple[int, ...]


@dataclass(frozen=True)
class _Run:
    """Capitals in a row, `first` up to `last`.

    Attributes:
        cue: treated as a person; sure: even where a sentence opens.
        plain: nothing but words that stand in small letters elsewhere.
    """

    first: int
    last: int
    name: str
    cue: bool
    sure: bool
    plain: bool


def find_strangers(
    reading: Reading, drafts: list[Draft], *, tag_candidates: bool = False
) -> tuple[list[Draft], list[Candidate]]:
    """Persons nobody announced, and the names that stay candidates.

    Args:
        drafts: what every other rule found: its words are taken.
        tag_candidates: tag the candidates too, pointing to nobody.
    """
    runs = list(_runs(reading, reading.taken(drafts)))
    inside = {run.name for run in runs if run.sure or run.last - run.first > 1 or not reading.opens[run.first]}
    runs = [run for run in runs if run.name in inside]
    named = Counter(run.name for run in runs)
    things = Counter(run.name for run in runs if _has_article(reading, run))
    runs = [run for run in runs if 2 * things[run.name] < named[run.name]]
    places = Counter(run.name for run in runs if _is_where(reading, run))
    proved = {name for name in _proved(reading, runs, drafts) if 2 * places[name] < named[name]}
    persons = []
    for run in sorted(runs, key=lambda run: -len(run.name.split())):
        if run.name in proved:
            refs = identify(reading, run.name)
            evidence = _around(reading, run)
            refs = refs if len(refs) == 1 else ()
            persons.append(
                reading.draft(run.first, run.last, Category.PERSON, refs, "low", "name.capitals", evidence=evidence)
            )
    doubtful = [run for run in runs if run.name not in proved]
    for run in doubtful if tag_candidates else ():
        evidence = _around(reading, run)
        persons.append(
            reading.draft(run.first, run.last, Category.PERSON, (), "low", "name.candidate", evidence=evidence)
        )
    return persons, _candidates(reading, doubtful)


def _has_article(reading: Reading, run: _Run) -> bool:
    """True after an article, unless a hyphen joins the name to another ("the Khrushchev-Tito talks")."""
    end = reading.tokens.end(run.last - 1)
    return reading.low[run.first - 1] in _ARTICLES and reading.view.text[end : end + 1] != "-"


def _is_where(reading: Reading, run: _Run) -> bool:
    """True for the name of a place: "at Keflavik", "the Yalta conference", "the Marble hotel"."""
    words, after = reading.words, reading.low[run.last]
    if after in ("'s", "'"):
        return False
    at = reading.low[run.first - 1] in _WHERE and reading.near[run.first]
    return at or (reading.near[run.last] and (after in words.event_heads or after in words.place_heads))


def _runs(reading: Reading, taken: bytearray) -> Iterator[_Run]:
    after, starts, low = 0, reading.tokens.starts, reading.low
    for k in reading.tokens.capitals:
        if k < after or taken[starts[k]] or low[k] in reading.words.nameless:
            continue
        last = k
        while (
            last < min(reading.tokens.count, k + 3) and not taken[starts[last]] and _may_name(reading, last, last == k)
        ):
            last += 1
        first = given_before(reading, _with_particles(reading, k)) if last > k else k
        if last > k and not _is_short(reading.text(k, last)) and _stands_alone(reading, first, last):
            plain = all(_is_plain(reading, word) for word in range(first, last))
            sure = _speaks(reading, first, last) or _writes(reading, first, last) or _is_signature(reading, first, last)
            cue = sure or (not plain and _acts(reading, first, last))
            yield _Run(first, last, reading.text(first, last), cue, sure, plain)
        after = max(last, k + 1)


def _with_particles(reading: Reading, index: int) -> int:
    """The index of the first of the small words that belong to a family name ("von Brentano")."""
    while reading.near[index] and reading.low[index - 1] in reading.words.particles and len(reading.low[index - 1]) > 1:
        index -= 1
    return index


def _may_name(reading: Reading, index: int, first: bool) -> bool:
    low, words = reading.low[index], reading.words
    if low in words.nameless:
        return False
    word = reading.tokens.words[index]
    if not reading.capital[index] or not (first or reading.near[index]):
        return False
    if len(word) < 2 or word.isupper() or not word[0].isalpha() or _is_compound(word):
        return False
    if first and reading.opens[index] and _leads(reading, index):
        return False
    if low in words.titles:
        announces = reading.near[index + 1] and reading.capital[index + 1]
        return low in words.surnames and not announces and reading.low[index - 1] not in ("the", "a", "our")
    return low.partition("-")[0] not in words.not_names


def _is_compound(word: str) -> bool:
    """True for words run into one ("SovGov")."""
    return word[3:] != word[3:].lower() and word.isalpha() and not word.startswith(_PREFIXES)


def _is_plain(reading: Reading, index: int) -> bool:
    return reading.low[index] not in reading.words.given and reading.is_plain_noun(index)


def _leads(reading: Reading, index: int) -> bool:
    """True for an ordinary word in capitals that only opens a sentence before a name ("Believe Khrushchev")."""
    named = reading.near[index + 1] and reading.capital[index + 1] and not _is_plain(reading, index + 1)
    if not named or not _is_plain(reading, index):
        return False
    low, tokens = reading.low[index + 1], reading.tokens
    return low in tokens.written or tokens.named[low] > 1


def _is_short(name: str) -> bool:
    """A short name alone (Kim, Ho, Li) is too often a word: it needs a title."""
    return len(name) < SHORTEST


def _stands_alone(reading: Reading, first: int, last: int) -> bool:
    """False for a piece of a longer capitalised designation ("Hotel Roosevelt", "Nixon Presidential Materials")."""
    tokens = reading.tokens
    words, low = reading.words, tokens.low[first - 1]
    before = tokens.capital[first - 1] and (not tokens.opens[first - 1] or low in words.unnameable)
    if reading.near[first] and before and low not in words.ordinary and low not in words.titles:
        return False
    return not (reading.near[last] and tokens.capital[last])


def _is_signature(reading: Reading, first: int, last: int) -> bool:
    """True for a name alone in a signature, or in the last paragraph."""
    block = reading.block(first)
    start = reading.block_start(first)
    initials = all(len(word) == 1 for word in reading.tokens.words[start:first])
    alone = initials and reading.index(reading.view.at(block.end)) == last
    return alone and (block.kind is Kind.SIGNATURE or block.number == len(reading.transcript.blocks) > 1)


def _speaks(reading: Reading, first: int, last: int) -> bool:
    """True where a verb of persons follows."""
    return reading.near[last] and reading.low[last] in reading.words.acting


def _writes(reading: Reading, first: int, last: int) -> bool:
    """True in "a memorandum of 16 April from Read to Walt Rostow": papers go from one person to another."""
    word = reading.low[first - 1]
    partner = reading.low[last] == "to" if word == "from" else word == "to"
    if not partner or not reading.near[first]:
        return False
    start = max(reading.sentence_start(first - 1), first - _REACH)
    before = reading.low[start : first - 1]
    return not reading.words.papers.isdisjoint(before) and (word == "from" or "from" in before)


def _acts(reading: Reading, first: int, last: int) -> bool:
    """True where the words around treat the name as a person."""
    words = reading.words
    after = last + (reading.low[last] in ("'s", "'"))
    if after > last:
        if reading.low[after] in words.utterances:
            return True
    elif reading.near[last]:
        verb = reading.low[last]
        if verb in words.auxiliaries or reading.low[last + 1] in words.acting:
            return True
    before, earlier = reading.low[first - 1], reading.low[first - 2]
    led = before in words.toward or (before in ("to", "with", "from") and earlier in words.toward | words.acting)
    return reading.near[first] and led


def _proved(reading: Reading, runs: list[_Run], drafts: list[Draft]) -> set[str]:
    """The names that are persons': by a cue, by a full name known, or beside one that is."""
    known = {end for e in reading.known.values() if e.category is Category.PERSON for end in e.name.split()[1:]}
    proved = {run.name for run in runs if run.cue or run.name in known}
    people = reading.marked(draft for draft in drafts if draft.category is Category.PERSON)
    starts = reading.tokens.starts
    for _ in range(2):
        parts = {part for name in proved for part in name.split()}
        proved |= {run.name for run in runs if run.name in parts}
        proved |= {run.name for run in runs if run.last - run.first > 1 and run.name.split()[-1] in proved | known}
        for start in (starts[k] for run in runs if run.name in proved for k in range(run.first, run.last)):
            people[start] = 1
        proved |= {run.name for run in runs if not run.plain and _is_beside(reading, run, people)}
    return proved


def _is_beside(reading: Reading, run: _Run, people: bytearray) -> bool:
    """True in "X and Y", "X, Y" where the other one is a person; "X, Dean of the School" says what X is."""
    if run.last - run.first == 1 and reading.low[run.last] == "of":
        return False
    before = run.first - 1 - (reading.low[run.first - 1] == "and")
    after = run.last + (reading.low[run.last] == "and")
    starts = reading.tokens.starts
    if people[starts[before]] and _parted(reading, before, run.first):
        return True
    return bool(people[starts[after]]) and _parted(reading, run.last - 1, after)


def _parted(reading: Reading, left: int, right: int) -> bool:
    between = reading.view.text[reading.tokens.end(left) : reading.tokens.starts[right]].strip()
    return between in (",", "and", ", and", ",and")


def _around(reading: Reading, run: _Run) -> str:
    return reading.text(max(run.first - 3, 0), min(run.last + 3, reading.tokens.count))


def _candidates(reading: Reading, runs: list[_Run]) -> list[Candidate]:
    found: dict[str, list[_Run]] = {}
    for run in runs:
        found.setdefault(run.name, []).append(run)
    return [
        Candidate(
            name,
            Category.PERSON,
            identifier(name),
            "name.capitals",
            _around(reading, rows[0]),
            tuple(reading.view.origin(reading.tokens.starts[row.first]) for row in rows),
        )
        for name, rows in sorted(found.items())
    ]
