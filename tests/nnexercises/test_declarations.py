"""Where the course keeps its declarations, and what they say of its lessons."""

import re

import pytest
from notebooks import PROJECT, read

from nngrader.declare.registry import exercises, module_of

ALL = {exercise.id: exercise for exercise in exercises()}
EXERCISES = PROJECT / "grading" / "nnexercises"
MOST_LINES = 115  # one screen, if a large one

each = pytest.mark.parametrize("exercise", ALL.values(), ids=ALL)


def headings(assignment: str) -> list[str]:
    """All headings of the lesson that goes with an assignment, without their marks."""
    cells = read(PROJECT / "course" / f"{assignment}.ipynb").cells
    texts = (cell.source for cell in cells if cell.cell_type == "markdown")
    return [found for text in texts for found in re.findall(r"^#+ +(.*?) *$", text, re.MULTILINE)]


@each
def test_the_lesson_has_the_heading_that_teaches_it(exercise):
    found = headings(module_of(exercise.id).assignment)
    assert found.count(exercise.text.lesson) == 1, f"{exercise.text.lesson!r} of {found}"
