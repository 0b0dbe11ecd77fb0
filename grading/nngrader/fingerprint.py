"""What a grade depends on, as one hash: while it stays the same, nothing is graded again."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path

import nnbasics
import nngrader
from nngrader.handedin import HandedIn
from nngrader.limits import Limits
from nngrader.reading import Unreadable


def fingerprint(
    handed_in: HandedIn,
    instructor: bytes,
    instructor_files: Mapping[str, bytes],
    limits: Limits,
    sandbox: bool,
) -> str:
    """The hash of a submission, the instructor's version, the grader, and how it grades."""
    notebook = handed_in.notebook
    if isinstance(notebook, Unreadable):
        notebook = f"unreadable: {notebook.kind}".encode()
    settings = repr((sorted(asdict(limits).items()), sandbox)).encode()
    parts = [notebook, instructor, grader_digest().encode(), settings]
    for files in (handed_in.files, instructor_files):
        for name, data in sorted(files.items()):
            parts += [name.encode(errors="surrogateescape"), data]
        parts.append(b"")
    return _digest(parts)


@cache
def grader_digest() -> str:
    """The hash of the grader's own sources, and of the references that it compares with."""
    parts = []
    for package in (nngrader, nnbasics):
        folder = Path(package.__file__).parent
        for path in sorted(folder.rglob("*.py")):
            parts += [path.relative_to(folder).as_posix().encode(), path.read_bytes()]
    return _digest(parts)


def _digest(parts: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()
