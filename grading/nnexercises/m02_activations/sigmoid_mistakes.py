"""Mistakes that are known with `sigmoid`, the most specific first."""

import math

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import into_same_type, overwriting
from nnexercises.m02_activations.squashing import sigmoid_as_written
from nngrader.declare import Mistake


def sigmoid_of_one_by_sign(v):
    if v >= 0:
        return 1 / (1 + math.exp(-v))
    return math.exp(v) / (1 + math.exp(v))


def _sigmoid_of_one(v):
    return 1 / (1 + math.exp(-v))


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


MISTAKES = (
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
        sigmoid_of_one_by_sign,
    ),
    Mistake(
        "one-axis-only",
        "It goes through one axis: an array may have rows and columns, or more axes than that.",
        lambda z: np.array([sigmoid_of_one_by_sign(v) for v in z]),
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
)
