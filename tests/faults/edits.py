"""What people and programs do to the cells of a notebook. Each changes it in place.

As in JupyterLab, a copied or split cell keeps its metadata and gets a new id.
"""

import uuid
from copy import deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

MAKE = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


def find(notebook: NotebookNode, grade_id: str) -> int:
    """The place of the first cell with this grade id."""
    return places(notebook, grade_id)[0]


def places(notebook: NotebookNode, grade_id: str) -> list[int]:
    """Where cells with this grade id are."""
    return [
        place
        for place, cell in enumerate(notebook.cells)
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    ]


def delete(notebook: NotebookNode, place: int) -> None:
    del notebook.cells[place]


def copy(notebook: NotebookNode, place: int, to: int) -> None:
    cell = deepcopy(notebook.cells[place])
    cell.id = _new_id()
    notebook.cells.insert(to, cell)


def move(notebook: NotebookNode, place: int, to: int) -> None:
    notebook.cells.insert(to, notebook.cells.pop(place))


def split(notebook: NotebookNode, place: int, at: int) -> None:
    copy(notebook, place, place + 1)
    first, second = notebook.cells[place : place + 2]
    first.id = _new_id()
    first.source, second.source = first.source[:at].rstrip(), second.source[at:].lstrip("\n")


def merge(notebook: NotebookNode, place: int) -> None:
    """Merge a cell with the one below."""
    if place + 1 < len(notebook.cells):
        below = notebook.cells.pop(place + 1)
        notebook.cells[place].source += "\n\n" + below.source


def retype(notebook: NotebookNode, place: int, cell_type: str) -> None:
    cell = notebook.cells[place]
    notebook.cells[place] = MAKE[cell_type](cell.source, id=cell.id, metadata=cell.metadata)


def write(notebook: NotebookNode, place: int, text: str) -> None:
    notebook.cells[place].source = text


def insert(notebook: NotebookNode, place: int, cell_type: str, text: str) -> None:
    notebook.cells.insert(place, MAKE[cell_type](text, id=_new_id()))


def mark(notebook: NotebookNode, place: int, **changes: object) -> None:
    """Change nbgrader's metadata of a cell."""
    notebook.cells[place].metadata.setdefault("nbgrader", {}).update(changes)


def unmark(notebook: NotebookNode, place: int) -> None:
    notebook.cells[place].metadata.pop("nbgrader", None)


def swap_ids(notebook: NotebookNode, place: int, other: int) -> None:
    """Let two cells have each other's grade id."""
    cells = notebook.cells[place], notebook.cells[other]
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells]
    for cell, grade_id in zip(cells, reversed(ids), strict=True):
        cell.metadata.setdefault("nbgrader", {})["grade_id"] = grade_id


def _new_id() -> str:
    return uuid.uuid4().hex[:8]
