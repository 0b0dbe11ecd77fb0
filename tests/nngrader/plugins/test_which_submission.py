"""Of several submissions one counts, by the instructor's choice; nothing is graded unawares."""

from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.apps.api import NbGraderAPI
from needs import need
from smallclass import MID_TERM, OWN_ASSIGNMENTS, SmallClass, make_template

DUE = datetime(2026, 12, 1, 12)
EARLY, ON_TIME = "2026-12-01 09:00:00 UTC", "2026-12-01 11:00:00 UTC"
LATE, LATER = "2026-12-02 10:00:00 UTC", "2026-12-03 10:00:00 UTC"
NEWEST = "c.ExchangeCollect.before_duedate = False"


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    return make_template(tmp_path_factory.mktemp("template") / "class", MID_TERM, OWN_ASSIGNMENTS)


@pytest.fixture
def small(template, tmp_path) -> SmallClass:
    """A class in which one user of the machine stands for all; there is a due date."""
    small = SmallClass(template, tmp_path / "course", MID_TERM)
    settings("", small)
    set_duedate(small, DUE)
    return small


def settings(text: str, small: SmallClass) -> None:
    small.configure(f"c.ExchangeCollect.check_owner = False\n{text}")


def set_duedate(small: SmallClass, duedate: datetime | None) -> None:
    with small.gradebook as gradebook:
        gradebook.find_assignment(MID_TERM).duedate = duedate
        gradebook.db.commit()


def collect(small: SmallClass, *options: str) -> str:
    return small.nbgrader("collect", MID_TERM, *options)


def collected(small: SmallClass, student: str = "ada") -> str:
    return (small.folder(student) / "timestamp.txt").read_text()


def test_a_second_round_is_collected(small):
    small.submit("ada", EARLY)
    collect(small)
    assert collected(small) == EARLY
    small.submit("ada", ON_TIME)
    small.submit("ben", ON_TIME)
    assert "Updating submission: ada" in collect(small)
    assert collected(small) == collected(small, "ben") == ON_TIME
    assert "Nothing newer to collect: ada" in collect(small)


def test_a_late_one_does_not_take_the_place_of_one_on_time(small):
    small.submit("ada", ON_TIME)
    small.submit("ada", LATE)
    log = collect(small)
    assert collected(small) == ON_TIME
    assert "ada has handed in again after the due date" in log
    assert "2026-12-02 10:00:00" in log


@pytest.mark.parametrize("way", ["collect", "collect --update", "formgrader"])
def test_and_does_not_later(small, way):
    small.submit("ada", ON_TIME)
    collect(small)
    small.submit("ada", LATE)
    if way == "formgrader":
        small.course.config.ExchangeCollect.check_owner = False
        api = NbGraderAPI(small.course.directory, config=small.course.config)
        assert api.collect(MID_TERM)["success"]
    else:
        collect(small, *way.split()[1:])
    assert collected(small) == ON_TIME


def test_of_late_ones_the_last_counts(small):
    small.submit("ada", LATE)
    collect(small)
    assert collected(small) == LATE
    small.submit("ada", LATER)
    collect(small)
    assert collected(small) == LATER


def test_one_on_time_takes_the_place_of_a_late_one(small):
    """It was collected while there was no due date yet."""
    set_duedate(small, None)
    small.submit("ada", ON_TIME)
    small.submit("ada", LATE)
    collect(small)
    assert collected(small) == LATE
    set_duedate(small, DUE)
    collect(small)
    assert collected(small) == ON_TIME


def test_an_extension_counts(small):
    small.submit("ada", ON_TIME)
    small.submit("ben", ON_TIME)
    with small.gradebook as gradebook:
        for student in ("ada", "ben"):
            gradebook.add_student(student)
            gradebook.add_submission(MID_TERM, student)
        gradebook.grant_extension(MID_TERM, "ada", days=1)
    collect(small)
    for student in ("ada", "ben"):
        small.submit(student, LATE)
    collect(small)
    assert (collected(small, "ada"), collected(small, "ben")) == (LATE, ON_TIME)


def test_what_was_put_there_by_hand_stays(small):
    small.submit("ada", ON_TIME)
    small.hand_in("ada", when=LATE)  # it came by mail, say
    collect(small)
    assert collected(small) == LATE


def test_the_instructor_may_choose_the_newest(small):
    settings(NEWEST, small)
    small.submit("ada", ON_TIME)
    collect(small)
    small.submit("ada", LATE)
    collect(small)
    assert collected(small) == ON_TIME  # as in nbgrader
    collect(small, "--update")
    assert collected(small) == LATE
    settings("", small)
    collect(small)
    assert collected(small) == ON_TIME


def test_only_one_student(small):
    small.submit("ada", ON_TIME)
    small.submit("ben", ON_TIME)
    collect(small, "--student=ben")
    assert not small.folder("ada").exists()
    assert collected(small, "ben") == ON_TIME


def test_names_with_signs_that_mean_something(small):
    for student in ("a+b", "o'neil@uni.example", "[x]", "a b"):
        small.submit(student, ON_TIME)
        collect(small, f"--student={student}")
        assert collected(small, student) == ON_TIME


# ---------------------------------------------------------------- grading says what is missing


def test_grading_says_what_was_not_collected(small):
    need("user namespaces")
    small.submit("ada", EARLY)
    small.submit("cleo", ON_TIME)
    collect(small)
    code, _, err = small.nngrader("grade", MID_TERM)
    assert (code, err) == (0, "")
    small.submit("ada", ON_TIME)
    small.submit("ben", ON_TIME)
    small.submit("cleo", LATE)  # which does not count
    code, _, err = small.nngrader("grade", MID_TERM)
    assert code == 0
    assert "not been collected, of ada, ben. " in err
    assert f"nbgrader collect {MID_TERM}\n" in err
    assert "not been collected, of ada, ben. " in small.nbgrader("autograde", MID_TERM)
    collect(small)
    assert small.nngrader("grade", MID_TERM)[2] == ""


def test_it_says_how_to_collect_the_newest(small):
    need("user namespaces")
    settings(NEWEST, small)
    small.submit("ada", ON_TIME)
    collect(small)
    small.submit("ada", LATE)
    err = small.nngrader("grade", MID_TERM)[2]
    assert f"of ada. To grade it, run first: nbgrader collect {MID_TERM} --update\n" in err
