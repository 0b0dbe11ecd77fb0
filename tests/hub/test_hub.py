"""A class on a hub, from release to feedback, and what students can't do there.

Everybody has a Unix account, as in a real class: the accounts exist for this test alone.
tests/browser/test_class_on_hub.py goes through the hub of `make hub`, which has none.
"""

import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hubs
import pytest
import requests
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook
from needs import need
from notebooks import PROJECT

from nngrader.commands.demo_class import solutions_of, write_answers

ASSIGNMENT = "01_weights_and_bias"
NOTEBOOK = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
PASSWORD = "the password of all"
PEOPLE = {
    "nnbasics-instructors": ["teacher"],
    "nnbasics-students": ["ada", "ben"],
    "": ["nnbasics-grader", "stranger"],
}


@pytest.fixture(scope="module")
def hub() -> Iterator[hubs.Hub]:
    """A hub whose people have accounts of their own."""
    for name in ("root", "hub proxy", "user namespaces"):
        need(name)
    # Not pytest's folder: nobody but its owner may go into that.
    folder = Path(tempfile.mkdtemp(prefix="hub-"))
    folder.chmod(0o755)
    try:
        accounts = hubs.with_accounts(folder, PEOPLE, PASSWORD)
        hub = hubs.start(folder, "jupyterhub_config.py", accounts)
        try:
            yield hub
        finally:
            hub.stop()
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def people(hub: hubs.Hub) -> dict[str, hubs.Person]:
    """The instructor and two students, and the students' servers."""
    people = {name: hub.person(name, PASSWORD) for name in ("teacher", "ada", "ben")}
    hubs.start_servers(people["ada"], people["ben"])
    return people


@pytest.fixture(scope="module")
def graded(hub: hubs.Hub, people: dict[str, hubs.Person]) -> str:
    """The whole loop. Returns what the instructor saw of `nngrader grade`.

    ada has everything right. ben hands in the notebook as it came, first under his name and
    then, later than ada, under hers.
    """
    teacher, ada, ben = (people[name] for name in ("teacher", "ada", "ben"))
    teacher.formgrader("assign", ASSIGNMENT)
    teacher.formgrader("release", ASSIGNMENT)
    for student in (ada, ben):
        student.assignments("fetch", ASSIGNMENT)
    write_answers(
        hub.folder / "homes" / "ada" / "exercises" / NOTEBOOK,
        solutions_of(PROJECT / "solutions" / NOTEBOOK),
    )
    for student in (ada, ben):
        student.assignments("submit", ASSIGNMENT)
    assert ben.terminal(f"nbgrader submit {ASSIGNMENT} --student=ada")[0] == 0
    teacher.formgrader("collect", ASSIGNMENT)
    code, said = teacher.terminal(f"nngrader grade {ASSIGNMENT}", hubs.COURSE)
    assert code == 0, said
    teacher.formgrader("generate_feedback", ASSIGNMENT)
    teacher.formgrader("release_feedback", ASSIGNMENT)
    for student in (ada, ben):
        student.assignments("fetch_feedback", ASSIGNMENT)
    return said


def test_the_gradebook_has_everybodys_own_work(hub, graded):
    database = f"sqlite:///{hub.folder}/course/grading/gradebook.db"
    with Gradebook(database, "nnbasics") as gradebook:
        found = {
            student: gradebook.find_submission(ASSIGNMENT, student) for student in ("ada", "ben")
        }
        most = found["ada"].max_score
        assert {student: each.score for student, each in found.items()} == {"ada": most, "ben": 0}
    assert "graded" in graded and "2" in graded


@pytest.mark.parametrize("student", ["ada", "ben"])
def test_feedback_comes_back(hub, graded, student):
    fetched = hub.folder / "homes" / student / "exercises" / ASSIGNMENT / "feedback"
    (page,) = fetched.glob("*/*.html")
    text = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").get_text()
    assert ("not started" in text.lower()) == (student == "ben")
    assert page.stat().st_uid == fetched.parents[2].stat().st_uid


