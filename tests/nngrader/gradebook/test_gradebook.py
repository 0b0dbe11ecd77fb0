"""Scores get into the gradebook exactly as nbgrader's own steps put them there."""

import shutil
import sys
from copy import deepcopy
from datetime import datetime
from pathlib import Path

import pytest
from faults.powers import SOURCE, Course
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades
from nbgrader.utils import is_grade
from traitlets.config import Config

from nngrader.checking.verdict import Verdict
from nngrader.gradebook.gradebook import GradebookError, Names, open_gradebook, save, score_of
from nngrader.plugins.preprocessors import SaveGrades

# nbgrader's gradebook does not use SQLAlchemy quite as it should.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

NAMES = Names("ada", "powers", "powers")
ZERO_IF_LATE = Config(LateSubmissionPlugin={"penalty_method": "zero"})

ERROR = new_output("error", ename="AssertionError", evalue="", traceback=[])
STDERR = new_output("stream", name="stderr", text="careful")
STDOUT = new_output("stream", name="stdout", text="1.0")


def result(text: str) -> NotebookNode:
    return new_output("execute_result", data={"text/plain": text})


# What is written to stderr is left out: to nbgrader it costs the points, here it does not.
OUTCOMES = {
    "all right": {},
    "errors": {"test_square": [ERROR], "volume": [STDOUT, ERROR]},
    "partial": {"test_square": [result("0.5")], "check_cube": [result("1.25")]},
    "a list": {"test_square": [result("[1, 2]")], "volume": [result("None")]},
    "negative": {"test_square": [result("-1")]},
}


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Course:
    return Course(tmp_path_factory.mktemp("template"), SOURCE)


@pytest.fixture
def courses(template, tmp_path) -> tuple[Course, Course]:
    """Two that are the same: one for nbgrader, one for us."""
    return copied(template, tmp_path / "theirs.db"), copied(template, tmp_path / "ours.db")


def copied(course: Course, to: Path) -> Course:
    shutil.copy(course.url.removeprefix("sqlite:///"), to)
    copy = deepcopy(course)
    copy.url = copy.resources["nbgrader"]["db_url"] = f"sqlite:///{to}"
    return copy


def graded(course: Course, outputs: dict, answers: dict | None = None) -> NotebookNode:
    """A submission after it has run."""
    notebook = deepcopy(course.released)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = (answers or {}).get(name, cell.source)
        if cell.cell_type == "code":
            cell.outputs = deepcopy(outputs.get(name, []))
    return notebook


def by_nbgrader(course: Course, notebook: NotebookNode, config: Config) -> None:
    for step in (SaveAutoGrades, AssignLatePenalties):
        step(config=config).preprocess(deepcopy(notebook), course.resources)


def by_us(course: Course, notebook: NotebookNode, config: Config, **more) -> float | None:
    with open_gradebook(course.url, "") as gradebook:
        return save(gradebook, NAMES, notebook, SaveGrades(config=config), **more)


def prepare(course: Course, late: bool, manual: bool) -> None:
    """As it is before a submission is graded, perhaps once more."""
    with Gradebook(course.url) as gradebook:
        submission = gradebook.find_submission("powers", "ada")
        submission.timestamp = datetime(2026, 1, 3)
        gradebook.find_assignment("powers").duedate = datetime(2026, 1, 2 if late else 4)
        if manual:
            for name, given in (("test_square", 1.5), ("essay", 2.0), ("task", 0.0)):
                grade = gradebook.find_grade(name, "powers", "powers", "ada")
                grade.manual_score, grade.needs_manual_grade = given, False
            comment = gradebook.find_comment("square", "powers", "powers", "ada")
            comment.manual_comment = "well done"
            extra = gradebook.find_grade("volume", "powers", "powers", "ada")
            extra.extra_credit = 0.5
        gradebook.db.commit()


def contents(course: Course) -> dict:
    """All that the gradebook holds of the submission."""
    with Gradebook(course.url) as gradebook:
        row = gradebook.find_submission_notebook("powers", "powers", "ada")
        grade_of = ("auto_score", "manual_score", "extra_credit", "needs_manual_grade", "score")
        comment_of = ("auto_comment", "manual_comment", "comment")
        return {
            "grades": {g.name: [getattr(g, key) for key in grade_of] for g in row.grades},
            "comments": {c.name: [getattr(c, key) for key in comment_of] for c in row.comments},
            "penalty": row.late_submission_penalty,
            "score": row.score,
            "timestamp": row.assignment.timestamp,
        }


