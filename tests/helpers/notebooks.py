"""The notebooks of the project, for the tests that go through all of them."""

from pathlib import Path

import nbformat

PROJECT = Path(__file__).parents[2]

LESSONS = sorted(PROJECT.glob("course/*.ipynb"))
SOLUTIONS = sorted(PROJECT.glob("solutions/*/*.ipynb"))
EXERCISES = sorted(PROJECT.glob("exercises/*/*.ipynb"))
ALL = [*LESSONS, *SOLUTIONS, *EXERCISES]


def name(path: Path) -> str:
    """How a test calls this file: its path in the project."""
    return path.relative_to(PROJECT).as_posix()


def read(path: Path) -> nbformat.NotebookNode:
    """The notebook, as it is: an old format is not brought up to date."""
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)
