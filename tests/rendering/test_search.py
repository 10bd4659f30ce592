"""How the search's index is cut into files and written."""

import json

from tei_edition.rendering.search import SHARD, Shard, cut, shard_file


def words(number: int) -> list[tuple[str, int, int]]:
    return [(f"word{k:05}", 1 + k % 7, k) for k in range(number)]


def test_every_word_is_in_one_file_and_no_file_is_too_large() -> None:
    rows = words(20_000)
    shards = list(cut(rows))
    found = [term for shard in shards for term, _, _ in rows if shard.first <= term <= shard.last]
    assert found == [term for term, _, _ in rows]
    sizes = [sum(len(t) + 8 + 3 * n for t, n, _ in rows if shard.first <= t <= shard.last) for shard in shards]
    assert len(shards) > 4 and max(sizes) <= SHARD and min(sizes[:-1]) > SHARD // 2


def test_a_word_more_leaves_the_files_of_all_other_words_as_they_were() -> None:
    rows = words(20_000)
    before = {shard[:2] for shard in cut(rows)}
    after = {shard[:2] for shard in cut(sorted([*rows, ("word04000a", 5, 1)]))}
    assert len(before - after) <= 2


def test_a_word_of_very_many_documents_has_a_file_of_its_own() -> None:
    shards = list(cut([("a", 2, 1), ("b", SHARD, 2), ("c", 2, 3)]))
    assert [(shard.last, shard.common) for shard in shards] == [("a", False), ("b", True), ("c", False)]


def test_no_word_at_all_is_one_empty_file() -> None:
    assert list(cut([])) == [Shard("", "", False, 0)]
    assert b"".join(shard_file(0, [])) == b'editionSearch.put("terms-000",{});\n'


def test_numbers_are_told_as_steps_and_counts_below_zero() -> None:
    told = b"".join(shard_file(3, [("tide", {7: [(9, 1)], 0: [(12, 3), (2, 1)]})])).decode()
    assert told.startswith("editionSearch.put(") and told.endswith(");\n")
    name, rows = json.loads(f"[{told[18:-3]}]")
    assert (name, rows) == ("terms-003", {"tide": [[0, 2, 10, -3], [7, 9]]})
