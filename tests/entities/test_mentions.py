"""Who and what is named: small texts, the rules one by one."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import grows_linearly
from tei_edition.entities import (
    Authority,
    Category,
    Entry,
    Form,
    NameIndex,
    Office,
    Tagging,
    find_mentions,
    load_authority,
)
from tei_edition.entities.authority import gazetteer
from tei_edition.sources import read_source
from tei_edition.transcripts import transcribe

KIM = Entry(
    "Kim_Il_Sung",
    Category.PERSON,
    "Kim Il Sung",
    (Form("Kim Il Sung", "main"),),
    polity="North_Korea",
    offices=(Office("premier", "North_Korea", "", "1948", "1972"),),
)
PARTY = Entry(
    "RWP",
    Category.ORG,
    "Romanian Workers’ Party",
    (Form("Romanian Workers’ Party", "main"),),
    "party.ruling",
    "Romania",
)
CPC = Entry(
    "CPC",
    Category.ORG,
    "Communist Party of China",
    (Form("Communist Party of China", "main"), Form("CPC", "abbreviation")),
    "party.ruling",
    "China",
)


def authority(*entries: Entry) -> Authority:
    own = {entry.id for entry in entries}
    return Authority([*entries, *(place for place in gazetteer().values() if place.id not in own)])


def tag(text: str, *entries: Entry, host: str = "China") -> tuple[Tagging, str]:
    transcript = transcribe(read_source(Path("talk.txt"), text.encode(), site="none"))
    return find_mentions(transcript, authority(*entries), host=host), transcript.source.text


def found(text: str, *entries: Entry, host: str = "China") -> list[tuple[str, str, str]]:
    tagging, source = tag(text, *entries, host=host)
    return [(source[m.start : m.end], str(m.category), " ".join(m.refs)) for m in tagging.mentions]


HEAD = "Zhou Receives Pak Se-chang, Korea’s Ambassador to China\n\nTime: 3 August 1964\n\nZhou: Yes.\n\n"


def said(words: str, *entries: Entry, host: str = "China") -> list[tuple[str, str, str]]:
    """What is found in the last turn of a talk."""
    tagging, source = tag(HEAD + "Zhou: " + words, *entries, host=host)
    start = source.rindex("Zhou:") + 5
    return [(source[m.start : m.end], str(m.category), " ".join(m.refs)) for m in tagging.mentions if m.start >= start]


def test_a_title_finds_a_name_and_the_office_says_whose() -> None:
    assert said("I met Premier Kim.", KIM) == [("Kim", "person", "Kim_Il_Sung")]
    assert said("I met Comrade Li Xiannian.") == [("Li Xiannian", "person", "Li_Xiannian")]


def test_a_short_family_name_alone_is_left_alone() -> None:
    assert said("Kim came. He Long is in Li.", KIM) == []


def test_an_apposition_binds_an_office_for_the_whole_document() -> None:
    assert ("Korean ambassador", "role", "Pak_Se-chang") in said("The Korean ambassador agreed.")


def test_another_ambassador_of_the_same_country_is_another_person() -> None:
    [role, *_] = said("Korea’s ambassador to Indonesia agreed.")
    assert role[0] == "Korea’s ambassador to Indonesia"
    assert role[2] != "Pak_Se-chang"


@pytest.mark.parametrize(
    "words", ["a vice premier went", "an ambassador went", "our ambassadors went", "Chinese leaders went"]
)
def test_an_office_that_means_nobody_in_particular_is_left_alone(words: str) -> None:
    assert [row for row in said(words) if row[1] == "role"] == []


def test_our_and_their_depend_on_who_speaks() -> None:
    ours = said("Our ambassador to Romania wrote. Romania thanked us through their ambassador.")
    assert [row[2] for row in ours if row[1] == "role"] == [
        "ambassador_of_China_to_Romania",
        "ambassador_of_Romania_to_China",
    ]


def test_a_short_form_is_what_the_document_says_it_is() -> None:
    rows = found(
        "Vo Giap (hereafter abbreviated V) met Comrade Ho Long (hereinafter Ho). V spoke. Ho left.\n\nHo: I did."
    )
    assert [row for row in rows if row[0] in ("V", "Ho")][-2:] == [("Ho", "person", "Ho_Long")] * 2
    rows = said("The United States (hereafter referred to as America) and America’s friends.")
    assert [row[2] for row in rows if row[0] == "America"] == ["United_States"] * 2


def test_a_short_form_means_nothing_before_it_is_defined() -> None:
    rows = said("Deng came. Comrade Xiaoping Deng (hereafter Deng) came. Deng came.")
    assert [row[2] for row in rows if row[0] == "Deng"][-2:] == ["Xiaoping_Deng"] * 2


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Mr. van der Meer agreed.", "van der Meer"),
        ("I told von Brentano so.", "von Brentano"),
        ("Count Richard de Croy is here.", "Richard de Croy"),
    ],
)
def test_small_words_belong_to_a_family_name(words: str, name: str) -> None:
    assert name in [row[0] for row in said(words) if row[1] == "person"]


def test_a_name_that_nothing_proves_is_a_candidate_and_a_tag_only_where_the_edition_says_so() -> None:
    text = "Zhou: It lay on the desk of Ivan Belov for a week.\n\nZhou: Yes."
    transcript = transcribe(read_source(Path("talk.txt"), text.encode(), site="none"))
    plain = find_mentions(transcript, authority())
    tagged = find_mentions(transcript, authority(), tag_candidates=True)
    assert [row.name for row in plain.candidates if row.rule == "name.capitals"] == ["Ivan Belov"]
    more = set(tagged.mentions) - set(plain.mentions)
    assert [(text[m.start : m.end], m.refs, m.cert, m.rule) for m in more] == [
        ("Ivan Belov", (), "low", "name.candidate")
    ]


def test_a_speaker_may_be_labelled_by_an_office_alone() -> None:
    tagging, text = tag("THE CHAIRMAN: Begin.\n\nMR. NOBLE: Yes.\n\nTHE CHAIRMAN: Good.\n\nMR. NOBLE: Thanks.", host="")
    assert [voice.who for voice in tagging.voices] == [("the_chairman",), ("Noble",)] * 2
    assert tagging.entries["the_chairman"].note == "unidentified"
    assert ("CHAIRMAN", "role") in [(text[m.start : m.end], m.category) for m in tagging.mentions]


def test_a_signature_is_a_persons_with_its_initials() -> None:
    rows = found("Dear Sir,\n\nThe talks of 10 March 1957 ended well.\n\nWith greetings,\n\nA. V. Birch\n", host="")
    assert ("A. V. Birch", "person", "A_V_Birch") in rows


def test_a_partys_organ_by_name_by_country_and_by_context() -> None:
    rows = said("Romania’s Party met. The Politburo agreed. The CPC Central Committee did not.", PARTY, CPC)
    assert ("Romania’s Party", "org", "RWP") in rows
    assert ("Romania", "place", "Romania") in rows
    assert ("Politburo", "org", "Romanian_Workers_Party_Politburo") in rows
    assert ("CPC Central Committee", "org", "Communist_Party_of_China_Central_Committee") in rows
    assert ("CPC", "org", "CPC") in rows


def test_an_organ_belongs_to_the_party_named_after_it() -> None:
    rows = said("The Central Committee of the CPC met. The Politburo of Romania’s Party did not.", PARTY, CPC)
    assert ("Central Committee of the CPC", "org", "Communist_Party_of_China_Central_Committee") in rows
    assert ("CPC", "org", "CPC") in rows
    assert ("Politburo of Romania’s Party", "org", "Romanian_Workers_Party_Politburo") in rows
    assert ("Romania", "place", "Romania") in rows


def test_a_proper_name_holds_no_names() -> None:
    rows = said("He studied at Moscow University and in the Communist Party of China.", CPC)
    assert ("Moscow", "place", "Moscow") not in rows
    assert [row[0] for row in rows] == ["Moscow University", "Communist Party of China"]


def test_places_are_tagged_and_peoples_are_not() -> None:
    assert said("Romania told the Romanians and the Soviet side in Leningrad.") == [
        ("Romania", "place", "Romania"),
        ("Leningrad", "place", "Leningrad"),
    ]


def test_national_days_and_anniversaries_nest() -> None:
    rows = said("It is the twentieth anniversary of Romania’s National Day.")
    assert [row[0] for row in rows] == [
        "twentieth anniversary of Romania’s National Day",
        "Romania’s National Day",
        "Romania",
    ]


def test_a_hyphen_joins_two_names_that_stand_alone_elsewhere() -> None:
    rows = said("Khrushchev said no. I told Tito so. The Khrushchev-Tito talks failed.")
    assert [row[0] for row in rows if row[1] == "person"] == ["Khrushchev", "Tito", "Khrushchev", "Tito"]


def test_what_is_written_with_a_capital_is_not_always_somebody() -> None:
    rows = said("In April the Chron File and the Book Review were with the Pentagon, by Christmas.")
    assert [row for row in rows if row[1] == "person"] == []


def test_a_name_nobody_treats_as_a_person_is_a_candidate() -> None:
    tagging, _ = tag(HEAD + "Zhou: We looked at Zorgon today. More of Zorgon tomorrow.")
    assert "Zorgon" in [candidate.name for candidate in tagging.candidates]
    assert "Zorgon" not in [mention.evidence for mention in tagging.mentions]


def test_two_entries_with_one_form_are_not_decided() -> None:
    twins = [
        Entry(f"Smith_{k}", Category.PERSON, f"{k} Smith", (Form(f"{k} Smith", "main"), Form("Smithson", "short")))
        for k in "AB"
    ]
    tagging, source = tag(HEAD + "Zhou: I saw Smithson.", *twins)
    [mention] = [m for m in tagging.mentions if source[m.start : m.end] == "Smithson"]
    assert (mention.refs, mention.cert) == ((), "low")
    assert mention.evidence == "Smith_A or Smith_B"


def test_the_translators_brackets_belong_to_the_name() -> None:
    rows = found(HEAD + "CC: [Dong] Biwu, [Foreign] Ministry leaders")
    assert ("[Dong] Biwu", "person", "Dong_Biwu") in rows


def test_a_boundary_is_checked_before_the_longest_form_wins() -> None:
    entries = Authority(
        [
            Entry("long", Category.PLACE, "New Rom", (Form("New Rom", "main"),), "city"),
            Entry("short", Category.PLACE, "New", (Form("New", "main"),), "city"),
        ]
    )
    hits, _ = NameIndex(entries).find("in New Romania")
    assert [(hit.start, hit.end) for hit in hits] == [(3, 6)]


WORDS = """Comrade Premier Kim Romania Romania’s Romanian Party the The our ambassador to Politburo Khrushchev-Tito
    said 3 August 1964 in ( ) [ ] . , : National Day Zhou Ministry of BREAK""".split()
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=60).map(
    lambda words: " ".join(words).replace("BREAK", "\n\n")
)


@given(texts)
@settings(max_examples=300, deadline=None)
def test_mentions_hold_in_any_text(text: str) -> None:
    """Offsets are inside the text, words are not cut, tags nest and never cross; no entry is missing."""
    if not text.strip():
        return
    tagging, source = tag(text, KIM, PARTY, CPC)
    open_: list[int] = []
    last = (-1, 0)
    for mention in tagging.mentions:
        assert 0 <= mention.start < mention.end <= len(source)
        assert source[mention.start : mention.end].strip() == source[mention.start : mention.end]
        assert not (mention.start and source[mention.start - 1].isalnum() and source[mention.start].isalnum())
        assert (mention.start, -mention.end) > last
        last = (mention.start, -mention.end)
        while open_ and open_[-1] <= mention.start:
            open_.pop()
        assert not open_ or mention.end <= open_[-1]
        open_.append(mention.end)
        assert all(key in tagging.entries for key in mention.refs)


@given(texts, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_entries_changes_nothing(text: str, chance: object) -> None:
    if not text.strip():
        return
    entries = [KIM, PARTY, CPC]
    chance.shuffle(entries)  # type: ignore[attr-defined]
    assert tag(text, *entries)[0].mentions == tag(text, KIM, PARTY, CPC)[0].mentions


@pytest.mark.parametrize(
    "piece", ["A", "Comrade ", "1 January ", "Romania’s ", "Kim and ", "Mao (hereafter M) ", "Kim-Mao "]
)
def test_hostile_text_is_tagged_in_linear_time(piece: str) -> None:
    assert grows_linearly(lambda size: tag(piece * size, KIM), 2_000)


@pytest.mark.parametrize(
    "form", ["Mr. {0} met Comrade X{0}. ", "Mr. {0} Ivanov came. ", "{0}’s ambassador to {0} came. "]
)
def test_many_different_names_are_told_apart_in_linear_time(form: str) -> None:
    def work(size: int) -> None:
        letters = [chr(97 + k % 26) + chr(97 + k // 26 % 26) + chr(97 + k // 676) for k in range(size)]
        tag("".join(form.format(f"B{word}o") for word in letters), KIM)

    assert grows_linearly(work, 400)


def test_the_sample_authority_is_read() -> None:
    known = load_authority([Path(__file__).parents[2] / "tei" / "authority"])
    assert known["Kim_Il_Sung"].category is Category.PERSON
    assert any(office.office == "premier" for office in known["Zhou_Enlai"].offices)


def people(text: str, *entries: Entry) -> list[tuple[str, str]]:
    return [(words, ref) for words, category, ref in found(text, *entries) if category == "person"]


KENNAN = Entry(
    "Kennan", Category.PERSON, "George F. Kennan", (Form("George F. Kennan", "main"), Form("Kennan", "short"))
)


def test_given_names_and_initials_belong_to_the_name() -> None:
    rows = people("Ruth B. Ashdown, Director\n\nE. T. Oakes\n\nMs. Ashdown thanked Mr. Oakes. He saw Ruth Ashdown off.")
    assert [words for words, _ in rows] == ["Ruth B. Ashdown", "E. T. Oakes", "Ashdown", "Oakes", "Ruth Ashdown"]
    assert {ref for words, ref in rows if "Ashdown" in words} == {"Ruth_B_Ashdown"}
    assert {ref for words, ref in rows if "Oakes" in words} == {"E_T_Oakes"}


def test_another_given_name_is_another_person() -> None:
    rows = people("President Marlow agreed. A note for Edwin Marlow was lost. Marlow said so; Edwin Marlow did not.")
    assert rows == [("Marlow", "Marlow"), ("Edwin Marlow", "Edwin_Marlow")] * 2
    assert people("We met Kennan and Nora Kennan.", KENNAN) == [("Kennan", "Kennan"), ("Nora Kennan", "Nora_Kennan")]


def test_a_shorter_or_longer_full_name_is_the_same_person() -> None:
    assert {ref for _, ref in people("We met G. Kennan, George Kennan and Mr. George F. Kennan.", KENNAN)} == {"Kennan"}
    assert {ref for _, ref in people("Mr. Robert A. Dole came. Bob Dole left.")} == {"Robert_A_Dole"}


def test_what_was_taken_for_a_family_name_may_be_a_given_one() -> None:
    assert ("E. Hadley Parr", "E_Hadley_Parr") in people("Mr. Hadley spoke.\n\nPresent was E. Hadley Parr.")


@pytest.mark.parametrize(
    "before",
    ["Secretary of State", "Prince", "If", "Presumably", "Soviet", "The USSR", "In May", "A.", "Press Attaché"],
)
def test_what_is_no_given_name_stays_outside(before: str) -> None:
    assert people(f"Mr. Ostrow came.\n\n{before} Ostrow will go too.")[-1] == ("Ostrow", "Ostrow")


def test_a_word_that_stands_in_small_letters_elsewhere_is_no_given_name() -> None:
    rows = people("Mr. Ostrow is a drummer. Today we heard Drummer Ostrow play.")
    assert [words for words, _ in rows] == ["Ostrow", "Ostrow"]


def test_one_title_announces_several_names() -> None:
    rows = people("Messrs. Halden and Brook left. Messrs. Lowe, Carr, and Winter came, with Senators Pike and Ames.")
    assert [words for words, _ in rows] == ["Halden", "Brook", "Lowe", "Carr", "Winter", "Pike", "Ames"]
    assert [words for words, _ in people("We saw Messrs. Lowe, Director, and others.")] == ["Lowe"]


def test_a_name_in_capitals_is_the_same_name() -> None:
    assert {ref for _, ref in people("Mr. Ian Halden came.\n\nMR. HALDEN: Yes.")} == {"Ian_Halden"}


@pytest.mark.parametrize(
    "words",
    [
        "The reporter asked Reporters of the town.",
        "Our desks grew. We asked Desk officers for help.",
        "It was sent by FSOs.",
        "With SovGov we agreed.",
        "Foreign Relations said nothing.",
        "Mr. Ostrow, Interpreter, left.",
        "Mr. Ostrow, Dean of the school, left.",
    ],
)
def test_common_nouns_in_capitals_are_no_people(words: str) -> None:
    assert [row for row in people(words) if row[0] != "Ostrow"] == []


def test_a_name_that_stands_after_at_and_in_is_a_place_if_anything() -> None:
    assert people("Forces at Zorgon met Soviet ships. Talks with Zorgon failed at Zorgon.") == []
    assert people("The Zorgon conference was held. We speak of it with Zorgon conference staff.") == []


def test_a_memorandum_goes_from_a_person_to_a_person() -> None:
    rows = people("It is attached to a memorandum of April 16 from Read to Walt Ostrow. Others read it.")
    assert [words for words, _ in rows] == ["Read", "Walt Ostrow"]


def test_the_number_of_a_footnote_is_no_part_of_a_name() -> None:
    assert people("Mr. Halden2 left. Later Halden was told.") == [("Halden", "Halden")] * 2
    rows = found("It lies near Romania4 and is small.")
    assert rows == [("Romania", "place", "Romania")]


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("He is Chief of the Foreign Trade Division now.", "Foreign Trade Division"),
        ("He spoke at the 1961 Meeting of the Advisory Committee on Rivers.", "Advisory Committee on Rivers"),
        ("She met the Assistant Secretaries in the Water Department.", "Water Department"),
        ("It is for the Water Department and the Trade Bureau.", "Water Department"),
        ("He went to the Office of the Chief of Military History.", "Office of the Chief of Military History"),
        (
            "They met in the Subcommittee on the Far East and the Pacific.",
            "Subcommittee on the Far East and the Pacific",
        ),
        ("We had a telegram from the Trade Bureau to the Water Department.", "Trade Bureau"),
        ("The Central Committee of the Amber Workers' Party met.", "Central Committee of the Amber Workers' Party"),
        ("She spoke to the Amber Women's Federation.", "Amber Women's Federation"),
        ("It is in the Water Department's Office.", "Water Department"),
        ("He wrote to our Water Affairs Office on the Harbour Reports.", "Water Affairs Office"),
        ("In November the Department knew of it, as did the Trade Bureau Chief.", "Trade Bureau"),
        ("Mr. Ostrow came. He read the Party Program Ostrow had planned.", "Party Program"),
        ("Mr. Ostrow spoke. We heard Ostrow of the Bureau of Rivers.", "Bureau of Rivers"),
        ("It is in the Department of Trade Records; the State of the Union is good.", "Department of Trade"),
        ("They met in the Council of Foreign Ministers.", "Council of Foreign Ministers"),
    ],
)
def test_a_body_begins_after_the_office_or_the_meeting(words: str, body: str) -> None:
    assert next(row[0] for row in found(words) if row[1] == "org") == body


def test_several_conferences_are_not_one_event() -> None:
    assert [row[0] for row in found("We spoke of the three Cairo Conferences.")] == ["Cairo"]


def test_an_ordinal_is_part_of_an_events_name() -> None:
    rows = found(
        "The Second Cairo Conference was short. The third Cairo Conference too. The Cairo Conference was long."
    )
    assert [(row[0], row[2]) for row in rows if row[1] == "event"] == [
        ("Second Cairo Conference", "Second_Cairo_Conference"),
        ("third Cairo Conference", "Third_Cairo_Conference"),
        ("Cairo Conference", "Cairo_Conference"),
    ]


def days(text: str) -> list[tuple[str, str, bool]]:
    """The dates of a text: words, value, whether the document's own day was needed."""
    tagging, source = tag(text)
    return [(source[m.start : m.end], m.value.when, m.value.anchored) for m in tagging.mentions if m.value]


