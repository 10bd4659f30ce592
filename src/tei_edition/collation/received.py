"""A TEI apparatus → the text of each of its witnesses, whoever made it (Guidelines 13.2: three ways to link).

- Parallel segmentation: of each `app` in the text a witness has the `rdg` or `lem` that names it. Where none does, it
  has the lemma if that names nobody (a negative apparatus), and else nothing.
- Double end-point: `app/@from` and `@to` point into the base text.
- Location-referenced: `app/@loc` names words (`w.12-14`, as this toolkit writes it) or the `n` of an element in
  which the lemma stands.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tei_edition import tei
from tei_edition.collation.normalising import settings
from tei_edition.collation.tei_text import BLOCKS, is_read, is_word
from tei_edition.collation.witness import tokens
from tei_edition.errors import Finding, TeiError
from tei_edition.tei import Element

_SKIPPED = frozenset(
    """teiHeader standOff witDetail wit interpGrp interp listRelation certainty desc fw listApp lacunaStart
    lacunaEnd figDesc""".split()
)
# What parts blocks, such as paragraphs, in a text taken out of an apparatus.
_BREAK = "\n\n"
_WORDS = re.compile(r"w\.(\d{1,9})(?:-(\d{1,9}))?(\+)?")


def counted(loc: str) -> tuple[int, int] | None:
    """The words that an `app/@loc` such as `w.12-14` names, from 0 and half-open; None where it counts no words."""
    words = _WORDS.fullmatch(loc)
    if words is None:
        return None
    first, last = int(words[1]), int(words[2] or words[1])
    return (first, first) if words[3] else (first - 1, last)


def base_words(root: Element, tables: Mapping[str, Any]) -> list[str]:
    """The words of the base text in the order in which `app/@loc` counts them.

    Args:
        root: the document.
        tables: what of the text is read, as in `tei_text.read_text`.
    """
    base = _Base(_read_as(tables), [], "")
    base.read(next(root.iter(tei.q("text")), root))
    return [word.strip() for word in tokens("".join(base.parts))]


def read_apparatus(
    root: Element, path: object = "", tables: Mapping[str, Any] | None = None
) -> tuple[dict[str, str], list[Finding]]:
    """The text of each witness, by its siglum, and what is odd in the apparatus.

    Args:
        root: the document.
        path: its name in messages.
        tables: what of the text is read, as in `tei_text.read_text`; default: the toolkit's.

    Raises:
        TeiError: the apparatus names no witness, or no text goes with it.
    """
    findings: list[Finding] = []
    names = _sigla(root, str(path), findings)
    read = _read_as(tables or settings()["tei"])
    names.chosen, names.ignored = read.chosen, read.ignored
    if not names.sigla:
        raise TeiError("the apparatus names no witness", "write @wit on its readings", path=path)
    apps = list(root.iter(tei.q("app")))
    linked = [app for app in apps if app.get("from") or app.get("loc")]
    scope = next(root.iter(tei.q("text")), root)
    if linked:
        base = _Base(names, findings, str(path))
        base.read(scope)
        return base.texts(linked), findings
    texts = {siglum: _folded("".join(_followed(scope, siglum, names))) for siglum in names.sigla}
    return texts, findings


@dataclass
class _Names:
    """The witnesses of an apparatus: their sigla, what each pointer stands for, and what of the text is read."""

    sigla: list[str] = field(default_factory=list)
    of: dict[str, list[str]] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()

    def reads(self, element: Element) -> bool:
        """Whether an element is part of the text."""
        return is_read(element, self.chosen, self.ignored)

    def named(self, reading: Element) -> list[str]:
        """The sigla that a reading names."""
        return [siglum for pointer in (reading.get("wit") or "").split() for siglum in self.of.get(_bare(pointer), ())]


def _read_as(tables: Mapping[str, Any]) -> _Names:
    return _Names(chosen=frozenset(tables["choice"]), ignored=_SKIPPED.union(tables["ignore"]))


def _bare(pointer: str) -> str:
    return pointer.rpartition("#")[2]


def _sigla(root: Element, path: str, findings: list[Finding]) -> _Names:
    """The witnesses that `listWit` lists, then those that only readings name."""
    names = _Names()
    for witness in root.iter(tei.q("witness")):
        key = witness.get(tei.XML_ID) or witness.get("n")
        if not key:
            continue
        siglum = witness.get("n") or key
        for name in {key, siglum}:
            names.of[name] = [siglum]
        names.sigla.append(siglum)
        for group in witness.iterancestors(tei.q("listWit"), tei.q("witness")):
            if group.get(tei.XML_ID):
                names.of.setdefault(str(group.get(tei.XML_ID)), []).append(siglum)
    names.sigla = list(dict.fromkeys(names.sigla))
    listed = bool(names.sigla)
    unknown: dict[str, int] = {}
    for reading in root.iter(tei.q("lem"), tei.q("rdg")):
        for pointer in (reading.get("wit") or "").split():
            if _bare(pointer) not in names.of and _bare(pointer):
                unknown.setdefault(_bare(pointer), reading.sourceline or 0)
    for key in list(unknown):
        # The first hand of a witness, and what is only apparently so, are that witness.
        stem = key.removesuffix("*").removesuffix("vid")
        if stem in names.of:
            names.of[key] = names.of[stem]
            del unknown[key]
    for key, line in unknown.items():
        names.of[key] = [key]
        names.sigla.append(key)
        if listed:
            message = f"the witness {key} is not in listWit"
            findings.append(Finding(path, line, "witness-undeclared", message, "add it there"))
    if unknown and not listed:
        message = "there is no listWit; the witnesses are those that readings name"
        findings.append(Finding(path, 0, "witness-list-missing", message, "add a listWit to sourceDesc"))
    return names


def _readings(app: Element) -> Iterator[Element]:
    """The readings of one place, those in groups too, not those of places inside them."""
    for child in app:
        if tei.name(child) in ("lem", "rdg"):
            yield child
        elif tei.name(child) == "rdgGrp":
            yield from _readings(child)


def _reading(app: Element, siglum: str, names: _Names) -> Element | None:
    """The reading a witness has in one place; None where it has none."""
    lemma = None
    for reading in _readings(app):
        if siglum in names.named(reading):
            return reading
        if tei.name(reading) == "lem" and not reading.get("wit"):
            lemma = reading
    return lemma


def _followed(element: Element, siglum: str, names: _Names) -> Iterator[str]:
    """The text of an element as one witness has it."""
    name = tei.name(element)
    if not names.reads(element):
        return
    if name == "app":
        chosen = _reading(element, siglum, names)
        if chosen is not None:
            yield from _inside(chosen, siglum, names)
        return
    if name in BLOCKS and element.get("break") != "no":
        yield _BREAK
    if is_word(element):
        yield " "
    yield from _inside(element, siglum, names)
    if name in BLOCKS and element.get("break") != "no":
        yield _BREAK
    if is_word(element):
        yield " "


def _inside(element: Element, siglum: str, names: _Names) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield from _followed(child, siglum, names)
        yield child.tail or ""


class _Base:
    """A base text, where its marks stand, and the readings that replace stretches of it."""

    def __init__(self, names: _Names, findings: list[Finding], path: str) -> None:
        self.names, self.findings, self.path = names, findings, path
        self.parts: list[str] = []
        self.size = 0
        self.starts: dict[str, int] = {}
        self.ends: dict[str, int] = {}
        self.numbered: dict[str, tuple[int, int]] = {}

    def read(self, element: Element) -> None:
        """Take in the text of an element; the apparatus itself is no part of it."""
        name = tei.name(element)
        if not self.names.reads(element) or name == "app":
            return
        block = name in BLOCKS and element.get("break") != "no"
        if block:
            self._add(_BREAK)
        word = is_word(element)
        self._add(" " if word else "")
        start, key, number = self.size, element.get(tei.XML_ID), element.get("n")
        self._add(element.text)
        for child in element:
            self.read(child)
            self._add(child.tail)
        if key:
            self.starts[key], self.ends[key] = start, self.size
        if number:
            self.numbered.setdefault(number, (start, self.size))
        self._add(_BREAK if block else " " if word else "")

    def _add(self, text: str | None) -> None:
        if text:
            self.parts.append(text)
            self.size += len(text)

    def texts(self, apps: list[Element]) -> dict[str, str]:
        """The text of each witness: the base with its readings instead of the lemmas."""
        text = "".join(self.parts)
        spans = _spans(text)
        places = []
        for app in apps:
            place = self._located(app, text, spans)
            if place is not None:
                places.append((*place, app))
        places.sort(key=lambda row: (row[0], row[1]))
        return {siglum: self._text(siglum, text, places) for siglum in self.names.sigla}

    def _text(self, siglum: str, text: str, places: list[tuple[int, int, Element]]) -> str:
        out: list[str] = []
        at = 0
        for start, stop, app in places:
            chosen = _reading(app, siglum, self.names)
            named = chosen is not None and siglum in self.names.named(chosen)
            if chosen is None or not named or tei.name(chosen) == "lem" or start < at:
                continue
            words = "".join(_inside(chosen, siglum, self.names)).strip()
            _append(out, text[at:start])
            _append(out, words)
            at = stop
        _append(out, text[at:])
        return _folded("".join(out))

    def _located(self, app: Element, text: str, spans: list[tuple[int, int]]) -> tuple[int, int] | None:
        """Where in the base text an `app` belongs; None and a finding where that cannot be told."""
        if app.get("from"):
            start, end = _bare(str(app.get("from"))), _bare(app.get("to") or str(app.get("from")))
            if start in self.starts and end in self.ends and self.starts[start] <= self.ends[end]:
                return self.starts[start], self.ends[end]
            self._lost(app, f"it points to #{start} and #{end}, which are not in the base text")
            return None
        loc = str(app.get("loc"))
        words = counted(loc)
        if words is None:
            return self._searched(app, loc, text)
        first, last = words
        if first == last <= len(spans):
            at = spans[first - 1][1] if first else 0
            return at, at
        if 0 <= first < last <= len(spans):
            return spans[first][0], spans[last - 1][1]
        self._lost(app, f"its loc {loc} is outside the base text")
        return None

    def _searched(self, app: Element, loc: str, text: str) -> tuple[int, int] | None:
        start, stop = self.numbered.get(loc, (0, 0))
        lemma = next((child for child in app if tei.name(child) == "lem"), None)
        wanted = [word.strip() for word in tokens("".join(map(str, lemma.itertext())))] if lemma is not None else []
        found = [(start + a, start + b) for a, b in _spans(text[start:stop])]
        for k in range(len(found) - len(wanted) + 1) if wanted else ():
            if all(text[a:b] == word for (a, b), word in zip(found[k:], wanted, strict=False)):
                return found[k][0], found[k + len(wanted) - 1][1]
        self._lost(app, f"its lemma does not stand in {loc}")
        return None

    def _lost(self, app: Element, message: str) -> None:
        self.findings.append(
            Finding(self.path, app.sourceline or 0, "apparatus-unanchored", message, "correct the pointer")
        )


def _folded(text: str) -> str:
    """The text with an empty line between blocks and single spaces elsewhere."""
    return re.sub(r"\s+", lambda run: _BREAK if _BREAK in run[0] else " ", text).strip()


def _append(out: list[str], text: str) -> None:
    """Add text that replaces other text: a space goes between where it needs one."""
    if text:
        if out and not _is_tight(out[-1][-1], text[0]):
            out.append(" ")
        out.append(text)


def _is_tight(before: str, behind: str) -> bool:
    """True where two characters need no space between them."""
    return before.isspace() or behind.isspace() or (before.isalnum() and behind in ",.;:!?)]}’”»…")


def _spans(text: str) -> list[tuple[int, int]]:
    """The span of each token (half-open)."""
    spans = []
    at = len(text) - len(text.lstrip())
    for token in tokens(text):
        spans.append((at, at + len(token.rstrip())))
        at += len(token)
    return spans
