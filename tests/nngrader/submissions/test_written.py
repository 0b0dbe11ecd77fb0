"""Written and plotted answers whose cells lost their marks are found, or a person is asked."""

from copy import deepcopy

import pytest
from faults import edits
from faults.powers import cell_of, solved
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.utils import determine_grade

from nngrader.submissions.instructor import InstructorVersion
from nngrader.submissions.repair import Repair, repair

WHY_TEXT = "# Question 1\nWhy does a network need a nonlinearity between its layers?"
HOW_TEXT = "# Question 2\nHow would you notice that a network overfits its training data?"
SOURCE = new_notebook(
    cells=[
        cell_of("code", "setup", "import math", "locked"),
        cell_of("code", "square", solved("square", "x**2"), "solution"),
        cell_of("code", "test_square", "assert square(2) == 4", "grade locked", 2),
        new_markdown_cell(WHY_TEXT, id="about-why"),
        cell_of("markdown", "why", "Because it is so.", "grade solution", 3),
        new_markdown_cell(HOW_TEXT, id="about-how"),
        cell_of("markdown", "how", "By looking.", "grade solution", 3),
        cell_of("code", "plot", "# BEGIN SOLUTION\nshow()\n# END SOLUTION", "grade solution", 2),
        cell_of("markdown", "end", "That is all.", "locked"),
    ]
)  # fmt: skip
VERSION = InstructorVersion.of(SOURCE)
RIGHT = {
    "square": "def square(x):\n    return x * x",
    "why": "Lines of lines are lines.",
    "how": "Its validation loss rises again.",
    "plot": "draw([1, 4, 9])",
}


def _released() -> list[NotebookNode]:
    cells = []
    for part in VERSION.parts:
        cell = deepcopy(part.cell)
        cell.source = part.handed_out
        cells.append(cell)
    return cells


@pytest.fixture
def written() -> NotebookNode:
    """Everything answered, in its place."""
    notebook = new_notebook(cells=_released())
    for grade_id, text in RIGHT.items():
        edits.write(notebook, edits.find(notebook, grade_id), text)
    return notebook


def lose(notebook: NotebookNode, *grade_ids: str) -> None:
    """Take marks and ids away, as other programs do: of these cells, or of all."""
    for place, cell in enumerate(notebook.cells):
        if not grade_ids or cell.metadata.get("nbgrader", {}).get("grade_id") in grade_ids:
            edits.unmark(notebook, place)
            cell.id = f"new-{place}"


def answer(notebook: NotebookNode, grade_id: str) -> str:
    return notebook.cells[edits.find(notebook, grade_id)].source


def asks(notebook: NotebookNode, grade_id: str) -> bool:
    """Whether nbgrader leaves the points to a person."""
    return determine_grade(notebook.cells[edits.find(notebook, grade_id)])[0] is None


def of(repairs: list[Repair], grade_id: str) -> list[str]:
    return [each.text for each in repairs if each.cell == grade_id]


def repaired_twice(submitted: NotebookNode) -> tuple[NotebookNode, list[Repair]]:
    """What repair makes of it; made once more, nothing is left to do."""
    before = deepcopy(submitted)
    repaired, repairs = repair(submitted, VERSION)
    assert submitted == before
    again, more = repair(repaired, VERSION)
    assert again == repaired
    assert [each for each in more if each.kind != "kernelspec"] == []
    return repaired, repairs


def test_all_marks_lost(written):
    lose(written)
    repaired, repairs = repaired_twice(written)
    for grade_id, text in RIGHT.items():
        assert answer(repaired, grade_id) == text
    assert [cell.source for cell in repaired.cells] == [cell.source for cell in written.cells]
    assert {each.kind for each in repairs} == {"retagged"}
    assert of(repairs, "how") == [
        "Cell 7 had lost its mark as the answer “how”. It was recognized by its place and "
        "marked again."
    ]


@pytest.mark.parametrize("lost", ["why", "how", "plot", "why how", "how plot", "why how plot"])
def test_marks_lost_in_some_cells(written, lost):
    lose(written, *lost.split())
    repaired, _ = repaired_twice(written)
    for grade_id, text in RIGHT.items():
        assert answer(repaired, grade_id) == text
        assert grade_id == "square" or asks(repaired, grade_id)


def test_an_untouched_answer_without_marks_is_no_response(written):
    edits.write(written, edits.find(written, "why"), "YOUR ANSWER HERE")
    lose(written)
    repaired, repairs = repaired_twice(written)
    assert not asks(repaired, "why")
    assert answer(repaired, "how") == RIGHT["how"]
    assert {each.kind for each in repairs} == {"retagged"}


def test_an_answer_split_in_two(written):
    place = edits.find(written, "why")
    lose(written, "why")
    edits.write(written, place, "First of all,\nlines of lines are lines.")
    edits.split(written, place, 14)
    repaired, repairs = repaired_twice(written)
    assert asks(repaired, "why")
    assert [cell.source for cell in repaired.cells[place : place + 2]] == [
        "First of all,",
        "lines of lines are lines.",
    ]
    assert "Cell 5 may belong to it." in of(repairs, "why")[0]


@pytest.mark.parametrize("left", ["nothing", "the empty answer cell"])
def test_an_answer_above_its_question(written, left):
    place = edits.find(written, "why")
    edits.write(written, place, "YOUR ANSWER HERE")
    if left == "nothing":
        edits.delete(written, place)
    edits.insert(written, place - 1, "markdown", RIGHT["why"])
    repaired, _ = repaired_twice(written)
    assert answer(repaired, "why") == RIGHT["why"]
    assert sum("YOUR ANSWER" in cell.source for cell in repaired.cells) == 0


