"""The public Python API: every name that is promised is there."""

import subprocess
import sys
from importlib import import_module
from types import ModuleType

import pytest

import tei_edition


@pytest.mark.parametrize("name", tei_edition.__all__)
def test_a_promised_name_is_there(name: str) -> None:
    assert getattr(tei_edition, name) is not None


ROOMS = ["sources", "transcripts", "entities", "encoding", "validation", "collation", "rendering", "publishing"]


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_has_what_it_promises(name: str) -> None:
    # In a process that has loaded every module of it: one of the same name must not take the place of what is promised.
    code = (
        f"import pkgutil, tei_edition.{name} as room\n"
        f"for module in pkgutil.iter_modules(room.__path__): __import__(f'tei_edition.{name}.{{module.name}}')\n"
        "print(*(f'{name}={type(getattr(room, name)).__name__}' for name in room.__all__))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ModuleType.__name__ not in [row.partition("=")[2] for row in done.stdout.split()]
    room = import_module(f"tei_edition.{name}")
    with pytest.raises(AttributeError, match="nothing"):
        _ = room.nothing


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = tei_edition.nothing


def test_importing_costs_nothing() -> None:
    code = "import sys, tei_edition; print('lxml' in sys.modules, 'typst' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
