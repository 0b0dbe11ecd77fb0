"""A student who was removed from the gradebook stays away, and is in nobody's way."""

from pathlib import Path

import pytest
from nbgrader.apps.api import NbGraderAPI
from needs import need
from smallclass import MID_TERM, OWN_ASSIGNMENTS, SmallClass, make_template

# nbgrader's gradebook does not use SQLAlchemy quite as it should.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """A class of two: graded, and then ben is removed from the gradebook."""
    need("user namespaces")
    folder = tmp_path_factory.mktemp("template")
    small = SmallClass(
        make_template(folder / "class", MID_TERM, OWN_ASSIGNMENTS), folder / "course", MID_TERM
    )
    small.hand_in("ada")
    small.hand_in("ben")
    assert small.nngrader("grade", MID_TERM)[0] == 0
    small.nbgrader("db", "student", "remove", "ben", "--force")
    return small.root


@pytest.fixture
def small(template, tmp_path) -> SmallClass:
    return SmallClass(template, tmp_path / "course", MID_TERM)


def students(small: SmallClass) -> list[str]:
    with small.gradebook as gradebook:
        return sorted(student.id for student in gradebook.students)


def test_grading_leaves_them_out_and_says_so(small):
    code, out, _ = small.nngrader("grade", MID_TERM, "--force")
    assert code == 0
    assert students(small) == ["ada"]
    said = " ".join(out.split())
    assert "1 submissions" in said
    assert "no longer in the gradebook: ben." in said
    assert f"nngrader grade {MID_TERM} --student ben" in said


def test_nbgrader_leaves_them_out_and_says_so(small):
    log = small.nbgrader("autograde", MID_TERM, "--force")
    assert students(small) == ["ada"]
    assert "no longer in the gradebook: ben" in log


@pytest.mark.parametrize("way", ["nngrader", "nbgrader", "formgrader"])
def test_they_come_back_by_name(small, way):
    if way == "nngrader":
        assert small.nngrader("grade", MID_TERM, "--student", "ben")[0] == 0
    elif way == "nbgrader":
        small.nbgrader("autograde", MID_TERM, "--student=ben", "--force")
    else:
        api = NbGraderAPI(small.course.directory, config=small.course.config)
        assert api.autograde(MID_TERM, "ben")["success"]
    assert students(small) == ["ada", "ben"]
    assert "no longer" not in small.nngrader("grade", MID_TERM)[1]
    assert students(small) == ["ada", "ben"]


def test_they_come_back_with_the_roster(small):
    small.nbgrader("db", "student", "add", "ben")
    out = small.nngrader("grade", MID_TERM)[1]
    assert "no longer" not in out
    assert small.scores()["ben"] == 3


def test_somebody_new_is_no_removed_student(small):
    small.hand_in("cleo")
    small.nngrader("grade", MID_TERM)
    assert students(small) == ["ada", "cleo"]
    # Graded by nbgrader, removed at once:
    small.hand_in("dan")
    small.nbgrader("autograde", MID_TERM)
    assert students(small) == ["ada", "cleo", "dan"]
    small.nbgrader("db", "student", "remove", "dan", "--force")
    small.nbgrader("autograde", MID_TERM, "--force")
    assert students(small) == ["ada", "cleo"]


def test_a_student_of_the_roster_who_was_never_graded(small):
    small.nbgrader("db", "student", "add", "eve")
    small.nngrader("grade", MID_TERM)
    small.nbgrader("db", "student", "remove", "eve", "--force")
    small.hand_in("eve")
    assert "eve" in small.nngrader("grade", MID_TERM)[1]
    assert students(small) == ["ada"]


@pytest.mark.parametrize("way", ["command", "formgrader"])
def test_feedback_does_not_fail_over_what_they_left(small, way):
    if way == "command":
        log = small.nbgrader("generate_feedback", MID_TERM)
    else:
        api = NbGraderAPI(small.course.directory, config=small.course.config)
        answer = api.generate_feedback(MID_TERM)
        assert answer["success"], answer
        log = answer["log"]
    pages = {path.parts[-3] for path in small.grading.glob("feedback/*/*/*.html")}
    assert pages == {"ada"}
    assert "No feedback on mid_term for ben" in log


def test_a_graded_folder_without_a_grade(small):
    """As when the gradebook was deleted, or a submission of it."""
    with small.gradebook as gradebook:
        gradebook.remove_submission(MID_TERM, "ada")
    log = small.nbgrader("generate_feedback", MID_TERM)
    assert "No feedback on mid_term for ada" in log
    small.nngrader("grade", MID_TERM)
    small.nbgrader("generate_feedback", MID_TERM)
    assert list(small.grading.glob("feedback/ada/*/*.html"))
