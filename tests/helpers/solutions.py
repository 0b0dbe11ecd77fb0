"""What the instructor's notebooks hold and nobody else may see."""

import nbformat
from notebooks import PROJECT

from nngrader.commands.demo_class import answer_cells

SHORT = {"else:", "return", "break", "continue", "pass", "try:"}


def solution_lines(assignment: str) -> dict[str, list[str]]:
    """The lines between BEGIN SOLUTION and END SOLUTION, by exercise, not indented."""
    path = PROJECT / "solutions" / assignment / f"{assignment}.ipynb"
    cells = answer_cells(nbformat.read(path, as_version=4))
    return {exercise: between_markers(cell.source) for exercise, cell in cells}


def between_markers(source: str) -> list[str]:
    lines, inside = [], False
    for line in source.splitlines():
        if "END SOLUTION" in line:
            inside = False
        if inside:
            lines.append(line.strip())
        if "BEGIN SOLUTION" in line:
            inside = True
    return lines


def tells_something(line: str) -> bool:
    """Whether a line of a solution would help somebody who has not solved it."""
    return bool(line) and line not in SHORT
