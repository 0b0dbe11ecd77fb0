"""An instructor gives a check cell other points than its exercise has: then those count."""

import csv
import json
import shutil
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from needs import need
from smallclass import MID_TERM, OWN_ASSIGNMENTS, SmallClass, cell, make_template

from nngrader import check
from nngrader.checking.verdict import MIME_TYPE
from nngrader.commands import cli
from nngrader.declare.registry import find

# Right but for one thing: it costs a part of the points.
OVERWRITES = """def step(z):
    result = np.asarray(z, dtype=float)
    result[result > 0] = 1.0
    result[result <= 0] = 0.0
    return result
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    need("user namespaces")
    return make_template(tmp_path_factory.mktemp("template") / "class", MID_TERM, OWN_ASSIGNMENTS)


@pytest.fixture(scope="module", params=[3, 0.5])
def small(template, tmp_path_factory, request) -> SmallClass:
    """Graded, and the check of step has other points; ada is right, ben is so in part."""
    small = SmallClass(template, tmp_path_factory.mktemp("points") / "course", MID_TERM)
    small.points = request.param

    def give_points(notebook):
        cell(notebook, "check_step").metadata.nbgrader.points = request.param

    small.edit_source(give_points)
    small.nbgrader("generate_assignment", MID_TERM, "--force")
    small.hand_in("ada")
    small.hand_in("ben", {**small.solutions, "step": OVERWRITES})
    assert cli.main(["grade", MID_TERM, "--course-root", str(small.root)]) == 0
    return small


def assert_scaled(small: SmallClass) -> None:
    """The gradebook and the graded notebooks have ada's full marks, and ben's part of them."""
    declared = check(
        "step", next(m for m in find("step").mistakes if m.id == "overwrites-input").function
    )
    assert 0 < declared.score < declared.max_score
    expected = {"ada": small.points, "ben": small.points * declared.score / declared.max_score}
    for student, score in expected.items():
        assert small.grades(student)["check_step"] == (pytest.approx(score), None, False)
        (output,) = cell(nbformat.read(small.graded(student), as_version=4), "check_step").outputs
        verdict = output.data[MIME_TYPE]
        assert verdict["score"] == float(output.data["text/plain"]) == pytest.approx(score)
        assert verdict["max_score"] == small.points
        assert sum(a["points"] for a in verdict["aspects"]) == pytest.approx(small.points)
        assert verdict["passed"] == (student == "ada")
        said = BeautifulSoup(output.data["text/html"], "html.parser").get_text(" ")
        assert f" {score:g} of {small.points:g} points" in said


def test_a_class(small):
    assert_scaled(small)


def test_a_class_graded_by_nbgrader(small, tmp_path):
    other = SmallClass(small.root, tmp_path / "other", MID_TERM)
    other.points = small.points
    shutil.rmtree(other.grading / "autograded")
    with other.gradebook as gradebook:
        for student in ("ada", "ben"):
            gradebook.remove_submission(MID_TERM, student)
    other.nbgrader("autograde", MID_TERM)
    assert_scaled(other)


def test_feedback_and_report(small):
    small.nbgrader("generate_feedback", MID_TERM)
    page = small.grading / "feedback" / "ada" / MID_TERM / f"{MID_TERM}.html"
    text = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").get_text(" ")
    assert f"Fire or stay silent {small.points:g} of {small.points:g}" in " ".join(text.split())
    assert f"{small.points:g} of {small.points:g} points" in text
    to = small.root / "report.html"
    assert cli.main(["report", "--course-root", str(small.root), "--html", str(to)]) == 0
    rows = [row.get_text(" ") for row in BeautifulSoup(to.read_text(), "html.parser").select("tr")]
    assert any("(step)" in row and f"of {small.points:g} " in row for row in rows)


def test_one_file(small, capsys):
    arguments = ["grade-file", str(small.notebook("ada")), "--course-root", str(small.root)]
    assert cli.main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["verdicts"]["step"]["score"] == small.points
    assert found["max_score"] == small.points + 6
    assert cli.main(arguments) == 0
    assert f"All right · {small.points:g} of {small.points:g} points" in capsys.readouterr().out


@pytest.mark.parametrize("exporter", ["export.Grades", "lms.Canvas", "lms.Moodle"])
def test_exports(small, exporter):
    with small.gradebook as gradebook:
        grade = gradebook.find_grade("why", MID_TERM, MID_TERM, "ada")
        grade.manual_score, grade.needs_manual_grade = 4, False
        gradebook.db.commit()
    to = small.root / "out.csv"
    small.nbgrader("export", f"--exporter=nngrader.plugins.{exporter}", f"--to={to}")
    with to.open(newline="") as file:
        (row,) = (row for row in csv.reader(file) if "ada" in row)
    assert str(small.points + 6) in row or f"{small.points + 6:.1f}" in row


def test_students_see_the_points_too(small):
    """In their own check, and where nbgrader validates the notebook."""
    released = cell(nbformat.reads(small.released.decode(), as_version=4), "check_step")
    assert released.source == f'check("step", step, points={small.points:g})'
    assert "Success!" in small.nbgrader("validate", str(small.notebook("ada")))
    assert "artial credit" in small.nbgrader("validate", str(small.notebook("ben")))


def test_nobody_is_told_to_have_changed_the_check(small):
    assert small.how("ada")["events"] == []
