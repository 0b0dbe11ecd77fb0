"""What lies in the folder of a submission besides the notebook: links, devices, odd names."""

import os
import socket
from pathlib import Path

import nbformat
import pytest
from attack import ALLOWED, ASSIGNMENT, SHORT, SOURCES, Attack, handed_in, instructor
from outside import Outside

from nngrader.gradebook.course import Course
from nngrader.gradebook.grading import Grading
from nngrader.judging.judge import Task, judge
from nngrader.kernels.pool import ServerPool
from nngrader.plugins.feedback import feedback_page

LIST = """
import os
for folder, _, names in os.walk("."):
    for name in names:
        print(ascii(name), open(os.path.join(folder, name), errors="replace").read())
print("tried")
"""
ODD = ("[x](javascript:alert(1))\n<script>", "-rf *", "x..name", "\udcff\udcfe", "é" * 100, "$HOME")


@pytest.fixture
def folder(outside: Outside, tmp_path: Path) -> Path:
    """Mallory's folder, in a course of its own."""
    source = tmp_path / "solutions" / ASSIGNMENT
    source.mkdir(parents=True)
    (source / f"{ASSIGNMENT}.ipynb").write_bytes(SOURCES[ASSIGNMENT].read_bytes())
    folder = tmp_path / "grading" / "submitted" / "mallory" / ASSIGNMENT
    folder.mkdir(parents=True)
    attack = Attack("folder", cells=(LIST,))
    (folder / f"{ASSIGNMENT}.ipynb").write_bytes(handed_in(attack))
    return folder


def test_links_and_devices(folder: Path, sandboxed: ServerPool, outside: Outside):
    secret = outside.folder / "gradebook.db"
    (folder / "gradebook").symlink_to(secret)
    (folder / "all").symlink_to(outside.folder)
    (folder / "up").symlink_to("../../../..")
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "pipe")
    door = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(folder)  # a socket's name is short
    door.bind("s")
    os.chdir(here)
    door.close()
    for name in ODD:
        (folder / name).write_text("kept")
        (folder / f"link{name}").symlink_to(secret)
    grading = Grading.of(Course.load(folder.parents[3]), ASSIGNMENT, limits=SHORT)
    found = grading.read("mallory")
    assert outside.token not in str(found)
    result = judge(grading.task("mallory", found, ASSIGNMENT), sandboxed)
    graded = grading.graded(result, found, ASSIGNMENT)
    text = nbformat.writes(graded)
    assert outside.token not in text
    assert "tried" in text
    assert text.count("kept") >= len(ODD)
    for name in ("gradebook", "all", "up", "loop", "pipe", "s"):
        assert any(f"The file {name} was left out" in event for event in result.events)
    page = feedback_page(graded, ASSIGNMENT)
    assert 'href="javascript' not in page
    assert "<script>was" not in page


def test_the_notebook_is_a_link(folder: Path, sandboxed: ServerPool, outside: Outside):
    notebook = folder / f"{ASSIGNMENT}.ipynb"
    notebook.unlink()
    notebook.symlink_to(SOURCES[ASSIGNMENT])
    grading = Grading.of(Course.load(folder.parents[3]), ASSIGNMENT, limits=SHORT)
    found = grading.read("mallory")
    result = judge(grading.task("mallory", found, ASSIGNMENT), sandboxed)
    assert result.score is None
    assert "link" in result.unreadable


@pytest.mark.parametrize("name", ["../../x", "/etc/x", "a/../../x", "a//x", "", ".", "a\0b"])
def test_names_that_lead_out_are_refused(name: str, sandboxed: ServerPool, outside: Outside):
    """Of a folder they can't come; in a task that has traveled they could."""
    task = Task(ASSIGNMENT, "mallory", instructor(), instructor(), files={name: b"x"})
    with pytest.raises(ValueError, match=r"is not the name of a file|null byte"):
        judge(task, sandboxed)
    assert sandboxed.server(ALLOWED).alive
