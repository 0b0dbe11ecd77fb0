"""What is exported is final: graded to the end, and with the late penalty that holds today."""

import csv
from datetime import datetime
from pathlib import Path

import pytest
from needs import need
from smallclass import MID_TERM, OWN_ASSIGNMENTS, SmallClass, make_template

GRADES, CANVAS, MOODLE = (
    f"--exporter=nngrader.plugins.{name}" for name in ("export.Grades", "lms.Canvas", "lms.Moodle")
)
ZERO_IF_LATE = 'c.LateSubmissionPlugin.penalty_method = "zero"'
ON_TIME, LATE = "2026-12-01 10:00:00 UTC", "2026-12-02 10:00:00 UTC"
DUE, LATER_DUE = datetime(2026, 12, 1, 12), datetime(2026, 12, 3)
FULL, WITHOUT_WHY = 7.0, 3.0  # points of the assignment, and those that no person gives


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """Graded: ada and ben wait for points by hand, cleo's is unreadable, dan left a blank."""
    need("user namespaces")
    folder = tmp_path_factory.mktemp("template")
    small = SmallClass(
        make_template(folder / "class", MID_TERM, OWN_ASSIGNMENTS), folder / "course", MID_TERM
    )
    small.hand_in("ada", when=ON_TIME)
    small.hand_in("ben", when=LATE)
    small.hand_in("cleo", content=b"no notebook", when=ON_TIME)
    small.hand_in("dan", {s: small.solutions[s] for s in ("step", "double")}, when=ON_TIME)
    code, out, err = small.nngrader("grade", MID_TERM)
    assert code == 1, out + err
    return small.root


@pytest.fixture
def small(template, tmp_path) -> SmallClass:
    return SmallClass(template, tmp_path / "course", MID_TERM)


def export(small: SmallClass, *options: str) -> tuple[list[list[str]], str]:
    """The rows that are written, and what the command says."""
    to = small.root / "exported.csv"
    log = small.nbgrader("export", *options, f"--to={to}")
    with to.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file)), log


def scores(small: SmallClass, *options: str) -> dict[str, str]:
    """The last column of a learning platform's file, by student."""
    rows, _ = export(small, *(options or (CANVAS,)))
    return {row[3]: row[-1] for row in rows[2:]}


def exported(small: SmallClass, *options: str) -> dict[str, dict[str, str]]:
    """The rows of our own export, by student."""
    (head, *rows), _ = export(small, GRADES, *options)
    return {row["student_id"]: row for row in (dict(zip(head, r, strict=True)) for r in rows)}


def set_duedate(small: SmallClass, duedate: datetime | None) -> None:
    with small.gradebook as gradebook:
        gradebook.find_assignment(MID_TERM).duedate = duedate
        gradebook.db.commit()


# ---------------------------------------------------------------- half-graded work


def test_half_graded_work_has_no_score(small):
    rows = exported(small)
    for student in ("ada", "ben"):
        row = rows[student]
        assert (row["score"], row["raw_score"], row["needs_person"]) == ("", "", "yes")
        assert row["note"] == "points by hand are open: why"
    assert rows["cleo"]["score"] == "" and "could not be graded" in rows["cleo"]["note"]
    assert (float(rows["dan"]["score"]), rows["dan"]["note"]) == (WITHOUT_WHY, "")


@pytest.mark.parametrize("exporter", [CANVAS, MOODLE])
def test_half_graded_work_is_empty_for_a_learning_platform(small, exporter):
    rows, log = export(small, exporter)
    found = {row[3] if exporter == CANVAS else row[2]: row[-1] for row in rows}
    assert {s: found[s] for s in ("ada", "ben", "cleo", "dan")} == {
        "ada": "",
        "ben": "",
        "cleo": "",
        "dan": f"{WITHOUT_WHY:g}",
    }
    assert "WARNING" in log
    assert "mid_term: no score for 3 (ada, ben, cleo)" in log


def test_it_is_exported_when_a_person_is_done(small):
    small.grade_by_hand("ada", why=4)
    assert scores(small)["ada"] == f"{FULL:g}"
    assert float(exported(small)["ada"]["score"]) == FULL
    _, log = export(small, CANVAS)
    assert "no score for 2 (ben, cleo)" in log


