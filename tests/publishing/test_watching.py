"""A build after every save."""

from pathlib import Path

import pytest

from tei_edition.publishing.watching import is_part


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("documents/a.xml", True),
        ("sources/a.txt", True),
        ("edition.toml", True),
        ("authority/persons.xml", True),
        ("templates/html/base.html.j2", True),
        ("build/site/index.html", False),
        ("ids/a.tsv", False),
        ("documents/.machine/a.xml", False),
        ("documents/.#a.xml", False),
        ("documents/a.xml~", False),
        ("../other/documents/a.xml", False),
        ("documents", False),
    ],
)
def test_a_build_hears_of_what_it_is_made_of(tmp_path: Path, path: str, part: bool) -> None:
    assert is_part(tmp_path, str(tmp_path / path)) is part
