"""Sigmoid and tanh: the two that squash every number into a range."""

import ast
import math

import numpy as np

from nnbasics import activations
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.modules.m02_activations.arrays import (
    any_array,
    draw,
    huge,
    into_same_type,
    overwriting,
    read_only,
    shapes,
)

OVERFLOWED = (
    "All values are right, but an exponential overflowed on the way, as the warning says. That "
    "costs nothing; there are forms whose exponentials never get large."
)

# ---------------------------------------------------------------- sigmoid


def _sigmoid_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([0.0, 5.0, -5.0])),
        Case(draw(rng, 6)),
        Case(np.array([-15.0, -8.0, 8.0, 15.0]), label="far from 0"),
        *shapes(rng),
        *huge(rng),
        read_only(rng),
    ]


def sigmoid_as_written(z):
    return 1 / (1 + np.exp(-z))


def _sigmoid_of_one(v):
    return 1 / (1 + math.exp(-v))


def _sigmoid_of_one_by_sign(v):
    if v >= 0:
        return 1 / (1 + math.exp(-v))
    return math.exp(v) / (1 + math.exp(v))


def _sigmoid_by_halves(z):
    result = np.zeros(z.shape)
    right = z >= 0
    result[right] = 1 / (1 + np.exp(-z[right]))
    e = np.exp(z[~right])
    result[~right] = e / (1 + e)
    return result


def _sigmoid_entry_by_entry(z):
    result = np.empty(z.shape)
    for place in np.ndindex(z.shape):
        result[place] = _sigmoid_of_one_by_sign(z[place])
    return result


def _sigmoid_clipped(limit):
    return lambda z: sigmoid_as_written(np.clip(z, -limit, limit))


def _sigmoid_clipped_in_place(z):
    z[z < -500] = -500
    z[z > 500] = 500
    return sigmoid_as_written(z)


def _sigmoid_negated_in_place(z):
    z *= -1
    return 1 / (1 + np.exp(z))


def _sigmoid_stepwise_in_place(z):
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    return 1 / z


