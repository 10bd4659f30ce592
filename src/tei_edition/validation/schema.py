"""RELAX NG (ISO/IEC 19757-2) with messages that editors can use: what is wrong, where, and what may stand there.

A document is looked through by `verdict`, which is fastest for a sound one. What that is not sure of is read by
`faults`: it tells each cause once. The verdict of both is that of jing.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tei_edition import resources, tei
from tei_edition.errors import ConfigError, Finding
from tei_edition.validation.document import Document
from tei_edition.validation.grammar import Grammar
from tei_edition.validation.verdict import Verdicts


@cache
def own_schema() -> Path:
    """The toolkit's schema."""
    return resources.folder("schema") / "tei-edition.rng"


@cache
def verdicts(path: Path) -> Verdicts:
    """A schema, read once for each process.

    Raises:
        ConfigError: the file is missing or no RELAX NG schema.
    """
    return Verdicts(Grammar(path))


def conforms(root: tei.Element) -> bool:
    """True for a document that the toolkit's schema accepts."""
    known = verdicts(own_schema())
    if known.is_sure(root):
        return True
    from tei_edition.validation.faults import find_faults

    return not find_faults(known.grammar, root)


def check_schema(document: Document, schema: Path) -> Iterator[Finding]:
    """What a schema has against a document, each cause once, in document order."""
    try:
        known = verdicts(schema)
        if not known.is_sure(document.root, document.attributes.__getitem__):
            # Loaded only where something may be wrong: the commonest document needs none of it.
            from tei_edition.validation.faults import find_faults
            from tei_edition.validation.telling import told

            for fault in find_faults(known.grammar, document.root):
                yield told(document, known.grammar, fault)
    except RecursionError:
        raise ConfigError("this schema is nested too deep", "simplify it", path=schema) from None
    if schema != own_schema():
        from tei_edition.validation.embedded import check_embedded

        yield from check_embedded(document, schema)
