"""An assignment that an instructor has given another name may import what its exercises need."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from needs import need
from notebooks import PROJECT

from nngrader.commands import cli
from nngrader.commands.demo_class import solutions_of, write_answers
from nngrader.declare import Allowed
from nngrader.judging.judge import allowed_in

OLD, NEW = "05_training_loop", "week 6"
SOURCE = PROJECT / "solutions" / OLD / f"{OLD}.ipynb"
# The data sets are there in the kernels of those modules alone that list them.
ANSWER = "from nnbasics.data import students\n" + solutions_of(SOURCE)["accuracy"]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The folder of a course that has the assignment under a name of its own."""
    place = tmp_path / "course" / "solutions" / NEW / f"{NEW}.ipynb"
    place.parent.mkdir(parents=True)
    shutil.copy(SOURCE, place)
    return tmp_path / "course"


def test_a_renamed_assignment_is_known_by_its_exercises(course, tmp_path, capsys):
    need("user namespaces")
    submitted = tmp_path / f"{NEW}.ipynb"
    shutil.copy(PROJECT / "exercises" / OLD / f"{OLD}.ipynb", submitted)
    write_answers(submitted, {"accuracy": ANSWER})
    assert cli.main(["grade-file", str(submitted), "--json", f"--course-root={course}"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["assignment"] == NEW
    assert found["verdicts"]["accuracy"]["score"] == found["verdicts"]["accuracy"]["max_score"] > 0


def test_an_assignment_allows_what_its_name_and_its_exercises_do():
    of = {
        name: nbformat.read(PROJECT / "solutions" / name / f"{name}.ipynb", as_version=4)
        for name in ("01_weights_and_bias", OLD, "07_mnist")
    }
    course, torch = ("nnexercises",), ("nnbasics.data", "torch", "torch._dynamo")
    assert allowed_in(NEW, of["01_weights_and_bias"]) == Allowed((), course)
    assert allowed_in(NEW, of[OLD]) == Allowed(("nnbasics.data",), course)
    assert allowed_in("07_mnist", of["01_weights_and_bias"]) == Allowed(torch, course)
    mixed = of["01_weights_and_bias"]
    mixed.cells += of["07_mnist"].cells
    assert allowed_in(NEW, mixed) == Allowed(torch, course)
    assert allowed_in(NEW, nbformat.v4.new_notebook()) == Allowed()
