"""The slopes of sigmoid, tanh and ReLU, at z itself."""

import math

import numpy as np

from nnbasics import activations
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.modules.m02_activations.arrays import (
    any_array,
    draw,
    into_same_type,
    overwriting,
    read_only,
    shapes,
)
from nngrader.modules.m02_activations.squashing import sigmoid_as_written

# ---------------------------------------------------------------- sigmoid_grad


def _slope_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([0.0, 2.0, -2.0])),
        Case(draw(rng, 6)),
        Case(np.array([-30.0, -8.0, 8.0, 30.0]), label="far from 0"),
        *shapes(rng),
        read_only(rng),
    ]


def _sigmoid_slope_in_place(z):
    z[:] = activations.sigmoid(z)
    return z * (1 - z)


def _sigmoid_slope_stepwise_in_place(z):
    np.negative(z, out=z)
    np.exp(z, out=z)
    return z / (1 + z) ** 2


def _measured(function, h):
    """The slope by central differences."""
    return lambda z: (function(z + h) - function(z - h)) / (2 * h)


def _measured_to_one_side(function, h):
    return lambda z: (function(z + h) - function(z)) / h


def _of_one(function, slope):
    """An answer that goes through the entries one by one."""
    return lambda z: np.array([slope(function(v)) for v in z.ravel()]).reshape(z.shape)