SIGMOID = Exercise(
    id="sigmoid",
    title="Squash between 0 and 1",
    signature="(z)",
    aspects=(
        Aspect("values", 1.0, "σ(z) of every entry, between 0 and 1"),
        any_array(0.25),
        Aspect("stability", 0.5, "right also for values such as ±1000", ("values",)),
        unchanged(0.25),
    ),
    inputs=_sigmoid_inputs,
    reference=activations.sigmoid,
    warned=OVERFLOWED,
    mistakes=(
        Mistake(
            "overflow",
            "Far from 0 an exponential gets larger than a float can be, and then the result is "
            "no number (nan) or an error.",
            lambda z: np.exp(z) / (1 + np.exp(z)),
            np.vectorize(_sigmoid_of_one),
            np.vectorize(lambda v: math.exp(v) / (1 + math.exp(v))),
            lambda z: np.where(z < 0, sigmoid_as_written(z), np.exp(z) / (1 + np.exp(z))),
            lambda z: np.exp(z) * (1 / (1 + np.exp(z))),
        ),
        Mistake(
            "nan-hidden",
            "Where the formula gave no number (nan), another value was put in its place, and that "
            "value is wrong.",
            lambda z: np.nan_to_num(np.exp(z) / (1 + np.exp(z))),
        ),
        Mistake(
            "clipped",
            "Large values were cut off at a limit so near to 0 that it shows in the results.",
            *(_sigmoid_clipped(limit) for limit in (5, 6, 10, 20)),
        ),
        Mistake(
            "sign-flipped",
            "It falls where it should rise: large inputs give 0 and very negative ones give 1.",
            lambda z: 1 / (1 + np.exp(z)),
            lambda z: activations.sigmoid(-z),
            lambda z: np.exp(-z) / (1 + np.exp(-z)),
            lambda z: 1 - activations.sigmoid(z),
        ),
        Mistake(
            "tanh-instead",
            "The values lie between −1 and 1, and 0 gives 0: that is tanh.",
            np.tanh,
            lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
        ),
        Mistake(
            "wrong-steepness",
            "The curve has the right shape, but it is too steep or too flat.",
            lambda z: (1 + np.tanh(z)) / 2,
            lambda z: 1 / (1 + np.exp(-z / 2)),
            lambda z: 1 / (1 + 2.0 ** (-z)),
            lambda z: 1 / (1 + 10.0 ** (-z)),
        ),
        Mistake(
            "precedence",
            "Division comes before addition: without parentheses, only the first 1 is divided.",
            lambda z: 1 / 1 + np.exp(-z),
            lambda z: np.exp(z) / 1 + np.exp(z),
            lambda z: np.exp(z) / np.exp(z) + 1,
        ),
        Mistake(
            "one-missing",
            "The 1 that is added in the denominator is missing: a result must stay below 1.",
            lambda z: 1 / np.exp(-z),
            lambda z: np.exp(z),
        ),
        Mistake(
            "minus-in-denominator",
            "In the denominator something is subtracted that has to be added: 0 gives no number.",
            lambda z: 1 / (1 - np.exp(-z)),
        ),
        Mistake(
            "int-truncation",
            "With whole numbers as input the fractions get lost: the results went into an array of "
            "integers.",
            into_same_type(activations.sigmoid),
            into_same_type(lambda z: np.exp(z) / (1 + np.exp(z))),
        ),
        Mistake(
            "rounded",
            "The results are rounded; all digits are asked.",
            lambda z: activations.sigmoid(z).round(4),
            lambda z: activations.sigmoid(z).round(3),
            lambda z: activations.sigmoid(z).round(2),
        ),
        Mistake(
            "scalar-only",
            "The function works on one number only: an array has many entries, and each needs its "
            "own result.",
            _sigmoid_of_one,
            _sigmoid_of_one_by_sign,
        ),
        Mistake(
            "one-axis-only",
            "It goes through one axis: an array may have rows and columns, or more axes than that.",
            lambda z: np.array([_sigmoid_of_one_by_sign(v) for v in z]),
            lambda z: np.array([_sigmoid_of_one(v) for v in z]),
        ),
        Mistake(
            "step-instead",
            "The results jump from 0 to 1: that is a step; this function rises smoothly.",
            lambda z: np.where(z > 0, 1.0, 0.0),
            lambda z: np.where(z >= 0, 1.0, 0.0),
        ),
        Mistake(
            "inputs-overwritten",
            "The values are right, but they were written into the array that was passed in.",
            overwriting(activations.sigmoid),
            _sigmoid_clipped_in_place,
            _sigmoid_negated_in_place,
            _sigmoid_stepwise_in_place,
            overwriting(lambda z: np.exp(z) / (1 + np.exp(z))),
        ),
    ),
    accepted={
        "as written, with a warning": sigmoid_as_written,
        "by sign, with a warning": lambda z: np.where(
            z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z))
        ),
        "by halves": _sigmoid_by_halves,
        "by absolute value": lambda z: (
            np.where(z >= 0, 1, np.exp(-np.abs(z))) / (1 + np.exp(-np.abs(z)))
        ),
        "entry by entry": _sigmoid_entry_by_entry,
        "vectorize": np.vectorize(_sigmoid_of_one_by_sign),
        "clip": lambda z: sigmoid_as_written(np.clip(z, -500, 500)),
        "clip sooner": lambda z: sigmoid_as_written(np.clip(z, -30, 30)),
        "from tanh": lambda z: 0.5 * (1 + np.tanh(z / 2)),
        "logaddexp": lambda z: np.exp(-np.logaddexp(0, -z)),
        "the other side": lambda z: 1 - 1 / (1 + np.exp(z)),
        "halves of the exponent": lambda z: np.exp(z / 2) / (np.exp(z / 2) + np.exp(-z / 2)),
        "power of e": lambda z: 1 / (1 + np.e ** (-z)),
        "piecewise": lambda z: np.piecewise(
            z.astype(float),
            [z >= 0],
            [sigmoid_as_written, lambda v: np.exp(v) / (1 + np.exp(v))],
        ),
        "float32": lambda z: sigmoid_as_written(z.astype(np.float32)),
    },
)

# ---------------------------------------------------------------- tanh


def _tanh_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([0.0, 2.0, -2.0])),
        Case(draw(rng, 6)),
        Case(np.array([-0.01, 0.05, 0.3]), label="near 0"),
        Case(np.array([-20.0, -6.0, 6.0, 20.0]), label="far from 0"),
        *shapes(rng),
        *huge(rng),
        read_only(rng),
    ]


def tanh_as_written(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


def _tanh_of_positive(z):
    return (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))


def _tanh_of_negative(z):
    return (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)