def test_each_entry_of_a_diary_is_told_on_its_own_day() -> None:
    entries = (
        "Diary of Thomas Garrick\n\nMonday, 26 September 1938\n\nWilson leaves tomorrow.\n\n"
        "28 September 1938\n\nThe Fleet was mobilised yesterday.\n\n"
        "30 September\n\nWe fly home today.\n\n"
        "Moscow, 3 October 1938\n\nWe landed yesterday.\n\n"
        "5 October. The debate ends tomorrow, on 6 October."
    )
    assert days(entries) == [
        ("Monday, 26 September 1938", "1938-09-26", False),
        ("tomorrow", "1938-09-27", True),
        ("28 September 1938", "1938-09-28", False),
        ("yesterday", "1938-09-27", False),
        ("30 September", "1938-09-30", False),
        ("today", "1938-09-30", False),
        ("3 October 1938", "1938-10-03", False),
        ("yesterday", "1938-10-02", False),
        ("5 October", "1938-10-05", False),
        ("tomorrow", "1938-10-06", False),
        ("6 October", "1938-10-06", False),
    ]


def test_a_date_in_a_sentence_or_an_answer_is_not_the_day_of_telling() -> None:
    letter = "Paris, 2 May 1951\n\nDear Anna,\n\nWe met.\n\n3 June 1950. That was the day we came, and tomorrow we go."
    assert days(letter)[-1] == ("tomorrow", "1951-05-03", True)
    answers = "Interview\n\n4 June 1987\n\nQ: When did you leave?\n\nA: 3 May 1921\n\nQ: And today?\n\nA: I stay."
    assert days(answers)[-1] == ("today", "1987-06-04", True)


