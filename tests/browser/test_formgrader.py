"""The instructor's side in the browser: formgrader grades, shows verdicts, and takes points."""

from collections.abc import Iterator

import nbformat
import pytest
from lab import WINDOW, Server, launch, serve
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from needs import chromium, need
from playwright.sync_api import Page, expect, sync_playwright
from smallclass import SOURCE

from nngrader.commands.demo_class import Classroom, write_answers

ASSIGNMENT = "by_hand"
KEPT = ("setup", "step", "check_step")
FIRES_AT_ZERO = "def step(z):\n    return np.where(np.asarray(z) >= 0, 1.0, 0.0)\n"


def assignment_with_an_answer_in_words() -> nbformat.NotebookNode:
    """One exercise of module 1, and a question that a person has to grade."""
    of_module_1 = nbformat.read(SOURCE, as_version=4)
    kept = [c for c in of_module_1.cells if c.metadata.get("nbgrader", {}).get("grade_id") in KEPT]
    marks = {"grade": True, "grade_id": "why", "locked": False, "points": 3, "schema_version": 3}
    marks |= {"solution": True, "task": False}
    text = new_markdown_cell("Why does it fire?", id="why", metadata={"nbgrader": marks})
    return new_notebook(cells=[*kept, text], metadata=of_module_1.metadata)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """JupyterLab on the course's folder, as `make lab` opens it, with one submission to grade."""
    need("chromium")
    need("user namespaces")
    folder = tmp_path_factory.mktemp("formgrader")
    solutions = folder / "solutions" / ASSIGNMENT
    solutions.mkdir(parents=True)
    nbformat.write(assignment_with_an_answer_in_words(), solutions / f"{ASSIGNMENT}.ipynb")
    classroom = Classroom(folder / "class", solutions.parent)
    classroom.instructor("generate_assignment", ASSIGNMENT)
    released = classroom.course / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    submitted = classroom.course / "grading" / "submitted" / "ben" / ASSIGNMENT / released.name
    submitted.parent.mkdir(parents=True)
    submitted.write_bytes(released.read_bytes())
    write_answers(submitted, {"step": FIRES_AT_ZERO, "why": "Because $w x + b > 0$."})
    server = serve(folder, classroom, classroom.course)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def page(course: Server) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = launch(playwright, chromium())
        yield browser.new_page(viewport=WINDOW)
        browser.close()


def scores(server: Server) -> dict[str, tuple[float | None, float | None, bool]]:
    """Of each grade cell: the automatic points, the manual ones, and if a person is needed."""
    with Gradebook(server.classroom.database) as gradebook:
        row = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, "ben")
        return {g.name: (g.auto_score, g.manual_score, g.needs_manual_grade) for g in row.grades}


def test_grade_look_and_give_points(course: Server, page: Page, shoot):
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    # Nothing from elsewhere: only formulas need it, which nbgrader draws with a MathJax on the web.
    page.route(lambda url: not url.startswith(course.url), lambda route: route.abort())
    page.goto(f"{course.url}/formgrader?token={course.token}")
    row = page.get_by_role("row").filter(has_text=ASSIGNMENT)
    expect(row).to_contain_text("1")
    shoot(page, "formgrader assignments")

    page.goto(f"{course.url}/formgrader/manage_submissions/{ASSIGNMENT}")
    row = page.get_by_role("row").filter(has_text="ben")
    expect(row).to_contain_text("needs autograding")
    row.locator(".autograde a").click()
    dialog = page.locator("#success-modal, #error-modal")
    expect(dialog.filter(visible=True)).to_contain_text("ben", timeout=60_000)
    shoot(page, "formgrader autograded")
    assert scores(course) == {"check_step": (0.0, None, False), "why": (None, None, True)}

    page.goto(f"{course.url}/formgrader/gradebook/{ASSIGNMENT}/{ASSIGNMENT}")
    page.get_by_role("link", name="Submission #1").click()
    verdict = page.locator(".nngrader-verdict")
    expect(verdict).to_have_attribute("data-score", "0")
    expect(verdict.locator(".nngrader-mistake")).to_have_attribute("data-mistake", "fires-at-zero")
    shoot(page, "formgrader submission")

    points = page.locator("input#why.score")
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.ok):
        points.fill("2.5")
        points.press("Tab")
    comment = page.locator("textarea.comment").last
    with page.expect_response(lambda answer: "/api/comment/" in answer.url and answer.ok):
        comment.fill("Say what b is, too.")
        comment.press("Tab")
    points.scroll_into_view_if_needed()
    shoot(page, "formgrader points given")
    assert scores(course) == {"check_step": (0.0, None, False), "why": (None, 2.5, False)}

    page.goto(f"{course.url}/formgrader/gradebook/{ASSIGNMENT}/{ASSIGNMENT}")
    expect(page.get_by_role("row").filter(has_text="Submission #1")).to_contain_text("2.5 / 4")
    assert complaints == ["MathJax is not defined"]
