"""The folder of a graded submission: written aside, then put in its place at once.

Its notebooks say what they were graded from, so whether a submission is done can be seen from
the folder alone: it is there whole, or not at all.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from nngrader.gradebook.course import Course
from nngrader.submissions.reading import NOTEBOOK_KEY

ASIDE = ".being-graded"  # hidden: nbgrader lists what is beside it


def how_graded(course: Course, student: str, assignment: str, notebook: str) -> dict[str, Any]:
    """What a graded notebook says of how it was graded; empty where there is none."""
    path = course.autograded(student, assignment) / f"{notebook}.ipynb"
    try:
        found = json.loads(path.read_bytes())["metadata"][NOTEBOOK_KEY]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


@contextmanager
def written_aside(
    course: Course,
    student: str,
    assignment: str,
    graded: Mapping[str, NotebookNode],
    files: Mapping[str, bytes],
) -> Iterator[None]:
    """Write the folder aside, and put it in its place when the body is through.

    graded: the notebooks, by name. files: what is beside them. After an error in here or in the
    body, what was in its place is still there. OSError where it can't be written.
    """
    place = course.autograded(student, assignment)
    aside = _aside(course)
    new, old = aside / "new" / student, aside / "old" / student
    for left_over in (new, old):
        _remove(left_over)
    try:
        new.mkdir(parents=True)
        for name, data in files.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        for name, notebook in graded.items():
            nbformat.write(notebook, new / f"{name}.ipynb")
        _set_permissions(course, new)
        yield
        place.parent.mkdir(parents=True, exist_ok=True)
        if course.directory.groupshared:
            _share(place.parent)
        if place.exists():
            old.parent.mkdir(parents=True, exist_ok=True)
            os.rename(place, old)
        try:
            os.rename(new, place)
        except BaseException:
            if old.exists():
                os.rename(old, place)
            raise
    finally:
        for left_over in (new, old):
            _remove(left_over)


def clean_up(course: Course) -> None:
    """Remove what a batch that was killed has left aside."""
    _remove(_aside(course))


def _aside(course: Course) -> Path:
    # On the same file system as the place, so that a rename is all it takes.
    return course.root / course.directory.autograded_directory / ASIDE


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _set_permissions(course: Course, folder: Path) -> None:
    """As nbgrader does it: read-only files, or a group's if the course is shared."""
    permissions = int(str(course.autograde.permissions), 8)
    for here, _, files in os.walk(folder):
        for name in files:
            os.chmod(os.path.join(here, name), permissions)
        if course.directory.groupshared:
            _share(here)


def _share(folder: str | Path) -> None:
    mode = os.stat(folder).st_mode & 0o7777
    if mode & 0o2770 != 0o2770:
        os.chmod(folder, mode | 0o2770)
