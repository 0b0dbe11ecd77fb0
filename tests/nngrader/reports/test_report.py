"""The report on a class: right numbers, all names, nothing but itself needed to read it."""

import re
from datetime import datetime

import nbformat
import pytest
from bs4 import BeautifulSoup
from needs import need
from smallclass import (
    ASSIGNMENT,
    MID_TERM,
    OWN_ASSIGNMENTS,
    POINTS,
    SmallClass,
    make_template,
)

from nngrader.commands import cli
from nngrader.commands.demo_class import Classroom
from nngrader.declare.registry import find
from nngrader.reports.class_data import ClassData, Submission, correlation
from nngrader.reports.report_page import page, score_bins, submission_days

STEP = f"{find('step').text.title} (step)"
WRONG = {"step": "def step(z):\n    return np.where(np.asarray(z) >= 0, 1.0, 0.0)\n"}


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> SmallClass:
    need("user namespaces")
    folder = tmp_path_factory.mktemp("report")
    small = SmallClass(make_template(folder / "template"), folder / "course")
    small.hand_in("ada")
    small.hand_in("ben", WRONG, when="2026-01-03 09:00:00 UTC")
    small.hand_in("cleo", {})
    small.hand_in("dan", content=b"no notebook")
    assert cli.main(["grade", ASSIGNMENT, "--course-root", str(small.root)]) == 1
    return small


@pytest.fixture
def report(graded, capsys):
    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["report", *arguments, "--course-root", str(graded.root)])
        return code, *capsys.readouterr()

    return run


