"""The authority has changed: which documents does that concern?

Those that would get another answer to something they asked of it, and those in whose text a form stands that is new.
Every question that any document asked is asked again once; every text is searched for the new forms. No other document
could come out in another way.
"""

import zlib
from collections.abc import Iterator

from tei_edition.entities.asked import SIZE, checksum
from tei_edition.entities.compiled import Authority, load_authority
from tei_edition.entities.names import any_of
from tei_edition.publishing.jobs import Plan
from tei_edition.publishing.ledger import Ledger


def compare(plan: Plan, ledger: Ledger) -> None:
    """Mark the documents in the ledger that have to be made again with the authority as it is, all at once.

    Raises:
        EditionError: the authority's files are wrong.
    """
    folder = plan.edition.subfolder("authority")
    authority = load_authority((folder,) if folder else ())
    base = ledger.base
    with base:
        base.execute("CREATE TEMP TABLE IF NOT EXISTS now(form TEXT PRIMARY KEY) WITHOUT ROWID")
        base.execute("DELETE FROM now")
        base.executemany("INSERT INTO now VALUES (?)", ((form,) for form in authority.forms()))
        for name, part in list(_concerned(ledger, authority)):
            changed = "inputs = '', root = ''" if part == "tei" else "inputs = ''"
            base.execute(f"UPDATE document SET {changed} WHERE name = ?", (name,))
        base.execute("DELETE FROM form")
        base.execute("INSERT INTO form SELECT form FROM now")
        base.execute("INSERT OR REPLACE INTO meta VALUES ('authority', ?)", (plan.authority,))


def _concerned(ledger: Ledger, authority: Authority) -> Iterator[tuple[str, str]]:
    """Documents and the part of them that is concerned."""
    base = ledger.base
    valid = {checksum(authority, question) for (question,) in base.execute("SELECT question FROM question")}
    new = [form for (form,) in base.execute("SELECT form FROM now EXCEPT SELECT form FROM form")]
    holds = any_of(new)
    for name, part, answers, text in base.execute("SELECT document, part, answers, text FROM trace"):
        asked = (answers[k : k + SIZE] for k in range(0, len(answers), SIZE))
        if not valid.issuperset(asked) or (text and holds(zlib.decompress(text).decode())):
            yield name, part


__all__ = ["compare"]
