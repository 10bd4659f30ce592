"""One ODD → everything that is made from it: RELAX NG, Schematron, the table of its rules, the page of documentation.

An ODD ("one document does it all") is a TEI document whose specifications define a schema: TEI Guidelines, chapter 22.
The stylesheets in `xslt/odd/` read the part of that chapter which our ODD uses and stop at anything else, so that
nothing vanishes from a schema unseen.
"""

from lxml import etree

from tei_edition import tei
from tei_edition.errors import TeiError
from tei_edition.tei import Element

# Stylesheet → whether its result is XML, which is laid out, or text.
PRODUCTS = {"rng": True, "sch": True, "rules": False, "page": False}


def product(odd: Element, name: str, path: object = "") -> bytes:
    """What one stylesheet makes of an ODD.

    Args:
        odd: the root of the ODD.
        name: `rng`, `sch`, `rules` (TOML) or `page` (Markdown).
        path: the file's name for messages.

    Returns:
        The file's bytes; the same ODD gives the same.

    Raises:
        TeiError: this is no ODD, or it says what the stylesheet cannot turn into a schema.
    """
    tei.check_root(odd, path)
    if tei.one(odd, ".//t:schemaSpec") is None:
        raise TeiError("this TEI defines no schema: there is no <schemaSpec> in it", "give an ODD", path=path)
    try:
        result = tei.transform(odd, f"odd/{name}")
    except etree.XSLTApplyError as error:
        raise TeiError(f"the schema cannot be made: {error}", "change the specification", path=path) from None
    if not PRODUCTS[name]:
        return str(result).encode()
    root = result.getroot()
    etree.indent(root, "  ")
    return tei.serialize(root)