def _tanh_of_one(v):
    return (math.exp(v) - math.exp(-v)) / (math.exp(v) + math.exp(-v))


def _tanh_by_halves(z):
    result = np.zeros(z.shape)
    right = z >= 0
    result[right] = _tanh_of_positive(z[right])
    result[~right] = _tanh_of_negative(z[~right])
    return result


def _tanh_entry_by_entry(z):
    flat = []
    for v in z.ravel():
        e = math.exp(-2 * abs(v))
        flat.append(math.copysign((1 - e) / (1 + e), v))
    return np.array(flat).reshape(z.shape)


def _tanh_clipped_in_place(z):
    z[z > 20] = 20
    z[z < -20] = -20
    return tanh_as_written(z)


def _calls_tanh(tree: ast.Module) -> str | None:
    """A remark where the answer takes NumPy's or Python's own tanh, or sinh or cosh."""
    ready_made = {"tanh", "sinh", "cosh"}
    # What stands beside the function is no part of it: print(np.tanh(z)), assert …
    parts = (part for part in tree.body if not isinstance(part, ast.Expr | ast.Assert))
    for node in (node for part in parts for node in ast.walk(part)):
        used = None
        if isinstance(node, ast.Attribute) and node.attr in ready_made:
            used = node.attr
        elif isinstance(node, ast.ImportFrom):
            used = next((name.name for name in node.names if name.name in ready_made), None)
        if used:
            return (
                f"The answer seems to use a ready-made {used}; the exercise asks for exponentials. "
                "This costs no points."
            )
    return None


