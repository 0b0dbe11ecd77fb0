"""The invented students of the demonstration write what their declarations say."""

import numpy as np
import pytest

from nngrader import check
from nngrader.commands.demo import as_answer, mistakes_of_ben
from nngrader.declare.registry import modules


def helper(x):
    return x


def doubled(x):
    """Twice as much."""
    return 2 * x


def defined(answer: str, name: str) -> object:
    """What an answer cell defines, in a notebook with the usual import."""
    namespace = {"np": np}
    exec(answer, namespace)
    return namespace[name]


@pytest.mark.parametrize("function", [doubled, lambda x: x + x], ids=["function", "lambda"])
def test_a_function_becomes_an_answer(function):
    answer = as_answer("twice", function)
    assert answer.startswith("def twice(x):")
    assert defined(answer, "twice")(3) == 6


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.assignment)
def test_ben_makes_two_mistakes_that_are_named(module):
    made = mistakes_of_ben(list(module.exercises))
    assert len(made) == 2
    for exercise, mistake in made:
        answer = as_answer(exercise.id, mistake.function)
        verdict = check(exercise.id, defined(answer, exercise.id))
        assert verdict.mistakes[0] == mistake.id


def test_what_a_notebook_does_not_have_is_no_answer():
    outside = 3
    assert as_answer("f", lambda x: helper(x)) is None
    assert as_answer("f", lambda x: [helper(y) for y in x]) is None
    assert as_answer("f", lambda x: x + outside) is None
