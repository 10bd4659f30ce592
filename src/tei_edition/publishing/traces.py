"""The authority has changed: which documents does that concern?

Those that would get another answer to something they asked of it, and those in whose text a form stands that is new.
Every question that any document asked is asked again once; every text is searched for the new forms. No other document
could come out in another way.
"""

import zlib
from collections.abc import Iterator

from tei_edition.entities.asked import SIZE, Asked, checksum, checksums
from tei_edition.entities.compiled import Authority
from tei_edition.entities.names import any_of
from tei_edition.publishing.jobs import Trace
from tei_edition.publishing.records import Records, remark


def trace_of(part: str, asked: Asked, texts: list[str]) -> Trace:
    """What a document took from the authority, for the ledger."""
    questions = asked.listed()
    text = zlib.compress("\n".join(texts).encode(), 1) if texts else b""
    return Trace(part, questions, checksums(asked, questions), text)


def compare(records: Records, authority: Authority, state: str, context: str = "") -> None:
    """Mark the documents that have to be made again with the authority as it is, all at once.

    Args:
        state: checksum of its files, to be remembered.
        context: which authority, where the records know of several.
    """
    base = records.base
    with base:
        base.execute("CREATE TEMP TABLE IF NOT EXISTS now(form TEXT PRIMARY KEY) WITHOUT ROWID")
        base.execute("DELETE FROM now")
        base.executemany("INSERT INTO now VALUES (?)", ((form,) for form in authority.forms()))
        for name, part in list(_concerned(records, authority, context)):
            changed = "inputs = '', root = ''" if part == "tei" else "inputs = ''"
            base.execute(f"UPDATE document SET {changed} WHERE name = ?", (name,))
        base.execute("DELETE FROM form WHERE context = ?", (context,))
        base.execute("INSERT INTO form SELECT ?, form FROM now", (context,))
        base.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (remark(context), state))


def _concerned(records: Records, authority: Authority, context: str) -> Iterator[tuple[str, str]]:
    """Documents and the part of them that is concerned."""
    base = records.base
    valid = {checksum(authority, question) for (question,) in base.execute("SELECT question FROM question")}
    known = "SELECT form FROM form WHERE context = ?"
    new = [form for (form,) in base.execute(f"SELECT form FROM now EXCEPT {known}", (context,))]
    holds = any_of(new)
    listed = "SELECT document, part, answers, text FROM trace WHERE context = ?"
    for name, part, answers, text in base.execute(listed, (context,)):
        asked = (answers[k : k + SIZE] for k in range(0, len(answers), SIZE))
        if not valid.issuperset(asked) or (text and holds(zlib.decompress(text).decode())):
            yield name, part
