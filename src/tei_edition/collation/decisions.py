"""An editor's decisions about a collation: a TOML file that is applied at each run, and told when it no longer fits.

    [[align]]            # these words stand against one another
    A = "12 quick"
    B = "14 fast"

    [[part]]             # these do not
    A = "3 the"
    B = "3 the"

    [[join]]             # from here to there is one place of variation
    A = ["5 white", "7 black"]

    [[lemma]]            # here the reading of this witness is the lemma
    C = "20 dog"

A word is named by its number in its witness, from 1, and by itself, so that a changed witness is noticed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from tei_edition import resources
from tei_edition.collation.graph import VariantGraph, edge
from tei_edition.collation.witness import Witness
from tei_edition.errors import ConfigError, Finding

ACTS = ("align", "part", "join", "lemma")


@dataclass(frozen=True)
class Decision:
    """One decision.

    Attributes:
        act: one of `ACTS`.
        words: for each siglum the first and last word meant, each as number and word.
        line: its line in the file.
    """

    act: str
    words: tuple[tuple[str, tuple[int, str], tuple[int, str]], ...]
    line: int = 0


@dataclass(frozen=True)
class Decisions:
    """The decisions of one file, in its order."""

    listed: tuple[Decision, ...] = ()
    path: str = ""

    def of(self, act: str) -> list[Decision]:
        """Those of one kind."""
        return [decision for decision in self.listed if decision.act == act]


def load(path: Path) -> Decisions:
    """Read a file of decisions.

    Raises:
        ConfigError: it is not TOML, or a decision is not complete.
    """
    data = resources.load_toml(path)
    stray = sorted(set(data) - set(ACTS))
    if stray:
        raise ConfigError(f"unknown decision [[{stray[0]}]]", f"known are {', '.join(ACTS)}", path=path)
    lines = _lines(path)
    found: list[Decision] = []
    for act in ACTS:
        rows = data.get(act, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ConfigError(f"`{act}` is no list of decisions", f"write [[{act}]]", path=path)
        for number, row in enumerate(rows):
            line = lines[act][number] if number < len(lines[act]) else 0
            found.append(_decision(act, row, path, line))
    return Decisions(tuple(sorted(found, key=lambda decision: decision.line)), str(path))


def _lines(path: Path) -> dict[str, list[int]]:
    """The lines on which the decisions of each kind begin."""
    lines: dict[str, list[int]] = {act: [] for act in ACTS}
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        head = text.split("#")[0].replace(" ", "")
        if head.startswith("[[") and head.endswith("]]") and head[2:-2] in lines:
            lines[head[2:-2]].append(number)
    return lines


def _decision(act: str, row: dict[str, Any], path: Path, line: int) -> Decision:
    words = []
    for siglum, value in row.items():
        ends = [value, value] if isinstance(value, str) else value
        if not isinstance(ends, list) or len(ends) != 2:
            raise ConfigError(f"{siglum} names no word", 'write SIGLUM = "12 word"', path=path, line=line)
        words.append((siglum, _word(ends[0], path, line), _word(ends[1], path, line)))
    if not words or (act in ("align", "part") and len(words) < 2):
        raise ConfigError(f"[[{act}]] names too few words", "name a word of each witness", path=path, line=line)
    return Decision(act, tuple(words), line)


def _word(value: object, path: Path, line: int) -> tuple[int, str]:
    number, _, word = value.partition(" ") if isinstance(value, str) else ("", "", "")
    if not number.isdecimal() or len(number) > 9 or not word.strip():
        raise ConfigError(f"{value!r} is no word", 'write "12 word": its number and itself', path=path, line=line)
    return int(number) - 1, word.strip()


@dataclass
class Applied:
    """What the decisions come to.

    Attributes:
        together: pairs of vertices to join in one column.
        apart: pairs of vertices never to join.
        joined: for each witness number the tokens (first, last) that are one place.
        lemmas: (witness number, token) whose reading is the lemma.
        findings: decisions that no longer fit.
    """

    together: list[tuple[int, int, Decision]]
    apart: set[frozenset[int]]
    joined: list[tuple[int, int, int]]
    lemmas: list[tuple[int, int]]
    findings: list[Finding]


def apply(decisions: Decisions, graph: VariantGraph, witnesses: Sequence[Witness]) -> Applied:
    """Change the graph as the decisions say; columns are asked for with what comes back."""
    done = Applied([], set(), [], [], [])
    numbers = {witness.siglum: number for number, witness in enumerate(witnesses)}
    for decision in decisions.listed:
        places = _places(decision, numbers, witnesses, done, decisions.path)
        if places is None:
            continue
        match decision.act:
            case "part":
                vertices = [_own(graph, number, first) for number, first, _ in places]
                done.apart |= {frozenset((a, b)) for k, a in enumerate(vertices) for b in vertices[k + 1 :]}
            case "align":
                # Each word leaves what it was aligned with, but the first.
                anchor = graph.paths[places[0][0]][places[0][1]]
                for number, first, _ in places[1:]:
                    if graph.paths[number][first] != anchor:
                        done.together.append((anchor, _own(graph, number, first), decision))
            case "join":
                done.joined += places
            case "lemma":
                done.lemmas += [(number, first) for number, first, _ in places]
    return done


def _places(
    decision: Decision, numbers: dict[str, int], witnesses: Sequence[Witness], done: Applied, path: str
) -> list[tuple[int, int, int]] | None:
    """The words meant, as witness number and tokens; None and a finding where one is not there."""
    found = []
    for siglum, first, last in decision.words:
        if siglum not in numbers:
            done.findings.append(_unfit(path, decision, f"there is no witness {siglum}"))
            return None
        tokens = witnesses[numbers[siglum]].text
        for number, word in (first, last):
            stands = tokens[number].strip() if 0 <= number < len(tokens) else ""
            if stands != word:
                there = f"is “{stands}”" if stands else "does not exist"
                message = f"word {number + 1} of {siglum} {there}, not “{word}”"
                done.findings.append(_unfit(path, decision, message))
                return None
        if last[0] < first[0]:
            done.findings.append(_unfit(path, decision, f"the words of {siglum} stand in the other order"))
            return None
        found.append((numbers[siglum], first[0], last[0]))
    return found


def _unfit(path: str, decision: Decision, message: str) -> Finding:
    return Finding(path, decision.line, "decision-unfit", f"[[{decision.act}]] {message}", "decide again")


def cannot(path: str, decision: Decision) -> Finding:
    """The finding for words that cannot stand in one column."""
    return _unfit(path, decision, "these words cannot stand in one column without crossing others")


def _own(graph: VariantGraph, number: int, index: int) -> int:
    """The vertex of one token, made its own where other witnesses share it."""
    vertex = graph.paths[number][index]
    if sum(vertex in path for path in graph.paths) == 1:
        return vertex
    new = len(graph.words)
    graph.words.append(graph.words[vertex])
    graph.line.insert(graph.line.index(vertex) + 1, new)
    graph.paths[number][index] = new
    graph.edges = {edge(a, b) for path in graph.paths for a, b in pairwise(path)}
    return new
