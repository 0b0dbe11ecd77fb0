"""Mistakes that are known with `sigmoid_grad`, the most specific first."""

import math

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import into_same_type, overwriting
from nnexercises.m02_activations.slopes import measured, measured_to_one_side
from nngrader.declare import Mistake


def _sigmoid_slope_in_place(z):
    z[:] = activations.sigmoid(z)
    return z * (1 - z)


def _sigmoid_slope_stepwise_in_place(z):
    np.negative(z, out=z)
    np.exp(z, out=z)
    return z / (1 + z) ** 2


MISTAKES = (
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
        *(measured_to_one_side(activations.sigmoid, h) for h in (1e-5, 1e-4, 1e-3, 1e-2)),
        measured(activations.sigmoid, 1e-2),
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
)
