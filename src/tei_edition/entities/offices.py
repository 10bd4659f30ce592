"""Offices that denote a person: "the Korean ambassador", "our ambassador to Burma", "the three ambassadors".

An office is looked up with its country, the place it is accredited to and the document's day. Whoever holds it by the
document's own words comes first, then the authority's holder; an office nobody is known to hold gets an entry of its
own, marked as unidentified: never a guess.
"""

from bisect import bisect_left, insort

from tei_edition.entities.authority import Office
from tei_edition.entities.mention import Category, Certainty
from tei_edition.entities.people import accreditation
from tei_edition.entities.reading import Draft, Name, Reading

_OURS = frozenset(("our", "my"))
_YOURS = frozenset(("your",))
_THEIRS = frozenset(("their",))
_POSSESSIVES = _OURS | _YOURS | _THEIRS
_INDEFINITE = frozenset(
    ("a", "an", "any", "another", "each", "every", "no", "some", "vice", "deputy", "former", "new", "next")
)
_NOT_BARE = _POSSESSIVES | _INDEFINITE
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
# Words of no table at which these rules look closer.
CUES = _POSSESSIVES | _COUNTS.keys() | {"comrade"}


def find_named_offices(reading: Reading) -> list[Draft]:
    """Offices whose country the words themselves name, or which only the host's country can mean."""
    offices, tokens = reading.words.offices.reach, reading.tokens
    owned = {k: polity for k, polity in reading.polities.items() if tokens.low[polity.owned] in offices}
    bare = [k for k in reading.where(offices) if tokens.capital[k] and k not in reading.polities]
    drafts = []
    for k in sorted([*owned, *bare]):
        draft = _owned(reading, owned[k]) if k in owned else _bare(reading, k)
        drafts += [draft] if draft else []
    return drafts


def find_possessed_offices(reading: Reading) -> list[Draft]:
    """ "our ambassador", "their ambassador", and groups: who speaks must be known."""
    low, nouns = reading.low, reading.words.offices.reach.keys() | reading.words.groups.reach.keys()
    drafts = []
    for k in reading.where(CUES):
        draft = (_possessed(reading, k) or _group(reading, k)) if low[k + 1] in nouns else None
        drafts += [draft] if draft else []
    return drafts


