"""Files → the container of an e-book (EPUB 3.3, 4: Open Container Format), the same bytes from the same files."""

import io
import zipfile
from collections.abc import Mapping

from tei_edition.zipped import entry

MEDIA_TYPE = "application/epub+zip"
PACKAGE = "EPUB/package.opf"
_CONTAINER = f"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{PACKAGE}" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


def pack(files: Mapping[str, bytes]) -> bytes:
    """The container of some files: their media type first and as it stands, then the others by name.

    Args:
        files: by their names in the container; `PACKAGE` is one of them.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(entry("mimetype", zipfile.ZIP_STORED), MEDIA_TYPE)
        archive.writestr(entry("META-INF/container.xml"), _CONTAINER)
        for name in sorted(files):
            archive.writestr(entry(name), files[name])
    return made.getvalue()
