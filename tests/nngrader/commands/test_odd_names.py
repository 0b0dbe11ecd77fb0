"""An assignment and students whose names have spaces, quotes and letters, all the way through."""

import csv
import json
import shlex
import shutil
from pathlib import Path

import commands
import nbformat
import pytest
from bs4 import BeautifulSoup
from needs import need
from smallclass import MID_TERM, OWN_ASSIGNMENTS, cell

from nngrader.commands.demo_class import Classroom, solutions_of, write_answers

ASSIGNMENT = "Mid term (A)"
STUDENTS = ["a b", "müller.jo", "o'neil@uni.example"]
HIDDEN = ".hidden"
WHY = "Lines of lines are lines."


def written(room: Classroom, student: str) -> Path:
    """The student's own copy, with all answered."""
    path = room.home(student) / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    write_answers(path, solutions_of(room.course / "solutions" / ASSIGNMENT / path.name))
    return path


def lose_marks(path: Path) -> None:
    """The text's cell comes back from another program; the imports were moved to the end."""
    notebook = nbformat.read(path, as_version=4)
    why = cell(notebook, "why")
    why.source, why.id = WHY, "new"
    del why.metadata["nbgrader"]
    setup = cell(notebook, "setup")
    notebook.cells.remove(setup)
    notebook.cells.append(setup)
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Classroom:
    """Generated, released, handed in and collected by nbgrader's commands."""
    need("user namespaces")
    solutions = tmp_path_factory.mktemp("own") / "solutions"
    shutil.copytree(OWN_ASSIGNMENTS / MID_TERM, solutions / ASSIGNMENT)
    (solutions / ASSIGNMENT / f"{MID_TERM}.ipynb").rename(
        solutions / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    )
    room = Classroom(tmp_path_factory.mktemp("odd") / "class", solutions)
    room.instructor("generate_assignment", ASSIGNMENT)
    room.instructor("release_assignment", ASSIGNMENT)
    for student in STUDENTS:
        room.student(student, "fetch_assignment", ASSIGNMENT)
        path = written(room, student)
        if student == STUDENTS[0]:
            lose_marks(path)
        room.student(student, "submit", ASSIGNMENT)
    room.instructor("collect", ASSIGNMENT, "--ExchangeCollect.check_owner=False")
    submitted = room.course / "grading" / "submitted"
    shutil.copytree(submitted / STUDENTS[1], submitted / HIDDEN)
    return room


@pytest.fixture(scope="module")
def graded(room) -> tuple[int, str, str]:
    """What `nngrader grade` said."""
    return nngrader(room, "grade", ASSIGNMENT)


def nngrader(room: Classroom, *arguments: str) -> tuple[int, str, str]:
    return commands.nngrader(room.home("instructor"), room.course, *arguments)


def test_all_are_graded_and_a_skipped_folder_is_named(room, graded):
    code, out, err = graded
    assert f"{ASSIGNMENT}: {len(STUDENTS)} submissions" in out, err
    assert f"Skipped: {HIDDEN}. The name of the folder begins with a dot" in out
    assert code == 1  # not everything was graded
    assert f"points by hand are open: {', '.join(STUDENTS)}" in out
    code, _, err = nngrader(room, "grade", ASSIGNMENT, "--student", HIDDEN)
    assert code == 2
    assert err.startswith(f"{HIDDEN}: The name of the folder begins with a dot")


def test_a_text_without_marks_waits_for_a_person_and_moved_imports_cost_nothing(room, graded):
    folder = room.course / "grading" / "autograded" / STUDENTS[0] / ASSIGNMENT
    notebook = nbformat.read(folder / f"{ASSIGNMENT}.ipynb", as_version=4)
    assert cell(notebook, "why").source == WHY
    events = " ".join(notebook.metadata["nngrader"]["events"])
    assert "“why”. It was recognized by its place" in events
    assert "The locked cell “setup” stood" in events
    rows = exported(room, "nngrader.plugins.export.Grades")
    assert [row["needs_person"] for row in rows] == ["yes"] * len(STUDENTS)
    data = json.loads(nngrader(room, "grade-file", str(handed_in(room)), "--json")[1])
    assert data["assignment"] == ASSIGNMENT
    assert data["verdicts"]["step"]["score"] == data["verdicts"]["step"]["max_score"]


def handed_in(room: Classroom) -> Path:
    folder = room.course / "grading" / "submitted" / STUDENTS[0] / ASSIGNMENT
    return folder / f"{ASSIGNMENT}.ipynb"


def exported(room: Classroom, exporter: str) -> list[dict[str, str]]:
    to = room.home("instructor") / "out.csv"
    room.instructor("export", f"--exporter={exporter}", f"--to={to}")
    with to.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_exports_name_everybody(room, graded):
    rows = exported(room, "nngrader.plugins.export.Grades")
    assert sorted(row["student_id"] for row in rows) == STUDENTS
    assert {row["assignment"] for row in rows} == {ASSIGNMENT}
    rows = exported(room, "nngrader.plugins.lms.Canvas")
    assert sorted(row["SIS Login ID"] for row in rows[1:]) == STUDENTS
    assert ASSIGNMENT in rows[0]


def test_autograde_by_nbgrader_and_feedback(room, graded):
    room.instructor("autograde", ASSIGNMENT, "--force")
    room.instructor("generate_feedback", ASSIGNMENT)
    pages = {path.parts[-3]: path for path in room.feedback()}
    assert sorted(pages) == STUDENTS
    for path in pages.values():
        page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        ids = [each["id"] for each in page.find_all(id=True)]
        assert not [each for each in ids if " " in each]
        links = [a["href"][1:] for a in page.find_all("a", href=True) if a["href"][:1] == "#"]
        names = [each["name"] for each in page.find_all("a", attrs={"name": True})]
        assert links and set(links) <= {*ids, *names}


def test_the_report_links_to_each_assignment(room, graded, tmp_path):
    code, _, err = nngrader(room, "report", ASSIGNMENT, "--html", str(tmp_path / "r.html"))
    assert code == 0, err
    page = BeautifulSoup((tmp_path / "r.html").read_text("utf-8"), "html.parser")
    assert page.find("section", class_="assignment")["id"] == "assignment-1"
    text = page.get_text()
    assert all(student in text for student in STUDENTS)


def test_commands_that_are_advised_can_be_pasted(room, graded):
    """The gradebook knows another version: what to run is said so that a shell takes it."""
    source = room.course / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    before = source.read_bytes()
    notebook = nbformat.read(source, as_version=4)
    cell(notebook, "why").metadata.nbgrader.points = 17
    nbformat.write(notebook, source)
    code, _, err = nngrader(room, "grade", ASSIGNMENT)
    source.write_bytes(before)
    assert code == 2
    advised = err[err.index("nbgrader generate_assignment") :].splitlines()[0]
    assert shlex.split(advised)[2] == ASSIGNMENT
