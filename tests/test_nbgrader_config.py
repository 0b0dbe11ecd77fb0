"""nbgrader finds its configuration, and the course's own preprocessor does its one thing."""

import json
import os
import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.converters import Autograde
from nbgrader.utils import determine_grade
from notebooks import PROJECT

from nngrader.preprocessors import VERDICT, DropStderr

OURS = "nngrader.preprocessors.DropStderr"


def configuration(folder, **variables) -> dict:
    """The configuration of an nbgrader command that runs in ``folder``."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("NNBASICS_", "JUPYTER_"))}
    command = [sys.executable, "-m", "nbgrader", "list", "--NbGrader.show_config_json=True"]
    result = subprocess.run(
        command, cwd=folder, env=inherited | variables, capture_output=True, text=True, check=True
    )
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def defaults() -> dict:
    return configuration(PROJECT / "grading")


def test_the_grading_folder_is_enough(defaults):
    course = defaults["CourseDirectory"]
    assert course["course_id"] == "nnbasics"
    assert course["root"] == str(PROJECT)
    assert course["db_url"] == f"sqlite:///{PROJECT}/grading/gradebook.db"
    assert defaults["Exchange"]["root"] == str(PROJECT / "grading" / "exchange")


def test_it_is_the_same_from_elsewhere(defaults, tmp_path):
    elsewhere = configuration(tmp_path, JUPYTER_CONFIG_PATH=str(PROJECT / "grading"))
    assert elsewhere == defaults


def test_a_course_can_be_elsewhere(tmp_path):
    moved = configuration(
        PROJECT / "grading",
        NNBASICS_COURSE_ROOT=str(tmp_path),
        NNBASICS_EXCHANGE=str(tmp_path / "shared"),
        NNBASICS_WORK=str(tmp_path / "work"),
    )
    assert moved["CourseDirectory"]["root"] == str(tmp_path)
    assert moved["CourseDirectory"]["db_url"] == f"sqlite:///{tmp_path}/grading/gradebook.db"
    assert moved["Exchange"]["root"] == str(tmp_path / "shared")
    assert moved["Exchange"]["assignment_dir"] == str(tmp_path / "work")
    assert moved["ExportPlugin"]["to"] == str(tmp_path / "grading" / "grades.csv")


def test_nothing_of_nbgraders_own_steps_is_left_out(defaults):
    steps = defaults["Autograde"]["autograde_preprocessors"]
    stock = [step.__name__ for step in Autograde.autograde_preprocessors.default()]
    assert [step.rsplit(".", 1)[1] for step in steps if step != OURS] == stock
    assert (
        steps.index(OURS)
        == stock.index("Execute") + 1
        < steps.index("nbgrader.preprocessors.SaveAutoGrades")
    )


# --- DropStderr ---------------------------------------------------------------------------

STDERR = new_output("stream", name="stderr", text="careful")
RESULT = new_output("execute_result", data={"text/plain": "1.5", VERDICT: {"score": 1.5}})


def score(*outputs) -> tuple[float, list[str]]:
    """The score of a grade cell with these outputs, and the names of its streams."""
    nbgrader = {"grade": True, "solution": False, "points": 2, "grade_id": "check_x"}
    cell = new_code_cell("check('x', x)", outputs=list(outputs), metadata={"nbgrader": nbgrader})
    notebook, _ = DropStderr().preprocess(new_notebook(cells=[cell]), {})
    (cell,) = notebook.cells
    streams = [output.name for output in cell.outputs if output.output_type == "stream"]
    return determine_grade(cell)[0], streams


def copies(*outputs):
    return [output.copy() for output in outputs]


@pytest.mark.parametrize("outputs", [(STDERR, RESULT), (RESULT, STDERR)], ids=["before", "after"])
def test_stderr_beside_a_verdict_costs_nothing_and_stays(outputs):
    assert score(*copies(*outputs)) == (1.5, ["stdout"])


def test_stderr_of_an_instructors_own_test_costs_as_usual():
    assert score(*copies(STDERR)) == (0, ["stderr"])


def test_an_error_beside_a_verdict_still_costs():
    error = new_output("error", ename="KeyError", evalue="", traceback=[])
    assert score(error, *copies(RESULT))[0] == 0
