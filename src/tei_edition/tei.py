"""The only place that reads or writes XML: safe parser, names, text projection, stylesheets, atomic writing.

TEI is untrusted input. A document type declaration is refused (no entities, no external files), XInclude is never
run, stylesheets run with every file and network access denied (lxml FAQ; libxslt `xsltSecurityPrefs`).
"""

import copy
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

from lxml import etree
from lxml.builder import ElementMaker

from tei_edition import resources
from tei_edition.errors import EditionError, OutputError, RenderError, TeiError

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"
XML_ID = f"{{{XML}}}id"
XML_LANG = f"{{{XML}}}lang"
NAMES = {"t": TEI}

E = ElementMaker(namespace=TEI, nsmap={None: TEI})

Element = etree._Element

# What stands in the header where a translation does not say whose it is.
NO_TRANSLATOR = "translator not named"

# Elements that hold elements only: white space between their children is layout, ours to write.
CONTAINERS = frozenset(
    """TEI teiHeader fileDesc titleStmt editionStmt publicationStmt availability seriesStmt notesStmt sourceDesc bibl
    biblFull msDesc msIdentifier msContents msItem physDesc history encodingDesc editorialDecl correction normalization
    quotation segmentation interpretation stdVals hyphenation projectDesc tagsDecl namespace refsDecl citeStructure
    listPrefixDef classDecl taxonomy category appInfo application profileDesc creation langUsage textClass particDesc
    settingDesc setting revisionDesc standOff listPerson listPlace listOrg listEvent listRelation person place org event
    respStmt facsimile surfaceGrp surface text front body back opener closer group div sp list table row listWit listApp
    state location""".split()
)


def name(element: Element) -> str:
    """The element's name without namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def tokens(value: str) -> list[str]:
    """The words of an attribute's value, parted by white space as XML has it: a no-break space is a character."""
    return value.split() if value.isascii() else _TOKEN.findall(value)


def is_space(text: str) -> bool:
    """Whether a text is empty or all white space as XML has it: space, tab, carriage return, line feed."""
    return not text.strip(" \t\r\n")


_TOKEN = re.compile(r"[^ \t\r\n]+")


