"""`make exercises` writes what the declarations say into both notebooks, and nothing else."""

import dataclasses
import difflib
import shutil

import nbformat
import pytest
from notebooks import PROJECT
from repository import Repository

from nngrader.commands import generate
from nngrader.declare.home import home_set

DECLARATION = "grading/nnexercises/m02_activations/silu.py"
SOLUTION = "solutions/02_activations/02_activations.ipynb"
RELEASED = "exercises/02_activations/02_activations.ipynb"
PAGES = {"docs/exercises/02_activations.md", "docs/exercises/README.md"}


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> Repository:
    return Repository.copied(tmp_path_factory.mktemp("repository"))


def lines_changed(old: bytes, new: bytes) -> tuple[list[str], list[str]]:
    """The lines that are gone, and those that are new."""
    diff = list(difflib.ndiff(old.decode().splitlines(), new.decode().splitlines()))
    gone, come = ([line[2:].strip(' ",') for line in diff if line[0] == sign] for sign in "-+")
    return gone, come


def test_what_a_declaration_says_is_in_both_notebooks(repository):
    before = repository.files()
    repository.edit(DECLARATION, "Weight each value by its sigmoid", r"Let \\1 × $z$ “pass”")
    repository.edit(DECLARATION, "minutes=5", "minutes=25")
    repository.edit(DECLARATION, 'difficulty="easy"', 'difficulty="hard"')
    repository.edit(DECLARATION, "unchanged(0.25)", "unchanged(1.25)")
    done = repository.run("make exercises")
    assert done.returncode == 0, done.stdout
    assert repository.changed_since(before) == {DECLARATION, SOLUTION, RELEASED} | PAGES
    after = repository.files()
    for name in (SOLUTION, RELEASED):
        assert name in done.stdout
        gone, come = lines_changed(before[name], after[name])
        checksums = [line for line in come if line.startswith("checksum")]
        assert [line for line in come if line not in checksums] == [
            r"**Time and points.** About 105 minutes, 17 points.",
            r"## Exercise 6: Let \\1 × $z$ “pass”\n",
            r"**2 points · about 25 minutes · hard**\n",
            'points": 2',
        ]
        assert len(gone) == len(come)
        assert len(checksums) == (name == RELEASED)  # nbgrader's, of the check's points
    again = repository.run("make exercises")
    assert again.returncode == 0, again.stdout
    assert repository.files() == after
    assert SOLUTION not in again.stdout


def without(notebook: nbformat.NotebookNode, word: str) -> None:
    for cell in notebook.cells:
        cell.source = "\n".join(line for line in cell.source.split("\n") if word not in line)


def twice(notebook: nbformat.NotebookNode, word: str) -> None:
    for cell in notebook.cells:
        cell.source = cell.source.replace(word, f"{word}\n\n{word}")


def drop(notebook: nbformat.NotebookNode, id: str) -> None:
    notebook.cells = [cell for cell in notebook.cells if cell.id != id]


@pytest.mark.parametrize(
    ("spoil", "what", "complaint"),
    [
        (
            without,
            "## Exercise 6",
            "cell exercise-6-weigh-by-a-sigmoid has no place of the form “## E",
        ),
        (without, "**1 point ·", "has no place of the form “**1 point · about 5 minutes · easy**”"),
        (twice, "**1 point · about 5 minutes · easy**", "has 2 places of the form “**1 point ·"),
        (without, "About 85 minutes", "has no place of the form “About 85 minutes, 16 points.”"),
        (drop, "exercise-6-weigh-by-a-sigmoid", "the cell answer-silu has no text cell right"),
        (drop, "answer-silu", "no cell has the grade_id silu"),
        (drop, "check-silu", "no cell has the grade_id check_silu"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_written(
    tmp_path, monkeypatch, capsys, spoil, what, complaint
):
    shutil.copytree(PROJECT / "solutions", tmp_path / "solutions")
    course = dataclasses.replace(home_set(), project=tmp_path)
    monkeypatch.setattr(generate, "home_set", lambda: course)
    other = tmp_path / "solutions/01_weights_and_bias/01_weights_and_bias.ipynb"
    other.write_text(other.read_text().replace("Exercise 1:", "Exercise 99:"))
    changes = nbformat.read(tmp_path / SOLUTION, as_version=4)
    spoil(changes, what)
    nbformat.write(changes, tmp_path / SOLUTION)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.ipynb")}
    assert generate.main() == 2
    said = capsys.readouterr().err
    assert said.startswith(f"{SOLUTION}: ") and complaint in said
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.ipynb")} == before
