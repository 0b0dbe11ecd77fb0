"""What an assignment says of its exercises, as the declarations have it.

Title, minutes, difficulty and points of an exercise are declared once. From there they are
written into the instructor's notebook: the heading of the exercise, the line below it, the totals
in the first cell, and the points of the check. The words around them are the author's.
"""

import re

import nbformat
from nbformat import NotebookNode

from nngrader.declare import Exercise, Module
from nngrader.values.describe import points

HEADING = re.compile(r"^(#+) Exercise \d+:.*$", re.MULTILINE)
FACTS = re.compile(
    r"^\*\*([\d.]+) points? · about (\d+) minutes? · (easy|medium|hard)\*\*$", re.MULTILINE
)
TOTAL = re.compile(r"About (\d+) minutes?, ([\d.]+) points?\.")


class AssignmentTextError(Exception):
    """Something is not where it has to be written; the message names the notebook and cell."""


def declared_text(source: str, module: Module, name: str) -> str:
    """The notebook of a module's assignment with what its declarations say.

    source: the notebook's file as text. name: what the notebook is called in an error.
    Returns `source` itself, to the byte, where it says all that already. AssignmentTextError
    where a place to write to is missing.
    """
    notebook = nbformat.reads(source, as_version=nbformat.NO_CONVERT)
    before = nbformat.writes(notebook)
    try:
        for number, exercise in enumerate(module.exercises, start=1):
            _write_exercise(notebook, exercise, number)
        _write_total(notebook, module)
    except AssignmentTextError as error:
        raise AssignmentTextError(f"{name}: {error}") from None
    after = nbformat.writes(notebook)
    return source if after == before else f"{after.rstrip()}\n"


def heading(exercise: Exercise, number: int, level: str = "##") -> str:
    """The heading of an exercise's text."""
    return f"{level} Exercise {number}: {exercise.text.title}"


def facts(exercise: Exercise) -> str:
    """The line below the heading: points, minutes and difficulty."""
    minutes = _counted(exercise.text.minutes, "minute")
    worth = _counted(exercise.points, "point")
    return f"**{worth} · about {minutes} · {exercise.text.difficulty}**"


def total(module: Module) -> str:
    """What the first cell says of all exercises together."""
    minutes = sum(exercise.text.minutes for exercise in module.exercises)
    worth = sum(exercise.points for exercise in module.exercises)
    return f"About {_counted(minutes, 'minute')}, {_counted(worth, 'point')}."


def _counted(number: float, unit: str) -> str:
    return f"{points(number)} {unit}{'s' * (number != 1)}"


def _write_exercise(notebook: NotebookNode, exercise: Exercise, number: int) -> None:
    place = _place(notebook, exercise.id)
    text = notebook.cells[place - 1] if place else None
    if text is None or text.cell_type != "markdown":
        answer = notebook.cells[place].get("id", exercise.id)
        raise AssignmentTextError(f"the cell {answer} has no text cell right above it.")
    found = HEADING.search(text.source)
    level = found[1] if found else "##"
    _replace(text, HEADING, heading(exercise, number, level))
    _replace(text, FACTS, facts(exercise))
    check = notebook.cells[_place(notebook, f"check_{exercise.id}")]
    worth = exercise.points
    check.metadata.nbgrader.points = int(worth) if worth == int(worth) else worth


def _write_total(notebook: NotebookNode, module: Module) -> None:
    if not notebook.cells:
        raise AssignmentTextError("it has no cells.")
    _replace(notebook.cells[0], TOTAL, total(module))


def _place(notebook: NotebookNode, grade_id: str) -> int:
    """Where the cell with this grade id is."""
    places = [
        i
        for i, cell in enumerate(notebook.cells)
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    ]
    if not places:
        raise AssignmentTextError(f"no cell has the grade_id {grade_id}.")
    if len(places) > 1:
        raise AssignmentTextError(f"{len(places)} cells have the grade_id {grade_id}.")
    return places[0]


def _replace(cell: NotebookNode, pattern: re.Pattern[str], text: str) -> None:
    """Write `text` in the one place of the cell that looks like it."""
    source, places = pattern.subn(lambda _: text, cell.source)
    where = f"the cell {cell.get('id', '')}"
    if not places:
        raise AssignmentTextError(f"{where} has no place of the form “{text}”.")
    if places > 1:
        raise AssignmentTextError(f"{where} has {places} places of the form “{text}”.")
    cell.source = source