# Each way alone, and with partial credit all of them together.
WAYS = [
    *((outcome, False, False, False) for outcome in OUTCOMES),
    ("errors", True, False, False),
    ("errors", False, True, False),
    ("errors", False, False, True),
    *(("partial", True, late, manual) for late in (False, True) for manual in (False, True)),
]


@pytest.mark.parametrize(("outcome", "answered", "late", "manual"), WAYS)
def test_the_gradebook_is_as_nbgrader_would_have_it(courses, outcome, answered, late, manual):
    answers = {"essay": "Because.", "plot": "show(1)", "square": "def square(x): ..."}
    for course in courses:
        prepare(course, late, manual)
    theirs, ours = courses
    notebook = graded(theirs, OUTCOMES[outcome], answers if answered else None)
    by_nbgrader(theirs, notebook, ZERO_IF_LATE)
    score = by_us(ours, notebook, ZERO_IF_LATE)
    assert contents(ours) == contents(theirs)
    assert score == contents(theirs)["score"]


def test_more_points_than_there_are_need_a_person(courses):
    """nbgrader stops with an error, and that student is not graded at all."""
    theirs, ours = courses
    notebook = graded(theirs, {"test_square": [result("99")]})
    with pytest.raises(ValueError, match="greater than maximum"):
        by_nbgrader(theirs, notebook, Config())
    assert by_us(ours, notebook, Config()) is None
    assert contents(ours)["grades"]["test_square"] == [None, None, None, True, 0]


def test_all_or_nothing(courses, monkeypatch):
    """A program that ends in the middle leaves nothing half done."""
    _, ours = courses
    before = contents(ours)

    def fail(*given):
        raise KeyboardInterrupt

    monkeypatch.setattr("nngrader.gradebook.gradebook.penalize", fail)
    with pytest.raises(KeyboardInterrupt):
        by_us(ours, graded(ours, {}), Config(), timestamp=datetime(2026, 1, 9))
    assert contents(ours) == before


def test_a_new_student_is_entered_with_the_scores_or_not_at_all(courses, monkeypatch):
    _, ours = courses
    notebook = graded(ours, {})
    names = Names("ben", "powers", "powers")
    with open_gradebook(ours.url, "") as gradebook:
        monkeypatch.setattr("nngrader.gradebook.gradebook.penalize", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            save(gradebook, names, notebook, SaveGrades())
        assert [student.id for student in gradebook.students] == ["ada"]
        monkeypatch.undo()
        save(gradebook, names, notebook, SaveGrades())
        assert {student.id for student in gradebook.students} == {"ada", "ben"}


def test_a_cell_that_the_gradebook_does_not_know(courses):
    _, ours = courses
    notebook = graded(ours, {})
    next(filter(is_grade, notebook.cells)).metadata.nbgrader.grade_id = "new"
    with pytest.raises(GradebookError, match="does not know the cell new"):
        by_us(ours, notebook, Config())


def test_a_gradebook_that_is_not_there():
    nowhere = f"sqlite:///{Path('/nowhere/gradebook.db')}"
    with pytest.raises(GradebookError, match="unable to open"), open_gradebook(nowhere, ""):
        pass


def test_a_database_without_its_driver(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    url = "postgresql://tests@/postgres?host=/nowhere"
    with pytest.raises(GradebookError, match=r"psycopg.*\.\[postgres\]"), open_gradebook(url, ""):
        pass


# ---------------------------------------------------------------- check cells


def check_cell(*outputs: NotebookNode) -> NotebookNode:
    marks = {"grade": True, "solution": False, "points": 1, "grade_id": "check_step"}
    return new_code_cell('check("step", step)', outputs=list(outputs), metadata={"nbgrader": marks})


def verdict(score: float) -> NotebookNode:
    return new_output("execute_result", Verdict("step", score, 1.0)._repr_mimebundle_())


def test_a_check_is_worth_what_its_verdict_says():
    assert score_of(check_cell(verdict(0.25))) == 0.25
    assert score_of(check_cell(STDERR, ERROR, verdict(0.25))) == 0.25


@pytest.mark.parametrize("outputs", [[], [ERROR], [result("1.0")], [STDOUT]])
def test_a_check_without_a_verdict_has_no_score(outputs):
    """Where nbgrader would give full marks, even."""
    assert score_of(check_cell(*outputs)) is None
