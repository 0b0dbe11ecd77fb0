"""A notebook that was handed in under another name: graded, and its owner gets the feedback."""

import re
import shutil
from pathlib import Path

import commands
import nbformat
import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook
from needs import need
from smallclass import ASSIGNMENT, MID_TERM, OWN_ASSIGNMENTS, SmallClass, make_template

from nngrader.commands.demo_class import Classroom, solutions_of, write_answers
from nngrader.gradebook.gradebook import standings

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

NAME = f"{MID_TERM}.ipynb"
SOURCE = OWN_ASSIGNMENTS / MID_TERM / NAME
RIGHT = {"check_step": 1, "test_double": 2}  # what answers like the instructor's are worth


# ---------------------------------------------------------------- with an exchange


@pytest.fixture(scope="module")
def classroom(tmp_path_factory) -> tuple[Classroom, str]:
    """ada's is found by its cells; ben's the instructor has copied. And what grading said."""
    need("user namespaces")
    classroom = Classroom(tmp_path_factory.mktemp("class"), OWN_ASSIGNMENTS)
    classroom.instructor("generate_assignment", MID_TERM)
    classroom.instructor("release_assignment", MID_TERM)
    for student in ("ada", "ben"):
        classroom.student(student, "fetch_assignment", MID_TERM)
        notebook = classroom.home(student) / MID_TERM / NAME
        write_answers(notebook, solutions_of(SOURCE))
        notebook.rename(notebook.with_name(f"work of {student}.ipynb"))
        classroom.student(student, "submit", MID_TERM)
    classroom.instructor("collect", MID_TERM, "--ExchangeCollect.check_owner=False")
    folder = classroom.course / "grading" / "submitted" / "ben" / MID_TERM
    shutil.copy(folder / "work of ben.ipynb", folder / NAME)
    home = classroom.home("instructor")
    code, out, err = commands.nngrader(home, classroom.course, "grade", MID_TERM)
    assert code == 0, err
    classroom.instructor("generate_feedback", MID_TERM)
    classroom.instructor("release_feedback", MID_TERM)
    for student in ("ada", "ben"):
        classroom.student(student, "fetch_feedback", MID_TERM)
    return classroom, out


def test_it_is_graded_and_said(classroom):
    classroom, said = classroom
    assert "Under another name, by ada: work of ada.ipynb\n" in said
    assert "by ben" not in said  # his is in its place
    with Gradebook(classroom.database, "nnbasics") as gradebook:
        found = standings(gradebook, MID_TERM)
    assert {s: standing.score for s, standing in found.items()} == {"ada": 3, "ben": 3}


@pytest.mark.parametrize("student", ["ada", "ben"])
def test_its_owner_fetches_the_feedback(classroom, student):
    classroom, _ = classroom
    (page,) = (classroom.home(student) / MID_TERM / "feedback").rglob("*.html")
    assert page.name == f"work of {student}.html"
    text = " ".join(BeautifulSoup(page.read_text("utf-8"), "html.parser").get_text().split())
    assert ": 3 of 7" in text
    event = f"By its cells, work of {student}.ipynb is that notebook, and was graded."
    assert (event in text) == (student == "ada")


# ---------------------------------------------------------------- which notebook is taken


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    return make_template(tmp_path_factory.mktemp("template") / "class", MID_TERM, OWN_ASSIGNMENTS)


@pytest.fixture(scope="module", params=["nngrader grade", "nbgrader autograde"])
def small(template, tmp_path_factory, request) -> tuple[SmallClass, str]:
    """Graded: a student for each thing that can be in the folder. And what was said."""
    need("user namespaces")
    small = SmallClass(template, tmp_path_factory.mktemp("names") / "course", MID_TERM)
    others = OWN_ASSIGNMENTS.parents[1] / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    for student in ("alone", "draft", "twice", "two", "other", "link", "whole"):
        mine = small.hand_in(student).with_name("mine.ipynb")
        if student == "whole":  # in its place, with another one beside it
            shutil.copy(small.notebook(student), mine)
            write_answers(mine, {"step": "def step(z): pass"})
            continue
        small.notebook(student).rename(mine)
        if student == "draft":
            notebook = nbformat.read(mine, as_version=4)
            notebook.cells = notebook.cells[:4]
            nbformat.write(notebook, mine.with_name("draft.ipynb"))
            mine.with_name("no notebook.ipynb").write_text("{")
        elif student == "twice":
            shutil.copy(mine, mine.with_name("mine (1).ipynb"))
        elif student == "two":
            shutil.copy(mine, mine.with_name("older.ipynb"))
            write_answers(mine.with_name("older.ipynb"), {"step": "def step(z): pass"})
        elif student == "other":
            shutil.copy(others, mine)  # two of its cells are this assignment's
        elif student == "link":
            mine.unlink()
            mine.symlink_to(small.source)
            shutil.copy(others, mine.with_name("others.ipynb"))
    if request.param == "nngrader grade":
        _, out, err = small.nngrader("grade", MID_TERM)
        said = out + err
    else:
        said = small.nbgrader("autograde", MID_TERM)
    small.nbgrader("generate_feedback", MID_TERM)
    return small, said


@pytest.mark.parametrize(
    ("student", "pages"),
    [
        ("alone", ["mine"]),
        ("draft", ["mine"]),
        ("twice", ["mine", "mine (1)"]),
        ("whole", []),
    ],
)
def test_the_one_that_is_this_assignments_is_taken(small, student, pages):
    small, _ = small
    scores = {name: auto for name, (auto, _, _) in small.grades(student).items()}
    assert {name: scores[name] for name in RIGHT} == RIGHT
    folder = small.grading / "feedback" / student / MID_TERM
    assert sorted(p.stem for p in folder.glob("*.html")) == sorted([*pages, MID_TERM])
    assert {p.name for p in small.graded(student).parent.glob("*.ipynb")} == {NAME}


@pytest.mark.parametrize(
    ("student", "named"),
    [("two", "mine.ipynb, older.ipynb"), ("other", "mine.ipynb"), ("link", "others.ipynb")],
)
def test_else_it_needs_a_person(small, student, named):
    small, said = small
    assert set(small.grades(student).values()) == {(None, None, True)}
    (line, *_) = re.findall(rf"\b{student}:? needs a person.*", said)
    assert named in line
