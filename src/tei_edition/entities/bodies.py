"""Bodies: parties and their organs, ministries, committees, universities, armies.

A name of the authority is taken whole ("Communist Party of the Soviet Union" holds no country). A designation made of
a country and a noun holds the country ("China's Party"). An organ without its party ("the Politburo") belongs to the
party last spoken of in the paragraph, else to the speaker's.
"""

from collections.abc import Iterator

from tei_edition.entities.authority import Entry
from tei_edition.entities.mention import Category, Certainty
from tei_edition.entities.reading import Draft, Reading
from tei_edition.transcripts import Kind

_RULING = "party.ruling"
# Words of the longest name made of capitals.
_LONGEST = 12
# Bodies that are sent to another one, and offices told after a body's noun.
_SENT = frozenset(("delegation", "mission"))
_POSTS = frozenset(("chief", "chiefs", "director", "directors", "head", "heads", "officer", "officers"))
# Whose body it may be: "Women's Federation", beside plurals such as "Workers' Party".
_OWNERS = frozenset(("people", "women", "men", "children"))
# What a body keeps or leaves behind: "Department of State Records".
_KEPT = frozenset(("files", "records", "papers", "volumes"))
# Words after "and the", "to the" in which another body's noun shows that it is one.
_SOON = 4
_INDEFINITE = frozenset(("a", "an", "any", "another", "no"))
_PARTY, _SIDE = "party", "side"


def find_bodies(reading: Reading) -> list[Draft]:
    """The bodies named in a document, in reading order."""
    finder = _Finder(reading)
    return list(finder.find())


