"""The public Python API: every name that is promised is there."""

import subprocess
import sys

import pytest

import tei_edition


@pytest.mark.parametrize("name", tei_edition.__all__)
def test_a_promised_name_is_there(name: str) -> None:
    assert getattr(tei_edition, name) is not None


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = tei_edition.nothing


def test_importing_costs_nothing() -> None:
    code = "import sys, tei_edition; print('lxml' in sys.modules, 'typst' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
