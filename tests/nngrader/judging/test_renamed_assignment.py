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
from nngrader.judging.judge import module_for

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


def test_the_name_comes_before_the_exercises_and_no_check_means_no_module():
    first, fifth = (
        nbformat.read(path, as_version=4)
        for path in (
            PROJECT / "solutions" / "01_weights_and_bias" / "01_weights_and_bias.ipynb",
            SOURCE,
        )
    )
    assert module_for(NEW, first).number == 1
    assert module_for(NEW, fifth).number == 5
    assert module_for("07_mnist", fifth).number == 7
    assert module_for(NEW, nbformat.v4.new_notebook()) is None
