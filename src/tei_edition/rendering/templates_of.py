"""Jinja environments: the toolkit's templates, and before them an edition's own of the same names.

Templates are data: they run in Jinja's sandbox.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from tei_edition import resources
from tei_edition.errors import RenderError


def render_template(kind: str, name: str, own: Path | None, values: Mapping[str, Any], **filters: Any) -> str:
    """Fill in one template.

    Args:
        kind: the folder of templates: `html` or `pdf`. Those of `html` escape everything.
        name: the file's name.
        own: an edition's folder of templates; a file of the same name there, or in its folder `kind`, comes first.
        filters: further filters the template may use.

    Raises:
        RenderError: the template is missing or wrong; the message has its name and line.
    """
    folders = [own / kind, own] if own else []
    loaders = [FileSystemLoader(folder) for folder in [*folders, resources.PACKAGE / "rendering" / "templates" / kind]]
    environment = SandboxedEnvironment(
        loader=ChoiceLoader(loaders),
        autoescape=kind == "html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(filters)
    try:
        return environment.get_template(name).render(values)
    except TemplateError as error:
        line = getattr(error, "lineno", 0) or 0
        place = getattr(error, "name", None) or name
        message = f"the template is wrong: {error.message or type(error).__name__}"
        raise RenderError(message, "correct it, or remove it to use the toolkit's", path=place, line=line) from None
