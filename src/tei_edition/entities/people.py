"""Persons: forms of the authority, names after a title, names in the lists of the head, names set beside an office.

Rules find names, `identify` says whose they are: by full form, else by family name with the title's office, else as
somebody this document alone knows.
"""

from dataclasses import replace

from tei_edition.entities.aliases import find_aliases
from tei_edition.entities.authority import Entry, Form, Office
from tei_edition.entities.full_names import name_parts, same_name, whole_name
from tei_edition.entities.mention import Category, Certainty
from tei_edition.entities.names import find_forms
from tei_edition.entities.reading import Draft, Reading
from tei_edition.transcripts import Kind, Span

_LISTS = frozenset(("attending", "absent", "interpreters", "recorder"))
# A shorter family name (He, Ho, Li, Kim, Pak) is too often a word: it needs a title.
SHORTEST = 4


def find_people(reading: Reading) -> list[Draft]:
    """The persons named in a document, in no order; what it says of their names is remembered in `reading.known`."""
    drafts = [*_in_lists(reading), *_beside_offices(reading)]
    drafts += _announced(reading, drafts)
    drafts += _in_authority(reading)
    drafts += _in_labels(reading, drafts)
    drafts += find_aliases(reading, drafts)
    return drafts + _known_again(reading, drafts)


def identify(reading: Reading, name: str, office: str = "") -> tuple[str, ...]:
    """Whose name this is: ids of the authority or of the document; the document learns a name it did not know.

    A family name alone fits everybody of that family; the title's office and then the document's own people decide.
    """
    name = name.title() if name.isupper() else name
    known = reading.people_named(name)
    whole = [entry.id for entry in known if name in entry.full_names]
    whole += [key for key in reading.authority.people_by_form(name) if key not in whole]
    whole = whole or (_abridged(reading, name) if " " in name else [])
    if whole:
        return _by_office(reading, whole, office)
    if " " not in name:
        own = [entry.id for entry in known if name in entry.ends]
        chosen = _by_office(reading, own or list(reading.authority.people_by_end(name)), office)
        if chosen:
            return chosen
    return (reading.define(name, Category.PERSON),)


def _abridged(reading: Reading, name: str) -> list[str]:
    """The persons whose full name differs from this one only in how much of the given names it spells out."""
    short, family = reading.words.nicknames, name.split()[-1]

    def fits(entry: Entry) -> bool:
        return family in entry.ends and any(same_name(name, full, short) for full in entry.full_names)

    own = [entry.id for entry in reading.people_named(family) if fits(entry)]
    listed = reading.authority.people_by_end(family)
    return own + [key for key in listed if key not in own and fits(reading.authority[key])]


def _by_office(reading: Reading, keys: list[str], office: str) -> tuple[str, ...]:
    """Those of several people who held an office on the day, where the title tells one; all of them otherwise."""
    if len(keys) < 2 or not office:
        return tuple(keys[:1]) if len(keys) == 1 else tuple(keys)
    same = {office, *reading.words.same_office.get(office, ())}
    held = [
        key
        for key in keys
        for entry in [reading.entry(key)]
        if entry and any(o.office in same and o.held(reading.day) for o in entry.offices)
    ]
    return tuple(held or keys)


def read_name(reading: Reading, index: int) -> int:
    """The index after the name that begins at a token: capitals, initials, particles; `index` for none."""
    words, tokens, last = reading.words, reading.tokens, index
    heading = reading.block(index).kind is Kind.HEADING
    for k in range(index, min(index + 5, reading.tokens.count)):
        low = tokens.low[k]
        if k > index and not tokens.near[k]:
            break
        if low in words.particles and (k > index or not tokens.capital[k]):
            continue
        if not tokens.capital[k] or low in words.not_names or low in words.body_heads or _ends_name(reading, k):
            break
        if _is_title(reading, k, k > index):
            break
        if (heading and low in words.headings) or (k in reading.polities and reading.polities[k].sense.adjective):
            break
        last = k + 1
    return last


def _is_title(reading: Reading, index: int, inside: bool) -> bool:
    """True for a title, except where it is a family name: after an initial ("William W. Bishop")."""
    words, tokens = reading.words, reading.tokens
    low = tokens.low[index]
    if low not in words.titles or (inside and low in words.surnames and len(tokens.words[index - 1]) == 1):
        return False
    return inside or (reading.near[index + 1] and tokens.capital[index + 1])


