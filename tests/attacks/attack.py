"""What an attack is, and how it becomes a notebook that is handed in.

An attack is a record: what a hostile student writes into a notebook of module 1, and what
must come of it. `test_attacks.py` grades each one and, after it, an innocent submission.
"""

import json
from collections.abc import Callable, Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat
import nbformat.v4
from nbformat import NotebookNode
from notebooks import PROJECT

from nngrader.declare.registry import allowed_for
from nngrader.limits import MB, Limits

ASSIGNMENT = "01_weights_and_bias"
SOURCES = {
    ASSIGNMENT: PROJECT / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb",
    "own_tests": Path(__file__).with_name("own_tests.ipynb"),
}
EXERCISES = ("weighted_sum", "count_parameters")
ALLOWED = allowed_for(ASSIGNMENT)  # and so for own_tests, which asks for an exercise of it

# Short, so that running into each of them takes no time.
SHORT = Limits(
    cell=1.0,
    check=1.0,
    submission=15.0,
    memory=400 * MB,
    processes=32,
    files=20 * MB,
    cell_output=200_000,
    notebook_output=1 * MB,
)


@dataclass(frozen=True)
class Attack:
    """A hostile submission.

    answers: what stands in the answer cells, by exercise. cells: before the first exercise.
    last: after everything. In all of them ``@NAME@`` stands for a place outside (see
    `conftest.py`). edit: changes the notebook as JSON before it is handed in. solved: the
    other answers are right, else they are not started.

    points: by exercise, where they are not 0 (or, if solved and not in answers, all).
    shows: texts that have to be in the outputs or verdicts: they prove that the attack ran.
    never: texts that must be in none of them. events: texts that the events have to hold.
    later: a cell of somebody else's submission, graded afterwards; never holds for it too.
    in_the_open: without a sandbox the attack succeeds, and shows one of ``never``.
    """

    name: str
    answers: Mapping[str, str] = field(default_factory=dict)
    cells: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    edit: Callable[[dict], None] | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    exercises: tuple[str, ...] = EXERCISES
    assignment: str = ASSIGNMENT
    solved: bool = False
    points: Mapping[str, float] = field(default_factory=dict)
    shows: tuple[str, ...] = ("tried",)
    never: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    later: str = ""
    in_the_open: bool = False
    limits: Limits = SHORT
    seconds: float = 10.0  # that grading may take

    def __str__(self) -> str:
        return self.name


@cache
def instructor(assignment: str = ASSIGNMENT, exercises: Collection[str] = EXERCISES) -> bytes:
    """The instructor's notebook, with the cells of these exercises."""
    notebook = nbformat.read(SOURCES[assignment], as_version=4)
    if assignment == ASSIGNMENT:
        wanted = {"setup", *exercises, *(f"check_{name}" for name in exercises)}
        notebook.cells = [
            cell
            for cell in notebook.cells
            if cell.metadata.get("nbgrader", {}).get("grade_id") in wanted
        ]
    return nbformat.writes(notebook).encode()


def handed_in(attack: Attack, fill: Callable[[str], str] = str) -> bytes:
    """The attacker's notebook. fill: puts the places outside into a text."""
    notebook = nbformat.reads(
        instructor(attack.assignment, attack.exercises).decode(), as_version=4
    )
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution"):
            if marks["grade_id"] in attack.answers:
                cell.source = fill(attack.answers[marks["grade_id"]])
            elif not attack.solved:
                cell.source = f"def {marks['grade_id']}(*args):\n    raise NotImplementedError()"
    notebook.cells[1:1] = [nbformat.v4.new_code_cell(fill(text)) for text in attack.cells]
    notebook.cells += [nbformat.v4.new_code_cell(fill(text)) for text in attack.last]
    document = json.loads(nbformat.writes(notebook))
    if attack.edit:
        attack.edit(document)
    return json.dumps(document).encode()


def innocent() -> bytes:
    """A submission that is all right."""
    return instructor()


def cell_of(document: dict, grade_id: str) -> dict:
    """The cell with this grade id, in a notebook as JSON."""
    return next(
        cell
        for cell in document["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )


def outputs(notebook: NotebookNode) -> str:
    """All that a graded notebook shows besides its sources, as one text."""
    shown = deepcopy([cell.get("outputs", []) for cell in notebook.cells])
    texts = []
    for output in (output for each in shown for output in each):
        texts.append(output.get("text", ""))
        texts += output.get("traceback", [])
        texts += [str(content) for content in output.get("data", {}).values()]
    return "\n".join(texts)
