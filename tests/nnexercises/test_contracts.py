"""The contracts between an assignment's notebook, nbgrader, and what nngrader declares."""

import ast

import pytest
from notebooks import EXERCISES, SOLUTIONS, name, read

from nngrader.declare.registry import modules

# What answers may import besides the standard library, NumPy and matplotlib.
IMPORTS = {
    "05_training_loop": {"nnbasics.data"},
    "07_mnist": {"nnbasics.data", "torch"},
    "08_fine_tuning": {"nnbasics.data", "torch"},
}
# What an exercise checks, in this order, where it is not one function of its name.
SEVERAL = {"save_load": "save_params, load_params"}

NOTEBOOKS = [*SOLUTIONS, *EXERCISES]
notebooks = pytest.mark.parametrize("path", NOTEBOOKS, ids=name)


def declared(path) -> list:
    (module,) = (module for module in modules() if module.assignment == path.stem)
    return list(module.exercises)


def kind(cell) -> str:
    """What nbgrader takes a cell for."""
    nbgrader = cell.metadata.get("nbgrader", {})
    if nbgrader.get("task") or (nbgrader.get("grade") and nbgrader.get("solution")):
        return "graded by hand"
    for kind in ("grade", "solution", "locked"):
        if nbgrader.get(kind):
            return kind
    return "ordinary"


def ids(path, wanted: str) -> list[str]:
    return [c.metadata.nbgrader.grade_id for c in read(path).cells if kind(c) == wanted]


def names(function: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in function.args.args]


@notebooks
def test_the_exercises_are_the_declared_ones_in_their_order(path):
    exercises = [exercise.id for exercise in declared(path)]
    assert ids(path, "solution") == exercises
    assert ids(path, "grade") == [f"check_{exercise}" for exercise in exercises]


@notebooks
def test_every_check_follows_its_answer(path):
    cells = read(path).cells
    for answer, check in zip(cells, [*cells[1:], None], strict=True):
        if kind(answer) == "solution":
            assert kind(check) == "grade"
            assert check.metadata.nbgrader.grade_id == f"check_{answer.metadata.nbgrader.grade_id}"


@notebooks
def test_checks_are_locked_and_have_the_declared_points(path):
    checks = [cell for cell in read(path).cells if kind(cell) == "grade"]
    for exercise, cell in zip(declared(path), checks, strict=True):
        assert cell.metadata.nbgrader.locked
        assert cell.metadata.nbgrader.points == exercise.points
        given = SEVERAL.get(exercise.id, exercise.id)
        assert cell.source.splitlines()[-1] == f'check("{exercise.id}", {given})'
        assert exercise.run.candidates == given.count(",") + 1


@notebooks
def test_answers_define_what_is_asked_with_the_declared_parameters(path):
    answers = [cell for cell in read(path).cells if kind(cell) == "solution"]
    for exercise, cell in zip(declared(path), answers, strict=True):
        if exercise.run.candidates > 1:
            continue
        (defined,) = (
            node
            for node in ast.parse(cell.source).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == exercise.id
        )
        if isinstance(defined, ast.FunctionDef):
            asked = ast.parse(f"def f{exercise.signature}: ...").body[0]
            assert names(defined) == names(asked), exercise.id


@notebooks
def test_code_that_everybody_needs_is_locked(path):
    """A cell that a student deletes by accident must not cost the points of all others."""
    for cell in read(path).cells:
        if cell.cell_type == "code":
            assert kind(cell) in ("solution", "grade", "locked"), cell.source


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.assignment)
def test_answers_may_import_what_is_promised_and_no_more(module):
    early = {name for name in module.imports if name.startswith("torch.")}  # only loaded early
    assert set(module.imports) - early == IMPORTS.get(module.assignment, set())
    assert not early or "torch" in module.imports
