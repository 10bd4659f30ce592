"""Bodies: parties and their organs, ministries, committees, universities, armies.

A name of the authority is taken whole ("Communist Party of the Soviet Union" holds no country). A designation made of
a country and a noun holds the country ("China's Party"). An organ without its party ("the Politburo") belongs to the
party last spoken of in the paragraph, else to the speaker's.
"""

from bisect import bisect_left
from collections.abc import Iterator

from tei_edition.entities.authority import Entry
from tei_edition.entities.mention import Category, Certainty
from tei_edition.entities.reading import Draft, Reading
from tei_edition.transcripts import Kind

_RULING = "party.ruling"
# Words of the longest name made of capitals.
_LONGEST = 12
_INDEFINITE = frozenset(("a", "an", "any", "another", "no"))


def find_bodies(reading: Reading) -> list[Draft]:
    """The bodies named in a document, in reading order."""
    finder = _Finder(reading)
    return list(finder.find())


class _Finder:
    """Goes through the words once; remembers the party last spoken of."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.party = ("", -1)
        self.heads = [k for k in reading.where(reading.words.body_heads) if k not in reading.covered]
        entries = reading.authority.of(Category.ORG)
        self.ruling = {entry.polity: entry.id for entry in entries if entry.kind == _RULING}
        self.organs = {
            (entry.parent, form.text): entry.id for entry in entries for form in entry.forms if form.kind == "organ"
        }

    def find(self) -> Iterator[Draft]:
        reading, after = self.reading, 0
        ordinals = reading.where([word for word in reading.tokens.indexes if _is_ordinal(word)])
        runs = [k for k in (*reading.tokens.capitals, *ordinals) if self._has_head(k)]
        for k in sorted({*reading.hits, *runs, *reading.openings(reading.words.organs)}):
            if k >= after:
                found = self._at(k)
                yield from found
                after = max((reading.index(draft.end) for draft in found), default=k + 1)

    def _at(self, index: int) -> list[Draft]:
        reading = self.reading
        hit = reading.hits.get(index)
        keys = [key for key in hit.ids() if _is_body(reading, key)] if hit else []
        indefinite = hit and reading.low(index - 1) in _INDEFINITE and not reading.tokens[index].is_capital
        if hit and keys and not indefinite:
            return self._named(index, reading.index(hit.end), self._choose(keys))
        if index in reading.polities:
            designated = self._designated(index)
            if designated:
                return designated
        return self._organ(index) or self._run(index)

    # -- names and what follows them -------------------------------------------------------------------------------

    def _choose(self, keys: list[str]) -> tuple[str, ...]:
        """One of several bodies with the same name: the host country's, where only one is."""
        if len(keys) == 1:
            return tuple(keys)
        own = [key for key in keys if self._polity(key) == self.reading.host]
        return tuple(own) if len(own) == 1 else ()

    def _polity(self, key: str) -> str:
        """The country of a body, or of the body above it."""
        entry = self.reading.entry(key)
        while entry and not entry.polity and entry.parent:
            entry = self.reading.entry(entry.parent)
        return entry.polity if entry else ""

    def _named(self, first: int, last: int, refs: tuple[str, ...]) -> list[Draft]:
        cert: Certainty = "high" if refs else "low"
        name = self.reading.text(first, last)
        draft = self.reading.draft(first, last, Category.ORG, refs, cert, "body.authority", evidence=name)
        return self._with_organ(draft, first, last, refs)

    def _with_organ(self, draft: Draft, first: int, last: int, refs: tuple[str, ...]) -> list[Draft]:
        """The body, and around it the organ named right after it ("CPSU Central Committee")."""
        reading, found = self.reading, [draft]
        after = last
        short = _abbreviation(reading, last)
        if short:
            after = short[1]
            found.append(
                reading.draft(*short, Category.ORG, refs, "high", "body.abbreviation", evidence=draft.evidence)
            )
        self._speak_of(refs, first)
        after += reading.low(after) == "'s" and reading.near(after)
        follows = reading.tokens[after].near or short if after < len(reading.tokens) else False
        end = reading.longest(after, reading.words.organs) if follows else 0
        if not end or not reading.tokens[after].is_capital:
            return found
        organ = self._organ_of(refs, reading.phrase(after, end))
        around = reading.draft(first, end, Category.ORG, organ, "high", "body.organ", evidence="organ", opaque=False)
        return [around, *found]

    def _speak_of(self, refs: tuple[str, ...], index: int) -> None:
        """Remember the party of a body just named."""
        for key in refs:
            entry = self.reading.entry(key)
            party = entry.parent if entry and entry.parent else key
            if entry and (entry.kind.startswith("party") or self._is_organ(entry)):
                self.party = (party, self.reading.block_of[index])

    def _is_organ(self, entry: Entry) -> bool:
        """True for a central organ of a party; a department of one says nothing of the party spoken of."""
        organs = set(self.reading.words.organs.values())
        return any(form.kind == "organ" and form.text in organs for form in entry.forms)

    def _organ_of(self, parties: tuple[str, ...], phrase: str) -> tuple[str, ...]:
        """The organs of some parties; made known where the authority has none."""
        organ = self.reading.words.organs[phrase]
        return tuple(self.organs.get((party, organ)) or self._make(party, organ) for party in parties)

    def _make(self, party: str, organ: str) -> str:
        entry = self.reading.entry(party)
        return self.reading.define(f"{entry.name if entry else party} {organ}", Category.ORG, parent=party)

    # -- designations ------------------------------------------------------------------------------------------------

    def _designated(self, index: int) -> list[Draft]:
        """ "Romania's Party", "Romanian Party's Politburo", "the Romanian side's Party", "Romania's Politburo"."""
        reading = self.reading
        polity = reading.polities[index]
        at = polity.last + (reading.low(polity.last) == "'s")
        if reading.low(at) == "side" and reading.low(at + 1) == "'s":
            at += 2
        if (at == polity.last and not polity.adjective) or not reading.near(at):
            return []
        party = self._party_of(polity.id)
        capital = at < len(reading.tokens) and reading.tokens[at].is_capital
        if reading.low(at) == "party" and capital and reading.low(at + 1) not in reading.words.event_heads:
            name = reading.text(index, at + 1)
            draft = reading.draft(
                index, at + 1, Category.ORG, (party,), "high", "body.designation", evidence=name, opaque=False
            )
            return self._with_organ(draft, index, at + 1, (party,))
        end = reading.longest(at, reading.words.organs) if capital else 0
        if not end:
            return []
        self._speak_of((party,), index)
        refs = self._organ_of((party,), reading.phrase(at, end))
        evidence = reading.text(index, end)
        return [reading.draft(index, end, Category.ORG, refs, "high", "body.organ", evidence=evidence, opaque=False)]

    def _party_of(self, polity: str) -> str:
        """The ruling party of a country; an entry of the document's own where the authority has none."""
        if polity in self.ruling:
            return self.ruling[polity]
        entry = self.reading.entry(polity)
        return self.reading.define(
            f"Party of {entry.name if entry else polity}", Category.ORG, kind="party", polity=polity
        )

    # -- organs without their party ------------------------------------------------------------------------------------

    def _organ(self, index: int) -> list[Draft]:
        reading = self.reading
        end = reading.longest(index, reading.words.organs) if reading.tokens[index].is_capital else 0
        if not end or self._goes_on(end):
            return []
        parties, cert = self._meant(index)
        if not parties:
            return []
        refs = self._organ_of(parties, reading.phrase(index, end))
        evidence = f"an organ of {' and '.join(parties)}"
        return [reading.draft(index, end, Category.ORG, refs, cert, "body.context", evidence=evidence)]

    def _goes_on(self, index: int) -> bool:
        """True where the name of a body goes on after an organ's noun ("Secretariat Office")."""
        reading = self.reading
        return (
            reading.near(index) and reading.tokens[index].is_capital and reading.low(index) in reading.words.body_heads
        )

    def _meant(self, index: int) -> tuple[tuple[str, ...], Certainty]:
        """Whose organ is meant: the addressees', the one spoken of in this paragraph, or the speaker's."""
        reading = self.reading
        voice = reading.voice(reading.tokens[index].start)
        if reading.low(index - 1) == "your" and voice and voice.to_whom:
            polities = [reading.polity_of((key,)) for key in voice.to_whom]
            return tuple(self._party_of(polity) for polity in polities if polity), "high"
        party, block = self.party
        if party and block == reading.block_of[index]:
            return (party,), "medium"
        polity = reading.speaker_polity(index)
        return ((self._party_of(polity),), "medium") if polity else ((), "low")

    # -- capitals with a noun of bodies --------------------------------------------------------------------------------

    def _run(self, index: int) -> list[Draft]:
        """ "Soviet and East European Affairs Department": capitals in a row that hold a noun of bodies."""
        reading = self.reading
        if not self._has_head(index):
            return []
        token = reading.tokens[index]
        ordinary = token.opens and token.low in reading.words.ordinary
        if not (token.is_capital or _is_ordinal(token.low)) or ordinary or token.low in ("the", "i"):
            return []
        if reading.block(index).kind is Kind.HEADING and token.low in reading.words.headings:
            return []
        titled = token.low in reading.words.titles and reading.low(index + 1) not in reading.words.body_heads
        if titled or reading.longest(index, reading.words.offices):
            return []
        last = self._run_end(index)
        single = last - index == 1 and reading.block(index).kind is not Kind.DISTRIBUTION
        heads = [
            k for k in range(index, last) if reading.low(k) in reading.words.body_heads and k not in reading.covered
        ]
        if not heads or single or not any(reading.tokens[k].is_capital for k in heads):
            return []
        name = reading.text(index, last)
        key = reading.define(name, Category.ORG, polity=reading.host)
        return [reading.draft(index, last, Category.ORG, (key,), "medium", "body.capitals", evidence=name)]

    def _has_head(self, index: int) -> bool:
        """True where a noun of bodies stands near enough for a run to reach it."""
        at = bisect_left(self.heads, index)
        return at < len(self.heads) and self.heads[at] <= index + _LONGEST

    def _run_end(self, index: int) -> int:
        """The index after the run: it ends where another name begins, or small words pile up."""
        reading = self.reading
        last = index + 1
        heading = reading.block(index).kind is Kind.HEADING
        stops = reading.words.headings - {"of", "and", "for"} if heading else frozenset()
        for k in range(index + 1, min(index + _LONGEST, len(reading.tokens))):
            token = reading.tokens[k]
            general = token.low == "general" and reading.low(k - 1) in reading.words.body_heads
            titled = token.is_capital and token.low in reading.words.titles and not general
            if not token.near or token.low in stops or token.text in ("'s", "'") or titled:
                break
            hit = reading.hits.get(k)
            if hit and any(_is_body(reading, key) for key in hit.ids()):
                break
            if token.is_capital and token.low not in reading.words.event_heads:
                last = k + 1
            elif token.low not in reading.words.body_inside or k - last > 1:
                break
        return last


def _is_body(reading: Reading, key: str) -> bool:
    entry = reading.entry(key)
    return entry is not None and entry.category is Category.ORG


def _is_ordinal(low: str) -> bool:
    return low[:-2].isdecimal() and low[-2:] in ("st", "nd", "rd", "th")


def _abbreviation(reading: Reading, index: int) -> tuple[int, int] | None:
    """An abbreviation in round brackets right after a name: "(CPC)"."""
    if not 0 < index < len(reading.tokens):
        return None
    token = reading.tokens[index]
    between = reading.view.text[reading.tokens[index - 1].end : token.start]
    whole = between.strip() == "(" and reading.view.text[token.end : token.end + 1] == ")"
    return (index, index + 1) if whole and token.text.isupper() and len(token.text) > 1 else None