@cache
def _may_stand(character: str, *, first: bool) -> bool:
    """Whether an ID may hold a character, or begin with it: expat knows the letters of the fourth edition."""
    if character.isascii():
        return character == "_" or character.isalpha() or (not first and (character.isdigit() or character in "-."))
    # Loaded only where a name has other letters than those of ASCII.
    from xml.parsers import expat

    try:
        expat.ParserCreate("utf-8").Parse(f"<{'' if first else '_'}{character}/>".encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return False
    return True


def stray_in_id(value: str) -> str:
    """The first character that no xml:id may hold, or begin with; empty for an id.

    RELAX NG's ID is a name of XML 1.0 in its fourth edition (appendix B), of letters that Unicode 2.0 had: ș (U+0219)
    is none of them. The colon, which parts a prefix from a name, is none either.
    """
    return next((c for k, c in enumerate(value) if not _may_stand(c, first=not k)), "")


def as_id(words: str) -> str:
    """The id that is nearest to some words: a letter without its marks for one that no id may hold (ș → s), its number
    where it is no marked letter, an underscore for anything else."""
    found = "".join(map(_fold, words))
    return found if found and _may_stand(found[0], first=True) else f"_{found}"


@cache
def _fold(character: str) -> str:
    if _may_stand(character, first=False):
        return character
    letters = [c for c in unicodedata.normalize("NFKD", character) if c.isalnum() and _may_stand(c, first=False)]
    return "".join(letters) or (f"U{ord(character):04X}" if character.isalnum() else "_")


def q(local: str) -> str:
    """A TEI name in Clark notation."""
    return f"{{{TEI}}}{local}"


def parser() -> etree.XMLParser:
    """A parser that fetches nothing and expands nothing from outside; its default limits stop entity bombs.

    Identifiers are not collected: one that stands twice is a finding with a line, not the end of the reading.
    """
    return etree.XMLParser(no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, collect_ids=False)


# Making a parser takes as long as reading a short document.
_reader = cache(parser)


def parse(data: bytes, path: object = "-") -> Element:
    """Parse one XML document.

    Args:
        data: the file's bytes.
        path: the name to use in messages.

    Returns:
        The root element; `sourceline` of every element is its line in the file.

    Raises:
        TeiError: not well-formed, or it has a document type declaration.
    """
    if not data.strip():
        raise TeiError("the file is empty", "give a TEI document", path=path)
    _check_encoding(data, path)
    # Without NULs, so that UTF-16 hides nothing.
    if re.search(rb"<!DOCTYPE", data[:131072].replace(b"\x00", b""), re.IGNORECASE):
        raise _doctype(data, path)
    try:
        root = etree.fromstring(data, _reader())
    except etree.XMLSyntaxError as error:
        line, column = error.position
        if error.code == etree.ErrorTypes.ERR_DOCUMENT_EMPTY:
            message = "not well-formed XML: this does not begin with a tag"
            remedy = "give a TEI document: `tei-edition parse` makes one of a text"
            raise TeiError(message, remedy, path=path, line=line or 1, column=column) from None
        words = " ".join(str(error.msg).split())
        raise TeiError(
            f"not well-formed XML: {words}", "correct the markup there", path=path, line=line or 1, column=column
        ) from None
    except ValueError as error:
        raise TeiError(f"not XML: {error}", "give a TEI document", path=path) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype(data, path)
    if data.count(b"=") > _MOST_ATTRIBUTES and _CROWDED(root):
        message = f"an element has more than {_MOST_ATTRIBUTES} attributes"
        raise TeiError(message, "give a TEI document", path=path)
    return root


def parse_tei(data: bytes, path: object = "-") -> Element:
    """Parse one document of TEI, or a part of one; see `parse`.

    Raises:
        TeiError: what `parse` says, or the root is no element of TEI.
    """
    root = parse(data, path)
    check_root(root, path)
    return root


def check_root(root: Element, path: object) -> None:
    """Say so where XML is none of ours: nothing would be found in it, and nothing is made of it.

    Raises:
        TeiError: the root is no element of TEI.
    """
    if not str(root.tag).startswith(f"{{{TEI}}}"):
        message = f"this is no TEI: its root <{name(root)}> is not in the TEI namespace"
        is_ours = root.tag in ("TEI", "teiCorpus", "TEI.2")
        remedy = f'write xmlns="{TEI}" into its tag' if is_ours else "give a TEI document"
        raise TeiError(message, remedy, path=path, line=root.sourceline or 1)


# Reading the attributes of one element takes time by the square of their number.
_MOST_ATTRIBUTES = 1000
_CROWDED = etree.XPath(f"boolean(//*/@*[{_MOST_ATTRIBUTES + 1}])")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._-]{1,40})")
_ASCII = bytes(range(32, 127))


def _check_encoding(data: bytes, path: object) -> None:
    """Refuse encodings in which a character of markup may be written in another way than in ASCII, such as UTF-7.

    Raises:
        TeiError: the declared encoding is one of them, or unknown.
    """
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    name = declared[1].decode() if declared else "UTF-8"
    if name.upper().startswith(("UTF-16", "UCS-2", "ISO-10646-UCS-2")):
        return
    try:
        is_plain = _ASCII.decode(name) == _ASCII.decode("ascii") and name.lower().strip("-_") not in _SHIFTING
    except (LookupError, UnicodeError):
        is_plain = False
    if not is_plain:
        raise TeiError(f"the encoding {name!r} is not read", "save the file as UTF-8", path=path, line=1)


_SHIFTING = frozenset(("hz", "hz-gb-2312", "hz-gb", "utf7", "utf-7"))


