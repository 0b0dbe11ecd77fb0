"""The layout: folders that one looks through at a glance."""

from pathlib import Path

import pytest
from notebooks import PROJECT

MOST_FILES = 14

# In these a file is named as people look for it: by the id of its exercise, or as lessons
# import what is in it. Nobody has to look through them.
NAMED_BY_CONTENT = ("grading/nnexercises/m0", "lib/nnbasics", "lib/nnbasics/explorers")


def folders(package: str) -> list[Path]:
    """All folders of a package, itself included."""
    top = PROJECT / package
    return [top, *(f for f in top.rglob("*") if f.is_dir() and f.name != "__pycache__")]


@pytest.mark.parametrize("package", ["grading/nngrader", "grading/nnexercises", "lib/nnbasics"])
def test_no_folder_is_too_full_to_look_through(package):
    full = {}
    for folder in folders(package):
        name = folder.relative_to(PROJECT).as_posix()
        count = sum(path.is_file() for path in folder.iterdir())
        named = name in NAMED_BY_CONTENT or name.startswith(NAMED_BY_CONTENT[0])
        if count > MOST_FILES and not named:
            full[name] = count
    assert full == {}