@pytest.mark.parametrize("left", ["nothing", "the empty answer cell"])
def test_an_answer_in_a_cell_of_ones_own(written, left):
    place = edits.find(written, "how")
    edits.write(written, place, "YOUR ANSWER HERE")
    if left == "nothing":
        edits.delete(written, place)
    edits.insert(written, place, "markdown", RIGHT["how"])
    repaired, repairs = repaired_twice(written)
    assert answer(repaired, "how") == RIGHT["how"]
    assert f"Cell {place + 1}" in of(repairs, "how")[0]


def test_an_edited_question_is_still_the_question(written):
    lose(written)
    written.cells[3].source = WHY_TEXT.replace("Why does", "So why does")
    written.cells[5].source = HOW_TEXT.replace("would", "can")
    repaired, _ = repaired_twice(written)
    assert (answer(repaired, "why"), answer(repaired, "how")) == (RIGHT["why"], RIGHT["how"])


@pytest.mark.parametrize("left", ["nothing", "the empty answer cell"])
def test_an_answer_in_the_cell_of_its_question(written, left):
    place = edits.find(written, "why")
    edits.write(written, place, "YOUR ANSWER HERE")
    if left == "nothing":
        edits.delete(written, place)
    written.cells[place - 1].source += f"\n\n{RIGHT['why']}"
    repaired, repairs = repaired_twice(written)
    assert asks(repaired, "why")
    assert of(repairs, "why")[-1].endswith(f"Look at cell {place}.")
    assert RIGHT["why"] in repaired.cells[place - 1].source


@pytest.mark.parametrize(
    "text",
    [
        "Lines of lines are lines.",
        "# Lines of lines\n# are lines.",
        '"""Lines of lines\nare lines."""',
        "Because f(g(x)) isn't more than a line",
    ],
)
def test_a_text_that_became_code(written, text):
    place = edits.find(written, "why")
    edits.write(written, place, text)
    edits.retype(written, place, "code")
    lose(written, "why")
    repaired, _ = repaired_twice(written)
    assert answer(repaired, "why") == text
    assert repaired.cells[edits.find(repaired, "why")].cell_type == "markdown"


@pytest.mark.parametrize(
    "code", ["y = square(2)", "for a in [1]: print(a)", "import math as m", "%pip list all of it"]
)
def test_code_beside_is_not_turned_into_a_text(written, code):
    place = edits.find(written, "why")
    edits.delete(written, place)
    edits.insert(written, place, "code", code)
    repaired, repairs = repaired_twice(written)
    assert code in [cell.source for cell in repaired.cells if cell.cell_type == "code"]
    assert asks(repaired, "why")
    assert f"ook at cell {place + 1}" in of(repairs, "why")[0]


def test_a_picture_in_place_of_a_plot(written):
    place = edits.find(written, "plot")
    edits.delete(written, place)
    edits.insert(written, place, "markdown", "![mine](attachment:mine.png)")
    repaired, repairs = repaired_twice(written)
    assert asks(repaired, "plot")
    assert f"ook at cell {place + 1}" in of(repairs, "plot")[0]
    assert "![mine](attachment:mine.png)" in [cell.source for cell in repaired.cells]


def test_two_questions_answered_in_one_cell(written):
    """Merged: the second one's cell is gone."""
    edits.write(written, edits.find(written, "why"), f"{RIGHT['why']}\n\n{RIGHT['how']}")
    edits.delete(written, edits.find(written, "how"))
    repaired, repairs = repaired_twice(written)
    assert asks(repaired, "why") and asks(repaired, "how")
    assert "needs a person" in of(repairs, "how")[0]


def test_two_answers_between_the_same_questions(written):
    """Which is whose can't be told from here: a person gets to see both."""
    lose(written)
    written.cells[4:7] = [written.cells[4], written.cells[6], written.cells[5]]
    repaired, _ = repaired_twice(written)
    assert asks(repaired, "why") and asks(repaired, "how")
    texts = [cell.source for cell in repaired.cells]
    assert RIGHT["why"] in texts and RIGHT["how"] in texts


def test_an_answer_at_the_end_of_the_notebook(written):
    edits.delete(written, edits.find(written, "why"))
    edits.insert(written, len(written.cells), "markdown", RIGHT["why"])
    repaired, repairs = repaired_twice(written)
    assert asks(repaired, "why")
    assert f"ook at cell {len(written.cells)}" in of(repairs, "why")[0]


def test_nothing_written_is_no_response():
    for submitted in (new_notebook(), new_notebook(cells=_released())):
        repaired, _ = repaired_twice(submitted)
        assert not any(asks(repaired, grade_id) for grade_id in ("why", "how", "plot"))


def test_notes_elsewhere_change_nothing(written):
    """Not answered, and its cell is there: nobody has to look for it."""
    edits.write(written, edits.find(written, "how"), "YOUR ANSWER HERE")
    edits.insert(written, 0, "markdown", "Name: Ada")
    edits.insert(written, 3, "code", "y = square(2)")
    repaired, repairs = repaired_twice(written)
    assert [each for each in repairs if each.kind != "kernelspec"] == []
    assert not asks(repaired, "how")
