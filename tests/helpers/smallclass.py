"""Classes to grade: a course with submissions, quickly made, and what became of them.

nbgrader's `generate_assignment` takes seconds, so it is done once for each worker of pytest,
and every class is a copy of that.
"""

import json
import secrets
import shutil
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import commands
import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from notebooks import PROJECT

from nngrader.commands.demo_class import Classroom, solutions_of, write_answers
from nngrader.declare.registry import modules
from nngrader.gradebook.course import Course
from nngrader.gradebook.gradebook import Standing, standings

ASSIGNMENT = "01_weights_and_bias"
SOURCE = PROJECT / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
SOLUTIONS = solutions_of(SOURCE)
POINTS = float(sum(e.points for m in modules() if m.assignment == ASSIGNMENT for e in m.exercises))
# An assignment of an instructor's own: a check, a test, and a question for a person.
OWN_ASSIGNMENTS = PROJECT / "tests" / "assignments"
MID_TERM = "mid_term"
TWO_PARTS = "two_parts"  # two notebooks: by_hand and activations
WRONG = {"step": "def step(z):\n    return z >= 0\n"}


class SmallClass:
    """A course in a folder of its own, with whatever is handed in there."""

    def __init__(self, template: Path, folder: Path, assignment: str = ASSIGNMENT) -> None:
        shutil.copytree(template, folder)
        self.assignment = assignment
        self.root = folder
        self.grading = folder / "grading"

    @cached_property
    def course(self) -> Course:
        """The course as nbgrader is configured there."""
        return Course.load(self.root)

    @cached_property
    def solutions(self) -> dict[str, str]:
        """The instructor's answers, as they were when the class was made."""
        return solutions_of(self.source)

    @property
    def source(self) -> Path:
        """The instructor's notebook."""
        return self.root / "solutions" / self.assignment / f"{self.assignment}.ipynb"

    @property
    def released(self) -> bytes:
        """The notebook as students get it."""
        return (self.root / "exercises" / self.assignment / f"{self.assignment}.ipynb").read_bytes()

    def edit_source(self, edit: Callable[[NotebookNode], object]) -> None:
        """Change the instructor's notebook: ``edit`` is called with it."""
        notebook = nbformat.read(self.source, as_version=4)
        edit(notebook)
        nbformat.write(notebook, self.source)

    @property
    def home(self) -> Path:
        """Where the instructor's commands run."""
        home = self.root.parent / f"instructor of {self.root.name}"
        home.mkdir(exist_ok=True)
        return home

    def configure(self, text: str) -> None:
        """Lines for the instructor's own nbgrader_config.py, which comes before the course's."""
        (self.home / "nbgrader_config.py").write_text(f"c = get_config()\n{text}\n")

    def nbgrader(self, *arguments: str) -> str:
        """Run this command of nbgrader's as the instructor. Returns what it wrote."""
        code, output = commands.nbgrader(self.home, self.root, *arguments)
        assert code == 0, output
        return output

    def nngrader(self, *arguments: str) -> tuple[int, str, str]:
        """Run our command as the instructor: its exit code, what it printed and complained of."""
        return commands.nngrader(self.home, self.root, *arguments)

    def grade_by_hand(self, student: str, **points: float | None) -> None:
        """Give points as formgrader does; None takes them back."""
        with self.gradebook as gradebook:
            for name, given in points.items():
                grade = gradebook.find_grade(name, self.assignment, self.assignment, student)
                grade.manual_score = given
                grade.needs_manual_grade = given is None and grade.auto_score is None
            gradebook.db.commit()

    def folder(self, student: str) -> Path:
        """Where the student's submission is."""
        return self.grading / "submitted" / student / self.assignment

    def notebook(self, student: str) -> Path:
        """The submitted notebook."""
        return self.folder(student) / f"{self.assignment}.ipynb"

    def hand_in(
        self,
        student: str,
        answers: dict[str, str] | None = None,
        content: bytes | None = None,
        when: str = "2026-01-01 10:00:00 UTC",
        **files: str,
    ) -> Path:
        """Hand in answers (default: all right), or any bytes as the notebook."""
        path = self.notebook(student)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.released if content is None else content)
        if content is None:
            write_answers(path, self.solutions if answers is None else answers)
        (path.parent / "timestamp.txt").write_text(when)
        for name, text in files.items():
            (path.parent / name.replace("__", ".")).write_text(text)
        return path

    def submit(self, student: str, when: str, answers: dict[str, str] | None = None) -> Path:
        """Hand in to the exchange, as `nbgrader submit` does: a folder for each time."""
        self.exchange.mkdir(parents=True, exist_ok=True)
        self.exchange.parents[1].chmod(0o777)
        folder = self.exchange / f"{student}+{self.assignment}+{when}+{secrets.token_hex(4)}"
        folder.mkdir()
        notebook = folder / f"{self.assignment}.ipynb"
        notebook.write_bytes(self.released)
        write_answers(notebook, self.solutions if answers is None else answers)
        (folder / "timestamp.txt").write_text(when)
        return folder

    @property
    def exchange(self) -> Path:
        """Where students' submissions come in."""
        return self.grading / "exchange" / "nnbasics" / "inbound"

    def graded(self, student: str) -> Path:
        """The graded notebook."""
        return self.grading / "autograded" / student / self.assignment / f"{self.assignment}.ipynb"

    def how(self, student: str) -> dict:
        """What the graded notebook says of how it was graded."""
        return json.loads(self.graded(student).read_bytes())["metadata"]["nngrader"]

    def finished(self) -> set[str]:
        """The students whose graded notebook is there."""
        return {
            path.parts[-3] for path in self.grading.glob(f"autograded/*/{self.assignment}/*.ipynb")
        }

    @property
    def gradebook(self) -> Gradebook:
        """The gradebook, to be used in a with statement."""
        return Gradebook(self.course.database, "nnbasics")

    def standings(self) -> dict[str, Standing]:
        """Where every submission stands."""
        with self.gradebook as gradebook:
            return standings(gradebook, self.assignment)

    def scores(self) -> dict[str, float | None]:
        """The score of every student in the gradebook."""
        return {student: standing.score for student, standing in self.standings().items()}

    def grades(
        self, student: str, notebook: str = ""
    ) -> dict[str, tuple[float | None, float | None, bool]]:
        """Of each grade cell: the automatic score, the manual one, and if a person is needed.

        notebook: its name, if it is not the assignment's.
        """
        with self.gradebook as gradebook:
            name = notebook or self.assignment
            row = gradebook.find_submission_notebook(name, self.assignment, student)
            return {
                g.name: (g.auto_score, g.manual_score, g.needs_manual_grade) for g in row.grades
            }


def cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    """The cell of a notebook that has this grade id."""
    return next(
        c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def make_template(
    folder: Path, assignment: str = ASSIGNMENT, solutions: Path | None = None
) -> Path:
    """A course with the assignment generated and nothing handed in.

    solutions: the folder of the instructor's versions, if not the course's own.
    """
    classroom = Classroom(folder, solutions=solutions)
    classroom.instructor("generate_assignment", assignment)
    return classroom.course
