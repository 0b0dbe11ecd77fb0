"""Classes to grade: a course with submissions, quickly made, and what became of them.

nbgrader's `generate_assignment` takes seconds, so it is done once for each worker of pytest,
and every class is a copy of that.
"""

import json
import shutil
from functools import cached_property
from pathlib import Path

from nbgrader.api import Gradebook
from notebooks import PROJECT

from nngrader.commands.demo_class import Classroom, solutions_of, write_answers
from nngrader.gradebook.course import Course
from nngrader.gradebook.gradebook import Standing, standings

ASSIGNMENT = "01_weights_and_bias"
SOURCE = PROJECT / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
SOLUTIONS = solutions_of(SOURCE)
WRONG = {"step": "def step(z):\n    return z >= 0\n"}


class SmallClass:
    """A course in a folder of its own, with whatever is handed in there."""

    def __init__(self, template: Path, folder: Path) -> None:
        shutil.copytree(template, folder)
        self.root = folder
        self.grading = folder / "grading"

    @cached_property
    def course(self) -> Course:
        """The course as nbgrader is configured there."""
        return Course.load(self.root)

    @property
    def source(self) -> Path:
        """The instructor's notebook."""
        return self.root / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"

    @property
    def released(self) -> bytes:
        """The notebook as students get it."""
        return (self.root / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()

    def folder(self, student: str) -> Path:
        """Where the student's submission is."""
        return self.grading / "submitted" / student / ASSIGNMENT

    def notebook(self, student: str) -> Path:
        """The submitted notebook."""
        return self.folder(student) / f"{ASSIGNMENT}.ipynb"

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
            write_answers(path, SOLUTIONS if answers is None else answers)
        (path.parent / "timestamp.txt").write_text(when)
        for name, text in files.items():
            (path.parent / name.replace("__", ".")).write_text(text)
        return path

    def graded(self, student: str) -> Path:
        """The graded notebook."""
        return self.grading / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"

    def how(self, student: str) -> dict:
        """What the graded notebook says of how it was graded."""
        return json.loads(self.graded(student).read_bytes())["metadata"]["nngrader"]

    def finished(self) -> set[str]:
        """The students whose graded notebook is there."""
        return {path.parts[-3] for path in self.grading.glob(f"autograded/*/{ASSIGNMENT}/*.ipynb")}

    @property
    def gradebook(self) -> Gradebook:
        """The gradebook, to be used in a with statement."""
        return Gradebook(self.course.database, "nnbasics")

    def standings(self) -> dict[str, Standing]:
        """Where every submission stands."""
        with self.gradebook as gradebook:
            return standings(gradebook, ASSIGNMENT)

    def scores(self) -> dict[str, float | None]:
        """The score of every student in the gradebook."""
        return {student: standing.score for student, standing in self.standings().items()}

    def grades(self, student: str) -> dict[str, tuple[float | None, float | None, bool]]:
        """Of each grade cell: the automatic score, the manual one, and if a person is needed."""
        with self.gradebook as gradebook:
            row = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
            return {
                g.name: (g.auto_score, g.manual_score, g.needs_manual_grade) for g in row.grades
            }


def make_template(folder: Path) -> Path:
    """A course with the assignment generated and nothing handed in."""
    classroom = Classroom(folder)
    classroom.instructor("generate_assignment", ASSIGNMENT)
    return classroom.course
