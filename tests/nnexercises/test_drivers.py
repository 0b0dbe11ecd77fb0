"""What is sent into the sandbox to put answers to use: public, and without a right answer."""

import ast
import sys
from pathlib import Path

import pytest

import nnexercises.drivers
from nngrader.declare.registry import exercises
from nngrader.inside import drivers
from nngrader.inside.drivers import call_once, find, name_of

FILES = sorted(Path(nnexercises.drivers.__file__).parent.glob("*.py"))


def imported(source: str) -> set[str]:
    """The packages that a file imports, inside of functions too."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return {name.partition(".")[0] for name in found}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_driver_imports_no_reference(path):
    """What a candidate is handed, such as a function to differentiate, is made right there."""
    allowed = {*sys.stdlib_module_names, "numpy", "torch"}
    assert imported(path.read_text("utf-8")) - allowed == set()
    assert imported("def f():\n    from nnbasics import losses") == {"nnbasics"}


@pytest.fixture
def loaded(monkeypatch):
    """The drivers of this course, as a kernel loads them."""
    monkeypatch.setattr(drivers, "_homes", [])
    drivers.load([nnexercises.drivers.__name__])


@pytest.mark.parametrize("exercise", exercises(), ids=lambda exercise: exercise.id)
def test_a_kernel_finds_the_driver_of_each_exercise(exercise, loaded):
    name = name_of(exercise.run.driver)
    assert find(name) is exercise.run.driver
    assert exercise.run.driver is call_once or name.startswith("nnexercises.drivers.")