def soup_of(path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def table(soup, label: str) -> list[list[str]]:
    """The rows of the table that stands under this heading."""
    heading = soup.find(["h3"], string=label)
    rows = heading.find_next("table").tbody.find_all("tr")
    return [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in rows]


def test_the_short_form(report):
    code, out, err = report()
    assert (code, err) == (0, "")
    assert out.startswith(f"{ASSIGNMENT}: 4 submissions\n")
    assert "1 × step: fires-at-zero" in out
    assert "need a person: dan" in out


def test_the_page(report, tmp_path):
    path = tmp_path / "report.html"
    code, out, _ = report("--html", str(path))
    assert code == 0 and str(path) in out
    soup = soup_of(path)
    assert [row[0] for row in table(soup, "Submissions that need a person")] == ["dan"]
    exercises = {row[0]: row[1:] for row in table(soup, "Exercises")}
    weighted_sum = exercises["Weigh the inputs (weighted_sum)"]
    assert weighted_sum[1:3] == ["33%", "67%"]  # ada; ben and cleo have not begun
    assert exercises[STEP][:3] == ["0.3 of 1", "33%", "33%"]
    mistakes = table(soup, "Mistakes")
    assert len(mistakes) == 1
    assert (mistakes[0][0], *mistakes[0][2:]) == (STEP, "1", "ben")
    assert mistakes[0][1].startswith("fires-at-zero At exactly 0 ")
    rows = {row[0]: row[1:] for row in table(soup, "All submissions")}
    assert rows["ada"][0] == str(POINTS) and rows["cleo"][0] == "0.0" and rows["dan"][0] == "none"
    assert rows["ben"][1] == "2026-01-03 09:00"


def test_tests_of_the_instructors_own_are_marked(graded, report, tmp_path, capsys):
    """They run beside the student's code: what protects checks does not protect them."""
    assert "not protected" not in report()[1]
    classroom = Classroom(tmp_path / "template")
    source = classroom.course / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(source, as_version=4)
    marks = {"grade_id": "test_by_hand", "grade": True, "locked": True, "solution": False}
    marks |= {"points": 1, "schema_version": 3, "task": False, "cell_type": "code"}
    cell = nbformat.v4.new_code_cell("assert step(2.0) == 1.0", metadata={"nbgrader": marks})
    notebook.cells.append(cell)
    nbformat.write(notebook, source)
    classroom.instructor("generate_assignment", ASSIGNMENT)
    small = SmallClass(classroom.course, tmp_path / "course")
    small.hand_in("ada")
    root = ["--course-root", str(small.root)]
    assert cli.main(["grade", ASSIGNMENT, *root]) == 0
    assert cli.main(["report", *root]) == 0
    assert "tests of your own, not protected: test_by_hand\n" in capsys.readouterr().out
    path = tmp_path / "report.html"
    assert cli.main(["report", "--html", str(path), *root]) == 0
    term = soup_of(path).find("dt", string="Tests of your own")
    assert term.find_next("dd").get_text().startswith("test_by_hand. These run in the same process")


def test_the_page_needs_nothing_else(report, tmp_path):
    path = tmp_path / "report.html"
    report("--html", str(path))
    text = path.read_text("utf-8")
    soup = soup_of(path)
    assert not soup.find_all(["script", "img", "link", "iframe"])
    assert not re.search(r"https?://|url\(", text)
    assert "default-src 'none'" in text and "@media print" in text
    for found in soup.find_all("table"):
        assert all(cell.get("scope") for cell in found.thead.find_all("th"))


def test_what_students_are_called_and_write_is_escaped():
    evil = '<script>alert("1")</script>'
    verdict = {
        "exercise": "step", "score": 0.5, "max_score": 1.0, "passed": False,
        "named": [{"id": "x", "text": evil}],
    }  # fmt: skip
    one = Submission(evil, 1.0, True, None, False, {"step": verdict}, (evil,), evil)
    text = page([ClassData(evil, evil, 1.0, None, (one,), (evil,))], evil)
    assert "<script" not in text and "&lt;script&gt;" in text


def scored(*scores: float | None) -> ClassData:
    when = datetime(2026, 1, 1)
    found = tuple(Submission(f"s{i}", s, False, when, False) for i, s in enumerate(scores))
    return ClassData("", "a", 15.0, None, found, ())


def test_scores_fall_into_tenths():
    bins = score_bins(scored(0, 1.49, 1.5, 14.9, 15, None))
    assert [b["count"] for b in bins] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert bins[0]["label"] == "0 to 1.5" and bins[-1]["width"] == 100


def test_days_without_submissions_are_shown():
    data = scored(1, 1)
    later = Submission("z", 1, False, datetime(2026, 1, 4, 12), False)
    data = ClassData("", "a", 15.0, None, (*data.submissions, later), ())
    days = submission_days(data)
    assert [d["count"] for d in days] == [2, 0, 0, 1]
    assert days[0]["label"] == "Thu 2026-01-01"
    assert submission_days(scored()) == []


def test_discrimination():
    assert correlation([0, 1, 2], [0, 2, 4]) == pytest.approx(1)
    assert correlation([0, 1, 2], [4, 2, 0]) == pytest.approx(-1)
    assert correlation([1, 1, 1], [1, 2, 3]) is None
    assert correlation([0, 1], [0, 1]) is None
    verdicts = [
        {"a": v(0), "b": v(0)}, {"a": v(1), "b": v(1)}, {"a": v(1), "b": v(0)}, {"a": v(0)},
    ]  # fmt: skip
    found = tuple(Submission(str(i), 0, False, None, False, x) for i, x in enumerate(verdicts))
    a, b = ClassData("", "a", 2.0, None, found, ()).exercises()
    assert (a.count, a.passed, b.count) == (4, 0.5, 3)
    assert b.discrimination == pytest.approx(correlation([0, 1, 0], [0, 1, 1]))


def v(score: float) -> dict:
    return {"score": score, "max_score": 1.0, "passed": score == 1.0, "started": True}


def test_wrong_use(report, graded, tmp_path):
    code, _, err = report("09_nothing")
    assert code == 2 and "09_nothing" in err
    code, _, err = report("--html", str(tmp_path / "no folder" / "report.html"))
    assert code == 1 and "can't be written" in err


def test_nothing_graded_yet(tmp_path, capsys):
    template = make_template(tmp_path / "template")
    assert cli.main(["report", "--course-root", str(template)]) == 2
    assert "Nothing has been graded yet" in capsys.readouterr().err


def test_own_questions_and_names(tmp_path, capsys):
    """Beside the checks: a test of the instructor's own, and an answer that a person grades."""
    need("user namespaces")
    template = make_template(tmp_path / "template", MID_TERM, OWN_ASSIGNMENTS)
    small = SmallClass(template, tmp_path / "course", MID_TERM)
    with small.gradebook as gradebook:
        gradebook.add_student("ada", first_name="Ada", last_name="Lovelace")
    small.hand_in("ada", None)
    small.hand_in("ben", {**small.solutions, "double": "def double(x):\n    return x"})
    assert cli.main(["grade", MID_TERM, "--course-root", str(small.root)]) == 0
    with small.gradebook as gradebook:
        gradebook.find_grade("why", MID_TERM, MID_TERM, "ada").manual_score = 3
        gradebook.db.commit()
    capsys.readouterr()
    assert cli.main(["report", "--course-root", str(small.root)]) == 0
    short = capsys.readouterr().out
    assert re.search(r"test_double +50% all points, mean 1\.0\n", short)
    assert re.search(r"why +0% all points, mean 3\.0, 1 to be graded by hand\n", short)
    path = tmp_path / "report.html"
    assert cli.main(["report", "--course-root", str(small.root), "--html", str(path)]) == 0
    soup = soup_of(path)
    rows = {row[0]: row[1:] for row in table(soup, "Questions of your own")}
    assert rows["test_double"] == ["by a test", "1.0 of 2", "50%", "0"]
    assert rows["why"] == ["by hand", "3.0 of 4", "0%", "1"]
    assert "check_step" not in rows
    assert [row[0] for row in table(soup, "All submissions")] == ["Ada Lovelace (ada)", "ben"]