@pytest.mark.parametrize("exporter", [GRADES, CANVAS])
def test_it_can_be_exported_nevertheless(small, exporter):
    rows, log = export(small, exporter, "--FinalGrades.unfinished=True")
    assert "not final, points by hand are open: 2 (ada, ben)" in log
    assert "nrecognized" not in log and "not recognized" not in log
    if exporter == CANVAS:
        found = {row[3]: row[-1] for row in rows}
        assert (found["ada"], found["cleo"]) == (f"{WITHOUT_WHY:g}", "")
    else:
        ada = dict(zip(rows[0], next(row for row in rows if "ada" in row), strict=True))
        assert (float(ada["score"]), ada["needs_person"]) == (WITHOUT_WHY, "yes")


def test_what_the_command_and_the_report_say(small):
    code, out, _ = small.nngrader("grade", MID_TERM, "--student", "ada")
    assert code == 0
    assert "points by hand are open: ada" in out.replace("\n", " ")
    code, out, _ = small.nngrader("report")
    assert "not final" in out


# ---------------------------------------------------------------- penalties


@pytest.fixture
def graded(small) -> SmallClass:
    """Under the policy "zero", ben is late, and a person is done."""
    small.configure(ZERO_IF_LATE)
    set_duedate(small, DUE)
    for student in ("ada", "ben"):
        small.grade_by_hand(student, why=4)
    return small


def grades_of_all(small: SmallClass) -> dict[str, dict]:
    return {student: small.grades(student) for student in ("ada", "ben", "cleo", "dan")}


def penalties(small: SmallClass) -> dict[str, float]:
    with small.gradebook as gradebook:
        return {
            s.student_id: s.late_submission_penalty
            for s in gradebook.find_assignment(MID_TERM).submissions
        }


def moved(small: SmallClass) -> None:
    set_duedate(small, LATER_DUE)


def extended(small: SmallClass) -> None:
    with small.gradebook as gradebook:
        gradebook.grant_extension(MID_TERM, "ben", days=1)


def other_policy(small: SmallClass) -> None:
    small.configure("")


def no_duedate(small: SmallClass) -> None:
    extended(small)
    set_duedate(small, None)


@pytest.mark.parametrize("change", [moved, extended, other_policy, no_duedate])
@pytest.mark.parametrize("way", ["nngrader grade", "nbgrader autograde", "export"])
def test_a_penalty_goes_with_its_reason(graded, change, way):
    """And nothing is judged again, and no cell that a person has graded is asked for again."""

    def derive() -> str:
        if way == "nngrader grade":
            return graded.nngrader("grade", MID_TERM)[1]
        return graded.nbgrader(*(("autograde", MID_TERM) if way != "export" else ("export",)))

    derive()
    assert penalties(graded)["ben"] == FULL
    before = grades_of_all(graded)
    stamps = {s: graded.graded(s).stat().st_mtime_ns for s in before}
    change(graded)
    said = derive()
    assert penalties(graded) == dict.fromkeys(penalties(graded), 0)
    assert scores(graded)["ben"] == f"{FULL:g}"
    assert grades_of_all(graded) == before
    assert {s: graded.graded(s).stat().st_mtime_ns for s in before} == stamps
    if way == "nngrader grade":
        assert "Late penalties that have changed: ben" in said


def test_a_penalty_comes_with_its_reason(small):
    small.grade_by_hand("ben", why=4)
    assert scores(small)["ben"] == f"{FULL:g}"
    small.configure(ZERO_IF_LATE)
    assert scores(small)["ben"] == f"{FULL:g}"
    set_duedate(small, DUE)
    assert scores(small)["ben"] == "0"
    row = exported(small)["ben"]
    assert (float(row["late_submission_penalty"]), float(row["score"])) == (FULL, 0)


def test_points_given_by_hand_are_penalized_too(graded):
    assert scores(graded)["ben"] == "0"
    graded.grade_by_hand("ben", why=2)
    assert scores(graded)["ben"] == "0"
    assert penalties(graded)["ben"] == FULL - 2


def test_feedback_shows_the_penalty_of_today(graded):
    def page() -> str:
        graded.nbgrader("generate_feedback", MID_TERM, "--student=ben", "--force")
        return next(graded.grading.glob("feedback/ben/*/*.html")).read_text()

    assert f"0 of {FULL:g} points</h1>" in page()
    set_duedate(graded, LATER_DUE)
    assert f"{FULL:g} of {FULL:g} points</h1>" in page()


def test_the_report_knows_extensions(graded):
    assert "1 after 2026-12-01" in report_page(graded)
    extended(graded)
    assert "0 after 2026-12-01" in report_page(graded)


def report_page(small: SmallClass) -> str:
    to = small.root / "report.html"
    assert small.nngrader("report", "--html", str(to))[0] == 0
    return to.read_text()
