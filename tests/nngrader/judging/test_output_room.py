"""All outputs of a notebook share one room: what is too much is left out, and costs nothing."""

from collections.abc import Iterator
from copy import deepcopy

import nbformat
import pytest
from faults import edits, powers
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from needs import need

from nngrader.gradebook.gradebook import score_of
from nngrader.judging.judge import Judged, Task, judge
from nngrader.kernels.pool import ServerPool
from nngrader.limits import Limits

ROOM = Limits(notebook_output=2500)  # two outputs of 1,000 characters, and what they cost besides


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerPool]:
    need("user namespaces")
    with ServerPool() as pool:
        yield pool


def judged(submitted: NotebookNode, instructor: NotebookNode, servers: ServerPool) -> Judged:
    data = [nbformat.writes(notebook).encode() for notebook in (submitted, instructor)]
    return judge(Task("powers", "ann", *data, limits=ROOM), servers)


def cells_of(result: Judged) -> list[NotebookNode]:
    """The graded cells; the first of the notebook are the notes of what was noticed."""
    return nbformat.reads(result.notebook.decode(), as_version=4).cells[1:]


def test_what_comes_when_the_room_is_used_up_is_left_out_and_said(servers):
    sources = ["print('a' * 1000)", "print('b' * 1000)", "print('c' * 1000)", "d = 1", "print(d)"]
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    result = judged(notebook, new_notebook(), servers)
    outputs = [[output.text for output in cell.outputs] for cell in cells_of(result)]
    assert outputs == [["a" * 1000 + "\n"], ["b" * 1000 + "\n"], [], [], []]
    # Not of the cell that has none.
    assert result.events == tuple(
        f"The output of cell {number} was left out: there is too much in all." for number in (3, 5)
    )


def test_an_instructors_own_test_fails_also_without_room_for_its_error(servers):
    """A test cell without any output is one that nbgrader pays in full."""
    released = deepcopy(powers.SOURCE)
    flood = "print('x' * 3000)\ndef square(x):\n    return x * x if x != 1.5 else 0"
    edits.write(released, edits.find(released, "square"), flood)
    result = judged(released, powers.SOURCE, servers)
    cells = {c.metadata.nbgrader.grade_id: c for c in cells_of(result) if "nbgrader" in c.metadata}
    assert cells["square"].outputs == []
    assert score_of(cells["test_square"]) == 2
    assert score_of(cells["square_of_array"]) == 0
    assert [output.ename for output in cells["square_of_array"].outputs] == ["AssertionError"]
