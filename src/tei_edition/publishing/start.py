"""Starts a new edition: the folders every edition has, and a commented `edition.toml`."""

from pathlib import Path

from tei_edition import resources, tei
from tei_edition.edition import FILE
from tei_edition.errors import EditionError

FOLDERS = ("sources", "documents", "authority", "witnesses")


def start_edition(folder: Path) -> list[Path]:
    """Make an edition in a folder; what is there already stays.

    Returns:
        What was made.

    Raises:
        EditionError: the folder cannot be made, or is a file.
    """
    if folder.is_file():
        raise EditionError("this is a file", "name a folder", path=folder)
    made = []
    for name in FOLDERS:
        path = folder / name
        if not path.is_dir():
            try:
                path.mkdir(parents=True)
            except OSError as error:
                raise EditionError(f"cannot be made ({error.strerror})", "check the folder", path=path) from None
            made.append(path)
    if not (folder / FILE).exists():
        template = resources.PACKAGE / "publishing" / "data" / FILE
        tei.write(folder / FILE, template.read_bytes())
        made.append(folder / FILE)
    return made
