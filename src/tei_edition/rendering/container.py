"""Files → the container of an e-book (EPUB 3.3, 4: Open Container Format), the same bytes from the same files."""

import io
import zipfile
from collections.abc import Mapping

MEDIA_TYPE = "application/epub+zip"
PACKAGE = "EPUB/package.opf"
_CONTAINER = f"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{PACKAGE}" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
# The first day that an archive can tell: no file has another.
_DAY = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o100644 << 16


def pack(files: Mapping[str, bytes]) -> bytes:
    """The container of some files: their media type first and as it stands, then the others by name.

    Args:
        files: by their names in the container; `PACKAGE` is one of them.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        _add(archive, "mimetype", MEDIA_TYPE.encode(), zipfile.ZIP_STORED)
        _add(archive, "META-INF/container.xml", _CONTAINER.encode(), zipfile.ZIP_DEFLATED)
        for name in sorted(files):
            _add(archive, name, files[name], zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes, how: int) -> None:
    entry = zipfile.ZipInfo(name, _DAY)
    entry.create_system, entry.external_attr = _UNIX, _READABLE
    archive.writestr(entry, data, how)
