"""The site as a reader sees it: on a computer and on a phone, in the light and in the dark.

It is built once. Two notebooks are run for it, the others stand there without results:
tests/course/test_lessons_run.py runs them all.
"""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import needs
import pytest
from lab import PROJECT, launch
from notebooks import LESSONS
from playwright.sync_api import Browser, Page, expect, sync_playwright

from nnbasics.notebook.quiz import LETTERS, load_quiz

READ = "01_weights_and_bias"  # the lesson that is run for these tests
COMPUTER, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
WAYS = {
    "computer in the light": (
        COMPUTER,
        "light",
        ["index", "run", "00_start_here", READ, "quick_reference", "search"],
    ),
    "phone in the dark": (PHONE, "dark", ["index", READ, "quick_reference"]),
}
QUIET = "() => !window.MathJax || window.MathJax.startup.promise.then(() => true)"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, as `make site` writes it."""
    needs.need("chromium")
    needs.need("npm")
    site = tmp_path_factory.mktemp("build") / "site"
    command = [sys.executable, PROJECT / "course" / "site" / "build.py", "--strict"]
    command += ["--out", site, "--run", "00*", "01*"]
    # Under pytest, ipykernel does not capture what is written to the file descriptors.
    environment = {key: value for key, value in os.environ.items() if "PYTEST" not in key}
    environment.pop("NNBASICS_PROGRESS")  # the build itself has to see to it
    environment["XDG_DATA_HOME"] = str(site.parent)
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return site


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where the site is served."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser(site: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright, needs.chromium())
        yield browser
        browser.close()


class Reader:
    """A page of the browser that notes what goes wrong and what is asked of others."""

    def __init__(self, page: Page, address: str):
        self.page, self.address, self.wrong = page, address, []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", self._see)
        page.on("requestfailed", lambda request: self.wrong.append(f"failed: {request.url}"))

    def _hear(self, message) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"{message.type}: {message.text}")

    def _see(self, request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.wrong.append(f"asked elsewhere: {request.url}")

    def open(self, page: str) -> Page:
        self.page.goto(f"{self.address}/{page}.html")
        self.page.wait_for_function(QUIET)
        return self.page


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    context = browser.new_context(viewport=COMPUTER)
    yield Reader(context.new_page(), address)
    context.close()


@pytest.mark.parametrize("way", WAYS)
def test_pages_are_sound(way: str, browser: Browser, address: str, site: Path, shoot):
    """No complaint, no request to others, no serious fault of accessibility, no overflow."""
    window, colors, pages = WAYS[way]
    context = browser.new_context(viewport=window, color_scheme=colors)
    reader = Reader(context.new_page(), address)
    axe = site.with_name("site-work") / "npm" / "node_modules" / "axe-core" / "axe.min.js"
    for each in pages:
        page = reader.open(each)
        shoot(page, f"site {each} {way}")
        page.evaluate(axe.read_text("utf-8"))
        found = page.evaluate("() => axe.run({resultTypes: ['violations']})")["violations"]
        serious = [
            (each, fault["id"], [node["html"] for node in fault["nodes"]])
            for fault in found
            if fault["impact"] in ("serious", "critical")
        ]
        assert serious == []
        assert page.evaluate("document.documentElement.scrollWidth") <= window["width"]
        assert page.locator("mjx-merror").count() == 0
        assert page.locator("img:not([alt]), img[alt='']").count() == 0
    assert reader.wrong == []
    context.close()


def test_it_works_without_a_server(browser: Browser, site: Path):
    reader = Reader(browser.new_page(), site.as_uri())
    page = reader.open(READ)
    expect(page.locator("mjx-container").first).to_be_visible()
    reader.open("search")
    page.goto(f"{site.as_uri()}/search.html?q=perceptron")
    expect(page.locator("#search-results li a").first).to_be_visible()
    assert reader.wrong == []
    page.close()


def test_search_finds_a_word_of_a_lesson(reader: Reader):
    page = reader.open("index")
    page.get_by_placeholder("Search").fill("Rosenblatt")
    page.keyboard.press("Enter")
    found = page.locator("#search-results li a", has_text="Decide with a single neuron")
    expect(found.first).to_be_visible()
    found.first.click()
    expect(page.locator("h1")).to_contain_text("Decide with a single neuron")


def test_the_dark_can_be_switched_on(reader: Reader):
    page = reader.open(READ)
    background = "() => getComputedStyle(document.body).backgroundColor"
    seen = {page.evaluate(background)}
    for _ in range(2):  # dark, light and as the system is
        page.locator(".theme-toggle:visible").first.click()
        seen.add(page.evaluate(background))
    assert len(seen) == 2


def test_lessons_follow_each_other(reader: Reader, site: Path):
    lessons = sorted(path.stem for path in LESSONS if path.stem[0] == "0")[1:]
    for lesson, following in pairwise(lessons):
        text = (site / f"{lesson}.html").read_text("utf-8")
        assert re.findall(r'<a class="next-page" href="(.+?)"', text) == [f"{following}.html"]
    page = reader.open(lessons[0])
    page.locator("a.next-page").click()
    expect(page).to_have_url(f"{reader.address}/{lessons[1]}.html")
    page.locator("a.prev-page").click()
    expect(page).to_have_url(f"{reader.address}/{lessons[0]}.html")


def test_all_pages_are_in_the_menu_of_a_phone(browser: Browser, address: str):
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{address}/{READ}.html")
    menu = page.locator(".sidebar-tree")
    expect(menu).not_to_be_in_viewport()
    page.locator(".nav-overlay-icon:visible").click()
    expect(menu).to_be_in_viewport()
    assert menu.locator("li.toctree-l1").count() == len(LESSONS) + 1  # and how to run it
    page.close()


def test_live_figures_stand_still_and_say_how_to_run_them(reader: Reader, shoot):
    page = reader.open(READ)
    figures = page.locator(".nnb-live")
    assert figures.count() >= 2
    for number, figure in enumerate(figures.all(), start=1):
        assert figure.locator("img").get_attribute("alt")
        assert figure.locator("img").evaluate("image => image.decode().then(() => true)")
        expect(figure.locator(".nnb-controls li").first).not_to_be_empty()
        expect(figure.locator(".nnb-sentence")).not_to_be_empty()
        shoot(figure, f"site figure {number}")
    figures.first.get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("Run the course")
    assert reader.wrong == []


def test_a_choice_of_the_quiz_unfolds_its_reason(reader: Reader, shoot):
    page = reader.open(READ)
    items, questions = page.locator(".nnb-quiz > ol > li"), load_quiz(READ)
    assert items.count() == len(questions)
    for item, question in zip(items.all(), questions, strict=True):
        wrong = (question.right + 1) % len(question.choices)
        for choice, verdict in ((wrong, "Not this one."), (question.right, "Right.")):
            details = item.locator("details").nth(choice)
            expect(details.locator("strong").first).not_to_be_visible()
            details.locator("summary").press("Enter")
            expect(details).to_contain_text(f"{LETTERS[choice]})")
            expect(details.locator("strong").first).to_have_text(verdict)
            expect(details.locator("strong").first).to_be_visible()
    shoot(page.locator(".nnb-quiz"), "site quiz")


def test_pages_say_nothing_of_who_built_them(site: Path):
    text = "".join(path.read_text("utf-8") for path in site.glob("*.html"))
    assert "No record is kept." in text
    for place in (str(PROJECT), str(site.parent), str(Path.home())):
        assert f"{place}/" not in text
