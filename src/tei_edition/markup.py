"""XML as the characters of its file: how its markup is told from its text, and its bytes from its characters.

For documents that `tei.parse` has found to be well-formed (XML 1.0, 2.1 to 4.3.3; no DOCTYPE).
"""

import codecs
import re

# One piece of markup; what stands between two of them is text. To be compiled with re.DOTALL.
MARKUP = r"<[^!?>\"'][^>\"']*+(?:(?:\"[^\"]*+\"|'[^']*+')[^>\"']*+)*+>|<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>"
# One attribute in a tag: its name, and its value in quotes.
ATTRIBUTE = r"([^\s=\"'<>/]+)\s*+=\s*+(\"[^\"]*+\"|'[^']*+')"
CDATA = "<![CDATA["
# Characters that no XML can hold (XML 1.0, 2.2).
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def encoding(data: bytes) -> tuple[bytes, str]:
    """A file's byte order mark and the codec of its characters (XML 1.0, appendix F)."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return mark, name
    if data.startswith((b"<\x00", b"\x00<")):
        return b"", "utf-16-le" if data[0] else "utf-16-be"
    declared = _DECLARED.match(data)
    return b"", declared[1].decode() if declared else "utf-8"
