"""`nbgrader autograde` and formgrader's button run the judge, with what `nngrader grade` keeps."""

from pathlib import Path

import nbformat
import pytest
from fakejudge import FakeExecutor
from faults.broken import unreadable
from nbgrader.apps.api import NbGraderAPI
from needs import need
from smallclass import ASSIGNMENT, SOLUTIONS, SmallClass, make_template

from nngrader.batch.grade_class import grade_class
from nngrader.gradebook.grading import Grading
from nngrader.kernels import shared_servers

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    need("user namespaces")
    return make_template(tmp_path_factory.mktemp("template") / "class")


@pytest.fixture
def small(template, tmp_path) -> SmallClass:
    return SmallClass(template, tmp_path / "course")


@pytest.fixture(scope="module", autouse=True)
def end_of_servers():
    yield
    shared_servers.close_idle()


def press_the_button(small: SmallClass, student: str) -> dict:
    """What formgrader does when somebody clicks on Autograde."""
    api = NbGraderAPI(small.course.directory, config=small.course.config)
    return api.autograde(ASSIGNMENT, student)


def test_the_button_judges(small):
    wrong = {**SOLUTIONS, "step": "def step(z):\n    return z >= 0\n"}
    small.hand_in("ada", wrong)
    assert press_the_button(small, "ada")["success"]
    assert small.grades("ada")["check_step"][0] < 1
    assert small.grades("ada")["check_layer"] == (2, None, False)
    notebook = nbformat.read(small.graded("ada"), as_version=4)
    check = next(c for c in notebook.cells if "check_step" in str(c.metadata))
    verdict = check.outputs[0].data["application/vnd.nngrader.verdict+json"]
    assert verdict["seed"] == small.how("ada")["seed"]


def test_a_batch_goes_on_where_nbgrader_was(small):
    """And the other way round: the folder alone says what is done."""
    small.hand_in("ada")
    small.hand_in("ben")
    press_the_button(small, "ada")
    executor = FakeExecutor()
    report = grade_class(Grading.of(small.course, ASSIGNMENT), executor)
    assert executor.asked == ["ben"]
    assert [result.state for result in report.results] == ["unchanged", "graded"]


def test_manual_grades_survive_the_button(small):
    small.hand_in("ada", {})
    press_the_button(small, "ada")
    with small.gradebook as gradebook:
        grade = gradebook.find_grade("check_step", ASSIGNMENT, ASSIGNMENT, "ada")
        grade.manual_score, grade.needs_manual_grade = 0.5, False
        gradebook.db.commit()
    press_the_button(small, "ada")
    assert small.grades("ada")["check_step"] == (0, 0.5, True)


@pytest.mark.parametrize("name", ["empty", "cut in a string", "Latin-1", "picture", "deep lists"])
def test_what_cannot_be_read_needs_a_person(small, name):
    small.hand_in("ben", content=unreadable(small.released)[name][1])
    answer = press_the_button(small, "ben")
    assert answer["success"]
    assert "ben needs a person" in answer["log"]
    assert set(small.grades("ben").values()) == {(None, None, True)}
    assert small.standings()["ben"].score is None
    assert "could not be graded" in small.graded("ben").read_text()


def test_links_do_not_bring_other_files_into_the_graded_folder(small, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the other students' grades")
    small.hand_in("ada", data__csv="1")
    (small.folder("ada") / "mine.txt").symlink_to(secret)
    assert press_the_button(small, "ada")["success"]
    there = {path.name for path in small.graded("ada").parent.iterdir()}
    assert there == {f"{ASSIGNMENT}.ipynb", "data.csv", "timestamp.txt"}
    assert "mine.txt" in " ".join(small.how("ada")["events"])


def test_the_course_can_say_how_to_judge(small):
    small.course.config.Judge.seed = 12
    small.course.config.Judge.limits = {"cell": 0.5}
    small.hand_in("ada", {**SOLUTIONS, "step": "while True: pass"})
    assert press_the_button(small, "ada")["success"]
    assert small.how("ada")["seed"] == 12
    assert "time limit" in " ".join(small.how("ada")["events"])
    assert small.grades("ada")["check_layer"][0] == 2


def test_servers_are_kept_between_submissions_and_end_when_idle(small, monkeypatch):
    small.hand_in("ada")
    press_the_button(small, "ada")
    pools = dict(shared_servers._pools)
    servers = [server for pool in pools.values() for server in pool._servers.values()]
    assert any(server.alive for server in servers)
    press_the_button(small, "ada")
    assert shared_servers._pools == pools
    shared_servers.close_idle()
    assert not any(server.alive for server in servers)


def test_without_a_sandbox_nothing_is_graded(small, monkeypatch):
    shared_servers.close_idle()
    monkeypatch.setattr("nngrader.kernels.sandbox.why_not", lambda: "no bubblewrap")
    small.hand_in("ada")
    answer = press_the_button(small, "ada")
    assert not answer["success"]
    assert "no bubblewrap" in answer["log"]
    assert small.finished() == set()
    assert small.standings()["ada"].score is None