def find_labels(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Speakers labelled by an office alone ("THE CHAIRMAN"): whom the document binds to it, else an entry of its own.

    Args:
        drafts: what other rules found; a label that one of them reads is left alone.
    """
    taken = {draft.start for draft in drafts}
    found = []
    for span in (block.name for block in reading.transcript.blocks if block.name):
        first, last = reading.range_of(span)
        first += reading.low[first] == "the"
        office = reading.words.titles.get(reading.phrase(first, last)) or reading.words.offices.get(
            reading.phrase(first, last)
        )
        if office and first < last and reading.tokens.starts[first] not in taken:
            refs = tuple(dict.fromkeys(key for stated, key in reading.bound if stated.office == office))
            if len(refs) != 1:
                refs = (reading.define(f"the {office}", Category.PERSON, note="unidentified"),)
            evidence = f"the label {reading.text(first, last)!r}"
            found.append(reading.draft(first, last, Category.ROLE, refs, "medium", "role.label", evidence=evidence))
    return found


def _noun(reading: Reading, index: int) -> tuple[int, str]:
    """The index after an office's noun, and the office; (0, "") where there is none, or it is a title before a name."""
    after = reading.longest(index, reading.words.offices)
    if not after:
        return 0, ""
    titled = reading.near[after] and reading.capital[after] and after not in reading.polities
    if titled and reading.low[after] not in reading.words.headings:
        return 0, ""
    return after, reading.words.offices[reading.phrase(index, after)]


def _owned(reading: Reading, owner: Name) -> Draft | None:
    """ "the Korean ambassador", "Korea's ambassador to Indonesia"."""
    first, noun = owner.first, owner.owned
    after, office = _noun(reading, noun) if reading.near[noun] else (0, "")
    if not after or (reading.low[first - 1] in _INDEFINITE and reading.near[first]):
        return None
    posted = accreditation(reading, after)
    where = reading.polities[posted[0]].sense.polity if posted else ""
    refs, cert, evidence = _holder(reading, office, owner.sense.polity, where, noun)
    return reading.draft(
        first, posted[1] if posted else after, Category.ROLE, refs, cert, "role.office", evidence=evidence, opaque=False
    )


def _bare(reading: Reading, index: int) -> Draft | None:
    """ "the Premier": an office in capitals without a country, of which the host has one."""
    if reading.low[index - 1] in _NOT_BARE:
        return None
    named = reading.capital[index - 1] and not reading.opens[index - 1]
    if reading.near[index] and (named or index - 1 in reading.polities):
        return None
    after, office = _noun(reading, index)
    opens = reading.opens[index] or reading.low[index - 1] in ("the", "'s")
    if not after or office in reading.words.envoys or not opens or reading.low[index - 1] == "'s":
        return None
    if accreditation(reading, after) or reading.low[after] == "of" or not reading.host:
        return None
    refs, cert, evidence = _holder(reading, office, reading.host, "", index)
    return reading.draft(index, after, Category.ROLE, refs, cert, "role.host", evidence=evidence)


def _possessed(reading: Reading, index: int) -> Draft | None:
    word = reading.low[index]
    if word not in _POSSESSIVES or not reading.near[index + 1]:
        return None
    after, office = _noun(reading, index + 1)
    if not after:
        return None
    ours = reading.speaker_polity(index)
    voice = reading.voice(reading.tokens.starts[index])
    yours = reading.polity_of(voice.to_whom) if voice else ""
    theirs = reading.polity_before(index, ours) if word in _THEIRS else ""
    polity = ours if word in _OURS else yours if word in _YOURS else theirs
    if not polity:
        return None
    posted = accreditation(reading, after)
    where = reading.polities[posted[0]].sense.polity if posted else ""
    refs, cert, evidence = _holder(reading, office, polity, where, index)
    last = posted[1] if posted else after
    first = index + 1 + (reading.low[index + 1] == "comrade")
    return reading.draft(first, last, Category.ROLE, refs, cert, "role.speaker", evidence=evidence, opaque=False)


def _holder(
    reading: Reading, office: str, polity: str, where: str, index: int
) -> tuple[tuple[str, ...], Certainty, str]:
    """Who held the office: (ids, certainty, what was looked up)."""
    envoy = office in reading.words.envoys
    if envoy and not where:
        where = reading.host if polity != reading.host else _last_post(reading, office, polity, index)
    if envoy and where:
        insort(reading.posts.setdefault((office, polity), []), (index, where))
    holders = reading.holders(office, polity, where if envoy else "")
    name = _title(reading, office, polity, where if envoy else "")
    if len(holders) == 1:
        holder = reading.entry(holders[0])
        return holders, "medium" if holder and holder.note == "unidentified" else "high", name
    if holders:
        return (), "low", f"{name}: {' or '.join(holders)}"
    key = reading.define(name, Category.PERSON, polity=polity, note="unidentified")
    reading.bound.append((Office(office, polity, where if envoy else "", "", ""), key))
    return (key,), "medium", name


def _last_post(reading: Reading, office: str, polity: str, index: int) -> str:
    """Where the last envoy of this country that the text spoke of was accredited."""
    posts = reading.posts.get((office, polity), [])
    before = bisect_left(posts, (index, ""))
    return posts[before - 1][1] if before else ""


def _title(reading: Reading, office: str, polity: str, where: str) -> str:
    def name(key: str) -> str:
        entry = reading.entry(key)
        return entry.name if entry else key

    return f"{office} of {name(polity)}" + (f" to {name(where)}" if where else "")


def _group(reading: Reading, index: int) -> Draft | None:
    """ "three ambassadors", "Comrade Ambassadors": everybody whom the document binds to the office."""
    count = _COUNTS.get(reading.low[index], 0)
    noun = index + (1 if count else 0)
    vocative = reading.low[index] == "comrade" and reading.capital[index]
    noun += 1 if vocative else 0
    after = reading.longest(noun, reading.words.groups) if count or vocative else 0
    if not after or not reading.near[noun]:
        return None
    office = reading.words.groups[reading.phrase(noun, after)]
    members = {key: None for stated, key in reading.bound if stated.office == office and _present(reading, stated, key)}
    if (count and len(members) != count) or len(members) < 2:
        return None
    posted = accreditation(reading, after)
    first = index if count else noun
    last = posted[1] if posted else after
    evidence = f"the document's own {len(members)} of the office {office}"
    return reading.draft(
        first, last, Category.ROLE, tuple(members), "high", "role.group", evidence=evidence, opaque=False
    )


def _present(reading: Reading, stated: Office, key: str) -> bool:
    entry = reading.entry(key)
    return stated.accreditation in ("", reading.host) and entry is not None and entry.note != "unidentified"


def host_polity(reading: Reading) -> str:
    """The country that received the envoys of the heading: the one most of them are accredited to; empty for none."""
    posts = [stated.accreditation for stated, _ in reading.bound if stated.accreditation]
    return max(sorted(set(posts)), key=posts.count, default="")
