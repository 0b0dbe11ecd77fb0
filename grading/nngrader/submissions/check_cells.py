"""Which cells of an assignment are checks, and what they ask."""

import ast
from dataclasses import dataclass

from nbformat import NotebookNode

from nngrader.declare import Exercise
from nngrader.declare.registry import find


@dataclass(frozen=True)
class CheckCall:
    """What a check cell asks: the exercise, the names of the candidates, and for how many points.

    points: those of the cell, which count; the exercise's own are where they come from.
    """

    exercise: Exercise
    names: tuple[str, ...]
    points: float


def check_call(cell: NotebookNode) -> CheckCall | None:
    """What a cell checks, if it is a grade cell that ends with ``check("x", x)``."""
    found = _last_check(cell)
    if found is None:
        return None
    call, exercise = found
    names = tuple(a.id for a in call.args[1:] if isinstance(a, ast.Name))
    points = cell.metadata.nbgrader.get("points", exercise.points)
    return CheckCall(exercise, names, float(points))


def say_points(cell: NotebookNode) -> None:
    """Let a check cell say its points, where they are not those of the exercise.

    ``check("x", x)`` of a cell that is worth 3 becomes ``check("x", x, points=3)``, so that
    students see 3 points as well. Any other cell stays as it is. The cell is modified.
    """
    found = _last_check(cell)
    if found is None:
        return
    call, exercise = found
    points = float(cell.metadata.nbgrader.get("points", exercise.points))
    said = [ast.literal_eval(keyword.value) for keyword in call.keywords]
    if said == ([] if points == exercise.points else [points]):
        return
    arguments = [f'"{exercise.id}"', *(ast.unparse(name) for name in call.args[1:])]
    if points != exercise.points:
        arguments.append(f"points={points:g}")
    assert call.end_lineno is not None and call.end_col_offset is not None  # of parsed text
    lines = cell.source.encode().split(b"\n")
    before = [*lines[: call.lineno - 1], lines[call.lineno - 1][: call.col_offset]]
    after = [lines[call.end_lineno - 1][call.end_col_offset :], *lines[call.end_lineno :]]
    call_now = f"check({', '.join(arguments)})".encode()
    cell.source = (b"\n".join(before) + call_now + b"\n".join(after)).decode()


def _last_check(cell: NotebookNode) -> tuple[ast.Call, Exercise] | None:
    """The call of ``check`` that a grade cell ends with, and its exercise."""
    nbgrader = cell.metadata.get("nbgrader", {})
    if cell.cell_type != "code" or not nbgrader.get("grade") or nbgrader.get("solution"):
        return None
    try:
        last = ast.parse(cell.source).body[-1]
    except (SyntaxError, ValueError, IndexError):
        return None
    match last:
        case ast.Expr(
            ast.Call(ast.Name("check"), [ast.Constant(str() as name), *given], said) as call
        ):
            exercise = find(name)
            plain = all(isinstance(each, ast.Name) for each in given)
            if exercise and plain and len(said) <= 1 and all(map(_is_points, said)):
                return call, exercise
    return None


def _is_points(keyword: ast.keyword) -> bool:
    match keyword:
        case ast.keyword("points", ast.Constant(int() | float())):
            return True
    return False
