"""Mistakes that are known with `tanh`, the most specific first."""

import math

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import into_same_type, overwriting
from nnexercises.m02_activations.tanh_parts import (
    tanh_as_written,
    tanh_of_negative,
    tanh_of_positive,
)
from nngrader.declare import Mistake


def _tanh_of_one(v):
    return (math.exp(v) - math.exp(-v)) / (math.exp(v) + math.exp(-v))


def _tanh_clipped_in_place(z):
    z[z > 20] = 20
    z[z < -20] = -20
    return tanh_as_written(z)


MISTAKES = (
    Mistake(
        "overflow",
        "Far from 0 an exponential gets larger than a float can be, and then the result is "
        "no number (nan) or an error.",
        tanh_as_written,
        tanh_of_negative,
        tanh_of_positive,
        np.vectorize(_tanh_of_one),
        np.vectorize(tanh_of_positive),
        np.vectorize(lambda v: (math.exp(2 * v) - 1) / (math.exp(2 * v) + 1)),
        np.vectorize(lambda v: (1 - math.exp(-2 * v)) / (1 + math.exp(-2 * v))),
        lambda z: np.where(z > 0, tanh_of_negative(z), tanh_of_positive(z)),
        lambda z: np.sinh(z) / np.cosh(z),
        lambda z: 2 * np.exp(2 * z) / (1 + np.exp(2 * z)) - 1,
    ),
    Mistake(
        "nan-hidden",
        "Where the formula gave no number (nan), another value was put in its place, and that "
        "value is wrong.",
        lambda z: np.nan_to_num(tanh_as_written(z)),
        lambda z: np.nan_to_num(tanh_as_written(z), nan=1.0),
        lambda z: np.nan_to_num(tanh_of_negative(z)),
        lambda z: np.nan_to_num(tanh_of_positive(z)),
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
        lambda z: tanh_of_positive(z) if z > 0 else tanh_of_negative(z),
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
)
