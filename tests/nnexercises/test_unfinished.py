"""Nothing of an exercise says TODO any more, as what `nngrader new-exercise` makes does."""

import inspect
from collections.abc import Iterator

import nbformat
import pytest
from notebooks import PROJECT

from nngrader.declare import Exercise
from nngrader.declare.registry import exercises, module_of

ALL = {exercise.id: exercise for exercise in exercises()}


def parts(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Everything that a person writes for an exercise: what it is, and its text."""
    assignment = module_of(exercise.id).assignment
    folder = PROJECT / "grading" / "nnexercises" / f"m{assignment}"
    for path in sorted(folder.glob(f"{exercise.id}*.py")):
        if path.stem == exercise.id or path.stem.startswith(f"{exercise.id}_"):
            yield path.name, path.read_text(encoding="utf-8")
    references = exercise.reference
    for reference in references if isinstance(references, tuple) else (references,):
        yield "the reference", inspect.getsource(inspect.unwrap(reference))
    path = PROJECT / "solutions" / assignment / f"{assignment}.ipynb"
    cells = nbformat.read(path, as_version=4).cells if path.exists() else []
    for above, cell in zip(cells, cells[1:], strict=False):
        if cell.metadata.get("nbgrader", {}).get("grade_id") == exercise.id:
            yield "the text cell", above.source
            yield "the answer cell", cell.source


@pytest.mark.parametrize("exercise", ALL.values(), ids=ALL)
def test_nothing_is_left_to_do(exercise):
    left = [f"{what}: {line.strip()}" for what, text in parts(exercise)
            for line in text.splitlines() if "TODO" in line]  # fmt: skip
    assert not left, f"{exercise.id} is not finished:\n" + "\n".join(left)
