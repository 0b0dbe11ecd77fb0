"""Which cells of an assignment are checks, and what they ask."""

import ast
from dataclasses import dataclass

from nbformat import NotebookNode

from nngrader.declare import Exercise
from nngrader.declare.registry import find


@dataclass(frozen=True)
class CheckCall:
    """What a check cell asks: the exercise, and the names of the candidates."""

    exercise: Exercise
    names: tuple[str, ...]


def check_call(cell: NotebookNode) -> CheckCall | None:
    """What a cell checks, if it is a grade cell that ends with ``check("x", x)``."""
    nbgrader = cell.metadata.get("nbgrader", {})
    if cell.cell_type != "code" or not nbgrader.get("grade") or nbgrader.get("solution"):
        return None
    try:
        last = ast.parse(cell.source).body[-1]
    except (SyntaxError, ValueError, IndexError):
        return None
    match last:
        case ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(str() as name), *given], [])):
            exercise = find(name)
            names = tuple(a.id for a in given if isinstance(a, ast.Name))
            if exercise and len(names) == len(given):
                return CheckCall(exercise, names)
    return None
