"""Where a submission stands: its score, none while something is missing, and who has to look."""

import sqlite3
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime

import pytest
from faults.powers import SOURCE, Course
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import text
from tornado.log import app_log
from traitlets.config import Config

from nngrader.gradebook.gradebook import (
    GradebookBusyError,
    Names,
    Standing,
    graded_cells,
    open_gradebook,
    save,
    standings,
)
from nngrader.plugins.preprocessors import SaveGrades
from nngrader.submissions.reading import NOTEBOOK_KEY

# nbgrader's gradebook does not use SQLAlchemy quite as it should.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

AUTOMATIC = {"test_square": 2, "square_of_array": 1, "volume": 1, "check_cube": 1.5}
BY_HAND = {"essay": 3, "plot": 2}  # and the task, which is no grade cell to nbgrader
ALL_RIGHT = sum(AUTOMATIC.values())
# Of a cell with 2 points: nobody can say what the instructor's test has meant.
TOO_MUCH = new_output("execute_result", data={"text/plain": "99"})


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    """A course with a second assignment, for which ada has more points than the first one has."""
    course = Course(tmp_path_factory.mktemp("course"), SOURCE)
    with Gradebook(course.url) as gradebook:
        gradebook.add_assignment("roots")
        gradebook.add_notebook("roots", "roots")
        gradebook.add_grade_cell("test_root", "roots", "roots", max_score=50, cell_type="code")
        gradebook.add_submission("roots", "ada")
        grade = gradebook.find_grade("test_root", "roots", "roots", "ada")
        grade.auto_score, grade.needs_manual_grade = 50, False
        gradebook.db.commit()
    return course


@pytest.fixture
def gradebook(course) -> Iterator[Gradebook]:
    with open_gradebook(course.url, "") as gradebook:
        yield gradebook


@pytest.fixture
def written(course) -> NotebookNode:
    """A notebook in which something was written into each cell that a person has to look at."""
    notebook = deepcopy(course.released)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") in ("essay", "plot"):
            cell.source += " And so on."
    return notebook


def give(gradebook: Gradebook, student: str, **scores: float) -> None:
    """Points that a person gives in formgrader."""
    for name, points in scores.items():
        grade = gradebook.find_grade(name, "powers", "powers", student)
        grade.manual_score, grade.needs_manual_grade = points, False
    gradebook.db.commit()


def enter(gradebook: Gradebook, student: str, notebook: NotebookNode, **more) -> float | None:
    return save(gradebook, Names(student, "powers", "powers"), notebook, SaveGrades(), **more)


def output_of(notebook: NotebookNode, name: str, output: NotebookNode) -> NotebookNode:
    changed = deepcopy(notebook)
    for cell in changed.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == name:
            cell.outputs = [output]
    return changed


def test_what_a_person_has_to_grade_leaves_the_automatic_score_and_is_said(gradebook, written):
    assert enter(gradebook, "ben", written) == ALL_RIGHT
    assert standings(gradebook, "powers")["ben"] == Standing(ALL_RIGHT, ("essay", "plot", "task"))
    give(gradebook, "ben", essay=2.5, plot=1, task=0)
    assert standings(gradebook, "powers")["ben"] == Standing(ALL_RIGHT + 3.5)


def test_a_test_that_has_no_score_leaves_none_until_a_person_gives_one(gradebook, written):
    unclear = output_of(written, "test_square", TOO_MUCH)
    assert enter(gradebook, "cleo", unclear) is None
    give(gradebook, "cleo", essay=3, plot=2, task=4)
    assert standings(gradebook, "powers")["cleo"] == Standing(None, ("test_square",))
    give(gradebook, "cleo", test_square=0.5)
    known = ALL_RIGHT - 2 + 0.5 + 9
    assert standings(gradebook, "powers")["cleo"] == Standing(known)
    # Graded once more, what the person gave is still there, and has to be looked at again (but for
    # the task, for nbgrader does not score it).
    assert enter(gradebook, "cleo", unclear) == known
    again = ("test_square", "essay", "plot")
    assert standings(gradebook, "powers")["cleo"] == Standing(known, again)


def test_standings_are_those_of_one_assignment(gradebook, written):
    enter(gradebook, "ada", written)
    assert standings(gradebook, "powers")["ada"].score == ALL_RIGHT
    assert standings(gradebook, "roots") == {"ada": Standing(50)}


def test_what_could_not_be_read_has_no_score_and_says_why_in_every_answer(gradebook, written):
    written.metadata[NOTEBOOK_KEY] = {"unreadable": "The file is empty."}
    assert enter(gradebook, "dora", written) is None
    found = standings(gradebook, "powers")["dora"]
    assert found.score is None and set(found.open) == {*AUTOMATIC, *BY_HAND, "task"}
    row = gradebook.find_submission_notebook("powers", "powers", "dora")
    assert {grade.auto_score for grade in row.grades} == {None}
    assert all(grade.needs_manual_grade for grade in row.grades)
    comments = {comment.name: comment.auto_comment for comment in row.comments}
    assert set(comments) == {"square", "cube", "essay", "plot", "task"}
    assert set(comments.values()) == {"Could not be graded, needs a person. The file is empty."}


def test_the_time_of_a_submission_is_kept_and_says_whether_it_is_late(gradebook, written):
    gradebook.find_assignment("powers").duedate = datetime(2026, 1, 2)
    gradebook.db.commit()
    zero_if_late = SaveGrades(config=Config(LateSubmissionPlugin={"penalty_method": "zero"}))
    for student, day, penalty in (("emma", 1, None), ("finn", 3, ALL_RIGHT)):
        names, when = Names(student, "powers", "powers"), datetime(2026, 1, day)
        assert save(gradebook, names, written, zero_if_late, when) == ALL_RIGHT
        row = gradebook.find_submission_notebook("powers", "powers", student)
        assert (row.assignment.timestamp, row.late_submission_penalty) == (when, penalty)


def test_a_student_who_cannot_be_entered_yet_is_no_traceback_in_the_log(
    course, gradebook, written, monkeypatch, caplog
):
    """nbgrader logs one for each try, and raises the error besides."""
    monkeypatch.setattr("nngrader.gradebook.gradebook.PATIENCE", 0)
    gradebook.db.execute(text("PRAGMA busy_timeout = 0"))
    other = sqlite3.connect(course.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(GradebookBusyError, match="locked"):
        enter(gradebook, "gus", written)
    assert caplog.records == []
    other.execute("ROLLBACK")
    other.close()
    assert enter(gradebook, "gus", written) == ALL_RIGHT
    assert not app_log.disabled  # of other things, it speaks


def test_the_cells_of_a_notebook_and_their_points(gradebook):
    assert graded_cells(gradebook, "powers") == {"powers": AUTOMATIC | BY_HAND}
    with pytest.raises(MissingEntry):
        graded_cells(gradebook, "no such assignment")