def test_letters_of_honour_and_words_of_treaties_are_no_persons() -> None:
    text = "Minutes of the Board\n\nPresent: Captain P. Rudd, R.N.; Mr. A. Singh, M.P.\n\nThe Board met on 4 May 1949."
    tagging, source = tag(text)
    assert {source[m.start : m.end] for m in tagging.mentions if m.category is Category.PERSON} == {
        "P. Rudd",
        "A. Singh",
    }
    tagging, _ = tag("TREATY OF PEACE\n\nGENERAL PROVISIONS\n\nWe have appointed as our Plenipotentiaries: Mr. Hall.")
    assert [entry.name for entry in tagging.entries.values()] == ["Hall"]


def test_an_undated_letter_is_not_told_on_a_day_it_tells_of() -> None:
    letter = "Letter to a friend\n\nDear Anna,\n\nI was born on 3 May 1921. Today I am old.\n\nYours sincerely,\n\nEva"
    assert days(letter) == [("3 May 1921", "1921-05-03", False)]
    assert days(f"{letter}\n\nLund, 2 June 1990")[1:2] == [("Today", "1990-06-02", True)]
    talk = "Talk on trade\n\nAnna: I was born on 3 May 1921.\n\nEva: And today?\n\nAnna: I am old.\n\nEva: So am I."
    assert days(talk) == [("3 May 1921", "1921-05-03", False)]
    minutes = "Minutes of the Board\n\nThe Board met on 4 May 1949.\n\nMr. Hall arrived yesterday."
    assert days(minutes)[-1] == ("yesterday", "1949-05-03", True)


def test_a_dateline_between_turns_opens_another_day() -> None:
    first, second = "Hall: We begin today.\n\nBirch: Yes.", "Hall: We go on.\n\nBirch: Until tomorrow."
    text = f"Talk\n\n4 May 1961\n\n{first}\n\n5 May 1961\n\n{second}"
    assert days(text)[1] == ("today", "1961-05-04", True)
    assert days(text)[-1] == ("tomorrow", "1961-05-06", False)


def test_who_is_named_in_full_in_a_heading_speaks_under_the_family_name() -> None:
    text = (
        "Interview with Marta Lindqvist\n\nFarrell: Where?\n\nLindqvist: In Lund.\n\nFarrell: When?\n\nLindqvist: Then."
    )
    tagging, _ = tag(text)
    assert [entry.name for entry in tagging.entries.values() if entry.category is Category.PERSON] == [
        "Farrell",
        "Marta Lindqvist",
    ]
