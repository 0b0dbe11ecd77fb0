"""A class in a folder of its own: instructor, students, and the exchange between them.

The demonstration, `make exercises` and the tests use it to run nbgrader's commands as
people do, each person in a folder of their own, without touching the real course.
"""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import nbformat

from nngrader.declare import ExerciseSet
from nngrader.declare.home import home_set


class NbgraderError(RuntimeError):
    """An nbgrader command ended with an error; the message holds what it wrote."""


class Classroom:
    """The folders of one class below ``folder``: ``course``, ``exchange``, ``people``."""

    def __init__(self, folder: Path, solutions: Path | None = None, of: ExerciseSet | None = None):
        """solutions: other assignments than the course's own. of: the course."""
        self.of = of or home_set()
        if solutions is None:
            assert self.of.project is not None  # `home_set` finds no other
            solutions = self.of.project / "solutions"
        self.folder = folder
        self.course = folder / "course"
        self.exchange = folder / "exchange"
        self.people = folder / "people"
        # nbgrader makes neither the folder of its database nor the exchange.
        (self.course / "grading").mkdir(parents=True)
        self.exchange.mkdir()
        shutil.copytree(
            solutions, self.course / "solutions", ignore=shutil.ignore_patterns(".*", "__pycache__")
        )

    @property
    def assignments(self) -> list[str]:
        """The names of the assignments, in the order of the course."""
        return sorted(path.parent.name for path in self.course.glob("solutions/*/*.ipynb"))

    @property
    def database(self) -> str:
        """The URL of the gradebook."""
        return f"sqlite:///{(self.course / 'grading' / 'gradebook.db').as_posix()}"

    def exported(self) -> list[dict[str, str]]:
        """The rows of the exported grades. nbgrader does not quote: no name holds a comma."""
        with (self.course / "grading" / "grades.csv").open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def feedback(self) -> list[Path]:
        """The instructor's copies of all feedback pages."""
        return sorted(self.course.glob("grading/feedback/*/*/*.html"))

    def home(self, person: str) -> Path:
        """The folder in which this person's commands run."""
        home = self.people / person
        home.mkdir(parents=True, exist_ok=True)
        return home

    def instructor(self, *arguments: str) -> str:
        """Run one nbgrader command as the instructor. Returns what it wrote."""
        return self._nbgrader("instructor", *arguments)

    def student(self, student: str, *arguments: str) -> str:
        """Run one nbgrader command as this student. Returns what it wrote."""
        return self._nbgrader(student, *arguments, f"--student={student}")

    def _nbgrader(self, person: str, *arguments: str) -> str:
        home = self.home(person)
        result = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=home,
            env=self._environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if result.returncode != 0:
            command = " ".join(["nbgrader", *arguments])
            raise NbgraderError(
                f"{person}: {command} ended with {result.returncode}\n{result.stdout}"
            )
        return result.stdout

    def _environment(self, home: Path) -> dict[str, str]:
        # Under pytest, ipykernel does not capture what is written to the file descriptors.
        environment = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("PYTEST_", f"{self.of.variables}_"))
        }
        return environment | {
            # nbgrader runs `alembic`, which lies beside this Python.
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "JUPYTER_CONFIG_PATH": str(self.of.config),
            f"{self.of.variables}_COURSE_ROOT": str(self.course),
            f"{self.of.variables}_EXCHANGE": str(self.exchange),
            # Not the settings and the cache of whoever runs this.
            "JUPYTER_CONFIG_DIR": str(home / ".jupyter"),
            "JUPYTER_DATA_DIR": str(home / ".local"),
            "IPYTHONDIR": str(home / ".ipython"),
        }


def solutions_of(notebook: Path) -> dict[str, str]:
    """The instructor's answer to each exercise of a solution notebook, by exercise id.

    It is the whole answer cell without the two lines that mark the solution.
    """
    cells = answer_cells(nbformat.read(notebook, as_version=4))
    return {exercise: without_markers(cell.source) for exercise, cell in cells}


def answer_cells(notebook: nbformat.NotebookNode) -> Iterable[tuple[str, nbformat.NotebookNode]]:
    """Each answer cell of a notebook, with the id of its exercise."""
    for cell in notebook.cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if nbgrader.get("solution"):
            yield nbgrader["grade_id"], cell


def without_markers(source: str) -> str:
    """An answer cell's source without its BEGIN SOLUTION and END SOLUTION lines."""
    lines = source.splitlines()
    return "\n".join(line for line in lines if not line.strip().endswith(" SOLUTION"))


def write_answers(notebook: Path, answers: Mapping[str, str]) -> None:
    """Put a student's answers, by exercise id, into the answer cells of a notebook."""
    content = nbformat.read(notebook, as_version=4)
    for exercise, cell in answer_cells(content):
        cell.source = answers.get(exercise, cell.source)
    nbformat.write(content, notebook)
