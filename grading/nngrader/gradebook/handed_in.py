"""What a student has handed in: the notebooks' bytes, the other files, and when."""

import os
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path

from nbgrader.utils import parse_utc

from nngrader.gradebook.course import Course
from nngrader.gradebook.other_names import look_at_others, readable
from nngrader.limits import Limits
from nngrader.submissions.reading import Unreadable, read_bytes, read_notebook

TIMESTAMP = "timestamp.txt"


@dataclass(frozen=True)
class HandedIn:
    """A submission as bytes, each file read once.

    notebooks: by the name that the assignment has for each, the bytes, or why there are none.
    files: what else is in the folder, by relative name. events: what was left out or found under
    another name, as sentences. other_names: of those notebooks, the names that the same bytes
    were handed in under besides or instead, without `.ipynb`. renamed: the files that were taken
    for missing notebooks.
    """

    notebooks: Mapping[str, bytes | Unreadable]
    files: Mapping[str, bytes] = field(default_factory=dict)
    timestamp: datetime | None = None
    events: tuple[str, ...] = ()
    other_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    renamed: tuple[str, ...] = ()


def read_handed_in(
    course: Course, student: str, assignment: str, limits: Limits, ids: Mapping[str, Set[str]]
) -> HandedIn:
    """Read a submission. Links, devices and what is too large are left out, and reported.

    student: the name of a folder in the course's folder of submissions. ids: for each notebook of
    the assignment its `answer_ids`. One that is missing is found by them under another name; if
    it has none, nothing is missing without it.
    """
    folder = course.submitted(student, assignment)
    above = course.root / course.directory.submitted_directory
    there = {name: read_notebook(folder / f"{name}.ipynb", limits, above) for name in ids}
    found = look_at_others(folder, above, limits, there, ids)
    notebooks = {n: c for n, c in found.notebooks.items() if ids[n] or isinstance(c, bytes)}
    files: dict[str, bytes] = {}
    events = [*found.events, *_left_open(notebooks)]
    room = limits.files - sum(map(len, instructor_files(course, assignment).values()))
    for path, is_folder in _paths(folder, course.directory.ignore):
        relative = path.relative_to(folder).as_posix()
        if is_folder or len(files) >= limits.file_count:
            many = f"there are more than {limits.file_count} files."
            why = "it is a link." if is_folder else many
            events.append(f"The file {readable(relative)} was left out: {why}")
            continue
        data = read_bytes(path, room, above)
        if isinstance(data, Unreadable):
            events.append(f"The file {readable(relative)} was left out: {data.reason}")
            continue
        room -= len(data)
        files[relative] = data
    timestamp, wrong = _timestamp(files.get(TIMESTAMP, b""))
    events += wrong
    return HandedIn(notebooks, files, timestamp, tuple(events), found.names, tuple(found.renamed))


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


def _left_open(notebooks: Mapping[str, bytes | Unreadable]) -> Iterator[str]:
    """Of several notebooks, those without a score: for the feedback on the others."""
    if all(isinstance(content, Unreadable) for content in notebooks.values()):
        return
    for name, content in notebooks.items():
        if isinstance(content, Unreadable):
            yield f"{name}.ipynb could not be graded, and has no score yet. {content.reason}"


def _ignored(name: str, patterns: list[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def _timestamp(data: bytes) -> tuple[datetime | None, list[str]]:
    text = data.decode(errors="replace").strip()
    if not text:
        return None, []
    try:
        return parse_utc(text), []
    except (ValueError, OverflowError):
        return None, [f"{TIMESTAMP} says no time that can be read: {text[:40]}"]
