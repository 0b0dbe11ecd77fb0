"""nbgrader's whole loop on the command line, for a class of three and every assignment.

ada has everything right, with code that prints to stderr and warns; ben has half of it
right and makes two well-known mistakes; cleo hands in the notebook as it came.
"""

import ast

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook
from needs import need
from notebooks import SOLUTIONS
from solutions import solution_lines, tells_something

from nngrader import check
from nngrader.checking.verdict import MIME_TYPE
from nngrader.commands.demo import at_once, demo_class, grade, hand_in, hand_out, mistakes_of_ben
from nngrader.commands.demo_class import Classroom, solutions_of
from nngrader.declare.registry import modules

ASSIGNMENTS = [path.parent.name for path in SOLUTIONS]
STUDENTS = ["ada", "ben", "cleo"]

# Written past Python's sys.stderr too, where nothing but the kernel can catch it.
NOISE = """
import os, sys, warnings
print("noise of ada", file=sys.stderr)
warnings.warn("a warning of ada")
os.write(2, b"noise of ada, below Python\\n")
"""


def noisy(source: str) -> str:
    """The same answer, with a function that makes noise whenever it is called."""
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            node.body[1:1] = ast.parse(NOISE).body  # after the docstring
    return ast.unparse(tree)


def exercises_of(assignment: str) -> list:
    return list(next(m for m in modules() if m.assignment == assignment).exercises)


def solutions_for(assignment: str) -> dict[str, str]:
    return solutions_of(next(path for path in SOLUTIONS if path.parent.name == assignment))


def expected_scores(assignment: str, student: str) -> dict[str, float]:
    """What the declarations say that each exercise is worth, for this student's answers."""
    exercises = exercises_of(assignment)
    scores = dict.fromkeys((e.id for e in exercises), 0.0)
    if student == "ada":
        scores = {e.id: e.points for e in exercises}
    if student == "ben":
        scores |= {e.id: e.points for e in exercises[: len(exercises) // 2]}
        scores |= {e.id: check(e.id, m.function).score for e, m in mistakes_of_ben(exercises)}
    return scores


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, dict[str, str]]]:
    """The answer cells of each student, for each assignment."""
    classes = {a: demo_class(exercises_of(a), solutions_for(a)) for a in ASSIGNMENTS}
    answers = {s: {a: dict(classes[a][s]) for a in ASSIGNMENTS} for s in STUDENTS}
    for cells in answers["ada"].values():
        cells.update({exercise: noisy(source) for exercise, source in cells.items()})
    return answers


@pytest.fixture(scope="module")
def classroom(tmp_path_factory, answers) -> Classroom:
    """The class after the whole loop."""
    need("user namespaces")
    classroom = Classroom(tmp_path_factory.mktemp("class"))
    hand_out(classroom, ASSIGNMENTS)
    at_once(lambda student: hand_in(classroom, student, answers[student]), STUDENTS)
    grade(classroom, ASSIGNMENTS)
    for assignment in ASSIGNMENTS:
        at_once(lambda s: classroom.student(s, "fetch_feedback", assignment), STUDENTS)  # noqa: B023
    return classroom


@pytest.fixture
def page(classroom, assignment, student) -> str:
    """The text of the feedback that the student has fetched."""
    pages = list((classroom.home(student) / assignment / "feedback").glob("*/*.html"))
    assert [page.name for page in pages] == [f"{assignment}.html"]
    return BeautifulSoup(pages[0].read_text(encoding="utf-8"), "html.parser").get_text()


def test_every_assignment_is_declared():
    assert [module.assignment for module in modules()] == ASSIGNMENTS


@pytest.mark.parametrize("student", STUDENTS)
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
class TestLoop:
    def test_gradebook_has_the_expected_scores(self, classroom, assignment, student):
        with Gradebook(classroom.database, "nnbasics") as gradebook:
            submission = gradebook.find_submission_notebook(assignment, assignment, student)
            scores = {grade.name: grade.auto_score for grade in submission.grades}
            manual = [grade.name for grade in submission.grades if grade.needs_manual_grade]
        expected = expected_scores(assignment, student)
        assert scores == pytest.approx({f"check_{e}": score for e, score in expected.items()})
        assert manual == []

    def test_export_has_the_scores(self, classroom, assignment, student):
        (row,) = (
            row
            for row in classroom.exported()
            if (row["assignment"], row["student_id"]) == (assignment, student)
        )
        exercises = exercises_of(assignment)
        expected = sum(expected_scores(assignment, student).values())
        assert float(row["score"]) == float(row["raw_score"]) == pytest.approx(expected)
        assert float(row["max_score"]) == pytest.approx(sum(e.points for e in exercises))

    def test_feedback_names_the_mistakes(self, page, assignment, student):
        exercises = exercises_of(assignment)
        made = mistakes_of_ben(exercises) if student == "ben" else []
        said = [m.text for e in exercises for m in e.mistakes if words(m.text) in words(page)]
        assert len(made) == (2 if student == "ben" else 0)
        assert {mistake.text for _, mistake in made} == set(said)

    def test_feedback_shows_the_score(self, page, answers, assignment, student):
        expected = expected_scores(assignment, student)
        assert f": {round(sum(expected.values()), 2):g} of " in page
        untouched = len(expected) - len(answers[student][assignment])
        assert page.lower().count("not started") == 2 * untouched  # in the list, and in its place

    def test_feedback_shows_no_solution(self, page, answers, assignment, student):
        """Besides what the student has written."""
        own = lines("\n".join(answers[student][assignment].values()))
        secret = {
            line
            for source in solution_lines(assignment).values()
            for line in source
            if tells_something(line)
        }
        assert secret - own if student != "ada" else True
        assert not (secret - own) & lines(page)
        assert "SOLUTION" not in page


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_noise_was_heard_and_cost_nothing(classroom, assignment):
    """ada has full marks, see above, and her feedback has what her code wrote."""
    graded = classroom.course / "grading" / "autograded" / "ada" / assignment
    notebook = nbformat.read(graded / f"{assignment}.ipynb", as_version=4)
    checks = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    verdicts = [out.data[MIME_TYPE] for cell in checks for out in cell.outputs]
    assert any("noise of ada" in verdict["output"] for verdict in verdicts)
    assert any("a warning of ada" in " ".join(verdict["warnings"]) for verdict in verdicts)


def words(text: str) -> str:
    """The text with all white space alike."""
    return " ".join(text.split())


def lines(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines()}
