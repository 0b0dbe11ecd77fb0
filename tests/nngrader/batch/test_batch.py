"""What a batch does with what was handed in and what was judged, without a real judge."""

import csv
import os
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from fakejudge import FakeExecutor
from faults.broken import strange, unreadable
from nbgrader.apps.api import NbGraderAPI
from smallclass import ASSIGNMENT, POINTS, SOLUTIONS, SmallClass, make_template

from nngrader.batch.grade_class import Report, grade_class
from nngrader.gradebook.course import CourseError
from nngrader.gradebook.grading import Grading
from nngrader.limits import Limits
from nngrader.plugins.export import Grades

pytestmark = pytest.mark.filterwarnings("error::sqlalchemy.exc.SAWarning")


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    return make_template(tmp_path_factory.mktemp("template") / "class")


@pytest.fixture
def small(template, tmp_path) -> SmallClass:
    return SmallClass(template, tmp_path / "course")


def grade(small: SmallClass, executor: FakeExecutor | None = None, **options) -> Report:
    settings = {name: options.pop(name) for name in ("sandbox", "limits") if name in options}
    grading = Grading.of(small.course, ASSIGNMENT, **settings)
    return grade_class(grading, executor or FakeExecutor(), **options)


def states(report: Report) -> dict[str, str]:
    return {result.student: result.state for result in report.results}


def half() -> dict[str, str]:
    """Answers to the first exercises only."""
    return dict(list(SOLUTIONS.items())[:4])


# ---------------------------------------------------------------- the usual


def test_a_class_is_graded(small):
    small.hand_in("ada")
    small.hand_in("ben", half())
    small.hand_in("cleo", {})
    report = grade(small)
    assert states(report) == dict.fromkeys(["ada", "ben", "cleo"], "graded")
    assert small.scores() == {r.student: r.score for r in report.results}
    assert small.scores()["ada"] == report.results[0].max_score == POINTS
    assert 0 < small.scores()["ben"] < POINTS
    assert small.scores()["cleo"] == 0
    assert report.in_order


def test_results_come_as_they_are_done(small):
    small.hand_in("ada")
    small.hand_in("ben", content=b"")
    seen, counts = [], []
    grade(small, observe=seen.append, begin=counts.append)
    assert counts == [2]
    assert {(r.student, r.state) for r in seen} == {("ada", "graded"), ("ben", "needs a person")}


def test_only_these_students(small):
    for student in ("ada", "ben", "cleo"):
        small.hand_in(student)
    report = grade(small, students=["ben"])
    assert states(report) == {"ben": "graded"}
    assert small.finished() == {"ben"}


def test_an_unknown_student_is_an_error(small):
    small.hand_in("ada")
    with pytest.raises(CourseError, match="by: zoe"):
        grade(small, students=["ada", "zoe"])


def test_nothing_handed_in(small):
    assert grade(small).results == []


def test_one_secret_seed_for_all(small):
    for student in ("ada", "ben"):
        small.hand_in(student)
    report = grade(small)
    assert {small.how(student)["seed"] for student in ("ada", "ben")} == {report.seed}
    assert grade(small, force=True).seed != report.seed


def test_few_submissions_are_held_at_a_time(small):
    for number in range(12):
        small.hand_in(f"s{number}")
    executor = FakeExecutor(jobs=2)
    done, held = [], []

    def observe(result):
        done.append(result)
        held.append(len(executor.asked) - len(done))

    grade(small, executor, observe=observe)
    assert len(executor.asked) == 12
    assert max(held) < 4


# ---------------------------------------------------------------- unchanged, and not


def test_unchanged_submissions_are_left_alone(small):
    small.hand_in("ada")
    small.hand_in("ben", half())
    before = grade(small)
    stamps = {s: small.graded(s).stat().st_mtime_ns for s in ("ada", "ben")}
    executor = FakeExecutor()
    report = grade(small, executor)
    assert executor.asked == []
    assert states(report) == {"ada": "unchanged", "ben": "unchanged"}
    assert [r.score for r in report.results] == [r.score for r in before.results]
    assert {s: small.graded(s).stat().st_mtime_ns for s in ("ada", "ben")} == stamps
    assert report.in_order


