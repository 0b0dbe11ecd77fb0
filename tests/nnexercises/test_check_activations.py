"""What the checks of module 2 say besides points: styles, hints, warnings that cost nothing."""

import numpy as np
import pytest

from nnbasics import activations
from nnexercises.m02_activations.smooth import gelu_by_tanh
from nngrader import check
from nngrader.checking.scoring import local_runner, score
from nngrader.declare import Aspect, Case, Exercise, Mistake, Text
from nngrader.declare.registry import find


def notes(verdict):
    return [note.id for note in verdict.notes]


# ---------------------------------------------------------------- GELU has two right forms


def in_float32(function):
    return lambda z: function(z.astype(np.float32))


def exact_in_float32(z):
    return activations.gelu(z).astype(np.float32)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (activations.gelu, ["gelu-exact"]),
        (gelu_by_tanh, ["gelu-tanh-approximation"]),
        (exact_in_float32, ["gelu-exact", "computed-in-float32"]),
        (in_float32(gelu_by_tanh), ["gelu-tanh-approximation", "computed-in-float32"]),
    ],
)
def test_both_forms_of_gelu_are_right_and_named(function, said):
    verdict = check("gelu", function)
    assert verdict.passed and notes(verdict) == said


def test_gelu_has_to_keep_to_one_of_its_forms():
    verdict = check("gelu", lambda z: np.where(z > 0, activations.gelu(z), gelu_by_tanh(z)))
    assert verdict.score == 0.0 and notes(verdict) == []


def test_a_fault_in_the_other_form_costs_only_what_it_is():
    verdict = check("gelu", lambda z: gelu_by_tanh(z).astype(z.dtype))
    assert [a.passed for a in verdict.aspects] == [True, False, True]
    assert verdict.mistakes == ("int-truncation",)


# ---------------------------------------------------------------- tanh, not np.tanh


def with_numpy(z):
    return np.tanh(z)


def with_numpy_in_a_helper(z):
    def squash(v):
        return np.sinh(v) / np.cosh(v)

    return squash(np.clip(z, -300, 300))


def that_speaks_of_it(z):
    """Like np.tanh, and from math import tanh would do as well."""
    # np.tanh(z)
    return 2 * activations.sigmoid(2 * z) - 1


@pytest.mark.parametrize(
    ("function", "said"),
    [(with_numpy, ["source"]), (with_numpy_in_a_helper, ["source"]), (that_speaks_of_it, [])],
)
def test_a_ready_made_tanh_is_remarked_and_costs_nothing(function, said):
    verdict = check("tanh", function)
    assert verdict.passed and notes(verdict) == said


@pytest.mark.parametrize(
    ("source", "remarked"),
    [
        ("from math import tanh as t\ndef tanh(z): return t(z)", True),
        ("tanh = np.tanh", True),
        ("def tanh(z): return 2 / (1 + np.exp(-2 * z)) - 1\nprint(np.tanh(1.0))", False),
        ("def tanh(z): return sigmoid(z)\nassert np.tanh(0.0) == 0", False),
        ("def tanh(z: return", False),
    ],
)
def test_what_stands_beside_the_answer_is_not_remarked(source, remarked):
    exercise = find("tanh")
    verdict = score(exercise, local_runner(exercise, activations.tanh), source=source)
    assert notes(verdict) == (["source"] if remarked else [])


# ---------------------------------------------------------------- warnings


def sigmoid_as_written(z):
    return 1 / (1 + np.exp(-z))


def test_an_overflow_on_the_way_is_told_and_costs_nothing():
    verdict = check("sigmoid", sigmoid_as_written)
    assert verdict.passed and notes(verdict) == ["warned"]
    assert verdict.warnings == ("RuntimeWarning: overflow encountered in exp",)


@pytest.mark.parametrize(
    "name", ["sigmoid", "tanh", "silu", "softmax", "sigmoid_grad", "tanh_grad"]
)
def test_a_stable_answer_gets_no_warning(name):
    """Not even of an underflow, which does no harm and which NumPy itself keeps quiet."""
    verdict = check(name, getattr(activations, name))
    assert verdict.passed and verdict.warnings == () and verdict.notes == ()


def test_a_wrong_answer_is_not_told_that_all_is_right():
    verdict = check("tanh", lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)))
    assert verdict.warnings and notes(verdict) == [] and verdict.mistakes == ("overflow",)
    assert [a.name for a in verdict.aspects if not a.passed] == ["stability"]


def test_float32_is_not_named_where_nothing_is_right():
    # Far from 0 these are zeros, which fit into float32 and are near enough.
    verdict = check("tanh_grad", lambda z: 1 - np.tanh(z**2))
    assert verdict.score == 0.0 and notes(verdict) == []


# ---------------------------------------------------------------- naming mistakes quickly


def test_a_mistake_is_asked_only_until_it_differs():
    asked = []

    def differs_at_once(x):
        asked.append(x)
        return x

    exercise = Exercise(
        id="add_one",
        signature="(x)",
        text=Text("Add one", 1, "easy"),
        aspects=(Aspect("values", 1.0, "x + 1"),),
        inputs=lambda rng: [Case(1.0), Case(2.0), Case(3.0)],
        reference=lambda x: x + 1,
        mistakes=(
            Mistake("same", "It adds nothing.", differs_at_once),
            Mistake("two", "It adds 2.", lambda x: x + 2),
        ),
    )
    verdict = score(exercise, local_runner(exercise, lambda x: x + 2))
    assert verdict.mistakes == ("two",) and asked == [1.0]
