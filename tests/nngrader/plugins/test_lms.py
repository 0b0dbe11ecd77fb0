"""Grades for Canvas and Moodle: their columns, quoted, and nothing where there is no grade."""

import csv

import pytest
from nbgrader.api import Gradebook
from needs import need
from smallclass import ASSIGNMENT, POINTS, SmallClass, make_template

from nngrader.commands import cli
from nngrader.plugins.lms import Canvas, Moodle


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> SmallClass:
    need("user namespaces")
    folder = tmp_path_factory.mktemp("lms")
    small = SmallClass(make_template(folder / "template"), folder / "course")
    with Gradebook(small.course.database) as gradebook:
        gradebook.add_student(
            "ada", last_name='Byron, "Lady"', first_name="Ada\nAugusta", email="ada@example.org"
        )
        gradebook.add_student("eve")  # hands in nothing
    small.hand_in("ada")
    small.hand_in("dan", content=b"no notebook")
    assert cli.main(["grade", ASSIGNMENT, "--course-root", str(small.root)]) == 1
    return small


@pytest.fixture
def exported(graded, tmp_path):
    def export(plugin: type, **traits: object) -> list[list[str]]:
        to = tmp_path / "out.csv"
        with Gradebook(graded.course.database) as gradebook:
            plugin(to=str(to), **traits).export(gradebook)
        with to.open(newline="", encoding="utf-8") as file:
            return list(csv.reader(file))

    return export


def test_canvas(exported):
    head, possible, *rows = exported(Canvas)
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", ASSIGNMENT]
    assert possible[0].strip() == "Points Possible" and float(possible[-1]) == POINTS
    by_login = {row[3]: row for row in rows}
    assert by_login["ada"] == ['Byron, "Lady", Ada\nAugusta', "", "", "ada", "", f"{POINTS:g}"]
    assert by_login["dan"][-1] == by_login["eve"][-1] == ""
    assert by_login["eve"][0] == "eve"


def test_moodle(exported):
    head, *rows = exported(Moodle)
    assert head[:4] == ["First name", "Last name", "ID number", "Email address"]
    assert head[4:] == [f"Assignment: {ASSIGNMENT} (Real)"]
    by_id = {row[2]: row for row in rows}
    assert by_id["ada"] == [
        "Ada\nAugusta",
        'Byron, "Lady"',
        "ada",
        "ada@example.org",
        f"{POINTS:g}",
    ]
    assert by_id["dan"][-1] == by_id["eve"][-1] == ""


def test_only_some_students_and_assignments(exported):
    assert [row[2] for row in exported(Moodle, student=["ada"])[1:]] == ["ada"]
    assert exported(Moodle, assignment=["another"])[0][4:] == []
