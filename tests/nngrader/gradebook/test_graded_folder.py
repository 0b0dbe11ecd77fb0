"""A graded folder is there whole or not at all, and says of itself how it was graded."""

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from nbformat.v4 import new_notebook

from nngrader.gradebook.course import Course
from nngrader.gradebook.graded_folder import ASIDE, clean_up, how_graded, written_aside

STUDENT, ASSIGNMENT = "ada", "01_weights_and_bias"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course.load(tmp_path)


@pytest.fixture
def place(course: Course) -> Path:
    """Where the graded folder belongs."""
    return course.autograded(STUDENT, ASSIGNMENT)


def write(course: Course, says: str, files: Mapping[str, bytes], fails: bool = False) -> None:
    notebook = new_notebook(metadata={"nngrader": {"fingerprint": says}})
    with written_aside(course, STUDENT, ASSIGNMENT, {ASSIGNMENT: notebook}, files):
        if fails:
            raise ZeroDivisionError


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder but the notebooks."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".ipynb")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def fingerprint(course: Course) -> str | None:
    return how_graded(course, STUDENT, ASSIGNMENT, ASSIGNMENT).get("fingerprint")


def test_it_is_in_its_place_when_the_body_is_through(course, place):
    notebook = new_notebook(metadata={"nngrader": {"fingerprint": "first"}})
    files = {"data.csv": b"1,2", "pictures/a.png": b"\x89PNG"}
    with written_aside(course, STUDENT, ASSIGNMENT, {ASSIGNMENT: notebook}, files):
        assert not place.exists()
    assert contents(place) == files and fingerprint(course) == "first"


def test_the_next_one_takes_its_place_and_leaves_nothing_of_it(course, place):
    write(course, "first", {"old.csv": b"1"})
    write(course, "second", {"new.csv": b"2"})
    assert contents(place) == {"new.csv": b"2"} and fingerprint(course) == "second"
    assert list((place.parents[1] / ASIDE).rglob(STUDENT)) == []


@pytest.mark.parametrize("before", [True, False], ids=["graded before", "new"])
def test_after_an_error_everything_is_as_it_was(course, place, before):
    if before:
        write(course, "first", {"old.csv": b"1"})
    with pytest.raises(ZeroDivisionError):
        write(course, "second", {"new.csv": b"2"}, fails=True)
    assert place.exists() == before
    assert fingerprint(course) == ("first" if before else None)
    assert list((place.parents[1] / ASIDE).rglob(STUDENT)) == []


def test_where_the_new_one_cannot_take_its_place_the_old_one_gets_it_back(
    course, place, monkeypatch
):
    write(course, "first", {"old.csv": b"1"})
    rename = os.rename

    def refuse(source: Path, target: Path) -> None:
        if "new" in Path(source).parts:
            raise PermissionError(13, "Permission denied")
        rename(source, target)

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(PermissionError):
        write(course, "second", {"new.csv": b"2"})
    assert contents(place) == {"old.csv": b"1"} and fingerprint(course) == "first"


def test_what_a_killed_batch_has_left_aside_gets_into_no_graded_folder(course, place):
    aside = place.parents[1] / ASIDE
    for kind in ("new", "old"):
        (aside / kind / STUDENT).mkdir(parents=True)
        (aside / kind / STUDENT / "half.csv").write_text("1,")
    write(course, "first", {"data.csv": b"1,2"})
    assert contents(place) == {"data.csv": b"1,2"}
    clean_up(course)
    assert not aside.exists()
    clean_up(course)  # there is none in most courses


def test_files_cannot_be_written_as_nbgrader_has_it(course, place):
    write(course, "first", {"pictures/a.png": b"\x89PNG"})
    modes = {stat.S_IMODE(path.stat().st_mode) for path in place.rglob("*") if path.is_file()}
    assert modes == {0o444}


def test_in_a_shared_course_the_group_can_write(course, place):
    course.directory.groupshared = True
    course.autograde.permissions = 664
    place.parent.mkdir(parents=True)
    place.parent.chmod(0o755)
    write(course, "first", {"pictures/a.png": b"\x89PNG"})
    folders = [place.parent, place, place / "pictures"]
    assert all(path.stat().st_mode & 0o2770 == 0o2770 for path in folders)
    assert stat.S_IMODE((place / "pictures" / "a.png").stat().st_mode) == 0o664


@pytest.mark.parametrize(
    "found",
    [None, b"", b"\xff", b"{", b"[]", b"7", b"[" * 100_000]
    + [json.dumps(each).encode() for each in ({}, {"metadata": {}}, {"metadata": 7})]
    + [json.dumps({"metadata": {"nngrader": each}}).encode() for each in (None, 7, ["x"])],
)
def test_what_says_nothing_of_how_it_was_graded_was_not_graded(course, place, found):
    """By nbgrader itself, say, or cut off: it is graded, whatever is there."""
    if found is not None:
        place.mkdir(parents=True)
        (place / f"{ASSIGNMENT}.ipynb").write_bytes(found)
    assert how_graded(course, STUDENT, ASSIGNMENT, ASSIGNMENT) == {}
