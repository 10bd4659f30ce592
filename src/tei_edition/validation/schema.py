"""RELAX NG (ISO/IEC 19757-2) with messages that editors can use: what is wrong, where, and what may stand there.

The toolkit's schema is tried with libxml2 first, which is fastest for a sound document. What that refuses, and any
other schema, is read by `faults`: it tells each cause once, and its verdict is that of jing.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from tei_edition import resources, tei
from tei_edition.errors import ConfigError, Finding
from tei_edition.validation.document import Document

if TYPE_CHECKING:
    from tei_edition.validation.grammar import Grammar


@cache
def own_schema() -> Path:
    """The toolkit's schema."""
    return resources.folder("schema") / "tei-edition.rng"


@cache
def compiled(path: Path) -> etree.RelaxNG:
    """A schema compiled by libxml2, once for each process.

    Raises:
        ConfigError: the file is missing or no RELAX NG schema.
    """
    if not path.is_file():
        raise ConfigError("there is no such schema", "check the name", path=path)
    try:
        return etree.RelaxNG(etree.parse(str(path), tei.parser()))
    except (etree.RelaxNGParseError, etree.XMLSyntaxError) as error:
        raise ConfigError(f"this is no RELAX NG schema ({error})", "give a .rng file", path=path) from None


@cache
def grammar(path: Path) -> "Grammar":
    """A schema that can tell what it expects, read once for each process.

    Raises:
        ConfigError: the file is missing or no RELAX NG schema.
    """
    from tei_edition.validation.grammar import Grammar

    return Grammar(path)


def check_schema(document: Document, schema: Path) -> Iterator[Finding]:
    """What a schema has against a document, each cause once, in document order."""
    is_own = schema == own_schema()
    if is_own and compiled(schema).validate(document.root):
        return
    # Loaded only for what libxml2 has refused, or cannot be asked: the commonest document needs none of it.
    from tei_edition.validation.embedded import check_embedded
    from tei_edition.validation.faults import find_faults
    from tei_edition.validation.telling import told

    known = grammar(schema)
    try:
        faults = find_faults(known, document.root)
    except RecursionError:
        raise ConfigError("this schema is nested too deep", "simplify it", path=schema) from None
    for fault in faults:
        yield told(document, known, fault)
    if not is_own:
        yield from check_embedded(document, schema)
