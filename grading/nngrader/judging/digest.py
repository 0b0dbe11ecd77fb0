"""The hash of the grader itself: two programs with the same one give the same grades."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from nngrader.declare.registry import set_named

GRADER = Path(__file__).parents[1]  # the package nngrader


@cache
def grader_digest(courses: tuple[str, ...]) -> str:
    """The hash of the grader's own sources, of these courses' exercises, and of their references.

    RegistryError for a course that is not installed.
    """
    parts = []
    for place in [GRADER, *(source for name in courses for source in set_named(name).sources())]:
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            parts += [path.relative_to(place.parent).as_posix().encode(), path.read_bytes()]
    return digest(parts)


def digest(parts: Iterable[bytes]) -> str:
    """One hash of several parts, which can't run into each other."""
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()