TANH = Exercise(
    id="tanh",
    title="Squash between −1 and 1",
    signature="(z)",
    aspects=(
        Aspect("values", 1.0, "tanh(z) of every entry, between −1 and 1"),
        any_array(0.25),
        Aspect("stability", 0.5, "right also for values such as ±1000", ("values",)),
        unchanged(0.25),
    ),
    inputs=_tanh_inputs,
    reference=activations.tanh,
    hint=_calls_tanh,
    warned=OVERFLOWED,
    mistakes=(
        Mistake(
            "overflow",
            "Far from 0 an exponential gets larger than a float can be, and then the result is "
            "no number (nan) or an error.",
            tanh_as_written,
            _tanh_of_negative,
            _tanh_of_positive,
            np.vectorize(_tanh_of_one),
            np.vectorize(_tanh_of_positive),
            np.vectorize(lambda v: (math.exp(2 * v) - 1) / (math.exp(2 * v) + 1)),
            np.vectorize(lambda v: (1 - math.exp(-2 * v)) / (1 + math.exp(-2 * v))),
            lambda z: np.where(z > 0, _tanh_of_negative(z), _tanh_of_positive(z)),
            lambda z: np.sinh(z) / np.cosh(z),
            lambda z: 2 * np.exp(2 * z) / (1 + np.exp(2 * z)) - 1,
        ),
        Mistake(
            "nan-hidden",
            "Where the formula gave no number (nan), another value was put in its place, and that "
            "value is wrong.",
            lambda z: np.nan_to_num(tanh_as_written(z)),
            lambda z: np.nan_to_num(tanh_as_written(z), nan=1.0),
            lambda z: np.nan_to_num(_tanh_of_negative(z)),
            lambda z: np.nan_to_num(_tanh_of_positive(z)),
        ),
        Mistake(
            "sigmoid-instead",
            "The values lie between 0 and 1, and 0 gives 0.5: that is the sigmoid.",
            activations.sigmoid,
            lambda z: np.exp(z) / (1 + np.exp(z)),
            lambda z: np.exp(z) / (np.exp(z) + np.exp(-z)),
        ),
        Mistake(
            "missing-factor-two",
            "A factor of 2 is missing, in an exponent or in front: the curve is too flat, or it "
            "reaches only half as far.",
            lambda z: 2 * activations.sigmoid(z) - 1,
            lambda z: np.tanh(z / 2),
            lambda z: (np.exp(z) - 1) / (np.exp(z) + 1),
            lambda z: (1 - np.exp(-z)) / (1 + np.exp(-z)),
            lambda z: np.vectorize(lambda v: (math.exp(v) - 1) / (math.exp(v) + 1))(z),
            lambda z: activations.sigmoid(2 * z) - 1,
            lambda z: activations.sigmoid(2 * z) - 0.5,
            lambda z: activations.sigmoid(z) - 0.5,
        ),
        Mistake(
            "one-not-subtracted",
            "The values lie between 0 and 2: they have to move down.",
            lambda z: 2 * activations.sigmoid(2 * z),
            lambda z: 2 * activations.sigmoid(z),
            lambda z: 2 * np.exp(2 * z) / (1 + np.exp(2 * z)),
        ),
        Mistake(
            "precedence",
            "Division comes before addition and subtraction: without parentheses, only the two "
            "terms beside the / are divided.",
            lambda z: np.exp(z) - np.exp(-z) / np.exp(z) + np.exp(-z),
            lambda z: (np.exp(z) - np.exp(-z)) / np.exp(z) + np.exp(-z),
            lambda z: np.exp(z) - np.exp(-z) / (np.exp(z) + np.exp(-z)),
        ),
        Mistake(
            "upside-down",
            "Numerator and denominator have changed places: at 0 that divides by 0.",
            lambda z: (np.exp(z) + np.exp(-z)) / (np.exp(z) - np.exp(-z)),
        ),
        Mistake(
            "sign-flipped",
            "The sign is wrong: positive inputs should give positive results.",
            lambda z: -activations.tanh(z),
            lambda z: (np.exp(-z) - np.exp(z)) / (np.exp(z) + np.exp(-z)),
            lambda z: (1 - np.exp(2 * z)) / (1 + np.exp(2 * z)),
            lambda z: (np.exp(-2 * z) - 1) / (np.exp(-2 * z) + 1),
        ),
        Mistake(
            "sign-lost",
            "Negative inputs give positive results: the sign got lost on the way.",
            lambda z: activations.tanh(np.abs(z)),
            lambda z: tanh_as_written(np.abs(z)),
        ),
        Mistake(
            "sinh-instead",
            "The values grow beyond 1: a division is missing, or it is by 2, which makes sinh.",
            lambda z: (np.exp(z) - np.exp(-z)) / 2,
            np.sinh,
            lambda z: np.exp(z) - np.exp(-z),
        ),
        Mistake(
            "int-truncation",
            "With whole numbers as input the fractions get lost: the results went into an array of "
            "integers.",
            into_same_type(activations.tanh),
            into_same_type(tanh_as_written),
        ),
        Mistake(
            "rounded",
            "The results are rounded; all digits are asked.",
            lambda z: activations.tanh(z).round(4),
            lambda z: activations.tanh(z).round(3),
            lambda z: activations.tanh(z).round(2),
            lambda z: tanh_as_written(z).round(4),
        ),
        Mistake(
            "scalar-only",
            "The function works on one number only: an array has many entries, and each needs its "
            "own result.",
            _tanh_of_one,
            lambda z: _tanh_of_positive(z) if z > 0 else _tanh_of_negative(z),
        ),
        Mistake(
            "one-axis-only",
            "It goes through one axis: an array may have rows and columns, or more axes than that.",
            lambda z: np.array([math.tanh(v) for v in z]),
            lambda z: np.array([_tanh_of_one(v) for v in z]),
        ),
        Mistake(
            "inputs-overwritten",
            "The values are right, but they were written into the array that was passed in.",
            overwriting(activations.tanh),
            _tanh_clipped_in_place,
            overwriting(tanh_as_written),
        ),
    ),
    accepted={
        "by absolute value": lambda z: np.sign(z) * _tanh_of_positive(np.abs(z)),
        "by sign, with a warning": lambda z: np.where(
            z > 0, _tanh_of_positive(z), _tanh_of_negative(z)
        ),
        "by halves": _tanh_by_halves,
        "entry by entry": _tanh_entry_by_entry,
        "from sigmoid": lambda z: 2 * activations.sigmoid(2 * z) - 1,
        "from the simple sigmoid": lambda z: 2 / (1 + np.exp(-2 * z)) - 1,
        "the other side": lambda z: 1 - 2 / (1 + np.exp(2 * z)),
        "clip": lambda z: tanh_as_written(np.clip(z, -300, 300)),
        "clip sooner": lambda z: tanh_as_written(np.clip(z, -20, 20)),
        "nan by sign": lambda z: np.where(np.abs(z) > 300, np.sign(z), tanh_as_written(z)),
        "ready-made, which is remarked": np.tanh,
        "float32": lambda z: np.sign(z) * _tanh_of_positive(np.abs(z).astype(np.float32)),
    },
)