def more_text(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source += "\n\nA word more."
    nbformat.write(notebook, path)


CHANGES = {
    "the notebook": lambda small: small.hand_in("ada", half(), data__csv="1"),
    "a file beside it": lambda small: (small.folder("ada") / "data.csv").write_text("2"),
    "a new file": lambda small: (small.folder("ada") / "more.csv").write_text("2"),
    "the time": lambda small: small.hand_in("ada", when="2026-01-02 10:00:00 UTC"),
    "the instructor's notebook": lambda small: more_text(small.source),
    "the instructor's files": lambda small: (small.source.parent / "data.csv").write_text("3"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_graded_again(small, change):
    small.hand_in("ada", data__csv="1")
    grade(small)
    CHANGES[change](small)
    assert states(grade(small)) == {"ada": "graded"}
    assert states(grade(small)) == {"ada": "unchanged"}


def test_another_grader_grades_again(small, monkeypatch):
    small.hand_in("ada")
    grade(small)
    monkeypatch.setattr("nngrader.gradebook.fingerprint.grader_digest", lambda courses: "another")
    assert states(grade(small)) == {"ada": "graded"}


@pytest.mark.parametrize("options", [{"sandbox": False}, {"limits": Limits(cell=60)}])
def test_other_settings_grade_again(small, options):
    small.hand_in("ada")
    grade(small)
    assert states(grade(small, **options)) == {"ada": "graded"}


def test_a_new_gradebook_grades_again(small, template):
    small.hand_in("ada")
    grade(small)
    empty = (template / "grading" / "gradebook.db").read_bytes()
    (small.grading / "gradebook.db").write_bytes(empty)
    assert states(grade(small)) == {"ada": "graded"}
    assert small.scores() == {"ada": POINTS}


def test_force_grades_again_and_keeps_what_a_person_gave(small):
    small.hand_in("ada", half())
    grade(small)
    with small.gradebook as gradebook:
        given = gradebook.find_grade("check_layer", ASSIGNMENT, ASSIGNMENT, "ada")
        given.manual_score, given.needs_manual_grade = 0.5, False
        gradebook.db.commit()
    before = small.scores()["ada"]
    assert states(grade(small, force=True)) == {"ada": "graded"}
    _, manual, flagged = small.grades("ada")["check_layer"]
    assert manual == 0.5
    assert flagged  # for a person to look at it again, as nbgrader does
    assert small.scores()["ada"] == before


# ---------------------------------------------------------------- what can't be graded


def test_a_submission_that_cannot_be_read_has_no_score(small):
    small.hand_in("ada")
    original = small.hand_in("ben", content=b'{"cells": [')
    report = grade(small)
    assert states(report) == {"ada": "graded", "ben": "needs a person"}
    assert "cut off" in report.results[1].reason
    assert not report.in_order
    assert original.read_bytes() == b'{"cells": ['
    assert set(small.grades("ben").values()) == {(None, None, True)}
    assert small.scores() == {"ada": POINTS, "ben": None}


@pytest.mark.parametrize("kind", ["missing", "folder", "link"])
def test_a_file_that_is_no_notebook(small, kind, tmp_path):
    small.hand_in("ada")
    path = small.hand_in("ben")
    elsewhere = path.rename(tmp_path / "elsewhere.ipynb")
    if kind == "folder":
        path.mkdir()
        (path / "data.csv").write_text("1")
    elif kind == "link":
        path.symlink_to(elsewhere)
    report = grade(small)
    assert states(report) == {"ada": "graded", "ben": "needs a person"}
    wanted = {"folder": "folder", "link": "link"}
    assert wanted.get(kind, "There is no") in report.results[1].reason


def test_a_whole_folder_that_is_a_link_is_not_followed(small):
    small.hand_in("ada")
    small.folder("ben").parent.symlink_to(small.folder("ada").parent)
    report = grade(small)
    assert states(report) == {"ada": "graded", "ben": "needs a person"}
    assert small.scores()["ben"] is None


def test_every_broken_notebook_is_reported_and_stops_nobody(small):
    broken = unreadable(small.released)
    for number, (_, content) in enumerate(broken.values()):
        small.hand_in(f"s{number:02}", content=content)
    small.hand_in("ada")
    report = grade(small)
    found = states(report)
    assert found.pop("ada") == "graded"
    assert set(found.values()) == {"needs a person"}
    assert len(found) == len(broken)
    assert all(result.reason for result in report.results if result.student != "ada")


def test_strange_notebooks_are_graded(small):
    good = small.hand_in("ada").read_bytes()
    for number, content in enumerate(strange(good).values()):
        small.hand_in(f"s{number:02}", content=content)
    report = grade(small)
    assert set(states(report).values()) == {"graded"}
    assert set(small.scores().values()) == {POINTS}


def test_it_is_named_until_a_person_has_graded_it(small):
    small.hand_in("ben", content=b"")
    grade(small)
    stamp = small.graded("ben").stat().st_mtime_ns
    again = grade(small)
    assert states(again) == {"ben": "needs a person"}
    assert again.results[0].reason == "The file is empty."
    assert small.graded("ben").stat().st_mtime_ns == stamp  # nothing new to write
    with small.gradebook as gradebook:
        row = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, "ben")
        for given in row.grades:
            given.manual_score, given.needs_manual_grade = 1.0, False
        gradebook.db.commit()
    report = grade(small)
    assert states(report) == {"ben": "unchanged"}
    assert report.results[0].score == len(SOLUTIONS)
    assert report.in_order


def comment(small: SmallClass, student: str, exercise: str) -> str:
    with small.gradebook as gradebook:
        return gradebook.find_comment(exercise, ASSIGNMENT, ASSIGNMENT, student).auto_comment


def test_a_person_finds_the_reason(small):
    """In the notebook that formgrader shows, and beside the scores to be given."""
    small.hand_in("ben", content=b"")
    grade(small)
    first = nbformat.read(small.graded("ben"), as_version=4).cells[0]
    assert "could not be graded" in first.source
    assert "The file is empty." in first.source
    assert "The file is empty." in comment(small, "ben", "step")


def test_what_stands_in_for_it_holds_no_solution(small):
    small.hand_in("ben", content=b"")
    grade(small)
    text = small.graded("ben").read_text()
    assert "SOLUTION" not in text
    assert text.count("NotImplementedError") == len(SOLUTIONS)


def test_a_reason_is_not_markup(small):
    small.hand_in("ben", content=b"{\n<script>alert(1)</script>\n}")
    report = grade(small)
    assert "<script>" in report.results[0].reason
    assert "<script>" not in nbformat.read(small.graded("ben"), as_version=4).cells[0].source
    assert "<script>" not in comment(small, "ben", "step")


def test_an_error_of_the_grader_is_reported_and_tried_again(small):
    def fail(task):
        if task.student == "ben":
            raise ZeroDivisionError("oh")

    small.hand_in("ada")
    small.hand_in("ben")
    report = grade(small, FakeExecutor(fail))
    assert states(report) == {"ada": "graded", "ben": "failed"}
    assert "ZeroDivisionError" in report.results[1].reason
    assert "raise ZeroDivisionError" in report.results[1].details
    assert not report.in_order
    assert states(grade(small)) == {"ada": "unchanged", "ben": "graded"}


# ---------------------------------------------------------------- files


def test_files_come_along_and_the_instructors_win(small):
    (small.source.parent / "data.csv").write_text("the instructor's")
    small.hand_in("ada", data__csv="ada's", notes__txt="hers")
    folder = small.folder("ada")
    (folder / ".hidden").write_text("x")
    (folder / "sub").mkdir()
    (folder / "sub" / "deep.txt").write_text("deep")
    (folder / "link.txt").symlink_to(small.grading / "gradebook.db")
    (folder / "linked").symlink_to(small.grading)
    os.mkfifo(folder / "pipe")
    tasks = []
    grade(small, FakeExecutor(tasks.append))
    files = {name: data.decode() for name, data in tasks[0].files.items()}
    files.pop("timestamp.txt")
    wanted = {"data.csv": "the instructor's", "notes.txt": "hers", "sub/deep.txt": "deep"}
    assert files == wanted
    graded = small.graded("ada").parent
    there = {p.relative_to(graded).as_posix() for p in graded.rglob("*") if p.is_file()}
    assert there == {*wanted, "timestamp.txt", f"{ASSIGNMENT}.ipynb"}
    events = " ".join(small.how("ada")["events"])
    assert all(name in events for name in ("link.txt", "linked", "pipe"))


def test_too_many_bytes_are_left_out(small):
    small.hand_in("ada", big__txt="x" * 2000, small__txt="y")
    tasks = []
    grade(small, FakeExecutor(tasks.append), limits=Limits(files=1000))
    assert {"small.txt", "timestamp.txt"} == set(tasks[0].files)
    assert "big.txt" in " ".join(small.how("ada")["events"])


def test_too_many_files_are_left_out(small):
    small.hand_in("ada", a__txt="1", b__txt="2", c__txt="3")
    tasks = []
    grade(small, FakeExecutor(tasks.append), limits=Limits(file_count=2))
    assert {"a.txt", "b.txt"} == set(tasks[0].files)
    assert "c.txt was left out: there are more than 2 files" in " ".join(small.how("ada")["events"])


def test_so_many_other_notebooks_are_looked_at(small):
    path = small.hand_in("ada")
    path.rename(path.with_name("mine.ipynb"))
    path.with_name("a.ipynb").write_text("{")
    assert states(grade(small, limits=Limits(other_notebooks=1))) == {"ada": "needs a person"}
    assert states(grade(small, limits=Limits(other_notebooks=2))) == {"ada": "graded"}


def test_graded_files_are_read_only_as_nbgraders_are(small):
    small.hand_in("ada", data__csv="1")
    grade(small)
    modes = {p.stat().st_mode & 0o777 for p in small.graded("ada").parent.iterdir()}
    assert modes == {0o444}


def test_a_course_for_a_group(small):
    small.hand_in("ada")
    small.course.directory.groupshared = True
    grade(small)
    assert small.graded("ada").stat().st_mode & 0o777 == 0o664
    assert small.graded("ada").parent.stat().st_mode & 0o2770 == 0o2770


# ---------------------------------------------------------------- the gradebook


def test_nbgrader_shows_who_needs_a_person(small):
    small.hand_in("ada")
    small.hand_in("ben", content=b"")
    grade(small)
    api = NbGraderAPI(small.course.directory, config=small.course.config)
    found = {s["student"]: s for s in api.get_submissions(ASSIGNMENT)}
    assert found["ben"]["needs_manual_grade"]
    assert not found["ada"]["needs_manual_grade"]
    assert found["ada"]["autograded"]
    assert found["ada"]["score"] == POINTS


def exported(small: SmallClass) -> dict[str, dict[str, str]]:
    path = small.root / "grades.csv"
    with small.gradebook as gradebook:
        Grades(to=str(path), config=small.course.config).export(gradebook)
    with path.open(newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def test_the_export_has_no_silent_zero(small):
    small.hand_in("ada", half())
    small.hand_in("ben", content=b"")
    grade(small)
    with small.gradebook as gradebook:
        gradebook.add_student("dan", last_name="Dee, Jr.")
    rows = exported(small)
    ada, ben, dan = (rows[student] for student in ("ada", "ben", "dan"))
    assert 0 < float(ada["score"]) == float(ada["raw_score"]) < POINTS
    assert (ben["score"], ben["raw_score"], ben["needs_person"]) == ("", "", "yes")
    assert (float(dan["score"]), dan["needs_person"], dan["last_name"]) == (0, "no", "Dee, Jr.")
    assert {float(row["max_score"]) for row in rows.values()} == {POINTS}


def test_late_submissions_lose_what_the_course_says(small):
    small.course.config.LateSubmissionPlugin.penalty_method = "zero"
    with small.gradebook as gradebook:
        gradebook.find_assignment(ASSIGNMENT).duedate = datetime(2026, 1, 2)
        gradebook.db.commit()
    small.hand_in("ada", when="2026-01-01 10:00:00 UTC")
    small.hand_in("ben", when="2026-01-03 10:00:00 UTC")
    small.hand_in("cleo", when="")
    small.hand_in("dan", when="tomorrow or so")
    grade(small)
    rows = exported(small)
    scores = {student: float(row["score"]) for student, row in rows.items()}
    assert scores == {"ada": POINTS, "ben": 0, "cleo": POINTS, "dan": POINTS}
    assert rows["ben"]["raw_score"] == str(POINTS)
    assert "tomorrow" in " ".join(small.how("dan")["events"])


def test_students_who_are_not_enrolled(small):
    small.hand_in("ada")
    small.course.autograde.create_student = False
    report = grade(small)
    assert states(report) == {"ada": "failed"}
    assert "No such student: ada" in report.results[0].reason
    assert small.scores() == {}


def test_an_assignment_that_is_not_in_the_gradebook(small):
    small.hand_in("ada")
    with small.gradebook as gradebook:
        gradebook.remove_assignment(ASSIGNMENT)
    with pytest.raises(CourseError, match="not in the gradebook"):
        grade(small)


def test_a_gradebook_that_knows_an_older_version(small):
    notebook = nbformat.read(small.source, as_version=4)
    check = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade"))
    check.metadata.nbgrader.points = 99
    nbformat.write(notebook, small.source)
    small.hand_in("ada")
    with pytest.raises(CourseError, match="older version"):
        grade(small)


def test_an_assignment_that_does_not_exist(small):
    with pytest.raises(CourseError, match="can't be read"):
        Grading.of(small.course, "09_nothing")


def test_an_interrupted_batch_says_so_and_goes_on_later(small):
    def interrupt(result):
        raise KeyboardInterrupt

    for student in ("ada", "ben", "cleo"):
        small.hand_in(student)
    report = grade(small, observe=interrupt)
    assert "interrupted" in report.stopped
    assert not report.in_order
    done = small.finished()
    assert len(done) == 1
    executor = FakeExecutor()
    assert len(grade(small, executor).results) == 3
    assert set(executor.asked) == {"ada", "ben", "cleo"} - done
