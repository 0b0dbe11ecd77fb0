"""A learner's way through an assignment: a wrong answer, a right one, nbgrader's Validate."""

import ast
from pathlib import Path

import pytest
from lab import Notebook, Server
from notebooks import EXERCISES, PROJECT
from playwright.sync_api import Locator, Page, expect

from nngrader.commands.demo_class import solutions_of
from nngrader.declare.registry import find


@pytest.fixture(scope="module", params=EXERCISES, ids=lambda path: path.stem)
def assignment(request: pytest.FixtureRequest, server: Server, page: Page) -> Notebook:
    """The students' version, open, with the code cells run that are given."""
    notebook = Notebook(page, server, request.param.relative_to(PROJECT).as_posix()).open()
    for place, cell in enumerate(notebook.contents()["cells"]):
        kind = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and not (kind.get("solution") or kind.get("grade")):
            notebook.run(place)
    yield notebook
    notebook.close()


def solutions(assignment: Notebook) -> dict[str, str]:
    """The answers that the instructor gives, by exercise."""
    name = Path(assignment.path).stem
    return solutions_of(PROJECT / "solutions" / name / f"{name}.ipynb")


def answered(assignment: Notebook, exercise: str) -> list[str]:
    """The names that the check cell takes: mostly one, that of the exercise."""
    cell = assignment.contents()["cells"][assignment.index(grade_id=f"check_{exercise}")]
    call = ast.parse(cell["source"]).body[-1].value
    return [name.id for name in call.args[1:]]


def check(assignment: Notebook, exercise: str, answer: str) -> Locator:
    """Give this answer, run it and its check, and return the verdict in the page."""
    place = assignment.index(grade_id=exercise)
    assignment.write(place, answer)
    assignment.run(place)
    place = assignment.index(grade_id=f"check_{exercise}")
    return assignment.run(place).locator("[data-passed]")


def validate(assignment: Notebook, shoot, picture: str) -> str:
    """Click nbgrader's Validate button, and return what its dialog says."""
    page = assignment.page
    page.locator(".jp-NotebookPanel:visible").get_by_role("button", name="Validate").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Validation Results", timeout=60_000)
    shoot(page, f"{Path(assignment.path).stem} {picture}")
    said = dialog.inner_text()
    dialog.get_by_role("button", name="Ok").click()
    return said


def test_untouched_version_starts_at_zero(assignment: Notebook, shoot):
    assignment.run_all()
    verdicts = [
        output["data"]
        for cell in assignment.contents()["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade")
        for output in cell["outputs"]
    ]
    assert [verdict["text/plain"] for verdict in verdicts] == ["0.0"] * len(solutions(assignment))
    assert assignment.errors() == []
    said = validate(assignment, shoot, "untouched")
    assert said.count("The following cell failed") == len(verdicts)


def test_mistake_is_named_and_right_answer_is_green(assignment: Notebook, shoot):
    for exercise, solution in solutions(assignment).items():
        mistake = find(exercise).mistakes[0]
        names = ", ".join(answered(assignment, exercise))
        wrong = check(
            assignment,
            exercise,
            "from nngrader.declare.registry import find\n\n"
            f'{names} = find("{exercise}").mistakes[0].function',
        )
        expect(wrong).to_have_attribute("data-passed", "false")
        expect(wrong).to_contain_text(mistake.text)
        shoot(wrong, f"{exercise} {mistake.id}")

        right = check(assignment, exercise, solution)
        expect(right).to_have_attribute("data-passed", "true")
        shoot(right, f"{exercise} right")
    assert assignment.errors() == []
    assert assignment.complaints == []


def test_solved_version_is_valid(assignment: Notebook, shoot):
    for exercise, solution in solutions(assignment).items():
        assignment.write(assignment.index(grade_id=exercise), solution)
    said = validate(assignment, shoot, "solved")
    assert "Success" in said
    assert "failed" not in said
