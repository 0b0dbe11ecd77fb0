"""Nothing of a student's acts in the pages made of a graded notebook."""

import re
from collections import Counter
from html.parser import HTMLParser

import nbformat
import pytest
import showing
from attack import Attack, innocent, instructor
from nbconvert.exporters import HTMLExporter
from needs import chromium, need
from outside import Outside
from test_attacks import assert_fails, judged

from nngrader.judging.judge import Task, judge
from nngrader.kernels.pool import ServerPool
from nngrader.plugins.feedback import feedback_page
from nngrader.plugins.hide_tests import NOTICE, HideTests

TAGS = {"script", "iframe", "object", "embed", "form", "base", "meta", "link", "style", "svg"}
ADDRESSES = {"src", "srcset", "href", "action", "poster", "data", "background", "formaction"}
ACTS = re.compile(r"^[\s\x00-\x20]*(javascript|vbscript|data:text|data:image/svg)", re.IGNORECASE)
ARGUMENTS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"


class Dangers(HTMLParser):
    """Counts what can act by itself, or when it is clicked on."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in TAGS:
            self.found[f"<{tag}>"] += 1
        for name, value in attrs:
            value = re.sub(r"[\x00-\x20]", "", value or "")
            if name.startswith("on"):
                self.found[f"{name}={value}"] += 1
            if name in ADDRESSES and ACTS.match(value):
                self.found[f"{name}={value}"] += 1
            if name in ADDRESSES and tag != "a" and not value.startswith(("data:", "#")):
                self.found[f"{tag} {name}={value}"] += 1
            if name == "style" and "url(" in value:
                self.found[f"style={value}"] += 1


def pages(notebook: bytes) -> list[str]:
    """The notebook as nbconvert shows it, and as feedback."""
    content = nbformat.reads(notebook.decode(), as_version=4)
    return [HTMLExporter().from_notebook_node(content)[0], feedback_page(content, "attack")]


@pytest.fixture(scope="module")
def usual(sandboxed: ServerPool) -> list[Counter[str]]:
    """What the pages of an innocent submission have of it, from nbconvert."""
    task = Task("01_weights_and_bias", "ann", innocent(), instructor())
    return [Dangers(page).found for page in pages(judge(task, sandboxed).notebook)]


@pytest.mark.parametrize("attack", showing.ATTACKS, ids=str)
def test_nothing_acts(
    attack: Attack, sandboxed: ServerPool, outside: Outside, usual: list[Counter[str]]
):
    result = judged(attack, sandboxed, outside)
    assert_fails(attack, result)
    for page, known in zip(pages(result.notebook), usual, strict=True):
        assert not Dangers(page).found - known


def test_an_unsafe_page_would_be_noticed():
    for payload in showing.PAYLOADS[:12]:
        assert Dangers(payload).found, payload


def test_nothing_acts_in_a_browser(sandboxed: ServerPool, outside: Outside):
    need("chromium")
    from playwright.sync_api import sync_playwright

    result = judged(showing.ALL_AT_ONCE, sandboxed, outside)
    content = nbformat.reads(result.notebook.decode(), as_version=4)
    page_text = feedback_page(content, "attack")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS.split())
        page = browser.new_page()
        asked, dialogs = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.set_content(page_text)
        for link in page.locator("a").all():
            link.dispatch_event("mouseover")
        page.wait_for_timeout(300)
        assert page.evaluate("window.pwned") is None
        assert page.locator("text=pwned").count() > 0
        browser.close()
    assert not dialogs
    assert not [url for url in asked if not url.startswith(("data:", "about:"))]


def test_hidden_tests_are_not_in_the_feedback(sandboxed: ServerPool, outside: Outside):
    """Neither in the error of a wrong answer, nor in what a notebook prints of itself."""
    attack = Attack(
        "prints its history",
        {"double": "def double(x):\n    return 2 * int(x)"},
        last=("print(In)", "%history", "In", "1 / 0"),
        assignment="own_tests",
        shows=("AssertionError", "41.0"),
    )
    result = judged(attack, sandboxed, outside)
    assert_fails(attack, result)
    content = nbformat.reads(result.notebook.decode(), as_version=4)
    page = feedback_page(content, "own_tests")
    assert NOTICE in page
    assert "a hidden test" in page
    for text in ("20.5", "41.0", "HIDDEN", "the half is lost"):
        assert text not in page
    assert "ZeroDivisionError" in page
    assert "41.0" not in nbformat.writes(HideTests().preprocess(content, {})[0])
