"""exercises/ is what nbgrader makes of solutions/, and gives no solution away."""

import dataclasses
import filecmp
import json
import shutil

import nbformat
import pytest
from notebooks import EXERCISES, PROJECT, SOLUTIONS, name
from solutions import solution_lines, tells_something

from nngrader.commands.demo_class import answer_cells
from nngrader.commands.generate import generate, main
from nngrader.declare.home import home_set

STUB = ["# YOUR CODE HERE", "raise NotImplementedError()"]
HOW_TO = "run `make exercises`; answers of your own belong into a copy, such as my_work/"


def files(folder) -> list[str]:
    """Every file below a folder, hidden ones and leftovers included."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("generated"))


def test_exercises_are_freshly_generated(generated):
    committed = PROJECT / "exercises"
    assert files(committed) == files(generated), HOW_TO
    _, different, errors = filecmp.cmpfiles(committed, generated, files(generated), shallow=False)
    assert not different + errors, HOW_TO


def test_generating_twice_gives_the_same_bytes(generated, tmp_path):
    again = generate(tmp_path)
    _, different, errors = filecmp.cmpfiles(again, generated, files(generated), shallow=False)
    assert not different + errors


def test_make_exercises_leaves_nothing_old(generated, tmp_path, monkeypatch, capsys):
    shutil.copytree(PROJECT / "solutions", tmp_path / "solutions")
    (tmp_path / "exercises" / "00_gone").mkdir(parents=True)
    course = dataclasses.replace(home_set(), project=tmp_path)
    monkeypatch.setattr("nngrader.commands.generate.home_set", lambda: course)
    monkeypatch.setattr("nngrader.commands.generate.generate", lambda folder: generated)
    assert main() == 0
    assert files(tmp_path / "exercises") == files(generated)
    assert not (tmp_path / "exercises" / "00_gone").exists()
    assert "exercises/01_weights_and_bias/01_weights_and_bias.ipynb" in capsys.readouterr().out


def test_both_sides_have_the_same_notebooks():
    notebooks = [path.relative_to(PROJECT / "solutions").as_posix() for path in SOLUTIONS]
    assert files(PROJECT / "exercises") == notebooks
    assert all(path.stem == path.parent.name for path in SOLUTIONS)


@pytest.mark.parametrize("solution", SOLUTIONS, ids=name)
def test_no_solution_is_given_away(solution):
    """Every line of a solution that says something is absent from the student's version."""
    student = PROJECT / "exercises" / solution.parent.name / solution.name
    published = {line.strip() for line in json_lines(student)}
    solutions = solution_lines(solution.parent.name)
    assert all(solutions.values()), "an answer cell without a solution"
    secret = {line for lines in solutions.values() for line in lines if tells_something(line)}
    assert secret
    assert not published & secret


def json_lines(path) -> list[str]:
    """Every line of text anywhere in the file, metadata and outputs included."""

    def texts(node):
        if isinstance(node, dict):
            for value in node.values():
                yield from texts(value)
        elif isinstance(node, list):
            yield from texts("".join(node)) if all(isinstance(x, str) for x in node) else ()
            for value in node:
                yield from texts(value)
        elif isinstance(node, str):
            yield from node.splitlines()

    return list(texts(json.loads(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("exercise", EXERCISES, ids=name)
def test_student_version_has_a_stub_for_every_answer(exercise):
    notebook = nbformat.read(exercise, as_version=4)
    for exercise_id, cell in answer_cells(notebook):
        lines = [line.strip() for line in cell.source.splitlines()]
        assert lines[-2:] == STUB, exercise_id
    text = exercise.read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    assert not any(cell.get("outputs") for cell in notebook.cells)