SIGMOID_GRAD = Exercise(
    id="sigmoid_grad",
    title="Slope of the sigmoid",
    signature="(z)",
    aspects=(
        Aspect("values", 1.25, "the slope of σ at every entry of z"),
        any_array(0.5),
        unchanged(0.25),
    ),
    inputs=_slope_inputs,
    reference=activations.sigmoid_grad,
    mistakes=(
        Mistake(
            "on-activation",
            "z was taken as if it had been through the sigmoid already: far from 0 this slope "
            "gets huge.",
            lambda z: z * (1 - z),
            lambda z: z - z**2,
        ),
        Mistake(
            "sigmoid-twice",
            "The sigmoid was applied to what had been through a sigmoid before.",
            lambda z: activations.sigmoid_grad(activations.sigmoid(z)),
            lambda z: activations.sigmoid(z) * (1 - activations.sigmoid(activations.sigmoid(z))),
            lambda z: activations.sigmoid(activations.sigmoid(z)) * (1 - activations.sigmoid(z)),
            lambda z: activations.sigmoid(activations.sigmoid(z)),
        ),
        Mistake(
            "missing-one-minus",
            "The two factors are the same here, so this slope keeps growing to 1; it should fall "
            "to 0 on both sides.",
            lambda z: activations.sigmoid(z) ** 2,
            lambda z: activations.sigmoid(z) * -activations.sigmoid(z),
        ),
        Mistake(
            "sign-flipped",
            "The slope is negative here; the sigmoid rises everywhere.",
            lambda z: -activations.sigmoid_grad(z),
            lambda z: activations.sigmoid(z) * (activations.sigmoid(z) - 1),
            lambda z: -np.exp(-z) / (1 + np.exp(-z)) ** 2,
        ),
        Mistake(
            "one-factor-only",
            "One of the two factors is missing: the slope should fall to 0 on both sides.",
            lambda z: 1 - activations.sigmoid(z),
            activations.sigmoid,
            lambda z: np.exp(-z) / (1 + np.exp(-z)),
        ),
        Mistake(
            "z-not-squashed",
            "One of the two factors was made of z itself, which has not been through the sigmoid.",
            lambda z: activations.sigmoid(z) * (1 - z),
            lambda z: z * (1 - activations.sigmoid(z)),
        ),
        Mistake(
            "one-minus-inside",
            "The difference was taken before the sigmoid, not after it.",
            lambda z: activations.sigmoid(z) * activations.sigmoid(1 - z),
        ),
        Mistake(
            "times-z",
            "The slope was multiplied by z: at 0 it is not 0.",
            lambda z: z * activations.sigmoid_grad(z),
        ),
        Mistake(
            "neighbors-compared",
            "np.gradient compares entries that stand side by side; here each entry has a slope of "
            "its own, whatever its neighbors are.",
            lambda z: np.gradient(activations.sigmoid(z)),
            lambda z: np.gradient(activations.sigmoid(z), z),
            lambda z: np.diff(activations.sigmoid(z)),
            lambda z: np.diff(activations.sigmoid(z)) / np.diff(z),
        ),
        Mistake(
            "tanh-grad-instead",
            "This is the form of tanh's slope; the sigmoid has another one.",
            lambda z: 1 - activations.sigmoid(z) ** 2,
            activations.tanh_grad,
        ),
        Mistake(
            "precedence",
            "Multiplication comes before subtraction: parentheses are missing.",
            lambda z: activations.sigmoid(z) * 1 - activations.sigmoid(z),
        ),
        Mistake(
            "exponent-sign",
            "In the quotient, the exponentials above and below do not fit together: one has "
            "another sign in its exponent.",
            lambda z: np.exp(z) / (1 + np.exp(-z)) ** 2,
            lambda z: np.exp(-z) / (1 + np.exp(z)) ** 2,
        ),
        Mistake(
            "measured-roughly",
            "These slopes are near the right ones, but not exact: there is a formula for them.",
            *(_measured_to_one_side(activations.sigmoid, h) for h in (1e-5, 1e-4, 1e-3, 1e-2)),
            _measured(activations.sigmoid, 1e-2),
        ),
        Mistake(
            "matrix-product",
            "@ and np.dot add products up; here each entry has a slope of its own.",
            lambda z: activations.sigmoid(z) @ (1 - activations.sigmoid(z)),
            lambda z: np.dot(activations.sigmoid(z), 1 - activations.sigmoid(z)),
        ),
        Mistake(
            "int-truncation",
            "With whole numbers as input the fractions get lost: the results went into an array of "
            "integers.",
            into_same_type(activations.sigmoid_grad),
        ),
        Mistake(
            "scalar-only",
            "The function works on one number only: an array has many entries, and each needs its "
            "own result.",
            lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2,
        ),
        Mistake(
            "inputs-overwritten",
            "The values are right, but the array that was passed in was overwritten on the way.",
            overwriting(activations.sigmoid_grad),
            _sigmoid_slope_in_place,
            _sigmoid_slope_stepwise_in_place,
        ),
    ),
    accepted={
        "s (1 - s)": lambda z: sigmoid_as_written(z) * (1 - sigmoid_as_written(z)),
        "s - s²": lambda z: activations.sigmoid(z) - activations.sigmoid(z) ** 2,
        "exponentials": lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
        "exponentials, the other sign": lambda z: np.exp(z) / (1 + np.exp(z)) ** 2,
        "symmetric": lambda z: 1 / (2 + np.exp(z) + np.exp(-z)),
        "from tanh": lambda z: (1 - np.tanh(z / 2) ** 2) / 4,
        "from cosh": lambda z: 0.25 / np.cosh(z / 2) ** 2,
        "measured": _measured(activations.sigmoid, 1e-5),
        "entry by entry": _of_one(sigmoid_as_written, lambda s: s * (1 - s)),
        "float32": lambda z: (
            sigmoid_as_written(z.astype(np.float32))
            * (1 - sigmoid_as_written(z.astype(np.float32)))
        ),
    },
)

# ---------------------------------------------------------------- tanh_grad


def _tanh_slope_in_place(z):
    z[:] = np.tanh(z)
    return 1 - z**2


def _tanh_slope_stepwise_in_place(z):
    np.tanh(z, out=z)
    z *= z
    return 1 - z


