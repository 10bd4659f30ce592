"""Jinja environments: the toolkit's templates, and before them an edition's own of the same names.

Templates are data: they run in Jinja's sandbox.
"""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from tei_edition import resources
from tei_edition.errors import EditionError, RenderError
from tei_edition.rendering.tex import tex

# Braces and percent signs are TeX's own; what a template prints is escaped for TeX.
_TEX: dict[str, Any] = {
    "finalize": tex,
    "block_start_string": "<%",
    "block_end_string": "%>",
    "variable_start_string": "<<",
    "variable_end_string": ">>",
    "comment_start_string": "<#",
    "comment_end_string": "#>",
}


def render_template(kind: str, name: str, own: Path | None, values: Mapping[str, Any], **filters: Any) -> str:
    """Fill in one template.

    Args:
        kind: the folder of templates: `html`, `epub`, `pdf`, `latex` or `docx`; all but `pdf` escape everything.
        name: the file's name.
        own: an edition's folder of templates; a file of the same name there, or in its folder `kind`, comes first.
        filters: further filters the template may use.

    Raises:
        RenderError: the template is missing or wrong; the message has its name and line.
    """
    environment = _environment(kind, own)
    environment.filters.update(filters)
    with _telling(name, own):
        return environment.get_template(name).render(values)


def template_text(kind: str, name: str, own: Path | None) -> str:
    """A file of a folder of templates as it stands, such as a style sheet.

    Raises:
        RenderError: it is missing, or not UTF-8.
    """
    environment = _environment(kind, own)
    assert environment.loader is not None
    with _telling(name, own):
        return environment.loader.get_source(environment, name)[0]


def own_file(kind: str, name: str, own: Path | None) -> Path | None:
    """An edition's own file that replaces the toolkit's; None where it has none."""
    folders = [own / kind, own] if own else []
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


class _Sandbox(SandboxedEnvironment):
    """Jinja's sandbox, which asks once of each attribute of each class whether a template may see it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        known = (type(obj), attr)
        if known not in self._safe:
            self._safe[known] = super().is_safe_attribute(obj, attr, value)
        return self._safe[known]


def _once() -> Any:
    """A function for templates that fills in a macro for the same arguments once: what all pages share."""
    filled: dict[tuple[Any, ...], Any] = {}

    def once(macro: Any, t: Any, *arguments: Any) -> Any:
        # Messages of one language are one table.
        known = (macro.name, id(t.table), *arguments)
        try:
            hash(known)
        except TypeError:  # a list can change
            return macro(t, *arguments)
        if known not in filled:
            if len(filled) > _KEPT:
                filled.clear()
            filled[known] = macro(t, *arguments)
        return filled[known]

    return once


_KEPT = 2000


@cache
def _environment(kind: str, own: Path | None) -> SandboxedEnvironment:
    folders = [own / kind, own] if own else []
    loaders = [FileSystemLoader(folder) for folder in [*folders, resources.PACKAGE / "rendering" / "templates" / kind]]
    environment = _Sandbox(
        loader=ChoiceLoader(loaders),
        autoescape=kind in ("html", "epub", "docx"),
        **(_TEX if kind == "latex" else {}),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # What a process has read it remembers: `--watch` takes another one where a template was saved.
        auto_reload=False,
    )
    environment.globals["once"] = _once()
    return environment


def check_templates(own: Path) -> None:
    """Look at an edition's templates before any is filled in: told once, and not by every document.

    Raises:
        RenderError: one is not UTF-8, or no template.
    """
    for path in sorted(own.rglob("*.j2")):
        if not path.is_file():
            continue
        if not _is_utf8(path):
            raise _not_utf8(path)
        kind = "latex" if ".tex" in path.suffixes else "html"
        try:
            _environment(kind, None).parse(path.read_text(encoding="utf-8"), filename=str(path))
        except TemplateError as error:
            raise _wrong(error, str(path)) from None


@contextmanager
def _telling(name: str, own: Path | None) -> Iterator[None]:
    """What is wrong with a template, as an error that names its file and line."""
    try:
        yield
    except TemplateError as error:
        raise _wrong(error, name) from None
    except EditionError:
        raise
    except Exception as error:
        if own is not None and (told := _own_fault(error, own)):
            raise told from None
        raise


def _own_fault(error: Exception, own: Path) -> RenderError | None:
    """What a template of the edition did that none may, such as to divide by nothing; None where it was not one."""
    if isinstance(error, UnicodeDecodeError):
        for path in sorted(own.rglob("*")):
            if path.is_file() and not _is_utf8(path):
                return _not_utf8(path)
        return None
    rows = [row for row in traceback.extract_tb(error.__traceback__) if Path(row.filename).is_relative_to(own)]
    if not rows:
        return None
    words = f"{type(error).__name__}: {error}"
    remedy = "correct it, or remove it to use the toolkit's"
    return RenderError(f"the template is wrong: {words}", remedy, path=rows[-1].filename, line=rows[-1].lineno or 0)


def _not_utf8(path: Path) -> RenderError:
    return RenderError("this is not UTF-8", "save the file as UTF-8", path=path)


def _is_utf8(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _wrong(error: TemplateError, name: str) -> RenderError:
    line = getattr(error, "lineno", 0) or 0
    place = getattr(error, "name", None) or name
    message = f"the template is wrong: {error.message or type(error).__name__}"
    return RenderError(message, "correct it, or remove it to use the toolkit's", path=place, line=line)
