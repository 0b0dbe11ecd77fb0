"""Mistakes that are known with `tanh_grad`, the most specific first."""

import math

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import into_same_type, overwriting
from nnexercises.m02_activations.slopes import measured, measured_to_one_side
from nngrader.declare import Mistake


def _tanh_slope_in_place(z):
    z[:] = np.tanh(z)
    return 1 - z**2


def _tanh_slope_stepwise_in_place(z):
    np.tanh(z, out=z)
    z *= z
    return 1 - z


MISTAKES = (
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
        *(measured_to_one_side(np.tanh, h) for h in (1e-5, 1e-4, 1e-3, 1e-2)),
        measured(np.tanh, 1e-2),
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
)
