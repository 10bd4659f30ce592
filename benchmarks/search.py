"""What the search of a large edition costs: time to make its index, and what a reader's browser loads for one question.

`.venv/bin/python benchmarks/search.py 10000 800` makes documents of 800 words each from a made-up vocabulary with the
frequencies of a natural language (Zipf), enters them in a ledger that it throws away, and prints what it measured.
It is one process.
"""

import random
import shutil
import sys
import tempfile
import time
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from tei_edition.crosswalks.card import Card, Mention, Paragraph
from tei_edition.crosswalks.lists import Entry
from tei_edition.publishing.heads import head_of
from tei_edition.publishing.ledger import Ledger
from tei_edition.publishing.postings import Postings
from tei_edition.rendering import search


def main(documents: int, words: int) -> None:
    """Print the figures for so many documents of so many words."""
    chance = random.Random(1)
    vocabulary = [_word(k) for k in range(60_000)]
    weights = [1 / (k + 2.7) for k in range(len(vocabulary))]
    people = [Entry("persons", f"p{k}", f"{_word(k).title()} {_word(k + 7000).title()}", "") for k in range(5000)]
    sizes: list[int] = []
    made = 0.0
    folder = Path(tempfile.mkdtemp())
    ledger = Ledger(folder / "ledger.sqlite")
    for number in range(documents):
        card = _card(number, chance.choices(vocabulary, weights, k=words), people, chance)
        start = time.process_time()
        length, terms = search.document_terms(card)
        sizes.append(len(search.document_file(card, "")))
        made += time.process_time() - start
        ledger.heads.record(head_of(card, length, terms, "{}"))
    start = time.process_time()
    ledger.postings.carry()
    carried = time.process_time() - start
    files = dict(_files(ledger.postings))
    merged = time.process_time() - start - carried
    starts = [name for name in sorted(files) if name.startswith("terms")]
    print(
        f"{documents} documents of {words} words: {made:.1f} s to read, {carried:.1f} s to enter, "
        f"{merged:.1f} s to write; "
        f"index {sum(map(len, files.values())) / 1e6:.1f} MB in {len(files)} files, "
        f"index.js {len(files['index.js']) / 1e3:.0f} kB, largest file of words "
        f"{max(len(files[name]) for name in starts) / 1e3:.0f} kB, document {sum(sizes) / len(sizes) / 1e3:.0f} kB"
    )
    shutil.rmtree(folder)
    for question in ([9000], [300, 9000], [20, 300, 9000]):
        asked = [vocabulary[rank] for rank in question]
        shards = {_shard(files, starts, word) for word in asked}
        loaded = len(files["index.js"]) + sum(len(files[name]) for name in shards)
        loaded += len(files["names-000.js"]) * min(10, -(-documents // search.NAMES)) + 10 * max(sizes)
        print(f"  {len(asked)} word(s), ten results: at most {loaded / 1e3:.0f} kB in {len(shards) + 12} files")


def _files(postings: Postings) -> Iterator[tuple[str, bytes]]:
    numbers, shards = postings.numbers(), list(postings.shards())
    for number, shard in enumerate(shards):
        yield f"terms-{number:03}.js", b"".join(search.shard_file(number, postings.rows(shard, numbers)))
    names = list(postings.names())
    for number in range(-(-len(names) // search.NAMES)):
        part = names[number * search.NAMES : (number + 1) * search.NAMES]
        yield f"names-{number:03}.js", search.names_file(number, part)
    yield "index.js", search.index_file(postings.lengths(), shards, postings.offered())


def _shard(files: dict[str, bytes], starts: list[str], word: str) -> str:
    firsts = [files[name].decode().partition('{"')[2].partition('"')[0] for name in starts]
    return starts[max(bisect_right(firsts, word) - 1, 0)]


def _word(number: int) -> str:
    """A made-up word: syllables that spell a number, spread over the alphabet."""
    letters, found = number * 7919 % 99_991 + 99_991, ""
    while letters:
        letters, part = divmod(letters, 85)
        found += "bcdfghjklmnprstvz"[part % 17] + "aeiou"[part // 17]
    return found


def _card(number: int, words: list[str], people: list[Entry], chance: random.Random) -> Card:
    paragraphs = tuple(
        Paragraph(f"p{k}", str(k), (), "", " ".join(words[k * 80 : k * 80 + 80])) for k in range(-(-len(words) // 80))
    )
    named = tuple(chance.sample(people, 8))
    mentions = tuple(
        Mention("persons", one.key, one.name, "", "", f"p{k % len(paragraphs)}", "") for k, one in enumerate(named)
    )
    day = f"{1950 + number % 40}-{1 + number % 12:02}-{1 + number % 28:02}"
    title = f"Document {number} of {words[0]}"
    return Card(f"document-{number:06}", title, iso_date=day, entries=named, mentions=mentions, paragraphs=paragraphs)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ("10000", "800")))