TANH_GRAD = Exercise(
    id="tanh_grad",
    title="Slope of tanh",
    signature="(z)",
    aspects=(
        Aspect("values", 0.5, "the slope of tanh at every entry of z"),
        any_array(0.25),
        unchanged(0.25),
    ),
    inputs=_slope_inputs,
    reference=activations.tanh_grad,
    mistakes=(
        Mistake(
            "on-activation",
            "z was taken as if it had been through tanh already: far from 0 this slope gets huge.",
            lambda z: 1 - z**2,
            lambda z: 1 - z * z,
        ),
        Mistake(
            "sigmoid-grad-instead",
            "This is the form of the sigmoid's slope; tanh has another one.",
            activations.sigmoid_grad,
            lambda z: np.tanh(z) * (1 - np.tanh(z)),
            lambda z: 1 - activations.sigmoid(z) ** 2,
        ),
        Mistake(
            "square-missing",
            "Something has to be squared in this formula, and is not.",
            lambda z: 1 - np.tanh(z),
            lambda z: 1 - 2 * np.tanh(z),
            lambda z: 1 / np.cosh(z),
            lambda z: np.sqrt(1 - np.tanh(z) ** 2),
        ),
        Mistake(
            "square-inside",
            "The square was taken before tanh; it has to come after.",
            lambda z: 1 - np.tanh(z**2),
        ),
        Mistake(
            "square-of-difference",
            "The square covers more than it should: parentheses are in the wrong place.",
            lambda z: (1 - np.tanh(z)) ** 2,
        ),
        Mistake(
            "missing-one-minus",
            "At 0 this gives 0; tanh is steepest there.",
            lambda z: np.tanh(z) ** 2,
            np.tanh,
        ),
        Mistake(
            "plus-not-minus",
            "This slope grows away from 0; tanh is steepest at 0 and flat far away.",
            lambda z: 1 + np.tanh(z) ** 2,
            lambda z: np.cosh(z) ** 2,
        ),
        Mistake(
            "sign-flipped",
            "The slope is negative here; tanh rises everywhere.",
            lambda z: np.tanh(z) ** 2 - 1,
        ),
        Mistake(
            "measured-roughly",
            "These slopes are near the right ones, but not exact: there is a formula for them.",
            *(_measured_to_one_side(np.tanh, h) for h in (1e-5, 1e-4, 1e-3, 1e-2)),
            _measured(np.tanh, 1e-2),
        ),
        Mistake(
            "times-z",
            "The slope was multiplied by z: at 0 it is not 0.",
            lambda z: z * (1 - np.tanh(z) ** 2),
        ),
        Mistake(
            "neighbors-compared",
            "np.gradient compares entries that stand side by side; here each entry has a slope of "
            "its own, whatever its neighbors are.",
            lambda z: np.gradient(np.tanh(z)),
            lambda z: np.gradient(np.tanh(z), z),
        ),
        Mistake(
            "tanh-twice",
            "tanh was applied to what had been through tanh before.",
            lambda z: 1 - np.tanh(np.tanh(z)) ** 2,
        ),
        Mistake(
            "int-truncation",
            "With whole numbers as input the fractions get lost: the results went into an array of "
            "integers.",
            into_same_type(activations.tanh_grad),
        ),
        Mistake(
            "scalar-only",
            "The function works on one number only: an array has many entries, and each needs its "
            "own result.",
            lambda z: 1 - math.tanh(z) ** 2,
        ),
        Mistake(
            "inputs-overwritten",
            "The values are right, but the array that was passed in was overwritten on the way.",
            overwriting(activations.tanh_grad),
            _tanh_slope_in_place,
            _tanh_slope_stepwise_in_place,
        ),
    ),
    accepted={
        "1 - t²": lambda z: 1 - np.tanh(z) ** 2,
        "(1 - t) (1 + t)": lambda z: (1 - np.tanh(z)) * (1 + np.tanh(z)),
        "from cosh": lambda z: 1 / np.cosh(z) ** 2,
        "exponentials": lambda z: 4 / (np.exp(z) + np.exp(-z)) ** 2,
        "tanh as written": lambda z: 1 - ((np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))) ** 2,
        "from the sigmoid's": lambda z: 4 * activations.sigmoid_grad(2 * z),
        "measured": _measured(np.tanh, 1e-5),
        "entry by entry": _of_one(math.tanh, lambda t: 1 - t * t),
        "float32": lambda z: 1 - np.tanh(z.astype(np.float32)) ** 2,
    },
)

# ---------------------------------------------------------------- relu_grad


def _relu_slope_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([-2.0, 0.0, 3.0])),
        Case(draw(rng, 6)),
        Case(np.array([-1000.0, -1e-9, 0.0, 1e-9, 1000.0]), label="tiny and huge values"),
        *shapes(rng),
        read_only(rng),
    ]


def _relu_slope_in_place(z):
    z[z > 0] = 1
    z[z <= 0] = 0
    return z


