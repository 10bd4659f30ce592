"""Entries of ZIP archives that are the same bytes on every machine and every day."""

import zipfile

# The first day that a ZIP can tell: no file has another.
_DAY = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o100644 << 16


def entry(name: str, how: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """What an archive says of a file besides its bytes.

    Args:
        name: its path in the archive.
        how: how it is compressed, as `zipfile` has it.
    """
    info = zipfile.ZipInfo(name, _DAY)
    info.compress_type, info.create_system, info.external_attr = how, _UNIX, _READABLE
    return info