def _doctype(data: bytes, path: object) -> TeiError:
    plain = data.replace(b"\x00", b"")
    lines = plain[: max(plain.upper().find(b"<!DOCTYPE"), 0)].split(b"\n")
    column = len(lines[-1].decode("utf-8", "replace").lstrip("\ufeff\ufffd")) + 1
    message, remedy = "the file has a DOCTYPE, which could pull in other files", "delete the <!DOCTYPE …> line"
    return TeiError(message, remedy, path=path, line=len(lines), column=column)


def read(path: Path) -> Element:
    """Read one XML file from disk; see `parse`.

    Raises:
        TeiError: the file cannot be read, is not well-formed, or has a document type declaration.
    """
    return parse(read_bytes(path), path)


def read_bytes(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        EditionError: missing, a folder, or not readable.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise EditionError("there is no such file", "check the name", path=path) from None
    except IsADirectoryError:
        raise EditionError("this is a folder, not a file", "name a file in it", path=path) from None
    except OSError as error:
        raise EditionError(f"cannot be read ({error.strerror})", "check its permissions", path=path) from None
    except ValueError:
        raise EditionError(f"{str(path)!r} is no name of a file", "check the name") from None


def serialize(root: Element) -> bytes:
    """The document as UTF-8 bytes with declaration and final newline; the same tree gives the same bytes.

    Comments and processing instructions around the root are kept.
    """
    body = etree.tostring(root.getroottree(), encoding="UTF-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def fragment(element: Element) -> str:
    """One element as text that `parse` reads back, what follows it left out."""
    return etree.tostring(element, encoding="unicode", with_tail=False)


def indent(element: Element, level: int = 0) -> None:
    """Lay out `element` in place: children of containers on lines of their own, mixed content untouched."""
    inner, outer = "\n" + "  " * (level + 1), "\n" + "  " * level
    if not len(element):
        return
    if name(element) in CONTAINERS and not _has_text(element):
        element.text = inner
        for child in element:
            child.tail = inner
        element[-1].tail = outer
    for child in element:
        indent(child, level + 1)


def _has_text(element: Element) -> bool:
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


# How the name of a file ends that is not whole yet.
PARTIAL = ".partial"


def is_device(path: Path) -> bool:
    """Whether there is something that takes what is written and is no file: a device, a pipe."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def write(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file whole or not at all: to a temporary file beside it, then renamed over it.

    What a killed process leaves behind has a name that begins with a point and ends in `PARTIAL`.

    Args:
        data: what is in it, or its parts one after the other.

    Raises:
        OutputError: the folder cannot be made or the file cannot be written.
    """
    temporary = path.parent / f".{path.name[:50]}.{os.urandom(4).hex()}{PARTIAL}"
    is_ours = False
    try:
        if is_device(path):
            # A file renamed over /dev/null would take its place, for every program on the machine.
            with path.open("wb") as file:
                file.writelines([data] if isinstance(data, bytes) else data)
            return
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            is_ours = True
            file.writelines([data] if isinstance(data, bytes) else data)
        temporary.replace(path)
    except BaseException as error:
        if is_ours:
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise OutputError(f"cannot be written ({error.strerror})", "check the folder", path=path) from None
        raise


# Most elements of a text: nothing about them makes what they hold an editor's.
_SOURCES = frozenset(
    map(q, "p seg persName placeName orgName rs date time said sp stage speaker head hi item label".split())
)


def is_editorial(element: Element) -> bool:
    """True where an editor, not the source, wrote the characters: they are no part of the text projection."""
    if element.tag in _SOURCES:
        return False
    match name(element):
        case "teiHeader" | "standOff" | "rdg" | "listApp" | "corr" | "":
            return True
        case "note":
            return element.get("place") != "inline"
        case "desc":
            parent = element.getparent()
            return parent is not None and name(parent) == "gap"
        case "supplied":
            return element.get("reason") == "unbalanced-bracket"
    return False


def projection(element: Element) -> Iterator[tuple[str, Element]]:
    """The source's characters in reading order, each run with the element that holds it.

    Brackets that the encoding turned into `rend="brackets"` are given back, `space` is one space. White space is as
    it stands in the file: compare without it.
    """
    found: list[tuple[str, Element]] = []
    _project(element, found)
    return iter(found)


def project(element: Element) -> str:
    """The text projection as one string; see `projection`."""
    found: list[tuple[str, Element]] = []
    _project(element, found)
    return "".join([text for text, _ in found])


def _project(element: Element, found: list[tuple[str, Element]]) -> None:
    """Gathered in a list: a generator in a generator hands each run up through every level."""
    is_plain = element.tag in _SOURCES
    if not is_plain and is_editorial(element):
        return
    brackets = not is_plain and element.get("rend") == "brackets" and name(element) in ("supplied", "note")
    if not is_plain and name(element) == "space":
        found.append((" ", element))
    if brackets:
        found.append(("[", element))
    if text := element.text:
        found.append((text, element))
    for child in element:
        _project(child, found)
        if tail := child.tail:
            found.append((tail, element))
    if brackets:
        found.append(("]", element))


_TAGS = tuple(map(q, ("persName", "placeName", "orgName", "rs", "date", "time")))


def tags(root: Element) -> Iterator[Element]:
    """The names, offices, events and dates tagged in the text, in reading order."""
    for text in root.getroottree().iter(q("text")):
        yield from text.iter(*_TAGS)


def one(element: Element, path: str) -> Element | None:
    """The first element at a path with the prefix `t:` for TEI, or None."""
    return element.find(path, NAMES)


def every(element: Element, path: str) -> list[Element]:
    """Every element at an XPath with the prefix `t:` for TEI, in document order."""
    return cast(list[Element], _xpath(path)(element))


@lru_cache(512)
def _xpath(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces=NAMES)


_DENY = etree.XSLTAccessControl.DENY_ALL


@cache
def stylesheet(path: Path) -> etree.XSLT:
    """A compiled XSLT 1.0 stylesheet that may read and write nothing. `xsl:include` of neighbours works."""
    reader = parser()
    reader.resolvers.add(_Toolkit())
    return etree.XSLT(etree.parse(str(path), reader), access_control=_DENY)


class _Toolkit(etree.Resolver):
    """Finds the toolkit's stylesheets under `toolkit:`, for those of an edition that build on them."""

    def resolve(self, system_url: str | None, public_id: str | None, context: Any) -> Any:
        if not system_url or not system_url.startswith("toolkit:"):
            return None
        name = Path(system_url.removeprefix("toolkit:")).name
        return self.resolve_filename(str(resources.folder("xslt") / name), context)


def transform(
    element: Element,
    stylesheet_name: str,
    own: Path | None = None,
    *,
    scratch: bool = False,
    **parameters: str,
) -> etree._XSLTResultTree:
    """Run one of the toolkit's stylesheets, named without ending, on a tree. Parameters are passed as strings.

    Args:
        own: a stylesheet to run instead; it may import the toolkit's as `toolkit:NAME.xsl`.
        scratch: True where nobody needs the tree any more; else a copy is read.

    Raises:
        RenderError: `own` is no stylesheet, or wants what it may not have.
    """
    try:
        style = stylesheet(own or resources.folder("xslt") / f"{stylesheet_name}.xsl")
    except (etree.XMLSyntaxError, etree.XSLTParseError) as error:
        raise _stylesheet(error, own) from None
    quoted: dict[str, Any] = {key: etree.XSLT.strparam(value) for key, value in parameters.items()}
    # A stylesheet that strips white space would strip it from the caller's tree.
    whole = element if scratch else copy.deepcopy(element)
    try:
        return style(whole, **quoted)
    except etree.XSLTApplyError as error:
        if own is None:
            # Our own stylesheets stop on purpose, and whoever runs them says why.
            raise
        raise _stylesheet(error, own) from None


def _stylesheet(error: etree.LxmlError, own: Path | None) -> RenderError:
    words = " ".join(str(error).split())
    return RenderError(
        f"the stylesheet is wrong: {words}", "correct it, or remove it to use the toolkit's", path=own or ""
    )
