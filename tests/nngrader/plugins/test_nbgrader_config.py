"""nbgrader finds its configuration, wherever its commands run."""

import json
import os
import subprocess
import sys

import pytest
from nbgrader.converters import Autograde, GenerateAssignment
from notebooks import PROJECT


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


def test_the_gradebook_can_be_another_database():
    url = "postgresql://grader@db.example.org/nnbasics"
    moved = configuration(PROJECT / "grading", NNBASICS_DB_URL=url)
    assert moved["CourseDirectory"]["db_url"] == url


def test_the_judge_takes_the_place_of_nbgraders_own_steps(defaults):
    """And nothing else of nbgrader's steps is left out."""
    autograde = defaults["Autograde"]
    steps = [step.rsplit(".", 1)[1] for step in autograde["autograde_preprocessors"]]
    stock = [step.__name__ for step in Autograde.autograde_preprocessors.default()]
    # The grade ids were checked when the judge repaired the notebook.
    assert stock[-1] == "CheckCellMetadata"
    ours = {"Execute": "Judge", "SaveAutoGrades": "SaveGrades"}
    done = {"AssignLatePenalties", "CheckCellMetadata"}
    assert steps == [ours.get(step, step) for step in stock if step not in done]
    assert autograde["exporter_class"] == "nngrader.plugins.preprocessors.SubmissionExporter"
    assert autograde["sanitize_preprocessors"] == []


def test_nothing_of_what_generates_an_assignment_is_left_out(defaults):
    steps = [s.rsplit(".", 1)[1] for s in defaults["GenerateAssignment"]["preprocessors"]]
    stock = [step.__name__ for step in GenerateAssignment.preprocessors.default()]
    ours = {"SayPoints"}
    assert [step for step in steps if step not in ours] == stock
    assert ours < set(steps)
