"""What a student has handed in: the notebook's bytes, the other files, and when."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path

from nbgrader.utils import parse_utc

from nngrader.gradebook.course import Course
from nngrader.limits import Limits
from nngrader.submissions.reading import Unreadable, read_bytes, read_notebook

TIMESTAMP = "timestamp.txt"


@dataclass(frozen=True)
class HandedIn:
    """A submission as bytes, each file read once.

    notebook: the bytes, or why there are none. files: what else is in the folder, by relative
    name. events: what was left out, as sentences.
    """

    notebook: bytes | Unreadable
    files: dict[str, bytes] = field(default_factory=dict)
    timestamp: datetime | None = None
    events: tuple[str, ...] = ()


def read_handed_in(
    course: Course, student: str, assignment: str, limits: Limits, notebook: str | None = None
) -> HandedIn:
    """Read a submission. Links, devices and what is too large are left out, and reported.

    student: the name of a folder in the course's folder of submissions.
    """
    folder = course.submitted(student, assignment)
    above = course.root / course.directory.submitted_directory
    name = f"{notebook or assignment}.ipynb"
    content = read_notebook(folder / name, limits, above)
    if isinstance(content, Unreadable) and content.kind == "missing":
        content = Unreadable(content.kind, content.reason + _others(folder))
    files: dict[str, bytes] = {}
    events: list[str] = []
    room = limits.files - sum(map(len, instructor_files(course, assignment).values()))
    for path, is_folder in _paths(folder, course.directory.ignore):
        relative = path.relative_to(folder).as_posix()
        if is_folder or len(files) >= limits.file_count:
            many = f"there are more than {limits.file_count} files."
            why = "it is a link." if is_folder else many
            events.append(f"The file {_readable(relative)} was left out: {why}")
            continue
        data = read_bytes(path, room, above)
        if isinstance(data, Unreadable):
            events.append(f"The file {_readable(relative)} was left out: {data.reason}")
            continue
        room -= len(data)
        files[relative] = data
    timestamp, wrong = _timestamp(files.get(TIMESTAMP, b""))
    return HandedIn(content, files, timestamp, (*events, *wrong))


def instructor_files(course: Course, assignment: str) -> dict[str, bytes]:
    """The files that come with an assignment, by relative name, without its notebooks.

    As in nbgrader, they take the place of files with the same name in a submission.
    """
    folder = course.source(assignment)
    kept = course.autograde.exclude_overwriting.get(assignment, [])
    paths = (path for path, is_folder in _paths(folder, course.directory.ignore) if not is_folder)
    named = ((path.relative_to(folder).as_posix(), path) for path in paths)
    return {name: path.read_bytes() for name, path in named if name not in kept}


def _paths(folder: Path, ignore: list[str]) -> Iterator[tuple[Path, bool]]:
    """Files below a folder that nbgrader would copy; True with those that are folder links."""
    ignore = [*ignore, "*.ipynb"]
    for here, folders, files in os.walk(folder):
        for name in sorted(folders):
            if _ignored(name, ignore):
                folders.remove(name)
            elif os.path.islink(os.path.join(here, name)):
                yield Path(here, name), True
        folders.sort()
        for name in sorted(files):
            if not _ignored(name, ignore):
                yield Path(here, name), False


def _readable(name: str) -> str:
    """A file's name as text: a name can hold bytes that no text has."""
    return os.fsencode(name).decode(errors="replace")


def _ignored(name: str, patterns: list[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def _others(folder: Path) -> str:
    """The notebooks of other names, for a person who looks for the missing one."""
    try:
        found = sorted(
            e.name
            for e in os.scandir(folder)
            if e.name.endswith(".ipynb") and stat.S_ISREG(e.stat(follow_symlinks=False).st_mode)
        )
    except OSError:
        return ""
    return f" Handed in was: {', '.join(map(_readable, found[:5]))}." if found else ""


def _timestamp(data: bytes) -> tuple[datetime | None, list[str]]:
    text = data.decode(errors="replace").strip()
    if not text:
        return None, []
    try:
        return parse_utc(text), []
    except (ValueError, OverflowError):
        return None, [f"{TIMESTAMP} says no time that can be read: {text[:40]}"]
