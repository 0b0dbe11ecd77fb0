"""What a grade depends on, as one hash: while it stays the same, nothing is graded again."""

from collections.abc import Mapping
from dataclasses import asdict

from nngrader.gradebook.handed_in import HandedIn
from nngrader.judging.digest import digest, grader_digest
from nngrader.limits import Limits
from nngrader.submissions.reading import Unreadable


def fingerprint(
    handed_in: HandedIn,
    instructor: Mapping[str, bytes],
    instructor_files: Mapping[str, bytes],
    courses: tuple[str, ...],
    limits: Limits,
    sandbox: bool,
) -> str:
    """The hash of a submission, the instructor's version, the grader, and how it grades.

    instructor: the bytes of the assignment's notebooks, by name. courses: those whose exercises
    it asks for.
    """
    settings = repr((sorted(asdict(limits).items()), sandbox)).encode()
    parts = [grader_digest(courses).encode(), settings]
    notebooks = {name: _bytes_of(content) for name, content in handed_in.notebooks.items()}
    names = {name: repr(names).encode() for name, names in handed_in.other_names.items()}
    for files in (notebooks, names, instructor, handed_in.files, instructor_files):
        for name, data in sorted(files.items()):
            parts += [name.encode(errors="surrogateescape"), data]
        parts.append(b"")
    return digest(parts)


def _bytes_of(notebook: bytes | Unreadable) -> bytes:
    if isinstance(notebook, Unreadable):
        return f"unreadable: {notebook.kind}: {notebook.reason}".encode(errors="replace")
    return notebook
