"""An assignment of two notebooks: both are judged, and nothing that is missing is worth 0."""

import csv
import json
from pathlib import Path

import nbformat
import pytest
from fakejudge import FakeExecutor
from needs import need
from smallclass import OWN_ASSIGNMENTS, TWO_PARTS, SmallClass, make_template

from nngrader.batch.grade_class import Report, grade_class
from nngrader.commands.demo_class import solutions_of, write_answers
from nngrader.gradebook.grading import Grading
from nngrader.gradebook.penalties import late_policy
from nngrader.judging.judge import Task

PARTS = {"activations": 2.0, "by_hand": 3.0}  # and their points
GRADERS = ["nngrader grade", "nbgrader autograde"]


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    return make_template(tmp_path_factory.mktemp("template") / "class", TWO_PARTS, OWN_ASSIGNMENTS)


@pytest.fixture
def small(template, tmp_path) -> SmallClass:
    return SmallClass(template, tmp_path / "course", TWO_PARTS)


def hand_in(small: SmallClass, student: str, *parts: str, right: bool = True) -> None:
    """Hand in these parts, with the right answers or with none."""
    folder = small.folder(student)
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text("2026-01-01 10:00:00 UTC")
    for part in parts:
        released = small.root / "exercises" / TWO_PARTS / f"{part}.ipynb"
        (folder / f"{part}.ipynb").write_bytes(released.read_bytes())
        if right:
            solved = solutions_of(small.root / "solutions" / TWO_PARTS / f"{part}.ipynb")
            write_answers(folder / f"{part}.ipynb", solved)


def how(small: SmallClass, student: str, part: str) -> dict:
    path = small.grading / "autograded" / student / TWO_PARTS / f"{part}.ipynb"
    return json.loads(path.read_bytes())["metadata"]["nngrader"]


# ---------------------------------------------------------------- through the commands


@pytest.fixture(scope="module", params=GRADERS)
def graded(template, tmp_path_factory, request) -> tuple[SmallClass, str]:
    """A class of four, graded, with its feedback; and what grading it said."""
    need("user namespaces")
    small = SmallClass(template, tmp_path_factory.mktemp("two") / "course", TWO_PARTS)
    hand_in(small, "ada", *PARTS)
    hand_in(small, "ben", "by_hand")
    hand_in(small, "cleo", *PARTS, right=False)
    hand_in(small, "dan", *PARTS)
    (small.folder("dan") / "activations.ipynb").rename(small.folder("dan") / "two.ipynb")
    if request.param == "nngrader grade":
        code, out, err = small.nngrader("grade", TWO_PARTS)
        assert code == 1  # ben needs a person
        said = out + err
    else:
        said = small.nbgrader("autograde", TWO_PARTS)
    small.nbgrader("generate_feedback", TWO_PARTS)
    return small, said


def test_the_scores_of_both_add_up(graded):
    small, _ = graded
    assert small.scores() == {"ada": 5, "ben": None, "cleo": 0, "dan": 5}
    for part, points in PARTS.items():
        assert sum(auto for auto, _, _ in small.grades("ada", part).values()) == points