def test_nobody_else_comes_in(hub):
    assert requests.get(hub.url, timeout=30).url.startswith(f"{hub.url}/hub/login")
    with pytest.raises(PermissionError):
        hub.person("ada", "another password")
    with pytest.raises(PermissionError):
        hub.person("stranger", PASSWORD)  # an account of the machine, but in no group


def test_people_come_to_where_they_work(people):
    assert people["teacher"].first_page == "/services/nnbasics/lab"
    assert "nnbasics" not in people["ada"].first_page


def test_instructors_alone_come_to_the_course(people):
    gradebook = f"{hubs.COURSE}/formgrader/gradebook"
    assert people["teacher"].ask("GET", gradebook).ok
    assert people["ada"].ask("GET", gradebook).status_code == 403
    assert people["ada"].ask("GET", "/user/ben/api/contents").status_code in (403, 404)
    # Nor is there a formgrader in a student's own server.
    assert people["ada"].ask("GET", "/user/ada/formgrader/").status_code == 404


def test_students_find_the_lessons(hub, people):
    home = hub.folder / "homes" / "ada"
    for kind in ("*.ipynb", "quizzes/*.toml"):
        lessons = sorted(path.name for path in (PROJECT / "course").glob(kind))
        assert lessons
        assert sorted(path.name for path in (home / "course").glob(kind)) == lessons


# What ada tries in her terminal, each as a shell command in the class's folder.
ALLOWED = {
    "read what was handed out": f"cat exchange/nnbasics/outbound/{NOTEBOOK}",
    "read her own work": f"cat ~/exercises/{NOTEBOOK}",
    "check an answer": "python -c 'import nngrader'",
}
FORBIDDEN = {
    "read the gradebook": "cat course/grading/gradebook.db",
    "read the solutions": f"cat course/solutions/{NOTEBOOK}",
    "look into the course": "ls course",
    "read a collected submission": f"cat course/grading/submitted/ben/{NOTEBOOK}",
    "read a graded submission": f"cat course/grading/autograded/ben/{NOTEBOOK}",
    "see who has submitted": "ls exchange/nnbasics/inbound",
    "read another's submission": "cat exchange/nnbasics/inbound/ben+*/*.ipynb",
    "read another's home": f"cat homes/ben/exercises/{NOTEBOOK}",
    "see all feedback": "ls exchange/nnbasics/feedback",
    "change what was handed out": f"echo > exchange/nnbasics/outbound/{NOTEBOOK}",
    "add an assignment": "mkdir exchange/nnbasics/outbound/02_mine",
    "take the exchange away": "mv exchange/nnbasics exchange/mine",
    "take a submission away": "mv exchange/nnbasics/inbound/{submission} ~",
    "rename a submission": "cd exchange/nnbasics/inbound && mv {submission} ben+other",
    "read the hub's database": "cat state/jupyterhub.sqlite",
    "read the key of the cookies": "cat state/cookie_secret",
    "read the environment of the hub": "cat /proc/1/environ",
    "change the grader": f"touch {PROJECT}/grading/nngrader/mine.py",
    "change the lessons of all": f"touch {PROJECT}/course/mine.ipynb",
    "become the grader": "setpriv --reuid nnbasics-grader --clear-groups true",
}


def test_what_students_can_do(hub, people, graded):
    (submission,) = (path.name for path in hub.folder.glob("exchange/*/inbound/ben+*"))
    home = hub.folder / "homes" / "ada"
    lines = [
        f"(cd {hub.folder} && {command.replace('{submission}', shlex.quote(submission))}) "
        f'>/dev/null 2>&1 && echo "{name}"'
        for name, command in (ALLOWED | FORBIDDEN).items()
    ]
    (home / "tries.sh").write_text("\n".join(lines))
    people["ada"].terminal("bash ~/tries.sh > ~/did.txt")
    assert (home / "did.txt").read_text().splitlines() == list(ALLOWED)