class _Finder:
    """Goes through the words once; remembers the party last spoken of."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.party = ("", -1)
        self.organs = set(reading.where(reading.words.organs.reach))
        people = [entry.name for entry in reading.known.values() if entry.category is Category.PERSON]
        self.families = {name.split()[-1] for name in people}
        # Where a run of capitals may begin: near enough to a noun of bodies to reach it.
        heads = [k for k in reading.where(reading.words.body_heads) if k not in reading.covered]
        near = {k for head in heads for k in range(max(head - _LONGEST, 0), head + 1)}
        capital, low = reading.capital, reading.low
        self.runs = {k for k in near if capital[k] or (low[k][0].isdecimal() and _is_ordinal(low[k]))}

    def find(self) -> Iterator[Draft]:
        reading, after = self.reading, 0
        named = [k for k, name in reading.names.items() if name.sense.bodies]
        for k in sorted({*named, *self._owners(), *self.organs, *self.runs}):
            if k >= after:
                found = self._at(k)
                yield from found
                after = max((reading.index(draft.end) for draft in found), default=k + 1)

    def _owners(self) -> list[int]:
        """The countries that are followed by a noun which `_designated` may read."""
        low, nouns = self.reading.low, {_PARTY, _SIDE, *self.reading.words.organs.reach}
        polities = self.reading.polities.items()
        return [k for k, polity in polities if low[max(polity.owned, polity.last)] in nouns]

    def _at(self, index: int) -> list[Draft]:
        reading = self.reading
        name = reading.names.get(index)
        if name and name.sense.bodies:
            indefinite = reading.low[index - 1] in _INDEFINITE and not reading.capital[index]
            if not indefinite:
                return self._named(index, name.last, self._choose(name.sense.bodies))
        if index in reading.polities:
            designated = self._designated(index)
            if designated:
                return designated
        found = self._organ(index) if index in self.organs else []
        return found or (self._run(index) if index in self.runs else [])

    # -- names and what follows them -------------------------------------------------------------------------------

    def _choose(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """One of several bodies with the same name: the host country's, where only one is."""
        if len(keys) == 1:
            return keys
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
        after += reading.low[after] == "'s" and reading.near[after]
        follows = reading.near[after] or short if after < reading.tokens.count else False
        end = reading.longest(after, reading.words.organs) if follows else 0
        if not end or not reading.capital[after]:
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
        return tuple(self.reading.authority.organ(party, organ) or self._make(party, organ) for party in parties)

    def _make(self, party: str, organ: str) -> str:
        entry = self.reading.entry(party)
        return self.reading.define(f"{entry.name if entry else party} {organ}", Category.ORG, parent=party)

    # -- designations ------------------------------------------------------------------------------------------------

    def _designated(self, index: int) -> list[Draft]:
        """ "Romania's Party", "Romanian Party's Politburo", "the Romanian side's Party", "Romania's Politburo"."""
        reading = self.reading
        polity = reading.polities[index]
        at = max(polity.owned, polity.last)
        if reading.low[at] == _SIDE and reading.low[at + 1] == "'s":
            at += 2
        elif polity.owned < 0:
            return []
        if not reading.near[at]:
            return []
        capital = reading.capital[at]
        if reading.low[at] == _PARTY and capital and reading.low[at + 1] not in reading.words.event_heads:
            party = self._party_of(polity.sense.polity)
            name = reading.text(index, at + 1)
            draft = reading.draft(
                index, at + 1, Category.ORG, (party,), "high", "body.designation", evidence=name, opaque=False
            )
            return self._with_organ(draft, index, at + 1, (party,))
        end = reading.longest(at, reading.words.organs) if capital else 0
        if not end:
            return []
        party = self._party_of(polity.sense.polity)
        self._speak_of((party,), index)
        refs = self._organ_of((party,), reading.phrase(at, end))
        evidence = reading.text(index, end)
        return [reading.draft(index, end, Category.ORG, refs, "high", "body.organ", evidence=evidence, opaque=False)]

    def _party_of(self, polity: str) -> str:
        """The ruling party of a country; an entry of the document's own where the authority has none."""
        bodies = self.reading.authority.of(Category.ORG, polity)
        ruling = next((body.id for body in bodies if body.kind == _RULING), "")
        if ruling:
            return ruling
        entry = self.reading.entry(polity)
        return self.reading.define(
            f"Party of {entry.name if entry else polity}", Category.ORG, kind="party", polity=polity
        )

    # -- organs without their party ------------------------------------------------------------------------------------

    def _organ(self, index: int) -> list[Draft]:
        reading = self.reading
        end = reading.longest(index, reading.words.organs) if reading.capital[index] else 0
        if not end or self._goes_on(end):
            return []
        owned = self._of_owner(index, end)
        if owned is not None:
            return owned
        parties, cert = self._meant(index)
        if not parties:
            return []
        refs = self._organ_of(parties, reading.phrase(index, end))
        evidence = f"an organ of {' and '.join(parties)}"
        return [reading.draft(index, end, Category.ORG, refs, cert, "body.context", evidence=evidence)]

    def _of_owner(self, index: int, end: int) -> list[Draft] | None:
        """ "Central Committee of the CPSU": the organ around the party named after it; nothing where that name is
        none of the authority's, None where no name follows."""
        reading = self.reading
        at = end + 1 if reading.low[end] == "of" and reading.near[end] else 0
        at += bool(at) and reading.low[at] == "the" and reading.near[at]
        if not at or not reading.near[at]:
            return None
        name = reading.names.get(at)
        if name and name.sense.bodies:
            inner = self._named(at, name.last, self._choose(name.sense.bodies))
        elif at in reading.polities:
            inner = self._designated(at)
        else:
            return [] if reading.capital[at] else None
        if not inner or not inner[0].refs:
            return None
        refs = self._organ_of(inner[0].refs, reading.phrase(index, end))
        last = max(reading.index(draft.end) for draft in inner)
        evidence = reading.text(index, last)
        around = reading.draft(index, last, Category.ORG, refs, "high", "body.organ", evidence=evidence, opaque=False)
        return [around, *inner]

    def _goes_on(self, index: int) -> bool:
        """True where the name of a body goes on after an organ's noun ("Secretariat Office")."""
        reading = self.reading
        return reading.near[index] and reading.capital[index] and reading.low[index] in reading.words.body_heads

    def _meant(self, index: int) -> tuple[tuple[str, ...], Certainty]:
        """Whose organ is meant: the addressees', the one spoken of in this paragraph, or the speaker's."""
        reading = self.reading
        voice = reading.voice(reading.tokens.starts[index])
        if reading.low[index - 1] == "your" and voice and voice.to_whom:
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
        tokens, low = reading.tokens, reading.low[index]
        ordinary = tokens.opens[index] and low in reading.words.ordinary
        if not (tokens.capital[index] or _is_ordinal(low)) or ordinary or low in ("the", "i"):
            return []
        if reading.block(index).kind is Kind.HEADING and low in reading.words.headings:
            return []
        if tokens.words[index] in self.families and reading.low[index + 1] == "of":
            return []
        titled = low in reading.words.titles and reading.low[index + 1] not in reading.words.body_heads
        if titled or reading.longest(index, reading.words.offices):
            return []
        last = self._run_end(index)
        single = last - index == 1 and reading.block(index).kind is not Kind.DISTRIBUTION
        heads = [
            k for k in range(index, last) if reading.low[k] in reading.words.body_heads and k not in reading.covered
        ]
        if not heads or single or not any(tokens.capital[k] for k in heads) or self._led(index, heads[0]):
            return []
        if self._is_post(last - 1) or reading.low[last - 1] in _KEPT:
            last -= 1
            if last - index == 1:
                return []
        name = reading.text(index, last)
        key = reading.define(name, Category.ORG, polity=reading.host)
        return [reading.draft(index, last, Category.ORG, (key,), "medium", "body.capitals", evidence=name)]

    def _led(self, index: int, head: int) -> bool:
        """True where an office or a meeting comes before the body: "Chief of the Division", "Meeting of the Board"."""
        reading = self.reading
        leads = [k for k in range(index, head) if reading.low[k] in reading.words.body_leads]
        return any(reading.low[k + 1] in ("of", "in", "for", "to") for k in leads)

    def _run_end(self, index: int) -> int:
        """The index after the run: it ends where another name begins, or small words pile up."""
        reading = self.reading
        tokens, last = reading.tokens, index + 1
        heading = reading.block(index).kind is Kind.HEADING
        stops = reading.words.headings - {"of", "and", "for"} if heading else frozenset()
        for k in range(index + 1, min(index + _LONGEST, reading.tokens.count)):
            low, capital = tokens.low[k], tokens.capital[k]
            general = low == "general" and reading.low[k - 1] in reading.words.body_heads
            titled = capital and low in reading.words.titles and not general
            if self._belongs(k):
                continue
            if not tokens.near[k] or low in stops or low in ("'s", "'") or titled or self._parts(index, k):
                break
            if k in reading.names and reading.names[k].sense.bodies:
                break
            if capital and low not in reading.words.event_heads:
                last = k + 1
            elif low not in reading.words.body_inside or k - last > 1:
                break
        return last

    def _belongs(self, at: int) -> bool:
        """True for the apostrophe inside "Workers' Party", "People's Assembly"; not for "the Board's Office"."""
        reading, tokens = self.reading, self.reading.tokens
        if at + 1 >= tokens.count or not tokens.near[at] or not tokens.capital[at - 1] or not tokens.capital[at + 1]:
            return False
        before, low = reading.low[at - 1], reading.low[at]
        owned = (low == "'" and before.endswith("s")) or (low == "'s" and before in _OWNERS)
        return owned and reading.low[at + 1] in reading.words.body_heads and before not in reading.words.body_heads

    def _is_post(self, index: int) -> bool:
        """True for the office after a body's noun: "TASS Bureau Chief"."""
        reading = self.reading
        return reading.low[index] in _POSTS and reading.low[index - 1] in reading.words.body_heads

    def _parts(self, index: int, at: int) -> bool:
        """True where the body that began at `index` is over: at another one, at a person, at what something is about.

        "the Board and the Committee" and "from the Embassy to the Department" are two, "the Subcommittee on the Far
        East and the Pacific" is one; "the Trade Office on its Reports": only committees and the like have a subject.
        """
        reading, words = self.reading, self.reading.words
        low, before = reading.low[at], reading.low[index:at]
        if low == "the":
            return before[-1] not in words.body_inside
        if low == "on":
            return words.body_subjects.isdisjoint(before)
        another = reading.low[at + 1] == "the" and not words.body_heads.isdisjoint(reading.low[at + 2 : at + 2 + _SOON])
        if low == "to":
            return another and _SENT.isdisjoint(before)
        if low == "and":
            return another or (reading.low[at + 1] == "the" and "on" not in before)
        return before[-1] in words.body_heads and reading.tokens.words[at] in self.families


def _is_ordinal(low: str) -> bool:
    return low[:-2].isdecimal() and low[-2:] in ("st", "nd", "rd", "th")


def _abbreviation(reading: Reading, index: int) -> tuple[int, int] | None:
    """An abbreviation in round brackets right after a name: "(CPC)"."""
    if not 0 < index < reading.tokens.count:
        return None
    tokens, text = reading.tokens, reading.view.text
    start, end, word = tokens.starts[index], tokens.end(index), tokens.words[index]
    whole = text[tokens.end(index - 1) : start].strip() == "(" and text[end : end + 1] == ")"
    return (index, index + 1) if whole and word.isupper() and len(word) > 1 else None