def test_a_missing_one_needs_a_person_and_is_no_zero(graded):
    small, said = graded
    assert "ben" in said
    assert "needs a person" in said
    assert "activations.ipynb" in said
    assert set(small.grades("ben", "activations").values()) == {(None, None, True)}
    assert sum(auto for auto, _, _ in small.grades("ben", "by_hand").values()) == 3
    small.nbgrader("export")
    with (small.grading / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert (rows["ben"]["score"], rows["ben"]["needs_person"]) == ("", "yes")
    assert (float(rows["ada"]["score"]), float(rows["ada"]["max_score"])) == (5, 5)


def test_one_is_found_by_its_cells_beside_the_other(graded):
    small, said = graded
    assert "two.ipynb" in said
    assert how(small, "dan", "activations")["handed_in_as"] == ["two"]
    assert "handed_in_as" not in how(small, "dan", "by_hand")


def test_there_is_feedback_on_each(graded):
    small, _ = graded
    pages = {
        student: {p.stem for p in (small.grading / "feedback" / student).rglob("*.html")}
        for student in ("ada", "ben", "dan")
    }
    assert pages == {"ada": set(PARTS), "ben": set(PARTS), "dan": {*PARTS, "two"}}
    page = small.grading / "feedback" / "ben" / TWO_PARTS / "by_hand.html"
    assert "activations.ipynb could not be graded" in page.read_text()  # the one that ben fetches


def test_the_report_has_the_exercises_of_both(graded):
    small, _ = graded
    code, out, _ = small.nngrader("report", TWO_PARTS)
    assert code == 0
    assert "step" in out
    assert "relu" in out
    assert "need a person: ben\n" in out


def test_a_batch_finds_done_what_nbgrader_has_graded(graded):
    small, _ = graded
    code, out, _ = small.nngrader("grade", TWO_PARTS)
    assert code == 1  # for ben
    counts = dict(line.rsplit(maxsplit=1) for line in out.splitlines()[1:4])
    assert {state.strip(): int(count) for state, count in counts.items()} == {
        "graded": 0,
        "unchanged": 3,
        "needs a person": 1,
    }


@pytest.mark.parametrize("part", PARTS)
def test_grade_file_finds_which_notebook_it_is(small, part):
    need("user namespaces")
    hand_in(small, "ada", part)
    path = small.folder("ada") / f"{part}.ipynb"
    for name in (path.name, "mine.ipynb"):
        path = path.rename(path.with_name(name))
        code, out, err = small.nngrader("grade-file", str(path), "--json")
        found = json.loads(out)
        assert (code, found["assignment"], found["notebook"]) == (0, TWO_PARTS, part), err
        assert found["score"] == found["max_score"] == PARTS[part]


# ---------------------------------------------------------------- a batch, without a real judge


def grade(small: SmallClass, engine: FakeExecutor | None = None, **options) -> Report:
    return grade_class(Grading.of(small.course, TWO_PARTS), engine or FakeExecutor(), **options)


def test_a_batch_that_ends_between_two_notebooks_has_kept_neither(small):
    def fail(task: Task) -> None:
        if b"relu" in task.instructor:
            raise KeyboardInterrupt

    hand_in(small, "ada", *PARTS)
    assert grade(small, FakeExecutor(fail)).stopped
    assert small.scores() == {}
    assert not small.folder("ada").parents[2].joinpath("autograded", "ada").exists()
    engine = FakeExecutor()
    assert grade(small, engine).in_order
    assert engine.asked == ["ada", "ada"]
    assert {part: how(small, "ada", part)["fingerprint"] for part in PARTS}


def test_an_error_in_one_fails_the_submission_and_no_other(small):
    def fail(task: Task) -> None:
        if task.student == "ada" and b"relu" in task.instructor:
            raise ZeroDivisionError("oh")

    hand_in(small, "ada", *PARTS)
    hand_in(small, "ben", *PARTS)
    report = grade(small, FakeExecutor(fail))
    assert [(r.student, r.state) for r in report.results] == [("ada", "failed"), ("ben", "graded")]
    assert "ada" not in small.scores()


def test_half_a_graded_folder_is_graded_again(small):
    """As nbgrader leaves one behind that was killed."""
    hand_in(small, "ada", *PARTS)
    grade(small)
    (small.grading / "autograded" / "ada" / TWO_PARTS / "activations.ipynb").unlink()
    engine = FakeExecutor()
    grade(small, engine)
    assert len(engine.asked) == 2


@pytest.mark.parametrize("part", PARTS)
def test_a_change_in_either_is_graded_again(small, part):
    hand_in(small, "ada", *PARTS)
    grade(small)
    path = small.folder("ada") / f"{part}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source += " More."
    nbformat.write(notebook, path)
    assert [r.state for r in grade(small).results] == ["graded"]
    assert [r.state for r in grade(small).results] == ["unchanged"]


def test_a_missing_one_is_named_until_it_is_there(small):
    hand_in(small, "ben", "by_hand")
    for _ in range(2):
        (result,) = grade(small).results
        assert (result.state, result.score) == ("needs a person", None)
        assert result.reason == "There is no activations.ipynb."
    released = small.root / "exercises" / TWO_PARTS / "activations.ipynb"
    (small.folder("ben") / "activations.ipynb").write_bytes(released.read_bytes())
    assert [r.state for r in grade(small).results] == ["graded"]


def test_points_by_hand_for_a_missing_one_settle_it(small):
    hand_in(small, "ben", "by_hand")
    grade(small)
    with small.gradebook as gradebook:
        given = gradebook.find_grade("check_relu", "activations", TWO_PARTS, "ben")
        given.manual_score, given.needs_manual_grade = 0.0, False
        gradebook.db.commit()
    (result,) = grade(small).results
    assert (result.state, result.score) == ("unchanged", 2.0 + 1.0)


def test_both_are_late(small):
    small.course.config.LateSubmissionPlugin.penalty_method = "zero"
    with small.gradebook as gradebook:
        gradebook.update_or_create_assignment(TWO_PARTS, duedate="2025-12-31 10:00:00 UTC")
    hand_in(small, "ada", *PARTS)
    grade(small)
    assert late_policy(small.course.config).enabled
    with small.gradebook as gradebook:
        submission = gradebook.find_submission(TWO_PARTS, "ada")
        assert submission.late_submission_penalty == submission.score > PARTS["by_hand"]


def test_a_notebook_without_points_may_be_missing(small):
    source = small.root / "solutions" / TWO_PARTS / "read_me.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), source)
    with small.gradebook as gradebook:
        gradebook.add_notebook("read_me", TWO_PARTS)
    hand_in(small, "ada", *PARTS)
    assert [r.state for r in grade(small).results] == ["graded"]
    assert [r.state for r in grade(small).results] == ["unchanged"]
