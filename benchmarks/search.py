"""What the search of a large edition costs: time to make its index, and what a reader's browser loads for one question.

`.venv/bin/python benchmarks/search.py 10000 800` makes documents of 800 words each from a made-up vocabulary with the
frequencies of a natural language (Zipf), writes nothing, and prints what it measured. It is one process.
"""

import random
import sys
import time
from bisect import bisect_right

from tei_edition.crosswalks.card import Card, Entry, Mention, Paragraph
from tei_edition.rendering import search


def main(documents: int, words: int) -> None:
    """Print the figures for so many documents of so many words."""
    chance = random.Random(1)
    vocabulary = [_word(k) for k in range(60_000)]
    weights = [1 / (k + 2.7) for k in range(len(vocabulary))]
    people = [Entry("persons", f"p{k}", f"{_word(k).title()} {_word(k + 7000).title()}", "") for k in range(5000)]
    held, sizes = [], []
    made = 0.0
    for number in range(documents):
        card = _card(number, chance.choices(vocabulary, weights, k=words), people, chance)
        start = time.process_time()
        held.append(search.document_terms(card))
        sizes.append(len(search.document_file(card, "")))
        made += time.process_time() - start
    start = time.process_time()
    files = dict(search.index_files(held))
    merged = time.process_time() - start
    starts = [name for name in sorted(files) if name.startswith("terms")]
    print(
        f"{documents} documents of {words} words: {made:.1f} s to read, {merged:.1f} s to merge; "
        f"index {sum(map(len, files.values())) / 1e6:.1f} MB in {len(files)} files, "
        f"index.js {len(files['index.js']) / 1e3:.0f} kB, largest file of words "
        f"{max(len(files[name]) for name in starts) / 1e3:.0f} kB, document {sum(sizes) / len(sizes) / 1e3:.0f} kB"
    )
    for question in ([9000], [300, 9000], [20, 300, 9000]):
        asked = [vocabulary[rank] for rank in question]
        shards = {_shard(files, starts, word) for word in asked}
        loaded = len(files["index.js"]) + sum(len(files[name]) for name in shards)
        loaded += len(files["names-000.js"]) * min(10, -(-documents // search.NAMES)) + 10 * max(sizes)
        print(f"  {len(asked)} word(s), ten results: at most {loaded / 1e3:.0f} kB in {len(shards) + 12} files")


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
