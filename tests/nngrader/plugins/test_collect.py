"""Collecting takes nothing that a student could have made to deceive."""

import os
import pwd
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory

from nngrader.plugins import collect
from nngrader.plugins.collect import Collect

ASSIGNMENT = "01_weights_and_bias"
ME = pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A gradebook, which takes a second to make: collecting asks it for the due date alone."""
    return f"sqlite:///{tmp_path_factory.mktemp('gradebook')}/gradebook.db"


@pytest.fixture
def course(tmp_path: Path, database: str) -> CourseDirectory:
    (tmp_path / "exchange" / "nnbasics" / "inbound").mkdir(parents=True)
    course = CourseDirectory()
    course.root = str(tmp_path / "course")
    (tmp_path / "course").mkdir()
    course.db_url = database
    course.course_id = "nnbasics"
    course.assignment_id = ASSIGNMENT
    return course


def hand_in(course: CourseDirectory, student: str, second: int = 0) -> Path:
    """A folder as `nbgrader submit` makes it."""
    exchange = Path(course.root).parent / "exchange"
    time = f"2026-01-01 12:00:{second:02} UTC"
    folder = exchange / "nnbasics" / "inbound" / f"{student}+{ASSIGNMENT}+{time}+xyz"
    folder.mkdir()
    (folder / "timestamp.txt").write_text(time)
    (folder / f"{ASSIGNMENT}.ipynb").write_text(f"notebook {second}")
    return folder


def collected(course: CourseDirectory, student: str, **options: object) -> Path:
    """Collect; the folder in which the student's submission should then be."""
    exchange = Path(course.root).parent / "exchange"
    exchange.chmod(0o777)
    collecting = Collect(coursedir=course, root=str(exchange), **options)
    collecting.start()
    return Path(course.root) / "submitted" / student / ASSIGNMENT


def test_the_newest_of_ones_own_is_collected(course):
    hand_in(course, ME, 1)
    hand_in(course, ME, 2)
    folder = collected(course, ME)
    assert (folder / f"{ASSIGNMENT}.ipynb").read_text() == "notebook 2"
    assert (folder / "timestamp.txt").read_text() == "2026-01-01 12:00:02 UTC"


def test_what_another_has_handed_in_does_not_count(course, monkeypatch, caplog):
    hand_in(course, ME, 1)
    forged = hand_in(course, ME, 2)
    real = collect.owner
    monkeypatch.setattr(collect, "owner", lambda path: "ben" if "00:02" in path else real(path))
    folder = collected(course, ME)
    assert (folder / f"{ASSIGNMENT}.ipynb").read_text() == "notebook 1"
    assert f"{forged} says it is from {ME}, and belongs to ben" in caplog.text


def test_owners_are_not_looked_at_where_one_user_stands_for_all(course):
    hand_in(course, "ada")
    assert not collected(course, "ada").exists()
    assert collected(course, "ada", check_owner=False).exists()


def test_links_are_not_followed(course, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "solution.ipynb").write_text("the solution")
    folder = hand_in(course, ME)
    (folder / f"{ASSIGNMENT}.ipynb").unlink()
    (folder / f"{ASSIGNMENT}.ipynb").symlink_to(secret / "solution.ipynb")
    (folder / "all").symlink_to(secret)
    os.mkfifo(folder / "pipe")
    folder = collected(course, ME)
    assert sorted(path.name for path in folder.rglob("*") if not path.is_symlink()) == [
        "timestamp.txt"
    ]


def test_a_link_that_comes_in_while_it_is_copied_is_not_followed(course, tmp_path, monkeypatch):
    secret = tmp_path / "solution.ipynb"
    secret.write_text("the solution")
    folder = hand_in(course, ME)
    copy = Collect._copy_file

    def exchanged(self, src, dest):
        if src.endswith(".ipynb"):
            Path(src).unlink()
            Path(src).symlink_to(secret)
        copy(self, src, dest)

    monkeypatch.setattr(Collect, "_copy_file", exchanged)
    assert not (collected(course, ME) / f"{folder.name}").exists()
    assert not list(Path(course.root).rglob("*.ipynb"))