def _ends_name(reading: Reading, index: int) -> bool:
    """True for a word of a heading in capitals that is no name: "AND" in "KENNEDY AND KHRUSHCHEV", "Wants"."""
    word, low = reading.tokens.words[index], reading.low[index]
    joins = len(word) > 1 and word.isupper() and low in reading.words.body_inside
    return joins or low in reading.words.acting or low in reading.words.nouns


def _announced(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Names after titles, and full names whose family name the document knows: in reading order.

    Where a family has several full names the order decides: its name alone means the one before it, and a full name
    after it tells another person from the one spoken of so far.
    """
    taken = {draft.start for draft in drafts}
    titled = [name for name in _after_titles(reading) if reading.tokens.starts[name[0]] not in taken]
    inside = {k for first, last, _ in titled for k in range(first, last)}
    inside |= {k for draft in drafts for k in reading.inside(draft)}
    families = {reading.low[last - 1] for _, last, _ in titled}
    people = (entry.name for entry in reading.known.values() if entry.category is Category.PERSON)
    families |= {name.split()[-1].lower() for name in people}
    alone = [k for k in reading.tokens.capitals if reading.low[k] in families and k not in reading.covered]
    full = {whole_name(reading, k, k + 1) for k in alone if len(reading.tokens.words[k]) > 1}
    full = {(first, last) for first, last in full if last - first > 1 and inside.isdisjoint(range(first, last))}
    offices = {first: office for first, _, office in titled}
    spans = sorted([*full, *((first, last) for first, last, _ in titled)])
    rulers = {reading.low[last - 1] for _, last, office in titled if office in reading.words.rulers}
    _meet(reading, [reading.text(*span) for span in spans], rulers)
    return [
        _titled(reading, first, last, offices[first]) if first in offices else _full(reading, first, last)
        for first, last in spans
    ]


def _meet(reading: Reading, names: list[str], rulers: set[str]) -> None:
    """Make known the full names that are the only ones of their family, so that the family name alone means them."""
    families: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        parts = name_parts(name)
        if len(parts) > 1 and parts[-1] not in rulers:
            families.setdefault(parts[-1], []).append(name)
    for full in families.values():
        longest = max(full, key=lambda name: len(name_parts(name)))
        if all(same_name(longest, name, reading.words.nicknames) for name in full):
            identify(reading, longest)


def _full(reading: Reading, first: int, last: int) -> Draft:
    """A full name of a family that is known: its given names tell who it is."""
    name = reading.text(first, last)
    refs = identify(reading, name)
    if len(refs) > 1:
        return reading.draft(first, last, Category.PERSON, (), "low", "name.ambiguous", evidence=" or ".join(refs))
    return reading.draft(first, last, Category.PERSON, refs, "medium", "name.again", evidence=name)


def _after_titles(reading: Reading) -> list[tuple[int, int, str]]:
    """The names after titles: the first token, the token after the name, the office that the title claims."""
    found: list[tuple[int, int, str]] = []
    after = 0
    for k in reading.where(reading.words.titles.reach):
        name, office = _titles(reading, k) if k >= after and reading.capital[k] else (k, "")
        if name == k:
            continue
        last = _name_end(reading, name)
        if last > name and name not in reading.polities:
            found.append((name, last, office))
            if reading.low[name - 1] in reading.words.several:
                found += [(first, end, office) for first, end in _others(reading, last)]
                last = found[-1][1]
        after = max(last, name)
    return found


def _name_end(reading: Reading, index: int) -> int:
    """The index after the name that begins at a token; the index itself for none."""
    return reading.names[index].last if _is_person(reading, index) else read_name(reading, index)


def _others(reading: Reading, index: int) -> list[tuple[int, int]]:
    """The names after the first of several: "Smith and Jones", "Smith, Jones, and Brown"; "and" closes the list."""
    found: list[tuple[int, int]] = []
    tokens, text = reading.tokens, reading.view.text
    while index < tokens.count:
        closes = reading.low[index] == "and"
        gap = text[tokens.end(index - 1) : tokens.starts[index]].strip()
        first = index + closes
        last = _name_end(reading, first) if first < tokens.count and (closes or gap == ",") else first
        if gap not in ("", ",") or last <= first or first in reading.polities:
            break
        found.append((first, last))
        if closes:
            return found
        index = last
    return []


def _titles(reading: Reading, index: int) -> tuple[int, str]:
    """The index after up to three titles that a name follows closely, and the office they claim."""
    at, office = index, ""
    for _ in range(3):
        after = reading.longest(at, reading.words.titles)
        if not after or not reading.near[after] or not _opens_name(reading, after):
            break
        office = reading.words.titles[reading.phrase(at, after)] or office
        at = after
    return (at, office) if at > index and reading.capital[index] else (index, "")


def _opens_name(reading: Reading, index: int) -> bool:
    """True for a capital, and for small words that lead to one ("van der Meer")."""
    while reading.low[index] in reading.words.particles and reading.near[index + 1] and not reading.capital[index]:
        index += 1
    return reading.capital[index]


def _titled(reading: Reading, name: int, last: int, office: str) -> Draft:
    words = reading.text(name, last)
    refs = identify(reading, words, office)
    for key in refs if len(refs) == 1 else ():
        reading.add_form(key, words, "short" if " " not in words else "variant")
    evidence = f"{reading.text(max(name - 1, 0), last)}"
    known = any(key in reading.authority for key in refs)
    if len(refs) > 1:
        return reading.draft(name, last, Category.PERSON, (), "low", "name.ambiguous", evidence=" or ".join(refs))
    return reading.draft(
        name, last, Category.PERSON, refs, "high" if known else "medium", "name.title", evidence=evidence
    )


def _is_person(reading: Reading, index: int) -> bool:
    return index in reading.names and bool(reading.names[index].sense.people)


def _in_authority(reading: Reading) -> list[Draft]:
    drafts = []
    for name in reading.names.values():
        keys = name.sense.people
        if not keys:
            continue
        single = name.last == name.first + 1
        first, last = whole_name(reading, name.first, name.last) if single else (name.first, name.last)
        if last - first > name.last - name.first:
            drafts.append(_full(reading, first, last))
        else:
            sure = len(keys) == 1
            rule = "name.authority" if sure else "name.ambiguous"
            evidence = reading.view.text[name.start : name.end] if sure else " or ".join(keys)
            refs, cert = (keys, name.cert) if sure else ((), "low")
            drafts.append(reading.draft(first, last, Category.PERSON, refs, cert, rule, evidence=evidence))
    return drafts


def _in_lists(reading: Reading) -> list[Draft]:
    """Names in the head's lists of people, and in the distribution list."""
    drafts = []
    for block in reading.transcript.blocks:
        listed = block.kind is Kind.FIELD and block.field in _LISTS
        if listed or block.kind is Kind.DISTRIBUTION:
            start = block.label[1] if block.label else block.start
            for first, last in _items(reading, (start, block.end)):
                draft = _listed(reading, first, last, block.kind is Kind.DISTRIBUTION)
                drafts += [draft] if draft else []
    return drafts


def _items(reading: Reading, span: Span) -> list[tuple[int, int]]:
    """The items of a list: runs of tokens between commas, semicolons and "and"."""
    first, last = reading.range_of(span)
    cuts = [first]
    for k in range(first + 1, last):
        if not reading.near[k] or reading.low[k] == "and":
            cuts.append(k)
    return [(a + (reading.low[a] == "and"), b) for a, b in zip(cuts, [*cuts[1:], last], strict=True) if a < b]


def _listed(reading: Reading, first: int, last: int, strict: bool) -> Draft | None:
    name, office = _titles(reading, first) if first < last else (first, "")
    end = min(read_name(reading, name), last) if name < last else name
    # Nothing but initials is what stands behind a name: "P. Rudd, R.N.", "Mr. Hall, M.P."
    initials = all(len(word) == 1 for word in reading.tokens.words[name:end])
    whole = 2 <= end - name <= 4 and not initials and (end == last or not strict)
    words = reading.words
    if not whole or any(reading.low[k] in words.heads or k in reading.polities for k in range(name, end)):
        return None
    refs = identify(reading, reading.text(name, end), office)
    cert: Certainty = "high" if any(key in reading.authority for key in refs) else "medium"
    evidence = reading.text(first, end)
    return reading.draft(
        name, end, Category.PERSON, refs[:1] if len(refs) == 1 else (), cert, "name.list", evidence=evidence
    )


def _beside_offices(reading: Reading) -> list[Draft]:
    """ "NAME, COUNTRY's OFFICE to PLACE": the office is bound to the name, for the whole document."""
    drafts = []
    offices, tokens = reading.words.offices, reading.tokens
    owners = [polity for polity in reading.polities.values() if tokens.low[polity.owned] in offices.reach]
    for polity in owners:
        k = polity.first
        comma = reading.view.text[tokens.end(k - 1) : tokens.starts[k]].strip() if k else ""
        after = reading.longest(polity.owned, offices)
        if comma != "," or not after:
            continue
        office = offices[reading.phrase(polity.owned, after)]
        posted = accreditation(reading, after)
        name = _name_before(reading, k)
        if name == k:
            continue
        refs = identify(reading, reading.text(name, k), office)
        if len(refs) == 1:
            where = reading.polities[posted[0]].sense.polity if posted else ""
            reading.bound.append((Office(office, polity.sense.polity, where, "", ""), refs[0]))
            entry = reading.known.get(refs[0])
            if entry and not entry.polity:
                reading.known[refs[0]] = replace(entry, polity=polity.sense.polity)
            evidence = reading.text(name, after)
            drafts.append(reading.draft(name, k, Category.PERSON, refs, "high", "name.apposition", evidence=evidence))
    return drafts


def accreditation(reading: Reading, index: int) -> tuple[int, int] | None:
    """The country after "to" or "in", an article aside: (its first token, the token after it)."""
    if reading.low[index] not in ("to", "in") or not reading.near[index]:
        return None
    at = index + 1 + (reading.low[index + 1] == "the")
    place = reading.polities.get(at)
    return (at, place.last) if place and not place.sense.adjective and reading.near[at] else None


def _name_before(reading: Reading, index: int) -> int:
    """The index of the first token of the name that ends just before `index`."""
    first = index
    while first > 0 and index - first < 4 and reading.block_of[first - 1] == reading.block_of[index]:
        low = reading.low[first - 1]
        gap_ok = first == index or reading.near[first]
        stop = low in reading.words.headings or low in reading.words.titles
        if not gap_ok or stop or not reading.capital[first - 1] or first - 1 in reading.polities:
            break
        first -= 1
    return first if index - first >= 2 else index


def _in_labels(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """A bare name as a speaker's label: somebody already named, by one word of the full name."""
    found = []
    taken = {draft.start for draft in drafts}
    names = [block.name for block in reading.transcript.blocks if block.name]
    names += [s.name for b in reading.transcript.blocks for k in b.brackets for s in k.speeches if s.name]
    _meet_in_headings(reading, {reading.transcript.text(span).lower() for span in names})
    for span in names:
        first, last = reading.range_of(span)
        plain = last - first <= 3 and all(reading.capital[k] for k in range(first, last))
        pronoun = last - first == 1 and reading.low[first] in reading.words.ordinary
        if first in reading.names or not plain or pronoun or reading.tokens.starts[first] in taken or last <= first:
            continue
        nouns = reading.words.titles.keys() | reading.words.heads
        if any(reading.low[k] in nouns or k in reading.polities for k in range(first, last)):
            continue
        words = reading.text(first, last)
        refs = identify(reading, words)
        if len(refs) == 1:
            reading.add_form(refs[0], words, "short")
        refs = refs if len(refs) == 1 else ()
        found.append(reading.draft(first, last, Category.PERSON, refs, "high", "name.label", evidence=words))
    return found


def _meet_in_headings(reading: Reading, families: set[str]) -> None:
    """Make known the full names in which the headings name those who speak: "Interview with Marta Lindqvist".

    A small word has to stand before the name: in "Moscow Greets Lindqvist" nobody tells where it begins.
    """
    named = [k for k in reading.tokens.capitals if reading.low[k] in families and k not in reading.covered]
    spans = [whole_name(reading, k, k + 1) for k in named if reading.block(k).kind is Kind.HEADING]
    parted = [(first, last) for first, last in spans if reading.near[first] and not reading.capital[first - 1]]
    _meet(reading, [reading.text(first, last) for first, last in parted], set())


def _known_again(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Other places where a name stands that this document has made known."""
    forms: dict[str, tuple[Form, ...]] = {}
    for key, entry in reading.known.items():
        if entry.category is Category.PERSON:
            short = [f for f in entry.forms if " " in f.text or "-" in f.text or len(f.text) >= SHORTEST]
            forms[key] = tuple(form for form in short if form.text.lower() not in reading.words.ordinary)
    if not any(forms.values()):
        return []
    taken = reading.taken(drafts)
    found = []
    for start, end, key in find_forms(reading.view.text, forms):
        first, last = reading.index(start), reading.index(end)
        whole = first < last and reading.tokens.starts[first] == start
        if whole and not any(taken[start:end]):
            began, ended = whole_name(reading, first, last)
            span = slice(reading.tokens.starts[began], reading.tokens.end(ended - 1))
            if ended - began > last - first and not any(taken[span]):
                found.append(_full(reading, began, ended))
            else:
                words = reading.view.text[start:end]
                found.append(Draft(start, end, Category.PERSON, (key,), "medium", "name.again", words))
    return found
