"""What a grade depends on, as one hash: while it stays the same, nothing is graded again."""

from collections.abc import Mapping
from dataclasses import asdict

from nngrader.gradebook.handed_in import HandedIn
from nngrader.judging.digest import digest, grader_digest
from nngrader.limits import Limits
from nngrader.submissions.reading import Unreadable


def fingerprint(
    handed_in: HandedIn,
    instructor: bytes,
    instructor_files: Mapping[str, bytes],
    courses: tuple[str, ...],
    limits: Limits,
    sandbox: bool,
) -> str:
    """The hash of a submission, the instructor's version, the grader, and how it grades.

    courses: those whose exercises it asks for.
    """
    notebook = handed_in.notebook
    if isinstance(notebook, Unreadable):
        notebook = f"unreadable: {notebook.kind}".encode()
    settings = repr((sorted(asdict(limits).items()), sandbox)).encode()
    parts = [notebook, instructor, grader_digest(courses).encode(), settings]
    for files in (handed_in.files, instructor_files):
        for name, data in sorted(files.items()):
            parts += [name.encode(errors="surrogateescape"), data]
        parts.append(b"")
    return digest(parts)
