"""The seal on a document that only the machine has written: a checksum of the file in the file, at `application/@n`.

As long as it fits, nobody has touched the document, and a new parse may replace it. Once an editor has saved a change
it no longer fits, whatever editor was used and whoever forgot to sign.
"""

import hashlib

OPEN = "0" * 64
_FIELD = b'<application ident="tei-edition" version="'
_MARK = b' n="'


def close(data: bytes) -> bytes:
    """The document's bytes with its checksum in place of the open seal."""
    return data.replace(OPEN.encode(), hashlib.sha256(data).hexdigest().encode(), 1)


def is_intact(data: bytes) -> bool:
    """True where nothing but the machine has written these bytes."""
    start = data.find(_FIELD)
    at = data.find(_MARK, start) + len(_MARK)
    digest = data[at : at + 64]
    if start < 0 or at < len(_MARK) or len(digest) < 64:
        return False
    opened = data[:at] + OPEN.encode() + data[at + 64 :]
    return hashlib.sha256(opened).hexdigest().encode() == digest
