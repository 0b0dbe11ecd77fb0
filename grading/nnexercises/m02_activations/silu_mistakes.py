"""Mistakes that are known with `silu`, the most specific first."""

import math

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import into_same_type, overwriting
from nnexercises.m02_activations.smooth import gelu_by_tanh
from nnexercises.m02_activations.squashing import sigmoid_as_written
from nngrader.declare import Mistake


def _silu_of_one(v):
    return v / (1 + math.exp(-v))


def _silu_clipped(limit):
    return lambda z: z * sigmoid_as_written(np.clip(z, -limit, limit))


def _silu_in_place(z):
    z *= activations.sigmoid(z)
    return z


def _silu_divided_in_place(z):
    z /= 1 + np.exp(-z)
    return z


MISTAKES = (
    Mistake(
        "sigmoid-only",
        "The sigmoid came back by itself; it still has to weigh something.",
        lambda z: 1 / (1 + np.exp(-z)),
        lambda z: np.exp(z) / (1 + np.exp(z)),
    ),
    Mistake(
        "overflow",
        "Far from 0 an exponential gets larger than a float can be, and then the result is "
        "no number (nan) or an error.",
        lambda z: z * np.exp(z) / (1 + np.exp(z)),
        lambda z: z * (np.exp(z) / (1 + np.exp(z))),
        np.vectorize(_silu_of_one),
        np.vectorize(lambda v: v * (math.exp(v) / (1 + math.exp(v)))),
        lambda z: z * np.where(z < 0, sigmoid_as_written(z), np.exp(z) / (1 + np.exp(z))),
    ),
    Mistake(
        "nan-hidden",
        "Where the formula gave no number (nan), another value was put in its place, and that "
        "value is wrong.",
        lambda z: np.nan_to_num(z * np.exp(z) / (1 + np.exp(z))),
        lambda z: z * np.nan_to_num(np.exp(z) / (1 + np.exp(z))),
    ),
    Mistake(
        "clipped",
        "Large values were cut off at a limit so near to 0 that it shows in the results.",
        *(_silu_clipped(limit) for limit in (5, 6, 10, 20)),
    ),
    Mistake(
        "precedence",
        "Division comes before addition: without parentheses, only a part is divided.",
        lambda z: z / 1 + np.exp(-z),
        lambda z: z * 1 / 1 + np.exp(-z),
    ),
    Mistake(
        "sign-flipped",
        "It is the wrong way round: large z should come through, very negative z hardly.",
        lambda z: z * activations.sigmoid(-z),
        lambda z: z / (1 + np.exp(z)),
        lambda z: z * (1 - activations.sigmoid(z)),
        lambda z: -z * activations.sigmoid(z),
    ),
    Mistake(
        "gelu-instead",
        "These are the values of GELU; here z is weighed by a sigmoid.",
        activations.gelu,
        gelu_by_tanh,
        lambda z: z * activations.sigmoid(1.702 * z),
    ),
    Mistake(
        "tanh-instead",
        "z is weighed by tanh, which is negative for negative z; a sigmoid is asked.",
        lambda z: z * np.tanh(z),
    ),
    Mistake(
        "relu-instead",
        "These are the values of ReLU: near 0 SiLU bends smoothly, and dips below 0.",
        activations.relu,
    ),
    Mistake(
        "matrix-product",
        "@ and np.dot add products up; here each entry is multiplied by its own sigmoid.",
        lambda z: z @ activations.sigmoid(z),
        lambda z: np.dot(z, activations.sigmoid(z)),
    ),
    Mistake(
        "int-truncation",
        "With whole numbers as input the fractions get lost: the results went into an array of "
        "integers.",
        into_same_type(activations.silu),
    ),
    Mistake(
        "scalar-only",
        "The function works on one number only: an array has many entries, and each needs its "
        "own result.",
        _silu_of_one,
        lambda z: z * (1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z))),
    ),
    Mistake(
        "one-axis-only",
        "It goes through one axis: an array may have rows and columns, or more axes than that.",
        lambda z: np.array([v / (1 + math.exp(-v)) for v in z]),
    ),
    Mistake(
        "inputs-overwritten",
        "The values are right, but they were written into the array that was passed in.",
        _silu_in_place,
        overwriting(activations.silu),
        _silu_divided_in_place,
    ),
)
