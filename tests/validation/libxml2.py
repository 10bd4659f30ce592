"""A schema as libxml2 runs it: a second opinion."""

from functools import cache
from pathlib import Path

from lxml import etree


@cache
def compiled(path: Path) -> etree.RelaxNG:
    """A RELAX NG schema compiled by libxml2, once for each process."""
    return etree.RelaxNG(etree.parse(path))
