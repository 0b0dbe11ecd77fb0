"""The student's side of a class: fetch an assignment and hand it in, by nbgrader's list."""

import pytest
from lab import Notebook, Server, open_lab
from notebooks import EXERCISES
from playwright.sync_api import Locator, Page

ASSIGNMENTS = [path.stem for path in EXERCISES]


@pytest.fixture(scope="module")
def assignment_list(server: Server, page: Page) -> Page:
    """The Assignment List, after the instructor has released every assignment."""
    for assignment in ASSIGNMENTS:
        server.classroom.instructor("release_assignment", assignment)
    open_lab(page, server)
    return page


def show_list(page: Page) -> None:
    """Bring the Assignment List to the front: it may be behind the notebooks opened since."""
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Assignment List").click()


def row(page: Page, kind: str, assignment: str) -> Locator:
    """The row of an assignment among the released, fetched or submitted ones."""
    rows = page.locator(f"#{kind}_assignments_list > .list_item")
    return rows.filter(has_text=assignment).first


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_fetch_submit_and_go_back_to_the_lesson(
    assignment: str, assignment_list: Page, server: Server, shoot
):
    page = assignment_list
    show_list(page)
    released = row(page, "released", assignment)
    released.wait_for()
    shoot(page, f"{assignment} released")

    released.get_by_role("button", name="Fetch").click()
    fetched = row(page, "fetched", assignment)
    fetched.wait_for()
    shoot(page, f"{assignment} fetched")
    notebook = server.root / "my_work" / assignment / f"{assignment}.ipynb"
    given = server.classroom.course / "exercises" / assignment / notebook.name
    assert notebook.read_bytes() == given.read_bytes()

    fetched.get_by_role("button", name="Submit", exact=True).click()
    row(page, "submitted", assignment).wait_for()
    shoot(page, f"{assignment} submitted")
    submitted = list(server.classroom.exchange.glob(f"*/inbound/*+{assignment}+*/{notebook.name}"))
    assert [path.read_bytes() for path in submitted] == [notebook.read_bytes()]

    # From the fetched copy, too, the link at the top leads to the lesson.
    Notebook(page, server, f"my_work/{assignment}/{assignment}.ipynb").open()
    page.locator(f".jp-RenderedMarkdown a[href*='course/{assignment}.ipynb']").first.click()
    page.wait_for_function(
        "path => window.jupyterapp.shell.currentWidget.context?.path === path",
        arg=f"course/{assignment}.ipynb",
    )