def _relu_slope_of_copy(z):
    slope = z.copy()
    slope[z > 0] = 1
    slope[z <= 0] = 0
    return slope


def _relu_slope_masked(z):
    slope = np.zeros(z.shape)
    slope[z > 0] = 1.0
    return slope


RELU_GRAD = Exercise(
    id="relu_grad",
    title="Slope of the ReLU",
    signature="(z)",
    aspects=(
        Aspect("values", 0.5, "1.0 where z > 0, else 0.0, also at 0"),
        any_array(0.25),
        unchanged(0.25),
    ),
    inputs=_relu_slope_inputs,
    reference=activations.relu_grad,
    mistakes=(
        Mistake(
            "one-at-zero",
            "At exactly 0 the slope is 1 here; the course takes 0, as PyTorch does.",
            lambda z: np.where(z >= 0, 1.0, 0.0),
            lambda z: np.heaviside(z, 1.0),
            lambda z: np.where(z < 0, 0.0, 1.0),
        ),
        Mistake(
            "half-at-zero",
            "At exactly 0 the slope is 0.5 here; the course takes 0, as PyTorch does.",
            lambda z: np.heaviside(z, 0.5),
            lambda z: (np.sign(z) + 1) / 2,
        ),
        Mistake(
            "zero-division",
            "At 0 it divides 0 by 0, which is no number (nan).",
            lambda z: np.maximum(z, 0) / z,
            lambda z: (1 + z / np.abs(z)) / 2,
        ),
        Mistake(
            "returns-bool",
            "The result holds True and False; asked are the numbers 1.0 and 0.0.",
            lambda z: z > 0,
            lambda z: z >= 0,
        ),
        Mistake(
            "returns-z",
            "Positive entries come back as they are: that is the ReLU itself; its slope is asked.",
            lambda z: np.where(z > 0, z, 0),
            lambda z: z * (z > 0),
        ),
        Mistake(
            "negative-slope",
            "Negative entries give −1: that is the slope of the absolute value; a ReLU is flat "
            "there.",
            np.sign,
            lambda z: np.where(z > 0, 1.0, -1.0),
        ),
        Mistake(
            "leaky-instead",
            "Negative entries give a small slope: that is a leaky ReLU's; a ReLU is flat there.",
            lambda z: np.where(z > 0, 1.0, 0.01),
        ),
        Mistake(
            "inverted",
            "It is the wrong way round: 1 for negative entries and 0 for positive ones.",
            lambda z: np.where(z > 0, 0.0, 1.0),
            lambda z: np.where(z < 0, 1.0, 0.0),
        ),
        Mistake(
            "always-one",
            "The slope is 1 everywhere here; below 0 a ReLU is flat.",
            np.ones_like,
            lambda z: np.ones(z.shape),
        ),
        Mistake(
            "scalar-only",
            "One comparison is made for the whole array, as for a single number; every entry has "
            "to be compared by itself.",
            lambda z: 1.0 if z > 0 else 0.0,
        ),
        Mistake(
            "one-axis-only",
            "It goes through one axis: an array may have rows and columns, or more axes than that.",
            lambda z: np.array([1.0 if v > 0 else 0.0 for v in z]),
        ),
        Mistake(
            "inputs-overwritten",
            "The values are right, but they were written into the array that was passed in.",
            _relu_slope_in_place,
        ),
    ),
    accepted={
        "where": lambda z: np.where(z > 0, 1.0, 0.0),
        "cast": lambda z: (z > 0).astype(float),
        "whole numbers": lambda z: (z > 0).astype(int),
        "times one": lambda z: 1.0 * (z > 0),
        "heaviside": lambda z: np.heaviside(z, 0),
        "sign of the ReLU": lambda z: np.sign(np.maximum(z, 0)),
        "mask": _relu_slope_masked,
        "written over a copy": _relu_slope_of_copy,
        "vectorize": np.vectorize(lambda v: 1.0 if v > 0 else 0.0),
        "list of entries": lambda z: np.array([int(v > 0) for v in z.ravel()]).reshape(z.shape),
        "float32": lambda z: (z > 0).astype(np.float32),
    },
)
