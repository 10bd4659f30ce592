"""What the pages over all documents cost: entries, indices, lists, search, drawings, and what one change costs.

    python benchmarks/pages.py [NUMBER]...      so many made-up documents (750, 1500, 3000)

Documents have 400 words of a vocabulary with the frequencies of a natural language (Zipf), twelve persons of forty, two
of their own, ten places of sixty, a date; they are entered in a ledger, no file of theirs is made. Each number runs in
a process of its own, whose peak memory is given; times are processor seconds.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from itertools import product
from pathlib import Path

from tei_edition.crosswalks.card import Card, Change, Exchange, Mention, Paragraph
from tei_edition.crosswalks.lists import Entry
from tei_edition.edition import load_edition
from tei_edition.publishing import site
from tei_edition.publishing.heads import head_of, ties_of
from tei_edition.publishing.jobs import Plan, checksums
from tei_edition.publishing.ledger import Ledger
from tei_edition.publishing.pages import Pages
from tei_edition.publishing.rows import rows_of
from tei_edition.rendering import search

_SYLLABLES = ("ka lo mi ne ru sta tor vel", "ba di fo gu ha ji ko", "l n r s t x", "- a o is um en ax or")
VOCABULARY = ["".join(parts).replace("-", "") for parts in product(*(row.split() for row in _SYLLABLES))]
WEIGHTS = [1 / (k + 2.7) for k in range(len(VOCABULARY))]


def card(k: int, number: int, chance: random.Random) -> Card:
    """One made-up document of so many."""
    day = f"{1950 + k % 30}-{1 + k // 30 % 12:02}-{1 + k * 7 % 28:02}"
    persons = [f"common{j}" for j in chance.sample(range(40), 12)]
    persons += [f"own{chance.randrange(number // 4 + 2)}_{j}" for j in range(2)]
    named = [("persons", key) for key in persons] + [("places", f"place{j}") for j in chance.sample(range(60), 10)]
    words = chance.choices(VOCABULARY, WEIGHTS, k=400)
    mentions = [
        Mention(kind, key, key, "some words before", "and some after", f"p{i % 8}", str(i % 8))
        for i, (kind, key) in enumerate(named * 2)
    ]
    return Card(
        f"document-{k:06}",
        f"Document {k}",
        iso_date=day,
        genre=("Letter", "Report")[k % 2],
        changes=(Change("2024-01-01", "ed", "Read against the source."),),
        words=400,
        size=8,
        tags=50,
        unreviewed=40,
        entries=tuple(Entry(kind, key, f"{key.title()} Name", f"Name, {key.title()}") for kind, key in named),
        mentions=(*mentions, Mention("dates", day, day, "on", "it was", "p1", "1", day, day)),
        paragraphs=tuple(Paragraph(f"p{i}", str(i), (), "", " ".join(words[i * 50 : i * 50 + 50])) for i in range(8)),
        exchanges=(Exchange(persons[0], persons[1], 3),),
    )


def measure(number: int) -> None:
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "documents").mkdir()
        settings = '[edition]\ntitle = "Many"\naddress = "https://example.org/"\n'
        (folder / "edition.toml").write_text(settings, encoding="utf-8")
        edition = load_edition(folder)
        plan = Plan(edition, folder / "site", *checksums(edition))
        with Ledger(folder / "ledger.sqlite") as ledger:

            def enter(one: Card) -> None:
                head = head_of(one, *search.document_terms(one), ties_of(one))
                ledger.record(rows_of(one, head, ("made", "up"), (), [], [], ()))

            def pages(told: str) -> None:
                start = time.process_time()
                written = Pages(plan, ledger)
                site.write(written)
                ledger.settle()
                print(f"  {told}: {time.process_time() - start:.2f} s, {written.made} files")

            start = time.process_time()
            first = card(0, number, chance)
            for k in range(number):
                enter(first if k == 0 else card(k, number, chance))
            print(f"{number} documents entered: {time.process_time() - start:.2f} s")
            pages("all pages")
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
            print(f"  {memory:.0f} MB at most; ledger {(folder / 'ledger.sqlite').stat().st_size / 1e6:.0f} MB")
            last = first.paragraphs[-1]
            first = replace(first, paragraphs=(*first.paragraphs[:-1], last._replace(text=f"{last.text} zigzag")))
            enter(first)
            pages("a word more")
            enter(replace(first, mentions=(first.mentions[0]._replace(before="other words"), *first.mentions[1:])))
            pages("the words around a name")
            enter(replace(first, name="document-000000a"))
            pages("a document more")


def main() -> None:
    numbers = sys.argv[1:] or ["750", "1500", "3000"]
    if len(numbers) == 1:
        measure(int(numbers[0]))
    for number in numbers if len(numbers) > 1 else ():
        subprocess.run([sys.executable, __file__, number], check=True)


if __name__ == "__main__":
    main()
