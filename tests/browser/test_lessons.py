"""A learner's way through a lesson: run it, move its sliders, answer its quiz."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lab import PROJECT, Notebook, Server
from notebooks import LESSONS
from playwright.sync_api import Page, expect

from nnbasics.notebook.quiz import load_quiz

# The bytes of a picture, as the page has them, made short enough to compare and report.
FINGERPRINT = """async image => {
    const bytes = await (await fetch(image.src)).arrayBuffer();
    return String(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}"""


@pytest.fixture(scope="module", params=LESSONS, ids=lambda path: path.stem)
def lesson(request: pytest.FixtureRequest, server: Server, page: Page) -> Iterator[Notebook]:
    """A lesson, opened, and every cell run."""
    notebook = Notebook(page, server, request.param.relative_to(PROJECT).as_posix()).open()
    notebook.run_all()
    yield notebook
    notebook.close()


def name(lesson: Notebook) -> str:
    return Path(lesson.path).stem


def test_runs_without_error(lesson: Notebook, shoot):
    assert all(
        cell["execution_count"]
        for cell in lesson.contents()["cells"]
        if cell["cell_type"] == "code"
    )
    assert lesson.errors() == []
    shoot(lesson.page, f"{name(lesson)} run")


def test_widgets_are_shown(lesson: Notebook):
    for widget in lesson.widgets():
        expect(widget.locator(".jupyter-widgets-error-widget")).to_have_count(0)
    assert lesson.complaints == []


def test_sliders_move_the_figures(lesson: Notebook, shoot):
    for number, figure in enumerate(lesson.figures(), start=1):
        picture, sentence = figure.locator(".widget-image"), figure.locator("[aria-live]")
        expect(sentence).not_to_be_empty()
        figure.scroll_into_view_if_needed()
        shoot(figure, f"{name(lesson)} figure {number}")
        for handle in figure.locator(".noUi-handle").all():
            before = picture.evaluate(FINGERPRINT), sentence.inner_text()
            value, last = (handle.get_attribute(f"aria-value{end}") for end in ("now", "max"))
            handle.press("ArrowLeft" if value == last else "ArrowRight")
            expect(sentence).not_to_have_text(before[1], use_inner_text=True)
            assert picture.evaluate(FINGERPRINT) != before[0]
        shoot(figure, f"{name(lesson)} figure {number} moved")


def test_quiz_explains_wrong_answers_and_accepts_right_ones(lesson: Notebook, shoot):
    for quiz in lesson.widgets(".nnb-quiz"):
        questions = load_quiz(name(lesson))
        cards = quiz.locator(".widget-vbox:has(> .widget-radio)")
        expect(cards).to_have_count(len(questions))
        for card, question in zip(cards.all(), questions, strict=True):
            choices, reply = card.get_by_role("radio"), card.locator(".nnb-reply")
            choices.nth((question.right + 1) % len(question.choices)).check()
            card.get_by_role("button", name="Check").click()
            expect(reply).to_have_class("nnb-reply nnb-wrong")
            expect(reply).to_contain_text("Not this one")
            if question is questions[0]:
                shoot(card, f"{name(lesson)} quiz wrong")
            choices.nth(question.right).check()
            card.get_by_role("button", name="Check").click()
            expect(reply).to_have_class("nnb-reply nnb-right")
        shoot(lesson.page, f"{name(lesson)} quiz right")


def test_parts_of_a_lesson_are_there(lesson: Notebook):
    """Without this, a lesson without figures and quiz would pass the tests above."""
    has_quiz = (PROJECT / "course" / "quizzes" / f"{name(lesson)}.toml").exists()
    assert len(list(lesson.widgets(".nnb-quiz"))) == int(has_quiz)
    assert len(list(lesson.figures())) >= 2 * int(has_quiz)
    assert lesson.complaints == []
