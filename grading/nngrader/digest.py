"""The hash of the grader itself: two programs with the same one give the same grades."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import nnbasics
import nngrader


@cache
def grader_digest() -> str:
    """The hash of the grader's own sources, and of the references that it compares with."""
    parts = []
    for package in (nngrader, nnbasics):
        folder = Path(package.__file__).parent
        for path in sorted(folder.rglob("*.py")):
            parts += [path.relative_to(folder).as_posix().encode(), path.read_bytes()]
    return digest(parts)


def digest(parts: Iterable[bytes]) -> str:
    """One hash of several parts, which can't run into each other."""
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()
