"""The gradebook in PostgreSQL, as a course with several graders would have it."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fakejudge import FakeExecutor
from needs import need
from notebooks import PROJECT
from smallclass import ASSIGNMENT, POINTS, SOLUTIONS, SmallClass

from nngrader.batch.grade_class import Report, grade_class
from nngrader.commands import cli
from nngrader.commands.demo_class import Classroom
from nngrader.gradebook.grading import Grading


@pytest.fixture(scope="module")
def server():
    need("postgresql")
    from postgres import postgresql

    with postgresql() as server:
        yield server


@pytest.fixture(scope="module")
def small(server, tmp_path_factory) -> SmallClass:
    """A course whose gradebook is there, with three submissions."""
    folder = Classroom(tmp_path_factory.mktemp("class") / "class").course
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NNBASICS_DB_URL", server.url)
        nbgrader(folder, "generate_assignment", ASSIGNMENT)
        small = SmallClass(folder, folder.parent / "graded")
        assert small.course.database == server.url
        small.hand_in("ada")
        small.hand_in("ben", {})
        small.hand_in("cleo", content=b"")
        yield small


def nbgrader(root: Path, *arguments: str) -> None:
    environment = {
        "NNBASICS_COURSE_ROOT": str(root),
        "JUPYTER_CONFIG_PATH": str(PROJECT / "grading"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    command = [sys.executable, "-m", "nbgrader", *arguments]
    result = subprocess.run(command, env=os.environ | environment, cwd=root, capture_output=True)
    assert result.returncode == 0, result.stderr.decode()


def grade(small: SmallClass, executor: FakeExecutor | None = None, **options) -> Report:
    return grade_class(Grading.of(small.course, ASSIGNMENT), executor or FakeExecutor(), **options)


def states(report: Report) -> dict[str, str]:
    return {result.student: result.state for result in report.results}


def test_a_batch_of_the_command(small, capsys):
    need("user namespaces")
    code = cli.main(["grade", ASSIGNMENT, "--course-root", str(small.root)])
    assert code == 1, capsys.readouterr()
    assert small.scores() == {"ada": POINTS, "ben": 0, "cleo": None}
    assert not (small.grading / "gradebook.db").exists()


def test_scores_and_what_is_missing(small):
    assert states(grade(small, force=True)) == {
        "ada": "graded",
        "ben": "graded",
        "cleo": "needs a person",
    }
    assert small.scores() == {"ada": POINTS, "ben": 0, "cleo": None}
    assert set(small.grades("cleo").values()) == {(None, None, True)}


def test_unchanged_ones_are_left_alone(small):
    grade(small)
    executor = FakeExecutor()
    found = states(grade(small, executor))
    assert (found["ada"], found["cleo"]) == ("unchanged", "needs a person")
    assert executor.asked == []  # what can't be read is not judged again


def test_manual_grades_survive(small):
    grade(small)
    with small.gradebook as gradebook:
        grade_of = gradebook.find_grade("check_step", ASSIGNMENT, ASSIGNMENT, "ben")
        grade_of.manual_score, grade_of.needs_manual_grade = 0.5, False
        gradebook.db.commit()
    grade(small, force=True)
    assert small.grades("ben")["check_step"] == (0, 0.5, True)


def test_nbgraders_other_commands(small):
    grade(small)
    nbgrader(small.root, "generate_feedback", ASSIGNMENT)
    nbgrader(small.root, "export")
    with (small.grading / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert float(rows["ada"]["score"]) == POINTS
    assert (rows["cleo"]["score"], rows["cleo"]["needs_person"]) == ("", "yes")


def test_a_server_that_is_started_again_loses_nothing(small, server):
    """Connections break in the middle of a batch."""
    for number in range(4):
        small.hand_in(f"s{number}", dict(list(SOLUTIONS.items())[:2]))

    def restart(task):
        if task.student == "s1":
            server.stop()
            server.start()

    found = states(grade(small, FakeExecutor(restart, jobs=1)))
    assert [found[f"s{number}"] for number in range(4)] == ["graded"] * 4
    scores = small.scores()
    assert len({scores[f"s{number}"] for number in range(4)}) == 1
