"""Addresses of paragraphs that have no identifier of their own.

The address is a checksum of the paragraph's own words: it stays the same when other paragraphs come or go, when the
paragraph moves, and whatever is tagged in it; it never leads to another paragraph. It changes when the source's words
are changed: an `xml:id` is for ever.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator

from tei_edition import tei
from tei_edition.tei import Element

# Identifiers on a page that begin so are the page's own: none of the file can be the same.
OWN = "page-"


def permalinks(root: Element) -> dict[Element, str]:
    """The address of each paragraph of a text that has no `xml:id`: `page-p-` and ten hexadecimal digits of the SHA-256
    of its words without white space; of those with the same words the second ends in `-2`."""
    count: Counter[str] = Counter()
    found = {}
    for paragraph in _without_id(root):
        words = "".join(tei.project(paragraph).split())
        if words:
            mark = hashlib.sha256(words.encode()).hexdigest()[:10]
            count[mark] += 1
            found[paragraph] = f"{OWN}p-{mark}" + (f"-{count[mark]}" if count[mark] > 1 else "")
    return found


def _without_id(root: Element) -> Iterator[Element]:
    for text in root.iter(tei.q("text")):
        if next(text.iterancestors(tei.q("text")), None) is not None:
            continue
        for paragraph in text.iter(tei.q("p"), tei.q("ab")):
            if paragraph.get(tei.XML_ID, OWN).startswith(OWN) and not _is_note(paragraph):
                yield paragraph


def _is_note(element: Element) -> bool:
    return next(element.iterancestors(tei.q("note")), None) is not None
