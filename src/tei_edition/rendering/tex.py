"""Text → TeX that sets these characters and does nothing else.

Each character that TeX could take for a command, for the beginning or end of a group or comment, for a parameter, or
for a part of `^^5c` becomes the command that prints it (The TeXbook, chapters 7 and 8; LaTeX in its TU encoding).
Characters that may not stand in a TeX file become their number in brackets. Neighbours that fonts would draw together,
such as two hyphens, are kept apart.
"""

import re
from urllib.parse import quote

from lxml import etree

from tei_edition.tei import Element

_COMMANDS = {
    "\\": "\\textbackslash{}",
    "{": "\\{",
    "}": "\\}",
    "#": "\\#",
    "$": "\\$",
    "%": "\\%",
    "&": "\\&",
    "_": "\\_",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "\u00a0": "~",
    "\u00ad": "\\-",
    "\u200b": "\\hspace{0pt}",
}
_LAYOUT = re.compile("[ \t\r\n\u2028\u2029]+")
# Everything that is not to be seen, or that turns what is written around.
_SPECIAL = re.compile(
    "[\\\\{}#$%&_~^\x00-\x1f\x7f-\xa0\xad\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff]"
)
_DRAWN_TOGETHER = re.compile("(?<=[-`',<>])(?=[-`',<>])|(?<=[?!])(?=`)")
# What a line of TeX is made of: it may be broken behind each of these.
_UNIT = r"\\[A-Za-z]{1,40}(?:\{\})?|\\.|[^\\]"
_WIDTH = 100
_LONGEST = 2000
_CHUNKS = re.compile(rf"(?:{_UNIT}){{{_LONGEST}}}", re.S)


class Tex(str):
    """Text that is TeX already."""


def tex(words: object) -> str:
    """Plain text as TeX; what is `Tex` stays as it is."""
    if isinstance(words, Tex):
        return words
    text = _DRAWN_TOGETHER.sub("\0", _LAYOUT.sub(" ", str(words).replace("\0", "\ufffd")))
    return Tex(_SPECIAL.sub(_command, text))


def _command(found: re.Match[str]) -> str:
    character = found[0]
    if character == "\0":
        return "\\teiapart{}"
    number = ord(character)
    if character in _COMMANDS:
        return _COMMANDS[character]
    return f'\\char"{number:X}{{}}' if 0x2000 <= number <= 0x206F else f"[U+{number:04X}]"


def escape(root: Element) -> None:
    """Turn every text and attribute of a tree into TeX, in place."""
    last = ""
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            for name, value in element.attrib.items():
                element.set(name, tex(value))
            element.text, last = _after(last, element.text)
        else:
            element.tail, last = _after(last, element.tail)


def _after(last: str, words: str | None) -> tuple[str | None, str]:
    """A run of text as TeX, kept apart from the character before it."""
    if not words:
        return words, last
    apart = "\\teiapart{}" if _DRAWN_TOGETHER.search(last + words[0]) else ""
    return apart + tex(words), words[-1]


def address(url: str) -> str:
    """An address as the argument of hyperref's `\\href`."""
    safe = quote(url, safe="/:?#@!$&'()*+,;=%", encoding="utf-8").replace("--", "-%2D")
    return Tex(re.sub("[#%&$_]", r"\\\g<0>", safe.replace("~", "%7E")))


def lines(source: str) -> str:
    """TeX in lines of about 100 characters, broken at spaces: TeX reads no line of more than some 200,000."""
    return "\n".join(map(_folded, source.split("\n")))


def _folded(line: str) -> str:
    if len(line) <= _WIDTH:
        return line
    rows: list[str] = []
    row: list[str] = []
    size = 0
    for word in line.strip(" ").split(" "):
        if row and word and row[-1] and size + len(word) >= _WIDTH:
            rows.append(" ".join(row))
            row, size = [], 0
        row.append(word)
        size += len(word) + 1
    rows.append(" ".join(row))
    # Behind a percent sign the end of a line is no space.
    return "\n".join(_CHUNKS.sub(lambda chunk: f"{chunk[0]}%\n", one) if len(one) > _LONGEST else one for one in rows)
