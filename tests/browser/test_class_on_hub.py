"""The hub of `make hub`: a student in the browser, from logging in to reading the feedback."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import hubs
import needs
import pytest
from lab import WINDOW, launch
from notebooks import PROJECT
from playwright.sync_api import Browser, Page, expect, sync_playwright
from smallclass import POINTS

from nngrader.commands.demo_class import solutions_of, write_answers

ASSIGNMENT = "01_weights_and_bias"
NOTEBOOK = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
PASSWORD = "a password of the tests"
SLOW = 60_000  # ms, for a server to start and JupyterLab to load


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[hubs.Hub]:
    for name in ("chromium", "hub proxy", "user namespaces"):
        needs.need(name)
    folder = tmp_path_factory.mktemp("hub")
    prepare = [sys.executable, hubs.HUB / "prepare.py", folder]
    subprocess.run(prepare, check=True, stdin=subprocess.DEVNULL)
    variables = {"NNBASICS_HUB_PASSWORD": PASSWORD, "NNBASICS_HUB_AS_ROOT": "1"}
    hub = hubs.start(folder, "demo_config.py", **variables)
    yield hub
    hub.stop()


@pytest.fixture(scope="module")
def browser(hub: hubs.Hub) -> Iterator[Browser]:
    """A browser without the JupyterLab of the other files."""
    with sync_playwright() as playwright:
        browser = launch(playwright, needs.chromium())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def teacher(hub: hubs.Hub) -> hubs.Person:
    """The instructor, who has released the assignment."""
    teacher = hub.person("teacher", PASSWORD)
    teacher.formgrader("assign", ASSIGNMENT)
    teacher.formgrader("release", ASSIGNMENT)
    return teacher


def log_in(page: Page, hub: hubs.Hub, name: str) -> None:
    page.goto(hub.url)
    page.locator("#username_input").fill(name)
    page.locator("#password_input").fill(PASSWORD)
    page.locator("#login_submit").click()


def homework(hub: hubs.Hub) -> Path:
    return hub.folder / "people" / "ada" / "exercises" / NOTEBOOK


def test_a_student_fetches_submits_and_reads_the_feedback(
    browser: Browser, hub: hubs.Hub, teacher: hubs.Person, shoot
):
    page = browser.new_page(viewport=WINDOW)
    log_in(page, hub, "ada")
    # The first lesson is open, and what is for instructors is not in the menu.
    page.get_by_role("tab", name="00_start_here.ipynb").wait_for(timeout=SLOW)
    page.get_by_role("menuitem", name="Nbgrader").click()
    expect(page.get_by_role("menuitem", name="Assignment List")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Formgrader")).to_have_count(0)
    page.get_by_role("menuitem", name="Assignment List").click()

    released = page.locator("#released_assignments_list > .list_item", has_text=ASSIGNMENT)
    released.get_by_role("button", name="Fetch").click()
    fetched = page.locator("#fetched_assignments_list > .list_item", has_text=ASSIGNMENT).first
    fetched.wait_for()
    write_answers(homework(hub), solutions_of(PROJECT / "solutions" / NOTEBOOK))
    fetched.get_by_role("button", name="Submit", exact=True).click()
    submitted = page.locator("#submitted_assignments_list > .list_item", has_text=ASSIGNMENT).first
    submitted.wait_for()
    shoot(page, "hub submitted")

    teacher.formgrader("collect", ASSIGNMENT)
    code, said = teacher.terminal(f"nngrader grade {ASSIGNMENT}", hubs.COURSE)
    assert code == 0, said
    teacher.formgrader("generate_feedback", ASSIGNMENT)
    teacher.formgrader("release_feedback", ASSIGNMENT)

    page.locator("#refresh_assignments_list").click()
    submitted.get_by_role("button", name="Fetch Feedback").first.click()
    submitted.get_by_text("view feedback").first.wait_for()
    shoot(page, "hub feedback")
    page.close()
    assert list(homework(hub).parent.glob("feedback/*/*.html"))


def test_the_instructor_comes_to_formgrader(
    browser: Browser, hub: hubs.Hub, teacher: hubs.Person, shoot
):
    page = browser.new_page(viewport=WINDOW)
    log_in(page, hub, "teacher")
    page.wait_for_url("**/services/nnbasics/lab*", timeout=SLOW)
    page.goto(f"{hub.url}{hubs.COURSE}/formgrader/gradebook/{ASSIGNMENT}/{ASSIGNMENT}")
    submission = page.get_by_role("row").filter(has=page.get_by_role("link", name="Submission #1"))
    expect(submission).to_contain_text(f"{POINTS:g} / {POINTS:g}", timeout=SLOW)
    shoot(page, "hub formgrader")
    page.close()
