"""An instructor's own assert cells: what they cost, and what of them a student gets to see."""

from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbgrader.apps.api import NbGraderAPI
from needs import need
from smallclass import MID_TERM, OWN_ASSIGNMENTS, SmallClass, make_template

from nngrader.commands import cli

# What only the hidden test says, and what the visible one says.
HIDDEN, VISIBLE = ("double(-1.5)", "-3.0", "HIDDEN TESTS"), "double(2) == 4"
ANSWERS = {
    "fails the hidden test": "def double(x):\n    return abs(2 * x)",
    "raises in the hidden test": "def double(x):\n    return {2: 4}[x]",
    "prints what it is given": "def double(x):\n    print('given', x)\n    return 2 * x",
    "warns": "import warnings\ndef double(x):\n    warnings.warn('old')\n    return 2 * x",
    "writes to stderr": "import sys\ndef double(x):\n    sys.stderr.write('!')\n    return 2 * x",
    "fails the visible test": "def double(x):\n    return x",
}


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    need("user namespaces")
    return make_template(tmp_path_factory.mktemp("template") / "class", MID_TERM, OWN_ASSIGNMENTS)


@pytest.fixture(scope="module", params=["nngrader grade", "nbgrader autograde"])
def small(template, tmp_path_factory, request) -> SmallClass:
    """Graded: one student for each of the answers."""
    small = SmallClass(template, tmp_path_factory.mktemp("own") / "course", MID_TERM)
    for student, answer in zip("abcdef", ANSWERS.values(), strict=True):
        small.hand_in(student, {**small.solutions, "double": answer})
    if request.param == "nngrader grade":
        assert cli.main(["grade", MID_TERM, "--course-root", str(small.root)]) == 0
    else:
        small.nbgrader("autograde", MID_TERM)
    return small


def test_what_is_written_to_stderr_costs_nothing(small):
    scores = [small.grades(student)["test_double"][0] for student in "abcdef"]
    assert dict(zip(ANSWERS, scores, strict=True)) == {
        "fails the hidden test": 0,
        "raises in the hidden test": 0,
        "prints what it is given": 2,
        "warns": 2,
        "writes to stderr": 2,
        "fails the visible test": 0,
    }


def pages(small: SmallClass) -> dict[str, str]:
    folder = small.grading / "feedback"
    return {s: (folder / s / MID_TERM / f"{MID_TERM}.html").read_text("utf-8") for s in "abcdef"}


def test_feedback_shows_no_hidden_test(small):
    small.nbgrader("generate_feedback", MID_TERM, "--force")
    found = pages(small)
    graded = nbformat.read(small.graded("a"), as_version=4)
    assert any(HIDDEN[0] in cell.source for cell in graded.cells)  # it is there to be hidden
    for student, page in found.items():
        assert not [text for text in HIDDEN if text in page], student
        assert VISIBLE in BeautifulSoup(page, "html.parser").get_text(), student


def test_feedback_by_formgraders_button_shows_none_either(small):
    api = NbGraderAPI(small.course.directory, config=small.course.config)
    result = api.generate_feedback(MID_TERM, force=True)
    assert result["success"], result["log"]
    for student, page in pages(small).items():
        assert not [text for text in HIDDEN if text in page], student
