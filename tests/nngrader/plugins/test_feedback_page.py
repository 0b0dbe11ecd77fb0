"""A page of feedback begins with what a student wants to know, and folds what everybody has."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from needs import need
from smallclass import ASSIGNMENT, MID_TERM, OWN_ASSIGNMENTS, SmallClass, make_template

from nngrader.commands import cli
from nngrader.declare.registry import find, module_of

FIRES_AT_ZERO = "def step(z):\n    return np.where(np.asarray(z) >= 0, 1.0, 0.0)"


def graded(tmp_path_factory, assignment: str, solutions: Path | None = None) -> SmallClass:
    need("user namespaces")
    folder = tmp_path_factory.mktemp(assignment)
    template = make_template(folder / "template", assignment, solutions)
    small = SmallClass(template, folder / "course", assignment)
    small.hand_in("ada", {**small.solutions, "step": FIRES_AT_ZERO})
    assert cli.main(["grade", assignment, "--course-root", str(small.root)]) == 0
    small.nbgrader("generate_feedback", assignment)
    return small


@pytest.fixture(scope="module")
def first_module(tmp_path_factory) -> SmallClass:
    return graded(tmp_path_factory, ASSIGNMENT)


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> SmallClass:
    return graded(tmp_path_factory, MID_TERM, OWN_ASSIGNMENTS)


def page_of(small: SmallClass) -> BeautifulSoup:
    path = small.grading / "feedback" / "ada" / small.assignment / f"{small.assignment}.html"
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def texts(row) -> list[str]:
    return [" ".join(cell.get_text(" ").split()) for cell in row.select("td")]


def test_each_exercise_by_its_title_with_points_and_its_mistake(first_module):
    page = page_of(first_module)
    rows = {row["data-question"]: texts(row) for row in page.select(".overview tbody tr")}
    exercises = module_of("step").exercises
    assert list(rows) == [f"check_{exercise.id}" for exercise in exercises]
    said = next(m.text for m in find("step").mistakes if m.id == "fires-at-zero")
    title = find("step").text.title
    assert rows["check_step"] == ["✗ wrong", f"{title} {said}", "0 of 1"]
    for exercise in exercises:
        _, question, points = rows[f"check_{exercise.id}"]
        assert question.startswith(exercise.text.title)
        assert points.endswith(f"of {exercise.points:g}")
    assert rows["check_layer"][0] == "✓ right"
    assert "Test cell" not in page.get_text()


def test_every_question_links_to_its_place(first_module, own):
    for small in (first_module, own):
        page = page_of(small)
        links = [link["href"].removeprefix("#") for link in page.select(".overview a")]
        places = {anchor["name"] for anchor in page.select("#notebook a[name]")}
        assert links and set(links) <= places


def test_what_everybody_has_is_folded_and_what_is_the_students_is_not(first_module):
    page = page_of(first_module)
    folded = page.select("details.given")
    headings = [fold.summary.get_text() for fold in folded]
    assert f"Exercise 2: {find('step').text.title}" in headings
    assert all(not fold.has_attr("open") for fold in folded)
    inside = " ".join(fold.get_text() for fold in folded)
    assert ">= 0" not in inside  # the answer stands open
    assert not page.select("details.given .nngrader-verdict")


def test_a_question_that_a_person_grades_is_open_and_not_zero(own):
    page = page_of(own)
    rows = {row["data-question"]: texts(row) for row in page.select(".overview tbody tr")}
    assert rows["why"][0] == "… open" and rows["why"][2] == "not graded yet, of 4"
    assert "so far" in page.h1.get_text()
    with own.gradebook as gradebook:
        grade = gradebook.find_grade("why", MID_TERM, MID_TERM, "ada")
        grade.manual_score = 3
        gradebook.db.commit()
    own.nbgrader("generate_feedback", MID_TERM, "--force")
    page = page_of(own)
    (row,) = [texts(r) for r in page.select(".overview tr") if r.get("data-question") == "why"]
    assert (row[0], row[2]) == ("◐ in part", "3 of 4")
    assert "so far" not in page.h1.get_text()
