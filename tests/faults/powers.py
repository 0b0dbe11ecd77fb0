"""A small assignment with every kind of cell that nbgrader has, and a gradebook that knows it."""

import os
import sys
from copy import deepcopy
from pathlib import Path
from unittest.mock import patch

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader import preprocessors
from nbgrader.api import Gradebook

FLAGS = ("grade", "solution", "locked", "task")


def cell_of(
    kind: str, grade_id: str, text: str, flags: str, points: float | None = None
) -> NotebookNode:
    """A cell of an assignment; its flags are those words of FLAGS that are in ``flags``."""
    marks = {"grade_id": grade_id, "schema_version": 3}
    marks |= {flag: flag in flags.split() for flag in FLAGS}
    if points is not None:
        marks["points"] = points
    make = {"code": new_code_cell, "markdown": new_markdown_cell}[kind]
    return make(text, id=f"cell-of-{grade_id}", metadata={"nbgrader": marks})


def solved(name: str, result: str) -> str:
    return f"def {name}(x):\n    # BEGIN SOLUTION\n    return {result}\n    # END SOLUTION"


# Every kind of cell that nbgrader has, with tests near their answer and far from it.
SOURCE = new_notebook(
    cells=[
        new_markdown_cell("# Powers", id="title"),
        cell_of("code", "setup", "import math", "locked"),
        new_markdown_cell("Write `square`.", id="about-square"),
        cell_of("code", "square", solved("square", "x**2"), "solution"),
        cell_of(
            "code",
            "test_square",
            "assert square(2) == 4\n"
            "# BEGIN HIDDEN TESTS\nassert square(3) == 9\n# END HIDDEN TESTS",
            "grade locked",
            2,
        ),
        cell_of("code", "square_of_array", "assert square(1.5) == 2.25", "grade locked", 1),
        cell_of("markdown", "note", "Cubes are next.", "locked"),
        cell_of("code", "cube", solved("cube", "x**3"), "solution"),
        cell_of("markdown", "essay", "Because it is so.", "grade solution", 3),
        cell_of("code", "volume", "assert cube(2) == 8", "grade locked", 1),
        cell_of("code", "check_cube", 'check("cube", cube)', "grade locked", 1.5),
        cell_of("code", "plot", "show(cube)", "grade solution", 2),
        cell_of("markdown", "task", "Measure it.\n# BEGIN MARK SCHEME\nx\n# END MARK SCHEME",
                "locked task", 4),
        new_markdown_cell("That is all.", id="end"),
    ],
    metadata={
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    },
)  # fmt: skip


class Course:
    """A gradebook that knows the assignment, and what students got."""

    def __init__(self, folder: Path, source: NotebookNode):
        self.url = f"sqlite:///{folder / 'gradebook.db'}"
        self.resources = {
            "nbgrader": {
                "assignment": "powers",
                "notebook": "powers",
                "student": "ada",
                "db_url": self.url,
            }
        }
        # A new gradebook runs `alembic`, which lies beside this Python.
        here = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        with patch.dict(os.environ, PATH=here), Gradebook(self.url) as gradebook:
            gradebook.add_assignment("powers")
        self.released = self.run(
            source,
            "LockCells ClearSolutions ClearOutput CheckCellMetadata ComputeChecksums SaveCells "
            "ClearHiddenTests ClearMarkScheme ComputeChecksums CheckCellMetadata",
        )
        with Gradebook(self.url) as gradebook:
            gradebook.add_student("ada")
            gradebook.add_submission("powers", "ada")

    def run(self, notebook: NotebookNode, names: str) -> NotebookNode:
        """What these preprocessors of nbgrader make of a notebook."""
        notebook = deepcopy(notebook)
        for name in names.split():
            notebook, _ = getattr(preprocessors, name)().preprocess(notebook, self.resources)
        return notebook

    def sanitized(self, notebook: NotebookNode) -> NotebookNode:
        """What nbgrader makes of a submission before it runs it."""
        steps = "ClearOutput DeduplicateIds OverwriteKernelspec OverwriteCells CheckCellMetadata"
        return self.run(notebook, steps)
