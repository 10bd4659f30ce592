"""How an edition looks: its own templates, style sheets, tables and messages before the toolkit's."""

import base64
import hashlib
import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from tei_edition import resources
from tei_edition.edition import Edition
from tei_edition.errors import ConfigError
from tei_edition.rendering.flow import direction
from tei_edition.rendering.templates_of import template_text

STYLES = ("style.css", "extra.css")
SCRIPTS = ("script.js",)
# What a page with facsimiles has besides.
FACSIMILES = ("facsimiles.css", "facsimiles.js")


@dataclass(frozen=True)
class Design:
    """What an edition replaces, and the language its pages speak.

    Attributes:
        templates: a folder of templates, style sheets, scripts and `html.xsl`, each in place of the toolkit's of that
            name.
        tables: a folder of tables: `messages-LANGUAGE.toml` and `treatments.toml`, which replace entry by entry.
        language: of the interface, not of the documents.
        edition: whose settings of print, fonts and authority a PDF is made with.
    """

    templates: Path | None = None
    tables: Path | None = None
    language: str = "en"
    edition: Edition = field(default_factory=Edition)

    @staticmethod
    def of(edition: Edition) -> "Design":
        """The design of an edition."""
        return Design(edition.subfolder("templates"), edition.subfolder("tables"), edition.interface, edition)


@dataclass(frozen=True)
class Look:
    """The style and script of a page, carried in it or linked, and the policy that allows them and nothing else.

    Attributes:
        policy: the Content-Security-Policy (CSP Level 3).
        style, script: what a page carries in itself; empty where it links.
        styles, scripts: addresses of what a page links; empty where it carries them.
    """

    policy: str
    style: str = ""
    script: str = ""
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()

    def linking(self, names: tuple[str, ...]) -> "Look":
        """The same with more style sheets and scripts, which lie beside those that it links."""
        folder = self.styles[0].removesuffix(STYLES[0])
        styles, scripts = ([folder + name for name in names if name.endswith(ending)] for ending in (".css", ".js"))
        return replace(self, styles=(*self.styles, *styles), scripts=(*self.scripts, *scripts))


_POLICY = "default-src 'none'; style-src {}; script-src {}; img-src {}; base-uri 'none'; form-action 'none'"


def carried(design: Design, styles: tuple[str, ...] = STYLES, more: tuple[str, ...] = ()) -> Look:
    """Style and script inside the page, allowed by their SHA-256.

    Args:
        more: style sheets and scripts that come after those.
    """
    style = asset(design, (*styles, *(name for name in more if name.endswith(".css"))))
    script = asset(design, (*SCRIPTS, *(name for name in more if name.endswith(".js"))))
    return Look(_POLICY.format(_hash(style), _hash(script), "data:"), Markup(style), Markup(script))


def linked(folder: str) -> Look:
    """Style and script in files that all pages share.

    Args:
        folder: the address of their folder from the page, such as `../assets/`.
    """
    address = f"{folder.rstrip('/')}/" if folder else ""
    return Look(
        _POLICY.format("'self'", "'self'", "'self'"), styles=(f"{address}style.css",), scripts=(f"{address}script.js",)
    )


def asset(design: Design, names: tuple[str, ...]) -> str:
    """The text of some files, one after the other.

    Raises:
        RenderError: a file is missing or not a template.
        ConfigError: it holds what would end it inside a page.
    """
    texts = (template_text("html", name, design.templates) for name in names)
    # Lighter: no indentation, no lines of comment; in style sheets no spaces around marks.
    lines = (line.strip() for text in texts for line in text.splitlines())
    words = "".join(f"{line}\n" for line in lines if line and not _COMMENT.match(line))
    if names[0].endswith(".css"):
        words = _SPACED.sub(lambda found: found["words"] or found["mark"] or "", words)
    if "</s" in words.lower() or "<!--" in words:
        raise ConfigError("a style sheet or script holds `</s` or `<!--`", "write it in another way", path=names[0])
    return words


_SPACED = re.compile(r"""(?P<words>"[^"]*")|\s{0,9}(?P<mark>[{};,])\s{0,9}|(?<=[a-z]:) """)
_COMMENT = re.compile(r"//|/\*.*\*/$")


def _hash(words: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(words.encode()).digest()).decode()}'"


class Messages:
    """The words of the interface in one language; English where that language has none."""

    def __init__(self, language: str, tables: Path | None) -> None:
        self.language = language
        self.direction = direction(language)
        self.table = _messages(language, tables)

    def __call__(self, key: str, **values: Any) -> str:
        """The words, with their `{places}` filled in.

        Raises:
            ConfigError: no such message, or its places are wrong.
        """
        try:
            return self.table[key].format(**values) if values else self.table[key]
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            name = f"messages-{self.language}.toml"
            raise ConfigError(f"the message {key!r} is missing or wrong: {error}", "correct it", path=name) from None


@cache
def _messages(language: str, tables: Path | None) -> dict[str, str]:
    if not language.replace("-", "").isalnum():
        raise ConfigError(f"{language!r} is not a language tag", "write one such as `de` or `pt-BR`")
    found: dict[str, str] = {}
    known = False
    if tables:
        resources.check_names(tables)
    for name in dict.fromkeys(("en", language.partition("-")[0], language)):
        for folder in (resources.PACKAGE / "rendering" / "data", tables):
            path = folder / f"messages-{name}.toml" if folder else None
            if path and path.is_file():
                words = resources.load_toml(path)
                if folder is tables:
                    resources.check_kinds(words, found, path)
                found |= words
                known = known or name != "en" or language.startswith("en")
    if not known:
        told = f"write tables/messages-{language}.toml, or take one of these: en, de"
        raise ConfigError(f"the interface does not speak {language!r}", told)
    return found
