"""Where the course keeps its declarations, and what they say of its lessons."""

import importlib
import re
from pathlib import Path

import pytest
from notebooks import PROJECT, read

from nngrader.declare.registry import exercises, module_of

ALL = {exercise.id: exercise for exercise in exercises()}
FOLDER = PROJECT / "grading" / "nnexercises"
MOST_LINES = 115  # a large screen

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


@each
def test_its_id_leads_to_the_file_that_declares_it(exercise):
    """The declaration of softmax is m02_activations/softmax.py, which is read on one screen."""
    folder = f"m{module_of(exercise.id).assignment}"
    path = FOLDER / folder / f"{exercise.id}.py"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    declared = importlib.import_module(f"nnexercises.{folder}.{exercise.id}")
    assert Path(declared.__file__) == path
    assert declared.EXERCISE is exercise and declared.EXERCISE.id == path.stem


def test_every_file_of_a_module_begins_with_the_id_it_is_about_or_is_shared():
    """What is about one exercise is found beside it; what is shared says so in the module."""
    for folder in FOLDER.glob("m[0-9]*"):
        shared = re.findall(r"`(\w+)`", (folder / "__init__.py").read_text(encoding="utf-8"))
        kinds = "|".join(["", "_mistakes", "_accepted", "_parts", "_rules", "_inputs"])
        for path in folder.glob("*.py"):
            about = re.fullmatch(rf"(.+?)(?:{kinds})", path.stem)[1]
            assert about in ALL or path.stem in [*shared, "__init__"], path
