"""The cells of the exercise in the instructor's notebook: its text, the answer, the check."""

import dataclasses
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from nngrader.commands.skeleton.filling import filled_in, read
from nngrader.commands.skeleton.wanted import NewExerciseError, Wanted
from nngrader.submissions.assignment_text import (
    AssignmentTextError,
    declared_text,
    facts,
    heading,
)


def notebook_with_cells(wanted: Wanted) -> dict[Path, str]:
    """The notebook with the cells; later exercises have the next number, and the total grows."""
    assignment = wanted.module.assignment
    path = wanted.project / "solutions" / assignment / f"{assignment}.ipynb"
    notebook = nbformat.reads(read(path), as_version=4)
    new = _new_cells(wanted)
    taken = {cell.id for cell in notebook.cells} & {cell.id for cell in new}
    if taken:
        raise NewExerciseError(f"{path} has a cell with the id {', '.join(sorted(taken))}.")
    place = _place(notebook, wanted)
    notebook.cells[place:place] = new
    all_exercises = list(wanted.module.exercises)
    all_exercises.insert(wanted.place, wanted.exercise)
    module = dataclasses.replace(wanted.module, exercises=tuple(all_exercises))
    text = f"{nbformat.writes(notebook).rstrip()}\n"
    try:
        return {path: declared_text(text, module, path.as_posix())}
    except AssignmentTextError as error:
        raise NewExerciseError(str(error)) from None


def _place(notebook: NotebookNode, wanted: Wanted) -> int:
    """Right below the check of the exercise before."""
    for i, cell in enumerate(notebook.cells):
        if cell.metadata.get("nbgrader", {}).get("grade_id") == f"check_{wanted.after}":
            return i + 1
    raise NewExerciseError(f"The notebook has no check of {wanted.after}.")


def _new_cells(wanted: Wanted) -> list[NotebookNode]:
    word = wanted.id.replace("_", "-")
    marks = {"grade_id": wanted.id, "locked": False, "schema_version": 3, "task": False}
    answer = marks | {"grade": False, "solution": True}
    check = marks | {"grade": True, "solution": False, "locked": True}
    check |= {"grade_id": f"check_{wanted.id}", "points": int(wanted.points)}
    declared = f"{heading(wanted.exercise, wanted.place + 1)}\n\n{facts(wanted.exercise)}"
    text = filled_in("text.md.j2", wanted, declared=declared).rstrip()
    stub = filled_in("answer.py.j2", wanted).rstrip()
    call = f'check("{wanted.id}", {wanted.id})'
    return [
        new_markdown_cell(text, id=f"exercise-{word}"),
        new_code_cell(stub, id=f"answer-{word}", metadata={"nbgrader": answer}),
        new_code_cell(call, id=f"check-{word}", metadata={"nbgrader": check}),
    ]
