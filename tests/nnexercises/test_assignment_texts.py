"""What an assignment's texts promise: examples that are right, points and minutes that add up."""

import doctest
import re
from pathlib import Path

import numpy as np
import pytest
from notebooks import SOLUTIONS, name, read

from nngrader.commands.demo_class import answer_cells
from nngrader.declare.registry import find, modules
from nngrader.inside.drivers import call_once
from nngrader.submissions.assignment_text import declared_text
from nngrader.submissions.check_cells import check_call

assignments = pytest.mark.parametrize("path", SOLUTIONS, ids=name)


def answers(path: Path) -> dict[str, object]:
    """What the solution's answer cells define, by name. The checks are not run."""
    names: dict[str, object] = {}
    for cell in read(path).cells:
        given = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and not given.get("grade"):
            exec(cell.source, names)
    return names


def candidates(path: Path) -> dict[str, tuple[str, ...]]:
    """The names of what is checked, by exercise: mostly one, and that of the exercise."""
    calls = [check_call(cell) for cell in read(path).cells]
    return {call.exercise.id: call.names for call in calls if call}


def run_examples(function: object, names: dict[str, object]) -> tuple[int, str]:
    """Run the examples of a docstring: how many there are, and what failed."""
    said: list[str] = []
    runner = doctest.DocTestRunner()
    tried = 0
    for test in doctest.DocTestFinder(recurse=False).find(
        function, "example", module=False, globs=names
    ):
        tried += len(test.examples)
        runner.run(test, out=said.append)
    return tried, "".join(said)


def assert_equal(given: object, declared: object, id: str) -> None:
    """The same numbers, also inside of lists and tuples of arrays, such as params."""
    if isinstance(declared, list | tuple):
        for one, other in zip(given, declared, strict=True):
            assert_equal(one, other, id)
    else:
        np.testing.assert_array_equal(given, declared, err_msg=id)


@assignments
def test_examples_are_right(path):
    names, checked = answers(path), candidates(path)
    for exercise, _ in answer_cells(read(path)):
        for function in checked[exercise]:
            tried, said = run_examples(names[function], names)
            assert tried, f"{function} has no example"
            assert not said, said


@assignments
def test_first_example_is_the_first_the_check_tries(path):
    names = answers(path)
    for id, _ in answer_cells(read(path)):
        exercise, calls = find(id), []
        if exercise.run.driver is not call_once:
            continue

        def record(*args, answer=names[id], calls=calls):
            calls.append(args)
            return answer(*args)

        run_examples(names[id], names | {id: record})
        first = exercise.inputs(np.random.default_rng(0))[0].args
        assert_equal(calls[0], first, id)


@assignments
def test_it_says_what_the_declarations_say(path):
    """`make exercises` has nothing to write."""
    source = path.read_text(encoding="utf-8")
    (module,) = (module for module in modules() if module.assignment == path.stem)
    assert declared_text(source, module, name(path)) == source, "run `make exercises`"


@assignments
def test_points_and_minutes_add_up(path):
    """What a learner can add up with a pencil: the exercises, and the total in the first cell."""
    texts = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
    facts = re.findall(
        r"^\*\*(\d+) points? · about (\d+) minutes · (?:easy|medium|hard)\*\*$",
        "\n".join(texts),
        re.MULTILINE,
    )
    assert len(facts) == len(list(answer_cells(read(path))))
    points, minutes = (sum(map(int, column)) for column in zip(*facts, strict=True))
    assert f"About {minutes} minutes, {points} points." in texts[0]
